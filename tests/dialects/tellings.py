"""One policy, told in every dialect a role can be written in."""

from __future__ import annotations

import json
from collections.abc import Callable
from textwrap import indent
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]
INDENT = "  "


def hcl(value: Any, depth: int = 1) -> str:
    """An HCL expression; `${` of a policy variable is escaped as Terraform wants it."""
    if isinstance(value, dict):
        inside = "".join(f"{INDENT * depth}{json.dumps(key)} = {hcl(each, depth + 1)}\n" for key, each in value.items())
        return "{\n" + inside + INDENT * (depth - 1) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(hcl(each, depth) for each in value) + "]"
    return json.dumps(value).replace("${", "$${")


def jsonencode(policy: Json) -> str:
    return f'resource "aws_iam_role" "role" {{\n  assume_role_policy = jsonencode({hcl(policy)})\n}}\n'


def heredoc(policy: Json) -> str:
    text = json.dumps(policy, indent=2).replace("${", "$${")
    return f'resource "aws_iam_role" "role" {{\n  assume_role_policy = <<EOF\n{text}\nEOF\n}}\n'


def awscc(policy: Json) -> str:
    return f'resource "awscc_iam_role" "role" {{\n  assume_role_policy_document = jsonencode({hcl(policy)})\n}}\n'


def through_a_local(policy: Json) -> str:
    return (
        f"locals {{\n  trust = {hcl(policy)}\n}}\n"
        'resource "aws_iam_role" "role" {\n  assume_role_policy = jsonencode(local.trust)\n}\n'
    )


def data_document(policy: Json) -> str:
    statements = "".join(statement_block(each) for each in policy["Statement"])
    return (
        f'data "aws_iam_policy_document" "trust" {{\n  version = "{policy["Version"]}"\n{statements}}}\n'
        'resource "aws_iam_role" "role" {\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n}\n'
    )


def statement_block(statement: Json) -> str:
    lines = [f'effect = "{statement["Effect"]}"', f"actions = {hcl(many(statement['Action']))}"]
    for kind, values in statement["Principal"].items():
        lines.append(f'principals {{\n type = "{kind}"\n identifiers = {hcl(many(values))}\n}}')
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            told = json.dumps(many(values)).replace("${", "&{")
            lines.append(f'condition {{\n test = "{operator}"\n variable = "{key}"\n values = {told}\n}}')
    return "statement {\n" + "\n".join(lines) + "\n}\n"


def many(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def plan(policy: Json) -> str:
    address = {"address": "aws_iam_role.role", "mode": "managed", "type": "aws_iam_role", "name": "role"}
    values = {"name": "role", "assume_role_policy": json.dumps(policy)}
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {"arn": True}}
    expressions = {"name": {"constant_value": "role"}, "assume_role_policy": {}}
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "planned_values": {"root_module": {"resources": [{**address, "values": values}]}},
            "resource_changes": [{**address, "change": change}],
            "configuration": {"root_module": {"resources": [{**address, "expressions": expressions}]}},
        },
        indent=1,
    )


def resource(policy: Json, kind: str = "AWS::IAM::Role", **properties: Any) -> Json:
    properties["AssumeRolePolicyDocument"] = policy
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"role": {"Type": kind, "Properties": properties}}}


def cloudformation_json(policy: Json) -> str:
    return json.dumps(resource(policy), indent=2)


def cloudformation_yaml(policy: Json) -> str:
    return yaml(resource(policy))


def sam(policy: Json) -> str:
    made = resource(policy, "AWS::Serverless::Function", Handler="a.b", Runtime="python3.12", CodeUri="src/")
    return yaml({"Transform": "AWS::Serverless-2016-10-31", **made})


def yaml(value: Any, depth: int = 0) -> str:
    """Block YAML; scalars in JSON's quotes, which YAML reads alike."""
    pad = INDENT * depth
    if isinstance(value, dict) and value:
        return "".join(f"\n{pad}{json.dumps(key)}: {yaml(each, depth + 1)}" for key, each in value.items()).lstrip(
            "" if depth else "\n"
        )
    if isinstance(value, list) and value:
        return "".join(f"\n{pad}- {yaml(each, depth + 1)}" for each in value)
    return json.dumps(value)


def json_file(policy: Json) -> str:
    return json.dumps(policy, indent=2) + "\n"


def dump(policy: Json) -> str:
    """As `aws iam list-roles` prints it, of an account that no policy of the tests is about."""
    arn = "arn:aws:iam::555555555555:role/role"
    return json.dumps({"Roles": [{"RoleName": "role", "Arn": arn, "AssumeRolePolicyDocument": policy}]}, indent=4)


def encoded_dump(policy: Json) -> str:
    """As IAM's API returns it."""
    return dump(quote(json.dumps(policy)))  # type: ignore[arg-type]


def ack(policy: Json) -> str:
    spec = {"name": "role", "assumeRolePolicyDocument": json.dumps(policy, indent=2)}
    head = {"apiVersion": "iam.services.k8s.aws/v1alpha1", "kind": "Role", "metadata": {"name": "role"}}
    return yaml({**head, "spec": spec}) + "\n"


def crossplane(policy: Json) -> str:
    text = indent(json.dumps(policy, indent=2), " " * 6)
    head = "apiVersion: iam.aws.upbound.io/v1beta1\nkind: Role\nmetadata:\n  name: role\nspec:\n  forProvider:\n"
    return f"{head}    assumeRolePolicy: |\n{text}\n"


def ansible(policy: Json | str) -> str:
    task = yaml({"assume_role_policy_document": policy}, 3)
    return f"- hosts: all\n  tasks:\n  - name: role\n    iam_role:\n      name: role{task}\n"


def ansible_text(policy: Json) -> str:
    return ansible(json.dumps(policy))


def serverless(policy: Json) -> str:
    resources = {"Resources": resource(policy)["Resources"]}
    return yaml({"service": "s", "provider": {"name": "aws"}, "resources": resources}) + "\n"


# dialect -> the file that tells it, the framework that reads it, how to write it
TELLINGS: dict[str, tuple[str, str, Callable[[Json], str]]] = {
    "jsonencode": ("main.tf", "terraform", jsonencode),
    "a heredoc": ("main.tf", "terraform", heredoc),
    "a data document": ("main.tf", "terraform", data_document),
    "a local": ("main.tf", "terraform", through_a_local),
    "awscc": ("main.tf", "terraform", awscc),
    "a plan": ("tfplan.json", "plan", plan),
    "CloudFormation JSON": ("role.json", "cloudformation", cloudformation_json),
    "CloudFormation YAML": ("role.yaml", "cloudformation", cloudformation_yaml),
    "SAM": ("sam.yaml", "cloudformation", sam),
    "Serverless": ("serverless.yml", "serverless", serverless),
    "a JSON file": ("trust.json", "json_files", json_file),
    "a dump": ("roles.json", "json_files", dump),
    "an encoded dump": ("roles.json", "json_files", encoded_dump),
    "ACK": ("role.yaml", "kubernetes", ack),
    "Crossplane": ("role.yaml", "kubernetes", crossplane),
    "Ansible": ("site.yml", "ansible", ansible),
    "Ansible text": ("site.yml", "ansible", ansible_text),
}
