"""`authorize` answers as the specification does, on generated near misses that reach every corner."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest

from spec.near_misses import EFFECTS, FAMILIES, FAMILY_OF, PREFIXES, STEERS, SUFFIXES, pairs
from spec.product_answer import authorized
from spec.trust_spec import (
    UNKNOWN,
    YES,
    Condition,
    action_matches,
    decide,
    facts,
    holds,
    operator_of,
    principal_matches,
    several,
)

Json = dict[str, Any]
SEED = 20261124
COUNT = 24 * len(STEERS)
ALIKE = ({"ArnEquals", "ArnLike"}, {"ArnNotEquals", "ArnNotLike"})


@cache
def world() -> list[tuple[Json, Json]]:
    """The generated pairs."""
    return list(pairs(SEED, COUNT))


@cache
def decided() -> list[str]:
    """What the specification says of each."""
    return [decide(policy, request) for policy, request in world()]


def statements(policy: Json) -> list[Json]:
    """The policy's statements, however many."""
    written = policy["Statement"]
    return written if isinstance(written, list) else [written]


def story(policy: Json, request: Json) -> str:
    """A pair as one line each, to paste into a fixture."""
    return json.dumps({"policy": policy, "request": request})


def test_authorize_equals_the_specification() -> None:
    assert COUNT >= 10_000
    wrong = [
        f"spec {expected}, authorize {answer}: {story(policy, request)}"
        for (policy, request), expected in zip(world(), decided(), strict=True)
        if (answer := authorized(policy, request)) != expected
    ]
    assert not wrong, f"{len(wrong)} of {COUNT} differ\n" + "\n".join(wrong[:10])


def test_the_pairs_are_the_same_every_time() -> None:
    assert list(pairs(SEED, 500)) == world()[:500]


def test_every_answer_is_reached_often() -> None:
    answers = Counter(decided())
    assert answers["YES"] > COUNT / 5
    assert answers["NO"] > COUNT / 5
    assert answers["UNKNOWN"] > COUNT / 50


def test_every_operator_qualifier_effect_and_presence_is_reached_in_a_statement_that_speaks_of_the_caller() -> None:
    reached: Counter[tuple[str, str, bool]] = Counter()
    for policy, request in world():
        present = {key for key, values in facts(request).items() if values not in ("free", [])}
        for statement in statements(policy):
            if principal_matches(statement, request) == YES and action_matches(statement, request) == YES:
                for written, block in statement.get("Condition", {}).items():
                    reached.update((written, statement["Effect"], key.lower() in present) for key in block)
    for operator in FAMILY_OF:
        for written in (prefix + operator + suffix for prefix in PREFIXES for suffix in SUFFIXES):
            for effect in EFFECTS:
                assert reached[written, effect, True] >= 3, (written, effect, "present")
                assert reached[written, effect, False] >= 3, (written, effect, "absent")


def test_every_operator_and_qualifier_answers_both_ways_where_the_key_is_present() -> None:
    answers: defaultdict[str, set[str]] = defaultdict(set)
    for policy, request in world():
        present = {key for key, values in facts(request).items() if values not in ("free", [], [""])}
        for statement in statements(policy):
            for written, block in statement.get("Condition", {}).items():
                for key, values in block.items():
                    operator = operator_of(written)
                    if operator and key.lower() in present:
                        deny, version = statement["Effect"] == "Deny", policy.get("Version", "")
                        asked = Condition(operator, key, tuple(several(values)), deny, version)
                        answers[written].add(holds(asked, request))
    for steer in STEERS:
        disputed = steer.family == "null" and steer.operator != "Null"
        assert answers[steer.operator] >= ({UNKNOWN} if disputed else {"YES", "NO"}), steer.operator


def test_every_kind_of_caller_gets_in_and_is_turned_away() -> None:
    met = {(request["caller"]["kind"], answer) for (_, request), answer in zip(world(), decided(), strict=True)}
    for kind in ("user", "role-session", "service", "saml", "oidc"):
        assert {(kind, "YES"), (kind, "NO"), (kind, "UNKNOWN")} <= met


@pytest.mark.parametrize("operator", sorted(FAMILY_OF))
def test_the_pairs_tell_every_operator_from_its_neighbours(operator: str) -> None:
    mine = [
        (policy, request, answer)
        for (policy, request), answer in zip(world(), decided(), strict=True)
        if renamed(policy, operator, "") != policy
    ]
    for neighbour in set(FAMILIES[FAMILY_OF[operator]]) - {operator}:
        if {operator, neighbour} not in ALIKE:
            told = (decide(renamed(policy, operator, neighbour), request) != old for policy, request, old in mine)
            assert any(told), neighbour


def renamed(policy: Json, operator: str, neighbour: str) -> Json:
    """`policy` with `neighbour` wherever it says `operator`, qualifiers kept."""
    text = re.sub(rf'(?<=[":]){operator}(?=(?:IfExists)?":)', neighbour, json.dumps(policy))
    changed: Json = json.loads(text)
    return changed
