"""Finds a pattern in a text as RE2 does: leftmost, first alternative first, in time linear in both.

All ways to match are walked together, so no pattern takes long; `MOST_WORK` bounds the steps all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Union

from roletrust.dialects.patterns import Beyond, Either, Group, Letters, Part, Pattern, Place, Repeat, Row, compiled

MOST_STEPS = 2000
MOST_WORK = 300_000

Marks = tuple[int, ...]  # where each group begins and ends, -1 where it took no part; the first two are the whole


class Split:
    """Go on at either of two steps, `first` before `second`."""

    def __init__(self) -> None:
        self.first = self.second = 0


class Mark(int):
    """Remember the place under this number."""


Step = Union[Letters, Place, Split, Mark, None]  # None: matched


class Program:
    """The steps of a pattern, one after the other; a Split says where to go on."""

    def __init__(self, pattern: Pattern) -> None:
        self.names = pattern.names
        self.steps: list[Step] = []
        self.left = MOST_WORK
        self._group(pattern.part, 0)
        self._put(None)

    def _put(self, step: Step) -> None:
        if len(self.steps) >= MOST_STEPS:
            raise Beyond("a pattern that is too large")
        self.steps.append(step)

    def _split(self) -> Split:
        split = Split()
        self._put(split)
        split.first = split.second = len(self.steps)
        return split

    def _group(self, part: Part, number: int) -> None:
        self._put(Mark(2 * number))
        self._add(part)
        self._put(Mark(2 * number + 1))

    def _add(self, part: Part) -> None:
        if isinstance(part, Group):
            self._group(part.part, part.number)
        elif isinstance(part, Row):
            for each in part.parts:
                self._add(each)
        elif isinstance(part, Either):
            self._either(part.parts)
        elif isinstance(part, Repeat):
            self._repeat(part)
        else:
            self._put(part)

    def _either(self, parts: tuple[Part, ...]) -> None:
        ends = []
        for part in parts[:-1]:
            split = self._split()
            self._add(part)
            ends.append(self._split())
            split.second = len(self.steps)
        self._add(parts[-1])
        for end in ends:
            end.first = end.second = len(self.steps)

    def _repeat(self, repeat: Repeat) -> None:
        endless = repeat.most is None
        for _ in range(repeat.least - 1 if endless else repeat.least):
            self._add(repeat.part)
        if repeat.most is None:
            self._loop(repeat)
            return
        skips = []
        for _ in range(repeat.most - repeat.least):
            skips.append(self._split())
            self._add(repeat.part)
        for skip in skips:
            self._go(skip, skip.first, len(self.steps), repeat.lazy)

    def _loop(self, repeat: Repeat) -> None:
        """`x+`, or `(x+)?`, which is how RE2 reads `x*` where `x` may be empty; the same as `x*` otherwise."""
        skip = None if repeat.least else self._split()
        start = len(self.steps)
        self._add(repeat.part)
        again = self._split()
        self._go(again, start, len(self.steps), repeat.lazy)
        if skip is not None:
            self._go(skip, start, len(self.steps), repeat.lazy)

    @staticmethod
    def _go(split: Split, on: int, out: int, lazy: bool) -> None:
        split.first, split.second = (out, on) if lazy else (on, out)

    def search(self, text: str, start: int) -> Marks | None:
        """Where the leftmost match from `start` on stands."""
        none: Marks = (-1,) * (2 * len(self.names) + 2)
        threads: list[tuple[int, Marks]] = []
        found: Marks | None = None
        for at in range(start, len(text) + 1):
            self._spend(len(threads))
            seen: set[int] = {step for step, _ in threads}
            if found is None:
                self._follow(0, none, text, at, threads, seen)
            following: list[tuple[int, Marks]] = []
            seen = set()
            for place, marks in threads:
                step = self.steps[place]
                if step is None:
                    found = marks
                    break
                if isinstance(step, Letters) and at < len(text) and step.have(text[at]):
                    self._follow(place + 1, marks, text, at + 1, following, seen)
            threads = following
            if found is not None and not threads:
                break
        return found

    def _spend(self, steps: int) -> None:
        self.left -= steps + 1
        if self.left < 0:
            raise Beyond("a text too long for a regular expression")

    def _follow(
        self, first: int, marks: Marks, text: str, at: int, threads: list[tuple[int, Marks]], seen: set[int]
    ) -> None:
        """Adds the steps that wait for a letter, or have matched, in order of preference."""
        pending = [(first, marks)]
        while pending:
            place, marks = pending.pop()
            self._spend(0)
            if place in seen:
                continue
            seen.add(place)
            step = self.steps[place]
            if isinstance(step, Split):
                pending += [(step.second, marks), (step.first, marks)]
            elif isinstance(step, Mark):
                pending.append((place + 1, (*marks[:step], at, *marks[step + 1 :])))
            elif isinstance(step, Place):
                if _stands(step.what, text, at):
                    pending.append((place + 1, marks))
            else:
                threads.append((place, marks))


def _is_word(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and (text[at].isalnum() or text[at] == "_")


def _stands(what: str, text: str, at: int) -> bool:
    """Whether `at` is such a place."""
    if what.endswith("begin"):
        return at == 0 or (what.startswith("line") and text[at - 1] == "\n")
    if what in {"end", "line end"}:
        return at == len(text) or (what == "line end" and text[at] == "\n")
    return (_is_word(text, at - 1) is not _is_word(text, at)) is (what == "word edge")


def matches(pattern: Pattern, text: str) -> Iterator[Marks]:
    """Every match, one after the other; an empty one that touches the one before is none.  Raises Beyond."""
    program = Program(pattern)
    at, last = 0, -1
    while at <= len(text):
        found = program.search(text, at)
        if found is None:
            return
        if found[1] > at or found[0] != last:
            yield found
        at = found[1] if found[1] > at else at + 1
        last = found[1]


def covers(source: str, text: str) -> bool:
    """Whether the pattern `source` matches the whole of `text`.  Raises Malformed, Beyond."""
    return next(matches(compiled(rf"\A(?:{source})\z"), text), None) is not None


_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


def replaced(pattern: Pattern, text: str, template: str) -> str:
    """`text` with every match replaced by `template`, in which `$1` and `$name` are groups."""
    pieces: list[str] = []
    end = 0
    for marks in matches(pattern, text):
        pieces += [text[end : marks[0]], _expanded(template, pattern, marks, text)]
        end = marks[1]
    return "".join([*pieces, text[end:]])


def _expanded(template: str, pattern: Pattern, marks: Marks, text: str) -> str:
    def group(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name is None:
            return "$"
        number = int(name) if name.isdigit() else next((n + 1 for n, n_ in enumerate(pattern.names) if n_ == name), -1)
        return taken(marks, number, text) or ""

    return _REFERENCE.sub(group, template)


def taken(marks: Marks, number: int, text: str) -> str | None:
    """What the group took; None if it took no part, or is not there."""
    if not 0 <= 2 * number < len(marks) or marks[2 * number] < 0:
        return None
    return text[marks[2 * number] : marks[2 * number + 1]]
