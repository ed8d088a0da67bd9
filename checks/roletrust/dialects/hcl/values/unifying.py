"""Values of different types as Terraform makes them one: the elements of a list, the outcomes of a conditional.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints#conversion-of-complex-types
https://github.com/zclconf/go-cty/blob/main/cty/convert/unify.go

A value has no type here but the one that it shows: a list may be a tuple, and a map an object.  Where that would make a
difference, what comes of it is not known.
"""

from __future__ import annotations

from collections.abc import Callable

from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.values import Encoded, Failure, OpenKey, Set, Undone, uncertain
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Text

_PRIMITIVES = {"string", "number", "bool"}


def unified(values: list[Tree]) -> list[Tree]:
    """The values as one type; the same objects where nothing changes.  What is open, or null, stays as it is.

    Raises Failure where they have no type in common, Undone where it is not known which that is.
    """
    kinds = {_kind(each) for each in values} - {""}
    if not kinds or kinds in ({"string"}, {"number"}, {"bool"}):
        return values
    if kinds <= _PRIMITIVES:
        if "string" not in kinds:
            raise Failure("numbers and truth values have no type in common")
        return [as_text(each) if isinstance(each, (bool, int, float)) else each for each in values]
    if kinds == {"list"}:
        return _collections(values, len, list, lambda value, items: type(value)(items))
    if kinds == {"map"}:
        return _collections(values, lambda value: tuple(sorted(value)), _entries, _made)
    if kinds <= {"set", "list"}:
        return _with_sets(values)
    raise Failure("the values have no type in common")


def _with_sets(values: list[Tree]) -> list[Tree]:
    """Sets, and lists that become sets beside them; Undone where that changes an element."""
    rows = [each for each in values if _kind(each)]
    if not _same(rows, _together(rows)):
        raise Undone("sets of different types")
    if any(
        not isinstance(each, Set) and sorted(dict.fromkeys(map(str, each))) != list(map(str, each)) for each in rows
    ):
        raise Undone("a list that becomes a set")
    return values


def _kind(value: Tree) -> str:
    """The shape of a value's type; '' where it is not known, or any."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, (str, Text, Encoded)):
        return "string"
    if isinstance(value, Set):
        return "set"
    if isinstance(value, list):
        return "" if uncertain(value) else "list"
    return "map" if isinstance(value, dict) and not any(isinstance(key, OpenKey) for key in value) else ""


def _entries(value: dict[str, Tree]) -> list[Tree]:
    return [value[key] for key in sorted(value)]


def _made(value: dict[str, Tree], items: list[Tree]) -> Map:
    found = dict(zip(sorted(value), items, strict=True))
    return Map({key: found[key] for key in value}, source=getattr(value, "source", None))


def _collections(
    values: list[Tree],
    form: Callable[[Tree], object],
    parts: Callable[[Tree], list[Tree]],
    made: Callable[[Tree, list[Tree]], Tree],
) -> list[Tree]:
    """Lists or maps whose parts become one type: those of all, if they are lists or maps; those of one place, if they
    are tuples or objects of one `form`.
    """
    places = [place for place, each in enumerate(values) if _kind(each)]
    rows = [parts(values[place]) for place in places]
    if len({form(values[place]) for place in places}) > 1:
        turned = _together(rows)
    else:
        alike = [_alike(row) for row in rows]
        turned = _together(rows) if all(alike) else _apart(rows)
        if any(alike) and not all(alike) and not _same(turned, _together(rows)):
            raise Undone("what may be a list or a tuple")
    found = list(values)
    for place, before, after in zip(places, rows, turned, strict=True):
        if not _same([before], [after]):
            found[place] = made(values[place], after)
    return found


def _together(rows: list[list[Tree]]) -> list[list[Tree]]:
    parts = iter(unified([part for row in rows for part in row]))
    return [[next(parts) for _ in row] for row in rows]


def _apart(rows: list[list[Tree]]) -> list[list[Tree]]:
    columns = [unified(list(column)) for column in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _alike(row: list[Tree]) -> bool:
    """Whether the parts are of one type as they are."""
    try:
        return _same([row], [unified(row)])
    except Failure:
        return False


def _same(rows: list[list[Tree]], others: list[list[Tree]]) -> bool:
    return all(a is b for row, other in zip(rows, others, strict=True) for a, b in zip(row, other, strict=True))
