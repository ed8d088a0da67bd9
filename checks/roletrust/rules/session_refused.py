"""A call asks for a session that the role does not grant.

What it finds:  a call in the scanned tree, of a role that the scan holds too, that is refused for what it asks of its
                session: session tags or a source identity that the role lets nobody pass who calls so (it needs
                `sts:TagSession`, `sts:SetSourceIdentity`, with these values), though it lets somebody in without; a
                duration above the role's longest, or above an hour where a role's session calls.
Why it matters: the whole call fails, with AccessDenied on another action than the one that everybody looks at
                ("is not authorized to perform: sts:TagSession"), or with ValidationError ("The requested
                DurationSeconds exceeds the MaxSessionDuration set for this role").
Instead:        allow the action besides, to the same callers; or send no tags. Ask for what the role allows, or raise
                its longest session.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
"""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.chained import arns_of
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.sessions import passed, too_long
from roletrust.rules.fixes.granting import granted
from roletrust.rules.messages.session_words import fix_of_duration, fix_of_passing, long_told, passing_told
from roletrust.rules.rule import NOTHING, CallRule, Verdict


def concerns(call: Call) -> bool:
    return call.session.asks


def judge(call: Call, role: Role) -> Verdict:
    longest = role.holdings.longest_session if role.holdings else None
    long = too_long(call.session, longest)
    if long:
        reason = long_told(call, role, long, longest)
        return Verdict(YES, reason=reason, fix=fix_of_duration(call, long, longest), places=(role.place,))
    trust = role.made_ready
    if trust is None or (call.session.duration and longest is None):
        return Verdict(UNKNOWN, doubt="what the role allows is not known")
    if not call.session.passes:
        return NOTHING
    arns = arns_of(role, trust, call)
    found = passed(trust, call.session, arns)
    if found.answer is not NO:
        return NOTHING if found.answer is YES else Verdict(UNKNOWN, holes=found.holes, doubt=found.why)
    return Verdict(
        YES,
        reason=passing_told(call, role, trust),
        statement=found.through,
        fix=fix_of_passing(call, granted(trust, call.session, found.through, arns), trust, arns),
        places=(role.place,),
    )


RULE = CallRule(
    id="CKV_TRUST_17",
    name="session-refused",
    severity="HIGH",
    headline="Call asks for a session that the role does not grant",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html",
    concerns=concerns,
    judge=judge,
)
