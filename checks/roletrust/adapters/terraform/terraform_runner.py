"""What Checkov's runner knows and does not tell its checks: the files of a JSON scan, the graphs of a split one."""

from __future__ import annotations

import os
import sys
from typing import Any

from roletrust.adapters.entity import Entity
from roletrust.adapters.terraform.graph import recent
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.scan import Scan, scan_of


def all_graphs() -> list[Any] | None:
    """Every graph of a scan under TF_SPLIT_GRAPH, one for a directory; Checkov hands a check the first one or none."""
    graphs = getattr(runner_at_work().get("self"), "all_graphs", None)
    return graphs if isinstance(graphs, list) and graphs else None


def json_place(entity: Entity) -> tuple[Scan, Block] | None:
    """The block of Terraform's JSON syntax that `entity` is, and its scan; None if the runner is not known."""
    running = runner_at_work()
    definitions = getattr(running.get("self"), "definitions", None)
    if not isinstance(definitions, dict):
        return None
    graph = recent.graph(definitions, entity.conf)
    block = graph.block(entity.conf)
    if block is None:
        return None
    named = getattr(running.get("runner_filter"), "var_files", None) or ()
    graph.var_files = tuple(map(os.path.abspath, named))
    outside = "/.." in entity.file  # a file scanned alone, seen from the working directory
    return scan_of(graph, os.path.dirname(block.file) if outside else block.root(entity.file)), block


def runner_at_work() -> dict[str, Any]:
    """What the runner that asks knows in `run_block`, by name: itself, its filter.  Empty if none is on the stack.

    A check is told the file only as the report names it, `/main.tf.json`: relative to a directory that it is not told.
    """
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "run_block" and "full_file_path" in frame.f_locals:
            return dict(frame.f_locals)
        if frame.f_back is None:
            break
        frame = frame.f_back
    return {}
