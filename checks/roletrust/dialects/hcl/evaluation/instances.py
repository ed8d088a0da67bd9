"""`count` and `for_each`: the instances of a block."""

from __future__ import annotations

from collections.abc import Callable

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.files.directory import Placed
from roletrust.dialects.hcl.values.encoding import as_key, key_value
from roletrust.dialects.hcl.values.names import key_of, shown
from roletrust.dialects.hcl.values.operators import number
from roletrust.dialects.hcl.values.traversal import at
from roletrust.dialects.hcl.values.values import Bound, Expansion, Failure, lift, several, unwrapped
from roletrust.dialects.tree import Map, Maybe, Tree
from roletrust.engine.text import Hole

MOST_INSTANCES = 2_000

Instance = Callable[[str, dict[str, Tree]], Tree]  # label, names bound in it


def instances(frame: Frame, placed: Placed, label: str, instance: Instance) -> Tree:
    """The one instance of a block, or the list or map of them, or an Expansion where they are not known."""
    count, for_each = placed.body.attribute("count"), placed.body.attribute("for_each")
    if count is not None:
        return lift(lambda known: _counted(known, label, instance), [evaluate(count, frame)])
    if for_each is not None:
        return lift(lambda known: _for_each(known, label, instance), [evaluate(for_each, frame)])
    return instance(label, {})


def _counted(count: Tree, label: str, instance: Instance) -> Tree:
    def at_index(index: Tree) -> Tree:
        return instance(f"{label}[{shown(unwrapped(index))}]", {"count": Map(index=index)})

    if isinstance(count, bool) or count is None:
        raise Failure(f"the count of `{label}` is no number")
    if isinstance(unwrapped(count), Hole):
        return Expansion(Hole(label, unwrapped(count).where), at_index)
    if number(count) > MOST_INSTANCES:
        raise Bound(f"`{label}` has more than {MOST_INSTANCES} instances")
    return [at_index(index) for index in range(int(number(count)))]


def _for_each(collection: Tree, label: str, instance: Instance) -> Tree:
    def at_key(key: Tree, value: Tree) -> Tree:
        return instance(f"{label}[{shown(unwrapped(key))}]", {"each": Map(key=key, value=value)})

    if isinstance(collection, Expansion):
        return Expansion(Hole(label), lambda key: at_key(key, collection.instance(key)))
    if isinstance(collection, Hole):
        whole = collection
        return Expansion(Hole(label, whole.where), lambda key: at_key(key, at(whole, key)))
    if isinstance(collection, dict):
        if any(isinstance(each, Maybe) for each in collection.values()):
            return _unknown(collection, label, at_key)
        return Map({key: at_key(unwrapped(key_value(key)), value) for key, value in collection.items()})
    if not isinstance(collection, list):
        raise Failure(f"the for_each of `{label}` is no map or set")
    if any(isinstance(each, Maybe) or several(each) for each in collection):
        return _unknown(collection, label, at_key)
    return Map({as_key(each): at_key(each, each) for each in collection})


def _unknown(collection: Tree, label: str, at_key: Callable[[Tree, Tree], Tree]) -> Expansion:
    hole = Hole(shown(collection))

    def instance(key: Tree) -> Tree:
        return at_key(key, key_of(hole) if isinstance(collection, list) else at(hole, key))

    return Expansion(Hole(label), instance)
