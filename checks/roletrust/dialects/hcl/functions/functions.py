"""Terraform's functions: one table, name to implementation.

`call(name, args, where)` gives the value.  A function that must see all of an open argument
answers a Hole named after the call; one that need not is marked `sees_open` and works around the
Holes.  An unknown function is a Hole too.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from roletrust.dialects.hcl.functions import (
    aws_functions,
    codings,
    collection_functions,
    dates,
    formatting,
    list_functions,
    network,
    numeric,
    searching,
    text,
    yaml_text,
)
from roletrust.dialects.hcl.functions.builtin import Function
from roletrust.dialects.hcl.values.encoding import settled
from roletrust.dialects.hcl.values.names import derived, unset_in
from roletrust.dialects.hcl.values.values import (
    Bound,
    Failure,
    Fallible,
    Loose,
    Spread,
    Undone,
    is_open,
    lift,
    several,
    uncertain,
)
from roletrust.dialects.tree import Maybe, Tree
from roletrust.engine.text import Hole

FUNCTIONS: dict[str, Function] = {
    **collection_functions.ROWS,
    **list_functions.ROWS,
    **text.ROWS,
    **searching.ROWS,
    **formatting.ROWS,
    **codings.ROWS,
    **yaml_text.ROWS,
    **numeric.ROWS,
    **network.ROWS,
    **dates.ROWS,
    **aws_functions.ROWS,
}

# What `evaluate.py` and `files.py` do themselves, as they need more than values.
ELSEWHERE = {
    "try": ("the first argument that is no error", "it may be an error: either"),
    "can": ("whether the argument is no error", "it may be an error: either"),
    "file": ("the text of a file of the tree", "the path is not known, or leads out of the tree"),
    "filebase64": ("the file in base64", "as `file`"),
    "fileexists": ("whether the file is there", "as `file`: it may be either"),
    "templatefile": ("the template of a file, filled in", "as `file`"),
    "templatestring": ("the template, filled in", "the template is not known"),
}

_ANY_NUMBER = {"concat", "merge", "setunion", "coalesce", "coalescelist", "max", "min"}
_EACH_OR_NONE = {"concat", "setunion"}  # that take what may not be there for that


def call(name: str, args: Sequence[Tree], where: str) -> Tree:
    """What Terraform's function `name` gives for `args`; `where` is `file:line`.  Raises Failure, Bound."""
    function = FUNCTIONS.get(name)
    if function is None:
        return _fallible(derived(name, where, *args))

    def known(*values: Tree) -> Tree:
        return _applied(name, function, values, where)

    return known(*args) if function.keeps else lift(known, args, function.deep, function.places or name == "length")


def call_with_rest(name: str, args: Sequence[Tree], rest: Tree, where: str) -> Tree | None:
    """The value of `name(args..., rest...)` where it is not known how many arguments `rest` is; None where it is."""
    loose = isinstance(rest, Hole) or uncertain(rest)
    perhaps = isinstance(rest, list) and any(isinstance(each, Maybe) for each in rest)
    if not loose and not perhaps and not (isinstance(rest, list) and any(map(several, rest))):
        return None
    if name == "coalesce" and perhaps and not args and len(rest) == 1:
        return _first_of(rest[0].value)
    takes = name in (_EACH_OR_NONE if perhaps else _ANY_NUMBER)
    return None if takes else _fallible(derived(name, where, *args, rest))


def _first_of(element: Tree) -> Tree:
    """The first of what a list may hold any number of: without one, Terraform makes nothing."""
    one = type(element) is Spread
    return Hole(element.name, element.where, element.means, element.unset) if one else element


def _fallible(hole: Hole) -> Hole:
    return Fallible(hole.name, hole.where, unset=unset_in(hole))


def _applied(name: str, function: Function, values: tuple[Any, ...], where: str) -> Tree:
    loose = any(map(uncertain, values))
    try:
        if loose and function.places:
            raise Undone
        found = _found(name, function, values, where)
    except Undone:
        found = derived(name, where, *values)
    except (MemoryError, OverflowError) as error:
        raise Bound(f"`{name}` makes too large a value") from error
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        if not _takes(function, len(values)):
            raise Failure(f"`{name}` does not take {len(values)} arguments") from error
        found = derived(name, where, *values)  # an argument of a kind that is not worked out
    if type(found) is Hole and not function.total and all(found is not each for each in values):
        return _fallible(found)
    return Loose(found) if loose and type(found) is list else found


def _found(name: str, function: Function, values: tuple[Any, ...], where: str) -> Tree:
    if function.sees_open:
        return function.implementation(where, *values)
    plain = [settled(each) for each in values]
    if any(is_open(each) for each in plain):
        return derived(name, where, *values)
    return function.implementation(*plain)


def _takes(function: Function, count: int) -> bool:
    """Whether the function takes that many arguments."""
    try:
        inspect.signature(function.implementation).bind(*[None] * (count + function.sees_open))
    except TypeError:
        return False
    return True
