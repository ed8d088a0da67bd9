"""The Serverless Framework: the files that a service is made of, and the roles of its template."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from roletrust.dialects.cloudformation.inner import roles
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.nodes import SHOWN_IN, Node
from roletrust.dialects.cloudformation.serverless import Service, is_serverless
from roletrust.dialects.file_bytes import file_bytes
from roletrust.dialects.scanned_tree import is_readable
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.held import Held
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.marked_text import parsed
from roletrust.reading.places import Places, owner
from roletrust.reading.templates import written
from roletrust.telling.subject import Dialect, Subject

READ = (".yml", ".yaml", ".json")


def template_of(data: Any, path: str, places: Places) -> Mapping[str, Any] | None:
    """The template of the service that `data` is, of the file at `path`; None of anything else.  Raises PolicyError."""
    if not isinstance(data, Mapping) or not is_serverless(data):
        return None
    return Service(data, opener(path, places)).template()


def with_functions_of(data: Any, path: str, places: Places) -> Mapping[str, Any] | None:
    """The same with the functions that are given a role."""
    if not isinstance(data, Mapping) or not is_serverless({"resources": {}, **data}):
        return None
    return Service({"resources": {}, **data}, opener(path, places)).with_functions()


def held(template: Template, settings: Configuration) -> Iterator[Held]:
    """The roles of a service."""
    for name in roles(template.resources):
        yield Held(name, partial(case, template, name, settings), written=partial(written, template, name))


def case(template: Template, name: str, settings: Configuration) -> Case | None:
    """One role of a service by its logical id; None where it is not made."""
    problem, trust = "", None
    try:
        trust = template.trust(name)
    except PolicyError as error:
        problem = str(error)
    if trust is None and not problem:
        return None
    resources = template.resources
    subject = Subject(
        label=f"{resources.kind(name)}.{name}",
        dialect=Dialect.CFN_YAML,
        source=trust.source if trust else Source(template.file),
        owner=owner(settings),
        role=plain_name(resources.properties(name).get("RoleName")),
        tree=trust.tree if trust else None,
        problem=problem,
        origins=trust.origins if trust else (),
        once_given=trust.once_given if trust else (),
    )
    return Case(subject, settings)


def opener(path: str, places: Places) -> Callable[[str], Node]:
    """How the service at `path` reads a file that it names; None where it is none that is read here."""
    known: dict[str, Node] = {}

    def opened(name: str) -> Node:
        file = os.path.join(os.path.dirname(path), name)
        if name not in known:
            known[name] = None
            if name.endswith(READ) and is_readable(places.tree_of(path), file):
                with suppress(OSError, ValueError, PolicyError):
                    known[name] = placed(parsed(file_bytes(file).decode("utf-8-sig")), places.shown(file))
        return known[name]

    return opened


def placed(node: Node, file: str) -> Node:
    """`node`, each mapping in which says that it is of `file`."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if SHOWN_IN in each:
                continue  # an alias
            each[SHOWN_IN] = file
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return node
