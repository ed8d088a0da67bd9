"""The one door Checkov opens: it imports the pack and registers the pack's checks.

Checkov swallows an exception raised here: the scan would end clean, with exit status 0.
So where the pack does not load, whatever may hold a role fails instead, and stderr says why.
This file has to parse on Pythons older than the pack's own (3.10).
"""

from __future__ import annotations

import fnmatch
import importlib.abc
import importlib.util
import os
import re
import sys
import traceback
from importlib.machinery import ModuleSpec
from typing import Any

PACK = "roletrust"
OURS = "CKV_TRUST_"
GATES = ("check", "skip_check", "hard_fail_on", "soft_fail_on")  # the options of Checkov's that name ids
IDS = [OURS + str(number) for number in (90, *range(1, 90), *range(91, 100))]
IN_FILES = re.compile("role|principal|sts:", re.IGNORECASE)  # in each file that says who may assume a role, or does

# What a role, or a call of one, may stand in: the registry's module and name, the type of block, and the kinds; of
# whole files, what Checkov's runner names a record by.
STACKS = (
    "aws_cloudformation_stack aws_cloudformation_stack_set awscc_cloudformation_stack awscc_cloudformation_stack_set"
)
CALLERS = "SecretStore ClusterSecretStore AWSClusterRoleIdentity ProviderConfig ClusterProviderConfig GrafanaDatasource"
HOLDERS = (
    ("terraform.checks.resource.registry", "resource_registry", "resource", "aws_iam_role awscc_iam_role " + STACKS),
    ("terraform.checks.data.registry", "data_registry", "data", "aws_iam_policy_document"),
    ("terraform.checks.module.registry", "module_registry", "module", "module"),
    (
        *("cloudformation.checks.resource.registry", "cfn_registry", "resource"),
        "AWS::IAM::Role AWS::Serverless::Function AWS::CloudFormation::StackSet",
    ),
    ("serverless.checks.complete.registry", "complete_registry", "serverless", "serverless_aws"),
    (
        *("kubernetes.checks.resource.registry", "registry", "document"),
        "Role IAMRole Composition " + CALLERS,
    ),
    ("json_doc.registry", "registry", PACK, ""),
    ("ansible.checks.registry", "registry", PACK, ""),
    ("github_actions.checks.registry", "registry", PACK, "jobs"),
    ("gitlab_ci.checks.registry", "registry", PACK, ""),
    ("circleci_pipelines.registry", "registry", PACK, "jobs.*.steps[]"),
    ("bitbucket_pipelines.registry", "registry", PACK, ""),
    ("azure_pipelines.checks.registry", "registry", PACK, ""),
)


class VerifiedPack(importlib.abc.MetaPathFinder, importlib.abc.ExecutionLoader):
    """Imports the pack from the bytes whose signatures Checkov checked: no other source, no bytecode cache."""

    def __init__(self, sources: dict[str, bytes]) -> None:
        root = next((path for path in sources if path.endswith(os.path.join(os.sep, PACK, "__init__.py"))), "")
        self.sources, self.top = sources, os.path.dirname(os.path.dirname(root))

    def get_filename(self, fullname: str) -> str:
        path = os.path.join(self.top, *fullname.split("."))
        return path + ".py" if path + ".py" in self.sources else os.path.join(path, "__init__.py")

    def is_package(self, fullname: str) -> bool:
        return self.get_filename(fullname).endswith("__init__.py")

    def get_source(self, fullname: str) -> str:  # a folder without `__init__.py` is an empty package
        return importlib.util.decode_source(self.sources.get(self.get_filename(fullname), b""))

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PACK:
            return None
        folder = os.path.dirname(self.get_filename(fullname)) + os.sep
        if not any(each.startswith(folder) for each in self.sources):
            raise ModuleNotFoundError(f"`{fullname}` is not among the verified files", name=fullname)
        return importlib.util.spec_from_loader(fullname, self)


def serve_verified_bytes() -> None:
    """Put the importer first in line if Checkov verifies signatures; an older Checkov cannot."""
    try:
        from checkov.common.external_checks.verification.sources_registry import get_all_verified_sources
    except ImportError:
        return
    sources = get_all_verified_sources()
    if sources and PACK not in sys.modules:
        sys.meta_path.insert(0, VerifiedPack(sources))


def fail_everything(reason: str) -> None:
    """Stand in for the pack: whatever may hold a role, or a call of one, fails, and the finding's name has `reason`."""
    from checkov.common.bridgecrew.severities import Severities
    from checkov.common.checks.base_check import BaseCheck
    from checkov.common.models.enums import CheckCategories, CheckResult

    class Unloaded(BaseCheck):
        severity: Any = property(lambda self: Severities["CRITICAL"], lambda self, value: None)

        def run(
            self, scanned_file: Any, entity_configuration: Any, entity_name: Any, entity_type: Any, skip_info: Any
        ) -> Any:
            nothing: Any = {}  # of a rule that was not even asked, nothing is accepted
            return super().run(scanned_file, entity_configuration, entity_name, entity_type, nothing)

        def scan_entity_conf(self, conf: Any, entity_type: str) -> CheckResult:
            return CheckResult.FAILED

    def scan_file(path: str, check: Any, skips: Any, data: Any, name: str, kind: str, results: dict[str, Any]) -> None:
        named_by = check.named_by
        reported = Unloaded(check.name, check.id, check.categories, named_by or [PACK], PACK)
        can_be_named = not named_by or (isinstance(data, dict) and isinstance(data.get("jobs"), dict))
        if can_be_named and IN_FILES.search(str(data)):
            result = {"check": reported, "result": CheckResult.FAILED, "results_configuration": data}
            results[".".join([*named_by, "the whole file", check.id])] = result

    rules = asked_for()
    for module, name, block, kinds in HOLDERS:
        try:
            registry = getattr(importlib.import_module("checkov." + module), name)
            in_files = block == PACK
            for listed in registry.checks.values():
                listed[:] = [each for each in listed if not each.id.startswith(OURS)]
            for rule in rules:
                title = "Trust policy could not be decided: " + reason
                check: Any = Unloaded(title, rule, [CheckCategories.IAM], [PACK] if in_files else kinds.split(), block)
                check.named_by = kinds.split()
                registry.register(check)
            if in_files:
                registry._scanner[PACK] = scan_file
        except Exception:  # the others are no less to be heard
            traceback.print_exc()


def asked_for() -> list[str]:
    """The ids under which the reader would hear of a role: CKV_TRUST_90, and one for each word of the command line."""
    try:
        from checkov.common.bridgecrew.integration_features import integration_feature_registry as features

        line = features.integration_feature_registry.config
        words = {name: ",".join(getattr(line, name) or ()).split(",") for name in GATES}
    except Exception:  # no command line was read, or it is kept elsewhere
        return IDS
    if getattr(line, "baseline", None):  # which may hold CKV_TRUST_90 of a role
        return IDS
    named = [rule for word in words["check"] + words["hard_fail_on"] for rule in fnmatch.filter(IDS, word)[:1]]
    silenced = any(word.startswith(OURS + "9") for word in words["skip_check"] + words["soft_fail_on"])
    return list(dict.fromkeys([IDS[0], *named, *([OURS + "1"] if silenced else [])]))


try:
    if sys.version_info < (3, 10):
        raise RuntimeError("roletrust needs Python 3.10 or later, this is " + sys.version.split()[0])
    serve_verified_bytes()
    from roletrust.adapters.gc_freeze import lasting

    lasting("import")  # before it: else making the pack's modules may have the collector go through Checkov's
    from roletrust.adapters.registry import register_all

    register_all()
except BaseException as error:
    if isinstance(error, KeyboardInterrupt) or error.args == ("",):  # the latter is how Checkov answers SIGINT
        raise
    traceback.print_exc()
    fail_everything("roletrust did not load: " + traceback.format_exception_only(type(error), error)[-1].strip())
