"""The rules about all roles of a scan, as graph checks of Checkov's.

A record has its check's name, and one check speaks of all vertices: so each is told of by a check of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from checkov.common.bridgecrew.severities import Severities, Severity
from checkov.common.checks_infra.registry import Registry
from checkov.common.graph.checks_infra.base_check import BaseGraphCheck
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.runner_filter import RunnerFilter

from roletrust.adapters.batched_dispatch import all_back
from roletrust.adapters.decision import GRAVEST, Outcome, broken, show
from roletrust.adapters.host.gates import lets, told_under
from roletrust.adapters.host.internals import (
    HostChanged,
    Vertex,
    graph_results,
    missing_in,
    vertices,
    vertices_as_they_are,
)
from roletrust.adapters.host.records import reported
from roletrust.adapters.landscape.reported_vertex import without_block
from roletrust.adapters.landscape.role_store import RoleStore, scans, stored_in
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.terraform.vertices import nodes
from roletrust.reading.judging import switched_off
from roletrust.reading.kinds import ROLES, STACK_ROLES
from roletrust.rules.catalog import LANDSCAPE
from roletrust.rules.rule import AnyRule, LandscapeRule

KINDS = frozenset((*ROLES, *STACK_ROLES, "module"))
ONE_BY_ONE = threading.Lock()  # Checkov runs them side by side, and they evaluate the blocks of the same scan


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
        told = graph_results()
        with ONE_BY_ONE:
            try:
                all_back()
            except BaseException as error:  # then each of the others is not asked by itself: what is found stays
                show(error)
            return self.told_or_reported(told, graph_connector)

    def told_or_reported(self, told: Any, graph: Any) -> tuple[list[Vertex], list[Vertex], list[Vertex]]:
        """The vertices that `run` gives.

        `told`: Checkov's own results, in which each role has a check of its own; None where Checkov reports by vertex.
        """
        sorted_out: dict[CheckResult, list[Vertex]] = {CheckResult.PASSED: [], CheckResult.FAILED: []}
        said: dict[object, Said] = {}
        for vertex, found in self.guarded(graph):
            if found.result not in sorted_out:
                continue
            if told is None and found.rule is None:
                sorted_out[found.result].append(vertex)
                self.severity = GRAVEST if found.broken else self.severity
                continue
            entity = handed_over(vertex, found.result is CheckResult.PASSED)
            for rule in told_under(self.rule, asked_by()) if found.broken else self.under(found):
                check = said.setdefault((rule.id, found.name, found.severity), Said(rule, found.name, found.severity))
                told.setdefault(check, []).append({**reported(found, []), "entity": entity})
        return sorted_out[CheckResult.PASSED], sorted_out[CheckResult.FAILED], []

    def under(self, found: Outcome) -> tuple[AnyRule, ...]:
        """The rule that tells `found`: its own, or another one that Checkov's filter lets tell it."""
        if found.rule is None:
            return (self.rule,)
        asked = asked_by()
        return (found.rule,) if asked is None or lets(asked, found.rule.id, found.severity) else ()

    def guarded(self, graph: Any) -> list[tuple[Vertex, Outcome]]:
        """The outcomes; where they cannot be found, each role is undecided."""
        try:
            return list(self.outcomes(graph))
        except BaseException as error:
            told = broken(error)[self.id]
            return [(each, told) for each in roles_or_all(graph)]

    def outcomes(self, graph: Any) -> Iterator[tuple[Vertex, Outcome]]:
        """What is to be reported of which vertex."""
        raise NotImplementedError


class LandscapeCheck(GraphCheck):
    """One rule's check of the roles of a graph."""

    rule: LandscapeRule

    def outcomes(self, graph: Any) -> Iterator[tuple[Vertex, Outcome]]:
        for vertex, stored, store in stored_in(each for each in nodes(graph) if is_role(each)):
            if found := self.outcome(stored, store):
                yield vertex, found

    def outcome(self, stored: StoredRole, store: RoleStore) -> Outcome | None:
        """What is said of one role; None where its own check has said it, or the rule is switched off."""
        try:
            if self.id in switched_off(stored.case) or stored.alone(self.rule):
                return None
            return stored.outcome(store.among(stored)[self.id])
        except BaseException as error:
            return broken(error)[self.id]


def handed_over(vertex: Vertex, passes: bool) -> Vertex:
    """What a result says of its vertex: less than all of it, but the result itself is never lost for that."""
    try:
        return vertex if missing_in(vertex) else without_block(vertex, passes)
    except BaseException as error:
        show(error)
        return vertex


def asked_by() -> RunnerFilter | None:
    """Checkov's filter for the last scan whose roles were taken down."""
    return next((store.asked_by for _, store in reversed(scans())), None)


def roles_or_all(graph: Any) -> list[Vertex]:
    """The roles of a graph; all vertices where it cannot be seen which are."""
    try:
        return [each for each in vertices(graph) if each["block_type_"] == "resource" and is_role(each)]
    except HostChanged:
        return list(vertices_as_they_are(graph))


def is_role(vertex: Vertex) -> bool:
    kind = vertex.get("block_type_")
    return kind == "module" or (kind == "resource" and vertex.get("resource_type") in KINDS)


def landscape_checks() -> list[LandscapeCheck]:
    return [LandscapeCheck(rule) for rule in LANDSCAPE]


def register(check: GraphCheck, registry: Registry) -> None:
    """Hand `check` to Checkov, in place of one of the same id."""
    registry.checks = [*(each for each in registry.checks if each.id != check.id), check]
