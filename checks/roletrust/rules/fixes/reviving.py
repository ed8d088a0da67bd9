"""What an Allow statement that lets nobody in was to say, where that is plain or only has to be filled in.

It never says less than the statement does of who is meant: a condition goes where no request of its callers can carry
its key and an identity is asked for besides, or where another one says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from roletrust.engine.classes.agreement import MFA
from roletrust.engine.classes.satisfiability import Contradiction, issuer_of
from roletrust.engine.classes.typed_values import EPOCH_TIME
from roletrust.engine.policy.document import Condition, Principal, Statement
from roletrust.engine.policy.oidc_claims import claims_of
from roletrust.engine.policy.operators import Family, Operator, operator
from roletrust.engine.policy.principals import Form, Who, who
from roletrust.engine.policy.request import Kind, arn_field
from roletrust.engine.text import Value, text
from roletrust.rules.messages.contradiction import Why, carries, ended
from roletrust.rules.messages.wording import ADDRESSES, DATE, EXTERNAL_ID, PRINCIPAL_ARN, SECONDS, placeholder
from roletrust.rules.rule import Fix

ROLE_NAME, USER_NAME = placeholder("role name"), placeholder("user name")
USER_ID = "aws:userid"  # `<unique id>:<session name>` of a role's session
# IAM User Guide, "AWS global condition context keys": what says it of a principal that signs its call, and of the
# resource for which a service makes one.
TWINS = {
    "aws:PrincipalAccount": "aws:SourceAccount",
    "aws:PrincipalOrgID": "aws:SourceOrgID",
    "aws:PrincipalOrgPaths": "aws:SourceOrgPaths",
}
OF_SERVICES = {one.lower(): other for one, other in TWINS.items()}
OF_SIGNERS = {other.lower(): one for one, other in TWINS.items()}
# Claims for which AWS has no key, and the subjects that say the same: GitHub Docs, "OpenID Connect reference" (classic
# and immutable subjects); GitLab Docs, "Connect to cloud services", "ID token payload".
IN_THE_SUBJECT = {
    ("token.actions.githubusercontent.com", "repository_owner"): ("repo:{}/*", "repo:{}@*/*"),
    ("gitlab.com", "project_path"): ("project_path:{}:*",),
    ("gitlab.com", "namespace_path"): ("project_path:{}/*",),
}


def repair_of(why: Why, statement: Statement, found: Contradiction, is_served: bool, others: bool) -> Fix:
    """What to write in a statement that lets nobody in; else the advice alone.

    It is taken out where others do what it was to do (`is_served`); where `others` stay, also if it has served, or a
    Deny undoes it.
    """
    if why.right or why.actions:
        right = (why.right,) if why.right else ()
        return Fix(why.advice, statement, right, replaced=why.wrong, actions=why.actions)
    if is_served:
        advice = "take it out, for others let its principals in, or mend it"
        return Fix(f"{advice}: {why.advice}", statement, gone=True)
    if others and (why.expired or found.denies):
        return Fix(why.advice, statement, gone=True)
    return Fix(why.advice, statement, meant=revived(statement, found))


def revived(statement: Statement, found: Contradiction) -> tuple[Statement, ...]:
    """`statement`, of which `found` says why it lets nobody in, as it was meant; nothing where that is not plain."""
    asked = [statement.conditions[at] for at in found.conditions]
    if found.denies or found.lacking:
        return ()
    if len(asked) == 2:
        return without_its_absence(statement, asked[0], asked[1])
    parsed = operator(asked[0].operator) if len(asked) == 1 else None
    if parsed is None:
        return ()
    made = next((each for way in WAYS if (each := way(statement, asked[0], parsed, found))), None)
    return (made,) if made else ()


def without_its_absence(statement: Statement, one: Condition, other: Condition) -> tuple[Statement, ...]:
    """Without the condition that a key be absent, beside one that demands a value of it."""
    for absent, demanded in ((one, other), (other, one)):
        null, positive = operator(absent.operator), operator(demanded.operator)
        alike = absent.key.lower() == demanded.key.lower()
        if alike and null and positive and null.row.family is Family.NULL and not positive.row.negated:
            return () if positive.row.family is Family.NULL else (statement.with_condition(absent),)
    return ()


def open_again(statement: Statement, one: Condition, parsed: Operator, _: Contradiction) -> Statement | None:
    """A time that is over ends at another date."""
    key = one.key.lower()
    if not ended(one, key, parsed.row.family):
        return None
    date = placeholder(SECONDS if key == EPOCH_TIME and parsed.row.family is Family.NUMERIC else DATE)
    return statement.with_condition(one, one._replace(values=(date,)))


def of_users(statement: Statement, one: Condition, parsed: Operator, _: Contradiction) -> Statement | None:
    """MFA is asked of users of the accounts whose roles are named: sessions of roles never carry it."""
    named = [who(each) for each in statement.principals]
    if one.key.lower() != MFA or parsed.row.family is not Family.BOOL or statement.negated_principals:
        return None
    if not all(each.form in (Form.ENTITY, Form.SESSION) for each in named):
        return None
    arns = dict.fromkeys(text("arn:", each.partition, ":iam::", each.account, f":user/{USER_NAME}") for each in named)
    return statement._replace(principals=tuple(Principal("AWS", each) for each in arns))


def from_public_addresses(statement: Statement, one: Condition, parsed: Operator, _: Contradiction) -> Statement | None:
    if one.key.lower() != "aws:sourceip" or parsed.row.family is not Family.IP or parsed.row.negated:
        return None
    return statement.with_condition(one, one._replace(values=(placeholder(ADDRESSES),)))


def of_the_trusted(statement: Statement, one: Condition, parsed: Operator, _: Contradiction) -> Statement | None:
    """A condition on the caller's ARN that names one of a principal's account, in the form that the key has."""
    if one.key.lower() != PRINCIPAL_ARN.lower() or parsed.row.negated or statement.negated_principals:
        return None
    trusted = [each for each in map(who, statement.principals) if each.form is Form.ACCOUNT]
    values = dict.fromkeys(arn for value in one.values for arn in arns(value, trusted))
    sessions = dict.fromkeys(session for value in one.values if (session := session_of(value)))
    if not values or (*values,) == one.values or len(sessions) > 1:
        return None
    right = one._replace(values=tuple(values))
    of_session = [Condition("StringLike", USER_ID, (f"*:{each}",)) for each in sessions]
    return statement.with_condition(one, right, *(each for each in of_session if each not in statement.conditions))


def session_of(arn: Value) -> str:
    """The name of the session of which `arn` is, or its pattern; '' where it is any."""
    session = str(arn_field(arn, 5)).split("/")[2:] if is_session(arn) else []
    return session[0] if session and session[0].strip("*") else ""


def is_session(arn: Value) -> bool:
    return str(arn_field(arn, 5)).startswith("assumed-role/")


def arns(written: Value, trusted: list[Who]) -> Iterator[Value]:
    """What was meant by `written`: the role of a session, the same one in the partition of its account, else a role of
    each account that is `trusted`.
    """
    partition, account, rest = (arn_field(written, at) for at in (1, 4, 5))
    if is_session(written):
        yield text("arn:", partition, ":iam::", account, f":role/{str(rest).split('/')[1]}")
        return
    mine = [each for each in trusted if each.account == account]
    if mine and rest != "root" and mine[0].partition not in ("", partition):
        yield text("arn:", mine[0].partition, ":iam::", account, ":", rest)
        return
    for each in mine or trusted:
        yield text("arn:", each.partition or "aws", ":iam::", each.account, f":role/{ROLE_NAME}")


def of_its_callers(statement: Statement, one: Condition, parsed: Operator, found: Contradiction) -> Statement | None:
    """A condition on a key that its callers never send, on the one that says the same of them."""
    key = one.key.lower()
    if any(carries(each, key) for each in found.callers) or parsed.row.negated:
        return None
    if found.kinds == {Kind.OIDC} and ":" in key and key != EXTERNAL_ID.lower():
        return of_the_token(statement, one, found)
    if Kind.USER not in found.kinds and key == EXTERNAL_ID.lower():
        return statement.with_condition(one)  # the token, the assertion or the service says for whom it is
    twins = OF_SERVICES if found.kinds == {Kind.SERVICE} else OF_SIGNERS if found.kinds <= SIGNERS else {}
    return renamed(statement, one, twins.get(key, ""))


def of_the_token(statement: Statement, one: Condition, found: Contradiction) -> Statement | None:
    """The claim of the issuer that is trusted in place of another's; the subject in place of a claim without a key."""
    issuers = {issuer_of(each) for each in found.callers}
    host, _, claim = one.key.rpartition(":")
    if len(issuers) != 1 or "." not in host:
        return None
    (issuer,) = issuers
    if claim.lower() in claims_of(issuer):
        return renamed(statement, one, f"{issuer}:{claim}") if host.lower() != issuer else None
    forms = IN_THE_SUBJECT.get((issuer, claim.lower()), ())
    if host.lower() != issuer or not all(isinstance(each, str) and "*" not in each for each in one.values):
        return None
    values = tuple(each.format(value) for value in one.values for each in forms)
    return (
        renamed(statement, one._replace(operator="StringLike", values=values), f"{issuer}:sub", one) if forms else None
    )


def renamed(statement: Statement, right: Condition, key: str, old: Condition | None = None) -> Statement | None:
    """With `right` on `key`, if nothing is asked of that yet, in the place of `old`, which is `right` itself."""
    if not key or any(each.key.lower() == key.lower() for each in statement.conditions):
        return None
    return statement.with_condition(old or right, right._replace(key=key))


SIGNERS = {Kind.USER, Kind.ROLE_SESSION}
Way = Callable[[Statement, Condition, Operator, Contradiction], "Statement | None"]
WAYS: tuple[Way, ...] = (open_again, of_users, from_public_addresses, of_the_trusted, of_its_callers)
