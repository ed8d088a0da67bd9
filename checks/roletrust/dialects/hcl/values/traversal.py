"""Steps from a value: `.name`, `[key]`, and its elements one by one."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.hcl.values.encoding import key_value
from roletrust.dialects.hcl.values.names import any_of, key_of, part_of, shown
from roletrust.dialects.hcl.values.values import (
    MOST_OPEN_CONDITIONS,
    Expansion,
    Failure,
    Lazy,
    OpenKey,
    Set,
    Spread,
    branch,
    several,
    uncertain,
    unwrapped,
)
from roletrust.dialects.members import meaning
from roletrust.dialects.tree import Map, Maybe, Tree
from roletrust.engine.text import Hole, Means, Text


def member(value: Tree, name: str, where: str) -> Tree:
    """`value.name`."""
    if isinstance(value, Lazy):
        return value.attribute(name)
    if isinstance(value, dict):
        if name in value and not replaced(value, name):
            return value[name]
        return _missing(value, name, where, f"{shown(value)}.{name}")
    if isinstance(value, Hole):
        return part_of(value, f".{name}", where)
    if isinstance(value, Expansion):
        raise Failure(f"`{value.hole.name}` has several instances: `.{name}` is of one")
    if isinstance(value, list) and name.isdigit():
        return at(value, int(name), where)
    raise Failure(f"`{shown(value)}` has no attribute `{name}`")


def at(value: Tree, key: Tree, where: str = "") -> Tree:
    """`value[key]`."""
    key = unwrapped(key)
    if isinstance(value, Expansion):
        return value.instance(key)
    if isinstance(value, Hole):
        return part_of(value, f"[{shown(key)}]", where)
    if isinstance(value, dict):
        return _entry(value, key, where)
    if isinstance(value, list):
        return _element(value, key)
    if isinstance(value, Lazy) and isinstance(key, str):
        return value.attribute(key)
    if isinstance(value, Lazy) and key == 0:
        raise Failure(f"`{value.hole.name}` has neither count nor for_each")
    raise Failure(f"`{shown(value)}` has no elements")


def _missing(value: dict[str, Tree], key: str, where: str, name: str) -> Tree:
    """What stands under a key that is not in `value`: where some keys are not known, one of them may be it."""
    if (opened := open_key(value)) is not None:
        found = value[opened]
        element = found.value if isinstance(found, Maybe) else found
        if len(value) > 1 or not isinstance(element, Hole):
            return Hole(name, where)
        means = element.means if element.means is not Means.VALUE else meaning(element.name)
        return Hole(f"{element.name} where {opened.text} is {shown(key)}", where, means, element.unset)
    raise Failure(f"there is no `{key}` in `{shown(Map(value))}`")


def open_key(value: dict[str, Tree]) -> OpenKey | None:
    """The last of its keys that are not known."""
    return next((each for each in reversed(value) if isinstance(each, OpenKey)), None)


def replaced(value: dict[str, Tree], key: str) -> bool:
    """Whether a key that is not known comes after `key`: it may be the same, and the last one counts."""
    if not any(type(each) is OpenKey for each in value):
        return False
    *_, last = (each for each in value if type(each) is OpenKey or each == key)
    return type(last) is OpenKey


def _entry(value: dict[str, Tree], key: Tree, where: str) -> Tree:
    if isinstance(key, (str, int, float)) and not isinstance(key, bool):
        if str(key) in value and not replaced(value, str(key)):
            return value[str(key)]
        return _missing(value, str(key), where, f"{shown(value)}[{shown(key)}]")
    if isinstance(key, (Hole, Text)):
        name = key.name if isinstance(key, Hole) else str(key)
        known = value.get("${" + name + "}" if isinstance(key, Hole) else name)
        if known is not None:
            return known
        return one_of(key, [(key_value(k), v) for k, v in value.items()])
    raise Failure(f"`{shown(key)}` cannot be a key")


def _element(value: list[Tree], key: Tree) -> Tree:
    if isinstance(value, Set):
        raise Failure(f"the elements of the set `{shown(value)}` have no numbers")
    if isinstance(key, (Hole, Text)):
        return Hole(f"{shown(value)}[{shown(key)}]") if uncertain(value) else one_of(key, list(enumerate(value)))
    if isinstance(key, str) and key.isdigit():
        key = int(key)
    if isinstance(key, float) and key.is_integer():
        key = int(key)
    if isinstance(key, bool) or not isinstance(key, int):
        raise Failure(f"`{shown(key)}` cannot be the index of a list")
    if len(value) == 1 and key == 0 and isinstance(value[0], Maybe):
        return value[0].value  # where it is absent Terraform reports an error
    if uncertain(value) and (len(value) > 1 or key):
        return Hole(f"{shown(value)}[{key}]")
    if any(isinstance(each, Maybe) or several(each) for each in value[: key + 1]) and key >= 0:
        first = value[0]
        return first if key == 0 and several(first) else Hole(f"{shown(value)}[{key}]")
    if not 0 <= key < len(value):
        raise Failure(f"there is no element {key} in a list of {len(value)}")
    return value[key]


def one_of(key: Hole | Text, entries: list[tuple[Tree, Tree]], *default: Tree) -> Tree:
    """The entry for an unknown key: any of a few (or the default, if one is given), else a Hole."""
    if not entries and default:
        return default[0]
    if not entries:
        raise Failure(f"there is nothing in an empty collection at `{shown(key)}`")
    if len(entries) > MOST_OPEN_CONDITIONS or any(isinstance(each, Maybe) for _, each in entries):
        return Hole(f"{shown([each for _, each in entries])}[{shown(key)}]")
    (first, value), *rest = entries
    if not rest and not default:
        return value
    return branch(f"{shown(key)} == {shown(first)}", lambda: value, lambda: one_of(key, rest, *default))


def elements(collection: Tree) -> Iterator[tuple[Tree, Tree, Maybe | None]]:
    """Key, value, and the Maybe that holds the element, for each element of a collection."""
    if isinstance(collection, dict):
        for key, value in sorted(collection.items(), key=lambda entry: entry[0]):  # as Terraform goes through a map
            held = value if isinstance(value, Maybe) else None
            yield unwrapped(key_value(key)), held.value if held else value, held
    elif isinstance(collection, list):
        for number, value in enumerate(collection):
            held = value if isinstance(value, Maybe) else None
            present = held.value if held else value
            yield present if isinstance(collection, Set) else number, present, held
    elif isinstance(collection, Expansion):
        key = key_of(collection.hole)
        yield key, collection.instance(key), Maybe(None, collection.hole)
    elif isinstance(collection, Hole):
        yield key_of(collection), any_of(collection), None
    else:
        raise Failure(f"`{shown(collection)}` has no elements")


def open_number(collection: Tree, key: Tree, value: Tree) -> Hole | None:
    """The Hole that says how many elements of `collection` this one stands for, none perhaps; None for one element."""
    if isinstance(collection, Hole):
        return collection
    if isinstance(collection, Expansion):
        return collection.hole
    for each in (unwrapped(key), unwrapped(value)):
        if several(each):
            return next((h for h in ([each] if isinstance(each, Hole) else each.holes) if isinstance(h, Spread)), None)
    return None
