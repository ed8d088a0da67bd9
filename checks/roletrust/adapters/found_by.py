"""The adapters by name: each is imported for the first entity or file that it is asked about.

Checkov opens the pack in some twenty processes; most of them never see a role, and none needs every dialect.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from roletrust.adapters.checks import Find
from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.judged_files import FindRoles, Role
from roletrust.adapters.nested_roles import FindHeld
from roletrust.reading.held import Held
from roletrust.reading.judging import Case


def found_by(module: str, name: str) -> Find:
    """The function `name` of an adapter for what is one role, or none."""

    def find(entity: Entity) -> Case | None:
        found: Case | None = getattr(import_module(f"roletrust.adapters.{module}"), name)(entity)
        return found

    return find


def all_found_by(module: str) -> FindRoles:
    """The function `find` of an adapter for whole files."""

    def find(path: str, data: Any) -> Iterable[Role]:
        found: Iterable[Role] = import_module(f"roletrust.adapters.{module}").find(path, data)
        return found

    return find


def held_by(module: str) -> FindHeld:
    """The function `find` of an adapter for what holds several roles."""

    def find(entity: Entity) -> Iterable[Held]:
        found: Iterable[Held] = import_module(f"roletrust.adapters.{module}").find(entity)
        return found

    return find
