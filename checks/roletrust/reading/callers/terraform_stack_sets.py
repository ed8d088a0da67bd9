"""The execution roles of `aws_cloudformation_stack_set`; see `stack_sets.py`."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.roles.assuming import attribute
from roletrust.dialects.tree import Choice, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.callers.made import Made, R, by_role, without_correction
from roletrust.reading.callers.stack_sets import USUAL, Setting, calls_of, settings
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that a stack set makes."""
    for called, ways in by_role(calls_of(settings_of(at), at.label), roles.by_name, roles.by_arn(at.root)):
        yield Made(ways, called, "", without_correction)


def settings_of(at: Standing) -> Iterator[Setting]:
    """Of a stack set of a configuration, which has no usual administration role.  Raises PolicyError."""
    project, (kind, resource, name) = at.scan.project, at.address

    def value(attribute: str) -> Evaluated | None:
        try:
            return project.attribute(at.file, at.calls, (kind, resource, name), attribute, at.key)
        except PolicyError:
            return None

    model, role = value("permission_model"), value("execution_role_name")
    if project.exists(at.file, at.calls, at.address) and not (model and model.tree == "SERVICE_MANAGED"):
        by = attribute(project, at.file, at.calls, at.address, at.key, "administration_role_arn")
        yield from settings(named_or_usual(role.tree if role else None), by, role.source if role else Source())


def named_or_usual(role: Tree) -> Tree:
    if isinstance(role, Choice):
        return Choice(role.name, named_or_usual(role.then), named_or_usual(role.otherwise))
    return USUAL if role is None else role
