"""Resources of a Terraform plan that hand a role to a service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.callers.plan_callers import Plans
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.dialects.handed.places import by_kind
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.reading.callers.made import Made, by_role, without_correction


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The roles of `store` that these resources hand to services."""
    plans = Plans(store)
    for vertex in vertices:
        plan, file, named = plans.of(vertex)
        address = str(vertex["__address__"])
        for place, role in plan.handed(address, by_kind()[str(vertex["resource_type"])]):
            call = Call(role, None, address, place.argument, Source(file), services=place.services, page=place.page)
            for called, ways in by_role([((), call)], named):
                yield vertex, Made(ways, called, "", without_correction)
