"""The execution roles of CloudFormation stack sets, which StackSets assumes through its administration role.

It looks for a role of a given name in each target account, and has no setting for an external id.  The administration
role is in the account of the stack set, and of a given name as well where the stack set names none.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Union

from roletrust.adapters.callers.made_calls import Made, Named, Roles, Way, by_role
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.places import shown
from roletrust.dialects.tree import Map, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Text, Value
from roletrust.rules.messages.branches import Conditions

USUAL = "AWSCloudFormationStackSetExecutionRole"
ADMINISTRATION = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/AWSCloudFormationStackSetAdministrationRole"
# The ways taken; the name of the execution role, '' where there is none or it is not known; the ARN of the
# administration role, None where it is not known; where the former stands.
Setting = tuple[Conditions, str, Union[Value, None], Source]


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[Made]:
    """The calls of roles of `store` that these stack sets make."""
    called = by_name(store)
    for vertex in vertices:
        path, name = str(vertex["file_path_"]), str(vertex["block_name_"]).rpartition(".")[2]
        calling = Roles(store.stored, partial(own_arn, path)).named
        for stored, ways in by_role(calls_of(roles_of(path, name), name), called, calling):
            yield Made(vertex, ways, stored, "", lambda _: "")


def own_arn(path: str, stored: StoredRole) -> Value | None:
    """The ARN of a role of the template at `path`, as that has it; None of any other."""
    held = stored.roles[0][1].holdings if stored.roles else None
    here = held is not None and os.path.abspath(str(held.home.root)) == os.path.abspath(path)
    return held.arn or None if held and here else None


def by_name(store: RoleStore) -> Named:
    """How to find a role by its name alone.  A name that several roles have tells none of them."""
    named: dict[str, list[StoredRole]] = {}
    for stored in store.stored:
        named.setdefault(stored.case.subject.role, []).append(stored)

    def called(arn: Value) -> StoredRole | None:
        found = named.get(str(arn).rpartition("/")[2], [])
        return found[0] if len(found) == 1 else None

    return called


def calls_of(settings: Iterable[Setting], name: str) -> Iterator[Way]:
    """Each way that the name of the execution role can turn out."""
    try:
        for conditions, role, by, source in settings:
            call = Call(f"arn:aws:iam::*:role/{role}", None, f"stack set {name}", "", source, by=by)
            yield conditions, call if role else None
    except (PolicyError, OSError):
        return


def roles_of(path: str, name: str) -> Iterator[Setting]:
    """Of a stack set of a template."""
    template = template_at(path, shown(path))
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
