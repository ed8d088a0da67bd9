"""Finds the repetitions by which a backtracking matcher takes more than linear time, in the tree of a pattern.

Two are told, after Weideman et al., "Analyzing Matching Time Behavior of Backtracking Regular Expression Matchers by
Using Ambiguity of NFA" (CIAA 2016): a loop that can read one text in two ways (exponential), and a loop that leads to
another which reads the same text (polynomial).  A pattern that is searched for begins with a loop that reads anything.
Only loops that can fail afterwards count: one that may end wherever it is matches at once.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from functools import cache
from typing import Any

try:
    from re import _constants as codes  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_constants as codes
    import sre_parse as parser

# One letter for each way the patterns tell letters apart: ASCII, and of what is beyond a letter, a digit, a blank, a
# sign, and two of the private use area.
LETTERS = [*map(chr, range(128)), "é", "٣", "\u2003", "€", "\ue000", "\ue001", "\uffff"]
EVERY = (1 << len(LETTERS)) - 1
COPIES = 2  # of what is repeated a bounded number of times: two show what follows upon itself
CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}


@cache
def having(pattern: str, flags: int) -> int:
    one = re.compile(pattern, flags)
    return sum(1 << number for number, letter in enumerate(LETTERS) if one.match(letter))


class Automaton:
    """The positions of a pattern that read a letter, and which may follow which."""

    def __init__(self, pattern: re.Pattern[str], searched: bool) -> None:
        self.flags = pattern.flags & (re.ASCII | re.IGNORECASE | re.DOTALL | re.MULTILINE)
        self.reads: dict[int, int] = {}  # a state's letters
        self.steps: dict[int, list[int]] = {}  # to states that need no letter
        self.guarded: dict[int, int] = {}  # states that look at what is beside them: the letters that may come before
        self.edges: set[int] = set()  # of them those at an edge of a word
        self.groups: dict[int, Any] = {}
        self.empty = False  # whether a loop is of what may be empty: it goes round in two ways, or for ever
        self.count = 0
        self.start = self.state()
        self.end = self.state()
        first = self.start
        if searched and not self.is_anchored(pattern):
            anything, first = self.state(EVERY), self.state()
            self.steps[self.start] = [first, anything]
            self.steps[anything] = [anything, first]
        last = self.add(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), first)
        self.steps[last].append(self.end)
        self.follow = {state: self.after(state) for state in self.reads}

    def going(self, state: int, within: set[int], letters: int) -> list[tuple[int, int]]:
        """The states after `state` that has read one of `letters`, of those `within`, and which of them those are."""
        steps = self.follow[state].items()
        return [(each, letters & before) for each, (_, before) in steps if each in within and letters & before]

    @staticmethod
    def is_anchored(pattern: re.Pattern[str]) -> bool:
        return pattern.pattern.startswith(r"\A")

    def state(self, reads: int | None = None) -> int:
        self.count += 1
        self.steps[self.count] = []
        if reads is not None:
            self.reads[self.count] = reads
        return self.count

    def reading(self, letters: int, at: int) -> int:
        state = self.state(letters)
        self.steps[at].append(state)
        following = self.state()
        self.steps[state].append(following)
        return following

    def add(self, items: Iterable[tuple[Any, Any]], at: int) -> int:
        """The state after `items`, which begin at the state `at`."""
        for operation, argument in items:
            at = self.one(operation, argument, at)
        return at

    def one(self, operation: Any, argument: Any, at: int) -> int:
        if operation in (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN):
            return self.reading(self.letters(operation, argument), at)
        if operation is codes.SUBPATTERN:
            self.groups[argument[0]] = argument[-1]
            return self.add(argument[-1], at)
        if str(operation) == "ATOMIC_GROUP":
            return self.add(argument, at)
        if operation is codes.BRANCH:
            out = self.state()
            for branch in argument[1]:
                begin = self.state()
                self.steps[at].append(begin)
                self.steps[self.add(branch, begin)].append(out)
            return out
        if operation is codes.GROUPREF:  # reads what the group read: as the group itself, more or less
            return self.add(self.groups[argument], at)
        if operation is codes.AT or operation in (codes.ASSERT, codes.ASSERT_NOT):
            return self.beside(operation, argument, at)
        least, most, inside = argument  # MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT
        return self.repeated(least, most, inside, at)

    def beside(self, operation: Any, argument: Any, at: int) -> int:
        out = self.state()
        self.steps[at].append(out)
        before = EVERY
        if operation is codes.AT and argument in (codes.AT_BEGINNING, codes.AT_BEGINNING_STRING):
            before = having("\n", 0) if argument is codes.AT_BEGINNING and self.flags & re.MULTILINE else 0
        elif operation is codes.AT and argument is codes.AT_BOUNDARY:
            self.edges.add(out)
        elif operation is codes.ASSERT_NOT and argument[0] < 0 and len(argument[1]) == 1:
            before = EVERY & ~self.letters(*argument[1][0])
        self.guarded[out] = before
        return out

    def repeated(self, least: int, most: int, inside: Any, at: int) -> int:
        for _ in range(min(least, COPIES)):
            at = self.add(inside, at)
        out = self.state()
        if most is codes.MAXREPEAT or most == parser.MAXREPEAT:
            self.empty = self.empty or inside.getwidth()[0] == 0
            loop = self.state()
            self.steps[at].append(loop)
            self.steps[self.add(inside, loop)].append(loop)
            self.steps[loop].append(out)
            return out
        for _ in range(min(most - least, COPIES)):
            self.steps[at].append(out)
            at = self.add(inside, at)
        self.steps[at].append(out)
        return out

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

    def after(self, state: int) -> dict[int, tuple[int, int]]:
        """The states that read next: in how many ways each is come to (2 for more), and after which letters."""
        found: dict[int, tuple[int, int]] = {}
        word = having(r"\w", self.flags)

        def walk(at: int, path: frozenset[int], before: int, edge: bool) -> None:
            for each in self.steps[at]:
                if each in self.reads:
                    reads = self.reads[each]
                    inside = ~word if reads & ~word == 0 else word if reads & word == 0 else EVERY
                    ways, letters = found.get(each, (0, 0))
                    found[each] = (min(2, ways + 1), letters | (before & inside if edge else before))
                elif each not in path:
                    guarded = before & self.guarded.get(each, EVERY)
                    walk(each, path | {each}, guarded, edge or each in self.edges)

        walk(state, frozenset(), EVERY, False)
        return found

    def matches_at_once(self, state: int) -> bool:
        """Whether the whole pattern may end right after `state`, whatever follows."""
        seen, stack = {state}, [state]
        while stack:
            for each in self.steps[stack.pop()]:
                if each == self.end:
                    return True
                if each not in seen and each not in self.reads and each not in self.guarded:
                    seen.add(each)
                    stack.append(each)
        return False

    def reachable(self, state: int) -> set[int]:
        seen: set[int] = set()
        stack = [state]
        while stack:
            for each in self.follow[stack.pop()]:
                if each not in seen:
                    seen.add(each)
                    stack.append(each)
        return seen


def ambiguities(pattern: re.Pattern[str], searched: bool) -> list[str]:
    """What in `pattern` may take more than linear time, in words; empty for one that is linear."""
    automaton = Automaton(pattern, searched)
    reach = {state: automaton.reachable(state) for state in automaton.reads}
    loops = {state for state in automaton.reads if state in reach[state]}
    last = {state for state in automaton.reads if automaton.matches_at_once(state)}
    found = ["a loop of what may be empty"] if automaton.empty else []
    for one in sorted(loops):
        if one not in last and is_twofold(automaton, one, reach):
            found.append("one text in two ways in a loop")
        for other in sorted(loops & reach[one] - {one}):
            if not {one, other} & last and reads_the_same(automaton, one, other, reach):
                found += [f"two loops after each other: {shown(automaton, one)} {shown(automaton, other)}"]
    return found


def is_twofold(automaton: Automaton, state: int, reach: dict[int, set[int]]) -> bool:
    """Whether `state` comes back to itself by two ways that read the same."""
    around = {each for each in reach[state] if state in reach[each]}
    if any(ways > 1 and each in around for one in around for each, (ways, _) in automaton.follow[one].items()):
        return True
    waiting, seen = deque([(state, state)]), {(state, state)}
    apart: set[tuple[int, int]] = set()
    back: dict[tuple[int, int], set[tuple[int, int]]] = {}
    while waiting:
        left, right = waiting.popleft()
        letters = automaton.reads[left] & automaton.reads[right]
        for first, some in automaton.going(left, around, letters):
            for second, _ in automaton.going(right, around, some):
                if automaton.reads[first] & automaton.reads[second]:
                    pair = (first, second)
                    back.setdefault(pair, set()).add((left, right))
                    if pair not in seen:
                        seen.add(pair)
                        waiting.append(pair)
                    if first != second:
                        apart.add(pair)
    returning = [(state, state)]
    closed = set(returning)
    while returning:
        for each in back.get(returning.pop(), ()):
            if each not in closed:
                closed.add(each)
                returning.append(each)
    return bool(apart & closed)


def reads_the_same(automaton: Automaton, one: int, other: int, reach: dict[int, set[int]]) -> bool:
    """Whether some text leads from `one` back to it, to `other`, and from `other` back to that."""
    around = {each for each in reach[one] if one in reach[each]}
    beyond = {each for each in reach[other] if other in reach[each]}
    between = {each for each in reach[one] if each == other or other in reach[each]}
    start = (one, one, other)
    waiting, seen = [start], {start}
    while waiting:
        first, second, third = waiting.pop()
        letters = automaton.reads[first] & automaton.reads[second] & automaton.reads[third]
        for a, some in automaton.going(first, around, letters):
            for b, few in automaton.going(second, between, some):
                common = automaton.reads[a] & automaton.reads[b]
                for c, _ in automaton.going(third, beyond, few) if common else ():
                    if common & automaton.reads[c]:
                        if (a, b, c) == (one, other, other):
                            return True
                        if (a, b, c) not in seen:
                            seen.add((a, b, c))
                            waiting.append((a, b, c))
    return False


def shown(automaton: Automaton, state: int) -> str:
    letters = [letter for number, letter in enumerate(LETTERS) if automaton.reads[state] >> number & 1]
    return repr("".join(letters[:12])) if len(letters) < len(LETTERS) else "anything"
