"""Roles in forms that no check of Checkov's looks at: loops of templates, extensions of services, other interfaces."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust
from running import CHECKS, checkov
from scanning import cloudformation, plan, serverless, terraform, write

VENDOR = "123456789012"


def trust(principal: str = VENDOR, **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


TRUST = json.dumps(trust())
OPEN = "arn:aws:iam::123456789012:role/${Name}"


def looped(collection: str, principal: str = VENDOR, head: str = "", key: str = "Role${Name}") -> str:
    return f"""Transform: AWS::LanguageExtensions
{head}Resources:
  Fn::ForEach::Roles:
    - Name
    - {collection}
    - {key}:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument: {json.dumps(trust(principal))}
"""


BESIDE = "  Topic:\n    Type: AWS::SNS::Topic\n"
LISTED = "Parameters:\n  Names: {Type: CommaDelimitedList, Default: 'Alpha, Beta'}\n"
INNER = looped("[Alpha, Beta]").partition("Resources:\n")[2].replace("\n", "\n    ").replace("  Fn", "    Fn", 1)


@pytest.mark.parametrize("beside", ["", BESIDE], ids=["alone", "beside a resource"])
@pytest.mark.parametrize(
    ("template", "roles"),
    [
        (looped("[Alpha, Beta]"), {"RoleAlpha", "RoleBeta"}),
        (looped("[a-b, '3.4']", key="Role&{Name}"), {"Roleab", "Role34"}),
        (looped("!Ref Names", head=LISTED), {"RoleAlpha", "RoleBeta"}),
    ],
    ids=["a list", "letters and digits only", "a parameter"],
)
def test_what_a_loop_makes_is_judged(tmp_path: Path, template: str, roles: set[str], beside: str) -> None:
    scan = cloudformation(write(tmp_path, {"t.yaml": template + beside}))
    assert scan.failed == {(rule, f"AWS::IAM::Role.{role}") for role in roles for rule in ("1", "2")}


def test_the_value_of_a_turn_is_that_of_its_role(tmp_path: Path) -> None:
    scan = cloudformation(write(tmp_path, {"t.yaml": looped(f"['{VENDOR}', '*']", "${Name}", key="R&{Name}")}))
    assert "4" in scan.rules("AWS::IAM::Role.R")
    assert scan.rules(f"AWS::IAM::Role.R{VENDOR}") == {"1", "2"}


def test_a_loop_through_what_is_not_known_is_undecided(tmp_path: Path) -> None:
    head = "Parameters:\n  Names: {Type: CommaDelimitedList}\n"
    scan = cloudformation(write(tmp_path, {"t.yaml": looped("!Ref Names", "${Name}", head) + BESIDE}))
    assert scan.rules("AWS::IAM::Role.Role${Name}") == {"90"}


def test_a_loop_that_is_none_is_undecided(tmp_path: Path) -> None:
    scan = cloudformation(write(tmp_path, {"t.yaml": looped("[A]").replace("    - Name\n", "") + BESIDE}))
    assert scan.failed == {("90", "the whole file")}


def test_a_role_beside_a_loop_is_told_of_once(tmp_path: Path) -> None:
    role = f"  Own:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {TRUST}\n"
    scan = cloudformation(write(tmp_path, {"t.yaml": looped("[Alpha]") + role}))
    told = [each.resource for each in scan.report.failed_checks if each.check_id == "CKV_TRUST_1"]
    assert sorted(told) == ["AWS::IAM::Role.Own", "AWS::IAM::Role.RoleAlpha"]


SERVICE = """service: s
provider: {name: aws}
resources:
  extensions:
    IamRoleLambdaExecution:
      Properties:
        %s
"""


def test_what_a_service_makes_of_its_own_role_is_judged(tmp_path: Path) -> None:
    scan = serverless(write(tmp_path, {"serverless.yml": SERVICE % f"AssumeRolePolicyDocument: {TRUST}"}))
    assert scan.rules("complete") == {"1", "2"}


def test_an_extension_that_leaves_the_policy_says_nothing(tmp_path: Path) -> None:
    assert not serverless(write(tmp_path, {"serverless.yml": SERVICE % "RoleName: r"})).failed


STATE = f'jsonencode({{ RoleName = "r", AssumeRolePolicyDocument = {TRUST} }})'
CONTROL = 'resource "aws_cloudcontrolapi_resource" "r" {\n  type_name = "AWS::IAM::Role"\n  desired_state = %s\n}\n'
ACK = 'apiVersion = "iam.services.k8s.aws/v1alpha1", kind = "Role", metadata = { name = "r" }'
UPBOUND = 'apiVersion = "iam.aws.upbound.io/v1beta1", kind = "Role", metadata = { name = "r" }'
MANIFEST = 'resource "kubernetes_manifest" "r" {\n  manifest = { %s }\n}\n'
TEXT = f"""apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata: {{name: r}}
spec:
  assumeRolePolicyDocument: '{TRUST}'
"""
BODY = f'resource "kubectl_manifest" "r" {{\n  yaml_body = <<EOF\n{TEXT}EOF\n}}\n'

MADE: Mapping[str, tuple[str, str]] = {
    "Cloud Control": ("aws_cloudcontrolapi_resource.r", CONTROL % STATE),
    "Cloud Control, by text": (
        "aws_cloudcontrolapi_resource.r",
        CONTROL % json.dumps(json.dumps({"AssumeRolePolicyDocument": trust()})),
    ),
    "ACK": (
        "kubernetes_manifest.r",
        MANIFEST % f'{ACK}, spec = {{ name = "r", assumeRolePolicyDocument = jsonencode({TRUST}) }}',
    ),
    "Crossplane": (
        "kubernetes_manifest.r",
        MANIFEST % f"{UPBOUND}, spec = {{ forProvider = {{ assumeRolePolicy = jsonencode({TRUST}) }} }}",
    ),
    "a text of YAML": ("kubectl_manifest.r", BODY),
}


@pytest.mark.parametrize("name", MADE)
def test_a_role_made_by_another_interface_is_judged(tmp_path: Path, name: str) -> None:
    resource, text = MADE[name]
    assert terraform(write(tmp_path, {"main.tf": text})).rules(resource) == {"1", "2"}


def test_so_it_is_where_a_template_makes_the_text(tmp_path: Path) -> None:
    """Whichever of two it is, of each instance."""
    body = """resource "kubectl_manifest" "r" {
  for_each  = { a = "x" }
  yaml_body = templatefile(var.big ? "big.tftpl" : "r.tftpl", { name = each.value })
}
variable "big" {}
"""
    made = TEXT.replace("{name: r}", "{name: ${name}}")
    files = {"main.tf": body, "r.tftpl": made, "big.tftpl": f"{made}# big\n"}
    found = terraform(write(tmp_path, files))
    assert {rule for rule, _ in found.failed} == {"1", "2"}


def test_the_command_judges_them_too(tmp_path: Path) -> None:
    """Each in a folder of its own, and those of plans."""
    for number, (_, text) in enumerate(MADE.values()):
        write(tmp_path / f"r{number}", {"main.tf": text})
    for kind in PLANNED:
        write(tmp_path / kind, {"tfplan.json": json.dumps(planned(kind))})
    said = json.loads(roletrust("check", ".", "--output-format", "json", cwd=tmp_path).stdout)
    told: dict[str, set[str]] = {}
    for each in said["findings"]:
        for one in (each, *each.get("instances", ())):
            told.setdefault(f"{one['file'].partition('/')[0]} {one['role']}", set()).add(each["rule"])
    expected = [f"r{number} {resource}" for number, (resource, _) in enumerate(MADE.values())]
    assert told.keys() == {*expected, *(f"{kind} {kind}.r" for kind in PLANNED)}
    assert all(rules == {"CKV_TRUST_1", "CKV_TRUST_2"} for rules in told.values())


def test_what_hangs_on_another_resource_is_undecided(tmp_path: Path) -> None:
    scan = terraform(write(tmp_path, {"main.tf": CONTROL % "jsonencode({ AssumeRolePolicyDocument = var.trust })"}))
    assert scan.rules("aws_cloudcontrolapi_resource.r") == {"90"}


OBJECT = 'apiVersion = "apiextensions.crossplane.io/v1", kind = "Composition"'
PROPERTIES = f"Properties = {{ AssumeRolePolicyDocument = {TRUST} }}"
INSIDE = f'{{ Resources = {{ R = {{ Type = "AWS::IAM::Role", {PROPERTIES} }} }} }}'
BASE = f"base = {{ {UPBOUND}, spec = {{ forProvider = {{ assumeRolePolicy = jsonencode({TRUST}) }} }} }}"


@pytest.mark.parametrize(
    ("resource", "text"),
    [
        (
            "aws_cloudcontrolapi_resource.r",
            CONTROL.replace("IAM::Role", "CloudFormation::StackSet")
            % f"jsonencode({{ TemplateBody = jsonencode({INSIDE}) }})",
        ),
        (
            "kubernetes_manifest.r",
            MANIFEST % f"{OBJECT}, spec = {{ resources = [{{ {BASE} }}] }}",
        ),
    ],
    ids=["a stack set", "a Composition"],
)
def test_a_role_inside_of_what_is_made_so_is_undecided(tmp_path: Path, resource: str, text: str) -> None:
    assert terraform(write(tmp_path, {"main.tf": text})).rules(resource) == {"90"}


@pytest.mark.parametrize(
    "text",
    [
        CONTROL.replace("IAM::Role", "SNS::Topic") % STATE,
        MANIFEST % 'apiVersion = "rbac.authorization.k8s.io/v1", kind = "Role", metadata = { name = "r" }',
        MANIFEST % "for k, v in yamldecode(var.manifest) : k => v",
    ],
    ids=["another resource", "a role of Kubernetes' own", "an object that is not known"],
)
def test_nothing_is_said_of_what_makes_no_role(tmp_path: Path, text: str) -> None:
    assert not terraform(write(tmp_path, {"main.tf": text})).failed


PLANNED = {
    "aws_cloudcontrolapi_resource": {
        "type_name": "AWS::IAM::Role",
        "desired_state": json.dumps({"AssumeRolePolicyDocument": trust()}),
    },
    "kubernetes_manifest": {
        "manifest": {
            "apiVersion": "iam.services.k8s.aws/v1alpha1",
            "kind": "Role",
            "spec": {"assumeRolePolicyDocument": TRUST},
        }
    },
}


def planned(kind: str) -> Any:
    head = {"address": f"{kind}.r", "mode": "managed", "type": kind, "name": "r"}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**head, "values": PLANNED[kind]}]}},
    }


@pytest.mark.parametrize("kind", PLANNED)
def test_in_a_plan_it_is_judged_too(tmp_path: Path, kind: str) -> None:
    whole = json.dumps(planned(kind), indent=1)
    assert plan(write(tmp_path, {"tfplan.json": whole})).rules(f"{kind}.r") == {"1", "2"}


def test_by_the_command_line_each_role_is_told_of_once(tmp_path: Path) -> None:
    role = f"  Own:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {TRUST}\n"
    service = SERVICE % f"AssumeRolePolicyDocument: {TRUST}"
    write(tmp_path, {"t.yaml": looped("[Alpha]") + role, "serverless.yml": service})
    done = checkov(
        *("-d", ".", "--external-checks-dir", CHECKS, "-c", "CKV_TRUST_1", "-o", "json"),
        *("--framework", "cloudformation", "serverless"),
        cwd=tmp_path,
    )
    told = sorted(each["resource"] for each in done.records("failed"))
    assert told == ["AWS::IAM::Role.Own", "AWS::IAM::Role.RoleAlpha", "complete"]
