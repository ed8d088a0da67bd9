"""`assume_role {}` of a provider, the S3 backend's, and a remote state's.

Source: Terraform AWS Provider, "Assuming an IAM Role"; Terraform, "Backend Type: s3".
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from tempfile import TemporaryDirectory

from roletrust.diagnosis.forms.given import DURATION, EXTERNAL_ID, SESSION_NAME, SOURCE_IDENTITY, TAGS, Given, Setting
from roletrust.dialects.hcl.roles.assuming import Assumed, assumed
from roletrust.dialects.hcl.syntax.blocks import Attribute, Chunk, chunks, pieces
from roletrust.dialects.tree import Map
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Text
from roletrust.reading.terraform.scan import Listing, Scan

NAMES = {
    EXTERNAL_ID: "external_id",
    DURATION: "duration",
    TAGS: "tags",
    SOURCE_IDENTITY: "source_identity",
    SESSION_NAME: "session_name",
}
BY_NAME = {spelt: name for name, spelt in NAMES.items()}
KINDS = ("provider", "terraform", "data")
BESIDE = (".tf", ".tofu", ".tfvars")
MOST = 200  # files beside the one that is given
LARGEST = 1_000_000  # bytes of one of them


def calls(text: str, file: str, folder: str = "") -> Iterator[Given]:
    """The roles that the configuration `text` assumes.  Raises nothing: what cannot be read has none.

    `folder`: where the file lies, so that the variables and locals beside it are known; '' where it lies nowhere.
    """
    with TemporaryDirectory(prefix="roletrust-") as root:
        for name in sorted(os.listdir(folder))[:MOST] if folder else ():
            path = os.path.join(folder, name)
            if name.endswith(BESIDE) and os.path.isfile(path) and os.path.getsize(path) <= LARGEST:
                shutil.copyfile(path, os.path.join(root, name))
        name = os.path.basename(file) if file.endswith(BESIDE) else "main.tf"
        path = os.path.join(root, name)
        with open(path, "w", encoding="utf-8") as opened:
            opened.write(text)
        files = [os.path.join(root, each) for each in os.listdir(root) if each.endswith((".tf", ".tofu"))]
        scan = Scan(Listing(files), root)
        try:
            blocks = [each for each in chunks(text, at_once=False) if each.kind in KINDS]
            for block in blocks:
                yield from in_block(text, file, path, scan, block)
        except PolicyError:
            return


def in_block(text: str, file: str, path: str, scan: Scan, block: Chunk | object) -> Iterator[Given]:
    assert isinstance(block, Chunk)
    labels = tuple(each.strip('"') for each in block.labels)
    if block.kind == "provider" and (alias := alias_of(text, block)):
        labels = (f"{labels[0]}.{alias}",)
    found = assumed(scan.project, path, (), (block.kind, *labels), block.first)
    places = list(blocks_of(text, block.inner, block.end - 1, block.first))
    for each in found:
        place = next((one for one in places if one[0] <= each.source.first <= one[1]), places[0] if places else None)
        for call in calls_of(each, label(block.kind, labels), file) if place else ():
            assert place is not None
            yield of_place(call, text, file, place[2])


def alias_of(text: str, block: Chunk) -> str:
    """What a provider's configuration is called besides; '' where it is the default one."""
    for piece in pieces(text, block.first, block.inner, block.end - 1):
        if isinstance(piece, Attribute) and piece.name == "alias":
            return text[piece.written[0] : piece.written[1]].strip().strip('"')
    return ""


def label(kind: str, labels: tuple[str, ...]) -> str:
    return "backend s3" if kind == "terraform" else " ".join((kind, *labels))


def calls_of(each: Assumed, name: str, file: str) -> Iterator[Call]:
    """The call in each way that the configuration can turn out."""
    for _, tree in variants(each.tree):
        role, sent = map(tree.get, ("role_arn", "external_id")) if isinstance(tree, Map) else (None, None)
        if role and isinstance(role, (str, Text)) and (sent is None or isinstance(sent, (str, Text))):
            yield Call(role, sent, name, "external_id", each.source._replace(file=file), written=each.written)


def blocks_of(text: str, start: int, end: int, line: int) -> Iterator[tuple[int, int, tuple[int, int, int]]]:
    """The innermost blocks that may hold a `role_arn`: their lines, and where they stand and begin."""
    for piece in pieces(text, line, start, end):
        if isinstance(piece, Chunk):
            yield from blocks_of(text, piece.inner, piece.end - 1, piece.first)
            yield piece.first, piece.last, (piece.inner, piece.end - 1, piece.first)
        elif piece.name == "assume_role":
            yield line, line + text.count("\n", start, end), object_at(text, piece)
        elif piece.name == "role_arn":
            yield line, line + text.count("\n", start, end), (start, end, line)


def object_at(text: str, piece: Attribute) -> tuple[int, int, int]:
    """`assume_role = { … }`: what is between its braces."""
    first, last, line = piece.written
    opening, closing = text.find("{", first, last), text.rfind("}", first, last)
    return (opening + 1, closing, line) if opening >= 0 else (first, last, line)


def of_place(call: Call, text: str, file: str, place: tuple[int, int, int]) -> Given:
    start, end, line = place
    settings: dict[str, Setting] = {}
    at, indent = start, ""
    for piece in pieces(text, line, start, end):
        if isinstance(piece, Chunk):
            continue
        first, last, _ = piece.written
        begin = text.rfind("\n", 0, first) + 1
        value = text[first:last].strip()
        first += len(text[first:last]) - len(text[first:last].lstrip())
        after = text.find("\n", last) + 1 or len(text)
        if piece.name == "role_arn":
            at, indent = after, text[begin : begin + len(text[begin:first]) - len(text[begin:first].lstrip())]
        elif piece.name in BY_NAME:
            known = value[1:-1] if value[:1] == '"' and "${" not in value else value
            settings[BY_NAME[piece.name]] = Setting(known, first, first + len(value), begin, after)

    def inserted(name: str, written: str) -> str:
        return f"{indent}{name} = {written}\n"

    return Given(call, text, file, "terraform", settings, NAMES, at, inserted, quoted)


def quoted(name: str, value: str) -> str:
    if name == DURATION:
        return f'"{value}s"'
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
