"""The texts in a value that must not be told: a sensitive variable's, for one.

They are kept by what they are, with what to call them, so that what is made of them is known where it is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.tree import Choice, Map, Maybe, Tree
from roletrust.engine.text import Text

MOST = 10_000  # texts of one value


def texts_in(value: Tree) -> Iterator[str]:
    """Every text that is written in `value`, as far as it is known."""
    waiting, left = [value], MOST
    while waiting and left:
        left -= 1
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, bool):
            continue  # which says nothing
        elif isinstance(each, (int, float)):
            yield str(each)
        elif isinstance(each, Text):
            yield from (part for part in each.parts if isinstance(part, str))
        elif isinstance(each, (Map, dict)):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, Choice):
            waiting += [each.then, each.otherwise]
        elif isinstance(each, Maybe):
            waiting.append(each.value)
