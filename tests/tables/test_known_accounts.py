"""Vendors by name: in words, and to the rule about shared ids; never a reason to pass."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import samples
from roletrust.dialects.policy import read_policy
from roletrust.engine.policy.accounts import Owner
from roletrust.rules.judgement import Judgement, judge
from roletrust.rules.tables import dictionary_a_k, dictionary_l_z, vendors
from roletrust.rules.tables.vendor_ids import IDS
from roletrust.rules.tables.words import in_a_dictionary
from scanning import Scan, terraform, write
from tables.dictionary import modules
from tables.known_accounts import module

DATADOG, ALSO_DATADOG, NEW_RELIC, NOBODY = "464622532012", "865078226113", "754728514883", "123456789012"
LISTED = [
    {"name": "B | C", "accounts": ["222222222222", "not one"], "source": ["ftp://b", "https://b.example/x"]},
    {"name": "A", "accounts": ["111111111111"]},
    {"name": "B | C", "accounts": ["333333333333"]},
    {"name": "Logs", "type": "aws", "accounts": ["444444444444"], "source": ["https://aws.example"]},
]
ROLE = """
resource "aws_iam_role" "{name}" {{
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ AWS = "arn:aws:iam::{account}:root" }}
      Action    = "sts:AssumeRole"
      {condition}
    }}]
  }})
}}
"""
NOW = 1_800_000_000
WITH_ID = 'Condition = { StringEquals = { "sts:ExternalId" = "b7c0f3a2e91d4c55" } }'


def scanned(folder: Path, *accounts: str, condition: str = "") -> Scan:
    text = "".join(ROLE.format(name=f"r{at}", account=each, condition=condition) for at, each in enumerate(accounts))
    return terraform(write(folder, {"main.tf": text}))


def test_the_table_is_written_from_the_list() -> None:
    written = module(LISTED, "2026-01-02")
    assert '"""Whose AWS accounts are known: 4 of 3 vendors and services of AWS\'s, by 2026-01-02.' in written
    rows = written.partition('"""\\\n')[2].partition('"""')[0].splitlines()
    assert rows == [
        "A||111111111111",
        "AWS Logs|https://aws.example|444444444444",
        "B C|https://b.example/x|222222222222 333333333333",
    ]


def test_the_table_says_of_when_it_is_and_holds_accounts_alone() -> None:
    assert date.fromisoformat(vendors.READ) > date(2025, 1, 1)
    assert len(vendors.names()) > 400
    assert all(re.fullmatch("[0-9]{12}", account) for account in vendors.names())
    assert set(vendors.pages()) <= set(vendors.names().values())
    assert set(IDS) <= set(vendors.names().values())


def test_a_finding_names_the_vendor_and_its_page_and_is_a_finding_all_the_same(tmp_path: Path) -> None:
    named, unnamed = scanned(tmp_path / "a", DATADOG), scanned(tmp_path / "b", NOBODY)
    rules = {rule for rule, _ in unnamed.failed}
    assert {rule for rule, _ in named.failed} == rules == {"1", "2"}
    record = named.record("1", "aws_iam_role.r0")
    assert f"Datadog ({DATADOG}) gets in through statement 1" in record.check_name
    assert any("https://docs.datadoghq.com/integrations/guide/aws-manual-setup/" in each for each in record.details)
    assert "Datadog" not in unnamed.record("1", "aws_iam_role.r0").check_name


def test_an_id_that_cannot_be_chosen_is_said_to_be_one(tmp_path: Path) -> None:
    short = 'Condition = { StringEquals = { "sts:ExternalId" = "1234567" } }'
    record = scanned(tmp_path, NEW_RELIC, condition=short).record("5", "aws_iam_role.r0")
    assert any("New Relic: the id is the number of your New Relic account" in each for each in record.details)


@pytest.mark.parametrize(("other", "shared"), [(ALSO_DATADOG, False), (NEW_RELIC, True), (NOBODY, True)])
def test_two_accounts_of_one_vendor_are_one_owner(tmp_path: Path, other: str, shared: bool) -> None:
    found = scanned(tmp_path, DATADOG, other, condition=WITH_ID)
    assert (("13", "aws_iam_role.r0") in found.failed) is shared


def test_no_verdict_changes_by_naming() -> None:
    """Each policy with its accounts known by vendors, each by another one, and by nobody."""
    for written in samples.policy_objects(200):
        accounts = sorted(set(re.findall(r"\b[0-9]{12}\b", str(written))))
        known = Owner(vendors={each: f"Vendor {at}" for at, each in enumerate(accounts)})
        policies = [((), read_policy(written))]
        named, unnamed = judge(policies, known, now=NOW), judge(policies, Owner(), now=NOW)
        assert {rule: decided(each) for rule, each in named.items()} == {
            rule: decided(each) for rule, each in unnamed.items()
        }


def decided(judgement: Judgement) -> tuple[Any, ...]:
    """All of a judgement but its words."""
    said = judgement.verdict
    wanted = said.fix and (said.fix.statement, said.fix.conditions, said.fix.moved, said.fix.actions)
    found = (said.answer, said.severity, said.headline, said.accounts, said.statement, said.witness, said.holes)
    return (*found, wanted, judgement.repair)


def test_the_notice_names_the_list() -> None:
    notice = (Path(__file__).parents[2] / "NOTICE").read_text("utf-8")
    assert "https://github.com/fwdcloudsec/known_aws_accounts" in notice
    assert "Apache License, Version 2.0" in notice


def test_the_dictionary_is_written_from_the_lists_and_named_in_the_notice() -> None:
    lists = {
        "english_wikipedia": ["tiger", "the", "bridge"],
        "us_tv_and_film": ["can't", "shitty"],
        "passwords": ["a1b2c3", "lemon"],
    }
    written = modules(lists, "1.2")
    tables = {name: text.partition('"""\\\n')[2].partition('"""')[0] for name, text in written.items()}
    assert tables == {"dictionary_a_k": "bridge\n", "dictionary_l_z": "lemon tiger\n"}
    notice = (Path(__file__).parents[2] / "NOTICE").read_text("utf-8")
    assert all(f"{name}.py" in notice and "zxcvbn" in text for name, text in written.items())


def test_each_word_of_the_dictionary_is_found_in_it() -> None:
    listed = (*dictionary_a_k.TABLE.split(), *dictionary_l_z.TABLE.split())
    assert [each for each in listed if not in_a_dictionary(each)] == []
    assert not in_a_dictionary("qzxv")
