"""Functions on lists, sets, maps and numbers that are wholly known."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

from roletrust.dialects.hcl.encoding import as_text
from roletrust.dialects.hcl.operators import equal, number
from roletrust.dialects.hcl.values import LONGEST_LIST, Bound, Set
from roletrust.dialects.tree import Map, Tree


def _chunk(items: list[Tree], size: int) -> list[Tree]:
    return [items[start : start + size] for start in range(0, len(items), max(size, 1))]


def _set_product(*lists: list[Tree]) -> list[Tree]:
    size = 1
    for each in lists:
        size *= len(each)
    if size > LONGEST_LIST:
        raise Bound("`setproduct` makes too large a set")
    return [list(each) for each in itertools.product(*lists)]


def _range(*args: Any) -> list[Tree]:
    start, stop, step = {1: (0, *args, 1), 2: (*args, 1), 3: args}[len(args)]
    step = step if stop >= start or len(args) == 3 else -step
    if step == 0 or abs((stop - start) / step) > LONGEST_LIST:
        raise Bound("`range` makes too long a list")
    return list(range(int(start), int(stop), int(step)))


def _slice(items: list[Tree], start: int, stop: int) -> list[Tree]:
    if not 0 <= start <= stop <= len(items):
        raise ValueError("the slice reaches beyond the list")
    return items[start:stop]


def _canonical(value: Tree) -> str:
    return json.dumps(value, sort_keys=True)


def _among(wanted: bool) -> Callable[..., list[Tree]]:
    """Intersection (`wanted`) or subtraction of sets."""

    def implementation(first: list[Tree], *others: list[Tree]) -> list[Tree]:
        kept = list(first)
        for other in others:
            there = set(map(_canonical, other))
            kept = [each for each in kept if (_canonical(each) in there) is wanted]
        return Set(sorted(kept, key=_canonical))

    return implementation


def _index(items: list[Tree], wanted: Tree) -> int:
    found = next((place for place, each in enumerate(items) if equal(each, wanted)), None)
    if found is None:
        raise ValueError("the value is not in the list")
    return found


def _match_keys(values: list[Tree], keys: list[Tree], wanted: list[Tree]) -> list[Tree]:
    return [value for value, key in zip(values, keys, strict=True) if key in wanted]


def _transpose(value: dict[str, list[str]]) -> Map:
    turned: dict[str, list[str]] = {}
    for key in sorted(value):
        for each in value[key]:
            turned.setdefault(each, []).append(key)
    return Map(dict(sorted(turned.items())))


def _numbers(args: tuple[Tree, ...]) -> list[int | float]:
    values = args[0] if len(args) == 1 and isinstance(args[0], list) else args
    return [number(each) for each in values]


PLAIN: dict[str, Callable[..., Tree]] = {
    "setproduct": _set_product,
    "setsubtract": _among(False),
    "setintersection": _among(True),
    "slice": _slice,
    "range": _range,
    "chunklist": _chunk,
    "sort": lambda items: sorted(str(as_text(each)) for each in items),
    "reverse": lambda items: list(reversed(items)),
    "index": _index,
    "matchkeys": _match_keys,
    "transpose": _transpose,
    "sum": lambda items: sum(map(number, items)),
    "max": lambda *items: max(_numbers(items)),
    "min": lambda *items: min(_numbers(items)),
    "abs": lambda value: abs(number(value)),
    "ceil": lambda value: -int(-number(value) // 1),
    "floor": lambda value: int(number(value) // 1),
    "parseint": lambda digits, base: int(str(digits), base),
    "pow": lambda base, exponent: number(base) ** min(number(exponent), 64),
    "signum": lambda value: (number(value) > 0) - (number(value) < 0),
    "alltrue": lambda items: all(each in (True, "true") for each in items),
    "anytrue": lambda items: any(each in (True, "true") for each in items),
}
