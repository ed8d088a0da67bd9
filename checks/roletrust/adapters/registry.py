"""Every check, and the registry of Checkov's that each belongs in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Union

from checkov.ansible.checks.registry import registry as ansible_registry
from checkov.azure_pipelines.checks.registry import registry as azure_registry
from checkov.bitbucket_pipelines.registry import registry as bitbucket_registry
from checkov.circleci_pipelines.registry import registry as circleci_registry
from checkov.cloudformation.checks.resource.registry import cfn_registry
from checkov.common.bridgecrew.severities import Severity
from checkov.common.checks.base_check_registry import BaseCheckRegistry
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.github_actions.checks.registry import registry as github_registry
from checkov.gitlab_ci.checks.registry import registry as gitlab_registry
from checkov.json_doc.registry import registry as json_registry
from checkov.kubernetes.checks.resource.registry import registry as kubernetes_registry
from checkov.serverless.checks.complete.registry import complete_registry
from checkov.terraform.checks.data.registry import data_registry
from checkov.terraform.checks.module.registry import module_registry
from checkov.terraform.checks.resource.registry import resource_registry
from checkov.version import version as checkov_version
from packaging.version import Version

from roletrust import OLDEST_CHECKOV
from roletrust.adapters.batched_dispatch import Group
from roletrust.adapters.callers.call_checks import call_checks
from roletrust.adapters.callers.caller_checks import object_checks, pipeline_checks, service_checks
from roletrust.adapters.checks import checks
from roletrust.adapters.formats.file_checks import FileCheck, file_checks
from roletrust.adapters.formats.json_loading import take_over
from roletrust.adapters.formats.refused_files import listen
from roletrust.adapters.found_by import all_found_by, found_by, held_by
from roletrust.adapters.gc_freeze import lasting
from roletrust.adapters.host.gates import registered_severity
from roletrust.adapters.host.internals import on_each_record
from roletrust.adapters.host.records import tell
from roletrust.adapters.landscape.graph_checks import landscape_checks, register
from roletrust.adapters.landscape.storing_checks import with_storing
from roletrust.adapters.nested_roles import several
from roletrust.adapters.rule_check import BlockCheck
from roletrust.reading.configuration import RuleSetting, load
from roletrust.reading.kinds import COMPOSITIONS, DOCUMENTS, OBJECTS, OTHERS, ROLES, STACK_ROLES, STACK_SETS, STACKS
from roletrust.rules.catalog import OF_ROLES
from roletrust.rules.rule import AnyRule

Check = Union[BlockCheck, FileCheck]


# Those of pipelines, and what Checkov's runner takes a record for, so as to name it by its job and step.
PIPELINES: tuple[tuple[BaseCheckRegistry, str, tuple[str, ...]], ...] = (
    (github_registry, "github_actions", ("jobs", "jobs.*.steps[]")),
    (gitlab_registry, "gitlab_ci", ()),
    (circleci_registry, "circleci_pipelines", ("jobs.*.steps[]",)),
    (bitbucket_registry, "bitbucket_pipelines", ()),
    (azure_registry, "azure_pipelines", ()),
)


ROLE_BLOCKS = checks(found_by("terraform.terraform_roles", "find_role"), "resource", ROLES, "assume_role_policy")
DOCUMENT_BLOCKS = checks(found_by("terraform.terraform_roles", "find_document"), "data", DOCUMENTS, "statement")
MODULE_BLOCKS = checks(found_by("terraform.role_calls", "find"), "module", ("module",), "source")
IN_TEMPLATES = "Properties/AssumeRolePolicyDocument"
TEMPLATE_ROLES = checks(found_by("formats.cloudformation", "find"), "resource", STACK_ROLES, IN_TEMPLATES)
IN_STACKS = several(held_by("terraform.stack_roles"), "resource", STACKS, "template_body")
BY_OTHERS = checks(found_by("terraform.other_roles", "find"), "resource", tuple(OTHERS), "desired_state")
IN_STACK_SETS = several(held_by("formats.stack_set_roles"), "resource", STACK_SETS, "Properties/TemplateBody")
IN_COMPOSITIONS = several(held_by("formats.compositions"), "document", COMPOSITIONS, "spec")
IN_SERVICES = several(held_by("formats.serverless_files"), "serverless", ("serverless_aws",), "resources")
JSON_ROLES = file_checks(json_registry, all_found_by("formats.json_files"), "AssumeRolePolicyDocument", OF_ROLES)
TASKS = file_checks(ansible_registry, all_found_by("formats.ansible_tasks"), "assume_role_policy_document")

GROUPS = (
    Group(resource_registry, with_storing(ROLE_BLOCKS)),
    Group(data_registry, DOCUMENT_BLOCKS),
    Group(module_registry, with_storing(MODULE_BLOCKS)),
    Group(cfn_registry, with_storing(TEMPLATE_ROLES)),
)

CHECKS: tuple[tuple[BaseCheckRegistry, Sequence[Check]], ...] = (
    *((group.registry, group.checks) for group in GROUPS),
    (resource_registry, IN_STACKS),
    (resource_registry, BY_OTHERS),
    (cfn_registry, IN_STACK_SETS),
    (complete_registry, IN_SERVICES),
    (complete_registry, service_checks()),
    (kubernetes_registry, checks(found_by("formats.kubernetes_roles", "find"), "document", OBJECTS, "spec")),
    (kubernetes_registry, IN_COMPOSITIONS),
    (kubernetes_registry, object_checks()),
    (json_registry, JSON_ROLES),
    (ansible_registry, TASKS),
    *((registry, pipeline_checks(registry, name, reported_as)) for registry, name, reported_as in PIPELINES),
)


GRAPHS = ("terraform", "cloudformation")  # Terraform's plans share its registry of graph checks


def every() -> Iterator[tuple[BaseCheckRegistry, Check]]:
    for registry, registered in CHECKS:
        yield from ((registry, check) for check in registered)


def severity(rule: AnyRule, settings: Mapping[str, RuleSetting]) -> Severity:
    setting = settings.get(rule.id)
    return registered_severity(rule, (setting and setting.severity) or rule.severity)


def register_all() -> None:
    """Hand every check to Checkov.  Again and again does no harm: a registry keeps one check of an id.

    Checkov filters by severity before it runs a check, when the scanned root is not known to us yet: there the
    settings found from the working directory count.  Raises RuntimeError where Checkov is too old.
    """
    if Version(checkov_version) < Version(OLDEST_CHECKOV):
        raise RuntimeError(f"roletrust needs Checkov {OLDEST_CHECKOV} or later, this is {checkov_version}")
    on_each_record(tell)
    settings = load(os.getcwd()).rules
    for registry, check in every():
        check.severity = severity(check.rule, settings)
        registry.register(check)
    for framework in GRAPHS:
        for graph_check in (*landscape_checks(), *call_checks()):
            graph_check.severity = severity(graph_check.rule, settings)
            register(graph_check, get_graph_checks_registry(framework))
    take_over()
    listen()
    lasting("modules")
