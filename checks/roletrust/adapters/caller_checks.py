"""Checks of calls of roles, in those frameworks whose scans hold no roles: pipelines and Kubernetes.

A call is judged by each role of the scanned tree that it may be one of, and told of where all of them say the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from checkov.common.checks.base_check_registry import BaseCheckRegistry
from checkov.common.models.enums import CheckResult

from roletrust.adapters.checks import Docket, RoleCheck
from roletrust.adapters.decision import Case, Outcome, broken, switched_off
from roletrust.adapters.entity import Entity
from roletrust.adapters.file_checks import BLOCK, FileCheck, FileDocket, Judged, Role, scan_file
from roletrust.engine.calls import Call
from roletrust.rules.catalog import CALLS
from roletrust.rules.rule import AnyRule, CallRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED

RUNNING = ("add_python_check_results", "check_definitions")  # of a runner, with the directory that it scans
ASKED: tuple[AnyRule, ...] = (*CALLS, UNDECIDED)
KINDS = ("SecretStore", "ClusterSecretStore", "AWSClusterRoleIdentity", "ProviderConfig", "ClusterProviderConfig")
OBJECTS = (*KINDS, "GrafanaDatasource", "ConfigMap")


def scanned_root() -> str:
    """The directory that is scanned, by the runner that asks; '' where it scans files that were named."""
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_name in RUNNING and "root_folder" in frame.f_locals:
            root = frame.f_locals["root_folder"]
            return os.path.abspath(root) if root else ""
    return ""


def told(rule: CallRule, call: Call) -> Outcome | None:
    """What `rule` says of `call`; None where the tree has no such role, or several of which it says different things.

    Raises whatever broke it.
    """
    root = scanned_root()
    if not root or not call.role:
        return None
    from roletrust.adapters.made_calls import Made  # noqa: PLC0415  # what judges is read for a tree with callers
    from roletrust.adapters.tree_roles import roles_below  # noqa: PLC0415

    found = [
        Made({}, (((), call),), role, f"beside `{call.setting}`", lambda _: "").told(rule)
        for role in roles_below(root).called(call.role)
        if rule.id not in switched_off(role.case)
    ]
    return found[0] if len({each.result for each in found}) == 1 else None


def outcomes(calls: Iterable[Call]) -> Mapping[str, Outcome]:
    """By rule id, of calls that are reported together: what is wrong with any of them.  Raises nothing."""
    found: dict[str, Outcome] = {}
    try:
        for call in calls:
            for rule in CALLS:
                said = told(rule, call)
                if said and (rule.id not in found or said.result is CheckResult.FAILED):
                    found[rule.id] = said
    except Exception as error:
        return broken(error)
    return found


def can_be_reported(framework: str, data: Any) -> bool:
    """Whether Checkov's runner can write a record: that of CircleCI raises where a file has no `jobs`."""
    return isinstance(data, dict) and (framework != "circleci_pipelines" or isinstance(data.get("jobs"), dict))


def not_judged() -> Case:
    """A call is no role."""
    raise NotImplementedError


class PipelineDocket(FileDocket):
    """Judges the calls of each pipeline's file once."""

    def __init__(self, framework: str) -> None:
        super().__init__(lambda path, data: ())
        self.framework = framework

    def judged(self, path: str, data: Any) -> Judged:
        if getattr(self.last, "data", None) is not data:
            self.last.judged, self.last.data = list(self.all_of(path, data)), data
        found: Judged = self.last.judged
        return found

    def all_of(self, path: str, data: Any) -> Iterator[tuple[Role, Mapping[str, Outcome]]]:
        taken: set[str] = set()
        if not can_be_reported(self.framework, data):
            return
        try:
            calls = list(import_module("roletrust.adapters.pipeline_calls").calls(self.framework, path))
        except Exception as error:
            yield Role("the whole file", data, not_judged), broken(error)
            return
        for call in calls:
            first, last = call.source.first, call.source.last
            label = f"{call.label} at line {first}" if call.label in taken else call.label
            taken.add(label)
            place = {"__startline__": first, "__endline__": max(first, last - 1)}
            yield Role(label, place, not_judged, (first, last)), outcomes([call])


class ObjectDocket(Docket):
    """Judges the calls of each Kubernetes object once."""

    def __init__(self) -> None:
        super().__init__(lambda entity: None)

    def judge(self, entity: Entity) -> None:
        asked: Entity | None = getattr(self.last, "entity", None)
        if asked is None or asked.conf is not entity.conf:
            try:
                calls: Sequence[Call] = list(import_module("roletrust.adapters.kubernetes_calls").calls(entity))
                self.last.outcomes = outcomes(calls)
            except Exception as error:
                self.last.outcomes = broken(error)
            self.last.decided, self.last.entity = None, entity


def pipeline_checks(registry: BaseCheckRegistry, framework: str, reported_as: tuple[str, ...] = ()) -> list[FileCheck]:
    """A check for every rule about calls; `reported_as`: what of the file Checkov's runner names a record by."""
    registry._scanner[BLOCK] = scan_file  # type: ignore[attr-defined]
    docket = PipelineDocket(framework)
    return [FileCheck(rule, docket, "role", reported_as) for rule in ASKED]


def object_checks() -> list[RoleCheck]:
    docket = ObjectDocket()
    return [RoleCheck(rule, docket, "document", OBJECTS, "spec") for rule in ASKED]
