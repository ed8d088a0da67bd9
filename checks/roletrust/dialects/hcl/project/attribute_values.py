"""What an expression of a block comes to in the instances that there are, and once variables are given values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.existence import conditions_of_existence
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.directory import Placed
from roletrust.dialects.hcl.project.module_calls import Key
from roletrust.dialects.hcl.values.values import Bound, Encoded, Failure, assume, branch, lift
from roletrust.dialects.tree import Choice, Map, TextAt, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole

MOST_ALONE = 4  # variables with an empty default that are looked at one by one
MOST_KEYS = 8  # instances of one resource looked at one by one when it is not said which


def where_it_exists(scope: Scope, placed: Placed, key: Key, evaluated: Callable[[Frame], Tree]) -> Tree:
    """The value in the instance `key`, as open conditions have gone where there is one."""
    value = _each_key(scope, placed, key, evaluated)
    for name, way in existing(scope, placed):
        value = assume(value, name, way)
    return value


def _each_key(scope: Scope, placed: Placed, key: Key, evaluated: Callable[[Frame], Tree]) -> Tree:
    """The value in the instance `key`; where that is not said, in each of a few known ones."""

    def of(known: Key) -> Tree:
        return evaluated(scope.frame(placed, scope.names_at(placed, known)))

    def by_key(collection: Tree) -> Tree:
        keys = list(collection) if isinstance(collection, (dict, list)) else []
        known = 0 < len(keys) <= MOST_KEYS and all(type(each) is str for each in keys)
        return _in_turn(keys, of) if known else of(None)

    for_each = placed.body.attribute("for_each")
    if key is not None or for_each is None:
        return of(key)
    return lift(by_key, [evaluate(for_each, scope.frame(placed))])


def _in_turn(keys: list[str], of: Callable[[Key], Tree]) -> Tree:
    first, *rest = keys
    return branch(f'each.key == "{first}"', lambda: of(first), lambda: _in_turn(rest, of)) if rest else of(first)


def existing(scope: Scope, placed: Placed) -> list[tuple[str, bool]]:
    """How open conditions have gone where the block, and the module instances it is in, exist at all."""
    ways = conditions_of_existence(scope, placed)
    return ways + existing(scope.call.scope, scope.call.placed) if scope.call else ways


def once_given(
    state: State, tree: Tree, filled: Callable[[Hole | None], Tree]
) -> Iterator[tuple[tuple[Hole, ...], Tree]]:
    """What `tree` is with each variable that it hangs on, and with all of them, where that makes it another."""
    holes = tuple(state.defaults)
    several = [(holes, None)] if len(holes) > 1 else []
    for some, only in [*([((hole,), hole) for hole in holes] if len(holes) <= MOST_ALONE else []), *several]:
        try:
            found = state.aside(partial(filled, only))
        except (Failure, PolicyError, Bound, RecursionError):
            continue
        if found != tree:
            yield some, found


def given(policy: Tree, unset: Hole) -> Tree:
    """`policy`, in which nothing at all stands for what `unset` will be: IAM takes no policy without a statement."""
    if isinstance(policy, Choice):
        return Choice(policy.name, given(policy.then, unset), given(policy.otherwise, unset))
    bare = isinstance(policy, Map) and not policy.get("Statement") and {*policy} <= {"Version", "Id", "Statement"}
    return unset if bare or policy in (None, "") else policy


def by_itself(tree: Tree, state: State) -> Tree:
    """`tree`, each text of which knows where it stands if it is one of several."""
    if isinstance(tree, Choice):
        return Choice(tree.name, *(_at(each, state) for each in (tree.then, tree.otherwise)))
    return tree


def _at(tree: Tree, state: State) -> Tree:
    source = state.standing(tree) if type(tree) is str else None
    if source is None:
        return by_itself(tree, state)
    found = TextAt(tree)
    found.source = source
    return found


def is_scattered(tree: Tree) -> bool:
    """Whether each text that `tree` may be knows where it stands, and what else it may be is not known at all."""
    leaves = list(_leaves(tree))
    kinds = {TextAt if isinstance(each, TextAt) else Hole if isinstance(each, Hole) else object for each in leaves}
    return kinds == {TextAt, Hole}


def _leaves(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, Choice):
        yield from _leaves(tree.then)
        yield from _leaves(tree.otherwise)
    else:
        yield tree


def standing(value: Tree, state: State) -> Source | None:
    """Where the policy stands, as far as its value knows."""
    if isinstance(value, Choice):
        return standing(value.then, state) or standing(value.otherwise, state)
    if isinstance(value, Encoded):
        return standing(value.tree, state)
    if isinstance(value, Map):
        return value.source if value.source.first else None
    return state.standing(value)
