"""What each format calls a role, what holds one, and what a role may be called."""

from __future__ import annotations

import re
from typing import Any

ROLES = ("aws_iam_role", "awscc_iam_role")
DOCUMENTS = ("aws_iam_policy_document",)
STACK_ROLES = ("AWS::IAM::Role", "AWS::Serverless::Function")
STACKS = (
    "aws_cloudformation_stack",
    "aws_cloudformation_stack_set",
    "awscc_cloudformation_stack",
    "awscc_cloudformation_stack_set",
)
OTHERS = {  # of Terraform's, what may make a role by another interface, and where it is told what to make
    "aws_cloudcontrolapi_resource": "desired_state",
    "kubernetes_manifest": "manifest",
    "kubectl_manifest": "yaml_body",
}
STACK_SETS = ("AWS::CloudFormation::StackSet",)
OBJECTS = ("Role", "IAMRole")  # kinds of Kubernetes' and of others that make AWS's roles
COMPOSITIONS = ("Composition",)
PLAIN_NAME = re.compile(r"[\w+=,.@-]+\Z", re.ASCII)  # what IAM lets a role be called; no reference looks like it


def is_own(stack: str) -> bool:
    """Whether the roles of such a stack of Terraform are in the account that it is in itself."""
    return not stack.endswith("_set")


def literal(value: Any) -> str:
    """A text that Checkov has in full, also in the list it wraps around values; else ''."""
    only = value[0] if isinstance(value, list) and len(value) == 1 else value
    return only if isinstance(only, str) else ""


def plain_name(value: Any) -> str:
    """A role's name where Checkov has it in full, also in the list it wraps around values; else ''."""
    name = literal(value)
    return name if PLAIN_NAME.match(name) else ""
