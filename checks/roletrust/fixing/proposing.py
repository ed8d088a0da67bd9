"""The edits that make a role's findings go away: the repair that its findings show, where its policy is written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roletrust.dialects.scanned_tree import inside
from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Source as Written
from roletrust.engine.policy.document import Statement
from roletrust.engine.text import Hole, Means, Value, text
from roletrust.fixing.files import Source, source_of
from roletrust.fixing.origins import Origins
from roletrust.fixing.places import place_of
from roletrust.fixing.spans import Edit, Unfixable, spliced
from roletrust.fixing.supplied import Supplied, Wanting
from roletrust.reading.data_files import is_plan
from roletrust.reading.found import Found
from roletrust.reading.judging import Judged, switched_off
from roletrust.rules.catalog import RULES
from roletrust.rules.fixes.repair import Asked, Change, Repair, repair
from roletrust.rules.undecided_trust import RULE as UNDECIDED
from roletrust.telling.subject import Dialect

ADVICE_ONLY = "no change is known that removes it and lets everybody in who rightly gets in"
GENERATED = "it is written by a program: change what it is made of, and make it anew"


@dataclass(frozen=True)
class Role:
    """One role that was read, and judged."""

    found: Found
    judged: Judged

    @property
    def failing(self) -> list[str]:
        """The ids of the rules that have a finding, of those that a repair can be about."""
        asked = {rule.id for rule in RULES} - {UNDECIDED.id}
        every = self.judged.judgements.items()
        return [rule for rule, each in every if rule in asked and each.verdict.answer is YES]

    @property
    def file(self) -> str:
        return self.judged.case.subject.source.file

    def path(self, file: str) -> str:
        """Of a file, as findings name it."""
        return os.path.normpath(os.path.join(self.found.root, file.lstrip("/")))


@dataclass
class Proposal:
    """What is to be changed of a role.  `changes`: of its policy; `edits`: of the files, by path.

    `closes`: the rules whose findings are then gone; `left`: why others are not, by rule.
    """

    changes: Sequence[Change] = ()
    edits: Mapping[str, Sequence[Edit]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    closes: frozenset[str] = frozenset()
    left: dict[str, str] = field(default_factory=dict)


def proposed(role: Role, wanted: frozenset[str], supplied: Supplied) -> Proposal:
    """The repair of the findings of the rules `wanted`.  Raises nothing: what cannot be done is `left`."""
    failing = [rule for rule in role.failing if rule in wanted]
    try:
        repaired, left = _repair(role, failing, wanted, supplied)
        if repaired.closes.isdisjoint(failing):
            repaired = Repair()  # what is found behind a policy that IAM refuses is none of its findings
        edits, sources = edits_of(role, repaired)
    except Unfixable as problem:
        return Proposal(left=dict.fromkeys(failing, str(problem)))
    for rule in failing:
        if rule not in repaired.closes:
            left.setdefault(rule, ADVICE_ONLY)
    return Proposal(repaired.changes, edits, sources, repaired.closes & {*failing}, left)


def _repair(
    role: Role, failing: Sequence[str], wanted: frozenset[str], supplied: Supplied
) -> tuple[Repair, dict[str, str]]:
    """The repair with all that is open in it supplied, and which rules it leaves aside, since that is not.

    What it brings up of the other rules that are `wanted` is repaired with it.  Raises Unfixable.
    """
    judged = role.judged
    if judged.problem or not judged.ways:
        raise Unfixable(f"its policy cannot be read in full: {judged.problem}" if judged.problem else ADVICE_ONLY)
    off = switched_off(judged.case)
    rules = [rule for rule in RULES if rule.id not in off and rule is not UNDECIDED]
    ways = [Asked(at, trust, {rule.id: rule.judge(trust) for rule in rules}) for at, trust in judged.ways]

    def made(*some: str) -> Repair:
        return _supplied(role, repair(ways, rules, wanted.difference(failing).union(some)), supplied)

    left: dict[str, str] = {}
    try:
        return made(*failing), left
    except Wanting:
        pass
    known = []
    for rule in failing:
        try:
            known += [rule] if made(rule).changes else []
        except Wanting as wanting:
            left[rule] = str(wanting)
    return made(*known) if known else Repair(), left


def _supplied(role: Role, made: Repair, supplied: Supplied) -> Repair:
    """`made` with nothing left open.  Raises Wanting."""
    changes = []
    for change in made.changes:
        own = own_account(role, change.statement)
        becomes = tuple(supplied.filled(each, change.statement, own) for each in change.becomes)
        changes.append(change._replace(becomes=becomes))
    return made._replace(changes=tuple(changes))


def own_account(role: Role, statement: Statement) -> Value | None:
    """The account of the role, as the file in which `statement` stands can say it; None where it cannot."""
    subject = role.judged.case.subject
    if subject.dialect in (Dialect.CFN_YAML, Dialect.CFN_JSON):
        return text(Hole("AWS::AccountId", means=Means.OWN_ACCOUNT))
    if not subject.own_account:
        return subject.account_id or None
    return text(Hole(subject.own_account, f"{statement.source.file or subject.source.file}:1", Means.OWN_ACCOUNT))


def edits_of(role: Role, made: Repair) -> tuple[dict[str, list[Edit]], dict[str, Source]]:
    """The edits of each file, and the files.  Raises Unfixable."""
    edits: dict[str, list[Edit]] = {}
    sources: dict[str, Source] = {}
    origins = Origins(role.found.root, role.found.label)
    for path, source, change in _placed(role, made):
        sources[path] = source
        file = change.statement.source.file or role.file
        place = place_of(change.statement, source, file, role.judged.case.subject.dialect)
        edits.setdefault(path, []).extend(place.edits(change.statement, change.becomes, origins))
    for path, some in origins.edits.items():
        edits.setdefault(path, []).extend(some)
        sources.setdefault(path, origins.sources[path])
    for path, some in edits.items():
        spliced(sources[path].text, some)
    return {path: some for path, some in edits.items() if some}, sources


def _placed(role: Role, made: Repair) -> Iterator[tuple[str, Source, Change]]:
    """Each change, and the file it is made in.  Raises Unfixable where that is none to be edited."""
    for change in made.changes:
        where: Written = change.statement.source
        path = role.path(where.file or role.file)
        if not inside(role.found.root, path):
            raise Unfixable(f"{where.file} lies outside of what is given")
        source = source_of(path, role.found.root)
        if is_plan(source.text) or "cdk.out" in path.split(os.sep) or _is_record(role, source.text):
            raise Unfixable(GENERATED)
        yield path, source, change


def _is_record(role: Role, held: str) -> bool:
    """Whether the role is a record of what is deployed: neither configuration, nor a template, nor a bare policy."""
    subject, label = role.judged.case.subject, role.found.label
    configured = re.search(r"(^|\.)(module|awscc_iam_role|aws_iam_\w+)\.", label)
    if held.lstrip()[:1] not in ("{", "["):
        return False
    return subject.dialect is Dialect.JSON and not configured and not label.startswith("trust policy")
