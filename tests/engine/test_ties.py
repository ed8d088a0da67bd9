"""`reach` where a policy variable ties two keys together: each value is tried with what it is compared with."""

from __future__ import annotations

from typing import Any

import pytest

from engine.trusts import V, deny, trust
from engine.trusts import allow as allowing
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer

Json = dict[str, Any]
SESSION, USER, ARN = "sts:RoleSessionName", "${aws:username}", "aws:PrincipalArn"
TAG, TEAM = "aws:RequestTag/project", "aws:PrincipalTag/project"


def allow(principal: str, condition: Json) -> Json:
    """What the call passes is allowed as well."""
    return {**allowing(principal, condition), "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]}


def entering(*statements: Json) -> Answer:
    """Whether somebody of the account gets in."""
    return trust(*statements).with_any_external_id(V).answer


# Somebody gets in, though no value that one key alone tells apart does.
GETS_IN = {
    "a name that is no name of a session": [
        allow(V, {"StringLike": {SESSION: USER}, "ArnLike": {ARN: f"arn:aws:iam::{V}:user/*b"}}),
        deny({"StringLike": {ARN: f"arn:aws:iam::{V}:user/??"}}),
    ],
    "two keys that hold one name": [
        allow(V, {"StringEquals": {SESSION: USER, "sts:SourceIdentity": USER}}),
        deny({"StringNotLike": {SESSION: "a*"}}),
        deny({"StringNotLike": {"sts:SourceIdentity": "*z"}}),
    ],
    "a name and more": [
        allow(V, {"StringLike": {SESSION: "${aws:username}*"}}),
        deny({"StringNotLike": {SESSION: "ann-?*"}}),
        deny({"StringNotLike": {ARN: f"arn:aws:iam::{V}:user/*ann"}}),
    ],
    "another name than the user's": [
        allow(V, {"StringLike": {SESSION: "a*"}}),
        deny({"StringEquals": {SESSION: USER}}),
        deny({"StringNotLike": {ARN: f"arn:aws:iam::{V}:user/a*"}}),
    ],
    "a role called like its team": [
        allow(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:role/${{aws:PrincipalTag/project}}-*"}}),
        deny({"StringNotLike": {TEAM: "?b?"}}),
    ],
    "an external id that is a user name, or none": [
        allow(V, {"StringEqualsIfExists": {"sts:ExternalId": USER}}),
        deny({"StringNotLike": {ARN: f"arn:aws:iam::{V}:user/a*"}}),
    ],
    "a session of one of two teams": [
        allow(V, {"StringLike": {SESSION: ["${aws:PrincipalTag/project}", "${aws:PrincipalTag/project}-*"]}}),
        deny({"StringNotLike": {SESSION: "x?-y*"}}),
    ],
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
    "a role under a path that reads like the end of an ARN": [
        allow(
            f"arn:aws:iam::{V}:role/a:role/b:role/c:role/d:role/e",
            {"ArnLike": {ARN: "arn:aws:iam::*:role/${aws:PrincipalTag/project}"}},
        )
    ],
    "an external id that is the caller's ARN": [
        allow(V, {"StringEquals": {"sts:ExternalId": "${aws:PrincipalArn}"}}),
        deny({"StringNotLike": {"sts:ExternalId": f"arn:aws:iam::{V}:role/q?b"}}),
    ],
    "a user called like the session and nothing more, as long as a name gets": [
        allow(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:user/${{{SESSION}}}*"}}),
        deny({"StringNotLike": {SESSION: f"a{'?' * 62}b"}}),
    ],
    "itself, and compared with another": [
        allow(V, {"StringLike": {TEAM: "${aws:PrincipalTag/project}*", SESSION: "${aws:PrincipalTag/project}-ann"}}),
        deny({"StringNotLike": {TEAM: "b*b"}}),
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
    "itself and more": [allow(V, {"StringLike": {TEAM: "${aws:PrincipalTag/project, 'aab'}?*"}})],
    "not itself": [allow(V, {"StringNotLike": {SESSION: "*${sts:RoleSessionName}"}})],
    "two ends that do not meet": [
        allow(V, {"StringEquals": {TAG: "${aws:PrincipalTag/project}"}, "StringLike": {TEAM: "team-*", TAG: "house-*"}})
    ],
    "the same and not the same": [
        allow(V, {"StringEquals": {SESSION: USER}}),
        deny({"StringLike": {SESSION: USER}}),
    ],
    "letters that no session name has": [
        allow(V, {"StringEquals": {SESSION: "${aws:PrincipalTag/project}"}, "StringLike": {TEAM: "*:*"}})
    ],
    "a path that users of the name have not": [
        allow(V, {"StringEquals": {SESSION: USER}, "ArnLike": {ARN: f"arn:aws:iam::{V}:user/ann/*"}}),
        deny({"StringNotLike": {"aws:username": "ann/*"}}),
    ],
    "a name that is too long": [
        allow(V, {"StringEquals": {SESSION: "${aws:PrincipalTag/project}"}, "StringLike": {TEAM: "?" * 65}})
    ],
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


def test_what_was_found_of_a_comparison_is_not_taken_for_one_in_any_case() -> None:
    """What was found is remembered; the first policy lets nobody in, the second users tagged `ab`, as `AB`."""
    both = {"StringLike": {TEAM: "a*", TAG: "AB*"}}
    assert entering(allow(V, {**both, "StringEquals": {TAG: "${aws:PrincipalTag/project}"}})) is NO
    assert entering(allow(V, {**both, "StringEqualsIgnoreCase": {TAG: "${aws:PrincipalTag/project}"}})) is YES


def test_what_aws_recommends_is_decided() -> None:
    assert entering(allow(V, {"StringLike": {SESSION: USER}})) is YES
    assert entering(allow(V, {"StringEquals": {TAG: "${aws:PrincipalTag/project}"}})) is YES


def test_what_is_not_worked_out_is_undecided() -> None:
    """Two variables in one value: somebody gets in, or not; it is not said that nobody does."""
    both = allow(V, {"StringEquals": {SESSION: "${aws:PrincipalTag/project}${sts:SourceIdentity}"}})
    apart = deny({"StringNotLike": {SESSION: "ab*ba"}})
    found = trust(both, apart).with_any_external_id(V)
    assert found.answer is UNKNOWN
    assert found.beyond
    assert "in more ways than are worked out" in found.why


def test_a_chain_of_comparisons_is_no_proof_that_nobody_gets_in() -> None:
    """A user tagged `b`, who passes the tag `ab`, in a session called `AB`."""
    chain = allow(V, {"StringEquals": {TAG: ["a${aws:PrincipalTag/project}", "a*"]}})
    found = trust(chain, deny({"StringNotEqualsIgnoreCase": {TAG: "${sts:RoleSessionName}"}}))
    assert found.with_any_external_id(V).answer is UNKNOWN


def test_a_tag_that_is_an_account_is_not_solved_and_no_proof_that_nobody_gets_in() -> None:
    tagged = {"ArnLike": {ARN: "arn:aws:iam::${aws:PrincipalTag/project}:role/*"}}
    assert entering(allow(f"arn:aws:iam::{V}:role/deploy", tagged)) is UNKNOWN


def test_a_bound_on_what_is_compared_is_a_doubt() -> None:
    wild = [f"*{letter}?*{letter}*" for letter in "abcdefghijkl"]
    many = allow(V, {"StringLike": {SESSION: "*${aws:PrincipalTag/project}*"}, "StringNotLike": {SESSION: wild}})
    found = trust(many, deny({"StringNotLike": {TEAM: "a*z"}}), deny({"StringLike": {SESSION: "*a*"}}))
    assert found.with_any_external_id(V).answer is not YES
    assert found.with_any_external_id(V).beyond
