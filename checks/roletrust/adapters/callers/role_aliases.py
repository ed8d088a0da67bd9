"""Role aliases of AWS IoT in templates, which say how long the sessions are that devices get.

The role's longest session has to be as long at least:
https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.handed_templates import of_template, seen
from roletrust.adapters.callers.made_calls import Made, Way, by_role, without_correction
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.engine.roles.sessions import Session
from roletrust.reading.handed_in_templates import handed

DURATION = "CredentialDurationSeconds"


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[Made]:
    """What these aliases ask of roles of `store`."""
    for vertex in vertices:
        path, name = str(vertex["file_path_"]), str(vertex["block_name_"]).rpartition(".")[2]
        template = template_at(path, seen(path, store.root))
        written = template.value(name, DURATION, 0)
        seconds = str(written.tree) if written else ""
        asked = Session(duration=int(seconds) if seconds.isdecimal() else 0)
        for found in handed(template, name):
            ways: list[Way] = [(conditions, call and call._replace(session=asked)) for conditions, call in found]
            for called, made in by_role(ways, of_template(path, store).get):
                yield Made(vertex, made, called, "", without_correction)
