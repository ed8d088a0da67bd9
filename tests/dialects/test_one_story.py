"""Every dialect tells the same story: one policy, through Checkov's own runners, has one verdict everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings

import scanning
from dialects.tellings import TELLINGS
from engine.policies import policies
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import NO, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.reading.judging import judged
from roletrust.reading.roles import found_in
from roletrust.rules.catalog import RULES
from roletrust.rules.judgement import Judgement, judge
from spec.product_answer import tree

Json = dict[str, Any]
V = "123456789012"
ID = "7f9c2b1e-40d3-4c52-9d0b"
BY_POLICY = {rule.id for rule in RULES}  # the others ask about all roles of a scan


def statement(principal: Any, condition: Json | None = None, effect: str = "Allow") -> Json:
    found = {"Effect": effect, "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return found if condition is None else {**found, "Condition": condition}


def deny(condition: Json) -> Json:
    return statement("*", condition, "Deny")


def service(name: str, condition: Json | None = None) -> Json:
    return {**statement("*", condition), "Principal": {"Service": name}}


def federated(kind: str, provider: str, condition: Json | None = None) -> Json:
    trusted = {"Principal": {"Federated": provider}, "Action": f"sts:AssumeRoleWith{kind}"}
    return {**statement("*", condition), **trusted}


GITHUB = "token.actions.githubusercontent.com"
AUDIENCE = {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}
ROOT, ROLE = f"arn:aws:iam::{V}:root", f"arn:aws:iam::{V}:role/deploy"
POLICIES: dict[str, list[Json]] = {
    "an account, bare": [statement(V)],
    "an account with an id": [statement(ROOT, {"StringEquals": {"sts:ExternalId": ID}})],
    "an account with an id and a pin": [
        statement(ROOT, {"StringEquals": {"sts:ExternalId": ID}, "ArnEquals": {"aws:PrincipalArn": ROLE}})
    ],
    "one role": [statement(ROLE)],
    "IfExists": [statement(ROOT, {"StringEqualsIfExists": {"sts:ExternalId": ID}})],
    "ForAllValues": [statement(ROOT, {"ForAllValues:StringEquals": {"sts:ExternalId": [ID]}})],
    "an empty list": [statement(ROOT, {"StringEquals": {"sts:ExternalId": []}})],
    "a blank id": [statement(ROOT, {"StringEquals": {"sts:ExternalId": ""}})],
    "a second open Allow": [statement(ROOT, {"StringEquals": {"sts:ExternalId": ID}}), statement([ROLE, ROOT])],
    "a Deny that demands the id": [statement(ROOT), deny({"StringNotEquals": {"sts:ExternalId": ID}})],
    "a Deny that demands some id": [statement(ROOT), deny({"Null": {"sts:ExternalId": "true"}})],
    "an id forbidden": [statement(ROOT, {"Null": {"sts:ExternalId": "true"}})],
    "a weak id": [statement(ROOT, {"StringEquals": {"sts:ExternalId": [ID, "changeme"]}})],
    "an id by wildcard": [statement(ROOT, {"StringLike": {"sts:ExternalId": "acme-*"}})],
    "a Deny that demands a weak id": [statement(ROOT), deny({"StringNotEquals": {"sts:ExternalId": "12345"}})],
    "a deleted role": [statement(["AROAEXAMPLEEXAMPLE123", ROLE], {"StringEquals": {"sts:ExternalId": ID}})],
    "everyone": [statement("*")],
    "everyone who knows an id": [statement("*", {"StringEquals": {"sts:ExternalId": ID}})],
    "everyone of an account": [statement("*", {"StringEquals": {"aws:PrincipalAccount": V}})],
    "everyone but through a Deny": [statement("*"), deny({"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})],
    "everyone of an organization": [statement("*", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})],
    "MFA and a tag": [
        statement(ROOT, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        deny({"StringNotEqualsIfExists": {"aws:PrincipalTag/team": "red"}}),
    ],
    "a policy variable": [statement(ROOT, {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}})],
    "a service": [service("ec2.amazonaws.com")],
    "a service that says for whom it acts": [service("states.amazonaws.com")],
    "a service that acts for its own account": [
        service("states.amazonaws.com", {"StringEquals": {"aws:SourceAccount": V}})
    ],
    "a service for any account's resource of a name": [
        service("states.amazonaws.com", {"ArnLike": {"aws:SourceArn": "arn:aws:states:*:*:stateMachine:orders"}})
    ],
    "every repository": [federated("WebIdentity", f"arn:aws:iam::{V}:oidc-provider/{GITHUB}", AUDIENCE)],
    "one organization's repositories": [
        federated(
            "WebIdentity",
            f"arn:aws:iam::{V}:oidc-provider/{GITHUB}",
            {**AUDIENCE, "StringLike": {f"{GITHUB}:sub": "repo:acme/*"}},
        )
    ],
    "an identity pool": [
        federated(
            "WebIdentity",
            "cognito-identity.amazonaws.com",
            {
                "StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:7f9c2b1e"},
                "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
            },
        )
    ],
    "any assertion": [federated("SAML", f"arn:aws:iam::{V}:saml-provider/adfs")],
    "assertions for AWS": [
        federated(
            "SAML",
            f"arn:aws:iam::{V}:saml-provider/adfs",
            {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
        )
    ],
    "an operator IAM does not have": [statement(ROOT, {"StringEqualsMostly": {"sts:ExternalId": ID}})],
    "an id that nobody can send": [statement(ROOT, {"StringEquals": {"sts:ExternalId": "<external-id>"}})],
    "a misspelt key": [statement(ROOT, {"StringEquals": {"sts:external-id": ID}})],
    "a misspelt key that changes nothing": [statement(ROOT, {"StringEqualsIfExists": {"sts:ExternaId": ID}})],
    "a date that is past": [statement(ROOT, {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})],
    "a Deny that takes everybody away": [statement(ROOT), deny({"Null": {"sts:ExternalId": ["true", "false"]}})],
    "a wildcard inside a principal": [statement(f"arn:aws:iam::{V}:role/*")],
    "a provider that assumes": [
        {
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::{V}:oidc-provider/gitlab.com"},
            "Action": "sts:AssumeRole",
        }
    ],
    "two operators, several values": [
        statement(
            [ROOT, "arn:aws:iam::210987654321:user/ops/ann"],
            {"StringLike": {"sts:ExternalId": [ID, "other-*"]}, "IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
        )
    ],
}


def decided(statements: list[Json]) -> tuple[set[str], set[str]]:
    """The rules that fail and those that pass, by the engine alone."""
    policy = read_policy(tree({"Version": "2012-10-17", "Statement": statements}))
    return by_answer(judge([((), policy)], Owner()))


def by_answer(found: Mapping[str, Judgement]) -> tuple[set[str], set[str]]:
    failed, passed = (
        {rule for rule, each in found.items() if each.verdict.answer is answer and rule in BY_POLICY}
        for answer in (YES, NO)
    )
    return failed, passed


def generated(count: int) -> dict[str, list[Json]]:
    """Policies of the laws, the same ones every time."""
    found: list[list[Json]] = []

    @settings(max_examples=count, database=None, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(policies())
    def collect(statements: list[Json]) -> None:
        found.append(statements)

    collect()
    return {f"generated {number}": each for number, each in enumerate(found)}


Story = tuple[list[Json], tuple[set[str], set[str]]]


@pytest.fixture(scope="module")
def told() -> list[Story]:
    """The statements of each policy, with what the engine alone says of them."""
    return [(each, decided(each)) for each in (*POLICIES.values(), *generated(60).values())]


@pytest.mark.parametrize("framework", sorted({framework for _, framework, _ in TELLINGS.values()}))
def test_every_dialect_tells_the_same_story(framework: str, told: list[Story], tmp_path: Path) -> None:
    expected = {}
    for dialect, (file, of_framework, tell) in TELLINGS.items():
        for number, (statements, answers) in enumerate(told if of_framework == framework else ()):
            place = f"{dialect.replace(' ', '-')}/{number}/{file}"
            scanning.write(tmp_path, {place: tell({"Version": "2012-10-17", "Statement": statements})})
            expected[f"/{place}"] = answers
    report = getattr(scanning, framework)(tmp_path).report
    found: dict[str, tuple[set[str], set[str]]] = {place: (set(), set()) for place in expected}
    for index, records in enumerate((report.failed_checks, report.passed_checks)):
        for record in records:
            if record.check_id in BY_POLICY:
                found[record.file_path][index].add(record.check_id)
    assert found == expected


def test_the_command_reads_every_dialect(told: list[Story], tmp_path: Path) -> None:
    """It finds by itself what Checkov's runners hand over to the pack."""
    expected = {}
    for dialect, (file, _, tell) in TELLINGS.items():
        for number, (statements, answers) in enumerate(told[:8]):
            place = f"{dialect.replace(' ', '-')}/{number}/{file}"
            scanning.write(tmp_path, {place: tell({"Version": "2012-10-17", "Statement": statements})})
            expected[f"/{place}"] = answers
    cases = [case for found in found_in(str(tmp_path)) if (case := found.case())]
    assert {each.subject.source.file: by_answer(judged(each).judgements) for each in cases} == expected
    assert len(cases) == len(expected)


def test_the_stories_differ(told: list[Story]) -> None:
    assert len({(frozenset(failed), frozenset(passed)) for _, (failed, passed) in told}) >= 12
