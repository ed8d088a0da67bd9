"""Arguments as Terraform converts them to what a function asks for.

All raise Failure where it would refuse, and Undone where that is not known.
"""

from __future__ import annotations

from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.operators import number
from roletrust.dialects.hcl.values.operators import truth as converted
from roletrust.dialects.hcl.values.values import Failure, Undone, is_open
from roletrust.dialects.tree import Tree


def _refused(value: Tree, what: str) -> Exception:
    """The error for a value that is not `what`."""
    return Undone(f"`{shown(value)}`") if is_open(value) else Failure(f"`{shown(value)}` is no {what}")


def string(value: Tree) -> str:
    """A known value as a string."""
    if isinstance(value, str):
        return value
    if value is None or is_open(value):
        raise _refused(value, "text")
    return str(as_text(value))


def whole(value: Tree) -> int:
    """A whole number."""
    if is_open(value):
        raise _refused(value, "number")
    found = number(value)
    if found != int(found):
        raise _refused(value, "whole number")
    return int(found)


def truth(value: Tree) -> bool:
    """A truth value, or the text of one."""
    if is_open(value):
        raise _refused(value, "truth value")
    return converted(value)


def items(value: Tree) -> list[Tree]:
    """The elements of a list, tuple or set."""
    if isinstance(value, list):
        return value
    raise _refused(value, "list")


def mapping(value: Tree) -> dict[str, Tree]:
    """A map or object."""
    if isinstance(value, dict):
        return value
    raise _refused(value, "map")


def strings(value: Tree) -> list[str]:
    """The elements of a list as strings, none of them null."""
    return [string(each) for each in items(value)]
