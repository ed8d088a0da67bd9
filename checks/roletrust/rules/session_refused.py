"""A call asks for a session that the role does not grant.

What it finds:  a call in the scanned tree, of a role that the scan holds too, that is refused for what it asks of its
                session: session tags or a source identity that the role lets nobody pass who calls so (it needs
                `sts:TagSession`, `sts:SetSourceIdentity`, with these values), though it lets somebody in without; a
                name of the session that the role lets nobody use; tags, a source identity or MFA that the role wants,
                and that the caller surely does not have; a transitive tag that is none of those it sends; a duration
                above the role's longest, or above an hour where a role's session calls.
Why it matters: the whole call fails, with AccessDenied on another action than the one that everybody looks at
                ("is not authorized to perform: sts:TagSession"), or with ValidationError ("The requested
                DurationSeconds exceeds the MaxSessionDuration set for this role").
Instead:        allow the action besides, to the same callers; or send no tags. Ask for what the role allows, or raise
                its longest session.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
"""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.document import Statement
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.chained import arns_of
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.sessions import Refusal, matters, outright, passed, refusal
from roletrust.engine.text import Value
from roletrust.rules.fixes.granting import completed, granted
from roletrust.rules.fixes.refused_names import of_token
from roletrust.rules.messages.session_words import fix_of_passing, fix_of_sending, fix_outright, outright_told, told
from roletrust.rules.rule import NOTHING, CallRule, Fix, Verdict


def concerns(call: Call) -> bool:
    return call.session.asks


def judge(call: Call, role: Role) -> Verdict:
    longest = role.holdings.longest_session if role.holdings else None
    why = outright(call.session, longest)
    if why:
        reason = outright_told(call, role, why, longest)
        return Verdict(YES, reason=reason, fix=fix_outright(call, why, longest), places=(role.place,))
    trust = role.made_ready
    if trust is None or (call.session.duration and longest is None):
        return Verdict(UNKNOWN, doubt="what the role allows is not known")
    if call.tokens:
        return of_token(call, role, trust, call.tokens)
    if call.action != ASSUME_ROLE or not matters(trust, call.session):
        return NOTHING if call.session.duration else Verdict(UNKNOWN, doubt="the role asks for nothing of the session")
    arns = arns_of(role, trust, call)
    found = passed(trust, call.session, arns)
    if found.answer is not NO:
        return NOTHING if found.answer is YES else left_open(found)
    why = refusal(trust, call.session, arns)
    return Verdict(
        YES,
        reason=told(call, role, trust, why),
        statement=found.through,
        fix=fixed(call, trust, why, found.through, arns),
        places=(role.place,),
    )


def left_open(found: Reach) -> Verdict:
    return Verdict(UNKNOWN, holes=found.holes, doubt=found.why, beyond=found.beyond)


def fixed(call: Call, trust: Trust, why: Refusal, through: Statement | None, arns: Sequence[Value]) -> Fix:
    """Either side that is proved to help."""
    if why is Refusal.PASSED:
        return fix_of_passing(call, granted(trust, call.session, through, arns), trust, arns)
    return fix_of_sending(call, why, completed(trust, call.session, arns))


RULE = CallRule(
    id="CKV_TRUST_17",
    name="session-refused",
    severity="HIGH",
    headline="Call asks for a session that the role does not grant",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html",
    concerns=concerns,
    judge=judge,
)
