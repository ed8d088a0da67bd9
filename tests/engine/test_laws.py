"""What must be true of every policy, whatever it says."""

from __future__ import annotations

import copy
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policies import PARTNER, VENDOR, policies, statements
from prove import small_worlds
from prove.small_worlds import FAR, NEAR
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import NO, YES, Answer
from roletrust.engine.classes import reach as engine_reach
from roletrust.engine.classes.callers import Question, Sends
from roletrust.engine.classes.reach import reach
from roletrust.engine.classes.search import met_by_first
from roletrust.engine.decision.authorizer import authorize
from roletrust.engine.policy.document import Policy
from spec.product_answer import tree
from spec.trust_spec import decide

Json = dict[str, Any]
settings.register_profile("laws", max_examples=250, deadline=None, derandomize=True)
settings.load_profile("laws")

QUESTIONS = [
    Question(account, sends, arbitrary)
    for account, sends, arbitrary in product((VENDOR, PARTNER), (Sends.NONE, Sends.FRESH, Sends.ANY), (False, True))
]


def policy(chosen: list[Json]) -> Policy:
    return read_policy(tree({"Version": "2012-10-17", "Statement": chosen}))


def answers(chosen: list[Json]) -> list[Answer]:
    """What `reach` says of every question."""
    return [reach(policy(chosen), question).answer for question in QUESTIONS]


@given(policies(), statements(effects=("Deny",)))
def test_adding_a_deny_never_widens_reach(chosen: list[Json], deny: Json) -> None:
    assert all(after <= before for before, after in zip(answers(chosen), answers([*chosen, deny]), strict=True))


@given(policies(), st.data())
def test_removing_a_condition_from_an_allow_never_narrows_reach(chosen: list[Json], data: st.DataObject) -> None:
    conditioned = [each for each in chosen if each["Effect"] == "Allow" and each.get("Condition")]
    if conditioned:
        before = answers(chosen)
        block = data.draw(st.sampled_from(conditioned))["Condition"]
        del block[data.draw(st.sampled_from(sorted(block)))]
        assert all(old <= new for old, new in zip(before, answers(chosen), strict=True))


@given(policies(), st.randoms(use_true_random=False))
def test_the_order_of_statements_and_values_does_not_matter(chosen: list[Json], random: Any) -> None:
    shuffled = copy.deepcopy(chosen)
    random.shuffle(shuffled)
    for each in shuffled:
        random.shuffle(each["Principal"]["AWS"])
        for keys in each.get("Condition", {}).values():
            for values in keys.values():
                if isinstance(values, list):
                    random.shuffle(values)
    assert answers(chosen) == answers(shuffled)


@given(policies())
def test_splitting_a_statement_by_principal_does_not_matter(chosen: list[Json]) -> None:
    split = [{**each, "Principal": {"AWS": one}} for each in chosen for one in each["Principal"]["AWS"]]
    assert answers(chosen) == answers(split)


@given(policies())
def test_a_witness_is_allowed_by_authorize_and_by_the_specification(chosen: list[Json]) -> None:
    for question in QUESTIONS:
        found = reach(policy(chosen), question)
        if found.answer is YES:
            assert found.witness is not None and found.through is not None
            assert authorize(policy(chosen), found.witness).answer is YES
            assert decide({"Version": "2012-10-17", "Statement": chosen}, found.witness.to_json()) == "YES"


@given(policies())
def test_whoever_gets_in_without_an_id_gets_in_with_the_freedom_to_send_none(chosen: list[Json]) -> None:
    for account in (VENDOR, PARTNER):
        without = reach(policy(chosen), Question(account, Sends.NONE)).answer
        assert without <= reach(policy(chosen), Question(account, Sends.ANY)).answer


@given(policies())
def test_an_arbitrary_principal_is_one_of_the_accounts_principals(chosen: list[Json]) -> None:
    for account, sends in product((VENDOR, PARTNER), Sends):
        arbitrary = reach(policy(chosen), Question(account, sends, arbitrary=True)).answer
        if reach(policy(chosen), Question(account, sends)).answer is NO:
            assert arbitrary is NO


@given(policies())
def test_only_conditions_about_organizations_tell_their_members_from_others(chosen: list[Json]) -> None:
    """So where there is none, who is presumed to be a member need not be asked for apart."""
    asking = [account for account in (VENDOR, PARTNER) if "PrincipalOrg" not in str(chosen)]
    for account, sends in product(asking, (Sends.NONE, Sends.ANY)):
        outside, member = (Question(account, sends, True, outside=each) for each in (True, False))
        assert reach(policy(chosen), outside) == reach(policy(chosen), member)


def test_what_one_allow_decides_at_once_is_what_the_search_comes_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same witness, too: of each group of keys the first entry that meets the Allow."""
    chosen = [policy(each["Statement"]) for _, each in small_worlds.policies(20261201, range(250))]
    questions = [
        Question(account, sends, arbitrary)
        for account, sends, arbitrary in product((NEAR, FAR), (Sends.SOME, Sends.ANY), (False, True))
    ]
    met: list[bool] = []

    def counted(*given: Any) -> Any:
        found = met_by_first(*given)
        met.append(found is not None)
        return found

    monkeypatch.setattr(engine_reach, "met_by_first", counted)
    at_once = [reach(each, question) for each in chosen for question in questions]
    monkeypatch.setattr(engine_reach, "met_by_first", lambda *_: None)
    assert [reach(each, question) for each in chosen for question in questions] == at_once
    assert met.count(True) > 40
    assert met.count(False) > 5
