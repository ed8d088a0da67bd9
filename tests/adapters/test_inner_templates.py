"""Roles in a template inside of something else: stack sets of CloudFormation, stacks and stack sets of Terraform."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from adapters.twins import OWN, SETTINGS, TWINS, V, root, trust
from dialects.tellings import resource, yaml
from scanning import Scan, cloudformation, plan, terraform, terraform_json, write

SET = "AWS::CloudFormation::StackSet.Set"
FLAWED = trust(root(V))
IDENTITY = 'data "aws_caller_identity" "me" {}\n'
ME = "${data.aws_caller_identity.me.account_id}"


def holding(body: Any, **more: Any) -> str:
    """A template whose stack set has `body`."""
    properties = {"StackSetName": "s", "PermissionModel": "SERVICE_MANAGED", "TemplateBody": body, **more}
    resources = {"Set": {"Type": "AWS::CloudFormation::StackSet", "Properties": properties}}
    parameters = {"Stage": {"Type": "String", "Default": "dev"}, "Partner": {"Type": "String"}}
    return json.dumps({"Parameters": parameters, "Resources": resources}, indent=1)


def scan(folder: Path, body: Any, **more: Any) -> Scan:
    return cloudformation(write(folder, {"t.json": holding(body, **more), **SETTINGS}))


def block(kind: str = "aws_cloudformation_stack_set", body: str = "", **more: str) -> str:
    arguments = "".join(f"  {key} = {value}\n" for key, value in more.items())
    return f'resource "{kind}" "s" {{\n  name = "s"\n{arguments}  template_body = {body}\n}}\n'


def heredoc(text: str) -> str:
    return f"<<-EOT\n{indent(text, '    ')}\n  EOT"


def scanned(folder: Path, text: str, **files: str) -> Scan:
    return terraform(write(folder, {"main.tf": text, **SETTINGS, **files}))


def reason(found: Scan, rule: str, name: str) -> str:
    return str(found.record(rule, name).check_name)


# --- CloudFormation ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
@pytest.mark.parametrize("written", [yaml, json.dumps], ids=["YAML", "JSON"])
def test_each_rule_tells_a_flaw_from_its_twin(tmp_path: Path, written: Any, rule: str, which: int) -> None:
    found = scan(tmp_path, written(resource(TWINS[rule][which])))
    assert ((rule, SET) in found.failed) is (which == 0)
    assert ((rule, SET) in found.passed) is (which == 1)
    assert ("90", SET) in found.passed


def test_the_finding_names_the_role_inside(tmp_path: Path) -> None:
    found = scan(tmp_path, yaml(resource(FLAWED)))
    record = found.record("1", SET)
    assert "account 123456789012 gets in through statement 1" in record.check_name
    assert record.check_name.endswith("(in `role`, which it makes)")
    result: Any = record.check_result
    assert result["held"] == {"role": "role", "others": []}


def test_the_roles_inside_are_one_finding_and_a_pass_is_one_of_all(tmp_path: Path) -> None:
    inside = {"Resources": {f"R{n}": resource(TWINS["1"][n == 1])["Resources"]["role"] for n in range(4)}}
    found = scan(tmp_path, yaml(inside))
    result: Any = found.record("1", SET).check_result
    assert result["held"] == {"role": "R0", "others": ["R2", "R3"]}
    assert "(in `R0`, which it makes, and so for `R2` and `R3`)" in reason(found, "1", SET)
    assert len([verdict for verdict in found.failed if verdict == ("1", SET)]) == 1
    assert ("3", SET) in found.passed


def test_one_role_that_cannot_be_read_loses_no_other(tmp_path: Path) -> None:
    unreadable = resource({"Statement": "x"})["Resources"]["role"]
    inside = {"Resources": {"A": unreadable, "B": resource(FLAWED)["Resources"]["role"]}}
    found = scan(tmp_path, yaml(inside))
    assert found.rules(SET) >= {"1", "2", "11"}
    assert "`B`" in reason(found, "1", SET)
    assert ("3", SET) not in found.passed  # of `A` nobody knows


BLOCK = """\
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: s
      PermissionModel: SERVICE_MANAGED
      TemplateBody: {}
"""


@pytest.mark.parametrize("opening", ["|", "!Sub |"])
def test_lines_are_those_of_the_file(tmp_path: Path, opening: str) -> None:
    text = BLOCK.format(f"{opening}\n{indent(yaml(resource(FLAWED)).strip(), ' ' * 8)}\n")
    found = cloudformation(write(tmp_path, {"t.yaml": text}))
    result: Any = found.record("1", SET).check_result
    assert result["statement"]["file"] == "/t.yaml"
    first, last = result["statement"]["lines"]
    lines = text.splitlines()
    assert "Sid" in lines[first - 1]
    assert "sts:AssumeRole" in lines[last - 1]


def test_a_text_on_one_line_has_that_line(tmp_path: Path) -> None:
    text = holding(json.dumps(resource(FLAWED), indent=1))
    result: Any = cloudformation(write(tmp_path, {"t.json": text})).record("1", SET).check_result
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "TemplateBody" in each)
    assert result["statement"]["lines"] == [line, line]


SUB_OWN = {"Fn::Sub": "${AWS::AccountId}"}


def test_the_account_inside_is_the_targets_own(tmp_path: Path) -> None:
    assert scan(tmp_path, yaml(resource(trust(SUB_OWN)))).rules(SET) == {"7"}


def test_the_account_outside_is_not(tmp_path: Path) -> None:
    """`Fn::Sub` around the template puts in the account of the administrator."""
    outer = {"Fn::Sub": yaml(resource(trust("arn:aws:iam::${AWS::AccountId}:root")))}
    found = scan(tmp_path, outer, PermissionModel="SELF_MANAGED")
    assert found.rules(SET) == {"2"}
    assert scan(tmp_path / "organization", outer).rules(SET) == set()
    assert "the stack set's AWS::AccountId" in reason(found, "2", SET)
    escaped = {"Fn::Sub": yaml(resource(trust({"Fn::Sub": "${!AWS::AccountId}"})))}
    assert scan(tmp_path / "inside", escaped).rules(SET) == {"7"}


SPLIT = json.dumps(resource(trust(root("@")))).split("@")


@pytest.mark.parametrize(
    "around",
    [
        {"Fn::Sub": yaml(resource(trust("arn:aws:iam::${Partner}:root")))},
        {"Fn::Sub": yaml(resource(trust({"Fn::Sub": "arn:aws:iam::${Partner}:root"})))},
        {"Fn::Join": ["", [*SPLIT[:1], {"Ref": "Partner"}, *SPLIT[1:]]]},
    ],
)
def test_what_the_stack_leaves_open_is_open_inside(tmp_path: Path, around: Any) -> None:
    found = scan(tmp_path, around)
    assert found.rules(SET) == {"2"}
    assert "the stack set's Partner" in reason(found, "2", SET)


def test_a_name_outside_is_not_the_same_name_inside(tmp_path: Path) -> None:
    inside = resource(trust("arn:aws:iam::${Partner}:root"))
    inside["Parameters"] = {"Partner": {"Type": "String", "Default": OWN}}
    assert scan(tmp_path, {"Fn::Sub": yaml(inside)}).rules(SET) == {"2"}
    inner = resource(trust({"Fn::Sub": "arn:aws:iam::${!Partner}:root"})) | {"Parameters": inside["Parameters"]}
    assert scan(tmp_path / "inner", {"Fn::Sub": yaml(inner)}).rules(SET) == {"7"}


def parameterized(default: str | None = OWN) -> str:
    inside = resource(trust({"Fn::Sub": "arn:aws:iam::${Trusted}:root"}))
    given = {} if default is None else {"Default": default}
    return yaml({**inside, "Parameters": {"Trusted": {"Type": "String", **given}}})


@pytest.mark.parametrize(
    ("value", "expected"),
    [(V, {"1", "2"}), (OWN, {"7"}), ({"Ref": "Partner"}, {"2"}), ({"Ref": "AWS::AccountId"}, set())],
)
def test_a_parameter_is_what_the_stack_set_says(tmp_path: Path, value: Any, expected: set[str]) -> None:
    found = scan(tmp_path, parameterized(), Parameters=[{"ParameterKey": "Trusted", "ParameterValue": value}])
    assert found.rules(SET) == expected


def test_a_parameter_that_is_not_set_has_its_default(tmp_path: Path) -> None:
    other = [{"ParameterKey": "Other", "ParameterValue": V}]
    assert scan(tmp_path, parameterized(), Parameters=other).rules(SET) == {"7"}
    nameless = [{"ParameterKey": {"Ref": "Partner"}, "ParameterValue": V}]
    assert scan(tmp_path / "nameless", parameterized(), Parameters=nameless).rules(SET) == {"2"}


def test_each_body_of_a_condition_is_judged(tmp_path: Path) -> None:
    template = json.loads(holding({"Fn::If": ["Live", *(yaml(resource(each)) for each in TWINS["1"])]}))
    template["Conditions"] = {"Live": {"Fn::Equals": [{"Ref": "Partner"}, "x"]}}
    found = cloudformation(write(tmp_path, {"t.json": json.dumps(template, indent=1)}))
    assert "1" in found.rules(SET)
    assert "(where `Live` is true)" in reason(found, "1", SET)


def test_a_template_written_as_an_object_is_judged(tmp_path: Path) -> None:
    found = scan(tmp_path, {"Fn::ToJsonString": resource(trust(root(V)))})
    assert found.rules(SET) == {"1", "2"}


@pytest.mark.parametrize(
    "body", ["", "x", "{}", "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n", {"Fn::Sub": "${Stage}"}]
)
def test_a_template_without_a_role_is_not_reported(tmp_path: Path, body: Any) -> None:
    assert not scan(tmp_path, body).report.get_all_records()


def test_a_template_elsewhere_is_not_reported(tmp_path: Path) -> None:
    text = json.loads(holding(""))
    properties = text["Resources"]["Set"]["Properties"]
    properties["TemplateURL"] = "https://example.com/t.yaml"
    del properties["TemplateBody"]
    assert not cloudformation(write(tmp_path, {"t.json": json.dumps(text)})).report.get_all_records()


@pytest.mark.parametrize(
    "body",
    [
        {"Ref": "Partner"},
        "AssumeRolePolicyDocument: [",
        "{AssumeRolePolicyDocument: \t",
        "- AssumeRolePolicyDocument",
        "AssumeRolePolicyDocument",
        "a: !Ref [AssumeRolePolicyDocument]",
        "Resources: {R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: null}}}",
        "&a [*a, AssumeRolePolicyDocument]",
        f"AssumeRolePolicyDocument: {'[' * 2000}",
    ],
)
def test_a_template_that_cannot_be_read_is_undecided(tmp_path: Path, body: Any) -> None:
    found = scan(tmp_path, body)
    assert (found.failed, found.passed) == ({("90", SET)}, set())


def test_a_file_that_a_template_names_is_not_opened(tmp_path: Path) -> None:
    """Checkov's parser takes `${file(…)}` in a list for one of the Serverless Framework's, in any template."""
    write(tmp_path, {"statement.yml": yaml(FLAWED["Statement"][0])})
    policy = {**FLAWED, "Statement": [f"${{file({tmp_path}/statement.yml)}}"]}
    assert "1" not in scan(tmp_path, yaml(resource(policy))).rules(SET)


def test_a_check_is_skipped_where_the_stack_set_says_so(tmp_path: Path) -> None:
    template = json.loads(holding(yaml(resource(FLAWED))))
    template["Resources"]["Set"]["Metadata"] = {"checkov": {"skip": [{"id": "CKV_TRUST_2", "comment": "known"}]}}
    found = cloudformation(write(tmp_path, {"t.json": json.dumps(template, indent=1)}))
    assert (found.rules(SET), found.skipped) == ({"1"}, {("2", SET)})


# --- Terraform ---------------------------------------------------------------------------------------------------

KINDS = ["aws_cloudformation_stack", "aws_cloudformation_stack_set", "awscc_cloudformation_stack_set"]


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_rule_tells_a_flaw_from_its_twin_in_terraform(tmp_path: Path, kind: str, rule: str, which: int) -> None:
    found = scanned(tmp_path, block(kind, heredoc(yaml(resource(TWINS[rule][which])).strip())))
    assert ((rule, f"{kind}.s") in found.failed) is (which == 0)
    assert ((rule, f"{kind}.s") in found.passed) is (which == 1)
    assert ("90", f"{kind}.s") in found.passed


TEMPLATE = json.dumps(resource(FLAWED), indent=1)
STACK_SET = "aws_cloudformation_stack_set.s"


@pytest.mark.parametrize(
    "body",
    [
        heredoc(TEMPLATE),
        f"jsonencode({TEMPLATE})",
        'file("${path.module}/t.template")',
        'templatefile("${path.module}/t.template", {})',
        "local.body",
    ],
)
def test_the_text_may_come_about_in_any_way(tmp_path: Path, body: str) -> None:
    files = {"t.template": TEMPLATE, "local.tf": f"locals {{\n  body = {heredoc(TEMPLATE)}\n}}\n"}
    found = scanned(tmp_path, block(body=body), **files)
    assert found.rules(STACK_SET) == {"1", "2"}
    assert "`role`" in reason(found, "1", STACK_SET)


def test_a_statement_of_a_file_is_told_with_the_files_lines(tmp_path: Path) -> None:
    found = scanned(tmp_path, block(body='file("${path.module}/t.template")'), **{"t.template": TEMPLATE})
    result: Any = found.record("1", STACK_SET).check_result
    first, last = result["statement"]["lines"]
    assert result["statement"]["file"] == "/t.template"
    assert '"Sid"' in "".join(TEMPLATE.splitlines()[first - 1 : last])


@pytest.mark.parametrize("body", [heredoc, lambda text: f"jsonencode({text})"], ids=["heredoc", "jsonencode"])
def test_the_callers_account_is_a_stacks_own_and_not_a_stack_sets(tmp_path: Path, body: Any) -> None:
    written = body(json.dumps(resource(trust(f"arn:aws:iam::{ME}:root")), indent=1))
    stack = scanned(tmp_path / "one", IDENTITY + block("aws_cloudformation_stack", written))
    assert stack.rules("aws_cloudformation_stack.s") == {"7"}
    assert scanned(tmp_path / "two", IDENTITY + block(body=written)).rules(STACK_SET) == {"2"}


def test_the_account_inside_is_its_own_in_terraform_too(tmp_path: Path) -> None:
    written = json.dumps(resource(trust({"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"})), indent=1)
    escaped = written.replace("${", "$${")
    assert scanned(tmp_path / "one", block(body=heredoc(escaped))).rules(STACK_SET) == {"7"}
    assert scanned(tmp_path / "two", block(body=f"jsonencode({escaped})")).rules(STACK_SET) == {"7"}


@pytest.mark.parametrize("kind", ["aws_cloudformation_stack", "aws_cloudformation_stack_set"])
@pytest.mark.parametrize(("value", "expected"), [(f'"{V}"', {"1", "2"}), (f'"{OWN}"', {"7"}), ("var.partner", {"2"})])
def test_a_parameter_is_what_terraform_says(tmp_path: Path, kind: str, value: str, expected: set[str]) -> None:
    body = heredoc(parameterized().strip().replace("${", "$${"))
    text = 'variable "partner" {}\n' + block(kind, body, parameters=f"{{ Trusted = {value} }}")
    assert scanned(tmp_path, text).rules(f"{kind}.s") == expected


def test_a_conditional_part_of_an_object_is_a_choice_inside(tmp_path: Path) -> None:
    policy = json.dumps(resource(trust("@")), indent=1).replace('"@"', f'var.live ? "{root(V)}" : "{root(OWN)}"')
    found = scanned(tmp_path, 'variable "live" { type = bool }\n' + block(body=f"jsonencode({policy})"))
    assert "(where `var.live` is true)" in reason(found, "1", STACK_SET)
    assert "(where `var.live` is false)" in reason(found, "7", STACK_SET)


@pytest.mark.parametrize(("body", "undecided"), [("var.body", True), ('"x ${var.body}"', False)])
def test_a_template_that_is_not_known_is_undecided(tmp_path: Path, body: str, undecided: bool) -> None:
    found = scanned(tmp_path, 'variable "body" {}\n' + block(body=body))
    assert found.rules(STACK_SET) == ({"90"} if undecided else set())
    assert not found.passed


def test_a_stack_that_is_not_made_or_has_its_template_elsewhere_is_not_reported(tmp_path: Path) -> None:
    nothing = block(body=heredoc(TEMPLATE), count="0")
    elsewhere = block(body='""').replace("template_body", "template_url")
    assert not scanned(tmp_path / "one", nothing).report.get_all_records()
    assert not scanned(tmp_path / "two", elsewhere).report.get_all_records()


def test_a_document_that_a_template_holds_is_not_judged_by_itself(tmp_path: Path) -> None:
    document = f"""\
data "aws_iam_policy_document" "trust" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = ["{root(V)}"]
    }}
  }}
}}
"""
    role = '{ Type = "AWS::IAM::Role", Properties = { AssumeRolePolicyDocument = @ } }'
    body = f"jsonencode({{ Resources = {{ role = {role} }} }})"
    decoded = body.replace("@", "jsondecode(data.aws_iam_policy_document.trust.json)")
    found = scanned(tmp_path, document + block(body=decoded))
    assert {name for _, name in found.failed} == {STACK_SET}
    assert found.rules(STACK_SET) == {"1", "2"}


def test_json_syntax_is_judged_too(tmp_path: Path) -> None:
    made = {"resource": {"aws_cloudformation_stack_set": {"s": {"name": "s", "template_body": TEMPLATE}}}}
    found = terraform_json(write(tmp_path, {"main.tf.json": json.dumps(made, indent=1)}))
    assert found.rules("resource.s") == {"1", "2"}  # as Checkov calls it


def planned(kind: str, after: dict[str, Any], unknown: dict[str, Any] | None = None) -> str:
    address = f"{kind}.s"
    it = {"address": address, "mode": "managed", "type": kind, "name": "s", "values": after, "schema_version": 0}
    it["provider_name"] = "registry.terraform.io/hashicorp/aws"
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown or {}}
    data = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [it]}},
        "resource_changes": [{**it, "change": change}],
        "configuration": {"root_module": {"resources": [{**it, "expressions": {}}]}},
    }
    return json.dumps(data, indent=1)


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
def test_each_rule_tells_a_flaw_from_its_twin_in_a_plan(tmp_path: Path, rule: str, which: int) -> None:
    text = planned("aws_cloudformation_stack_set", {"template_body": yaml(resource(TWINS[rule][which]))})
    found = plan(write(tmp_path, {"tfplan.json": text, **SETTINGS}))
    assert ((rule, STACK_SET) in found.failed) is (which == 0)
    assert ((rule, STACK_SET) in found.passed) is (which == 1)


def test_a_plan_says_what_parameters_are_and_what_is_known_later(tmp_path: Path) -> None:
    kind = "aws_cloudformation_stack_set"
    after = {"template_body": parameterized(), "parameters": {"Trusted": V}}
    assert plan(write(tmp_path / "one", {"tfplan.json": planned(kind, after)})).rules(STACK_SET) == {"1", "2"}
    later = planned(kind, {"name": "s"}, {"template_body": True})
    assert plan(write(tmp_path / "two", {"tfplan.json": later})).rules(STACK_SET) == {"90"}
