"""The condition operators: one row each.  What a row means is written once, in conditions.py.

IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer, all_of, answer
from roletrust.engine.constant import Constant
from roletrust.engine.policy.request import arn_fields
from roletrust.engine.policy.wildcards import Token, Wild, has_hole, literal, matches, tokens, wild_text
from roletrust.engine.text import Text, Value


class Unreadable(Exception):
    """A value is not of the operator's type."""


ANYTHING: tuple[Token, ...] = (Wild.STAR,)
Compare = Callable[["tuple[Token, ...]", Value], Answer]


class Family(Constant):
    STRING = "String"
    NUMERIC = "Numeric"
    DATE = "Date"
    BOOL = "Bool"
    BINARY = "Binary"
    IP = "IpAddress"
    ARN = "Arn"
    NULL = "Null"


class Row(NamedTuple):
    """`compare(policy value, request value)` raises Unreadable for values of another type.

    `wild`: `*` and `?` in the policy value are wildcards.  `fold`: compares without case.
    """

    name: str
    family: Family
    compare: Compare
    negated: bool = False
    wild: bool = False
    fold: bool = False

    @property
    def takes_variables(self) -> bool:
        return self.family in (Family.STRING, Family.ARN)

    @property
    def orders(self) -> bool:
        """Whether it asks for what is below or above a policy value."""
        return "Less" in self.name or "Greater" in self.name


def _equal(pattern: tuple[Token, ...], value: Value) -> Answer:
    return matches(pattern, value)


def _equal_folded(pattern: tuple[Token, ...], value: Value) -> Answer:
    return matches(pattern, value, fold=True)


def _typed(read: Callable[[str], object], holds: Callable[..., bool]) -> Compare:
    """A comparison of read values: `holds(request value, policy value)`; UNKNOWN where one is open."""

    def compare(pattern: tuple[Token, ...], value: Value) -> Answer:
        written = wild_text(pattern)
        if isinstance(written, Text) or isinstance(value, Text):
            return answer(bool(holds(0, 0))) if written == value else UNKNOWN
        return answer(holds(read(value), read(written)))

    return compare


NUMBER = re.compile(r"[+-]?[0-9]{1,100}(\.[0-9]{1,100})?\Z")
EPOCH = re.compile(r"-?[0-9]{1,30}\Z")
ISO_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d))?\Z", re.ASCII
)


@lru_cache(maxsize=4096)
def number_of(written: str) -> Decimal:
    """The number `written` is; raises Unreadable."""
    if not NUMBER.match(written):
        raise Unreadable(written)
    return Decimal(written)


@lru_cache(maxsize=4096)
def moment_of(written: str) -> Decimal:
    """Seconds since 1970 of an ISO 8601 date or an epoch number."""
    if EPOCH.match(written):
        return Decimal(written)
    found = ISO_DATE.match(written)
    if not found:
        raise Unreadable(written)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        instant = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=timezone.utc
        )
    except ValueError:
        raise Unreadable(written) from None
    shift = 0
    if zone and zone != "Z":
        shift = int(zone[0] + "1") * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
    return Decimal(int(instant.timestamp())) - shift + Decimal(f"0.{fraction or 0}")


def _truth(written: str) -> bool:
    lowered = written.lower()
    if lowered not in ("true", "false"):
        raise Unreadable(written)
    return lowered == "true"


def _bytes(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(written) from None


def in_network(pattern: tuple[Token, ...], value: Value) -> Answer:
    """Whether an address lies in a network; host bits are ignored, no prefix means the one address."""
    written = literal(pattern) or wild_text(pattern)
    if isinstance(written, Text) or isinstance(value, Text):
        return YES if written == value else UNKNOWN  # an address of the open network
    return _lies_in(value, written)


@lru_cache(maxsize=4096)
def _lies_in(address: str, network: str) -> Answer:
    inner, outer = address_of(address), network_of(network)
    return answer(inner.version == outer.version and inner in outer)


@lru_cache(maxsize=4096)
def address_of(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address `written` is; raises Unreadable."""
    try:
        return ipaddress.ip_address(written)
    except ValueError:
        raise Unreadable(written) from None


@lru_cache(maxsize=4096)
def network_of(written: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """The network `written` names; raises Unreadable."""
    try:
        return ipaddress.ip_network(written, strict=False)
    except ValueError:
        raise Unreadable(written) from None


def _arn_like(pattern: tuple[Token, ...], value: Value) -> Answer:
    """Six fields, each compared by itself; the last may hold colons (`*` spans them there)."""
    if isinstance(value, str) and not has_hole(pattern):
        wanted = _arn_pattern(pattern)
        assert wanted is not None
        return answer(_fields_match(wanted, value))
    wanted = arn_pattern(pattern)
    found = arn_fields(value)
    if len(found) < 6 and isinstance(value, Text):
        return matches(pattern, value)
    if len(found) < 6 or found[0] != "arn":
        raise Unreadable(str(value))
    if wanted is None:
        return matches(pattern, value)
    return all_of(matches(field, part) for field, part in zip(wanted, found, strict=True))


def _fields_match(wanted: tuple[tuple[Token, ...], ...], value: str) -> bool:
    """For a pattern without Holes; raises Unreadable for no ARN."""
    found = value.split(":", 5)
    if len(found) < 6 or found[0] != "arn":
        raise Unreadable(value)
    return fields_agree(wanted, found)


def fields_agree(wanted: Iterable[tuple[Token, ...]], found: Iterable[str]) -> bool:
    """Whether each field, without Holes, matches the part in its place, as far as there are both."""
    for field, part in zip(wanted, found, strict=False):
        if field != (part,) and (field or part) and field != ANYTHING and matches(field, part) is NO:
            return False
    return True


def is_arn(written: str) -> bool:
    """Whether it has the six fields of an ARN."""
    return written.startswith("arn:") and written.count(":") >= 5


def arn_pattern(pattern: tuple[Token, ...]) -> tuple[tuple[Token, ...], ...] | None:
    """The six fields of an ARN pattern; None where Holes hide the fields; raises Unreadable for no ARN."""
    return (_arn_pattern.__wrapped__ if has_hole(pattern) else _arn_pattern)(pattern)


@lru_cache(maxsize=4096)
def _arn_pattern(pattern: tuple[Token, ...]) -> tuple[tuple[Token, ...], ...] | None:
    first = pattern[0] if pattern else ""
    spelt = first.split(":", 5) if isinstance(first, str) else ()
    if len(spelt) == 6 and spelt[0] == "arn":  # most spell all but the end of the last field
        *before, last = [(each,) if each else () for each in spelt]
        return (*before, last + pattern[1:])
    fields: list[list[Token]] = [[]]
    for token in pattern:
        if not isinstance(token, str):
            fields[-1].append(token)
            continue
        first, *more = token.split(":", 6 - len(fields))
        fields[-1].extend([first] if first else [])
        fields.extend([[piece] if piece else [] for piece in more])
    if len(fields) == 6 and fields[0] == ["arn"]:
        return tuple(tuple(each) for each in fields)
    if has_hole(pattern):
        return None
    raise Unreadable(str(wild_text(pattern)))


def _never(pattern: tuple[Token, ...], value: Value) -> Answer:
    raise Unreadable(str(value))


def _rows() -> dict[str, Row]:
    string, numeric, date, arn = Family.STRING, Family.NUMERIC, Family.DATE, Family.ARN
    rows = [
        #   name                         family          compare                          negated  wild   fold
        Row("StringEquals",              string,         _equal),
        Row("StringNotEquals",           string,         _equal,                          True),
        Row("StringEqualsIgnoreCase",    string,         _equal_folded,                   False,   False, True),
        Row("StringNotEqualsIgnoreCase", string,         _equal_folded,                   True,    False, True),
        Row("StringLike",                string,         _equal,                          False,   True),
        Row("StringNotLike",             string,         _equal,                          True,    True),
        Row("NumericEquals",             numeric,        _typed(number_of, eq)),
        Row("NumericNotEquals",          numeric,        _typed(number_of, eq),         True),
        Row("NumericLessThan",           numeric,        _typed(number_of, lt)),
        Row("NumericLessThanEquals",     numeric,        _typed(number_of, le)),
        Row("NumericGreaterThan",        numeric,        _typed(number_of, gt)),
        Row("NumericGreaterThanEquals",  numeric,        _typed(number_of, ge)),
        Row("DateEquals",                date,           _typed(moment_of, eq)),
        Row("DateNotEquals",             date,           _typed(moment_of, eq),         True),
        Row("DateLessThan",              date,           _typed(moment_of, lt)),
        Row("DateLessThanEquals",        date,           _typed(moment_of, le)),
        Row("DateGreaterThan",           date,           _typed(moment_of, gt)),
        Row("DateGreaterThanEquals",     date,           _typed(moment_of, ge)),
        Row("Bool",                      Family.BOOL,    _typed(_truth, eq)),
        Row("BinaryEquals",              Family.BINARY,  _typed(_bytes, eq)),
        Row("IpAddress",                 Family.IP,      in_network),
        Row("NotIpAddress",              Family.IP,      in_network,                      True),
        Row("ArnEquals",                 arn,            _arn_like,                       False,   True),
        Row("ArnLike",                   arn,            _arn_like,                       False,   True),
        Row("ArnNotEquals",              arn,            _arn_like,                       True,    True),
        Row("ArnNotLike",                arn,            _arn_like,                       True,    True),
        Row("Null",                      Family.NULL,    _never),
    ]  # fmt: skip
    return {row.name.lower(): row for row in rows}


OPERATORS = _rows()


class Set(Constant):
    """The set operators, for keys that hold lists."""

    ALL = "ForAllValues"
    ANY = "ForAnyValue"


class Operator(NamedTuple):
    """An operator as a policy writes it, taken apart."""

    row: Row
    over: Set | None = None
    if_exists: bool = False


@lru_cache(maxsize=256)
def operator(written: str) -> Operator | None:
    """Take `ForAllValues:StringEqualsIfExists` apart; None for an operator IAM does not have.

    Compared without case, as IAM is seen to do (the documentation does not say).
    """
    prefix, colon, base = written.rpartition(":")
    over = {each.value.lower(): each for each in Set}.get(prefix.lower()) if colon else None
    lowered = base.lower()
    if_exists = lowered.endswith("ifexists")
    row = OPERATORS.get(lowered[: -len("ifexists")] if if_exists else lowered)
    if row is None or (colon and over is None):
        return None
    return Operator(row, over, if_exists)


def value_tokens(row: Row, value: Value, variables: bool) -> tuple[Token, ...]:
    """Read a policy value as `row` reads it."""
    return tokens(value, row.wild, variables and row.takes_variables)
