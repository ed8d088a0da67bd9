"""What a page was given, as files in a folder of their own: the readers read files, whoever wrote them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping

from roletrust.replying.unanswerable import Unanswerable

LARGEST = 1_000_000  # characters of all files together
DEEPEST = 200  # brackets within brackets; a policy has eight
MOST = 400  # files
IN_HCL = re.compile(
    r"^[ \t]*(?:resource|data|module|variable|provider)[ \t]+\"[^\"\n]*\"|^(?:locals|terraform)[ \t]*\{", re.MULTILINE
)
BRACKETS = re.compile(r"[\[{(]|[\])}]")


def file_name(text: str) -> str:
    """What a text is called that was pasted: JSON, Terraform or a YAML template, by how it begins."""
    if text.lstrip("\ufeff \r\n\t")[:1] in ("{", "["):
        return "trust.json"
    return "main.tf" if IN_HCL.search(text) else "template.yaml"


def laid_out(files: Mapping[str, str], folder: str) -> str:
    """`folder`, emptied, with the `files` in it, each by its name; one of the name '' is called by what it holds.

    Raises Unanswerable where they are more than a page takes, or a name leads out of the folder.
    """
    size = sum(map(len, files.values()))
    if size > LARGEST:
        raise Unanswerable(f"this is {size:,} characters; the page takes {LARGEST:,}: give `roletrust check` the file")
    if len(files) > MOST:
        raise Unanswerable(f"these are {len(files)} files; the page takes {MOST}: give `roletrust check` the directory")
    for name, text in files.items():
        if depth(text) > DEEPEST:
            raise Unanswerable(f"{name or 'the text'} nests brackets more than {DEEPEST} deep, which no policy does")
    os.makedirs(folder, exist_ok=True)
    for entry in os.scandir(folder):
        if entry.is_dir():
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
    for name, text in files.items():
        path = os.path.normpath(os.path.join(folder, name or file_name(text)))
        if not path.startswith(os.path.join(folder, "")):
            raise Unanswerable(f"`{name}` is no name of a file below what is given")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return folder


def depth(text: str) -> int:
    """How deep brackets stand within brackets; those in strings count too, so that it is no less than it is."""
    deepest = now = 0
    for each in BRACKETS.finditer(text):
        now = now + 1 if each[0] in "[{(" else max(now - 1, 0)
        deepest = max(deepest, now)
    return deepest
