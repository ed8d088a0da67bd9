"""What the rules make of conditions on the clock: requests come from now on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from roletrust.engine.answer import YES
from rules.trusting import oidc, saml, service, trusting, verdicts
from scanning import terraform, write

VENDOR = "123456789012"
NOW, EPOCH, X = "aws:CurrentTime", "aws:EpochTime", "sts:ExternalId"
GITHUB = "token.actions.githubusercontent.com"
PAST, TO_COME = {"DateLessThan": {NOW: "2020-01-01T00:00:00Z"}}, {"DateLessThan": {NOW: "2999-01-01T00:00:00Z"}}
BOTH_PAST = {"DateGreaterThan": {NOW: "2019-01-01"}, "DateLessThan": {NOW: "2020-01-01"}}


def vendor(condition: Any, principal: Any = VENDOR, effect: str = "Allow") -> Any:
    return trusting("AWS", principal, "sts:AssumeRole", condition, effect)


def failing(*statements: Any) -> set[int]:
    return {rule for rule, found in verdicts(*statements).items() if found.answer is YES and rule != 90}


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        (vendor, {1, 2}),
        (lambda when: vendor({**when, "StringEquals": {X: "1234"}}), {2, 5}),
        (lambda when: vendor(when, "*"), {4}),
        (lambda when: service("sns.amazonaws.com", when), set()),
        (lambda when: service("states.amazonaws.com", when), {8}),
        (lambda when: oidc(GITHUB, when), {9}),
        (saml, {10}),
    ],
    ids=["an account", "a guess", "anybody", "a service of which nothing is known", "a service", "a token", "SAML"],
)
def test_a_time_that_is_over_lets_nobody_in_and_6_alone_says_so(statement: Any, rules: set[int]) -> None:
    assert failing(statement(PAST)) == failing(statement(BOTH_PAST)) == {6}
    assert failing(statement(TO_COME)) >= rules


def test_a_deny_that_is_over_turns_nobody_away() -> None:
    without_the_id, allowed = {"StringNotEquals": {X: "b7c0f3a2e91d"}}, vendor(None, f"arn:aws:iam::{VENDOR}:role/x")
    since = {"DateGreaterThan": {NOW: "2020-01-01T00:00:00Z"}}
    assert failing(allowed, vendor({**without_the_id, **PAST}, "*", "Deny")) == {1}
    assert failing(allowed, vendor({**without_the_id, **since}, "*", "Deny")) == set()


def test_a_deny_that_ends_lets_in_afterwards() -> None:
    found = verdicts(vendor(None), vendor(TO_COME, effect="Deny"))[1]
    assert found.answer is YES
    assert found.witness
    assert found.witness.context[NOW.lower()] == ("2999-01-01T00:00:00Z",)


def test_a_deny_that_has_yet_to_come_leaves_today() -> None:
    later = {"DateGreaterThan": {NOW: "2999-01-01T00:00:00Z"}}
    assert failing(vendor(None), vendor(later, effect="Deny")) == {1, 2}


@pytest.mark.parametrize(
    ("condition", "end"),
    [
        (PAST, "2020-01-01"),
        (BOTH_PAST, "2020-01-01"),
        ({"DateLessThanEquals": {NOW: "2020-06-30T23:59:59Z"}}, "2020-06-30T23:59:59Z"),
        ({"DateLessThan": {NOW: ["2019-01-01", "2021-01-01T12:00:00+02:00"]}}, "2021-01-01T10:00:00Z"),
        ({"DateEquals": {NOW: "2020-01-01"}}, "2020-01-01"),
        ({"NumericLessThan": {EPOCH: "1577836800"}}, "2020-01-01"),
        ({"DateLessThan": {EPOCH: "1577836800"}}, "2020-01-01"),
    ],
)
def test_what_expired_says_when_and_is_of_low_severity(condition: Any, end: str) -> None:
    found = verdicts(vendor(condition))[6]
    assert (found.answer, found.severity) == (YES, "LOW")
    assert f"statement 1: expired on {end} (" in found.reason


@pytest.mark.parametrize(
    "condition",
    [{"NumericLessThan": {NOW: "1577836800"}}, {"Null": {NOW: "true"}}],
)
def test_what_was_never_open_did_not_expire(condition: Any) -> None:
    found = verdicts(vendor(condition))[6]
    assert (found.answer, found.severity) == (YES, "")
    assert "expired" not in found.reason


def test_one_that_is_dead_beside_one_that_expired_keeps_the_rules_severity() -> None:
    found = verdicts(vendor(PAST), vendor({"StringEquals": {X: "*"}}))[6]
    assert "expired" in found.reason
    assert found.severity == ""


ROLE = """
resource "aws_iam_role" "{name}" {{
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ AWS = "arn:aws:iam::123456789012:role/x" }}
      Action    = "sts:AssumeRole"
      Condition = {{ {condition} }}
    }}]
  }})
}}
"""


def both(tmp_path: Path) -> Path:
    expired = ROLE.format(name="expired", condition='DateLessThan = { "aws:CurrentTime" = "2020-01-01" }')
    dead = ROLE.format(name="dead", condition='StringEquals = { "sts:ExternalId" = "*" }')
    return write(tmp_path, {"a.tf": expired, "b.tf": dead, "c.tf": expired.replace('"expired"', '"again"')})


def test_severity_is_a_findings_and_checkov_shows_it(tmp_path: Path) -> None:
    found = terraform(both(tmp_path))
    severities = {
        name: str(found.record("6", f"aws_iam_role.{name}").severity) for name in ("expired", "dead", "again")
    }
    assert severities == {"expired": "LOW", "dead": "HIGH", "again": "LOW"}


def test_a_finding_of_lower_severity_hides_none_behind_it_from_a_filter(tmp_path: Path) -> None:
    assert ("6", "aws_iam_role.dead") in terraform(both(tmp_path), checks=["HIGH"]).failed
    assert ("6", "aws_iam_role.dead") in terraform(both(tmp_path), skip_checks=["LOW"]).failed


def test_what_the_settings_say_of_a_rule_goes_before_a_findings_own(tmp_path: Path) -> None:
    write(tmp_path, {".roletrust.yaml": "rules: {CKV_TRUST_6: {severity: MEDIUM}}\n"})
    assert str(terraform(both(tmp_path)).record("6", "aws_iam_role.expired").severity) == "MEDIUM"
