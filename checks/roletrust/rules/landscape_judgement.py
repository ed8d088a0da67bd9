"""The rules' answers for one role among all roles of its scan."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from roletrust.engine.answer import UNKNOWN
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Role
from roletrust.engine.text import Hole
from roletrust.rules.catalog import LANDSCAPE
from roletrust.rules.judgement import Judgement, asked, joined
from roletrust.rules.messages.branches import Conditions
from roletrust.rules.rule import LandscapeRule, Verdict
from roletrust.rules.undecided_privileges import RULE as UNDECIDED
from roletrust.rules.undecided_privileges import of_the_others


def judge_among(
    landscape: Landscape,
    roles: Sequence[tuple[Conditions, Role]],
    off: frozenset[str] = frozenset(),
    told: Collection[Hole] = (),
) -> dict[str, Judgement]:
    """The judgements of one role of `landscape` by rule id, those `off` left out.

    `roles`: each way it can turn out and the branches that takes; `told`: what CKV_TRUST_90 names as open there.
    Raises nothing: of a rule that breaks, the Judgement holds the error.
    """
    found = {
        rule.id: of_one(landscape, rule, roles) for rule in LANDSCAPE if rule.id not in off and rule is not UNDECIDED
    }
    if UNDECIDED.id not in off:
        said = [
            (each.rule, each.verdict._replace(final=each.verdict.final or bool(each.errors))) for each in found.values()
        ]
        found[UNDECIDED.id] = Judgement(UNDECIDED, of_the_others(said, told))
    return found


def of_one(landscape: Landscape, rule: LandscapeRule, roles: Sequence[tuple[Conditions, Role]]) -> Judgement:
    """As `judge_among`, of one rule.  Of a role that there will not be, for IAM refuses its policy, nothing is said."""
    if not roles:
        return Judgement(rule, Verdict(UNKNOWN, final=True))
    return joined(rule, [(conditions, asked(rule.judge, landscape, role)) for conditions, role in roles])
