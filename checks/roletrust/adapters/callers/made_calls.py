"""Calls of roles that a scan makes, each with the role of the scan that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Union

from roletrust.adapters.decision import Outcome, decided, outcome
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.engine.roles.calls import Call, account_and_name
from roletrust.engine.text import Value
from roletrust.reading.judging import Case
from roletrust.rules.call_judgement import judge_call
from roletrust.rules.judgement import Judgement
from roletrust.rules.messages.branches import Conditions
from roletrust.rules.rule import CallRule
from roletrust.telling.secrets_told import masked

Way = tuple[Conditions, Union[Call, None]]  # one that a call can turn out, and the branches that takes
Named = Callable[[Value], Union[StoredRole, None]]
Corrected = Callable[[Value], "str"]  # what to write for an external id; '' where that cannot be told


@dataclass(frozen=True)
class Made:
    """A call of a role of the scan, `called`, and each way it can turn out; `vertex`: of the caller.

    `place`: where a correction stands.
    """

    vertex: Vertex
    calls: tuple[Way, ...]
    called: StoredRole
    place: str
    corrected: Corrected

    def concerns(self, rule: CallRule) -> bool:
        """Whether `rule` has anything to say of the call, whichever way it turns out."""
        return any(rule.concerns(call) for _, call in self.calls if call)

    def told(self, rule: CallRule) -> Outcome:
        """What `rule` says of a call.  Raises whatever broke it, or the count of the role."""
        if self.called.case.configuration.error:
            return decided(self.called.case).outcomes[rule.id]
        if self.called.error:
            raise self.called.error
        judgement = judge_call(rule, self.calls, self.called.roles)
        if judgement.errors:
            raise judgement.errors[0]
        found = outcome(judgement, self.called.case)
        return with_the_call(found, judgement, self) if judgement.verdict.accepted or judgement.verdict.fix else found


class Roles:
    """The roles of a scan by what tells them apart in an ARN; of several that it cannot tell apart, none.

    `arn_of`: the ARN of a role, as the callers of the scan would have it; None where that cannot be told.
    """

    def __init__(self, stored: Iterable[StoredRole], arn_of: Callable[[StoredRole], Value | None]) -> None:
        self._arn_of = arn_of
        self._named: dict[str, list[StoredRole]] = {}
        self._keyed: dict[str, dict[object, list[StoredRole]]] = {}
        for each in stored:
            self._named.setdefault(each.case.subject.role, []).append(each)

    def named(self, arn: Value) -> StoredRole | None:
        """The role that `arn` means; only those of the same name, or of a name that is not known, are looked at."""
        told = account_and_name(arn)
        name = told[1] if told and isinstance(told[1], str) else ""
        found = self._by_key(name).get(told or arn, ())
        return found[0] if len(found) == 1 else None

    def _by_key(self, name: str) -> dict[object, list[StoredRole]]:
        """Those that are called `name`, by all that tells each of them."""
        if name not in self._keyed:
            keyed = self._keyed[name] = {}
            for each in self._named.get(name, ()):
                for key in dict.fromkeys(keys_of(each, self._arn_of(each))):
                    keyed.setdefault(key, []).append(each)
        return self._keyed[name]


def keys_of(stored: StoredRole, arn: Value | None) -> Iterator[object]:
    """By its ARN, as far as that is known; by its name in an account, where that account alone is its own."""
    if arn is not None:
        yield account_and_name(arn) or arn
    subject = stored.case.subject
    if subject.role and subject.owner.account:
        yield subject.owner.account, subject.role


def by_role(
    calls: Iterable[Way], named: Named, calling: Named | None = None
) -> Iterator[tuple[StoredRole, tuple[Way, ...]]]:
    """The roles that a call may be of, each with all ways of the call: None in those that call none, or another.

    `named`: the role that an ARN means; `calling`: that of who calls, where it is another one.
    """
    ways = [(conditions, call, named(call.role) if call else None) for conditions, call in calls]
    for stored in {id(each): each for _, _, each in ways if each}.values():
        yield (
            stored,
            tuple(
                (conditions, with_caller(call, calling or named) if call and each is stored else None)
                for conditions, call, each in ways
            ),
        )


def with_caller(call: Call, named: Named) -> Call:
    """`call` with the role of the scan whose session makes it, if that is known."""
    found = named(call.by) if call.by else None
    return call._replace(caller=found.roles[0][1]) if found and found.roles and not found.error else call


def with_the_call(found: Outcome, judgement: Judgement, made: Made) -> Outcome:
    """A finding, which speaks of the role, with the caller and the corrected call."""
    call = next(call for _, call in made.calls if call)
    accepted = judgement.verdict.accepted
    text = made.corrected(accepted[0]) if len(accepted) == 1 else ""
    text = masked(text, made.called.case.subject.secrets)
    fix = {**found.facts["fix"], "place": made.place, "text": text} if text else found.facts["fix"]
    lines = [call.source.first, call.source.last or call.source.first] if call.source.first else None
    caller: dict[str, Any] = {"name": call.label, "file": call.source.file, "lines": lines}
    name = f"{found.name}; correct: {text}" if text else found.name
    return Outcome(found.result, name, found.severity, found.details, {**found.facts, "caller": caller, "fix": fix})


def made_outside(vertex: Vertex, call: Call, called: StoredRole) -> Made:
    """A call outside Terraform of a role that is in its account."""
    return Made(vertex, (((), call),), called, call.corrected_at or "beside the role", correction(call.setting))


def without_correction(external_id: Value) -> str:
    """Of a call that has no setting for an external id."""
    return ""


def is_in(account: Value, case: Case) -> bool:
    """Whether the role of `case` is in `account`: by its provider, or by the accounts that the settings list."""
    return account in case.subject.owner.own


def correction(setting: str) -> Corrected:
    """What to write for an external id outside Terraform: as the setting of a call is written."""

    def corrected(external_id: Value) -> str:
        if not setting or not isinstance(external_id, str):
            return ""
        if setting.startswith("--"):
            return f"{setting} {external_id}"
        quoted = {"ExternalId": f'ExternalId="{external_id}"', "external_id": f"external_id = {external_id}"}
        return quoted.get(setting, f'{setting}: "{external_id}"')

    return corrected
