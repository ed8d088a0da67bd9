"""The execution roles of CloudFormation stack sets, which StackSets assumes through its administration role.

It looks for a role of a given name in each target account, and has no setting for an external id.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from roletrust.adapters.callers.made_calls import Made, Way, by_role
from roletrust.adapters.formats.cloudformation import read
from roletrust.adapters.landscape.census import Census, Vertex
from roletrust.adapters.landscape.counted import Counted
from roletrust.adapters.places import shown
from roletrust.dialects.variants import variants
from roletrust.engine.calls import Call
from roletrust.engine.document import PolicyError, Source
from roletrust.rules.branches import Conditions

USUAL = "AWSCloudFormationStackSetExecutionRole"


def made_by(vertices: Iterable[Vertex], census: Census) -> Iterator[Made]:
    """The calls of roles of `census` that these stack sets make."""
    called = by_name(census)
    for vertex in vertices:
        name = str(vertex["block_name_"]).rpartition(".")[2]
        for counted, ways in by_role(calls_of(roles_of(str(vertex["file_path_"]), name), name), called):
            yield Made(vertex, ways, counted, "", lambda _: "")


def by_name(census: Census) -> Callable[[Call], Counted | None]:
    """How to find a role by its name alone.  A name that several roles have tells none of them."""
    named: dict[str, list[Counted]] = {}
    for counted in census.counted:
        named.setdefault(counted.case.subject.role, []).append(counted)

    def called(call: Call) -> Counted | None:
        found = named.get(str(call.role).rpartition("/")[2], [])
        return found[0] if len(found) == 1 else None

    return called


def calls_of(roles: Iterable[tuple[Conditions, str, Source]], name: str) -> Iterator[Way]:
    """Each way that the name of the execution role can turn out."""
    try:
        for conditions, role, source in roles:
            label = f"stack set {name}"
            yield conditions, Call(f"arn:aws:iam::*:role/{role}", None, label, "", source) if role else None
    except (PolicyError, OSError):
        return


def roles_of(path: str, name: str) -> Iterator[tuple[Conditions, str, Source]]:
    """The name of the role, '' where there is none or it is not known."""
    template = read(path, shown(path), os.stat(path).st_mtime_ns).template
    model = template.value(name, "PermissionModel", "SELF_MANAGED")
    found = template.value(name, "ExecutionRoleName", USUAL)
    if found and model and model.tree != "SERVICE_MANAGED":
        for conditions, tree in variants(found.tree):
            yield conditions, tree if isinstance(tree, str) else "", found.source
