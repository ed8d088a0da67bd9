"""One flaw, one finding: what follows from another finding is not told beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dialects.tellings import jsonencode
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.rules.judgement import judge, undecided
from scanning import Scan, terraform, write

OWN, VENDOR = "987654321098", "123456789012"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
Json = dict[str, Any]


def allow(principal: Any, condition: Json | None = None, action: str = "sts:AssumeRole") -> Json:
    written = {"Effect": "Allow", "Principal": principal, "Action": action}
    return written if condition is None else {**written, "Condition": condition}


def failing(*statements: Json) -> set[int]:
    policy = read_policy(Map({"Version": "2012-10-17", "Statement": list(statements)}))
    found = judge([((), policy)], Owner(own=frozenset({OWN})))
    return {int(rule.rpartition("_")[2]) for rule, each in found.items() if each.verdict.answer is YES}


REFUSED: list[tuple[Json, str]] = [
    (allow("*"), "a bare star"),
    (allow({"AWS": VENDOR}, {"DateLessThan": {"aws:CurrentTime": "soon"}}), "a date that is none"),
    (allow({"AWS": "arn:aws:iam::1234:root"}), "an account of four digits"),
    (allow({"AWS": VENDOR}, {"StringEqualsMostly": {"sts:ExternalId": ID}}), "an operator that IAM does not have"),
]


@pytest.mark.parametrize("statement", [each for each, _ in REFUSED], ids=[name for _, name in REFUSED])
def test_a_policy_that_iam_refuses_is_that_and_nothing_else(statement: Json) -> None:
    assert failing(statement) == {11}
    assert failing(statement, allow({"AWS": VENDOR})) == {11}


def test_of_a_policy_that_iam_refuses_nothing_passes() -> None:
    policy = read_policy(Map({"Version": "2012-10-17", "Statement": [allow("*")]}))
    found = judge([((), policy)], Owner())
    assert {each.verdict.answer for rule, each in found.items() if rule not in ("CKV_TRUST_11", "CKV_TRUST_90")} == {
        UNKNOWN
    }
    assert found["CKV_TRUST_90"].verdict.answer is NO


def test_a_document_that_is_no_policy_is_refused_and_nothing_else() -> None:
    found = undecided("it has no statement", "it has no statement")
    assert [rule for rule, each in found.items() if each.verdict.answer is YES] == ["CKV_TRUST_11"]


def test_in_some_branches_only_the_others_are_judged() -> None:
    written = allow("*"), allow({"AWS": VENDOR})
    bad, good = (read_policy(Map({"Version": "2012-10-17", "Statement": [each]})) for each in written)
    found = judge([((("A", True),), bad), ((("A", False),), good)], Owner(own=frozenset({OWN})))
    assert {rule for rule, each in found.items() if each.verdict.answer is YES} >= {"CKV_TRUST_1", "CKV_TRUST_11"}


def test_what_only_the_validator_minds_is_deployed_and_judged() -> None:
    wrong = allow({"Federated": f"arn:aws:iam::{OWN}:oidc-provider/gitlab.com"})
    assert failing(wrong) == {11}  # and lets nobody in, which is said with it
    assert failing(wrong, allow({"AWS": VENDOR})) == {1, 2, 11}


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        (allow({"AWS": "*"}), {4}),
        (allow({"AWS": "*"}, {"StringEquals": {"sts:ExternalId": "changeme"}}), {4}),
        (allow({"AWS": ["*", VENDOR]}), {1, 2, 4}),
        (allow({"AWS": ["*", VENDOR]}, {"StringEquals": {"sts:ExternalId": ID}}), {2, 4}),
    ],
)
def test_who_is_named_beside_anybody_is_told_besides(statement: Json, rules: set[int]) -> None:
    assert failing(statement) == rules


def scanned(folder: Path, *statements: Json) -> Scan:
    return terraform(write(folder, {"main.tf": jsonencode({"Version": "2012-10-17", "Statement": list(statements)})}))


def test_nothing_is_said_of_a_refused_role_among_all_roles(tmp_path: Path) -> None:
    found = scanned(tmp_path / "refused", allow("*", {"StringEquals": {"sts:ExternalId": ID}}))
    assert (found.failed, found.passed) == ({("11", "aws_iam_role.role")}, {("90", "aws_iam_role.role")})
    twin = scanned(tmp_path / "twin", allow({"AWS": "*"}, {"StringEquals": {"sts:ExternalId": ID}}))
    assert ("4", "aws_iam_role.role") in twin.failed
    assert ("13", "aws_iam_role.role") in twin.passed


OPEN = """variable "account" {}
resource "aws_iam_role" "role" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = { AWS = "arn:aws:iam::${var.account}:root" }, Action = "sts:AssumeRole"
    }]
  })
}
"""


def test_what_is_open_is_told_with_a_finding_that_names_it_and_by_itself_without(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": OPEN})
    both = terraform(tmp_path)
    assert both.failed == {("2", "aws_iam_role.role")}
    assert "CKV_TRUST_1" in str(both.record("2", "aws_iam_role.role").check_result)
    assert ("1", "aws_iam_role.role") not in both.passed
    without = terraform(tmp_path, checks=None, skip_checks=["CKV_TRUST_2"])
    assert ("90", "aws_iam_role.role") in without.failed
    assert terraform(tmp_path, checks=["CKV_TRUST_90"]).failed == {("90", "aws_iam_role.role")}
