"""One check answers for all rules about a block, and the report does not show it."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from checkov.cloudformation.runner import Runner as CloudFormationRunner
from checkov.runner_filter import RunnerFilter
from checkov.serverless.runner import Runner as ServerlessRunner
from checkov.terraform.plan_runner import Runner as PlanRunner
from checkov.terraform.runner import Runner as TerraformRunner

from roletrust.adapters import batched_dispatch as together
from roletrust.adapters import decision
from roletrust.rules.catalog import CALLS, EVERY, SCAN_WIDE
from running import PROJECTS
from scanning import Make, Scan, scan, terraform, write

APART = {"skip_checks": ["CKV_OF_SOMEBODY_ELSE"]}  # a filter that tells checks apart: Checkov asks each by itself
OF_GRAPHS = {rule.id for rule in SCAN_WIDE}
HEADLINES = tuple(rule.headline for rule in EVERY)


def roles(*names: str, inside: str = "") -> str:
    """Each is open to anyone, and each has a document of its own that no role uses."""
    return "".join(
        f"""
resource "aws_iam_role" "{name}" {{
  {inside}
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "*" }} }}]
  }})
}}
data "aws_iam_policy_document" "{name}" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = ["123456789012"]
    }}
  }}
}}
"""
        for name in names
    )


def told(found: Scan) -> list[dict[str, Any]]:
    """All that the report says, in its order about each resource; that of graph checks is by which thread is first."""
    records = [*found.report.failed_checks, *found.report.passed_checks, *found.report.skipped_checks]
    records.sort(key=lambda each: (each.file_path, each.resource, each.check_id if each.check_id in OF_GRAPHS else ""))
    return [vars(each) | {"check_result": dict(each.check_result)} for each in records]


def asked(caplog: pytest.LogCaptureFixture) -> int:
    """How often Checkov asked a check of ours."""
    lines = [each.getMessage() for each in caplog.records]
    return sum(line.startswith("Running check: ") and any(each in line for each in HEADLINES) for line in lines)


@pytest.mark.parametrize(
    ("make", "project"),
    [
        (TerraformRunner, "vendor-access"),
        (TerraformRunner, "terraform-forms"),
        (TerraformRunner, "accounts"),
        (TerraformRunner, "reachable"),
        (CloudFormationRunner, "stacks"),
    ],
)
def test_the_report_is_that_of_a_scan_that_asks_each_check_by_itself(make: Make, project: str) -> None:
    together_, apart = scan(make, PROJECTS / project), scan(make, PROJECTS / project, **APART)
    assert told(together_)
    assert told(together_) == told(apart)


def test_so_is_that_of_a_plan(tmp_path: Path) -> None:
    fence = re.search(r"```json\n(.*?)```", (PROJECTS / "terraform-and-plan" / "plan.md").read_text(), re.DOTALL)
    assert fence
    folder = write(tmp_path, {"tfplan.json": fence[1]})
    assert told(scan(PlanRunner, folder))
    assert told(scan(PlanRunner, folder)) == told(scan(PlanRunner, folder, **APART))


def test_checkov_asks_one_check_about_a_block_from_the_second_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    terraform(write(tmp_path, {"main.tf": roles("a", "b", "c", "d")}))
    at_once = asked(caplog)
    caplog.clear()
    terraform(tmp_path, **APART)
    assert (at_once, asked(caplog)) == (20 + 13 + 3 + 3, 4 * (20 + 13))


@pytest.mark.parametrize("rule", ["CKV_TRUST_1", "CKV_TRUST_4", "CKV_TRUST_90"])
def test_a_comment_skips_one_rule_at_one_role(tmp_path: Path, rule: str) -> None:
    text = roles("a", "b") + roles("c", inside=f"# checkov:skip={rule}: known") + roles("d")
    found = terraform(write(tmp_path, {"main.tf": text}))
    number = rule.removeprefix("CKV_TRUST_")
    assert found.skipped == {(number, "aws_iam_role.c")}
    assert found.record(number, "aws_iam_role.c").check_result["suppress_comment"] == " known"
    assert {name for rule, name in found.failed if rule == "4"} >= {
        "aws_iam_role.a",
        "aws_iam_role.b",
        "aws_iam_role.d",
    }


def test_a_later_scan_with_another_filter_asks_all_checks_again(tmp_path: Path) -> None:
    folder = write(tmp_path, {"main.tf": roles("a", "b")})
    terraform(folder)
    assert failed_without_loading(folder, "CKV_TRUST_4") == {("4", "aws_iam_role.a"), ("4", "aws_iam_role.b")}


def test_so_does_one_after_a_scan_that_broke_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_off(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    folder = write(tmp_path, {"main.tf": roles("a", "b")})
    with monkeypatch.context() as broken:
        broken.setattr(TerraformRunner, "get_graph_checks_report", breaks_off)
        with pytest.raises(ZeroDivisionError):
            terraform(folder)
    found = terraform(folder, checks=["CKV_TRUST_4"])
    assert found.failed == {("4", "aws_iam_role.a"), ("4", "aws_iam_role.b")}


def test_a_scan_beside_it_has_its_own_filter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where Checkov's runners share a process as threads."""
    beside: list[set[tuple[str, str]]] = []
    folder = write(tmp_path, {"main.tf": roles("a", "b")})
    report = TerraformRunner.get_graph_checks_report

    def scans_beside(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(TerraformRunner, "get_graph_checks_report", report)
        beside.append(failed_without_loading(folder, "CKV_TRUST_4", CALLS[-1].id))
        return report(*given, **named)

    monkeypatch.setattr(TerraformRunner, "get_graph_checks_report", scans_beside)
    found = terraform(folder)
    assert beside == [{("4", "aws_iam_role.a"), ("4", "aws_iam_role.b")}]
    assert {rule for rule, _ in found.failed} > {"4", "1"}


def test_a_scan_without_graph_checks_leaves_all_checks_where_they_are(tmp_path: Path) -> None:
    """One of a `serverless.yml` asks CloudFormation's checks, and has none of the graph that would call them back."""
    anyone = "{Statement: [{Effect: Allow, Action: 'sts:AssumeRole', Principal: {AWS: '*'}}]}"
    role = f"{{Type: 'AWS::IAM::Role', Properties: {{AssumeRolePolicyDocument: {anyone}}}}}"
    resources = f"Resources:\n  A: {role}\n  B: {role}\n"
    head = "service: s\nprovider:\n  name: aws\nresources:\n  "
    service = write(tmp_path / "service", {"serverless.yml": head + resources.replace("\n", "\n  ").rstrip() + "\n"})
    assert scan(ServerlessRunner, service).failed >= {("4", "AWS::IAM::Role.A"), ("4", "AWS::IAM::Role.B")}
    folder = write(tmp_path / "stack", {"template.yaml": f"AWSTemplateFormatVersion: '2010-09-09'\n{resources}"})
    report = CloudFormationRunner().run(str(folder), runner_filter=RunnerFilter(checks=["CKV_TRUST_4"]))
    assert not isinstance(report, list)
    assert Scan(report).failed == {("4", "AWS::IAM::Role.A"), ("4", "AWS::IAM::Role.B")}


def failed_without_loading(folder: Path, *rules: str) -> set[tuple[str, str]]:
    """What fails in a scan that does not load the pack, as it is there from an earlier one."""
    report = TerraformRunner().run(str(folder), runner_filter=RunnerFilter(checks=list(rules)))
    assert not isinstance(report, list)
    return Scan(report).failed


def test_a_filter_that_lets_some_checks_run_lets_no_other(tmp_path: Path) -> None:
    only = ["CKV_TRUST_4", "CKV_TRUST_15", "CKV_TRUST_90"]
    found = terraform(write(tmp_path, {"main.tf": roles("a", "b", "c")}), checks=only)
    assert {rule for rule, _ in found.failed | found.passed} == {"4", "90"}


def test_a_severity_that_the_filter_asks_for_is_each_checks_own(tmp_path: Path) -> None:
    found = terraform(write(tmp_path, {"main.tf": roles("a", "b", "c")}), checks=["CRITICAL"])
    assert {rule for rule, _ in found.failed} == {"4"}


def test_a_file_in_which_the_filter_skips_the_one_that_would_answer(tmp_path: Path) -> None:
    files = {"a.tf": roles("a", "b"), "b.tf": roles("c", "d")}
    found = terraform(write(tmp_path, files), skip_checks=["CKV_TRUST_15:.*b.tf", "CKV_TRUST_90:.*b.tf"])
    kinds = {"4": "aws_iam_role", "1": "aws_iam_policy_document"}
    assert found.failed >= {(rule, f"{kind}.{name}") for rule, kind in kinds.items() for name in "abcd"}


def test_where_it_breaks_it_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks() -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(together, "asking", breaks)
    decision._shown.clear()
    found = terraform(write(tmp_path, {"main.tf": roles("a", "b")}))
    loud = {each.resource for each in found.report.failed_checks if "ZeroDivisionError: on purpose" in each.check_name}
    assert loud == {f"{kind}.{name}" for kind in ("aws_iam_role", "aws_iam_policy_document") for name in ("a", "b")}
    assert "ZeroDivisionError" in capsys.readouterr().err
