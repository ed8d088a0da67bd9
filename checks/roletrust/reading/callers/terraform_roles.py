"""Blocks of a Terraform configuration that may call roles, and the roles of the scan as these blocks name them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Generic, NamedTuple

from roletrust.dialects.hcl.files.directory import Address
from roletrust.dialects.hcl.roles.arguments import NONE, arguments
from roletrust.dialects.hcl.roles.assuming import attribute
from roletrust.dialects.hcl.roles.instances import instances
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole, Text, Value, text
from roletrust.reading.callers.made import Named, R, Roles, by_name
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


def instances_of(at: Standing) -> Iterator[Standing]:
    """The block in each of its instances, called as Checkov calls it; as it is where they are not known."""
    if at.address[0] not in ("resource", "data"):
        yield at  # a provider and a backend are alone in their module
        return
    for each in instances(at.scan.project, at.file, at.calls, at.address, at.key):
        label = f"{each.prefix}{'.'.join(at.address[1:])}{each.ending}" if each.sure else at.label
        yield at._replace(calls=each.calls, key=each.key, label=label)


class RolesOfTerraform(Generic[R]):
    """The roles that a `scan` names, as each of its root modules calls them: by their ARNs, and by their names there.

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
        self._of_any = Roles(self._roles, self._arns_of, elsewhere)
        self._of_root: dict[str, Roles[R]] = {}
        self.by_name: Named[R] = by_name(self._roles)

    def by_arn(self, root: str) -> Named[R]:
        """How the root module at `root` finds them by ARN: one of its own, for it can refer to no other; else any.

        Root modules may make roles alike: of `dev` and `prod` one account is known as well as the other, or neither is.
        An ARN that is written out may be the other's, unless the account of the own one is proved.
        """

        def named(role: Value) -> R | None:
            own = self._own(root).named(role)
            sure = own is not None and (isinstance(role, Text) or own.case.subject.owner.proved)
            return own if sure else self._of_any.named(role)

        return named

    def meant(self, root: str, role: Value) -> R | None:
        """The role with this ARN, or of this name, which means the same in one root module only."""
        if str(role).startswith("arn:") or ":" in str(role):
            return self.by_arn(root)(role)
        found = self._named.get((root, role), [])
        return found[0] if len(found) == 1 else self.by_arn(root)(role)

    def _own(self, root: str) -> Roles[R]:
        """Those of one root module."""
        if root not in self._of_root:
            self._of_root[root] = Roles(self._in_roots.get(root, ()), partial(self._arns_in, root))
        return self._of_root[root]

    @cached_property
    def _in_roots(self) -> dict[str, list[R]]:
        found: dict[str, list[R]] = {}
        for each in self._roles:
            for root in dict.fromkeys(root for root, _ in self._ways(each)):
                found.setdefault(root, []).append(each)
        return found

    @cached_property
    def _named(self) -> dict[tuple[str, Value], list[R]]:
        found: dict[tuple[str, Value], list[R]] = {}
        for each in self._roles:
            for named in self._names_of(each):
                found.setdefault(named, []).append(each)
        return found

    def _arns_of(self, role: R) -> Iterator[Value]:
        return self._alone(role, [calls for _, calls in self._ways(role)])

    def _arns_in(self, root: str, role: R) -> Iterator[Value]:
        return self._alone(role, [calls for own, calls in self._ways(role) if own == root])

    def _alone(self, role: R, ways: Sequence[Calls]) -> Iterator[Value]:
        """The ARN of each instance of a role that is made in one way alone."""
        block = self._block(role)
        if block is None or len(ways) != 1 or self.scan.ways(block).beyond:
            return
        for each in instances(self.scan.project, block.file, ways[0], block.address, block.key):
            found = attribute(self.scan.project, block.file, each.calls, block.address, each.key)
            if isinstance(found, (str, Text)):
                yield found

    def _names_of(self, role: R) -> Iterator[tuple[str, Value]]:
        """The root module of a role, and what it is called there."""
        block = self._block(role)
        for root, calls in self._ways(role) if block else ():
            assert block is not None
            found: Tree = role.case.subject.role or attribute(
                self.scan.project, block.file, calls, block.address, block.key, NAME[block.type]
            )
            if isinstance(found, (str, Text, Hole)):
                yield root, text(found)

    def _ways(self, role: R) -> Iterator[tuple[str, Calls]]:
        """The calls that a role stands under, each with its root module."""
        block = self._block(role)
        if block:
            yield from ((root_of(block.file, calls), calls) for calls in self.scan.ways(block))

    def _block(self, role: R) -> Block | None:
        block = self._block_of(role)
        return block if block and block.kind == "resource" else None


def root_of(file: str, calls: Calls) -> str:
    return os.path.dirname(os.path.normpath(calls[0].file if calls else file))
