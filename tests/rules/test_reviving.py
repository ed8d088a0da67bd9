"""A statement that lets nobody in, or a principal that is nobody, is shown as it was meant, and lets in nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from pasting import Json, filled_in, of_json, pasted
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map
from roletrust.engine.answer import YES
from roletrust.engine.policy.accounts import Owner
from roletrust.rules.fixes.drafting import OF_YOURS, stand_in
from roletrust.rules.judgement import Judgement, judge
from roletrust.rules.messages.wording import ADDRESSES, DATE, PARTITION, SECONDS, SUCCESSOR, placeholder
from roletrust.telling.finding import present
from rules.test_closing import ID, SUBJECT, failing
from rules.test_worked_examples import allow, deny
from rules.trusting import OWN, oidc, service

NOW = 1_800_000_000
OWNER = Owner(own=frozenset({OWN, stand_in(OF_YOURS)}))
VENDOR, OTHER = "123456789012", "210987654321"
ROOT, ROLE, DEPLOY = (f"arn:aws:iam::{VENDOR}:{name}" for name in ("root", "role/ci", "role/deploy"))
MINE, GONE, ANOTHER = f"arn:aws:iam::{OWN}:role/ci", "AROAEXAMPLEEXAMPLE123", "AIDAEXAMPLEEXAMPLE123"
HOST, GITLAB = "token.actions.githubusercontent.com", "gitlab.com"
SUB, AUD = f"{HOST}:sub", f"{HOST}:aud"
MAIN, TAGS = "repo:acme/app:ref:refs/heads/main", "repo:acme/app:ref:refs/tags/*"
OF_GITLAB = {"StringEquals": {f"{GITLAB}:aud": "https://gitlab.com"}}
PATHS = {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}
EVERYBODY_ELSE = deny({"StringNotEquals": {"sts:ExternalId": "another-id-b1946ac92492d2347c6235b4d2611184"}})


def by_id(**more: Any) -> Json:
    return {"StringEquals": {"sts:ExternalId": ID}, **more}


def on_arn(value: str, operator: str = "ArnEquals") -> Json:
    return by_id(**{operator: {"aws:PrincipalArn": value}})


def until(value: str) -> Json:
    return by_id(DateLessThan={"aws:CurrentTime": value})


def of_session(name: str) -> str:
    return f"arn:aws:sts::{VENDOR}:assumed-role/{name}"


def pool(condition: Json) -> Json:
    return allow(MINE, condition)


USER = f"arn:aws:iam::{OWN}:user/{placeholder('user name')}"
SOME_ROLE = f"arn:aws:iam::{VENDOR}:role/{placeholder('role name')}"
EC2 = service("ec2.amazonaws.com")
STATED: list[tuple[list[Json], list[Json]]] = [  # by what is to be filled in
    ([allow(ROOT, on_arn(ROLE.replace("aws", "aws-cn")))], [allow(ROOT, on_arn(ROLE))]),
    ([allow(ROOT, on_arn(ROLE.replace(VENDOR, OTHER)))], [allow(ROOT, on_arn(SOME_ROLE))]),
    ([allow(ROOT, on_arn(ROOT))], [allow(ROOT, on_arn(SOME_ROLE))]),
    ([allow(ROOT, on_arn(of_session("ci/*"), "ArnLike"))], [allow(ROOT, on_arn(ROLE, "ArnLike"))]),
    (
        [allow(ROOT, on_arn(of_session("ci/job")))],
        [allow(ROOT, {**on_arn(ROLE), "StringLike": {"aws:userid": "*:job"}})],
    ),
    (
        [allow(ROOT, {**on_arn(of_session("ci/job")), "StringLike": {"aws:userid": "*:job"}})],
        [allow(ROOT, {**on_arn(ROLE), "StringLike": {"aws:userid": "*:job"}})],
    ),
    ([allow(ROLE, until("2020-01-01T00:00:00Z"))], [allow(ROLE, until(placeholder(DATE)))]),
    (
        [allow(ROLE, by_id(NumericLessThan={"aws:EpochTime": "1577836800"}))],
        [allow(ROLE, by_id(NumericLessThan={"aws:EpochTime": placeholder(SECONDS)}))],
    ),
    ([allow(ROLE, until("2020-01-01T00:00:00Z")), EC2], [EC2]),
    ([allow(ROLE, until("2020-01-01T00:00:00Z")), allow(ROLE, by_id())], [allow(ROLE, by_id())]),
    ([allow(ROLE, by_id()), EC2, EVERYBODY_ELSE], [EC2, EVERYBODY_ELSE]),
    ([allow(ROOT, on_arn(ROLE.replace(VENDOR, OTHER))), allow(ROOT, on_arn(ROLE))], [allow(ROOT, on_arn(ROLE))]),
    (
        [pool({"Bool": {"aws:MultiFactorAuthPresent": "true"}})],
        [allow(USER, {"Bool": {"aws:MultiFactorAuthPresent": "true"}})],
    ),
    (
        [allow(ROLE, by_id(IpAddress={"aws:SourceIp": "10.0.0.0/8"}))],
        [allow(ROLE, by_id(IpAddress={"aws:SourceIp": placeholder(ADDRESSES)}))],
    ),
    ([allow(ROLE, by_id(Null={"sts:ExternalId": "true"}))], [allow(ROLE, by_id())]),
    ([pool({"StringEquals": {"aws:SourceAccount": OWN}})], [pool({"StringEquals": {"aws:PrincipalAccount": OWN}})]),
    (
        [service("ec2.amazonaws.com", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})],
        [service("ec2.amazonaws.com", {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}})],
    ),
    (
        [oidc(HOST, {"StringEquals": {SUB: MAIN, AUD: "sts.amazonaws.com", "sts:ExternalId": ID}})],
        [oidc(HOST, {"StringEquals": {SUB: MAIN, AUD: "sts.amazonaws.com"}})],
    ),
    (
        [oidc(HOST, {"StringEquals": {SUB: MAIN, f"{GITLAB}:aud": "sts.amazonaws.com"}})],
        [oidc(HOST, {"StringEquals": {SUB: MAIN, AUD: "sts.amazonaws.com"}})],
    ),
    (
        [oidc(HOST, {"StringEquals": {f"{HOST}:repository_owner": "acme", AUD: "sts.amazonaws.com"}})],
        [
            oidc(
                HOST,
                {"StringEquals": {AUD: "sts.amazonaws.com"}, "StringLike": {SUB: ["repo:acme/*", "repo:acme@*/*"]}},
            )
        ],
    ),
    (
        [oidc(GITLAB, {"StringEquals": {f"{GITLAB}:project_path": "acme/app"}})],
        [oidc(GITLAB, {"StringLike": {f"{GITLAB}:sub": "project_path:acme/app:*"}, **OF_GITLAB})],
    ),
    (
        [oidc(HOST, {"StringEquals": {SUB: [MAIN, TAGS], AUD: "sts.amazonaws.com"}})],
        [oidc(HOST, {"StringEquals": {AUD: "sts.amazonaws.com"}, "StringLike": {SUB: [MAIN, TAGS]}})],
    ),
    (
        [allow(ROLE, {"StringEquals": {"sts:ExternalId": [ID, "two words"]}})],
        [allow(ROLE, by_id())],
    ),
    ([allow([GONE, ROLE, ANOTHER], by_id())], [allow([ROLE], by_id())]),
    ([allow(GONE, by_id()), EC2], [EC2]),
    ([allow(GONE)], [allow(placeholder(SUCCESSOR))]),
    ([allow(ROLE, by_id()), deny(None, GONE)], [allow(ROLE, by_id())]),
    (
        [allow("*"), deny({"ForAnyValue:StringNotLike": PATHS})],
        [allow("*", {"ForAnyValue:StringLike": PATHS}), deny({"ForAnyValue:StringNotLike": PATHS})],
    ),
    (
        [allow([ROLE, ROLE.replace("aws", "aws-us-gov")], by_id())],
        [allow(ROLE.replace("aws", placeholder(PARTITION)), by_id())],
    ),
    (
        [{**allow(ROLE, by_id()), "Sid": "A"}, {**EC2, "Sid": "A"}, {**allow(MINE), "Sid": "A2"}],
        [{**allow(ROLE, by_id()), "Sid": "A"}, {**EC2, "Sid": "A3"}, {**allow(MINE), "Sid": "A2"}],
    ),
]
SAID: list[list[Json]] = [  # which of two things was meant is not to be seen
    [allow(ROLE, by_id()), EVERYBODY_ELSE],
    [allow(ROLE, on_arn(DEPLOY))],
    [allow(ROOT, {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "ArnEquals": {"aws:PrincipalArn": ROLE}})],
    [oidc(HOST, {"StringEquals": {SUB: MAIN, AUD: "sts.amazonaws.com", f"{HOST}:event_name": "push"}})],
    [allow(ROLE, by_id(StringLike={"sts:ExternalId": "another*"}))],
    [allow([ROLE, "arn:aws-us-gov:iam::123456789012:role/deploy"], by_id())],
    [allow(ROOT, {**on_arn(of_session("ci/job")), "StringLike": {"aws:userid": "*:nightly"}})],
]


def policy_of(statements: list[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": statements}


def judged(policy: Json) -> dict[str, Judgement]:
    return judge([((), read_policy(Map(policy)))], OWNER, now=NOW)


def shown(policy: Json) -> list[Json]:
    """What each finding with something to paste makes of the policy."""
    fixes = [present(each, SUBJECT).facts["fix"] for each in judged(policy).values() if each.verdict.answer is YES]
    return [pasted(policy, fix, of_json) for fix in fixes if fix and fix["place"]]


def plain(policy: Json) -> Any:
    """With a list of one principal as that principal."""
    return [
        {**each, "Principal": {kind: one[0] if len(one) == 1 else one for kind, one in each["Principal"].items()}}
        for each in policy["Statement"]
    ]


@pytest.mark.parametrize(("dead", "meant"), STATED, ids=lambda each: str(each)[:80])
def test_it_is_as_it_was_meant_whichever_finding_it_is_pasted_from(dead: list[Json], meant: list[Json]) -> None:
    results = shown(policy_of(dead))
    assert results
    for each in results:
        assert plain(each) == plain(policy_of(meant))


@pytest.mark.parametrize(("dead", "meant"), STATED, ids=lambda each: str(each)[:80])
def test_no_rule_finds_anything_that_it_did_not(dead: list[Json], meant: list[Json]) -> None:
    assert failing(judged(filled_in(policy_of(meant)))) < failing(judged(policy_of(dead)))


@pytest.mark.parametrize("dead", SAID, ids=lambda each: str(each)[:80])
def test_where_two_things_may_be_meant_there_is_advice_alone(dead: list[Json]) -> None:
    assert failing(judged(policy_of(dead)))
    assert shown(policy_of(dead)) == []
