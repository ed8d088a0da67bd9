"""What Checkov's runner knows and does not tell its checks: the files of a JSON scan, the graphs of a split one."""

from __future__ import annotations

import os
from typing import Any

from roletrust.adapters.entity import Entity
from roletrust.adapters.host.internals import (
    HostChanged,
    definitions_of,
    filter_at_work,
    graphs_of,
    runner_at_work,
    scanned_directory,
)
from roletrust.adapters.terraform.graph import recent
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.scan import Scan, scan_of


def all_graphs() -> list[Any] | None:
    """Every graph of a scan under TF_SPLIT_GRAPH, one for a directory; Checkov hands a check the first one or none."""
    return graphs_of(runner_at_work())


def json_place(entity: Entity) -> tuple[Scan, Block]:
    """The block of Terraform's JSON syntax that `entity` is, and its scan.  Raises HostChanged."""
    graph = recent.graph(definitions_of(runner_at_work()), entity.conf)
    block = graph.block(entity.conf)
    if block is None:
        raise HostChanged("the block is not among what Checkov's runner has read")
    named = getattr(filter_at_work(), "var_files", None) or ()
    graph.var_files = tuple(map(os.path.abspath, named))
    named_in = os.path.commonpath([os.path.dirname(file) for file in graph.files])  # where files are named
    return scan_of(graph, scanned_directory() or named_in), block
