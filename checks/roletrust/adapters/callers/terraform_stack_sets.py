"""The execution roles of `aws_cloudformation_stack_set`; see `stack_sets.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import Made, by_role
from roletrust.adapters.callers.stack_sets import USUAL, by_name
from roletrust.adapters.callers.stack_sets import calls_of as ways_of
from roletrust.adapters.callers.terraform_callers import scan_of_file
from roletrust.adapters.landscape.census import Census, Vertex
from roletrust.adapters.terraform.block import Calls, calls_of, name_and_key
from roletrust.adapters.terraform.terraform_scan import Scan
from roletrust.dialects.hcl.project import Evaluated
from roletrust.dialects.variants import variants
from roletrust.engine.document import PolicyError, Source
from roletrust.rules.branches import Conditions


def made_by(vertices: Iterable[Vertex], census: Census) -> Iterator[Made]:
    """The calls of roles of `census` that these stack sets make."""
    called = by_name(census)
    for vertex in vertices:
        file, scan = str(vertex["file_path_"]), scan_of_file(str(vertex["file_path_"]))
        given = tuple(calls_of(vertex.get("source_module_object_")))
        for calls in scan.project.chains(file) if scan and scan.graph.json else [given]:
            roles = roles_of(vertex, scan, calls) if scan else ()
            for counted, ways in by_role(ways_of(roles, str(vertex["block_name_"])), called):
                yield Made(vertex, ways, counted, "", lambda _: "")


def roles_of(vertex: Vertex, scan: Scan, calls: Calls) -> Iterator[tuple[Conditions, str, Source]]:
    """The name of the role, '' where there is none or it is not known.  Raises PolicyError."""
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
        for conditions, tree in variants(role.tree if role else USUAL):
            found = USUAL if tree is None else tree
            yield conditions, found if isinstance(found, str) else "", role.source if role else Source()
