"""Calls of which a bound of the search leaves open whether the role refuses them: told by CKV_TRUST_91."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command.asked import roletrust
from scanning import Scan, terraform, write

OWN = "111122223333"
MANY = json.dumps([f"a{number:03}*b{number:03}*" for number in range(300)])
NONE = MANY.replace('"a', '"c')
FEWER = json.dumps(json.loads(MANY)[:250])  # IAM takes no longer policy
HEADLINE = "Whether the role refuses a call of the scan could not be decided"
ID = "7f9c2b1e-4a55-4c1d-9b7e"


def role(name: str, statement: str, key: str, patterns: str = MANY) -> str:
    """A role whose policy compares `key` with more patterns than are walked together, or with one."""
    others = f'StringNotLike = {{ "{key}" = {NONE} }}' if patterns is MANY else ""
    return f"""
resource "aws_iam_role" "{name}" {{
  name = "{name}"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect = "Allow"
      {statement}
      Condition = {{
        StringEquals = {{ "sts:ExternalId" = "{ID}" }}
        StringLike   = {{ "{key}" = {patterns} }}
        {others}
      }}
    }}]
  }})
}}
"""


def calling(alias: str, called: str, more: str) -> str:
    return f"""
provider "aws" {{
  alias = "{alias}"
  assume_role {{
    role_arn = aws_iam_role.{called}.arn
    {more}
  }}
}}
"""


CI = f'Principal = {{ AWS = "arn:aws:iam::{OWN}:role/ci" }}'
TAG, WITH_ID = "aws:PrincipalTag/team", f'external_id = "{ID}"'
SERVED = 'Action = "sts:AssumeRole"\n      Principal = { Service = "lambda.amazonaws.com" }'
ROOT = f"""
provider "aws" {{
  allowed_account_ids = ["{OWN}"]
}}

resource "aws_lambda_function" "f" {{
  function_name = "f"
  role          = aws_iam_role.handed.arn
}}
"""


PODS = "kubernetes_service_account.pods"
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"


def of_pods(patterns: str) -> str:
    """A service account of EKS, and its role, whose policy compares the session's name likewise."""
    others = f'StringNotLike = {{ "sts:RoleSessionName" = {NONE} }}' if patterns is FEWER else ""
    return f"""
resource "aws_iam_role" "pods" {{
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = {{ Federated = "arn:aws:iam::{OWN}:oidc-provider/{EKS}" }}
      Condition = {{
        StringEquals = {{ "{EKS}:sub" = "system:serviceaccount:default:reader" }}
        StringLike   = {{ "sts:RoleSessionName" = {patterns} }}
        {others}
      }}
    }}]
  }})
}}

resource "kubernetes_service_account" "pods" {{
  metadata {{
    name        = "reader"
    annotations = {{ "eks.amazonaws.com/role-arn" = aws_iam_role.pods.arn }}
  }}
}}
"""


def tree(patterns: str) -> str:
    return "".join(
        [
            ROOT,
            role("plain", f'Action = "sts:AssumeRole"\n      {CI}', TAG, patterns),
            calling("plain", "plain", WITH_ID),
            role("tagged", f'Action = ["sts:AssumeRole", "sts:TagSession"]\n      {CI}', TAG, patterns),
            calling("tagged", "tagged", f'{WITH_ID}\n    tags = {{ team = "red" }}'),
            role("handed", SERVED, TAG, patterns),
            of_pods(FEWER if patterns is MANY else patterns),
        ]
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return terraform(write(tmp_path_factory.mktemp("scan"), {"main.tf": tree(MANY)}))


def test_it_is_told_at_the_caller_with_the_rule_and_what_would_decide_it(found: Scan) -> None:
    for caller, rules in (("aws.plain", "15"), ("aws.tagged", "15 17"), ("aws_lambda_function.f", "18"), (PODS, "16")):
        record = found.record("91", caller)  # Terraform's runner keeps one for a check and a block
        assert record.check_name.startswith(tuple(f"{HEADLINE}: CKV_TRUST_{rule} (" for rule in rules.split()))
        assert str(record.severity) == "LOW"
        told = " ".join([record.check_name, *record.details])
        assert "write fewer and shorter values on the keys" in told
        assert "the patterns on one key are too many" in told


def test_what_is_not_decided_is_neither_passed_nor_told_as_refused(found: Scan) -> None:
    callers = {"aws.plain", "aws.tagged", "aws_lambda_function.f", PODS}
    assert not {rule for rule, caller in found.failed | found.passed if caller in callers} - {"91"}


def test_the_command_tells_the_same_of_each_rule_and_nothing_where_it_is_switched_off(tmp_path: Path) -> None:
    def told(folder: str, files: dict[str, str]) -> set[tuple[str, str]]:
        write(tmp_path / folder, files)
        said = json.loads(roletrust("check", ".", "--output-format", "json", cwd=tmp_path / folder).stdout)
        of_calls = [each for each in said["findings"] if "caller" in each]
        assert {each["rule"] for each in of_calls} <= {"CKV_TRUST_91"}
        return {(each["caller"]["name"], each["reason"].partition(" (")[0]) for each in of_calls}

    assert told("on", {"main.tf": tree(MANY)}) == {
        ("provider aws.plain", "CKV_TRUST_15"),
        ("provider aws.tagged", "CKV_TRUST_15"),
        ("provider aws.tagged", "CKV_TRUST_17"),
        ("aws_lambda_function.f", "CKV_TRUST_18"),
        (PODS, "CKV_TRUST_16"),
    }
    assert not told("off", {"main.tf": tree(MANY), ".roletrust.yaml": "rules: {CKV_TRUST_91: off}\n"})


def test_a_twin_with_one_pattern_is_decided(tmp_path: Path) -> None:
    scan = terraform(write(tmp_path, {"main.tf": tree('["a*"]')}))
    assert {("15", "aws.plain"), ("16", PODS)} <= scan.passed and not [each for each in scan.failed if each[0] == "91"]


def test_of_a_call_of_a_role_that_iam_refuses_nothing_is_said(tmp_path: Path) -> None:
    """There will be no such role: what is wrong is told of it by CKV_TRUST_11."""
    refused = tree('["a*"]').replace(":role/ci", ":role/no name").replace("lambda.amazonaws.com", "no service")
    scan = terraform(write(tmp_path, {"main.tf": refused}))
    callers = {"aws.plain", "aws.tagged", "aws_lambda_function.f"}
    assert not {caller for _, caller in scan.failed | scan.passed if caller in callers}
    roles = {f"aws_iam_role.{name}" for name in ("plain", "tagged", "handed")}
    assert roles == {role for rule, role in scan.failed if rule == "11"}
