"""What a role holds, worked out only where somebody asks: where outsiders get in, and on the way from there."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from roletrust.adapters.entity import Entity
from roletrust.reading.holdings import Holding, Unknown
from roletrust.reading.kinds import ROLES, STACK_ROLES

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.roles.role import Gathered

TERRAFORM = "roletrust.adapters.terraform.terraform_roles"
HOLDINGS = "roletrust.adapters.landscape.holdings_"
PLAN = "roletrust.adapters.terraform.terraform_plan"


def holding_of(entity: Entity) -> Holding:
    """What gives what the role that `entity` is holds.  Where it stands in Terraform's source Checkov's runner tells
    now, and not when that is asked.
    """
    placed = import_module(TERRAFORM).place(entity) if entity.type in ROLES and not is_plan(entity) else None
    return partial(gathered, entity, placed)


def gathered(entity: Entity, placed: Any) -> Gathered:
    """What the role that `entity` is holds; `placed`: where it stands, of Terraform's source."""
    if placed:
        found: Gathered = import_module(f"{HOLDINGS}terraform").gather(*placed)
    elif entity.type in STACK_ROLES:
        found = import_module(f"{HOLDINGS}cloudformation").gather(entity)
    elif entity.type in ROLES and is_plan(entity):
        found = import_module(PLAN).holdings(entity)
    else:
        found = Unknown(f"the policies of {entity.type}.{entity.name}")
    return found


def is_plan(entity: Entity) -> bool:
    return entity.file.endswith(".json") and not entity.file.endswith(".tf.json")
