"""Resources of CloudFormation and SAM templates that call roles, or hand them to services."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.elsewhere import in_terraform
from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.places import shown
from roletrust.reading.callers.in_templates import RolesOfTemplates, calls


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that these resources make."""
    roles = RolesOfTemplates(store.stored, in_terraform(store))
    for vertex in vertices:
        path, name = str(vertex["file_path_"]), str(vertex["block_name_"]).rpartition(".")[2]
        for each in calls(template_at(path, seen(path, store.root)), path, name, roles):
            yield vertex, each


def seen(path: str, root: str) -> str:
    """The template as findings name it: graph checks work where no scan is seen."""
    return f"/{os.path.relpath(path, root)}" if root else shown(path)
