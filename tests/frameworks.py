"""One small tree with a flawed role, or a call that a role refuses, for each framework that the pack has checks for.

Everything that a check is asked about is there: a role, a document that no role uses, a call of a well-known module,
what holds several roles, a file of roles, and a caller in each kind of pipeline.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from running import CHECKS, Run, checkov
from scanning import write

VENDOR, ACCOUNT = "111122223333", "123456789012"
ASKING = f"arn:aws:iam::{ACCOUNT}:role/asking"
COMMAND = f"aws sts assume-role --role-session-name ci --role-arn {ASKING}"


def trust(**more: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{VENDOR}:root"},
        "Action": "sts:AssumeRole",
        **more,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


OPEN = json.dumps(trust())
CLOSED = trust(Condition={"StringEquals": {"sts:ExternalId": "7f9c2b1e-4a55-4c1d"}})

HCL = f"""\
provider "aws" {{
  allowed_account_ids = ["{ACCOUNT}"]
}}

resource "aws_iam_role" "asking" {{
  name               = "asking"
  assume_role_policy = jsonencode({json.dumps(CLOSED)})
}}

resource "aws_iam_role" "open" {{
  assume_role_policy = jsonencode({OPEN})
}}

data "aws_iam_policy_document" "alone" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = ["arn:aws:iam::{VENDOR}:root"]
    }}
  }}
}}

resource "aws_cloudformation_stack" "stack" {{
  name          = "s"
  template_body = jsonencode({{
    Resources = {{ Inner = {{ Type = "AWS::IAM::Role", Properties = {{ AssumeRolePolicyDocument = {OPEN} }} }} }}
  }})
}}

module "called" {{
  source            = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"
  version           = "5.30.0"
  create_role       = true
  role_name         = "called"
  role_requires_mfa = false
  trusted_role_arns = ["arn:aws:iam::{VENDOR}:root"]
}}
"""
TEMPLATE = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Resources": {
        "Open": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust()}},
        "Function": {
            "Type": "AWS::Serverless::Function",
            "Properties": {"Runtime": "python3.12", "Handler": "a.b", "AssumeRolePolicyDocument": trust()},
        },
        "Set": {
            "Type": "AWS::CloudFormation::StackSet",
            "Properties": {
                "StackSetName": "s",
                "PermissionModel": "SELF_MANAGED",
                "TemplateBody": json.dumps(
                    {
                        "Resources": {
                            "Inner": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust()}}
                        }
                    }
                ),
            },
        },
    },
}
SERVICE = """\
service: s
provider:
  name: aws
resources:
  - Resources:
      Listed:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument: {}
"""
IN_OBJECTS = f"""\
apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata:
  name: open
spec:
  name: open
  assumeRolePolicyDocument: '{OPEN}'
---
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata:
  name: composed
spec:
  resources:
    - name: inner
      base:
        apiVersion: iam.aws.upbound.io/v1beta1
        kind: Role
        spec:
          forProvider:
            assumeRolePolicy: '{OPEN}'
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: store
spec:
  provider:
    aws:
      service: SecretsManager
      role: {ASKING}
      region: eu-west-1
"""
PLAYBOOK = f"""\
- hosts: localhost
  tasks:
    - name: Open
      amazon.aws.iam_role:
        name: open
        assume_role_policy_document: '{OPEN}'
"""


def planned() -> dict[str, Any]:
    head = {"address": "aws_iam_role.planned", "mode": "managed", "type": "aws_iam_role", "name": "planned"}
    values = {"assume_role_policy": OPEN}
    change = {"actions": ["create"], "before": None, "after": values}
    resources = {"root_module": {"resources": [{**head, "values": values}]}}
    versions = {"format_version": "1.2", "terraform_version": "1.9.0"}
    return {**versions, "planned_values": resources, "resource_changes": [{**head, "change": change}]}


FILES = {
    "main.tf": HCL,
    "in_json/main.tf.json": json.dumps(
        {"resource": {"aws_iam_role": {"of_json": {"assume_role_policy": OPEN}}}}, indent=1
    ),
    "tfplan.json": json.dumps(planned(), indent=1),
    "template.json": json.dumps(TEMPLATE, indent=1),
    "service/serverless.yml": SERVICE.format(OPEN),
    "objects.yaml": IN_OBJECTS,
    "site.yml": PLAYBOOK,
    "trust.json": json.dumps(trust(), indent=1),
    "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 0.1.0\n",
    "chart/templates/role.yaml": IN_OBJECTS.split("---", maxsplit=1)[0],
    ".github/workflows/deploy.yml": f"on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: {COMMAND}\n",
    ".gitlab-ci.yml": f"deploy:\n  image: x\n  script:\n    - {COMMAND}\n",
    ".circleci/config.yml": "version: 2.1\njobs:\n  deploy:\n    docker: [{image: x}]\n    steps:\n      - run: "
    + COMMAND
    + "\n",
    "bitbucket-pipelines.yml": f"pipelines:\n  default:\n    - step:\n        script:\n          - {COMMAND}\n",
    "azure-pipelines.yml": f"steps:\n  - script: {COMMAND}\n",
}

# What is flawed, by Checkov's framework: as its records name it.
FLAWED = {
    "terraform": ("aws_iam_role.open", "aws_iam_policy_document.alone", "aws_cloudformation_stack.stack", "called"),
    "terraform_json": ("resource.of_json",),
    "terraform_plan": ("aws_iam_role.planned",),
    "cloudformation": (
        "AWS::IAM::Role.Open",
        "AWS::Serverless::Function.Function",
        "AWS::CloudFormation::StackSet.Set",
    ),
    "serverless": ("complete",),
    "kubernetes": ("Role.default.open", "Composition.default.composed", "SecretStore.default.store"),
    "helm": ("Role.default.open",),
    "ansible": ("tasks.amazon.aws.iam_role.Open",),
    "json": ("./trust.json.trust policy.{}",),
    "github_actions": ("jobs(deploy).steps[1]",),
    "gitlab_ci": ("deploy",),
    "circleci_pipelines": ("jobs(deploy).steps[1]",),
    "bitbucket_pipelines": ("./bitbucket-pipelines.yml.pipelines.default.step.script.{}",),
    "azure_pipelines": ("steps[0]",),
}  # `{}`: the rule's id


def write_all(folder: Path) -> Path:
    return write(folder, FILES)


def scan_all(folder: Path, *more: str | Path, checks: Path = CHECKS) -> Run:
    """Scan what `write_all` wrote with every framework at once; with `helm` from beside this Python."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    words = ("-d", ".", "--external-checks-dir", checks, "--skip-download", "--framework", *FLAWED, *more)
    return checkov(*words, cwd=folder, env={"PATH": path})
