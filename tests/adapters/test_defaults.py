"""What an empty default causes is no flaw of the role, and what is given empty is: through Checkov's own runners."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanning import Scan, cloudformation, serverless, terraform, write

ROLE, R = "aws_iam_role.r", "AWS::IAM::Role.R"
VENDOR = "123456789012"
STRINGS = ['"333333333333"', '""', '"xxxxxxxxxxxx"', '"<account id>"', '"  "']


def trust(principal: str, condition: str = "{}") -> str:
    statement = f'{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = {principal} }} }}'
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [merge({statement}, {condition})] }})'
    return f'resource "aws_iam_role" "r" {{\n  assume_role_policy = {policy}\n}}\n'


def variable(default: str, more: str = "") -> str:
    return f'variable "v" {{\n  default = {default}\n{more}}}\n'


ROOT, NAMED = trust('"arn:aws:iam::${var.v}:root"'), trust('"arn:aws:iam::${var.v}:role/x"')


def in_terraform(folder: Path, main: str, **more: str) -> Scan:
    return terraform(write(folder, {"main.tf": main, **{name.replace("_", "."): each for name, each in more.items()}}))


def template(principal: Any, parameter: dict[str, Any], condition: Any = None) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": principal}}
    statement |= {} if condition is None else {"Condition": condition}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": policy}}
    return json.dumps({"Parameters": {"V": {"Type": "String", **parameter}}, "Resources": {"R": role}})


def in_cloudformation(folder: Path, text: str) -> Scan:
    return cloudformation(write(folder, {"t.json": text}))


def severity(found: Scan, rule: str, resource: str) -> str:
    return str(getattr(found.record(rule, resource).severity, "name", ""))


# --- nothing given


@pytest.mark.parametrize("default", STRINGS)
def test_the_account_of_an_empty_default_is_whole_whatever_it_is(tmp_path: Path, default: str) -> None:
    found = in_terraform(tmp_path, variable(default) + ROOT)
    assert found.rules(ROLE) == {"2"}
    told = "CKV_TRUST_1 (external-account-without-external-id) depends on var.v"
    assert told in str(found.record("2", ROLE).check_result)


@pytest.mark.parametrize("default", STRINGS)
def test_what_holds_for_no_every_value_is_one_finding_that_names_the_variable(tmp_path: Path, default: str) -> None:
    found = in_terraform(tmp_path, variable(default) + NAMED)
    assert found.rules(ROLE) == {"90"}
    assert severity(found, "90", ROLE) == "INFO"
    assert "var.v" in found.record("90", ROLE).check_name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('variable "v" {}\n' + NAMED, "INFO"),
        (
            'data "aws_ssm_parameter" "v" {\n  name = "v"\n}\n'
            + NAMED.replace("var.v", "data.aws_ssm_parameter.v.value"),
            "LOW",
        ),
        (
            'variable "v" {}\ndata "aws_ssm_parameter" "v" {\n  name = "v"\n}\n'
            + NAMED.replace("${var.v}:role/x", "${var.v}${data.aws_ssm_parameter.v.value}:role/x"),
            "LOW",
        ),
    ],
    ids=["a variable without a default", "what something else knows", "both"],
)
def test_what_whoever_uses_it_has_to_give_is_info_and_what_something_else_knows_is_not(
    tmp_path: Path, value: str, expected: str
) -> None:
    found = in_terraform(tmp_path, value)
    assert found.rules(ROLE) == {"90"}
    assert severity(found, "90", ROLE) == expected


@pytest.mark.parametrize(
    ("parameter", "expected"), [({}, "INFO"), ({"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/v"}, "LOW")]
)
def test_so_it_is_of_a_parameter(tmp_path: Path, parameter: dict[str, Any], expected: str) -> None:
    found = in_cloudformation(tmp_path, template({"Fn::Sub": "arn:aws:iam::${V}:role/x"}, parameter))
    assert found.rules(R) == {"90"}
    assert severity(found, "90", R) == expected


@pytest.mark.parametrize(
    ("default", "identifiers"),
    [
        ('[""]', "var.v"),
        ('["", "xxxxxxxxxxxx"]', "var.v"),
        ("[]", "var.v"),
        ("[]", 'formatlist("arn:aws:iam::%s:role/x", var.v)'),
        ("[]", '[for each in var.v : "arn:aws:iam::${each}:role/x"]'),
    ],
)
def test_a_list_of_nothing_by_default_is_not_given(tmp_path: Path, default: str, identifiers: str) -> None:
    document = f"""data "aws_iam_policy_document" "d" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = {identifiers}
    }}
  }}
}}
resource "aws_iam_role" "r" {{
  assume_role_policy = data.aws_iam_policy_document.d.json
}}
"""
    found = in_terraform(tmp_path, variable(default) + document)
    assert found.rules(ROLE) == {"90"}
    assert severity(found, "90", ROLE) == "INFO"


def test_so_is_a_principal_in_an_object_and_not_where_a_call_of_its_module_leaves_it_empty(tmp_path: Path) -> None:
    module = variable("[]") + trust("var.v")
    calls = (
        f'module "{name}" {{\n  source = "./m"\n{given}}}\n' for name, given in (("left", ""), ("given", "v = []\n"))
    )
    found = terraform(
        write(tmp_path, {"main.tf": trust("var.v") + variable("[]") + "".join(calls), "m/main.tf": module})
    )
    assert found.rules(ROLE) == {"90"}
    assert severity(found, "90", ROLE) == "INFO"
    assert "depends on var.v" in found.record("90", ROLE).check_name
    assert found.rules(f"module.left.{ROLE}") == found.rules(f"module.given.{ROLE}") == {"6"}


def test_an_external_id_that_is_empty_by_default_is_asked_for(tmp_path: Path) -> None:
    asked = trust(f'"{VENDOR}"', '{ Condition = { StringEquals = { "sts:ExternalId" = var.v } } }')
    assert in_terraform(tmp_path, variable('""') + asked).rules(ROLE) == {"2"}


@pytest.mark.parametrize("default", ["", "xxxxxxxxxxxx", "<account id>"])
def test_a_parameter_that_is_empty_by_default_is_not_given(tmp_path: Path, default: str) -> None:
    found = in_cloudformation(tmp_path, template({"Fn::Sub": "arn:aws:iam::${V}:role/x"}, {"Default": default}))
    assert found.rules(R) == {"90"}
    assert severity(found, "90", R) == "INFO"
    assert "depends on V" in found.record("90", R).check_name


def test_a_default_that_the_parameter_does_not_allow_is_not_given(tmp_path: Path) -> None:
    parameter = {"Default": "to-do", "AllowedPattern": "[0-9]{12}"}
    found = in_cloudformation(tmp_path, template({"Fn::Sub": "arn:aws:iam::${V}:root"}, parameter))
    assert found.rules(R) == {"2"}
    found = in_cloudformation(tmp_path, template({"Fn::Sub": "arn:aws:iam::${V}:root"}, {"Default": "to-do"}))
    assert "11" in found.rules(R)


def test_a_default_that_is_too_long_is_not_given(tmp_path: Path) -> None:
    long = {"Default": f"{VENDOR}0", "MaxLength": 12}
    assert in_cloudformation(tmp_path, template({"Fn::Sub": "arn:aws:iam::${V}:root"}, long)).rules(R) == {"2"}


SERVICE = """service: s
provider:
  name: aws
resources:
  Resources:
    R:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal:
                AWS: arn:aws:iam::${param:account, '%s'}:role/x
              Action: sts:AssumeRole
"""


def test_a_variable_of_serverless_that_is_empty_by_default_is_not_given(tmp_path: Path) -> None:
    found = serverless(write(tmp_path, {"serverless.yml": SERVICE % ""}))
    assert {rule for rule, _ in found.failed} == {"90"}
    found = serverless(write(tmp_path, {"serverless.yml": SERVICE % VENDOR}))
    assert {rule for rule, _ in found.failed} == {"1"}


# --- what is given, and what is written


@pytest.mark.parametrize("main", [ROOT, NAMED])
def test_what_a_file_of_values_gives_empty_is_empty(tmp_path: Path, main: str) -> None:
    found = in_terraform(tmp_path, variable('""') + main, terraform_tfvars='v = ""\n')
    assert found.rules(ROLE) == {"11"}


def test_what_a_call_of_a_module_gives_empty_is_empty(tmp_path: Path) -> None:
    module = variable('""') + NAMED
    found = terraform(
        write(tmp_path, {"main.tf": 'module "m" {\n  source = "./m"\n  v = ""\n}\n', "m/main.tf": module})
    )
    assert found.rules(f"module.m.{ROLE}") == {"11"}


def test_what_the_policy_itself_says_empty_is_empty(tmp_path: Path) -> None:
    blank = trust(f'"{VENDOR}"', '{ Condition = { StringEquals = { "sts:ExternalId" = "" } } }')
    assert {"3", "6"} <= in_terraform(tmp_path / "blank", blank).rules(ROLE)
    nothing = trust(f'"{VENDOR}"', "{ Condition = { StringEquals = {} } }")
    assert "3" in in_terraform(tmp_path / "nothing", nothing).rules(ROLE)
    told = in_cloudformation(tmp_path / "t", template(VENDOR, {}, {"StringEquals": {"sts:ExternalId": ""}}))
    assert {"3", "6"} <= told.rules(R)


# --- several open conditions together


def statements(*conditions: str) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    listed = [{"Fn::If": [name, statement, {"Ref": "AWS::NoValue"}]} for name in conditions]
    policy = {"Version": "2012-10-17", "Statement": listed}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": policy}}
    known = {name: {"Fn::Equals": [{"Ref": name}, "yes"]} for name in conditions}
    parameters = {name: {"Type": "String"} for name in conditions}
    return json.dumps({"Parameters": parameters, "Conditions": known, "Resources": {"R": role}})


def test_a_policy_is_not_refused_for_what_several_open_conditions_leave_out_together(tmp_path: Path) -> None:
    assert in_cloudformation(tmp_path, statements("A", "B")).rules(R) == set()
    assert in_cloudformation(tmp_path, statements("A")).rules(R) == {"11"}


# --- what an open value can be

IDENTITY = 'data "aws_caller_identity" "i" {\n  provider = aws.other\n}\n'
OTHER = 'provider "aws" {\n  alias = "other"\n}\n'


def test_the_id_of_any_callers_account_is_an_account(tmp_path: Path) -> None:
    found = in_terraform(tmp_path, OTHER + IDENTITY + trust("data.aws_caller_identity.i.account_id"))
    assert found.rules(ROLE) == {"2"}


CHECKED = """  validation {
    condition     = can(regex("%s", var.v))
    error_message = "no"
  }
"""


def test_a_variable_that_takes_account_ids_alone_is_an_account(tmp_path: Path) -> None:
    main = trust("var.v")
    ids = CHECKED % r"^\\d{12}$"
    assert in_terraform(tmp_path / "a", variable('""', ids) + main).rules(ROLE) == {"2"}
    more = CHECKED % r"^\\d{12}"
    assert in_terraform(tmp_path / "b", variable('""', more) + main).rules(ROLE) == {"90"}


@pytest.mark.parametrize(
    ("parameter", "failed"),
    [
        ({"AllowedPattern": r"^\d{12}$"}, {"2"}),
        ({"AllowedPattern": "[0-9]{12}"}, {"2"}),
        ({"AllowedValues": [VENDOR, "210987654321"]}, {"2"}),
        ({"AllowedPattern": "[0-9]{11,12}"}, {"90"}),
        ({"AllowedValues": [VENDOR, "else"]}, {"90"}),
    ],
)
def test_a_parameter_that_takes_account_ids_alone_is_an_account(
    tmp_path: Path, parameter: dict[str, Any], failed: set[str]
) -> None:
    assert in_cloudformation(tmp_path, template({"Ref": "V"}, parameter)).rules(R) == failed


def test_a_stranger_has_no_id_of_a_role_of_the_same_template(tmp_path: Path) -> None:
    given_out = {"StringLike": {"aws:userid": {"Fn::Sub": "${S.RoleId}:*"}}}
    made = json.loads(template("*", {}, given_out))
    service = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    policy = {"Version": "2012-10-17", "Statement": [service]}
    made["Resources"]["S"] = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": policy}}
    assert in_cloudformation(tmp_path, json.dumps(made)).rules(R) == set()
    anybody = {"StringLike": {"aws:userid": {"Fn::Sub": "${V}:*"}}}
    assert in_cloudformation(tmp_path, template("*", {}, anybody)).rules(R) == {"90"}  # whose id it is, is open


def stack_set(model: str) -> str:
    inner = json.loads(template({"Fn::Sub": "arn:aws:iam::${V}:role/x"}, {}))
    properties = {
        "StackSetName": "s",
        "PermissionModel": model,
        "Parameters": [{"ParameterKey": "V", "ParameterValue": {"Ref": "AWS::AccountId"}}],
        "TemplateBody": json.dumps(inner),
    }
    return json.dumps({"Resources": {"S": {"Type": "AWS::CloudFormation::StackSet", "Properties": properties}}})


def test_a_stack_set_that_organizations_manages_stays_in_its_own(tmp_path: Path) -> None:
    name = "AWS::CloudFormation::StackSet.S"
    assert in_cloudformation(tmp_path / "a", stack_set("SERVICE_MANAGED")).rules(name) == set()
    assert in_cloudformation(tmp_path / "b", stack_set("SELF_MANAGED")).rules(name) == {"90"}


# --- nothing given to fall back from

STATEMENTS = 'jsonencode({ Version = "2012-10-17", Statement = [for each in var.v : each] })'
HANGING = {
    "no statement": ("[]", f'resource "aws_iam_role" "r" {{\n  assume_role_policy = {STATEMENTS}\n}}\n'),
    "no text": (
        "[]",
        f'resource "aws_iam_role" "r" {{\n  assume_role_policy = length(var.v) > 0 ? {STATEMENTS} : ""\n}}\n',
    ),
}


@pytest.mark.parametrize("default", HANGING.values(), ids=HANGING)
def test_a_policy_that_a_variable_is_wanting_for_names_the_variable(tmp_path: Path, default: tuple[str, str]) -> None:
    empty, text = default
    found = in_terraform(tmp_path, variable(empty) + text)
    assert found.rules(ROLE) == {"90"}
    assert severity(found, "90", ROLE) == "INFO"
    assert "it hangs on var.v (/main.tf:1), which has an empty default" in str(found.record("90", ROLE).check_result)


def test_a_policy_without_statements_that_is_given_so_is_refused(tmp_path: Path) -> None:
    _, text = HANGING["no statement"]
    assert in_terraform(tmp_path / "given", variable("[]") + text, terraform_tfvars="v = []\n").rules(ROLE) == {"11"}
    write(tmp_path / "called", {"inner/main.tf": variable("[]") + text})
    called = in_terraform(tmp_path / "called", 'module "m" {\n  source = "./inner"\n}\n')
    assert called.rules(f"module.m.{ROLE}") == {"11"}


def test_what_a_failure_alone_makes_that_is_caught_is_no_flaw(tmp_path: Path) -> None:
    text = """
data "aws_caller_identity" "this" {}
data "aws_iam_roles" "all" {}
locals {
  iam = "arn:aws:iam::${data.aws_caller_identity.this.account_id}"
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      { Effect = "Allow", Action = "sts:AssumeRole" },
      try({ Principal = { AWS = "${local.iam}:role/${one(data.aws_iam_roles.all.names)}" } }, {})
    )]
  })
}
"""
    assert not in_terraform(tmp_path / "open", text).rules(ROLE)
    sure = text.replace("data.aws_iam_roles.all.names", "[1, 2]")
    assert in_terraform(tmp_path / "sure", sure).rules(ROLE) == {"11"}


def test_a_role_in_a_module_that_is_not_made_is_not_looked_for(tmp_path: Path) -> None:
    inner = trust('"123456789012"').replace("{\n", "{\n  for_each = toset(var.task.names)\n", 1)
    outer = """
variable "tasks" {
  default = []
}
module "m" {
  count  = length(var.tasks)
  source = "./inner"
  task   = var.tasks[count.index]
}
"""
    files = {"main.tf": outer, "inner/main.tf": 'variable "task" {}\n' + inner}
    assert not terraform(write(tmp_path, files)).failed


# --- placeholders that are given

ASKING = trust(f'"arn:aws:iam::{VENDOR}:role/x"', '{ Condition = { StringEquals = { "sts:ExternalId" = var.v } } }')
TO_FILL_IN = ["<external id>", "Replace with the id that your account manager gave you."]


@pytest.mark.parametrize("value", TO_FILL_IN)
def test_a_placeholder_that_is_given_is_to_be_replaced_and_a_default_is_not_given(tmp_path: Path, value: str) -> None:
    given = in_terraform(tmp_path / "given", variable('""') + ASKING, terraform_tfvars=f'v = "{value}"\n')
    assert given.rules(ROLE) == {"6"}
    assert severity(given, "6", ROLE) == "LOW"
    assert f'still wants "{value}", which is to be filled in' in str(given.record("6", ROLE).check_result)
    assert not in_terraform(tmp_path / "default", variable(f'"{value}"') + ASKING).rules(ROLE)


def test_so_it_is_beside_what_is_open(tmp_path: Path) -> None:
    main = 'variable "v" {}\nvariable "w" {}\n' + ASKING.replace("= var.v", '= "${var.w}:${var.v}"')
    found = in_terraform(tmp_path, main, terraform_tfvars='v = "<YOUR ORG ID>"\n')
    assert found.rules(ROLE) == {"6"}
    assert severity(found, "6", ROLE) == "LOW"
    facts: Any = found.record("6", ROLE).check_result
    assert "which is to be filled in" in facts["reason"] and not facts["fix"]["text"]


def test_a_file_that_is_not_in_the_tree_is_to_be_given(tmp_path: Path) -> None:
    """Those who deploy it put it there: what it does not decide is decided."""
    read = 'locals {\n  c = yamldecode(file("config.yaml"))\n}\n'
    named = in_terraform(tmp_path / "a", read + NAMED.replace("var.v", "local.c.account"))
    assert named.rules(ROLE) == {"90"}
    assert severity(named, "90", ROLE) == "INFO"
    facts: Any = named.record("90", ROLE).check_result
    assert [each["name"] for each in facts["holes"]] == ['yamldecode(file("config.yaml")).account']
    assert "the file itself" in facts["fix"]["advice"]
    assert in_terraform(tmp_path / "b", read + ROOT.replace("var.v", "local.c.account")).rules(ROLE) == {"2"}


def test_what_is_tried_and_not_in_the_tree_is_fallen_back_from(tmp_path: Path) -> None:
    tried = NAMED.replace('"arn:aws:iam::${var.v}:role/x"', 'try(yamldecode(file("config.yaml")).who, "*")')
    assert in_terraform(tmp_path, tried).rules(ROLE) == {"4"}


def test_an_id_that_nobody_can_send_and_that_is_no_placeholder_is_a_flaw(tmp_path: Path) -> None:
    found = in_terraform(tmp_path, variable('""') + ASKING, terraform_tfvars='v = "the id of ours"\n')
    assert found.rules(ROLE) == {"6"}
    assert severity(found, "6", ROLE) == "HIGH"


@pytest.mark.parametrize("account", ["<account id>", "YOUR_ACCOUNT_ID", "xxxxxxxxxxxx", "the account"])
def test_so_it_is_of_an_account_in_a_template(tmp_path: Path, account: str) -> None:
    found = in_cloudformation(tmp_path, template(f"arn:aws:iam::{account}:role/x", {}))
    assert found.rules(R) == {"11"}
    assert severity(found, "11", R) == ("HIGH" if account == "the account" else "LOW")


def test_what_another_tool_puts_a_value_in_place_of_is_not_known(tmp_path: Path) -> None:
    found = in_cloudformation(tmp_path / "early", template("Fn::EnumTargetAccounts Binding '${account}'", {}))
    assert found.rules(R) == {"90"}
    assert in_cloudformation(tmp_path / "text", template("EnumTargetAccounts Binding", {})).rules(R) == {"11"}


# --- a condition that is there once something is given

DYNAMIC = """data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:role/x"]
    }
    dynamic "condition" {
      for_each = FOR_EACH
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = VALUES
      }
    }
  }
}
resource "aws_iam_role" "r" {
  assume_role_policy = data.aws_iam_policy_document.d.json
}
"""
FORMS = {
    "null": ("null", "var.v != null ? [true] : []", "[var.v]"),
    "an empty list": ("[]", "length(var.v) > 0 ? [true] : []", "var.v"),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_condition_that_an_empty_default_leaves_out_hangs_on_the_variable(
    tmp_path: Path, form: tuple[str, str, str]
) -> None:
    default, for_each, values = form
    text = variable(default) + DYNAMIC.replace("FOR_EACH", for_each).replace("VALUES", values)
    found = in_terraform(tmp_path / "open", text)
    assert found.rules(ROLE) == {"90"}
    assert severity(found, "90", ROLE) == "INFO"
    assert "depends on var.v" in found.record("90", ROLE).check_name
    given = in_terraform(tmp_path / "given", text, terraform_tfvars=f"v = {default}\n")
    assert given.rules(ROLE) == {"1"}


def test_a_condition_that_nothing_brings_back_is_none(tmp_path: Path) -> None:
    text = variable("null") + DYNAMIC.replace("FOR_EACH", "[]").replace("VALUES", "[var.v]")
    assert in_terraform(tmp_path, text).rules(ROLE) == {"1"}


# --- what an empty default decides

PRINCIPAL = f'Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "arn:aws:iam::{VENDOR}:role/x" }}'
ASKED = 'Condition = { StringEquals = { "sts:ExternalId" = %s } }'


def merged(condition: str) -> str:
    return f"merge({{ {PRINCIPAL} }}, {condition})"


def heredoc(condition: str) -> str:
    principal = f'"Principal": {{"AWS": "arn:aws:iam::{VENDOR}:role/x"}}'
    statement = f'{{"Effect": "Allow", "Action": "sts:AssumeRole", {condition} {principal}}}'
    return f'<<EOF\n{{"Version": "2012-10-17", "Statement": [{statement}]}}\nEOF\n'


def in_blocks(for_each: str) -> str:
    return f"""data "aws_iam_policy_document" "D" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = ["arn:aws:iam::{VENDOR}:role/x"]
    }}
    dynamic "condition" {{
      for_each = {for_each}
      content {{
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }}
    }}
  }}
}}
"""


ONE, LIST, NONE = ASKED % "var.one", ASKED % "var.list", "var.none"
DECIDED = {
    "is null": merged(f"var.one == null ? {{}} : {{ {ONE} }}"),
    "is not null": merged(f"var.one != null ? {{ {ONE} }} : {{}}"),
    "length": merged(f"length(var.list) > 0 ? {{ {LIST} }} : {{}}"),
    "try": merged(f"try(length(var.one), 0) > 0 ? {{ {ONE} }} : {{}}"),
    "coalesce": merged(f'coalesce(var.one, "none") == "none" ? {{}} : {{ {ONE} }}'),
    "lookup": merged(f'lookup(var.map, "id", null) == null ? {{}} : {{ {ASKED % "var.map.id"} }}'),
    "an empty Condition": f"{{ {PRINCIPAL}, {ONE.replace('Condition =', 'Condition = var.one == null ? {} :')} }}",
    "a null Condition": f"{{ {PRINCIPAL}, {ONE.replace('Condition =', 'Condition = var.one == null ? null :')} }}",
    "a list in a heredoc": heredoc('"Condition": {"StringEquals": {"sts:ExternalId": ${jsonencode(var.list)}}},'),
    "a directive": heredoc(
        '%{ if var.one != null }"Condition": {"StringEquals": {"sts:ExternalId": "${var.one}"}},%{ endif }'
    ),
    "an element of no list": '{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.list[0] } }',
    "blocks of a list": in_blocks("var.list"),
    "blocks of a list without a default": in_blocks("var.none"),
    "blocks of a set without a default": in_blocks("toset(var.none)"),
    "blocks by a conditional": in_blocks("var.one == null ? [] : [var.one]"),
    "blocks of compact": in_blocks("compact([var.one])"),
}
VARIABLES = """variable "one" {
  type    = string
  default = null
}
variable "list" {
  type    = list(string)
  default = []
}
variable "map" {
  default = {}
}
variable "none" {
  type = list(string)
}
"""
BESIDE = {
    "what the policy is without any of them": f"{{ {PRINCIPAL} }}",
    "what a default that is meant decides": merged(f'var.mode == "open" ? {{}} : {{ {ONE} }}'),
}


def decided(policies: dict[str, str]) -> str:
    found = [VARIABLES, 'variable "mode" {\n  default = "open"\n}\n']
    for number, policy in enumerate(policies.values()):
        name = f"r{number}"
        value = f'jsonencode({{ Version = "2012-10-17", Statement = [{policy}] }})'
        if policy.startswith("data"):
            found.append(policy.replace('"D"', f'"{name}"'))
            value = f"data.aws_iam_policy_document.{name}.json"
        found.append(
            f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = {policy if "EOF" in policy else value}\n}}\n'
        )
    return "".join(found)


def test_a_flaw_that_hangs_on_what_nothing_gives_is_told_with_the_variable(tmp_path: Path) -> None:
    found = in_terraform(tmp_path / "not", decided(DECIDED))
    for number, case in enumerate(DECIDED):
        role = f"aws_iam_role.r{number}"
        assert (found.rules(role), severity(found, "90", role)) == ({"90"}, "INFO"), case
        result: dict[str, Any] = dict(found.record("90", role).check_result)
        names = {hole["name"].partition("[")[0] for hole in result["holes"]}
        assert names <= {"var.one", "var.list", "var.map", "var.none"}, case
        assert "var." in found.record("90", role).check_name, case


def test_what_is_given_empty_or_holds_anyway_is_a_flaw(tmp_path: Path) -> None:
    found = in_terraform(tmp_path / "anyway", decided(BESIDE))
    for number, case in enumerate(BESIDE):
        assert found.rules(f"aws_iam_role.r{number}") == {"1"}, case
    given = in_terraform(tmp_path / "given", decided(DECIDED), terraform_tfvars="one = null\nlist = []\nnone = []\n")
    for number, case in enumerate(DECIDED):
        if case not in ("lookup", "an element of no list"):  # of which one is not given, and one is no configuration
            assert given.rules(f"aws_iam_role.r{number}") & {"1", "3", "11"}, case


ANY = {"Fn::If": ["HasId", {"StringEquals": {"sts:ExternalId": {"Ref": "V"}}}, {"Ref": "AWS::NoValue"}]}


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [({"Default": ""}, {"90"}), ({}, {"90"}), ({"Default": "7f9c2b1e-40d3-4c52"}, {"1"})],
    ids=["an empty default", "no default", "a default that is meant"],
)
def test_so_it_is_of_a_condition_of_a_template(tmp_path: Path, parameter: dict[str, Any], expected: set[str]) -> None:
    made = json.loads(template(f"arn:aws:iam::{VENDOR}:role/x", parameter, ANY))
    made["Conditions"] = {"HasId": {"Fn::Not": [{"Fn::Equals": [{"Ref": "V"}, ""]}]}}
    found = in_cloudformation(tmp_path, json.dumps(made))
    assert found.rules(R) == expected
    if expected == {"90"}:
        assert severity(found, "90", R) == "INFO"
        assert "depends on V (/t.json" in found.record("90", R).check_name


OF_A_SERVICE = """service: s
provider:
  name: aws
resources:
  Conditions:
    HasId: !Not [!Equals ["${param:id, ''}", ""]]
  Resources:
    R:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal:
                AWS: arn:aws:iam::123456789012:role/x
              Action: sts:AssumeRole
              Condition: !If [HasId, {StringEquals: {"sts:ExternalId": "${param:id, ''}"}}, !Ref "AWS::NoValue"]
    N:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal:
                AWS: arn:aws:iam::${opt:account}:role/x
              Action: sts:AssumeRole
"""


def test_so_it_is_of_an_input_of_serverless(tmp_path: Path) -> None:
    found = serverless(write(tmp_path, {"serverless.yml": OF_A_SERVICE}))
    told = {
        each.resource: (each.check_id, getattr(each.severity, "name", ""), each.check_name)
        for each in found.report.failed_checks
    }
    assert {name.rpartition(".")[2]: each[:2] for name, each in told.items()} == {
        "R": ("CKV_TRUST_90", "INFO"),
        "N": ("CKV_TRUST_90", "INFO"),
    }
    assert "param:id (" in str(told) and "opt:account (" in str(told)
