"""A rule's answer for one call of one role."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.rules.judgement import Judgement, asked, joined
from roletrust.rules.messages.branches import Conditions
from roletrust.rules.rule import NOTHING, CallRule


def judge_call(
    rule: CallRule, calls: Sequence[tuple[Conditions, Call | None]], roles: Sequence[tuple[Conditions, Role]]
) -> Judgement:
    """The judgement of one call of one role.

    `calls`, `roles`: each way that they can turn out, and the branches that takes; None: the role is not called.
    The same condition goes the same way in both.  Raises nothing.
    """
    return joined(
        rule,
        [
            (
                tuple({**dict(way), **dict(taken)}.items()),
                asked(rule.judge, call, role) if call else (NOTHING, None),
            )
            for way, call in calls
            for taken, role in roles
            if all(dict(way).get(name, went) is went for name, went in taken)
        ],
    )
