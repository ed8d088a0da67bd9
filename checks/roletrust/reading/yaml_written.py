"""YAML as it is written, for those who look for calls in it: texts with their lines, no value read as a number."""

from __future__ import annotations

import yaml

from roletrust.dialects.callers.written import Reference, written
from roletrust.dialects.tree import Tree
from roletrust.reading.yaml_nodes import REFERENCE


def leaf(node: yaml.Node, file: str) -> Tree:
    """A text with its line, or GitLab's `!reference`; None where there is none, or another tag."""
    if node.tag == REFERENCE and isinstance(node, yaml.SequenceNode):
        return Reference(tuple(str(each.value) for each in node.value))
    if node.tag.endswith(":null") or node.tag.startswith("!") or not isinstance(node, yaml.ScalarNode):
        return None
    block = node.style in ("|", ">")
    line = node.start_mark.line + 1
    return written(node.value, line + block, node.style == "|" or line == node.end_mark.line + 1, file)
