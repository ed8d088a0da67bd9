"""One test for each trap of Checkov's rendering that reading the source removes, named after it."""

from __future__ import annotations

from pathlib import Path

from dialects.hcl_world import World
from roletrust.engine.text import Hole, Means, Text


def role(statement: str, extra: str = "") -> str:
    return (
        f'{extra}\nresource "aws_iam_role" "this" {{\n  assume_role_policy = jsonencode({{\n'
        f'    Version = "2012-10-17"\n    Statement = [{{\n{statement}\n    }}]\n  }})\n}}\n'
    )


def test_trap_3_jsonencode_keeps_interpolations_in_strings(tmp_path: Path) -> None:
    config = role(
        '      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }',
        'data "aws_caller_identity" "current" {}',
    )
    principal = World(tmp_path, config).trust().tree["Statement"][0]["Principal"]["AWS"]
    account = Hole("data.aws_caller_identity.current.account_id", means=Means.OWN_ACCOUNT)
    assert principal == Text(("arn:aws:iam::", account, ":root"))
    assert principal.holes[0].where == "/main.tf:6"


def test_trap_4_a_ternary_module_argument_is_no_text_none(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "on" { default = false }\nmodule "a" {\n  source = "./m"\n  id = var.on ? "x" : null\n}\n',
        "m/main.tf": 'variable "id" { default = "d" }\n'
        'resource "aws_iam_role" "this" {\n  assume_role_policy = jsonencode({ id = var.id })\n}\n',
    }
    assert World(tmp_path, files).tree("m/main.tf", [("main.tf", "a")]) == {"id": None}


def test_trap_5_an_unset_variable_is_a_hole_and_leaves_the_document_whole(tmp_path: Path) -> None:
    config = role(
        '      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }', 'variable "external_id" {}'
    )
    assert World(tmp_path, config).tree() == {
        "Version": "2012-10-17",
        "Statement": [{"Condition": {"StringEquals": {"sts:ExternalId": "${var.external_id}"}}}],
    }


def test_trap_6_a_version_is_no_subtraction(tmp_path: Path) -> None:
    assert World(tmp_path, role("")).tree()["Version"] == "2012-10-17"
    config = role("", 'locals {\n  v = "2012-10-17"\n}').replace(
        '"2012-10-17"\n    Statement', '"${local.v}"\n    Statement'
    )
    assert World(tmp_path, config).tree()["Version"] == "2012-10-17"


def test_trap_7_a_ternary_condition_leaves_the_document_whole(tmp_path: Path) -> None:
    config = role(
        '      Effect = "Allow"\n'
        '      Condition = var.id == null ? {} : { StringEquals = { "sts:ExternalId" = var.id } }',
        'variable "id" { default = null }',
    )
    assert World(tmp_path, config).tree()["Statement"] == [{"Effect": "Allow", "Condition": {}}]
    unset = config.replace("{ default = null }", "{}")
    assert World(tmp_path, unset).tree()["Statement"] == [
        {"Effect": "Allow", "Condition": {"StringEquals": {"sts:ExternalId": "${var.id}"}}}
    ]


def test_trap_7_a_for_expression_under_identifiers_is_no_empty_list(tmp_path: Path) -> None:
    config = """
variable "accounts" { default = ["1", "2"] }
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [for a in var.accounts : "arn:aws:iam::${a}:root"]
    }
  }
}
resource "aws_iam_role" "this" {
  assume_role_policy = data.aws_iam_policy_document.d.json
}
"""
    identifiers = World(tmp_path, config).tree()["Statement"][0]["Principal"]["AWS"]
    assert identifiers == ["arn:aws:iam::1:root", "arn:aws:iam::2:root"]
    unset = config.replace('{ default = ["1", "2"] }', "{}")
    identifiers = World(tmp_path, unset).tree()["Statement"][0]["Principal"]["AWS"]
    assert identifiers == ["arn:aws:iam::${var.accounts[*]}:root"]


def test_trap_8_a_dynamic_statement_has_its_own_values_and_may_be_absent(tmp_path: Path) -> None:
    config = """
variable "partners" { default = { p = { account = "1" } } }
data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = var.partners
    content {
      sid = statement.key
      principals {
        type        = "AWS"
        identifiers = [statement.value.account]
      }
    }
  }
}
resource "aws_iam_role" "this" {
  assume_role_policy = data.aws_iam_policy_document.d.json
}
"""
    known = World(tmp_path, config).tree()["Statement"]
    assert known == [{"Sid": "p", "Effect": "Allow", "Principal": {"AWS": ["1"]}}]
    unset = World(tmp_path, config.replace('{ default = { p = { account = "1" } } }', "{}")).tree()["Statement"]
    assert unset == [
        {
            "maybe": "var.partners",
            "value": {
                "Sid": "${keys(var.partners)[*]}",
                "Effect": "Allow",
                "Principal": {"AWS": ["${var.partners[*].account}"]},
            },
        }
    ]


def test_trap_11_an_aliased_provider_does_not_prove_the_own_account(tmp_path: Path) -> None:
    identity = 'data "aws_caller_identity" "other" {\n  provider = aws.other\n}'
    statement = "      Principal = { AWS = [data.aws_caller_identity.other.account_id, aws_iam_role.other.arn] }"
    other = 'resource "aws_iam_role" "other" {\n  provider = aws.other\n  name = "n"\n}'
    found = World(tmp_path, role(statement, f"{identity}\n{other}")).trust().tree["Statement"][0]["Principal"]["AWS"]
    holes = [hole for value in found for hole in value.holes]
    assert [hole.means for hole in holes if "partition" not in hole.name] == [
        Means.ACCOUNT_BESIDE,
        Means.ACCOUNT_BESIDE,
    ]
