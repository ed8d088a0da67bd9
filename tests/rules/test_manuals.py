"""Every rule's docstring is its manual, its file is short, and the catalog lists it."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from roletrust.rules import rule as rule_module
from roletrust.rules.catalog import EVERY, LANDSCAPE, RULES
from roletrust.rules.rule import AnyRule

FOLDER = Path(rule_module.__file__ or "").parent
each_rule = pytest.mark.parametrize("rule", EVERY, ids=[rule.id for rule in EVERY])
HEADINGS = ["What it finds:", "Why it matters:", "Instead:", "Source:"]


def module_of(rule: AnyRule) -> ModuleType:
    return sys.modules[f"roletrust.rules.{rule.name.replace('-', '_')}"]


@each_rule
def test_the_file_is_named_after_the_rule_and_holds_it(rule: AnyRule) -> None:
    assert module_of(rule).RULE is rule


@each_rule
def test_the_manual_has_its_headings_in_order_and_opens_with_one_sentence(rule: AnyRule) -> None:
    manual = inspect.getdoc(module_of(rule)) or ""
    assert re.findall(r"^[A-Z][A-Za-z ]*:", manual, re.MULTILINE) == HEADINGS
    first, blank, *_ = manual.splitlines()
    assert first.endswith(".")
    assert not blank


@each_rule
def test_the_source_is_the_guideline(rule: AnyRule) -> None:
    assert rule.guideline.startswith("https://docs.aws.amazon.com/")
    assert rule.guideline in (inspect.getdoc(module_of(rule)) or "").partition("Source:")[2]


@each_rule
def test_a_rule_fits_on_a_page(rule: AnyRule) -> None:
    assert len(inspect.getsource(module_of(rule)).splitlines()) <= 100


def test_every_rule_file_is_in_the_catalog() -> None:
    with_rule = {path.stem for path in FOLDER.glob("*.py") if re.search(r"^RULE = ", path.read_text(), re.MULTILINE)}
    assert with_rule == {rule.name.replace("-", "_") for rule in EVERY}


def test_ids_and_names_are_unique_and_the_undecided_rules_are_last() -> None:
    numbers = [int(rule.id.removeprefix("CKV_TRUST_")) for rule in EVERY]
    assert numbers == sorted(set(numbers))
    assert numbers[-2:] == [90, 91]
    assert (RULES[-1].name, LANDSCAPE[-1].name) == ("undecided-trust", "undecided-privileges")
    assert len({rule.name for rule in EVERY}) == len(EVERY)


SEVERITIES = {
    "CKV_TRUST_1": "HIGH",
    "CKV_TRUST_2": "MEDIUM",
    "CKV_TRUST_3": "HIGH",
    "CKV_TRUST_4": "CRITICAL",
    "CKV_TRUST_5": "MEDIUM",
    "CKV_TRUST_6": "HIGH",
    "CKV_TRUST_7": "LOW",
    "CKV_TRUST_8": "MEDIUM",
    "CKV_TRUST_9": "HIGH",
    "CKV_TRUST_10": "MEDIUM",
    "CKV_TRUST_11": "HIGH",
    "CKV_TRUST_12": "MEDIUM",
    "CKV_TRUST_13": "MEDIUM",
    "CKV_TRUST_14": "HIGH",
    "CKV_TRUST_15": "HIGH",
    "CKV_TRUST_16": "HIGH",
    "CKV_TRUST_17": "HIGH",
    "CKV_TRUST_18": "HIGH",
    "CKV_TRUST_90": "LOW",
    "CKV_TRUST_91": "LOW",
}


def test_what_pipelines_are_gated_by_does_not_change_by_accident() -> None:
    assert {rule.id: rule.severity for rule in EVERY if rule.id in SEVERITIES} == SEVERITIES


@each_rule
def test_the_headline_is_one_clause(rule: AnyRule) -> None:
    headline = rule.headline
    assert headline[0].isupper()
    assert not set(headline) & set(":\n.;")
