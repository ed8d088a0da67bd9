"""`count` and `for_each`: the instances of a block."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from roletrust.dialects.hcl.directory import Placed
from roletrust.dialects.hcl.encoding import as_key, key_value
from roletrust.dialects.hcl.evaluate import evaluate
from roletrust.dialects.hcl.frame import Frame
from roletrust.dialects.hcl.names import key_of, shown
from roletrust.dialects.hcl.operators import number
from roletrust.dialects.hcl.steps import at
from roletrust.dialects.hcl.values import Bound, Expansion, Failed, Failure, OpenKey, lift, several, unwrapped
from roletrust.dialects.tree import Choice, Map, Maybe, Tree
from roletrust.engine.text import Hole

if TYPE_CHECKING:
    from roletrust.dialects.hcl.scope import Scope

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


def _repeated(scope: Scope, placed: Placed) -> Tree:
    """The block's count or for_each; None where it has neither."""
    body = placed.body
    node = body.attribute("count") or body.attribute("for_each")
    return None if node is None else evaluate(node, scope.frame(placed))


def makes_nothing(scope: Scope, placed: Placed) -> bool:
    """Whether the block of `scope` has no instance, however its open conditions go.  Raises Failure, Bound."""
    return _nothing_at_all(_repeated(scope, placed))


def _nothing_at_all(repeat: Tree) -> bool:
    if isinstance(repeat, Choice):
        return _nothing_at_all(repeat.then) and _nothing_at_all(repeat.otherwise)
    return _nothing(repeat)


def conditions_of_existence(scope: Scope, placed: Placed) -> list[tuple[str, bool]]:
    """How open conditions have gone where the block has an instance at all: `var.create` in `var.create ? 1 : 0`."""
    value = _repeated(scope, placed)
    ways: list[tuple[str, bool]] = []
    while isinstance(value, Choice):
        then, otherwise = (_nothing(each) for each in (value.then, value.otherwise))
        if then is otherwise:
            break
        ways.append((value.name, otherwise))
        value = value.then if otherwise else value.otherwise
    return ways


def _is_unset(value: Tree) -> bool:
    """Whether it is an element or a key of a variable that nothing gives a value, or that as a whole."""
    hole = value.text.lone if isinstance(value, OpenKey) else value
    return isinstance(hole, Hole) and hole.unset


def _nothing(repeat: Tree) -> bool:
    """Whether a count or for_each surely makes no instance, or none as long as nothing is given."""
    if _is_unset(repeat) or (isinstance(repeat, (list, dict)) and repeat and all(map(_is_unset, repeat))):
        return True  # of what is empty as long as nothing is given, nothing is made
    return isinstance(repeat, Failed) or (isinstance(repeat, (list, dict)) and not repeat) or repeat in (0, "0")
