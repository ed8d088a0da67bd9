"""The roles of one file side by side, for the rules about all roles: where a file is a scan of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from roletrust.adapters.decision import Decided, Outcome, broken_beside
from roletrust.adapters.landscape.counted import Counted, counted
from roletrust.engine.landscape import Landscape
from roletrust.engine.permissions import Permissions
from roletrust.engine.role import Gathered
from roletrust.engine.text import Value
from roletrust.engine.trust import Trust
from roletrust.reading.judging import switched_off
from roletrust.rules.catalog import LANDSCAPE

Holding = Callable[[], Gathered]


class Known:
    """What a file tells of a role, whose trust policy is read already."""

    def __init__(self, decided: Decided, gathered: Gathered) -> None:
        self._gathered = gathered
        self.arn: Value = gathered.arn
        self.home = gathered.home
        # Made anew: those of `decided` are full of answers, which take many times the room.
        self.trusts: Sequence[Trust] = [Trust(each.policy, each.owner, each.now) for _, each in decided.trusts]
        self.problem = decided.problem

    @property
    def permissions(self) -> Permissions:
        return self._gathered.permissions


def taken_down(decided: Decided, holding: Holding) -> Counted:
    """One role of a file: what `side_by_side` needs of it, which is little beside what judging it took."""
    return counted(decided, {}, lambda: Known(decided, holding()))


def side_by_side(roles: Iterable[Counted]) -> list[Mapping[str, Outcome]]:
    """What the rules about all roles say of each of `roles`, by rule id; all of them are one scan."""
    every = list(roles)
    landscape = Landscape(role for each in every for _, role in each.roles)
    return [said(each, landscape) for each in every]


def said(one: Counted, landscape: Landscape) -> Mapping[str, Outcome]:
    if one.case.configuration.error:  # which each rule says already
        return {}
    off = switched_off(one.case)
    try:
        return {rule.id: one.among(landscape, rule) for rule in LANDSCAPE if rule.id not in off}
    except BaseException as error:  # Checkov would drop the role without a word
        return broken_beside(error)
