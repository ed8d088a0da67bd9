"""Finds the repetitions by which a backtracking matcher takes more than linear time, in the automaton of a pattern.

Two are told, after Weideman et al., "Analyzing Matching Time Behavior of Backtracking Regular Expression Matchers by
Using Ambiguity of NFA" (CIAA 2016): a loop that can read one text in two ways (exponential), and a loop that leads to
another which reads the same text (polynomial).  What is counted are the ways that fail.  A way that comes to where the
pattern may end whatever follows, a sure state, is never gone back on: of the ways through sure states one is taken, the
main way, and all that is tried and fails beside it are ways without sure states, each of which leaves it for a choice
that is tried before its own.  So the loops that count are those without sure states, after each other, or beside a loop
of the main way: `(?:b|b*c)*` is linear, `(?:b*c|b)*` is not.

In doubt a pattern is told: a linear one may be called ambiguous, none that is not is called linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache
from typing import TypeVar

from pattern_automaton import ALL, Automaton, Pattern, Step

Key = TypeVar("Key", bound=Hashable)
Steps = dict[int, list[Step]]
# Three ways along one text: the first goes round in a loop, the third in another, the second from the first to it.
Three = tuple[int, int, int]
MAIN = -1  # of the second: still with the first


@cache
def ambiguities(pattern: re.Pattern[str], way: str) -> tuple[str, ...]:
    """What in `pattern` may take more than linear time when it is used in that one of WAYS, in words."""
    read = Pattern(pattern, way)
    automaton = Automaton(read)
    every = dict(enumerate(automaton.steps))
    unsure = {
        state: [step for step in steps if not (step.anew or automaton.sure[step.to])]
        for state, steps in every.items()
        if not automaton.sure[state]
    }
    failing = loops(unsure)
    main = [loop for loop in loops(every) if any(automaton.sure[state] for state in loop)]
    found = ["a loop of what may be empty"] if read.empty else []
    for loop in failing:
        shown = automaton.shown(min(loop))
        if is_twofold(automaton, loop, unsure):
            found.append(f"a loop that reads one text in two ways: {shown}")
        if any(is_followed(automaton, first, loop, unsure) for first in failing if first is not loop):
            found.append(f"a loop after another that reads the same: {shown}")
        if any(is_tried_again(automaton, first, loop, unsure) for first in main):
            found.append(f"a loop that is tried again and again: {shown}")
    return tuple(found)


def is_twofold(automaton: Automaton, loop: set[int], unsure: Steps) -> bool:
    """Whether a state of the loop comes back to itself by two ways that read the same: then each of them does."""
    around, letters = within(loop, unsure), automaton.letters

    def following(pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
        common = letters[pair[0]] & letters[pair[1]]
        for one in around[pair[0]]:
            for other in around[pair[1]]:
                if common & one.before & other.before and letters[one.to] & letters[other.to]:
                    yield one.to, other.to

    for state, steps in around.items():
        for number, step in enumerate(steps):
            if any(step.to == other.to and letters[state] & step.before & other.before for other in steps[:number]):
                return True
    start = min(loop), min(loop)
    together = next(each for each in components(reachable([start], following)) if start in each)
    return any(one != other for one, other in together)


def is_followed(automaton: Automaton, first: set[int], loop: set[int], unsure: Steps) -> bool:
    """Whether some text goes round in the loop `first`, in `loop`, and from the one to the other."""
    letters = automaton.letters
    starts = [(a, a, c) for a in first for c in loop if letters[a] & letters[c]]
    between = leading(first, loop, unsure) if starts else {}
    if not between:
        return False
    around, beyond = within(first, unsure), within(loop, unsure)

    def following(at: Three) -> Iterator[Three]:
        common = letters[at[0]] & letters[at[1]] & letters[at[2]]
        for a in around[at[0]]:
            for b in between[at[1]]:
                for c in beyond[at[2]]:
                    if common & a.before & b.before & c.before and letters[a.to] & letters[b.to] & letters[c.to]:
                        yield a.to, b.to, c.to

    return comes_back(starts, following)


def is_tried_again(automaton: Automaton, main: set[int], loop: set[int], unsure: Steps) -> bool:
    """Whether some text goes round in both, and from the first, the main way, to `loop` by what is tried before its own
    step and comes to no sure state.
    """
    letters = automaton.letters
    starts = [(a, MAIN, c) for a in main for c in loop if letters[a] & letters[c]]
    if not starts:
        return False
    leaving = [step.to for state in main for step in automaton.steps[state] if step.to in unsure]
    beside = leading(leaving, loop, unsure)
    if not beside:
        return False
    around, beyond = within(main, dict(enumerate(automaton.steps))), within(loop, unsure)

    def seconds(at: Three, main_step: Step) -> Iterator[tuple[int, int, int]]:
        """Where the second may be after a step of the first: the state, the letters before it and those it reads."""
        if at[1] != MAIN:
            yield from ((step.to, letters[at[1]] & step.before, letters[step.to]) for step in beside[at[1]])
            return
        yield MAIN, ALL, ALL
        for step in automaton.steps[at[0]][: main_step.place]:
            if step.to in beside and step.anew in (0, main_step.anew):
                yield step.to, step.before, letters[step.to]

    def following(at: Three) -> Iterator[Three]:
        common = letters[at[0]] & letters[at[2]]
        for a in around[at[0]]:
            for b, before, reads in seconds(at, a):
                for c in beyond[at[2]]:
                    if common & a.before & before & c.before and letters[a.to] & reads & letters[c.to]:
                        yield a.to, b, c.to

    return comes_back(starts, following)


def comes_back(starts: Iterable[Three], following: Callable[[Three], Iterable[Three]]) -> bool:
    """Whether from some start the first and the third come back to where they began, and the second to the third.

    A step from there back to the start is added: whatever is then gone round in with it is such a text, in pieces.
    """
    begun = {(start[0], start[2]): start for start in starts}

    def further(at: Three) -> Iterator[Three]:
        yield from following(at)
        if at[1] == at[2] and (at[0], at[2]) in begun:
            yield begun[at[0], at[2]]

    for each in map(set, components(reachable(begun.values(), further))):
        if any(b == c and begun.get((a, c)) in each for a, b, c in each):
            return True
    return False


def within(states: Iterable[int], steps: Steps) -> Steps:
    """The steps from each of the states to others of them."""
    chosen = set(states)
    return {each: [step for step in steps[each] if step.to in chosen] for each in chosen}


def leading(begins: Iterable[int], ends: set[int], steps: Steps) -> Steps:
    """The steps on the ways from the states `begins` to `ends`."""
    found = reachable(begins, lambda state: [step.to for step in steps[state]])
    back: dict[int, list[int]] = {each: [] for each in found}
    for each, some in found.items():
        for to in some:
            back[to].append(each)
    return within(reachable([each for each in ends if each in found], lambda state: back[state]), steps)


def loops(steps: Steps) -> list[set[int]]:
    """The components of the states between which those steps are that can be gone round in."""
    found = components({each: [step.to for step in some] for each, some in steps.items()})
    return [set(each) for each in found if len(each) > 1 or any(step.to == each[0] for step in steps[each[0]])]


def reachable(start: Iterable[Key], following: Callable[[Key], Iterable[Key]]) -> dict[Key, list[Key]]:
    """What can be come to from `start`, each with what follows it."""
    found: dict[Key, list[Key]] = {}
    waiting = list(start)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found[at] = list(following(at))
            waiting += found[at]
    return found


def components(following: dict[Key, list[Key]]) -> Iterator[list[Key]]:
    """The strongly connected components of a graph (Tarjan's)."""
    order: dict[Key, int] = {}
    lowest: dict[Key, int] = {}
    done: set[Key] = set()
    pile: list[Key] = []
    waiting: list[tuple[Key, Iterator[Key]]] = []

    def enter(at: Key) -> None:
        order[at] = lowest[at] = len(order)
        pile.append(at)
        waiting.append((at, iter(following[at])))

    def leave(at: Key) -> list[Key]:
        found = [pile.pop()]
        while found[-1] != at:
            found.append(pile.pop())
        done.update(found)
        return found

    for root in following:
        if root not in order:
            enter(root)
        while waiting:
            at, rest = waiting[-1]
            for each in rest:
                if each not in order:
                    enter(each)
                    break
                if each not in done:
                    lowest[at] = min(lowest[at], order[each])
            else:
                waiting.pop()
                if waiting:
                    around = waiting[-1][0]
                    lowest[around] = min(lowest[around], lowest[at])
                if lowest[at] == order[at]:
                    yield leave(at)
