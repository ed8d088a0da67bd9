"""Rule 12: principals that are the ids of deleted roles and users."""

from __future__ import annotations

from typing import Any

import pytest

from engine.trusts import V, allow, deny, trust
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map, Maybe
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, text
from roletrust.rules.orphaned_principal import judge

ROLE, USER = "AROAEXAMPLEEXAMPLE123", "AIDAEXAMPLEEXAMPLE123"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (allow(ROLE), f"statement 1 trusts the role id {ROLE}"),
        (allow([V, USER]), f"statement 1 trusts the user id {USER}"),
        (allow(f"{ROLE}:nightly"), f"statement 1 trusts the role id {ROLE}:nightly"),
        (
            allow([ROLE, USER]),
            f"statement 1 trusts the role id {ROLE} and the user id {USER}",
        ),
        (deny(None, USER), f"statement 1 turns away the user id {USER}"),
        (
            {"Effect": "Deny", "NotPrincipal": {"AWS": ROLE}, "Action": "sts:*"},
            f"statement 1 excepts the role id {ROLE}",
        ),
    ],
)
def test_an_id_in_place_of_an_arn_is_a_deleted_principal(statement: Any, told: str) -> None:
    found = judge(trust(statement))
    assert (found.answer, found.reason) == (YES, told)
    assert found.fix
    assert found.fix.advice.startswith("take A")


@pytest.mark.parametrize(
    "statement",
    [
        allow(V),
        allow(f"arn:aws:iam::{V}:role/{ROLE}"),
        allow("aroaexampleexample123"),
        allow("AKIAEXAMPLEEXAMPLE123"),
        allow(text(Hole("AROA"))),
        {"Effect": "Allow", "Principal": {"Service": ROLE}, "Action": "sts:AssumeRole"},
        allow("*", {"StringLike": {"aws:userid": f"{ROLE}:*"}}),
    ],
    ids=str,
)
def test_what_is_no_such_principal(statement: Any) -> None:
    assert judge(trust(statement)).answer is NO


def test_a_statement_that_may_be_absent_leaves_it_open() -> None:
    legacy = Hole("var.legacy", "main.tf:3")
    policy = {"Version": "2012-10-17", "Statement": [allow(V), Maybe(Map(allow(ROLE)), legacy)]}
    found = judge(Trust(read_policy(Map(policy))))
    assert found.answer is UNKNOWN
    assert found.holes == (legacy,)


def test_one_that_stands_there_for_sure_is_told_alone() -> None:
    maybe = Maybe(Map(allow(USER)), Hole("var.legacy", "main.tf:3"))
    found = judge(Trust(read_policy(Map({"Version": "2012-10-17", "Statement": [maybe, allow(ROLE)]}))))
    assert (found.answer, found.reason) == (YES, f"statement 2 trusts the role id {ROLE}")
