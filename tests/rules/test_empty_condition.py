"""Rule 3: what is empty, and what the emptiness does."""

from __future__ import annotations

import pytest

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Condition, Effect, Emptiness, Empty, Policy, Principal, Statement
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, text
from roletrust.rules.empty_condition import judge
from roletrust.rules.rule import Verdict

ID = "sts:ExternalId"


def statement(*conditions: Condition, effect: Effect = Effect.ALLOW, empty: tuple[Emptiness, ...] = ()) -> Statement:
    return Statement(1, effect, (Principal("AWS", "123456789012"),), ("sts:AssumeRole",), conditions, empty=empty)


def verdict(*statements: Statement) -> Verdict:
    return judge(Trust(Policy(statements, "2012-10-17"), Owner()))


def reason(operator: str, *values: str, key: str = ID, effect: Effect = Effect.ALLOW) -> str:
    found = verdict(statement(Condition(operator, key, values), effect=effect))
    assert found.answer is YES
    return found.reason


def test_an_empty_condition_has_no_effect() -> None:
    found = verdict(statement(empty=(Emptiness(Empty.BLOCK),)))
    assert found.reason == (
        "Condition is empty in statement 1 and has no effect: its principals get in unconditionally"
    )


def test_an_empty_operator_has_no_effect() -> None:
    found = verdict(statement(empty=(Emptiness(Empty.OPERATOR, "StringEquals"),), effect=Effect.DENY))
    assert found.reason == "StringEquals is empty in statement 1 and has no effect"


@pytest.mark.parametrize(
    ("operator", "what"),
    [
        ("StringEquals", "never matches: the statement lets nobody in"),
        ("ForAnyValue:StringEquals", "never matches: the statement lets nobody in"),
        ("StringEqualsIfExists", "matches only requests without sts:ExternalId"),
        ("ForAllValues:StringEquals", "matches only requests without sts:ExternalId"),
        ("StringNotEquals", "has no effect: it matches everyone"),
        ("StringNotEqualsIfExists", "has no effect: it matches everyone"),
        ("ForAllValues:StringNotLike", "has no effect: it matches everyone"),
        ("ForAnyValue:StringNotEquals", "matches everyone but requests without sts:ExternalId"),
        ("Null", "never matches: the statement lets nobody in"),
    ],
)
def test_an_empty_list_does_what_the_operator_makes_of_nothing(operator: str, what: str) -> None:
    assert reason(operator) == f"{operator} sts:ExternalId in statement 1 has an empty list and {what}"
    assert reason(operator, "") == f"{operator} sts:ExternalId in statement 1 compares with a blank value and {what}"


def test_an_empty_list_in_a_deny_is_not_documented() -> None:
    assert "AWS does not document" in reason("StringEquals", effect=Effect.DENY)


def test_a_deny_with_a_blank_value_turns_away_nobody_or_everybody() -> None:
    assert "turns nobody away" in reason("StringEquals", "", effect=Effect.DENY)
    assert "turn everybody away" in reason("StringNotEquals", " ", effect=Effect.DENY)


def test_a_blank_tag_is_a_value_a_tag_can_have() -> None:
    key = "aws:PrincipalTag/team"
    assert reason("StringEquals", "", key=key).endswith("and matches only a blank aws:PrincipalTag/team")
    assert reason("StringNotEquals", "", key=key).endswith("and matches everyone but a blank aws:PrincipalTag/team")
    assert reason("StringEquals", "", "red", key=key).endswith("matches at most a blank aws:PrincipalTag/team")


def test_a_blank_value_among_others_matches_no_request() -> None:
    assert reason("StringEquals", "", "7f9c2b1e") == (
        "one value of StringEquals sts:ExternalId in statement 1 is blank and matches no request: it has no effect"
    )


@pytest.mark.parametrize(
    ("operator", "value"), [("ForAllValues:Null", ""), ("NullIfExists", ""), ("ArnNotLike", ""), ("Surprise", "")]
)
def test_what_aws_does_not_document_is_said_to_be_so(operator: str, value: str) -> None:
    assert "AWS does not document" in reason(operator, value)


def test_a_value_left_open_is_not_blank() -> None:
    assert verdict(statement(Condition("StringEquals", ID, (text(Hole("var.id")),)))).answer is NO
    assert verdict(statement(Condition("StringEquals", ID, (text(" ", Hole("var.id")),)))).answer is NO


def test_a_value_of_its_own_is_not_blank() -> None:
    assert verdict(statement(Condition("StringEquals", ID, ("7f9c2b1e",)))).answer is NO


def test_an_empty_list_in_a_block_that_may_not_exist_is_undecided() -> None:
    hole = Hole("var.conditions", "main.tf:7")
    found = verdict(statement(Condition("StringEquals", ID, (), maybe=hole)))
    assert (found.answer, found.holes) == (UNKNOWN, (hole,))


def test_a_certain_flaw_outweighs_one_that_may_not_exist() -> None:
    maybe = Condition("StringEquals", ID, (), maybe=Hole("var.conditions"))
    found = verdict(statement(maybe), statement(empty=(Emptiness(Empty.BLOCK),)))
    assert (found.answer, found.holes) == (YES, ())


def test_many_flaws_are_counted_not_listed() -> None:
    found = verdict(*(statement(empty=(Emptiness(Empty.BLOCK),)) for _ in range(5)))
    assert found.reason.endswith("; and 2 more")


def test_the_fix_keeps_the_values_that_are_there() -> None:
    fix = verdict(statement(Condition("StringEquals", ID, ("", "7f9c2b1e")))).fix
    assert fix
    assert [condition.values for condition in fix.conditions] == [("7f9c2b1e",)]


def test_the_fix_for_an_empty_block_writes_nothing() -> None:
    fix = verdict(statement(empty=(Emptiness(Empty.BLOCK),))).fix
    assert fix
    assert fix.conditions == ()
    assert "delete" in fix.advice
