"""`roletrust --redact COMMAND`: what any command prints can go into a ticket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust

ACCOUNT, NAME, ID = "123412341234", "billing-reader", "7f9c2b1e-52d4-4b0c-9a55"
CALLER = f"arn:aws:iam::{ACCOUNT}:role/{NAME}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    policy: dict[str, Any] = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"sts:ExternalId": ID},
                    "ArnLike": {"aws:PrincipalArn": CALLER},
                },
            }
        ],
    }
    (tmp_path / "trust.json").write_text(json.dumps(policy))
    policy["Statement"][0]["Condition"] = {"StringLike": {"sts:ExternalId": f"{ID}*"}}
    (tmp_path / "wider.json").write_text(json.dumps(policy))
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "trust.json"),
        ("explain", "trust.json", "--as", CALLER, "--external-id", ID),
        ("show", "trust.json"),
        ("check", "wider.json"),
        ("check", "wider.json", "--output-format", "json"),
        ("diff", "trust.json", "wider.json"),
        ("test", "--draft", "trust.json"),
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_a_command_prints_nothing_of_whose_it_is(folder: Path, words: tuple[str, ...]) -> None:
    plain, redacted = roletrust(*words, cwd=folder), roletrust("--redact", *words, cwd=folder)
    assert ACCOUNT in plain.stdout
    assert redacted.status == plain.status
    assert redacted.stdout.count("\n") == plain.stdout.count("\n")
    for each in (ACCOUNT, NAME, ID):
        assert each not in redacted.stdout


def test_without_it_nothing_is_replaced(folder: Path) -> None:
    assert CALLER in roletrust("explain", "trust.json", cwd=folder).stdout
