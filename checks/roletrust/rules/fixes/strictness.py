"""The strict condition to write in place of a missing or loose one."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.classes.agreement import MFA, MFA_AGE
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.accounts import Owner, Whose
from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.engine.policy.document import Condition, Policy, Statement
from roletrust.engine.policy.operators import Family, operator
from roletrust.engine.policy.request import Values, arn_field
from roletrust.engine.text import Value, text
from roletrust.rules.fixes.setting_apart import set_apart
from roletrust.rules.messages.wording import (
    EXTERNAL_ID,
    PRINCIPAL_ARN,
    YOUR_ORGANIZATION,
    account_names,
    if_listed,
    listed,
    placeholder,
)
from roletrust.rules.rule import Fix
from roletrust.rules.tables.vendor_ids import said_of_ids, said_of_whole

ORGANIZATION, PATHS = "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"
# Keys that hold lists (IAM User Guide, "Single-valued vs. multivalued context keys"): a set operator compares them.
MULTIVALUED = ("aws:principalorgpaths", "aws:tagkeys", "aws:calledvia", "aws:principalservicenameslist")


def strict(policy: Policy, statement: Statement | None, accounts: Sequence[Value], owner: Owner) -> Fix:
    """Rule 1's fix for `accounts`, which `statement` lets in: the external id required."""
    names = listed(account_names(accounts, owner))
    if known := demanded(policy, EXTERNAL_ID):
        fix = Fix(f"require the external id, so that {names} cannot do without it", statement, (known,))
        return set_apart(fix, accounts, owner)
    advice = f"require the external id that the owner of {names} generated for you alone"
    if len(accounts) > 1:
        advice = f"give {names} a statement each, requiring the external id that its owner generated for you alone"
    issuer = accounts[0] if isinstance(accounts[0], str) else "the third party"
    wanted = Condition("StringEquals", EXTERNAL_ID, (placeholder(f"external id issued by {issuer}"),))
    told = f"{if_listed(accounts)}{advice}; it is theirs to supply{said_of_ids(accounts, owner)}"
    return set_apart(Fix(told, statement, (wanted,)), accounts[:1], owner)


def organization(policy: Policy, statement: Statement | None, owner: Owner) -> Fix:
    """Rule 4's fix: the own organization, or that which a Deny of the policy means to demand."""
    if known := demanded(policy, ORGANIZATION) or demanded(policy, PATHS):
        return Fix("require the organization, so that nobody can do without one", statement, (known,))
    own = tuple(sorted(owner.organizations)) or (placeholder(YOUR_ORGANIZATION),)
    wanted = Condition("StringEquals", ORGANIZATION, own)
    return Fix("name the accounts that need the role, or let in your own organization only", statement, (wanted,))


def demanded(policy: Policy, key: str) -> Condition | None:
    """What a Deny of the policy means to demand of `key`, as a condition for an Allow."""
    conditions = (each for deny in policy.statements if not deny.allows for each in deny.conditions)
    for condition in conditions:
        parsed = operator(condition.operator)
        if condition.key.lower() == key.lower() and parsed and parsed.row.family is Family.STRING:
            values = tuple(value for value in condition.values if usable(value, key, parsed.row.wild))
            if values and parsed.row.negated:
                over = "ForAnyValue:" if key.lower() in MULTIVALUED else ""
                return Condition(f"{over}{parsed.row.name.replace('Not', '')}", key, values)
    return None


def usable(value: Value, key: str, wild: bool) -> bool:
    """Whether a condition with this value says something, and can be met."""
    if not isinstance(value, str):
        return True
    legal = wild or key.lower() != EXTERNAL_ID.lower() or legal_external_id(value)
    return legal and value.strip("*? ") != ""


def of_users(held: tuple[str, Values]) -> bool:
    """Whether a key and its values are such as no role's session has."""
    key, values = held
    return key in (MFA_AGE, "aws:username") or (key == MFA and values == ("true",))


def asks_for_a_name(statement: Statement) -> bool:
    """Whether a condition compares with the caller's user name."""
    values = (str(value).lower() for condition in statement.conditions for value in condition.values)
    return any("${aws:username" in value for value in values)


def pinned(entry: Reach, accounts: Sequence[Value], owner: Owner) -> Fix:
    """Rules 2 and 7's fix: one role of each of `accounts`, which `entry` lets in; a user, where MFA is asked for."""
    statement = entry.through
    values = [principal.value for principal in statement.principals] if statement else []
    partition = next((found for value in values if (found := arn_field(value, 1))), "aws")
    users = entry.witness and any(map(of_users, entry.witness.context.items()))
    kind = "user" if users or (statement and asks_for_a_name(statement)) else "role"
    name = f":{kind}/" + placeholder(f"{kind} name")
    arns = tuple(text("arn:", partition, ":iam::", account, name) for account in accounts)
    advice = f"name the one {kind} that needs it; its administrator knows the {kind}'s path and name"
    others = [each for each in accounts if owner.whose(each) in (Whose.EXTERNAL, Whose.UNKNOWN)]
    advice = f"{if_listed(others)}{advice}{said_of_whole(others, owner)}"
    fix = Fix(advice, statement, (Condition("ArnEquals", PRINCIPAL_ARN, arns),))
    return set_apart(fix, accounts, owner, whole=True)
