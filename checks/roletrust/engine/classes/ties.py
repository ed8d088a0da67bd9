"""Two keys that a policy variable compares, solved together: as languages, along the variable.

A tie is a policy value with one variable: on the key `K`, `before + v + after`, where `v` is what the key `V` holds.
The texts of V are read by V's own patterns and, where the variable stands, by those of every K that it is compared
with, side by side.  What comes out is one text of V, and one of each K, for each way in which they can go together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from typing import NamedTuple

from roletrust.engine.answer import NO
from roletrust.engine.bounds import STARTS, STATES, STEPS, Budget, TooMany
from roletrust.engine.classes.automaton import Automaton, Pattern, State, Way, alphabet_of, spelt, stepped
from roletrust.engine.decision.conditions import Test
from roletrust.engine.policy.context_keys import is_tag
from roletrust.engine.policy.request import last_of_path
from roletrust.engine.policy.wildcards import Atom, Either, Token, Variable, Wild, atoms, folded, matches, past_stars
from roletrust.engine.text import Hole, Value, text

Taken = tuple[Atom, ...]
VISITS = 3  # texts that are kept for one state: so many that one differs from any other two


class Tie(NamedTuple):
    """A value of the condition `test` that compares its key with the key `variable`."""

    test: Test
    before: Pattern
    variable: str
    after: Pattern
    default: str | None = None

    @property
    def besides(self) -> tuple[str, ...]:
        """What the variable may hold beside texts of its key's language."""
        empty = ("",) if is_tag(self.variable) else ()
        return empty if self.default is None else (*empty, self.default)

    @property
    def folds(self) -> bool:
        return self.test.folds

    def filled(self, value: Value) -> Pattern:
        """The pattern where the variable holds `value`."""
        return cased((*self.before, *([value] if isinstance(value, str) else value.parts), *self.after), self.folds)


def ties_of(test: Test) -> Iterator[Tie | None]:
    """The values of a condition that compare keys; None for one that compares in another way than a Tie says."""
    for pattern in test.patterns:
        places = [at for at, token in enumerate(pattern) if isinstance(token, Variable)]
        if not places:
            continue
        found = pattern[places[0]]
        assert isinstance(found, Variable)
        if len(places) == 1 and found.key == test.key and found.key not in test.tied:
            continue  # with itself every value compares alike
        if len(places) > 1 or found.broken:
            yield None
        else:
            yield Tie(test, pattern[: places[0]], found.key, pattern[places[0] + 1 :], found.default)


def cased(pattern: Sequence[Token], folds: bool) -> Pattern:
    """`pattern` in any case, where `folds`."""
    if not folds:
        return tuple(token for token in pattern if token != "")
    return tuple(piece for token in pattern for piece in (folded(token) if isinstance(token, str) else (token,)))


class Follower:
    """A key that is compared with the one that is read, as far as `tie` says; `reader`: its own patterns.

    `name`: the key is what follows the last `/` of the texts that `reader` reads.  Two are equal where they read alike,
    whichever condition it is that compares.
    """

    def __init__(self, tie: Tie, reader: Automaton, name: bool = False) -> None:
        self.tie, self.reader, self.name = tie, reader, name
        self._reads = (tie.before, tie.after, tie.folds, reader, name)
        self.before, self.after = (atoms(cased(each, tie.folds)) for each in (tie.before, tie.after))
        self.strict = not tie.folds and not name and not any(isinstance(each, Wild) for each in self.before)
        self.partial = False  # whether the variable may begin in what all texts of the key begin with
        self._ends: dict[State, dict[Way, Taken]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Follower) and self._reads == other._reads

    def __hash__(self) -> int:
        return hash(self._reads)

    @property
    def is_open(self) -> bool:
        """Whether it has Holes in it."""
        return self.reader.is_open or any(isinstance(atom, Hole) for atom in (*self.before, *self.after))

    @cached_property
    def _letters(self) -> list[Atom]:
        used = dict.fromkeys(piece for atom in (*self.before, *self.after) for piece in spelt(atom))
        return alphabet_of([self.reader], used)

    def read(self, state: State, letter: Atom) -> Iterator[tuple[State, Atom]]:
        """Where the key's own patterns are after a letter of the variable's value, and the letter as the key has it."""
        if self.name and letter == "/":
            return
        cases = {letter: None}
        if self.tie.folds and isinstance(letter, str):
            cases.update({letter.lower(): None, letter.upper(): None})
        for each in cases:
            if (after := self.reader.step(state, each)) is not None:
                yield after, each

    def starts(self) -> dict[State, Taken]:
        """Where the key's own patterns can be once what stands before the variable is read."""
        first = self.reader.start()
        beginnings = {first: tuple[Atom, ...]()}
        if self.name:
            somewhere = self._closed(beginnings, (Wild.STAR,), False)
            beginnings = {each: taken for each, taken in somewhere if each.after_slash}
        if self.reader.prefix and not self.name:
            return self._after_prefix(first)
        return dict(self._closed(beginnings, self.before, self.name))

    def _after_prefix(self, first: State) -> dict[State, Taken]:
        """Of a key whose texts begin with what is given: that is read as what stands before the variable."""
        at = past_stars(self.before, {0})
        for atom in self.reader.prefix:
            self.partial = self.partial or len(self.before) in at
            at = stepped(self.before, at, atom)
        found: dict[State, Taken] = {}
        for position in sorted(at):
            for state, taken in self._closed({first: ()}, self.before[position:], False):
                found.setdefault(state, taken)
        return found

    def ends(self, state: State) -> dict[Way, Taken]:
        """How the key can go on behind the variable: for each way of its patterns, a text."""
        found = self._ends.get(state)
        if found is None:
            found = self._ends[state] = {}
            for after, taken in self._closed({state: ()}, self.after, self.name):
                way = self.reader.way(after)
                if way is not None:
                    found.setdefault(way, taken)
        return found

    def endings(self, state: State | None, read: Taken) -> Iterator[tuple[Way | None, Value | None]]:
        """How the key can end where it has `read` so much, and its text then."""
        for end, more in self.ends(state).items() if state is not None else ():
            if self.reader.language.fits((*read, *more)):
                yield end, _text((*self.reader.prefix, *read, *more))

    def _closed(
        self, beginnings: dict[State, Taken], pattern: Sequence[Atom], name: bool
    ) -> Iterator[tuple[State, Taken]]:
        """The states that some text of `pattern` leads to, each with the shortest one."""
        waiting = deque((0, state, taken) for state, taken in beginnings.items())
        seen = {(0, state) for state in beginnings}
        done: set[State] = set()
        while waiting:
            at, state, taken = waiting.popleft()
            if at == len(pattern):
                if state not in done:
                    done.add(state)
                    yield state, taken
                continue
            for onward, atom in self._choices(pattern[at], at):
                after = state if atom is None else self.reader.step(state, atom)
                if after is None or (name and atom == "/") or (onward, after) in seen:
                    continue
                seen.add((onward, after))
                if len(seen) > STATES:
                    raise TooMany("the patterns on keys that are compared overlap in too many ways")
                step = (onward, after, taken if atom is None else (*taken, atom))
                waiting.appendleft(step) if atom is None else waiting.append(step)

    def _choices(self, item: Atom, at: int) -> Iterator[tuple[int, Atom | None]]:
        if item is Wild.STAR:
            yield at + 1, None
            yield from ((at, letter) for letter in self._letters)
        elif item is Wild.ONE:
            yield from ((at + 1, letter) for letter in self._letters if isinstance(letter, str))
        elif isinstance(item, Either):
            yield from ((at + 1, letter) for letter in dict.fromkeys(item.letters))
        else:
            yield at + 1, item


class Together(NamedTuple):
    """Texts that go together: `value` of the key that is read; `others`: of each that follows it, None where any.

    `kind`: what they stand for; of one kind there may be several.
    """

    value: Value
    others: tuple[Value | None, ...]
    kind: tuple[object, ...]


class Solved(NamedTuple):
    """`complete`: INVARIANT (dead end): whatever texts go together, those of some Together are like them to every
    condition but for falling outside of a tie, where the last of its kind does if any of its kind does.
    """

    found: tuple[Together, ...]
    complete: bool


class _At(NamedTuple):
    """How far all have read."""

    named: bool  # whether the part that the variable holds has begun
    state: State
    others: tuple[State | None, ...]


def solved(main: Automaton, followers: Sequence[Follower], name: bool, budget: Budget) -> Solved:
    """Texts of `main` for each way in which they can be compared; `name`: what follows the last `/` is what counts.

    Raises TooMany beyond bounds.STATES or bounds.STEPS, or what `budget` has left.
    """
    is_open = main.is_open or any(each.is_open for each in followers)
    search = _searched.__wrapped__ if is_open else _searched
    found, work = search(main, tuple(followers), name)
    budget.spend_steps(work)
    return found


@lru_cache(maxsize=512)
def _searched(main: Automaton, followers: tuple[Follower, ...], name: bool) -> tuple[Solved, int]:
    """What goes together, and the steps that it took to find."""
    found = _Search(main, followers, name)
    found.run()
    several = tuple(each for one in found.kinds.values() for each in one)
    complete = found.missed <= set(found.kinds) and not any(each.partial for each in followers)
    return Solved(several, complete), found.work


class _Search:
    """Breadth first through the automaton of the key that is read and those of its followers, side by side."""

    def __init__(self, main: Automaton, followers: Sequence[Follower], name: bool) -> None:
        self.main, self.followers, self.name = main, followers, name
        self.letters = _letters([main, *(each.reader for each in followers)], followers)
        starts = [_starts(each, main, name) for each in followers]
        if prod(len(each) for each in starts) > STARTS:
            raise TooMany("the keys that are compared can begin in too many ways")
        self.beginnings = [
            (tuple(state for state, _ in each), tuple(taken for _, taken in each)) for each in product(*starts)
        ]
        self.waiting: deque[tuple[_At, Taken, tuple[Taken, ...]]] = deque()
        self.visits: dict[_At, int] = {}
        self.kinds: dict[tuple[object, ...], list[Together]] = {}
        self.missed: set[tuple[object, ...]] = set()
        self.work = 0

    def run(self) -> None:
        start = self.main.start()
        nobody: tuple[None, ...] = (None,) * len(self.followers)
        if self.name:
            self.waiting.append((_At(False, start, nobody), (), ()))
        else:
            self.waiting.extend((_At(True, start, states), (), taken) for states, taken in self.beginnings)
        while self.waiting:
            at, taken, others = self.waiting.popleft()
            if self.visits.get(at, 0) >= (VISITS if at.named else 1):
                continue
            self.visits[at] = self.visits.get(at, 0) + 1
            if at.named:
                self._read(at, taken, others)
            else:
                self._before_name(at, taken)
            self._spend(at)

    def _spend(self, at: _At) -> None:
        states = [(each.reader, state) for each, state in zip(self.followers, at.others, strict=True) if state]
        cost = self.main.cost(at.state) + sum(reader.cost(state) for reader, state in states)
        self.work += cost * len(self.letters)
        if len(self.visits) > STATES or self.work > STEPS:
            raise TooMany("the patterns on keys that are compared overlap in too many ways")

    def _before_name(self, at: _At, taken: Taken) -> None:
        """Begin the name, where one can begin, and go on with the path."""
        if at.state.after_slash:
            self.waiting.extend((_At(True, at.state, states), taken, begun) for states, begun in self.beginnings)
        for letter in self.letters:
            if (after := self.main.step(at.state, letter)) is not None:
                self.waiting.append((_At(False, after, at.others), (*taken, letter), ()))

    def _read(self, at: _At, taken: Taken, others: tuple[Taken, ...]) -> None:
        """Keep what may end here, and go on with each letter."""
        way = self.main.way(at.state)
        if way is not None and self.main.language.fits(taken):
            self._note(way, at, taken, others)
        for letter in self.letters:
            after = None if self.name and letter == "/" else self.main.step(at.state, letter)
            if after is None:
                continue
            for chosen in product(*self._followed(at, others, letter)):
                states, read = tuple(state for state, _ in chosen), tuple(text for _, text in chosen)
                self.waiting.append((_At(True, after, states), (*taken, letter), read))

    def _followed(self, at: _At, others: tuple[Taken, ...], letter: Atom) -> Iterator[list[tuple[State | None, Taken]]]:
        """For each follower, where it may be after a letter; None where it no longer matters."""
        for each, state, read in zip(self.followers, at.others, others, strict=True):
            moved: list[tuple[State | None, Taken]] = []
            if state is not None:
                moved += [(new, (*read, case)) for new, case in each.read(state, letter)]
            yield moved if moved or (state is not None and not each.strict) else [(None, ())]

    def _note(self, way: Way, at: _At, taken: Taken, others: tuple[Taken, ...]) -> None:
        """Keep the texts, for each way in which the followers can end."""
        value = _text((*self.main.prefix, *taken))
        held = last_of_path(value) if self.name else value
        ends = [
            list(each.endings(state, read)) or [(None, None)]
            for each, state, read in zip(self.followers, at.others, others, strict=True)
        ]
        for chosen in product(*ends):
            kind = (way, *(end for end, _ in chosen))
            several = self.kinds.get(kind, [])
            if len(several) >= VISITS:
                continue
            outside = (_falls_outside(each, held, end) for each, (end, _) in zip(self.followers, chosen, strict=True))
            if isinstance(way, str) or all(outside):
                self.kinds.setdefault(kind, several).append(Together(value, tuple(one for _, one in chosen), kind))
            else:
                self.missed.add(kind)


def _letters(automata: Sequence[Automaton], followers: Sequence[Follower]) -> list[Atom]:
    more: dict[Atom, None] = {}
    if any(each.language.path for each in automata):
        more["/"] = None
    for each in followers:
        more.update(dict.fromkeys(piece for atom in (*each.before, *each.after) for piece in spelt(atom)))
    letters = alphabet_of(automata, more)
    if any(each.tie.folds for each in followers):
        both = [case for each in letters if isinstance(each, str) for case in (each, each.lower(), each.upper())]
        letters = [*dict.fromkeys(both), *(each for each in letters if not isinstance(each, str))]
    return letters


def _starts(follower: Follower, main: Automaton, name: bool) -> list[tuple[State | None, Taken]]:
    """Where a follower can be when the variable begins; None: it is not compared, or not so that it matters."""
    begun = follower.starts()
    for atom in () if name else main.prefix:
        begun = {after: (*taken, read) for state, taken in begun.items() for after, read in follower.read(state, atom)}
    nothing: list[tuple[State | None, Taken]] = [] if follower.strict and len(begun) == 1 else [(None, ())]
    return [*nothing, *begun.items()]


def _falls_outside(follower: Follower, held: Value, end: Way | None) -> bool:
    """Whether no literal of the follower but the one it ends as is what the tie says where the variable is `held`."""
    pattern = follower.tie.filled(held)
    others = set(follower.reader.literals) - {end}
    if follower.name:
        named = {str(last_of_path(each)) for each in others}
        others = named - {str(last_of_path(end))} if isinstance(end, str) else named
    return all(matches(pattern, each) is NO for each in others)


def _text(pieces: Iterable[Atom]) -> Value:
    return text(*(each for each in pieces if isinstance(each, (str, Hole))))
