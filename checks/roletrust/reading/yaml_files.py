"""Files of YAML, read for what readers of values drop: the lines of texts, and texts as they are written.

`scanned`: the directory in which everything lies that may be read for such a file (`dialects/scanned_tree.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

import yaml

from roletrust.dialects.file_bytes import decoded
from roletrust.dialects.scanned_tree import inside
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.yaml_nodes import LOADER, tree
from roletrust.reading.yaml_written import leaf


def documents(path: str, scanned: str) -> tuple[yaml.Node, ...]:
    """The documents of the file at `path`.  Raises OSError and yaml.YAMLError."""
    return _documents(path, scanned, os.stat(path).st_mtime_ns)


@lru_cache(maxsize=2)
def _documents(path: str, scanned: str, changed: int) -> tuple[yaml.Node, ...]:
    return tuple(yaml.compose_all(text_of(path, scanned), Loader=LOADER))


def text_of(path: str, scanned: str) -> str:
    """The file at `path`.  Raises OSError, also where a link there leads out of `scanned`."""
    if not inside(scanned, path):
        raise OSError("it is a link that leads out of the scanned directory")
    with open(path, "rb") as file:
        return decoded(file.read()).replace("\r\n", "\n")


def trees(path: str, file: str, scanned: str, marks: tuple[str, ...] = ("",)) -> Iterator[Tree]:
    """The documents of the file at `path`, which findings call `file`, as they are written; none that cannot be read,
    and none where no one of `marks` is in the file.  Raises nothing.
    """
    try:
        text = text_of(path, scanned)
        if not any(mark in text for mark in marks):
            return
        for each in documents(path, scanned):
            if each is not None:
                yield tree(each, file, leaf)
    except (OSError, ValueError, RecursionError, yaml.YAMLError, PolicyError):
        return
