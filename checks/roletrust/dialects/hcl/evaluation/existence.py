"""Whether a block has an instance at all, and which way open conditions go where it has one."""

from __future__ import annotations

from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Placed
from roletrust.dialects.hcl.values.encoding import as_key
from roletrust.dialects.hcl.values.values import Failed, OpenKey, several
from roletrust.dialects.tree import Choice, Maybe, Tree
from roletrust.engine.text import EMPTY, Hole


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
    return isinstance(hole, Hole) and hole.unset == EMPTY


def _nothing(repeat: Tree) -> bool:
    """Whether a count or for_each surely makes no instance, or none as long as nothing is given."""
    if _is_unset(repeat) or (isinstance(repeat, (list, dict)) and repeat and all(map(_is_unset, repeat))):
        return True  # of what is empty as long as nothing is given, nothing is made
    return isinstance(repeat, Failed) or (isinstance(repeat, (list, dict)) and not repeat) or repeat in (0, "0")


def keys(scope: Scope, placed: Placed, most: int) -> tuple[list[int | str | None] | None, bool]:
    """The keys of the instances that the block may have, `[None]` of one without `count` and `for_each`; and whether
    it surely has them all.  None where they are not known, or more than `most`.  Raises Failure, Bound.
    """
    repeat = _repeated(scope, placed)
    if repeat is None and not any(placed.body.attribute(each) for each in ("count", "for_each")):
        return [None], True
    found = _keys(repeat, most)
    return (found if found is None or len(found) <= most else None), not isinstance(repeat, Choice)


def _keys(repeat: Tree, most: int) -> list[int | str | None] | None:
    if isinstance(repeat, Choice):
        then, otherwise = _keys(repeat.then, most), _keys(repeat.otherwise, most)
        return None if then is None or otherwise is None else list(dict.fromkeys((*then, *otherwise)))
    if isinstance(repeat, int) and not isinstance(repeat, bool):
        return list(range(min(repeat, most + 1)))
    if isinstance(repeat, dict):
        open_ = any(isinstance(each, OpenKey) for each in repeat) or any(
            isinstance(each, Maybe) for each in repeat.values()
        )
        return None if open_ else list(repeat)
    if isinstance(repeat, list) and not any(isinstance(each, Maybe) or several(each) for each in repeat):
        named = [as_key(each) for each in repeat]
        return None if any(isinstance(each, OpenKey) for each in named) else list(named)
    return None
