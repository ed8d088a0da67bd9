"""What IAM refuses only for its spelling is repaired to what the right spelling says; what is unclear is not."""

from __future__ import annotations

from typing import Any

import pytest

from pasting import Json, filled_in, of_json, pasted
from roletrust.engine.answer import YES
from roletrust.rules.messages.wording import ACCOUNT, DATE, placeholder
from roletrust.telling.finding import present
from rules.test_closing import SUBJECT, judged
from rules.trusting import OWN, oidc, service

VENDOR = "123456789012"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::{OWN}:oidc-provider/{GITHUB}"
ONE = {"StringEquals": {f"{GITHUB}:sub": "repo:acme/app:ref:refs/heads/main", f"{GITHUB}:aud": "sts.amazonaws.com"}}


def aws(principal: Any, condition: Json | None = None) -> Json:
    found = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return found if condition is None else {**found, "Condition": condition}


def but_for(principals: Any, condition: Json) -> Json:
    """An Allow for all but `principals`."""
    return {"Effect": "Allow", "NotPrincipal": {"AWS": principals}, "Action": "sts:AssumeRole", "Condition": condition}


TAG, WEB = "sts:TagSession", "sts:AssumeRoleWithWebIdentity"
PATHS = {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}
ROLE = f"arn:aws:iam::{VENDOR}:role/ci"
SOME, SOME_DAY = filled_in(placeholder(ACCOUNT)), filled_in(placeholder(DATE))
BUT_FOR = {"StringNotEquals": {"aws:PrincipalAccount": VENDOR}, "ArnNotEquals": {"aws:PrincipalArn": ROLE}}
TWINS: list[tuple[Json, Json]] = [
    ({**service("ec2.amazonaws.com"), "Action": "AssumeRole"}, service("ec2.amazonaws.com")),
    ({**service("ec2.amazonaws.com"), "Action": "sts:AsumeRole"}, service("ec2.amazonaws.com")),
    (aws("lambda.amazonaws.com"), service("lambda.amazonaws.com")),
    (aws([VENDOR, "ec2.amazonaws.com"]), {**aws(VENDOR), "Principal": {"AWS": VENDOR, "Service": "ec2.amazonaws.com"}}),
    (service("states"), service("states.amazonaws.com")),
    (service(f" {'glue.amazonaws.com'}"), service("glue.amazonaws.com")),
    (service(ROLE), aws(ROLE)),
    (aws(f"arn:aws:iam:{VENDOR}:root"), aws(f"arn:aws:iam::{VENDOR}:root")),
    (aws(f"arn:aws-cn:iam:::{VENDOR}:role/ci"), aws(f"arn:aws-cn:iam::{VENDOR}:role/ci")),
    (aws(f"arn:aws:iam:eu-west-1:{VENDOR}:role:ci"), aws(ROLE)),
    (aws("1234-5678-9012"), aws(VENDOR)),
    ({**service("ec2.amazonaws.com"), "Resource": "*"}, service("ec2.amazonaws.com")),
    ({**service("ec2.amazonaws.com"), "Sid": "Allow EC2!"}, {**service("ec2.amazonaws.com"), "Sid": "AllowEC2"}),
    (
        aws(f"arn:aws:iam::{VENDOR}:role/ci-*"),
        aws(f"arn:aws:iam::{VENDOR}:root", {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{VENDOR}:role/ci-*"}}),
    ),
    (aws(PROVIDER, ONE), oidc(GITHUB, ONE)),
    ({**oidc(GITHUB, ONE), "Action": "sts:AssumeRole"}, oidc(GITHUB, ONE)),
    ({**oidc(GITHUB), "Action": ["sts:AssumeRole", TAG]}, {**oidc(GITHUB), "Action": [WEB, TAG]}),
    (aws(ROLE, {"StringEqual": {"sts:ExternalId": ID}}), aws(ROLE, {"StringEquals": {"sts:ExternalId": ID}})),
    (
        aws(ROLE, {"ForAnyValues:StringLike": PATHS, "StringEquals": {"sts:ExternalId": ID}}),
        aws(ROLE, {"ForAnyValue:StringLike": PATHS, "StringEquals": {"sts:ExternalId": ID}}),
    ),
    (aws(ROLE, {"StringEquals": {"ExternalID": ID}}), aws(ROLE, {"StringEquals": {"sts:ExternalId": ID}})),
    (aws(ROLE, {"StringIs": {"sts:ExternalId": ID}}), aws(ROLE, {"StringEquals": {"sts:ExternalId": ID}})),
    (
        aws(VENDOR, {"StringMatches": {"aws:PrincipalArn": f"{ROLE}-*"}}),
        aws(VENDOR, {"StringLike": {"aws:PrincipalArn": f"{ROLE}-*"}}),
    ),
    (aws("12345", {"StringEquals": {"sts:ExternalId": ID}}), aws(SOME, {"StringEquals": {"sts:ExternalId": ID}})),
    (aws(f"arn:aws:iam::{VENDOR[:-1]}:role/ci"), aws(f"arn:aws:iam::{SOME}:role/ci")),
    (aws("arn:aws:iam::production:role/ci"), aws(f"arn:aws:iam::{SOME}:role/ci")),
    (
        aws(ROLE, {"StringEquals": {"sts:ExternalId": ID}, "DateLessThan": {"aws:CurrentTime": "tomorrow"}}),
        aws(ROLE, {"StringEquals": {"sts:ExternalId": ID}, "DateLessThan": {"aws:CurrentTime": SOME_DAY}}),
    ),
    (
        but_for([f"arn:aws:iam::{VENDOR}:root", ROLE], {"StringEquals": {"sts:ExternalId": ID}}),
        aws("*", {"StringEquals": {"sts:ExternalId": ID}, **BUT_FOR}),
    ),
]  # fmt: skip
UNCLEAR: list[Json] = [
    {**service("ec2.amazonaws.com"), "Action": "sts:Assume"},
    {**service("ec2.amazonaws.com"), "Action": "iam:AssumeRole"},
    service("my-service"),
    aws("vendor"),
    aws([f"arn:aws:iam::{VENDOR}:role/ci-*", f"arn:aws:iam::{VENDOR}:role/x"]),
    aws("arn:aws:iam::*:role/ci"),
    aws(f"arn:aws:iam:{VENDOR}:group/admins"),
    aws(f"arn:aws:iam::{VENDOR}:role/a b"),
    aws(ROLE, {"Equals": {"sts:ExternalId": ID}}),
    aws(ROLE, {"DateLess": {"aws:CurrentTime": "2040-01-01T00:00:00Z"}}),
]


def repaired(statement: Json, number: str = "11") -> Json | None:
    """The policy with what its finding shows to paste; None where it shows nothing."""
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    found = judged(policy)
    for rule, each in found.items():
        if number in ("", rule.rpartition("_")[2]) and each.verdict.answer is YES:
            fix = present(each, SUBJECT).facts["fix"]
            return filled_in(pasted(policy, fix, of_json)) if fix and fix["place"] else None
    return policy if not number else None


def plain(policy: Json | None) -> Any:
    """With lists for one or many."""
    assert policy is not None
    (first, *others) = policy["Statement"]
    actions = first["Action"] if isinstance(first["Action"], list) else [first["Action"]]
    return [{**first, "Action": actions}, *({**each, "Action": [each["Action"]]} for each in others)]


@pytest.mark.parametrize(("misspelt", "meant"), TWINS)
def test_the_repair_says_what_the_right_spelling_says_repaired(misspelt: Json, meant: Json) -> None:
    found = judged({"Version": "2012-10-17", "Statement": [misspelt]})
    assert found["CKV_TRUST_11"].verdict.answer is YES
    assert plain(repaired(misspelt)) == plain(repaired(meant, ""))


@pytest.mark.parametrize("statement", UNCLEAR)
def test_what_may_be_meant_in_two_ways_or_in_none_has_advice_alone(statement: Json) -> None:
    assert repaired(statement) is None
