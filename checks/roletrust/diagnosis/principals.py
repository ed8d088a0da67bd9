"""Why a policy lets others in, and not this caller: proved by the policy with just that changed."""

from __future__ import annotations

from roletrust.diagnosis.hearing import OF_WHO, Hearing
from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Principal, Statement
from roletrust.engine.policy.principals import is_unique_id
from roletrust.engine.policy.request import Kind, arn_field
from roletrust.engine.text import Value

MFA = "aws:multifactorauth"
MOST = 4  # principals that are told one by one


def of_caller(hearing: Hearing) -> tuple[str, str]:
    """The cause, and what of the policy says so; the facts of the hearing are those that stay."""
    caller = hearing.caller
    assert caller is not None
    if hearing.with_policy(without_pins).answer is YES:
        return "caller-pinned-to-another", pins(hearing)
    if caller.kind is Kind.ROLE_SESSION and hearing.with_policy(without_mfa).answer is YES:
        return "mfa-missing", "the session of a role has no MFA of its own, and so never meets what the policy asks for"
    if hearing.with_policy(lambda each: revived(each, caller.arn)).answer is YES:
        return "principal-deleted", f"{deleted(hearing)} is what is left of a deleted user or role"
    if caller.partition and hearing.with_policy(lambda each: moved(each, str(caller.partition))).answer is YES:
        return "wrong-partition", f"the caller is of partition {caller.partition}, the policy names others"
    if caller.kind is Kind.SERVICE:
        return "service-not-named", f"the policy names {named(hearing, 'Service')}, and not {caller.arn}"
    if caller.kind in (Kind.OIDC, Kind.SAML):
        account = arn_field(caller.arn, 4)
        if hearing.with_policy(lambda each: in_account(each, account)).answer is YES:
            return "provider-of-another-account", f"the policy names {named(hearing, 'Federated')}"
        return "caller-not-named", f"the policy names {named(hearing, 'Federated')}, and not {caller.arn}"
    return "caller-not-named", f"the policy names {named(hearing, 'AWS')}, and not {caller.arn}"


def without_pins(statement: Statement) -> Statement:
    kept = tuple(each for each in statement.conditions if each.key.lower() not in OF_WHO)
    return statement._replace(conditions=kept) if statement.allows else statement


def without_mfa(statement: Statement) -> Statement:
    kept = tuple(each for each in statement.conditions if not each.key.lower().startswith(MFA))
    return statement._replace(conditions=kept)


def pins(hearing: Hearing) -> str:
    found = [
        f"{each.operator} {each.key} {', '.join(map(str, each.values))}"
        for statement in hearing.trust.policy.statements
        for each in statement.conditions
        if statement.allows and each.key.lower() in OF_WHO
    ]
    return f"the policy has {'; '.join(found[:MOST])}"


def deleted(hearing: Hearing) -> str:
    every = (one for each in hearing.trust.policy.statements for one in each.principals if is_unique_id(one.value))
    return ", ".join(str(each.value) for each in every)


def revived(statement: Statement, arn: Value) -> Statement:
    """The statement with the caller in place of each deleted principal."""
    return with_principals(statement, lambda one: one._replace(value=arn) if is_unique_id(one.value) else one)


def moved(statement: Statement, partition: str) -> Statement:
    """The statement with its principals in another partition."""

    def there(one: Principal) -> Principal:
        fields = one.value.split(":", 2) if isinstance(one.value, str) else []
        return one._replace(value=f"arn:{partition}:{fields[2]}") if len(fields) == 3 and fields[0] == "arn" else one

    return with_principals(statement, there)


def in_account(statement: Statement, account: Value) -> Statement:
    """The statement with its identity providers in another account."""

    def there(one: Principal) -> Principal:
        fields = one.value.split(":", 5) if isinstance(one.value, str) else []
        if one.kind != "Federated" or len(fields) < 6:
            return one
        return one._replace(value=":".join([*fields[:4], str(account), fields[5]]))

    return with_principals(statement, there)


def with_principals(statement: Statement, changed: object) -> Statement:
    assert callable(changed)
    return statement._replace(principals=tuple(changed(one) for one in statement.principals))


def named(hearing: Hearing, kind: str) -> str:
    every = dict.fromkeys(
        str(one.value)
        for each in hearing.trust.policy.statements
        for one in each.principals
        if one.kind in (kind, "*") and each.allows
    )
    told = list(every)
    more = f" and {len(told) - MOST} more" if len(told) > MOST else ""
    return (", ".join(told[:MOST]) + more) or "none of that kind"
