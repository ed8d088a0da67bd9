"""Joining what the rules say over the variants of a policy, and what happens when one breaks."""

from __future__ import annotations

import pytest

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Condition, Effect, Policy, Principal, Statement
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole
from roletrust.rules import judgement as judging
from roletrust.rules.catalog import RULES
from roletrust.rules.judgement import Judgement, judge, undecided
from roletrust.rules.rule import Verdict

NOTHING = Owner()
SAFE = Condition("StringEquals", "sts:ExternalId", ("7f9c2b1e-4a55",))
EMPTY = Condition("StringEquals", "sts:ExternalId", ())
MAYBE = Condition("StringEquals", "sts:ExternalId", (), maybe=Hole("var.more"))

MFA = Condition("Bool", "aws:MultiFactorAuthPresent", ("true",))
REGION = Condition("StringEquals", "aws:RequestedRegion", ("eu-west-1",))


def policy(condition: Condition) -> Policy:
    principals = (Principal("Service", "ec2.amazonaws.com"),)
    statement = Statement(1, Effect.ALLOW, principals, ("sts:AssumeRole",), (condition,))
    return Policy((statement,), "2012-10-17")


def vendors(account: str, *conditions: Condition) -> Policy:
    principals = (Principal("AWS", account),)
    return Policy((Statement(1, Effect.ALLOW, principals, ("sts:AssumeRole",), conditions),), "2012-10-17")


def third(*variants: tuple[tuple[tuple[str, bool], ...], Policy]) -> Judgement:
    return judge(variants, NOTHING)["CKV_TRUST_3"]


def test_a_flaw_in_one_branch_is_a_flaw_and_says_in_which() -> None:
    found = third(((("IsProd", True),), policy(SAFE)), ((("IsProd", False),), policy(EMPTY)))
    assert (found.verdict.answer, found.branches) == (YES, ((("IsProd", False),),))


def test_a_flaw_in_every_branch_depends_on_none() -> None:
    found = third(((("IsProd", True),), policy(EMPTY)), ((("IsProd", False),), policy(EMPTY)))
    assert (found.verdict.answer, found.branches) == (YES, ())


def test_a_flaw_depends_on_the_branch_that_all_its_variants_share() -> None:
    found = third(
        ((("A", True), ("B", True)), policy(EMPTY)),
        ((("A", True), ("B", False)), policy(EMPTY)),
        ((("A", False), ("B", True)), policy(SAFE)),
        ((("A", False), ("B", False)), policy(SAFE)),
    )
    assert found.branches == ((("A", True),),)


def test_a_flaw_of_its_own_in_each_branch_is_told_with_its_branch() -> None:
    blank = Condition("StringEquals", "sts:ExternalId", (" ",))
    found = third(((("A", True),), policy(EMPTY)), ((("A", False),), policy(blank)))
    assert "an empty list" in found.verdict.reason
    assert found.branches == ((("A", True),),)
    ((reason, branches),) = found.elsewhere
    assert "a blank value" in reason
    assert branches == ((("A", False),),)


def test_branches_that_have_nothing_in_common_are_listed() -> None:
    found = third(
        ((("A", True), ("B", True)), policy(EMPTY)),
        ((("A", True), ("B", False)), policy(SAFE)),
        ((("A", False), ("B", False)), policy(EMPTY)),
    )
    assert found.branches == ((("B", True),), (("A", False),))


def test_a_choice_that_changes_nothing_is_not_named() -> None:
    found = third(
        ((("A", False),), policy(SAFE)),
        ((("A", True), ("B", False)), policy(EMPTY)),
        ((("A", True), ("B", True), ("C", True)), policy(EMPTY)),
        ((("A", True), ("B", True), ("C", False)), policy(EMPTY)),
    )
    assert found.branches == ((("A", True),),)


def test_accounts_of_every_failing_branch_are_named() -> None:
    found = judge([((("Gov", True),), vendors("111122223333")), ((("Gov", False),), vendors("444455556666"))], NOTHING)[
        "CKV_TRUST_1"
    ]
    assert found.verdict.accounts == ("111122223333", "444455556666")
    assert found.branches == ((("Gov", True),),)
    ((reason, branches),) = found.elsewhere
    assert reason.startswith("account 444455556666 gets in")
    assert branches == ((("Gov", False),),)


def test_a_change_is_for_the_branches_that_have_its_statement() -> None:
    found = judge(
        [
            ((("Mfa", True), ("Gov", True)), vendors("111122223333", MFA)),
            ((("Mfa", True), ("Gov", False)), vendors("111122223333", MFA)),
            ((("Mfa", False),), vendors("111122223333", REGION)),
        ],
        NOTHING,
    )["CKV_TRUST_1"]
    assert (found.branches, found.elsewhere) == ((), ())
    assert [change.branches for change in found.repair] == [()]  # what is asked for besides stays as it is
    apart = judge(
        [((("Mfa", True),), vendors("111122223333", MFA)), ((("Mfa", False),), vendors("111122223333"))], NOTHING
    )["CKV_TRUST_1"]
    assert [change.branches for change in apart.repair] == [((("Mfa", True),),), ((("Mfa", False),),)]


def test_a_change_that_is_the_same_in_every_branch_is_for_all_of_them() -> None:
    found = judge([((("A", gov),), vendors("111122223333")) for gov in (True, False)], NOTHING)["CKV_TRUST_1"]
    assert [change.branches for change in found.repair] == [()]


def test_a_role_that_passes_names_the_accounts_of_every_branch() -> None:
    found = judge(
        [((("Gov", gov),), vendors(account, SAFE)) for gov, account in ((True, "111122223333"), (False, "4" * 12))],
        NOTHING,
    )["CKV_TRUST_1"]
    assert (found.verdict.answer, found.branches) == (NO, ())
    assert found.verdict.accounts == ("111122223333", "4" * 12)


def test_an_undecided_branch_leaves_the_whole_undecided() -> None:
    found = third(((("A", True),), policy(SAFE)), ((("A", False),), policy(MAYBE)))
    assert (found.verdict.answer, found.verdict.holes) == (UNKNOWN, (Hole("var.more"),))


def test_a_flaw_outweighs_an_undecided_branch() -> None:
    found = third(((("A", True),), policy(MAYBE)), ((("A", False),), policy(EMPTY)))
    assert found.verdict.answer is YES


def test_no_flaw_in_any_branch_is_no_flaw() -> None:
    assert third(((("A", True),), policy(SAFE)), ((("A", False),), policy(SAFE))).verdict.answer is NO


def test_no_policy_at_all_is_undecided() -> None:
    found = judge((), NOTHING)
    assert {each.verdict.answer for each in found.values()} == {YES, UNKNOWN}
    assert found["CKV_TRUST_90"].verdict.reason == "it has no policy"


def test_a_grave_rule_left_open_speaks_through_rule_90() -> None:
    found = judge([((), policy(MAYBE))], NOTHING)["CKV_TRUST_90"].verdict
    assert (found.answer, found.reason) == (YES, "CKV_TRUST_3 (empty-condition) depends on var.more")


def test_a_rule_that_is_off_is_not_asked_and_not_undecided() -> None:
    found = judge([((), policy(MAYBE))], NOTHING, off=frozenset({"CKV_TRUST_3"}))
    assert "CKV_TRUST_3" not in found
    assert found["CKV_TRUST_90"].verdict.answer is NO
    assert "CKV_TRUST_90" not in judge([((), policy(MAYBE))], NOTHING, off=frozenset({"CKV_TRUST_90"}))


def breaking(trust: Trust) -> Verdict:
    raise ZeroDivisionError("on purpose")


@pytest.mark.parametrize("broken", ["CKV_TRUST_1", "CKV_TRUST_7"])
def test_a_rule_that_breaks_is_loud_whatever_its_severity(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tuple(rule._replace(judge=breaking) if rule.id == broken else rule for rule in RULES)
    monkeypatch.setattr(judging, "RULES", rules)
    found = judge([((), policy(SAFE))], NOTHING)
    assert found[broken].verdict.answer is UNKNOWN
    assert "broke with ZeroDivisionError: on purpose" in found["CKV_TRUST_90"].verdict.reason
    assert found["CKV_TRUST_90"].verdict.severity == "CRITICAL"
    assert "decide it by hand" in str(found["CKV_TRUST_90"].verdict.fix)
    assert found["CKV_TRUST_3"].verdict.answer is NO
    assert [type(error) for error in found[broken].errors] == [ZeroDivisionError]


def test_an_unreadable_policy_leaves_every_rule_undecided() -> None:
    found = undecided("role.tf:3: expected a JSON object")
    assert set(found) == {rule.id for rule in RULES}
    assert {rule for rule, each in found.items() if each.verdict.answer is YES} == {"CKV_TRUST_90"}
    assert found["CKV_TRUST_90"].verdict.reason == "role.tf:3: expected a JSON object"


def test_a_headline_of_another_flaw_stands_only_where_all_ways_have_it() -> None:
    rule = RULES[0]
    other = Verdict(YES, reason="it reads", headline="Data")
    answers = [((("x", True),), (other, None)), ((("x", False),), (Verdict(YES, reason="it rules"), None))]
    assert judging.joined(rule, answers[:1]).verdict.headline == "Data"
    assert judging.joined(rule, answers).verdict.headline == ""
