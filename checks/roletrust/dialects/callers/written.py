"""YAML as it is written: mappings (`Map`), lists, and texts that know their line.  An empty value is None."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roletrust.dialects.tree import Map, Tree


class Written(str):
    """A scalar's text.  `line`: where its first character stands; `exact`: whether its lines are those of the file."""

    __slots__ = ("exact", "line")
    line: int
    exact: bool


def written(value: str, line: int, exact: bool = True) -> Written:
    found = Written(value)
    found.line, found.exact = line, exact
    return found


def within(tree: Tree, *keys: str) -> Tree:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, Map) else None
    return tree


def entries(tree: Tree) -> Iterator[tuple[str, Tree]]:
    yield from tree.items() if isinstance(tree, Map) else ()


def items(tree: Tree) -> list[Tree]:
    return tree if isinstance(tree, list) else []


def texts(tree: Tree) -> Iterator[Written]:
    """The texts of a list of texts, which may hold lists of them, or a text alone."""
    stack = [tree]
    while stack:
        each = stack.pop()
        if isinstance(each, Written):
            yield each
        else:
            stack += reversed(items(each))


def joined(parts: Iterable[Written]) -> Written:
    """One script of several, each on the lines it has in the file; where they do not go downward, `exact` is False."""
    found, at, exact, first = "", 0, True, 0
    for part in parts:
        first, at = (first, at) if first else (part.line, part.line)
        exact = exact and part.exact and part.line >= at
        text = part if part.endswith("\n") else f"{part}\n"
        found += "\n" * max(0, part.line - at) + text
        at = max(at, part.line) + text.count("\n")
    return written(found, first, exact)
