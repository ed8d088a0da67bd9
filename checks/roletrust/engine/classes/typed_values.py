"""Keys whose values are numbers, moments or addresses, whatever the operator that a policy compares them with."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import count, islice
from typing import NamedTuple

from roletrust.engine.classes.automaton import Language, Part
from roletrust.engine.policy.operators import Family, Unreadable, address_of, moment_of
from roletrust.engine.text import Text, Value

AGE, TIME, EPOCH_TIME, ISSUED = "aws:multifactorauthage", "aws:currenttime", "aws:epochtime", "aws:tokenissuetime"
COUNTS = (AGE, EPOCH_TIME)  # whole seconds
SPELT_ONE_WAY = (*COUNTS, TIME, ISSUED)  # keys of which two values are one text where they are one number or moment
# STS API reference, GetSessionToken: temporary credentials last 36 hours at most.
OLDEST = {TIME: 0, EPOCH_TIME: 0, ISSUED: 129_600}  # by how many seconds a key's value can be before the request
PRIVATE = tuple(ipaddress.ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
DIGITS = "0123456789"
WHOLE = re.compile(r"(0|[1-9][0-9]{0,19})\Z")
UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")


class Typed(NamedTuple):
    """What a key holds.  `is_one`: whether a text is such a value; `some`: a few, more than any policy spells.

    `written`: a language all of whose texts look like one.
    """

    is_one: Callable[[str], bool]
    some: Callable[[], Iterator[str]]
    written: Language


def is_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(address.version == each.version and address in each for each in PRIVATE)


def _is_address(value: str) -> bool:
    try:
        return bool(address_of(value))
    except Unreadable:
        return False


def _is_public(value: str) -> bool:
    return _is_address(value) and not is_private(address_of(value))


def _is_moment(value: str) -> bool:
    try:
        return bool(UTC.match(value)) and moment_of(value) is not None
    except Unreadable:
        return False


def _exactly(*parts: str) -> tuple[Part, ...]:
    return tuple(Part(letters, 1, exact=True) for letters in parts)


NUMBER, DOT = Part(DIGITS, 1), Part(".", 1, exact=True)
OF_ADDRESSES = Language(DIGITS + ".", parts=(NUMBER, DOT, NUMBER, DOT, NUMBER, DOT, NUMBER))
OF_COUNTS = Language(DIGITS, parts=(NUMBER,))
NONZERO = DIGITS[1:]
OF_MOMENTS = Language(
    DIGITS + "-T:Z",
    parts=(
        *_exactly(NONZERO, DIGITS, DIGITS, DIGITS, "-", "0", NONZERO, "-", "0", NONZERO),
        *_exactly("T", "0", DIGITS, ":", "0", DIGITS, ":", "0", DIGITS, "Z"),
    ),
)
_ADDRESS = Typed(_is_public, lambda: (f"198.51.{n // 256}.{n % 256}" for n in count(25_607)), OF_ADDRESSES)
_COUNT = Typed(lambda value: bool(WHOLE.match(value)), lambda: map(str, count()), OF_COUNTS)
_MOMENT = Typed(_is_moment, lambda: (f"{year}-01-01T00:00:00Z" for year in range(2024, 9000)), OF_MOMENTS)
TYPED_KEYS = {
    "aws:sourceip": _ADDRESS,
    "aws:vpcsourceip": _ADDRESS._replace(is_one=_is_address),
    TIME: _MOMENT,
    ISSUED: _MOMENT,
    **dict.fromkeys(COUNTS, _COUNT),
}


# What an operator takes a value for; binary data is told apart as its text is.
TEXT = "text"
WORDS = {
    Family.NUMERIC: "a number",
    Family.DATE: "a time",
    Family.IP: "an address",
    Family.BOOL: "a truth value",
    Family.STRING: TEXT,
    Family.ARN: TEXT,
}


def of_its_type(key: str, values: Iterable[Value]) -> dict[Value, None]:
    """Those of `values` that the key can hold, and one that is none of them."""
    typed = TYPED_KEYS[key]
    spelt = dict.fromkeys(values)
    kept = {each: None for each in spelt if isinstance(each, Text) or typed.is_one(each)}
    kept.update(dict.fromkeys(islice((each for each in typed.some() if each not in spelt), 1)))
    return kept


def compared_otherwise(key: str, families: Collection[Family], by_pattern: bool) -> str:
    """Why the values that are tried of a key do not stand for all that it holds; '' where they do.

    `families`: of the operators that compare it; `by_pattern`: whether text is, with wildcards or by a variable.
    """
    told = {Family.DATE} if key in COUNTS else set()
    if not by_pattern:
        told.add(Family.BOOL)  # of the spellings of a truth there are more than a policy's
        if key in SPELT_ONE_WAY:
            told.add(Family.STRING)
    as_what = {WORDS[each] for each in families if each in WORDS and each not in told}
    if len(as_what) > 1:
        return f"is compared as {' and as '.join(sorted(as_what))}, in more ways than are worked out"
    if as_what == {TEXT} and by_pattern and key in TYPED_KEYS:
        return "is no text, and is compared with a pattern of text in more ways than are worked out"
    return ""
