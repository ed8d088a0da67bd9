"""`.tf.json` files: the same blocks, written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from roletrust.dialects.hcl.nodes import Literal, Node, Object, Sequence, Template
from roletrust.dialects.hcl.syntax import Block, Body
from roletrust.engine.document import PolicyError

LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0}


class JsonBody(Body):
    """A JSON object as the body of a block: a key is an attribute or a block, as it is asked for."""

    __slots__ = ("found",)

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__("", 0)
        self.found = found

    def attribute(self, name: str) -> Node | None:
        return node_of(self.found[name]) if name in self.found else None

    def names(self) -> list[str]:
        return [name for name in self.found if name != "//"]

    def blocks(self, kind: str) -> list[Block]:
        blocks = [Block(kind, (), JsonBody(each), 0, 0) for each in _objects(self.found.get(kind))]
        for dynamic in _objects(self.found.get("dynamic")):
            blocks += [Block("dynamic", (kind,), JsonBody(each), 0, 0) for each in _objects(dynamic.get(kind))]
        return blocks


def parse_blocks(text: str) -> Iterator[Block]:
    """The top-level blocks of a `.tf.json` file.  Raises PolicyError."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"not JSON: {error}") from error
    for top in _objects(found):
        for kind, inner in top.items():
            for labels, body in _labelled(inner, LABELS.get(kind, 0)):
                yield Block(kind, labels, JsonBody(body), 0, 0)


def parse_variables(text: str) -> Body:
    """A `.tfvars.json` file.  Raises PolicyError."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"not JSON: {error}") from error
    return JsonBody(found if isinstance(found, dict) else {})


def node_of(found: Any) -> Node:
    """A JSON value as an expression; strings are templates."""
    if isinstance(found, str) and ("${" in found or "%{" in found):
        return Template(found, 0, heredoc=True)
    if isinstance(found, list):
        return Sequence([node_of(each) for each in found], 0)
    if isinstance(found, dict):
        return Object([(node_of(key), node_of(each)) for key, each in found.items()], 0, 0)
    return Literal(found, 0)


def _objects(found: Any) -> list[dict[str, Any]]:
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


def _labelled(found: Any, depth: int) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for each in _objects(found):
        if not depth:
            yield (), each
            continue
        for label, inner in each.items():
            for labels, body in _labelled(inner, depth - 1):
                yield (label, *labels), body
