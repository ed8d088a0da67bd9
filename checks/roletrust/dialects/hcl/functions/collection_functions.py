"""Functions on lists and maps that work around Holes; each takes `where` (`file:line`) first."""

from __future__ import annotations

import itertools

from roletrust.dialects.hcl.functions.arguments import items as listed
from roletrust.dialects.hcl.functions.arguments import whole
from roletrust.dialects.hcl.functions.builtin import Function, partly
from roletrust.dialects.hcl.functions.text import letters
from roletrust.dialects.hcl.values.encoding import as_key, as_text, key_value
from roletrust.dialects.hcl.values.names import any_of, derived, key_of, shown
from roletrust.dialects.hcl.values.operators import equal
from roletrust.dialects.hcl.values.traversal import at, elements, one_of
from roletrust.dialects.hcl.values.unifying import unified
from roletrust.dialects.hcl.values.values import (
    LONGEST_LIST,
    Bound,
    Encoded,
    Expansion,
    Failure,
    Fallible,
    Loose,
    OpenKey,
    Positive,
    Set,
    Spread,
    Undone,
    branch,
    choice,
    failed_within,
    is_open,
    several,
    unwrapped,
)
from roletrust.dialects.tree import Choice, Map, Maybe, Tree
from roletrust.engine.text import Hole, Text


def bounded(items: list[Tree]) -> list[Tree]:
    if len(items) > LONGEST_LIST:
        raise Bound(f"a list of more than {LONGEST_LIST} elements")
    return items


def elements_of(value: Tree) -> list[Tree]:
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


def open_ended(item: Tree) -> bool:
    """Whether the element may be there several times, or not at all."""
    return isinstance(item, Maybe) or several(item)


def distinct_items(items: list[Tree]) -> list[Tree]:
    """Each element once; what may be equal stays beside each other."""
    kept: list[Tree] = []
    seen: set[str] = set()
    for item in items:
        key = item if type(item) is str else f"\0{shown(unwrapped(item))}" + ("" if item != "" else "str")
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def _distinct(_where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Loose(elements_of(value))
    kept = distinct_items(unified(elements_of(value)))
    return Loose(kept) if len(kept) > 1 and is_open(kept) else kept


def _concat(_where: str, *values: Tree) -> Tree:
    if not values or any(isinstance(each, Set) for each in values):
        raise Failure("`concat` takes lists, and no sets")
    return bounded(list(itertools.chain.from_iterable(map(elements_of, values))))


def _flatten(_where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Hole(f"flatten({value.name})", value.where)
    flat: list[Tree] = []
    pending = [iter(elements_of(value))]
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
        bounded(flat)
    return flat


def _compact(where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):  # what a function makes may be empty
        return derived("compact", where, value) if isinstance(value, Fallible) else value
    kept = [each for each in elements_of(value) if each is not None and each != ""]
    return [each if is_open(each) else as_text(each) for each in kept]


def _merge(where: str, *values: Tree) -> Tree:
    """Later keys win.  A map that is not known stands for a key that is not, before the keys that come later."""
    merged: dict[str, Tree] = {}
    certain = True
    source = None
    for value in values:
        if isinstance(value, Hole):
            if len(values) == 1 and not isinstance(value, Spread):
                return value
            certain = certain and not merged
            merged[OpenKey.of(Text((key_of(value),)))] = any_of(value)
        elif isinstance(value, dict):
            opened = any(isinstance(each, OpenKey) for each in value)
            certain = certain and not (opened and merged)
            for key, each in value.items():
                merged.pop(key, None)
                merged[key] = each
            source = value.source if isinstance(value, Map) and source is None else source
        elif value is not None:
            if None in values:
                raise Undone("null, beside which anything may be merged")
            raise Failure(f"`merge` of `{shown(value)}`, which is no map")
    if not certain or (merged and all(isinstance(each, OpenKey) for each in merged)):
        return derived("merge", where, *values)
    return Map(merged, source=source)


def _lookup(where: str, collection: Tree, key: Tree, *default: Tree) -> Tree:
    if len(default) > 1 or isinstance(collection, (list, str)) or key is None:
        raise Failure("`lookup` takes a map, a key and a default")
    if isinstance(collection, Hole):
        found = Hole(f"{collection.name}[{shown(key)}]", where)
        return choice(f"contains(keys({collection.name}), {shown(key)})", found, default[0]) if default else found
    key = as_text(key) if isinstance(key, (bool, int, float)) else key
    if isinstance(collection, dict) and isinstance(key, str) and key not in collection and default:
        if any(isinstance(each, OpenKey) for each in collection):
            name = f"contains(keys({shown(collection)}), {shown(key)})"
            return choice(name, at(collection, key, where), default[0])
        return default[0]
    if isinstance(collection, dict) and isinstance(key, (Hole, Text)):
        return one_of(key, [(key_value(each), value) for each, value in collection.items()], *default)
    return at(collection, key, where)


def _element(where: str, value: Tree, index: Tree) -> Tree:
    if isinstance(value, (dict, Set)) or value is None or isinstance(value, str):
        raise Failure("`element` takes a list")
    if isinstance(value, list) and not value:
        raise Failure("`element` of an empty list")
    if isinstance(value, list) and not is_open(index):
        place = whole(index)
        if not any(map(open_ended, value)):
            return value[place % len(value)]
        certain = next(number for number, each in enumerate(value) if open_ended(each))
        if not 0 <= place < certain:
            return derived("element", where, value, index)
    return at(value, index, where)


def _length(where: str, value: Tree) -> Tree:
    if isinstance(value, Positive) or failed_within(value):
        raise Failure("`length` of a number, or of what fails")
    if isinstance(value, (Hole, Text, Encoded)):
        return Positive(f"length({shown(unwrapped(value))})", where)
    if isinstance(value, Expansion):
        return Hole(f"length({value.hole.name})", where)
    loose = isinstance(value, (Loose, Set)) and is_open(value) and (len(value) > 1 or isinstance(value, Loose))
    if isinstance(value, list) and (loose or isinstance(value, Loose) or any(map(open_ended, value))):
        certain = any(not isinstance(each, Maybe) for each in value)
        return (Positive if certain else Hole)(f"length({shown(value)})", where)
    if isinstance(value, dict) and len(value) > 1 and any(isinstance(each, OpenKey) for each in value):
        return Positive(f"length({shown(value)})", where)
    if isinstance(value, dict) and any(map(several, map(key_value, value))):
        return Positive(f"length({shown(value)})", where)
    if not isinstance(value, (str, list, dict)):
        raise Failure(f"`length` of `{shown(value)}`")
    return len(letters(value) if isinstance(value, str) else value)


def _keys(where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Hole(f"keys({value.name})", value.where)
    if not isinstance(value, dict):
        raise Failure(f"`keys` of `{shown(value)}`")
    found = [unwrapped(key_value(key)) for key in sorted(value)]
    return Loose(found) if is_open(found) else found


def _values(where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Hole(f"values({value.name})", value.where)
    if isinstance(value, Expansion):
        return elements_of(value)
    if not isinstance(value, dict):
        raise Failure(f"`values` of `{shown(value)}`")
    found = [value[key] for key in sorted(value)]
    if not any(isinstance(each, OpenKey) for each in value):
        return found
    return Loose(found) if len(found) == 1 else derived("values", where, value)  # one key may replace another


def _zipmap(where: str, keys: Tree, values: Tree) -> Tree:
    if isinstance(values, Set):
        raise Failure("`zipmap` takes its values from a list")
    if any(isinstance(each, Hole) or any(map(open_ended, listed(each))) for each in (keys, values)):
        return derived("zipmap", where, keys, values)
    if len(listed(keys)) != len(listed(values)):
        raise Failure("`zipmap` has more of the one than of the other")
    return Map(zip(map(as_key, map(unwrapped, keys)), values, strict=True))


def _coalesce(_where: str, *values: Tree) -> Tree:
    try:
        alike = unified(list(values))
    except Failure as failure:
        if any(each is None or each in ([], {}) for each in values):  # of any type, which they may make the others'
            raise Undone("values of different types") from failure
        raise
    found = next((each for each in alike if each is not None and each != ""), None)
    if found is None:
        raise Failure("every argument of `coalesce` is null or empty")
    return found


def _coalescelist(where: str, *values: Tree) -> Tree:
    if any(isinstance(each, Set) or not isinstance(each, (list, Hole)) for each in values):
        raise Failure("`coalescelist` takes lists")
    if not values:
        raise Failure("every argument of `coalescelist` is empty")
    first, *rest = values
    if isinstance(first, list) and first and all(isinstance(each, Maybe) for each in first):
        name = f"length({shown(first)}) > 0"
        return branch(name, lambda: first, lambda: _coalescelist(where, *rest))
    return first or _coalescelist(where, *rest)


def _contains(where: str, collection: Tree, wanted: Tree) -> Tree:
    if wanted is None:
        raise Failure("`contains` looks for null")
    answers = [None] if isinstance(collection, Hole) else [holds(each, wanted) for each in elements_of(collection)]
    if True in answers:
        return True
    if None in answers:
        return Choice(f"contains({shown(collection)}, {shown(wanted)})", True, False)
    return False


def holds(item: Tree, wanted: Tree) -> bool | None:
    """Whether an element of a list is `wanted`; None where that is not known."""
    if isinstance(item, Maybe):
        return False if equal(item.value, wanted) is False and not several(item.value) else None
    return None if several(item) else equal(item, wanted)


def _one(where: str, value: Tree) -> Tree:
    if isinstance(value, Hole):
        return Hole(f"one({value.name})", value.where)
    items = elements_of(value)
    if len(items) == 1:
        only = items[0]
        return choice(only.hole.name, only.value, None) if isinstance(only, Maybe) else only
    if not items:
        return None
    if any(isinstance(each, Maybe) for each in items) or (isinstance(value, (Set, Loose)) and is_open(value)):
        return derived("one", where, value)
    raise Failure("`one` of several elements")


NUMBER = "the number of elements, or their order, is not known"
ROWS: dict[str, Function] = {
    "concat": partly(_concat, "the lists, one after the other", "never: an unknown list is some elements"),
    "flatten": partly(
        _flatten, "lists within the list in their elements' place", "the whole list is not known", deep=True
    ),
    "compact": partly(_compact, "the texts that are neither null nor empty", "the whole list is not known", deep=True),
    "distinct": partly(_distinct, "each element once, where it stood first", "never: elements stay that may be equal"),
    "merge": partly(
        _merge,
        "one map of all; later keys win, null is no map; an unknown map before known keys is an unknown key",
        "an unknown map or key comes after a known one, which it may replace",
    ),
    "lookup": partly(
        _lookup,
        "the value under the key, or the default",
        "a map is not known; with a default it is either, with an unknown key any of a few",
    ),
    "element": partly(_element, "the element with that number, counted round", f"{NUMBER}; the number is", places=True),
    "length": partly(
        _length,
        "the number of elements, keys or letters",
        "the value or the number is not known: one or more; letters that are made of several",
    ),
    "keys": partly(_keys, "the keys, sorted", "the map is not known"),
    "values": partly(_values, "the values in the order of their keys", "the map is not known, or one of several keys"),
    "zipmap": partly(_zipmap, "a map of the keys and the values", NUMBER, places=True),
    "coalesce": partly(
        _coalesce, "the first argument that is neither null nor empty text", "it is the first that is", deep=True
    ),
    "coalescelist": partly(_coalescelist, "the first list that is not empty", "it is the first that is", deep=True),
    "contains": partly(_contains, "whether the value is an element", "it may equal one that is not known", deep=True),
    "one": partly(_one, "the one element, null where there is none", NUMBER, places=True),
}
