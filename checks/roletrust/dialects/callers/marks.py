"""Text of another language with values of the surrounding one filled in: `run: aws ... ${{ vars.ROLE }}`.

A value that is not known stands in the text as one character of Unicode's private use area, its mark, so that whoever
reads the text comes upon the Hole where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from re import Match, Pattern
from types import MappingProxyType
from typing import NamedTuple

from roletrust.engine.text import Hole, Value, holes_of, text

FIRST, LAST = 0xE000, 0xF8FF


class Marked(NamedTuple):
    """`text`, in which each key of `holes`, a single character, stands for its Hole."""

    text: str
    holes: Mapping[str, Hole] = MappingProxyType({})

    def value(self, written: str) -> Value:
        """A piece of the text as a Value."""
        return text(*(self.holes.get(each, each) for each in written)) if self.holes else written


def marked(written: str, pattern: Pattern[str], value: Callable[[Match[str]], Value]) -> Marked:
    """`written`, with what `value` makes of each match of `pattern` in its place."""
    holes: dict[str, Hole] = {}

    def replaced(found: Match[str]) -> str:
        known = value(found)
        if isinstance(known, str):
            return known
        return "".join(each if isinstance(each, str) else mark(each) for each in known.parts)

    def mark(hole: Hole) -> str:
        known = next((each for each, other in holes.items() if other == hole), "")
        sign = known or chr(min(FIRST + len(holes), LAST))
        holes.setdefault(sign, hole)
        return sign

    return Marked(pattern.sub(replaced, written), holes)


def filled(written: str, pattern: Pattern[str], value: Callable[[Match[str]], Value]) -> Value:
    """`written` as a Value, with what `value` makes of each match of `pattern` in its place."""
    parts: list[str | Hole] = []
    at = 0
    for found in pattern.finditer(written):
        known = value(found)
        parts += [written[at : found.start()], *([known] if isinstance(known, str) else known.parts)]
        at = found.end()
    return text(*parts, written[at:])


def unknown(name: str, where: str) -> Value:
    return text(Hole(name, where))


def is_open(value: Value) -> bool:
    return bool(holes_of(value))
