"""The instances of a block: by its own `count` or `for_each`, and by those of the module calls it stands under."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from roletrust.dialects.hcl.evaluation.existence import keys
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Address
from roletrust.dialects.hcl.project.module_calls import Key
from roletrust.dialects.hcl.project.project import Accounts, Project
from roletrust.dialects.hcl.roles.assuming import Calls
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.tree import Tree

MOST = 100  # of one block; of more nothing is told apart


class Instance(NamedTuple):
    """One of them.  `sure`: whether it is made, and is called as it is here, however open conditions go."""

    calls: Calls
    key: Key
    sure: bool = True

    @property
    def prefix(self) -> str:
        """Its module, as it begins an address: `module.a["x"].`."""
        return "".join(f"module.{call.name}{_index(call.key)}." for call in self.calls)

    @property
    def ending(self) -> str:
        """What follows its name in an address."""
        return _index(self.key)


def instances(project: Project, file: str, calls: Calls, address: Address, key: Key = None) -> list[Instance]:
    """Those that the block at `address` may have under `calls`: itself where they are not known, too many, or none.

    A key that is given, of the block or of a call, stands.  `Project.exists` says whether there is any.
    Raises nothing.
    """
    found = [Instance((), None)]
    for call in calls:
        found = [
            Instance((*outer.calls, replace(call, key=inner)), None, sure and outer.sure)
            for outer in found
            for inner, sure in _keys(project, call.file, outer.calls, ("module", call.name), call.key)
        ]
        if len(found) > MOST:
            return [Instance(calls, key)]
    every = [
        each._replace(key=own, sure=each.sure and sure)
        for each in found
        for own, sure in _keys(project, file, each.calls, address, key)
    ]
    return every if 0 < len(every) <= MOST else [Instance(calls, key)]


def _keys(project: Project, file: str, calls: Calls, address: Address, given: Key) -> Iterator[tuple[Key, bool]]:
    def found(scope: Scope, accounts: Accounts) -> Tree:
        placed = scope.directory.block(address, os.path.normpath(file))
        return keys(scope, placed, MOST) if placed else None

    known, sure = (project.ask(file, calls, found) or (None, True)) if given is None else ([given], True)
    yield from ((each, sure) for each in ([None] if known is None else known))


def _index(key: Key) -> str:
    return "" if key is None else f"[{shown(key)}]"
