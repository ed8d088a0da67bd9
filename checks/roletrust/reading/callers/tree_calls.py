"""Calls of files that are of no role's scan, judged by the roles of the tree that they may be calls of.

A call is told of where all of those say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Generic, Protocol, TypeVar

from roletrust.dialects.callers.github_subjects import Template, with_subjects
from roletrust.engine.answer import Answer
from roletrust.engine.roles.calls import Call, account_and_name
from roletrust.engine.text import Value
from roletrust.reading.callers.made import Made, R, accounts_of, made_outside, with_caller
from roletrust.reading.callers.one_place import told_apart
from roletrust.reading.findings import Told
from roletrust.reading.landscape import Among
from roletrust.rules.catalog import CALLS
from roletrust.rules.judgement import Judgement
from roletrust.rules.rule import CallRule

MOST_SAME = 20  # roles of one name
R_co = TypeVar("R_co", bound=Among, covariant=True)


class Roles(Protocol[R_co]):
    """The roles of a tree."""

    @property
    def subject_templates(self) -> Sequence[Template]:
        """What the tree chooses for the subjects of GitHub's tokens."""

    def called(self, arn: Value) -> Sequence[R_co]:
        """The roles that `arn` may be: of its name, and in its account; none where too many have the name."""


class Known:
    """The roles of a tree that has been read."""

    def __init__(self, roles: Iterable[Among], subject_templates: Sequence[Template] = ()) -> None:
        self.subject_templates = subject_templates
        self._named: dict[str, list[Among]] = {}
        for each in roles:
            self._named.setdefault(each.case.subject.role, []).append(each)

    def called(self, arn: Value) -> Sequence[Among]:
        account, name = account_and_name(arn) or ("", "")
        same = self._named.get(name, []) if name and isinstance(name, str) else []
        return [each for each in same if account in accounts_of(each)] if len(same) <= MOST_SAME else []


@dataclass(frozen=True)
class OfCall(Generic[R]):
    """What a rule says of a call, `made`.  `judgement`: None where the settings of the role cannot be used.

    `told`: what is said of one that is a finding.
    """

    made: Made[R]
    judgement: Judgement | None
    told: Told | None

    @property
    def answer(self) -> Answer:
        return self.judgement.verdict.answer if self.judgement else Answer.YES


Said = Mapping[str, OfCall[R]]  # by rule id


@dataclass(frozen=True)
class Judged(Generic[R]):
    """A call, what it is called among those of its file, and what is said of it.  `error`: what broke it."""

    call: Call
    label: str
    said: Said[R]
    error: Exception | None = None


def in_file(calls: Iterable[Call], roles: Roles[R]) -> list[Judged[R]]:
    """Each of the `calls` of one file.  Raises nothing."""
    judged: list[Judged[R]] = []
    for call in calls:
        try:
            judged.append(Judged(call, "", said([call], roles)))
        except Exception as error:  # one call that breaks must not lose the others
            judged.append(Judged(call, "", {}, error))
    apart = told_apart([(each.call, tellings(each.said)) for each in judged]) if len(judged) > 1 else []
    taken: set[str] = set()
    found = []
    for number, each in enumerate(judged):
        label = next(name for name in labels(each.call) if name not in taken)
        taken.add(label)
        more = {rule: replace(each.said[rule], told=told) for rule, told in (apart[number] if apart else {}).items()}
        found.append(replace(each, label=label, said={**each.said, **more}))
    return found


def tellings(said: Said[R]) -> dict[str, Told]:
    """The findings among what is said."""
    return {rule: each.told for rule, each in said.items() if each.told}


def labels(call: Call) -> Iterator[str]:
    """What a call may be reported as; the first that no other is counts, for Checkov keeps one record for each."""
    yield call.label
    yield f"{call.label} at line {call.source.first}"
    yield from (f"{call.label} at line {call.source.first}, {number}" for number in count(2))


def said(calls: Iterable[Call], roles: Roles[R]) -> dict[str, OfCall[R]]:
    """By rule id, of calls that are reported together: what is wrong with any of them.  Raises what breaks."""
    found: dict[str, OfCall[R]] = {}
    for call in calls:
        for rule in CALLS:
            each = said_by(rule, call, roles)
            if each and (rule.id not in found or each.answer is Answer.YES):
                found[rule.id] = each
    return found


def said_by(rule: CallRule, call: Call, roles: Roles[R]) -> OfCall[R] | None:
    """What `rule` says of `call`; None where the tree has no such role, or several of which it says different things.

    Raises whatever broke it.
    """
    if not call.role or not rule.concerns(call):
        return None
    if call.tokens:
        call = call._replace(tokens=with_subjects(call.tokens, roles.subject_templates))

    def meant(arn: Value) -> R | None:
        found = roles.called(arn)
        return found[0] if len(found) == 1 else None

    made = (made_outside(with_caller(call, meant), role) for role in roles.called(call.role))
    found = [of_call(each, rule) for each in made if each.concerns(rule)]
    return found[0] if len({each.answer for each in found}) == 1 else None


def of_call(made: Made[R], rule: CallRule) -> OfCall[R]:
    """What `rule` says of one call of one role.  Raises whatever broke it."""
    if made.called.case.configuration.error:
        return OfCall(made, None, None)
    judgement = made.judgement(rule)
    told = made.told(judgement, made.called.case) if judgement.verdict.answer is Answer.YES else None
    return OfCall(made, judgement, told)
