"""What stands at a path within a tree, however often, and under which conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roletrust.dialects.handed.groups import EACH
from roletrust.dialects.tree import ABSENT, Choice, Tree


def picked(tree: Tree, path: Sequence[str]) -> Iterator[Tree]:
    """Each tree at the end of `path`, within the Choices that lead there; nothing of what may not be there."""
    if isinstance(tree, Choice):
        yield from (Choice(tree.name, each, ABSENT) for each in picked(tree.then, path))
        yield from (Choice(tree.name, ABSENT, each) for each in picked(tree.otherwise, path))
    elif isinstance(tree, list):
        rest = path[1:] if path and path[0] == EACH else path
        for each in tree:
            yield from picked(each, rest)
    elif not path:
        yield tree
    elif isinstance(tree, dict) and path[0] in tree:
        yield from picked(tree[path[0]], path[1:])
