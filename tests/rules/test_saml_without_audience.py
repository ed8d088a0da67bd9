"""Rule 10: assertions for any recipient."""

from __future__ import annotations

from typing import Any

import pytest

from roletrust.engine.answer import NO, YES
from roletrust.engine.text import Hole, text
from rules.trusting import OWN, Json, bearing, saml, verdicts

ENDPOINT = "https://signin.aws.amazon.com/saml"
PROVIDER = text(Hole("var.provider"))


def answer(*statements: Json) -> Any:
    return verdicts(*statements)[10].answer


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"SAML:aud": ENDPOINT}},
        {"StringEquals": {"saml:aud": [ENDPOINT, "https://eu-west-1.signin.aws.amazon.com/saml"]}},
        {"StringLike": {"SAML:aud": "https://*.signin.aws.amazon.com/saml"}},
        {"StringEqualsIfExists": {"SAML:aud": ENDPOINT}},
        {"ForAnyValue:StringEquals": {"SAML:aud": ENDPOINT}},
        {"StringEquals": {"SAML:aud": text(Hole("var.endpoint"))}},
        {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},  # absent from an unsigned call: nobody gets in
    ],
)
def test_an_assertion_for_somebody_else_is_turned_away(condition: Json) -> None:
    assert answer(saml(condition)) is NO


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {},
        {"StringLike": {"SAML:aud": "*"}},
        {"StringLike": {"SAML:aud": "https://*"}},
        {"Null": {"SAML:aud": "false"}},
        {"StringNotEquals": {"SAML:aud": "https://example.com"}},
        {"StringEquals": {"SAML:iss": "https://idp.example.com"}},
        {"StringEquals": {"SAML:sub": "ann"}},
        {"ForAllValues:StringEquals": {"SAML:audience": ENDPOINT}},
    ],
)
def test_an_assertion_for_somebody_else_gets_in(condition: Json | None) -> None:
    assert answer(saml(condition)) is YES


def test_the_fix_is_the_endpoint_of_the_partition() -> None:
    for partition, endpoint in {
        "aws": ENDPOINT,
        "aws-cn": "https://signin.amazonaws.cn/saml",
        "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
    }.items():
        found = verdicts(saml(provider=f"arn:{partition}:iam::{OWN}:saml-provider/adfs"))[10]
        assert found.fix
        assert found.fix.conditions[0].values == (endpoint,)


def test_a_provider_that_is_not_known_is_reported_where_nobody_asks() -> None:
    assert answer(saml(provider=PROVIDER)) is YES
    assert answer(saml({"StringEquals": {"SAML:aud": ENDPOINT}}, PROVIDER)) is NO


def test_an_oidc_provider_signs_no_assertion() -> None:
    assert answer(bearing(f"arn:aws:iam::{OWN}:oidc-provider/example.com")) is NO
    assert answer(saml(provider=f"arn:aws:iam::{OWN}:oidc-provider/example.com")) is NO


def test_the_reason_names_the_statement_and_the_provider() -> None:
    assert verdicts(saml({"StringLike": {"SAML:aud": "https://*"}}))[10].reason == (
        f"statement 1 accepts assertions of arn:aws:iam::{OWN}:saml-provider/adfs for any recipient; "
        "its StringLike on SAML:aud does not turn those for other recipients away"
    )
