"""The ways a tree can turn out: one Variant for each way its Choices can go."""

from __future__ import annotations

from typing import NamedTuple

from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.policy.document import PolicyError

MOST = 64  # variants of one policy; more are undecided


class Variant(NamedTuple):
    """`tree` holds no Choice any more; `conditions` are the ways taken, in the order met."""

    conditions: tuple[tuple[str, bool], ...]
    tree: Tree


def variants(tree: Tree) -> list[Variant]:
    """All ways through the Choices of `tree`, at least one.

    Raises PolicyError where there are more than MOST.
    """
    try:
        return _variants(tree)
    except RecursionError:
        raise PolicyError("the policy is nested too deeply") from None


def _variants(tree: Tree) -> list[Variant]:
    if not _is_open(tree):
        return [Variant((), tree)]
    done: list[Variant] = []
    waiting: list[tuple[tuple[str, bool], ...]] = [()]
    while waiting:
        taken = waiting.pop()
        chosen, asked = _choose(tree, dict(taken))
        if asked is None:
            done.append(Variant(taken, chosen))
        else:
            waiting += [(*taken, (asked, False)), (*taken, (asked, True))]
        if len(done) + len(waiting) > MOST:
            raise PolicyError(f"its conditions can turn out in more than {MOST} ways")
    return done


def _is_open(tree: Tree) -> bool:
    """Whether something in `tree` can turn out in several ways, or is absent."""
    if isinstance(tree, (Map, list)):
        for each in tree.values() if isinstance(tree, Map) else tree:
            if type(each) is not str and _is_open(each):
                return True
        return False
    return isinstance(tree, (Choice, Maybe)) or tree is ABSENT


def _choose(tree: Tree, ways: dict[str, bool]) -> tuple[Tree, str | None]:
    """`tree` with the Choices in `ways` taken, and the first condition that is not among them."""
    while isinstance(tree, Choice):
        if tree.name not in ways:
            return tree, tree.name
        tree = tree.then if ways[tree.name] else tree.otherwise
    if isinstance(tree, Maybe):
        inside, asked = _choose(tree.value, ways)
        return (ABSENT if inside is ABSENT else Maybe(inside, tree.hole)), asked
    if isinstance(tree, Map):
        return _choose_map(tree, ways)
    if isinstance(tree, list):
        items: list[Tree] = []
        for item in tree:
            chosen, asked = _choose(item, ways)
            if asked is not None:
                return tree, asked
            if chosen is not ABSENT:
                items.append(chosen)
        return items, None
    return tree, None


def _choose_map(tree: Map, ways: dict[str, bool]) -> tuple[Tree, str | None]:
    entries: dict[str, Tree] = {}
    for key, value in tree.items():
        chosen, asked = _choose(value, ways)
        if asked is not None:
            return tree, asked
        if chosen is not ABSENT:
            entries[key] = chosen
    return Map(entries, source=tree.source, repeated=tree.repeated), None
