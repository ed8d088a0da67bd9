"""A finding's witness is let in, and what the findings of a role say to paste closes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pasting import Json, filled_in, of_json, pasted
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map
from roletrust.engine.answer import YES
from roletrust.engine.decision.authorizer import authorize
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Source
from roletrust.engine.policy.request import Request
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Place, Role
from roletrust.rules.judgement import Judgement, judge
from roletrust.rules.shared_external_id import RULE as SHARED
from roletrust.telling.finding import present
from roletrust.telling.subject import Dialect, Subject

OWN, VENDOR = "987654321098", "123456789012"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
CONDITIONS: list[dict[str, Any] | None] = [
    None,
    {},
    {"StringEquals": {}},
    {"StringEqualsIfExists": {"sts:ExternalId": ID}},
    {"ForAllValues:StringLike": {"STS:ExternalID": [ID, "x*"]}},
    {"StringNotEquals": {"sts:ExternalId": ID}},
    {"StringNotEquals": {"sts:ExternalId": ""}},
    {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "sts:ExternalId": ID}},
    {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{VENDOR}:role/*"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringEquals": {"sts:ExternalId": ["changeme", ID]}},
    {"StringLike": {"sts:ExternalId": ["acme-*", "12345"]}},
    {"Null": {"sts:ExternalId": "false"}, "StringNotEquals": {"sts:ExternalId": ID}},
]
ROOTS = [f"arn:aws:iam::{account}:root" for account in (VENDOR, "111122223333", OWN)]
PRINCIPALS: list[Any] = [
    {"AWS": each}
    for each in (ROOTS[0], VENDOR, ROOTS[2], "*", [VENDOR, "*"], ROOTS, [*ROOTS, f"{ROOTS[0][:-4]}role/a"])
]
PRINCIPALS.append({"AWS": ROOTS, "Service": ["ec2.amazonaws.com"]})
EC2 = Request.of({"action": "sts:AssumeRole", "caller": {"kind": "service", "arn": "ec2.amazonaws.com"}})
OTHER_STATEMENTS: list[list[dict[str, Any]]] = [
    [],
    [{"Effect": "Allow", "Principal": {"AWS": VENDOR}, "Action": "sts:AssumeRole"}],
    [
        {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sts:AssumeRole",
            "Condition": {"ForAnyValue:StringNotEquals": {"sts:ExternalId": ID}},
        }
    ],
    [
        {
            "Effect": "Deny",
            "Principal": {"AWS": ["*"]},
            "Action": "sts:AssumeRole",
            "Condition": {"StringNotLike": {"sts:ExternalId": ["password", "acme-*"]}},
        }
    ],
]


OWNER = Owner(own=frozenset({OWN}))
SUBJECT = Subject("role", Dialect.JSON, Source("role.json"))


def judged(policy: Json) -> dict[str, Judgement]:
    return judge([((), read_policy(Map(policy)))], OWNER)


def failing(found: dict[str, Judgement]) -> set[str]:
    return {rule for rule, each in found.items() if each.verdict.answer is YES}


def shares_an_id(policy: Json) -> bool:
    """Whether rule 13 has a finding where the role is the only one there is."""
    role = Role(Place("role", Source()), Trust(read_policy(Map(policy)), OWNER))
    return SHARED.judge(Landscape([role]), role).answer is YES


def policies(principal: Any, more: list[Json]) -> Iterator[Json]:
    for condition in CONDITIONS:
        first = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        statements = [first if condition is None else {**first, "Condition": condition}, *more]
        yield {"Version": "2012-10-17", "Statement": statements}


BESIDE = pytest.mark.parametrize(
    "more", OTHER_STATEMENTS, ids=["alone", "beside another Allow", "beside a loose Deny", "beside a Deny"]
)


@pytest.mark.parametrize("principal", PRINCIPALS, ids=str)
@BESIDE
def test_pasting_what_any_finding_shows_closes_all_that_show_it(principal: Any, more: list[Json]) -> None:
    for policy in policies(principal, more):
        found = judged(policy)
        shown = [each for each in found.values() if each.repair]
        texts = [pasted(policy, present(each, SUBJECT).facts["fix"], of_json) for each in shown]
        for each in texts:
            assert sorted_statements(each) == sorted_statements(texts[0])
            after = judged(filled_in(each))
            assert shares_an_id(policy) or not shares_an_id(filled_in(each))
            assert failing(after) == failing(found) - {one.rule.id for one in shown}
            for rule, one in found.items():
                assert after[rule].verdict.answer <= one.verdict.answer
            if "Service" in principal:
                before, now = (authorize(read_policy(Map(one)), EC2).answer for one in (policy, filled_in(each)))
                assert now is before


def sorted_statements(policy: Json) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in policy["Statement"])


@pytest.mark.parametrize("principal", PRINCIPALS, ids=str)
@BESIDE
def test_a_finding_shows_a_request_that_gets_in(principal: Any, more: list[Json]) -> None:
    for policy in policies(principal, more):
        for each in judged(policy).values():
            if each.verdict.witness:
                assert authorize(read_policy(Map(policy)), each.verdict.witness).answer is YES


def test_of_the_findings_with_something_to_write_under_3_in_100_show_nothing() -> None:
    wanted = shown = 0
    for principal in PRINCIPALS:
        for more in OTHER_STATEMENTS:
            for policy in policies(principal, more):
                fixes = [(each, each.verdict.fix) for each in judged(policy).values() if each.verdict.answer is YES]
                asking = [each for each, fix in fixes if fix and (fix.conditions or fix.emptied)]
                wanted, shown = wanted + len(asking), shown + sum(1 for each in asking if each.repair)
    assert wanted > 900
    assert shown > 0.97 * wanted
