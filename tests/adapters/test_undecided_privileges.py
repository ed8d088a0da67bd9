"""What the rules about all roles leave open is told once a role, through Checkov's runner and by the command."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from adapters.twins import OWN, V
from command.asked import roletrust
from scanning import Scan, terraform, write

W = "210987654321"
ID = '"7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"'
ANOTHER = ID.replace("7f9c", "8a0d")
ATTACHED = """resource "aws_iam_role_policy_attachment" "{name}" {{
  role       = aws_iam_role.{name}.name
  policy_arn = data.aws_iam_policy.guard.arn
}}
"""
ADMINISTERS = """resource "aws_iam_role_policy_attachment" "administrator" {
  role       = aws_iam_role.administrator.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
"""


def role(name: str, principal: str, external_id: str = "", attached: bool = True, trust: str = "") -> str:
    condition = f', Condition = {{ StringEquals = {{ "sts:ExternalId" = {external_id} }} }}' if external_id else ""
    statement = f'Effect = "Allow", Principal = {{ AWS = "{principal}" }}, Action = "sts:AssumeRole"{condition}'
    written = trust or f'jsonencode({{ Version = "2012-10-17", Statement = [{{ {statement} }}] }})'
    block = f'resource "aws_iam_role" "{name}" {{\n  name = "{name}"\n  assume_role_policy = {written}\n}}\n'
    return block + (ATTACHED.format(name=name) if attached else "")


VENDORS = role("vendor", f"arn:aws:iam::{V}:role/audit", "var.id")
OTHER = role("other", f"arn:aws:iam::{W}:role/audit", ID, attached=False)
ROLES = {
    "vendor": VENDORS,
    "other": OTHER,
    "opened": role("opened", f"arn:aws:iam::{V}:role/audit", "var.id", attached=False),
    "owned": role("owned", f"arn:aws:iam::{OWN}:role/deploy"),
    "unknown": role("unknown", "arn:aws:iam::${var.account}:role/deploy"),
    "known": role("known", f"arn:aws:iam::{V}:role/audit", ANOTHER),
    "unread": role("unread", "", trust="var.trust"),
    "refused": role("refused", "", trust='"{}"'),
    "filled_in": role("filled_in", "arn:aws:iam::${var.account}:role/audit", "var.id"),
    "administrator": role("administrator", "arn:aws:iam::${var.account}:role/audit", "var.id", attached=False)
    + ADMINISTERS,
}
VARIABLES = "".join(f'variable "{name}" {{}}\n' for name in ("id", "account", "trust"))
CONFIGURATION = {
    ".roletrust.yaml": f'own_accounts: ["{OWN}"]\n',
    "main.tf": VARIABLES + 'data "aws_iam_policy" "guard" {\n  name = "guard"\n}\n' + "".join(ROLES.values()),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return terraform(write(tmp_path_factory.mktemp("scan"), CONFIGURATION))


def told(found: Scan) -> dict[str, str]:
    return {
        each.resource: str(each.severity.name)
        for each in found.report.failed_checks
        if each.severity and each.check_id == "CKV_TRUST_91"
    }


def test_it_is_told_where_outsiders_get_in_and_nowhere_else(found: Scan) -> None:
    assert told(found) == {
        "aws_iam_role.vendor": "LOW",
        "aws_iam_role.known": "LOW",
        "aws_iam_role.administrator": "INFO",
    }


def test_it_is_told_once_a_role_with_all_that_would_decide_it(found: Scan) -> None:
    resources = [each.resource for each in found.report.failed_checks if each.check_id == "CKV_TRUST_91"]
    assert max(Counter(resources).values()) == 1
    facts: Any = found.record("91", "aws_iam_role.vendor").check_result
    assert [each["name"] for each in facts["holes"]] == ["data.aws_iam_policy.guard.arn"]
    assert "CKV_TRUST_14" in facts["reason"]


def test_of_an_external_id_alone_that_is_open_nothing_is_said(found: Scan) -> None:
    assert not {("91", "aws_iam_role.opened"), ("13", "aws_iam_role.opened")} & (found.failed | found.passed)


def test_of_a_role_for_an_account_that_is_filled_in_it_is_told_if_it_is_an_administrator(found: Scan) -> None:
    facts: Any = found.record("91", "aws_iam_role.administrator").check_result
    assert [each["name"] for each in facts["holes"]] == ["var.account"]
    assert "the role is an administrator by the AWS managed policy AdministratorAccess" in facts["reason"]
    both = {("13", "aws_iam_role.filled_in"), ("14", "aws_iam_role.filled_in")}
    assert not both & (found.failed | found.passed), "what is not told is not passed"


def test_what_is_open_elsewhere_is_told_there(found: Scan) -> None:
    assert not {("91", "aws_iam_role.other"), ("13", "aws_iam_role.other")} & (found.failed | found.passed)


@pytest.mark.parametrize("name", ["unknown", "unread"])
def test_what_the_trust_policy_leaves_open_is_told_of_it_alone(found: Scan, name: str) -> None:
    assert ("90", f"aws_iam_role.{name}") in found.failed
    assert not {("91", f"aws_iam_role.{name}"), ("14", f"aws_iam_role.{name}")} & (found.failed | found.passed)


def test_nothing_is_said_of_a_role_that_there_will_not_be(found: Scan) -> None:
    assert ("91", "aws_iam_role.refused") not in found.failed | found.passed


def test_where_nobody_from_outside_gets_in_it_passes(found: Scan) -> None:
    assert ("91", "aws_iam_role.owned") in found.passed


def test_the_command_tells_the_same_and_once_what_one_value_leaves_open(tmp_path: Path, found: Scan) -> None:
    write(tmp_path, CONFIGURATION)
    said = json.loads(roletrust("check", ".", "--select", "91", "--output-format", "json", cwd=tmp_path).stdout)
    every = [(one["role"], each["severity"]) for each in said["findings"] for one in (each, *each.get("instances", ()))]
    assert dict(every) == told(found)
    assert len(every) == len(told(found)) > len(said["findings"])


def test_what_a_module_attaches_is_not_known_and_the_plan_tells(tmp_path: Path) -> None:
    call = (
        'module "m" {\n  source = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"\n  version = "5.60.0"\n'
        "  create_role = true\n"
        f'  trusted_role_arns = ["arn:aws:iam::{V}:role/deploy"]\n  role_requires_mfa = false\n}}\n'
    )
    facts: Any = terraform(write(tmp_path, {"main.tf": call})).record("91", "m").check_result
    assert "scan of the plan" in facts["fix"]["advice"]
