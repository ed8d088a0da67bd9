"""HCL text cut into blocks and attributes, without reading their expressions: each is read when it is asked for.

So that of a file only what a role's trust policy leads to is ever parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from sys import intern  # a scan keeps all blocks, and most of their words are the same few
from types import MappingProxyType
from typing import NamedTuple, Union

from roletrust.dialects.hcl.syntax.expressions import attribute_expression, names_expression
from roletrust.dialects.hcl.syntax.lexicon import (
    COMMENT,
    NAME,
    balanced,
    behind_comment,
    block_end,
    expression_end,
    run,
)
from roletrust.dialects.hcl.syntax.nodes import Literal, Node
from roletrust.engine.policy.document import PolicyError

# Most attributes and blocks are found whole, by one match; the rest is gone through bracket by bracket.
_LABELS = rf'(?:[ \t]*"[^"\n]*"|[ \t]+{NAME})*'
_HEADER = re.compile(rf"[ \t]*({NAME})({_LABELS})[ \t]*\{{")
_LABEL = re.compile(rf'"([^"\n]*)"|({NAME})')
_BETWEEN = re.compile(rf"(?:[ \t\r\n]+|{COMMENT})+")
_INSIDE = run("{}", rf"{COMMENT}\n|" + balanced("{", "}", 4))
_BLOCK = rf"({_LABELS})[ \t]*\{{({_INSIDE})\}}"
_USUAL_BLOCK = re.compile(rf"[ \t\r\n]*({NAME}){_BLOCK}", re.DOTALL)
_IS = r"[ \t]*=(?![=>])[ \t]*"
_ATTRIBUTE = re.compile(rf"[ \t]*({NAME}){_IS}")
_LINE = run(r"{}()\[\]\n", balanced(r"{(\[", r"})\]", 7))
_USUAL = re.compile(rf"[ \t\r\n]*({NAME})(?:{_IS}(?![ \t])({_LINE}(?:{COMMENT})?)(?=\n|\Z)|{_BLOCK})", re.DOTALL)
# What comes next inside of a block, with the comments before it: an attribute, by its name, that is a string (what
# stands between its quotes) or another expression; a block, by its name and its labels; the end of one.
_COMMENTS = rf"[ \t\r\n]*(?:{COMMENT}\n[ \t\r\n]*)*"
_VALUE = rf'(?:"([^"\\$%\n]*)"[ \t]*|(?![ \t])({_LINE}(?:{COMMENT})?))(?=[\n}}]|\Z)'
_STEP = re.compile(rf"{_COMMENTS}(?:({NAME})(?:{_IS}{_VALUE}|({_LABELS})[ \t]*\{{)|\}})", re.DOTALL)
_DECISIVE = re.compile(
    rf'{_COMMENTS}(resource|data)[ \t]+"((?:aws|awscc)_iam_role|aws_iam_policy_document)"[ \t]*"([^"\n]*)"[ \t]*\{{'
)

Span = tuple[int, int, int]  # an expression as it stands in a text: from where, to where, and the line it begins on
Attributes = Mapping[str, Union[Span, Literal]]
_Opened = tuple[str, tuple[str, ...], int, int, int]  # a block: kind, labels, its line, where it and its body begin

_NO_ATTRIBUTES: Attributes = MappingProxyType({})


class Chunk(NamedTuple):
    """A block as it stands in `text`, from `start` to `end` and from line `first` to line `last`; `inner` is where what
    is between its braces begins.
    """

    kind: str
    labels: tuple[str, ...]
    text: str
    start: int
    inner: int
    end: int
    first: int
    last: int


HANDED_DOWN = "providers"  # of a module's call: which configuration each of the module's names is


class Attribute(NamedTuple):
    """An attribute as it stands in a block: its name, and where its expression is."""

    name: str
    written: Span


class Body:
    """What stands between a block's braces: attributes by name, and blocks in order.

    Cut apart on first use; a scan keeps all bodies, so that of most only the place in the file's text is kept.
    """

    __slots__ = ("_attributes", "_blocks", "_end", "_line", "_start", "_text")

    def __init__(self, text: str, line: int, start: int = 0, end: int = -1) -> None:
        self._text = text
        self._line = line
        self._start = start
        self._end = len(text) if end < 0 else end
        self._attributes: Attributes | None = None
        self._blocks: Sequence[Chunk | Block] = ()

    def attribute(self, name: str) -> Node | None:
        """The expression of the attribute `name`, or None if it is not written.  Raises PolicyError."""
        attributes = self._attributes
        written = (self._cut() if attributes is None else attributes).get(name)
        if written is None or isinstance(written, Literal):
            return written
        if name == HANDED_DOWN:
            return names_expression(self._text, *written)
        return attribute_expression(self._text, *written)

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

    def holds(self, attributes: Attributes, blocks: Sequence[Chunk | Block]) -> Body:
        """The same, cut apart already."""
        self._attributes, self._blocks = attributes or _NO_ATTRIBUTES, blocks or ()
        return self

    def let_go(self) -> None:
        """Keep its place in the text alone: nobody is about to ask for what is in it."""
        self._attributes, self._blocks = None, ()

    def _cut(self) -> Attributes:
        if self._attributes is None:
            attributes: dict[str, Span] = {}
            blocks: list[Chunk | Block] = []
            for piece in pieces(self._text, self._line, self._start, self._end):
                if isinstance(piece, Attribute):
                    attributes[piece.name] = piece.written
                else:
                    blocks.append(piece)
            self._attributes, self._blocks = attributes or _NO_ATTRIBUTES, blocks or ()
        return self._attributes


def _is_a(block: Chunk | Block, kind: str) -> bool:
    return block.kind == kind or (block.kind == "dynamic" and block.labels == (kind,))


@dataclass(slots=True)
class Block:
    """`start` and `end` are its place in the text of its file, -1 where there is none; `first` and `last` its lines."""

    kind: str
    labels: tuple[str, ...]
    body: Body
    first: int
    last: int
    start: int = -1
    end: int = -1
    file: str = ""  # where that is another one than of the block around it


def block_of(chunk: Chunk | Block) -> Block:
    """The block that a piece of a file is."""
    if isinstance(chunk, Block):
        return chunk
    kind, labels, text, start, inner, end, first, last = chunk
    return Block(kind, labels, Body(text, first, inner, end - 1), first, last, start, end)


def parse_attributes(text: str) -> Body:
    """A whole file of attributes, as `terraform.tfvars` is.  Raises PolicyError."""
    return Body(text, 1)


def chunks(text: str, at_once: bool = True, all_of_it: bool = False) -> Iterator[Chunk | Block]:
    """The top-level blocks of `text`, in order; what is not a block is passed over.

    `at_once`: roles and policy documents, of which all will be asked for, are cut apart on the way.  INVARIANT: no
    letter is gone through twice for that.  Raises PolicyError where something is never closed; with `all_of_it` also,
    when all blocks are given, where something between them is no attribute either.
    """
    position, line, counted, seen, end, odd = 0, 1, 0, 0, len(text), ""
    while position < end:
        if at_once and position >= seen and (decisive := _DECISIVE.match(text, position)):
            line += text.count("\n", counted, decisive.start(1))
            counted = decisive.start(1)
            block, seen = _whole_block(decisive, line)
            if block is not None:
                position = seen
                yield block
                continue
        if usual := _USUAL_BLOCK.match(text, position):
            line += text.count("\n", counted, usual.start(1))
            counted, position = usual.start(1), usual.end()
            yield _chunk(usual, 2, usual.start(3), position, line)
            continue
        position = _behind_gap(text, position, end)
        header = _HEADER.match(text, position)
        if header is None:
            if all_of_it and (named := _ATTRIBUTE.match(text, position)):
                position = expression_end(text, named.end(), end)
                continue
            if all_of_it and not odd and position < end:
                odd = _odd(text, position, end, line + text.count("\n", counted, position))
            after = text.find("\n", position)
            position = end if after < 0 else after + 1
            continue
        line += text.count("\n", counted, header.start(1))
        counted = header.start(1)
        position = block_end(text, header.end(), end)
        yield _chunk(header, 2, header.end(), position, line)
    if odd:
        raise PolicyError(odd)


def _odd(text: str, position: int, end: int, line: int) -> str:
    """What is wrong with what stands there."""
    found = text[position : min(position + 40, end)].splitlines()[0]
    return f"line {line}: `{found}` is neither an attribute nor a block"


def _whole_block(header: re.Match[str], line: int) -> tuple[Block | None, int]:
    """The block that `header` opens on that line, and where it ends, each letter read once; None where something in it
    is unusual, and where.  All in it is as `pieces` finds it, level by level, but for brackets that others close.
    """
    text, position, counted = header.string, header.end(), header.start(1)
    attributes: dict[str, Span | Literal] = {}
    blocks: list[Chunk | Block] = []
    opened: _Opened = intern(header[1]), (intern(header[2]), intern(header[3])), line, counted, position
    around: list[tuple[_Opened, dict[str, Span | Literal], list[Chunk | Block]]] = []
    while step := _STEP.match(text, position):
        position, kind = step.end(), step.lastindex
        begins = step.start(1) if kind else position
        line += text.count("\n", counted, begins)
        counted = begins
        if kind == 2:
            start, end = step.span(2)
            attributes[intern(step[1])] = Literal(step[2], line, start - 1, end + 1)
        elif kind == 3:
            start, end = step.span(3)
            attributes[intern(step[1])] = start, end, line
        elif kind:
            around.append((opened, attributes, blocks))
            opened, attributes, blocks = (intern(step[1]), labels_of(step[4]), line, begins, position), {}, []
        else:
            name, labels, first, start, inner = opened
            body = Body(text, first, inner, position - 1).holds(attributes, blocks)
            ended = Block(name, labels, body, first, line, start, position)
            if not around:
                return ended, position
            opened, attributes, blocks = around.pop()
            blocks.append(ended)
    return None, position


def pieces(text: str, line: int, position: int, end: int) -> Iterator[Chunk | Attribute]:
    """What stands between a block's braces, in order; `position` is on line `line` of the file.

    Raises PolicyError where it is neither an attribute nor a block.
    """
    counted = position
    while True:
        if usual := _USUAL.match(text, position, end):
            begins = usual.start(1)
            line += text.count("\n", counted, begins)
            counted, position = begins, usual.end()
            if usual.lastindex == 2:
                yield Attribute(intern(usual[1]), (*usual.span(2), line))
            else:
                yield _chunk(usual, 3, usual.start(4), position, line)
            continue
        position = _behind_gap(text, position, end)
        if position >= end:
            return
        line += text.count("\n", counted, position)
        counted = position
        if named := _ATTRIBUTE.match(text, position, end):
            position = expression_end(text, named.end(), end)
            yield Attribute(intern(named[1]), (named.end(), position, line))
        elif header := _HEADER.match(text, position, end):
            position = block_end(text, header.end(), end)
            yield _chunk(header, 2, header.end(), position, line)
        else:
            raise PolicyError(_odd(text, position, end, line))


def _behind_gap(text: str, position: int, end: int) -> int:
    """Behind the white space and the comments at `position`.  Raises PolicyError."""
    while True:
        if between := _BETWEEN.match(text, position, end):
            position = between.end()
        if not text.startswith("/*", position, end):
            return position
        position = behind_comment(text, position + 2, end)


def _chunk(header: re.Match[str], labels: int, inner: int, end: int, line: int) -> Chunk:
    """The block with that header, whose group `labels` has its labels."""
    text, start = header.string, header.start(1)
    return Chunk(
        intern(header[1]), labels_of(header[labels]), text, start, inner, end, line, line + text.count("\n", start, end)
    )


def labels_of(written: str) -> tuple[str, ...]:
    """The labels of a block, as its header has them."""
    return tuple(intern(quoted or bare) for quoted, bare in _LABEL.findall(written)) if written else ()
