"""From a tree to the statements of an identity policy: what a role is allowed to do.

Reads less of it than `policy.py` does of a trust policy: no flaws, and of the conditions only those on the service that
a role is passed to.
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import ABSENT, Map, Maybe, Tree
from roletrust.engine.policy.document import Condition, Effect, PolicyError, Source
from roletrust.engine.roles.permissions import PASSED_TO, Grant
from roletrust.engine.text import Hole, Text, Value, text


def read_grants(tree: Tree, policy: str, source: Source = Source()) -> tuple[Grant, ...]:
    """The statements of the policy called `policy`; `tree`: without Choices, or its JSON text.

    Raises PolicyError where it is no policy, or not known.
    """
    document = parse_json(tree, source) if isinstance(tree, (str, Text)) else tree
    if not isinstance(document, dict) or "Statement" not in document:
        raise PolicyError(f"{policy} is no policy that is known")
    statements = enumerate(_many(document["Statement"]), 1)
    return tuple(_grant(each, maybe, policy, source)._replace(number=number) for number, (each, maybe) in statements)


def _grant(tree: Tree, maybe: Hole | None, policy: str, source: Source) -> Grant:
    if not isinstance(tree, dict) or tree.get("Effect") not in ("Allow", "Deny"):
        raise PolicyError(f"{policy} has a statement that is not known")
    here = tree.source if isinstance(tree, Map) and tree.source.first else source
    passed_to, others = _conditions(tree.get("Condition"))
    return Grant(
        effect=Effect(tree["Effect"]),
        actions=tuple(_values(tree.get("NotAction", tree.get("Action")))),
        resources=tuple(_values(tree.get("NotResource", tree.get("Resource")))),
        negated_actions="NotAction" in tree,
        negated_resources="NotResource" in tree,
        conditional=others,
        passed_to=passed_to,
        maybe=maybe,
        policy=policy,
        source=here,
    )


def _conditions(tree: Tree) -> tuple[tuple[Condition, ...], bool]:
    """Those on the service that a role is passed to, and whether there are others, or may be."""
    if not isinstance(tree, dict):
        return (), bool(tree)
    found: dict[tuple[str, str], Condition] = {}
    for operator, keys in tree.items():
        for key, values in keys.items() if isinstance(keys, dict) else ():
            known = _texts(values) if str(key).lower() == PASSED_TO else None
            if known is not None:
                found[operator, key.lower()] = Condition(operator, key, known)
    written = sum(len(keys) if isinstance(keys, dict) else 1 for keys in tree.values())
    return tuple(found.values()), written > len(found)


def _texts(tree: Tree) -> tuple[Value, ...] | None:
    """None where they are none, or may not be there."""
    try:
        return None if isinstance(tree, Maybe) else tuple(_values(tree))
    except PolicyError:
        return None


def _many(tree: Tree) -> Iterator[tuple[Tree, Hole | None]]:
    """The items of one-or-many, each with the Hole its existence hangs on."""
    for each in tree if isinstance(tree, list) else [tree]:
        inside, maybe = each, None
        while isinstance(inside, Maybe):
            inside, maybe = inside.value, maybe or inside.hole
        for item in inside if isinstance(inside, list) else [inside]:
            if item is not ABSENT and item is not None:
                yield item, maybe


def _values(tree: Tree) -> Iterator[Value]:
    """The texts; what is not known, or may be absent, is as open as its Hole."""
    for each, maybe in _many(tree):
        if maybe or isinstance(each, Hole):
            yield text(maybe or each)
        elif isinstance(each, (str, Text)):
            yield each
        else:
            raise PolicyError(f"`{each}` is no action and no resource")
