"""Variable types: what Terraform makes of a value that is passed to a variable."""

from __future__ import annotations

from functools import partial

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.syntax.nodes import Call, Literal, Node, Object, Reference, Sequence
from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.names import attribute_under
from roletrust.dialects.hcl.values.operators import number, truth
from roletrust.dialects.hcl.values.traversal import open_key, replaced
from roletrust.dialects.hcl.values.values import Failed, Failure, Scalar, Set, attempt, lift
from roletrust.dialects.tree import Map, Maybe, Tree
from roletrust.engine.text import Hole


def converted(value: Tree, kind: Node, frame: Frame) -> Tree:
    """`value` as the type expression `kind` has it: attributes that are optional filled in, unknown ones dropped."""
    if isinstance(value, Failed):
        return value
    return lift(lambda known: _converted(known, kind, frame), [value])


def _converted(value: Tree, kind: Node, frame: Frame) -> Tree:
    if isinstance(value, Hole):
        string = isinstance(kind, Reference) and kind.name == "string" and type(value) is Hole
        return Scalar(value.name, value.where, value.means, value.unset) if string else value
    if isinstance(value, Maybe):
        return Maybe(converted(value.value, kind, frame), value.hole)
    if value is None:
        return None
    if isinstance(kind, Reference):
        return _scalar(value, kind.name)
    if not isinstance(kind, Call) or not kind.args:
        return value
    inner = kind.args[0]
    if kind.name == "object" and isinstance(inner, Object) and isinstance(value, dict):
        return _object(value, inner, frame)
    if kind.name == "map" and isinstance(value, dict):
        entries = {key: converted(each, inner, frame) for key, each in value.items()}
        return Map(entries, source=getattr(value, "source", None))
    if kind.name in ("list", "set") and isinstance(value, list):
        items = [converted(each, inner, frame) for each in value]
        return Set(_once_each(items)) if kind.name == "set" else items
    if kind.name == "tuple" and isinstance(value, list) and isinstance(inner, Sequence):
        return [converted(each, of, frame) for each, of in zip(value, inner.items, strict=False)]
    return value


def _once_each(items: list[Tree]) -> list[Tree]:
    texts = dict.fromkeys(each for each in items if type(each) is str)
    return [*sorted(texts), *(each for each in items if type(each) is not str)]


def _scalar(value: Tree, name: str) -> Tree:
    """A primitive as the named type; what is open stays as it is."""
    if name == "string" and isinstance(value, (bool, int, float)):
        return as_text(value)
    if name == "bool" and isinstance(value, str):
        truthful = attempt(partial(truth, value))
        return value if isinstance(truthful, Failed) else truthful
    if name == "number" and isinstance(value, str):
        found = attempt(partial(number, value))
        return value if isinstance(found, Failed) else found
    return value


def _object(value: dict[str, Tree], attributes: Object, frame: Frame) -> Tree:
    entries: dict[str, Tree] = {}
    for key, kind in attributes.items:
        if not isinstance(key, Literal):
            return value
        name = str(key.value)
        optional = isinstance(kind, Call) and kind.name == "optional" and bool(kind.args)
        inner = kind.args[0] if optional and isinstance(kind, Call) else kind
        found = value.get(name)
        if (name not in value or replaced(value, name)) and (opened := open_key(value)):
            found = attribute_under(opened, name)
        elif name not in value and not optional:
            raise Failure(f"the attribute `{name}` is missing")
        if found is None and isinstance(kind, Call) and optional and len(kind.args) > 1:
            found = evaluate(kind.args[1], frame)
        entries[name] = converted(found, inner, frame)
    return Map(entries, source=getattr(value, "source", None))
