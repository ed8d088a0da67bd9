"""`roletrust check` and Checkov with the pack tell one story: the same findings of the same roles, in the same words.

What Checkov itself forces to be different: it tells the instances of a resource apart, by their keys, where the
command tells of the resource what its policy says, with the keys in words, and only what is asked of all roles of
each; of what holds several roles (a stack set, a Composition, a service's list) it keeps one record, where the
command tells of each; of the instances of a module that have one flaw alike it keeps a record each, where the command
tells the flaw once, and names them; it drops a resource whose `count` is 0 by a variable's default, also where
Terragrunt's inputs say otherwise; it puts a finding at the role's lines, where the command puts it at those of the
policy, which may be another file's; it names a task of Ansible by the blocks around it; it cuts a long headline
short, and tells the rest in its details. A call in a pipeline it names by the job and the step that its runner finds
on the line, and of what a service of the Serverless Framework hands over it keeps one record. Callers, of which one
instance may call another role than the next, both tell apart; where Checkov cannot tell of which keys a `for_each`
is, and of remote states, it keeps one record, which names the instances in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.test_pipelines_reuse import project
from command.asked import roletrust
from roletrust.reading.found import WHOLE_FILE
from roletrust.replying.instances import of_any_instance
from roletrust.rules.catalog import CALLS, LANDSCAPE
from roletrust.telling.finding import short
from running import PROJECTS
from scanning import (
    PIPELINES,
    Scan,
    ansible,
    cloudformation,
    json_files,
    kubernetes,
    pipeline,
    plan,
    serverless,
    terraform,
    terraform_json,
    write,
)

ASKED = ("CKV_TRUST_15", "CKV_TRUST_16")
OF_CALLS, OF_ALL = ({rule.id for rule in rules} for rules in (CALLS, LANDSCAPE))
KEY, OF_A_MODULE = re.compile(r"\[[^\]]*\]"), re.compile(r"(\bmodule\.[\w-]+)\[[^\]]*\]")
IN_JSON = re.compile(r".*\.json\.(.*)\.CKV_TRUST_[0-9]+\Z")  # how Checkov names what is in a file of JSON
HOLDS = re.compile(r" \(in `([^`]*)`, which it makes(?:, and so for (.*))?\)\Z")  # of what holds several roles
Findings = set[tuple[str, str, str]]  # rule, role, headline and reason


def by_the_command(folder: Path) -> Findings:
    done = roletrust("check", folder, "--output-format", "json", cwd=folder)
    assert done.status in (0, 1), done.stderr
    found = json.loads(done.stdout)["findings"]
    return {
        (each["rule"], one["role"], of_any_instance(short(each["message"], "")))
        for each in found
        for one in (each, *each.get("instances", ()))
    }


def by_checkov(*scans: Scan) -> Findings:
    records = [each for found in scans for each in found.report.failed_checks]
    return {each for record in records for each in told_of_each(record.check_id, record.resource, record.check_name)}


def told_of_each(rule: str, resource: str, said: str) -> Findings:
    """What a record says; of what holds several roles, of each by itself: of the others it says no more than that."""
    held = HOLDS.search(said)
    if held is None:
        return {(rule, resource, of_any_instance(said))}
    names = [held[1], *re.findall("`([^`]*)`", held[2] or "")]
    return {(rule, f"{resource}/{name}", HOLDS.sub("", said)) for name in names}


def of_instances(findings: Findings) -> set[str]:
    return {KEY.sub("", role) for _, role, _ in findings if KEY.search(role)}


def of_all_roles(findings: Findings) -> Findings:
    """Those of the rules about all roles: of each instance of a role, whichever instance of a module makes it."""
    return {(rule, OF_A_MODULE.sub(r"\1", role), said) for rule, role, said in findings if rule in OF_ALL}


def rules_and_roles(findings: Findings) -> set[tuple[str, str]]:
    return {(rule, KEY.sub("", role)) for rule, role, _ in findings}


def same_story(command: Findings, checkov: Findings) -> None:
    several = of_instances(checkov)
    assert rules_and_roles(command) == rules_and_roles(checkov)
    assert of_all_roles(command) == of_all_roles(checkov)
    assert {each for each in command if KEY.sub("", each[1]) not in several} == {
        each for each in checkov if not KEY.search(each[1])
    }
    assert len(command) > 3


def test_of_idioms_in_terraform_and_in_templates() -> None:
    folder = PROJECTS / "idioms"
    same_story(by_the_command(folder), by_checkov(terraform(folder), cloudformation(folder)))


@pytest.mark.parametrize(
    "project", ["accounts", "callers", "reachable", "terraform-forms", "vendor-access", "vendor-landscape"]
)
def test_of_terraform(project: str) -> None:
    folder = PROJECTS / project
    same_story(by_the_command(folder), by_checkov(terraform(folder), cloudformation(folder)))


HELD_BY_SOME = """\
variable "vendors" { default = { a = "123456789012", b = "210987654321" } }
variable "ids" { default = ["7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41", "5d3c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"] }

resource "aws_iam_role" "one_id" {
  for_each           = var.vendors
  name               = "one-id-${each.key}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${each.value}:role/ci" }
      Condition = { StringEquals = { "sts:ExternalId" = "9a9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" } }
    }]
  })
}

resource "aws_iam_role" "counted" {
  count              = 2
  name               = "counted-${count.index}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::333333333333:root" }
      Condition = { StringEquals = { "sts:ExternalId" = var.ids[count.index] } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "of_one" {
  role       = aws_iam_role.counted[1].name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_role_policy_attachment" "of_a" {
  role       = aws_iam_role.one_id["a"].name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

module "each" {
  for_each = toset(["x", "y"])
  source   = "./each"
  admin    = each.key == "x"
}
"""
IN_EACH = """\
variable "admin" { type = bool }
resource "aws_iam_role" "inner" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::444444444444:role/ci" }
      Condition = { StringEquals = { "sts:ExternalId" = "1b9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" } }
    }]
  })
}
resource "aws_iam_role_policy_attachment" "inner" {
  count      = var.admin ? 1 : 0
  role       = aws_iam_role.inner.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
"""


def test_of_what_each_instance_holds(tmp_path: Path) -> None:
    folder = write(tmp_path, {"main.tf": HELD_BY_SOME, "each/main.tf": IN_EACH})
    found = by_the_command(folder)
    told = {(rule, role) for rule, role, _ in of_all_roles(found)}
    assert {("CKV_TRUST_13", f'aws_iam_role.one_id["{key}"]') for key in "ab"} <= told
    assert {("CKV_TRUST_14", "aws_iam_role.counted[1]"), ("CKV_TRUST_14", 'aws_iam_role.one_id["a"]')} <= told
    same_story(found, by_checkov(terraform(folder)))


def test_of_stacks_of_terraform(tmp_path: Path) -> None:
    """In the stack's own account, and in others, with a value of Terraform's, and one that cannot be read."""
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust("${var.partner}")}}
    others = {"Vendor": role, "Other": {**role, "Condition": "Asked"}}
    template = {
        "Parameters": {"Ask": {"Type": "String"}},
        "Conditions": {"Asked": {"Fn::Equals": [{"Ref": "Ask"}, "y"]}},
    }
    body = f"<<EOT\n{json.dumps({**template, 'Resources': others}, indent=1)}\nEOT"
    asked = '  parameters = { Ask = "y" }\n'
    unasked = '  permission_model = "SERVICE_MANAGED"\n  parameters = { Ask = "n" }\n'
    blocks = (
        ("aws_cloudformation_stack", "own", asked, body),
        ("aws_cloudformation_stack_set", "others", unasked, body),
        ("aws_cloudformation_stack", "unread", "", '"Resources: ["'),
        ("aws_cloudformation_stack", "none", "  count = 0\n", body),
    )
    stacks = (
        f'resource "{kind}" "{name}" {{\n  name = "s"\n{more}  template_body = {written}\n}}\n'
        for kind, name, more, written in blocks
    )
    write(tmp_path, {"main.tf": 'variable "partner" { default = "123456789012" }\n' + "".join(stacks)})
    found = by_the_command(tmp_path)
    assert ("CKV_TRUST_1", "aws_cloudformation_stack.own/Other") in rules_and_roles(found)
    same_story(found, by_checkov(terraform(tmp_path)))


def test_of_files_in_no_utf_8(tmp_path: Path) -> None:
    """An old editor's: a letter beyond ASCII in a comment, or in a Sid, is one byte."""
    said = json.dumps(trust("123456789012"))
    resource = f"    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {said}\n"
    files = {
        "stack.yaml": f"Resources:\n  One:\n{resource}",
        "serverless.yml": f"service: x\nprovider: {{name: aws}}\nresources:\n Resources:\n  Two:\n{resource}",
        "object.yaml": "apiVersion: iam.services.k8s.aws/v1alpha1\nkind: Role\nmetadata:\n  name: three\n"
        f"spec:\n  name: x\n  assumeRolePolicyDocument: '{said}'\n",
        "play.yaml": f"- hosts: a\n  tasks:\n  - name: four\n    iam_role:\n      name: r\n"
        f"      assume_role_policy_document: '{said}'\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_bytes(f"# Schl\u00fcssel\n{text}".encode("latin-1"))
    (tmp_path / "trust.json").write_bytes(said.replace('"Effect"', '"Sid": "\u00fc", "Effect"').encode("latin-1"))
    found = by_the_command(tmp_path)
    scans = (cloudformation, serverless, kubernetes, ansible, json_files)
    assert not any(rule == "CKV_TRUST_90" for rule, *_ in found)
    assert {rule for rule, *_ in found} == {"CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_11"}
    assert len({each[1] for each in found}) == 5
    assert len(by_checkov(*(scan(tmp_path) for scan in scans))) == len(found)


def test_of_a_nested_template_that_holds_no_role(tmp_path: Path) -> None:
    """Its outputs are what its parent's roles are made of."""
    accounts = {"Arn": {"Value": "arn:aws:iam::123456789012:root"}}
    vendor = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "accounts.yaml"}}
    opened = json.dumps(trust("123456789012")).replace(
        '"arn:aws:iam::123456789012:root"', '{"Fn::GetAtt": ["Vendor", "Outputs.Arn"]}'
    )
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": json.loads(opened)}}
    nested = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": accounts}
    parent = {"Resources": {"Vendor": vendor, "One": role, "Two": role}}
    write(tmp_path, {"root.yaml": json.dumps(parent), "accounts.yaml": json.dumps(nested)})
    found = by_the_command(tmp_path)
    assert ("CKV_TRUST_1", "AWS::IAM::Role.One") in rules_and_roles(found)
    same_story(found, by_checkov(cloudformation(tmp_path)))


def test_of_what_terragrunt_turns_on_checkov_has_no_block(tmp_path: Path) -> None:
    """The role that no file turns on is of neither."""
    said = json.dumps(trust("123456789012"))
    block = 'resource "aws_iam_role" "r" {\n  count = var.on ? 1 : 0'
    role = f'variable "on" {{ default = false }}\n{block}\n  assume_role_policy = jsonencode({said})\n}}\n'
    unit = 'terraform {\n  source = "../m"\n}\ninputs = {\n  on = true\n}\n'
    write(tmp_path, {"m/main.tf": role, "off/main.tf": role.replace('"r"', '"off"'), "live/terragrunt.hcl": unit})
    assert rules_and_roles(by_the_command(tmp_path)) == {(f"CKV_TRUST_{each}", "aws_iam_role.r") for each in (1, 2)}
    assert by_checkov(terraform(tmp_path)) == set()


def test_of_templates_that_are_nested() -> None:
    folder = PROJECTS / "stacks"
    same_story(by_the_command(folder), by_checkov(cloudformation(folder)))


CALLING = """\
Parameters:
  Stage: {Type: String}
Conditions:
  Live: !Equals [!Ref Stage, live]
Resources:
  Vendor:
    Type: AWS::IAM::Role
    Properties:
      RoleName: vendor
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: "arn:aws:iam::123456789012:root"}
            Action: sts:AssumeRole
            Condition: {StringEquals: {"sts:ExternalId": 7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41}}
  Served:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: [pods.eks.amazonaws.com, credentials.iot.amazonaws.com, lambda.amazonaws.com]}
            Action: sts:AssumeRole
  Stacks:
    Type: AWS::CloudFormation::StackSet
    Properties: {StackSetName: s, PermissionModel: SELF_MANAGED, ExecutionRoleName: vendor}
  Pods:
    Type: AWS::EKS::PodIdentityAssociation
    Properties: {ClusterName: c, Namespace: n, ServiceAccount: a, RoleArn: !GetAtt Served.Arn}
  Devices:
    Type: AWS::IoT::RoleAlias
    Properties: {RoleArn: !GetAtt Served.Arn, CredentialDurationSeconds: 7200}
  Works:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Served.Arn}
  Fails:
    Type: AWS::Lambda::Function
    Properties: {Role: !If [Live, !GetAtt Vendor.Arn, !GetAtt Served.Arn]}
  Accepted:
    Type: AWS::Lambda::Function
    # checkov:skip=CKV_TRUST_18:known to us
    Properties: {Role: !GetAtt Vendor.Arn}
  Twice:
    Type: AWS::ECS::TaskDefinition
    Properties: {TaskRoleArn: !GetAtt Vendor.Arn, ExecutionRoleArn: !GetAtt Served.Arn}
"""


def test_of_what_templates_call(tmp_path: Path) -> None:
    """Also of a role of a template beside, and of a template that is nested; several flaws of one resource are one."""
    beside = {
        "Type": "AWS::CloudFormation::StackSet",
        "Properties": {"StackSetName": "t", "ExecutionRoleName": "vendor"},
    }
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "calling.yaml"}}
    nested["Properties"]["Parameters"] = {"Stage": "live"}  # type: ignore[index]
    around = json.dumps({"Resources": {"Beside": beside, "Nested": nested}}, indent=1)
    write(tmp_path, {"calling.yaml": CALLING, "around.template": around})
    found = by_the_command(tmp_path)
    assert {(rule, role.rpartition(".")[2]) for rule, role, _ in found if rule in OF_CALLS} == {
        *(("CKV_TRUST_15", name) for name in ("Stacks", "Beside")),
        ("CKV_TRUST_16", "Pods"),
        ("CKV_TRUST_17", "Devices"),
        *(("CKV_TRUST_18", name) for name in ("Fails", "Twice")),
    }
    same_story(found, by_checkov(cloudformation(tmp_path)))


ROLE = "arn:aws:iam::987654321098:role/vendor"
HCL = {
    "main.tf": f"""terraform {{
  backend "s3" {{
    bucket = "b"
    assume_role = {{ role_arn = "{ROLE}" }}
  }}
}}
provider "aws" {{
  allowed_account_ids = ["987654321098"]
  assume_role {{
    role_arn = aws_iam_role.vendor.arn
    duration = "2h"
  }}
}}
provider "aws" {{
  alias = "accepted"
  assume_role {{
    # checkov:skip=CKV_TRUST_15:known to us
    role_arn = aws_iam_role.vendor.arn
  }}
}}
provider "aws" {{
  alias = "twice"
  assume_role {{ role_arn = aws_iam_role.vendor.arn }}
  assume_role {{
    role_arn    = aws_iam_role.vendor.arn
    external_id = "1b0d4c1e-77aa-4a55-8e11-0c6d7f1f9e02"
  }}
}}
data "terraform_remote_state" "network" {{
  backend = "s3"
  config  = {{ assume_role = {{ role_arn = "{ROLE}" }} }}
}}
resource "aws_iam_role" "vendor" {{
  name               = "vendor"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "123456789012" }}
      Condition = {{ StringEquals = {{ "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" }} }}
    }}]
  }})
}}
resource "aws_iam_role" "served" {{
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect = "Allow", Action = "sts:AssumeRole"
      Principal = {{ Service = ["pods.eks.amazonaws.com", "lambda.amazonaws.com"] }}
    }}]
  }})
}}
resource "aws_cloudformation_stack_set" "stacks" {{
  name                = "s"
  execution_role_name = aws_iam_role.vendor.name
}}
resource "aws_eks_pod_identity_association" "pods" {{
  cluster_name    = "c"
  namespace       = "n"
  service_account = "a"
  role_arn        = aws_iam_role.served.arn
}}
resource "kubernetes_service_account" "account" {{
  metadata {{
    name        = "reader"
    annotations = {{ "eks.amazonaws.com/role-arn" = aws_iam_role.served.arn }}
  }}
}}
resource "tfe_variable" "runs" {{
  key          = "TFC_AWS_RUN_ROLE_ARN"
  value        = aws_iam_role.served.arn
  workspace_id = tfe_workspace.live.id
}}
resource "tfe_workspace" "live" {{
  name         = "live"
  organization = "acme"
}}
resource "aws_lambda_function" "works" {{
  function_name = "works"
  role          = aws_iam_role.served.arn
}}
resource "aws_lambda_function" "fails" {{
  function_name = "fails"
  role          = aws_iam_role.vendor.arn
}}
resource "aws_lambda_function" "none" {{
  count         = 0
  function_name = "none"
  role          = aws_iam_role.vendor.arn
}}
module "m" {{
  source = "./m"
  role   = aws_iam_role.vendor.arn
}}
""",
    "m/main.tf": """variable "role" {}
variable "id" {
  default = null
}
provider "aws" {
  alias = "inside"
  assume_role {
    role_arn    = var.role
    external_id = var.id
  }
}
terraform {
  backend "s3" {
    role_arn = "arn:aws:iam::987654321098:role/vendor"
  }
}
resource "aws_glue_job" "job" {
  name     = "job"
  role_arn = var.role
}
""",
}


def test_of_what_terraform_calls(tmp_path: Path) -> None:
    found = by_the_command(write(tmp_path, HCL))
    assert {(rule, role) for rule, role, _ in found if rule in OF_CALLS} == {
        *(("CKV_TRUST_15", f"aws.{name}") for name in ("default", "twice")),
        ("CKV_TRUST_15", "module.m.aws.inside"),
        ("CKV_TRUST_15", "terraform.backend.s3"),
        ("CKV_TRUST_15", "terraform_remote_state.network"),
        ("CKV_TRUST_15", "aws_cloudformation_stack_set.stacks"),
        ("CKV_TRUST_16", "aws_eks_pod_identity_association.pods"),
        ("CKV_TRUST_16", "kubernetes_service_account.account"),
        ("CKV_TRUST_16", "tfe_variable.runs"),
        ("CKV_TRUST_17", "aws.default"),
        ("CKV_TRUST_18", "aws_lambda_function.fails"),
        ("CKV_TRUST_18", "module.m.aws_glue_job.job"),
    }
    same_story(found, by_checkov(terraform(tmp_path)))


ASKING = """
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "123456789012" }
      Condition = { StringEquals = { "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" } }
    }]
  })
}
"""
INSTANCES = {
    "main.tf": f"""locals {{
  every = toset(["a", "b"])
}}
variable "make" {{ type = bool }}
provider "aws" {{ allowed_account_ids = ["987654321098"] }}
resource "aws_iam_role" "x" {{
  for_each = local.every
  name     = "x-${{each.key}}"{ASKING}
resource "aws_iam_role" "counted" {{
  count = 2{ASKING}
resource "aws_iam_role" "perhaps" {{
  count = var.make ? 1 : 0{ASKING}
resource "aws_iam_role" "served" {{
  for_each           = {{ good = "lambda", bad = "ec2" }}
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "${{each.value}}.amazonaws.com" }}
    }}]
  }})
}}
resource "aws_lambda_function" "each" {{
  for_each      = local.every
  function_name = "each"
  role          = aws_iam_role.x[each.key].arn
}}
resource "aws_lambda_function" "one_of_two" {{
  for_each      = aws_iam_role.served
  function_name = "served"
  role          = each.value.arn
}}
resource "aws_lambda_function" "named" {{
  function_name = "named"
  role          = aws_iam_role.x["b"].arn
}}
resource "aws_lambda_function" "counted" {{
  count         = 2
  function_name = "counted"
  role          = aws_iam_role.counted[count.index].arn
}}
resource "aws_lambda_function" "perhaps" {{
  count         = var.make ? 1 : 0
  function_name = "perhaps"
  role          = aws_iam_role.perhaps[0].arn
}}
resource "aws_iam_role" "refused" {{
  assume_role_policy = jsonencode({{ Version = "2012-10-17", Statement = [] }})
}}
resource "aws_lambda_function" "of_refused" {{
  function_name = "refused"
  role          = aws_iam_role.refused.arn
}}
resource "aws_cloudformation_stack_set" "stacks" {{
  for_each            = local.every
  name                = each.key
  execution_role_name = aws_iam_role.x[each.key].name
}}
resource "aws_eks_pod_identity_association" "pods" {{
  for_each        = local.every
  cluster_name    = "c"
  namespace       = "n"
  service_account = "a"
  role_arn        = aws_iam_role.x[each.key].arn
}}
resource "kubernetes_service_account" "account" {{
  for_each = local.every
  metadata {{
    name        = each.key
    annotations = {{ "eks.amazonaws.com/role-arn" = aws_iam_role.x[each.key].arn }}
  }}
}}
resource "tfe_variable" "runs" {{
  for_each     = local.every
  key          = "TFC_AWS_RUN_ROLE_ARN"
  value        = aws_iam_role.x[each.key].arn
  workspace_id = "ws-1"
}}
resource "aws_rolesanywhere_profile" "anywhere" {{
  for_each  = local.every
  name      = each.key
  role_arns = [aws_iam_role.x[each.key].arn]
}}
resource "aws_cognito_identity_pool_roles_attachment" "pool" {{
  for_each         = local.every
  identity_pool_id = "eu-west-1:11111111-2222-3333-4444-555555555555"
  roles            = {{ authenticated = aws_iam_role.x[each.key].arn }}
}}
resource "spacelift_aws_role" "runs" {{
  for_each = local.every
  stack_id = "s"
  role_arn = aws_iam_role.x[each.key].arn
}}
data "terraform_remote_state" "state" {{
  for_each = local.every
  backend  = "s3"
  config   = {{ assume_role = {{ role_arn = "arn:aws:iam::987654321098:role/x-${{each.key}}" }} }}
}}
module "given" {{
  for_each = local.every
  source   = "./given"
  role     = aws_iam_role.x[each.key].arn
}}
module "own" {{
  for_each = local.every
  source   = "./own"
}}
""",
    "given/main.tf": """variable "role" {}
resource "aws_lambda_function" "inside" {
  function_name = "inside"
  role          = var.role
}
""",
    "own/main.tf": f"""resource "aws_iam_role" "of_module" {{{ASKING}resource "aws_lambda_function" "beside" {{
  function_name = "beside"
  role          = aws_iam_role.of_module.arn
}}
""",
    "run.sh": "aws sts assume-role --role-session-name s --role-arn arn:aws:iam::987654321098:role/x-b\n",
}
EACH = {
    "CKV_TRUST_15": {
        "aws_cloudformation_stack_set.stacks",
        "terraform_remote_state.state",
        "aws_rolesanywhere_profile.anywhere",
        "spacelift_aws_role.runs",
    },
    "CKV_TRUST_16": {
        "aws_rolesanywhere_profile.anywhere",
        "aws_eks_pod_identity_association.pods",
        "kubernetes_service_account.account",
        "tfe_variable.runs",
        "aws_cognito_identity_pool_roles_attachment.pool",
    },
    "CKV_TRUST_18": {"aws_lambda_function.each"},
}


def test_of_which_instance_calls_which_role(tmp_path: Path) -> None:
    """By `for_each` and `count` of the role, the caller and the modules around them, by a key, and by an open count.

    Of a role that IAM refuses nobody is told as its caller.
    """
    scanned = by_checkov(terraform(write(tmp_path, INSTANCES)))
    found = by_the_command(tmp_path)
    assert not [each for each in (*found, *scanned) if "roletrust itself broke" in each[2]]
    told, checkov = ({each for each in found if each[0] in OF_CALLS} for found in (found, scanned))
    together = {"terraform_remote_state.state", "aws_lambda_function.one_of_two"}  # of which Checkov keeps one record
    assert {each for each in told if KEY.sub("", each[1]) not in together} == {
        each for each in checkov if each[1] not in together
    }
    assert {each[1] for each in checkov if KEY.sub("", each[1]) in together} == together
    assert {(rule, role) for rule, role, _ in told} == {
        *((rule, f'{name}["{key}"]') for rule, names in EACH.items() for name in names for key in "ab"),
        ("CKV_TRUST_15", 'aws_iam_role.x["b"]'),
        ("CKV_TRUST_18", 'aws_lambda_function.one_of_two["bad"]'),
        ("CKV_TRUST_18", "aws_lambda_function.named"),
        *(("CKV_TRUST_18", f"aws_lambda_function.counted[{index}]") for index in (0, 1)),
        ("CKV_TRUST_18", "aws_lambda_function.perhaps"),
        *(("CKV_TRUST_18", f'module.given["{key}"].aws_lambda_function.inside') for key in "ab"),
        *(("CKV_TRUST_18", f'module.own["{key}"].aws_lambda_function.beside') for key in "ab"),
    }


def test_instances_that_call_alike_are_told_once(tmp_path: Path) -> None:
    done = roletrust("check", write(tmp_path, INSTANCES), "--select", "18", "--output-format", "json", cwd=tmp_path)
    (each,) = (one for one in json.loads(done.stdout)["findings"] if one["role"].startswith("aws_lambda_function.each"))
    assert [each["role"], *(one["role"] for one in each["instances"])] == [
        'aws_lambda_function.each["a"]',
        'aws_lambda_function.each["b"]',
    ]


EXTERNAL_ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
ASKED_FOR = f"""provider "aws" {{
  allowed_account_ids = ["987654321098"]
}}
resource "aws_iam_role" "vendor" {{
  name               = "vendor"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "123456789012" }}
      Condition = {{ StringEquals = {{ "sts:ExternalId" = "{EXTERNAL_ID}" }} }}
    }}]
  }})
}}
"""


def test_of_what_pipelines_call(tmp_path: Path) -> None:
    """Of every product: the same callers, by the names that the calls have, with the same answers and corrections."""
    for framework in PIPELINES:
        project(tmp_path, framework)
    done = roletrust("check", tmp_path, "--output-format", "json", "--select", "15", cwd=tmp_path)
    found = json.loads(done.stdout)["findings"]
    command = {(each["caller"]["name"], each["caller"]["lines"][0], short(each["message"], "")) for each in found}
    records = [each for name in PIPELINES for each in pipeline(name, tmp_path).report.failed_checks]
    assert command == {
        (each.check_result["caller"]["name"], each.file_line_range[0], each.check_name)  # type: ignore[typeddict-item]
        for each in records
        if each.check_id == "CKV_TRUST_15"
    }
    assert len(command) > 30


def test_of_what_scripts_manifests_and_the_other_format_call(tmp_path: Path) -> None:
    """Scripts are told of at the role; a block of Terraform calls a role that a template makes, and the other way."""
    call = "aws sts assume-role --role-session-name s --role-arn arn:aws:iam::987654321098:role/"
    template = CALLING.replace("RoleName: vendor", "RoleName: in-template").replace(
        "Stacks:", f"Other:\n    Type: AWS::Lambda::Function\n    Properties: {{Role: '{ROLE}'}}\n  Stacks:"
    )

    def store(name: str, external_id: str = "", skipped: str = "") -> str:
        head = f"apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {{name: {name}{skipped}}}\n"
        return f"{head}spec: {{provider: {{aws: {{role: '{ROLE}'{external_id}}}}}}}\n---\n"

    assuming = f'provider "aws" {{\n  alias = "t"\n  assume_role {{ role_arn = "{ROLE[:-6]}in-template" }}\n}}\n'
    data = f"{{datasources: [{{jsonData: {{assumeRoleArn: '{ROLE}'}}}}]}}"
    write(
        tmp_path,
        {
            "main.tf": ASKED_FOR + assuming,
            "calling.yaml": template,
            ".roletrust.yaml": "own_accounts: ['987654321098']\n",
            "chart.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{ .Values.metadata }}\n{{- end }}\n",
            "deploy.sh": f"{call}vendor\n{call}vendor --external-id other\n{call}in-template\n",
            "app.py": f"import boto3\nboto3.client('sts').assume_role(RoleArn='{ROLE}', RoleSessionName='s')\n",
            ".aws/config": f"[profile v]\nrole_arn = {ROLE}\nsource_profile = d\n",
            "store.yaml": store("without")
            + store("with", f", externalID: {EXTERNAL_ID}")
            + store("known", "", ", annotations: {checkov.io/skip1: CKV_TRUST_15=known}")
            + f'apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: grafana}}\ndata: {{a.yaml: "{data}"}}\n',
        },
    )
    found = by_the_command(tmp_path)
    assert {(rule, role) for rule, role, _ in found if rule == "CKV_TRUST_15"} == {
        ("CKV_TRUST_15", name)
        for name in (
            *("aws.t", "aws_iam_role.vendor", "AWS::IAM::Role.Vendor", "AWS::CloudFormation::StackSet.Stacks"),
            *("SecretStore.default.without", "ConfigMap.default.grafana"),
        )
    }
    assert ("CKV_TRUST_18", "AWS::Lambda::Function.Other") in rules_and_roles(found)
    same_story(found, by_checkov(terraform(tmp_path), cloudformation(tmp_path), kubernetes(tmp_path)))


DEPLOY = ROLE.replace("vendor", "deploy")
BY_TOKEN = f"aws sts assume-role-with-web-identity --role-session-name ci --role-arn {DEPLOY} --web-identity-token"
PRESENTING = {
    "main.tf": ASKED_FOR
    + """resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::987654321098:oidc-provider/token.actions.githubusercontent.com" }
      Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:acme/other:*" } }
    }]
  })
}
resource "aws_rolesanywhere_profile" "hosts" {
  name      = "hosts"
  role_arns = [aws_iam_role.deploy.arn]
}
provider "aws" {
  alias = "runs"
  assume_role_with_web_identity {
    role_arn                = aws_iam_role.deploy.arn
    web_identity_token_file = "/mnt/workspace/spacelift.oidc"
  }
}
resource "aws_cognito_identity_pool_roles_attachment" "shop" {
  identity_pool_id = "eu-west-1:1234"
  roles            = { authenticated = aws_iam_role.deploy.arn }
}
""",
    ".roletrust.yaml": "repository: acme/shop\n",
    ".github/workflows/deploy.yml": f"""on: push
permissions: {{id-token: write}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with: {{role-to-assume: '{DEPLOY}'}}
""",
    ".gitlab-ci.yml": f"""deploy:
  id_tokens: {{TOKEN: {{aud: https://gitlab.com}}}}
  script: ['{BY_TOKEN} $TOKEN']
""",
    ".circleci/config.yml": f"""version: 2.1
jobs:
  deploy:
    docker: [{{image: x}}]
    steps:
      - run: {BY_TOKEN} $CIRCLE_OIDC_TOKEN
""",
    "bitbucket-pipelines.yml": f"""pipelines:
  default:
    - step:
        oidc: true
        script: ['{BY_TOKEN} $BITBUCKET_STEP_OIDC_TOKEN']
""",
    ".buildkite/pipeline.yml": f"""steps:
  - command: make
    plugins: [{{'aws-assume-role-with-web-identity#v1.4.0': {{role-arn: '{DEPLOY}'}}}}]
""",
    "chart/values.yaml": f"serviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: {DEPLOY}\n",
    "live/kustomization.yaml": "resources: [reader.yaml]\nnamespace: live\n",
    "live/reader.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: reader\n  annotations:\n"
    f"    eks.amazonaws.com/role-arn: {DEPLOY}\n",
    "cluster.yaml": "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: eu-west-1}\n"
    f"iam: {{serviceAccounts: [{{metadata: {{name: s}}, attachRoleARN: '{DEPLOY}'}}]}}\n",
    "ack.yaml": "apiVersion: eks.services.k8s.aws/v1alpha1\nkind: PodIdentityAssociation\nmetadata: {name: p}\n"
    f"spec: {{clusterName: c, namespace: n, serviceAccount: s, roleARN: '{DEPLOY}'}}\n",
    ".sops.yaml": f"creation_rules: [{{kms: 'arn:aws:kms:eu-west-1:987654321098:key/1+{ROLE}'}}]\n",
}


def test_of_who_presents_tokens(tmp_path: Path) -> None:
    """Every kind of caller that the rule about tokens knows, and SOPS, which sends no external id: told alike."""
    write(tmp_path, PRESENTING)
    done = roletrust("check", tmp_path, "--output-format", "json", "--select", "15", "--select", "16", cwd=tmp_path)
    told = [(each["rule"], each) for each in json.loads(done.stdout)["findings"]]
    presenting = [name for name in PIPELINES if name != "azure_pipelines"]
    scans = [terraform(tmp_path), kubernetes(tmp_path), *(pipeline(name, tmp_path) for name in presenting)]
    records = [each for found in scans for each in found.report.failed_checks]
    assert {(rule, each["caller"]["name"], short(each["message"], "")) for rule, each in told} == {
        (each.check_id, each.check_result["caller"]["name"], each.check_name)  # type: ignore[typeddict-item]
        for each in records
        if each.check_id in ASKED
    }
    named = [each["caller"]["name"] for _, each in told]
    others = [other["caller"]["name"] for _, each in told for other in each.get("others", ())]
    assert len({*named, *others}) == 13, sorted({*named, *others})


def trust(account: str) -> dict[str, object]:
    said = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [said]}


def test_of_roles_of_templates_side_by_side(tmp_path: Path) -> None:
    """One external id for two vendors, one of whose roles is an administrator."""

    def role(account: str) -> dict[str, object]:
        policy = trust(account)
        policy["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": "3bd0e8f9-a698-a65a2afb"}}  # type: ignore[index]
        return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": policy}}

    everything = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    named = {"PolicyName": "all", "PolicyDocument": everything, "Roles": [{"Ref": "Backup"}]}
    rights = {"Type": "AWS::IAM::Policy", "Properties": named}
    write(
        tmp_path,
        {
            "one.template": json.dumps({"Resources": {"Backup": role("301000000001"), "Rights": rights}}, indent=1),
            "two.template": json.dumps({"Resources": {"Loader": role("305000000006")}}, indent=1),
        },
    )
    found = by_the_command(tmp_path)
    assert {rule for rule, _, _ in found} >= {"CKV_TRUST_13", "CKV_TRUST_14"}
    same_story(found, by_checkov(cloudformation(tmp_path)))


def test_of_dumps_and_policies(tmp_path: Path) -> None:
    roles = [
        {"RoleName": name, "Arn": f"arn:aws:iam::999999999999:role/{name}", "AssumeRolePolicyDocument": trust(account)}
        for name, account in (("vendor", "123456789012"), ("own", "999999999999"))
    ]
    (tmp_path / "roles.json").write_text(json.dumps({"Roles": roles}, indent=2))
    (tmp_path / "policy.json").write_text(json.dumps(trust("123456789012"), indent=2))
    checkov = {(rule, IN_JSON.sub(r"\1", role), said) for rule, role, said in by_checkov(json_files(tmp_path))}
    same_story(by_the_command(tmp_path), checkov)


def test_of_kubernetes_objects(tmp_path: Path) -> None:
    ack = "apiVersion: iam.services.k8s.aws/v1alpha1\nkind: Role\nmetadata: {{name: {}, namespace: {}}}\nspec:\n"
    flawed, unread = json.dumps(trust("123456789012")), "'{\"Statement\": ['"
    held = {"name": "made", "base": {"apiVersion": "iam.aws.upbound.io/v1beta1", "kind": "Role", "spec": {}}}
    held["base"]["spec"] = {"forProvider": {"assumeRolePolicy": flawed}}  # type: ignore[index]
    composition = {"apiVersion": "apiextensions.crossplane.io/v1", "kind": "Composition", "metadata": {"name": "set"}}
    files = {
        "ack.yaml": f"{ack.format('vendor', 'iam')}  assumeRolePolicyDocument: |\n    {flawed}\n---\n"
        f"{ack.format('broken', 'iam')}  name: broken\n  assumeRolePolicyDocument: {unread}\n",
        "set.yaml": json.dumps({**composition, "spec": {"resources": [held]}}, indent=1),
        "list.yaml": "apiVersion: v1\nkind: List\nitems:\n- apiVersion: iam.aws.upbound.io/v1beta1\n  kind: Role\n"
        f"  metadata: {{name: listed}}\n  spec:\n    forProvider:\n      assumeRolePolicy: '{flawed}'\n",
    }
    write(tmp_path, files)
    same_story(by_the_command(tmp_path), by_checkov(kubernetes(tmp_path)))


def test_of_tasks_of_ansible(tmp_path: Path) -> None:
    policy = json.dumps(trust("123456789012"))
    play = f"""- hosts: all
  tasks:
    - name: make
      amazon.aws.iam_role:
        name: vendor
        assume_role_policy_document: {policy}
    - block:
        - name: look up
          iam_role:
            name: other
            assume_role_policy_document: "{{{{ lookup('file', 'trust.json') }}}}"
        - name: gone
          iam_role: {{name: gone, state: absent}}
"""
    write(tmp_path, {"play.yml": play, "files/trust.json": json.dumps(trust("210987654321"), indent=1)})
    found = by_checkov(ansible(tmp_path), json_files(tmp_path))
    checkov = {(rule, IN_JSON.sub(r"\1", role).replace("tasks.block.", "tasks."), said) for rule, role, said in found}
    same_story(by_the_command(tmp_path), checkov)


def test_of_services_of_the_serverless_framework(tmp_path: Path) -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust("123456789012")}}
    provider = {"name": "aws", "runtime": "python3.12"}
    for name, resources in {
        "plain": {"Resources": {"Vendor": role, "Other": role}},
        "listed": [{"Resources": {"InList": role}}, "${file(more.yml)}"],
    }.items():
        service = {"service": name, "provider": provider, "functions": {}, "resources": resources}
        write(tmp_path / name, {"serverless.yml": json.dumps(service, indent=1)})
    write(tmp_path / "listed", {"more.yml": json.dumps({"Resources": {"FromFile": role}}, indent=1)})
    checkov = {
        (rule, role if "/" not in role else f"AWS::IAM::Role.{role.rpartition('/')[2]}", said)
        for rule, role, said in by_checkov(serverless(tmp_path))
    }
    same_story(by_the_command(tmp_path), checkov)


def test_of_what_services_hand_over(tmp_path: Path) -> None:
    """The functions and resources of which Checkov has one record for the service are told of one by one."""
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust("987654321098")}}
    machine = {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"RoleArn": {"Fn::GetAtt": ["Vendor", "Arn"]}}}
    service = {
        "service": "s",
        "provider": {"name": "aws", "iam": {"role": {"Fn::GetAtt": ["Vendor", "Arn"]}}},
        "functions": {"hello": {"handler": "h.h"}},
        "resources": {"Resources": {"Vendor": role, "Machine": machine}},
    }
    write(tmp_path, {"serverless.yml": json.dumps(service, indent=1)})
    (record,) = (each for each in serverless(tmp_path).report.failed_checks if each.check_id == "CKV_TRUST_18")
    told: dict[str, Any] = dict(record.check_result)
    found = {role: said for rule, role, said in by_the_command(tmp_path) if rule == "CKV_TRUST_18"}
    assert set(found) == {each["caller"]["name"] for each in (told, *told["others"])}
    assert record.check_name.startswith(found[told["caller"]["name"]])


def test_of_what_is_skipped(tmp_path: Path) -> None:
    """A comment in the block, on its first line, a list of rules; a comment and metadata of a resource; a task's."""
    policy = f"assume_role_policy = jsonencode({json.dumps(trust('123456789012'))})"
    blocks = {
        "inside": f"{{\n  # checkov:skip=CKV_TRUST_1:known to us\n  {policy}\n}}",
        "opening": f"{{ # checkov:skip=CKV_TRUST_1:not there\n  {policy}\n}}",
        "both": f"{{\n  # checkov:skip=CKV_TRUST_1,CKV_TRUST_2\n  {policy}\n}}",
    }
    main = "".join(f'resource "aws_iam_role" "{name}" {block}\n' for name, block in blocks.items())
    properties = f"Properties: {{AssumeRolePolicyDocument: {json.dumps(trust('123456789012'))}}}"
    skipped = "Metadata: {checkov: {skip: [{id: CKV_TRUST_2, comment: known}]}}"
    template = f"""Resources:
  Commented: # checkov:skip=CKV_TRUST_2:here too
    Type: AWS::IAM::Role
    # checkov:skip=CKV_TRUST_1:known
    {properties}
  Noted:
    Type: AWS::IAM::Role
    {skipped}
    {properties}
  Neither:
    Type: AWS::IAM::Role
    {properties}
"""
    task = f"amazon.aws.iam_role: {{name: r, assume_role_policy_document: {json.dumps(trust('123456789012'))}}}"
    play = f"- hosts: all\n  tasks:\n    - name: a\n      # checkov:skip=CKV_TRUST_1:known\n      {task}\n"
    note = "annotations: {checkov.io/skip1: CKV_TRUST_1=known}"
    head = f"apiVersion: iam.services.k8s.aws/v1alpha1\nkind: Role\nmetadata:\n  name: role\n  {note}\nspec:\n"
    role = f"{head}  assumeRolePolicyDocument: '{json.dumps(trust('123456789012'))}'\n"
    write(tmp_path, {"main.tf": main, "roles.template": template, "play.yml": play, "role.yaml": role})
    found = by_the_command(tmp_path)
    scans = (scan(tmp_path) for scan in (terraform, cloudformation, ansible, kubernetes))
    same_story(found, by_checkov(*scans))
    assert {rule for rule, role, _ in found if role == "aws_iam_role.inside"} == {"CKV_TRUST_2"}


ROLE_HERE = "the role"
BROKEN = {  # what is no HCL around a role
    "before": f"}}}}}} <<<\n{ROLE_HERE}",
    "behind": f"{ROLE_HERE}}}\n",
    "merged": f"<<<<<<< HEAD\n{ROLE_HERE}=======\n",
    "filled": f"{{% if x %}}\n{ROLE_HERE}{{% endif %}}\n",
    "open": f'{ROLE_HERE}resource "x" "y" {{\n',
    "zero": f"{ROLE_HERE}\0",
}
LOST: Mapping[str, str | bytes] = {  # of which nothing of a role can be read
    "modules/main.tf": 'module "r" {\n  source = "terraform-aws-modules/iam/aws//modules/iam-role"\n',
    "document/main.tf": 'data "aws_iam_policy_document" "d" {\n  statement {\n',
    "stacks/main.tf": 'resource "aws_cloudformation_stack" "s" {\n  template_body = "AWS::IAM::Role"\n',
    "tofu/main.tofu": 'resource "aws_iam_role" "r" {\n',
    "twice/main.tf.json": '{"resource": {"aws_iam_role": {"r": {}}}, "resource": {}}',
    "half/main.tf.json": '{"resource": {"aws_iam_role": {"r": {}}',
    "words/main.tf": b"\xff\xfe" + 'resource "aws_iam_role" "r" {}'.encode("utf-16-le"),
}


def test_of_files_that_are_refused(tmp_path: Path) -> None:
    """What can be read in it is judged; and the file is undecided, by one name and in one sentence.

    Of a resource on the first line of a template Checkov finds no lines to show, and so it passes over it.
    """
    role = (
        f'resource "aws_iam_role" "r" {{\n  assume_role_policy = jsonencode({json.dumps(trust("123456789012"))})\n}}\n'
    )
    files = {f"{name}/main.tf": around.replace(ROLE_HERE, role) for name, around in BROKEN.items()}
    made = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust("123456789012")}}
    service = {"service": "s", "provider": {"name": "aws"}, "resources": {"Resources": {"S": made}}}
    write(tmp_path, {**files, **LOST, "one.yaml": f"Resources: {json.dumps({'Y': made})}\n"})
    marked = f"\ufeff{json.dumps({'Resources': {'J': made}})}"
    write(tmp_path, {"marked.json": marked, "serverless.yml": json.dumps(service)})
    scans = [scan(tmp_path) for scan in (terraform, terraform_json, cloudformation, serverless)]
    unread = [each for found in scans for each in found.report.failed_checks if each.resource == WHOLE_FILE]
    assert len(unread) == len(BROKEN) + len(LOST)
    found = by_the_command(tmp_path)
    assert {f"AWS::IAM::Role.{name}" for name in "YJS"} < {role for _, role, _ in found}
    same_story(found, by_checkov(*scans))


def test_of_what_plans_call(tmp_path: Path) -> None:
    def planned(kind: str, name: str, index: str = "", /, **values: object) -> dict[str, object]:
        address = f"{kind}.{name}[{json.dumps(index)}]" if index else f"{kind}.{name}"
        instance = {"index": index} if index else {}
        return {"address": address, "mode": "managed", "type": kind, "name": name, **instance, "values": values}

    external_id = {"StringEquals": {"sts:ExternalId": "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"}}
    allow = {**trust("123456789012")["Statement"][0], "Condition": external_id}  # type: ignore[index]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    for_lambda = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    served = json.dumps({"Version": "2012-10-17", "Statement": [for_lambda]})
    arn = "arn:aws:iam::987654321098:role/vendor"
    pods = {"cluster_name": "c", "namespace": "n", "service_account": "a", "role_arn": arn}
    every = (
        planned("aws_iam_role", "vendor", name="vendor", assume_role_policy=policy),
        planned("aws_lambda_function", "fails", function_name="f", role=arn),
        planned("aws_eks_pod_identity_association", "pods", **pods),
        *(planned("aws_iam_role", "x", key, assume_role_policy=policy if key == "a" else served) for key in "ab"),
        *(planned("aws_lambda_function", "each", key) for key in "ab"),
        *(planned("aws_lambda_function", "chosen", key) for key in "ab"),  # by a value, of which the plan tells nothing
    )
    assumed = {"role_arn": {"references": ["aws_iam_role.vendor.arn", "aws_iam_role.vendor"]}}
    asked = {**assumed, "duration": {"constant_value": "2h"}}
    own = {"allowed_account_ids": {"constant_value": ["987654321098"]}, "assume_role": [asked]}
    written: dict[str, Any] = {
        "fails": {"role": assumed["role_arn"]},
        "each": {"role": {"references": ["aws_iam_role.x", "each.key"]}},
        "chosen": {"role": {"references": ["aws_iam_role.x", "each.value"]}},
    }
    blocks = {f"{each['type']}.{each['name']}": {of: each[of] for of in ("mode", "type", "name")} for each in every}
    configured = [
        {"address": address, **block, "expressions": written.get(str(block["name"]), {})}
        for address, block in blocks.items()
    ]
    providers = {
        "aws": {"name": "aws", "expressions": own},
        "aws.vendor": {"name": "aws", "alias": "vendor", "expressions": {"assume_role": [assumed]}},
    }
    data = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": list(every)}},
        "resource_changes": [
            {**each, "change": {"actions": ["create"], "before": None, "after": each["values"], "after_unknown": {}}}
            for each in every
        ],
        "configuration": {
            "provider_config": providers,
            "root_module": {"resources": [{**each, "provider_config_key": "aws"} for each in configured]},
        },
    }
    (tmp_path / "plan.json").write_text(json.dumps(data, indent=2))
    found = by_the_command(tmp_path)
    assert {(rule, role) for rule, role, _ in found if rule in OF_CALLS} == {
        ("CKV_TRUST_15", "aws.default"),
        ("CKV_TRUST_15", "aws.vendor"),
        ("CKV_TRUST_16", "aws_eks_pod_identity_association.pods"),
        ("CKV_TRUST_17", "aws.default"),
        ("CKV_TRUST_18", "aws_lambda_function.fails"),
        ("CKV_TRUST_18", 'aws_lambda_function.each["a"]'),
    }
    same_story(found, by_checkov(plan(tmp_path)))


def test_of_a_plan(tmp_path: Path) -> None:
    address = "aws_iam_role.vendor"
    values = {"name": "vendor", "assume_role_policy": json.dumps({**trust("123456789012"), "Version": "2008-10-17"})}
    made = {"address": address, "mode": "managed", "type": "aws_iam_role", "name": "vendor", "values": values}
    inner = {"Resources": {"Inner": {"Type": "AWS::IAM::Role", "Properties": {}}}}
    inner["Resources"]["Inner"]["Properties"] = {"AssumeRolePolicyDocument": trust("123456789012")}
    stack = {**made, "address": "aws_cloudformation_stack.s", "type": "aws_cloudformation_stack", "name": "s"}
    stack["values"] = {"name": "s", "template_body": json.dumps(inner)}
    every = (made, stack)
    changes = [{"actions": ["create"], "before": None, "after": each["values"], "after_unknown": {}} for each in every]
    data = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": list(every)}},
        "resource_changes": [
            {**{k: each[k] for k in ("address", "mode", "type", "name")}, "change": change}
            for each, change in zip(every, changes, strict=True)
        ],
        "configuration": {"root_module": {}},
    }
    (tmp_path / "plan.json").write_text(json.dumps(data, indent=2))
    found = by_the_command(tmp_path)
    assert rules_and_roles(found) == rules_and_roles(by_checkov(plan(tmp_path)))
    assert {("CKV_TRUST_1", address), ("CKV_TRUST_1", "aws_cloudformation_stack.s/Inner")} <= rules_and_roles(found)
