"""`fixtures/projects/terraform-forms`: a role for every form a trust policy takes, with what is expected of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from checkov.common.output.record import Record

from running import PROJECTS
from scanning import Scan, terraform

FORMS = PROJECTS / "terraform-forms"
RULES = frozenset({"1", "2", "3", "7", "90"})  # what the comments speak of
FEWEST = 120

COMMENT = re.compile(r"# expect(?: (?P<within>\S+))?: (?P<rules>none|no role|[\d ]+?)(?: \((?P<named>.+)\))?")
BLOCK = re.compile(r'(?P<kind>resource|data|module) (?:"(?P<type>\w+)" )?"(?P<name>\w+)" \{')


@dataclass(frozen=True)
class Expectation:
    """`rules` is None where the role does not exist; `named` is what an undecided one has to name."""

    place: str
    address: str
    rules: frozenset[str] | None
    named: str


def written(file: Path) -> Iterator[Expectation]:
    """What the comments of a file expect; each is for the next block."""
    waiting: list[re.Match[str]] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# expect"):
            comment = COMMENT.fullmatch(line)
            assert comment, f"{file}:{number}: {line}"
            waiting.append(comment)
        block = BLOCK.fullmatch(line)
        for comment in waiting if block else ():
            assert block
            place = f"{file.relative_to(FORMS)}:{number}"
            yield Expectation(place, address(block, comment["within"] or ""), rules(comment), comment["named"] or "")
        waiting = [] if block else waiting
    assert not waiting, f"{file}: a comment stands above no block"


def address(block: re.Match[str], within: str) -> str:
    head = f"module.{block['name']}" if block["kind"] == "module" else f"{block['type']}.{block['name']}"
    return f"{head}{'' if not within or within.startswith('[') else '.'}{within}"


def rules(comment: re.Match[str]) -> frozenset[str] | None:
    said = comment["rules"]
    return None if said == "no role" else frozenset() if said == "none" else frozenset(said.split())


def said(record: Record) -> str:
    return "\n".join([record.check_name, *record.details])


EXPECTED = [each for file in sorted(FORMS.rglob("*.tf")) for each in written(file)]


@cache
def scan() -> Scan:
    return terraform(FORMS)


def test_the_comments_are_of_different_roles_and_there_are_enough() -> None:
    assert [name for name, times in Counter(each.address for each in EXPECTED).items() if times > 1] == []
    assert len(EXPECTED) >= FEWEST


def test_every_role_that_is_reported_has_a_comment() -> None:
    reported = {record.resource for record in scan().report.get_all_records()}
    assert reported == {each.address for each in EXPECTED if each.rules is not None}


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: each.address)
def test_the_verdict_is_the_one_that_was_written(expected: Expectation) -> None:
    if expected.rules is None:
        assert scan().rules(expected.address) == set(), expected.place
        return
    assert scan().rules(expected.address) & RULES == expected.rules, expected.place
    if "90" in expected.rules or expected.named:
        record = scan().record(max(expected.rules, key=int), expected.address)
        assert expected.named, f"{expected.place}: say what would decide it"
        assert expected.named in said(record), expected.place


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: each.address)
def test_a_finding_names_file_and_lines(expected: Expectation) -> None:
    for rule in expected.rules or ():
        found = scan().record(rule, expected.address)
        assert re.search(r"/[\w/.-]+\.(tf|tftpl|policy):\d+", said(found)), expected.place
