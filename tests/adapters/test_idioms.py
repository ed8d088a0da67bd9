"""`fixtures/projects/idioms`: Checkov says of common trust policies what was written beside them, and no more."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from idioms import PROJECT, Idiom, files, idioms
from scanning import Scan, cloudformation, terraform

FEWEST = 60
WRITTEN = [each for file in files() for each in idioms(file)]


@cache
def scans() -> tuple[Scan, Scan]:
    return terraform(PROJECT), cloudformation(PROJECT)


def failed(resource: str) -> set[str]:
    """But for what ids that are not known leave open of all of them side by side: each is written for itself."""
    return {rule for scan in scans() for rule in scan.rules(resource)} - {"91"}


def test_there_are_enough_and_each_is_another() -> None:
    assert len(WRITTEN) >= FEWEST
    assert [name for name, times in Counter(each.resource for each in WRITTEN).items() if times > 1] == []
    assert [name for name, times in Counter(each.title for each in WRITTEN).items() if times > 1] == []


def test_every_role_of_the_project_has_a_comment() -> None:
    reported = {record.resource for scan in scans() for record in scan.report.get_all_records()}
    assert reported == {each.resource for each in WRITTEN}


@pytest.mark.parametrize("idiom", WRITTEN, ids=lambda each: each.resource)
def test_each_has_a_source_and_a_reason(idiom: Idiom) -> None:
    assert idiom.source.startswith("https://"), idiom.place
    assert idiom.why.endswith("."), f"{idiom.place}: the reason is no sentence"


@pytest.mark.parametrize("idiom", WRITTEN, ids=lambda each: each.resource)
def test_the_rules_that_fail_are_those_that_were_written(idiom: Idiom) -> None:
    assert failed(idiom.resource) == idiom.rules, idiom.place
