"""The expressions policies are mostly made of, read without the parser: literals, names, lists, objects, calls.

The parser takes ten times as long for them.  What is read here comes out the same as there, node by node.
"""

from __future__ import annotations

import re

from roletrust.dialects.hcl.nodes import Attr, Call, Literal, Node, Object, Reference, Sequence, Template

CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
ESCAPED = re.compile(r"[\\$%]")

_KEYWORDS = {"for", "in", "if"}
_ONE_STRING = re.compile(r'"([^"\\$%\n]*)"[ \t\n]*\Z')
_WORD = re.compile(
    r"""([ \t\n]*(?:(?:\#|//)[^\n]*(?:\n|\Z)[ \t\n]*)*)
    (?: (?P<string>"[^"\\$%\n]*(?:(?:\\.|[$%](?!\{)|\$\{[^{}"\\\n]+\})[^"\\$%\n]*)*")
      | (?P<call>[A-Za-z_][\w-]*[ \t]*\()
      | (?P<name>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)
      | (?P<number>\d{1,18}(?![\w.]))
      | (?P<mark>[\[\]{}),=:])
      | (?P<end>\Z)
    )""",
    re.VERBOSE | re.ASCII,
)


class _Unusual(Exception):
    """Something that only the parser reads."""


def plain_expression(text: str, line: int) -> Node | None:
    """The expression that `text` is, where it begins on line `line`; None where the parser has to read it."""
    if alone := _ONE_STRING.match(text):
        return Literal(alone[1], line)
    try:
        reader = _Reader(text, line)
        node = None if reader.broken else reader.value()
    except _Unusual:
        return None
    return node if reader.kind == "end" else None


class _Reader:
    """Stands before one word of `text`: its `kind` (a mark is its own), its line, whether a line ends before it."""

    def __init__(self, text: str, line: int) -> None:
        self.text, self.line, self.position = text, line, 0
        self.step()

    def step(self) -> None:
        found = _WORD.match(self.text, self.position)
        if found is None:
            raise _Unusual
        self.position = found.end()
        gap, kind = found[1], found.lastgroup or ""
        self.broken = "\n" in gap
        if self.broken:
            self.line += gap.count("\n")
        self.word = found[kind]
        self.kind = self.word if kind == "mark" else kind

    def value(self) -> Node:
        kind, word, line = self.kind, self.word, self.line
        self.step()
        if kind == "string":
            return quoted(word[1:-1], line)
        if kind == "name":
            return _named(word, line)
        if kind == "call" and (name := word[:-1].rstrip()) not in _KEYWORDS:
            return Call(name, self.items(")"), False, line)
        if kind == "[":
            return Sequence(self.items("]"), line)
        if kind == "{":
            return self.object(line)
        if kind == "number":
            return Literal(int(word), line)
        raise _Unusual

    def items(self, end: str) -> list[Node]:
        found: list[Node] = []
        while self.kind != end:
            found.append(self.value())
            if self.kind == ",":
                self.step()
            elif self.kind != end:
                raise _Unusual
        self.step()
        return found

    def object(self, line: int) -> Object:
        found: list[tuple[Node, Node]] = []
        while self.kind != "}":
            key = self.key()
            if self.broken or self.kind not in ("=", ":"):
                raise _Unusual
            self.step()
            if self.broken:
                raise _Unusual
            found.append((key, self.value()))
            if self.kind == ",":
                self.step()
            elif self.kind != "}" and not self.broken:
                raise _Unusual
        last = self.line
        self.step()
        return Object(found, line, last)

    def key(self) -> Node:
        kind, word, line = self.kind, self.word, self.line
        self.step()
        if kind == "string":
            return quoted(word[1:-1], line)
        if kind != "name" or "." in word or word in _KEYWORDS:
            raise _Unusual
        return Literal(word, line)


def quoted(raw: str, line: int) -> Node:
    """The string with `raw` between its quotes."""
    return Template(raw, line, heredoc=False) if ESCAPED.search(raw) else Literal(raw, line)


def _named(chain: str, line: int) -> Node:
    name, *steps = chain.split(".")
    if name in _KEYWORDS or (steps and name in CONSTANTS):
        raise _Unusual
    return (
        Literal(CONSTANTS[name], line) if name in CONSTANTS else Reference(name, [Attr(step) for step in steps], line)
    )
