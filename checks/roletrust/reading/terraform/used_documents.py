"""Which policy documents, and which files, the trust policies of a Terraform scan are made of."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cached_property, lru_cache

from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.reading.terraform.blocks import POLICY, TRUST, Block, Policy
from roletrust.reading.terraform.role_calls import called_by
from roletrust.reading.terraform.scan import Scan

NAMED = re.compile(r"data\.aws_iam_policy_document\.([\w-]+)")


class UsedDocuments:
    """By file and name: a module's document counts as used wherever one of its instances is."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan

    def __contains__(self, document: Block) -> bool:
        return (document.file, document.name) in self._used

    def reads(self, path: str) -> bool:
        """Whether `file`, or a function like it, reads the file at the absolute `path` for a trust policy."""
        return (path, "") in self._used

    @cached_property
    def _used(self) -> frozenset[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for block in self.scan.graph.blocks.values():
            for role in self._roles(block):
                if self.scan.makes(role):
                    found |= self._of(role, self.scan.ahead)
        for file, (kind, type_, name) in self.scan.project.beside(TRUST):
            if kind == "resource":
                found |= self._of(Block(kind, type_, name, None, file, (), {}), self.scan.role)
        return frozenset(found)

    def _roles(self, block: Block) -> list[Block]:
        called = called_by(block.conf) if block.kind == "module" else None
        made = [self.scan.described(block, release) for release in called.releases] if called else []
        return [block] if block.kind == "resource" else [role for roles in made for role in roles]

    def _of(self, role: Block, asked: Callable[[Block], Policy]) -> frozenset[tuple[str, str]]:
        try:
            policy = asked(role)
        except Exception:  # the role's own check breaks over it too, and says so
            return frozenset()
        return policy.used if isinstance(policy, Evaluated) else self._named(role)

    def _named(self, role: Block) -> frozenset[tuple[str, str]]:
        """The documents whose names stand in a role that could not be evaluated: its verdict speaks for them."""
        names = {(os.path.dirname(role.file), name) for name in NAMED.findall(str(role.conf.get(POLICY[role.type])))}
        return frozenset(self._placed[name] for name in names & self._placed.keys())

    @cached_property
    def _placed(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Every document's file and name, by directory and name."""
        documents = [block for block in self.scan.graph.blocks.values() if block.kind == "data"]
        return {(os.path.dirname(each.file), each.name): (each.file, each.name) for each in documents}


@lru_cache(maxsize=3)  # as many scans as are kept
def documents_used_in(scan: Scan) -> UsedDocuments:
    """The documents that the trust policies of the scan's roles are made of."""
    return UsedDocuments(scan)
