"""What the providers of a Terraform plan assume."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import Made, Named, Roles, by_role
from roletrust.adapters.callers.sessions_asked import session_of
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.terraform.terraform_plan import read
from roletrust.dialects.plan.plan import Plan
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Value


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[Made]:
    """The calls of roles of `store` that these providers make."""
    for vertex in vertices:
        plan, file = plan_of(vertex, store)
        address, named = str(vertex["__address__"]), named_in(file, store)
        label = f"provider {address.removesuffix('.default')}"
        for each in plan.assumed(address.removesuffix(".default")):
            asked = session_of(each.asked, each.by is not None)
            call = Call(each.role, each.external_id, label, "external_id", Source(file), by=each.by, session=asked)
            for called, ways in by_role([((), call)], named):
                yield Made(vertex, ways, called, "beside `role_arn`", corrected)


def plan_of(vertex: Vertex, store: RoleStore) -> tuple[Plan, str]:
    """The plan that a block is in, and its file as the roles of the plan name it; '' where it has none."""
    path, files = str(vertex["file_path_"]), {stored.case.subject.source.file for stored in store.stored}
    file = max((each for each in files if each and path.endswith(each)), key=len, default="")
    return read(path, file, os.stat(path).st_mtime_ns).plan, file


def named_in(file: str, store: RoleStore) -> Named:
    """How to find the role at an address of the plan in `file`, or with an ARN."""
    here = {each.case.subject.label: each for each in store.stored if each.case.subject.source.file == file}
    roles = Roles(store.stored, lambda _: None)
    return lambda role: here.get(str(role)) or roles.named(role)


def corrected(external_id: Value) -> str:
    """In a plan nothing tells by which name the configuration knows it."""
    return f'external_id = "{external_id}"' if isinstance(external_id, str) else ""
