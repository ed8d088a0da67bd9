"""Functions that search a text by a pattern: `regex`, `regexall`, and `replace` with one between slashes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from roletrust.dialects.hcl.functions.arguments import string
from roletrust.dialects.hcl.values.values import Failure, Undone
from roletrust.dialects.matching import Marks, matches, replaced, taken
from roletrust.dialects.patterns import Beyond, Malformed, Pattern, compiled
from roletrust.dialects.tree import Map, Tree


@contextmanager
def read_by_terraform() -> Iterator[None]:
    """Within it, what is wrong with a pattern is an error of Terraform's, or not worked out."""
    try:
        yield
    except Malformed as error:
        raise Failure(str(error)) from None
    except Beyond as error:
        raise Undone(str(error)) from None


def with_replaced(value: str, source: str, new: str) -> str:
    """`value` with `new`, in which `$1` and `$name` are groups, for each match.  Raises Failure, Undone."""
    with read_by_terraform():
        return replaced(compiled(source), value, new)


def first(pattern: Tree, value: Tree) -> Tree:
    """The first match.  Raises Failure, Undone."""
    found = _matched(string(pattern), string(value), once=True)
    if not found:
        raise Failure(f"`{pattern}` does not match")
    return found[0]


def every(pattern: Tree, value: Tree) -> Tree:
    """All matches.  Raises Failure, Undone."""
    return _matched(string(pattern), string(value))


def _matched(source: str, value: str, once: bool = False) -> list[Tree]:
    with read_by_terraform():
        pattern = compiled(source)
        if any(pattern.names) and not all(pattern.names):
            raise Failure(f"`{source}` names some groups and others not")
        found = (_groups(pattern, marks, value) for marks in matches(pattern, value))
        return list(islice(found, 1 if once else None))


def _groups(pattern: Pattern, marks: Marks, value: str) -> Tree:
    groups = [taken(marks, number + 1, value) for number in range(len(pattern.names))]
    if not groups:
        return value[marks[0] : marks[1]]
    return Map(zip(pattern.names, groups, strict=True)) if all(pattern.names) else groups
