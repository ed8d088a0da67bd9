"""What Terraform refuses by its type where an error would not matter: what is not needed has to fit all the same.

The other outcome of a conditional, the side of `||` that does not decide, and a condition that no element is held
against may fail.  What fails has a type as far as its form has one, and with a type that does not fit there is an error
that counts: https://github.com/hashicorp/hcl/tree/main/hclsyntax, `expression.go` and `expression_ops.go`.

Only what `try` and `can` go on without is asked here: elsewhere no role is made of a configuration that is refused.
"""

from __future__ import annotations

from collections.abc import Callable

from roletrust.dialects.hcl.evaluation.context import Evaluate, Frame
from roletrust.dialects.hcl.functions import numeric
from roletrust.dialects.hcl.syntax.nodes import (
    Access,
    Binary,
    Call,
    Conditional,
    For,
    Hollow,
    Node,
    Object,
    Reference,
    Sequence,
    Splat,
    Template,
    Unary,
)
from roletrust.dialects.hcl.values.encoding import as_key
from roletrust.dialects.hcl.values.names import derived
from roletrust.dialects.hcl.values.operators import as_condition
from roletrust.dialects.hcl.values.unifying import unified
from roletrust.dialects.hcl.values.values import Encoded, Failed, Failure, Undone, attempt, failed_within, lift
from roletrust.dialects.tree import Choice, Tree
from roletrust.engine.text import Hole

_TRUTHS = {"&&", "||", "==", "!=", "<", ">", "<=", ">=", "!"}
_NUMBERS = {*numeric.ROWS, "length", "tonumber"}


def or_error(value: Tree, where: str) -> Tree:
    """The value, or an error where Terraform may refuse it by a type that is not read here."""
    return Choice(derived("can", where, value).name, value, Failed(f"it is used with another type ({where})"))


def beside(value: Tree, other: Tree, node: Node, frame: Frame, evaluate: Evaluate) -> Tree:
    """The outcome `value` of a conditional beside its other one, the value of `node`: of the type that both have."""

    def fitted() -> Tree:
        fails = may_fail(other) or failed_within(other)
        return unified([value, _outline(node, frame, evaluate) if fails else other])[0]

    return _if_it_fits(value, other, node, fitted, frame)


def decided(value: bool, other: Tree, node: Node, frame: Frame, evaluate: Evaluate) -> Tree:
    """What the left side of `&&` or `||` decides; the right one, the value of `node`, has to be a truth value."""

    def fitted() -> Tree:
        if isinstance(other, Encoded) or (may_fail(other) and not isinstance(other, Failed)):
            raise Undone("what may be no truth value")
        if other is not None:
            as_condition(_outline(node, frame, evaluate) if isinstance(other, Failed) else other)
        return value

    return _if_it_fits(value, other, node, fitted, frame)


def filtered(value: Tree, node: For, frame: Frame, evaluate: Evaluate) -> Tree:
    """What a `for` makes, whose condition, if it has one, is asked first of an element that is not known."""
    condition, where = node.condition, frame.where(node.line)
    if condition is None:
        return value
    unknown = frame.having(**{name: Hole(name, where) for name in (node.key, node.name) if name})
    asked = attempt(lambda: as_condition(frame.scope.aside(lambda: evaluate(condition, unknown))))
    return or_error(value, where) if may_fail(asked) or _is_number(condition) else value


def may_fail(value: Tree) -> bool:
    """Whether `value` is an error, or may be one."""
    if isinstance(value, Choice):
        return may_fail(value.then) or may_fail(value.otherwise)
    return isinstance(value, Failed)


def with_parts(build: Callable[[list[Tree]], Tree], parts: list[Tree], frame: Frame) -> Tree:
    """A list or an object of `parts`.  Inside of `try` and `can` it fails as a whole where one of them does."""
    failing = [place for place, each in enumerate(parts) if may_fail(each)] if frame.tried else []

    def built(*settled: Tree) -> Tree:
        found = dict(zip(failing, settled, strict=True))
        return build([found.get(place, each) for place, each in enumerate(parts)])

    return lift(built, [parts[place] for place in failing]) if failing else build(parts)


def _is_number(node: Node) -> bool:
    """Whether an expression makes a number, known or not."""
    if isinstance(node, (Binary, Unary)):
        return node.operator not in _TRUTHS
    return isinstance(node, Call) and node.name in _NUMBERS


def _if_it_fits(value: Tree, other: Tree, node: Node, fitted: Callable[[], Tree], frame: Frame) -> Tree:
    where = frame.where(node.line)
    if other is None and gives_typed_null(node):
        return or_error(value, where)
    try:
        return fitted()
    except (Failure, Undone):
        return or_error(value, where)


def gives_typed_null(node: Node) -> bool:
    """Whether null is null of a type where it is what `node` comes to."""
    conversions = ("tobool", "tolist", "tomap", "tonumber", "toset", "tostring")
    if isinstance(node, Template):
        return any(isinstance(part, Hollow) and gives_typed_null(part.node) for part in node.parts)
    return isinstance(node, Conditional) or (isinstance(node, Call) and node.name in conversions)


def _outline(node: Node, frame: Frame, evaluate: Evaluate) -> Tree:
    """A value of the type of `node`, which fails: a Hole where it has none.  Raises Undone if that is not known."""

    def part(node: Node) -> Tree:
        value = attempt(lambda: frame.scope.aside(lambda: evaluate(node, untried)))
        return _outline(node, frame, evaluate) if failed_within(value) or isinstance(value, Choice) else value

    untried = Frame(frame.scope, frame.names, frame.file)  # so that nothing is asked of what stands within what fails
    if isinstance(node, Template):
        hollow = node.parts[0] if len(node.parts) == 1 else None
        return part(hollow.node) if isinstance(hollow, Hollow) else ""
    if isinstance(node, (Binary, Unary)):
        return 0 if _is_number(node) else True
    if isinstance(node, Sequence):
        return [part(each) for each in node.items]
    if isinstance(node, Object):
        return {as_key(part(key)): part(value) for key, value in node.items}
    if isinstance(node, For) and isinstance(part(node.collection), Hole):
        return Hole("for", frame.where(node.line))
    called = node.target if isinstance(node, Access) else node
    steps = node.steps if isinstance(node, (Access, Reference)) else []
    if isinstance(called, (Call, Reference)) and not any(isinstance(step, Splat) for step in steps):
        return Hole("failing", frame.where(node.line))
    raise Undone("the type of what fails")
