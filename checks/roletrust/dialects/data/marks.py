"""Lines of JSON data, from the marks that its parser left on objects and lists; and such data as a Tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import PolicyError, Source

DEEPEST = 64


@dataclass(frozen=True)
class Lines:
    """How the marks of one file count.

    Checkov's JSON parser takes the mark of an object's begin behind its brace, which may be the next line already, and
    puts its end one line too early, but for an object right before the end of a line.  In JSON as it is printed that
    is the last one in its container.
    `exact`: the marks are where the values stand, as those of another parser (reading/marked_text.py) are.
    """

    early: int = 0
    exact: bool = False

    @staticmethod
    def of(data: Any) -> Lines:
        """`data`: the whole file.  The marks of files of one or two lines are right."""
        if getattr(data, "exact_marks", False):
            return Lines(exact=True)
        return Lines(1 if _line(data, "end_mark") > 1 else 0)

    def source(self, node: Any, file: str, is_last: bool) -> Source:
        """Where `node` stands, without lines where it has no marks.  `is_last`: in its container."""
        if self.exact:
            return _standing(node, file)
        first = _line(node, "start_mark") + 1
        return Source(file, first, max(first, _line(node, "end_mark") + 1 + (0 if is_last else self.early)))

    def tree(self, node: Any, file: str, is_last: bool = True, depth: int = 0) -> Tree:
        """`node` as a Tree.  Raises PolicyError where it is nested too deep."""
        if depth > DEEPEST:
            raise PolicyError(f"nested more than {DEEPEST} deep")
        last = len(node) - 1 if isinstance(node, (Mapping, list)) else 0
        if isinstance(node, Mapping):
            found = {
                str(key): self.tree(value, file, index == last, depth + 1)
                for index, (key, value) in enumerate(node.items())
            }
            return Map(found, source=self.source(node, file, is_last), repeated=_repeated(node))
        if isinstance(node, list):
            return [self.tree(each, file, index == last, depth + 1) for index, each in enumerate(node)]
        return node


PLAIN = Lines()


def _repeated(node: Any) -> tuple[str, ...]:
    """The keys that its parser noted to be written twice in an object."""
    found = vars(node).get("repeated", ()) if hasattr(node, "__dict__") else ()
    return tuple(found)


def _line(node: Any, name: str) -> int:
    """The line of a mark, from 0; -1 where there is none.  A mark of column 0 stands on the line's end before."""
    mark = getattr(node, name, None)
    line = getattr(mark, "line", None)
    return line - (getattr(mark, "column", 1) == 0) if isinstance(line, int) else -1


def _standing(node: Any, file: str) -> Source:
    """Where `node` stands by marks that are exact; `file` alone where it has none."""
    first, end = getattr(node, "start_mark", None), getattr(node, "end_mark", None)
    return (
        Source(file, first.line + 1, max(first.line, end.line - (end.column == 0)) + 1)
        if first and end
        else Source(file)
    )
