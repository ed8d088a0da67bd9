"""Terraform plans (`terraform show -json`): the roles as Terraform itself worked them out.

Checkov turns the plan into its own shape and drops what is not known yet, so the plan is read again, once.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from roletrust.adapters.entity import Entity
from roletrust.adapters.terraform.graph import recent
from roletrust.dialects.plan.plan import Plan
from roletrust.reading.configuration import Configuration, load
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.plans import case_of
from roletrust.reading.plans import holdings as holdings_of

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.roles.role import Gathered


@dataclass(frozen=True)
class File:
    """A plan on disk, read."""

    plan: Plan
    root: str  # where its settings are looked for, upward
    path: str

    @property
    def configuration(self) -> Configuration:
        return load(self.root)


def find(entity: Entity) -> Case:
    """The role that `entity` is, under its address in the plan."""
    file, address = file_of(entity)
    name, at = plain_name(entity.conf.get("name")), (file.root, file.path)
    return case_of(file.plan, address, entity.file, name, file.configuration, at)


def holdings(entity: Entity) -> Gathered:
    """What the role that `entity` is holds."""
    file, address = file_of(entity)
    return holdings_of(file.plan, address)


def file_of(entity: Entity) -> tuple[File, str]:
    """The plan that `entity` is in, and its address there."""
    path = path_of(entity)
    address = str(entity.conf.get("__address__") or f"{entity.type}.{entity.name}")
    return read(path, entity.file, os.stat(path).st_mtime_ns), address


@lru_cache(maxsize=2)
def read(path: str, scanned_file: str, changed: int) -> File:
    """The plan at `path`, last changed at `changed`.  Raises OSError and ValueError."""
    with open(path, "rb") as file:
        data = json.loads(file.read())  # finds out UTF-8 and UTF-16, which PowerShell writes, by itself
    root = path[: -len(scanned_file)] if path.endswith(scanned_file) else os.path.dirname(path)
    return File(Plan(data, scanned_file), root, path)


def path_of(entity: Entity) -> str:
    """The absolute path of the plan.  Raises FileNotFoundError.

    Checkov names it relative to where the scan started, with links followed in one of the two only.  The
    shortest path with that end is the one: the others lie deeper in the scanned tree.
    """
    end = entity.file.replace("/..", "")
    files = recent.graph(entity.graph, entity.conf).files if entity.graph is not None else ()
    others = (file for graph in recent.graphs for file in graph.files)  # the graph may be another thread's
    found = [file for file in files if file.endswith(end)] or [file for file in others if file.endswith(end)]
    found = found or [os.path.abspath(entity.file.lstrip("/"))]
    path = min(found, key=len)
    if not os.path.isfile(path):
        raise FileNotFoundError(f"{entity.file}: the plan is not where the scan named it")
    return path
