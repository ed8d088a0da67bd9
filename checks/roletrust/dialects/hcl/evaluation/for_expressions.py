"""For expressions over known, partly known and unknown collections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from roletrust.dialects.hcl.evaluation.context import Evaluate, Frame
from roletrust.dialects.hcl.evaluation.refusing import filtered, with_parts
from roletrust.dialects.hcl.syntax.nodes import For
from roletrust.dialects.hcl.values.encoding import as_key
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.operators import as_condition
from roletrust.dialects.hcl.values.traversal import elements, open_number
from roletrust.dialects.hcl.values.values import (
    Failure,
    Loose,
    OpenKey,
    assume,
    lift,
    several,
    uncertain,
    unwrapped,
)
from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.text import Hole


def for_expression(node: For, frame: Frame, evaluate: Evaluate) -> Tree:
    """The list or object that a for expression makes."""
    collection = evaluate(node.collection, frame)
    build = _for_object if node.result_key is not None else _for_list
    made = lift(lambda known: build(node, known, frame, evaluate), [collection])
    return filtered(made, node, frame, evaluate) if frame.tried else made


def _each_of(node: For, collection: Tree, frame: Frame) -> list[tuple[Frame, Hole | None, Hole | None]]:
    """A frame for every element; the Hole by which it may be absent, and the one by which it stands for any number."""
    found: list[tuple[Frame, Hole | None, Hole | None]] = []
    for key, value, maybe in elements(collection):
        inner = frame.having(**({node.key: key} if node.key else {}), **{node.name: value})
        found.append((inner, maybe.hole if maybe else None, open_number(collection, key, value)))
    return found


def _for_list(node: For, collection: Tree, frame: Frame, evaluate: Evaluate) -> Tree:
    """An unknown number of values is an ordinary list of them; of objects, which are blocks, there may be none."""
    result: list[Tree] = []
    for inner, absent, several_of in _each_of(node, collection, frame):
        condition = True if node.condition is None else as_condition(evaluate(node.condition, inner))
        if condition is False:
            continue
        item = _when(condition, partial(evaluate, node.result, inner), inner, node)
        hole = absent or (several_of if _is_object(item) else None)
        result.append(Maybe(item, hole) if hole and not isinstance(item, Maybe) else item)
    return with_parts(Loose if _loose(collection) else list, result, frame)


def _loose(collection: Tree) -> bool:
    """Whether it is not known how many elements there are, or in which order."""
    if isinstance(collection, dict):
        return any(isinstance(key, OpenKey) for key in collection)
    return not isinstance(collection, list) or uncertain(collection) or any(map(several, collection))


def _is_object(item: Tree) -> bool:
    return isinstance(item, Map) or (isinstance(item, Choice) and (_is_object(item.then) or _is_object(item.otherwise)))


def _when(condition: Tree, item: Callable[[], Tree], frame: Frame, node: For) -> Tree:
    """The element where `condition` holds; an element of an unknown collection may be there or not."""
    if condition is True:
        return item()
    if not isinstance(condition, Choice):
        raise Failure("the condition of a for expression is no truth value")
    if several(frame.names[node.name]):  # some of them may be there and others not
        plain = condition.then is True and condition.otherwise is False
        name = condition.name if plain else shown(condition)
        return Maybe(assume(item(), condition.name, True) if plain else item(), Hole(name, frame.where(node.line)))
    return lift(lambda way: item() if way else ABSENT, [condition])


def _for_object(node: For, collection: Tree, frame: Frame, evaluate: Evaluate) -> Tree:
    assert node.result_key is not None
    entries: dict[str, Tree] = {}
    for inner, *_ in _each_of(node, collection, frame):
        condition = True if node.condition is None else as_condition(evaluate(node.condition, inner))
        if condition is False:
            continue
        key = unwrapped(evaluate(node.result_key, inner))
        value = _when(condition, partial(evaluate, node.result, inner), inner, node)
        for name, found in _under(key, value):
            if node.grouped:
                entries.setdefault(name, []).append(found)
                continue
            if name in entries and _certain(name, found) and _certain(name, entries[name]):
                raise Failure(f"two elements have the key `{name}`")
            entries[name] = found
    source = frame.source(node.line, node.last)
    return with_parts(lambda parts: Map(zip(entries, parts, strict=True), source=source), list(entries.values()), frame)


def _certain(key: str, value: Tree) -> bool:
    """Whether the entry is there, and is one."""
    return not isinstance(key, OpenKey) and not isinstance(value, (Choice, Maybe)) and not several(value)


def _under(key: Tree, value: Tree) -> Iterator[tuple[str, Tree]]:
    """The entries that `key` and `value` make: of an open condition in the key, one for each of its outcomes."""
    if not isinstance(key, Choice):
        yield as_key(key), value
        return
    for way, outcome in ((True, key.then), (False, key.otherwise)):
        if outcome is not ABSENT:
            there = assume(value, key.name, way)
            yield from _under(outcome, Choice(key.name, there, ABSENT) if way else Choice(key.name, ABSENT, there))
