"""Functions on numbers."""

from __future__ import annotations

import math
import string as alphabet
from fractions import Fraction

from roletrust.dialects.hcl.functions.arguments import items, whole
from roletrust.dialects.hcl.functions.builtin import Function, known
from roletrust.dialects.hcl.values.operators import exactly, fraction, number
from roletrust.dialects.hcl.values.values import Failure, Undone
from roletrust.dialects.tree import Tree

_LONGEST_RANGE = 1024  # Terraform's own bound
_DIGITS = alphabet.digits + alphabet.ascii_lowercase + alphabet.ascii_uppercase


def _exact(value: Tree) -> Fraction:
    return fraction(number(value))


def _sum(values: Tree) -> float:
    if not items(values):
        raise Failure("`sum` of nothing")
    return exactly(sum(map(_exact, items(values)), Fraction()))


def _largest(*values: Tree) -> float:
    return exactly(max(map(_exact, _some(values))))


def _smallest(*values: Tree) -> float:
    return exactly(min(map(_exact, _some(values))))


def _some(values: tuple[Tree, ...]) -> tuple[Tree, ...]:
    if not values:
        raise Failure("`min` and `max` need a number")
    return values


def _range(*limits: Tree) -> list[Tree]:
    numbers = [_exact(each) for each in limits]
    if not 1 <= len(numbers) <= 3:
        raise Failure("`range` takes one, two or three numbers")
    start, end = (Fraction(), numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) == 3 else Fraction(-1 if end < start else 1)
    if start == end:
        return []
    if not step or (end - start) * step < 0:
        raise Failure("`range` steps away from its end")
    count = math.ceil((end - start) / step)
    if count > _LONGEST_RANGE:
        raise Failure(f"`range` makes more than {_LONGEST_RANGE} numbers")
    return [exactly(start + step * place) for place in range(count)]


def _power(base: Tree, exponent: Tree) -> float:
    number_of, times = _exact(base), _exact(exponent)
    if times.denominator != 1 or not 0 <= times <= 1_000 or number_of.denominator != 1:
        raise Undone("a power that is no whole number")
    found = int(number_of.numerator**times.numerator)
    if abs(found) > 2**53:
        raise Undone("a power of more digits than are kept")
    return found


def _parsed(digits: Tree, base: Tree) -> int:
    radix = whole(base)
    if not isinstance(digits, str) or not 2 <= radix <= 62:
        raise Failure("`parseint` takes a text, and a base from 2 to 62")
    figures = digits.lstrip("+-") if digits[:1] in ("+", "-") and digits[1:2] not in ("+", "-") else digits
    figures = figures if radix > 36 else figures.lower()
    values = [_DIGITS.find(each) for each in figures]
    if not values or any(not 0 <= each < radix for each in values):
        raise Failure(f"`{digits}` is no number of base {radix}")
    if len(values) > 200:
        raise Undone("a number of too many digits")
    result = 0
    for each in values:
        result = result * radix + each
    return -result if digits.startswith("-") else result


def _undone(*_numbers: Tree) -> Tree:
    raise Undone("its last digits")


ROWS: dict[str, Function] = {
    "abs": known(lambda value: exactly(abs(_exact(value))), "the number without its sign"),
    "ceil": known(lambda value: math.ceil(_exact(value)), "the next whole number up"),
    "floor": known(lambda value: math.floor(_exact(value)), "the next whole number down"),
    "signum": known(lambda value: (whole(value) > 0) - (whole(value) < 0), "-1, 0 or 1; of a whole number"),
    "sum": known(_sum, "the sum; of nothing, an error"),
    "max": known(_largest, "the largest argument"),
    "min": known(_smallest, "the smallest argument"),
    "range": known(_range, "numbers from the first up to the second, 1,024 at most; down where that is lower"),
    "pow": known(_power, "the power", "it is no whole number below 2^53"),
    "log": known(_undone, "nothing", "always: its last digits depend on the machine"),
    "parseint": known(_parsed, "the whole number that the digits are, base 2 to 62"),
}
