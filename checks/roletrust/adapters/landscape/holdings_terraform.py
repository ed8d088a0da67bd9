"""What the roles of a Terraform scan hold: its blocks that attach policies, by root module."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

from roletrust.adapters.landscape.holdings import Unknown
from roletrust.adapters.terraform.vertices import calls_of, name_and_key, nodes
from roletrust.dialects.hcl.attaching import BROKEN, KINDS, Where
from roletrust.dialects.hcl.holdings import RoleHoldings
from roletrust.dialects.hcl.roots import Roots
from roletrust.engine.role import Gathered, Home
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.scan import Scan


class OfRole(RoleHoldings):
    @cached_property
    def home(self) -> Home:
        return Home(self.root.path, f"account of provider {''.join(self.provider)}")


def gather(scan: Scan, block: Block, roots: Roots | None = None) -> Gathered:
    """The role `block` of `scan`; `roots`: what is attached to roles, by root module, if not by the scan's graph."""
    calls, *others = scan.ways(block)
    where = Where(block.file, tuple(calls), block.address)
    try:
        root = (roots or roots_of(scan)).of(where.root)
        return OfRole(root, where, block.key) if not others else Unknown(f"the policies of {block.label}")
    except BROKEN:
        return Unknown(f"the policies of {block.label}")


@lru_cache(maxsize=3)
def roots_of(scan: Scan) -> Roots:
    return Roots(scan.project, blocks_of(scan))


def blocks_of(scan: Scan) -> Iterator[Where]:
    """Where roles and policies are made and attached: in the files that Checkov lists, and in those beside them."""
    for node in nodes(scan.graph.origin):
        if node.get("block_type_") == "resource":
            yield from blocks_in(scan, node)
    for file, address in scan.project.beside(KINDS):
        for calls in scan.project.chains(file):
            yield Where(file, tuple(calls), address)


def blocks_in(scan: Scan, node: dict[str, Any]) -> Iterator[Where]:
    file = node["file_path_"]
    for kind, named in node["config_"].items():
        for name, conf in named.items() if kind in KINDS and isinstance(named, dict) else ():
            if isinstance(conf, dict) and conf.get("count") != [0]:
                address = ("resource", kind, name_and_key(name)[0])
                calls = tuple(calls_of(node.get("source_module_object_")))
                for way in scan.project.chains(file) if scan.graph.json else [calls]:
                    yield Where(file, tuple(way), address)
