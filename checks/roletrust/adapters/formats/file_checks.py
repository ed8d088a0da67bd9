"""Checks for those of Checkov's registries that hand over a whole file at once, which may hold many roles.

Such a registry runs every check on the file, and the records of all of them are written afterwards.  It looks up by a
check's `block_type` what runs it on a file, so this module adds a block type, which reports each role by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checkov.common.checks.base_check_registry import BaseCheckRegistry
from checkov.common.models.enums import CheckResult

from roletrust.adapters.formats.judged_files import FindRoles, JudgedFiles, Role
from roletrust.adapters.host.gates import is_let, is_skippable
from roletrust.adapters.host.records import reported
from roletrust.adapters.rule_check import RuleCheck
from roletrust.rules.catalog import RULES
from roletrust.rules.rule import AnyRule

BLOCK = "roletrust"


@dataclass(slots=True)
class Said:
    """What a record is made from in place of the check: the check, as it speaks of one role."""

    id: str
    name: str
    severity: Any
    guideline: str | None
    supported_entities: Any
    bc_id: str | None = None


class FileCheck(RuleCheck):
    """One rule's check of a file.  `key`: where in a role the policy stands.

    `reported_as`: by what Checkov's runner finds the name of a record, where it does not take the role's.
    """

    def __init__(self, rule: AnyRule, judged: JudgedFiles, key: str, reported_as: tuple[str, ...] = ()) -> None:
        self.judged, self.reported_as = judged, reported_as
        self.keys = [key]  # INVARIANT: never changed; one list for all that is reported
        super().__init__(rule, BLOCK, [BLOCK])

    def report(self, path: str, data: Any, skips: list[dict[str, Any]], results: dict[str, Any]) -> None:
        """Put what the rule says of each role of the file at `path` into `results`."""
        for role, found in self.judged.in_file(path, data):
            outcome = found.get(self.id)
            if outcome is None or outcome.result is CheckResult.UNKNOWN or not is_let(self.id, outcome):
                continue
            said = Said(self.id, self.rule.headline, self.severity, self.guideline, self.entities)
            told = reported(outcome, self.keys)
            skip = next((each for each in skips if applies(each, role)), None)
            if skip and is_skippable(self.id, outcome):
                told = {"result": CheckResult.SKIPPED, "suppress_comment": skip.get("suppress_comment", "")}
            results[f"{self.prefix}{role.label}.{self.id}"] = {
                **told,
                "check": said,
                "results_configuration": role.place,
            }

    @property
    def entities(self) -> Any:
        return self.reported_as or self.supported_entities

    @property
    def prefix(self) -> str:
        return f"{self.reported_as[-1]}." if self.reported_as else ""


def applies(skip: Mapping[str, Any], role: Role) -> bool:
    """Whether a comment that skips the check stands in the role's lines; anywhere, where those are not known."""
    line, (first, last) = skip.get("line_number", 0), role.lines
    return bool(skip) and (not last or not line or first <= line <= last)


def scan_file(
    path: str, check: FileCheck, skips: Any, data: Any, name: str, kind: str, results: dict[str, Any]
) -> None:
    """What the registry calls for a check of our block type."""
    check.report(path, data, skips if isinstance(skips, list) else [skips], results)


def file_checks(
    registry: BaseCheckRegistry, find: FindRoles, key: str, rules: Sequence[AnyRule] = RULES
) -> list[FileCheck]:
    """A check for each of `rules`, for a registry that hands over whole files."""
    registry._scanner[BLOCK] = scan_file  # type: ignore[attr-defined]
    files = JudgedFiles(find)
    return [FileCheck(rule, files, key) for rule in rules]
