"""Rule 4: who is let in although the policy names them nowhere, and what confines."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policies import policies, statements
from engine.trusts import V, allow, deny, trust
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map, Maybe
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.decision.authorizer import authorize
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, Means, text
from roletrust.rules.anyone_can_assume import judge
from roletrust.rules.rule import Verdict

ORG = "o-a1b2c3d4e5"
ROLES = f"arn:aws:iam::{V}:role/*"
ACCOUNT, ARN, ORGANIZATION = "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID"


def asked(*written: Any, owner: Owner = Owner()) -> Verdict:
    return judge(trust(*written, owner=owner))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {ORGANIZATION: ORG}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORG}/*"}},
        {"StringEquals": {ACCOUNT: V}},
        {"StringLike": {ACCOUNT: V}},
        {"ArnLike": {ARN: ROLES}},
        {"StringLike": {ARN: ROLES}},
        {"ArnEquals": {ARN: f"arn:aws:iam::{V}:user/ops/ann"}},
        {"StringLike": {"aws:userid": "AROAEXAMPLEEXAMPLE123:*"}},
        {"Bool": {"aws:PrincipalIsAWSService": "true"}},
        {"StringEquals": {"aws:SourceAccount": V}},
        {"StringEquals": {"sts:ExternalId": "*"}},
    ],
    ids=str,
)
def test_what_tells_whose_account_it_is_confines(condition: Any) -> None:
    assert asked(allow("*", condition)).answer is NO


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {},
        {"StringEquals": {}},
        {"StringEquals": {"sts:ExternalId": "7f9c2b1e-4a55"}},
        {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}},
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringEquals": {"aws:PrincipalTag/team": "red"}},
        {"StringLike": {"sts:RoleSessionName": "${aws:username}"}},
        {"StringEqualsIfExists": {ORGANIZATION: ORG}},
        {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": f"{ORG}/*"}},
        {"StringNotEquals": {ACCOUNT: V}},
        {"StringLike": {ACCOUNT: "1234*"}},
        {"ArnLike": {ARN: "arn:aws:iam::*:role/deploy"}},
        {"StringLike": {"aws:userid": "*:deploy"}},
        {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
    ],
    ids=str,
)
def test_what_a_stranger_brings_about_does_not(condition: Any) -> None:
    written = [allow("*", condition)]
    found = asked(*written)
    assert found.answer is YES
    assert found.witness
    assert authorize(trust(*written).policy, found.witness).answer is YES
    assert found.witness.caller.account not in ("", V)


@pytest.mark.parametrize(
    ("guard", "answer"),
    [
        ({"StringNotEquals": {ORGANIZATION: ORG}}, NO),
        ({"StringNotEqualsIfExists": {ORGANIZATION: ORG}}, NO),
        ({"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": f"{ORG}/*"}}, YES),
        ({"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": f"{ORG}/*"}}, NO),
        ({"Null": {ORGANIZATION: "true"}}, YES),
        ({"StringNotEquals": {ORGANIZATION: ORG}, "Bool": {"aws:PrincipalIsAWSService": "false"}}, NO),
        ({"StringNotEquals": {ORGANIZATION: ORG}, "Bool": {"aws:MultiFactorAuthPresent": "false"}}, YES),
        ({"StringNotEquals": {ACCOUNT: [V]}}, NO),
        ({"ArnNotLike": {ARN: ROLES}}, NO),
    ],
    ids=str,
)
def test_a_deny_counts_as_it_is_evaluated(guard: Any, answer: Answer) -> None:
    assert asked(allow("*"), deny(guard)).answer is answer


def test_a_named_account_is_nobody_unnamed() -> None:
    assert asked(allow([V, f"arn:aws:iam::{V}:role/deploy"])).answer is NO


@pytest.mark.parametrize("principal", [{"Principal": "*"}, {"NotPrincipal": {"AWS": V}}], ids=str)
def test_what_iam_refuses_is_judged_as_it_is_meant(principal: Any) -> None:
    assert asked({"Effect": "Allow", "Action": "sts:AssumeRole", **principal}).answer is YES


@pytest.mark.parametrize("principal", [{"Service": "ec2.amazonaws.com"}, {"Federated": "accounts.google.com"}], ids=str)
def test_services_and_providers_are_other_rules(principal: Any) -> None:
    assert asked({"Effect": "Allow", "Action": "sts:*", "Principal": principal}).answer is NO


def test_a_session_tag_alone_lets_nobody_in() -> None:
    assert asked({**allow("*"), "Action": "sts:TagSession"}).answer is NO


# ------------------------------------------------------------------ what is not known


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {ACCOUNT: text(Hole("var.account"))}},
        {"ArnLike": {ARN: text("arn:aws:iam::", Hole("var.account"), ":role/*")}},
        {"StringLike": {ARN: text("arn:aws:iam::", Hole("var.account"), ":role/*")}},
        {"ArnEquals": {ARN: text(Hole("var.role_arn"))}},
        {"StringEquals": {ORGANIZATION: text(Hole("var.organization"))}},
    ],
    ids=str,
)
def test_an_account_that_a_variable_names_is_named(condition: Any) -> None:
    assert asked(allow("*", condition)).answer is NO


def test_an_open_principal_is_some_account_never_everyone() -> None:
    assert asked(allow(text(Hole("var.trusted_arns")))).answer is NO


def test_a_deny_of_an_open_account_turns_no_stranger_away() -> None:
    assert asked(allow("*"), deny({"StringEquals": {ACCOUNT: text(Hole("var.blocked"))}})).answer is YES


def test_an_open_organization_may_be_another_where_the_own_ones_are_known() -> None:
    owner = Owner(organizations=frozenset({"o-own0000000"}))
    found = asked(allow("*", {"StringEquals": {ORGANIZATION: text(Hole("var.organization"))}}), owner=owner)
    assert found.answer is UNKNOWN
    assert found.holes == (Hole("var.organization"),)


def test_a_statement_that_may_be_absent_leaves_it_open() -> None:
    made = Hole("var.open_to_all", "main.tf:3")
    policy = Map({"Version": "2012-10-17", "Statement": [Maybe(Map(allow("*")), made)]})
    found = judge(Trust(read_policy(policy)))
    assert found.answer is UNKNOWN
    assert found.holes == (made,)


# ------------------------------------------------------------------ whose organization


def test_the_organization_of_somebody_else_confines_to_strangers() -> None:
    owner = Owner(organizations=frozenset({"o-own0000000"}))
    found = asked(allow("*", {"StringEquals": {ORGANIZATION: ORG}}), owner=owner)
    assert found.reason == (f"any account of {ORG}, which is none of your organizations, gets in through statement 1")
    assert found.fix
    assert found.fix.conditions[0].values == ("o-own0000000",)


def test_the_stranger_is_none_of_the_accounts_in_the_settings() -> None:
    taken = "210987654321"  # what stands for an account that nobody names, if it is free
    for owner in (Owner(own=frozenset({taken})), Owner(trusted={taken: "our vendor"})):
        assert asked(allow("*"), owner=owner).answer is YES


def test_the_stranger_is_not_taken_for_the_role_s_own_account() -> None:
    own = Hole("AWS::AccountId", means=Means.OWN_ACCOUNT)
    assert asked(allow([text("arn:aws:iam::", own, ":root"), "*"])).answer is YES
    assert asked(allow("*", {"ArnLike": {ARN: text("arn:aws:iam::", own, ":role/*")}})).answer is NO


# ------------------------------------------------------------------ in words


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ([allow("*")], "its principal is everyone, and it has no condition"),
        ([allow("*", {})], "its principal is everyone, and its Condition is empty"),
        (
            [allow("*", {"StringEquals": {"sts:ExternalId": "7f9c2b1e-4a55", "aws:SourceVpce": "v-0"}})],
            (
                "its principal is everyone, and whoever calls from v-0 can meet its conditions on sts:ExternalId and "
                "aws:SourceVpce"
            ),
        ),
        (
            [allow("*", {"StringEqualsIfExists": {ORGANIZATION: ORG}})],
            "its principal is everyone, and StringEqualsIfExists lets a request without aws:PrincipalOrgID pass",
        ),
        (
            [allow("*"), deny({"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": f"{ORG}/*"}})],
            (
                "its principal is everyone, and it has no condition, and ForAnyValue:StringNotLike of "
                "the Deny in statement 2 spares a request without aws:PrincipalOrgPaths"
            ),
        ),
        (
            [{"Effect": "Allow", "NotPrincipal": {"AWS": V}, "Action": "sts:AssumeRole"}],
            "its NotPrincipal lets in all others, and it has no condition",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_reason_says_through_what_and_why(written: list[Any], why: str) -> None:
    assert asked(*written).reason == f"any AWS account gets in through statement 1; {why}"


# ------------------------------------------------------------------ laws


@settings(max_examples=150, deadline=None, derandomize=True)
@given(policies(), statements(effects=("Deny",)))
def test_one_more_deny_never_lets_a_stranger_in(chosen: list[Any], more: Any) -> None:
    assert asked(*chosen, more).answer <= asked(*chosen).answer


@settings(max_examples=150, deadline=None, derandomize=True)
@given(policies(), st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter_to_strangers(chosen: list[Any], random: Any) -> None:
    shuffled = list(chosen)
    random.shuffle(shuffled)
    assert asked(*shuffled).answer is asked(*chosen).answer
