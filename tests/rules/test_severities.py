"""Severity follows what happens: the table of docs/using.md, through Checkov."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanning import terraform, write

ROLE = "aws_iam_role.r"
OWN, VENDOR = "987654321098", "123456789012"
EVERYONE, SERVICE, OUTSIDER, OURS = (
    {"AWS": "*"},
    {"Service": "lambda.amazonaws.com"},
    {"AWS": f"arn:aws:iam::{VENDOR}:role/x"},
    {"AWS": f"arn:aws:iam::{OWN}:role/x"},
)
ID = {"sts:ExternalId": "b7c0f3a2e91d4c55"}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def statement(principal: Any, condition: Any = None, effect: str = "Allow") -> dict[str, Any]:
    found = {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}
    return found if condition is None else {**found, "Condition": condition}


def severities(folder: Path, *statements: Any, settings: str = "") -> dict[str, str]:
    """By the number of each rule that fails."""
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    files = {
        ".roletrust.yaml": f"own_accounts: ['{OWN}']\n{settings}",
        "main.tf": f'resource "aws_iam_role" "r" {{\n  assume_role_policy = <<-EOT\n{text}\n  EOT\n}}\n',
    }
    report = terraform(write(folder, files)).report
    return {each.check_id.rpartition("_")[2]: str(each.severity) for each in report.failed_checks}


@pytest.mark.parametrize(
    ("principal", "condition", "severity"),
    [
        (SERVICE, {}, "LOW"),
        (OURS, {"StringEquals": {}}, "LOW"),
        (OUTSIDER, {}, "HIGH"),
        ({**OURS, **SERVICE}, {}, "LOW"),
        ({"AWS": [*OURS.values(), *OUTSIDER.values()]}, {}, "HIGH"),
        (EVERYONE, {}, "HIGH"),
        (OUTSIDER, {"StringEquals": {"sts:ExternalId": [*ID.values(), ""]}}, "LOW"),
        (OUTSIDER, {"StringEquals": {"sts:ExternalId": ""}}, "HIGH"),
        (SERVICE, {"StringEquals": {"aws:SourceAccount": []}}, "HIGH"),
    ],
)
def test_an_emptiness_that_lets_in_no_outsider_and_shuts_out_nobody_is_low(
    principal: Any, condition: Any, severity: str, tmp_path: Path
) -> None:
    assert severities(tmp_path, statement(principal, condition))["3"] == severity


def test_the_worst_of_several_emptinesses_counts(tmp_path: Path) -> None:
    assert severities(tmp_path, statement(SERVICE, {}), statement(OUTSIDER, {}))["3"] == "HIGH"


def test_an_empty_condition_of_a_deny_keeps_its_severity(tmp_path: Path) -> None:
    assert severities(tmp_path, statement(OURS), statement(SERVICE, {}, "Deny"))["3"] == "HIGH"


DEAD = statement(OURS, {"StringEquals": {"aws:PrincipalAccount": VENDOR}})


def test_an_allow_that_lets_nobody_in_while_another_serves_its_principals_is_medium(tmp_path: Path) -> None:
    assert severities(tmp_path / "alone", DEAD)["6"] == "HIGH"
    assert severities(tmp_path / "served", DEAD, statement(OURS))["6"] == "MEDIUM"
    assert severities(tmp_path / "others", DEAD, statement(SERVICE))["6"] == "HIGH"
    assert severities(tmp_path / "both dead", DEAD, DEAD)["6"] == "HIGH"


@pytest.mark.parametrize(
    ("condition", "severity"),
    [
        ({"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}, "MEDIUM"),
        ({"StringEquals": {"aws:SourceVpce": ["vpce-0a1b2c3d", "vpce-1a1b2c3d"]}}, "MEDIUM"),
        ({"StringLike": {"aws:SourceVpc": "vpc-*"}}, "CRITICAL"),
        ({"StringEqualsIfExists": {"aws:SourceVpc": "vpc-0a1b2c3d"}}, "CRITICAL"),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, "CRITICAL"),
    ],
)
def test_everyone_who_has_to_come_from_a_network_that_is_named_is_medium(
    condition: Any, severity: str, tmp_path: Path
) -> None:
    assert severities(tmp_path, statement(EVERYONE, condition))["4"] == severity


def test_everyone_who_may_also_come_from_elsewhere_is_critical(tmp_path: Path) -> None:
    here, there = ({"StringEquals": each} for each in ({"aws:SourceVpc": "vpc-0a1b2c3d"}, ID))
    assert severities(tmp_path, statement(EVERYONE, here), statement(EVERYONE, there))["4"] == "CRITICAL"


def test_mfa_is_as_good_as_an_external_id_where_the_settings_say_so(tmp_path: Path) -> None:
    asked = statement(OUTSIDER, MFA)
    people = {"AWS": f"arn:aws:iam::{VENDOR}:user/jo"}
    assert severities(tmp_path / "without", statement(people, MFA))["1"] == "HIGH"
    assert "1" not in severities(tmp_path / "with", statement(people, MFA), settings="mfa_for_people: true")
    loose = {"BoolIfExists": MFA["Bool"]}
    assert severities(tmp_path / "loose", statement(people, loose), settings="mfa_for_people: true")["1"] == "HIGH"
    both = severities(tmp_path / "beside", asked, statement(OUTSIDER), settings="mfa_for_people: true")
    assert both["1"] == "HIGH"
