"""Terraform's functions, as far as a trust policy meets them: one table, name to implementation.

`call(name, args, where)` gives the value.  A function that must see all of an open argument
answers a Hole named after the call; one that need not is marked `sees_open` and works around the
Holes.  An unknown function is a Hole too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from roletrust.dialects.hcl import collection_functions as collections_of
from roletrust.dialects.hcl import known_collections
from roletrust.dialects.hcl import text as text_of
from roletrust.dialects.hcl.encoding import settled
from roletrust.dialects.hcl.names import derived
from roletrust.dialects.hcl.values import Bound, Failure, is_open, lift
from roletrust.dialects.tree import Tree


class Function(NamedTuple):
    """`sees_open`: the implementation takes Holes, `where` first; otherwise it takes plain JSON."""

    implementation: Callable[..., Tree]
    sees_open: bool = False


FUNCTIONS: dict[str, Function] = {
    **{name: Function(each, True) for name, each in collections_of.OPEN.items()},
    **{name: Function(each) for name, each in known_collections.PLAIN.items()},
    **{name: Function(each, True) for name, each in text_of.OPEN.items()},
    **{name: Function(each) for name, each in text_of.PLAIN.items()},
}

_KEEPS_CHOICES = {"jsonencode", "yamlencode", "sensitive", "nonsensitive", "ephemeralasnull"}
_LOOKS_INSIDE = {"flatten", "compact", "coalesce", "join", "format", "formatlist", "contains", "coalescelist"}
_WRONG_ARGUMENTS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)


def call(name: str, args: Sequence[Tree], where: str) -> Tree:
    """What Terraform's function `name` gives for `args`; `where` is `file:line`.  Raises Failure."""
    function = FUNCTIONS.get(name)
    if function is None:
        return derived(name, where, *args)

    def known(*values: Tree) -> Tree:
        return _applied(name, function, values, where)

    if name in _KEEPS_CHOICES:
        return known(*args)
    return lift(known, args, deep=not function.sees_open or name in _LOOKS_INSIDE)


def _applied(name: str, function: Function, values: tuple[Any, ...], where: str) -> Tree:
    try:
        if function.sees_open:
            return function.implementation(where, *values)
        plain = [settled(each) for each in values]
        if any(is_open(each) for each in plain):
            return derived(name, where, *values)
        return function.implementation(*plain)
    except RecursionError:
        raise
    except _WRONG_ARGUMENTS as error:
        raise Failure(f"`{name}` cannot take these arguments: {error}") from error
    except (MemoryError, OverflowError) as error:
        raise Bound(f"`{name}` makes too large a value") from error
