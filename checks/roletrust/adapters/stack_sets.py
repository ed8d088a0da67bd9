"""The execution roles of CloudFormation stack sets, which StackSets assumes through its administration role.

It looks for a role of a given name in each target account, and has no setting for an external id.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from roletrust.adapters.census import Census, Counted, Vertex
from roletrust.adapters.cloudformation import read
from roletrust.adapters.made_calls import Made
from roletrust.adapters.places import shown
from roletrust.dialects.cloudformation.intrinsics import Evaluated
from roletrust.dialects.variants import variants
from roletrust.engine.calls import Call
from roletrust.engine.document import PolicyError
from roletrust.rules.branches import Conditions

USUAL = "AWSCloudFormationStackSetExecutionRole"


def made_by(vertices: Iterable[Vertex], census: Census) -> Iterator[Made]:
    """The calls of roles of `census` that these stack sets make.  A name that several roles have tells none of them."""
    named: dict[str, list[Counted]] = {}
    for counted in census.counted:
        named.setdefault(counted.case.subject.role, []).append(counted)
    for vertex in vertices:
        found: dict[str, list[tuple[Conditions, Call]]] = {}
        for conditions, call in calls_of(vertex):
            found.setdefault(str(call.role).rpartition("/")[2], []).append((conditions, call))
        for name, ways in found.items():
            if len(named.get(name, ())) == 1:
                yield Made(vertex, tuple(ways), named[name][0], "", lambda _: "")


def calls_of(vertex: Vertex) -> Iterator[tuple[Conditions, Call]]:
    """Each way that the name of the execution role can turn out."""
    name = str(vertex["block_name_"]).rpartition(".")[2]
    try:
        for conditions, role, evaluated in roles_of(str(vertex["file_path_"]), name):
            arn = f"arn:aws:iam::*:role/{role}"
            yield conditions, Call(arn, None, f"stack set {name}", "", evaluated.source)
    except (PolicyError, OSError):
        return


def roles_of(path: str, name: str) -> Iterator[tuple[Conditions, str, Evaluated]]:
    template = read(path, shown(path), os.stat(path).st_mtime_ns).template
    model = template.value(name, "PermissionModel", "SELF_MANAGED")
    found = template.value(name, "ExecutionRoleName", USUAL)
    if found and model and model.tree != "SERVICE_MANAGED":
        for variant in variants(found.tree):
            if isinstance(variant.tree, str):
                yield variant.conditions, variant.tree, found
