"""Resources of a Terraform plan that hand a role to a service."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial

from roletrust.adapters.callers.made_calls import Made, Roles, by_role, without_correction
from roletrust.adapters.callers.plan_callers import by_plan, named, plan_of
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.terraform.terraform_plan import read
from roletrust.dialects.handed.places import by_kind
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[Made]:
    """The roles of `store` that these resources hand to services."""
    known, roles = by_plan(store), Roles(store.stored, lambda _: None)
    for vertex in vertices:
        path, address = str(vertex["file_path_"]), str(vertex["__address__"])
        file = plan_of(path, known)
        plan = read(path, file, os.stat(path).st_mtime_ns).plan
        for place, role in plan.handed(address, by_kind()[str(vertex["resource_type"])]):
            call = Call(role, None, address, place.argument, Source(file), services=place.services, page=place.page)
            for called, ways in by_role([((), call)], partial(named, known.get(file, {}), roles)):
                yield Made(vertex, ways, called, "", without_correction)
