"""What `roletrust check` tells of trees as strangers write them: once, at its place, and as grave as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from command.asked import roletrust
from scanning import write

VENDOR = "arn:aws:iam::210987654321"
CALLS = """module "short" {
  source = "./logs"
}
module "with_a_name_that_is_a_good_deal_longer" {
  source = "./logs"
}
"""
LOGS = """data "aws_region" "current" {}
resource "aws_iam_role" "logs" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["logs.amazonaws.com", "logs.${data.aws_region.current.name}.amazonaws.com"] }
      Action    = "sts:AssumeRole"
    }]
  })
}
"""
TEMPLATE_FILE = """data "template_file" "trust" {
  template = %s
  vars = {
    vendor = "210987654321"
  }
}
resource "aws_iam_role" "vendor" {
  assume_role_policy = data.template_file.trust.rendered
}
"""
TRUST = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "${vendor}"}, "Action": "sts:AssumeRole"}
  ]
}
"""
STACK = """Parameters:
  Id:
    Type: String
Conditions:
  HasId: !Not [!Equals [!Ref Id, none]]
Resources:
  Vendor:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: %s
            Action: sts:AssumeRole
            Condition:
              StringEquals: %s
"""
LEFT_OUT = "{sts:ExternalId: !If [HasId, !Ref Id, !Ref AWS::NoValue]}"
BY_A_VARIABLE = """variable "id" {
  default = null
}
variable "vendor" {}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::210987654321:role/a"]
    }
%s  }
}
resource "aws_iam_role" "vendor" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
"""
ASKED = """    dynamic "condition" {
      for_each = var.id != null ? [1] : []
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [var.id]
      }
    }
"""
CALLED = 'module "m" {\n  source = "./m"\n  vendor = ""\n}\n'
EACH = """resource "aws_iam_role" "each" {
  for_each           = toset([%s])
  assume_role_policy = file("${path.module}/${each.key}.json")
}
"""
REPOSITORIES = 'module "m" {\n  source = "./m"\n  repositories = ["repo:acme/app:*"]\n}\n'
TOKENS = """variable "repositories" {}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/%s"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = var.repositories
    }
  }
}
resource "aws_iam_role" "tokens" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
"""
ADMINISTRATOR = """resource "aws_iam_role" "vendor" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = { AWS = "arn:aws:iam::210987654321:role/a" }, Action = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" } }
    }]
  })
}
resource "aws_iam_role_policy" "with_a_name_that_is_a_good_deal_longer_than_any_that_people_give_to_policies" {
  role   = aws_iam_role.vendor.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
"""
TREE = {
    "calls/main.tf": CALLS,
    "calls/logs/main.tf": LOGS,
    "filled/main.tf": TEMPLATE_FILE % '"${file("trust.json.tpl")}"',
    "filled/trust.json.tpl": TRUST,
    "written/main.tf": TEMPLATE_FILE % f"<<-EOT\n{TRUST.replace('${', '$${')}EOT",
    "braces.yaml": STACK % ('"{{vendorAccount}}"', "{sts:ExternalId: !Ref Id}"),
    "no_braces.yaml": STACK % ('"vendorAccount"', "{sts:ExternalId: !Ref Id}"),
    "left_out.yaml": STACK % (f"{VENDOR}:root", LEFT_OUT),
    "empty.yaml": STACK % (f"{VENDOR}:root", "{}"),
    "administrator/main.tf": ADMINISTRATOR,
    "each/main.tf": EACH % '"first", "second"',
    "each/first.json": TRUST.replace("${vendor}", f"{VENDOR}:role/a"),
    "each/second.json": "\n\n" + TRUST.replace("${vendor}", f"{VENDOR}:root"),
    "missing/main.tf": EACH % '"first", "second"',
    "missing/first.json": TRUST.replace("${vendor}", f"{VENDOR}:role/a"),
    "key/main.tf": REPOSITORIES,
    "key/m/main.tf": TOKENS % "gitlab.com",
    "value/main.tf": REPOSITORIES,
    "value/m/main.tf": TOKENS % "token.actions.githubusercontent.com",
    "dynamic/main.tf": CALLED,
    "dynamic/m/main.tf": BY_A_VARIABLE % ASKED,
    "plain/main.tf": CALLED,
    "plain/m/main.tf": BY_A_VARIABLE % "",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    tree = write(tmp_path_factory.mktemp("tree"), TREE)
    found = roletrust("check", ".", "--output-format", "json", "--exit-zero", cwd=tree)
    return list(json.loads(found.stdout)["findings"])


def of(told: list[dict[str, Any]], beginning: str, rule: str = "") -> list[dict[str, Any]]:
    return [each for each in told if each["file"].startswith(beginning) and rule in ("", each["rule"][10:])]


def test_what_is_one_thing_is_told_once_although_headlines_are_cut_at_different_places(told: Any) -> None:
    (found,) = of(told, "calls/")
    assert found["message"].endswith("more in the details")
    assert [each["role"] for each in found["instances"]] == [
        "module.with_a_name_that_is_a_good_deal_longer.aws_iam_role.logs"
    ]


def test_a_template_that_is_read_from_a_file_stands_there(told: Any) -> None:
    places = {(each["file"], *each["lines"]) for each in of(told, "filled/")}
    assert places == {("filled/trust.json.tpl", 4, 4)}
    assert {each["file"] for each in of(told, "written/")} == {"written/main.tf"}


def test_a_name_in_double_braces_is_what_another_tool_fills_in(told: Any) -> None:
    assert "11" not in {each["rule"][10:] for each in of(told, "braces.yaml")}
    assert [each["rule"][10:] for each in of(told, "no_braces.yaml")] == ["11"]


def test_a_condition_that_is_left_out_in_some_branches_is_no_grave_emptiness(told: Any) -> None:
    assert [each["severity"] for each in of(told, "left_out.yaml", "3")] == ["LOW"]
    assert [each["severity"] for each in of(told, "left_out.yaml", "1")] == ["HIGH"], "who gets in by it is told"
    assert [each["severity"] for each in of(told, "empty.yaml", "3")] == ["HIGH"]


def test_a_headline_about_all_roles_is_one_line_too(told: Any) -> None:
    (found,) = of(told, "administrator/", "14")
    assert len(found["message"]) <= 200
    assert found["details"][0].startswith("Why: Outsiders can get an administrator's permissions")
    assert "with_a_name_that_is_a_good_deal_longer" in found["details"][0]


def test_a_block_with_a_dynamic_condition_of_which_nothing_comes_is_not_said_to_have_none(told: Any) -> None:
    (dynamic,), (plain,) = of(told, "dynamic/", "1"), of(told, "plain/", "1")
    assert dynamic["reason"].endswith("; nothing comes of its dynamic condition (/dynamic/m/main.tf:12)")
    assert plain["reason"].endswith("; it has no condition")


def test_where_a_key_is_wrong_no_value_is_called_the_cause(told: Any) -> None:
    (key,), (value,) = of(told, "key/", "6"), of(told, "value/", "6")
    assert not [line for line in key["details"] if line.startswith("Cause:")]
    assert [line for line in value["details"] if line.startswith('Cause: "repo:acme/app:*"')]


def test_of_documents_one_for_each_instance_each_stands_in_its_own_file(told: Any) -> None:
    places = {(each["rule"][10:], each["file"], *each["lines"]) for each in of(told, "each/")}
    assert places == {("1", "each/first.json", 4, 4), ("2", "each/second.json", 6, 6)}
    missing = {(each["rule"][10:], each["file"], *each["lines"]) for each in of(told, "missing/")}
    assert missing == {("1", "missing/first.json", 4, 4), ("90", "missing/main.tf", 3, 3)}
