"""Allow statements whose callers take a second action of STS, which the policy does not allow them, in words.

IAM User Guide, "Passing session tags in AWS STS": who passes tags, or a source identity, needs `sts:TagSession` or
`sts:SetSourceIdentity` beside the action that assumes the role, or the whole call fails.  That nobody gets in then is
the engine's answer, as of every other statement; here is told why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, YES
from roletrust.engine.classes.satisfiability import Contradiction
from roletrust.engine.decision.along import HABITS, ROLES_ANYWHERE, Habit, takes
from roletrust.engine.decision.authorizer import covers
from roletrust.engine.policy.document import Condition, Policy, Principal, Statement
from roletrust.engine.policy.principals import Form, who
from roletrust.engine.policy.wildcards import Variable, same, tokens
from roletrust.engine.questions.trust import Trust
from roletrust.rules.messages.wording import SHOWN, listed
from roletrust.rules.rule import Fix, Verdict

HEADLINE = "Allow statement lacks an action that its service asks for"
PERHAPS = "MEDIUM"  # where there is a setting that does without
SWITCHED_OFF = "unless the association switches session tags off"


class Missing(NamedTuple):
    """What callers of a statement take besides, and why.  `perhaps`: there is a setting that does without."""

    statement: Statement
    actions: tuple[str, ...]
    why: str
    perhaps: bool = False

    @property
    def told(self) -> str:
        return f"{self.statement.label}: {self.why}; every call through it ends in AccessDenied" + (
            f", {SWITCHED_OFF}" if self.perhaps else ""
        )

    @property
    def advice(self) -> str:
        return f"allow {listed(self.actions)} beside {' and '.join(map(str, self.statement.actions))}"


def missing(statement: Statement, found: Contradiction, policy: Policy, habit: Habit | None = None) -> Missing:
    """Why a statement lacks what it does; `habit`: of the service that it was asked for."""
    conditions = [] if habit else [statement.conditions[at] for at in found.conditions]
    wanting = next((each for each in conditions if any(takes(key) in found.lacking for key in read_by(each))), None)
    action = listed(found.lacking)
    if wanting:
        reason = f"its {wanting.operator} on {wanting.key} wants what only a call of {action} sends"
    else:
        reason = f"{habit.service if habit else ROLES_ANYWHERE} asks for {action} whenever it assumes a role"
    why = f"{reason}, and {refused(statement, found, policy, habit)}"
    return Missing(statement, found.lacking, why, habit is not None and habit.service != ROLES_ANYWHERE)


def read_by(condition: Condition) -> Iterator[str]:
    """The keys (lower case) that a condition reads: its own, and those of its variables."""
    yield condition.key.lower()
    read = (token for value in condition.values for token in tokens(value, True, True))
    yield from (token.key for token in read if isinstance(token, Variable))


def refused(statement: Statement, found: Contradiction, policy: Policy, habit: Habit | None) -> str:
    """How it comes that the actions are not allowed."""
    action = listed(found.lacking)
    whom = [each for each in statement.principals if habit is None or each.value == habit.service]
    if not all(any(grants(policy, one, each) for one in whom) for each in found.lacking):
        return f"no statement allows {action}"
    if found.denies:
        return f"{listed([deny.label for deny in found.denies])} denies {action}"
    return f"no request that it lets in is allowed {action}"


def by_habit(trust: Trust) -> Iterator[tuple[Statement, Habit]]:
    """Each Allow with a service that gets nowhere by it, as long as it passes what it does; the others may get in."""
    for statement in trust.policy.statements:
        if statement.allows and not statement.maybe and not statement.negated_principals:
            named = {each.value for each in statement.principals if not each.maybe}
            for habit in HABITS:
                if habit.service in named and trust.alive(statement, habit).answer is NO:
                    yield statement, habit


def lacking(trust: Trust) -> list[Missing]:
    """What services are not allowed that they ask for."""
    found = [(each, habit, trust.contradiction(each, habit)) for each, habit in by_habit(trust)]
    return [missing(each, why, trust.policy, habit) for each, habit, why in found if why.lacking]


def verdict_of(found: Sequence[Missing]) -> Verdict:
    """Of statements with a service that is not allowed all that it asks for; others, or without it, may get in."""
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return Verdict(
        YES,
        reason="; ".join(each.told for each in found[:SHOWN]) + more,
        statement=found[0].statement,
        fix=Fix(found[0].advice, found[0].statement, actions=found[0].actions),
        headline=HEADLINE,
        severity="" if any(not each.perhaps for each in found) else PERHAPS,
    )


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
