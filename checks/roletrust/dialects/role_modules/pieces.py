"""Pieces of `aws_iam_policy_document` and of roles, as HCL text.  Every argument is an HCL expression but for kinds."""

from __future__ import annotations

from textwrap import indent

IDENTITY = 'data "aws_caller_identity" "current" {\n}\ndata "aws_partition" "current" {\n}\n'
IAM = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}"
ASSUME = '["sts:AssumeRole"]'
WEB_IDENTITY = '["sts:AssumeRoleWithWebIdentity"]'


def when(condition: str) -> str:
    """What to go over for a block that is there if `condition` holds."""
    return f"{condition} ? [1] : []"


def statement(*parts: str, actions: str = ASSUME, each: str = "") -> str:
    return _block("statement", f"actions = {actions}\n" + "\n".join(parts), each)


def principals(kind: str, identifiers: str) -> str:
    return _block("principals", f'type = "{kind}"\nidentifiers = {identifiers}', "")


def condition(test: str, variable: str, values: str, each: str = "") -> str:
    return _block("condition", f"test = {test}\nvariable = {variable}\nvalues = {values}", each)


def conditions(collection: str) -> str:
    """A condition for each of the objects that the caller gives."""
    return condition("condition.value.test", "condition.value.variable", "condition.value.values", collection)


def document(*statements: str, name: str = "trust", head: str = "") -> str:
    body = indent("\n".join([head, *statements]), "  ")
    return f'data "aws_iam_policy_document" "{name}" {{\n{body}\n}}\n'


def role(made: str, policy: str = "data.aws_iam_policy_document.trust.json", name: str = "this") -> str:
    return f'resource "aws_iam_role" "{name}" {{\n  count = {made} ? 1 : 0\n  assume_role_policy = {policy}\n}}\n'


def assignments(**values: str) -> str:
    """A `locals` block."""
    return "locals {\n" + "\n".join(f"  {name} = {value}" for name, value in values.items()) + "\n}\n"


def _block(kind: str, body: str, each: str) -> str:
    if not each:
        return f"{kind} {{\n{indent(body, '  ')}\n}}"
    return f'dynamic "{kind}" {{\n  for_each = {each}\n  content {{\n{indent(body, "    ")}\n  }}\n}}'
