"""Why a role refuses IAM Roles Anywhere, for which a profile names it, and what lets that in."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import NO, YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.decision.along import ALONG, ROLES_ANYWHERE
from roletrust.engine.decision.authorizer import covers
from roletrust.engine.policy.document import Statement
from roletrust.engine.policy.request import ASSUME_ROLE, Kind
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.served import admission
from roletrust.rules.messages.token_words import demands
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Fix, Verdict
from roletrust.rules.tables.source_services import told_by

ACTIONS = (ASSUME_ROLE, *ALONG)
ANSWER = "CreateSession answers AccessDenied (Unable to assume role)"
ANCHOR = "arn:aws:rolesanywhere:REGION:ACCOUNT:trust-anchor/ID"


def admitted(trust: Trust) -> Reach:
    """How the service gets in for a trust anchor of the role's own account, with the tags and the source identity."""
    return admission(trust, ROLES_ANYWHERE, *told_by(ROLES_ANYWHERE))


def of_profile(call: Call, role: Role, trust: Trust) -> Verdict:
    place = f"{role.place.label} ({role.place.source})"
    about = [each for each in trust.policy.statements if each.allows and names_it(each)]
    missing = [action for action in ACTIONS if all(covers(each, action.lower()) is NO for each in about)]
    conditions = [each for one in about for each in one.conditions]
    whole = f"let the service `{ROLES_ANYWHERE}` call {quoted(ACTIONS)} in a statement of its own"
    if not about:
        others = [str(each) for each in trust.named(Kind.SERVICE)]
        alone = f"lets in {quoted(others)}, not it" if others else "lets in no service"
        found, advice = f"{place} {alone}", whole
    elif missing:
        helps = admitted(with_actions(trust, about[0], missing)).answer is YES
        found = f"{place} does not allow it {quoted(missing)}, for the tags and the source identity that it passes"
        advice = f"allow {quoted(missing)} in {about[0].label}" if helps else whole
    elif conditions:
        found = f"it calls for a trust anchor of the same account: {place} lets it in only with {demands(conditions)}"
        advice = f"demand in `aws:SourceArn` a trust anchor of the account, `{ANCHOR}`"
    else:
        found, advice = f"{place} turns it away", "take out of the role's policy what turns it away"
    reason = f"{call.label} names the role for `{ROLES_ANYWHERE}`, and {found}: {ANSWER}"
    statement = about[0] if about else None
    return Verdict(YES, reason=reason, statement=statement, fix=Fix(advice), places=(role.place,))


def quoted(words: Sequence[str]) -> str:
    return listed([f"`{each}`" for each in words])


def names_it(statement: Statement) -> bool:
    return any(each.kind == "Service" and str(each.value) == ROLES_ANYWHERE for each in statement.principals)


def with_actions(trust: Trust, statement: Statement, actions: Sequence[str]) -> Trust:
    """The same, with `actions` allowed in `statement` besides."""
    statements = tuple(
        each._replace(actions=(*each.actions, *actions)) if each.number == statement.number else each
        for each in trust.policy.statements
    )
    return Trust(trust.policy._replace(statements=statements), trust.owner, trust.now)
