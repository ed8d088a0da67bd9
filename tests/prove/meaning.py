"""What one condition makes of given values, fast: the judge of the small worlds, sharing no code with the engine.

Written from docs/semantics.md; `tests/spec/trust_spec.py` says the same at length, and a test holds this file to it.
Answers are 0 (NO), 1 (UNKNOWN) and 2 (YES).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import product
from typing import Any, Final, NamedTuple, Union

Values = Union[tuple[str, ...], None]  # None: the request does not carry the key
Json = dict[str, Any]

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2

LISTS = frozenset(
    (
        "aws:principalorgpaths",
        "aws:sourceorgpaths",
        "aws:tagkeys",
        "sts:transitivetagkeys",
        "aws:calledvia",
        "aws:principalservicenameslist",
    )
)
TAGS = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "iam:resourcetag/")
WRITTEN = re.compile(r"(ForAllValues:|ForAnyValue:)?([A-Za-z]+?)(IfExists)?\Z", re.IGNORECASE)
VARIABLE = re.compile(r"\$\{([^{}]*)\}")
NAMED = re.compile(r"([^\s,':]+:[^,']*[^\s,'])(?:, '([^']*)')?\Z")
STRINGS = {
    "stringequals": (False, False, False),
    "stringnotequals": (True, False, False),
    "stringequalsignorecase": (False, True, False),
    "stringnotequalsignorecase": (True, True, False),
    "stringlike": (False, False, True),
    "stringnotlike": (True, False, True),
}
ARNS = {"arnequals": False, "arnlike": False, "arnnotequals": True, "arnnotlike": True}
ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": lambda left, right: left == right,
    "notequals": lambda left, right: left == right,
    "lessthan": lambda left, right: left < right,
    "lessthanequals": lambda left, right: left <= right,
    "greaterthan": lambda left, right: left > right,
    "greaterthanequals": lambda left, right: left >= right,
}


class Term(NamedTuple):
    """One condition, made ready: the keys it reads (lower case, its own first) and what it makes of their values."""

    keys: tuple[str, ...]
    answer: Callable[[tuple[Values, ...]], int]


@lru_cache(maxsize=65536)
def term(written: str, key: str, values: tuple[str, ...], deny: bool, variables: bool) -> Term:
    """`written`: the operator as the policy has it; `variables`: whether `${...}` are policy variables."""
    parts = WRITTEN.match(written)
    assert parts, written
    quantifier, base, if_exists = (parts.group(1) or "").lower(), parts.group(2).lower(), bool(parts.group(3))
    key = key.lower()
    if base == "null":
        return Term((key,), lambda given: _null(quantifier, if_exists, key, values, deny, given[0]))
    negated = _negated(base)
    reads = variables and (base in STRINGS or base in ARNS)
    named = dict.fromkeys(name for value in values for name in _variables(value)) if reads else {}
    keys = (key, *(name for name in named if name != key))
    one = _comparison(base, key, reads)
    absent = YES if quantifier == "forallvalues:" or (not quantifier and (if_exists or negated)) else NO

    @lru_cache(maxsize=2048)
    def answer(given: tuple[Values, ...]) -> int:
        ways = [
            (None, found) if found == ("",) and name.startswith(TAGS) else (found,)
            for name, found in zip(keys, given, strict=True)
        ]
        said = set()
        for way in product(*ways):
            context = dict(zip(keys, way, strict=True))
            said.add(_held(way[0], quantifier, absent, negated, values, deny, key, one, context))
        return said.pop() if len(said) == 1 else UNKNOWN

    return Term(keys, answer)


def _negated(base: str) -> bool:
    return base in ("arnnotequals", "arnnotlike", "notipaddress") or (base not in ARNS and "not" in base)


def _variables(value: str) -> list[str]:
    found = (NAMED.match(inside) for inside in VARIABLE.findall(value))
    return [each.group(1).lower() for each in found if each]


def _null(quantifier: str, if_exists: bool, key: str, values: tuple[str, ...], deny: bool, given: Values) -> int:
    if if_exists:
        return UNKNOWN
    if not values and deny:
        plain = UNKNOWN
    else:
        asked = {value.lower() for value in values}
        absent, present = (YES if word in asked else NO for word in ("true", "false"))
        plain = absent if given is None else present
        if given == ("",) and key.startswith(TAGS) and absent != present:
            plain = UNKNOWN
    if not quantifier:
        return plain
    return plain if plain == (YES if quantifier == "forallvalues:" else NO) else UNKNOWN


One = Callable[[str, str, Mapping[str, Values]], Union[bool, None]]  # request value, operand; None: not comparable


def _held(
    given: Values,
    quantifier: str,
    absent: int,
    negated: bool,
    values: tuple[str, ...],
    deny: bool,
    key: str,
    one: One,
    context: Mapping[str, Values],
) -> int:
    if deny and not values:
        return YES if not given and absent == YES else UNKNOWN
    if not given:
        return absent
    if not quantifier and (key in LISTS or key.endswith(":amr") or len(given) > 1):
        return UNKNOWN if deny and negated else NO
    each = [_value(value, values, negated, one, context) for value in given]
    return max(each) if quantifier == "foranyvalue:" else min(each)


def _value(value: str, operands: tuple[str, ...], negated: bool, one: One, context: Mapping[str, Values]) -> int:
    matched = NO
    for operand in operands:
        found = one(value, operand, context)
        if found:
            matched = YES
            break
        if found is None and negated:
            matched = UNKNOWN
    return YES - matched if negated else matched


def _comparison(base: str, key: str, reads: bool) -> One:
    if base in STRINGS:
        _, fold, wild = STRINGS[base]
        return lambda value, operand, context: _texts(value, operand, context, fold, wild, reads)
    if base in ARNS:
        if key == "sts:externalid":
            return lambda value, operand, context: None
        return lambda value, operand, context: _arns(value, operand, context, reads)
    if base.startswith(("numeric", "date")):
        read, order = (number, base[7:]) if base.startswith("numeric") else (moment, base[4:])
        return lambda value, operand, context: _ordered(value, operand, read, ORDERS[order])
    if base == "bool":
        truths = {"true": True, "false": False}
        return lambda value, operand, context: _ordered(value.lower(), operand.lower(), truths.get, ORDERS["equals"])
    if base in ("ipaddress", "notipaddress"):
        return lambda value, operand, context: _within(value, operand)
    assert base == "binaryequals", base
    return lambda value, operand, context: value == operand


def _ordered(left: str, right: str, read: Callable[[str], Any], order: Callable[[Any, Any], bool]) -> bool | None:
    one, other = read(left), read(right)
    return None if one is None or other is None else order(one, other)


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@lru_cache(maxsize=4096)
def moment(text: str) -> float | None:
    try:
        if re.fullmatch(r"-?[0-9]+", text):
            return float(text)
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()


@lru_cache(maxsize=4096)
def _within(value: str, operand: str) -> bool | None:
    try:
        address, network = ipaddress.ip_address(value), ipaddress.ip_network(operand, strict=False)
    except ValueError:
        return None
    return address.version == network.version and address in network


# A resolved operand: characters, and True before each that is wild.
def _resolved(operand: str, context: Mapping[str, Values], reads: bool) -> tuple[tuple[str, bool], ...] | None:
    """The operand's runs, each wild or not; None where a variable has no value."""
    if not reads or "${" not in operand:
        return ((operand, True),)
    runs: list[tuple[str, bool]] = []
    for odd, part in enumerate(VARIABLE.split(operand)):
        if odd % 2 == 0:
            runs.append((part, True))
        elif part in ("*", "?", "$"):
            runs.append((part, False))
        else:
            named = NAMED.match(part)
            assert named, operand
            given = context.get(named.group(1).lower())
            value = given[0] if given else named.group(2)
            if value is None:
                return None
            runs.append((value, False))
    return tuple(runs)


def _texts(value: str, operand: str, context: Mapping[str, Values], fold: bool, wild: bool, reads: bool) -> bool | None:
    runs = _resolved(operand, context, reads)
    if runs is None:
        return False
    if wild:
        return bool(_pattern(runs).match(value))
    text = "".join(run for run, _ in runs)
    return value.lower() == text.lower() if fold else value == text


@lru_cache(maxsize=65536)
def _pattern(runs: tuple[tuple[str, bool], ...]) -> re.Pattern[str]:
    made = ""
    for run, wild in runs:
        for character in run:
            made += {"*": ".*", "?": "."}.get(character, re.escape(character)) if wild else re.escape(character)
    return re.compile(made + r"\Z", re.DOTALL)


def _arns(value: str, operand: str, context: Mapping[str, Values], reads: bool) -> bool | None:
    runs = _resolved(operand, context, reads)
    if runs is None:
        return False
    parts = value.split(":", 5)
    fields = _fields(runs)
    if len(parts) != 6 or parts[0] != "arn" or len(fields) != 6 or fields[0] != (("arn", True),):
        return None
    return all(_pattern(field).match(part) for field, part in zip(fields, parts, strict=True))


@lru_cache(maxsize=65536)
def _fields(runs: tuple[tuple[str, bool], ...]) -> tuple[tuple[tuple[str, bool], ...], ...]:
    fields: list[list[tuple[str, bool]]] = [[]]
    for run, wild in runs:
        first, *more = run.split(":", 6 - len(fields))
        if first:
            fields[-1].append((first, wild))
        fields.extend([(each, wild)] if each else [] for each in more)
    return tuple(tuple(each) for each in fields)
