"""Who holds an external id together, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from roletrust.engine.roles.landscape import Held
from roletrust.rules.messages.wording import account_name, listed

MOST = 20  # others that are looked at


def sentences(shared: Iterable[tuple[Held, Sequence[Held]]]) -> Iterator[str]:
    """Who gets in with what, and who else; of two accounts of the role itself, once."""
    told: set[tuple[str, str]] = set()
    for held, others in shared:
        new = [each for each in others if each.role is not held.role or (each.account, each.external_id) not in told]
        told.add((held.account, held.external_id))
        if new:
            yield sentence(held, new) + (" at least" if len(others) == MOST else "")


def sentence(held: Held, others: Sequence[Held]) -> str:
    """`account 1 gets in with "x" through statement 1; so does account 2 in b (main.tf:1-9)`"""
    label = held.entry.through.label if held.entry.through else "the policy"
    told = [f"{account_name(each.account, each.role.owner)} {where(held, each)}" for each in others]
    who = account_name(held.account, held.role.owner)
    return f'{who} gets in with "{held.external_id}" through {label}; so does {listed(told)}'


def where(held: Held, other: Held) -> str:
    return "here" if other.role is held.role else f"in {other.role.place.label} ({other.role.place.source})"
