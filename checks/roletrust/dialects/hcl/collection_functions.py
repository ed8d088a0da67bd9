"""Functions on lists, sets and maps that work around Holes; each takes `where` (`file:line`) first."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from roletrust.dialects.hcl.encoding import as_key, as_text, key_value
from roletrust.dialects.hcl.names import any_of, derived, shown
from roletrust.dialects.hcl.operators import equal
from roletrust.dialects.hcl.steps import at, elements, one_of
from roletrust.dialects.hcl.values import (
    LONGEST_LIST,
    Bound,
    Encoded,
    Expansion,
    Failure,
    OpenKey,
    Positive,
    Set,
    Spread,
    choice,
    several,
    unwrapped,
)
from roletrust.dialects.tree import Choice, Map, Maybe, Tree
from roletrust.engine.text import Hole, Text


def _bounded(items: list[Tree]) -> list[Tree]:
    if len(items) > LONGEST_LIST:
        raise Bound(f"a list of more than {LONGEST_LIST} elements")
    return items


def _listed(value: Tree) -> list[Tree]:
    """The elements of a list, set or unknown collection, that one as one element that is several."""
    if isinstance(value, list):
        return value
    if isinstance(value, Hole):
        return [value if isinstance(value, Spread) else any_of(value)]
    if isinstance(value, Expansion):
        return [Maybe(held, maybe.hole) if maybe else held for _, held, maybe in elements(value)]
    if value is None:
        raise Failure("null is no list")
    raise Failure(f"`{shown(value)}` is no list")


def _same(_where: str, value: Tree, *_rest: Tree) -> Tree:
    return value


def _jsonencode(_where: str, value: Tree) -> Tree:
    return Encoded(value)


def _to_set(_where: str, value: Tree) -> Tree:
    return value if isinstance(value, (Hole, Expansion)) else _set_of(_listed(value))


def _set_of(items: list[Tree]) -> Set:
    """A set, its texts in the order Terraform goes through them."""
    kept = _distinct_items(items)
    return Set(sorted(kept) if all(type(each) is str for each in kept) else kept)


def _to_list(_where: str, value: Tree) -> Tree:
    return list(value) if isinstance(value, list) else value


def _distinct_items(items: list[Tree]) -> list[Tree]:
    kept: list[Tree] = []
    seen: set[str] = set()
    for item in items:
        key = item if type(item) is str else f"\0{shown(unwrapped(item))}" + ("" if item != "" else "str")
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def _distinct(_where: str, value: Tree) -> Tree:
    return value if isinstance(value, Hole) else _distinct_items(_listed(value))


def _to_string(_where: str, value: Tree) -> Tree:
    return value if value is None or isinstance(value, (Hole, Encoded)) else as_text(value)


def _concat(_where: str, *values: Tree) -> Tree:
    return _bounded(list(itertools.chain.from_iterable(map(_listed, values))))


def _flatten(_where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Hole(f"flatten({value.name})", value.where)
    flat: list[Tree] = []
    pending = [iter(_listed(value))]
    while pending:
        for item in pending[-1]:
            if isinstance(item, list):
                pending.append(iter(item))
                break
            if isinstance(item, Maybe) and isinstance(item.value, list):
                flat += [Maybe(each, item.hole) for each in _flatten("", item.value)]
            else:  # an unknown element may be a list itself
                flat.append(Spread(item.name, item.where) if type(item) is Hole else item)
        else:
            pending.pop()
        _bounded(flat)
    return flat


def _compact(_where: str, value: Tree) -> Tree:
    return value if isinstance(value, Hole) else [each for each in _listed(value) if each is not None and each != ""]


def _merge(where: str, *values: Tree) -> Tree:
    """Later keys win.  Keys that are known stay, whatever an unknown map before them holds."""
    merged: dict[str, Tree] = {}
    unknown: Hole | None = None
    source = None
    for value in values:
        if isinstance(value, Hole):
            unknown, merged = value, {}
        elif isinstance(value, dict):
            merged.update(value)
            source = value.source if isinstance(value, Map) and source is None else source
        elif value is not None:
            raise Failure(f"`merge` of `{shown(value)}`, which is no map")
    if unknown is not None and not merged:
        return unknown if len(values) == 1 else derived("merge", where, *values)
    return Map(merged, source=source)


def _lookup(where: str, collection: Tree, key: Tree, *default: Tree) -> Tree:
    if isinstance(collection, Hole):
        found = Hole(f"{collection.name}[{shown(key)}]", where)
        return choice(f"contains(keys({collection.name}), {shown(key)})", found, default[0]) if default else found
    if isinstance(collection, dict) and isinstance(key, str) and key not in collection and default:
        if any(isinstance(each, OpenKey) for each in collection):
            name = f"contains(keys({shown(collection)}), {shown(key)})"
            return choice(name, at(collection, key, where), default[0])
        return default[0]
    if isinstance(collection, dict) and isinstance(key, (Hole, Text)):
        return one_of(key, [(key_value(each), value) for each, value in collection.items()], *default)
    return at(collection, key, where)


def _element(where: str, value: Tree, index: Tree) -> Tree:
    if isinstance(value, list) and isinstance(index, int) and value and not any(map(_open_ended, value)):
        return value[index % len(value)]
    if isinstance(value, list) and not value:
        raise Failure("`element` of an empty list")
    return at(value, index, where)


def _open_ended(item: Tree) -> bool:
    return isinstance(item, Maybe) or several(item)


def _length(where: str, value: Tree) -> Tree:
    if isinstance(value, (Hole, Text, Encoded)):
        return Positive(f"length({shown(unwrapped(value))})", where)
    if isinstance(value, Expansion):
        return Hole(f"length({value.hole.name})", where)
    if isinstance(value, list) and any(map(_open_ended, value)):
        certain = any(not isinstance(each, Maybe) for each in value)
        return (Positive if certain else Hole)(f"length({shown(value)})", where)
    return len(value)


def _keys(_where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Hole(f"keys({value.name})", value.where)
    if not isinstance(value, dict):
        raise Failure(f"`keys` of `{shown(value)}`")
    return [unwrapped(key_value(key)) for key in sorted(value)]


def _values(_where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Hole(f"values({value.name})", value.where)
    if isinstance(value, Expansion):
        return _listed(value)
    return [value[key] for key in sorted(value)]


def _zipmap(where: str, keys: Tree, values: Tree) -> Tree:
    if isinstance(keys, Hole) or isinstance(values, Hole):
        return derived("zipmap", where, keys, values)
    return Map(zip(map(as_key, keys), values, strict=True))


def _coalesce(_where: str, *values: Tree) -> Tree:
    found = next((each for each in values if each is not None and each != ""), None)
    if found is None:
        raise Failure("every argument of `coalesce` is null or empty")
    return found


def _coalescelist(_where: str, *values: Tree) -> Tree:
    found = next((each for each in values if each), None)
    if found is None:
        raise Failure("every argument of `coalescelist` is empty")
    return found


def _contains(where: str, collection: Tree, wanted: Tree) -> Tree:
    answers = [None] if isinstance(collection, Hole) else [_holds(each, wanted) for each in _listed(collection)]
    if True in answers:
        return True
    if None in answers:
        return Choice(f"contains({shown(collection)}, {shown(wanted)})", True, False)
    return False


def _holds(item: Tree, wanted: Tree) -> bool | None:
    if isinstance(item, Maybe) or several(item):
        return None
    return equal(item, wanted)


def _one(_where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Hole(f"one({value.name})", value.where)
    items = _listed(value)
    if len(items) == 1:
        only = items[0]
        return choice(only.hole.name, only.value, None) if isinstance(only, Maybe) else only
    if not items:
        return None
    raise Failure("`one` of several elements")


def _set_union(_where: str, *values: Tree) -> Tree:
    return _set_of(_concat("", *values))


OPEN: dict[str, Callable[..., Tree]] = {
    "jsonencode": _jsonencode,
    "sensitive": _same,
    "nonsensitive": _same,
    "ephemeralasnull": _same,
    "toset": _to_set,
    "tolist": _to_list,
    "tomap": _same,
    "tobool": _same,
    "tonumber": _same,
    "tostring": _to_string,
    "concat": _concat,
    "flatten": _flatten,
    "compact": _compact,
    "distinct": _distinct,
    "merge": _merge,
    "lookup": _lookup,
    "element": _element,
    "length": _length,
    "keys": _keys,
    "values": _values,
    "zipmap": _zipmap,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "contains": _contains,
    "one": _one,
    "setunion": _set_union,
}
