"""Calls of roles that a scan makes, each with the role of the scan that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeGuard, TypeVar, Union

from roletrust.dialects.tree import Tree
from roletrust.dialects.variants import variants
from roletrust.engine.answer import Answer
from roletrust.engine.policy.accounts import ACCOUNT_ID
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.policy.request import Kind, arn_field
from roletrust.engine.roles.calls import Call, account_and_name
from roletrust.engine.text import Hole, Text, Value, text
from roletrust.reading.findings import Told, told
from roletrust.reading.judging import Case, switched_off
from roletrust.reading.landscape import Among
from roletrust.reading.skips import Written
from roletrust.rules.call_judgement import judge_call
from roletrust.rules.catalog import CALLS
from roletrust.rules.judgement import Judgement
from roletrust.rules.messages.branches import Conditions
from roletrust.rules.rule import CallRule, Verdict
from roletrust.telling.secrets_told import masked

MOST_TOLD = 3  # flaws of one caller in the name of a finding, besides the first; its facts have all

HCL = ".hcl"  # files of Terragrunt

R = TypeVar("R", bound=Among)
Way = tuple[Conditions, Union[Call, None]]  # one that a call can turn out, and the branches that takes
Named = Callable[[Value], Union[R, None]]
Corrected = Callable[[Value], "str"]  # what to write for an external id; '' where that cannot be told


@dataclass(frozen=True)
class Made(Generic[R]):
    """A call of a role of the scan, `called`, and each way it can turn out.  `place`: where a correction stands."""

    calls: tuple[Way, ...]
    called: R
    place: str
    corrected: Corrected

    def concerns(self, rule: CallRule) -> bool:
        """Whether `rule` has anything to say of the call, whichever way it turns out, and is not switched off.

        Of a role that is not made, for IAM refuses its policy, that alone is said.
        """
        on = rule.id not in switched_off(self.called.case) and bool(self.called.roles or self.called.error)
        return on and any(rule.concerns(call) for _, call in self.calls if call)

    def judgement(self, rule: CallRule) -> Judgement:
        """What `rule` says of the call.  Raises whatever broke it, or the count of the role."""
        if self.called.error:
            raise self.called.error
        found = judge_call(rule, self.calls, self.called.roles)
        if found.errors:
            raise found.errors[0]
        off = found.rule.id in switched_off(self.called.case)  # of another rule, which tells what this one leaves open
        return Judgement(rule, Verdict(Answer.UNKNOWN)) if off else found

    def told(self, judgement: Judgement, case: Case) -> Told:
        """A `judgement` of the call, which is a finding, of the role of `case`: with the caller and the correction."""
        found, accepted = told(judgement, case), judgement.verdict.accepted
        if not (accepted or judgement.verdict.fix):
            return found
        call = next(call for _, call in self.calls if call)
        text = self.corrected(accepted[0]) if len(accepted) == 1 else ""
        text = masked(text, case.subject.secrets)
        fix = {**found.facts["fix"], "place": self.place, "text": text} if text else found.facts["fix"]
        lines = [call.source.first, call.source.last or call.source.first] if call.source.first else None
        caller: dict[str, Any] = {"name": call.label, "file": call.source.file, "lines": lines}
        name = f"{found.name}; correct: {text}" if text else found.name
        return replace(found, name=name, facts={**found.facts, "caller": caller, "fix": fix})


class Caller(NamedTuple):
    """What makes calls: what it is called, where it is `written`, and what the wanted rules about calls find of it.

    `findings` raise what breaks.
    """

    label: str
    written: Callable[[], Written] | None
    findings: Callable[[frozenset[str]], list[Told]]


# Those of a scan, of whose roles they may call, and of those `elsewhere` in the tree (see Roles).
Callers = Callable[[Sequence[Among], "Named[Among] | None"], Iterator[Caller]]


def findings(calls: Callable[[], Iterable[Made[Among]]], wanted: frozenset[str]) -> list[Told]:
    """What the `wanted` rules find of the `calls` of one caller, all flaws by one rule as one.  Raises what breaks."""
    # That the settings cannot be used each rule says of the role already.
    made = [each for each in calls() if not each.called.case.configuration.error]
    found = []
    for rule in CALLS:
        judged = [(each, each.judgement(rule)) for each in made if rule.id in wanted and each.concerns(rule)]
        flaws: dict[str, list[Told]] = {}
        for each, said in judged:
            if said.verdict.answer is Answer.YES and said.rule.id in wanted:
                flaws.setdefault(said.rule.id, []).append(each.told(said, each.called.case))
        for first, *others in flaws.values():
            name, facts = with_others(first.name, [each.facts for each in (first, *others)])
            found.append(replace(first, name=name, facts=facts))
    return found


def with_others(name: str, flaws: Sequence[Mapping[str, Any]]) -> tuple[str, Mapping[str, Any]]:
    """The `name` and the facts of a caller's first flaw, with the others; `flaws`: the facts of all."""
    first, *others = flaws
    if not others:
        return name, first
    reasons = [str(each.get("reason")) for each in others]
    more = f"; and {len(others) - MOST_TOLD} more" if len(others) > MOST_TOLD else ""
    also = f"{name}; also: {'; '.join(reasons[:MOST_TOLD])}{more}"
    return also, {**first, "others": [dict(each) for each in others]}


class Roles(Generic[R]):
    """The roles of a scan by what tells them apart in an ARN; of several that it cannot tell apart, none.

    `arns_of`: the ARNs of a role, of each of its instances, as the callers of the scan would have them; none where that
    cannot be told.
    `elsewhere`: how a role is found that the scan itself does not hold, by an ARN that is written out.
    """

    def __init__(
        self, roles: Iterable[R], arns_of: Callable[[R], Iterable[Value]], elsewhere: Named[R] | None = None
    ) -> None:
        self._arns_of, self._elsewhere = arns_of, elsewhere
        self._named: dict[str, list[R]] = {}
        self._keyed: dict[str, dict[object, list[R]]] = {}
        for each in roles:
            self._named.setdefault(each.case.subject.role, []).append(each)

    def named(self, arn: Value) -> R | None:
        """The role that `arn` means; only those of the same name, or of a name that is not known, are looked at."""
        told = account_and_name(arn)
        name = told[1] if told and isinstance(told[1], str) else ""
        found = self._by_key(name).get(told or arn, ())
        if not found and self._elsewhere and told and all(isinstance(each, str) for each in told):
            return self._elsewhere(arn)
        return found[0] if len(found) == 1 else None

    def _by_key(self, name: str) -> dict[object, list[R]]:
        """Those that are called `name`, by all that tells each of them."""
        if name not in self._keyed:
            keyed = self._keyed[name] = {}
            for each in self._named.get(name, ()):
                for key in dict.fromkeys(keys_of(each, self._arns_of(each))):
                    keyed.setdefault(key, []).append(each)
        return self._keyed[name]


def keys_of(role: Among, arns: Iterable[Value]) -> Iterator[object]:
    """By its ARNs, as far as they are known; by its name in each of the accounts that it may be in."""
    yield from (account_and_name(arn) or arn for arn in arns)
    name = role.case.subject.role
    if name:
        yield from ((account, name) for account in accounts_of(role))


def accounts_of(role: Among) -> set[Value]:
    """The accounts that a role is in: the one that its provider proves, or the OIDC providers that it trusts.

    STS looks for those in its own account alone.  Else the one that the settings list, if it is one.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """
    owner = role.case.subject.owner
    if owner.proved:
        return {owner.proved}
    trusts = (each.made_ready for _, each in role.roles)
    trusted = {
        arn_field(name, 4) for trust in trusts if trust for name in trust.named(Kind.OIDC) if isinstance(name, str)
    }
    return {each for each in trusted if isinstance(each, str) and ACCOUNT_ID.match(each)} or {*owner.own}


def by_name(roles: Iterable[R]) -> Named[R]:
    """How to find a role by its name alone.  A name that several roles have tells none of them."""
    named: dict[str, list[R]] = {}
    for each in roles:
        named.setdefault(each.case.subject.role, []).append(each)

    def called(arn: Value) -> R | None:
        found = named.get(str(arn).rpartition("/")[2], [])
        return found[0] if len(found) == 1 else None

    return called


def ways(written: Tree, call: Callable[[Tree], Call | None]) -> Iterator[Way]:
    """Each way that what is `written` can turn out, and the `call` it then makes; none where that cannot be told."""
    try:
        found = variants(written)
    except PolicyError:
        return
    yield from ((conditions, call(tree)) for conditions, tree in found)


def is_text(value: Tree) -> TypeGuard[Value]:
    """Whether it is text, known or open; an empty one says nothing."""
    return bool(value) and isinstance(value, (str, Text))


def or_open(value: Tree, what: str) -> Value:
    """The text that `value` is; of anything else, an open one, called `what`."""
    return value if is_text(value) else text(Hole(what))


def by_role(
    calls: Iterable[Way], named: Named[R], calling: Named[R] | None = None
) -> Iterator[tuple[R, tuple[Way, ...]]]:
    """The roles that a call may be of, each with all ways of the call: None in those that call none, or another.

    `named`: the role that an ARN means; `calling`: that of who calls, where it is another one.
    """
    found = [(conditions, call, named(call.role) if call else None) for conditions, call in calls]
    for role in {id(each): each for _, _, each in found if each}.values():
        yield (
            role,
            tuple(
                (conditions, with_caller(call, calling or named) if call and each is role else None)
                for conditions, call, each in found
            ),
        )


def with_caller(call: Call, named: Named[R]) -> Call:
    """`call` with the role of the scan whose session makes it, if that is known."""
    found = named(call.by) if call.by else None
    return call._replace(caller=found.roles[0][1]) if found and found.roles and not found.error else call


def without_setting(calls: Iterable[Way], named: Named[R], calling: Named[R] | None = None) -> Iterator[Made[R]]:
    """The calls of roles, found as by `by_role`, by what has no setting for an external id."""
    for called, every in by_role(calls, named, calling):
        yield Made(every, called, "", without_correction)


def made_outside(call: Call, called: R) -> Made[R]:
    """A call outside Terraform of a role that is in its account."""
    return Made(
        (((), call),),
        called,
        call.corrected_at or "beside the role",
        correction(call.setting, call.source.file.endswith(HCL)),
    )


def without_correction(external_id: Value) -> str:
    """Of a call that has no setting for an external id."""
    return ""


def correction(setting: str, hcl: bool = False) -> Corrected:
    """What to write for an external id outside Terraform, as the setting is written; `hcl`: in HCL."""

    def corrected(external_id: Value) -> str:
        if not setting or not isinstance(external_id, str):
            return ""
        if hcl:
            return f'{setting} = "{external_id}"'
        if setting.startswith("--"):
            return f"{setting} {external_id}"
        quoted = {"ExternalId": f'ExternalId="{external_id}"', "external_id": f"external_id = {external_id}"}
        return quoted.get(setting, f'{setting}: "{external_id}"')

    return corrected
