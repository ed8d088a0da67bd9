"""The roles of each running scan, taken down one by one as their checks judge them, for the rules about all of them.

Checkov runs its checks of single resources first, and its graph checks when all of them are through.  A graph check is
told neither the scanned directory nor the runner, and it works in a thread of its own; so it asks here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from checkov.runner_filter import RunnerFilter

from roletrust.adapters.decision import Decided
from roletrust.adapters.entity import Entity
from roletrust.adapters.host.internals import (
    Vertex,
    file_at_work,
    filter_at_work,
    has_graph_check,
    runner_at_work,
    scanned_directory,
)
from roletrust.adapters.landscape.holdings import holding_of
from roletrust.adapters.landscape.stored_role import StoredRole, stored
from roletrust.engine.roles.landscape import Landscape
from roletrust.rules.catalog import SCAN_WIDE
from roletrust.rules.judgement import Judgement


class RoleStore:
    """The roles of one scan.  `root`: the directory that is scanned; '' where it is one of files that were named.

    `asked_by`: Checkov's filter for the scan.
    """

    def __init__(self, root: str = "", asked_by: RunnerFilter | None = None) -> None:
        self.root, self.asked_by = root, asked_by
        self._stored: dict[object, StoredRole] = {}
        self._drawn: tuple[int, Landscape] | None = None
        self._said: dict[int, Mapping[str, Judgement]] = {}  # of each role, as the landscape was drawn last

    def __contains__(self, key: object) -> bool:
        return key in self._stored

    def add(self, key: object, entity: Entity, decided: Decided) -> StoredRole:
        """`key`: the file and the name by which the role's vertex is found, where it does not hold the same conf."""
        found = self._stored.get(id(entity.conf))
        if found is None:
            found = stored(decided, entity.conf, holding_of(entity))
            self._stored.update({id(entity.conf): found, key: found})
        return found

    def find(self, vertex: Vertex) -> StoredRole | None:
        known = self._stored
        return next((known[key] for key in keys(vertex) if key in known), None)

    @property
    def stored(self) -> Iterable[StoredRole]:
        """Each role once."""
        return {id(each): each for each in self._stored.values()}.values()

    @property
    def landscape(self) -> Landscape:
        """Of all roles that there are by now."""
        if self._drawn is None or self._drawn[0] != len(self._stored):
            self._drawn = len(self._stored), Landscape(role for each in self.stored for _, role in each.roles)
            self._said = {}
        return self._drawn[1]

    def among(self, stored: StoredRole) -> Mapping[str, Judgement]:
        """What the rules about all roles say of one, asked once for all.  Raises what broke it, or the count."""
        landscape = self.landscape
        if id(stored) not in self._said:
            self._said[id(stored)] = stored.among(landscape)
        return self._said[id(stored)]


_scans: WeakKeyDictionary[Any, RoleStore] = WeakKeyDictionary()  # by the runner


def store_role(entity: Entity, decided: Decided) -> StoredRole | None:
    """Take the role that `entity` is down for the scan that is at work.

    None where the scan has no rules about all roles.  Raises HostChanged.
    """
    runner = runner_at_work()
    if not has_graph_check(runner, SCAN_WIDE[0].id):
        return None
    name = entity.conf.get("__address__") or f"{entity.type}.{entity.name}"
    if runner not in _scans:
        _scans[runner] = RoleStore(scanned_directory(), filter_at_work())
    return _scans[runner].add((file_at_work(entity.file), str(name)), entity, decided)


def store_of(runner: Any) -> RoleStore:
    """The roles that `runner` has handed to their checks."""
    return _scans.get(runner) or RoleStore()


def scans() -> list[tuple[Any, RoleStore]]:
    """Each running scan, by its runner."""
    return list(_scans.items())


def stored_in(vertices: Iterator[Vertex]) -> Iterator[tuple[Vertex, StoredRole, RoleStore]]:
    """Those of the `vertices` of a graph that are roles which were taken down, each with all of its scan."""
    scans = list(_scans.values())
    for vertex in vertices:
        for store in scans:
            if stored := store.find(vertex):
                yield vertex, stored, store


def keys(vertex: Vertex) -> Iterator[object]:
    """By which the role of a vertex may have been taken down: of Terraform, it holds the conf that the check got."""
    config = vertex.get("config_")
    for each in config.values() if isinstance(config, dict) else ():
        yield id(each)
        yield from map(id, each.values() if isinstance(each, dict) else ())
    yield os.path.abspath(str(vertex.get("file_path_"))), str(vertex.get("__address__") or vertex.get("block_name_"))
