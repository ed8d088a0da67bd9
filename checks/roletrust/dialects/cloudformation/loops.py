"""`Fn::ForEach`, unrolled: what a loop of a template makes, as if it were written out.

AWS, "Fn::ForEach" (the transform AWS::LanguageExtensions):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
A loop whose values are not known is there once, with what it goes through left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from roletrust.dialects.cloudformation.nodes import Node, entries, plain_text
from roletrust.dialects.cloudformation.rewriting import like, pieced, ref
from roletrust.engine.policy.document import PolicyError

LOOP = "Fn::ForEach"
DEEPEST = 5  # "You can nest up to five Fn::ForEach loops"
MOST_MADE = 20_000  # values, of all loops together
NO_LETTER = re.compile(r"[^a-zA-Z0-9]")
LISTS = ("CommaDelimitedList", "List<String>", "List<Number>")  # types of parameters whose default is several values
Values = Mapping[str, "str | None"]  # what each loop around is at, by its identifier; None: not known


def has_loops(data: Node) -> bool:
    """Whether a template makes resources in loops."""
    return any(is_loop(name) for name in entries(entries(data).get("Resources")))


def is_loop(name: Any) -> bool:
    """Whether a key of a mapping is that of a loop."""
    return isinstance(name, str) and name.startswith(f"{LOOP}::")


def unrolled(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """`data`, a template, with all that its loops make in their place.  Raises PolicyError where that is too much."""
    if not has_loops(data):
        return data
    return Unrolling(entries(data.get("Parameters"))).mapping(data, {}, 0)


class Unrolling:
    """`parameters`: those that the template declares."""

    def __init__(self, parameters: Mapping[str, Node]) -> None:
        self.parameters = parameters
        self._left = MOST_MADE

    def node(self, node: Node, values: Values, depth: int, in_sub: bool = False) -> Node:
        """`node` with each of `values` in the place of its name.  `in_sub`: it is what `Fn::Sub` substitutes in."""
        if isinstance(node, Mapping):
            name = entries(node).get("Ref") if len(entries(node)) == 1 else None
            known = values.get(name) if isinstance(name, str) else None
            return self.mapping(node, values, depth) if known is None else like(name, known)
        if isinstance(node, list):
            return like(node, [self.node(each, values, depth, in_sub) for each in node])
        return put(node, values, in_sub) if isinstance(node, str) and values else node

    def mapping(self, node: Mapping[str, Any], values: Values, depth: int) -> Mapping[str, Any]:
        self._left -= len(node)
        if self._left < 0:
            raise PolicyError(f"the loops of the template make more than {MOST_MADE} values")
        found: dict[Any, Node] = {}
        for key, value in node.items():
            if is_loop(key):
                found.update(self.loop(key, value, values, depth))
            else:
                name = like(key, replaced(key, values)) if values else key
                found[name] = self.node(value, values, depth, key == "Fn::Sub")
        made: Mapping[str, Any] = like(node, found)
        return made

    def loop(self, name: str, written: Node, values: Values, depth: int) -> Iterator[tuple[Any, Node]]:
        """What the loop makes, by its keys."""
        if depth >= DEEPEST:
            raise PolicyError(f"`{name}` is nested more than {DEEPEST} loops deep")
        if not (isinstance(written, list) and len(written) == 3 and isinstance(written[0], str)):
            raise PolicyError(f"`{name}` is no list of an identifier, a collection and what is made of it")
        identifier, collection, body = written
        if not isinstance(body, Mapping):
            raise PolicyError(f"what `{name}` makes is no mapping")
        for each in self.values(collection, values, depth):
            yield from self.mapping(body, {**values, str(identifier): each}, depth + 1).items()

    def values(self, collection: Node, values: Values, depth: int) -> list[str | None]:
        """What the loop goes through; one None where that is not known."""
        known = self.node(collection, values, depth)
        if isinstance(known, list):
            return [plain_text(each) for each in known]
        name = entries(known).get("Ref")
        parameter = entries(self.parameters.get(name)) if isinstance(name, str) else {}
        default = plain_text(parameter.get("Default"))
        if default is not None and parameter.get("Type") in LISTS:
            return [each.strip() for each in default.split(",")]
        return [None]


def replaced(written: Any, values: Values) -> Any:
    """`written` with values for `${Identifier}`, and for `&{Identifier}` what of it is a letter or digit."""
    for name, value in values.items() if isinstance(written, str) else ():
        if value is not None:
            written = written.replace(f"${{{name}}}", value).replace(f"&{{{name}}}", NO_LETTER.sub("", value))
    return written


def put(written: str, values: Values, in_sub: bool) -> Node:
    """The same for a text: what is not known is a reference to a name that the template does not have."""
    found = replaced(written, values)
    opened = [] if in_sub else [name for name, value in values.items() if value is None and f"{{{name}}}" in found]
    if not opened:
        return like(written, found)
    parts = re.split(rf"[$&]\{{({'|'.join(map(re.escape, opened))})\}}", found)
    return pieced([ref(part, written) if index % 2 else part for index, part in enumerate(parts) if part], written)
