"""Allow statements whose callers need a second action of STS, which the policy does not allow them.

IAM User Guide, "Passing session tags in AWS STS": who passes tags, or a source identity, needs `sts:TagSession` or
`sts:SetSourceIdentity` beside the action that assumes the role, or the whole call fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from roletrust.engine.answer import NO
from roletrust.engine.authorizer import CALLS, covers
from roletrust.engine.document import Condition, Policy, Principal, Statement
from roletrust.engine.operators import operator
from roletrust.engine.principals import Form, who
from roletrust.engine.wildcards import same
from roletrust.rules.emptiness import without_the_key
from roletrust.rules.wording import listed

TAG, IDENTITY = "sts:TagSession", "sts:SetSourceIdentity"
# What carries what: a request has the key only if it asks for the action too.
SENT_BY = {"aws:requesttag/": TAG, "aws:tagkeys": TAG, "sts:transitivetagkeys": TAG, "sts:sourceidentity": IDENTITY}
CERTIFICATES, PODS = "rolesanywhere.amazonaws.com", "pods.eks.amazonaws.com"
# Roles Anywhere User Guide, "Trust model"; EKS User Guide, "EKS Pod Identity role", which tags sessions unless the
# association switches it off.
SERVICES = {CERTIFICATES: (TAG, IDENTITY), PODS: (TAG,)}
SWITCHED_OFF = "unless the association switches session tags off"


class Missing(NamedTuple):
    """What `principals` of a statement need besides, and why.  `perhaps`: there is a setting that does without."""

    statement: Statement
    actions: tuple[str, ...]
    why: str
    perhaps: bool = False

    @property
    def told(self) -> str:
        need = f"{self.why}, and no statement allows {listed(self.actions)}"
        return f"{self.statement.label}: {need}; every call through it ends in AccessDenied" + (
            f", {SWITCHED_OFF}" if self.perhaps else ""
        )

    @property
    def advice(self) -> str:
        return f"allow {listed(self.actions)} beside {' and '.join(map(str, self.statement.actions))}"


def missing_actions(policy: Policy) -> Iterator[Missing]:
    """Each Allow that lets somebody assume the role who would need more; one that may not be there is passed over."""
    for statement in policy.statements:
        if statement.allows and not statement.maybe and assumes(statement) and not statement.negated_principals:
            yield from _of_services(statement, policy)
            yield from _of_conditions(statement, policy)


def assumes(statement: Statement) -> bool:
    return any(covers(statement, action) is not NO for action in CALLS.values())


def _of_services(statement: Statement, policy: Policy) -> Iterator[Missing]:
    for principal in statement.principals:
        needed = SERVICES.get(str(principal.value), ()) if principal.kind == "Service" and not principal.maybe else ()
        lacking = tuple(action for action in needed if not grants(policy, principal, action))
        if lacking:
            why = f"{principal.value} asks for {listed(needed)} whenever it assumes a role"
            yield Missing(statement, lacking, why, principal.value == PODS)


def _of_conditions(statement: Statement, policy: Policy) -> Iterator[Missing]:
    for condition in statement.conditions:
        action = sent_by(condition)
        if action and not any(grants(policy, principal, action) for principal in statement.principals):
            why = f"its {condition.operator} on {condition.key} wants what only a call of {action} sends"
            yield Missing(statement, (action,), why)


def sent_by(condition: Condition) -> str:
    """The action without which no request meets `condition`; '' where there is none."""
    parsed, key = operator(condition.operator), condition.key.lower()
    name = f"{key.partition('/')[0]}/" if "/" in key else key
    if parsed is None or condition.maybe or not condition.values or without_the_key(parsed, condition):
        return ""
    return SENT_BY.get(name, "")


def grants(policy: Policy, principal: Principal, action: str) -> bool:
    """Whether some Allow may cover `action` for `principal`, whatever its conditions."""
    return any(
        statement.allows and covers(statement, action.lower()) is not NO and may_be_for(statement, principal)
        for statement in policy.statements
    )


def may_be_for(statement: Statement, principal: Principal) -> bool:
    return statement.negated_principals or any(may_cover(each, principal) for each in statement.principals)


def may_cover(one: Principal, other: Principal) -> bool:
    """Whether `one` may be, or include, `other`."""
    if one.kind != other.kind:
        return False
    if one.kind != "AWS":
        return same(one.value, other.value) is not NO
    first, second = who(one), who(other)
    open_or_all = (Form.EVERYONE, Form.OPEN)
    return first.form in open_or_all or second.form in open_or_all or same(first.account, second.account) is not NO
