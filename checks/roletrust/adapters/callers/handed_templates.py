"""Resources of CloudFormation and SAM templates that hand a role to a service."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import Made, by_role, without_correction
from roletrust.adapters.callers.stack_sets import own_arn
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.places import shown
from roletrust.engine.policy.request import last_of_path
from roletrust.engine.text import Value
from roletrust.reading.handed_in_templates import handed


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[Made]:
    """The roles of `store` that these resources hand to services."""
    known: dict[str, dict[Value, StoredRole]] = {}
    for vertex in vertices:
        path, name = str(vertex["file_path_"]), str(vertex["block_name_"]).rpartition(".")[2]
        if path not in known:
            known[path] = of_template(path, store)
        for ways in handed(template_at(path, seen(path, store.root)), name) if known[path] else ():
            for called, made in by_role(ways, known[path].get):
                yield Made(vertex, made, called, "", without_correction)


def of_template(path: str, store: RoleStore) -> dict[Value, StoredRole]:
    """The roles of the template at `path`, by their ARNs and names there."""
    found: dict[Value, StoredRole] = {}
    for stored in store.stored:
        if os.path.basename(stored.case.subject.source.file) == os.path.basename(path) and (
            arn := own_arn(path, stored)
        ):
            found.update({arn: stored, last_of_path(arn): stored})
    return found


def seen(path: str, root: str) -> str:
    """The template as findings name it: graph checks work where no scan is seen."""
    return f"/{os.path.relpath(path, root)}" if root else shown(path)
