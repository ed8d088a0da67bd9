"""A pattern as an automaton: its states that read a letter, and the steps between them in the order they are tried.

What looks ahead or back by one letter restricts which letters are read next or came last; by more, it is read as a way
that ends with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

try:
    from re import _constants as codes  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_constants as codes
    import sre_parse as parser

__all__ = ["ALL", "ONE_LETTER", "WAYS", "Automaton", "Pattern", "Step", "codes", "parser"]

# One letter for each way the patterns tell letters apart: ASCII, and of what is beyond a letter, a digit, a blank, a
# sign, and two of the private use area.  Sets of them are bits; so are what is before the text and what is behind it.
LETTERS = [*map(chr, range(128)), "é", "٣", "\u2003", "€", "\ue000", "\ue001", "\uffff"]
EVERY = (1 << len(LETTERS)) - 1
BEFORE_TEXT, BEHIND_TEXT = 1 << len(LETTERS), 2 << len(LETTERS)
ALL = EVERY | BEFORE_TEXT | BEHIND_TEXT
CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}
ONE_LETTER = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN)
WAYS = ("match", "fullmatch", "search")  # the last: again and again, each time behind what was found


@cache
def having(pattern: str, flags: int) -> int:
    one = re.compile(pattern, flags)
    return sum(1 << number for number, letter in enumerate(LETTERS) if one.match(letter))


class Guard(NamedTuple):
    """What has to be so where nothing is read: which letters come before and behind; `sure` if that is all."""

    before: int = ALL
    behind: int = ALL
    sure: bool = True


class Pattern:
    """The states of a pattern: those that read a letter, and those between, with steps in the order they are tried."""

    def __init__(self, pattern: re.Pattern[str], way: str) -> None:
        self.flags = pattern.flags & (re.ASCII | re.IGNORECASE | re.DOTALL | re.MULTILINE)
        self.reads: dict[int, int] = {}
        self.steps: dict[int, list[int]] = {}
        self.guards: dict[int, Guard] = {}
        self.groups: dict[int, Any] = {}
        self.empty = False  # whether a loop is of what may be empty: it goes round in two ways, or for ever
        self.start = self.state(ALL)
        self.end = self.state()
        self.again = self.state()  # where a search begins, and goes on behind what it has found
        first = self.state()
        last = self.add(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), first)
        if way == "fullmatch":
            last = self.guarded(last, Guard(behind=BEHIND_TEXT))
        self.steps[last].append(self.end)
        self.steps[self.start].append(self.again if way == "search" else first)
        self.steps[self.again] = [first, anything := self.state(EVERY)]
        self.steps[anything] = [self.again]
        if way == "search":
            self.steps[self.end] = [self.again]

    def state(self, reads: int | None = None) -> int:
        number = len(self.steps)
        self.steps[number] = []
        if reads is not None:
            self.reads[number] = reads
        return number

    def after(self, *states: int) -> int:
        """A new state that each of the states leads to."""
        following = self.state()
        for state in states:
            self.steps[state].append(following)
        return following

    def guarded(self, at: int, *guards: Guard) -> int:
        """The state behind `at` where one of the guards holds; each letter is let through by one of them at most."""
        through = [self.after(at) for _ in guards]
        self.guards.update(zip(through, guards, strict=True))
        return self.after(*through)

    def add(self, items: Iterable[tuple[Any, Any]], at: int) -> int:
        """The state after `items`, which begin at the state `at`."""
        for operation, argument in items:
            at = self.one(operation, argument, at)
        return at

    def one(self, operation: Any, argument: Any, at: int) -> int:
        if operation in ONE_LETTER:
            reading = self.state(self.letters(operation, argument))
            self.steps[at].append(reading)
            return self.after(reading)
        if operation is codes.BRANCH:
            return self.after(*[self.add(branch, self.after(at)) for branch in argument[1]])
        if operation is codes.AT:
            return self.guarded(at, *self.edge(argument))
        if operation is codes.FAILURE:
            return self.guarded(at, Guard(behind=0))
        if operation in (codes.ASSERT, codes.ASSERT_NOT):
            return self.beside(at, operation is codes.ASSERT, *argument)
        if str(operation).endswith("REPEAT"):
            return self.repeated(at, operation is not codes.MIN_REPEAT, *argument)
        return self.grouped(operation, argument, at)

    def grouped(self, operation: Any, argument: Any, at: int) -> int:
        if operation is codes.SUBPATTERN:
            number, added, removed, inside = argument
            self.groups[number] = inside
            flags, self.flags = self.flags, (self.flags | added) & ~removed
            behind = self.add(inside, at)
            self.flags = flags
            return behind
        if str(operation) == "ATOMIC_GROUP":
            return self.add(argument, at)
        if operation is codes.GROUPREF:  # reads what the group read: as the group itself, or not at all
            return self.guarded(self.add(self.groups[argument], at), Guard(sure=False))
        if operation is codes.GROUPREF_EXISTS:
            begins = self.guarded(at, Guard(sure=False))
            return self.after(*[self.add(branch or (), self.after(begins)) for branch in argument[1:]])
        raise NotImplementedError(f"what {operation} reads")

    def repeated(self, at: int, greedy: bool, least: int, most: int, inside: Any) -> int:
        for _ in range(least):
            at = self.add(inside, at)
        out = self.state()
        if most == parser.MAXREPEAT:
            self.empty = self.empty or inside.getwidth()[0] == 0
            loop = self.after(at)
            self.choice(loop, begins := self.state(), out, greedy)
            self.steps[self.add(inside, begins)].append(loop)
            return out
        for _ in range(most - least):
            self.choice(at, begins := self.state(), out, greedy)
            at = self.add(inside, begins)
        self.steps[at].append(out)
        return out

    def choice(self, at: int, inside: int, out: int, greedy: bool) -> None:
        self.steps[at] += [inside, out] if greedy else [out, inside]

    def edge(self, where: Any) -> list[Guard]:
        line = having("\n", 0)
        within = line if self.flags & re.MULTILINE else 0
        word = having(r"\w", self.flags)
        other = ALL & ~word
        if where is codes.AT_BEGINNING:
            return [Guard(before=BEFORE_TEXT | within)]
        if where is codes.AT_BEGINNING_STRING:
            return [Guard(before=BEFORE_TEXT)]
        if where is codes.AT_END:
            return [Guard(behind=BEHIND_TEXT | line, sure=bool(within))]
        if where is codes.AT_END_STRING:
            return [Guard(behind=BEHIND_TEXT)]
        if where is codes.AT_BOUNDARY:
            return [Guard(word, other), Guard(other, word)]
        return [Guard(word, word), Guard(other, other)]  # AT_NON_BOUNDARY

    def beside(self, at: int, wanted: bool, direction: int, items: Any) -> int:
        letters = self.next_to(items)
        if letters is not None:
            letters = letters if wanted else ALL & ~letters
            return self.guarded(at, Guard(behind=letters) if direction > 0 else Guard(before=letters))
        if direction > 0:
            self.add(items, self.after(at))
        return self.guarded(at, Guard(sure=False))

    def next_to(self, items: Any) -> int | None:
        """The letters of which one has to be there for `items`, if that is all that they say."""
        if not len(items):
            return ALL
        operation, argument = items[0]
        if len(items) > 1:
            return None
        if operation in ONE_LETTER:
            return self.letters(operation, argument)
        if operation is codes.AT and argument in (codes.AT_BEGINNING_STRING, codes.AT_END_STRING):
            return BEFORE_TEXT | BEHIND_TEXT
        if operation is codes.SUBPATTERN and argument[1:3] == (0, 0):
            return self.next_to(argument[3])
        if operation is not codes.BRANCH:
            return None
        found = 0
        for branch in argument[1]:
            if (letters := self.next_to(branch)) is None:
                return None
            found |= letters
        return found

    def letters(self, operation: Any, argument: Any) -> int:
        if operation is codes.ANY:
            return having(".", self.flags)
        if operation is codes.LITERAL:
            return having(re.escape(chr(argument)), self.flags)
        if operation is codes.NOT_LITERAL:
            return EVERY & ~having(re.escape(chr(argument)), self.flags)
        found, negated = 0, False
        for kind, value in argument:
            if kind is codes.NEGATE:
                negated = True
            elif kind is codes.LITERAL:
                found |= having(re.escape(chr(value)), self.flags)
            elif kind is codes.RANGE:
                found |= having(f"[{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}]", self.flags)
            else:
                found |= having(CATEGORIES[value], self.flags)
        return EVERY & ~found if negated else found

    def is_sure(self, state: int) -> bool:
        """Whether the pattern may end right after `state`, whatever follows."""
        seen, stack = {state}, [state]
        while stack:
            for each in self.steps[stack.pop()]:
                if each == self.end:
                    return True
                if each not in seen and each not in self.reads and each not in self.guards:
                    seen.add(each)
                    stack.append(each)
        return False


class Step(NamedTuple):
    """`place`: how many steps from the same state are tried before it; `before`: after which letters it is.

    `anew`: 0, or that the pattern has been found here, which is never gone back on, and is looked for again: those with
    the same number have been found by the same way.
    """

    place: int
    to: int
    before: int
    anew: int


class Automaton:
    """The states of a pattern that read a letter, each once for every set of letters that may be read there, as numbers
    from 0, and the steps from one to another in the order in which they are tried.
    """

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self.numbers: dict[tuple[int, int], int] = {}
        self.states: list[tuple[int, int]] = []
        self.steps: list[list[Step]] = []
        self.number(pattern.start, ALL)
        self.sure_ones: dict[int, bool] = {}
        for state, letters in self.states:  # which grow on the way
            self.steps.append(self.from_one(state, letters))
        self.letters = [letters for _, letters in self.states]
        self.sure = [self.is_sure(state) for state, _ in self.states]

    def number(self, state: int, letters: int) -> int:
        if (state, letters) not in self.numbers:
            self.numbers[state, letters] = len(self.states)
            self.states.append((state, letters))
        return self.numbers[state, letters]

    def is_sure(self, state: int) -> bool:
        if state not in self.sure_ones:
            self.sure_ones[state] = self.pattern.is_sure(state)
        return self.sure_ones[state]

    def from_one(self, state: int, own: int) -> list[Step]:
        """The steps after `state` has read one of the letters `own`.

        Behind one to a sure state no other is tried for the letters that it reads; behind the end, none at all.
        """
        pattern, found, done, ends = self.pattern, list[Step](), 0, 0

        def walk(at: int, path: frozenset[int], guard: Guard) -> None:
            nonlocal done, ends
            for each in pattern.steps[at]:
                sure = guard.sure and not own & ~guard.before
                if each in pattern.reads:
                    if letters := pattern.reads[each] & guard.behind & ~done:
                        to = self.number(each, letters)
                        found.append(Step(len(found), to, guard.before, ends if pattern.end in path else 0))
                        done |= letters if sure and self.is_sure(each) else 0
                elif each not in path:
                    before, behind, certain = pattern.guards.get(each, Guard())
                    inner = Guard(guard.before & before, guard.behind & behind, guard.sure and certain)
                    ends += each == pattern.end
                    if own & inner.before and inner.behind & ~done:
                        walk(each, path | {each}, inner)
                    if each == pattern.end and sure and pattern.again not in path:
                        done |= guard.behind

        walk(state, frozenset(), Guard())
        return found

    def shown(self, state: int) -> str:
        letters = [letter for number, letter in enumerate(LETTERS) if self.letters[state] >> number & 1]
        return repr("".join(letters[:12])) if len(letters) < len(LETTERS) else "anything"
