"""Where the value stands that a finding is about, when the policy takes it by name: through Checkov's own runners."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust
from dialects.tellings import plan as told_as_a_plan
from scanning import Scan, cloudformation, kubernetes, plan, terraform, write

ACCOUNT, ID = "464622532012", "acme-prod"


def role(name: str, principal: str, condition: str = "") -> str:
    statement = f'Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = {principal} }}{condition}'
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{{ {statement} }}] }})'
    return f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = {policy}\n}}\n'


def external_id(value: str) -> str:
    return f', Condition = {{ StringEquals = {{ "sts:ExternalId" = {value} }} }}'


NAMED = '"arn:aws:iam::210987654321:role/x"'
MAIN = f"""variable "vendor" {{
  default = "{ACCOUNT}"
}}
variable "vendors" {{
  default = {{ a = {{ account = 333333333334 }} }}
}}
variable "id" {{
  default = "{ID}"
}}
variable "everyone" {{
  default = "*"
}}
variable "given" {{}}
variable "hidden" {{
  default   = "444444444445"
  sensitive = true
}}
variable "as_well" {{
  default = "555555555556"
}}
locals {{
  partner = "arn:aws:iam::666666666667:root"
  known   = jsondecode(file("accounts.json"))
}}
module "m" {{
  source = "./m"
  owner  = "777777777778"
}}
data "aws_iam_policy_document" "d" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = [var.vendor]
    }}
  }}
}}
resource "aws_iam_role" "in_blocks" {{
  assume_role_policy = data.aws_iam_policy_document.d.json
}}
""" + "".join(
    [
        role("by_default", '"arn:aws:iam::${var.vendor}:root"'),
        role("of_an_object", '"arn:aws:iam::${var.vendors.a.account}:root"'),
        role("by_tfvars", '"arn:aws:iam::${var.given}:root"'),
        role("of_a_local", "local.partner"),
        role("of_a_file", '"arn:aws:iam::${local.known.audit}:root"'),
        role("of_an_id", NAMED, external_id("var.id")),
        role("of_everyone", "var.everyone"),
        role("of_a_secret", '"arn:aws:iam::${var.hidden}:root"'),
        role("spelt_out", '["arn:aws:iam::555555555556:root", "arn:aws:iam::${var.as_well}:role/x"]'),
        role("of_nothing_else", '"arn:aws:iam::888888888889:root"'),
        'locals {\n  many = {\n    a = "121212121213"\n    b = "131313131314"\n  }\n}\n',
        role("of_an_entry", "local.many.b"),
        'variable "unfilled" {}\n',
        'data "template_file" "t" {\n  template = file("trust.json.tpl")\n  vars     = { id = var.unfilled }\n}\n',
        'resource "aws_iam_role" "of_a_blank" {\n  assume_role_policy = data.template_file.t.rendered\n}\n',
        'locals {\n  suffix = ""\n}\n',
        role("blank_itself", '"arn:aws:iam::210987654321:role/x${local.suffix}"', external_id('""')),
    ]
)
FILLED_IN = """{"Version": "2012-10-17", "Statement": [{
  "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::210987654321:role/x"},
  "Condition": {"StringEquals": {"sts:ExternalId": "${id}"}}
}]}
"""
ENTRY = MAIN[: MAIN.index("131313131314")].count("\n") + 1
TEMPLATE = f"""Parameters:
  Vendor:
    Type: String
    Default: "{ACCOUNT}"
  Only:
    Type: String
    AllowedValues: ["333333333334"]
Mappings:
  Partners:
    audit:
      Account: "555555555556"
Resources:
""" + "".join(
    f"""  {name}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal: {{AWS: {principal}}}
"""
    for name, principal in {
        "ByDefault": '!Sub "arn:aws:iam::${Vendor}:root"',
        "ByList": "!Ref Only",
        "Mapped": "!FindInMap [Partners, audit, Account]",
        "SpeltOut": f"{ACCOUNT}",
    }.items()
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    files: dict[str, str | bytes] = {
        "main.tf": MAIN,
        "terraform.tfvars": '\ngiven = "999999999990"\nunfilled = ""\n',
        "trust.json.tpl": FILLED_IN,
        "accounts.json": '{"audit": "112233445566"}',
        "m/main.tf": 'variable "owner" {}\n' + role("inside", '"arn:aws:iam::${var.owner}:root"'),
    }
    return terraform(write(tmp_path_factory.mktemp("terraform"), files))


@pytest.fixture(scope="module")
def of_templates(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return cloudformation(write(tmp_path_factory.mktemp("template"), {"t.yaml": TEMPLATE}))


def causes(scan: Scan, rule: str, resource: str) -> Iterator[str]:
    """Those lines of a finding that tell of a cause; the facts say the same."""
    record = scan.record(rule, resource)
    result: dict[str, Any] = dict(record.check_result)
    facts = result.get("causes", [])
    lines = [line.removeprefix("Cause: ") for line in record.details or () if line.startswith("Cause: ")]
    for line, fact in zip(lines, facts, strict=True):
        assert all(each in line for each in fact.values())
        yield line


BY_DEFAULT = f'"{ACCOUNT}" comes from the default of variable "vendor" (/main.tf:2)'


@pytest.mark.parametrize(
    ("rule", "name", "expected"),
    [
        ("1", "by_default", BY_DEFAULT),
        ("2", "by_default", BY_DEFAULT),
        ("1", "in_blocks", BY_DEFAULT),
        ("2", "of_an_object", '"333333333334" comes from the default of variable "vendors" (/main.tf:5)'),
        ("2", "by_tfvars", '"999999999990" comes from the value of variable "given" (/terraform.tfvars:2)'),
        ("1", "of_a_local", '"666666666667" comes from local.partner (/main.tf:22)'),
        ("1", "of_an_entry", f'"131313131314" comes from local.many (/main.tf:{ENTRY})'),
        ("1", "of_a_file", '"112233445566" comes from the file (/accounts.json)'),
        ("5", "of_an_id", f'"{ID}" comes from the default of variable "id" (/main.tf:8)'),
        ("3", "of_a_blank", '"" comes from the value of variable "unfilled" (/terraform.tfvars:3)'),
        ("6", "of_a_blank", '"" comes from the value of variable "unfilled" (/terraform.tfvars:3)'),
        ("4", "of_everyone", '"*" comes from the default of variable "everyone" (/main.tf:11)'),
        ("1", "module.m.inside", '"777777777778" comes from the argument "owner" of module.m (/main.tf:27)'),
    ],
)
def test_a_finding_says_where_the_value_stands_that_its_policy_takes_by_name(
    found: Scan, rule: str, name: str, expected: str
) -> None:
    resource = name.replace("module.m.", "module.m.aws_iam_role.") if "." in name else f"aws_iam_role.{name}"
    assert [*causes(found, rule, resource)] == [expected]


@pytest.mark.parametrize(
    ("rule", "name"), [("2", "of_a_secret"), ("2", "spelt_out"), ("2", "of_nothing_else"), ("3", "blank_itself")]
)
def test_of_a_secret_and_of_what_the_policy_spells_out_itself_nothing_is_said(
    found: Scan, rule: str, name: str
) -> None:
    assert rule in found.rules(f"aws_iam_role.{name}")
    assert not [*causes(found, rule, f"aws_iam_role.{name}")]


def test_the_advice_says_where_the_new_value_goes(found: Scan) -> None:
    result: dict[str, Any] = dict(found.record("5", "aws_iam_role.of_an_id").check_result)
    advice = result["fix"]["advice"]
    assert advice.endswith('belongs where the old one comes from, the default of variable "id" (/main.tf:8)')


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ByDefault", [f'"{ACCOUNT}" comes from the default of parameter "Vendor" (/t.yaml:4)']),
        ("ByList", ['"333333333334" comes from the one allowed value of parameter "Only" (/t.yaml:7)']),
        ("Mapped", ['"555555555556" comes from the mapping Partners (/t.yaml:11)']),
        ("SpeltOut", []),
    ],
)
def test_so_it_is_of_a_template(of_templates: Scan, name: str, expected: list[str]) -> None:
    assert [*causes(of_templates, "1", f"AWS::IAM::Role.{name}")] == expected


# --- what is open is named by what the reader wrote

LONG = """variable "partners" {
  type = map(object({ account = string, role = string, environment = string }))
}
variable "additional_principals_of_the_platform" {
  type = list(string)
}
variable "prefix" {}
locals {
  arns    = [for p in var.partners : "arn:aws:iam::${p.account}:role/${var.prefix}-${p.environment}-${p.role}"]
  trusted = sort(distinct(concat(local.arns, var.additional_principals_of_the_platform)))
}
""" + "".join(
    [
        role("by_local", "slice(local.trusted, 0, 2)"),
        role("in_place", "slice(sort(distinct(concat(local.arns, var.additional_principals_of_the_platform))), 0, 2)"),
    ]
)


def test_a_name_that_is_too_long_is_the_locals_or_cut_and_never_a_digest(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scan = terraform(write(tmp_path_factory.mktemp("long"), {"main.tf": LONG}))
    told: dict[str, str] = {}
    for each in scan.report.failed_checks:
        assert len(each.check_name) <= 200
        told[each.resource] = "\n".join([each.check_name, *(each.details or ()), str(each.check_result)])
    assert "depends on slice(local.trusted, 0, 2) (/main.tf:" in told["aws_iam_role.by_local"]
    assert "list it by that name" in told["aws_iam_role.by_local"]
    assert "list it by that name" not in told["aws_iam_role.in_place"]  # which is not told in full
    assert not [name for name, text in told.items() if "#" in text]


# --- what a program writes


def test_of_what_a_program_writes_the_advice_names_what_it_is_made_of(tmp_path_factory: pytest.TempPathFactory) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
    properties = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
    resource = {"Type": "AWS::IAM::Role", "Properties": properties}
    made = {**resource, "Metadata": {"aws:cdk:path": "App/Role/Resource"}}
    files: dict[str, str | bytes] = {
        "app/cdk.json": "{}",
        "app/cdk.out/a.template.json": json.dumps({"Resources": {"InTheTree": made}}),
        "b.template.json": json.dumps({"Resources": {"Alone": made, "ByHand": resource}}),
    }
    scan = cloudformation(write(tmp_path_factory.mktemp("cdk"), files))

    def advice(name: str) -> str:
        result: dict[str, Any] = dict(scan.record("1", f"AWS::IAM::Role.{name}").check_result)
        return str(result["fix"]["advice"])

    assert "make the change in the CDK app of /app/cdk.json, in the construct App/Role/Resource" in advice("InTheTree")
    assert "in a CDK app that is not in what is scanned, in the construct App/Role/Resource" in advice("Alone")
    assert "a program writes" not in advice("ByHand")


STATEMENT = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
PLAN = told_as_a_plan({"Statement": [STATEMENT]})
UNSEEN = "which is not in what is scanned, and have it written anew"


def test_of_a_plan_it_names_the_block_that_makes_the_role_if_that_is_in_the_tree(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "live/plans/tfplan.json": PLAN,
        "live/iam.tf": '# ours\nresource "aws_iam_role" "role" {}\n',
        "other/tfplan.json": PLAN,
        "other/main.tf": 'resource "aws_iam_role" "another" {}\n',
    }
    scan = plan(write(tmp_path, files))
    records = [each for each in scan.report.failed_checks if each.check_id == "CKV_TRUST_1"]
    (here,) = [each for each in records if each.file_path.startswith("/live/")]
    (elsewhere,) = [each for each in records if each.file_path.startswith("/other/")]
    assert "make the change in /live/iam.tf:2, of which the plan makes aws_iam_role.role, and" in told_in(here)
    assert f"by the address aws_iam_role.role, {UNSEEN}" in told_in(elsewhere)


@pytest.mark.parametrize(
    ("source", "place"),
    [("./roles", "/roles/main.tf:1"), ("acme/roles/aws", "the module that /main.tf:1 calls"), ("../roles", UNSEEN)],
)
def test_of_a_module_s_role_it_names_the_module_s_block_or_the_call(source: str, place: str, tmp_path: Path) -> None:
    address = 'module.all[\\"a.b]\\"].aws_iam_role.role'
    planned = json.loads(PLAN.replace('"address": "aws_iam_role.role"', f'"address": "{address}"'))
    planned["planned_values"]["root_module"] = {
        "child_modules": [{"address": 'module.all["a.b]"]', **planned["planned_values"]["root_module"]}]
    }
    call = f'module "all" {{\n  source = "{source}"\n}}\n' if place != UNSEEN else ""
    block = 'resource "aws_iam_role" "role" {}\n'
    write(tmp_path, {"tfplan.json": json.dumps(planned), "main.tf": call, "roles/main.tf": block})
    said = roletrust("check", ".", "--output-format", "json", cwd=tmp_path).stdout
    assert f"{place}, of which the plan makes" in said or f"aws_iam_role.role, {place}" in said


RENDERED = f"""# Source: app/templates/role.yaml
apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata:
  name: vendor
spec:
  name: vendor
  assumeRolePolicyDocument: '{json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})}'
"""


@pytest.mark.parametrize(
    ("template", "made_of"),
    [
        ("charts/app/templates/role.yaml", "/charts/app/templates/role.yaml, the chart's template, and have it"),
        ("templates/role.yaml", "/templates/role.yaml, the chart's template, and have it"),
        ("", f"the chart's template app/templates/role.yaml, {UNSEEN}"),
        (None, ""),
    ],
)
def test_of_a_rendered_chart_it_names_the_template_if_that_is_in_the_tree(
    template: str | None, made_of: str, tmp_path: Path
) -> None:
    text = RENDERED if template is not None else RENDERED.partition("\n")[2]
    files: dict[str, str | bytes] = {"rendered/all.yaml": f"---\n{text}---\n{text.replace('vendor', 'other')}"}
    if template:
        files |= {template: "{{- if .Values.role }}\n", "Chart.yaml": "apiVersion: v2\nname: app\n"}
    scan = kubernetes(write(tmp_path, files))
    (record, _) = [each for each in scan.report.failed_checks if each.check_id == "CKV_TRUST_1"]
    said = roletrust("check", ".", "--output-format", "json", cwd=tmp_path).stdout
    assert (f"make the change in {made_of}" in told_in(record)) == bool(made_of)
    assert (f"make the change in {made_of}" in said) == bool(made_of) == ("a program writes" in said)


def told_in(record: Any) -> str:
    result: dict[str, Any] = dict(record.check_result)
    return str(result["fix"]["advice"])
