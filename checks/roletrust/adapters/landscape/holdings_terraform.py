"""What the roles of a Terraform scan hold: its blocks that attach policies, by root module."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from roletrust.adapters.terraform.vertices import calls_of, name_and_key, nodes
from roletrust.dialects.hcl.roles.root_modules import KINDS, Roots, Where
from roletrust.engine.roles.role import Gathered
from roletrust.reading.terraform import holdings as terraform
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.scan import Scan


def gather(scan: Scan, block: Block) -> Gathered:
    """The role `block` of `scan`."""
    return terraform.gather(scan, block, roots_of(scan))


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
