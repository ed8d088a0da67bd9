"""The expressions policies are mostly made of, read without the parser: literals, names, lists, objects, calls.

The parser takes ten times as long for them.  What is read here comes out the same as there, node by node.
"""

from __future__ import annotations

import re

from roletrust.dialects.hcl.nodes import Attr, Call, Literal, Node, Object, Reference, Sequence, Template

CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
ESCAPED = re.compile(r"[\\$%]")

_KEYWORDS = {"for", "in", "if"}
_TEXT = r'"([^"\\$%\n]*)"'  # a string that is what stands between its quotes
_ONE_STRING = re.compile(rf"{_TEXT}[ \t\n]*\Z")
_STRINGS = re.compile(rf"\[(?: *{_TEXT} *(?:,|(?=\])))*\] *\Z")
_EACH = re.compile(_TEXT)
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
# What lists and objects are mostly made of, each by one match: a string, or a key with its string or with the bracket
# that opens its value, and what parts it from the next.  All else is read word by word.
_ITEM = re.compile(rf"([ \t\n]*){_TEXT}[ \t]*(?:,|(?=[ \t\n]*[\]}})]))")
_PARTED = r"[ \t]*(?:,|(?=\n[ \t\n]*[^ \t\n,\#/]|[\]})]))"
_PARTING = re.compile(_PARTED)
_CLOSING, _CLOSING_LIST = re.compile(r"([ \t\n]*)\}"), re.compile(r"([ \t\n]*)\]")
_ENTRY = re.compile(rf"([ \t\n]*)(?:{_TEXT}|([A-Za-z_][\w-]*))[ \t]*[=:][ \t]*(?:{_TEXT}{_PARTED}|([\[{{]))", re.ASCII)


class _Unusual(Exception):
    """Something that only the parser reads."""


def strings(text: str, line: int) -> Node | None:
    """The string that `text` is, or the list of strings on one line, where it is nothing else."""
    if alone := _ONE_STRING.match(text):
        return Literal(alone[1], line)
    return Sequence([Literal(each, line) for each in _EACH.findall(text)], line) if _STRINGS.match(text) else None


def plain_expression(text: str, line: int) -> Node | None:
    """The expression that `text` is, where it begins on line `line`; None where the parser has to read it."""
    return strings(text, line) or worded(text, line)


def worded(text: str, line: int) -> Node | None:
    """The same, read word by word."""
    try:
        reader = _Reader(text, line)
        reader.step()
        node = None if reader.broken else reader.value()
        reader.step()
    except _Unusual:
        return None
    return node if reader.kind == "end" else None


class _Reader:
    """Stands behind one word of `text`: its `kind` (a mark is its own), its line, whether a line ended before it."""

    def __init__(self, text: str, line: int) -> None:
        self.text, self.line, self.position = text, line, 0
        self.kind, self.word, self.broken = "", "", False

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
        if kind == "string":
            return quoted(word[1:-1], line)
        if kind == "name":
            return _named(word, line)
        if kind == "call" and (name := word[:-1].rstrip()) not in _KEYWORDS:
            return Call(name, self.items(")"), False, line)
        if kind == "[":
            return Sequence(self.items("]"), line)
        if kind == "{":
            return self.object()
        if kind == "number":
            return Literal(int(word), line)
        raise _Unusual

    def items(self, end: str) -> list[Node]:
        found: list[Node] = []
        while True:
            while item := _ITEM.match(self.text, self.position):
                self.position = item.end()
                self.line += item[1].count("\n")
                found.append(Literal(item[2], self.line))
            if end == "]" and self.ends(_CLOSING_LIST):
                return found
            self.step()
            if self.kind == end:
                return found
            found.append(self.value())
            self.step()
            if self.kind == end:
                return found
            if self.kind != ",":
                raise _Unusual

    def object(self) -> Object:
        found: list[tuple[Node, Node]] = []
        line = self.line
        while self.entries(found):
            if parted := _PARTING.match(self.text, self.position):
                self.position = parted.end()
                continue
            position, here = self.position, self.line
            self.step()
            if self.kind == "}":
                break
            if self.kind != ",":
                if not self.broken:
                    raise _Unusual
                self.position, self.line = position, here  # it is the next one's key
        return Object(found, line, self.line)

    def entries(self, found: list[tuple[Node, Node]]) -> bool:
        """Adds those up to one whose value has to be read; False behind the bracket that ends them."""
        while entry := _ENTRY.match(self.text, self.position):
            gap, quoted_key, name, text, opened = entry.groups()
            if name in _KEYWORDS:
                raise _Unusual
            self.position = entry.end()
            self.line = line = self.line + gap.count("\n")
            key = Literal(quoted_key if name is None else name, line)
            if opened is not None:
                found.append((key, self.object() if opened == "{" else Sequence(self.items("]"), line)))
                return True
            found.append((key, Literal(text, line)))
        if self.ends(_CLOSING):
            return False
        self.step()
        if self.kind == "}":
            return False
        found.append(self.entry())
        return True

    def ends(self, closing: re.Pattern[str]) -> bool:
        """Whether the bracket comes next that `closing` finds; stands behind it then."""
        found = closing.match(self.text, self.position)
        if found is not None:
            self.position = found.end()
            self.line += found[1].count("\n")
        return found is not None

    def entry(self) -> tuple[Node, Node]:
        key = self.key()
        self.step()
        if self.broken or self.kind not in ("=", ":"):
            raise _Unusual
        self.step()
        if self.broken:
            raise _Unusual
        return key, self.value()

    def key(self) -> Node:
        kind, word, line = self.kind, self.word, self.line
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
