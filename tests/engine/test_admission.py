"""The table of who gets in: a request gets in if and only if a row covers it, and one row alone."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given, settings

from engine.policies import policies
from engine.small_world import CALLERS, requests, statements_list
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import YES
from roletrust.engine.classes.automaton import language_of
from roletrust.engine.decision.authorizer import authorize
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.context_keys import Presence
from roletrust.engine.policy.document import Policy
from roletrust.engine.policy.presence import presence
from roletrust.engine.policy.request import ACTIONS, Kind, Request, Values
from roletrust.engine.questions.admission import Table
from running import REPOSITORY
from spec.product_answer import tree

Json = dict[str, Any]


def read(statements: list[Json], version: str = "2012-10-17") -> Policy:
    return read_policy(tree({"Version": version, "Statement": statements}))


def principals(table: Table) -> list[list[str]]:
    return [[str(each.value) for each in row.statement.principals] for row in table.rows]


def test_on_policies_of_the_small_world_every_request_gets_in_if_and_only_if_one_row_covers_it() -> None:
    dice, count, met = random.Random(16), len(statements_list()), {True: 0, False: 0}
    for _ in range(2_000):
        numbers = [dice.randrange(count) for _ in range(dice.randint(1, 4))]
        policy = read([statements_list()[number] for number in numbers])
        table = Table(policy)
        account = dice.choice(list(CALLERS))
        for _, data in dice.sample(requests(account), 20):
            request = Request.of(data)
            wanted = authorize(policy, request).answer
            assert table.covers(request) is wanted, (numbers, data)
            met[wanted is YES] += 1
    assert min(met.values()) > 1_000, met


def test_no_request_is_in_two_rows() -> None:
    dice, count, overlapping = random.Random(17), len(statements_list()), 0
    for _ in range(500):
        policy = read([statements_list()[dice.randrange(count)] for _ in range(dice.randint(2, 4))])
        table = Table(policy)
        overlapping += any(row.apart_from for row in table.rows)
        for account in CALLERS:
            for _, data in dice.sample(requests(account), 10):
                assert len(table.covering(Request.of(data))) <= 1
    assert overlapping > 50


def can_be_made(request: Request) -> bool:
    """Whether such a caller makes this call, and can carry each key with its values; cases ask what cannot be."""
    if request.action != ACTIONS[request.caller.kind]:
        return False
    return all(can_be_carried(key.lower(), values, request.caller.kind) for key, values in request.context.items())


def can_be_carried(key: str, values: Values, kind: Kind) -> bool:
    language = language_of(key)
    texts = [str(value) for value in values] if isinstance(values, tuple) else []
    if key == "aws:principalorgpaths":
        return all(language_of("aws:principalorgid").holds(each.partition("/")[0]) for each in texts)
    private = key == "aws:sourceip" and any(each.startswith("10.") for each in texts)
    return presence(key, kind) is not Presence.NEVER and all(map(language.holds, texts)) and not private


def test_every_truth_case_gets_in_if_and_only_if_a_row_covers_it() -> None:
    count = 0
    for path in sorted((REPOSITORY / "fixtures" / "decisions").glob("*.jsonl")):
        for case in map(json.loads, path.read_text("utf-8").splitlines()):
            policy, request = read_policy(tree(case["policy"])), Request.of(case["request"])
            if can_be_made(request):
                assert Table(policy).covers(request) is authorize(policy, request).answer, case
                count += 1
    assert count > 600


@settings(max_examples=200, deadline=None, derandomize=True)
@given(policies())
def test_a_row_has_a_request_that_gets_in_by_its_own_allow(statements: list[Json]) -> None:
    policy = read(statements)
    for row in Table(policy).rows:
        if row.found.answer is YES:
            assert row.found.witness
            assert authorize(policy, row.found.witness).answer is YES


def test_a_deny_that_a_row_does_not_meet_is_not_in_it() -> None:
    vendor = {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}
    asked = {"StringEquals": {"sts:ExternalId": "7f9c2b1e"}}
    denied = {"StringNotEquals": {"sts:ExternalId": "7f9c2b1e"}}
    deny = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": denied}
    (row,) = Table(read([{**vendor, "Condition": asked}, deny])).rows
    assert row.denies == ()
    (row,) = Table(read([vendor, deny])).rows
    assert [each.number for each in row.denies] == [2]


def test_what_an_earlier_row_lets_in_makes_no_row_of_its_own() -> None:
    account = {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}
    role = {**account, "Principal": {"AWS": ["arn:aws:iam::111111111111:role/deploy", "222222222222"]}}
    assert principals(Table(read([account, role]))) == [["111111111111"], ["222222222222"]]


def test_who_stands_for_everybody_is_of_an_account_that_the_owner_does_not_know() -> None:
    everybody = read([{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}])

    def shown(owner: Owner) -> str:
        (row,) = Table(everybody, owner).rows
        assert row.found.witness
        return str(row.found.witness.caller.account)

    stranger = shown(Owner())
    assert shown(Owner(trusted={stranger: "a partner"})) != stranger
    assert shown(Owner(own=frozenset({stranger}))) != stranger
