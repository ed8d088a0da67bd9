"""YAML as it is written, for those who look for calls in it: texts with their lines, no value read as a number."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from roletrust.adapters.places import in_tree
from roletrust.dialects.callers.written import Reference, written
from roletrust.dialects.tree import Tree
from roletrust.engine.document import PolicyError
from roletrust.reading.yaml_nodes import REFERENCE, documents, tree


def trees(path: str, file: str, marks: tuple[str, ...] = ("",)) -> Iterator[Tree]:
    """The documents of the file at `path`, which findings call `file`; none that cannot be read, and none where no one
    of `marks` is in the file.  Raises nothing.
    """
    try:
        with open(in_tree(path), encoding="utf-8-sig") as opened:
            text = opened.read()
        if not any(mark in text for mark in marks):
            return
        for each in documents(path):
            if each is not None:
                yield tree(each, file, leaf)
    except (OSError, ValueError, RecursionError, yaml.YAMLError, PolicyError):
        return


def leaf(node: yaml.Node, file: str) -> Tree:
    """A text with its line, or GitLab's `!reference`; None where there is none, or another tag."""
    if node.tag == REFERENCE and isinstance(node, yaml.SequenceNode):
        return Reference(tuple(str(each.value) for each in node.value))
    if node.tag.endswith(":null") or node.tag.startswith("!") or not isinstance(node, yaml.ScalarNode):
        return None
    block = node.style in ("|", ">")
    line = node.start_mark.line + 1
    return written(node.value, line + block, node.style == "|" or line == node.end_mark.line + 1, file)
