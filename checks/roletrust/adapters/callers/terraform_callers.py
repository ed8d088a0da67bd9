"""Blocks of a Terraform configuration that call roles, or hand them to services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.elsewhere import in_templates
from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.terraform.graph import Graph, recent
from roletrust.adapters.terraform.vertices import calls_of, name_and_key
from roletrust.reading.callers.in_terraform import calls
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing, instances_of
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.scan import Scan


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that these blocks make."""
    known: dict[int, RolesOfTerraform[StoredRole]] = {}
    for vertex in vertices:
        scan = scan_of_file(str(vertex["file_path_"]))
        if scan is None:
            continue
        if id(scan) not in known:
            known[id(scan)] = roles_of(scan, store)
        for at in standing(vertex, scan):
            for one in instances_of(at):
                yield from ((vertex, each) for each in calls(one, known[id(scan)]))


def roles_of(scan: Scan, store: RoleStore) -> RolesOfTerraform[StoredRole]:
    def block_of(role: StoredRole) -> Block | None:
        return scan.graph.blocks.get(id(role.conf))

    return RolesOfTerraform(store.stored, scan, block_of, in_templates(store))


def scan_of_file(file: str) -> Scan | None:
    graphs: Iterable[Graph] = reversed(recent.graphs)
    return next((graph.scans[-1] for graph in graphs if file in graph.files and graph.scans), None)


def standing(vertex: Vertex, scan: Scan) -> Iterator[Standing]:
    """The block of `scan` that a vertex is, under each way that its module may be called."""
    kind, file, config = str(vertex["block_type_"]), str(vertex["file_path_"]), vertex["config_"]
    name, key = str(vertex["block_name_"]), None
    label = str(vertex.get("__address__") or name)
    if kind == "provider":
        label = str(next(iter(config.values())).get("__address__") or name)
    if kind in ("resource", "data"):
        name, key = name_and_key(name)
    named = {"terraform": (), "provider": (name,)}.get(kind, tuple(name.split(".", 1)))
    first = config.get("__start_line__", 0)
    given = tuple(calls_of(vertex.get("source_module_object_")))
    for each in scan.project.chains(file) if scan.graph.json else [given]:
        yield Standing(scan, file, each, (kind, *named), key, label, first if isinstance(first, int) else 0)
