"""Find a way to give the open keys so that an Allow applies and no Deny does.

Every condition is a set of entries of one group, kept as bits; a Deny asks that one of its conditions fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.bounds import Budget
from roletrust.engine.classes.joint_domains import Entry, Group
from roletrust.engine.decision.conditions import Context, Test
from roletrust.engine.text import Value

Bits = int


class Mask(NamedTuple):
    """The entries of `group` for which a condition surely holds, and those for which it may."""

    group: int
    surely: Bits
    perhaps: Bits


class Clause(NamedTuple):
    """A statement's conditions: `settled` for those no open key changes, `masks` for the others."""

    settled: Answer
    masks: tuple[Mask, ...]

    @property
    def certain(self) -> bool:
        """Whether it applies or not, whatever the open keys hold: no condition may or may not hold."""
        return self.settled is not UNKNOWN and all(mask.surely == mask.perhaps for mask in self.masks)


class Space:
    """The groups, and the conditions as bits over their entries.

    `loosely`: what conditions with policy variables say of an entry counts for nothing where like values may compare
    in another way; `unsolved`: conditions of which that is so, beside those of the groups.
    """

    def __init__(
        self,
        groups: Sequence[Group],
        known: Context,
        budget: Budget,
        loosely: bool = False,
        unsolved: frozenset[Test] = frozenset(),
    ) -> None:
        self.groups, self.known, self.budget = groups, known, budget
        self.loosely, self.unsolved = loosely, unsolved
        self.of_key = {key: index for index, group in enumerate(groups) for key in group.keys}
        self.full = [(1 << len(group.entries)) - 1 for group in groups]
        self.sure = [_surely(group, full) for group, full in zip(groups, self.full, strict=True)]
        self._indexes: dict[tuple[str, bool], tuple[dict[str, Bits], list[int]]] = {}

    def counted(self, group: int, bits: Bits) -> Bits:
        """What of `bits` counts in a proof: where no caller chooses, only what holds however it turns out."""
        return bits if not self.groups[group].fated or bits == self.full[group] else 0

    @property
    def certain(self) -> bool:
        """Whether a caller can bring about every entry."""
        return self.sure == self.full and not any(group.fated or group.beyond for group in self.groups)

    def clause(self, settled: Answer, tests: Iterable[Test]) -> Clause:
        """A statement that applies as far as `settled`, but for the conditions `tests` on open keys.

        INVARIANT: the keys a condition compares with each other are in one group (domains.groups).
        """
        return Clause(settled, tuple([self._mask(test, self._group_of(test)) for test in tests]))

    def _group_of(self, test: Test) -> int:
        return next(index for key in test.keys if (index := self.of_key.get(key)) is not None)

    def _mask(self, test: Test, index: int) -> Mask:
        """Of what is not listed, a condition may hold or not."""
        found = self._listed(test, index)
        if not self.groups[index].beyond:
            return found
        unlisted = 1 << len(self.groups[index].entries) - 1
        return Mask(index, found.surely & ~unlisted, found.perhaps | unlisted)

    def _listed(self, test: Test, index: int) -> Mask:
        if test.looked_up:
            return self._looked_up(test, index)
        entries = self.groups[index].entries
        self.budget.spend("comparisons", len(entries) * max(1, len(test.patterns)))
        surely = perhaps = 0
        asked: dict[object, Answer] = {}  # by what the test reads; entries hold one value by one object
        for position, entry in enumerate(entries):
            read = (*[id(entry.context.get(key)) for key in test.keys], test.key in entry.loose)
            if read not in asked:
                asked[read] = self._ask(test, entry, index)
            found = asked[read]
            surely |= (found is YES) << position
            perhaps |= (found is not NO) << position
        return Mask(index, surely, perhaps)

    def _ask(self, test: Test, entry: Entry, index: int) -> Answer:
        if self.loosely and test.variables and self._is_loose(test, entry, index):
            return test.at_least({**self.known, **entry.context})
        return test.holds({**self.known, **entry.context} if test.variables else entry.context)

    def _is_loose(self, test: Test, entry: Entry, index: int) -> bool:
        """Whether requests that are otherwise like the entry's may compare in another way."""
        solved = test not in self.unsolved and test not in self.groups[index].unsolved and test.key not in entry.loose
        return not solved and test.compares({**self.known, **entry.context})

    def _looked_up(self, test: Test, index: int) -> Mask:
        """Equality with literals alone: by lookup, so that 10,000 values in 1,000 statements stay cheap."""
        assert test.how is not None
        by_text, others = self._index(test.key, test.how.row.fold, index)
        surely = 0
        for value in test.plain:
            surely |= by_text.get(value, 0)
        if test.how.row.negated:
            surely = by_text[""] & ~surely
        perhaps = surely
        self.budget.spend("comparisons", len(others))
        for position in others:
            found = self._ask(test, self.groups[index].entries[position], index)
            surely |= (found is YES) << position
            perhaps |= (found is not NO) << position
        return Mask(index, surely, perhaps)

    def _index(self, key: str, fold: bool, index: int) -> tuple[dict[str, Bits], list[int]]:
        """Entries by the one plain text `key` has in them (all such under ''), and the positions of the others."""
        if (key, fold) not in self._indexes:
            by_text: dict[str, Bits] = {"": 0}
            others: list[int] = []
            for position, entry in enumerate(self.groups[index].entries):
                values: tuple[Value, ...] = entry.context.get(key, ())
                value = values[0] if len(values) == 1 else None
                if isinstance(value, str) and value:
                    spelt = value.lower() if fold else str(value)
                    by_text[spelt] = by_text.get(spelt, 0) | 1 << position
                    by_text[""] |= 1 << position
                else:
                    others.append(position)
            self._indexes[key, fold] = by_text, others
        return self._indexes[key, fold]


def _surely(group: Group, bits: Bits) -> Bits:
    """Those of `bits`, which are all entries, that a caller can bring about."""
    for position, entry in enumerate(group.entries):
        if not entry.sure:
            bits &= ~(1 << position)
    return bits


def met_by_first(groups: Sequence[Group], tests: Sequence[Test], budget: Budget) -> list[Entry] | None:
    """Of each group the first entry with which those of `tests` surely hold that ask of its keys.

    None where the search has to say: a group has none, or no caller chooses among its entries, or a policy variable
    compares keys.
    INVARIANT: where nothing is denied, these are the entries that `find` comes to: one group says nothing of another.
    """
    if any(test.variables for test in tests):
        return None
    found: list[Entry] = []
    for group in groups:
        asked = [test for test in tests if test.key in group.keys]
        comparisons = sum([1 + len(test.patterns) for test in asked])
        for entry in () if group.fated and asked else group.entries:
            budget.spend("comparisons", comparisons)
            if entry.sure and all(test.holds(entry.context) is YES for test in asked):
                found.append(entry)
                break
    return found if len(found) == len(groups) else None


def find(space: Space, allow: Clause, denies: Sequence[Clause], surely: bool) -> list[Entry] | None:
    """One entry of each group with which `allow` applies and none of `denies` does; None where there is none.

    `surely`: only what is certain counts (the proof of a YES); else whatever cannot be ruled out.
    Raises TooMany beyond bounds.BRANCHES.
    """
    if allow.settled is NO or (surely and allow.settled is UNKNOWN):
        return None
    domains = list(space.sure if surely else space.full)
    for mask in allow.masks:
        domains[mask.group] &= space.counted(mask.group, mask.surely) if surely else mask.perhaps
    wanted = [_ways_out(space, deny, surely) for deny in denies]
    solved = _solve(domains, [ways for ways in wanted if ways is not None], space.budget)
    if solved is None:
        return None
    return [group.entries[(bits & -bits).bit_length() - 1] for group, bits in zip(space.groups, solved, strict=True)]


def _ways_out(space: Space, deny: Clause, surely: bool) -> Mapping[int, Bits] | None:
    """Group -> entries with which a condition of `deny` fails; None where it does not apply anyway."""
    if deny.settled is NO or (not surely and deny.settled is UNKNOWN):
        return None
    ways: dict[int, Bits] = {}
    for mask in deny.masks:
        failing = space.full[mask.group] & ~(mask.perhaps if surely else mask.surely)
        ways[mask.group] = ways.get(mask.group, 0) | failing
    return {group: space.counted(group, bits) for group, bits in ways.items()} if surely else ways


def _solve(domains: list[Bits], clauses: Iterable[Mapping[int, Bits]], budget: Budget) -> list[Bits] | None:
    """Narrow `domains` until each clause is met through one of its groups: unit propagation, then branching.

    INVARIANT (dead end): what a branch rules out for the next, no solution of the next needs: it was tried with it.
    """
    budget.spend("branches")
    left: list[Mapping[int, Bits]] = list(clauses)
    changed = True
    while changed:
        changed = False
        budget.spend("comparisons", len(left))
        if not all(domains):
            return None
        still: list[Mapping[int, Bits]] = []
        for clause in left:
            if any(not domains[group] & ~bits for group, bits in clause.items()):
                continue
            ways = {group: bits for group, bits in clause.items() if domains[group] & bits}
            if not ways:
                return None
            if len(ways) == 1:
                ((group, bits),) = ways.items()
                domains[group] &= bits
                changed = True
            else:
                still.append(ways)
        left = still
    if not left:
        return domains
    return _branch(domains, min(left, key=len), left, budget)


def _branch(
    domains: list[Bits], clause: Mapping[int, Bits], left: list[Mapping[int, Bits]], budget: Budget
) -> list[Bits] | None:
    """Meet `clause` through one group after the other; what one group cannot give is ruled out for the next."""
    for group, bits in clause.items():
        narrowed = list(domains)
        narrowed[group] &= bits
        if (solved := _solve(narrowed, left, budget)) is not None:
            return solved
        domains[group] &= ~bits
    return None
