"""The execution roles of CloudFormation stack sets, which StackSets assumes through its administration role.

It looks for a role of a given name in each target account, and has no setting for an external id.  The administration
role is in the account of the stack set, and of a given name as well where the stack set names none.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Union

from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.tree import Map, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session
from roletrust.engine.text import Text, Value
from roletrust.reading.callers.made import Named, R, Way
from roletrust.rules.messages.branches import Conditions

USUAL = "AWSCloudFormationStackSetExecutionRole"
ADMINISTRATION = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/AWSCloudFormationStackSetAdministrationRole"
# The ways taken; the name of the execution role, '' where there is none or it is not known; the ARN of the
# administration role, None where it is not known; where the former stands.
Setting = tuple[Conditions, str, Union[Value, None], Source]


def by_name(roles: Iterable[R]) -> Named[R]:
    """How to find a role by its name alone.  A name that several roles have tells none of them."""
    named: dict[str, list[R]] = {}
    for each in roles:
        named.setdefault(each.case.subject.role, []).append(each)

    def called(arn: Value) -> R | None:
        found = named.get(str(arn).rpartition("/")[2], [])
        return found[0] if len(found) == 1 else None

    return called


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
