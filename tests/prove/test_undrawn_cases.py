"""What no generator draws, and an outsider found the engine wrong about: services, lists, types of values, claims.

Each case says of some rules, by number, what they have to answer: Y(ES), N(O) or U(NKNOWN).
"""

from __future__ import annotations

from typing import Any

import pytest

from prove.openings import read
from roletrust.engine.questions.trust import Trust
from roletrust.rules.catalog import RULES

Json = dict[str, Any]
V, NOW = "123456789012", 1_796_000_000  # 2026-11-30
JUDGES = {rule.id.removeprefix("CKV_TRUST_"): rule.judge for rule in RULES}
LOGS = "logs.amazonaws.com"
ALL = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]


def statement(condition: Json, principal: Any = f"arn:aws:iam::{V}:root", effect: str = "Allow") -> Json:
    return {"Effect": effect, "Principal": {"AWS": principal}, "Action": ALL, "Condition": condition}


def everyone(condition: Json, effect: str = "Allow") -> Json:
    return statement(condition, "*", effect)


def service(condition: Json, effect: str = "Allow") -> Json:
    return {"Effect": effect, "Principal": {"Service": LOGS}, "Action": "sts:AssumeRole", "Condition": condition}


def says(statements: list[Json], rules: str, now: int | None = NOW) -> str:
    trust = Trust(read({"Version": "2012-10-17", "Statement": statements}), now=now)
    return " ".join(f"{rule}{JUDGES[rule](trust).answer.name[0]}" for rule in rules.split())


def check(expected: str, statements: list[Json]) -> None:
    assert says(statements, " ".join(each[:-1] for each in expected.split())) == expected


ONE_REGION = {"aws:SourceArn": "arn:aws:logs:us-east-1:*:*"}
SOURCES: dict[str, tuple[str, list[Json]]] = {
    "a region is turned away, the others are not": ("8Y", [service({"ArnNotLike": ONE_REGION})]),
    "of like regions one is turned away": (
        "8Y",
        [
            service({"ArnLike": {"aws:SourceArn": "arn:aws:logs:us-east-?:*:*"}}),
            service({"ArnLike": ONE_REGION}, "Deny"),
        ],
    ),
    "regions are turned away by the beginning of ARNs": (
        "8Y",
        [service({}), service({"StringLike": {"aws:SourceArn": "arn:aws:logs:us-*"}}, "Deny")],
    ),
    "a region is turned away wherever it stands": (
        "8Y",
        [service({"StringNotLike": {"aws:SourceArn": "*us-east-1*"}})],
    ),
    "a region of another partition is": (
        "8Y",
        [service({"ArnNotLike": {"aws:SourceArn": "arn:aws-us-gov:logs:us-gov-east-1:*:*"}})],
    ),
    "every region is": (
        "8N 6Y",
        [service({"Null": {"aws:SourceArn": "false"}}), service({"StringLike": {"aws:SourceArn": "*"}}, "Deny")],
    ),
    "a path in any organization": (
        "8Y 6N",
        [service({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-*/r-ab12/*"}})],
    ),
    "a path, and an id that begins in its way": (
        "8Y 6N",
        [
            service(
                {
                    "ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-*b/*"},
                    "StringLike": {"aws:SourceOrgID": "o-a*"},
                }
            )
        ],
    ),
    "a path, and another organization": (
        "8N 6Y",
        [
            service(
                {
                    "ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-abcdefghij/*"},
                    "StringNotEquals": {"aws:SourceOrgID": "o-abcdefghij"},
                }
            )
        ],
    ),
    "a service is in no organization of principals": (
        "8N 6Y",
        [service({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*"}})],
    ),
}


@pytest.mark.parametrize(("expected", "statements"), SOURCES.values(), ids=SOURCES)
def test_a_service_works_for_whom_the_policy_leaves(expected: str, statements: list[Json]) -> None:
    check(expected, statements)


PATHS: dict[str, tuple[str, list[Json]]] = {
    "the id begins so": ("4Y 6N", [everyone({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a*/r-ab12/*"}})]),
    "the id is of ten letters": (
        "4Y 6N",
        [everyone({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-??????????/r-ab12/"}})],
    ),
    "the id is one's own": (
        "4N 6N",
        [everyone({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abcdefghij/*"}})],
    ),
    "the id is one's own, in any case": (
        "4N 6N",
        [everyone({"ForAnyValue:StringEqualsIgnoreCase": {"aws:PrincipalOrgPaths": "o-ABCDEFGHIJ/r-ab12/"}})],
    ),
    "and that organization is turned away": (
        "4N 6Y",
        [
            everyone({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-abcdefghij/r-ab12/"}}),
            everyone({"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}, "Deny"),
        ],
    ),
}


@pytest.mark.parametrize(("expected", "statements"), PATHS.values(), ids=PATHS)
def test_the_path_of_an_organization_says_which_one_it_is(expected: str, statements: list[Json]) -> None:
    check(expected, statements)


LEVEL, AGE, ADDRESS, TIME = "aws:PrincipalTag/level", "aws:MultiFactorAuthAge", "aws:SourceIp", "aws:CurrentTime"
TYPES: dict[str, tuple[str, Json]] = {
    "a tag as a number and as text": (
        "1U 6U",
        {"NumericLessThan": {LEVEL: "10"}, "StringNotEquals": {LEVEL: "9"}},
    ),
    "a tag as a truth and as text": ("1Y 6N", {"Bool": {LEVEL: "true"}, "StringNotEquals": {LEVEL: "true"}}),
    "a tag as a truth and by a pattern": ("1U 6U", {"Bool": {LEVEL: "true"}, "StringNotLike": {LEVEL: ["t*", "TR*"]}}),
    "an age as a number and as text": (
        "1Y 6N",
        {"NumericLessThan": {AGE: "3600"}, "StringLike": {AGE: "??"}, "StringNotEquals": {AGE: "00"}},
    ),
    "an address in a network and as text": (
        "1U 6U",
        {"IpAddress": {ADDRESS: "203.0.113.0/24"}, "StringLike": {ADDRESS: "203.0.113.??"}},
    ),
    "an address as text": ("1Y 6N", {"StringLike": {ADDRESS: "203.0.113.*"}}),
    "an address, letter by letter": ("1Y 6N", {"StringEquals": {ADDRESS: "203.0.113.7"}}),
    "a network is no address": ("1N 6Y", {"StringEquals": {ADDRESS: "203.0.113.0/24"}}),
    "a private address does not get there": ("1N 6Y", {"StringEquals": {ADDRESS: "10.0.0.1"}}),
    "what is no age": ("1N 6Y", {"StringEquals": {AGE: "abc"}}),
    "an age, letter by letter": ("1Y 6N", {"StringEquals": {AGE: "12"}}),
    "a time as time and as text": (
        "1Y 6N",
        {"DateGreaterThan": {TIME: "2027-01-01T00:00:00Z"}, "StringLike": {TIME: "2027-06-*"}},
    ),
    "a time as text": ("1Y 6N", {"StringLike": {TIME: "2027-06-*"}}),
    "a time since 1970 in both ways": (
        "1Y 6N",
        {
            "DateGreaterThan": {"aws:EpochTime": "2030-01-01T00:00:00Z"},
            "NumericLessThan": {"aws:EpochTime": "1893456009"},
        },
    ),
    "credentials of a year ago": ("1N 6Y", {"DateLessThan": {"aws:TokenIssueTime": "2025-12-01T00:00:00Z"}}),
    "credentials of the other day": ("1Y 6N", {"DateLessThan": {"aws:TokenIssueTime": "2026-11-30T00:00:00Z"}}),
    "seconds are whole": ("1N 6Y", {"NumericGreaterThan": {AGE: "5"}, "NumericLessThan": {AGE: "6"}}),
}


@pytest.mark.parametrize(("expected", "condition"), TYPES.values(), ids=TYPES)
def test_a_key_holds_what_is_of_its_type_however_it_is_compared(expected: str, condition: Json) -> None:
    check(expected, [statement(condition)])


CENTER = {"StringEquals": {"aws:RequestTag/CostCenter": "1"}}
TAGS: dict[str, tuple[str, list[Json]]] = {
    "its capitals are told by a pattern": (
        "1Y 6N",
        [statement({**CENTER, "ForAllValues:StringLike": {"aws:TagKeys": "*tC*"}})],
    ),
    "it has none there": ("1N 6Y", [statement({**CENTER, "ForAllValues:StringLike": {"aws:TagKeys": "*X*"}})]),
    "no key stands there twice": (
        "1N 6Y",
        [
            statement({"ForAnyValue:StringEquals": {"aws:TagKeys": "Team"}}),
            everyone({"ForAnyValue:StringNotEqualsIgnoreCase": {"aws:TagKeys": "Team"}}, "Deny"),
            everyone({"ForAllValues:StringEquals": {"aws:TagKeys": "Team"}}, "Deny"),
        ],
    ),
    "no key is so long": ("1N 6Y", [statement({"ForAnyValue:StringLike": {"aws:TagKeys": "?" * 129}})]),
    "no key has such a letter": ("1N 6Y", [statement({"ForAnyValue:StringEquals": {"aws:TagKeys": "a#b"}})]),
}


@pytest.mark.parametrize(("expected", "statements"), TAGS.values(), ids=TAGS)
def test_the_keys_of_tags_are_told_apart_as_they_are_written(expected: str, statements: list[Json]) -> None:
    check(expected, statements)


NUMBERS: dict[str, tuple[str, list[Json]]] = {
    "accounts of services": ("8U", [service({"NumericLessThan": {"aws:SourceAccount": "100000000000"}})]),
    "accounts of principals": ("4U", [everyone({"NumericLessThan": {"aws:PrincipalAccount": "100000000000"}})]),
    "one account": ("4N 6N", [everyone({"NumericEquals": {"aws:PrincipalAccount": V}})]),
    "owners of repositories": (
        "9U",
        [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws:iam::{V}:oidc-provider/token.actions.githubusercontent.com"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
                    "StringLike": {"token.actions.githubusercontent.com:sub": "repo:*"},
                    "NumericLessThan": {"token.actions.githubusercontent.com:repository_owner_id": "500"},
                },
            }
        ],
    ),
}


@pytest.mark.parametrize(("expected", "statements"), NUMBERS.values(), ids=NUMBERS)
def test_who_is_told_by_what_is_below_a_number_is_not_said_to_stay_outside(
    expected: str, statements: list[Json]
) -> None:
    check(expected, statements)


def test_a_tag_may_hold_a_private_address() -> None:
    check("1Y 6N", [statement({"IpAddress": {"aws:PrincipalTag/host": "10.0.0.0/8"}})])


def test_a_statement_for_all_but_the_call_is_for_what_goes_along_with_it() -> None:
    tagged = {**statement({"StringEquals": {"aws:RequestTag/a": "b"}}), "Action": "sts:AssumeRole"}
    rest = {"Effect": "Allow", "Principal": {"AWS": "*"}, "NotAction": "sts:AssumeRole"}
    check("1Y 6N", [tagged, rest])
    check("6Y", [rest])


OPEN_ISSUER = f"arn:aws:iam::{V}:oidc-provider/<<var.host>>"


@pytest.mark.parametrize(("subject", "expected"), [("repo:*", "9Y 6N"), ("repo:acme/*", "9N 6N")])
def test_of_a_provider_that_is_open_the_issuer_is_the_one_whose_keys_are_asked(subject: str, expected: str) -> None:
    keys = {"aud": {"StringEquals": "sts.amazonaws.com"}, "sub": {"StringLike": subject}}
    asked = {
        operator: {f"token.actions.githubusercontent.com:{claim}": value}
        for claim, each in keys.items()
        for operator, value in each.items()
    }
    web = {"Federated": OPEN_ISSUER}
    one = {"Effect": "Allow", "Principal": web, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": asked}
    check(expected, [one])


@pytest.mark.parametrize("paths", ["<<var.o>>", "<<var.o>>/*", "<<var.o>>/r-ab12/<<var.ou>>/*"])
def test_an_open_path_of_an_organization_is_ones_own(paths: str) -> None:
    check("4N 6N", [everyone({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": paths}})])
    check("8N 6N", [service({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": paths}})])


@pytest.mark.parametrize("tag", ["$${aws:username}", "a#b", "x" * 129, ""])
def test_no_request_carries_a_tag_whose_key_no_tag_has(tag: str) -> None:
    check("1N 6Y", [statement({"StringEquals": {f"aws:PrincipalTag/{tag}": "x"}})])
    check("1Y 6N", [statement({"StringNotEquals": {f"aws:RequestTag/{tag}": "x"}})])


@pytest.mark.parametrize("tag", ["kubernetes-namespace", "x509Subject/CN", "Größe m²", "${var.tag}", "x-${var.tag}"])
def test_a_tag_may_have_any_key_that_aws_gives(tag: str) -> None:
    check("1Y 6N", [statement({"StringEquals": {f"aws:PrincipalTag/{tag}": "x"}})])
