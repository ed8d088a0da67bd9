"""HCL expressions as small nodes, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union


@dataclass(slots=True)
class Literal:
    value: Any
    line: int


@dataclass(slots=True)
class Template:
    """Text with interpolations; `raw` is what stands between the quotes or heredoc marks."""

    raw: str
    line: int
    heredoc: bool
    last: int = 0
    parts: list[Any] | None = None  # read on first use


@dataclass(slots=True)
class Attr:
    name: str


@dataclass(slots=True)
class Index:
    key: Node


@dataclass(slots=True)
class Splat:
    """`[*]` or `.*` with the steps that go to every element."""

    steps: list[Step]


Step = Union[Attr, Index, Splat]


@dataclass(slots=True)
class Reference:
    """A name and the steps after it: `var.a`, `data.x.y[0].json`."""

    name: str
    steps: list[Step]
    line: int


@dataclass(slots=True)
class Access:
    """Steps on something that is not a name: `f(x).a`, `(b)[0]`."""

    target: Node
    steps: list[Step]
    line: int


@dataclass(slots=True)
class Call:
    name: str
    args: list[Node]
    spread: bool  # the last argument ends in `...`
    line: int


@dataclass(slots=True)
class Conditional:
    predicate: Node
    then: Node
    otherwise: Node
    line: int


@dataclass(slots=True)
class Binary:
    operator: str
    left: Node
    right: Node
    line: int


@dataclass(slots=True)
class Unary:
    operator: str
    operand: Node
    line: int


@dataclass(slots=True)
class Sequence:
    items: list[Node]
    line: int


@dataclass(slots=True)
class Object:
    items: list[tuple[Node, Node]]
    line: int
    last: int


@dataclass(slots=True)
class For:
    """`[for k, v in coll : value if cond]`, and with `result_key` the object form; `grouped` for `...`."""

    key: str
    name: str
    collection: Node
    result_key: Node | None
    result: Node
    condition: Node | None
    grouped: bool
    line: int
    last: int


@dataclass(slots=True)
class Elsewhere:
    """`node`, written in another file than the block it belongs to."""

    node: Node
    file: str
    line: int


Node = Union[
    Literal, Template, Reference, Access, Call, Conditional, Binary, Unary, Sequence, Object, For, Elsewhere
]  # fmt: skip
