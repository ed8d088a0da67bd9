"""The findings of the roles that are given, each with its role and its place: those of each, and those of all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from roletrust.engine.policy.document import Source
from roletrust.engine.roles.landscape import Landscape
from roletrust.reading.callers.made import Caller
from roletrust.reading.callers.made import findings as findings_of_calls
from roletrust.reading.callers.tree_callers import Scans, TreeCallers, fail
from roletrust.reading.findings import Told, findings
from roletrust.reading.found import Found
from roletrust.reading.judging import Case, Judged, judged
from roletrust.reading.landscape import Among, drawn, taken_down
from roletrust.reading.landscape import findings as findings_among
from roletrust.replying.roles import read, undecided
from roletrust.replying.skipping import Skips
from roletrust.rules.catalog import CALLS, LANDSCAPE
from roletrust.rules.rule import Rule
from roletrust.telling.finding import in_brief

OF_ALL = frozenset(rule.id for rule in LANDSCAPE)
OF_CALLS = frozenset(rule.id for rule in CALLS)


def shown(path: str) -> str:
    """The file at `path`, from the working directory where it is below it; a URL as it is."""
    if "://" in path:
        return path
    near = os.path.relpath(path)
    return path if near.startswith(os.pardir) else near.replace(os.sep, "/")


class LineEdit(NamedTuple):
    """The lines from `first` to before `end`, counted from 0, are to be `text`."""

    first: int
    end: int
    text: str


class Reported(NamedTuple):
    """One finding about one role.  `root`: where files are shown from; `source`: where its policy stands.

    `edits`: by path, what makes it go away, as `roletrust fix` has proved it; nothing where that was not asked.
    """

    role: str
    root: str
    source: Source
    told: Told
    edits: Mapping[str, Sequence[LineEdit]] = MappingProxyType({})

    @property
    def place(self) -> Source:
        """The statement's, which may stand in another file than the policy; else the policy's.

        Of a finding about calls, the caller's.
        """
        of_role = self.told.rule.id not in OF_CALLS
        statement = (of_role and self.told.facts.get("statement")) or {}
        return Source(statement["file"], *statement["lines"]) if statement.get("lines") else self.source

    @property
    def path(self) -> str:
        """The file, wherever it is."""
        return os.path.join(self.root, self.place.file.lstrip("/"))

    @property
    def file(self) -> str:
        return shown(self.path)

    @property
    def lines(self) -> tuple[int, int]:
        """The first and the last; (1, 1) where they are not known."""
        first = max(self.place.first, 1)
        return first, max(self.place.last, first)

    @property
    def flaw(self) -> tuple[str, str, str, str]:
        """What makes it the same finding in another version of the same files."""
        return self.told.rule.id, self.role, self.source.file, str(self.told.facts.get("reason"))

    @property
    def fingerprint(self) -> str:
        """The same for the same flaw of the same role, wherever in the file it moves."""
        return fingerprint(self.data())

    def data(self) -> dict[str, Any]:
        """As JSON."""
        first, last = self.lines
        return {
            "rule": self.told.rule.id,
            "name": self.told.rule.name,
            "severity": self.told.severity,
            "role": self.role,
            "file": self.file,
            "lines": [first, last],
            "message": self.told.name,
            "details": list(self.told.details),
            **{key: value for key, value in self.told.facts.items() if key != "rule"},
        }


def fingerprint(finding: Mapping[str, Any]) -> str:
    """Of a finding as data."""
    said = "\n".join((finding["rule"], finding["role"], finding["file"], str(finding.get("reason"))))
    return hashlib.sha256(said.encode()).hexdigest()


def full(found: Sequence[Reported]) -> str:
    """For a person: what is wrong, a request that shows it, where, and what to do."""
    lines: list[str] = []
    for each in found:
        first, last = each.lines
        lines += [
            f"{each.told.severity} {each.told.rule.id}: {each.told.name}",
            f"  {each.role}, {each.file}:{first}-{last}",
        ]
        lines += [*(f"  {line}" for line in each.told.details), ""]
    lines += [f"{number_of(len(found), 'finding')} in {roles_and_callers(found)}" if found else "nothing found"]
    return "\n".join(lines) + "\n"


def roles_and_callers(found: Sequence[Reported]) -> str:
    """How many roles the findings are about, and how many callers: `2 roles and 1 caller`."""
    callers = {(each.role, each.file) for each in found if each.told.rule.id in OF_CALLS}
    roles = {(each.role, each.file) for each in found if each.told.rule.id not in OF_CALLS}
    numbers = ((len(roles), "role"), (len(callers), "caller"))
    return " and ".join(number_of(number, what) for number, what in numbers if number)


def number_of(number: int, what: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number} {what}" + ("" if number == 1 else "s")


def reported(roles: Iterable[Found], wanted: frozenset[str], skips: Skips) -> list[Reported]:
    """The findings of the `wanted` rules, role by role: those about its policy, then those about all roles.

    Those about calls come last, caller by caller.
    """
    found: dict[int | None, list[Reported]] = {}
    for each in as_they_come(roles, wanted, skips):
        found.setdefault(each.number, []).extend(each.found)
    return [one for of_role in found.values() for one in of_role]


class OfRole(NamedTuple):
    """What is found of one role.  `number`: which it is, None for a caller, which is none.

    `judged`: the role; None where it is looked at again, among all of its scan.
    """

    number: int | None
    judged: Judged | None
    found: list[Reported]


def only_told(landscape: Landscape, roles: Sequence[tuple[int, Among]]) -> None:
    """Nothing is done with a scan beside telling what is found in it."""


def as_they_come(
    roles: Iterable[Found],
    wanted: frozenset[str],
    skips: Skips,
    judge: Callable[[Case], Judged] = judged,
    look: Callable[[Landscape, Sequence[tuple[int, Among]]], None] = only_told,
) -> Iterator[OfRole]:
    """What is found of each role about its policy, when it has been read; then among all of its scan, and of calls.

    `judge`: judges a role by itself; `look`: what is done with all of a scan, each role with its number.
    """
    scans: dict[str, list[tuple[int, Found, Among]]] = {}
    trees: dict[int, TreeCallers] = {}
    for number, each in enumerate(roles):
        if each.tree:
            trees[id(each.tree)] = each.tree
        role = read(each, judge)
        if role is None:
            continue
        if each.holding and wanted & (OF_ALL | OF_CALLS if each.callers else OF_ALL):
            kept = replace(each, case=nobody, holding=None)  # what was read of it is let go of
            one = taken_down(role.judged, each.holding, each.block)
            scans.setdefault(each.scan, []).append((number, kept, one))
        source = role.judged.case.subject.source
        yield OfRole(number, role.judged, as_reported(each, source, findings(role.judged), wanted, skips))
    for among in scans.values():
        landscape = drawn(one for _, _, one in among)
        look(landscape, [(number, one) for number, _, one in among])
        for number, each, one in among if wanted & OF_ALL else ():
            told = beside_others(each, one, landscape)
            yield OfRole(number, None, as_reported(each, one.case.subject.source, told, wanted, skips))
    if wanted & OF_CALLS:
        for of_caller in of_callers(scans, trees.values(), wanted, skips):
            yield OfRole(None, None, of_caller)


def nobody() -> None:
    """The case of a role that has been judged."""


def beside_others(role: Found, one: Among, landscape: Landscape) -> Iterable[Told]:
    """What is found of a role among all of its scan.  What breaks is told on stderr, and leaves it undecided."""
    try:
        return findings_among(one, landscape)
    except Exception as error:  # one role that breaks must not lose the others
        return findings(undecided(role, error))


def of_callers(
    scans: Mapping[str, Sequence[tuple[int, Found, Among]]],
    trees: Iterable[TreeCallers],
    wanted: frozenset[str],
    skips: Skips,
) -> Iterator[list[Reported]]:
    """What is found of each caller: of those of each scan, and then of those of each tree that are of no scan."""
    roles = {name: [one for _, _, one in among] for name, among in scans.items()}
    for name, among in scans.items():
        for each in kept_going(callers_of(name, [found for _, found, _ in among], roles)):
            yield of_caller(each, among[0][1].root, wanted, skips)
    for tree in trees:
        for each in kept_going(tree.callers(roles)):
            yield of_caller(each, tree.root, wanted, skips)


def callers_of(scan: str, roles: Sequence[Found], every: Scans) -> Iterator[Caller]:
    """What calls the `roles` of a `scan`, and the roles themselves, where scripts call them.  `every`: those of all."""
    first = roles[0]
    if first.callers is None:
        return
    yield from first.callers(every[scan], first.tree.elsewhere(scan, every) if first.tree else None)
    for role, made in zip(roles, first.tree.scripts(every[scan]) if first.tree else (), strict=False):
        if made:
            yield Caller(role.label, role.written, partial(findings_of_calls, partial(iter, made)))


def kept_going(callers: Iterator[Caller]) -> Iterator[Caller]:
    """The same; where finding them breaks, a caller that stands for the rest."""
    try:
        yield from callers
    except Exception as error:  # which must not lose what is found of roles
        yield Caller("what calls the roles", None, partial(fail, error))


def of_caller(caller: Caller, root: str, wanted: frozenset[str], skips: Skips) -> list[Reported]:
    role = Found(root, caller.label, nobody, written=caller.written)
    try:
        told = caller.findings(wanted)
    except Exception as error:  # one caller that breaks must not lose the others
        told = list(findings(undecided(role, error)))
    return as_reported(role, caller.written().source if caller.written else Source(), told, wanted, skips)


def as_reported(
    role: Found, source: Source, told: Iterable[Told], wanted: frozenset[str], skips: Skips
) -> list[Reported]:
    """Those of the `wanted` rules, without what is skipped where the role, whose policy stands there, is written."""
    skipped, found = skips.of(role), []
    for each in told:
        if place := skipped.get(each.rule.id):
            skips.use(place)
        elif each.rule.id in wanted and each.told_with not in wanted:
            found.append(Reported(role.label, role.root, source, shortened(each)))
    return found


def shortened(told: Told) -> Told:
    """`told`, with a headline of one line: one about the policy alone has it from the beginning."""
    name, details = in_brief(told.name, told.details)
    return told if isinstance(told.rule, Rule) else replace(told, name=name, details=details)
