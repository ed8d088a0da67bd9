"""The text of a template."""

from __future__ import annotations

from functools import partial

from roletrust.dialects.hcl.evaluation.context import Evaluate, Frame
from roletrust.dialects.hcl.syntax.nodes import Each, Hollow, If, Part
from roletrust.dialects.hcl.values.encoding import as_text, joined, json_text
from roletrust.dialects.hcl.values.operators import as_condition
from roletrust.dialects.hcl.values.traversal import elements
from roletrust.dialects.hcl.values.values import (
    LONGEST_LIST,
    Bound,
    Encoded,
    Failure,
    Spread,
    lift,
)
from roletrust.dialects.tree import Tree


def render(parts: list[Part], frame: Frame, evaluate: Evaluate) -> Tree:
    """The text of the template; an Encoded with nothing but white space around it stays one."""
    values = _values(parts, frame, evaluate)
    if not values:
        return ""
    return lift(_written, values)


def keeps_lines(parts: list[Part], lines: int, value: Tree) -> bool:
    """Whether each line of `value`, which a template of so many `lines` came to, is the one of its number there."""
    written = (value,) if isinstance(value, str) else getattr(value, "parts", ())
    found = sum(each.count("\n") for each in written if isinstance(each, str))
    return found == lines and all(isinstance(each, (str, Hollow)) for each in parts)


def _written(*values: Tree) -> Tree:
    if all(type(each) is str for each in values):
        return joined(values)
    encoded = [each for each in values if isinstance(each, Encoded)]
    if len(encoded) == 1 and all(each is encoded[0] or (isinstance(each, str) and not each.strip()) for each in values):
        return encoded[0]
    return lift(lambda *known: joined(known), [_text(each) for each in values])


def _text(value: Tree) -> Tree:
    """`value` as text; a condition within an encoded value is one of the text."""
    return lift(json_text, [value.tree], deep=True) if isinstance(value, Encoded) else as_text(value)


def _values(parts: list[Part], frame: Frame, evaluate: Evaluate) -> list[Tree]:
    values: list[Tree] = []
    for part in parts:
        if isinstance(part, str):
            values.append(part)
        elif isinstance(part, Hollow):
            values.append(_given(part, evaluate(part.node, frame)))
        elif isinstance(part, If):
            values.append(_if(part, frame, evaluate))
        else:
            values.append(lift(partial(_loop, part, frame, evaluate), [evaluate(part.collection, frame)]))
    if len(values) > LONGEST_LIST:
        raise Bound("a template of too many pieces")
    return values


def _given(part: Hollow, value: Tree) -> Tree:
    if value is None:
        raise Failure(f"`{part.code}` is null, which cannot stand in a string")
    return value


def _if(part: If, frame: Frame, evaluate: Evaluate) -> Tree:
    condition = as_condition(evaluate(part.predicate, frame))
    return lift(lambda way: render(part.then if way else part.otherwise, frame, evaluate), [condition])


def _loop(part: Each, frame: Frame, evaluate: Evaluate, collection: Tree) -> Tree:
    rendered: list[Tree] = []
    for key, value, maybe in elements(collection):
        inner = frame.having(**({part.key: key} if part.key else {}), **{part.name: value})
        body = render(part.body, inner, evaluate)
        rendered.append(Spread(f"some of {maybe.hole.name}", maybe.hole.where) if maybe else body)
    return lift(_written, rendered) if rendered else ""
