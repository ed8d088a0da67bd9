"""Checkov's own switches and output formats with the pack's findings in them; stdout is the report and nothing else."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from running import CHECKS, Run, checkov
from scanning import write

ROLE = "aws_iam_role.vendor"
HEADLINE = "External account can assume the role without an external id"
HCL = """\
resource "aws_iam_role" "vendor" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "sts:AssumeRole" }]
  })
}
"""
TEMPLATE = """\
Resources:
  Vendor:
    Type: AWS::IAM::Role
    Metadata:
      checkov:
        skip:
          - id: CKV_TRUST_2
            comment: allow account-unpinned, the vendor asked for it
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Principal: {AWS: "123456789012"}, Action: "sts:AssumeRole"}
"""
STATEMENT = {"Effect": "Allow", "Action": "sts:AssumeRole"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"main.tf": HCL})


def scan(folder: Path, *more: str | Path, framework: str = "terraform") -> Run:
    """Scan with the pack's checks alone; nothing may go wrong on the way."""
    done = checkov(
        *("-d", ".", "--external-checks-dir", CHECKS, "--skip-download", "-c", "CKV_TRUST_*"),
        *("--framework", framework, *more),
        cwd=folder,
    )
    assert "Traceback" not in done.stderr
    return done


def as_json(folder: Path, *more: str | Path, framework: str = "terraform") -> Run:
    return scan(folder, "-o", "json", *more, framework=framework)


# --- switches --------------------------------------------------------------------------------------


def test_a_skip_comment_is_heard(folder: Path) -> None:
    comment = "  #checkov:skip=CKV_TRUST_2:allow account-unpinned, the vendor asked for it\n"
    write(folder, {"main.tf": HCL.replace("{\n", "{\n" + comment, 1)})
    done = as_json(folder)
    skipped = {each["check_id"]: each["check_result"]["suppress_comment"] for each in done.records("skipped")}
    assert skipped == {"CKV_TRUST_2": "allow account-unpinned, the vendor asked for it"}
    assert done.failed == {("CKV_TRUST_1", ROLE)}


def test_skips_in_cloudformation_metadata_are_heard(tmp_path: Path) -> None:
    done = as_json(write(tmp_path, {"template.yaml": TEMPLATE}), framework="cloudformation")
    assert done.verdicts("skipped") == {("CKV_TRUST_2", "AWS::IAM::Role.Vendor")}
    assert done.failed == {("CKV_TRUST_1", "AWS::IAM::Role.Vendor")}


def test_a_rule_can_be_left_out(folder: Path) -> None:
    assert as_json(folder, "--skip-check", "CKV_TRUST_1").failed == {("CKV_TRUST_2", ROLE)}


def test_soft_fail_on_ids(folder: Path) -> None:
    assert as_json(folder, "--soft-fail-on", "CKV_TRUST_1,CKV_TRUST_2").status == 0
    assert as_json(folder, "--soft-fail-on", "CKV_TRUST_1").status == 1


def test_soft_fail_on_a_severity(folder: Path) -> None:
    assert as_json(folder, "--soft-fail-on", "HIGH").status == 0
    assert as_json(folder, "--soft-fail-on", "MEDIUM").status == 1


def test_hard_fail_on_a_severity(folder: Path) -> None:
    assert as_json(folder, "--hard-fail-on", "HIGH").status == 1
    assert as_json(folder, "--hard-fail-on", "CRITICAL").status == 0


def test_the_severity_of_the_finding_not_of_its_rule_is_what_reports_and_the_exit_code_go_by(tmp_path: Path) -> None:
    principal, empty = '{ Service = "ec2.amazonaws.com" }', "{ Condition = {} }"
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [merge(local.allow, {empty})] }})'
    allow = f'allow = {{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {principal} }}'
    text = f'locals {{\n  {allow}\n}}\nresource "aws_iam_role" "vendor" {{\n  assume_role_policy = {policy}\n}}\n'
    folder = write(tmp_path, {"main.tf": text})
    done = as_json(folder, "--hard-fail-on", "HIGH")
    assert (done.status, done.failed) == (0, {("CKV_TRUST_3", ROLE)})
    assert [each["severity"] for each in done.records("failed")] == ["LOW"]
    assert as_json(folder, "--hard-fail-on", "LOW").status == 1
    scan(folder, "-o", "sarif", "--output-file-path", "out")
    (run,) = json.loads((folder / "out" / "results_sarif.sarif").read_text("utf-8"))["runs"]
    assert [each["level"] for each in run["results"]] == ["note"]


def test_a_rule_in_sarif_is_as_grave_as_its_gravest_finding_wherever_that_stands(tmp_path: Path) -> None:
    def role(name: str, principal: str) -> str:
        said = f'Effect = "Allow", Action = "sts:AssumeRole", Principal = {principal}, Condition = {{}}'
        policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{{ {said} }}] }})'
        return f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = {policy}\n}}\n'

    service, vendor = '{ Service = "ec2.amazonaws.com" }', '{ AWS = "arn:aws:iam::123456789012:role/x" }'
    text = role("a", service) + role("b", vendor) + role("c", service)
    folder = write(tmp_path, {"main.tf": text})
    scan(folder, "-c", "CKV_TRUST_3", "-o", "sarif", "-o", "json", "--output-file-path", "found.sarif,found.json")
    (run,) = json.loads((folder / "found.sarif").read_text("utf-8"))["runs"]
    (rule,) = (each for each in run["tool"]["driver"]["rules"] if each["id"] == "CKV_TRUST_3")
    assert float(rule["properties"]["security-severity"]) >= 7  # HIGH
    assert rule["help"]["text"].startswith("Condition is empty or compares with nothing\n")
    levels = sorted(each["level"] for each in run["results"] if each["ruleId"] == "CKV_TRUST_3")
    assert levels == ["error", "note", "note"]
    told = json.loads((folder / "found.json").read_text("utf-8"))["results"]["failed_checks"]
    brief = [each["check_name"] for each in told if each["check_id"] == "CKV_TRUST_3"]
    assert sorted(": " in each for each in brief) == [False, True, True]


def test_a_configured_severity_counts_where_checkov_decides(folder: Path) -> None:
    write(folder, {".roletrust.yaml": "rules:\n  CKV_TRUST_2:\n    severity: CRITICAL\n"})
    done = as_json(folder, "--hard-fail-on", "CRITICAL", "--skip-check", "HIGH")
    assert (done.status, done.failed) == (1, {("CKV_TRUST_2", ROLE)})


def test_a_baseline_holds_what_is_known(folder: Path) -> None:
    scan(folder, "--create-baseline")
    known = as_json(folder, "--baseline", ".checkov.baseline")
    assert (known.failed, known.status) == (set(), 0)
    write(folder, {"more.tf": HCL.replace('"vendor"', '"another"')})
    fresh = as_json(folder, "--baseline", ".checkov.baseline")
    assert {role for _, role in fresh.failed} == {"aws_iam_role.another"}


def test_runners_that_share_a_process_as_threads_keep_their_findings_apart(tmp_path: Path) -> None:
    """As Checkov runs on macOS and Windows: one registry of checks for Terraform and for plans at once."""
    accounts = [f"{number:012}" for number in range(1, 41)]
    for account in accounts:
        text = HCL.replace("123456789012", account).replace('"vendor"', f'"h{account}"')
        write(tmp_path, {f"{account}.tf": text, f"{account}.json": planned(f"p{account}", account)})
    done = checkov(
        *("-d", ".", "--external-checks-dir", CHECKS, "--skip-download", "-c", "CKV_TRUST_1", "-o", "json"),
        *("--framework", "terraform", "terraform_plan"),
        cwd=tmp_path,
        env={"CHECKOV_PARALLELIZATION_TYPE": "thread"},
    )
    assert {role for _, role in done.failed} == {f"aws_iam_role.{kind}{each}" for kind in "hp" for each in accounts}
    for record in done.records("failed"):
        account = record["resource"][-12:]
        assert account in record["check_name"]
        assert account in "".join(record["details"])


def planned(name: str, account: str) -> str:
    trust = {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Principal": {"AWS": account}}]}
    head = {"address": f"aws_iam_role.{name}", "mode": "managed", "type": "aws_iam_role", "name": name}
    values = {"assume_role_policy": json.dumps(trust)}
    change = {"actions": ["create"], "before": None, "after": values}
    resources = {"root_module": {"resources": [{**head, "values": values}]}}
    plan = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": resources}
    return json.dumps({**plan, "resource_changes": [{**head, "change": change}]}, indent=2)


# --- formats ---------------------------------------------------------------------------------------


def test_json(folder: Path) -> None:
    done = as_json(folder)
    found = next(each for each in done.records("failed") if each["check_id"] == "CKV_TRUST_1")
    assert found["check_name"].startswith(f"{HEADLINE}: account 123456789012")
    assert found["severity"] == "HIGH"
    assert found["guideline"].startswith("https://docs.aws.amazon.com/")
    facts = found["check_result"]
    assert facts["result"] == "FAILED"
    assert facts["evaluated_keys"] == ["assume_role_policy"]
    assert facts["accounts"] == [{"account": "123456789012", "whose": "external"}]
    assert facts["witness"]["action"] == "sts:AssumeRole"
    assert facts["statement"]["lines"] == [4, 4]
    assert "sts:ExternalId" in facts["fix"]["text"]


def test_the_terminal(folder: Path) -> None:
    done = scan(folder, "--compact", "--quiet")
    assert f'Check: CKV_TRUST_1: "{HEADLINE}: account 123456789012' in done.stdout
    assert "\tDetails: Witness: aws sts assume-role" in done.stdout
    before_the_report = done.stdout.split("terraform scan results:")[0]
    assert "roletrust" not in before_the_report
    assert "CKV" not in before_the_report


def test_sarif(folder: Path) -> None:
    scan(folder, "-o", "sarif", "--output-file-path", "out")
    tool_run = json.loads((folder / "out" / "results_sarif.sarif").read_text("utf-8"))["runs"][0]
    result = next(each for each in tool_run["results"] if each["ruleId"] == "CKV_TRUST_1")
    assert result["message"]["text"].startswith(HEADLINE)
    assert result["level"] == "error"
    rule = next(each for each in tool_run["tool"]["driver"]["rules"] if each["id"] == "CKV_TRUST_1")
    assert rule["helpUri"].startswith("https://docs.aws.amazon.com/")


def test_junit(folder: Path) -> None:
    root = ET.fromstring(scan(folder, "-o", "junitxml").stdout)
    failed = [case.get("name", "") for case in root.iter("testcase") if case.find("failure") is not None]
    assert any(f"CKV_TRUST_1] {HEADLINE}: account 123456789012" in name for name in failed)


def test_csv(folder: Path) -> None:
    done = scan(folder, "-o", "csv")
    assert done.stdout.strip() == ""
    (report,) = folder.glob("*_iac.csv")
    rows = list(csv.DictReader(report.read_text("utf-8").splitlines()))
    assert {row["Severity"] for row in rows if row["Resource"] == ROLE} >= {"HIGH", "MEDIUM"}
    assert any(HEADLINE in " ".join(filter(None, row.values())) for row in rows)


def test_gitlab(folder: Path) -> None:
    found = json.loads(scan(folder, "-o", "gitlab_sast").stdout)["vulnerabilities"]
    vendor = next(each for each in found if each["identifiers"][0]["name"] == "CKV_TRUST_1")
    assert vendor["name"].startswith(HEADLINE)
    assert vendor["severity"] == "High"
    assert vendor["location"]["file"] == "main.tf"


# --- a broken pack ---------------------------------------------------------------------------------


BREAKS = {
    "the engine": ("judgement.py", "    moment = int("),
    "an adapter, when it is imported": ("decision.py", "RESULTS = {"),
    "a dialect, when it is imported": ("variants.py", "MOST = "),
}


@pytest.mark.parametrize("where", BREAKS)
def test_a_broken_pack_is_heard_and_stdout_stays_a_report(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, where: str
) -> None:
    """A copy of the pack is broken on purpose."""
    copy, (file, line) = tmp_path_factory.mktemp("broken") / "checks", BREAKS[where]
    for source in CHECKS.rglob("*.py"):
        text = source.read_text("utf-8")
        if source.name == file:
            indent = " " * (len(line) - len(line.lstrip()))
            text = text.replace(line, f'{indent}raise RuntimeError("broken on purpose")\n{line}', 1)
            assert "on purpose" in text
        write(copy, {str(source.relative_to(CHECKS)): text})
    write(folder, {"more.tf": HCL.replace('"vendor"', '"another"'), "template.yaml": TEMPLATE})
    done = checkov(
        *("-d", ".", "--external-checks-dir", copy, "--skip-download", "-c", "CKV_TRUST_*", "-o", "json"),
        *("--framework", "terraform", "cloudformation"),
        cwd=folder,
    )
    roles = (ROLE, "aws_iam_role.another", "AWS::IAM::Role.Vendor")
    assert done.failed == {("CKV_TRUST_90", role) for role in roles}
    assert not done.passed
    assert all("broken on purpose" in each["check_name"] for each in done.records("failed"))
    assert "RuntimeError: broken on purpose" in done.stderr
    assert done.status == 1
