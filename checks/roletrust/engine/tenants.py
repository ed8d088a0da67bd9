"""Texts that name somebody else than the policy does: subjects and audiences of another tenant of a shared issuer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO
from roletrust.engine.automaton import Pattern, spelt, stepped, unseen
from roletrust.engine.bounds import STATES, STEPS, TooMany
from roletrust.engine.conditions import Context
from roletrust.engine.key_values import Asked
from roletrust.engine.languages import FILLERS
from roletrust.engine.text import Hole, Value, freshened, text
from roletrust.engine.wildcards import Atom, Either, Wild, atoms, matches, past_stars


class Shape(NamedTuple):
    """How a text says whose it is: one of `prefixes`, then the tenant, then one of `separators`, then anything.

    `letters`: those a tenant is written in (None: all but the separators).  Without separators the tenant is all
    the rest.
    """

    prefixes: tuple[str, ...] = ("",)
    separators: str = ""
    letters: str | None = None

    def of_tenant(self, atom: Atom) -> bool:
        """Whether `atom` may stand in a tenant; a Hole is ordinary."""
        if not isinstance(atom, str):
            return isinstance(atom, Hole)
        return atom not in self.separators and (self.letters is None or atom in self.letters)


WHOLE = Shape()


def of_others(asked: Asked, known: Context, shape: Shape) -> list[Value]:
    """Texts of `shape` whose tenant no policy value on the key spells: one for each way of matching the patterns.

    The first matches none of them, where there is such a text.  Raises TooMany beyond bounds.STATES.
    """
    sets = [patterns for patterns in asked.patterns(known) if patterns]
    written = [atoms(pattern) for patterns in sets for pattern in patterns]
    written += [list(value) for test in asked.tests for value in test.plain]
    found: dict[Value, None] = {}
    for prefix in shape.prefixes:
        named = {tenant for each in written if (tenant := _named(each, prefix, shape))}
        found[_stranger(prefix, shape, named, [pattern for patterns in sets for pattern in patterns])] = None
        if any(_reaches(each, prefix, shape) for each in written):
            found.update(dict.fromkeys(_Strangers(sets, prefix, shape, named).found()))
    return list(found)


Tenant = tuple[Atom, ...]


def _low(pieces: Sequence[Atom]) -> Tenant:
    return tuple(_plain(piece).lower() if isinstance(piece, (str, Either)) else piece for piece in pieces)


def _plain(piece: Atom) -> str:
    return piece.letters[0] if isinstance(piece, Either) else str(piece)


def _head(written: Sequence[Atom], prefix: str) -> list[Atom] | None:
    """What stands before the first wildcard, after `prefix`; None where the prefix is not all there."""
    head: list[Atom] = []
    for piece in written:
        if isinstance(piece, Wild):
            break
        head.append(piece)
    begins = _low(head[: len(prefix)]) == _low(prefix)
    return head[len(prefix) :] if begins else None


def _named(written: Sequence[Atom], prefix: str, shape: Shape) -> Tenant | None:
    """The tenant that a policy value spells, whatever follows it; None where it spells none."""
    head = _head(written, prefix)
    if head is None:
        return None
    if not shape.separators:
        return _low(head) if len(head) + len(prefix) == len(written) else None
    end = next((at for at, piece in enumerate(head) if not shape.of_tenant(piece)), None)
    return _low(head[:end]) if end and _plain(head[end]) in shape.separators else None


def _reaches(written: Sequence[Atom], prefix: str, shape: Shape) -> bool:
    """Whether a wildcard of a policy value stands where a tenant, or what is before it, may stand."""
    if not any(isinstance(piece, Wild) for piece in written):
        return False
    head = _head(written, prefix)
    if head is None:
        before = next(at for at, piece in enumerate(written) if isinstance(piece, Wild))
        return _low(written[:before]) == _low(prefix[:before])
    return not shape.separators or all(shape.of_tenant(piece) for piece in head)


def _stranger(prefix: str, shape: Shape, named: set[Tenant], patterns: Sequence[Pattern]) -> Value:
    """Somebody whom no policy value spells; where it can be, somebody whom no pattern matches."""
    odd = unseen(patterns, shape.letters) * 7
    names = [*FILLERS, *(f"{FILLERS[0]}-{number}" for number in range(len(named))), odd]
    rests = [shape.separators[:1] + rest for rest in (FILLERS[0], odd)] if shape.separators else [""]
    texts = [freshened(prefix + name + rest) for rest in rests for name in names if _low(name) not in named]
    return next((each for each in texts if not any(matches(pattern, each) for pattern in patterns)), texts[0])


class _Strangers:
    """Breadth first through the patterns, along the shape; the first text for each way of matching is kept."""

    def __init__(self, sets: Sequence[Sequence[Pattern]], prefix: str, shape: Shape, named: set[Tenant]) -> None:
        flat = [pattern for patterns in sets for pattern in patterns]
        self.patterns = [atoms(pattern) for pattern in flat]
        self.sets, self.prefix, self.shape, self.named = sets, prefix, shape, named
        used = dict.fromkeys(piece for pattern in self.patterns for atom in pattern for piece in spelt(atom))
        letter = unseen(flat, shape.letters)
        self.steps: list[Atom] = list(dict.fromkeys([letter, *shape.separators, *used]))
        self.ways: dict[tuple[bool, ...], Value] = {}

    def found(self) -> list[Value]:
        """The readable texts first, made by filling the wildcards; the walk only where they leave a way open."""
        inside = FILLERS[0] + self.shape.separators[:1] + FILLERS[0] if self.shape.separators else FILLERS[0]
        for pattern in self.patterns:
            for filling in (FILLERS[0], inside, self.prefix + inside, "any", ""):
                pieces = (filling if piece is Wild.STAR else "x" if piece is Wild.ONE else piece for piece in pattern)
                self._note([atom for piece in pieces for atom in (piece if isinstance(piece, str) else [piece])])
        if len(self.sets) > 1 or not self.ways:
            self._walk()
        return list(self.ways.values())

    def _note(self, taken: Sequence[Atom]) -> None:
        """Keep the text, where it is of the shape and of nobody named, as the one for its way of matching."""
        if self._is_strangers(taken):
            value = freshened(text(*(piece if isinstance(piece, Hole) else _plain(piece) for piece in taken)))
            way = tuple(any(matches(pattern, value) is not NO for pattern in patterns) for patterns in self.sets)
            self.ways.setdefault(way, value)

    def _is_strangers(self, taken: Sequence[Atom]) -> bool:
        head = _head(taken, self.prefix)
        if not head or list(taken[: len(self.prefix)]) != list(self.prefix):
            return False
        if not self.shape.separators:
            return all(map(self.shape.of_tenant, head)) and _low(head) not in self.named
        end = next((at for at, piece in enumerate(head) if not self.shape.of_tenant(piece)), 0)
        separated = end and end + 1 < len(head) and _plain(head[end]) in self.shape.separators
        return bool(separated) and _low(head[:end]) not in self.named

    def _walk(self) -> None:
        start = tuple(past_stars(pattern, {0}) for pattern in self.patterns)
        for letter in self.prefix:
            start = self._step(start, letter)
        beginnings = {tenant[:length] for tenant in self.named for length in range(len(tenant) + 1)}
        waiting: deque[tuple[tuple[frozenset[int], ...], list[Atom], int]] = deque([(start, [], 0)])
        seen: set[object] = set()
        work = 0
        while waiting:
            state, taken, beyond = waiting.popleft()
            if any(len(each) in at for each, at in zip(self.patterns, state, strict=True)):
                self._note([*self.prefix, *taken])
            for atom in self._next(taken, beyond):
                path = [*taken, atom]
                after = beyond + 1 if beyond or not self.shape.of_tenant(atom) else 0
                reached = self._step(state, atom)
                tenant = _low(path) if not after and _low(path) in beginnings else self._tenant(path, after)
                mark = (reached, min(after, 2), tenant)
                if mark not in seen and any(reached):
                    seen.add(mark)
                    waiting.append((reached, path, after))
            work += sum(len(positions) for positions in state) * len(self.steps)
            if len(seen) > STATES or work > STEPS:
                raise TooMany("the patterns on one key overlap in too many ways")

    def _tenant(self, path: Sequence[Atom], after: int) -> object:
        """Whether the tenant, once it is complete, is a named one."""
        return after > 0 and _low(path[: len(path) - after]) in self.named

    def _next(self, taken: Sequence[Atom], beyond: int) -> Iterator[Atom]:
        for atom in self.steps:
            if beyond or self.shape.of_tenant(atom) or (taken and _plain(atom) in self.shape.separators):
                yield atom

    def _step(self, state: tuple[frozenset[int], ...], atom: Atom) -> tuple[frozenset[int], ...]:
        return tuple(stepped(each, at, atom) for each, at in zip(self.patterns, state, strict=True))
