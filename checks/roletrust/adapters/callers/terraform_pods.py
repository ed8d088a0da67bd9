"""`aws_eks_pod_identity_association`, in a configuration and in a plan; see `pod_associations.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.callers.plan_callers import Plans
from roletrust.adapters.callers.terraform_callers import arn_of, scan_of_file
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.terraform.vertices import calls_of as modules_of
from roletrust.adapters.terraform.vertices import name_and_key
from roletrust.dialects.hcl.files.directory import Address
from roletrust.dialects.hcl.roles.arguments import NONE, arguments
from roletrust.dialects.tree import Map
from roletrust.engine.policy.document import Source
from roletrust.reading.callers.made import Made, Named, Roles, by_role, without_correction
from roletrust.reading.callers.pod_associations import calls_of
from roletrust.reading.terraform.scan import Scan

ARGUMENTS = {
    "role": "role_arn",
    "disabled": "disable_session_tags",
    "kubernetes-namespace": "namespace",
    "kubernetes-service-account": "service_account",
    "eks-cluster-name": "cluster_name",
}


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that pods make by these associations."""
    roles, plans = RolesByScan(store), Plans(store)
    for vertex in vertices:
        planned = str(vertex["file_path_"]).endswith(".json") and not str(vertex["file_path_"]).endswith(".tf.json")
        yield from of_plan(vertex, plans) if planned else of_configuration(vertex, roles)


class RolesByScan:
    """How the roles of `store` are found, as each scan names them."""

    def __init__(self, store: RoleStore) -> None:
        self._store = store
        self._found: dict[int, Roles[StoredRole]] = {}

    def of(self, scan: Scan) -> Named[StoredRole]:
        if id(scan) not in self._found:
            self._found[id(scan)] = Roles(self._store.stored, partial(arn_of, scan))
        return self._found[id(scan)].named


def of_configuration(vertex: Vertex, roles: RolesByScan) -> Iterator[MadeBy]:
    for scan, found in configured(vertex, ARGUMENTS.values()):
        said = Map({each: found[written] for each, written in ARGUMENTS.items()})
        for stored, ways in by_role(calls_of(said, found.source, label(vertex)), roles.of(scan)):
            yield vertex, Made(ways, stored, "", without_correction)


def configured(
    vertex: Vertex, names: Collection[str], inside: Mapping[str, Sequence[str]] = NONE
) -> Iterator[tuple[Scan, Map]]:
    """What is written in a resource (see `arguments`), under each way that its module is called, and its scan."""
    kind, _, named = str(vertex["block_name_"]).partition(".")
    name, key = name_and_key(named)
    yield from written(vertex, ("resource", kind, name), key, names, inside)


def beside(vertex: Vertex, address: Address, names: Collection[str]) -> Map | None:
    """What is written in another resource of the module of `vertex`, which is alone at its address."""
    return next((found for _, found in written(vertex, address, None, names, NONE)), None)


def written(
    vertex: Vertex, address: Address, key: int | str | None, names: Collection[str], inside: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Scan, Map]]:
    file = str(vertex["file_path_"])
    scan = scan_of_file(file)
    if scan is None:
        return
    given = tuple(modules_of(vertex.get("source_module_object_")))
    for calls in scan.project.chains(file) if scan.graph.json else [given]:
        found = arguments(scan.project, file, calls, address, key, names, inside)
        if found is not None and scan.project.exists(file, calls, address):
            yield scan, found


def of_plan(vertex: Vertex, plans: Plans) -> Iterator[MadeBy]:
    plan, file, named = plans.of(vertex)
    address = str(vertex["__address__"])
    known = plan.known(address, *ARGUMENTS.values())
    if known:
        said = {**dict(zip(ARGUMENTS, known, strict=True)), "role": plan.named_by(address, ARGUMENTS["role"])}
        for stored, ways in by_role(calls_of(Map(said), Source(file), address), named):
            yield vertex, Made(ways, stored, "", without_correction)


def label(vertex: Vertex) -> str:
    return str(vertex.get("__address__") or vertex["block_name_"])
