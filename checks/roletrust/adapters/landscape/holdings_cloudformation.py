"""What the roles of a CloudFormation or SAM template hold."""

from __future__ import annotations

import os

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.cloudformation import path_of, read
from roletrust.adapters.landscape.holdings import Unknown
from roletrust.dialects.cloudformation.holdings import RoleHoldings
from roletrust.engine.blast_radius import Gathered


def gather(entity: Entity) -> Gathered:
    """The role that `entity` is."""
    path = path_of(entity)
    template = read(path, entity.file, os.stat(path).st_mtime_ns).template if path else None
    if path is None or template is None or entity.name not in template.resources:
        return Unknown(f"the policies of {entity.type}.{entity.name}")
    return RoleHoldings(template, entity.name, path)
