"""The vertices of Checkov's graphs, whichever library made them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any


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
    networkx = type(graph).__module__.startswith("networkx")
    for _, attributes in graph.nodes(data=True) if networkx else graph.nodes():
        yield attributes
