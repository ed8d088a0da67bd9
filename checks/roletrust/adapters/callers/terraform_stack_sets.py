"""The execution roles of `aws_cloudformation_stack_set`; see `stack_sets.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.callers.terraform_callers import arn_of, scan_of_file
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.terraform.vertices import calls_of, name_and_key
from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.roles.assuming import attribute
from roletrust.dialects.tree import Choice, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.callers.made import Made, Roles, by_role
from roletrust.reading.callers.stack_sets import USUAL, Setting, by_name, settings
from roletrust.reading.callers.stack_sets import calls_of as ways_of
from roletrust.reading.terraform.blocks import Calls
from roletrust.reading.terraform.scan import Scan


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that these stack sets make."""
    called = by_name(store.stored)
    for vertex in vertices:
        file, scan = str(vertex["file_path_"]), scan_of_file(str(vertex["file_path_"]))
        given = tuple(calls_of(vertex.get("source_module_object_")))
        for calls in scan.project.chains(file) if scan and scan.graph.json else [given]:
            found = settings_of(vertex, scan, calls) if scan else ()
            calling = Roles(store.stored, partial(arn_of, scan)).named if scan else None
            for stored, ways in by_role(ways_of(found, str(vertex["block_name_"])), called, calling):
                yield vertex, Made(ways, stored, "", lambda _: "")


def settings_of(vertex: Vertex, scan: Scan, calls: Calls) -> Iterator[Setting]:
    """Of a stack set of a configuration, which has no usual administration role.  Raises PolicyError."""
    file = str(vertex["file_path_"])
    kind, _, named = str(vertex["block_name_"]).partition(".")
    name, key = name_and_key(named)
    address = ("resource", kind, name)

    def value(attribute: str) -> Evaluated | None:
        try:
            return scan.project.attribute(file, calls, address, attribute, key)
        except PolicyError:
            return None

    model, role = value("permission_model"), value("execution_role_name")
    if scan.project.exists(file, calls, address) and not (model and model.tree == "SERVICE_MANAGED"):
        by = attribute(scan.project, file, calls, address, key, "administration_role_arn")
        yield from settings(named_or_usual(role.tree if role else None), by, role.source if role else Source())


def named_or_usual(role: Tree) -> Tree:
    if isinstance(role, Choice):
        return Choice(role.name, named_or_usual(role.then), named_or_usual(role.otherwise))
    return USUAL if role is None else role
