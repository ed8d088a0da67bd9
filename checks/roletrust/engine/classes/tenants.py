"""Texts that name somebody else than the policy does: subjects and audiences of another tenant of a shared issuer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple, Union

from roletrust.engine.answer import NO
from roletrust.engine.bounds import STATES, STEPS, TooMany
from roletrust.engine.classes.automaton import Language, Pattern, language_of, spelt, stepped, unseen
from roletrust.engine.classes.key_values import Asked
from roletrust.engine.classes.pattern_classes import FILLERS
from roletrust.engine.decision.conditions import Context
from roletrust.engine.policy.wildcards import Atom, Either, Wild, atoms, matches, past_stars
from roletrust.engine.text import Hole, Value, freshened, text


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


class Template(NamedTuple):
    """A text of several parts with `joint` between them, whichever the tenant's administrator likes, in any order.

    `tenants`: parts that say whose it is.  `free`: the beginnings of parts whose value is the bearer's choice; `named`:
    those of parts of which he chooses the name as well, up to a joint.  `bare`: parts that are as they stand.
    INVARIANT: no value holds the joint, and each beginning ends with it, those of `named` apart.
    """

    tenants: tuple[Shape, ...]
    joint: str
    free: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


WHOLE = Shape()
NAMES = "abcdefghijklmnopqrstuvwxyz0123456789_-"
Speech = Union[Shape, Template]
Tenant = tuple[Atom, ...]
State = tuple[object, ...]


def of_others(asked: Asked, known: Context, speech: Speech) -> list[Value]:
    """Texts of `speech` whose tenant no policy value on the key spells: one for each way of matching the patterns.

    The first matches none of them, where there is such a text.  Raises TooMany beyond bounds.STATES, and where a
    condition compares them as numbers that are below or above another.
    """
    if any(test.how is not None and test.how.row.orders for test in asked.tests):
        raise TooMany(f"`{asked.key}` is compared as a number, and tells tenants apart")
    sets = [patterns for patterns in asked.patterns(known) if patterns]
    spelled = {value for test in asked.tests for value in test.plain}
    spelled |= {value.lower() for test in asked.tests if test.folds for value in test.plain}
    literals: list[list[Atom]] = [list(value) for value in sorted(spelled)]
    written = [*(atoms(pattern) for patterns in sets for pattern in patterns), *literals]
    grammar = _Grammar(speech)
    grammar.named = {tenant for each in written for tenant in grammar.names_in(each)}
    patterns = [pattern for each in sets for pattern in each]
    plainest = [_plainest(grammar, shape, prefix, patterns) for shape in grammar.tenants for prefix in shape.prefixes]
    strangers = _Strangers(sets, literals, grammar, language_of(asked.key)).found()
    return list(dict.fromkeys([*plainest, *strangers]))


def _low(pieces: Sequence[Atom]) -> Tenant:
    return tuple(_plain(piece).lower() if isinstance(piece, (str, Either)) else piece for piece in pieces)


def _plain(piece: Atom) -> str:
    return piece.letters[0] if isinstance(piece, Either) else str(piece)


def _plainest(grammar: _Grammar, shape: Shape, prefix: str, patterns: Sequence[Pattern]) -> Value:
    """Somebody whom no policy value spells; where it can be, somebody whom no pattern matches."""
    odd = unseen(patterns, shape.letters) * 7
    names = [*FILLERS, *(f"{FILLERS[0]}-{number}" for number in range(len(grammar.named))), odd]
    rests = [shape.separators[:1] + rest for rest in (FILLERS[0], odd)] if shape.separators else [""]
    texts = [freshened(prefix + name + rest) for rest in rests for name in names if _low(name) not in grammar.named]
    return next((each for each in texts if not any(matches(pattern, each) for pattern in patterns)), texts[0])


class _Grammar:
    """The texts of a Speech as an automaton over characters and Holes.  `named`: tenants that are no strangers'.

    A state is what is being read, and of it what matters for the rest: `key` (read so far), `tenant` (its Shape, read
    so far where that begins a named one, else None; whether there is any), `after` and `free` (whether there is any),
    `name` of a part (whether there is any), `bare`.
    """

    def __init__(self, speech: Speech) -> None:
        self.tenants = (speech,) if isinstance(speech, Shape) else speech.tenants
        self.joint = "" if isinstance(speech, Shape) else speech.joint
        self.free, self.named_parts, self.bare = (
            ((), (), ()) if isinstance(speech, Shape) else (speech.free, speech.named, speech.bare)
        )
        self.keys = [*(prefix for each in self.tenants for prefix in each.prefixes), *self.free]
        self.keys += [*self.named_parts, *self.bare]
        self.named: set[Tenant] = set()

    @property
    def start(self) -> State:
        return self._read("")

    def _read(self, key: str) -> State:
        """The state after the beginning `key` of a part."""
        for at, shape in enumerate(self.tenants):
            if key in shape.prefixes:
                return ("tenant", at, (), False)
        if key in self.free:
            return ("free", False)
        if key in self.named_parts:
            return ("name", False)
        return ("bare",) if key in self.bare else ("key", key)

    def step(self, state: State, atom: Atom) -> State | None:
        """The state after `atom`, a character or a Hole; None where no text goes on so."""
        what = state[0]
        joint = bool(self.joint) and atom == self.joint
        if what == "key":
            key = f"{state[1]}{atom}" if isinstance(atom, str) else ""
            return self._read(key) if key and any(each.startswith(key) for each in self.keys) else None
        if what == "bare":
            return ("key", "") if joint else None
        if what == "tenant":
            return self._in_tenant(state, atom, joint)
        if joint:
            if not state[1]:
                return None
            return ("free", False) if what == "name" else ("key", "")
        if what == "name":
            return ("name", True) if isinstance(atom, Hole) or str(atom) in NAMES else None
        return (what, True)

    def _in_tenant(self, state: State, atom: Atom, joint: bool) -> State | None:
        _, at, read, some = state
        assert isinstance(at, int)
        shape = self.tenants[at]
        if not joint and shape.of_tenant(atom):
            longer = (*read, *_low([atom])) if isinstance(read, tuple) else None
            return ("tenant", at, longer if longer and self._begins_named(longer) else None, True)
        if not some or read in self.named:
            return None
        if shape.separators:
            return ("after", False) if isinstance(atom, str) and atom in shape.separators else None
        return ("key", "") if joint else None

    def _begins_named(self, tenant: Tenant) -> bool:
        return any(each[: len(tenant)] == tenant for each in self.named)

    def accepts(self, state: State) -> bool:
        what = state[0]
        if what == "tenant":
            _, at, read, some = state
            assert isinstance(at, int)
            return bool(some) and not self.tenants[at].separators and read not in self.named
        return what == "bare" or (what in ("after", "free") and bool(state[1]))

    def steps(self, state: State, letters: Sequence[Atom]) -> Iterator[Atom]:
        """The atoms to go on with: those of a beginning, or any of `letters`."""
        if state[0] != "key":
            yield from letters
            return
        read = str(state[1])
        yield from dict.fromkeys(
            each[len(read)] for each in self.keys if each.startswith(read) and len(each) > len(read)
        )

    def is_strangers(self, taken: Sequence[Atom]) -> bool:
        """Whether the text is one of the Speech whose tenant is no named one."""
        state = self.start
        for atom in taken:
            after = self.step(state, atom)
            if after is None:
                return False
            state = after
        return self.accepts(state)

    def names_in(self, written: Sequence[Atom]) -> Iterator[Tenant]:
        """The tenants that a policy value spells, whatever stands around them."""
        beginnings = [0]
        if self.joint:
            beginnings += [at + 1 for at, piece in enumerate(written) if piece == self.joint]
        low = _low(written)
        for at, shape in product(beginnings, self.tenants):
            for prefix in shape.prefixes:
                if low[at : at + len(prefix)] == tuple(prefix.lower()) and (
                    tenant := self._named_at(written, at + len(prefix), shape)
                ):
                    yield tenant

    def _named_at(self, written: Sequence[Atom], start: int, shape: Shape) -> Tenant:
        """The tenant that begins at `start`; empty where it is not all spelt."""
        end = start
        while end < len(written) and written[end] != self.joint and shape.of_tenant(_letter(written[end])):
            end += 1
        over = end == len(written)
        if shape.separators:
            complete = not over and _plain(written[end]) in shape.separators and not isinstance(written[end], Wild)
        else:
            complete = over or (bool(self.joint) and written[end] == self.joint)
        return _low(written[start:end]) if complete else ()


def _letter(piece: Atom) -> Atom:
    """A piece as one that can be asked for: a letter in any case is that letter."""
    return _plain(piece) if isinstance(piece, Either) else piece


class _Strangers:
    """Breadth first through the patterns, along the grammar; the first text for each way of matching is kept."""

    def __init__(
        self,
        sets: Sequence[Sequence[Pattern]],
        literals: Sequence[Sequence[Atom]],
        grammar: _Grammar,
        language: Language,
    ) -> None:
        flat = [pattern for patterns in sets for pattern in patterns]
        self.patterns = [atoms(pattern) for pattern in flat]
        self.sets, self.literals, self.grammar, self.language = sets, literals, grammar, language
        shapes = grammar.tenants
        used = dict.fromkeys(piece for pattern in self.patterns for atom in pattern for piece in spelt(atom))
        odd = dict.fromkeys(unseen(flat, shape.letters) for shape in shapes)
        separators = dict.fromkeys("".join(shape.separators for shape in shapes) + grammar.joint)
        self.letters: list[Atom] = list(dict.fromkeys([*odd, *separators, *used]))
        self.ways: dict[tuple[bool, ...], Value] = {}

    def found(self) -> list[Value]:
        """The literals that are strangers', and a text for each way; readable ones, made by filling wildcards, first.

        INVARIANT (dead end): a pattern that matches no stranger's text by itself takes no part in any way.
        """
        texts = ("".join(map(str, each)) for each in self.literals if self.grammar.is_strangers(each))
        exact = [freshened(each) for each in texts if self.language.holds(each)]
        taking_part = [[each for each in map(atoms, patterns) if self._takes_part(each)] for patterns in self.sets]
        if len([each for each in taking_part if each]) > 1:
            self._walk([each for patterns in taking_part for each in patterns], False)
        return [*exact, *self.ways.values()]

    def _takes_part(self, pattern: list[Atom]) -> bool:
        """Whether some stranger's text matches `pattern`; notes one, the readable ones first."""
        if self._is_named(pattern):
            return False
        filled = []
        for filling in self._fillings():
            pieces = (filling if piece is Wild.STAR else "x" if piece is Wild.ONE else piece for piece in pattern)
            filled.append(
                self._note([atom for piece in pieces for atom in (piece if isinstance(piece, str) else [piece])])
            )
        return any(filled) or self._walk([pattern], True)

    def _is_named(self, pattern: Sequence[Atom]) -> bool:
        """Whether no stranger's text begins as the pattern does, before its first wildcard."""
        state = self.grammar.start
        for piece in pattern:
            if isinstance(piece, (Wild, Either)):
                return False
            after = self.grammar.step(state, piece)
            if after is None:
                return True
            state = after
        return False

    def _fillings(self) -> list[str]:
        first = self.grammar.tenants[0]
        inside = FILLERS[0] + (first.separators[:1] + FILLERS[0] if first.separators else "")
        whole = first.prefixes[0] + inside
        joined = [whole + self.grammar.joint, self.grammar.joint + FILLERS[0]] if self.grammar.joint else []
        return [FILLERS[0], inside, whole, *joined, "any", ""]

    def _note(self, taken: Sequence[Atom]) -> bool:
        """Keep the text, where it is of the grammar and of nobody named, as the one for its way of matching."""
        plain = [_letter(piece) for piece in taken]
        if not self.grammar.is_strangers(plain):
            return False
        value = freshened(text(*(piece if isinstance(piece, Hole) else str(piece) for piece in plain)))
        way = tuple(any(matches(pattern, value) is not NO for pattern in patterns) for patterns in self.sets)
        self.ways.setdefault(way, value)
        return True

    def _walk(self, patterns: Sequence[list[Atom]], once: bool) -> bool:
        """Note a text for each way of matching `patterns`, or the first that matches one; whether there is any."""
        start = tuple(past_stars(pattern, {0}) for pattern in patterns)
        waiting: deque[tuple[tuple[frozenset[int], ...], State, list[Atom]]] = deque([(start, self.grammar.start, [])])
        seen: set[object] = set()
        work, found = 0, False
        while waiting:
            places, state, taken = waiting.popleft()
            if self.grammar.accepts(state) and any(len(each) in at for each, at in zip(patterns, places, strict=True)):
                self._note(taken)
                found = True
                if once:
                    break
            for atom in self.grammar.steps(state, self.letters):
                after = self.grammar.step(state, atom)
                if after is None:
                    continue
                work += sum(1 + len(positions) for positions in places)
                reached = tuple(stepped(each, at, atom) for each, at in zip(patterns, places, strict=True))
                if (reached, after) not in seen and any(reached):
                    seen.add((reached, after))
                    waiting.append((reached, after, [*taken, atom]))
            if len(seen) > STATES or work > STEPS:
                raise TooMany("the patterns on one key overlap in too many ways")
        return found
