"""What takes the roles of a scan down for the rules about all of them, as Checkov goes from one to the next."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from roletrust.adapters.checks import Docket, RoleCheck
from roletrust.adapters.decision import Outcome
from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.role_store import store_role
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.rule_check import BlockCheck, said, skipped
from roletrust.rules.catalog import SCAN_WIDE
from roletrust.rules.rule import CallRule, LandscapeRule


class StoredOnce:
    """Takes each role of a docket down once, though each rule's check asks for it.  INVARIANT: one slot, as there."""

    def __init__(self, docket: Docket) -> None:
        self.docket = docket
        self.last = threading.local()

    def of(self, entity: Entity) -> StoredRole | None:
        """None where `entity` is no role, or no scan is at work that has rules about all of them."""
        decided = self.docket.decided(entity)
        if decided is None:
            return None
        if getattr(self.last, "decided", None) is not decided:
            self.last.stored = store_role(entity, decided, self.docket.find)
            self.last.decided = decided
        found: StoredRole | None = self.last.stored
        return found


class StoringCheck(BlockCheck):
    """Takes each role down, and reports no more than that it passes whatever the others are.

    All else the graph check of the same id reports, when all are known.
    """

    def __init__(self, rule: LandscapeRule | CallRule, beside: RoleCheck, once: StoredOnce) -> None:
        """`beside`: a check of the same roles."""
        self.once = once
        super().__init__(rule, beside.block_type, list(beside.supported_entities))

    def is_silent(self, entity: Entity) -> bool:
        return not self.once.docket.outcomes(entity)

    def told(self, entity: Entity, skip: Any) -> dict[str, Any]:
        """UNKNOWN where it is no pass yet.  If the store breaks, so does this: the graph check would miss the role."""
        # Of rules about all roles nothing is said there, but that something broke.
        broken = self.once.docket.outcomes(entity).get(self.id)
        outcome = broken or self.already(self.once.of(entity))
        return skipped(skip) if skip and outcome else said(self.id, outcome, [])

    def already(self, stored: StoredRole | None) -> Outcome | None:
        return stored.alone(self.rule) if stored and isinstance(self.rule, LandscapeRule) else None


def with_storing(checks: Sequence[RoleCheck]) -> list[RoleCheck | StoringCheck]:
    """`checks`, and what takes down the roles that they are for."""
    once = StoredOnce(checks[0].docket)
    return [*checks, *(StoringCheck(rule, checks[0], once) for rule in SCAN_WIDE)]
