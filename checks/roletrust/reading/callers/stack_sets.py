"""The execution roles of stack sets of CloudFormation, which StackSets assumes through its administration role.

It looks for a role of a given name in each target account, and has no setting for an external id.  The administration
role is in the account of the stack set, and of a given name as well where the stack set names none.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Union

from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.roles.assuming import attribute
from roletrust.dialects.tree import Choice, Map, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session
from roletrust.engine.text import Text, Value
from roletrust.reading.callers.made import Made, R, Way, without_setting
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing
from roletrust.rules.messages.branches import Conditions

USUAL = "AWSCloudFormationStackSetExecutionRole"
ADMINISTRATION = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/AWSCloudFormationStackSetAdministrationRole"
# The ways taken; the name of the execution role, '' where there is none or it is not known; the ARN of the
# administration role, None where it is not known; where the former stands.
Setting = tuple[Conditions, str, Union[Value, None], Source]


def calls_of(settings: Iterable[Setting], name: str) -> Iterator[Way]:
    """Each way that the name of the execution role can turn out."""
    try:
        for conditions, role, by, source in settings:
            asked = Session(device=False)  # the administration role's, which CloudFormation assumes
            call = Call(f"arn:aws:iam::*:role/{role}", None, f"stack set {name}", "", source, by=by, session=asked)
            yield conditions, call if role else None
    except (PolicyError, OSError):
        return


def calls_in(template: Template, name: str) -> Iterator[Way]:
    """Those of the stack set `name` of a template."""
    return calls_of(settings_in(template, name), name)


def settings_in(template: Template, name: str) -> Iterator[Setting]:
    model = template.value(name, "PermissionModel", "SELF_MANAGED")
    found = template.value(name, "ExecutionRoleName", USUAL)
    by = template.value(name, "AdministrationRoleARN", {"Fn::Sub": ADMINISTRATION})
    if found and model and model.tree != "SERVICE_MANAGED":
        yield from settings(found.tree, by.tree if by else None, found.source)


def settings(role: Tree, by: Tree, source: Source) -> Iterator[Setting]:
    for conditions, tree in variants(Map(role=role, by=by)):
        found, calling = (tree.get("role"), tree.get("by")) if isinstance(tree, Map) else (None, None)
        known = calling if isinstance(calling, (str, Text)) else None
        yield conditions, found if isinstance(found, str) else "", known, source


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that a stack set of a configuration makes."""
    return without_setting(calls_of(settings_of(at), at.label), roles.by_name, roles.by_arn(at.root))


def settings_of(at: Standing) -> Iterator[Setting]:
    """Of its settings; one of a configuration has no usual administration role.  Raises PolicyError."""
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
