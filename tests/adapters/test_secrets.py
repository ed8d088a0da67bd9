"""Secrets decide and are not told: sensitive variables, the environment's, a plan's sensitive values, NoEcho."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from roletrust.telling.secrets_told import called
from scanning import Scan, cloudformation, plan, terraform, write

SECRET = "changeme"  # which rule 5 says is weak
VENDOR = "123456789012"


def role(external_id: str, principal: str = f'"{VENDOR}"') -> str:
    return f"""resource "aws_iam_role" "r" {{
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect = "Allow", Principal = {{ AWS = {principal} }}, Action = "sts:AssumeRole"
      Condition = {{ StringEquals = {{ "sts:ExternalId" = {external_id} }} }}
    }}]
  }})
}}
"""


def variable(name: str, default: str = "", sensitive: bool = True) -> str:
    written = f"  default = {default}\n" if default else ""
    return f'variable "{name}" {{\n{written}  sensitive = {str(sensitive).lower()}\n}}\n'


def texts(scan: Scan) -> Iterator[str]:
    """All that the pack says; the code beside a record is Checkov's."""
    for record in scan.report.get_all_records():
        said: Any = {**record.check_result, "result": "", "entity": ""}
        yield from (record.check_name, *(record.details or ()), json.dumps(said, default=str))


def assert_kept(scan: Scan, secret: str, name: str) -> None:
    said = "\n".join(texts(scan))
    assert secret not in said
    assert name in said


SOURCES = {
    "its default": variable("id", f'"{SECRET}"') + role("var.id"),
    "a local made of it": f"{variable('id', json.dumps(SECRET))}locals {{\n  id = var.id\n}}\n{role('local.id')}",
    "one of a list": variable("id", f'["{SECRET}"]') + role("var.id"),
    "one of a map": variable("id", f'{{ a = "{SECRET}" }}') + role('var.id["a"]'),
    "a part of a text": variable("id", f'"{SECRET}"') + role('"${var.id}"'),
    "what `sensitive` says is": role(f'sensitive("{SECRET}")'),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_sensitive_value_decides_and_is_not_told(tmp_path: Path, name: str) -> None:
    scan = terraform(write(tmp_path, {"main.tf": SOURCES[name]}))
    assert "5" in scan.rules("aws_iam_role.r")
    assert_kept(scan, SECRET, "a sensitive value" if "`" in name else called("var.id"))


def test_the_same_value_is_told_that_is_not_sensitive(tmp_path: Path) -> None:
    text = variable("id", f'"{SECRET}"', sensitive=False) + role("var.id")
    assert SECRET in "\n".join(texts(terraform(write(tmp_path, {"main.tf": text}))))


def test_what_the_environment_gives_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_id", SECRET)
    monkeypatch.setenv("TF_VAR_vendor", VENDOR)
    text = 'variable "id" {}\nvariable "vendor" {}\n' + role("var.id", "var.vendor")
    scan = terraform(write(tmp_path, {"main.tf": text}))
    assert scan.rules("aws_iam_role.r") >= {"2", "5"}
    assert_kept(scan, SECRET, called("var.id"))
    assert_kept(scan, VENDOR, called("var.vendor"))


def test_a_sensitive_variable_of_a_module_is_not_told(tmp_path: Path) -> None:
    call = f'module "m" {{\n  source = "./m"\n  id = "{SECRET}"\n}}\n'
    scan = terraform(write(tmp_path, {"main.tf": call, "m/main.tf": variable("id") + role("var.id")}))
    assert "5" in scan.rules("module.m.aws_iam_role.r")
    assert_kept(scan, SECRET, called("var.id"))


@pytest.mark.parametrize("short", ["ab", "12"])
def test_a_short_one_is_kept_where_it_is_quoted_and_breaks_no_word(tmp_path: Path, short: str) -> None:
    scan = terraform(write(tmp_path, {"main.tf": variable("id", f'"{short}"') + role("var.id")}))
    assert "5" in scan.rules("aws_iam_role.r")
    said = "\n".join(texts(scan))
    assert not any(f"{quote}{short}{quote}" in said for quote in "\"'`")
    assert "statement 1" in said


def test_a_repair_names_the_variable_and_not_its_value(tmp_path: Path) -> None:
    text = variable("vendor", f'"arn:aws:iam::{VENDOR}:role/deploy"') + role('"a"', "var.vendor").replace(
        '      Condition = { StringEquals = { "sts:ExternalId" = "a" } }\n', ""
    )
    assert_kept(
        terraform(write(tmp_path, {"main.tf": text})), f"arn:aws:iam::{VENDOR}:role/deploy", called("var.vendor")
    )


STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": VENDOR},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": SECRET}},
}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})


def planned(**more: Any) -> str:
    head = {"address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r"}
    values = {"assume_role_policy": TRUST}
    marks = {"assume_role_policy": True}
    change = {**head, "change": {"actions": ["create"], "before": None, "after": values, "after_sensitive": marks}}
    resource = {**head, "values": values, "sensitive_values": marks}
    whole = {"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [change]}
    return json.dumps({**whole, "planned_values": {"root_module": {"resources": [resource]}}, **more}, indent=1)


PLANS = {
    "a variable": (
        planned(
            variables={"id": {"value": SECRET}},
            configuration={"root_module": {"variables": {"id": {"sensitive": True}}}},
        ),
        called("var.id"),
    ),
    "nobody knows which": (planned(), called("aws_iam_role.r.assume_role_policy")),
}


@pytest.mark.parametrize("name", PLANS)
def test_what_a_plan_marks_as_sensitive_is_not_told(tmp_path: Path, name: str) -> None:
    text, told = PLANS[name]
    scan = plan(write(tmp_path, {"tfplan.json": text}))
    assert "5" in scan.rules("aws_iam_role.r")
    assert_kept(scan, SECRET, told)


def test_a_parameter_without_an_echo_is_not_told(tmp_path: Path) -> None:
    document = TRUST.replace(f'"{SECRET}"', '{"Ref": "Id"}')
    text = f"""Parameters:
  Id: {{Type: String, NoEcho: true, Default: {SECRET}}}
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {document}
"""
    scan = cloudformation(write(tmp_path, {"template.yaml": text}))
    assert "5" in scan.rules("AWS::IAM::Role.R")
    assert_kept(scan, SECRET, called("Id"))
