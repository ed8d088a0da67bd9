"""A rule's answer for one call of one role."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import UNKNOWN
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.rules.judgement import Judgement, asked, joined
from roletrust.rules.messages.branches import Conditions
from roletrust.rules.rule import NOTHING, CallRule, Verdict
from roletrust.rules.undecided_privileges import RULE as UNDECIDED
from roletrust.rules.undecided_privileges import of_a_call


def judge_call(
    rule: CallRule, calls: Sequence[tuple[Conditions, Call | None]], roles: Sequence[tuple[Conditions, Role]]
) -> Judgement:
    """The judgement of one call of one role.

    `calls`, `roles`: each way that they can turn out, and the branches that takes; None: the role is not called.
    The same condition goes the same way in both.  Where a bound of the search leaves it undecided, it is a finding of
    CKV_TRUST_91.  Where no two of them go together, and of a role that there will not be, for IAM refuses its policy,
    nothing is said.  Raises nothing.
    """
    answers = [
        (tuple({**dict(way), **dict(taken)}.items()), asked(rule.judge, call, role) if call else (NOTHING, None))
        for way, call in calls
        for taken, role in roles
        if all(dict(way).get(name, went) is went for name, went in taken)
    ]
    if not answers:
        return Judgement(rule, Verdict(UNKNOWN, final=True))
    found = joined(rule, answers)
    if found.verdict.answer is UNKNOWN and found.verdict.beyond:
        return Judgement(UNDECIDED, of_a_call(rule, found.verdict), errors=found.errors)
    return found
