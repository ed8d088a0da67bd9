"""Checks of calls of roles, in those frameworks whose scans hold no roles: pipelines and Kubernetes.

A call is judged by each role of the scanned tree that it may be one of, and told of where all of them say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import count
from typing import Any

from checkov.common.checks.base_check_registry import BaseCheckRegistry

from roletrust.adapters.checks import JudgedBlocks, RoleCheck
from roletrust.adapters.decision import Decided, Outcome, broken
from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.file_checks import BLOCK, FileCheck, scan_file
from roletrust.adapters.formats.judged_files import Judged, JudgedFiles, Role
from roletrust.engine.roles.calls import Call
from roletrust.reading.judging import Case
from roletrust.rules.catalog import CALLS
from roletrust.rules.rule import AnyRule
from roletrust.rules.service_refused import RULE as SERVICE_REFUSED
from roletrust.rules.undecided_trust import RULE as UNDECIDED

ASKED: tuple[AnyRule, ...] = (*CALLS, UNDECIDED)
KINDS = ("SecretStore", "ClusterSecretStore", "AWSClusterRoleIdentity", "ProviderConfig", "ClusterProviderConfig")
OBJECTS = (*KINDS, "GrafanaDatasource", "ConfigMap", "ServiceAccount", "PodIdentityAssociation", "ClusterConfig")


def outcomes(calls: Iterable[Call]) -> Mapping[str, Outcome]:
    """What the rules say of calls that are reported together.  Raises nothing; what judges is read for a caller."""
    try:
        found: Mapping[str, Outcome] = import_module("roletrust.adapters.callers.tree_calls").outcomes(calls)
    except BaseException as error:
        return broken(error)
    return found


def can_be_reported(framework: str, data: Any) -> bool:
    """Whether Checkov's runner can write a record: that of CircleCI raises where a file has no `jobs`."""
    return isinstance(data, dict) and (framework != "circleci_pipelines" or isinstance(data.get("jobs"), dict))


def labels(call: Call) -> Iterator[str]:
    """What a call may be reported as; the first that no other is counts, for Checkov keeps one record for each."""
    yield call.label
    yield f"{call.label} at line {call.source.first}"
    yield from (f"{call.label} at line {call.source.first}, {number}" for number in count(2))


def not_judged() -> Case:
    """A call is no role."""
    raise NotImplementedError


class JudgedPipelines(JudgedFiles):
    """Judges the calls of each pipeline's file once."""

    def __init__(self, framework: str) -> None:
        super().__init__(lambda path, data: ())
        self.framework = framework

    def all_of(self, path: str, data: Any) -> Judged:
        return list(self.calls_of(path, data))

    def calls_of(self, path: str, data: Any) -> Iterator[tuple[Role, Mapping[str, Outcome]]]:
        taken: set[str] = set()
        if not can_be_reported(self.framework, data):
            return
        try:
            calls = list(import_module("roletrust.adapters.callers.pipeline_calls").calls(self.framework, path))
        except BaseException as error:
            yield Role("the whole file", data, not_judged), broken(error)
            return
        judged = [(call, outcomes([call])) for call in calls]
        if len(judged) > 1:
            judged = import_module("roletrust.adapters.callers.one_place").told_apart(judged)
        for call, found in judged:
            first, last = call.source.first, call.source.last
            label = next(each for each in labels(call) if each not in taken)
            taken.add(label)
            place = {"__startline__": first, "__endline__": max(first, last - 1)}
            yield Role(label, place, not_judged, (first, last)), found


class JudgedObjects(JudgedBlocks):
    """Judges the calls of each Kubernetes object once."""

    def __init__(self) -> None:
        super().__init__(lambda entity: None)

    def worked_out(self, entity: Entity) -> tuple[Decided | None, Mapping[str, Outcome]]:
        calls: Sequence[Call] = list(import_module("roletrust.adapters.callers.kubernetes_calls").calls(entity))
        return None, outcomes(calls)


class JudgedServices(JudgedBlocks):
    """Judges the roles that a service of the Serverless Framework hands over once."""

    def __init__(self) -> None:
        super().__init__(lambda entity: None)

    def worked_out(self, entity: Entity) -> tuple[Decided | None, Mapping[str, Outcome]]:
        found: Mapping[str, Outcome] = import_module("roletrust.adapters.callers.service_calls").outcomes(entity)
        return None, found


def pipeline_checks(registry: BaseCheckRegistry, framework: str, reported_as: tuple[str, ...] = ()) -> list[FileCheck]:
    """A check for every rule about calls; `reported_as`: what of the file Checkov's runner names a record by."""
    registry._scanner[BLOCK] = scan_file  # type: ignore[attr-defined]
    judged = JudgedPipelines(framework)
    return [FileCheck(rule, judged, "role", reported_as) for rule in ASKED]


def service_checks() -> list[RoleCheck]:
    return [RoleCheck(SERVICE_REFUSED, JudgedServices(), "serverless", ("serverless_aws",), "functions")]


def object_checks() -> list[RoleCheck]:
    judged = JudgedObjects()
    return [RoleCheck(rule, judged, "document", OBJECTS, "spec") for rule in ASKED]
