"""HCL text, parsed by Checkov's own `hcl2`: blocks, attributes, single expressions, each when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from hcl2.parser import Hcl2
from lark.exceptions import LarkError

from roletrust.dialects.hcl.expressions import Converter
from roletrust.dialects.hcl.nodes import Literal, Node
from roletrust.dialects.hcl.plain import one_string, plain_expression
from roletrust.dialects.hcl.source import STEP, Chunk, Expression, labels_of, pieces
from roletrust.engine.document import PolicyError

_NO_ATTRIBUTES: Mapping[str, Expression | Literal] = MappingProxyType({})


class Body:
    """What stands between a block's braces: attributes by name, and blocks in order.

    Cut apart on first use.  Its own text is let go of then: a scan keeps all bodies, and the text of each stands in
    those around it as well.  A block in it is the text that it was cut out as until somebody asks for it.
    """

    __slots__ = ("_attributes", "_blocks", "_line", "_text")

    def __init__(self, text: str, line: int) -> None:
        self._text: str | None = text
        self._line = line
        self._attributes = _NO_ATTRIBUTES
        self._blocks: Sequence[Chunk | Block] = ()

    def attribute(self, name: str) -> Node | None:
        """The expression of the attribute `name`, or None if it is not written.  Raises PolicyError."""
        if self._text is not None:
            self._cut()
        written = self._attributes.get(name)
        if written is None or isinstance(written, Literal):
            return written
        return attribute_expression(written.text, written.first)

    def names(self) -> list[str]:
        """The attributes written here."""
        self._cut()
        return list(self._attributes)

    def blocks(self, kind: str) -> list[Block]:
        """The blocks of that kind, `dynamic` ones of it included, in order."""
        self._cut()
        if not self._blocks:
            return []
        self._blocks = [block_of(each) if _is_a(each, kind) else each for each in self._blocks]
        return [each for each in self._blocks if isinstance(each, Block) and _is_a(each, kind)]

    def passing(self, kind: str) -> Iterable[Block]:
        """The same, for whoever does not come back: nothing of what is in them is kept here."""
        self._cut()
        return [_whole(each) or block_of(each) for each in self._blocks if _is_a(each, kind)]

    @classmethod
    def of(cls, attributes: Mapping[str, Expression | Literal], blocks: Sequence[Chunk | Block]) -> Body:
        """One that is cut apart already."""
        body = cls("", 0)
        body._attributes, body._blocks, body._text = attributes, blocks, None
        return body

    def _cut(self) -> None:
        if self._text is not None:
            attributes: dict[str, Expression] = {}
            blocks: list[Chunk | Block] = []
            for piece in pieces(self._text, self._line):
                if isinstance(piece, Expression):
                    attributes[piece.name] = piece
                else:
                    blocks.append(piece)
            self._attributes, self._blocks = attributes or _NO_ATTRIBUTES, blocks or ()
            self._text = None


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


def _whole(chunk: Chunk | Block) -> Block | None:
    """The block with all that is in it, as `pieces` finds it level by level; None where only `pieces` can.

    Each letter is read once.  What may look otherwise to `pieces` is no HCL: brackets that others close.
    """
    if isinstance(chunk, Block):
        return chunk
    attributes: dict[str, Expression | Literal] = {}
    blocks: list[Chunk | Block] = []
    around: list[tuple[str, tuple[str, ...], int, dict[str, Expression | Literal], list[Chunk | Block]]] = []
    text, line, position, counted = chunk.text, chunk.first, 0, 0
    while step := STEP.match(text, position):
        name, string, written, labels, ended = step.groups()
        position = step.end()
        begins = position if name is None else step.start(1)
        line += text.count("\n", counted, begins)
        counted = begins
        if string is not None:
            attributes[name] = Literal(string, line)
        elif written is not None:
            attributes[name] = Expression(name, written, line)
        elif name is not None:
            around.append((name, labels_of(labels), line, attributes, blocks))
            attributes, blocks = {}, []
        elif around and ended is None:
            kind, found, first, outer, beside = around.pop()
            beside.append(Block(kind, found, Body.of(attributes, blocks), first, line))
            attributes, blocks = outer, beside
        else:
            whole = Body.of(attributes, blocks)
            return None if around or ended is None else Block(chunk.kind, chunk.labels, whole, chunk.first, chunk.last)
    return None


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
    return one_string(source, line) or _kept_expression(source, line)


@lru_cache(maxsize=256)
def _kept_expression(source: str, line: int) -> Node:
    """Those of a module that is called again and again are kept, not those of all files: they take ten times their
    text.
    """
    return plain_expression(source, line) or _parsed(f"x = {source}\n", line - 1)


def _parsed(text: str, base: int) -> Node:
    try:
        return Converter(base, text).node(_parsed_expression(text))
    except LarkError as error:
        line = base + max(1, getattr(error, "line", 1))
        raise PolicyError(f"line {line}: hcl2 cannot parse `{text.strip().splitlines()[0][:60]}`") from error
