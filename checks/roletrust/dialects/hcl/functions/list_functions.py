"""More functions on lists: pieces of them, sets, truth values; and what turns one type into another."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from roletrust.dialects.hcl.functions.arguments import items, mapping, strings, truth, whole
from roletrust.dialects.hcl.functions.builtin import Function, known, partly
from roletrust.dialects.hcl.functions.collection_functions import (
    NUMBER,
    bounded,
    distinct_items,
    elements_of,
    holds,
    open_ended,
)
from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.names import derived, shown
from roletrust.dialects.hcl.values.operators import equal, number
from roletrust.dialects.hcl.values.unifying import unified
from roletrust.dialects.hcl.values.values import (
    LONGEST_LIST,
    Bound,
    Encoded,
    Expansion,
    Failure,
    Set,
    Undone,
    is_open,
    several,
)
from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.text import Hole, Text

# --- pieces of lists ---------------------------------------------------------------------------------------------


def _slice(where: str, value: Tree, start: Tree, stop: Tree) -> Tree:
    if isinstance(value, Set):
        raise Failure("`slice` of a set")
    if is_open(start) or is_open(stop) or not isinstance(value, list):
        return derived("slice", where, value, start, stop)
    first, last = whole(start), whole(stop)
    certain = next((place for place, each in enumerate(value) if open_ended(each)), len(value))
    if last > certain and certain < len(value):
        return derived("slice", where, value, start, stop)
    if not 0 <= first <= last <= len(value):
        raise Failure("`slice` reaches beyond the list")
    return value[first:last]


def _chunks(where: str, value: Tree, size: Tree) -> Tree:
    if is_open(size) or isinstance(value, Hole) or any(map(open_ended, items(value))):
        return derived("chunklist", where, value, size)
    if whole(size) < 0:
        raise Failure("`chunklist` of a negative size")
    step, value = whole(size) or max(len(value), 1), unified(value)
    return [list(value[start : start + step]) for start in range(0, len(value), step)]


def _reverse(where: str, value: Tree) -> Tree:
    return derived("reverse", where, value) if isinstance(value, Hole) else list(reversed(elements_of(value)))


def _index(where: str, value: Tree, wanted: Tree) -> Tree:
    if isinstance(value, Set):
        raise Failure("`index` of a set")
    if wanted is None:
        raise Failure("`index` looks for null")
    if isinstance(value, Hole) or any(map(open_ended, items(value))):
        return derived("index", where, value, wanted)
    for place, each in enumerate(value):
        same = equal(each, wanted)
        if same is None:
            return derived("index", where, value, wanted)
        if same:
            return place
    raise Failure("`index` of what is not in the list")


def _match_keys(values: Tree, keys: Tree, wanted: Tree) -> list[Tree]:
    if len(items(values)) != len(items(keys)):
        raise Failure("`matchkeys` has more values than keys, or fewer")
    alike = unified([*keys, *items(wanted)])
    sought = alike[len(keys) :]

    def is_sought(key: Tree) -> bool:
        answers = [equal(key, each) for each in sought]
        if True not in answers and None in answers:
            raise Undone("a key that may be among those wanted")
        return True in answers

    return [value for value, key in zip(unified(values), alike, strict=False) if is_sought(key)]


def _transpose(value: Tree) -> Map:
    turned: dict[str, list[str]] = {}
    for key in sorted(mapping(value)):
        for each in strings(value[key]):
            turned.setdefault(each, []).append(key)
    return Map({key: turned[key] for key in sorted(turned)})


# --- sets ----------------------------------------------------------------------------------------------------------


def set_of(values: list[Tree]) -> Set:
    """A set, its texts and numbers in the order Terraform goes through them."""
    kept = distinct_items(_of_a_set(values))
    known = [each for each in kept if each is not None]
    if all(type(each) is str for each in known) or all(isinstance(each, (int, float)) for each in known):
        return Set([*sorted(known), *([None] if None in kept else [])])
    return Set(kept)


def _of_a_set(values: list[Tree]) -> list[Tree]:
    """The elements of sets, of one type."""
    if None in values and any(isinstance(each, (list, dict)) for each in values):
        raise Undone("null among lists")
    return unified(values)


def _union(_where: str, *values: Tree) -> Tree:
    return set_of(bounded(list(itertools.chain.from_iterable(map(elements_of, _some(values))))))


def _some(values: tuple[Tree, ...]) -> tuple[Tree, ...]:
    if not values:
        raise Failure("a set function needs a set")
    return values


def _intersection(where: str, first: Tree, *others: Tree) -> Tree:
    kept, *alike = _of_one_type(first, *others)
    for other in alike:
        kept = _filtered("setintersection", True, kept, other, where)
    return set_of(elements_of(kept))


def _subtraction(where: str, first: Tree, second: Tree) -> Tree:
    kept, taken = _of_one_type(first, second)
    return set_of(_filtered("setsubtract", False, kept, taken, where))


def _of_one_type(*sets: Tree) -> list[Tree]:
    """The sets with all their elements of one type; an unknown set as it is."""
    elements = [[each] if isinstance(each, Hole) else elements_of(each) for each in sets]
    parts = iter(_of_a_set([part for each in elements for part in each]))
    turned = [[next(parts) for _ in each] for each in elements]
    return [each if isinstance(each, Hole) else row for each, row in zip(sets, turned, strict=True)]


def _filtered(name: str, wanted: bool, kept: Tree, other: Tree, where: str) -> list[Tree]:
    """The elements that are in `other`, or are not; one that may be dropped is one that may be there."""
    looked = elements_of(kept)
    return [each for each in (_if(name, wanted, each, other, where) for each in looked) if each is not ABSENT]


def _if(name: str, wanted: bool, item: Tree, other: Tree, where: str) -> Tree:
    """The element, a Maybe of it, or ABSENT where it is dropped."""
    looked = item.value if isinstance(item, Maybe) else item
    answers = [None] if isinstance(other, Hole) else [holds(each, looked) for each in elements_of(other)]
    answer = True if True in answers else None if None in answers or several(looked) else False
    if answer is None:
        return Maybe(looked, Hole(derived(name, where, looked, other).name, where))
    return item if answer is wanted else ABSENT


def _product(*lists: Tree) -> list[Tree]:
    if len(lists) < 2:
        raise Failure("`setproduct` takes two sets or more")
    size = 1
    for each in lists:
        size *= len(items(each))
    if size > LONGEST_LIST:
        raise Bound("`setproduct` makes too large a set")
    rows: list[Tree] = [list(each) for each in itertools.product(*map(unified, lists))]
    return Set(distinct_items(rows)) if any(isinstance(each, Set) for each in lists) else rows


# --- truth ---------------------------------------------------------------------------------------------------------


def _decided(name: str, decides: bool) -> Callable[..., Tree]:
    """`alltrue`, which one False decides, and `anytrue`, which one True does.  Null is no truth."""

    def implementation(where: str, value: Tree) -> Tree:
        answers = [_truth(each) for each in elements_of(value)]
        if decides in answers:
            return decides
        if None in answers:
            return Choice(derived(name, where, value).name, True, False)
        return not decides

    return implementation


def _truth(value: Tree) -> bool | None:
    """Whether an element is true; None where that is not known."""
    if isinstance(value, Maybe) or is_open(value):
        return None
    return value is not None and truth(value)


# --- types ---------------------------------------------------------------------------------------------------------


def _to_set(_where: str, value: Tree) -> Tree:
    if value is None or isinstance(value, (Hole, Expansion)):
        return value
    return set_of(elements_of(value))


def _to_list(_where: str, value: Tree) -> Tree:
    if value is None or isinstance(value, Hole):
        return value
    return list(unified(elements_of(value)))


def _to_map(_where: str, value: Tree) -> Tree:
    if value is None or isinstance(value, (Hole, Expansion)):
        return value
    entries = mapping(value)
    made = Map(zip(entries, unified(list(entries.values())), strict=True))
    made.source = getattr(value, "source", made.source)
    return made


def _to_string(_where: str, value: Tree) -> Tree:
    return value if value is None or isinstance(value, (Hole, Encoded)) else as_text(value)


def _to_number(where: str, value: Tree) -> Tree:
    if isinstance(value, (Hole, Text)):
        return derived("tonumber", where, value)
    return None if value is None else number(value)


def _to_bool(where: str, value: Tree) -> Tree:
    if isinstance(value, (Hole, Text)):
        return Choice(derived("tobool", where, value).name, True, False)
    return None if value is None else truth(value)


def _same(_where: str, value: Tree) -> Tree:
    return value


def _is_sensitive(where: str, value: Tree) -> Tree:
    return Choice(derived("issensitive", where, value).name, True, False)


def _ephemeral_as_null(where: str, value: Tree) -> Tree:
    return Choice(f"ephemeral({shown(value)})", None, value)


def _removed(*_values: Tree) -> Tree:
    raise Failure("Terraform has had no `list` and no `map` since version 0.12")


def _never(*_values: Tree) -> Tree:
    raise Undone("what only a run of Terraform knows")


_RUN, _FILES = "always: only a run of Terraform knows", "always: the bytes of files are not read"
_ALWAYS = {
    **dict.fromkeys(("timestamp", "plantimestamp", "uuid"), _RUN),
    "bcrypt": "always: its salt is drawn at random",
    "rsadecrypt": "always: a secret is not decrypted here",
    "base64gzip": "always: its bytes differ between versions",
    "type": "always: it is for `terraform console` only",
    "convert": "always: its type is not read",
    **dict.fromkeys(
        ("filemd5", "filesha1", "filesha256", "filesha512", "filebase64sha256", "filebase64sha512"), _FILES
    ),
    "fileset": "always: directories are not listed",
}

_ELEMENT = "an element is not known: it may be there or not"
_MARK = "never: sensitive or not, it is the same value"
ROWS: dict[str, Function] = {
    "slice": partly(_slice, "the elements from the first number up to the second", NUMBER, places=True),
    "chunklist": partly(_chunks, "lists of that many elements each", NUMBER, places=True),
    "reverse": partly(_reverse, "the elements in reverse", NUMBER, places=True),
    "index": partly(_index, "the number of the first element that is equal", f"{NUMBER}; it may be equal", places=True),
    "matchkeys": known(_match_keys, "the values whose keys are among those wanted"),
    "transpose": known(_transpose, "a map of lists with keys and elements exchanged"),
    "setproduct": known(_product, "every combination, of two sets or lists or more", places=False),
    "setunion": partly(_union, "the elements of all sets", "never: an unknown set is some elements", deep=True),
    "setintersection": partly(_intersection, "the elements that all sets hold", _ELEMENT, deep=True),
    "setsubtract": partly(_subtraction, "the elements that the second does not hold", _ELEMENT, deep=True),
    "alltrue": partly(_decided("alltrue", False), "whether every element is true", "it may be either", deep=True),
    "anytrue": partly(_decided("anytrue", True), "whether an element is true", "it may be either", deep=True),
    "toset": partly(_to_set, "a set: each element once, of one type", "never: an unknown value stays"),
    "tolist": partly(_to_list, "a list, its elements of one type", "never: an unknown value stays"),
    "tomap": partly(_to_map, "a map, its values of one type", "never: an unknown value stays"),
    "tostring": partly(_to_string, "the text of a number or truth value", "never: an unknown value stays"),
    "tonumber": partly(_to_number, "the number that the text is", "the text is not known"),
    "tobool": partly(_to_bool, "the truth value that the text is", "the text is not known: it may be either"),
    "sensitive": partly(_same, "the value", _MARK, total=True, keeps=True),
    "nonsensitive": partly(_same, "the value", _MARK, total=True, keeps=True),
    "issensitive": partly(_is_sensitive, "true or false", "always: it may be either"),
    "ephemeralasnull": partly(_ephemeral_as_null, "the value or null", "always: it may be either"),
    "list": known(_removed, "nothing: an error since Terraform 0.12"),
    "map": known(_removed, "nothing: an error since Terraform 0.12"),
    **{name: known(_never, "nothing", why, total=True) for name, why in _ALWAYS.items()},
}
