"""What stands in the text of a file that may hold a role, by the file's format: all of the patterns of one."""

from __future__ import annotations

import re
from collections.abc import Iterable

OPERATORS = r"(?:iam\.services\.k8s\.aws|i\w+\.aws\.[\w.]*(?:upbound|crossplane)\.io)/"  # API groups that make roles
OBJECTS = re.compile(rf"apiVersion[\"']?:\s*[\"']?{OPERATORS}")

IN_TERRAFORM = (re.compile(r'resource\s+"?aws(?:cc)?_iam_role\b'),)
IN_TERRAFORM_JSON = (re.compile(r'"aws(?:cc)?_iam_role"'),)
IN_PLANS = (*IN_TERRAFORM_JSON, re.compile('"planned_values"'))
IN_TEMPLATES = (re.compile("Resources"), re.compile("AssumeRolePolicyDocument"))
IN_JSON = (re.compile(r"assume_?role_?policy|sts:assumerole", re.IGNORECASE),)
IN_OBJECTS = (OBJECTS, re.compile("ssumeRolePolicy"))
IN_TASKS = (re.compile(r"iam_role\s*:"), re.compile("assume_role_policy_document"))
IN_SERVICES = (re.compile(r"^provider\s*:", re.MULTILINE), re.compile("AssumeRolePolicyDocument"))


def all_in(text: str, marks: Iterable[re.Pattern[str]]) -> bool:
    """Whether all of `marks` are in `text`."""
    return all(mark.search(text) for mark in marks)
