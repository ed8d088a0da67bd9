"""What takes the roles of a scan down for the rules about all of them, as Checkov goes from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from roletrust.adapters.checks import RoleCheck
from roletrust.adapters.decision import Outcome
from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.rule_check import BlockCheck, said, skipped
from roletrust.rules.catalog import SCAN_WIDE
from roletrust.rules.rule import CallRule, LandscapeRule


class StoringCheck(BlockCheck):
    """Takes each role down, and reports no more than that it passes whatever the others are.

    All else the graph check of the same id reports, when all are known.
    """

    def __init__(self, rule: LandscapeRule | CallRule, beside: RoleCheck) -> None:
        """`beside`: a check of the same roles."""
        self.judged = beside.judged
        super().__init__(rule, beside.block_type, list(beside.supported_entities))

    def is_silent(self, entity: Entity) -> bool:
        return not self.judged.outcomes(entity)

    def told(self, entity: Entity, skip: Any) -> dict[str, Any]:
        """UNKNOWN where it is no pass yet.  If the store breaks, so does this: the graph check would miss the role."""
        # Of rules about all roles nothing is said there, but that something broke.
        broken = self.judged.outcomes(entity).get(self.id)
        outcome = broken or self.already(self.judged.stored(entity))
        return skipped(skip) if skip and outcome else said(self.id, outcome, [])

    def already(self, stored: StoredRole | None) -> Outcome | None:
        return stored.alone(self.rule) if stored and isinstance(self.rule, LandscapeRule) else None


def with_storing(checks: Sequence[RoleCheck]) -> list[RoleCheck | StoringCheck]:
    """`checks`, and what takes down the roles that they are for."""
    return [*checks, *(StoringCheck(rule, checks[0]) for rule in SCAN_WIDE)]
