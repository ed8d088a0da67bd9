"""How somebody whom the policy names nowhere gets in, in words."""

from __future__ import annotations

from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Policy, Statement
from roletrust.engine.policy.operators import operator
from roletrust.engine.text import is_fresh
from roletrust.rules.messages.emptiness import without_the_key
from roletrust.rules.messages.entrance import Entries, conditions_gap, gets_in, spared
from roletrust.rules.messages.wording import listed

ORGANIZATION = "aws:principalorgid"
CONFINING = {ORGANIZATION: "aws:PrincipalOrgID", "aws:principalorgpaths": "aws:PrincipalOrgPaths"}  # may be absent


def strangers_get_in(policy: Policy, entries: Entries, owner: Owner, who_meets: str) -> str:
    """`any AWS account gets in through statement 1; its principal is everyone, and it has no condition`"""
    entry = entries[0][1]
    statement = entry.through
    if statement is None:
        return gets_in(entries, owner)
    if organization := named_organization(entry):
        return f"any account of {organization}, which is none of your organizations, gets in through {statement.label}"
    who = "its NotPrincipal lets in all others" if statement.negated_principals else "its principal is everyone"
    missed = "".join(spared(policy, key) for key in CONFINING.values())
    return f"{gets_in(entries, owner)}; {who}, and {met(statement, who_meets)}{missed}"


def named_organization(entry: Reach) -> str:
    """The organization that the policy names and the stranger of `entry` has to be of; '' where there is none."""
    values = entry.witness.context.get(ORGANIZATION) if entry.witness else None
    return str(values[0]) if isinstance(values, tuple) and not is_fresh(values[0]) else ""


def met(statement: Statement, who: str) -> str:
    """Why a stranger meets the conditions of `statement`."""
    if not statement.conditions:
        return conditions_gap(statement, "")
    for condition in statement.conditions:
        parsed = operator(condition.operator)
        if condition.key.lower() in CONFINING and parsed and without_the_key(parsed, condition):
            return conditions_gap(statement, condition.key)
    keys = listed(list(dict.fromkeys(condition.key for condition in statement.conditions)))
    return f"{who} can meet its conditions on {keys}"
