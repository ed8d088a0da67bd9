"""Evaluates HCL expressions to values (`values.py`), keeping what is not known as Holes and Choices.

`evaluate(node, frame)` is all there is to call; a Frame is where an expression stands: the scope of
a module instance, the names bound around it (`each`, `count`, iterators), and its file.
It raises Failure where Terraform would report an error and Bound where the work grows too large.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.for_expressions import for_expression
from roletrust.dialects.hcl.evaluation.refusing import beside, decided, gives_typed_null, or_error, with_parts
from roletrust.dialects.hcl.evaluation.render import keeps_lines, render
from roletrust.dialects.hcl.functions.functions import call, call_with_rest
from roletrust.dialects.hcl.syntax.nodes import (
    Access,
    Attr,
    Binary,
    Call,
    Conditional,
    Elsewhere,
    For,
    Hollow,
    Index,
    Literal,
    Node,
    Object,
    Reference,
    Splat,
    Step,
    Template,
    Unary,
)
from roletrust.dialects.hcl.syntax.nodes import Sequence as Items
from roletrust.dialects.hcl.values.encoding import as_key
from roletrust.dialects.hcl.values.names import any_of, derived, key_of
from roletrust.dialects.hcl.values.operators import as_condition, binary, logic, negated
from roletrust.dialects.hcl.values.traversal import at, member
from roletrust.dialects.hcl.values.unifying import unified
from roletrust.dialects.hcl.values.values import (
    Expansion,
    Failed,
    Failure,
    Loose,
    Undone,
    Unfilled,
    attempt,
    branch,
    choice,
    failed_within,
    fallible_within,
    is_open,
    lift,
    uncertain,
)
from roletrust.dialects.policy import PRINCIPAL_KINDS
from roletrust.dialects.tree import Choice, Map, Maybe, Tree
from roletrust.engine.text import Hole


def evaluate(node: Node, frame: Frame) -> Tree:
    """The value of `node` where `frame` stands."""
    if type(node) is Literal:
        return node.value
    frame.scope.spend()
    value = _EVALUATE[type(node)](node, frame)
    if type(value) is Failed:  # the attribute of an object, which fails only where it is asked for
        raise Failure(value.message)
    return value


def _reference(node: Reference, frame: Frame) -> Tree:
    if node.name in frame.names:
        return follow(frame.names[node.name], node.steps, frame, node.line)
    value, taken = frame.scope.root(node.name, node.steps, frame, node.line)
    return follow(value, node.steps[taken:], frame, node.line)


def _access(node: Access, frame: Frame) -> Tree:
    return follow(evaluate(node.target, frame), node.steps, frame, node.line)


def follow(value: Tree, steps: Sequence[Step], frame: Frame, line: int) -> Tree:
    """`value` with the steps `.a`, `[b]`, `[*]` taken from it."""
    for place, step in enumerate(steps):
        if isinstance(value, (Choice, Failed)):
            return lift(partial(_followed, steps[place:], frame, line), [value])
        if isinstance(step, Attr):
            value = member(value, step.name, frame.where(line))
        elif isinstance(step, Index):
            key = evaluate(step.key, frame)
            value = lift(partial(at, where=frame.where(line)), [value, key])
        else:
            value = _splat(value, step, frame, line)
    if isinstance(value, Failed):
        raise Failure(value.message)
    return value


def _followed(steps: Sequence[Step], frame: Frame, line: int, value: Tree) -> Tree:
    return follow(value, steps, frame, line)


def _splat(value: Tree, splat: Splat, frame: Frame, line: int) -> Tree:
    def of(each: Tree) -> Tree:
        if isinstance(each, Maybe):
            return Maybe(of(each.value), each.hole)
        return follow(each, splat.steps, frame, line)

    if value is None:
        return []
    if isinstance(value, Hole):
        return Loose([of(any_of(value))])
    if isinstance(value, Expansion):
        return [Maybe(of(value.instance(key_of(value.hole))), value.hole)]
    found = [of(each) for each in (value if isinstance(value, list) else [value])]
    return Loose(found) if uncertain(value) else found


def _conditional(node: Conditional, frame: Frame) -> Tree:
    outcomes: dict[bool, Tree] = {}

    def outcome(way: bool) -> Tree:
        if way not in outcomes:
            outcomes[way] = attempt(lambda: evaluate(node.then if way else node.otherwise, frame))
        return outcomes[way]

    def chosen(way: Tree) -> Tree:
        value = outcome(way)
        if isinstance(value, Failed):
            raise Failure(value.message)
        this, that = (node.then, node.otherwise) if way else (node.otherwise, node.then)
        if value is None and frame.tried and gives_typed_null(this):
            return or_error(value, frame.where(node.line))
        if value is None or frame.scope.described or (is_open(value) and not frame.tried):
            return value  # a description is of many releases at once, whose inputs have types of their own
        other = frame.scope.aside(lambda: outcome(not way))
        if frame.tried and (other is None or is_open(value) or is_open(other)):
            return beside(value, other, that, frame, evaluate)
        return value if other is None or is_open(other) else _as_one(value, other, frame, node.line)

    return lift(chosen, [as_condition(evaluate(node.predicate, frame))])


def _as_one(value: Tree, other: Tree, frame: Frame, line: int) -> Tree:
    """The outcome `value` of a conditional, of the type that both outcomes have in common."""
    try:
        return unified([value, other])[0]
    except Undone:
        return derived("either", frame.where(line), value, other)


def _binary(node: Binary, frame: Frame) -> Tree:
    if node.operator in ("&&", "||"):
        left = attempt(lambda: evaluate(node.left, frame))
        right = partial(evaluate, node.right, frame)
        where = frame.where(node.line)

        def deciding(value: bool) -> Tree:
            other = attempt(lambda: frame.scope.aside(right))
            if frame.tried:
                return decided(value, other, node.right, frame, evaluate)
            if other is not None and not isinstance(other, Failed):
                as_condition(other)
            return value

        return logic(node.operator, left, right, deciding, partial(or_error, where=where) if frame.tried else _same)
    left = evaluate(node.left, frame)
    right = evaluate(node.right, frame)

    def of(a: Tree, b: Tree) -> Tree:
        value = binary(node.operator, frame.where(node.line), a, b)
        if isinstance(value, bool) and (is_open(a) or is_open(b)):
            frame.scope.presume()
        return value

    return lift(of, [left, right])


def _same(value: Tree) -> Tree:
    return value


def _unary(node: Unary, frame: Frame) -> Tree:
    return negated(node.operator, evaluate(node.operand, frame), frame.where(node.line))


def _items(node: Items, frame: Frame) -> Tree:
    items = [each.value if type(each) is Literal else evaluate(each, frame) for each in node.items]
    return with_parts(lambda parts: parts, items, frame)


def _object(node: Object, frame: Frame) -> Tree:
    entries = [_entry(key, value, frame) for key, value in node.items]
    source = frame.source(node.line, node.last)
    values = [value for _, value in entries]

    def build(*keys: Tree) -> Tree:
        names = list(map(as_key, keys))

        def made(parts: list[Tree]) -> Tree:
            found = list(zip(names, parts, strict=True))
            failing = [each for each in found if type(each[1]) is Failed]
            return Map([*found, *failing], source=source)  # under a key that is written twice too, what fails fails

        return with_parts(made, values, frame)

    keys = [key for key, _ in entries]
    return build(*keys) if all(type(key) is str for key in keys) else lift(build, keys)


def _entry(key: Node, node: Node, frame: Frame) -> tuple[Tree, Tree]:
    """A key and its value; who is named in a policy keeps in mind what an empty list of them waits for."""
    name = evaluate(key, frame)
    if type(name) is not str or name not in PRINCIPAL_KINDS or type(node) is Literal:
        return name, _attempted(node, frame)
    value, unset = frame.scope.hanging(partial(_attempted, node, frame))
    return name, Unfilled(unset) if unset and value == [] else value


def _attempted(node: Node, frame: Frame) -> Tree:
    if type(node) is Literal:
        return node.value
    try:
        return evaluate(node, frame)
    except Failure as failure:
        return Failed(str(failure))


def _template(node: Template, frame: Frame) -> Tree:
    if len(node.parts) == 1 and isinstance(node.parts[0], Hollow):
        return evaluate(node.parts[0].node, frame)
    value = render(node.parts, frame, evaluate)
    if node.heredoc:
        source = frame.source(node.line, node.last)
        kept = keeps_lines(node.parts, node.last - node.line + 1, value)
        return frame.scope.stands(value, source._replace(rendered=not kept))
    return value


# --- calls --------------------------------------------------------------------------------------------

_FILES = {"file", "templatefile", "fileexists", "filebase64", "templatestring"}


def _call(node: Call, frame: Frame) -> Tree:
    name = node.name
    if name in ("try", "can") and node.spread:
        return derived(name, frame.where(node.line))
    if name == "try":
        return _try(node, 0, frame)
    if name == "can":
        if len(node.args) != 1:
            raise Failure("`can` takes one argument")
        return _can(node, attempt(lambda: evaluate(node.args[0], frame.trying())), frame)
    args = [evaluate(each, frame) for each in node.args]
    where = frame.where(node.line)

    def apply(*last: Tree) -> Tree:
        if node.spread and (open_call := call_with_rest(name, args[:-1], last[0], where)) is not None:
            return open_call
        given = [*args[:-1], *_spread(last[0])] if node.spread else args
        if name in _FILES or name in frame.scope.functions:
            return lift(lambda *known: frame.scope.file_function(name, list(known), frame, node.line), given)
        if name == "sensitive":
            frame.scope.keep_secret(given, f"a sensitive value ({where})")
        value = call(name, given, where)
        return _or_refused(value, node, given, where) if frame.tried else value

    return lift(apply, args[-1:]) if node.spread and args else apply()


def _or_refused(value: Tree, node: Call, given: list[Tree], where: str) -> Tree:
    """The value of a call that is tried, or an error where Terraform may refuse an argument by its type.

    Types are not read here: `tostring(null)` is null of a type, and a map has elements of one, its default included.
    """
    typed = [each for each, argument in zip(given, node.args, strict=False) if gives_typed_null(argument)]
    of_another = node.name == "lookup" and len(given) == 3 and not _alike(given[0], given[2])
    return or_error(value, where) if of_another or None in typed else value


def _alike(collection: Tree, default: Tree) -> bool:
    """Whether a default is of a type with the elements, as far as they are known."""
    if default is None or is_open(default) or not isinstance(collection, dict):
        return True
    return all(each is None or is_open(each) or type(each) is type(default) for each in collection.values())


def _spread(value: Tree) -> list[Tree]:
    if isinstance(value, Hole):
        return [any_of(value)]
    if isinstance(value, list):
        return value
    raise Failure("only a list can be spread over arguments")


def _try(node: Call, place: int, frame: Frame) -> Tree:
    if place >= len(node.args):
        raise Failure("no argument of `try` succeeded")
    value = attempt(lambda: evaluate(node.args[place], frame.trying()))
    return _or_else(value, lambda: _try(node, place + 1, frame), frame.where(node.line))


def _or_else(value: Tree, fallback: Callable[[], Tree], where: str) -> Tree:
    if failed_within(value):
        return fallback()
    if isinstance(value, Choice):
        then, otherwise = value.then, value.otherwise
        return branch(value.name, lambda: _or_else(then, fallback, where), lambda: _or_else(otherwise, fallback, where))
    if fallible_within(value):  # where nothing is left to fall back on, the value is all there is
        other = attempt(fallback)
        return value if isinstance(other, Failed) else choice(derived("can", where, value).name, value, other)
    return value


def _can(node: Call, value: Tree, frame: Frame) -> Tree:
    if isinstance(value, Choice):
        return branch(value.name, lambda: _can(node, value.then, frame), lambda: _can(node, value.otherwise, frame))
    if fallible_within(value):
        return Choice(derived("can", frame.where(node.line), value).name, True, False)
    if is_open(value):
        frame.scope.presume()
    return not failed_within(value)


_EVALUATE: dict[type, Callable[[Any, Frame], Tree]] = {
    Reference: _reference,
    Access: _access,
    Conditional: _conditional,
    Binary: _binary,
    Unary: _unary,
    Items: _items,
    Object: _object,
    For: lambda node, frame: for_expression(node, frame, evaluate),
    Template: _template,
    Call: _call,
    Elsewhere: lambda node, frame: evaluate(node.node, frame.within(node.file)),
}
