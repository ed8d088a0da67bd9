"""Working with Choices: going one way, and taking them out of the parts of a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.policy.document import PolicyError

CHOICES_IN_ONE_VALUE = 6  # open conditions that one value may depend on: 2 ** 6 versions of it at most


def chosen(tree: Tree, name: str, way: bool) -> Tree:
    """`tree` where the condition called `name` has gone `way`; what is absent then is dropped."""
    if isinstance(tree, Choice):
        if tree.name == name:
            return chosen(tree.then if way else tree.otherwise, name, way)
        return Choice(tree.name, chosen(tree.then, name, way), chosen(tree.otherwise, name, way))
    if isinstance(tree, Maybe):
        inner = chosen(tree.value, name, way)
        return ABSENT if inner is ABSENT else Maybe(inner, tree.hole)
    if isinstance(tree, list):
        return [each for each in (chosen(each, name, way) for each in tree) if each is not ABSENT]
    if isinstance(tree, Mapping):
        sides = {key: chosen(value, name, way) for key, value in tree.items()}
        kept = {key: value for key, value in sides.items() if value is not ABSENT}
        return Map(kept, source=tree.source, repeated=tree.repeated) if isinstance(tree, Map) else kept
    return tree


def lifted(parts: Sequence[Tree], build: Callable[[list[Tree]], Tree], depth: int = 0) -> Tree:
    """`build(parts)`, with the Choices among `parts` taken out and put around the result.

    Raises PolicyError where they would make too many versions.
    """
    choice = next((part for part in parts if isinstance(part, Choice)), None)
    if choice is None:
        return build(list(parts))
    if depth == CHOICES_IN_ONE_VALUE:
        raise PolicyError(f"one value depends on more than {CHOICES_IN_ONE_VALUE} open conditions")
    then, otherwise = (
        lifted([chosen(part, choice.name, way) for part in parts], build, depth + 1) for way in (True, False)
    )
    return between(choice.name, then, otherwise)


def between(name: str, then: Tree, otherwise: Tree) -> Tree:
    """The Choice, or its one value where both sides are the same text, number or absence."""
    same = then is otherwise or (
        type(then) is type(otherwise) and not isinstance(then, (dict, list)) and then == otherwise
    )
    return then if same else Choice(name, then, otherwise)
