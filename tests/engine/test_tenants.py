"""Texts of strangers: what is found admits a stranger exactly where trying every short text finds one."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roletrust.engine.classes.key_values import Asked
from roletrust.engine.classes.tenants import WHOLE, Shape, of_others
from roletrust.engine.decision.conditions import test_of as made_ready
from roletrust.engine.policy.document import Condition
from roletrust.engine.text import Hole, Text, is_fresh, text

KEY = "example.com:sub"
SHAPE = Shape(("r:",), "/", "ab")


def asked(*conditions: tuple[str, list[Any]]) -> Asked:
    tests = [
        made_ready(Condition(operator, KEY, tuple(values)), False, True, "", False) for operator, values in conditions
    ]
    made = Asked(KEY)
    made.tests += tests
    return made


def admitted(question: Asked, values: Any) -> set[tuple[bool, ...]]:
    """The ways in which `values` meet the conditions."""
    return {tuple(test.holds({KEY: (value,)}).value == 2 for test in question.tests) for value in values}


def strangers(question: Asked) -> list[str]:
    """Every short text of SHAPE whose tenant no condition spells out."""
    written = [str(value) for test in question.tests for value in test.condition.values]
    spelt = {each[2:].partition("/")[0] for each in written if each.startswith("r:") and "/" in each}
    tenants = ["".join(letters) for size in (1, 2, 3) for letters in product("ab", repeat=size)]
    rests = ["".join(letters) for size in (1, 2, 3) for letters in product("abz/", repeat=size)]
    return [f"r:{tenant}/{rest}" for tenant in tenants if tenant not in spelt for rest in rests]


PATTERNS = st.text("ab/*?", max_size=4).map(lambda tail: f"r:{tail}") | st.text("r:ab/*?", min_size=1, max_size=4)
CONDITIONS = st.tuples(st.sampled_from(("StringLike", "StringNotLike")), st.lists(PATTERNS, min_size=1, max_size=2))


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.lists(CONDITIONS, min_size=1, max_size=2))
def test_every_way_of_a_short_stranger_is_found_and_no_other(conditions: list[tuple[str, list[str]]]) -> None:
    question = asked(*conditions)
    found = of_others(question, {}, SHAPE)
    tried = admitted(question, strangers(question))
    assert tried <= admitted(question, found)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.lists(CONDITIONS, min_size=1, max_size=2))
def test_what_is_found_is_of_the_shape_and_of_nobody_named(conditions: list[tuple[str, list[str]]]) -> None:
    question = asked(*conditions)
    written = [str(value) for test in question.tests for value in test.condition.values]
    spelt = {each[2:].partition("/")[0] for each in written if each.startswith("r:") and "/" in each}
    for value in map(str, of_others(question, {}, SHAPE)):
        tenant, slash, rest = value.removeprefix("r:").partition("/")
        assert value.startswith("r:")
        assert slash
        assert rest
        assert set(tenant) <= set("ab") or tenant in ("any-other", "another", "zz", "qx", "jv")
        assert tenant not in {each for each in spelt if "*" not in each and "?" not in each}


def test_the_first_is_somebody_whom_no_pattern_knows() -> None:
    question = asked(("StringNotLike", ["r:any*", "r:zz/*"]))
    assert admitted(question, of_others(question, {}, Shape(("r:",), "/"))[:1]) == {(True,)}


def test_a_tenant_is_the_same_in_any_case() -> None:
    question = asked(("StringEqualsIgnoreCase", ["r:ACME/x"]), ("StringLike", ["r:????/x"]))
    assert all(
        str(value).partition("/")[0].lower() != "r:acme" for value in of_others(question, {}, Shape(("r:",), "/"))
    )


@pytest.mark.parametrize(("pattern", "open_ended"), [("eu-1:abc", False), ("eu-1:*", True), ("?u-1:abc", True)])
def test_without_separators_the_tenant_is_the_whole_text(pattern: str, open_ended: bool) -> None:
    question = asked(("StringLike", [pattern]))
    assert ((True,) in admitted(question, of_others(question, {}, WHOLE))) is open_ended


def test_a_hole_is_an_ordinary_piece_of_a_tenant() -> None:
    name = Hole("var.name")
    own = asked(("StringLike", [text("r:", name, "/*")]))
    assert admitted(own, of_others(own, {}, Shape(("r:",), "/"))) == {(False,)}
    anybodys = asked(("StringLike", [text("r:", name, "*")]))
    found = of_others(anybodys, {}, Shape(("r:",), "/"))
    assert admitted(anybodys, found) == {(False,), (True,)}
    assert any(isinstance(value, Text) and is_fresh(value) for value in found)
