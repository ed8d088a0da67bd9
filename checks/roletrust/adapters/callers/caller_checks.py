"""Checks of calls of roles, in those frameworks whose scans hold no roles: pipelines and Kubernetes.

A call is judged by each role of the scanned tree that it may be one of, and told of where all of them say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from checkov.common.checks.base_check_registry import BaseCheckRegistry

from roletrust.adapters.checks import JudgedBlocks, RoleCheck
from roletrust.adapters.decision import Decided, Outcome, broken
from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.file_checks import BLOCK, FileCheck, scan_file
from roletrust.adapters.formats.judged_files import Judged, JudgedFiles, Role
from roletrust.adapters.host.internals import scanned_directory
from roletrust.adapters.places import SCANNED
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
        if not can_be_reported(self.framework, data):
            return
        try:
            calls = import_module("roletrust.reading.callers.pipeline_calls").calls(
                self.framework, path, scanned_directory(), SCANNED
            )
            found = list(import_module("roletrust.adapters.callers.tree_calls").outcomes_of_each(list(calls)))
        except BaseException as error:
            yield Role("the whole file", data, not_judged), broken(error)
            return
        for each, outcomes in found:
            first, last = each.call.source.first, each.call.source.last
            place = {"__startline__": first, "__endline__": max(first, last - 1)}
            yield Role(each.label, place, not_judged, (first, last)), outcomes


class JudgedObjects(JudgedBlocks):
    """Judges the calls of each Kubernetes object once."""

    def __init__(self) -> None:
        super().__init__(lambda entity: None)

    def worked_out(self, entity: Entity) -> tuple[Decided | None, Mapping[str, Outcome]]:
        calls: Sequence[Call] = list(import_module("roletrust.adapters.callers.object_callers").calls(entity))
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
