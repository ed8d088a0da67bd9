"""Who newly gets in: equal to brute force over the small world, and a proof of equality where it finds nobody."""

from __future__ import annotations

import random
from typing import Any

import pytest

from engine.small_world import CALLERS, matched, statements_list
from roletrust.dialects.policy import read_policy
from roletrust.engine.policy.document import Policy
from roletrust.engine.policy.request import Request
from roletrust.engine.questions.comparison import Change, newly_in
from spec.product_answer import tree
from spec.trust_spec import decide

Json = dict[str, Any]
VENDOR = {"AWS": "arn:aws:iam::111111111111:root"}
ID = {"StringEquals": {"sts:ExternalId": "7f9c2b1e"}}
EVERYBODY = {"AWS": "*"}


def read(*statements: Json) -> Policy:
    return read_policy(tree({"Version": "2012-10-17", "Statement": list(statements)}))


def allow(principal: Json, condition: Json | None = None, action: str | list[str] = "sts:AssumeRole") -> Json:
    said: Json = {"Effect": "Allow", "Principal": principal, "Action": action}
    return {**said, "Condition": condition} if condition else said


def deny(principal: Json, condition: Json) -> Json:
    return {**allow(principal, condition), "Effect": "Deny"}


SAME = {
    "statements in another order": (
        read(allow(VENDOR, ID), allow({"AWS": "222222222222"})),
        read(allow({"AWS": "222222222222"}), allow(VENDOR, ID)),
    ),
    "an account by its root and by its id": (read(allow(VENDOR, ID)), read(allow({"AWS": "111111111111"}, ID))),
    "two principals in one statement and in two": (
        read(allow({"AWS": ["111111111111", "222222222222"]}, ID)),
        read(allow({"AWS": "111111111111"}, ID), allow({"AWS": "222222222222"}, ID)),
    ),
    "an id that an Allow requires and that a Deny requires": (
        read(allow(VENDOR, ID)),
        read(allow(VENDOR), deny(EVERYBODY, {"StringNotEquals": {"sts:ExternalId": "7f9c2b1e"}})),
    ),
    "an Allow that another holds already": (
        read(allow(VENDOR)),
        read(allow(VENDOR), allow({"AWS": "arn:aws:iam::111111111111:role/deploy"}, ID)),
    ),
    "a Deny that nobody meets": (
        read(allow(VENDOR, ID)),
        read(allow(VENDOR, ID), deny({"AWS": "222222222222"}, {"Bool": {"aws:MultiFactorAuthPresent": "false"}})),
    ),
    "actions in another order, though AWS does not say what the second sees": (
        read(allow(VENDOR, ID, ["sts:AssumeRole", "sts:TagSession"])),
        read(allow(VENDOR, ID, ["sts:TagSession", "sts:AssumeRole"])),
    ),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_what_says_the_same_in_other_words_is_no_change(pair: tuple[Policy, Policy]) -> None:
    before, after = pair
    assert newly_in(before, after) == newly_in(after, before) == []


WIDER = {
    "an id that is no longer asked for": (read(allow(VENDOR, ID)), read(allow(VENDOR))),
    "a Deny that is lifted": (
        read(allow(VENDOR), deny(EVERYBODY, {"StringEquals": {"aws:PrincipalTag/team": "red"}})),
        read(allow(VENDOR)),
    ),
    "a principal more": (
        read(allow({"Service": "ec2.amazonaws.com"})),
        read(allow({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]})),
    ),
    "everybody": (read(allow(VENDOR)), read(allow(EVERYBODY))),
    "a shorter pattern": (
        read(allow(VENDOR, {"StringLike": {"aws:PrincipalArn": "*:role/deploy-*"}})),
        read(allow(VENDOR, {"StringLike": {"aws:PrincipalArn": "*:role/de*"}})),
    ),
    "session tags": (read(allow(VENDOR)), read(allow(VENDOR, None, ["sts:AssumeRole", "sts:TagSession"]))),
}


@pytest.mark.parametrize("pair", WIDER.values(), ids=WIDER)
def test_a_widening_has_a_request_that_gets_in_after_it_alone_and_its_reverse_lets_nobody_new_in(
    pair: tuple[Policy, Policy],
) -> None:
    before, after = pair
    (change,) = newly_in(before, after)
    assert change.found.answer.name == "YES"
    assert change.found.witness
    assert change.through in after.statements
    assert newly_in(after, before) == []


def test_a_change_names_the_deny_that_stood_in_the_way() -> None:
    before, after = WIDER["a Deny that is lifted"]
    assert [change.stopped for change in newly_in(before, after)] == [before.statements[1]]


def asked(numbers: tuple[int, ...]) -> Policy:
    return read(*(statements_list()[number] for number in numbers))


def by_brute_force(before: tuple[int, ...], after: tuple[int, ...]) -> str:
    """Whether some request of the world gets in by `after` and not by `before`, by the specification."""
    perhaps = False
    for account in CALLERS:
        surely_in, may_be_in = let_in(after, account)
        surely_out, may_be_out = kept_out(before, account)
        if surely_in & surely_out:
            return "YES"
        perhaps = perhaps or bool(may_be_in & may_be_out)
    return "UNKNOWN" if perhaps else "NO"


def let_in(numbers: tuple[int, ...], account: str) -> tuple[int, int]:
    """The requests (as bits) that get in for sure, and those that may."""
    surely = perhaps = denied_surely = denied_perhaps = 0
    for number in numbers:
        sure, may = matched(number, account)
        if statements_list()[number]["Effect"] == "Allow":
            surely, perhaps = surely | sure, perhaps | may
        else:
            denied_surely, denied_perhaps = denied_surely | sure, denied_perhaps | may
    return surely & ~denied_perhaps, perhaps & ~denied_surely


def kept_out(numbers: tuple[int, ...], account: str) -> tuple[int, int]:
    surely, perhaps = let_in(numbers, account)
    return ~perhaps, ~surely


def test_on_mutated_pairs_of_the_small_world_it_is_brute_force() -> None:
    dice, met = random.Random(16), dict.fromkeys(("YES", "NO", "UNKNOWN"), 0)
    count = len(statements_list())
    for _ in range(2_000):
        before = tuple(dice.randrange(count) for _ in range(dice.randint(1, 3)))
        kept = [number for number in before if dice.random() < 0.7]
        after = (*kept, *(dice.randrange(count) for _ in range(dice.randint(0 if kept else 1, 1))))
        changes = newly_in(asked(before), asked(after))
        found = max((change.found.answer for change in changes), default=None)
        wanted = by_brute_force(before, after)
        told = found.name if found else "NO"
        same = set(before) & set(after)
        assert told == wanted or ((told, wanted) == ("NO", "UNKNOWN") and same), (before, after, told, wanted)
        met[told] += 1
        check_witnesses(before, after, changes)
    assert min(met.values()) >= 5, met


def check_witnesses(before: tuple[int, ...], after: tuple[int, ...], changes: list[Change]) -> None:
    """Each proved change has a request which the specification lets in after, and does not before."""
    for change in changes:
        if change.found.answer.name == "YES":
            assert change.found.witness
            request = Request.to_json(change.found.witness)
            policies = (
                {"Version": "2012-10-17", "Statement": [statements_list()[n] for n in each]} for each in (before, after)
            )
            assert [decide(policy, request) for policy in policies] == ["NO", "YES"]
