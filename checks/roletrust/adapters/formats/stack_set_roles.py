"""The roles of a stack set, of which Checkov makes one record."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.formats.template_files import path_of, read
from roletrust.reading.held import Held
from roletrust.reading.stack_sets import BODY, held


def find(entity: Entity) -> Iterator[Held]:
    """The roles of a stack set; none of one whose template lies elsewhere."""
    path = path_of(entity)
    properties = entity.conf.get("Properties")
    if path is None or not isinstance(properties, dict) or BODY not in properties:
        return
    yield from held(template_at(path, entity.file), entity.name, read(path, entity.file).configuration)
