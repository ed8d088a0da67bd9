"""What stands in a text, and where: the values of a policy as its author wrote them, whatever the syntax.

Offsets count characters of the text of the file, `end` is behind the last one.  INVARIANT: what is inside of a value
lies within its span; where that is not so (an alias of YAML's), the value is Code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Union


class Unfixable(Exception):
    """Why something is not repaired.  The message completes `left as it is: …`, and says what would help."""


@dataclass(frozen=True, eq=False, slots=True)
class Scalar:
    """A text, written out; `value` is what it says."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, eq=False, slots=True)
class Code:
    """What has to be evaluated: a reference, a call, an intrinsic function.  `inside`: the values written in it."""

    start: int
    end: int
    inside: tuple[Node, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Items:
    """A list.  `hanging`: it has no brackets, but a dash for each item."""

    start: int
    end: int
    items: tuple[Node, ...]
    hanging: bool = False


class Entry(NamedTuple):
    """A key and its value."""

    key: Scalar | Code
    value: Node

    @property
    def name(self) -> str | None:
        return self.key.value if isinstance(self.key, Scalar) else None


@dataclass(frozen=True, eq=False, slots=True)
class Fields:
    """An object.  `hanging`: it has no brackets, but a line for each key."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    hanging: bool = False

    def entry(self, name: str) -> Entry | None:
        return next((each for each in self.entries if each.name == name), None)


Node = Union[Scalar, Code, Items, Fields]


class Edit(NamedTuple):
    """`text` in place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


class Standing(NamedTuple):
    """An object, and the list that it is an item of, if it is of one."""

    node: Fields
    among: Items | None


def within(node: Node) -> Iterator[Node]:
    """The values directly in `node`."""
    if isinstance(node, Fields):
        yield from (each.value for each in node.entries)
    elif isinstance(node, Items):
        yield from node.items
    elif isinstance(node, Code):
        yield from node.inside


def objects(node: Node) -> Iterator[Standing]:
    """Every object in `node`, itself included."""
    waiting: list[tuple[Node, Items | None]] = [(node, None)]
    while waiting:
        one, among = waiting.pop()
        if isinstance(one, Fields):
            yield Standing(one, among)
        here = one if isinstance(one, Items) else None
        waiting += [(each, here) for each in within(one)]


def spliced(text: str, edits: Iterable[Edit], start: int = 0, end: int = -1) -> str:
    """`text`, from `start` to `end`, with the `edits` made.  Raises Unfixable where two of them are in one place."""
    pieces, at = [], start
    for edit in in_order(edits):
        if edit.start < at:
            raise Unfixable("two changes meet in one place of the file")
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at : len(text) if end < 0 else end]])


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """By place; what is the same stands once, and what is only added comes before what is replaced behind it.

    What is added in one place keeps its order: an inner value's end is where the value around it may end.
    """
    return sorted(dict.fromkeys(edits), key=lambda each: (each.start, each.end))


def line_of(text: str, at: int) -> int:
    """The line of an offset, from 1."""
    return text.count("\n", 0, at) + 1
