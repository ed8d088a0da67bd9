"""Resources of a Terraform configuration that hand a role to a service."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.callers.terraform_callers import arn_of, scan_of_file
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.terraform.vertices import calls_of, name_and_key
from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.hcl.roles.assuming import attribute
from roletrust.dialects.hcl.roles.handing import Handed, handed
from roletrust.dialects.tree import Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Hole, Text, Value, text
from roletrust.reading.callers.made import Made, Roles, Way, by_role, without_correction
from roletrust.reading.terraform.blocks import Calls
from roletrust.reading.terraform.scan import NAME, Scan


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The roles of `store` that these resources hand to services."""
    known: dict[int, Known] = {}
    for vertex in vertices:
        file, scan = str(vertex["file_path_"]), scan_of_file(str(vertex["file_path_"]))
        if scan is None:
            continue
        roles = known.setdefault(id(scan), Known(store, scan))
        given = tuple(calls_of(vertex.get("source_module_object_")))
        for calls in scan.project.chains(file) if scan.graph.json else [given]:
            kind, _, named = str(vertex["block_name_"]).partition(".")
            name, key = name_and_key(named)
            for each in handed(scan.project, file, calls, ("resource", kind, name), key, by_kind()[kind]):
                yield from roles.made(vertex, calls, each)


class Known:
    """The roles of one scan, by their ARNs, and by their names within a root module."""

    def __init__(self, store: RoleStore, scan: Scan) -> None:
        self.scan = scan
        self.by_arn = Roles(store.stored, partial(arn_of, scan))
        self._stored = list(store.stored)
        self._by_name: dict[tuple[str, Value], list[StoredRole]] | None = None

    def made(self, vertex: Vertex, calls: Calls, each: Handed) -> Iterator[MadeBy]:
        label = str(vertex.get("__address__") or vertex["block_name_"])
        root = root_of(str(vertex["file_path_"]), calls)
        for called, ways in by_role(ways_of(each, label), partial(self.meant, root)):
            yield vertex, Made(ways, called, "", without_correction)

    def meant(self, root: str, role: Value) -> StoredRole | None:
        """The role with this ARN, or of this name, which means the same in one root module only."""
        if str(role).startswith("arn:") or ":" in str(role):
            return self.by_arn.named(role)
        found = self.named.get((root, role), [])
        return found[0] if len(found) == 1 else self.by_arn.named(role)

    @property
    def named(self) -> dict[tuple[str, Value], list[StoredRole]]:
        if self._by_name is None:
            self._by_name = {}
            for stored in self._stored:
                for root, name in names_of(self.scan, stored):
                    self._by_name.setdefault((root, name), []).append(stored)
        return self._by_name


def names_of(scan: Scan, stored: StoredRole) -> Iterator[tuple[str, Value]]:
    """The root module of a role, and what it is called there."""
    block = scan.graph.blocks.get(id(stored.conf))
    if block is None or block.kind != "resource":
        return
    for calls in scan.ways(block):
        found: Tree = stored.case.subject.role or attribute(
            scan.project, block.file, calls, block.address, block.key, NAME[block.type]
        )
        if isinstance(found, (str, Text, Hole)):
            yield root_of(block.file, calls), text(found)


def root_of(file: str, calls: Calls) -> str:
    return os.path.dirname(os.path.normpath(calls[0].file if calls else file))


def ways_of(each: Handed, label: str) -> Iterator[Way]:
    """Each way that an argument can turn out; none where it is not known whether it is there at all."""
    try:
        found = variants(each.tree)
    except PolicyError:
        return
    place = each.place
    for conditions, value in found:
        tree = text(value) if isinstance(value, Hole) else value
        known = isinstance(tree, (str, Text)) and bool(tree)
        call = Call(tree, None, label, place.argument, each.source, services=place.services, page=place.page)
        yield conditions, call if known else None
