"""How a finding about the session that a call asks for speaks of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roletrust.engine.answer import NO, YES
from roletrust.engine.decision.authorizer import covers
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.sessions import (
    HOUR,
    NOTHING_PASSED,
    TRANSITIVE,
    Refusal,
    Session,
    admitted,
    asked_in,
    missing,
)
from roletrust.engine.text import Value
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Fix

MOST = 43_200  # seconds that IAM lets a role be set to


def told(call: Call, role: Role, trust: Trust, why: Refusal) -> str:
    """Why the role refuses the session that `call` asks for."""
    if why is Refusal.PASSED:
        return passing_told(call, role, trust)
    session, who = call.session, f"{role.place.label} ({role.place.source})"
    if why is Refusal.NO_MFA:
        return f"{call.label} can have no MFA, and {who} lets nobody in without: STS answers AccessDenied"
    if why is Refusal.NAMED:
        said = f'names its session "{session.name}"'
        return f"{call.label} {said}, and {who} lets nobody in by that name: STS answers AccessDenied"
    sent = (
        f"no more than the session tags {listed([key for key, _ in session.tags])}"
        if session.tags
        else "no session tags"
    )
    wanted = listed(sorted({each.key for each in demanded(trust, session)}))
    return f"{call.label} passes {sent}, and {who} lets nobody in without {wanted}: STS answers AccessDenied"


def demanded(trust: Trust, session: Session) -> Iterator[Condition]:
    """The conditions about what a session passes that this one does not meet."""
    keys = {each.key.lower() for each in missing(session, asked_in(trust))}
    yield from (each for one in trust.policy.statements for each in one.conditions if each.key.lower() in keys)


def fix_of_sending(call: Call, why: Refusal, completed: Session | None) -> Fix:
    """Either side.  `completed`: what is proved to be let in; None where nothing that is spelt out is."""
    if why is Refusal.NO_MFA:
        return Fix(
            "let this caller in by a statement of its own that names who calls and wants no MFA, or have a person call "
            "who has it"
        )
    if completed is None:
        return Fix("send what the role's policy asks for, or let in who calls so by a statement of its own")
    tags = [f"{key}={value}" for key, value in completed.tags if (key, value) not in call.session.tags]
    sides = [f"the session tag{'s' if len(tags) > 1 else ''} {listed(tags)}"] if tags else []
    sides += [f'the source identity "{completed.identity}"'] if completed.identity != call.session.identity else []
    passing = [f"pass {listed(sides)}"] if sides else []
    passing += [f'name the session "{completed.name}"'] if completed.name != call.session.name else []
    return Fix(f"{' and '.join(passing)}, or let the role's policy let in who calls so")


def passing_told(call: Call, role: Role, trust: Trust) -> str:
    """`provider aws.x passes the session tag team, and aws_iam_role.r (main.tf:1) allows sts:TagSession to nobody`"""
    session = call.session
    keys = [key for key, _ in session.tags]
    parts = [f"the session tag{'s' if len(keys) > 1 else ''} {listed(keys)}"] if keys else []
    parts += [] if session.identity is None else [f'the source identity "{session.identity}"']
    if keys and session.transitive and TRANSITIVE.lower() in asked_in(trust):
        parts[0] += f" ({listed(session.transitive)} to be passed on)"
    missing = [each for each in session.actions if not allowed_at_all(trust, each)]
    who = f"{role.place.label} ({role.place.source})"
    if missing:
        said = f"allows {listed(missing, 'or')} to nobody"
    else:
        said = f"does not allow {listed(session.actions)} with these to whom it lets in"
    return f"{call.label} passes {listed(parts)}, and {who} {said}: STS answers AccessDenied"


def allowed_at_all(trust: Trust, action: str) -> bool:
    return any(each.allows and covers(each, action.lower()) is not NO for each in trust.policy.statements)


def outright_told(call: Call, role: Role, refusal: Refusal, longest: int | None) -> str:
    """Why a session is refused, whatever the policy says."""
    if refusal is Refusal.UNSENT:
        tags = f"the tag{'s' if len(call.session.unsent) > 1 else ''} {listed(call.session.unsent)}"
        return f"{call.label} asks to have {tags} passed on, and does not send it: STS answers InvalidParameterValue"
    asked = f"{call.label} asks for a session of {call.session.duration} seconds"
    if refusal is Refusal.CHAINED:
        return f"{asked} as the session of a role, which opens others for {HOUR} at most: STS answers ValidationError"
    who = f"{role.place.label} ({role.place.source})"
    return f"{asked}, and {who} allows {longest} at most: STS answers ValidationError"


def fix_outright(call: Call, refusal: Refusal, longest: int | None) -> Fix:
    if refusal is Refusal.UNSENT:
        return Fix(f"send {listed(call.session.unsent)} among the session tags, or do not ask to have it passed on")
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
