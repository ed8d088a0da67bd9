"""What the checks of single rules have in common, whatever Checkov asks them about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from checkov.common.checks.base_check import BaseCheck
from checkov.common.models.enums import CheckCategories, CheckResult

from roletrust.adapters.decision import Outcome, broken
from roletrust.adapters.entity import Entity
from roletrust.adapters.host.gates import is_let, registered_severity
from roletrust.adapters.host.records import reported
from roletrust.rules.rule import AnyRule


def unreported() -> dict[str, Any]:
    """Checkov's result of a check that has nothing to say: it makes no record of it."""
    return {"result": CheckResult.UNKNOWN, "evaluated_keys": []}


def said(rule_id: str, outcome: Outcome | None, keys: list[str]) -> dict[str, Any]:
    """Checkov's result of the check of `rule_id`; `outcome`: None for nothing; `keys`: where the policy stands."""
    return reported(outcome, keys) if outcome and is_let(rule_id, outcome) else unreported()


def skipped(skip: Any) -> dict[str, Any]:
    """Checkov's result of a check that the comment `skip` skips."""
    return {"result": CheckResult.SKIPPED, "suppress_comment": skip["suppress_comment"]}


class RuleCheck(BaseCheck):
    """A check for one rule, which Checkov runs in another way than its own checks."""

    severity: Any  # Checkov declares it None and sets a Severity

    def __init__(self, rule: AnyRule, block_type: str, entities: Sequence[str]) -> None:
        self.rule = rule
        super().__init__(rule.headline, rule.id, [CheckCategories.IAM], entities, block_type, guideline=rule.guideline)
        self.severity = registered_severity(rule, rule.severity)

    def scan_entity_conf(self, conf: dict[str, Any], entity_type: str) -> CheckResult:
        """Only what these checks replace would call it."""
        raise NotImplementedError


class AskedTogether(Protocol):
    """The checks that are asked about the same blocks, in turn."""

    def asked(self, entity: Entity) -> None:
        """Checkov asks the last of them about `entity`.  May raise."""


class BlockCheck(RuleCheck):
    """A check for one rule, which Checkov asks about each block.

    `group`: the checks that are asked about the same ones, of the last of them.
    """

    group: AskedTogether | None = None

    def run(
        self,
        scanned_file: str,
        entity_configuration: dict[str, Any],
        entity_name: str,
        entity_type: str,
        skip_info: Any,
    ) -> Any:
        """Checkov's `check_result`.  Raises nothing."""
        entity = Entity(scanned_file, entity_configuration, entity_name, entity_type, self.graph)
        return self.answer(entity, skip_info)

    def answer(self, entity: Entity, skip: Any) -> dict[str, Any]:
        """As `run`.  `skip`: of a comment that skips the check there."""
        try:
            if self.group is not None:
                self.group.asked(entity)
            return self.told(entity, skip)
        except BaseException as error:  # Checkov would drop the block without a word
            return reported(broken(error)[self.id], [])

    def is_silent(self, entity: Entity) -> bool:
        """Whether neither it nor one of its group has anything to say of `entity`.  Raises nothing."""
        return False

    def told(self, entity: Entity, skip: Any) -> dict[str, Any]:
        """As `answer`, but may raise."""
        raise NotImplementedError
