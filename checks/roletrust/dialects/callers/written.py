"""YAML as it is written: mappings (`Map`), lists, and texts that know their line.  An empty value is None."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from roletrust.dialects.tree import Map, Tree


class Written(str):
    """A scalar's text.  `line`: where its first character stands in `file`; `exact`: whether its lines are its."""

    __slots__ = ("exact", "file", "line")
    file: str
    line: int
    exact: bool


class Reference(NamedTuple):
    """GitLab's `!reference [job, key]`: what stands under `keys`.  One that is left was not found."""

    keys: tuple[str, ...]


def written(value: str, line: int, exact: bool = True, file: str = "") -> Written:
    found = Written(value)
    found.line, found.exact, found.file = line, exact, file
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


def is_whole(tree: Tree) -> bool:
    """Whether `tree`, a text or a list of them, is all there: no reference in it was not found."""
    stack = [tree]
    while stack:
        each = stack.pop()
        if isinstance(each, Reference):
            return False
        stack += items(each)
    return True


def joined(parts: Iterable[Written]) -> Written:
    """One script of several, each on the lines it has in the file; where they do not go downward, `exact` is False."""
    found, at, exact, first, file = "", 0, True, 0, ""
    for part in parts:
        first, at, file = (first, at, file) if first else (part.line, part.line, part.file)
        exact = exact and part.exact and part.line >= at and part.file == file
        text = part if part.endswith("\n") else f"{part}\n"
        skipped = max(0, part.line - at) if exact else 0
        found += "\n" * skipped + text
        at += skipped + text.count("\n")
    return written(found, first, exact, file)
