"""Calls of well-known modules that make a role, as Checkov hands them over."""

from __future__ import annotations

from roletrust.adapters.entity import Entity
from roletrust.adapters.terraform.terraform_roles import place
from roletrust.reading.judging import Case
from roletrust.reading.terraform.role_calls import called_by
from roletrust.reading.terraform.role_modules import at_call


def case_of(entity: Entity) -> Case | None:
    """What is to be judged at a call; None where it is of no described module, or surely makes no role."""
    found = called_by(entity.conf)
    if found is None:
        return None
    return at_call(*place(entity), found)
