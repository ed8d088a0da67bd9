"""What the providers of a Terraform plan assume."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import Made, Roles
from roletrust.adapters.landscape.census import Census, Vertex
from roletrust.adapters.landscape.counted import Counted
from roletrust.adapters.terraform.terraform_plan import read
from roletrust.engine.calls import Call
from roletrust.engine.document import Source
from roletrust.engine.text import Value


def made_by(vertices: Iterable[Vertex], census: Census) -> Iterator[Made]:
    """The calls of roles of `census` that these providers make."""
    by_plan: dict[str, dict[str, Counted]] = {}
    for counted in census.counted:
        by_plan.setdefault(counted.case.subject.source.file, {})[counted.case.subject.label] = counted
    roles = Roles(census, lambda _: None)
    for vertex in vertices:
        path = str(vertex["file_path_"])
        file = max((each for each in by_plan if each and path.endswith(each)), key=len, default="")
        address = str(vertex["__address__"])
        plan = read(path, file, os.stat(path).st_mtime_ns).plan
        for each in plan.assumed(address.removesuffix(".default")):
            call = Call(
                each.arn, each.external_id, f"provider {address.removesuffix('.default')}", "external_id", Source(file)
            )
            called = by_plan.get(file, {}).get(each.address) if each.address else roles.called(call)
            if called:
                yield Made(vertex, (((), call),), called, "beside `role_arn`", corrected)


def corrected(external_id: Value) -> str:
    """In a plan nothing tells by which name the configuration knows it."""
    return f'external_id = "{external_id}"' if isinstance(external_id, str) else ""
