"""`reach` where a policy variable ties two keys together: each value is tried with what it is compared with."""

from __future__ import annotations

from typing import Any

import pytest

from engine.trusts import V, allow, deny, trust
from roletrust.engine.answer import NO, YES, Answer

Json = dict[str, Any]
SESSION, USER, ARN = "sts:RoleSessionName", "${aws:username}", "aws:PrincipalArn"
TAG, TEAM = "aws:RequestTag/project", "aws:PrincipalTag/project"


def entering(*statements: Json) -> Answer:
    """Whether somebody of the account gets in."""
    return trust(*statements).with_any_external_id(V).answer


# Somebody gets in, though no value that one key alone tells apart does.
GETS_IN = {
    "a user of a path, but for those of another": [
        allow(V, {"StringLike": {SESSION: USER}, "ArnLike": {ARN: f"arn:aws:iam::{V}:user/*"}}),
        deny({"ArnLike": {ARN: f"arn:aws:iam::{V}:user/svc/*"}}),
    ],
    "a tag that is passed on, of a certain form": [
        allow(V, {"StringEquals": {TAG: "${aws:PrincipalTag/project}"}, "StringLike": {TEAM: "team-*"}})
    ],
    "a name that ends with a tag": [
        allow(V, {"StringLike": {SESSION: "*-${aws:PrincipalTag/project}"}}),
        deny({"StringNotLike": {SESSION: "??*-?b*"}}),
    ],
    "a name in another case": [
        allow(V, {"StringEqualsIgnoreCase": {SESSION: USER}}),
        deny({"StringNotLike": {SESSION: "A*"}}),
        deny({"StringNotLike": {ARN: f"arn:aws:iam::{V}:user/a*"}}),
    ],
}


@pytest.mark.parametrize("statements", GETS_IN.values(), ids=GETS_IN.keys())
def test_who_is_compared_is_tried_with_what_compares(statements: list[Json]) -> None:
    assert entering(*statements) is YES


NOBODY = {
    "a tie that does not matter": [
        allow(V, {"StringEquals": {SESSION: USER}}),
        deny({"StringLike": {SESSION: "*"}}),
    ],
    "a variable without value": [
        allow(V, {"StringEquals": {SESSION: "${aws:PrincipalTag/project}"}}),
        deny({"Null": {TEAM: "false"}}),
    ],
}


@pytest.mark.parametrize("statements", NOBODY.values(), ids=NOBODY.keys())
def test_where_nobody_can_get_in_that_is_known(statements: list[Json]) -> None:
    assert entering(*statements) is NO


def test_what_aws_recommends_is_decided() -> None:
    assert entering(allow(V, {"StringLike": {SESSION: USER}})) is YES
    assert entering(allow(V, {"StringEquals": {TAG: "${aws:PrincipalTag/project}"}})) is YES
