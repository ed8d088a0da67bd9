"""Text of another language with values of the surrounding one filled in: `run: aws ... ${{ vars.ROLE }}`.

A value that is not known stands in the text as one character of Unicode's private use area, its mark, so that whoever
reads the text comes upon the Hole where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from roletrust.dialects.brackets import Between, Brackets
from roletrust.engine.text import Hole, Value, holes_of, text

FIRST, LAST = 0xE000, 0xF8FF
MOST_GAINED = 20_000  # characters and Holes that one text gains by what is filled in
TOO_LONG = Hole("a text that is too long", "")


class Marked(NamedTuple):
    """`text`, in which each key of `holes`, a single character, stands for its Hole."""

    text: str
    holes: Mapping[str, Hole] = MappingProxyType({})

    def value(self, written: str) -> Value:
        """A piece of the text as a Value."""
        return text(*(self.holes.get(each, each) for each in written)) if self.holes else written


def marked(written: str, brackets: Brackets, value: Callable[[Between], Value]) -> Marked:
    """`written`, with what `value` makes of each place that `brackets` find in it."""
    signs: dict[Hole, str] = {}

    def mark(hole: Hole) -> str:
        return signs.setdefault(hole, chr(min(FIRST + len(signs), LAST)))

    pieces = list(parts(written, brackets, value))
    marks = "".join(each if isinstance(each, str) else mark(each) for each in pieces)
    return Marked(marks, {sign: hole for hole, sign in reversed(signs.items())})


def filled(written: str, brackets: Brackets, value: Callable[[Between], Value]) -> Value:
    """`written` as a Value, with what `value` makes of each place that `brackets` find in it."""
    return text(*parts(written, brackets, value))


def parts(written: str, brackets: Brackets, value: Callable[[Between], Value]) -> Iterator[str | Hole]:
    at, room = 0, MOST_GAINED
    for found in brackets.find(written):
        known = value(found)
        filling = (known,) if isinstance(known, str) else known.parts
        room -= sum(len(part) if isinstance(part, str) else 1 for part in filling)
        yield written[at : found.start]
        yield from filling if room >= 0 else (TOO_LONG,)
        at = found.end
    yield written[at:]


def unknown(name: str, where: str) -> Value:
    return text(Hole(name, where))


def is_open(value: Value) -> bool:
    return bool(holes_of(value))
