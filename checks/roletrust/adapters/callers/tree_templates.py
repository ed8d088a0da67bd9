"""The roles of CloudFormation's templates in the scanned tree, for callers in frameworks whose scans hold no roles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

from roletrust.adapters.decision import Decided, decided
from roletrust.adapters.formats.nested_stacks import of_resources
from roletrust.adapters.formats.template_files import alone, read
from roletrust.dialects.cloudformation.attached_policies import RoleOfTemplate
from roletrust.dialects.cloudformation.intrinsics import ROLE
from roletrust.dialects.cloudformation.nesting import Nesting
from roletrust.dialects.cloudformation.resources import STACK_SETS, STACKS
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.holdings import Holding
from roletrust.reading.kinds import plain_name
from roletrust.reading.templates import Logical, judged
from roletrust.reading.tree_files import texts

Found = tuple[dict[str, Any], Decided, Holding]  # a role of the tree: its block, its trust policy, what it holds


class TreeTemplates:
    """Those below `root`."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.known: list[str] = []
        self.making: list[str] = []  # those with a role in them
        self.parents: list[str] = []  # and those with a stack

    def add(self, path: str, text: str) -> None:
        """Look at the text of what may be a template."""
        self.known.append(path)
        self.making += [path] if ROLE in text else []
        self.parents += [path] if any(kind in text for kind in (*STACKS, *STACK_SETS)) else []

    def called(self, name: str) -> Iterator[Found]:
        """The roles called `name`."""
        for path, text in texts(iter(self.making), lambda _: True):
            if name in text:
                yield from self._in(path, name)

    def _in(self, path: str, name: str) -> Iterator[Found]:
        file = read(path, self._shown(path))
        nesting = self._nesting if path in self._nesting else None
        for logical, resource in file.template.resources.of_kind(ROLE):
            if plain_name(resource.get("RoleName")) != name:
                continue
            role = Logical(logical, ROLE, self._shown(path), dict(resource))
            try:
                case = judged(role, file, nesting, path)
            except PolicyError:
                continue
            if case:
                held = partial(RoleOfTemplate, nesting.template(path) if nesting else file.template, logical, path)
                yield {"Properties": role.properties}, decided(case), held

    def _shown(self, path: str) -> str:
        return f"/{os.path.relpath(path, self.root)}"

    @cached_property
    def _nesting(self) -> Nesting:
        resources = ((path, alone(path, self._shown(path)).resources) for path in self.parents)
        return of_resources(resources, self.known, self.root)
