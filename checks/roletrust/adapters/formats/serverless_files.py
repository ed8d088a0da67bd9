"""The Serverless Framework: those roles of a service that Checkov passes over.

Checkov hands over the resources that are written in `serverless.yml` itself, and of a list of files those of the last.
Of other lists it makes no resources, and of what a variable brings in it keeps no lines and then passes it over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from roletrust.adapters.entity import Entity
from roletrust.adapters.places import SCANNED, in_tree, shown
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.nodes import Node, entries
from roletrust.dialects.file_bytes import decoded
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.held import Held
from roletrust.reading.judging import Case
from roletrust.reading.marked_text import parsed
from roletrust.reading.places import settings_of
from roletrust.reading.serverless import held, template_of
from roletrust.telling.subject import Dialect, Subject


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
    yield from (each for each in held(template, settings) if each.name not in handed)


def service(path: str) -> Mapping[str, Any] | None:
    """The template of the service at `path`; None of another file.  Raises OSError, ValueError and PolicyError."""
    with open(in_tree(path), "rb") as opened:
        return template_of(parsed(decoded(opened.read())), path, SCANNED)


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
