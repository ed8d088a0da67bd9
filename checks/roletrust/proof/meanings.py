"""What a condition says of an unknown request.  Written from docs/semantics.md, sections 1 and 2."""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from fractions import Fraction
from itertools import combinations

from roletrust.engine.policy.document import Condition
from roletrust.engine.text import Hole, Value
from roletrust.proof.carried import TAGS, listed
from roletrust.proof.logic import FALSE, TRUE, conj, disj, equal, implies, in_any_case, neg, quoted, within
from roletrust.proof.pairs import NO, OPEN, Pair, all_of, any_of, opposite, sure
from roletrust.proof.patterns import alike, like
from roletrust.proof.reading import (
    ARNS,
    ORDERS,
    STRINGS,
    Operator,
    Piece,
    Unsupported,
    Variable,
    fields,
    operator,
    pieces,
)
from roletrust.proof.symbols import ADDRESSES, NUMBERS, TIMES, Request

Read = Callable[[str], str]  # what a key holds, as a term


def condition(request: Request, written: Condition, deny: bool, variables: bool) -> Pair:
    """What one condition says of the request."""
    how, key = operator(written.operator), written.key.lower()
    if how is None:
        return OPEN
    found = _read(request, how, key, written.values, deny, variables)
    if any(request.fated(each) for each in _keys(how, key, written.values, variables)):
        found = Pair(found.surely if found.surely in (TRUE, FALSE) else FALSE, found.perhaps)
    return OPEN if written.maybe and found.surely != TRUE else found


def _keys(how: Operator, key: str, values: Sequence[Value], variables: bool) -> list[str]:
    """The keys that a condition reads, its own first."""
    reads = variables and how.takes_variables
    named = [each.key for value in values for each in pieces(value, False, reads) if isinstance(each, Variable)]
    return list(dict.fromkeys((key, *named)))


def _read(request: Request, how: Operator, key: str, values: Sequence[Value], deny: bool, variables: bool) -> Pair:
    """In every reading: the empty value of a tag may be none."""
    tags = [
        each for each in _keys(how, key, values, variables) if each.startswith(TAGS) and request.present(each) != FALSE
    ]
    readings: list[tuple[str, Pair]] = []
    for size in range(len(tags) + 1):
        for absent in combinations(tags, size):
            empty = conj(conj((request.present(each), equal(request.value(each), '""'))) for each in absent)
            readings.append((empty, _holds(request, how, key, values, deny, variables, frozenset(absent))))
    return Pair(
        conj(implies(when, each.surely) for when, each in readings),
        disj(conj((when, each.perhaps)) for when, each in readings),
    )


def _holds(
    request: Request,
    how: Operator,
    key: str,
    values: Sequence[Value],
    deny: bool,
    variables: bool,
    absent: frozenset[str],
) -> Pair:
    there = FALSE if key in absent else request.present(key)
    if how.base == "null":
        return _null(how, there, values, deny)
    missing = sure(
        TRUE if how.quantifier == "all" or (not how.quantifier and (how.if_exists or how.negated)) else FALSE
    )
    if deny and not values:
        return Pair(conj((missing.surely, neg(there))), TRUE)
    if there == FALSE:
        return missing
    if listed(key):
        held = _of_list(request, how, key, values, deny, variables, absent)
    else:
        held = _of_value(request, how, key, request.value, values, variables, absent)
    return Pair(
        conj((implies(there, held.surely), implies(neg(there), missing.surely))),
        disj((conj((there, held.perhaps)), conj((neg(there), missing.perhaps)))),
    )


def _null(how: Operator, there: str, values: Sequence[Value], deny: bool) -> Pair:
    if how.if_exists or any(not isinstance(each, str) for each in values):
        return OPEN
    asked = {str(each).lower() for each in values}
    plain = sure(disj((neg(there) if "true" in asked else FALSE, there if "false" in asked else FALSE)))
    if not values and deny:
        plain = OPEN
    if not how.quantifier:
        return plain
    other = TRUE if how.quantifier == "all" else FALSE
    return Pair(conj((plain.surely, other)), disj((plain.perhaps, other)))


def _of_list(
    request: Request,
    how: Operator,
    key: str,
    values: Sequence[Value],
    deny: bool,
    variables: bool,
    absent: frozenset[str],
) -> Pair:
    if not how.quantifier:
        return OPEN if deny and how.negated else NO
    each = [
        (there, _of_value(request, how, key, _fixed(text), values, variables, absent))
        for there, text in request.elements(key)
    ]
    if how.quantifier == "any":
        return any_of(Pair(conj((there, one.surely)), conj((there, one.perhaps))) for there, one in each)
    return all_of(Pair(implies(there, one.surely), implies(there, one.perhaps)) for there, one in each)


def _fixed(text: str) -> Read:
    return lambda _: text


def _of_value(
    request: Request,
    how: Operator,
    key: str,
    read: Read,
    values: Sequence[Value],
    variables: bool,
    absent: frozenset[str],
) -> Pair:
    """One value of the request against all values of the policy."""
    found = any_of(_one(request, how, key, read, each, variables, absent) for each in values)
    return opposite(found) if how.negated else found


def _one(
    request: Request, how: Operator, key: str, read: Read, value: Value, variables: bool, absent: frozenset[str]
) -> Pair:
    """Whether one value of the request is like one of the policy's, before negation."""
    incomparable = OPEN if how.negated else NO
    if key in (*ADDRESSES, *TIMES) and (how.base in STRINGS or how.base in ARNS):
        raise Unsupported(f"what `{key}` holds as text")
    if how.base in STRINGS:
        _, folds, wild = STRINGS[how.base]
        pattern = pieces(value, wild, variables)
        compare = alike if folds else like
        return sure(compare(request, read(key), pattern, absent).like)
    if how.base in ARNS:
        if key == "sts:externalid":
            return incomparable
        return _arn(request, key, read, pieces(value, True, variables), absent, incomparable)
    if not isinstance(value, str):
        return OPEN
    if how.base == "bool":
        return sure(within(read(key), in_any_case(value))) if value.lower() in ("true", "false") else incomparable
    if how.base == "binaryequals":
        return sure(equal(read(key), quoted(value))) if _is_data(value) else incomparable
    if how.base in ("ipaddress", "notipaddress"):
        return _address(request, key, value, incomparable)
    return _ordered(request, how, key, value, incomparable)


def _arn(
    request: Request, key: str, read: Read, pattern: tuple[Piece, ...], absent: frozenset[str], incomparable: Pair
) -> Pair:
    cut = fields(pattern)
    if len(cut) == 1 and len(pattern) == 1 and isinstance(pattern[0], (Hole, Variable)):
        made = like(request, read(key), pattern, absent)
        return Pair(made.like, made.like)
    if len(cut) != 6 or cut[0] != ("arn",):
        return incomparable
    if any(isinstance(each, Variable) and each.key != "aws:principalaccount" for part in cut[:5] for each in part):
        raise Unsupported("a variable in front of an ARN's resource")
    is_arn, parts = request.arn_of(key) if not listed(key) else request.split(read(key), f"{key} {read(key)}")
    matches = [like(request, part, one, absent) for part, one in zip(parts, cut, strict=True)]
    joined = conj(each.like for each in matches)
    valued = conj(each.valued for each in matches)
    certain = sure(conj((is_arn, joined)))
    if incomparable == NO or is_arn == TRUE:
        return certain
    return Pair(certain.surely, disj((certain.perhaps, conj((neg(is_arn), valued)))))


def _ordered(request: Request, how: Operator, key: str, value: str, incomparable: Pair) -> Pair:
    family = "numeric" if how.base.startswith("numeric") else "date"
    known = _number(value) if family == "numeric" else moment(value)
    if known is None:
        return incomparable
    if key not in (NUMBERS if family == "numeric" else TIMES):
        if key == "aws:epochtime" and family == "numeric":
            return sure(_compare(request.number(key), ORDERS[how.base[7:]], known))
        raise Unsupported(f"{how.base} on `{key}`")
    return sure(_compare(request.number(key), ORDERS[how.base.removeprefix(family)], known))


def _compare(term_: str, order: str, known: Fraction) -> str:
    left = term_ if known.denominator == 1 else f"(* {known.denominator} {term_})"
    right = str(known.numerator) if known.numerator >= 0 else f"(- {-known.numerator})"
    return f"({order} {left} {right})"


def _is_data(value: str) -> bool:
    """Whether it is base64."""
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        return False
    return True


def _number(value: str) -> Fraction | None:
    return Fraction(value) if re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", value) else None


def moment(value: str) -> Fraction | None:
    """Seconds since 1970 of a date as policies write it; None where it is none."""
    if re.fullmatch(r"-?[0-9]+", value):
        return Fraction(int(value))
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?", value, re.ASCII):
        return None
    whole = re.sub(r"\.\d+", "", value).replace("Z", "+00:00")
    try:
        found = datetime.fromisoformat(whole)
    except ValueError:
        return None
    fraction = re.search(r"\.\d+", value)
    zoned = found if found.tzinfo else found.replace(tzinfo=timezone.utc)
    return Fraction(int(zoned.timestamp())) + Fraction(fraction.group() if fraction else 0)


def _address(request: Request, key: str, value: str, incomparable: Pair) -> Pair:
    if key not in ADDRESSES:
        raise Unsupported(f"an address in `{key}`")
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return incomparable
    six, number = request.address(key)
    low, high = int(network.network_address), int(network.broadcast_address)
    version = six if network.version == 6 else neg(six)
    return sure(conj((version, f"(<= {low} {number})", f"(<= {number} {high})")))
