"""Whom a question tries: every account, name and id that the whole policy tells apart, and nobody who cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from engine.trusts import V, allow, deny, trust
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Maybe
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.classes.callers import Question, Sends
from roletrust.engine.classes.reach import reach
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, Means, Value, text
from roletrust.rules.judgement import judge

Json = dict[str, Any]
ARN, ID = "aws:PrincipalArn", "sts:ExternalId"
OWN = "210000000000"
X = Hole("var.x", "main.tf:3")
GOOD = {"StringEquals": {ID: "7f9c2b1e-40d3-4c52"}}


def verdicts(*statements: Json, owner: Owner = Owner()) -> dict[str, Answer]:
    policy = read_policy({"Version": "2012-10-17", "Statement": list(statements)})
    found = judge([((), policy)], owner)
    return {rule.rpartition("_")[2]: each.verdict.answer for rule, each in found.items()}


# ------------------------------------------------------------------ accounts


def strangers_let_in(about: Trust) -> list[Value]:
    return [each for each in about.strangers() if about.with_any_external_id(each).answer is YES]


def test_an_account_of_a_pattern_is_none_that_a_principal_names() -> None:
    everybody = allow("*", {"StringLike": {"aws:PrincipalAccount": "1111*"}})
    named = [deny(None, account) for account in ("111100000000", "111122222222", "111111111111")]
    assert strangers_let_in(trust(everybody, *named))


def test_an_account_of_a_pattern_is_none_of_the_owners() -> None:
    everybody = allow("*", {"StringLike": {"aws:PrincipalAccount": "1111*"}})
    alone = strangers_let_in(trust(everybody))
    assert alone
    known = Owner(own=frozenset(str(each) for each in alone))
    others = strangers_let_in(trust(everybody, owner=known))
    assert others
    assert not set(others) & set(alone)


def test_an_account_that_only_a_deny_names_is_asked_for_its_external_ids() -> None:
    short = {"StringNotEquals": {ID: "1234"}}
    everybody = [allow("*", {"StringLike": {ID: "*"}}), deny({"StringEquals": {ID: "1234"}}, V)]
    assert V in trust(*everybody).accounts()
    assert trust(allow("*"), deny(short, V)).with_a_guess(V, frozenset({"1234"})).answer is YES
    assert V in trust(allow("*"), deny(short, V)).accounts()


def test_the_own_account_beside_an_unknown_one_that_must_send_an_id_is_no_doubt() -> None:
    unknown = allow(text("arn:aws:iam::", X, ":root"), GOOD)
    own = text("arn:aws:iam::", Hole("own", "", Means.OWN_ACCOUNT), ":root")
    for principal, owner in ((own, Owner()), (f"arn:aws:iam::{OWN}:root", Owner(own=frozenset({OWN})))):
        found = verdicts(allow(principal), unknown, owner=owner)
        assert (found["1"], found["5"]) == (NO, NO)
    assert verdicts(allow(f"arn:aws:iam::{V}:root"), unknown)["1"] is YES  # which is nobody's own


def test_a_trusted_account_is_not_the_own_one_whichever_number_it_has() -> None:
    own = allow(text("arn:aws:iam::", Hole("own", "", Means.OWN_ACCOUNT), ":root"))
    numbers = ["222222222222", "210987654321"]
    about = trust(own, owner=Owner(trusted=dict.fromkeys(numbers, "a partner")))
    assert [about.admits_session(f"arn:aws:iam::{each}:role/ci").answer for each in numbers] == [NO, NO]


# ------------------------------------------------------------------ names


def test_a_name_that_the_policy_spells_may_be_what_is_open() -> None:
    deploy = allow("*", {"ArnLike": {ARN: "arn:aws:iam::*:role/deploy"}})
    assert verdicts(deploy)["4"] is YES
    assert verdicts(deploy, deny({"ArnLike": {ARN: text("arn:aws:iam::*:role/", X)}}))["4"] is UNKNOWN
    assert verdicts(allow("*"), deny({"ArnLike": {ARN: text("arn:aws:iam::*:role/", X)}}))["4"] is YES


def test_an_open_account_may_be_the_one_that_a_variable_spells() -> None:
    role = text("arn:aws:iam::", X, ":role/deploy")
    named = allow(role, {"StringLike": {ARN: f"arn:aws:iam::{V}:role/${{aws:PrincipalTag/team}}"}})
    assert verdicts(named)["1"] is UNKNOWN
    filled = allow(
        f"arn:aws:iam::{V}:role/deploy", {"StringLike": {ARN: f"arn:aws:iam::{V}:role/${{aws:PrincipalTag/team}}"}}
    )
    assert verdicts(filled)["1"] is YES


def test_a_name_is_unique_whatever_its_path() -> None:
    elsewhere = allow(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:role/*/deploy"}})
    assert trust(elsewhere).with_any_external_id(V).answer is YES
    for taken in ("role/deploy", "role/y/Deploy"):
        there = deny(None, f"arn:aws:iam::{V}:{taken}")
        assert trust(elsewhere, there).with_any_external_id(V).answer is NO
    wider = allow(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:role/*deploy"}})
    found = trust(wider, deny(None, f"arn:aws:iam::{V}:role/deploy")).with_any_external_id(V)
    assert found.answer is YES
    assert found.witness and str(found.witness.caller.name).lower() != "deploy"


@pytest.mark.parametrize("name", ["dep*", "de ploy", "d" * 65, "a//deploy", "deploy/", "${aws:username}"])
def test_nobody_has_a_name_that_iam_does_not_give(name: str) -> None:
    spelt = {"StringEquals": {ARN: f"arn:aws:iam::{V}:role/{name}"}}
    version = "2008-10-17"  # where a variable is text
    policy = read_policy({"Version": version, "Statement": [allow(V, spelt)]})
    assert reach(policy, Question(V)).answer is NO
    spared = deny({"StringNotEquals": {"aws:username": name.replace("$", "")}})
    assert trust(allow(V), spared).with_any_external_id(V).answer is NO


def test_a_path_may_have_what_a_name_may_not() -> None:
    assert trust(allow(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:role/a:b/*"}})).with_any_external_id(V).answer is YES


# ------------------------------------------------------------------ unique ids


@pytest.mark.parametrize(("written", "everybody"), [("AROA*", YES), ("AROAEXAMPLEEXAMPLE123:*", NO), ("AROAEX*", NO)])
def test_an_id_pins_whom_it_tells_from_others(written: str, everybody: Answer) -> None:
    narrowed = trust(allow(V, {"StringLike": {"aws:userid": written}}))
    assert narrowed.with_any_external_id(V).answer is YES
    assert narrowed.as_a_whole(V).answer is everybody


@pytest.mark.parametrize(
    "written", ["AROA*", "AROAEXAMPLEEXAMPLE123", "aida*", "AIDAEXAMPLEEXAMPLE123:x", "${aws:userid}"]
)
def test_nobody_has_an_id_that_iam_does_not_give(written: str) -> None:
    spelt = allow(V, {"StringEquals": {"aws:userid": written}})
    policy = read_policy({"Version": "2008-10-17", "Statement": [spelt]})
    assert reach(policy, Question(V)).answer is NO


def test_somebody_may_have_the_id_that_everybody_is_narrowed_to() -> None:
    for written in ("AROAEXAMPLEEXAMPLE123:*", "AIDAEXAMPLEEXAMPLE123"):
        found = verdicts(allow("*", {"StringLike": {"aws:userid": written}}))
        assert (found["4"], found["6"]) == (NO, NO)


# ------------------------------------------------------------------ organizations


def test_an_organization_has_one_spelling() -> None:
    ours = Owner(organizations=frozenset({"o-a1b2c3d4e5"}))
    whole = allow("*", {"StringEqualsIgnoreCase": {"aws:PrincipalOrgID": "O-A1B2C3D4E5"}})
    assert verdicts(whole, owner=ours)["4"] is NO
    assert verdicts(allow("*", {"StringEquals": {"aws:PrincipalOrgID": "O-A1B2C3D4E5"}}))["6"] is YES
    assert verdicts(allow("*", {"StringEquals": {"aws:PrincipalOrgID": "o-*"}}))["6"] is YES


# ------------------------------------------------------------------ what may be absent


@pytest.mark.parametrize(
    ("principals", "answer"),
    [
        ([Maybe(f"arn:aws:iam::{V}:role/a", X), f"arn:aws:iam::{V}:role/b"], UNKNOWN),
        ([Maybe(f"arn:aws:iam::{V}:role/a", X), f"arn:aws:iam::{V}:role/a"], YES),
        ([Maybe(V, X), f"arn:aws:iam::{V}:role/b"], UNKNOWN),
        ([Maybe(V, X), f"arn:aws:iam::{V}:role/a"], YES),
        ([f"arn:aws:iam::{V}:role/b"], NO),
    ],
)
def test_a_principal_that_may_be_absent_stands_beside_one_that_is_there(principals: list[Any], answer: Answer) -> None:
    about = trust(allow(principals), deny({"ArnNotEquals": {ARN: f"arn:aws:iam::{V}:role/a"}}))
    assert about.with_any_external_id(V).answer is answer
    assert reach(about.policy, Question(V, Sends.NONE)).answer is answer


@pytest.mark.parametrize(("path", "name"), [("p/*", "??*"), ("a/*", "a*"), ("p/*", "?b")])
def test_a_name_is_what_follows_the_path(path: str, name: str) -> None:
    asked = {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:user/{path}"}, "StringLike": {"aws:username": name}}
    assert trust(allow(V, asked)).with_any_external_id(V).answer is YES
