"""Who gets in, through which statement, and what leaves the door open, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Condition, Empty, Policy, Statement
from roletrust.engine.policy.operators import operator
from roletrust.engine.text import Value
from roletrust.rules.messages.emptiness import without_the_key
from roletrust.rules.messages.wording import account_names, listed

Entries = Sequence[tuple[Value, Reach]]
PINS = ("aws:principalarn", "aws:userid", "aws:username", "aws:principaltag/")


def gets_in(entries: Entries, owner: Owner) -> str:
    """`account 1 gets in through statement 1 and account 2 gets in through statement 2`"""
    return listed(
        [
            f"{listed(names)} {'gets' if len(names) == 1 else 'get'} in through {label}"
            for label, names, _ in by_statement(entries, owner)
        ]
    )


def trusted_whole(entries: Entries, owner: Owner) -> str:
    """`statement 1 lets in any role or user of account 1`"""
    return listed(
        [
            f"{label} lets in any role or user of {listed(names)}{unhelpful_pin(statement)}"
            for label, names, statement in by_statement(entries, owner)
        ]
    )


def by_statement(entries: Entries, owner: Owner) -> Iterator[tuple[str, list[str], Statement | None]]:
    """Each statement that lets somebody in, with the accounts it lets in."""
    labelled: dict[str, tuple[list[Value], Statement | None]] = {}
    for account, entry in entries:
        label = entry.through.label if entry.through else "the policy"
        labelled.setdefault(label, ([], entry.through))[0].append(account)
    for label, (accounts, statement) in labelled.items():
        yield label, account_names(accounts, owner), statement


def beside(entries: Entries) -> list[Value]:
    """The accounts that get in through the statement that the first of them gets in through."""
    return [account for account, entry in entries if entry.through == entries[0][1].through]


def gap(policy: Policy, statement: Statement | None, key: str) -> str:
    """Why a request without `key` passes `statement`, and why the Deny that asks for the key misses it."""
    if statement is None:
        return f"nothing asks for {key}"
    return f"{conditions_gap(statement, key)}{spared(policy, key)}"


def spared(policy: Policy, key: str) -> str:
    """Of a Deny that asks for `key` and misses a request without it; '' where there is none."""
    for deny in policy.statements:
        for condition in () if deny.allows else on_key(deny, key):
            parsed = operator(condition.operator)
            if parsed and not without_the_key(parsed, condition):
                return f", and {condition.operator} of the Deny in {deny.label} spares a request without {key}"
    return ""


def conditions_gap(statement: Statement, key: str) -> str:
    for condition in on_key(statement, key):
        return f"{condition.operator} lets a request without {key} pass"
    for empty in statement.empty:
        return f"its {'Condition' if empty.what is Empty.BLOCK else empty.operator} is empty"
    if statement.source.unmade and not statement.conditions:
        return f"nothing comes of its dynamic condition ({statement.source.unmade})"
    return f"none of its conditions asks for {key}" if statement.conditions else "it has no condition"


def loose_on(statement: Statement | None, keys: Sequence[str], names: str, what: str) -> str:
    """Why `statement` lets in what `keys` (lower case; told as `names`) should keep out."""
    for condition in statement.conditions if statement else ():
        if condition.key.lower() in keys:
            return f"its {condition.operator} on {condition.key} does not turn those {what} away"
    return conditions_gap(statement, names) if statement else f"nothing asks for {names}"


def on_key(statement: Statement, key: str) -> list[Condition]:
    wanted = key.lower()
    return [condition for condition in statement.conditions if condition.key.lower() == wanted]


def unhelpful_pin(statement: Statement | None) -> str:
    """Of a condition that looks as if it pinned the caller, and does not."""
    for condition in statement.conditions if statement else ():
        if condition.key.lower().startswith(PINS):
            return f", whom its {condition.operator} on {condition.key} does not turn away"
    return ""
