"""The branches of a policy: which ways its conditions must go for something to be so."""

from __future__ import annotations

from collections.abc import Sequence

Conditions = tuple[tuple[str, bool], ...]
Branches = tuple[Conditions, ...]  # alternatives


def singled_out(found: Sequence[Conditions], every: Sequence[Conditions]) -> Branches:
    """The fewest branches that tell `found` from the rest of `every`; none where `found` is all of them."""
    others = [frozenset(each) for each in every if each not in found]
    chosen: list[Conditions] = []
    for conditions in found if others else ():
        if not any(set(each) <= set(conditions) for each in chosen):
            chosen.append(shortened(conditions, others))
    return tuple(chosen)


def shortened(conditions: Conditions, others: Sequence[frozenset[tuple[str, bool]]]) -> Conditions:
    """`conditions` without those that are not needed to rule `others` out; the outermost are kept where they can be."""
    needed = list(conditions)
    for each in reversed(conditions):
        opposites = {(name, not taken) for name, taken in needed if (name, taken) != each}
        if all(opposites & other for other in others):
            needed.remove(each)
    return tuple(needed)


def branches_named(branches: Branches) -> str:
    """```A` is true and `B` is false, or `C` is true``"""
    ways = [[f"`{condition}` is {'true' if taken else 'false'}" for condition, taken in each] for each in branches]
    return ", or ".join(" and ".join(way) for way in ways)
