"""JSON text, in, a Tree out: duplicate keys and lines kept, Holes inside the text allowed.

Holes are carried through the JSON scanner as private-use characters, which JSON text never needs.
"""

from __future__ import annotations

import json
import re
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]
from typing import Any

from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.context_keys import LITERAL_IN_KEY, OPEN_IN_KEY
from roletrust.engine.policy.document import PolicyError, Refused, Source
from roletrust.engine.text import Hole, Value, text

OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(OPEN + "([0-9]+)" + CLOSE)
RESERVED = re.compile("[\ue000\ue001]|\\\\u[eE]00[01]")
DEEPEST = 64
LONGEST = 4_000_000
LONGEST_NUMBER = 300
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
SPACE = re.compile(r"[ \t\r\n]*")
WORDS = {"true": True, "false": False, "null": None}


def parse_json(value: Value, source: Source = Source()) -> Tree:
    """Read the JSON text `value`, whose first character stands on line `source.first` of `source.file`.

    A Hole outside a string stands for a whole value.  Raises PolicyError saying what is wrong, and where.
    """
    holes: list[Hole] = []
    pieces: list[str] = []
    for part in (value,) if isinstance(value, str) else value.parts:
        if isinstance(part, Hole):
            pieces.append(f"{OPEN}{len(holes)}{CLOSE}")
            holes.append(part)
        elif _is_reserved(part):
            raise PolicyError("not JSON that IAM reads: it holds private-use characters")
        else:
            pieces.append(part)
    written = "".join(pieces)
    if len(written) > LONGEST:
        raise PolicyError(f"the policy text is longer than {LONGEST} characters")
    written = written.removeprefix("\ufeff")
    if not holes and not source.first and (found := _quickly(written)) is not None:
        return found
    return _Reader(written, holes, source).document()


def parse_literally(written: str, source: Source = Source()) -> Tree:
    """Read the JSON text `written` that IAM is given as it is: nothing in it is left open, a key with `${` neither."""
    found = parse_json(written, source)
    return _literal(found) if OPEN_IN_KEY in written else found


def _literal(tree: Tree) -> Tree:
    """The same, `${` in its keys marked as text."""
    if isinstance(tree, Map):
        marked = {key.replace(OPEN_IN_KEY, LITERAL_IN_KEY): _literal(each) for key, each in tree.items()}
        return Map(marked, source=tree.source, repeated=tree.repeated)
    return [_literal(each) for each in tree] if isinstance(tree, list) else tree


def _is_reserved(written: str) -> bool:
    """Whether it holds one of the characters that stand for Holes, as it is or escaped."""
    return not (written.isascii() and "\\u" not in written) and RESERVED.search(written) is not None


def _quickly(written: str) -> Tree | None:
    """The same by the standard library, where no lines are to be kept; None for what the slow way has to judge."""
    try:
        return PLAIN.decode(written)
    except (ValueError, RecursionError):
        return None


def _pairs(pairs: list[tuple[str, Any]]) -> Map:
    """An object, its keys checked for repeats."""
    found = Map(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is repeated")
    return found


def _refuse(written: str) -> Any:
    raise ValueError(written)


def _whole(written: str) -> int:
    if len(written) > LONGEST_NUMBER:
        raise ValueError(written)
    return int(written)


PLAIN = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_refuse, parse_int=_whole)


class _Reader:
    """One pass over the text; positions are offsets in it."""

    def __init__(self, written: str, holes: list[Hole], source: Source) -> None:
        self.written, self.holes, self.source = written, holes, source
        self._line, self._counted = source.first or 1, 0

    def document(self) -> Tree:
        if not self.written.strip():
            raise Refused("the policy text is empty")
        tree, end = self._value(self._skip(0), 0)
        end = self._skip(end)
        if end != len(self.written):
            raise self._error("text after the end of the policy", end)
        return tree

    def _skip(self, at: int) -> int:
        found = SPACE.match(self.written, at)
        return found.end() if found else at

    def _line_at(self, at: int) -> int:
        """INVARIANT: asked with rising offsets, so that the text is counted once."""
        self._line += self.written.count("\n", self._counted, at)
        self._counted = max(at, self._counted)
        return self._line

    def _error(self, what: str, at: int) -> PolicyError:
        line = (self.source.first or 1) + self.written.count("\n", 0, at)
        rendered = " as it is rendered" if self.source.rendered else ""
        file = f" of {self.source.file}{rendered}" if self.source.file else ""
        own = not self.source.first  # what stands in lines that are told is not quoted: it may be another file's
        near = MARK.sub("${…}", self.written[at : at + 20]).split("\n")[0] if own else ""
        kind = PolicyError if self.holes or what.startswith("nested") else Refused
        return kind(f"not JSON: {what} at line {line}{file}" + (f", near `{near}`" if near.strip() else ""))

    def _value(self, at: int, depth: int) -> tuple[Tree, int]:
        if depth > DEEPEST:
            raise self._error(f"nested more than {DEEPEST} deep", at)
        first = self.written[at : at + 1]
        if first == "{":
            return self._object(at, depth)
        if first == "[":
            return self._array(at, depth)
        if first == '"':
            return self._string(at)
        if mark := MARK.match(self.written, at):
            return text(self.holes[int(mark[1])]), mark.end()
        if number := NUMBER.match(self.written, at):
            return _number(number[0]), number.end()
        for word, meaning in WORDS.items():
            if self.written.startswith(word, at):
                return meaning, at + len(word)
        raise self._error("a value is missing" if first else "the text ends too early", at)

    def _string(self, at: int) -> tuple[Value, int]:
        try:
            found, end = scanstring(self.written, at + 1, True)
        except JSONDecodeError as error:
            raise self._error(error.msg.lower(), at) from None
        if OPEN not in found:
            return found, end
        parts = MARK.split(found)
        return text(*(self.holes[int(part)] if index % 2 else part for index, part in enumerate(parts))), end

    def _array(self, at: int, depth: int) -> tuple[list[Tree], int]:
        items: list[Tree] = []
        at = self._skip(at + 1)
        if self.written[at : at + 1] == "]":
            return items, at + 1
        while True:
            item, at = self._value(at, depth + 1)
            items.append(item)
            at = self._skip(at)
            separator = self.written[at : at + 1]
            if separator == "]":
                return items, at + 1
            if separator != ",":
                raise self._error("a `,` or `]` is missing", at)
            at = self._skip(at + 1)

    def _object(self, at: int, depth: int) -> tuple[Map, int]:
        first = self._line_at(at)
        found: dict[str, Tree] = {}
        repeated: list[str] = []
        at = self._skip(at + 1)
        while self.written[at : at + 1] != "}":
            key, at = self._key(at)
            item, at = self._value(self._skip(at), depth + 1)
            if key in found:
                repeated.append(key)
            found[key] = item
            at = self._skip(at)
            separator = self.written[at : at + 1]
            if separator == ",":
                at = self._skip(at + 1)
                if self.written[at : at + 1] == "}":
                    raise self._error("a `,` before `}`", at)
            elif separator != "}":
                raise self._error("a `,` or `}` is missing", at)
        last = self._line_at(at)
        return Map(found, source=self._place(first, last), repeated=tuple(repeated)), at + 1

    def _place(self, first: int, last: int) -> Source:
        """Of what stands in these lines of the text; of a rendered one all that it was rendered from."""
        whole = self.source
        if whole.rendered:
            return whole._replace(rendered=False)
        return Source(whole.file, first, last) if whole.first else Source(whole.file)

    def _key(self, at: int) -> tuple[str, int]:
        if self.written[at : at + 1] != '"':
            raise self._error("a quoted key is missing", at)
        key, at = self._string(at)
        at = self._skip(at)
        if self.written[at : at + 1] != ":":
            raise self._error("a `:` is missing", at)
        return str(key), at + 1


def _number(written: str) -> Any:
    """A JSON number.  Raises PolicyError for one too long to mean anything."""
    if len(written) > LONGEST_NUMBER:
        raise PolicyError(f"not a policy: it holds a number of {len(written)} digits")
    return json.loads(written)
