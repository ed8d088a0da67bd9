"""Calls of roles that a scan makes, each with the role of the scan that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from roletrust.adapters.census import Census, Counted, Vertex
from roletrust.adapters.decision import Case, Outcome, outcome
from roletrust.engine.calls import Call, account_and_name
from roletrust.engine.text import Value
from roletrust.rules.branches import Conditions
from roletrust.rules.call_judgement import judge_call
from roletrust.rules.judgement import Judgement
from roletrust.rules.rule import CallRule

Corrected = Callable[[Value], "str"]  # what to write for an external id; '' where that cannot be told


@dataclass(frozen=True)
class Made:
    """A call of a role of the scan, `called`, and each way it can turn out; `vertex`: of the caller.

    `place`: where a correction stands.
    """

    vertex: Vertex
    calls: tuple[tuple[Conditions, Call], ...]
    called: Counted
    place: str
    corrected: Corrected

    def told(self, rule: CallRule) -> Outcome:
        """What `rule` says of a call.  Raises whatever broke it, or the count of the role."""
        if self.called.error:
            raise self.called.error
        judgement = judge_call(rule, self.calls, self.called.roles)
        if judgement.errors:
            raise judgement.errors[0]
        found = outcome(judgement, self.called.case)
        return with_the_call(found, judgement, self) if judgement.verdict.accepted or judgement.verdict.fix else found


class Roles:
    """The roles of a scan by what tells them apart in an ARN; of several that it cannot tell apart, none."""

    def __init__(self, census: Census, arn_of: Callable[[Counted], Value | None]) -> None:
        self._found: dict[object, Counted | None] = {}
        for counted in census.counted:
            for key in dict.fromkeys(keys_of(counted, arn_of(counted))):
                self._found[key] = None if key in self._found else counted

    def called(self, arn: Value) -> Counted | None:
        return self._found.get(account_and_name(arn) or arn)


def keys_of(counted: Counted, arn: Value | None) -> Iterator[object]:
    """By its ARN, as far as that is known; by its name in an account, where that account alone is its own."""
    if arn is not None:
        yield account_and_name(arn) or arn
    subject = counted.case.subject
    if subject.role and len(subject.owner.own) == 1:
        yield next(iter(subject.owner.own)), subject.role


def by_role(
    calls: Iterable[tuple[Conditions, Call]], roles: Roles
) -> Iterator[tuple[Counted, tuple[tuple[Conditions, Call], ...]]]:
    """The ways of a call, those of each role together."""
    found: dict[int, tuple[Counted, list[tuple[Conditions, Call]]]] = {}
    for conditions, call in calls:
        if counted := roles.called(call.role):
            found.setdefault(id(counted), (counted, []))[1].append((conditions, call))
    yield from ((counted, tuple(ways)) for counted, ways in found.values())


def with_the_call(found: Outcome, judgement: Judgement, made: Made) -> Outcome:
    """A finding, which speaks of the role, with the caller and the corrected call."""
    call = made.calls[0][1]
    accepted = judgement.verdict.accepted
    text = made.corrected(accepted[0]) if len(accepted) == 1 else ""
    fix = {**found.facts["fix"], "place": made.place if text else "", "text": text}
    lines = [call.source.first, call.source.last or call.source.first] if call.source.first else None
    caller: dict[str, Any] = {"name": call.label, "file": call.source.file, "lines": lines}
    name = f"{found.name}; correct: {text}" if text else found.name
    return Outcome(found.result, name, found.severity, found.details, {**found.facts, "caller": caller, "fix": fix})


def may_be_in(account: Value, case: Case) -> bool:
    """Whether the role of `case` may be one of `account`, by what is known of both."""
    own = case.subject.owner.own
    return not own or not isinstance(account, str) or account in own


def correction(call: Call) -> Corrected:
    """What to write for an external id outside Terraform: as the setting of the call is written."""
    setting = call.setting

    def corrected(external_id: Value) -> str:
        if not setting or not isinstance(external_id, str):
            return ""
        if setting.startswith("--"):
            return f"{setting} {external_id}"
        return f'{setting}="{external_id}"' if setting == "ExternalId" else f'{setting}: "{external_id}"'

    return corrected
