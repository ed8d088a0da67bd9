"""What an outsider found in a second round, of kinds that no generator draws; read as test_undrawn_cases.py."""

from __future__ import annotations

from typing import Any

import pytest

from prove.test_undrawn_cases import V, check, everyone, service, statement

Json = dict[str, Any]
MFA, ISSUED, AGE = "aws:MultiFactorAuthPresent", "aws:TokenIssueTime", "aws:MultiFactorAuthAge"
VIA, CHAIN, FIRST, LAST = "aws:ViaAWSService", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"
ATHENA, STACKS = "athena.amazonaws.com", "cloudformation.amazonaws.com"
ENDPOINT = {"aws:SourceVpce": "vpce-1a2b3c4d"}

TOGETHER: dict[str, tuple[str, Json]] = {
    "called via a service, and by none": (
        "1N 6Y",
        {"ForAnyValue:StringEquals": {CHAIN: ATHENA}, "Bool": {VIA: "false"}},
    ),
    "called via a service, and by one": ("1Y 6N", {"ForAnyValue:StringEquals": {CHAIN: ATHENA}, "Bool": {VIA: "true"}}),
    "called by a service that does not say so": ("1Y 6N", {"Null": {CHAIN: "true"}, "Bool": {VIA: "true"}}),
    "a first one, and none at all": ("1N 6Y", {"StringEquals": {FIRST: ATHENA}, "Null": {CHAIN: "true"}}),
    "a first one beside another": (
        "1Y 6N",
        {"ForAnyValue:StringEquals": {CHAIN: ATHENA}, "StringEquals": {FIRST: STACKS}},
    ),
    "a first one that is the last as well, with another between": (
        "1Y 6N",
        {"ForAnyValue:StringEquals": {CHAIN: ATHENA}, "StringEquals": {FIRST: STACKS, LAST: STACKS}},
    ),
    "a last one that is none of them": (
        "1N 6Y",
        {"ForAllValues:StringEquals": {CHAIN: ATHENA}, "StringEquals": {LAST: STACKS}},
    ),
    "a last one, and all of a pattern": (
        "1Y 6N",
        {"ForAllValues:StringLike": {CHAIN: "a*"}, "StringLike": {LAST: "*b*"}},
    ),
    "an endpoint without a network": ("1N 6Y", {"StringEquals": ENDPOINT, "Null": {"aws:SourceVpc": "true"}}),
    "an endpoint and a network": ("1Y 6N", {"StringEquals": {**ENDPOINT, "aws:SourceVpc": "vpc-1a2b3c4d"}}),
    "an address there without an endpoint": (
        "1N 6Y",
        {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "Null": {"aws:SourceVpce": "true"}},
    ),
    "MFA without temporary credentials": ("1N 6Y", {"Bool": {MFA: "true"}, "Null": {ISSUED: "true"}}),
    "temporary credentials without MFA": ("1Y 6N", {"Null": {MFA: "true", ISSUED: "false"}}),
    "an age without temporary credentials": ("1N 6Y", {"NumericLessThan": {AGE: "60"}, "Null": {ISSUED: "true"}}),
}


@pytest.mark.parametrize(("expected", "condition"), TOGETHER.values(), ids=TOGETHER)
def test_keys_that_come_together_come_together(expected: str, condition: Json) -> None:
    check(expected, [statement(condition)])


OTHER = "999988887777"


def arn(account: str, region: str = "*") -> str:
    return f"arn:aws:logs:{region}:{account}:*"


SOURCES: dict[str, tuple[str, Json]] = {
    "two accounts": ("6Y 8N", {"StringEquals": {"aws:SourceAccount": V}, "ArnLike": {"aws:SourceArn": arn(OTHER)}}),
    "two accounts, by text": (
        "6Y 8N",
        {"StringEquals": {"aws:SourceAccount": V}, "StringLike": {"aws:SourceArn": arn(OTHER)}},
    ),
    "one account": ("6N 8N", {"StringEquals": {"aws:SourceAccount": V}, "ArnLike": {"aws:SourceArn": arn(V)}}),
    "one of two": (
        "6N 8N",
        {"StringEquals": {"aws:SourceAccount": V}, "ArnLike": {"aws:SourceArn": [arn(V), arn(OTHER)]}},
    ),
    "one of a pattern": (
        "6N 8N",
        {"StringLike": {"aws:SourceAccount": "9999*"}, "ArnLike": {"aws:SourceArn": arn(OTHER)}},
    ),
    "none of a pattern": (
        "6Y 8N",
        {"StringLike": {"aws:SourceAccount": "8*"}, "ArnLike": {"aws:SourceArn": arn(OTHER)}},
    ),
    "any but its own": (
        "6Y 8N",
        {
            "StringNotEquals": {"aws:SourceAccount": OTHER},
            "Null": {"aws:SourceAccount": "false"},
            "ArnLike": {"aws:SourceArn": arn(OTHER)},
        },
    ),
    "an ARN that has none": (
        "6N 8N",
        {"StringEquals": {"aws:SourceAccount": V}, "ArnLike": {"aws:SourceArn": "arn:aws:s3:::logs"}},
    ),
    "an account that is open": (
        "6N 8N",
        {"StringEquals": {"aws:SourceAccount": "<<var.a>>"}, "ArnLike": {"aws:SourceArn": arn(OTHER)}},
    ),
    "an ARN whose account is open": (
        "6N 8N",
        {"StringEquals": {"aws:SourceAccount": V}, "ArnLike": {"aws:SourceArn": arn("<<var.a>>")}},
    ),
}


@pytest.mark.parametrize(("expected", "condition"), SOURCES.values(), ids=SOURCES)
def test_a_source_is_of_one_account(expected: str, condition: Json) -> None:
    check(expected, [service(condition)])


def test_a_source_of_the_partition_of_its_service_is_not_forgotten_for_one_that_is_named() -> None:
    gov = "arn:aws-us-gov:*"
    check("8Y", [service({}), service({"StringLike": {"aws:SourceArn": gov}}, "Deny")])
    check("8Y", [service({"ArnNotLike": {"aws:SourceArn": f"{gov}:*:*:*:*"}})])


@pytest.mark.parametrize("region", ["eu-west-1", "<<var.region>>", "*"])
@pytest.mark.parametrize("operator", ["StringLike", "ArnLike"])
def test_the_account_that_an_arn_spells_is_nobody_elses_by_whatever_operator(operator: str, region: str) -> None:
    check("8N 6N", [service({operator: {"aws:SourceArn": arn(V, region)}})])
    others = "8U" if "<<" in region else "8Y"
    check(f"{others} 6N", [service({operator: {"aws:SourceArn": arn("1234????????", region)}})])


def bearer(provider: str, call: str, key: str, wanted: str) -> Json:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": f"sts:AssumeRoleWith{call}",
        "Condition": {"Null": {key: wanted}},
    }


PROVIDERS = f"arn:aws:iam::{V}:oidc-provider/"


@pytest.mark.parametrize(
    ("provider", "call", "key", "said"),
    [
        (f"{PROVIDERS}gitlab.com", "WebIdentity", "gitlab.com:sub", "Y"),
        (f"{PROVIDERS}gitlab.com", "WebIdentity", "gitlab.com:aud", "Y"),
        (f"{PROVIDERS}gitlab.com", "WebIdentity", "gitlab.com:user_id", "N"),
        ("accounts.google.com", "WebIdentity", "accounts.google.com:sub", "Y"),
        ("graph.facebook.com", "WebIdentity", "graph.facebook.com:sub", "N"),
        (f"arn:aws:iam::{V}:saml-provider/adfs", "SAML", "SAML:aud", "Y"),
        (f"arn:aws:iam::{V}:saml-provider/adfs", "SAML", "SAML:sub", "N"),
    ],
)
def test_what_every_token_says_no_token_is_without(provider: str, call: str, key: str, said: str) -> None:
    check(f"6{said}", [bearer(provider, call, key, "true")])
    check("6N", [bearer(provider, call, key, "false")])


OPEN_SERVICES = {
    "<<var.s>>": "8U",
    "<<var.s>>.amazonaws.com": "8U",
    "<<var.s>>.rds.amazonaws.com": "8U",
    "logs.<<var.suffix>>": "8U",
    "logs.<<var.region>>.amazonaws.com": "8Y",
    "ec2.<<var.suffix>>": "8N",
    "lambda.<<var.region>>.amazonaws.com": "8N",
    "<<var.host>>.example.com": "8N",
}


@pytest.mark.parametrize(("name", "said"), OPEN_SERVICES.items(), ids=OPEN_SERVICES)
def test_a_service_that_is_open_may_be_one_of_the_table_if_something_put_in_makes_it_one(name: str, said: str) -> None:
    def of(condition: Json) -> list[Json]:
        return [{**service(condition), "Principal": {"Service": name}}]

    check(said, of({}))
    check("8N", of({"StringEquals": {"aws:SourceAccount": V}}))
    check("8N", [*of({}), {**everyone({"Null": {"aws:SourceArn": "false"}}, "Deny"), "Principal": {"Service": name}}])


ALL_BUT: dict[str, tuple[str, Any]] = {
    "a user, with the account": ("1Y", [f"arn:aws:iam::{V}:user/ab", f"arn:aws:iam::{V}:root"]),
    "a user alone": ("1U", f"arn:aws:iam::{V}:user/ab"),
    "an account": ("1U", f"arn:aws:iam::{V}:root"),
    "a role, with the account": ("1U", [f"arn:aws:iam::{V}:role/ab", V]),
}


@pytest.mark.parametrize(("said", "names"), ALL_BUT.values(), ids=ALL_BUT)
def test_of_everybody_an_account_is_asked_for_that_a_deny_spares(said: str, names: Any) -> None:
    rest = {"Effect": "Deny", "NotPrincipal": {"AWS": names}, "Action": "sts:*"}
    check(f"{said} 4U", [everyone({}), rest])


NO_ARN_OF_ANYBODY = (
    f"arn:*:iam::{V}:role/r",
    f"*:aws:iam::{V}:role/r",
    f"arn:aws:iam:*:{V}:role/r",
    "arn:aws:iam::*:role/r",
    f"arn:aws:?::{V}:role/r",
)


@pytest.mark.parametrize("arn_of", NO_ARN_OF_ANYBODY)
def test_nobody_has_an_arn_with_a_wildcard(arn_of: str) -> None:
    check("4N 6Y", [everyone({"StringEquals": {"aws:PrincipalArn": arn_of}})])
    check("4N 6Y", [everyone({"ArnEquals": {"aws:PrincipalArn": arn_of.replace("*", "?")}})])
