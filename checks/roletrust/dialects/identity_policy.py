"""From a tree to the statements of an identity policy: what a role is allowed to do.

Reads less of it than `policy.py` does of a trust policy: no conditions, and no flaws.
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import ABSENT, Map, Maybe, Tree
from roletrust.engine.document import Effect, PolicyError, Source
from roletrust.engine.permissions import Grant
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
    return Grant(
        effect=Effect(tree["Effect"]),
        actions=tuple(_values(tree.get("NotAction", tree.get("Action")))),
        resources=tuple(_values(tree.get("NotResource", tree.get("Resource")))),
        negated_actions="NotAction" in tree,
        negated_resources="NotResource" in tree,
        conditional=bool(tree.get("Condition")),
        maybe=maybe,
        policy=policy,
        source=here,
    )


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
