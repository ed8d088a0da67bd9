"""What takes the roles of a scan down for the rules about all of them, as Checkov goes from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checkov.common.models.enums import CheckResult

from roletrust.adapters.checks import RoleCheck, RuleCheck
from roletrust.adapters.decision import broken
from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.census import count
from roletrust.rules.catalog import SCAN_WIDE
from roletrust.rules.rule import CallRule, LandscapeRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED


class CountingCheck(RuleCheck):
    """Takes each role down, and reports nothing: the graph check of the same id does, when all are known."""

    def __init__(self, rule: LandscapeRule | CallRule, beside: RoleCheck) -> None:
        """`beside`: a check of the same roles."""
        self.docket = beside.docket
        super().__init__(rule, beside.block_type, list(beside.supported_entities))

    def run(
        self,
        scanned_file: str,
        entity_configuration: dict[str, Any],
        entity_name: str,
        entity_type: str,
        skip_info: Any,
    ) -> Any:
        self.name = self.rule.headline
        entity = Entity(scanned_file, entity_configuration, entity_name, entity_type, self.graph)
        try:
            if decided := self.docket.decided(entity):
                count(entity, decided, self.docket.find)
        except Exception as error:  # the graph check would know nothing of the role, and say nothing
            self.name = broken(error)[UNDECIDED.id].name
            return {"result": CheckResult.FAILED, "evaluated_keys": []}
        return {"result": CheckResult.UNKNOWN, "evaluated_keys": []}


def counted(checks: Sequence[RoleCheck]) -> list[RoleCheck | CountingCheck]:
    """`checks`, and what takes down the roles that they are for."""
    return [*checks, *(CountingCheck(rule, checks[0]) for rule in SCAN_WIDE)]
