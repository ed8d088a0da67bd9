"""`roletrust check` and Checkov with the pack tell one story: the same findings of the same roles, in the same words.

What Checkov itself forces to be different: it tells the instances of a resource apart, by their keys, where the command
tells of the resource and names the keys in words; and the rules about all roles of a scan are asked by Checkov alone.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from command.asked import roletrust
from running import PROJECTS
from scanning import Scan, cloudformation, json_files, plan, terraform

ABOUT_ALL = ("CKV_TRUST_13", "CKV_TRUST_14", "CKV_TRUST_15", "CKV_TRUST_91")
KEY = re.compile(r"\[[^\]]*\]")
IN_JSON = re.compile(r".*\.json\.(.*)\.CKV_TRUST_[0-9]+\Z")  # how Checkov names what is in a file of JSON
STACK_SET = "AWS::CloudFormation::StackSet."  # whose inner template the command does not open yet
Findings = set[tuple[str, str, str]]  # rule, role, headline and reason


def by_the_command(folder: Path) -> Findings:
    done = roletrust("check", folder, "--output-format", "json", cwd=folder)
    assert done.status in (0, 1), done.stderr
    found = json.loads(done.stdout)["findings"]
    return {(each["rule"], each["role"], each["message"]) for each in found}


def by_checkov(*scans: Scan) -> Findings:
    records = [each for found in scans for each in found.report.failed_checks if each.check_id not in ABOUT_ALL]
    return {(each.check_id, each.resource, each.check_name) for each in records if STACK_SET not in each.resource}


def of_instances(findings: Findings) -> set[str]:
    return {KEY.sub("", role) for _, role, _ in findings if KEY.search(role)}


def rules_and_roles(findings: Findings) -> set[tuple[str, str]]:
    return {(rule, KEY.sub("", role)) for rule, role, _ in findings}


def same_story(command: Findings, checkov: Findings) -> None:
    assert rules_and_roles(command) == rules_and_roles(checkov)
    several = of_instances(checkov)
    assert {each for each in command if each[1] not in several} == {each for each in checkov if not KEY.search(each[1])}
    assert len(command) > 3


def test_of_idioms_in_terraform_and_in_templates() -> None:
    folder = PROJECTS / "idioms"
    same_story(by_the_command(folder), by_checkov(terraform(folder), cloudformation(folder)))


@pytest.mark.parametrize("project", ["accounts", "reachable", "terraform-forms", "vendor-access"])
def test_of_terraform(project: str) -> None:
    folder = PROJECTS / project
    same_story(by_the_command(folder), by_checkov(terraform(folder)))


def test_of_templates_that_are_nested() -> None:
    folder = PROJECTS / "stacks"
    same_story(by_the_command(folder), by_checkov(cloudformation(folder)))


def trust(account: str) -> dict[str, object]:
    said = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [said]}


def test_of_dumps_and_policies(tmp_path: Path) -> None:
    roles = [
        {"RoleName": name, "Arn": f"arn:aws:iam::999999999999:role/{name}", "AssumeRolePolicyDocument": trust(account)}
        for name, account in (("vendor", "123456789012"), ("own", "999999999999"))
    ]
    (tmp_path / "roles.json").write_text(json.dumps({"Roles": roles}, indent=2))
    (tmp_path / "policy.json").write_text(json.dumps(trust("123456789012"), indent=2))
    checkov = {(rule, IN_JSON.sub(r"\1", role), said) for rule, role, said in by_checkov(json_files(tmp_path))}
    same_story(by_the_command(tmp_path), checkov)


def test_of_a_plan(tmp_path: Path) -> None:
    address = "aws_iam_role.vendor"
    values = {"name": "vendor", "assume_role_policy": json.dumps({**trust("123456789012"), "Version": "2008-10-17"})}
    made = {"address": address, "mode": "managed", "type": "aws_iam_role", "name": "vendor", "values": values}
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}
    data = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [made]}},
        "resource_changes": [{**{k: made[k] for k in ("address", "mode", "type", "name")}, "change": change}],
        "configuration": {"root_module": {}},
    }
    (tmp_path / "plan.json").write_text(json.dumps(data, indent=2))
    found = by_the_command(tmp_path)
    assert rules_and_roles(found) == rules_and_roles(by_checkov(plan(tmp_path)))
    assert ("CKV_TRUST_1", address) in rules_and_roles(found)
