"""Calls of well-known modules that make a role: told from all other calls by their source alone."""

from __future__ import annotations

from importlib import import_module

from roletrust.adapters.entity import Entity
from roletrust.reading.judging import Case
from roletrust.reading.terraform.role_calls import is_role_call


def find(entity: Entity) -> Case | None:
    """The role that the call `entity` makes; None for any other call, and for a role that surely is not made."""
    if entity.file.endswith(".json") or not is_role_call(entity.conf):
        return None
    # with all of Terraform's dialect, which only a scan that has such a call needs
    judged: Case | None = import_module("roletrust.adapters.terraform.role_modules").case_of(entity)
    return judged
