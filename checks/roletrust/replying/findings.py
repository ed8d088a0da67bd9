"""The findings of the roles that are given, each with its role and its place: those of each, and those of all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from roletrust.engine.policy.document import Source
from roletrust.reading.findings import Told
from roletrust.reading.found import Found
from roletrust.replying.skipping import Skips
from roletrust.rules.catalog import CALLS, LANDSCAPE
from roletrust.rules.rule import Rule
from roletrust.telling.finding import in_brief, printable

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
    def is_broken(self) -> bool:
        """Whether it tells that roletrust broke, or cannot use its settings: nobody can have taken that back."""
        return bool(self.told.in_place_of)

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
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def full(found: Iterable[Reported]) -> Iterator[str]:
    """For a person: what is wrong, a request that shows it, where, and what to do; at last how much there is.

    What a first finding says of a policy is not said again by the next.
    """
    findings, before = 0, None
    about: dict[str, set[int]] = {"role": set(), "caller": set()}
    for each in found:
        findings += 1
        about["caller" if each.told.rule.id in OF_CALLS else "role"].add(hash((each.role, each.file)))
        first, last = each.lines
        yield f"{each.told.severity} {each.told.rule.id}: {each.told.name}\n"
        yield f"  {printable(f'{each.role}, {each.file}')}:{first}-{last}\n"
        before = before if before and is_beside(each, before) else None
        yield "".join(f"  {line}\n" for line in not_told_yet(each, before)) + "\n"
        before = before or each
    numbers = " and ".join(number_of(len(every), what) for what, every in about.items() if every)
    yield f"{number_of(findings, 'finding')} in {numbers}\n" if findings else "nothing found\n"


def is_beside(each: Reported, before: Reported) -> bool:
    """Whether both are about the same statement, or policy, of the same role."""
    return (before.role, before.file, before.lines) == (each.role, each.file, each.lines)


def not_told_yet(each: Reported, before: Reported | None) -> Iterator[str]:
    """The details of a finding, without those that stand under the one `before` it.

    A detail is a line and those that are indented under it.  Of an advice that differs, what is to be pasted may be
    the same.
    """
    told = dict(paragraphs(before.told.details)) if before else {}
    for head, under in paragraphs(each.told.details):
        if before and head.startswith("Fix: ") and under and under in told.values():
            yield head
            yield f"  as {before.told.rule.id} shows, by the same change"
        elif told.get(head) != under:
            yield head
            yield from under


def paragraphs(details: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each line that is not indented, and those under it that are."""
    head, under = "", list[str]()
    for line in details:
        if line.startswith(" "):
            under.append(line)
            continue
        if head:
            yield head, tuple(under)
        head, under = line, []
    if head:
        yield head, tuple(under)


def number_of(number: int, what: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number} {what}" + ("" if number == 1 else "s")


def as_reported(
    role: Found, source: Source, told: Iterable[Told], wanted: frozenset[str], skips: Skips
) -> list[Reported]:
    """Those of the `wanted` rules, without what is skipped where the role, whose policy stands there, is written.

    What broke is told under CKV_TRUST_90, which is not skipped then; where that is not wanted, under each wanted rule
    that it broke.
    """
    skipped, found = skips.of(role), []
    for each in told:
        if (place := skipped.get(each.rule.id)) and not each.in_place_of:
            skips.use(place)
        elif each.rule.id not in wanted:
            others = (rule for rule in each.in_place_of if rule.id in wanted and rule.id not in skipped)
            found += [Reported(role.label, role.root, source, replace(shortened(each), rule=rule)) for rule in others]
        elif each.told_with not in wanted:
            found.append(Reported(role.label, role.root, source, shortened(each)))
    return found


def shortened(told: Told) -> Told:
    """`told`, with a headline of one line: one about the policy alone has it from the beginning."""
    name, details = in_brief(told.name, told.details)
    return told if isinstance(told.rule, Rule) else replace(told, name=name, details=details)
