"""Rule 6, of callers who need a second action of STS that nothing allows them."""

from __future__ import annotations

from typing import Any

import pytest

from roletrust.engine.answer import NO, YES
from roletrust.engine.text import Hole, text
from rules.trusting import OWN, trusting, verdicts

ASSUME, TAG, IDENTITY, WITH_TOKEN = (
    "sts:AssumeRole",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:AssumeRoleWithWebIdentity",
)
CERTIFICATES, PODS, VENDOR = "rolesanywhere.amazonaws.com", "pods.eks.amazonaws.com", "arn:aws:iam::123456789012:role/x"
ANCHOR = {"ArnEquals": {"aws:SourceArn": f"arn:aws:rolesanywhere:eu-west-1:{OWN}:trust-anchor/7f9c"}}
TAGGED = {"StringEquals": {"aws:RequestTag/team": "red", "sts:ExternalId": "b7c0f3a2e91d"}}


OF_THE_SAME_TEAM = {"StringEquals": {"aws:PrincipalTag/team": "${aws:RequestTag/team}"}}


def allow(kind: str, name: Any, actions: Any, condition: Any = None) -> Any:
    return trusting(kind, name, actions, condition, "Allow")


def six(*statements: Any) -> Any:
    return verdicts(*statements)[6]


@pytest.mark.parametrize(
    ("statements", "lacking"),
    [
        ([allow("Service", CERTIFICATES, ASSUME, ANCHOR)], "sts:TagSession and sts:SetSourceIdentity"),
        ([allow("Service", CERTIFICATES, [ASSUME, TAG], ANCHOR)], "sts:SetSourceIdentity"),
        (
            [allow("Service", CERTIFICATES, ASSUME), allow("Service", PODS, [ASSUME, TAG, IDENTITY])],
            "sts:TagSession and sts:SetSourceIdentity",
        ),
        ([allow("AWS", VENDOR, ASSUME, TAGGED)], "sts:TagSession"),
        ([allow("AWS", VENDOR, ASSUME, {"Null": {"aws:TagKeys": "false"}})], "sts:TagSession"),
        ([allow("AWS", VENDOR, ASSUME, {"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}})], "sts:TagSession"),
        ([allow("AWS", VENDOR, [ASSUME, TAG], {"StringLike": {"sts:SourceIdentity": "*"}})], "sts:SetSourceIdentity"),
        ([allow("AWS", VENDOR, ASSUME, OF_THE_SAME_TEAM)], "sts:TagSession"),
        (
            [allow("AWS", VENDOR, ASSUME, TAGGED), allow("AWS", "arn:aws:iam::210987654321:role/x", TAG)],
            "sts:TagSession",
        ),
    ],
)
def test_who_is_not_allowed_all_that_the_call_asks_for_gets_nowhere(statements: Any, lacking: str) -> None:
    found = six(*statements)
    assert (found.answer, found.severity) == (YES, "")
    assert f"no statement allows {lacking}" in found.reason
    assert found.fix
    assert f"allow {lacking} beside sts:AssumeRole" in found.fix.advice
    assert (CERTIFICATES in found.reason) is (CERTIFICATES in str(statements))


@pytest.mark.parametrize(
    "statements",
    [
        [allow("Service", CERTIFICATES, [ASSUME, TAG, IDENTITY], ANCHOR)],
        [allow("Service", CERTIFICATES, "sts:*", ANCHOR)],
        [allow("Service", CERTIFICATES, ASSUME, ANCHOR), allow("Service", CERTIFICATES, [TAG, IDENTITY])],
        [allow("Service", PODS, [ASSUME, TAG])],
        [allow("Service", text("rolesanywhere.", Hole("var.suffix")), ASSUME)],
        [allow("AWS", VENDOR, [ASSUME, TAG], TAGGED)],
        [allow("AWS", VENDOR, ASSUME, TAGGED), allow("AWS", "123456789012", TAG)],
        [allow("AWS", VENDOR, ASSUME, TAGGED), allow("AWS", "*", TAG)],
        [allow("AWS", VENDOR, ASSUME, {"StringEqualsIfExists": {"aws:RequestTag/team": "red"}})],
        [allow("AWS", VENDOR, ASSUME, {"ForAllValues:StringEquals": {"aws:TagKeys": "team"}})],
        [allow("AWS", VENDOR, ASSUME, {"Null": {"aws:RequestTag/team": "true"}})],
        [allow("AWS", VENDOR, ASSUME), allow("AWS", VENDOR, TAG, TAGGED)],
        [allow("AWS", VENDOR, ASSUME, {"StringEquals": {"aws:PrincipalTag/team": "red"}})],
    ],
)
def test_who_is_allowed_it_or_does_not_need_it_gets_in(statements: Any) -> None:
    assert six(*statements).answer is NO


def test_the_pods_of_eks_may_do_without_tags_so_the_finding_is_less_grave() -> None:
    found = six(allow("Service", PODS, ASSUME))
    assert (found.answer, found.severity) == (YES, "MEDIUM")
    assert "unless the association switches session tags off" in found.reason


def test_what_lets_nobody_in_at_all_goes_before() -> None:
    found = six(allow("AWS", VENDOR, ASSUME, {"StringEquals": {"sts:ExternalId": "*"}}), allow("Service", PODS, ASSUME))
    assert "AccessDenied" in found.reason
    assert "TagSession" not in found.reason
