"""The vertices of Checkov's graphs, whichever library made them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from roletrust.adapters.host.internals import vertices
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.reading.kinds import DOCUMENTS, OTHERS, ROLES, STACKS
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.role_calls import is_role_call

WANTED: dict[str, tuple[str, ...]] = {"resource": (*ROLES, *STACKS, *OTHERS), "data": DOCUMENTS, "module": ("",)}


def nodes(graph: Any) -> Iterator[dict[str, Any]]:
    """The blocks' attributes, from a rustworkx or a networkx graph, from a list of graphs and the directories they are
    of, or from the files and blocks of a JSON scan.
    """
    if isinstance(graph, list):
        for each, _ in graph:
            yield from nodes(each)
        return
    if isinstance(graph, dict):
        for file, definition in graph.items():
            for kind, blocks in definition.items():
                for block in blocks:
                    yield {"block_type_": kind, "file_path_": os.path.abspath(file), "config_": block}
        return
    yield from vertices(graph)


def blocks_of(node: dict[str, Any]) -> Iterator[Block]:
    module = node["block_type_"] == "module"
    config = {"": node["config_"]} if module else node["config_"]
    for kind in WANTED[node["block_type_"]]:
        named = config.get(kind)
        for name, conf in named.items() if isinstance(named, dict) else ():
            if isinstance(conf, dict) and (not module or is_role_call(conf)):
                calls = tuple(calls_of(node.get("source_module_object_")))
                yield Block(node["block_type_"], kind, *name_and_key(name), node["file_path_"], calls, conf)


def name_and_key(name: str) -> tuple[str, int | str | None]:
    """Checkov writes the key of an instance into its name: `r[0]`, `r["a"]`."""
    stem, bracket, rest = name.partition("[")
    if not bracket:
        return stem, None
    key = rest[:-1]
    return stem, key[1:-1] if key.startswith('"') else int(key) if key.isdigit() else key


def calls_of(module: Any) -> Sequence[ModuleCall]:
    """From Checkov's TFModule, innermost first, to the calls from the root module inwards."""
    calls: list[ModuleCall] = []
    while module is not None:
        calls.insert(0, ModuleCall(module.path, module.name, module.foreach_idx))
        module = module.nested_tf_module
    return calls
