"""`.tf.json` and `.tofu.json` files: the same blocks, written as JSON.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from roletrust.dialects.hcl.syntax.blocks import Block, Body
from roletrust.dialects.hcl.syntax.expressions import parse_expression, parse_template
from roletrust.dialects.hcl.syntax.nodes import Literal, Node, Object, Sequence, Template
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Map
from roletrust.engine.policy.document import PolicyError, Source

LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0}
COMMENT = "//"
KEY = re.compile(r'"([^"\\]+)"[ \t]*:')


class JsonBody(Body):
    """A JSON object as the body of a block: a key is an attribute or a block, as it is asked for.

    `lines` are those of the whole file.
    """

    __slots__ = ("_places", "found", "lines")

    def __init__(self, found: dict[str, Any], lines: list[str]) -> None:
        super().__init__("", 0)
        self.found = found
        self.lines = lines
        self._places: dict[str, int] = {}

    def attribute(self, name: str) -> Node | None:
        if name not in self.found:
            return None
        found, line = self.found[name], self._line_of(name)
        return _provider(found, line) if name in ("provider", "providers") else node_of(found, line)

    def names(self) -> list[str]:
        return [name for name in self.found if name != COMMENT]

    def blocks(self, kind: str) -> list[Block]:
        blocks = [_block(kind, (), each, self.lines) for each in _objects(self.found.get(kind))]
        for dynamic in _objects(self.found.get("dynamic")):
            blocks += [_block("dynamic", (kind,), each, self.lines) for each in _objects(dynamic.get(kind))]
        return blocks

    def _line_of(self, name: str) -> int:
        """The first line of the object on which the key stands; an object within that has the key too may hide it."""
        first, last = _lines_of(self.found)
        if not self._places and first:
            for line in range(last, first - 1, -1):
                self._places.update((key, line) for key in KEY.findall(self.lines[line - 1]))
        return self._places.get(name, first)


class VariableBody(JsonBody):
    """A `variable` block: its type is an expression in quotes, and its default means what it says."""

    __slots__ = ()

    def attribute(self, name: str) -> Node | None:
        found = self.found.get(name)
        if name == "type" and isinstance(found, str):
            return parse_expression(found, self._line_of(name))
        return super().attribute(name) if name != "default" else _default(self.found, self._line_of(name))


def parse_blocks(text: str) -> Iterator[Block]:
    """The top-level blocks of a file.  Raises PolicyError."""
    found = parse_json(text, Source("", 1, 1))
    lines = text.split("\n")
    for top in _objects(found):
        if isinstance(top, Map) and top.repeated:
            raise PolicyError(f"`{top.repeated[0]}` is written twice")
        for kind, inner in top.items():
            if kind != COMMENT:
                for labels, body in _labelled(inner, LABELS.get(kind, 0)):
                    yield _block(kind, labels, body, lines)


def parse_variables(text: str) -> Body:
    """A `.tfvars.json` file, in which text is no template.  Raises PolicyError."""
    found = parse_json(text, Source("", 1, 1))
    values = found if isinstance(found, dict) else {}
    return _Values(values, text.split("\n"))


class _Values(JsonBody):
    __slots__ = ()

    def attribute(self, name: str) -> Node | None:
        return node_of(self.found[name], self._line_of(name), plain=True) if name in self.found else None


def node_of(found: Any, line: int, plain: bool = False) -> Node:
    """A JSON value as an expression; strings are templates, but for `plain` values.

    Text of several lines stands on one line of the file: its own lines are no places there.
    """
    if isinstance(found, str):
        line = 0 if "\n" in found else line
        opened = not plain and ("${" in found or "%{" in found)
        return Template(parse_template(found, line), line, heredoc=True, last=line) if opened else Literal(found, line)
    if isinstance(found, list):
        return Sequence([node_of(each, line, plain) for each in found], line)
    if isinstance(found, dict):
        first, last = _lines_of(found)
        items = [(node_of(key, first, plain), node_of(each, first, plain)) for key, each in found.items()]
        return Object(items, first, last)
    return Literal(found, line)


def _default(found: dict[str, Any], line: int) -> Node | None:
    return node_of(found["default"], line, plain=True) if "default" in found else None


def _provider(found: Any, line: int) -> Node:
    """`aws.east`, which may also be written `${aws.east}`; or a map of them."""
    if isinstance(found, dict):
        return Object([(Literal(key, line), _provider(each, line)) for key, each in found.items()], line, line)
    text = found.strip() if isinstance(found, str) else found
    return Literal(text[2:-1].strip() if isinstance(text, str) and text.startswith("${") else text, line)


def _lines_of(found: dict[str, Any]) -> tuple[int, int]:
    source = found.source if isinstance(found, Map) else Source()
    return source.first, source.last


def _block(kind: str, labels: tuple[str, ...], found: dict[str, Any], lines: list[str]) -> Block:
    body = (VariableBody if kind == "variable" and labels else JsonBody)(found, lines)
    return Block(kind, labels, body, *_lines_of(found))


def _objects(found: Any) -> list[dict[str, Any]]:
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


def _labelled(found: Any, depth: int) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for each in _objects(found):
        if not depth:
            yield (), each
            continue
        for label, inner in each.items():
            if label != COMMENT:
                for labels, body in _labelled(inner, depth - 1):
                    yield (label, *labels), body
