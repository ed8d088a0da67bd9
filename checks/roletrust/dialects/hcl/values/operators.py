"""Operators and comparisons on values that may be open."""

from __future__ import annotations

import operator as python
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from roletrust.dialects.hcl.values.encoding import json_text, settled
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.values import (
    Encoded,
    Expansion,
    Failed,
    Failure,
    Lazy,
    OpenKey,
    Positive,
    Set,
    Spread,
    Undone,
    attempt,
    failed_within,
    is_open,
    lift,
    several,
    uncertain,
    unwrapped,
)
from roletrust.dialects.tree import Choice, Maybe, Tree
from roletrust.engine.text import Hole, Text

_ORDER: dict[str, Callable[[Any, Any], bool]] = {"<": python.lt, ">": python.gt, "<=": python.le, ">=": python.ge}


def as_condition(value: Tree) -> Tree:
    """`value` as True, False or a Choice of them."""
    return lift(_condition, [value])


def _condition(value: Tree) -> Tree:
    value = settled(value)
    if isinstance(value, Encoded) and not is_open(value.tree):
        value = json_text(value.tree)
    if isinstance(value, (Hole, Text, Encoded)):
        return Choice(shown(unwrapped(value)), True, False)
    return truth(value)


_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def truth(value: Tree) -> bool:
    """A truth value, or the text of one, as Terraform converts it.  Raises Failure where it is none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _TRUTHS:
        return _TRUTHS[value]
    raise Failure(f"`{shown(value)}` is no truth value")


def logic(
    operator: str,
    left: Tree,
    right: Callable[[], Tree],
    decided: Callable[[bool], Tree],
    or_error: Callable[[Tree], Tree],
) -> Tree:
    """`&&` and `||`; where the left side decides, `decided` says of that value what it comes to.

    What null makes of them, and an error on the left where the right side decides, differs between versions: it is
    either, `or_error`.
    """
    decides = operator == "||"

    def either(right_one: Tree) -> Tree:
        return or_error(Choice(f"{shown(left)} {operator} {shown(unwrapped(right_one))}", True, False))

    def from_left(known: Tree) -> Tree:
        if known is decides:
            return decided(decides)
        return lift(lambda other: either(other) if other is None else _condition(other), [right()])

    if left is None:
        return either(attempt(right))
    condition = attempt(lambda: as_condition(left))
    if isinstance(condition, Failed):
        other = right()
        if other is not None and as_condition(other) is (not decides):
            raise Failure(condition.message)
        return either(other)
    return lift(from_left, [condition])


def negated(operator: str, value: Tree, where: str) -> Tree:
    """`!value` or `-value`."""
    if operator == "!":
        return lift(lambda known: not known, [as_condition(value)])
    return lift(lambda known: _negative(known, where), [value])


def _negative(value: Tree, where: str) -> Tree:
    found = binary("-", where, 0, value)
    return found if found != 0 else Hole(f"-{shown(unwrapped(value))}", where)  # Terraform keeps the sign of zero


def binary(operator: str, where: str, left: Tree, right: Tree) -> Tree:
    """A comparison or arithmetic, neither side being a Choice."""
    if operator in ("==", "!="):
        if failed_within(left) or failed_within(right):
            raise Failure("a part of what is compared fails")
        same = equal(left, right)
        if same is None:
            a, b = shown(unwrapped(left)), shown(unwrapped(right))
            return Choice(f"{a} == {b}", operator == "==", operator == "!=")
        return same if operator == "==" else not same
    if operator in _ORDER:
        return _ordered(operator, left, right)
    if not isinstance(left, (Hole, Text)) and not isinstance(right, (Hole, Text)):
        try:
            return _arithmetic(operator, number(left), number(right))
        except Undone:
            pass
    return Hole(f"{shown(unwrapped(left))} {operator} {shown(unwrapped(right))}", where)


_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?([0-9]+))?")
_MOST_EXPONENT = 3  # its digits
_MOST_DIGITS = 300


def number(value: Tree) -> float:
    """`value` as a number.  Raises Failure if it is none, Undone if it has more digits than are kept exactly."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and (found := _NUMBER.fullmatch(value)):
        if len(value) > _MOST_DIGITS or len(found[1] or "") > _MOST_EXPONENT:
            raise Undone("a number of too many digits")
        return exactly(Fraction(value))
    raise Failure(f"`{shown(value)}` is no number")


def exactly(value: Fraction) -> float:
    """`value` as int, or as a float that is written with the same digits; raises Undone where there is none."""
    if value.denominator == 1:
        if abs(value) >= 10**_MOST_DIGITS:
            raise Undone("a number of too many digits")
        return value.numerator
    found = float(value)
    if Fraction(repr(found)) != value:
        raise Undone("a number of too many digits")
    return found


def fraction(value: float) -> Fraction:
    """The number that the digits of `value` mean."""
    return Fraction(value if isinstance(value, int) else repr(value))


def _arithmetic(operator: str, left: float, right: float) -> Tree:
    a, b = fraction(left), fraction(right)
    if operator == "/" and not b:
        raise Failure(f"`{left} / {right}` has no value")
    if operator in ("*", "/") and not a * b and min(a, b) < 0:
        raise Undone("a zero with a sign, which Terraform keeps")
    if operator == "/":
        return exactly(a / b)
    if operator == "%":  # towards zero, as Terraform divides
        return exactly(a - b * int(a / b)) if b else left
    if operator not in _EXACT:
        raise Failure(f"`{operator}` is no operator")
    return exactly(_EXACT[operator](a, b))


_EXACT: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"+": python.add, "-": python.sub, "*": python.mul}


def _ordered(operator: str, left: Tree, right: Tree) -> Tree:
    for one, other, turned in ((left, right, operator), (right, left, operator.translate(_TURNED))):
        if isinstance(one, Positive) and isinstance(other, (int, float)):
            if turned in (">", ">=") and other < (1 if turned == ">" else 2):
                return True
            if turned in ("<", "<=") and other < (2 if turned == "<" else 1):
                return False
    if isinstance(left, (Hole, Text)) or isinstance(right, (Hole, Text)):
        return Choice(f"{shown(unwrapped(left))} {operator} {shown(unwrapped(right))}", True, False)
    return _ORDER[operator](number(left), number(right))


_TURNED = str.maketrans("<>", "><")


def equal(left: Tree, right: Tree) -> bool | None:
    """Whether two values are equal; None where that is not known."""
    left, right = unwrapped(left), unwrapped(right)
    if isinstance(left, Hole) and isinstance(right, Hole):
        return True if left == right and not isinstance(left, Spread) else None
    for one, other in ((left, right), (right, left)):
        if isinstance(one, (Hole, Text, Encoded, Lazy, Expansion)):
            return _equal_open(one, other)
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        return _equal_maps(left, right)
    return bool(left == right)


def _equal_open(one: Tree, other: Tree) -> bool | None:
    """An open value is an ordinary one: not null, not empty."""
    if other is None or other == "" or (isinstance(other, (list, dict)) and not other):
        return False
    if isinstance(one, Positive) and other == 0:
        return False
    if isinstance(one, Text) and isinstance(other, Text) and one == other and not several(one):
        return True
    if isinstance(one, Text) and isinstance(other, str):
        first, last = one.parts[0], one.parts[-1]
        if isinstance(first, str) and not other.startswith(first):
            return False
        if isinstance(last, str) and not other.endswith(last):
            return False
    return None


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _equal_lists(left: list[Tree], right: list[Tree]) -> bool | None:
    """Whether two lists are equal; None where that is not known.

    In Terraform a list never equals a tuple, and nothing here tells which of the two a value is: equal elements decide
    nothing then.
    """
    if uncertain(left) or uncertain(right):
        return None if bool(left) is bool(right) else False
    if any(isinstance(each, (Maybe, Choice)) or several(each) for each in [*left, *right]):
        certain = [[each for each in side if not isinstance(each, (Maybe, Choice))] for side in (left, right)]
        return False if (certain[0] and not right) or (certain[1] and not left) else None
    if len(left) != len(right) or isinstance(left, Set) is not isinstance(right, Set):
        return False
    answer = _all([equal(a, b) for a, b in zip(left, right, strict=True)])
    return answer if answer is False or (isinstance(left, Set) and left) else None


def _equal_maps(left: dict[str, Tree], right: dict[str, Tree]) -> bool | None:
    """Of the same entries, they are equal if both are maps or both objects, which is not known."""
    if left.keys() != right.keys():
        return None if any(isinstance(key, OpenKey) for key in [*left, *right]) else False
    if any(isinstance(each, (Maybe, Choice, Failed)) for each in [*left.values(), *right.values()]):
        return None
    return False if _all([equal(left[key], right[key]) for key in left]) is False else None
