"""What Checkov hands a check, and where it misleads: a test for each trap, through Checkov's own runners."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import roletrust.adapters.landscape.role_store
import roletrust.adapters.terraform.graph
import roletrust.adapters.terraform.vertices
from roletrust.adapters.registry import every
from scanning import cloudformation, plan, terraform, terraform_json, write

ROLE = "aws_iam_role.r"
VENDOR = '{ AWS = "arn:aws:iam::123456789012:root" }'
IDENTITY = 'data "aws_caller_identity" "current" {}\n'


def encoded(principal: str = VENDOR, condition: str = "", version: str = "2012-10-17") -> str:
    """A role whose policy is a `jsonencode`."""
    last = f", Condition = {condition}" if condition else ""
    statement = f'{{ Effect = "Allow", Principal = {principal}, Action = "sts:AssumeRole"{last} }}'
    policy = f'jsonencode({{ Version = "{version}", Statement = [{statement}] }})'
    return f'resource "aws_iam_role" "r" {{\n  assume_role_policy = {policy}\n}}\n'


def document(statement: str) -> str:
    """A role whose policy is a data document with these contents."""
    return (
        'resource "aws_iam_role" "r" {\n  assume_role_policy = data.aws_iam_policy_document.d.json\n}\n'
        f'data "aws_iam_policy_document" "d" {{\n{statement}\n}}\n'
    )


def trusting(identifiers: str, more: str = "") -> str:
    """The contents of a statement."""
    principals = f'principals {{\n  type = "AWS"\n  identifiers = {identifiers}\n}}'
    return f'actions = ["sts:AssumeRole"]\n{principals}\n{more}\n'


def statement(identifiers: str, more: str = "") -> str:
    return f"statement {{\n{trusting(identifiers, more)}}}"


def template(*roles: str, head: str = "") -> str:
    """A CloudFormation template; each role is what stands under its `Statement`."""
    resources = "".join(
        f"  R{number}:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n"
        f"        Version: '2012-10-17'\n        Statement:\n{role}"
        for number, role in enumerate(roles, 1)
    )
    return f"{head}Resources:\n{resources}"


def allow(principal: str, condition: str = "") -> str:
    fields = ["Effect: Allow", f"Principal: {{AWS: {principal}}}", "Action: sts:AssumeRole"]
    fields += [f"Condition: {condition}"] if condition else []
    return "          - " + "\n            ".join(fields) + "\n"


def rules(folder: Path, text: str) -> set[str]:
    """The rules that fail on the one role."""
    return terraform(write(folder, {"main.tf": text})).rules(ROLE)


def cfn_rules(folder: Path, text: str, name: str = "template.yaml") -> dict[str, set[str]]:
    scan = cloudformation(write(folder, {name: text}))
    resources = {record.resource for record in scan.report.get_all_records()}
    return {resource.rpartition(".")[2]: scan.rules(resource) for resource in resources}


# --- 1: Checkov fills an empty `Condition` -------------------------------------------------------


def test_trap_1_an_empty_condition_in_yaml_is_empty_although_checkov_fills_it(tmp_path: Path) -> None:
    assert cfn_rules(tmp_path, template(allow("'123456789012'", "{}"))) == {"R1": {"1", "2", "3"}}


@pytest.mark.parametrize("name", ["template.json", "stack.template"])
def test_trap_1_an_empty_condition_in_json_is_empty_although_checkov_fills_it(tmp_path: Path, name: str) -> None:
    entry = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole", "Condition": {}}
    policy = {"Version": "2012-10-17", "Statement": entry}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": policy}}
    text = json.dumps({"Resources": {"R1": role}}, indent=2)
    assert cfn_rules(tmp_path, text, name) == {"R1": {"1", "2", "3"}}


def test_trap_1_checkovs_own_keys_give_the_lines(tmp_path: Path) -> None:
    scan = cloudformation(write(tmp_path, {"template.yaml": template(allow("'123456789012'", "{}"))}))
    found = scan.record("3", "AWS::IAM::Role.R1").check_result["statement"]  # type: ignore[typeddict-item]
    assert (found["file"], found["lines"]) == ("/template.yaml", [8, 11])


# --- 2: Checkov replaces references by defaults --------------------------------------------------


def test_trap_2_an_empty_default_is_no_empty_value_where_the_branch_excludes_it(tmp_path: Path) -> None:
    head = (
        "Parameters:\n  ExternalId: {Type: String, Default: ''}\n"
        "Conditions:\n  HasId: !Not [!Equals [!Ref ExternalId, '']]\n"
    )
    condition = "!If [HasId, {StringEquals: {'sts:ExternalId': !Ref ExternalId}}, !Ref AWS::NoValue]"
    found = cfn_rules(tmp_path, template(allow("'123456789012'", condition), head=head))
    assert found == {"R1": {"2", "90"}}, "whoever deploys gives the id; nothing is blank"


def test_trap_2_the_default_of_an_ssm_parameter_is_not_its_value(tmp_path: Path) -> None:
    head = "Parameters:\n  Vendor: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /vendor/account}\n"
    found = cfn_rules(tmp_path, template(allow("!Sub 'arn:aws:iam::${Vendor}:root'"), head=head))
    assert found == {"R1": {"2"}}


def test_trap_2_a_default_can_be_a_number_and_a_join_be_left_in_parts(tmp_path: Path) -> None:
    head = "Parameters:\n  Vendor: {Type: Number, Default: 123456789012}\n"
    principal = "!Join [':', ['arn:aws:iam:', !Ref Vendor, root]]"
    assert cfn_rules(tmp_path, template(allow(principal), head=head)) == {"R1": {"1", "2"}}


def test_trap_2_an_if_is_never_folded(tmp_path: Path) -> None:
    head = "Parameters:\n  Stage: {Type: String}\nConditions:\n  Prod: !Equals [!Ref Stage, prod]\n"
    principal = "!If [Prod, !Ref 'AWS::AccountId', '123456789012']"
    scan = cloudformation(write(tmp_path, {"t.yaml": template(allow(principal), head=head)}))
    assert scan.rules("AWS::IAM::Role.R1") == {"1", "2", "7"}
    assert "`Prod` is false" in scan.record("1", "AWS::IAM::Role.R1").check_name


# --- 3 to 7: what Checkov's rendering of HCL loses -----------------------------------------------


def test_trap_3_interpolations_inside_jsonencode_are_kept(tmp_path: Path) -> None:
    own = '{ AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }'
    assert rules(tmp_path, IDENTITY + encoded(own)) == {"7"}


def test_trap_4_a_ternary_module_argument_is_not_the_string_none(tmp_path: Path) -> None:
    wanted = 'var.external_id == null ? [] : ["required"]'
    condition = (
        f'dynamic "condition" {{\n for_each = {wanted}\n content {{\n test = "StringEquals"\n'
        ' variable = "sts:ExternalId"\n values = [var.external_id]\n }\n}'
    )
    module = 'variable "external_id" {}\n' + document(statement('["123456789012"]', condition))
    call = 'module "m" {\n  source = "./m"\n  external_id = var.id != null ? var.id : null\n}\n'
    call += 'variable "id" {\n  default = null\n}\n'
    given = {"main.tf": call, "m/main.tf": module, "terraform.tfvars": "id = null\n"}
    scan = terraform(write(tmp_path, given))
    assert scan.rules(f"module.m.{ROLE}") == {"1", "2"}


def test_trap_5_an_unset_variable_is_some_value_and_the_document_stays_one(tmp_path: Path) -> None:
    condition = '{ StringEquals = { "sts:ExternalId" = var.id } }'
    assert rules(tmp_path, 'variable "id" {}\n' + encoded(condition=condition)) == {"2"}


def test_trap_6_the_version_is_no_subtraction(tmp_path: Path) -> None:
    own_name = '{ StringLike = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:user/$${aws:username}" } }'
    assert "2" in rules(tmp_path, encoded(condition=own_name))  # `${aws:username}` is a variable, so any user gets in
    assert "2" not in rules(tmp_path, encoded(condition=own_name, version="2008-10-17"))


def test_trap_7_a_ternary_condition_leaves_the_rest_readable(tmp_path: Path) -> None:
    condition = 'var.strict ? { StringEquals = { "sts:ExternalId" = "7f9c2b1e-8d1c" } } : {}'
    scan = terraform(write(tmp_path, {"main.tf": 'variable "strict" {}\n' + encoded(condition=condition)}))
    assert scan.rules(ROLE) == {"1", "2", "3"}
    assert "var.strict" in scan.record("1", ROLE).check_name
    assert "var.strict" not in scan.record("2", ROLE).check_name  # it holds in both branches


def test_trap_7_a_ternary_value_of_null_is_undecided_and_hides_nothing(tmp_path: Path) -> None:
    condition = '{ StringEquals = { "sts:ExternalId" = var.strict ? "7f9c2b1e-8d1c" : null } }'
    assert rules(tmp_path, 'variable "strict" {}\n' + encoded(condition=condition)) == {"2", "11", "90"}


def test_trap_7_a_for_expression_under_identifiers_is_no_empty_principal(tmp_path: Path) -> None:
    each = '[for account in var.accounts : "arn:aws:iam::${account}:root"]'
    known = 'variable "accounts" {\n  default = ["123456789012"]\n}\n'
    assert rules(tmp_path, known + document(statement(each))) == {"1", "2"}
    assert rules(tmp_path, 'variable "accounts" {}\n' + document(statement(each))) == {"2"}


# --- 8 and 9: what exists ------------------------------------------------------------------------


def dynamic(for_each: str, inside: str) -> str:
    return f'dynamic "statement" {{\nfor_each = {for_each}\ncontent {{\n{inside}}}\n}}'


def test_trap_8_each_dynamic_statement_has_its_own_value_and_key(tmp_path: Path) -> None:
    condition = (
        'dynamic "condition" {\n for_each = statement.key == "first" ? [] : [1]\n content {\n test = "StringEquals"\n'
        ' variable = "sts:ExternalId"\n values = ["7f9c2b1e-8d1c"]\n }\n}'
    )
    inside = trusting('["arn:aws:iam::${statement.value}:root"]', condition)
    text = document(dynamic('{ first = "123456789012", second = "210987654321" }', inside))
    scan = terraform(write(tmp_path, {"main.tf": text}))
    accounts: Any = scan.record("1", ROLE).check_result
    assert [each["account"] for each in accounts["accounts"]] == ["123456789012"]


def test_trap_8_a_dynamic_statement_over_the_unknown_may_be_there_or_not(tmp_path: Path) -> None:
    text = document(dynamic("var.accounts", trusting('["arn:aws:iam::${statement.value}:root"]')))
    assert rules(tmp_path, 'variable "accounts" {}\n' + text) == {"90"}


MODULE = {"m/main.tf": 'variable "account" {}\n' + document(statement("[var.account]"))}


def test_trap_9_each_instance_of_a_module_has_the_values_of_its_own_call(tmp_path: Path) -> None:
    call = 'module "{}" {{\n  source = "./m"\n  account = {}\n}}\n'
    own = call.format("own", "data.aws_caller_identity.current.account_id")
    scan = terraform(write(tmp_path, {"main.tf": IDENTITY + own + call.format("vendor", '"123456789012"'), **MODULE}))
    assert scan.rules(f"module.own.{ROLE}") == {"7"}
    assert scan.rules(f"module.vendor.{ROLE}") == {"1", "2"}


def test_trap_9_two_roots_may_call_one_module_by_the_same_address(tmp_path: Path) -> None:
    call = 'module "m" {{\n  source = "../m"\n  account = {}\n}}\n'
    own = IDENTITY + call.format("data.aws_caller_identity.current.account_id")
    scan = terraform(write(tmp_path, {"a/main.tf": call.format('"123456789012"'), "b/main.tf": own, **MODULE}))
    callers = {(record.check_id, record.caller_file_path) for record in scan.report.failed_checks}
    assert callers == {("CKV_TRUST_1", "/a/main.tf"), ("CKV_TRUST_2", "/a/main.tf"), ("CKV_TRUST_7", "/b/main.tf")}


def test_trap_9_a_role_that_is_not_made_is_not_reported(tmp_path: Path) -> None:
    text = encoded().replace("{\n", "{\n  count = var.create ? 1 : 0\n", 1)
    scan = terraform(write(tmp_path, {"main.tf": 'variable "create" {\n  default = false\n}\n' + text}))
    assert not scan.report.get_all_records()
    never = template(allow("'123456789012'"), head="Conditions:\n  Never: !Equals [a, b]\n")
    conditional = never.replace("    Properties:", "    Condition: Never\n    Properties:", 1)
    assert cfn_rules(tmp_path, conditional) == {}


# --- 11 to 14: whose, and where ------------------------------------------------------------------


def test_trap_11_the_identity_of_an_aliased_provider_is_not_the_own_account(tmp_path: Path) -> None:
    aliased = (
        'provider "aws" {\n  alias = "other"\n}\ndata "aws_caller_identity" "current" {\n  provider = aws.other\n}\n'
    )
    own = '{ AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }'
    assert rules(tmp_path, aliased + encoded(own)) == {"2"}, "which is of other accounts than the own one"


ACCOUNT_OF_OTHER = '${join(":", slice(split(":", aws_iam_role.other.arn), 0, 5))}'


def test_trap_11_a_role_of_an_aliased_provider_is_not_of_the_own_account(tmp_path: Path) -> None:
    service = encoded('{ Service = "ec2.amazonaws.com" }').replace('"r"', '"other"')
    referred = encoded("{ AWS = aws_iam_role.other.arn }")
    here = terraform(write(tmp_path / "here", {"main.tf": service + referred}))
    assert here.rules(ROLE) == set()
    aliased = 'provider "aws" {\n  alias = "other"\n}\n' + service.replace("{\n", "{\n  provider = aws.other\n", 1)
    whole = referred.replace('"r"', '"whole"').replace("aws_iam_role.other.arn", f'"{ACCOUNT_OF_OTHER}:root"')
    elsewhere = terraform(write(tmp_path / "elsewhere", {"main.tf": aliased + referred + whole}))
    assert elsewhere.rules(ROLE) == set(), "it is an account that the configuration works in"
    assert elsewhere.rules("aws_iam_role.whole") == {"2"}, "and not the own one, which rule 7 is about"


def test_trap_12_the_details_name_the_documents_file_and_lines(tmp_path: Path) -> None:
    role, data = document(statement('["123456789012"]')).split('data "', 1)
    scan = terraform(write(tmp_path, {"main.tf": role, "trust/../policies.tf": "\n\n" + 'data "' + data}))
    record = scan.record("1", ROLE)
    assert record.file_path == "/main.tf"
    assert "Statement: statement 1, /policies.tf:4-11" in record.details
    assert record.check_result["statement"]["file"] == "/policies.tf"  # type: ignore[typeddict-item]


def test_trap_13_a_document_outside_a_single_file_scan_leaves_the_role_undecided(tmp_path: Path) -> None:
    role, data = document(statement('["123456789012"]')).split('data "', 1)
    write(tmp_path, {"main.tf": role, "policies.tf": 'data "' + data})
    alone = terraform(tmp_path, "main.tf")
    assert (alone.failed, alone.passed) == ({("90", ROLE)}, set())
    assert "data.aws_iam_policy_document.d" in alone.record("90", ROLE).check_name
    assert terraform(tmp_path, "main.tf", "policies.tf").rules(ROLE) == {"1", "2"}


def test_trap_13_a_trust_document_that_no_role_refers_to_has_its_own_verdict(tmp_path: Path) -> None:
    data = document(statement('["123456789012"]')).split("\n}\n", 1)[1]
    scan = terraform(write(tmp_path, {"policies.tf": data}), "policies.tf")
    assert scan.rules("aws_iam_policy_document.d") == {"1", "2"}


def test_trap_14_positions_come_from_the_source_itself(tmp_path: Path) -> None:
    text = """
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" },
      {
        Effect    = "Allow"
        Principal = { AWS = "123456789012" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}
"""
    result: Any = terraform(write(tmp_path, {"main.tf": text})).record("1", ROLE).check_result
    assert result["statement"] == {"number": 2, "sid": "", "file": "/main.tf", "lines": [7, 11]}


# --- 15 to 18: graphs, details, severity ---------------------------------------------------------


@pytest.mark.parametrize("framework", ["RUSTWORKX", "NETWORKX"])
def test_trap_15_either_kind_of_graph_will_do(tmp_path: Path, framework: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKOV_GRAPH_FRAMEWORK", framework)
    assert rules(tmp_path, document(statement('["123456789012"]'))) == {"1", "2"}


def test_trap_15_cloudformation_gives_no_graph_and_needs_none(tmp_path: Path) -> None:
    graphs = [check.graph for registry, check in every() if registry.report_type == "cloudformation"]
    assert cfn_rules(tmp_path, template(allow("'123456789012'"))) == {"R1": {"1", "2"}}
    assert set(graphs) == {None}


def test_trap_15_a_graph_check_has_words_and_facts_of_its_own_for_each_role(tmp_path: Path) -> None:
    """Checkov makes its records of the check's name, which is one for all vertices, and gives them no details."""
    condition = '{ StringEquals = { "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" } }'
    roles = {"one": "123456789012", "two": "210987654321"}
    texts = [encoded(f'{{ AWS = "{roles[name]}" }}', condition).replace('"r"', f'"{name}"') for name in roles]
    found = terraform(write(tmp_path, {"main.tf": "\n".join(texts)}))
    for name, account in roles.items():
        record = found.record("13", f"aws_iam_role.{name}")
        result: Any = record.check_result
        headline, reason = record.check_name.split(": ", 1)
        assert headline == "External id is accepted from different external accounts"
        assert reason.startswith(f"account {account} gets in")
        assert result["witness"]["caller"]["arn"].startswith(f"arn:aws:iam::{account}:")
        assert account in "".join(record.details)


def test_trap_15_a_graph_check_that_breaks_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkov runs it in a thread and never asks what became of it."""
    monkeypatch.setattr(roletrust.adapters.landscape.role_store, "Landscape", 0)
    asks = '{ StringEquals = { "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" } }'
    found = terraform(write(tmp_path, {"main.tf": encoded(condition=asks)}))
    assert ("90", ROLE) in found.failed
    assert ("13", ROLE) not in found.passed


def test_trap_16_the_graph_is_indexed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    nodes = roletrust.adapters.terraform.vertices.nodes

    def counted(graph: object) -> Iterator[dict[str, Any]]:
        asked.append(graph)
        return nodes(graph)

    monkeypatch.setattr(roletrust.adapters.terraform.graph, "nodes", counted)
    files = {f"m{number}.tf": encoded().replace('"r"', f'"r{number}"') for number in range(30)}
    data = document(statement('["123456789012"]')).split("\n}\n", 1)[1]
    assert len(terraform(write(tmp_path, {**files, "policies.tf": data})).failed) == 62
    assert len(asked) == 1


def test_trap_17_name_details_and_facts_reach_the_report_from_everywhere(tmp_path: Path) -> None:
    scans = [
        (terraform(write(tmp_path / "hcl", {"main.tf": encoded()})), ROLE),
        (plan(write(tmp_path / "plan", {"tfplan.json": PLAN})), ROLE),
        (cloudformation(write(tmp_path / "cfn", {"t.yaml": template(allow("'123456789012'"))})), "AWS::IAM::Role.R1"),
    ]
    for scan, role in scans:
        record = scan.record("1", role)
        result: Any = record.check_result
        assert record.check_name.startswith("External account can assume the role without an external id: ")
        assert "123456789012" in record.check_name
        assert record.details[0].startswith("Witness: aws sts assume-role --role-arn")
        assert result["accounts"] == [{"account": "123456789012", "whose": "external"}]
        assert result["witness"]["action"] == "sts:AssumeRole"
        assert json.dumps({**result, "result": "FAILED"})


def test_trap_17_the_name_is_reset_for_each_role(tmp_path: Path) -> None:
    two = encoded() + encoded('{ Service = "ec2.amazonaws.com" }').replace('"r"', '"s"')
    scan = terraform(write(tmp_path, {"main.tf": two}))
    assert (
        scan.record("1", "aws_iam_role.s").check_name == "External account can assume the role without an external id"
    )
    assert not scan.record("1", "aws_iam_role.s").details


def test_trap_17_a_policy_of_nothing_in_terraform_json_is_no_pass(tmp_path: Path) -> None:
    role = {"resource": {"aws_iam_role": {"r": {"assume_role_policy": "{}"}}}}
    scan = terraform_json(write(tmp_path, {"main.tf.json": json.dumps(role, indent=2)}))
    assert {rule for rule, _ in scan.failed} == {"11"}
    assert not scan.passed


def test_trap_18_severity_is_set_and_filters_work_without_a_key(tmp_path: Path) -> None:
    folder = write(tmp_path, {"main.tf": encoded()})
    record = terraform(folder).record("1", ROLE)
    assert record.severity is not None
    assert record.severity.name == "HIGH"
    assert terraform(folder, checks=["HIGH"]).failed >= {("1", ROLE)}
    assert terraform(folder, checks=["HIGH"]).rules(ROLE) == {"1"}
    assert all(check.severity for _, check in every())


POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}],
}
RESOURCE = {"address": ROLE, "mode": "managed", "type": "aws_iam_role", "name": "r"}
VALUES = {"name": "r", "assume_role_policy": json.dumps(POLICY)}
PLAN = json.dumps(
    {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**RESOURCE, "values": VALUES}]}},
        "resource_changes": [{**RESOURCE, "change": {"actions": ["create"], "before": None, "after": VALUES}}],
    },
    indent=2,
)
