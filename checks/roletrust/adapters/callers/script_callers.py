"""Scripts, programs and profiles that assume a role of the scan: told of at the role, for no scan reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.reading.callers.script_callers import calls_of_roles


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of these roles."""
    found = [(store.find(vertex), vertex) for vertex in vertices]
    asking = {id(stored): vertex for stored, vertex in found if stored and stored.case.subject.role}
    if not asking or not store.root:
        return
    for called, made in calls_of_roles(store.stored, store.root):
        if id(called) in asking:
            yield asking[id(called)], made
