"""What the roles of a CloudFormation or SAM template hold: by it, and by the other templates of the running scan."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.formats.template_files import path_of
from roletrust.adapters.host.internals import definitions_of
from roletrust.adapters.landscape.role_store import scans
from roletrust.dialects.cloudformation.attached_policies import Elsewhere, RoleOfTemplate, nothing_else
from roletrust.dialects.cloudformation.elsewhere import Templates
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.nodes import entries
from roletrust.dialects.cloudformation.resources import Resources
from roletrust.engine.roles.role import Gathered
from roletrust.reading.holdings import Unknown


def gather(entity: Entity) -> Gathered:
    """The role that `entity` is."""
    path = path_of(entity)
    template = template_at(path, entity.file) if path else None
    if path is None or template is None or entity.name not in template.resources:
        return Unknown(f"the policies of {entity.type}.{entity.name}")
    return RoleOfTemplate(template, entity.name, path, elsewhere(path))


class Scanned(Templates):
    """Those that a runner has read, `definitions` by their paths; `root`: the scanned directory, if it is one."""

    def __init__(self, definitions: Mapping[Any, Any], root: str) -> None:
        sections = {os.path.abspath(str(path)): entries(each).get("Resources") for path, each in definitions.items()}
        super().__init__({path: Resources(each) for path, each in sections.items()}, self._at)
        self.definitions, self._root = definitions, root
        self._paths = frozenset(sections)

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def _at(self, path: str) -> Template:
        return template_at(path, f"/{os.path.relpath(path, self._root or None)}")


_known: WeakKeyDictionary[Any, Scanned] = WeakKeyDictionary()  # by the runner


def elsewhere(path: str) -> Elsewhere:
    """What the other templates of its scan attach to a role in the one at `path`, by the role's name."""
    found = next((each for each in templates() if path in each), None)
    return found.elsewhere(path) if found else nothing_else


def templates() -> Iterator[Scanned]:
    """Those of each running scan, the last one first."""
    for runner, store in reversed(scans()):
        definitions = definitions_of(runner)
        if runner not in _known or _known[runner].definitions is not definitions:
            _known[runner] = Scanned(definitions, store.root)
        yield _known[runner]
