"""What the roles of a CloudFormation or SAM template hold."""

from __future__ import annotations

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.formats.template_files import path_of
from roletrust.adapters.landscape.attached_by_name import elsewhere
from roletrust.dialects.cloudformation.holdings import RoleHoldings
from roletrust.engine.roles.role import Gathered
from roletrust.reading.holdings import Unknown


def gather(entity: Entity) -> Gathered:
    """The role that `entity` is."""
    path = path_of(entity)
    template = template_at(path, entity.file) if path else None
    if path is None or template is None or entity.name not in template.resources:
        return Unknown(f"the policies of {entity.type}.{entity.name}")
    return RoleHoldings(template, entity.name, path, elsewhere(path))
