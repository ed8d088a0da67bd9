"""The Serverless Framework: the files that a service is made of, and those of its roles that Checkov passes over.

Checkov hands over the resources that are written in `serverless.yml` itself, and of a list of files those of the last.
Of other lists it makes no resources, and of what a variable brings in it keeps no lines and then passes it over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.template_text import parsed
from roletrust.adapters.places import in_tree, shown, tree_of
from roletrust.adapters.several import Held
from roletrust.dialects.cloudformation.inner import roles
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.nodes import SHOWN_IN, Node, entries
from roletrust.dialects.cloudformation.serverless import Service, is_serverless
from roletrust.dialects.scanned_tree import is_readable
from roletrust.engine.document import PolicyError, Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.places import owner, settings_of
from roletrust.telling.subject import Dialect, Subject

READ = (".yml", ".yaml", ".json")


def find(entity: Entity) -> Iterator[Held]:
    """The roles that Checkov passes over in a service.  What cannot be read is undecided as a whole."""
    resources = entity.conf.get("resources")
    if not resources or all_handed(resources, entity.file):
        return
    path, settings = os.path.abspath(entity.file), settings_of(entity.file)
    try:
        template = Template(service(path) or {}, shown(path))
    except (OSError, ValueError, PolicyError) as error:
        subject = Subject("the service", Dialect.CFN_YAML, Source(shown(path)), problem=str(error))
        yield Held("", partial(Case, subject, settings))
        return
    handed = {name for name, each in found_in(resources).items() if has_lines(each) and not is_open(name)}
    for name in roles(template.resources):
        if name not in handed:
            yield Held(name, partial(case, template, name, settings))


def service(path: str) -> Mapping[str, Any] | None:
    """The template of the service at `path`; None of another file.  Raises OSError, ValueError and PolicyError."""
    with open(in_tree(path), encoding="utf-8-sig") as opened:
        data = parsed(opened.read())
    return Service(data, opener(path)).template() if isinstance(data, Mapping) and is_serverless(data) else None


def all_handed(resources: Any, file: str) -> bool:
    """Whether they are all handed over, by what Checkov made of the `resources` of a service."""
    if entries(resources).get("extensions"):  # of which Checkov knows nothing
        return False
    section = resources.get("Resources") if isinstance(resources, Mapping) else None
    own = isinstance(section, Mapping) and section.get("__file__") == file
    return own and all(has_lines(each) and not is_open(name) for name, each in found_in(resources).items())


def is_open(name: str) -> bool:
    """Whether a resource's name is one only when its variables are known: Checkov knows it without."""
    return "${" in name


def found_in(resources: Any) -> Mapping[str, Node]:
    return entries(entries(resources).get("Resources"))


def has_lines(node: Any) -> bool:
    """Whether Checkov finds lines in a resource; without, it passes it over."""
    if isinstance(node, Mapping):
        return "__startline__" in node or any(map(has_lines, node.values()))
    return isinstance(node, list) and any(map(has_lines, node))


def case(template: Template, name: str, settings: Configuration) -> Case | None:
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
    )
    return Case(subject, settings)


def opener(path: str) -> Callable[[str], Node]:
    """How the service at `path` reads a file that it names; None where it is none that is read here."""
    known: dict[str, Node] = {}

    def opened(name: str) -> Node:
        file = os.path.join(os.path.dirname(path), name)
        if name not in known:
            known[name] = None
            if name.endswith(READ) and is_readable(tree_of(path), file):
                try:
                    with open(file, encoding="utf-8-sig") as text:
                        known[name] = placed(parsed(text.read()), shown(file))
                except (OSError, ValueError, PolicyError):
                    pass
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
