"""Blocks of a Terraform configuration that may call roles, and the roles of the scan as these blocks name them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple

from roletrust.dialects.hcl.files.directory import Address
from roletrust.dialects.hcl.roles.arguments import NONE, arguments
from roletrust.dialects.hcl.roles.assuming import attribute
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole, Text, Value, text
from roletrust.reading.callers.made import Named, R, Roles
from roletrust.reading.callers.stack_sets import by_name
from roletrust.reading.terraform.blocks import Block, Calls
from roletrust.reading.terraform.scan import NAME, Scan


class Standing(NamedTuple):
    """A block of `file`, under the `calls` of its module, which begins at line `first`; `key`: of its instance.

    `address`: `("terraform",)`, `("provider", "aws.vendor")`, `("resource", type, name)`.  `label`: what it is called.
    """

    scan: Scan
    file: str
    calls: Calls
    address: Address
    key: int | str | None
    label: str
    first: int

    @property
    def root(self) -> str:
        """The directory of its root module."""
        return root_of(self.file, self.calls)

    def written(self, names: Collection[str], inside: Mapping[str, Sequence[str]] = NONE) -> Map | None:
        """What is written in the resource (see `arguments`); None where it cannot be read, or is not made."""
        return self._written(self.address, self.key, names, inside)

    def beside(self, address: Address, names: Collection[str]) -> Map | None:
        """The same of another resource of its module, which is alone at its address."""
        return self._written(address, None, names, NONE)

    def _written(
        self, address: Address, key: int | str | None, names: Collection[str], inside: Mapping[str, Sequence[str]]
    ) -> Map | None:
        found = arguments(self.scan.project, self.file, self.calls, address, key, names, inside)
        return found if found is not None and self.scan.project.exists(self.file, self.calls, address) else None


class RolesOfTerraform(Generic[R]):
    """The roles that a `scan` names, by their ARNs, and by their names within a root module.

    `block_of`: the block that makes a role, where the scan has it.  `elsewhere`: see Roles.
    """

    def __init__(
        self,
        roles: Iterable[R],
        scan: Scan,
        block_of: Callable[[R], Block | None],
        elsewhere: Named[R] | None = None,
    ) -> None:
        self.scan = scan
        self._roles, self._block_of = tuple(roles), block_of
        self.by_arn = Roles(self._roles, self._arn_of, elsewhere)
        self.by_name: Named[R] = by_name(self._roles)
        self._in_roots: dict[tuple[str, Value], list[R]] | None = None

    def meant(self, root: str, role: Value) -> R | None:
        """The role with this ARN, or of this name, which means the same in one root module only."""
        if str(role).startswith("arn:") or ":" in str(role):
            return self.by_arn.named(role)
        found = self._named.get((root, role), [])
        return found[0] if len(found) == 1 else self.by_arn.named(role)

    @property
    def _named(self) -> dict[tuple[str, Value], list[R]]:
        if self._in_roots is None:
            self._in_roots = {}
            for each in self._roles:
                for root, name in self._names_of(each):
                    self._in_roots.setdefault((root, name), []).append(each)
        return self._in_roots

    def _arn_of(self, role: R) -> Value | None:
        block = self._block(role)
        calls = self.scan.ways(block).only if block else None
        if block is None or calls is None:
            return None
        found = attribute(self.scan.project, block.file, calls, block.address, block.key)
        return found if isinstance(found, (str, Text)) else None

    def _names_of(self, role: R) -> Iterator[tuple[str, Value]]:
        """The root module of a role, and what it is called there."""
        block = self._block(role)
        for calls in self.scan.ways(block) if block else ():
            assert block is not None
            found: Tree = role.case.subject.role or attribute(
                self.scan.project, block.file, calls, block.address, block.key, NAME[block.type]
            )
            if isinstance(found, (str, Text, Hole)):
                yield root_of(block.file, calls), text(found)

    def _block(self, role: R) -> Block | None:
        block = self._block_of(role)
        return block if block and block.kind == "resource" else None


def root_of(file: str, calls: Calls) -> str:
    return os.path.dirname(os.path.normpath(calls[0].file if calls else file))
