"""The rules about all roles of a scan, as graph checks of Checkov's; and what takes the roles down for them.

A record has its check's name, and one check speaks of all vertices: so each is told of by a check of its own.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from checkov.common.bridgecrew.severities import Severities, Severity
from checkov.common.checks_infra.registry import Registry
from checkov.common.graph.checks_infra.base_check import BaseGraphCheck
from checkov.common.models.enums import CheckCategories, CheckResult

from roletrust.adapters.checks import RoleCheck, RuleCheck
from roletrust.adapters.decision import Outcome, broken, switched_off
from roletrust.adapters.entity import ROLES, STACK_ROLES, Entity
from roletrust.adapters.landscape.census import Vertex, count, counted_in
from roletrust.adapters.terraform.vertices import nodes
from roletrust.rules.catalog import LANDSCAPE, SCAN_WIDE
from roletrust.rules.rule import AnyRule, CallRule, LandscapeRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED

KINDS = frozenset((*ROLES, *STACK_ROLES, "module"))
ONE_BY_ONE = threading.Lock()  # Checkov runs them side by side, and they evaluate the blocks of the same scan
# What Checkov's runners read of the vertex that a result is about; the attributes of the block are not among it.
READ = frozenset(
    (
        *("block_name_", "block_type_", "file_path_", "config_", "id_", "resource_type"),
        *("__address__", "source_module_", "source_module_object_", "tags", "Tags"),
    )
)


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


class Said(BaseGraphCheck):
    """A rule, as it speaks of one role, or of all that pass."""

    def __init__(self, rule: AnyRule, name: str, severity: Severity) -> None:
        super().__init__()
        self.rule = rule
        self.id, self.name, self.severity, self.guideline = rule.id, name, severity, rule.guideline
        self.category = CheckCategories.IAM.name
        self.resource_types = sorted(KINDS - {"module"})


class GraphCheck(Said):
    """One rule's check of a graph."""

    def __init__(self, rule: AnyRule) -> None:
        super().__init__(rule, rule.headline, Severities[rule.severity])

    def run(self, graph_connector: Any) -> tuple[list[Vertex], list[Vertex], list[Vertex]]:
        """The vertices that pass, that fail, and none: all empty where each is told of by a check of its own.

        Raises nothing: Checkov runs it in a thread, and would drop all results without a word.
        """
        told = results_at_work()
        with ONE_BY_ONE:
            return self.told_or_reported(told, graph_connector)

    def told_or_reported(self, told: Any, graph: Any) -> tuple[list[Vertex], list[Vertex], list[Vertex]]:
        """As `run`.  `told`: where each is told of by a check of its own; None where they are reported by vertex."""
        reported: dict[CheckResult, list[Vertex]] = {CheckResult.PASSED: [], CheckResult.FAILED: []}
        said: dict[object, Said] = {}
        for vertex, rule, found in self.guarded(graph):
            if found.result not in reported:
                continue
            if told is None:
                reported[found.result].append(vertex)
                continue
            check = said.setdefault((rule.id, found.name, found.severity), Said(rule, found.name, found.severity))
            entity = passing(vertex) if found.result is CheckResult.PASSED else read_of(vertex)
            record = {**found.facts, "result": found.result, "entity": entity, "evaluated_keys": []}
            told.setdefault(check, []).append(record)
        return reported[CheckResult.PASSED], reported[CheckResult.FAILED], []

    def guarded(self, graph: Any) -> Iterator[tuple[Vertex, AnyRule, Outcome]]:
        """The outcomes; where they cannot be found, each role is undecided."""
        try:
            yield from self.outcomes(graph)
        except Exception as error:
            told = broken(error)[UNDECIDED.id]
            roles = [each for each in nodes(graph) if each.get("block_type_") == "resource" and is_role(each)]
            yield from ((each, UNDECIDED, told) for each in roles)

    def outcomes(self, graph: Any) -> Iterator[tuple[Vertex, AnyRule, Outcome]]:
        """What is to be reported of which vertex, and under which rule."""
        raise NotImplementedError


class LandscapeCheck(GraphCheck):
    """One rule's check of the roles of a graph."""

    rule: LandscapeRule

    def outcomes(self, graph: Any) -> Iterator[tuple[Vertex, AnyRule, Outcome]]:
        for vertex, counted, census in counted_in(each for each in nodes(graph) if is_role(each)):
            try:
                if self.id not in switched_off(counted.case):
                    yield vertex, self.rule, counted.among(census.landscape, self.rule)
            except Exception as error:
                yield vertex, UNDECIDED, broken(error)[UNDECIDED.id]


def read_of(vertex: Vertex) -> Vertex:
    """`vertex`, as far as anybody reads it: Checkov copies it twice for each result."""
    return {key: value for key, value in vertex.items() if key in READ}


def passing(vertex: Vertex) -> Vertex:
    """As `read_of`, of a block of which nothing is shown: Checkov keeps a copy of its configuration in each record."""
    kept = read_of(vertex)
    kind = vertex.get("resource_type")
    blocks = vertex["config_"].get(kind) if vertex.get("block_type_") == "resource" else None
    if isinstance(blocks, dict):
        kept["config_"] = {kind: {name: tags(block) for name, block in blocks.items()}}
    return kept


def tags(block: Any) -> Any:
    """What a record tells of a resource block, besides where it stands."""
    return {key: block[key] for key in ("tags", "tags_all") if key in block} if isinstance(block, dict) else block


def is_role(vertex: Vertex) -> bool:
    kind = vertex.get("block_type_")
    return kind == "module" or (kind == "resource" and vertex.get("resource_type") in KINDS)


def results_at_work() -> Any:
    """Where the registry that runs a graph check collects results; None if Checkov does it in some other way."""
    return sys._getframe(2).f_locals.get("check_results")


def counted(checks: Sequence[RoleCheck]) -> list[RoleCheck | CountingCheck]:
    """`checks`, and what takes down the roles that they are for."""
    return [*checks, *(CountingCheck(rule, checks[0]) for rule in SCAN_WIDE)]


def landscape_checks() -> list[LandscapeCheck]:
    return [LandscapeCheck(rule) for rule in LANDSCAPE]


def register(check: GraphCheck, registry: Registry) -> None:
    """Hand `check` to Checkov, in place of one of the same id."""
    registry.checks = [*(each for each in registry.checks if each.id != check.id), check]
