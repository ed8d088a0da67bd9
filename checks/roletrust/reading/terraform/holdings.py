"""What the roles of a Terraform scan hold: its blocks that attach policies, by root module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.project.module_callers import MOST_CHAINS
from roletrust.dialects.hcl.roles.attached_policies import RoleOfTerraform
from roletrust.dialects.hcl.roles.root_modules import BROKEN, KINDS, NAMES, Roots, Where
from roletrust.engine.roles.role import Gathered
from roletrust.engine.text import Hole
from roletrust.reading.holdings import Unknown
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.scan import Scan


def gather(scan: Scan, block: Block, roots: Roots) -> Gathered:
    """The role `block` of `scan`; `roots`: what is attached to roles, by root module."""
    calls = scan.ways(block).only
    if calls is None:
        return unknown(block)
    where = Where(block.file, tuple(calls), block.address)
    try:
        return RoleOfTerraform(roots.of(where.root), where, block.key)
    except BROKEN:
        return unknown(block)


def unknown(block: Block) -> Gathered:
    """A role of which nothing is known but its trust policy."""
    return Unknown(f"the policies of {block.label}")


def roots_of_tree(scan: Scan, directories: Iterable[Directory], most: int = MOST_CHAINS) -> Roots:
    """What is attached to roles, by root module.  Where not all is known that may be, each has something unread.

    `most`: ways to call one module that are told apart.
    """
    blocks: list[Where] = []
    beyond: list[Hole] = []
    for file, address in (each for directory in directories for each in attaching(directory)):
        chains = scan.project.chains(file, most)
        blocks += [Where(file, tuple(calls), address) for calls in chains]
        if chains.beyond and address[1] not in NAMES:
            beyond.append(Hole(".".join(address[1:]), file))
    return Roots(scan.project, blocks, beyond)


def attaching(directory: Directory) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """File and address of each of its blocks that makes a role or a policy, or attaches one."""
    for each in directory.addresses():
        if len(each) == 3 and each[0] == "resource" and each[1] in KINDS and (placed := directory.block(each)):
            yield placed.file, (each[0], each[1], each[2])
