"""What the providers of a Terraform plan assume."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from roletrust.adapters.callers.made_calls import Made, Roles, by_role
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.terraform.terraform_plan import read
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Value


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[Made]:
    """The calls of roles of `store` that these providers make."""
    known, roles = by_plan(store), Roles(store.stored, lambda _: None)
    for vertex in vertices:
        path = str(vertex["file_path_"])
        file = plan_of(path, known)
        address = str(vertex["__address__"])
        plan = read(path, file, os.stat(path).st_mtime_ns).plan
        label = f"provider {address.removesuffix('.default')}"
        for each in plan.assumed(address.removesuffix(".default")):
            call = Call(each.role, each.external_id, label, "external_id", Source(file), by=each.by)
            for called, ways in by_role([((), call)], partial(named, known.get(file, {}), roles)):
                yield Made(vertex, ways, called, "beside `role_arn`", corrected)


def by_plan(store: RoleStore) -> dict[str, dict[str, StoredRole]]:
    """The roles by their addresses, by the plan that they are of, as it is shown."""
    found: dict[str, dict[str, StoredRole]] = {}
    for stored in store.stored:
        found.setdefault(stored.case.subject.source.file, {})[stored.case.subject.label] = stored
    return found


def plan_of(path: str, known: Iterable[str]) -> str:
    """How the plan at `path` is shown, among the `known` ones."""
    return max((each for each in known if each and path.endswith(each)), key=len, default="")


def named(addressed: Mapping[str, StoredRole], roles: Roles, role: Value) -> StoredRole | None:
    """The role at an address of the plan, or with an ARN."""
    return addressed.get(str(role)) or roles.named(role)


def corrected(external_id: Value) -> str:
    """In a plan nothing tells by which name the configuration knows it."""
    return f'external_id = "{external_id}"' if isinstance(external_id, str) else ""
