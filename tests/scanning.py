"""Files written, then scanned by Checkov's own runners in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkov.ansible.runner import Runner as AnsibleRunner
from checkov.azure_pipelines.runner import Runner as AzureRunner
from checkov.bitbucket_pipelines.runner import Runner as BitbucketRunner
from checkov.circleci_pipelines.runner import Runner as CircleRunner
from checkov.cloudformation.runner import Runner as CloudFormationRunner
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.common.runners.base_runner import BaseRunner
from checkov.github_actions.runner import Runner as GitHubRunner
from checkov.gitlab_ci.runner import Runner as GitLabRunner
from checkov.json_doc.runner import Runner as JsonRunner
from checkov.kubernetes.runner import Runner as KubernetesRunner
from checkov.runner_filter import RunnerFilter
from checkov.serverless.runner import Runner as ServerlessRunner
from checkov.terraform.plan_runner import Runner as PlanRunner
from checkov.terraform.runner import Runner as TerraformRunner
from checkov.terraform_json.runner import TerraformJsonRunner

from roletrust.adapters.registry import register_all
from roletrust.rules.catalog import CALLS, EVERY
from running import CHECKS

Verdict = tuple[str, str]  # number of the rule, resource
Make = Callable[[], BaseRunner[Any, Any, Any]]


def in_full(record: Record) -> str:
    """What a record says in one line; as its details have it, where its headline says that they have more."""
    told = next((line for line in record.details or () if line.startswith("Why: ")), "")
    return told.removeprefix("Why: ") if "; more in the details" in record.check_name else record.check_name


@dataclass(frozen=True)
class Scan:
    """What Checkov reports of the pack's checks."""

    report: Report

    @property
    def failed(self) -> set[Verdict]:
        return {verdict(record) for record in self.report.failed_checks}

    @property
    def passed(self) -> set[Verdict]:
        return {verdict(record) for record in self.report.passed_checks}

    @property
    def skipped(self) -> set[Verdict]:
        return {verdict(record) for record in self.report.skipped_checks}

    def within(self, folder: str) -> Scan:
        """What it reports of the files in `folder`, which one scan had beside others."""
        report = Report(self.report.check_type)
        for each in self.report.get_all_records():
            if each.file_path.startswith(f"/{folder}/"):
                report.add_record(each)
        return Scan(report)

    def rules(self, resource: str) -> set[str]:
        """The rules that fail there."""
        return {rule for rule, name in self.failed if name == resource}

    def record(self, rule: str, resource: str) -> Record:
        """The record of that rule (`"1"`) on that resource, whatever it says."""
        return next(each for each in self.report.get_all_records() if verdict(each) == (rule, resource))


def verdict(record: Record) -> Verdict:
    return record.check_id.removeprefix("CKV_TRUST_"), record.resource


def rules_but(failed: set[Verdict], resource: str) -> set[Verdict]:
    """Every rule of the catalog there, but those that `failed`."""
    return {(rule, resource) for rule in others()} - failed


def others(*failed: str) -> set[str]:
    """The numbers of all rules about a role but those `failed`."""
    return {rule.id.removeprefix("CKV_TRUST_") for rule in EVERY if rule not in CALLS} - set(failed)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def scan(make: Make, folder: Path, *files: str, **filters: Any) -> Scan:
    """Scan `folder`, or only `files` in it."""
    register_all()
    only = RunnerFilter(**{"checks": ["CKV_TRUST_*"], **filters})
    named = [str(folder / file) for file in files]
    report = make().run(
        root_folder=None if named else str(folder),
        external_checks_dir=[str(CHECKS)],  # some runners do nothing without
        files=named or None,
        runner_filter=only,
    )
    assert isinstance(report, Report)
    return Scan(report)


def terraform(folder: Path, *files: str, **filters: Any) -> Scan:
    return scan(TerraformRunner, folder, *files, **filters)


def terraform_json(folder: Path, *files: str) -> Scan:
    return scan(TerraformJsonRunner, folder, *files)


def plan(folder: Path, *files: str) -> Scan:
    return scan(PlanRunner, folder, *files)


def cloudformation(folder: Path, *files: str) -> Scan:
    return scan(CloudFormationRunner, folder, *files)


def serverless(folder: Path, *files: str) -> Scan:
    return scan(ServerlessRunner, folder, *files)


def json_files(folder: Path, *files: str, **filters: Any) -> Scan:
    return scan(JsonRunner, folder, *files, **filters)


def kubernetes(folder: Path, *files: str) -> Scan:
    return scan(KubernetesRunner, folder, *files)


def ansible(folder: Path, *files: str) -> Scan:
    return scan(AnsibleRunner, folder, *files)


# By the name of Checkov's framework, and where such a file stands.
PIPELINES: dict[str, tuple[Make, str]] = {
    "github_actions": (GitHubRunner, ".github/workflows/deploy.yml"),
    "gitlab_ci": (GitLabRunner, ".gitlab-ci.yml"),
    "circleci_pipelines": (CircleRunner, ".circleci/config.yml"),
    "bitbucket_pipelines": (BitbucketRunner, "bitbucket-pipelines.yml"),
    "azure_pipelines": (AzureRunner, "azure-pipelines.yml"),
}


def pipeline(framework: str, folder: Path, *files: str, **filters: Any) -> Scan:
    return scan(PIPELINES[framework][0], folder, *files, **filters)
