"""Trees as plain values, for tests to compare."""

from __future__ import annotations

from typing import Any

from roletrust.dialects.tree import ABSENT, Choice, Maybe, Tree
from roletrust.engine.text import Text


def plain(tree: Tree) -> Any:
    """`tree` with `${name}` for a Hole, and tuples that say `if` for a Choice, `maybe` for a Maybe."""
    if isinstance(tree, Text):
        return str(tree)
    if isinstance(tree, Choice):
        return ("if", tree.name, plain(tree.then), plain(tree.otherwise))
    if isinstance(tree, Maybe):
        return ("maybe", tree.hole.name, plain(tree.value))
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return "absent" if tree is ABSENT else tree
