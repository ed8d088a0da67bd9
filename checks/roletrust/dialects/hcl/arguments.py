"""Arguments as Terraform converts them to what a function asks for.

All raise Failure where it would refuse, and Undone where that is not known.
"""

from __future__ import annotations

from typing import Any

from roletrust.dialects.hcl.encoding import as_text
from roletrust.dialects.hcl.names import shown
from roletrust.dialects.hcl.operators import number
from roletrust.dialects.hcl.values import Failure, Undone, is_open
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
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "1", "false", "0"):
        return value in ("true", "1")
    raise _refused(value, "truth value")


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


def unified(values: list[Tree]) -> list[Tree]:
    """The elements as a list, set or map has them: of one type.  Raises Undone where that type is hard to find."""
    kinds = {_kind(each) for each in values if not is_open(each) and each is not None}
    if len(kinds) < 2:
        return values
    if kinds <= {"string", "number", "bool"}:
        if "string" not in kinds:
            raise Failure("numbers and truth values have no type in common")
        return [as_text(each) if isinstance(each, (bool, int, float)) else each for each in values]
    if kinds & {"string", "number", "bool"}:
        raise Failure("the elements have no type in common")
    raise Undone("elements of different types")


def _kind(value: Tree) -> Any:
    """What tells the types of two values apart; None for null, which is of every type."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        return (type(value).__name__, *map(_kind, value))
    if isinstance(value, dict):
        return tuple((key, _kind(value[key])) for key in sorted(value))
    return "string" if isinstance(value, str) else None
