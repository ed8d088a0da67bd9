"""What a Terraform configuration assumes: `provider` blocks, the S3 backend, remote states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.callers.sessions_asked import session_of
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.terraform.graph import Graph, recent
from roletrust.adapters.terraform.vertices import calls_of
from roletrust.dialects.hcl.roles.assuming import Assumed, assumed, attribute, reference
from roletrust.dialects.tree import Map
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Text, Value
from roletrust.reading.callers.made import Made, Roles, Way, by_role
from roletrust.reading.terraform.blocks import Calls
from roletrust.reading.terraform.scan import Scan

INPUT = re.compile(r"`var\.([\w-]+)`")
OWN = re.compile(r"(?!module\.)[a-z][\w.\[\]\"-]*\Z")  # a hole of the root module, by which its blocks may call it


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that these blocks make."""
    found = [each for vertex in vertices for each in asked_by(vertex)]
    if found:
        scans = {id(scan): scan for _, scan, _, _ in found}
        roles = {name: Roles(store.stored, partial(arn_of, scan)) for name, scan in scans.items()}
        for vertex, scan, calls, each in found:
            yield from made(vertex, scan, calls, each, roles[id(scan)])


def asked_by(vertex: Vertex) -> Iterator[tuple[Vertex, Scan, Calls, Assumed]]:
    file = str(vertex.get("file_path_"))
    scan = scan_of_file(file)
    if scan is not None:
        given = tuple(calls_of(vertex.get("source_module_object_")))
        for calls in scan.project.chains(file) if scan.graph.json else [given]:
            for each in assumed(scan.project, file, calls, address(vertex), first_line(vertex)):
                yield vertex, scan, calls, each


def scan_of_file(file: str) -> Scan | None:
    graphs: Iterable[Graph] = reversed(recent.graphs)
    return next((graph.scans[-1] for graph in graphs if file in graph.files and graph.scans), None)


def address(vertex: Vertex) -> tuple[str, ...]:
    kind, name = str(vertex["block_type_"]), str(vertex["block_name_"])
    if kind == "terraform":
        return (kind,)
    return (kind, name) if kind == "provider" else (kind, *name.split(".", 1))


def first_line(vertex: Vertex) -> int:
    found = vertex["config_"].get("__start_line__", 0)
    return found if isinstance(found, int) else 0


def arn_of(scan: Scan, stored: StoredRole) -> Value | None:
    block = scan.graph.blocks.get(id(stored.conf))
    if block is None or block.kind != "resource":
        return None
    ways = scan.ways(block)
    found = attribute(scan.project, block.file, ways[0], block.address, block.key) if len(ways) == 1 else None
    return found if isinstance(found, (str, Text)) else None


def made(vertex: Vertex, scan: Scan, calls: Calls, each: Assumed, roles: Roles[StoredRole]) -> Iterator[MadeBy]:
    setting, place, file = "external_id", "beside `role_arn`", str(vertex["file_path_"])
    if calls and (given := INPUT.match(each.written)):  # what a module is given is put right where it is called
        setting, place, file = given[1], f"in the call of module.{calls[-1].name}", calls[-1].file
        calls = calls[:-1]

    def corrected(external_id: Value) -> str:
        """Terraform lets a backend refer to nothing."""
        found = "" if is_backend(vertex) else reference(scan.project, file, calls, external_id)
        if not found and isinstance(external_id, str):
            found = f'"{external_id}"'
        if not found and isinstance(external_id, Text) and external_id.lone and not calls:
            found = external_id.lone.name if OWN.match(external_id.lone.name) else ""
        return f"{setting} = {found}" if found else ""

    for called, ways in by_role(ways_of(each, label(vertex)), roles.named):
        yield vertex, Made(ways, called, place, corrected)


def is_backend(vertex: Vertex) -> bool:
    return bool(vertex["block_type_"] == "terraform")


def label(vertex: Vertex) -> str:
    """What a finding calls a block: `provider aws.vendor`, `backend s3`, `data.terraform_remote_state.network`."""
    if is_backend(vertex):
        return "backend s3"
    config = next(iter(vertex["config_"].values()))
    if vertex["block_type_"] == "provider":
        address = str(config.get("__address__") or vertex["block_name_"])
        return f"provider {address.removesuffix('.default')}"
    return f"data.{vertex.get('__address__') or vertex['block_name_']}"


def ways_of(each: Assumed, label: str) -> Iterator[Way]:
    """Each way that a call can turn out; none where it is not known whether it is made at all."""
    try:
        found = variants(each.tree)
    except PolicyError:
        return
    for conditions, tree in found:
        role, sent, by = map(tree.get, ("role_arn", "external_id", "by")) if isinstance(tree, Map) else [None] * 3
        sent = str(sent) if type(sent) in (int, float) else sent
        if role and isinstance(role, (str, Text)) and (sent is None or isinstance(sent, (str, Text))):
            before = by if by and isinstance(by, (str, Text)) else None
            session = session_of(tree, before is not None)
            call = Call(role, sent, label, "external_id", each.source, written=each.written, by=before, session=session)
            yield conditions, call
        else:
            yield conditions, None
