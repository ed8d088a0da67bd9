"""Names for what is open: the same text for the same value, as an expression and short."""

from __future__ import annotations

import hashlib
import json

from roletrust.dialects.hcl.values.values import (
    Bound,
    Encoded,
    Expansion,
    Fallible,
    Lazy,
    OpenKey,
    Scalar,
    Set,
    Spread,
    uncertain,
)
from roletrust.dialects.tree import Choice, Maybe, Tree
from roletrust.engine.text import APART, EMPTY, MISSING, NO_FILE, Hole, Text

_LONGEST = 100
_LARGEST = 2000
_LOOSE = "elements of "  # a list of which it is not known how many times it holds each
_PERHAPS = "..."  # what a list may hold


def shown(value: Tree) -> str:
    """`value` as an expression: the same text for the same value, short, for names of Holes and conditions."""
    written = _written(value, [_LARGEST])
    if len(written) <= _LONGEST:
        return written
    digest = hashlib.sha256(written.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{written[: _LONGEST - 20]}… #{digest}"


def _written(value: Tree, budget: list[int]) -> str:
    budget[0] -= 1
    if budget[0] < 0:
        raise Bound("a value is too large to be compared")
    if isinstance(value, Hole):
        return value.name
    if isinstance(value, Text):
        return f'"{value}"'
    if isinstance(value, Encoded):
        return f"jsonencode({_written(value.tree, budget)})"
    if isinstance(value, Choice):
        then, otherwise = _written(value.then, budget), _written(value.otherwise, budget)
        return f"({value.name} ? {then} : {otherwise})"
    if isinstance(value, Maybe):
        return f"{_written(value.value, budget)}{_PERHAPS}"
    if isinstance(value, (Expansion, Lazy)):
        return value.hole.name
    if isinstance(value, list):
        written = "[" + ", ".join(_written(each, budget) for each in value) + "]"
        if not uncertain(value):
            return written
        return f"toset({written})" if isinstance(value, Set) else f"{_LOOSE}{written}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_written(each, budget)}" for key, each in value.items()) + "}"
    if isinstance(value, str) or value is None or isinstance(value, (int, float)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def derived(name: str, where: str, *args: Tree) -> Hole:
    """The Hole for a function or operator of `args` whose result is not known."""
    holes = [hole for each in args for hole in ((each,) if isinstance(each, Hole) else getattr(each, "holes", ()))]
    reasons = {hole.unset for hole in holes}
    unset = next((each for each in ("", MISSING, NO_FILE, EMPTY) if each in reasons), "")
    return Hole(f"{name}({', '.join(shown(each) for each in args)})", where, unset=unset)


def named(value: Tree, name: str, where: str) -> Tree:
    """`value`, which the reader calls `name`, and which is told by that if its own name is too long to be, or made up
    for what no expression says.
    """
    if type(value) not in (Hole, Scalar, Spread, Fallible):
        return value
    unsaid = APART.search(value.name) or _LOOSE in value.name or _PERHAPS in value.name
    return type(value)(name, where, value.means, value.unset) if unsaid else value


def part_of(hole: Hole, step: str, where: str) -> Hole:
    """What stands in the value that `hole` is, behind one more `step`: `.name`, `[0]`."""
    return Hole(hole.name + step, where, unset=unset_in(hole))


def unset_in(hole: Hole) -> str:
    """Why nothing gives a value to what is made of `hole`, or a part of it, of which an empty default has none."""
    return MISSING if hole.unset == EMPTY else hole.unset


def any_of(hole: Hole, where: str = "") -> Spread:
    """Some element of the unknown collection `hole`."""
    return Spread(f"{hole.name}[*]", where or hole.where, unset=hole.unset)


def attribute_under(key: OpenKey, name: str) -> Hole:
    """What stands under `name` in an object in which the unknown `key` may be that name."""
    hole = key.text.holes[0]
    whose = hole.name[len("keys(") : -len(")[*]")] if hole.name.startswith("keys(") else str(key)
    return Hole(f"{whose}.{name}", hole.where)


def key_of(hole: Hole) -> Spread:
    """The key of `any_of(hole)`."""
    return Spread(f"keys({hole.name})[*]", hole.where, unset=hole.unset)
