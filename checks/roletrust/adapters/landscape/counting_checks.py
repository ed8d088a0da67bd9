"""What takes the roles of a scan down for the rules about all of them, as Checkov goes from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checkov.common.models.enums import CheckResult

from roletrust.adapters.checks import RoleCheck
from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.census import count
from roletrust.adapters.rule_check import BlockCheck
from roletrust.rules.catalog import SCAN_WIDE
from roletrust.rules.rule import CallRule, LandscapeRule


class CountingCheck(BlockCheck):
    """Takes each role down, and reports nothing: the graph check of the same id does, when all are known."""

    def __init__(self, rule: LandscapeRule | CallRule, beside: RoleCheck) -> None:
        """`beside`: a check of the same roles."""
        self.docket = beside.docket
        super().__init__(rule, beside.block_type, list(beside.supported_entities))

    def told(self, entity: Entity, skip: Any) -> dict[str, Any]:
        """UNKNOWN, unless the count breaks: the graph check would know nothing of the role, and say nothing."""
        self.name = self.rule.headline
        if decided := self.docket.decided(entity):
            count(entity, decided, self.docket.find)
        return {"result": CheckResult.UNKNOWN, "evaluated_keys": []}


def counted(checks: Sequence[RoleCheck]) -> list[RoleCheck | CountingCheck]:
    """`checks`, and what takes down the roles that they are for."""
    return [*checks, *(CountingCheck(rule, checks[0]) for rule in SCAN_WIDE)]
