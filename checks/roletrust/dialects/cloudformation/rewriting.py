"""A template written anew, before it is evaluated: its texts and keys by what stands for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roletrust.dialects.cloudformation.nodes import Node, first_line
from roletrust.engine.policy.document import PolicyError

DEEPEST = 80
MOST_NODES = 300_000


class Rewriting:
    """What is common to all: the walk, and its bounds.  As it stands, it changes nothing."""

    def __init__(self) -> None:
        self.left = MOST_NODES

    def node(self, node: Node, depth: int = 0, in_sub: bool = False) -> Node:
        """`node` written anew.  `in_sub`: it is what `Fn::Sub` substitutes in itself.

        Raises PolicyError where it is nested too deep, or comes to too much.
        """
        self.left -= 1
        if depth > DEEPEST or self.left < 0:
            raise PolicyError(f"nested deeper than {DEEPEST}, or its variables expand to more than {MOST_NODES} values")
        if isinstance(node, str):
            return self.text(node, depth, in_sub)
        if isinstance(node, Mapping):
            found = {self.key(key): self.node(value, depth + 1, key == "Fn::Sub") for key, value in node.items()}
            return like(node, found)
        return like(node, [self.node(each, depth + 1, in_sub) for each in node]) if isinstance(node, list) else node

    def key(self, key: Any) -> Any:
        """A key of a mapping."""
        return key

    def text(self, node: str, depth: int, in_sub: bool) -> Node:
        """A text."""
        return node


def ref(name: str, node: Node) -> Node:
    """A reference to `name`, in the place of `node`."""
    return {"Ref": name, "__startline__": first_line(node)}


def pieced(pieces: list[Node], node: Node) -> Node:
    """One text of `pieces`, in the place of `node`."""
    return pieces[0] if len(pieces) == 1 else {"Fn::Join": ["", pieces], "__startline__": first_line(node)}


def like(node: Node, value: Any) -> Node:
    """`value` with the marks of `node`, where it has some."""
    if "start_mark" not in getattr(node, "__dict__", ()):
        return value
    kind = type(node)
    try:
        return kind(value, node.start_mark, node.end_mark)
    except TypeError:  # of a kind that is marked when it is made
        made = kind(value)
        made.start_mark, made.end_mark = node.start_mark, node.end_mark
        return made
