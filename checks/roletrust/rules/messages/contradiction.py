"""Why nobody gets in through a statement, and what to do about it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from roletrust.engine.classes.agreement import MFA
from roletrust.engine.classes.automaton import language_of
from roletrust.engine.classes.key_values import iso, readable
from roletrust.engine.classes.satisfiability import Contradiction, issuer_of
from roletrust.engine.classes.typed_values import EPOCH_TIME, TIME
from roletrust.engine.policy.claim_values import WILDCARDS
from roletrust.engine.policy.context_keys import (
    EXTERNAL_ID_LONGEST,
    EXTERNAL_ID_SHORTEST,
    LETTERS,
    LITERAL_IN_KEY,
    OPEN_IN_KEY,
    Presence,
    is_federated,
    key_row,
    legal_external_id,
)
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.misspelt_keys import meant
from roletrust.engine.policy.oidc_claims import STANDARD, claims_of
from roletrust.engine.policy.operators import Family, moment_of, number_of, operator
from roletrust.engine.policy.presence import presence
from roletrust.engine.policy.principals import Form, who
from roletrust.engine.policy.request import Caller, Kind, arn_field
from roletrust.engine.policy.to_fill_in import is_to_fill_in
from roletrust.engine.text import Text, Value
from roletrust.rules.messages.wording import EXTERNAL_ID, PRINCIPAL_ARN, listed, placeholder

CALLERS = {
    Kind.USER: "a user or role session",
    Kind.SERVICE: "an AWS service",
    Kind.SAML: "a SAML caller",
    Kind.OIDC: "a web identity",
}
CALLED = {Kind.SAML: "sts:AssumeRoleWithSAML", Kind.OIDC: "sts:AssumeRoleWithWebIdentity"}
RARE = STANDARD - {"sub", "aud"}  # which few tokens carry, and no guide asks for
RANGES = ((LETTERS, "a-z"), (LETTERS.upper(), "A-Z"), ("0123456789", "0-9"))
CLOCKS = (TIME, EPOCH_TIME)
WHO_CALLS_WHAT = (
    "let AWS principals and services call sts:AssumeRole, SAML providers sts:AssumeRoleWithSAML, "
    "OIDC providers sts:AssumeRoleWithWebIdentity"
)
ID_FORM = f"an external id has {EXTERNAL_ID_SHORTEST} to {EXTERNAL_ID_LONGEST:,} letters, digits and _+=,.@:/-"


class Why(NamedTuple):
    """What contradicts, and what to do.  `expired`: it was open to somebody once, for a time that is over.
    `unfinished`: it will be open to somebody, once a value is filled in.

    `wrong`, `right`: the condition that says it wrongly, and as it was meant, where there is no doubt.
    `actions`: what is to be allowed besides.
    """

    told: str
    advice: str
    expired: bool = False
    unfinished: bool = False
    wrong: Condition | None = None
    right: Condition | None = None
    actions: tuple[str, ...] = ()


def why_dead(statement: Statement, found: Contradiction) -> Why:
    """What keeps everybody out of `statement`, and the advice."""
    conditions = [statement.conditions[at] for at in found.conditions]
    if found.denies:
        denies = listed([deny.label for deny in found.denies])
        whom = "whoever meets its conditions" if conditions else "everybody it lets in"
        return Why(f"the Deny in {denies} turns away {whom}", "narrow the Deny, or delete the Allow that it undoes")
    if not conditions:
        return nobody_calls(statement, found)
    if len(conditions) == 1:
        return of_one(conditions[0], statement, found)
    names = listed([f"{each.operator} on {each.key}" for each in conditions])
    advice = "keep the condition that was meant, in a statement of its own if both were"
    return Why(f"{names} cannot hold together", advice)


def without_variables(statement: Statement, found: Contradiction) -> Why:
    """As `why_dead`, in a policy whose version has no policy variables: what would be one may be the reason."""
    conditions = [statement.conditions[at] for at in found.conditions]
    written = [each for each in conditions if any("${" in str(value) for value in each.values)]
    if found.denies or not written:
        return why_dead(statement, found)
    name = f"{written[0].operator} {written[0].key}"
    literal = shown([value for value in written[0].values if "${" in str(value)])
    told = f"{name} wants {literal} letter by letter: version 2008-10-17 (the default) substitutes nothing"
    return Why(told, "set the policy's Version to 2012-10-17, which has policy variables")


def called(statement: Statement, found: Contradiction) -> str:
    """The calls that the statement means to allow, which will be denied."""
    calls = dict.fromkeys(CALLED.get(kind, "sts:AssumeRole") for kind in Kind if kind in found.kinds)
    return listed(list(calls) or [str(action) for action in statement.actions] or ["every call"])


def nobody_calls(statement: Statement, found: Contradiction) -> Why:
    if found.kinds or not statement.principals:
        return Why("it names no principal", "name the principal that was meant")
    whos = [who(each) for each in statement.principals]
    if all(each.form is Form.NOTHING for each in whos):
        reason = dict.fromkeys(str(each.text) for each in whos)
        return Why(f"it names nobody ({'; '.join(reason)})", "name a role, user, account, service or provider")
    return Why(
        f"none of its principals can call {listed([str(each) for each in statement.actions])}",
        WHO_CALLS_WHAT,
    )


def of_one(condition: Condition, statement: Statement, found: Contradiction) -> Why:
    """Of a condition that nobody meets."""
    key, name = condition.key.lower(), f"{condition.operator} {condition.key}"
    if right := meant(condition.key):
        told = f"AWS has no key {condition.key} (is {right} meant?), so no request carries it"
        return Why(told, f"write {right}", wrong=condition, right=condition._replace(key=right))
    if LITERAL_IN_KEY in condition.key:
        right = condition.key.replace(LITERAL_IN_KEY, OPEN_IN_KEY)
        told = f"no request carries {condition.key}: `$${{` is literal text, which nothing is put in place of"
        return Why(told, f"write {right}", wrong=condition, right=condition._replace(key=right))
    if not condition.values:
        return Why(f"{name} has an empty list, which nothing matches", "write the value that was meant")
    if not any(carries(caller, key) for caller in found.callers):
        return absent(condition, statement, found)
    if why := no_wildcard(condition) or never_written(condition):
        return why
    issued = condition._replace(values=(placeholder("external id issued by the third party"),))
    if all(map(is_to_fill_in, condition.values)):
        return to_be_filled_in(condition, issued if key == EXTERNAL_ID.lower() else None)
    if key == EXTERNAL_ID.lower() and not any(map(can_be_sent, condition.values)):
        told = f"{name} wants {shown(condition.values)}, which nobody can send: {ID_FORM}"
        return Why(told, "write the external id that the third party issued", wrong=condition, right=issued)
    parsed = operator(condition.operator)
    family = parsed.row.family if parsed else None
    if key == PRINCIPAL_ARN.lower() and family in (Family.ARN, Family.STRING):
        return of_arn(condition)
    if end := ended(condition, key, family):
        advice = "delete the statement if it has served, or move the date"
        return Why(f"expired on {end} ({name})", advice, expired=True)
    if key == MFA and family is Family.BOOL:
        return Why("role sessions never carry MFA, and no user is trusted here", "ask for MFA of users only")
    if key == "aws:sourceip" and family is Family.IP:
        return Why(
            f"{name} {shown(condition.values)} is no public address, and STS sees only those",
            "write public addresses",
        )
    return Why(
        f"no request satisfies {name} {shown(condition.values)}", "write what was meant, or delete the condition"
    )


def to_be_filled_in(condition: Condition, filled_in: Condition | None) -> Why:
    """Of a condition whose values all stand for others; `filled_in`: as it is then, if they are whole values."""
    told = f"{condition.operator} {condition.key} still wants {shown(condition.values)}, which is to be filled in"
    right = filled_in if all(isinstance(each, str) for each in condition.values) else None
    return Why(told, "replace it by the value that it stands for", unfinished=True, wrong=condition, right=right)


def no_wildcard(condition: Condition) -> Why | None:
    """Of values that were meant as patterns, under an operator that knows none; None for any other condition."""
    parsed = operator(condition.operator)
    meant_so = [not WILDCARDS.isdisjoint(spelt_out(value)) for value in condition.values]
    if (
        not parsed
        or parsed.row.family is not Family.STRING
        or parsed.row.wild
        or parsed.row.negated
        or not all(meant_so)
    ):
        return None
    told = f"{condition.operator} {condition.key} compares {shown(condition.values)} letter by letter"
    right = condition.operator.replace(parsed.row.name, "StringLike")
    advice = f"write {right} in place of {condition.operator}"
    as_meant = condition._replace(operator=right)
    return Why(f"{told}: wildcards are StringLike's", advice, wrong=condition, right=as_meant)


def spelt_out(value: Value) -> str:
    """What is written of `value`, without what is open in it."""
    return "".join(part for part in value.parts if isinstance(part, str)) if isinstance(value, Text) else value


def never_written(condition: Condition) -> Why | None:
    """Of a claim that is to hold what its issuer never writes; None for any other condition."""
    key = condition.key.lower()
    letters = key_row(key).alphabet if is_federated(key) else None
    if letters is None or any(language_of(key).holds(value) for value in condition.values):
        return None
    issuer, _, claim = condition.key.rpartition(":")
    told = f"{condition.operator} {condition.key} wants {shown(condition.values)}, and {issuer} writes in `{claim}`"
    return Why(f"{told} none but these letters: {in_short(letters)}", f"write what a token of {issuer} says")


def in_short(letters: str) -> str:
    """`a-zA-Z0-9_-`, of letters that are listed."""
    return reduce(lambda short, each: short.replace(*each), RANGES, letters)


def ended(condition: Condition, key: str, family: Family | None) -> str:
    """The last moment, or day, at which a condition on the clock was open; '' where it never was."""
    if not ((key in CLOCKS and family is Family.DATE) or (key == EPOCH_TIME and family is Family.NUMERIC)):
        return ""
    past = readable(condition.values, number_of if family is Family.NUMERIC else moment_of)
    return iso(int(max(past))).removesuffix("T00:00:00Z") if past else ""


def carries(caller: Caller, key: str) -> bool:
    kinds = (Kind.USER, Kind.ROLE_SESSION) if caller.signs else (caller.kind,)
    return any(presence(key, kind, issuer_of(caller)) is not Presence.NEVER for kind in kinds)


def absent(condition: Condition, statement: Statement, found: Contradiction) -> Why:
    issuers = dict.fromkeys(issuer_of(caller) for caller in found.callers)
    if found.kinds == {Kind.OIDC} and (why := no_key(condition, list(issuers))):
        return why
    if found.kinds == {Kind.OIDC} and (why := of_another_issuer(condition, list(issuers))):
        return why
    callers = listed([CALLERS[kind] for kind in Kind if kind in found.kinds], "or")
    provider = f" of {listed([str(each.value) for each in statement.principals])}" if found.kinds == {Kind.OIDC} else ""
    advice = f"delete {condition.key}, or name it in a statement for callers that send it"
    return Why(f"{callers}{provider} never carries {condition.key}", advice)


def no_key(condition: Condition, issuers: Sequence[str]) -> Why | None:
    """Of a claim that AWS has no condition key for, so that no policy sees it; None for any other key."""
    host, _, claim = condition.key.rpartition(":")
    if host.lower() not in issuers or claim.lower() in claims_of(host.lower()):
        return None
    known = ", ".join(sorted(claims_of(host.lower()) - RARE))
    told = f"AWS has no condition key for the claim {claim} of {host}, so {condition.operator} on it never holds"
    return Why(told, f"write a condition on a claim that AWS has a key for: {known}")


def of_another_issuer(condition: Condition, issuers: Sequence[str]) -> Why | None:
    """Of a claim of the token under a key that is none of its issuer's; None for any other key, and several issuers.

    IAM User Guide, "Available keys for AWS OIDC federation": a key is the provider's URL without `https://`, a colon,
    and the claim.
    """
    host, _, claim = condition.key.rpartition(":")
    issuer = issuers[0] if len(issuers) == 1 else ""
    if "." not in host or not issuer or claim.lower() not in claims_of(issuer):
        return None
    right = f"{issuer}:{claim}"
    if host.lower().rstrip("/").endswith(issuer):
        without = "a slash at its end" if host.lower().startswith(issuer) else "a scheme or an ARN"
        told = f"no token carries {condition.key}: the key of a claim begins with the issuer, without {without}"
        return Why(told, f"write {right}", wrong=condition, right=condition._replace(key=right))
    if host in condition.values:
        told = f"no token carries {condition.key}: the key of a claim begins with the issuer, and {host} is an audience"
        return Why(told, f"write {right}", wrong=condition, right=condition._replace(key=right))
    told = f"a token of {issuer} never carries {condition.key}, which is of another issuer"
    return Why(told, f"write {right}, or trust the provider {host} in this statement")


def of_arn(condition: Condition) -> Why:
    values, name = condition.values, f"{condition.operator} {condition.key}"
    if any(str(arn_field(value, 5)).startswith("assumed-role/") for value in values):
        return Why(
            f"{name} {shown(values)} is a session's ARN, and {condition.key} is always that of its role",
            "write the role's ARN, with its path",
        )
    if any(arn_field(value, 5) == "root" for value in values):
        return Why(f"{name} {shown(values)} is the root user alone, who cannot assume roles", "name a role or user")
    told = f"{name} {shown(values)} is nobody that the statement trusts"
    return Why(told, "let principal and condition name one account")


def can_be_sent(value: Value) -> bool:
    return not isinstance(value, str) or legal_external_id(value) or "*" in value.strip("*")


def shown(values: Sequence[Value]) -> str:
    return listed([f'"{value}"' for value in values], "or")
