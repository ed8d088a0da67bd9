"""What the providers of a Terraform plan assume."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.terraform.terraform_plan import read
from roletrust.dialects.plan.plan import Plan
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Value
from roletrust.reading.callers.made import Made, Named, Roles, by_role
from roletrust.reading.callers.sessions_asked import session_of


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that these providers make."""
    plans = Plans(store)
    for vertex in vertices:
        plan, file, named = plans.of(vertex)
        address = str(vertex["__address__"])
        label = f"provider {address.removesuffix('.default')}"
        for each in plan.assumed(address.removesuffix(".default")):
            asked = session_of(each.asked, each.by is not None)
            call = Call(each.role, each.external_id, label, "external_id", Source(file), by=each.by, session=asked)
            for called, ways in by_role([((), call)], named):
                yield vertex, Made(ways, called, "beside `role_arn`", corrected)


class Plans:
    """How the roles of `store` are found by their addresses in each plan, or by an ARN."""

    def __init__(self, store: RoleStore) -> None:
        self._by_plan: dict[str, dict[str, StoredRole]] = {}
        for stored in store.stored:
            self._by_plan.setdefault(stored.case.subject.source.file, {})[stored.case.subject.label] = stored
        self._roles = Roles(store.stored, lambda _: None)

    def of(self, vertex: Vertex) -> tuple[Plan, str, Named[StoredRole]]:
        """The plan that a block is in, its file as its roles name it ('' where it has none), and its roles."""
        path = str(vertex["file_path_"])
        file = max((each for each in self._by_plan if each and path.endswith(each)), key=len, default="")
        here = self._by_plan.get(file, {})
        plan = read(path, file, os.stat(path).st_mtime_ns).plan
        return plan, file, lambda role: here.get(str(role)) or self._roles.named(role)


def corrected(external_id: Value) -> str:
    """In a plan nothing tells by which name the configuration knows it."""
    return f'external_id = "{external_id}"' if isinstance(external_id, str) else ""
