"""Calls of well-known modules that make a role: told from all other calls by their source alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from roletrust.adapters.entity import Entity, literal
from roletrust.dialects.role_modules.catalog import Called, called, is_described
from roletrust.reading.judging import Case


def find(entity: Entity) -> Case | None:
    """The role that the call `entity` makes; None for any other call, and for a role that surely is not made."""
    if entity.file.endswith(".json") or not is_role_call(entity.conf):
        return None
    # with all of Terraform's dialect, which only a scan that has such a call needs
    judged: Case | None = import_module("roletrust.adapters.terraform.role_modules").case_of(entity)
    return judged


def is_role_call(conf: dict[str, Any]) -> bool:
    """Whether the call may be of a described module.  One whose own files Checkov reads is judged by these."""
    return not conf.get("__resolved__") and is_described(literal(conf.get("source")))


def called_by(conf: dict[str, Any]) -> Called | None:
    """The module that is called, and which of its releases may be meant."""
    return called(literal(conf.get("source")), literal(conf.get("version")))
