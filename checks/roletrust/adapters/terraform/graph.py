"""Checkov's Terraform graph, read once: which block stands in which file, under which module calls."""

from __future__ import annotations

import os
from typing import Any

from roletrust.adapters.gc_freeze import lasting
from roletrust.adapters.terraform.vertices import blocks_of, nodes
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.scan import Listing

LOADED_BY_NAME = (".auto.tfvars", ".auto.tfvars.json")  # and terraform.tfvars: Terraform finds them itself


class Graph(Listing):
    """`blocks` by the identity of the configuration that Checkov hands to a check; `files` are absolute.

    `modules`: where Checkov found the module that a call (its file, its name) calls.
    `json`: made of the blocks of a scan of Terraform's JSON syntax, which has no graph.
    """

    def __init__(self, graph: Any) -> None:
        super().__init__(json=isinstance(graph, dict))
        self.origin = graph  # INVARIANT (identity): keeps the confs alive, so that no other object takes their id
        modules: dict[tuple[str, str], str] = {}
        files: dict[str, None] = {}
        var_files: dict[str, None] = {}
        for node in nodes(graph):
            kind, file = node.get("block_type_"), node.get("file_path_") or ""
            if kind == "tfvar":
                var_files[file] = None
                continue
            files[file] = None
            module = node.get("source_module_object_")
            if module is not None:
                modules[module.path, module.name] = os.path.dirname(file)
            if kind in ("resource", "data", "module"):
                self.blocks.update((id(block.conf), block) for block in blocks_of(node))
        self.files, self.modules = tuple(sorted(files)), modules
        self.var_files = tuple(file for file in var_files if is_var_file(file))

    def block(self, conf: dict[str, Any]) -> Block | None:
        return self.blocks.get(id(conf))


def is_var_file(file: str) -> bool:
    """Whether it came by `--var-file`: not found by its name, and not an environment variable."""
    name = os.path.basename(file)
    return not (file.startswith("env:") or name.startswith("terraform.tfvars") or name.endswith(LOADED_BY_NAME))


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
