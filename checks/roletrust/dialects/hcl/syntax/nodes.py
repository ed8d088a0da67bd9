"""HCL expressions as small nodes, each with its line, and with the place of its source in the text of its file.

`start` and `end` are offsets, in characters, into the text as `source.read_text` gives it; -1 where there is no such
text: in JSON syntax.  Two nodes that say the same are equal, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Union

from roletrust.dialects.origin import Spelt


@dataclass(slots=True)
class Literal:
    """A number, `true`, `false`, `null`, or text that has nothing in it to evaluate."""

    value: Any
    line: int
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Hollow:
    """An interpolation `${code}`."""

    node: Node
    code: str


@dataclass(slots=True)
class If:
    """`%{ if … }`, and what stands between its directives."""

    predicate: Node
    then: list[Part]
    otherwise: list[Part]


@dataclass(slots=True)
class Each:
    """`%{ for … }`, and what stands before its `endfor`; `key` is '' where only values are named."""

    key: str
    name: str
    collection: Node
    body: list[Part]


Part = Union[str, Hollow, If, Each]


@dataclass(slots=True)
class Template:
    """Text with interpolations and directives: in quotes, of a heredoc (whose own lines it has), or a whole file."""

    parts: list[Part]
    line: int
    heredoc: bool
    last: int = 0
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Attr:
    """`.name`."""

    name: str


@dataclass(slots=True)
class Index:
    """`[key]`."""

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
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Access:
    """Steps on something that is not a name: `f(x).a`, `(b)[0]`."""

    target: Node
    steps: list[Step]
    line: int
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Call:
    """`name(args)`."""

    name: str
    args: list[Node]
    spread: bool  # the last argument ends in `...`
    line: int
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Conditional:
    """`predicate ? then : otherwise`."""

    predicate: Node
    then: Node
    otherwise: Node
    line: int
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Binary:
    """`left operator right`."""

    operator: str
    left: Node
    right: Node
    line: int
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Unary:
    """`!operand` or `-operand`."""

    operator: str
    operand: Node
    line: int
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Sequence:
    """`[items]`."""

    items: list[Node]
    line: int
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Object:
    """`{ key = value }`; `last`: the line of its closing brace."""

    items: list[tuple[Node, Node]]
    line: int
    last: int
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


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
    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(slots=True)
class Elsewhere:
    """`node`, written in another file than the block it belongs to."""

    node: Node
    file: str
    line: int


Node = Union[
    Literal, Template, Reference, Access, Call, Conditional, Binary, Unary, Sequence, Object, For, Elsewhere
]  # fmt: skip


def texts_written(node: Any) -> Iterator[str]:
    """The texts and numbers that are spelt out in an expression, from left to right."""
    if isinstance(node, Literal):
        if isinstance(node.value, (str, int)) and not isinstance(node.value, bool):
            yield Spelt.on(node.line, str(node.value))
    elif isinstance(node, (list, tuple)):
        for each in node:
            yield from texts_written(each)
    elif isinstance(node, Template):
        for part in node.parts:
            line = 0 if node.heredoc else node.line
            yield from [Spelt.on(line, part)] if isinstance(part, str) else texts_written(part)
    elif is_dataclass(node):
        for each in fields(node):
            yield from texts_written(getattr(node, each.name)) if not isinstance(getattr(node, each.name), str) else ()
