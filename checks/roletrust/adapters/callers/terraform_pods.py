"""`aws_eks_pod_identity_association`, in a configuration and in a plan; see `pod_associations.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from roletrust.adapters.callers.made_calls import Made, Roles, by_role
from roletrust.adapters.callers.plan_callers import named_in, plan_of
from roletrust.adapters.callers.pod_associations import calls_of
from roletrust.adapters.callers.terraform_callers import arn_of, scan_of_file
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.terraform.vertices import calls_of as modules_of
from roletrust.adapters.terraform.vertices import name_and_key
from roletrust.dialects.hcl.files.directory import Address
from roletrust.dialects.hcl.roles.arguments import NONE, arguments
from roletrust.dialects.tree import Map
from roletrust.engine.policy.document import Source
from roletrust.reading.terraform.scan import Scan

ARGUMENTS = {
    "role": "role_arn",
    "disabled": "disable_session_tags",
    "kubernetes-namespace": "namespace",
    "kubernetes-service-account": "service_account",
    "eks-cluster-name": "cluster_name",
}


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[Made]:
    """The calls of roles of `store` that pods make by these associations."""
    for vertex in vertices:
        planned = str(vertex["file_path_"]).endswith(".json") and not str(vertex["file_path_"]).endswith(".tf.json")
        yield from (of_plan if planned else of_configuration)(vertex, store)


def of_configuration(vertex: Vertex, store: RoleStore) -> Iterator[Made]:
    for scan, found in configured(vertex, ARGUMENTS.values()):
        said = Map({each: found[written] for each, written in ARGUMENTS.items()})
        roles = Roles(store.stored, partial(arn_of, scan))
        for stored, ways in by_role(calls_of(said, found.source, label(vertex)), roles.named):
            yield Made(vertex, ways, stored, "", lambda _: "")


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


def of_plan(vertex: Vertex, store: RoleStore) -> Iterator[Made]:
    plan, file = plan_of(vertex, store)
    address = str(vertex["__address__"])
    known = plan.known(address, *ARGUMENTS.values())
    if known:
        said = {**dict(zip(ARGUMENTS, known, strict=True)), "role": plan.named_by(address, ARGUMENTS["role"])}
        for stored, ways in by_role(calls_of(Map(said), Source(file), address), named_in(file, store)):
            yield Made(vertex, ways, stored, "", lambda _: "")


def label(vertex: Vertex) -> str:
    return str(vertex.get("__address__") or vertex["block_name_"])
