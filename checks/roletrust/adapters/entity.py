"""What Checkov hands to a check."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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
STACK_SETS = ("AWS::CloudFormation::StackSet",)
OBJECTS = ("Role", "IAMRole")  # kinds of Kubernetes' and of others that make AWS's roles
COMPOSITIONS = ("Composition",)
PLAIN_NAME = re.compile(r"[\w+=,.@-]+\Z", re.ASCII)  # what IAM lets a role be called; no reference looks like it


@dataclass(eq=False, slots=True)
class Entity:
    """`file` as the report names it (`/main.tf`); `graph` is Checkov's, None outside Terraform and its plans.

    INVARIANT: never changed once made.
    """

    file: str
    conf: dict[str, Any]
    name: str
    type: str
    graph: Any
    path: str = field(init=False)  # by which Checkov tells it

    def __post_init__(self) -> None:
        self.path = f"{self.file}:{self.type}:{self.name}"


def literal(value: Any) -> str:
    """A text that Checkov has in full, also in the list it wraps around values; else ''."""
    only = value[0] if isinstance(value, list) and len(value) == 1 else value
    return only if isinstance(only, str) else ""


def plain_name(value: Any) -> str:
    """A role's name where Checkov has it in full, also in the list it wraps around values; else ''."""
    name = literal(value)
    return name if PLAIN_NAME.match(name) else ""
