"""`roletrust diagnose`, run as a reader would."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from command.asked import roletrust
from diagnosis.told import APP, ID, OURS, ROLE, THEIRS, WITH_ID, call, message
from roletrust.diagnosis.causes import CAUSES
from roletrust.replying.redaction import Redaction
from running import REPOSITORY

PAGE = (REPOSITORY / "docs" / "causes.md").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "trust.json").write_text(WITH_ID)
    (tmp_path / "error.log").write_text(message("log"))
    name, text = call("shell", None)
    (tmp_path / name).write_text(text)
    return tmp_path


def test_every_cause_has_its_place_on_the_page() -> None:
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE) == list(CAUSES)


ASKED = ["You saw", "Why", "An attacker", "Repair", "Keep it so", "Next", "Downtime"]


@pytest.mark.parametrize("section", re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:], ids=lambda text: text.split()[0])
def test_a_cause_says_all_that_somebody_asks_who_meets_it(section: str) -> None:
    said = re.findall(r"^- \*\*(.+?)\.\*\* (.*(?:\n  .*)*)", section, re.MULTILINE)
    assert [label for label, _ in said] == ASKED
    downtime = dict(said)["Downtime"]
    assert re.match("Certain|Likely|Unlikely|As likely", downtime) and re.search("[Mm]inutes|[Hh]ours|days", downtime)


def test_an_error_on_standard_input_is_diagnosed_with_the_call(folder: Path) -> None:
    done = roletrust("diagnose", "--role", "trust.json", "--call", "deploy.sh", cwd=folder, stdin=message("go-2"))
    assert done.status == 1
    assert "1. external-id-missing: " in done.stdout
    assert f"   +aws sts assume-role --role-arn {ROLE} --external-id {ID} \\\n" in done.stdout


def test_a_command_is_given_as_it_was_typed(folder: Path) -> None:
    typed = f"$ aws sts assume-role --role-arn {ROLE} --role-session-name ops"
    done = roletrust("diagnose", "error.log", "--role", "trust.json", "--call", typed, cwd=folder)
    assert f"   +aws sts assume-role --role-arn {ROLE} --external-id {ID} --role-session-name ops\n" in done.stdout


def test_json_tells_the_same(folder: Path) -> None:
    words = ("diagnose", "error.log", "--role", "trust.json", "--call", "deploy.sh", "--format", "json")
    (told,) = json.loads(roletrust(*words, cwd=folder).stdout)
    assert (told["caller"], told["role"], told["cross_account"]) == (APP, ROLE, True)
    (cause,) = told["causes"]
    assert (cause["cause"], cause["certain"]) == ("external-id-missing", True)
    assert f"--external-id {ID}" in cause["correction"]


def test_a_role_is_found_in_a_directory_by_the_name_in_the_message(folder: Path) -> None:
    (folder / "trust.json").unlink()
    policy = WITH_ID.replace('"', '\\"')
    roles = "".join(
        f'resource "aws_iam_role" "{name}" {{\n  name = "{name}"\n  assume_role_policy = "{policy}"\n}}\n'
        for name in ("other", "vendor")
    )
    (folder / "main.tf").write_text(roles)
    done = roletrust("diagnose", "error.log", "--role", ".", "--call", "deploy.sh", cwd=folder)
    assert "by the trust policy of aws_iam_role.vendor " in done.stdout


def test_what_a_redacted_output_tells_is_whose_it_is_no_more(folder: Path) -> None:
    words = ("diagnose", "error.log", "--role", "trust.json", "--call", "deploy.sh")
    plain = roletrust(*words, cwd=folder).stdout
    redacted = roletrust(*words, "--redact", cwd=folder).stdout
    for each in (OURS, THEIRS, ID, "vendor", "build-7"):
        assert each in plain.lower()
        assert each not in redacted
    assert "--external-id external-id-1 " in redacted
    assert len(redacted.splitlines()) == len(plain.splitlines())


def test_redaction_keeps_the_same_the_same_and_others_apart() -> None:
    text = f"{APP} and {ROLE}, {APP}; account {OURS}; sts:ExternalId {ID}, o-abcdefghij"
    found = Redaction().redacted(text)
    assert found.count("arn:aws:sts::000000000001:assumed-role/role-1/session-1") == 2
    assert "arn:aws:iam::000000000002:role/role-2" in found
    assert "account 000000000002" in found
    assert ID not in found and "o-abcdefghij" not in found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing.log",), "no such file: nothing.log"),
        (("error.log", "--role", "nothing.json"), "no such file or directory"),
        (("error.log", "--call", "ls"), "no call of sts:AssumeRole"),
        (("deploy.sh",), "no error of STS"),
    ],
)
def test_what_cannot_be_asked_is_told(folder: Path, words: tuple[str, ...], said: str) -> None:
    done = roletrust("diagnose", *words, cwd=folder)
    assert done.status == 2
    assert said in done.stderr
    assert done.stdout == ""
