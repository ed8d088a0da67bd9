"""Providers and resources of a Terraform plan that call roles, or hand them to services."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.terraform.terraform_plan import read
from roletrust.reading.callers.in_plans import RolesOfPlans, of_provider, of_resource


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that these make."""
    roles = RolesOfPlans(store.stored)
    for vertex in vertices:
        path, address = str(vertex["file_path_"]), str(vertex["__address__"])
        file = max((each for each in roles.by_plan if each and path.endswith(each)), key=len, default="")
        plan, named = read(path, file, os.stat(path).st_mtime_ns).plan, roles.named(file)
        if vertex["block_type_"] == "provider":
            made = of_provider(plan, address, file, named)
        else:
            made = of_resource(plan, address, str(vertex["resource_type"]), file, named)
        yield from ((vertex, each) for each in made)
