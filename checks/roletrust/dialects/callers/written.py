"""YAML as it is written: mappings (`Map`), lists, and texts that know their line.  An empty value is None."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import Source


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


class Joined(NamedTuple):
    """One script of several, `parts`, each with the line that it begins on in `text`, which begins on `line`."""

    text: str
    line: int
    parts: tuple[tuple[int, Written], ...]

    def place(self, source: Source) -> Source | None:
        """Where the lines of `source`, as counted in the text, stand; None where that is not known."""
        first, last = source.first, source.last or source.first
        begin, part = [each for each in self.parts if each[0] <= first][-1]
        moved = part.line - begin
        return Source(part.file or source.file, first + moved, last + moved) if part.exact else None


def joined(parts: Iterable[Written]) -> Joined:
    """One script of several, each on the lines it has in the file, as far as they go downward."""
    found, first, at = "", 0, 0
    begun: list[tuple[int, Written]] = []
    for part in parts:
        first, at = (first, at) if begun else (part.line, part.line)
        text = part if part.endswith("\n") else f"{part}\n"
        skipped = part.line - at if part.line > at and part.file == begun[0][1].file else 0
        begun.append((at + skipped, part))
        found += "\n" * skipped + text
        at += skipped + text.count("\n")
    return Joined(found, first, tuple(begun))
