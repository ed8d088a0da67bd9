"""An Allow statement lets nobody in.

What it finds:  an Allow statement that no request of any caller satisfies: conditions that exclude each other or
                the principal, a key that the caller never sends or that AWS does not have, a value that no request
                can hold, a Deny that takes everybody away, a date that is past; or whose callers need a second action
                that the policy does not allow them: `sts:TagSession` and `sts:SetSourceIdentity` for Roles Anywhere,
                `sts:TagSession` for the pods of EKS (MEDIUM), and for whoever must send tags or a source identity.
Why it matters: somebody was meant to get in.  Every call through it ends in AccessDenied, and the next person loosens
                the policy until it works.  A statement that expired on a date has served, and one with a value to be
                filled in (`<external id>`) has yet to: where all have, severity LOW.  Where other statements let the
                same principals in, MEDIUM.  A value that nobody has, beside others that somebody has, is LOW.  A claim,
                or source ARN, that has to say a `*` itself (`aud` under StringEquals), where one may do, is MEDIUM.
Instead:        correct the element that the finding names, or delete the statement.  Where it is plain what was meant,
                or only a value is missing, the finding shows it; where others let its principals in, it is taken out.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.satisfiability import Contradiction
from roletrust.engine.decision.authorizer import CALLS, covers
from roletrust.engine.policy.document import Statement
from roletrust.engine.questions.trust import Trust
from roletrust.rules.analysis.dead_values import of_patterns, of_values
from roletrust.rules.analysis.missing_actions import lacking, missing, verdict_of
from roletrust.rules.messages.contradiction import Why, called, why_dead, without_variables
from roletrust.rules.messages.wording import SHOWN, once
from roletrust.rules.rule import NOTHING, Rule, Verdict


def judge(trust: Trust) -> Verdict:
    asked = [(each, trust.alive(each)) for each in trust.policy.statements if each.allows]
    dead = [statement for statement, found in asked if found.answer is NO]
    certain = [statement for statement in dead if not statement.maybe]
    beyond = [found.why for _, found in asked if found.answer is UNKNOWN]
    if not certain and (without := [each for each in lacking(trust) if each.statement not in dead]):
        return verdict_of(without)
    if not dead:
        return Verdict(UNKNOWN, doubt=beyond[0]) if beyond else of_patterns(trust) or of_values(trust) or NOTHING
    from roletrust.rules.fixes.reviving import repair_of  # noqa: PLC0415  # for what lets nobody in alone

    lost = certain or dead
    found = [trust.contradiction(statement) for statement in lost[:SHOWN]]
    whys = [why(*each, trust) for each in zip(lost[:SHOWN], found, strict=True)]
    harmless = len(whys) == len(lost) and all(why.expired or why.unfinished for why in whys)
    alive = [statement for statement, found in asked if found.answer is YES and lets_in(statement)]
    served = all(is_served(statement, alive) for statement in lost)
    more = f"; and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
    return Verdict(
        YES if certain else UNKNOWN,
        reason="; ".join(told_of(*each) for each in zip(lost[:SHOWN], found, whys, strict=True)) + more,
        statement=lost[0],
        fix=repair_of(whys[0], lost[0], found[0], is_served(lost[0], alive), bool(alive)),
        holes=() if certain else once(each.maybe for each in dead if each.maybe),
        severity=HARMLESS if harmless else SERVED if served else "",
    )


def lets_in(statement: Statement) -> bool:
    """Whether it is about a call, and not about what goes along with one alone."""
    return any(covers(statement, action) is not NO for action in CALLS.values())


def is_served(statement: Statement, alive: Sequence[Statement]) -> bool:
    """Whether other statements, that somebody satisfies, are for its principals, too."""
    others = {each for one in alive if not one.negated_principals for each in one.principals}
    return not statement.negated_principals and {*statement.principals} <= others


def why(statement: Statement, found: Contradiction, trust: Trust) -> Why:
    """What keeps everybody out of a dead statement, and the advice."""
    if not found.lacking:
        return why_dead(statement, found) if trust.policy.has_variables else without_variables(statement, found)
    without = missing(statement, found, trust.policy)
    return Why(without.why, without.advice, actions=without.actions)


def told_of(statement: Statement, found: Contradiction, reason: Why) -> str:
    """Why nobody gets in through a dead statement, and what comes of it."""
    return f"{statement.label}: {reason.told}; {called(statement, found)} through it ends in AccessDenied"


SERVED = "MEDIUM"
HARMLESS = "LOW"  # what has served, or is to be filled in, keeps nobody out who was to get in today

RULE = Rule(
    id="CKV_TRUST_6",
    name="unsatisfiable-trust",
    severity="HIGH",
    headline="Allow statement lets nobody in",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    judge=judge,
)
