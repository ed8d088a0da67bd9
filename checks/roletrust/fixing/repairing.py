"""All roles of a tree repaired in its files, as far as each repair is proved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roletrust.dialects.file_bytes import tried
from roletrust.fixing.proposing import ADVICE_ONLY, Proposal, Role, proposed
from roletrust.fixing.reproof import problems, roles_in
from roletrust.fixing.spans import Edit
from roletrust.fixing.supplied import Supplied
from roletrust.reading.found import Found
from roletrust.rules.undecided_trust import RULE as UNDECIDED

ALL = -1


@dataclass
class Outcome:
    """One role: as it was, as it is with the edits; the rules whose findings are gone, and why others are left."""

    before: Role
    after: Role
    fixed: list[str]
    left: dict[str, str]


@dataclass
class Repairing:
    """The repair of the roles in `paths`.  `wanted`: the ids of the rules whose findings are to go; `skipped`: of a
    role, those of them whose findings its author has taken back.

    `files`: by path, what each edited file holds with all edits that are proved; `read`: what it held before.
    `known`: the roles as they were judged before any edit, if they were.
    """

    paths: Sequence[str]
    var_files: Sequence[str]
    wanted: frozenset[str]
    supplied: Supplied
    skipped: Callable[[Found], Collection[str]] = lambda _: ()
    files: dict[str, bytes] = field(default_factory=dict)
    read: dict[str, bytes] = field(default_factory=dict)
    known: Sequence[Role] = ()
    _wanted: list[frozenset[str]] = field(default_factory=list)
    _refused: dict[int, dict[str, str]] = field(default_factory=dict)

    def outcomes(self) -> list[Outcome]:
        """Of each role with a finding of a rule that is wanted, or that cannot be read.  Raises FileNotFoundError."""
        first = roles = self.known = roles_in(self.paths, self.var_files, {}, self.known)
        self._wanted = [self.wanted.difference(self.skipped(each.found)) for each in first]
        for _ in range(len(roles) + 1):
            better = self._round(roles)
            if better is None:
                break
            roles = better
        return [each for at, old in enumerate(first) if (each := self._outcome(at, old, roles[at]))]

    def _outcome(self, at: int, old: Role, new: Role) -> Outcome | None:
        wanted = self._wanted[at]
        if old.judged.problem and UNDECIDED.id in wanted:
            return Outcome(old, new, [], {UNDECIDED.id: old.judged.problem})
        had = [rule for rule in old.failing if rule in wanted]
        left = {rule: self._refused.get(at, {}).get(rule, ADVICE_ONLY) for rule in had if rule in new.failing}
        return Outcome(old, new, [rule for rule in had if rule not in left], left) if had else None

    def _round(self, roles: Sequence[Role]) -> list[Role] | None:
        """The roles after some more of them are repaired; None where nothing more can be done."""
        proposals = {at: each for at, each in self._proposals(roles) if each.edits}
        for at, other in at_odds(proposals).items():
            problem = f"{roles[other].found.label} takes the same value, and would need another one"
            self._refused.setdefault(at, {}).update(dict.fromkeys(proposals.pop(at).closes, problem))
        if not proposals:
            return None
        together = dict(self._apart(proposals))
        found = self._tried(roles, together)
        if found is not None:
            return found
        for at, proposal in together.items():
            found = self._tried(roles, {at: proposal}, alone=True)
            if found is not None:
                return found
        return self._round(roles)

    def _proposals(self, roles: Sequence[Role]) -> Iterator[tuple[int, Proposal]]:
        for at, role in enumerate(roles):
            wanted = self._wanted[at].difference(self._refused.get(at, ()))
            if not wanted.isdisjoint(role.failing):
                with tried(self.files):
                    proposal = proposed(role, frozenset(wanted), self.supplied)
                self._refused.setdefault(at, {}).update(proposal.left)
                yield at, proposal

    def _apart(self, proposals: Mapping[int, Proposal]) -> Iterator[tuple[int, Proposal]]:
        """Those that do not meet in one place; what several roles share is changed for all alike."""
        taken: dict[str, list[Edit]] = {}
        for at, proposal in proposals.items():
            own = {
                path: [each for each in edits if each not in taken.get(path, [])]
                for path, edits in proposal.edits.items()
            }
            if any(meet(taken.get(path, []), edits) for path, edits in own.items()):
                continue
            for path, edits in own.items():
                taken.setdefault(path, []).extend(edits)
            yield at, proposal

    def _tried(
        self, roles: Sequence[Role], proposals: Mapping[int, Proposal], alone: bool = False
    ) -> list[Role] | None:
        """The roles with `proposals` made, where all is proved; of one that is `alone`, what is not is noted."""
        edits: dict[str, list[Edit]] = {}
        sources = {path: source for each in proposals.values() for path, source in each.sources.items()}
        for each in proposals.values():
            for path, some in each.edits.items():
                edits.setdefault(path, []).extend(some)
        files = {**self.files, **{path: sources[path].edited(some) for path, some in edits.items()}}
        after = roles_in(self.paths, self.var_files, files, roles)
        found = problems(roles, after, proposals)
        if not found:
            self.read.update((path, source.data) for path, source in sources.items() if path not in self.read)
            self.files = files
            return after
        if alone:
            ((at, proposal),) = proposals.items()
            self._refused.setdefault(at, {}).update(dict.fromkeys(proposal.closes, why(at, found, roles)))
        return None


def at_odds(proposals: Mapping[int, Proposal]) -> dict[int, int]:
    """Those that want one value replaced by another than another one does, and that one."""
    wanted: dict[tuple[str, int, int], dict[str, list[int]]] = {}
    for at, proposal in proposals.items():
        for path, edits in proposal.edits.items():
            for edit in edits:
                if edit.text and edit.start < edit.end:
                    wanted.setdefault((path, edit.start, edit.end), {}).setdefault(edit.text, []).append(at)
    found: dict[int, int] = {}
    for texts in wanted.values():
        for some in texts.values():
            others = [at for each in texts.values() if each is not some for at in each if at not in some]
            found.update(dict.fromkeys(some if others else (), others[0] if others else 0))
    return found


def meet(some: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Whether two edits are in one place."""
    return any(
        one.start == two.start or (one.start < two.end and two.start < one.end) for one in some for two in others
    )


def why(at: int, found: Mapping[int, str], roles: Sequence[Role]) -> str:
    """The problem of the role itself, or of another one that what is edited makes, too."""
    other, problem = next(iter(found.items()))
    if at in found or other == ALL:
        return found.get(at, problem)
    return f"{roles[other].found.label} is made of the same: {problem}"
