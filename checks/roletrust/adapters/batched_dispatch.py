"""One call of Checkov's for all rules about a block.

Checkov asks each check about each block by itself: its filter decides again, and five records go to its debug log.
With a check for each rule that takes longer than it takes to decide the policies.  So where the filter makes no
difference between the checks, the last of them answers for the others, in Checkov's own list of the block's results.

INVARIANT (nothing is lost): a check is away from Checkov's list only after Checkov asked all of its group in one scan,
and until the scan's graph checks, which that scan's filter lets run; whoever is in the list is asked by Checkov alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checkov.common.checks.base_check_registry import BaseCheckRegistry
from checkov.common.models.enums import CheckResult

from roletrust.adapters.entity import Entity
from roletrust.adapters.host.internals import asking, has_graph_check
from roletrust.adapters.rule_check import BlockCheck
from roletrust.rules.catalog import EVERY, SCAN_WIDE

SORTING_OUT = (  # what makes a filter of Checkov's treat one check otherwise than another, or one file than another
    *("check_threshold", "skip_check_threshold", "skip_checks", "skip_checks_regex_patterns"),
    *("use_enforcement_rules", "suppressed_policies"),
)

_groups: list[Group] = []


class Group:
    """The checks of one registry that are asked about the same blocks, in turn."""

    def __init__(self, registry: BaseCheckRegistry, checks: Sequence[BlockCheck]) -> None:
        self.registry, self.checks = registry, checks
        *self.others, self.last = checks
        self.ids = {id(each) for each in self.others}
        self.last.group = self
        self.away: Any = None  # the filter of the scan for which the others are
        _groups.append(self)

    def asked(self, entity: Entity) -> None:
        """Checkov asks the last check about `entity`: where it asks no other, they all answer.  May raise."""
        asked_by = asking()
        if asked_by and self.ids.isdisjoint(map(id, asked_by["checks"])):
            self.answer(entity, asked_by)
        elif (
            asked_by
            and has_graph_check(asked_by["runner"], SCAN_WIDE[0].id)
            and answers_alike(asked_by["runner_filter"])
        ):
            self.leave(asked_by["runner_filter"])

    def answer(self, entity: Entity, asked_by: dict[str, Any]) -> None:
        skips = {each["id"]: each for each in asked_by["skipped_checks"] or ()}
        for check in self.others if skips or not self.last.is_silent(entity) else ():
            if self.runs(check, asked_by["runner_filter"]):
                result = check.answer(entity, skips.get(check.id))
                if result["result"] is not CheckResult.UNKNOWN:  # which Checkov would not report
                    asked_by["results"][check] = result

    def runs(self, check: BlockCheck, runner_filter: Any) -> bool:
        """Of the scan for which the checks left, all do; another one in the same process may have another filter."""
        return runner_filter is self.away or bool(runner_filter.should_run_check(check))

    def leave(self, runner_filter: Any) -> None:
        """The others leave Checkov's lists, which it may be going through: they are not changed, but replaced."""
        self.away = runner_filter
        lists = self.registry.checks
        for kind in self.last.supported_entities:
            lists[kind] = [each for each in lists[kind] if each not in self.others]

    def come_back(self) -> None:
        """To their places before the last one."""
        lists = self.registry.checks
        for kind in self.last.supported_entities if self.away is not None else ():
            found = [each for each in lists[kind] if each not in self.others]
            place = found.index(self.last) if self.last in found else len(found)
            lists[kind] = [*found[:place], *self.others, *found[place:]]
        self.away = None


def all_back() -> None:
    """Let Checkov ask every check by itself again: the blocks of a scan are through."""
    for group in _groups:
        group.come_back()


def answers_alike(runner_filter: Any) -> bool:
    """Whether the filter lets each check run, those of the graph too, whatever the file."""
    sorting_out = any(getattr(runner_filter, name, None) for name in SORTING_OUT)
    return not sorting_out and all(runner_filter.should_run_check(check_id=each.id) for each in EVERY)
