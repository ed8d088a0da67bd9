"""The specification is checked against the tables it restates, and against plain mathematics."""

from __future__ import annotations

import ast
import re
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from spec.near_misses import FAMILIES, FAMILY_OF
from spec.trust_spec import (
    NO,
    ROWS,
    UNKNOWN,
    YES,
    Answer,
    agreed,
    all_of,
    any_of,
    decide,
    instant,
    like,
    match,
    negation,
    operator_of,
    pattern,
    when_absent,
)

HERE = Path(__file__).parent
ANSWERS: tuple[Answer, ...] = (NO, UNKNOWN, YES)
NEGATED = (
    *("StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"),
    *("NumericNotEquals", "DateNotEquals", "NotIpAddress", "ArnNotEquals", "ArnNotLike"),
)
USER = {"kind": "user", "arn": "arn:aws:iam::111122223333:user/Ann"}


def words(alphabet: str, longest: int) -> list[str]:
    """Every word over `alphabet` of up to `longest` letters."""
    return ["".join(letters) for length in range(longest + 1) for letters in product(alphabet, repeat=length)]


def asked(
    condition: dict[str, Any], context: dict[str, Any], effect: str = "Allow", version: str = "2012-10-17"
) -> str:
    """Whether a statement for everyone with `condition` speaks of Ann's AssumeRole with `context`."""
    statement = {"Effect": effect, "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": condition}
    request = {"action": "sts:AssumeRole", "caller": USER, "context": context}
    return match(statement, {"Version": version, "Statement": statement}, request)


# ---------------------------------------------------------------- independence


@pytest.mark.parametrize("file", ["trust_spec.py", "near_misses.py"])
def test_the_specification_imports_the_standard_library_and_nothing_of_the_product(file: str) -> None:
    tree = ast.walk(ast.parse((HERE / file).read_text("utf-8")))
    imported: set[str] = set()
    for node in tree:
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add((node.module or "").partition(".")[0])
        assert not (isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval"))
    assert imported <= set(sys.stdlib_module_names) - {"importlib", "runpy", "sys"}


# ---------------------------------------------------------------- answers


def test_and_is_the_least_and_or_the_greatest_of_no_unknown_yes() -> None:
    for left, right in product(ANSWERS, repeat=2):
        ranks = (ANSWERS.index(left), ANSWERS.index(right))
        assert all_of([left, right]) == ANSWERS[min(ranks)]
        assert any_of([left, right]) == ANSWERS[max(ranks)]
        assert negation(all_of([left, right])) == any_of([negation(left), negation(right)])


def test_nothing_asked_of_all_is_yes_and_of_any_is_no() -> None:
    assert all_of([]) == YES
    assert any_of([]) == NO


def test_readings_that_differ_leave_it_unknown() -> None:
    assert agreed([YES, YES]) == YES
    assert agreed([YES, NO]) == UNKNOWN


# ---------------------------------------------------------------- wildcards


def test_wildcards_are_the_regular_expression_in_which_a_dot_is_any_character() -> None:
    texts = words("ab\n", 4)
    for written in words("a*?b", 4):
        expression = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in written)
        compiled, pieces = re.compile(expression, re.DOTALL), pattern(written)
        for text in texts:
            assert like(pieces, text) == bool(compiled.fullmatch(text)), (written, text)


def test_a_star_spans_colons_and_slashes_in_text() -> None:
    assert asked({"StringLike": {"sts:ExternalId": "a*z"}}, {"sts:ExternalId": ["a:b/c:z"]}) == YES


def test_a_star_in_an_arn_stays_in_its_part_until_the_sixth() -> None:
    arn = ["arn:aws:lambda:eu-west-1:111122223333:function:f:1"]
    assert asked({"ArnLike": {"aws:SourceArn": "arn:aws:*:111122223333:function:f:1"}}, {"aws:SourceArn": arn}) == NO
    assert asked({"ArnLike": {"aws:SourceArn": "arn:aws:*:*:*:func*"}}, {"aws:SourceArn": arn}) == YES


# ---------------------------------------------------------------- operators


def test_every_operator_of_the_table_has_one_row() -> None:
    assert set(ROWS) == set(FAMILY_OF) - {"Null"}
    assert {name for name, row in ROWS.items() if row.negated} == set(NEGATED)


def test_only_text_and_arn_operators_may_hold_variables() -> None:
    assert {name for name, row in ROWS.items() if row.variables} == {*FAMILIES["text"], *FAMILIES["arn"]}


@pytest.mark.parametrize("name", ["StringEquals", "NotIpAddress", "Null"])
def test_operators_are_read_in_any_case_with_their_qualifiers(name: str) -> None:
    written = operator_of(f"forallVALUES:{name.swapcase()}ifEXISTS")
    assert written is not None
    assert (written.base, written.quantifier, written.if_exists) == (name.lower(), "all", True)


@pytest.mark.parametrize(
    "name", ["StringEqual", "BinaryNotEquals", "ForSomeValues:Bool", "IfExists", "BoolIfExistsIfExists", ""]
)
def test_an_operator_nobody_knows_leaves_it_unknown_unless_it_tests_nothing(name: str) -> None:
    assert operator_of(name) is None
    assert asked({name: {"sts:ExternalId": "id-1"}}, {"sts:ExternalId": ["id-1"]}) == UNKNOWN
    assert asked({name: {}}, {}) == YES


@pytest.mark.parametrize("name", sorted(ROWS))
def test_an_absent_key_answers_as_the_table_says(name: str) -> None:
    table = {
        name: name in NEGATED,
        f"{name}IfExists": True,
        f"ForAllValues:{name}": True,
        f"ForAllValues:{name}IfExists": True,
        f"ForAnyValue:{name}": False,
        f"ForAnyValue:{name}IfExists": False,
    }
    for written, expected in table.items():
        operator = operator_of(written)
        assert operator is not None
        assert when_absent(operator) == (YES if expected else NO), written
        assert asked({written: {"k:absent": "x"}}, {}) == (YES if expected else NO), written


def test_null_asks_for_absence_and_its_set_operators_are_disputed() -> None:
    for present, value in product((True, False), ("true", "false")):
        plain = (value == "true") != present
        context = {"sts:ExternalId": ["id-1"]} if present else {}
        assert asked({"Null": {"sts:ExternalId": value}}, context) == (YES if plain else NO)
        assert asked({"ForAllValues:Null": {"sts:ExternalId": value}}, context) == (YES if plain else UNKNOWN)
        assert asked({"ForAnyValue:Null": {"sts:ExternalId": value}}, context) == (UNKNOWN if plain else NO)
        assert asked({"NullIfExists": {"sts:ExternalId": value}}, context) == UNKNOWN


@pytest.mark.parametrize("name", sorted(ROWS))
def test_if_exists_changes_nothing_where_the_operator_is_negated_or_the_key_present(name: str) -> None:
    for context in ({}, {"k:key": ["300"]}, {"k:key": ["AAE="]}, {"k:key": ["arn:aws:iam::1:user/a"]}):
        plain = asked({name: {"k:key": ["300", "AAE="]}}, context)
        lenient = asked({f"{name}IfExists": {"k:key": ["300", "AAE="]}}, context)
        assert lenient == (plain if context or name in NEGATED else YES)


def test_one_instant_has_many_spellings() -> None:
    spellings = ("1772366400", "2026-03-01T12:00:00Z", "2026-03-01T14:00:00+02:00", "2026-03-01T07:30:00.0-04:30")
    assert {instant(spelling) for spelling in spellings} == {1772366400}
    assert instant("2026-03-01") == instant("2026-03-01T00:00:00Z")
    assert instant("1969-12-31T23:59:59Z") == -1
    assert instant("2026-03-01T12:00Z") == 1772366400
    assert [instant(text) for text in ("2026-02-30", "2026-03-01 12:00", "soon", "")] == [None] * 4


def test_a_range_ignores_host_bits_and_ends_at_its_last_address() -> None:
    inside = {"203.0.113.255": YES, "203.0.113.0": YES, "203.0.114.0": NO, "2001:db8::1": NO, "here": NO}
    for address, expected in inside.items():
        assert asked({"IpAddress": {"aws:SourceIp": "203.0.113.77/24"}}, {"aws:SourceIp": [address]}) == expected


# ---------------------------------------------------------------- variables


@pytest.mark.parametrize("text", ["${aws:username", "${}", "${ aws:username }", "${username}", "${aws:username,'x'}"])
def test_a_variable_that_is_none_is_unknown_where_variables_live_and_text_where_not(text: str) -> None:
    assert asked({"StringEquals": {"k:key": text}}, {"k:key": [text]}) == UNKNOWN
    assert asked({"StringEquals": {"k:key": text}}, {"k:key": [text]}, version="2008-10-17") == YES


def test_a_list_is_no_variable() -> None:
    context = {"k:key": ["a"], "aws:TagKeys": ["a"], "k:list": ["a", "b"]}
    assert asked({"StringEquals": {"k:key": "${aws:TagKeys}"}}, context) == UNKNOWN
    assert asked({"StringEquals": {"k:key": "${k:list}"}}, context) == UNKNOWN


def test_a_star_in_a_variables_value_is_perhaps_wild() -> None:
    context = {"k:key": ["abc"], "k:pattern": ["a*"]}
    assert asked({"StringLike": {"k:key": "${k:pattern}"}}, context) == UNKNOWN
    assert asked({"StringLike": {"k:key": "${k:pattern}"}}, {**context, "k:key": ["b"]}) == NO
    assert asked({"StringEquals": {"k:key": "${k:pattern}"}}, context) == NO


def test_an_empty_tag_gives_a_variable_no_value_or_an_empty_one() -> None:
    context = {"k:key": ["x-"], "aws:PrincipalTag/team": [""]}
    assert asked({"StringEquals": {"k:key": "x-${aws:PrincipalTag/team}"}}, context) == UNKNOWN
    assert asked({"StringEquals": {"k:key": "x-${aws:PrincipalTag/team}"}}, {**context, "k:key": ["y"]}) == NO


# ---------------------------------------------------------------- what is free


def test_a_free_key_is_unknown_unless_absence_and_every_value_agree() -> None:
    context = {"sts:ExternalId": "free", "aws:TagKeys": "free"}
    assert asked({"StringEquals": {"sts:ExternalId": "id-1"}}, context) == UNKNOWN
    assert asked({"Null": {"sts:ExternalId": ["true", "false"]}}, context) == YES
    assert asked({"StringEquals": {"aws:TagKeys": "a"}}, context) == NO
    assert asked({"StringEquals": {"aws:PrincipalType": "${sts:ExternalId}"}}, context) == UNKNOWN


# ---------------------------------------------------------------- decision


def test_order_of_statements_never_matters_and_one_statement_needs_no_list() -> None:
    allow = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    deny = {**allow, "Effect": "Deny"}
    request = {"action": "sts:AssumeRole", "caller": USER, "context": {}}
    assert decide({"Statement": allow}, request) == YES
    assert decide({"Statement": [allow, deny]}, request) == decide({"Statement": [deny, allow]}, request) == NO
