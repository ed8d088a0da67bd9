"""Every request that brute force finds is one that the engine knows of, and every witness of the engine's can be made.

The policies of the small worlds are drawn by lot, a seeded slice of them here; `make prove` tries 200,000.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from prove.comparing import compared
from prove.meaning import NO, UNKNOWN, YES, term
from prove.small_worlds import OPERATORS, QUALIFIERS, policies
from prove.trying import Caller, domain, several
from spec.trust_spec import Condition, holds, operator_of, variables_in

Json = dict[str, Any]
SEED, SLICE, PARTS = 20261130, 560, 4
NAMED = {"NO": NO, "UNKNOWN": UNKNOWN, "YES": YES}


def conditions(numbers: range) -> list[tuple[str, str, str, list[str]]]:
    """Effect, operator as written, key and values of every condition of some policies."""
    return [
        (each["Effect"], written, key, list(several(values)))
        for _, policy in policies(SEED, numbers)
        for each in policy["Statement"]
        for written, keys in each.get("Condition", {}).items()
        for key, values in keys.items()
    ]


def test_the_worlds_have_every_operator_and_qualifier_in_allows_and_in_denies() -> None:
    met = {(effect, written) for effect, written, _, _ in conditions(range(12_000))}
    for operator in OPERATORS:
        for qualified in QUALIFIERS if operator != "Null" else ("{}", "ForAllValues:{}", "ForAnyValue:{}"):
            assert ("Allow", qualified.format(operator)) in met
            assert ("Deny", qualified.format(operator)) in met


def test_the_worlds_tie_every_key_of_text_to_every_variable() -> None:
    met = Counter(
        (key, name)
        for _, written, key, values in conditions(range(12_000))
        if (operator := operator_of(written)) and operator.base != "null" and operator.row.variables
        for value in values
        for name in variables_in(value)
    )
    keys = {key for key, _ in met}
    for name in ("aws:username", "aws:PrincipalTag/t", "aws:RequestTag/t", "sts:RoleSessionName", "sts:SourceIdentity"):
        for key in keys - {"aws:userid", "aws:PrincipalOrgID"}:
            assert met[key, name] >= 10, (key, name)


def test_the_policies_are_the_same_every_time() -> None:
    assert list(policies(SEED, range(300))) == list(policies(SEED, range(300)))


def test_the_judge_says_of_a_condition_what_the_specification_says() -> None:
    dice, met = random.Random(SEED), Counter[int]()
    caller = Caller("user", "arn:aws:iam::111111111111:user/p/ab")
    for effect, written, key, values in conditions(range(1_500)):
        asked = term(written, key, tuple(values), effect == "Deny", variables=True)
        known = caller.implied()
        given = tuple(
            known[name]
            if name in known
            else dice.choice(domain(name, "user", "any", False, frozenset(), "ab", False, frozenset()))
            for name in asked.keys
        )
        context = {name: list(each) for name, each in zip(asked.keys, given, strict=True) if each is not None}
        request = {"action": "sts:AssumeRole", "caller": {"kind": "user", "arn": caller.arn}, "context": context}
        operator = operator_of(written)
        assert operator
        said = holds(Condition(operator, key, tuple(values), effect == "Deny", "2012-10-17"), request)
        assert asked.answer(given) == NAMED[said], (written, key, values, context)
        met[NAMED[said]] += 1
    assert min(met[each] for each in (NO, UNKNOWN, YES)) >= 20


@pytest.mark.parametrize("part", range(PARTS))
def test_the_engine_agrees_with_brute_force(part: int) -> None:
    tally: Counter[str] = Counter()
    found = list(compared(SEED, range(part, SLICE, PARTS), tally))
    assert tally["NO, judge NO"] > 150
    assert tally["YES, replayed YES"] > 120
    assert not found, "\n".join(map(str, found[:20]))
