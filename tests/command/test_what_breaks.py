"""What breaks in the command is CRITICAL, under every rule that was asked for, and no setting keeps it quiet."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from roletrust.command.app import Ended, app
from roletrust.engine.questions.trust import Trust
from roletrust.rules import judgement
from roletrust.rules.catalog import EVERY, RULES
from roletrust.rules.judgement import Judgement
from roletrust.rules.rule import Verdict
from roletrust.telling.finding import Finding, present
from roletrust.telling.subject import Subject
from scanning import write

ALLOW = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "123456789012"}}
TRUST = {"Version": "2012-10-17", "Statement": [ALLOW]}
DUMP = {"Roles": [{"RoleName": "r", "AssumeRolePolicyDocument": TRUST}]}
Told = set[tuple[str, str]]  # rule, severity


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write(tmp_path, {"roles.json": json.dumps(DUMP)})


def told(tree: Path, *words: str) -> tuple[Told, int]:
    """What is told of roletrust and its settings, not of the role, and the exit status."""
    done = CliRunner().invoke(app, ["check", str(tree), "--output-format", "json", *words])
    found = json.loads(done.stdout)["findings"]
    return {(each["rule"], each["severity"]) for each in found if is_ours(each)}, done.exit_code


def is_ours(finding: dict[str, Any]) -> bool:
    """Whether it tells of what is wrong with roletrust, or with its settings."""
    return any(word in finding["reason"] for word in ("broke", "own_acounts"))


def critical(*numbers: int) -> Told:
    return {(f"CKV_TRUST_{number}", "CRITICAL") for number in numbers}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the rules break."""

    def breaks(trust: Trust) -> Verdict:
        raise MemoryError

    of_two = (each._replace(judge=breaks) if each.id in ("CKV_TRUST_1", "CKV_TRUST_2") else each for each in RULES)
    monkeypatch.setattr(judgement, "RULES", tuple(of_two))


@pytest.mark.usefixtures("broken")
def test_a_rule_that_breaks_is_told_under_the_id_that_was_asked_for(tree: Path) -> None:
    asked = ("--fail-on", "CRITICAL")
    assert told(tree, *asked) == (critical(90), 1)
    assert told(tree, "--select", "1", *asked) == (critical(1), 1)
    assert told(tree, "--select", "1", "--select", "2", "--select", "11", *asked) == (critical(1, 2), 1)
    assert told(tree, "--ignore", "undecided-trust", "--ignore", "2", *asked) == (critical(1), 1)
    assert told(tree, "--select", "11", *asked) == (set(), 0)  # which did not break


@pytest.mark.usefixtures("broken")
def test_settings_do_not_keep_it_quiet(tree: Path) -> None:
    for setting in ("off", "{severity: INFO}"):
        write(tree, {".roletrust.yaml": f"rules: {{CKV_TRUST_90: {setting}}}\n"})
        assert told(tree, "--fail-on", "CRITICAL") == (critical(90), 1)


def test_settings_that_cannot_be_used_are_told_under_every_id_that_was_asked_for(tree: Path) -> None:
    write(tree, {".roletrust.yaml": "own_acounts: []\n"})
    assert told(tree, "--fail-on", "CRITICAL") == (critical(90), 1)
    numbers = [int(each.id.rpartition("_")[2]) for each in EVERY if each.id != "CKV_TRUST_90"]
    assert told(tree, "--ignore", "90", "--fail-on", "CRITICAL") == (critical(*numbers), 1)


def test_a_reader_that_breaks_is_told_under_every_id_that_was_asked_for(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("roletrust.reading.judging.policies_of", breaks)
    assert told(tree, "--select", "4", "--select", "13", "--fail-on", "CRITICAL") == (critical(4, 13), 1)


@pytest.mark.usefixtures("broken")
def test_no_comment_and_no_revision_takes_back_what_breaks(tmp_path: Path) -> None:
    text = f"""\
resource "aws_iam_role" "r" {{
  # checkov:skip=CKV_TRUST_90:known
  assume_role_policy = jsonencode({json.dumps(TRUST)})
}}
"""
    tree = write(tmp_path, {"main.tf": text})
    committed(tree)
    assert told(tree, "--fail-on", "CRITICAL") == (critical(90), 1)
    assert told(tree, "--fail-on", "CRITICAL", "--since", "HEAD") == (critical(90), 1)


def test_what_breaks_where_a_finding_is_told_loses_no_other(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"other.json": json.dumps({**TRUST, "Statement": [ALLOW | {"Principal": {"AWS": "*"}}]})})

    def breaks(judgement: Judgement, subject: Subject) -> Finding:
        if judgement.rule.id == "CKV_TRUST_4":
            raise KeyError("broke")
        return present(judgement, subject)

    monkeypatch.setattr("roletrust.reading.findings.present", breaks)
    done = CliRunner().invoke(app, ["check", str(tree), "--output-format", "json"])
    rules = {(each["rule"], Path(each["file"]).name) for each in json.loads(done.stdout)["findings"]}
    assert rules >= {("CKV_TRUST_1", "roles.json"), ("CKV_TRUST_90", "other.json")}


@pytest.mark.parametrize("words", [("check", "."), ("diff", ".", ".."), ("explain", "roles.json")])
def test_what_would_end_the_process_well_ends_it_with_2(
    tree: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def ends(*_: object) -> None:
        raise SystemExit(0)

    monkeypatch.chdir(tree)
    monkeypatch.setattr("roletrust.reading.judging.policies_of", ends)
    assert isinstance(CliRunner().invoke(app, list(words)).exception, Ended)


def test_a_graph_by_settings_that_cannot_be_used_is_no_success(tree: Path) -> None:
    write(tree, {".roletrust.yaml": "own_acounts: []\n"})
    done = CliRunner().invoke(app, ["graph", str(tree), "-o", str(tree / "ways-in.json")])
    assert (done.exit_code, "own_acounts" in done.stderr) == (2, True)


def committed(folder: Path) -> None:
    """Make a repository of git of what is in `folder`."""
    named = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "all"]):
        subprocess.run(["git", "-C", folder, *named, *words], check=True, capture_output=True)
