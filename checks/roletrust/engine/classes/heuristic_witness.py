"""The request that a statement was most likely written for: quick to try, before all others are searched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roletrust.engine.classes.agreement import ADDRESS, MFA, TAG_KEYS, VPC
from roletrust.engine.classes.automaton import language_of
from roletrust.engine.classes.joint_domains import TRUTHS
from roletrust.engine.classes.named import Named, exists_beside
from roletrust.engine.classes.organizations import PAIRS
from roletrust.engine.classes.singled_out import SOURCE_ACCOUNT, SOURCE_ARN
from roletrust.engine.classes.tied_principals import under
from roletrust.engine.classes.typed_values import ISSUED
from roletrust.engine.decision.authorizer import Ready, implied
from roletrust.engine.decision.conditions import EXTERNAL_ID_KEY, Test
from roletrust.engine.policy.context_keys import Presence, is_federated, legal_external_id
from roletrust.engine.policy.operators import Family, Set
from roletrust.engine.policy.presence import presence
from roletrust.engine.policy.principals import Form, Who
from roletrust.engine.policy.request import Caller, Kind, Request, Values, arn_fields

# Keys whose every value that their caller carries is possible, whatever else the request holds of other keys.
FREELY = {EXTERNAL_ID_KEY, "aws:principalorgid", SOURCE_ACCOUNT, SOURCE_ARN, MFA}
ANYBODY = "arn:aws:iam::210987654321:role/any-role"
OF_PRINCIPALS = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)\Z")
FAMILIES = (Family.STRING, Family.ARN, Family.BOOL)
PLAIN = (Form.ACCOUNT, Form.ENTITY)
# Keys that hang together with others, so that their absence has to be searched for.
TIED = {ADDRESS, ISSUED, *VPC, *(paths for _, paths in PAIRS), TAG_KEYS}


def natural(me: Ready, statements: Sequence[Ready], named: Named, caller: Caller, issuer: str) -> Request | None:
    """A request that STS can receive, and that may well satisfy `me`; None where none comes to mind.

    `statements`: those it will be decided by.  `named`: whom the policy names.  `caller`: a user stands for everyone
    that signs.  `issuer`: of a token.
    """
    context: dict[str, Values] = {}
    arn = ""
    for test in me.tests:
        if test.key == "aws:principalarn":
            arn = arn or _wanted(test)
        elif test.key in FREELY or is_federated(test.key):
            value = _wanted(test)
            if value and presence(test.key, caller.kind, issuer) is not Presence.NEVER:
                context.setdefault(test.key, (value,))
    if {SOURCE_ACCOUNT, SOURCE_ARN} <= context.keys() or not _is_possible(context) or (arn and not _may_be(arn, named)):
        return None
    if caller.signs:
        caller = _signing(arn, me, context)
    if context.get(MFA) == ("true",) and caller.kind is not Kind.USER:
        return None
    told = {*context, *implied(caller)}
    asked = {key for each in statements for test in each.tests for key in test.keys} - told
    if any(key in TIED or presence(key, caller.kind, issuer) is Presence.ALWAYS for key in asked):
        return None
    return Request(me.action, caller, context)


def _wanted(test: Test) -> str:
    """A value that a positive condition asks for; '' where it asks for none."""
    how, values = test.how, test.condition.values
    if how is None or how.row.negated or how.row.family not in FAMILIES or how.over is Set.ALL or not values:
        return ""
    value = values[0]
    if not isinstance(value, str) or test.variables:
        return ""
    return value.replace("*", "any").replace("?", "x") if how.row.wild else value


def _is_possible(context: dict[str, Values]) -> bool:
    external_id, mfa = context.get(EXTERNAL_ID_KEY), context.get(MFA)
    sendable = not isinstance(external_id, tuple) or legal_external_id(str(external_id[0]))
    told = {key: values for key, values in context.items() if key not in (EXTERNAL_ID_KEY, MFA)}
    held = all(language_of(key).holds(values[0]) for key, values in told.items() if isinstance(values, tuple))
    return sendable and held and (not isinstance(mfa, tuple) or mfa[0] in TRUTHS[MFA])


def _may_be(arn: str, named: Named) -> bool:
    """Whether a user or role may have the ARN, beside those that principals name."""
    stem, slash, _ = arn.partition("/")
    if not slash or not OF_PRINCIPALS.match(stem):
        return False
    there = named.under(stem + slash)
    return under(stem + slash).holds(arn) and exists_beside(arn, there)


def _signing(arn: str, me: Ready, context: dict[str, Values]) -> Caller:
    """A user or role session, as the ARN wanted says, or else the statement's principal."""
    wanted = arn or next((_arn_of(who) for who in me.principals.whos if who.form in PLAIN), ANYBODY)
    if wanted.partition(":iam::")[2][12:].startswith(":user/") or (MFA in context and not arn):
        return Caller(Kind.USER, wanted.replace(":role/", ":user/"))
    fields = arn_fields(wanted)
    is_role = len(fields) == 6 and fields[2] == "iam" and str(fields[5]).startswith("role/")
    return Caller(Kind.ROLE_SESSION, wanted if is_role else ANYBODY, "any-session")


def _arn_of(who: Who) -> str:
    if who.form is Form.ENTITY:
        return str(who.text)
    return f"arn:{who.partition or 'aws'}:iam::{who.account}:role/any-role"
