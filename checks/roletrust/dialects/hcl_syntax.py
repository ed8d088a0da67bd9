"""HCL text, parsed by Checkov's own `hcl2`: blocks, files of attributes, single expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hcl2.parser import Hcl2
from lark import Tree as Parsed
from lark.exceptions import LarkError

from roletrust.dialects.hcl_expressions import CONSTANTS, Converter, name_of
from roletrust.dialects.hcl_nodes import Attr, Node, Reference
from roletrust.engine.document import PolicyError


class Body:
    """What stands between a block's braces: attributes by name, and blocks in order."""

    __slots__ = ("_attributes", "_base", "_nodes", "inner", "text")

    def __init__(self, parsed: Any, base: int, text: str) -> None:
        self._attributes: dict[str, Any] = {}
        self._nodes: dict[str, Node] = {}
        self.inner: list[Block] = []
        self._base = base
        self.text = text
        for child in parsed.children:
            if not isinstance(child, Parsed):
                continue
            if child.data == "attribute":
                self._attributes[name_of(child.children[0])] = child.children[1]
            elif child.data == "block":
                self.inner.append(_block(child, base, text))

    def attribute(self, name: str) -> Node | None:
        """The expression of the attribute `name`, or None if it is not written."""
        node = self._nodes.get(name)
        if node is None and self._attributes.get(name) is not None:
            node = self._nodes[name] = Converter(self._base, self.text).node(self._attributes[name])
            self._attributes[name] = None  # the parse tree is large
        return node

    def names(self) -> list[str]:
        """The attributes written here."""
        return list(self._attributes)

    def blocks(self, kind: str) -> list[Block]:
        """The blocks of that kind, `dynamic` ones of it included, in order."""
        return [b for b in self.inner if b.kind == kind or (b.kind == "dynamic" and b.labels == (kind,))]


@dataclass(slots=True)
class Block:
    kind: str
    labels: tuple[str, ...]
    body: Body
    first: int
    last: int


def parse_block(text: str, line: int) -> Block:
    """The one block that `text` holds; its first line is line `line` of its file.  Raises PolicyError."""
    body = Body(_parse(text + "\n").children[-1], line - 1, text)
    if len(body.inner) != 1:
        raise PolicyError("expected one block")
    return body.inner[0]


def parse_attributes(text: str) -> Body:
    """A whole file of attributes, as `terraform.tfvars` is.  Raises PolicyError."""
    return Body(_parse(text + "\n").children[-1], 0, text)


@lru_cache(maxsize=4096)
def _parsed_expression(source: str) -> Any:
    text = f"x = (\n{source}\n)\n"
    return text, _parse(text).children[-1].children[0].children[1]


_SIMPLE = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*\Z")


def parse_expression(source: str, line: int) -> Node:
    """One expression, as stands in `${...}`; `line` is where it begins.  Raises PolicyError."""
    source = source.strip(" \t")
    if _SIMPLE.match(source) and source not in CONSTANTS:
        name, *steps = source.split(".")
        return Reference(name, [Attr(step) for step in steps], line)
    text, parsed = _parsed_expression(source)
    return Converter(line - 2, text).node(parsed)


def _parse(text: str) -> Any:
    try:
        return Hcl2.lark_parser.parse(text)
    except LarkError as error:
        line = getattr(error, "line", None)
        where = f" in its line {line}" if isinstance(line, int) and line > 0 else ""
        raise PolicyError(f"hcl2 cannot parse `{text.strip().splitlines()[0][:60]}`{where}") from error


def _block(parsed: Any, base: int, text: str) -> Block:
    *header, body = parsed.children
    names = [name_of(child) if isinstance(child, Parsed) else str(child)[1:-1] for child in header]
    first, last = parsed.meta.line + base, parsed.meta.end_line + base
    return Block(names[0], tuple(names[1:]), Body(body, base, text), first, last)
