"""The roles of one file side by side, for the rules about all roles: where a file is a scan of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from roletrust.adapters.decision import Decided, Outcome, broken, switched_off
from roletrust.adapters.landscape.counted import Counted, counted
from roletrust.engine.blast_radius import Gathered
from roletrust.engine.landscape import Landscape
from roletrust.engine.permissions import Permissions
from roletrust.engine.text import Value
from roletrust.engine.trust import Trust
from roletrust.rules.catalog import LANDSCAPE

Holding = Callable[[], Gathered]


class Known:
    """What a file tells of a role, whose trust policy is read already."""

    def __init__(self, decided: Decided, gathered: Gathered) -> None:
        self._gathered = gathered
        self.arn: Value = gathered.arn
        self.home = gathered.home
        self.trusts: Sequence[Trust] = [trust for _, trust in decided.trusts]
        self.problem = decided.problem

    @property
    def permissions(self) -> Permissions:
        return self._gathered.permissions


def side_by_side(roles: Iterable[tuple[Decided, Holding]]) -> list[Mapping[str, Outcome]]:
    """What the rules about all roles say of each of `roles`, by rule id; all of them are one scan."""
    every = [counted(decided, {}, partial(held_by, decided, holding)) for decided, holding in roles]
    landscape = Landscape(role for each in every for _, role in each.roles)
    return [said(each, landscape) for each in every]


def held_by(decided: Decided, holding: Holding) -> Known:
    return Known(decided, holding())


def said(one: Counted, landscape: Landscape) -> Mapping[str, Outcome]:
    off = switched_off(one.case)
    try:
        return {rule.id: one.among(landscape, rule) for rule in LANDSCAPE if rule.id not in off}
    except Exception as error:  # Checkov would drop the role without a word
        return broken(error)
