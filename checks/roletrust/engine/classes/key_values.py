"""Finitely many values of one context key that stand for all: what its conditions can tell apart."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import combinations, islice, pairwise, product
from math import ceil, floor
from typing import Union

from roletrust.engine.bounds import ENTRIES, LISTED, TooMany
from roletrust.engine.classes.automaton import Pattern, Patterns, language_of
from roletrust.engine.classes.pattern_classes import representatives
from roletrust.engine.classes.typed_values import (
    COUNTS,
    PRIVATE,
    SPELT_ONE_WAY,
    TYPED_KEYS,
    compared_otherwise,
    is_private,
    of_its_type,
)
from roletrust.engine.decision.conditions import Context, Test
from roletrust.engine.policy.context_keys import is_tag, key_row
from roletrust.engine.policy.operators import Family, Unreadable, moment_of, network_of, number_of
from roletrust.engine.policy.request import Free
from roletrust.engine.policy.wildcards import Wild, folded, literal, resolved, wild_text
from roletrust.engine.text import Hole, Recased, Text, Value

Given = Union[tuple[Value, ...], None]  # None: the request does not carry the key

ABSENT: Given = None
SOME_ADDRESSES = ("198.51.100.7", "2001:db8::7")
TEXT = {Family.STRING}
DIGITS = 250  # more than two numbers of operators.NUMBER have together
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Asked:
    """All that conditions ask of one key: those on it, and values it needs for the sake of a key compared to it."""

    def __init__(self, key: str) -> None:
        self.key, self.row = key, key_row(key)
        self.tests: list[Test] = []
        self.extra: set[str] = set()
        self.beside: list[Patterns] = []  # by which another key, that begins with its value, tells values apart

    def patterns(self, context: Context) -> list[list[Pattern]]:
        """The policy values on it, test by test, variables read from `context`; those without value left out."""

        def read(key: str) -> Value | None:
            values = context.get(key)
            return values[0] if values and not isinstance(values, Free) and len(values) == 1 else None

        sets = ([resolved(pattern, read) for pattern in test.telling] for test in self.tests)
        found = [[pattern for pattern in patterns if pattern is not None] for patterns in sets]
        return [*found, *map(list, self.beside)]

    def unspelt(self, values: Iterable[Value]) -> Iterator[Value]:
        """Those of `values` that no condition has as they are, but by wildcards or variables if at all."""
        exact = {value for test in self.tests if not test.folds for value in test.plain}
        in_any_case = {value for test in self.tests if test.folds for value in test.plain}
        opened = {wild_text(each) for test in self.tests for each in test.patterns if not has_wild(each)}
        opened.update(map(_in_another_case, _open_in_any_case(self)))
        for value in values:
            spelt = value in opened if isinstance(value, Text) else value in exact or value.lower() in in_any_case
            if not spelt:
                yield value

    def families(self) -> set[Family]:
        return {test.how.row.family for test in self.tests if test.how}


def not_all_of(asked: Asked) -> str:
    """Why the `values_of` a key do not stand for all that it holds; '' where they do."""
    families = asked.families()
    if families <= TEXT and asked.key not in TYPED_KEYS:
        return ""
    textual = (test for test in asked.tests if test.how and test.how.row.family in (Family.STRING, Family.ARN))
    why = compared_otherwise(asked.key, families, any(test.patterns for test in textual))
    return f"`{asked.tests[0].condition.key}` {why}" if why else ""


def values_of(asked: Asked, context: Context) -> list[Value]:
    """Values of one key (single ones), absence apart; the first is the plainest.

    INVARIANT (dead end): between two neighbouring boundaries of the policy numbers, moments, addresses are alike; where
    a key is compared in another way as well, `not_all_of` says so.
    Raises TooMany where the patterns overlap in too many ways.
    """
    families = asked.families()
    patterns = asked.patterns(context) if asked.beside or any(test.patterns for test in asked.tests) else []
    if not patterns and families == TEXT and not is_tag(asked.key) and asked.key not in TYPED_KEYS:
        return _within_bounds(asked, dict.fromkeys(_texts(asked, patterns)))
    written = [wild_text(pattern) for each in patterns for pattern in each]
    if asked.key in SPELT_ONE_WAY:
        written += sorted({each.upper() for test in asked.tests for each in test.plain})
    found: dict[Value, None] = {}
    if families & {Family.STRING, Family.ARN} or families <= {Family.NULL} or asked.extra:
        found.update(dict.fromkeys(_texts(asked, patterns)))
    if Family.BOOL in families:
        spelt = {value for test in asked.tests for value in test.plain}
        found.update(dict.fromkeys(each for truth in ("true", "false") for each in _in_some_case(truth, spelt)))
    if asked.key in COUNTS and families & {Family.NUMERIC, Family.DATE}:
        found.update(dict.fromkeys(_seconds(written)))
    elif Family.NUMERIC in families:
        found.update(dict.fromkeys(_numbers(written)))
    if Family.DATE in families and asked.key not in COUNTS:
        found.update(dict.fromkeys(_moments(written)))
    if Family.IP in families:
        found.update(dict.fromkeys(_addresses(tuple(written), asked.key == "aws:sourceip")))
    if Family.BINARY in families:
        found.update(dict.fromkeys([*filter(language_of(asked.key).holds, written), "cm9sZQ=="]))
    if families - {Family.STRING, Family.ARN, Family.NULL}:
        found.update((value, None) for value in written if isinstance(value, Text))
    if is_tag(asked.key):
        found[""] = None
    return _within_bounds(asked, of_its_type(asked.key, found) if asked.key in TYPED_KEYS else found)


def _within_bounds(asked: Asked, found: dict[Value, None]) -> list[Value]:
    if len(found) > ENTRIES:
        raise TooMany(f"too many different values of `{asked.key}`")
    return list(found)


def _texts(asked: Asked, sets: list[list[Pattern]]) -> Iterator[Value]:
    typed = TYPED_KEYS.get(asked.key)
    language = typed.written if typed else language_of(asked.key)
    spelt = [set(test.plain) for test in asked.tests]
    literals = set(asked.extra)
    opened: list[Value] = []
    wild: list[tuple[Pattern, ...]] = []
    for number, patterns in enumerate(sets):
        exact = {pattern: literal(pattern) for pattern in patterns}
        of_the_test = spelt[number] if number < len(spelt) else literals  # what is beside all tests comes last
        of_the_test.update(each for each in exact.values() if each is not None)
        rest = [pattern for pattern, each in exact.items() if each is None]
        wild.append(tuple(pattern for pattern in rest if has_wild(pattern)))
        opened += (wild_text(pattern) for pattern in rest if not has_wild(pattern))
    for test, values in zip(asked.tests, spelt, strict=True):
        literals.update(_spellings(values) if test.folds else values)
    if len(asked.tests) > 1:
        folding = (values for test, values in zip(asked.tests, spelt, strict=True) if test.folds)
        wild += (tuple(folded(value) for value in sorted(values)) for values in folding)
    yield from representatives(wild, literals, language)
    yield from (each for each in sorted(literals) if each and (typed or language.holds(each)))
    yield from filter(language.holds, opened)
    if len(asked.tests) > 1:
        yield from (_in_another_case(value) for value in _open_in_any_case(asked))


def has_wild(pattern: Pattern) -> bool:
    return any(isinstance(token, Wild) for token in pattern)


def _open_in_any_case(asked: Asked) -> list[Text]:
    """The open values that some condition on the key compares without letter case."""
    values = (value for test in asked.tests if test.folds for value in test.condition.values)
    return list(dict.fromkeys(value for value in values if isinstance(value, Text)))


def _in_another_case(value: Text) -> Text:
    """What differs from an open value in letter case alone; whether there is any is as open."""
    return Text(tuple([Recased(each) if isinstance(each, Hole) else each.swapcase() for each in value.parts]))


def _in_some_case(word: str, spelt: Collection[str]) -> Iterator[str]:
    """It, and as it may be written besides: a truth has no case, and as text it is told from those that are `spelt`."""
    yield word
    cases = map("".join, product(*((letter.upper(), letter) for letter in word)))
    yield from islice((each for each in cases if each not in spelt and each != word), 1)


def _spellings(values: Iterable[str]) -> Iterator[str]:
    """The literal values of a condition that compares without case, in several cases."""
    for value in values:
        yield from (value, value.upper(), value.capitalize(), value.swapcase())


def _numbers(written: Iterable[Value]) -> Iterator[str]:
    """Each number the policy names, and one in each gap."""
    with localcontext() as context:
        context.prec = DIGITS
        known = sorted(readable(written, number_of))
        for number in known or [Decimal(0)]:
            yield f"{number:f}"
        yield from (f"{(low + high) / 2:f}" for low, high in pairwise(known))
        if known:
            yield from (f"{known[0] - 1:f}", f"{known[-1] + 1:f}")


def _seconds(written: Sequence[Value]) -> Iterator[str]:
    """Each whole number of seconds next to a number or time the policy names, one in each gap and one beyond."""
    named = readable(written, number_of) | readable(written, moment_of)
    known = {side for number in named for side in (floor(number), ceil(number))}
    bounds = sorted({near for number in known for near in (number - 1, number, number + 1)})
    gaps = [(low + high) // 2 for low, high in pairwise(bounds)]
    yield from dict.fromkeys(str(age) for age in (*bounds, *gaps, 0) if age >= 0)


def _moments(written: Iterable[Value]) -> Iterator[str]:
    """Each whole second next to a moment the policy names, and one in each gap, as ISO 8601."""
    known = sorted({side for moment in readable(written, moment_of) for side in (floor(moment), ceil(moment))})
    moments = [*known, *((low + high) // 2 for low, high in pairwise(known))]
    moments += [known[0] - 3600, known[-1] + 3600] if known else [1_700_000_000]
    for moment in moments:
        yield iso(moment)


def iso(moment: int) -> str:
    """Seconds since 1970 as ISO 8601 in UTC; as a number where that has no year."""
    try:
        return (EPOCH + timedelta(seconds=moment)).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return str(moment)


def readable(written: Iterable[Value], read: Callable[[str], Decimal]) -> set[Decimal]:
    """What `read` makes of those of `written` that it can read."""
    found: set[Decimal] = set()
    for value in written:
        try:
            if isinstance(value, str):
                found.add(read(value))
        except Unreadable:
            continue
    return found


@lru_cache(maxsize=256)
def _addresses(written: tuple[Value, ...], public: bool) -> tuple[str, ...]:
    """An address from each stretch that the networks of the policy cut the address space into."""
    bounds: dict[ipaddress.IPv4Address | ipaddress.IPv6Address, None] = {}
    for value in (*written, *(str(each) for each in PRIVATE if public)):
        try:
            network = network_of(value) if isinstance(value, str) else None
        except Unreadable:
            continue
        if network is not None:
            bounds[network.network_address] = None
            for edge, step in ((network.network_address, -1), (network.broadcast_address, 1)):
                try:
                    bounds[edge + step] = None
                except ipaddress.AddressValueError:
                    continue
    some = (*(ipaddress.ip_address(each) for each in SOME_ADDRESSES), *bounds)
    return tuple(str(each) for each in some if not (public and is_private(each)))


def lists_of(elements: list[Value]) -> list[tuple[Value, ...]]:
    """Every list of different `elements`, the short ones first.

    Raises TooMany for more than bounds.LISTED elements.
    """
    if len(elements) > LISTED:
        raise TooMany("a key that holds a list is compared with too many values")
    return [chosen for size in range(1, len(elements) + 1) for chosen in combinations(elements, size)]
