"""What stands in the text of a file that may hold a role, by the file's format: all of the patterns of one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from roletrust.dialects.role_modules.families import FAMILIES

OPERATORS = r"(?:iam\.services\.k8s\.aws|i\w+\.aws\.[\w.]*(?:upbound|crossplane)\.io)/"  # API groups that make roles
OBJECTS = re.compile(rf"apiVersion[\"']?:\s*[\"']?(?:{OPERATORS}|{{{{)")  # or what a chart fills in

MODULES = "|".join(  # that make a role: by a registry's address, and by the repository's
    rf"{re.escape(space)}/(?:terraform-\w+-)?{re.escape(name)}\b"
    for space, name in dict.fromkeys(tuple(family.split("/")[:2]) for family in FAMILIES)
)
IN_TERRAFORM = (
    re.compile(
        rf"aws(?:cc)?_iam_role|aws_iam_policy_document|AWS::IAM::Role|assume_?role|sts:|{MODULES}", re.IGNORECASE
    ),
)
IN_PLANS = (re.compile(r'"aws(?:cc)?_iam_role"'), re.compile('"planned_values"'))
IN_TEMPLATES = (re.compile("Resources"), re.compile("AssumeRolePolicyDocument"))
IN_JSON = (re.compile(r"assume_?role_?policy|sts:assumerole", re.IGNORECASE),)
IN_OBJECTS = (OBJECTS, re.compile("ssumeRolePolicy"))
IN_TASKS = (re.compile(r"iam_role\s*:"), re.compile("assume_role_policy_document"))
IN_SERVICES = (re.compile(r"\bprovider[\"']?\s*:"), re.compile("AssumeRolePolicyDocument"))


def all_in(text: str, marks: Iterable[re.Pattern[str]]) -> bool:
    """Whether all of `marks` are in `text`."""
    return all(mark.search(text) for mark in marks)
