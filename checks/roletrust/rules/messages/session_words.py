"""How a finding about the session that a call asks for speaks of it."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import NO, YES
from roletrust.engine.decision.authorizer import covers
from roletrust.engine.policy.document import Statement
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.sessions import HOUR, NOTHING_PASSED, Refusal, admitted
from roletrust.engine.text import Value
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Fix

MOST = 43_200  # seconds that IAM lets a role be set to


def passing_told(call: Call, role: Role, trust: Trust) -> str:
    """`provider aws.x passes the session tag team, and aws_iam_role.r (main.tf:1) allows sts:TagSession to nobody`"""
    session = call.session
    keys = [key for key, _ in session.tags]
    parts = [f"the session tag{'s' if len(keys) > 1 else ''} {listed(keys)}"] if keys else []
    parts += [] if session.identity is None else [f'the source identity "{session.identity}"']
    missing = [each for each in session.actions if not allowed_at_all(trust, each)]
    who = f"{role.place.label} ({role.place.source})"
    if missing:
        said = f"allows {listed(missing, 'or')} to nobody"
    else:
        said = f"does not allow {listed(session.actions)} with these to whom it lets in"
    return f"{call.label} passes {listed(parts)}, and {who} {said}: STS answers AccessDenied"


def allowed_at_all(trust: Trust, action: str) -> bool:
    return any(each.allows and covers(each, action.lower()) is not NO for each in trust.policy.statements)


def long_told(call: Call, role: Role, refusal: Refusal, longest: int | None) -> str:
    asked = f"{call.label} asks for a session of {call.session.duration} seconds"
    if refusal is Refusal.CHAINED:
        return f"{asked} as the session of a role, which opens others for {HOUR} at most: STS answers ValidationError"
    who = f"{role.place.label} ({role.place.source})"
    return f"{asked}, and {who} allows {longest} at most: STS answers ValidationError"


def fix_of_duration(call: Call, refusal: Refusal, longest: int | None) -> Fix:
    if refusal is Refusal.CHAINED:
        return Fix(f"ask for {HOUR} seconds at most, or call with credentials that are no role's session")
    raised = f", or let the role allow {call.session.duration}" if call.session.duration <= MOST else ""
    return Fix(f"ask for {longest} seconds at most{raised}")


def fix_of_passing(call: Call, added: Statement | None, trust: Trust, arns: Sequence[Value]) -> Fix:
    """Either side that is proved to help."""
    without = admitted(trust.but_for(NOTHING_PASSED), arns).answer is YES
    actions = listed(call.session.actions)
    sides = [f"allow {actions} to those who call, by a statement of its own"] if added else []
    said = f" (`{call.session.without}`)" if call.session.without else ""
    sides += [f"pass neither tags nor a source identity{said}"] if without else []
    found = ", or ".join(sides) or f"let the role's policy allow {actions} with what is passed"
    return Fix(found, added=added)
