"""A backtracking matcher that counts its steps, as `re` takes them, and patterns drawn to be tried with it.

It is for small patterns over a few letters, and stands beside the automata of ambiguity.py as their judge.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pattern_automaton import ONE_LETTER, codes, parser

LETTERS = "abc"
UNITS = ["".join(each) for size in (1, 2) for each in itertools.product(LETTERS, repeat=size)]
SHORT, LONG = 10, 40  # times that a unit is repeated: of what is linear, the long text takes four times as many steps
MOST = 7  # times as many: what is quadratic takes nearly sixteen
ATOMS = ("a", "b", "c", "ab", ".", "[ab]", "[^a]")
AMOUNTS = ("*", "*", "+", "?", "*?", "+?", "{2}", "{0,2}")
BESIDE = ("(?=a)", "(?!b)", "(?<!a)", "(?<=b)", r"\Z", r"\A", "(?=ab)", "(?!a*c)", "(?=[^b])", r"(?=b|\Z)", "(?!b|ac)")

Then = Callable[[int], bool]


class Enough(Exception):
    """So many steps are not linear any more."""


class Matcher:
    def __init__(self, text: str, most: int) -> None:
        self.text = text
        self.most = most
        self.steps = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps > self.most:
            raise Enough

    def all(self, items: Any, at: int, then: Then, number: int = 0) -> bool:
        """Whether `items`, from `number` on, match from `at` on so that what comes then does."""
        if number == len(items):
            return then(at)
        self.step()
        return self.one(at, lambda behind: self.all(items, behind, then, number + 1), *items[number])

    def one(self, at: int, then: Then, operation: Any, argument: Any) -> bool:
        if operation in ONE_LETTER:
            return at < len(self.text) and reads(operation, argument, self.text[at]) and then(at + 1)
        if operation is codes.SUBPATTERN:
            return self.all(argument[-1], at, then)
        if operation is codes.BRANCH:
            for branch in argument[1]:
                if self.all(branch, at, then):
                    return True
            return False
        if operation is codes.AT:
            return at == (len(self.text) if argument is codes.AT_END_STRING else 0) and then(at)
        if operation in (codes.ASSERT, codes.ASSERT_NOT):
            return self.is_beside(at, *argument) is (operation is codes.ASSERT) and then(at)
        return self.repeated(at, then, 0, operation is codes.MAX_REPEAT, *argument)

    def is_beside(self, at: int, direction: int, items: Any) -> bool:
        begins = at if direction > 0 else at - items.getwidth()[0]
        return begins >= 0 and self.all(items, begins, lambda behind: direction > 0 or behind == at)

    def repeated(self, at: int, then: Then, count: int, greedy: bool, least: int, most: int, items: Any) -> bool:
        self.step()

        def again(behind: int) -> bool:
            moved = behind > at or count < least
            return moved and self.repeated(behind, then, count + 1, greedy, least, most, items)

        def more() -> bool:
            return (most == parser.MAXREPEAT or count < most) and self.all(items, at, again)

        if count < least:
            return more()
        return more() or then(at) if greedy else then(at) or more()


def reads(operation: Any, argument: Any, letter: str) -> bool:
    if operation is codes.ANY:
        return True
    if operation is not codes.IN:
        return (ord(letter) == argument) is (operation is codes.LITERAL)
    found = any(kind is codes.LITERAL and ord(letter) == value for kind, value in argument)
    return found is not (argument[0][0] is codes.NEGATE)


def steps(pattern: str, way: str, text: str, most: int) -> int:
    """How many steps it takes; `most` and one for more.  A search goes on behind what it finds, up to the end."""
    matcher, tree, at, empty = Matcher(text, most), parser.parse(pattern), 0, -1
    found: list[int] = []

    def is_found(behind: int) -> bool:
        found.append(behind)
        return not (behind == at == empty)

    try:
        if way != "search":
            matcher.all(tree, 0, lambda behind: way == "match" or behind == len(text))
            return matcher.steps
        while at <= len(text):
            if not matcher.all(tree, at, is_found):
                at += 1
            elif found[-1] == at:
                empty = at  # and once more from here, for something that is not empty
            else:
                at = found[-1]
    except Enough:
        pass
    return matcher.steps


@contextmanager
def deep() -> Iterator[None]:
    """Let functions call one another as deeply as a text is long, and a pattern deep."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@deep()
def is_slow(pattern: str, way: str) -> bool:
    """Whether some unit, repeated four times as often, takes much more than four times as many steps."""
    for unit, before, behind in itertools.product(UNITS, ("", *LETTERS), ("", "b", "c")):
        few = steps(pattern, way, before + unit * SHORT + behind, 5_000)
        if few > 5_000 or steps(pattern, way, before + unit * LONG + behind, MOST * few) > MOST * few:
            return True
    return False


def drawn(drawing: random.Random, depth: int) -> str:
    """A pattern of at most `depth` levels."""
    kind = drawing.random()
    if depth == 0 or kind < 0.2:
        return drawing.choice(ATOMS)
    if kind < 0.5:
        return drawn(drawing, depth - 1) + drawn(drawing, depth - 1)
    if kind < 0.65:
        return f"(?:{drawn(drawing, depth - 1)}|{drawn(drawing, depth - 1)})"
    if kind < 0.93:
        return f"(?:{drawn(drawing, depth - 1)}){drawing.choice(AMOUNTS)}"
    return drawing.choice(BESIDE) + drawn(drawing, depth - 1)
