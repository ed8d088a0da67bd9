"""Text in other words: base64, URLs, hashes, CSV; and JSON."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import uuid
from collections.abc import Callable
from urllib.parse import quote_plus

from roletrust.dialects.hcl.functions.arguments import string
from roletrust.dialects.hcl.functions.builtin import Function, known, partly
from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.values import Encoded, Failure, Undone, unwrapped
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole

_ENCODINGS = {"utf-8": "utf-8", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def _jsonencode(_where: str, value: Tree) -> Tree:
    return Encoded(value, exact=True)


def _jsondecode(where: str, value: Tree) -> Tree:
    value = unwrapped(value)
    if isinstance(value, Encoded):
        return value.tree
    if isinstance(value, Hole):
        return Hole(f"jsondecode({value.name})", value.where)
    if value is None:
        raise Failure("null is no JSON")
    try:
        return with_holes(parse_json(as_text(value)))
    except PolicyError as error:
        raise Failure(str(error)) from error


def with_holes(tree: Tree) -> Tree:
    """The parsed tree with a text that is one Hole as that Hole."""
    if isinstance(tree, list):
        return [with_holes(each) for each in tree]
    if isinstance(tree, dict):
        return Map({key: with_holes(each) for key, each in tree.items()})
    return unwrapped(tree)


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: Tree) -> bytes:
    try:
        return base64.b64decode(string(value).replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Failure("this is no base64") from error


def _decoded(value: Tree, encoding: str = "utf-8") -> str:
    try:
        return _bytes(value).decode(encoding)
    except UnicodeDecodeError as error:
        raise Failure(f"this is no {encoding} text") from error


def _encoding(name: Tree) -> str:
    found = _ENCODINGS.get(string(name).lower())
    if found is None:
        raise Undone(f"the encoding `{name}`")
    return found


def _text_decoded(value: Tree, name: Tree) -> str:
    found = _decoded(value, _encoding(name))
    if "\ufffd" in found:
        raise Failure("the text holds what is no letter")
    return found


def _digest(name: str, as_base64: bool = False) -> Callable[[Tree], str]:
    def implementation(value: Tree) -> str:
        digest = hashlib.new(name, string(value).encode(), usedforsecurity=False)
        return _encoded(digest.digest()) if as_base64 else digest.hexdigest()

    return implementation


def _uuid(namespace: Tree, name: Tree) -> str:
    given = string(namespace)
    if given not in _NAMESPACES and not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", given):
        raise Undone(f"the namespace `{given}`")
    return str(uuid.uuid5(_NAMESPACES.get(given) or uuid.UUID(given), string(name)))


_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|\Z)')


def _csv(value: Tree) -> list[Tree]:
    """Rows as objects by the names in the first one, as RFC 4180 has it; empty lines are none."""
    source = string(value).replace("\r\n", "\n")
    if "\r" in source or source.startswith("\ufeff"):
        raise Undone("line ends of another kind")
    rows: list[list[str]] = [[]]
    at = 0
    while at < len(source) or rows[-1]:
        if not rows[-1] and source.startswith("\n", at):
            at += 1
            continue
        found = _FIELD.match(source, at)
        if found is None:
            raise Failure("a quote where CSV has none")
        rows[-1].append(found[2] if found[1] is None else found[1].replace('""', '"'))
        at = found.end()
        if found[3] != ",":
            rows.append([])
        elif at == len(source):
            rows[-1].append("")
            break
    head, *body = [row for row in rows if row] or [[]]
    if not head or len(set(head)) < len(head) or any(len(row) != len(head) for row in body):
        raise Failure("the rows of the CSV do not fit its first")
    return [Map(zip(head, row, strict=True)) for row in body]


ROWS: dict[str, Function] = {
    "jsonencode": partly(
        _jsonencode,
        "the JSON of the value, kept as the value; where its text counts: keys sorted, no spaces, `<`, `>` and `&` "
        "escaped",
        "never: what is not known stays within",
        total=True,
        keeps=True,
    ),
    "jsondecode": partly(_jsondecode, "the value that the JSON text is", "the whole text is not known"),
    "csvdecode": known(_csv, "a list of objects, their attributes named by the first line"),
    "base64encode": known(lambda value: _encoded(string(value).encode()), "the text in base64", total=True),
    "base64decode": known(_decoded, "the text that is in base64; no UTF-8 is an error"),
    "textencodebase64": known(
        lambda value, name: _encoded(string(value).encode(_encoding(name))),
        "the text in that encoding, in base64",
        "the encoding is not UTF-8, UTF-16LE or UTF-16BE",
    ),
    "textdecodebase64": known(
        _text_decoded, "the text that is in base64, in that encoding", "the encoding is another, as above"
    ),
    "urlencode": known(
        lambda value: quote_plus(string(value)), "the text as a query has it; a space is `+`", total=True
    ),
    "md5": known(_digest("md5"), "the hash, in hexadecimal", total=True),
    "sha1": known(_digest("sha1"), "the hash, in hexadecimal", total=True),
    "sha256": known(_digest("sha256"), "the hash, in hexadecimal", total=True),
    "sha512": known(_digest("sha512"), "the hash, in hexadecimal", total=True),
    "base64sha256": known(_digest("sha256", True), "the hash, in base64", total=True),
    "base64sha512": known(_digest("sha512", True), "the hash, in base64", total=True),
    "uuidv5": known(_uuid, "the UUID of a name in a namespace: `dns`, `url`, `oid`, `x500` or a UUID"),
}
