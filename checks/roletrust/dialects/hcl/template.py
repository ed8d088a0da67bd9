"""String templates: from the text between quotes or heredoc marks to literal pieces, `${...}` and `%{...}`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Union

from roletrust.dialects.hcl.nodes import Node
from roletrust.dialects.hcl.source import closing
from roletrust.dialects.hcl.syntax import parse_expression
from roletrust.engine.document import PolicyError


@dataclass(slots=True)
class Hollow:
    """An interpolation `${code}`."""

    node: Node
    code: str


@dataclass(slots=True)
class If:
    predicate: Node
    then: list[Part]
    otherwise: list[Part]


@dataclass(slots=True)
class Each:
    key: str
    name: str
    collection: Node
    body: list[Part]


Part = Union[str, Hollow, If, Each]

_NEXT = re.compile(r"[^$%\\]+|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|\$\$\{|%%\{|[$%]\{|.", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_FOR = re.compile(r"for\s+([\w-]+)(?:\s*,\s*([\w-]+))?\s+in\s+(.*)", re.DOTALL)


@dataclass(slots=True)
class _Mark:
    """`${code}` or `%{code}`, with the `~` at its sides."""

    directive: bool
    code: str
    line: int
    trim_before: bool
    trim_after: bool


def parts_of(raw: str, line: int, heredoc: bool) -> list[Part]:
    """The parts of the template `raw`, which begins in line `line`.  Raises PolicyError if it is malformed."""
    pieces = _trimmed(_pieces(raw, line, heredoc))
    parts, ended = _nested(pieces, 0)
    if ended != len(pieces):
        raise PolicyError(f"a template directive without its beginning, in line {line}")
    return parts


def _pieces(raw: str, line: int, heredoc: bool) -> list[str | _Mark]:
    pieces: list[str | _Mark] = []
    literal: list[str] = []
    position = counted = 0
    while position < len(raw):
        found = _NEXT.match(raw, position)
        piece = found.group() if found else raw[position:]
        position += len(piece)
        if piece in ("${", "%{"):
            end = closing(raw, position, "{")
            line += raw.count("\n", counted, position)
            counted = position
            pieces += ["".join(literal), _mark(piece == "%{", raw[position : end - 1], line)]
            literal = []
            position = end
            continue
        if piece in ("$${", "%%{"):
            piece = piece[1:]
        elif piece[0] == "\\" and not heredoc:
            piece = _unescaped(piece)
        literal.append(piece)
    return [piece for piece in [*pieces, "".join(literal)] if piece != ""]


def _unescaped(piece: str) -> str:
    letter, digits = piece[1:2], piece[2:]
    if not digits:
        return _SIMPLE_ESCAPES.get(letter, letter)
    code = int(digits, base=16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _mark(directive: bool, code: str, line: int) -> _Mark:
    before, after = code.startswith("~"), code.endswith("~")
    return _Mark(directive, code.strip("~").strip(), line, before, after)


def _trimmed(pieces: list[str | _Mark]) -> list[str | _Mark]:
    """`~` takes the white space beside it away, up to and including one line end."""
    for place, piece in enumerate(pieces):
        if isinstance(piece, _Mark):
            before = pieces[place - 1] if place else None
            after = pieces[place + 1] if place + 1 < len(pieces) else None
            if piece.trim_before and isinstance(before, str):
                pieces[place - 1] = before.rstrip()
            if piece.trim_after and isinstance(after, str):
                pieces[place + 1] = after.lstrip()
    return pieces


def _nested(pieces: list[str | _Mark], place: int) -> tuple[list[Part], int]:
    """The parts from `place` up to a directive that ends or continues the one around them, and where that is."""
    parts: list[Part] = []
    while place < len(pieces):
        piece = pieces[place]
        if isinstance(piece, str):
            parts.append(piece)
        elif not piece.directive:
            parts.append(Hollow(parse_expression(piece.code, piece.line), piece.code))
        else:
            word = piece.code.split(None, 1)[0] if piece.code else ""
            if word in ("else", "endif", "endfor"):
                return parts, place
            part, place = _directive(word, piece, pieces, place)
            parts.append(part)
        place += 1
    return parts, place


def _directive(word: str, mark: _Mark, pieces: list[str | _Mark], place: int) -> tuple[Part, int]:
    body, place = _nested(pieces, place + 1)
    if word == "if":
        otherwise: list[Part] = []
        if _word(pieces, place) == "else":
            otherwise, place = _nested(pieces, place + 1)
        _expect("endif", pieces, place, mark)
        return If(parse_expression(mark.code[2:], mark.line), body, otherwise), place
    found = _FOR.match(mark.code)
    if found is None:
        raise PolicyError(f"unknown template directive `{mark.code[:40]}` in line {mark.line}")
    _expect("endfor", pieces, place, mark)
    first, second, collection = found.groups()
    key, name = (first, second) if second else ("", first)
    return Each(key, name, parse_expression(collection, mark.line), body), place


def _word(pieces: list[str | _Mark], place: int) -> str:
    piece = pieces[place] if place < len(pieces) else ""
    return piece.code if isinstance(piece, _Mark) else ""


def _expect(word: str, pieces: list[str | _Mark], place: int, mark: _Mark) -> None:
    if _word(pieces, place) != word:
        raise PolicyError(f"the template directive in line {mark.line} is never closed")
