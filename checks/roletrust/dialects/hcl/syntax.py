"""HCL text, parsed by Checkov's own `hcl2`: blocks, attributes, single expressions, each when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from types import MappingProxyType
from typing import Any, Union

from hcl2.parser import Hcl2
from lark.exceptions import LarkError

from roletrust.dialects.hcl.expressions import Converter
from roletrust.dialects.hcl.nodes import Literal, Node
from roletrust.dialects.hcl.plain import plain_expression, strings, worded
from roletrust.dialects.hcl.source import STEP, Chunk, Expression, labels_of, pieces
from roletrust.engine.document import PolicyError

Attributes = Mapping[str, Union[Expression, Literal]]

_NO_ATTRIBUTES: Attributes = MappingProxyType({})


class Body:
    """What stands between a block's braces: attributes by name, and blocks in order.

    Cut apart on first use.  Its own text is let go of then: a scan keeps all bodies, and the text of each stands in
    those around it as well.
    """

    __slots__ = ("_attributes", "_blocks", "_line", "_text")

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._line = line
        self._attributes: Attributes | None = None
        self._blocks: Sequence[Chunk | Block] = ()

    @classmethod
    def of(cls, attributes: Attributes, blocks: Sequence[Chunk | Block], text: str = "", line: int = 0) -> Body:
        """One that is cut apart already; with its `text`, what is in it can be let go of."""
        body = cls(text, line)
        body._attributes, body._blocks = attributes or _NO_ATTRIBUTES, blocks or ()
        return body

    def attribute(self, name: str) -> Node | None:
        """The expression of the attribute `name`, or None if it is not written.  Raises PolicyError."""
        attributes = self._attributes
        written = (self._cut() if attributes is None else attributes).get(name)
        if written is None or isinstance(written, Literal):
            return written
        return attribute_expression(written.text, written.first)

    def names(self) -> list[str]:
        """The attributes written here."""
        return list(self._cut())

    def blocks(self, kind: str) -> list[Block]:
        """The blocks of that kind, `dynamic` ones of it included, in order."""
        self._cut()
        if not self._blocks:
            return []
        self._blocks = [block_of(each) if _is_a(each, kind) else each for each in self._blocks]
        return [each for each in self._blocks if isinstance(each, Block) and _is_a(each, kind)]

    def let_go(self) -> None:
        """Keep its text alone, if it is there: nobody is about to ask for what is in it."""
        if self._text:
            self._attributes, self._blocks = None, ()

    def _cut(self) -> Attributes:
        if self._attributes is None:
            attributes: dict[str, Expression] = {}
            blocks: list[Chunk | Block] = []
            for piece in pieces(self._text, self._line):
                if isinstance(piece, Expression):
                    attributes[piece.name] = piece
                else:
                    blocks.append(piece)
            self._attributes, self._blocks = attributes or _NO_ATTRIBUTES, blocks or ()
            self._text = ""
        return self._attributes


def _is_a(block: Chunk | Block, kind: str) -> bool:
    return block.kind == kind or (block.kind == "dynamic" and block.labels == (kind,))


@dataclass(slots=True)
class Block:
    kind: str
    labels: tuple[str, ...]
    body: Body
    first: int
    last: int
    file: str = ""  # where that is another one than of the block around it


def whole_block(header: re.Match[str], line: int) -> tuple[Block | None, int]:
    """The block that `header` opens on that line, and where it ends, each letter read once; None where something in it
    is unusual, and where.  All in it is as `pieces` finds it, level by level, but for brackets that others close.
    """
    text, position, counted = header.string, header.end(), header.start(1)
    attributes: dict[str, Expression | Literal] = {}
    blocks: list[Chunk | Block] = []
    opened: tuple[str, tuple[str, ...], int] = intern(header[1]), (intern(header[2]), intern(header[3])), line
    around: list[tuple[tuple[str, tuple[str, ...], int], dict[str, Expression | Literal], list[Chunk | Block]]] = []
    while step := STEP.match(text, position):
        name, string, written, labels = step.groups()
        position = step.end()
        begins = position if name is None else step.start(1)
        line += text.count("\n", counted, begins)
        counted = begins
        if string is not None:
            attributes[intern(name)] = Literal(string, line)
        elif written is not None:
            attributes[intern(name)] = Expression(name, written, line)
        elif name is not None:
            around.append((opened, attributes, blocks))
            opened, attributes, blocks = (intern(name), labels_of(labels), line), {}, []
        elif around:
            ended = Block(opened[0], opened[1], Body.of(attributes, blocks), opened[2], line)
            opened, attributes, blocks = around.pop()
            blocks.append(ended)
        else:
            kept = text[header.end() : position - 1] if opened[0] == "data" else ""
            return Block(*opened[:2], Body.of(attributes, blocks, kept, opened[2]), opened[2], line), position
    return None, position


def block_of(chunk: Chunk | Block) -> Block:
    """The block that a piece of a file is."""
    if isinstance(chunk, Block):
        return chunk
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


def attribute_expression(source: str, line: int) -> Node:
    """The expression of an attribute; `line` is where it begins.  Raises PolicyError."""
    return strings(source, line) or _kept_expression(source, line)


@lru_cache(maxsize=128)
def _kept_expression(source: str, line: int) -> Node:
    """Those of a module that is called again and again are kept, not those of all files: they take ten times their
    text.
    """
    return worded(source, line) or _parsed(f"x = {source}\n", line - 1)


def _parsed(text: str, base: int) -> Node:
    try:
        return Converter(base, text).node(_parsed_expression(text))
    except LarkError as error:
        line = base + max(1, getattr(error, "line", 1))
        raise PolicyError(f"line {line}: hcl2 cannot parse `{text.strip().splitlines()[0][:60]}`") from error
