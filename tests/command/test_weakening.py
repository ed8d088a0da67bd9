"""The law of drafted tests: whatever single edit lets more people in, the test that was drafted before it fails.

The edits: a condition is dropped, a value gets a wildcard, a principal or another account is added, a Deny is dropped,
the action is starred.  An edit by which it is proved that nobody newly gets in (of values that already match all, of
actions that no such principal can call) weakens nothing: the policy means the same to whoever asks to assume the role,
so that no test can tell them apart.  Those are counted by themselves.  An edit of which it is not decided counts as one
that lets more people in: where the test does not fail, it has missed it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from command.policies_on_disk import roles_below
from roletrust.command.drafting import draft
from roletrust.command.expecting import Written, of_role
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.policy.document import Condition, Effect, Policy, Principal, Statement
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.questions.comparison import newly_in
from roletrust.engine.questions.trust import Trust
from roletrust.replying.roles import Read
from running import PROJECTS

STRANGER = Principal("AWS", "arn:aws:iam::864209753113:root")
CALLS = {"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"}


class Weaker(NamedTuple):
    edit: str
    policy: Policy


def weaker(policy: Policy) -> Iterator[Weaker]:
    """Every policy that is one edit away, and may let more people in."""
    for at, statement in enumerate(policy.statements):
        others = policy.statements[:at], policy.statements[at + 1 :]

        def with_it(edit: str, *changed: Statement) -> Weaker:
            return Weaker(edit, policy._replace(statements=(*others[0], *changed, *others[1])))  # noqa: B023

        if not statement.allows:
            yield with_it("dropped a Deny")
            continue
        for number, condition in enumerate(statement.conditions):
            left = (*statement.conditions[:number], *statement.conditions[number + 1 :])
            yield with_it("dropped a condition", statement._replace(conditions=left))
            yield from (
                with_it("widened a value", statement._replace(conditions=(*left, wide))) for wide in widened(condition)
            )
        added = (*statement.principals, STRANGER)
        yield with_it("added a principal", statement._replace(principals=added))
        if not statement.negated_actions:
            yield with_it("starred the action", statement._replace(actions=("sts:*",)))


def widened(condition: Condition) -> Iterator[Condition]:
    operators = {"stringequals": "StringLike", "stringlike": "StringLike", "arnequals": "ArnLike", "arnlike": "ArnLike"}
    to = operators.get(condition.operator.lower(), "")
    for at, value in enumerate(condition.values):
        if to and isinstance(value, str):
            values = (*condition.values[:at], f"{value}*", *condition.values[at + 1 :])
            yield condition._replace(operator=to, values=values)


def lets_in_more(role: Trust, weak: Policy) -> Answer:
    """Whether a request newly gets in that a test can ask for: one to assume the role.  NO is a proof."""
    changes = newly_in(role.policy, weak, role.owner, role.now)
    return max((each.found.answer for each in changes if each.action.lower() in CALLS), default=NO)


def test_a_weaker_policy_fails_the_test_that_was_drafted_before() -> None:
    """Of every role of the projects that is decided; and each draft holds of the policy that it was drafted from."""
    noticed: list[str] = []
    missed: list[str] = []
    answers = Counter[Answer]()
    roles = 0
    for role in roles_below(PROJECTS):
        said, trust = drafted(role)
        assert not failing(said, trust, trust.policy), role.label
        roles += bool(said.said.get("nobody_else"))
        for weak in weaker(trust.policy):
            more = lets_in_more(trust, weak.policy)
            answers[more] += 1
            if more is YES:  # where it is not decided whether anybody newly gets in, no test can be held to fail
                (noticed if failing(said, trust, weak.policy) else missed).append(f"{role.label}: {weak.edit}")
    assert roles > 200
    assert answers[YES] > 500 and answers[NO] > 300 and answers[UNKNOWN] < 50, answers
    assert len(noticed) >= 0.98 * (len(noticed) + len(missed)), "\n".join(missed)


def drafted(role: Read) -> tuple[Written, Trust]:
    ((_, trust), *_) = role.judged.trusts
    text = draft("role", role)
    (said,) = yaml.safe_load(text)["roles"]
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node
    return Written(said, "here", node), trust


def failing(said: Written, trust: Trust, policy: Policy) -> bool:
    """Whether what is expected does not hold of `policy` in the place of the role's own."""
    changed = Trust(policy, trust.owner, trust.now)
    return any(each.problem for each in of_role("role", said, changed))


def test_the_edits_are_told_apart_from_those_that_let_in_nobody() -> None:
    """A star for the action lets in nobody by `sts:AssumeRole`; another account does."""
    one = Statement(1, Effect.ALLOW, principals=(Principal("AWS", "123456789012"),), actions=(ASSUME_ROLE,))
    trust = Trust(Policy((one,)))
    found = {each.edit: lets_in_more(trust, each.policy) for each in weaker(trust.policy)}
    assert found == {"added a principal": YES, "starred the action": NO}
