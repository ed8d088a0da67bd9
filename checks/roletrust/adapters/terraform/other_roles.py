"""Roles that Terraform makes by way of another interface: Cloud Control, and objects of Kubernetes' operators."""

from __future__ import annotations

from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.holdings import is_plan
from roletrust.adapters.terraform import terraform_plan
from roletrust.adapters.terraform.terraform_roles import place
from roletrust.engine.policy.document import Source
from roletrust.reading.judging import Case
from roletrust.reading.made_otherwise import planned, written


def find(entity: Entity) -> Case | None:
    """The role that the resource makes; None of one that makes none.  Raises HostChanged."""
    if entity.conf.get("count") == [0]:
        return None
    if is_plan(entity):
        file, address = terraform_plan.file_of(entity)
        return planned(file.plan, address, entity.type, entity.file, file.configuration)
    scan, block = place(entity)
    return written(scan, block, entity.conf, Source(entity.file))
