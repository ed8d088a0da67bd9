"""Rules 2 and 7: accounts that are trusted as a whole, however the policy says so."""

from __future__ import annotations

from typing import Any

import pytest

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from rules.trusting import OWN, OWNER, trusting, verdicts

V, ROOT = "123456789012", "arn:aws:iam::123456789012:root"
X, MINE = {"sts:ExternalId": "b7c0f3a2e91d4c55"}, "o-a1b2c3d4e5"
ORG, ACCOUNT, ARN, USER_ID = "aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:userid"


def aws(principal: Any, condition: Any = None, effect: str = "Allow") -> Any:
    return trusting("AWS", principal, "sts:AssumeRole", condition, effect)


def two(*statements: Any, owner: Owner = OWNER) -> Any:
    return verdicts(*statements, owner=owner)[2]


@pytest.mark.parametrize(
    ("condition", "whole"),
    [
        ({"StringEquals": {ACCOUNT: V}}, True),
        ({"StringEquals": {ACCOUNT: V, **X}}, True),
        ({"StringLike": {ARN: f"arn:aws:iam::{V}:*"}}, True),
        ({"ArnLike": {ARN: f"arn:aws:iam::{V}:role/*"}}, True),
        ({"ArnLike": {ARN: f"arn:aws:iam::{V}:role/*"}, "StringLike": {USER_ID: "*:deploy"}}, True),
        ({"ArnLike": {ARN: f"arn:aws:iam::{V}:role/deploy"}}, False),
        ({"ArnLike": {ARN: f"arn:aws:iam::{V}:role/deploy-*"}}, False),
        ({"StringEquals": {ACCOUNT: V}, "StringLike": {USER_ID: "AROAEXAMPLEEXAMPLEEXA:*"}}, False),
        ({"StringEquals": {ACCOUNT: V, "aws:PrincipalTag/team": "red"}}, False),
    ],
)
def test_everyone_narrowed_to_an_account_is_that_account_as_a_whole(condition: Any, whole: bool) -> None:
    assert (two(aws("*", condition)).answer is YES) is whole


def test_the_name_of_a_session_pins_nobody() -> None:
    assert two(aws(ROOT, {"StringLike": {USER_ID: "*:deploy"}})).answer is YES
    assert two(aws(ROOT, {"StringLike": {USER_ID: "AIDAEXAMPLEEXAMPLEEXA"}})).answer is NO


def test_the_own_account_by_a_condition_is_rule_7s() -> None:
    found = verdicts(aws("*", {"StringEquals": {ACCOUNT: OWN}}))
    assert (found[2].answer, found[7].answer) == (NO, YES)


def test_everyone_is_no_account_as_a_whole() -> None:
    assert two(aws("*")).answer is NO
    assert two(aws("*", {"StringEquals": {ORG: MINE}})).answer is NO


@pytest.mark.parametrize(
    ("condition", "severity"),
    [
        (None, ""),
        ({"StringEquals": {ORG: MINE}}, "LOW"),
        ({"StringEquals": {ORG: "${aws:ResourceOrgID}"}}, "LOW"),
        ({"StringEquals": {ORG: "o-ofanother0"}}, ""),
    ],
)
def test_a_whole_account_of_the_own_organization_is_of_low_severity(condition: Any, severity: str) -> None:
    owner = OWNER._replace(organizations=frozenset({MINE}))
    found = two(aws(ROOT, condition), owner=owner)
    assert (found.answer, found.severity) == (YES, severity)
    assert ("in your own organization" in found.reason) is (severity == "LOW")


def test_one_role_of_the_own_organization_is_pinned() -> None:
    condition = {"StringEquals": {ORG: MINE}, "ArnEquals": {ARN: f"arn:aws:iam::{V}:role/deploy"}}
    assert two(aws(ROOT, condition)).answer is NO


@pytest.mark.parametrize(
    ("condition", "confined"),
    [
        ({"StringEquals": {ORG: "${aws:ResourceOrgID}"}}, True),
        ({"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}, True),
        ({"StringEquals": {"aws:principalorgid": "${AWS:resourceorgid}"}}, True),
        ({"StringEquals": {ACCOUNT: "${aws:ResourceAccount}"}}, True),
        ({"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}, True),
        ({"StringLike": {ARN: "arn:aws:iam::${aws:ResourceAccount}:role/*"}}, True),
        ({"StringEqualsIfExists": {ORG: "${aws:ResourceOrgID}"}}, False),
        ({"StringNotEquals": {ORG: "${aws:ResourceOrgID}"}}, False),
        ({"StringNotEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}, False),
    ],
)
def test_the_organization_of_the_role_itself_confines(condition: Any, confined: bool) -> None:
    assert verdicts(aws("*", condition))[4].answer is (NO if confined else YES)


@pytest.mark.parametrize(("key", "value"), [("aws:ResourceAccount", V), ("aws:ResourceOrgID", MINE)])
def test_where_the_role_has_to_be_is_not_decided(key: str, value: str) -> None:
    assert verdicts(aws("*", {"StringEquals": {key: value}}))[4].answer is UNKNOWN


def test_a_deny_of_all_but_the_organization_of_the_role_confines_too() -> None:
    deny = aws("*", {"StringNotEquals": {ORG: "${aws:ResourceOrgID}"}}, "Deny")
    assert verdicts(aws("*"), deny)[4].answer is NO
    turned = aws("*", {"StringNotEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}, "Deny")
    assert verdicts(aws("*"), turned)[4].answer is NO
