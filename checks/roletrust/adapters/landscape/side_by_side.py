"""The roles of one file side by side, for the rules about all roles: where a file is a scan of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roletrust.adapters.decision import Decided, Outcome, broken_beside
from roletrust.adapters.landscape.stored_role import StoredRole, stored
from roletrust.engine.roles.landscape import Landscape
from roletrust.reading.holdings import Holding


def taken_down(decided: Decided, holding: Holding) -> StoredRole:
    """One role of a file: what `side_by_side` needs of it, which is little beside what judging it took."""
    return stored(decided, {}, holding)


def side_by_side(roles: Iterable[StoredRole]) -> list[Mapping[str, Outcome]]:
    """What the rules about all roles say of each of `roles`, by rule id; all of them are one scan."""
    every = list(roles)
    landscape = Landscape(role for each in every for _, role in each.roles)
    return [said(each, landscape) for each in every]


def said(one: StoredRole, landscape: Landscape) -> Mapping[str, Outcome]:
    if one.case.configuration.error:  # which each rule says already
        return {}
    try:
        return {rule: one.outcome(judgement) for rule, judgement in one.among(landscape).items()}
    except BaseException as error:  # Checkov would drop the role without a word
        return broken_beside(error)
