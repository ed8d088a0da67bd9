"""HCL with the place of every value: the expressions and the blocks that stand in some lines of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from roletrust.dialects.hcl.syntax import nodes as hcl
from roletrust.dialects.hcl.syntax.blocks import Attribute, Block, Chunk, chunks, pieces
from roletrust.dialects.hcl.syntax.expressions import attribute_expression
from roletrust.engine.policy.document import PolicyError
from roletrust.fixing import json_source
from roletrust.fixing.spans import Code, Entry, Fields, Items, Node, Scalar, Unfixable


class Written(NamedTuple):
    """A block as it stands: its attributes by name, and the blocks in it.  `inner`: behind its opening brace."""

    kind: str
    start: int
    inner: int
    end: int
    attributes: dict[str, Node]
    blocks: tuple[Written, ...]
    first: int
    last: int


def blocks(text: str, first: int, last: int) -> Iterator[Written]:
    """The top-level blocks of `text` that hold its lines `first` to `last`.  Raises Unfixable where it is no HCL."""
    try:
        for chunk in chunks(text, at_once=False):
            if isinstance(chunk, Chunk) and chunk.first <= first and last <= chunk.last:
                yield written(chunk)
    except PolicyError as error:
        raise Unfixable(f"the file is no HCL that could be edited in place: {error}") from None


def blocks_of(text: str, kind: str, labels: tuple[str, ...]) -> Iterator[Written]:
    """The top-level blocks of that kind and those labels.  Raises Unfixable where `text` is no HCL."""
    try:
        for chunk in chunks(text, at_once=False):
            if isinstance(chunk, Chunk) and (chunk.kind, chunk.labels) == (kind, labels):
                yield written(chunk)
    except PolicyError as error:
        raise Unfixable(f"the file is no HCL that could be edited in place: {error}") from None


def blocks_of_any(text: str, word: str) -> Iterator[Written]:
    """The top-level blocks of any kind that have the `word`.  Raises Unfixable where `text` is no HCL."""
    try:
        for chunk in chunks(text, at_once=False) if word in text else ():
            if isinstance(chunk, Chunk) and word in text[chunk.start : chunk.end]:
                yield written(chunk)
    except PolicyError as error:
        raise Unfixable(f"the file is no HCL that could be edited in place: {error}") from None


def attributes(text: str) -> dict[str, Node]:
    """What a variable file sets.  Raises Unfixable where `text` is none."""
    try:
        found = [each for each in pieces(text, 1, 0, len(text)) if isinstance(each, Attribute)]
        return {each.name: of(attribute_expression(text, *each.written), text) for each in found}
    except PolicyError as error:
        raise Unfixable(f"the variable file cannot be edited in place: {error}") from None


def written(chunk: Chunk) -> Written:
    """The block, read.  Raises PolicyError."""
    attributes: dict[str, Node] = {}
    inside: list[Written] = []
    for piece in pieces(chunk.text, chunk.first, chunk.inner, chunk.end - 1):
        if isinstance(piece, Attribute):
            attributes[piece.name] = of(attribute_expression(chunk.text, *piece.written), chunk.text)
        else:
            assert not isinstance(piece, Block)
            inside.append(written(piece))
    return Written(
        chunk.kind if chunk.kind != "dynamic" else f"dynamic {' '.join(chunk.labels)}",
        chunk.start,
        chunk.inner,
        chunk.end,
        attributes,
        tuple(inside),
        chunk.first,
        chunk.last,
    )


def every_block(block: Written) -> Iterator[Written]:
    """`block`, and all in it."""
    yield block
    for each in block.blocks:
        yield from every_block(each)


def of(node: Any, text: str) -> Node:
    """An expression of the HCL reader's.  JSON in a heredoc is a value in it."""
    if isinstance(node, hcl.Literal) and isinstance(node.value, str):
        return Scalar(node.start, node.end, node.value)
    if isinstance(node, hcl.Template):
        return _template(node, text)
    if isinstance(node, hcl.Sequence):
        return Items(node.start, node.end, tuple(of(each, text) for each in node.items))
    if isinstance(node, hcl.Object):
        return Fields(node.start, node.end, tuple(Entry(_key(key, text), of(value, text)) for key, value in node.items))
    return Code(node.start, node.end, tuple(of(each, text) for each in _children(node)))


def _template(node: hcl.Template, text: str) -> Node:
    if not node.heredoc:
        plain = all(isinstance(each, str) for each in node.parts)
        return Scalar(node.start, node.end, "".join(map(str, node.parts))) if plain else Code(node.start, node.end)
    body = text.index("\n", node.start) + 1
    closing = text.rindex("\n", body - 1, node.end)
    try:
        return Code(node.start, node.end, (json_source.parsed(text, body, closing + 1, templated=True),))
    except Unfixable:
        return Code(node.start, node.end)


def _key(node: Any, text: str) -> Scalar | Code:
    if isinstance(node, hcl.Reference) and not node.steps:
        return Scalar(node.start, node.end, node.name)
    found = of(node, text)
    return found if isinstance(found, Scalar) else Code(found.start, found.end)


def _children(node: Any) -> Iterator[Any]:
    """The nodes directly in one that has to be evaluated."""
    for field in fields(node):
        value = getattr(node, field.name)
        for each in value if isinstance(value, list) else [value]:
            if is_dataclass(each) and hasattr(each, "start"):
                yield each
