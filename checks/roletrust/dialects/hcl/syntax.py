"""HCL text, parsed by Checkov's own `hcl2`: blocks, attributes, single expressions, each when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hcl2.parser import Hcl2
from lark.exceptions import LarkError

from roletrust.dialects.hcl.expressions import Converter
from roletrust.dialects.hcl.nodes import Node
from roletrust.dialects.hcl.plain import plain_expression
from roletrust.dialects.hcl.source import Chunk, Expression, pieces
from roletrust.engine.document import PolicyError


class Body:
    """What stands between a block's braces: attributes by name, and blocks in order.

    Cut apart on first use.  Its own text is let go of then: a scan keeps all bodies, and the text of each stands in
    those around it as well.
    """

    __slots__ = ("_attributes", "_blocks", "_line", "_text")

    def __init__(self, text: str, line: int) -> None:
        self._text: str | None = text
        self._line = line
        self._attributes: dict[str, Expression] = {}
        self._blocks: list[Block] = []

    def attribute(self, name: str) -> Node | None:
        """The expression of the attribute `name`, or None if it is not written.  Raises PolicyError."""
        if self._text is not None:
            self._cut()
        written = self._attributes.get(name)
        return attribute_expression(written.text, written.first) if written else None

    def names(self) -> list[str]:
        """The attributes written here."""
        self._cut()
        return list(self._attributes)

    def blocks(self, kind: str) -> list[Block]:
        """The blocks of that kind, `dynamic` ones of it included, in order."""
        self._cut()
        return [b for b in self._blocks if b.kind == kind or (b.kind == "dynamic" and b.labels == (kind,))]

    def _cut(self) -> None:
        if self._text is not None:
            for piece in pieces(self._text, self._line):
                if isinstance(piece, Expression):
                    self._attributes[piece.name] = piece
                else:
                    self._blocks.append(block_of(piece))
            self._text = None


@dataclass(slots=True)
class Block:
    kind: str
    labels: tuple[str, ...]
    body: Body
    first: int
    last: int
    file: str = ""  # where that is another one than of the block around it


def block_of(chunk: Chunk) -> Block:
    """The block that a piece of a file is."""
    return Block(chunk.kind, chunk.labels, Body(chunk.text, chunk.first), chunk.first, chunk.last)


def parse_attributes(text: str) -> Body:
    """A whole file of attributes, as `terraform.tfvars` is.  Raises PolicyError."""
    return Body(text, 1)


@lru_cache(maxsize=256)
def _parsed_expression(text: str) -> Any:
    start: Any = Hcl2.lark_parser.parse(text)
    return start.children[-1].children[0].children[1]


def parse_expression(source: str, line: int) -> Node:
    """One expression, as stands in `${...}`; `line` is where it begins.  Raises PolicyError."""
    text = source.strip()
    return plain_expression(text, line) or _parsed(f"x = (\n{text}\n)\n", line - 2)


@lru_cache(maxsize=256)
def attribute_expression(source: str, line: int) -> Node:
    """The expression of an attribute; `line` is where it begins.  Raises PolicyError.

    Those of a module that is called again and again are kept, not those of all files: they take ten times their text.
    """
    return plain_expression(source, line) or _parsed(f"x = {source}\n", line - 1)


def _parsed(text: str, base: int) -> Node:
    try:
        return Converter(base, text).node(_parsed_expression(text))
    except LarkError as error:
        line = base + max(1, getattr(error, "line", 1))
        raise PolicyError(f"line {line}: hcl2 cannot parse `{text.strip().splitlines()[0][:60]}`") from error
