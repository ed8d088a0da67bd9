"""`roletrust fleet`: the roles of many accounts, from every form that they are dumped in."""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from command.asked import roletrust
from command.fleets import HOSTILE, OWN, dump, fleet, hostile, state
from roletrust.engine.answer import YES
from roletrust.fleet.judging import found_of
from roletrust.fleet.sources import at
from roletrust.fleet.summary import Row, rows
from roletrust.reading.remembering import Remembering
from roletrust.replying.cores import ENDED
from roletrust.rules.rule import SEVERITIES
from running import CHECKS, REPOSITORY, Run, run
from samples import policy_objects

SOURCES = ("dumps", "config", "query.json", "states/*.tfstate")


class Surveyed(NamedTuple):
    """What was asked, and what came of it."""

    folder: Path
    done: Run

    @property
    def findings(self) -> list[Row]:
        return list(rows(str(self.folder / "fleet.jsonl")))


@pytest.fixture(scope="module")
def three_accounts(tmp_path_factory: pytest.TempPathFactory) -> Surveyed:
    folder = tmp_path_factory.mktemp("fleet")
    fleet(folder)
    words = ("-o", "fleet.jsonl", "--csv", "fleet.csv", "--html", "fleet.html", "--jobs", "2")
    return Surveyed(folder, roletrust("fleet", *SOURCES, *words, cwd=folder))


def as_text(found: Any) -> str:
    return json.dumps({key: value for key, value in found.items() if key != "account"}, sort_keys=True)


def are_those_of_check(found: list[Row], checked: Run) -> None:
    """Row by row, in whatever order."""
    told = (as_text(json.loads(line)) for line in checked.stdout.splitlines())
    assert Counter(told) == Counter(map(as_text, found))


def test_the_verdicts_are_those_of_check(three_accounts: Surveyed) -> None:
    files = ("config/cut.json.gz", "config/snapshot.json.gz", "dumps/deep/three.json", "dumps/one.json", "query.json")
    words = (*files, "states/prod.tfstate", "--output-format", "json-lines")
    checked = roletrust("check", *words, cwd=three_accounts.folder)
    assert len(three_accounts.findings) > 60
    are_those_of_check(three_accounts.findings, checked)


def test_each_finding_says_of_which_account_the_role_is(three_accounts: Surveyed) -> None:
    accounts = Counter(each["account"] for each in three_accounts.findings)
    assert accounts.keys() == {"", *(f"91100000000{number}" for number in (1, 2, 3, 4, 6))}
    assert accounts[""] == 1  # the source that is cut off


def test_a_source_that_fails_is_told_and_loses_no_other_and_comes_last(three_accounts: Surveyed) -> None:
    done = three_accounts.done
    assert done.status == 2
    assert done.stderr.startswith("config/cut.json.gz: the file cannot be read: ")
    assert done.stderr.count("\n") == 1
    assert "from 6 sources (1 failed)\n" in done.stdout
    files = [each["file"] for each in three_accounts.findings]
    assert set(files[files.index("config/cut.json.gz") :]) == {"config/cut.json.gz"}
    assert three_accounts.findings[-1]["rule"] == "CKV_TRUST_90"  # what was not read is undecided


def test_what_is_cut_off_before_its_first_role_has_failed_and_what_holds_none_has_not(tmp_path: Path) -> None:
    """As a command leaves it that broke off, or was denied; AWS Config, too, has regions without roles."""
    (tmp_path / "cut.json").write_text('{"UserDetailList": [{"UserName": "a"},')
    (tmp_path / "denied.json").write_text("An error occurred (AccessDenied)\n")
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "region.json.gz").write_bytes(gzip.compress(b'{"fileVersion": "1.0", "configurationItems": []}'))
    (tmp_path / "users.json").write_text('{"Users": []}')
    done = roletrust("fleet", ".", "-o", "f.jsonl", "--jobs", "1", cwd=tmp_path)
    assert done.status == 2
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == ["cut.json", "denied.json", "empty.json"]
    assert "from 5 sources (3 failed, 2 without a role)" in done.stdout


def test_nothing_is_left_beside_the_results_but_what_they_are_gone_on_with_by(three_accounts: Surveyed) -> None:
    made = {path.name for path in three_accounts.folder.iterdir() if path.name.startswith((".", "fleet"))}
    assert made == {"fleet.jsonl", "fleet.jsonl.journal", "fleet.jsonl.traces", "fleet.csv", "fleet.html"}


def test_the_table_has_a_row_for_each_finding(three_accounts: Surveyed) -> None:
    with (three_accounts.folder / "fleet.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [each["message"] for each in table] == [each["message"] for each in three_accounts.findings]


def data_of(page: Path) -> Any:
    text = page.read_text("utf-8")
    return json.loads(text.partition('id="data">')[2].partition("</script>")[0])


def test_the_report_counts_all_and_begins_with_the_worst(three_accounts: Surveyed) -> None:
    data = data_of(three_accounts.folder / "fleet.html")
    failed, by_rule, accounts, doors, findings = data["tables"]
    assert [row[0] for row in failed["rows"]] == ["config/cut.json.gz"]
    assert sum(row[-1] for row in by_rule["rows"]) == len(three_accounts.findings) == len(findings["rows"])
    assert findings["rows"][0][0] == min((each["severity"] for each in three_accounts.findings), key=SEVERITIES.index)
    counts = [row[3:] for row in doors["rows"]]
    assert counts == sorted(counts, reverse=True)
    assert sum(map(sum, counts)) == len(three_accounts.findings)
    assert [row[1] for row in accounts["rows"]] == sorted((row[1] for row in accounts["rows"]), reverse=True)
    assert "account 210987654321" in {row[0] for row in accounts["rows"]}


def test_hostile_names_are_text_in_the_report_and_no_formula_in_the_table(tmp_path: Path) -> None:
    done = roletrust("fleet", "-", "-o", "f.jsonl", "--csv", "f.csv", "--html", "f.html", cwd=tmp_path, stdin=hostile())
    assert (done.status, done.stderr) == (1, "")
    page = (tmp_path / "f.html").read_text("utf-8")
    assert page.count("</script>") == 2
    assert "<img" not in page
    assert HOSTILE in data_of(tmp_path / "f.html")["tables"][2]["rows"][0][1]
    with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as file:
        assert {each["role"] for each in csv.DictReader(file)} == {f"'={HOSTILE}"}


# --- what was found before ------------------------------------------------------------------------------------------


NAMED = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"


def repeated(lines: bool) -> str:
    """A dump of three roles for each of 20 policies, and of one policy whose id is one role's name."""
    named: Any = {"StringEquals": {"sts:ExternalId": NAMED}}
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "210987654321"}, "Condition": named}
    policies = [*list(policy_objects(20)) * 3, *[{"Version": "2012-10-17", "Statement": [allow]}] * 3]
    roles = [
        {"RoleName": name, "Arn": f"arn:aws:iam::{OWN}:role/{name}", "AssumeRolePolicyDocument": each}
        for n, each in enumerate(policies)
        for name in (NAMED if n == 61 else f"r{n}",)
    ]
    return json.dumps({"RoleDetailList": roles}, indent=1 if lines else None)


def test_a_policy_that_is_repeated_has_the_findings_of_each_role_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "one-line.json").write_text(repeated(lines=False))
    (tmp_path / "lines.json").write_text(repeated(lines=True))
    roletrust("fleet", ".", "-o", "f.jsonl", "--jobs", "1", cwd=tmp_path)
    checked = roletrust("check", "one-line.json", "lines.json", "--output-format", "json-lines", cwd=tmp_path)
    found = list(rows(str(tmp_path / "f.jsonl")))
    are_those_of_check(found, checked)
    named = {each["role"].rpartition("/")[2] for each in found if "is the role's name" in as_text(each)}
    assert named == {NAMED}


@pytest.mark.parametrize("repairs", [True, False])
def test_what_was_found_of_a_policy_is_asked_once_where_it_says_the_same(tmp_path: Path, repairs: bool) -> None:
    for lines in (False, True):
        path = tmp_path / "dump.json"
        path.write_text(repeated(lines))
        judge = Remembering(repairs)
        told = [judge(case).judgements for each in found_of(at(str(path))) if (case := each.case())]
        for number, policy in enumerate(policy_objects(20)):
            of_policy = {id(told[at]["CKV_TRUST_90"]) for at in (number, number + 20, number + 40)}
            is_by_name = "sts:ExternalId" in json.dumps(policy)  # is the id easy to guess?
            is_clean = not any(each.verdict.answer is YES for each in told[number].values())
            is_shared = not is_by_name and (not lines or not repairs or is_clean)  # a repair tells its lines
            assert len(of_policy) == (1 if is_shared else 3)


def test_findings_tell_no_repair_where_none_is_wanted_and_are_the_same_else(tmp_path: Path) -> None:
    (tmp_path / "dump.json").write_text(dump())
    (tmp_path / "repeated.json").write_text(repeated(lines=True))
    texts, told = [], []
    for word in ("--repairs", "--no-repairs"):
        roletrust("fleet", ".", "-o", "f.jsonl", "--jobs", "1", word, cwd=tmp_path)
        found = list(rows(str(tmp_path / "f.jsonl")))
        texts.append({each["fix"]["text"] for each in found if each["fix"]})
        told.append([{**each, "fix": None, "details": each["details"][:3]} for each in found])
    assert len(texts[0]) > 3
    assert texts[1] == {""}
    assert len(told[0]) > 60
    assert told[0] == told[1]


# --- going on where it was ------------------------------------------------------------------------------------------


def resumed(folder: Path, *words: str) -> Run:
    return roletrust("fleet", ".", "-o", "f.jsonl", "--jobs", "1", *words, cwd=folder)


def test_what_was_interrupted_goes_on_without_reading_again_what_is_done(tmp_path: Path) -> None:
    one = tmp_path / "one.json"
    one.write_text(dump())
    assert resumed(tmp_path).status == 1
    before = (tmp_path / "f.jsonl").read_text()
    with (tmp_path / "f.jsonl").open("a") as results, (tmp_path / "f.jsonl.journal").open("a") as journal:
        results.write('{"rule": "CKV_TR' * 10_000)  # as the process was killed
        journal.write('{"source": "')
    stat = one.stat()
    one.write_text("x" * stat.st_size)  # which would fail, were it read again
    os.utime(one, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (tmp_path / "two.tfstate").write_text(state())
    done = resumed(tmp_path, "--resume")
    assert (done.status, done.stderr) == (1, "")
    after = (tmp_path / "f.jsonl").read_text()
    assert after.startswith(before)
    assert {json.loads(line)["file"] for line in after[len(before) :].splitlines()} == {"two.tfstate"}
    assert "of 15 roles, from 2 sources\n" in done.stdout


def test_what_failed_is_read_again(tmp_path: Path) -> None:
    packed = tmp_path / "one.json.gz"
    whole = gzip.compress(dump().encode())
    packed.write_bytes(whole[:-20])
    assert resumed(tmp_path).status == 2
    packed.write_bytes(whole)
    done = resumed(tmp_path, "--resume")
    assert (done.status, done.stderr) == (1, "")
    assert not any(each["rule"] == "CKV_TRUST_90" for each in rows(str(tmp_path / "f.jsonl")))


def test_results_of_something_else_are_not_gone_on_with(tmp_path: Path) -> None:
    one = tmp_path / "one.json"
    one.write_text(state())
    assert resumed(tmp_path).status == 1
    kept = (tmp_path / "f.jsonl").read_text()
    done = resumed(tmp_path, "--resume", "--ignore", "13")
    assert (done.status, "of other rules" in done.stderr) == (2, True)
    one.write_text(dump())
    done = resumed(tmp_path, "--resume")
    assert (done.status, "one.json has changed since it was read" in done.stderr) == (2, True)
    assert (tmp_path / "f.jsonl").read_text() == kept


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = roletrust("fleet", "nowhere/*.json", "-o", "f.jsonl", cwd=tmp_path)
    assert (done.status, done.stdout) == (2, "")
    assert "no such file or directory: nowhere/*.json" in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- over several processes -----------------------------------------------------------------------------------------


FIVE = """
import json
from command.fleets import ending
from roletrust.fleet.judging import Outcome, Task
from roletrust.fleet.sources import Source
from roletrust.replying.cores import ENDED, outcomes

tasks = [Task(Source(str(number), ""), frozenset(), "") for number in range(5)]
found = outcomes(tasks, 2, ending, Outcome(failure=ENDED))
print(json.dumps({task.source.name: [each.roles, each.failure] for task, each in found}))
"""


def test_a_process_that_ends_loses_its_own_source_alone(tmp_path: Path) -> None:
    paths = os.pathsep.join((str(CHECKS), str(REPOSITORY / "tests")))
    done = run([sys.executable, "-c", FIVE], tmp_path, {"PYTHONPATH": paths})
    assert done.status == 0, done.stderr
    assert json.loads(done.stdout) == {str(number): [number, ""] for number in (0, 2, 3, 4)} | {"1": [0, ENDED]}
