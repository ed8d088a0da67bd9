"""What the roles of a Terraform plan hold."""

from __future__ import annotations

import os

from roletrust.adapters.entity import Entity
from roletrust.adapters.terraform.terraform_plan import path_of, read
from roletrust.engine.roles.role import Gathered
from roletrust.reading.holdings import Unknown


def gather(entity: Entity) -> Gathered:
    """The role that `entity` is, under its address in the plan."""
    address = str(entity.conf.get("__address__") or f"{entity.type}.{entity.name}")
    path = path_of(entity)
    return read(path, entity.file, os.stat(path).st_mtime_ns).plan.holdings(address) or Unknown(
        f"policies of {address}"
    )
