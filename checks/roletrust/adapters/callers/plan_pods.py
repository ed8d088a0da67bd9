"""`aws_eks_pod_identity_association` in a plan; see `reading/callers/pod_associations.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.callers.plan_callers import Plans
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.dialects.tree import Map
from roletrust.engine.policy.document import Source
from roletrust.reading.callers.made import Made, by_role, without_correction
from roletrust.reading.callers.pod_associations import calls_of
from roletrust.reading.callers.terraform_pods import ARGUMENTS


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that pods make by these associations."""
    plans = Plans(store)
    for vertex in vertices:
        plan, file, named = plans.of(vertex)
        address = str(vertex["__address__"])
        known = plan.known(address, *ARGUMENTS.values())
        if known:
            said = {**dict(zip(ARGUMENTS, known, strict=True)), "role": plan.named_by(address, ARGUMENTS["role"])}
            for called, ways in by_role(calls_of(Map(said), Source(file), address), named):
                yield vertex, Made(ways, called, "", without_correction)
