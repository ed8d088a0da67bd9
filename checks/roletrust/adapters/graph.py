"""Checkov's Terraform graph, read once: which block stands in which file, under which module calls."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from roletrust.adapters.entity import DOCUMENTS, ROLES
from roletrust.adapters.lasting import lasting
from roletrust.adapters.nodes import is_var_file, name_and_key, nodes
from roletrust.adapters.role_calls import is_role_call
from roletrust.dialects.hcl.project import Call

WANTED: dict[str, tuple[str, ...]] = {"resource": ROLES, "data": DOCUMENTS, "module": ("",)}


@dataclass(frozen=True, eq=False)
class Block:
    """A role, a policy document, or a call of a described module.

    `calls` go from the root module inwards; `key` is its count or for_each key.
    """

    kind: str
    type: str
    name: str
    key: int | str | None
    file: str
    calls: tuple[Call, ...]
    conf: dict[str, Any]

    @property
    def address(self) -> tuple[str, str, str]:
        return self.kind, self.type, self.name

    @property
    def exists(self) -> bool:
        """Checkov keeps a block with `count = 0`, but it makes nothing."""
        return self.conf.get("count") != [0]

    @property
    def label(self) -> str:
        """Its address as Terraform writes it."""
        return str(self.conf.get("__address__") or f"{self.type}.{self.name}")

    def root(self, scanned_file: str) -> str:
        """The directory the scan started from.  `scanned_file`: the block's file as seen from there (`/main.tf`).

        A module outside of it is seen as `/../modules/m/main.tf`; its outermost call then lies inside.
        """
        inner = scanned_file.replace(f"{os.sep}..", "")
        levels = (len(scanned_file) - len(inner)) // 3
        if not self.file.endswith(inner):
            return os.path.dirname(self.calls[0].file if self.calls else self.file)
        start = self.file[: -len(inner)]
        if levels and self.calls:
            start = os.sep.join(self.calls[0].file.split(os.sep)[: start.count(os.sep) + 1 + levels])
        return start or os.sep


class Graph:
    """`blocks` by the identity of the configuration that Checkov hands to a check; `files` are absolute."""

    def __init__(self, graph: Any) -> None:
        self.origin = graph  # INVARIANT (identity): keeps the confs alive, so that no other object takes their id
        self.blocks: dict[int, Block] = {}
        files: dict[str, None] = {}
        var_files: dict[str, None] = {}
        for node in nodes(graph):
            kind, file = node.get("block_type_"), node.get("file_path_") or ""
            if kind == "tfvar":
                var_files[file] = None
                continue
            files[file] = None
            if kind in ("resource", "data", "module"):
                self.blocks.update((id(block.conf), block) for block in blocks_of(node))
        self.files = tuple(sorted(files))
        self.var_files = tuple(file for file in var_files if is_var_file(file))

    def block(self, conf: dict[str, Any]) -> Block | None:
        return self.blocks.get(id(conf))


def blocks_of(node: dict[str, Any]) -> Iterator[Block]:
    kind = node["block_type_"]
    named = {"": node["config_"]} if kind == "module" else node["config_"]
    for type_ in WANTED[kind]:
        found = named.get(type_)
        for name, conf in found.items() if isinstance(found, dict) else ():
            if isinstance(conf, dict) and (kind != "module" or is_role_call(conf)):
                calls = tuple(calls_of(node.get("source_module_object_")))
                yield Block(kind, type_, *name_and_key(name), node["file_path_"], calls, conf)


def calls_of(module: Any) -> Sequence[Call]:
    """From Checkov's TFModule, innermost first, to the calls from the root module inwards."""
    calls: list[Call] = []
    while module is not None:
        calls.insert(0, Call(module.path, module.name, module.foreach_idx))
        module = module.nested_tf_module
    return calls


class Recent:
    """The last few graphs.  Checkov's cannot be referenced weakly, so they are dropped by number."""

    def __init__(self, size: int = 3) -> None:
        self.size = size
        self.graphs: list[Graph] = []

    def graph(self, origin: Any, conf: dict[str, Any]) -> Graph:
        """The one of `origin`.  Where runners share a process as threads, `conf` may be of another: then that."""
        known = self.graphs
        found = next((each for each in known if each.origin is origin), None)
        if found is None:
            found = Graph(origin)
            lasting("graph")
            self.graphs = [*known[1 - self.size :], found]
        if found.block(conf) is None:
            return next((each for each in known if each.block(conf)), found)
        return found


recent = Recent()
