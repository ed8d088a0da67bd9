"""What the roles of the scanned tree hold, for callers in frameworks whose scans hold no roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from roletrust.adapters.decision import Decided
from roletrust.adapters.landscape.deferred import Deferred
from roletrust.dialects.hcl.attaching import KINDS, NAMES, Where
from roletrust.dialects.hcl.callers import MOST_CHAINS
from roletrust.dialects.hcl.directory import Directory
from roletrust.dialects.hcl.roots import Roots
from roletrust.engine.role import Gathered
from roletrust.engine.text import Hole
from roletrust.engine.trust import Trust
from roletrust.reading.terraform.scan import Scan

Holding = Callable[[], Gathered]
Found = tuple[dict[str, Any], Decided, Holding]  # a role of the tree: its block, its trust policy, what it holds


class Beside(Deferred):
    """What the tree tells of a role: gathered only where a call is made by its session, or by another's to it."""

    def __init__(self, decided: Decided, holding: Holding) -> None:
        self._holding = holding
        self.trusts: Sequence[Trust] = [trust for _, trust in decided.trusts]
        self.problem = decided.problem

    def gather(self) -> Gathered:
        return self._holding()


def roots_of_tree(scan: Scan, directories: Iterable[Directory]) -> Roots:
    """What is attached to roles, by root module.  Where not all is known that may be, each has something unread."""
    blocks: list[Where] = []
    beyond: list[Hole] = []
    for file, address in (each for directory in directories for each in attaching(directory)):
        chains = scan.project.chains(file)
        blocks += [Where(file, tuple(calls), address) for calls in chains]
        if len(chains) > MOST_CHAINS and address[1] not in NAMES:
            beyond.append(Hole(".".join(address[1:]), file))
    return Roots(scan.project, blocks, beyond)


def attaching(directory: Directory) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """File and address of each of its blocks that makes a role or a policy, or attaches one."""
    for each in directory.addresses():
        if len(each) == 3 and each[0] == "resource" and each[1] in KINDS and (placed := directory.block(each)):
            yield placed.file, (each[0], each[1], each[2])
