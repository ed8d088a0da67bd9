"""What is told to a person is told as a terminal, a pipe or a file takes it; and where it cannot be told is said."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from command.asked import roletrust
from roletrust.command.app import app

ESCAPE = "\x1b["


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Roles that anybody can assume."""
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    policy = {"Version": "2012-10-17", "Statement": [allow]}
    roles = [{"RoleName": f"r{number}", "AssumeRolePolicyDocument": policy} for number in range(2)]
    (tmp_path / "roles.json").write_text(json.dumps({"Roles": roles}))
    return tmp_path


def test_a_pipe_gets_no_colour_but_where_it_is_asked_for(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("check", "roles.json", "--select", "4", "--output-format", "concise")
    plain = roletrust(*words, cwd=dump).stdout
    assert ESCAPE not in plain and "CRITICAL" in plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = roletrust(*words, cwd=dump).stdout
    assert coloured.replace("\x1b[91m\x1b[1m", "").replace("\x1b[0m", "") == plain != coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert roletrust(*words, cwd=dump).stdout == plain


def test_a_file_that_cannot_be_written_is_named_and_is_no_finding(dump: Path) -> None:
    done = roletrust("check", "roles.json", "--select", "4", "-o", "nowhere/found.json", cwd=dump)
    assert done.status == 2
    assert done.stderr == "Error: nowhere/found.json: No such file or directory\n"


@pytest.mark.parametrize("form", ["full", "concise", "markdown", "github", "junit"])
def test_no_name_breaks_out_of_its_line(tmp_path: Path, form: str) -> None:
    """Neither a role's nor a file's: into a line of its own, which a host may take for a command, or into colours."""
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    role = {"RoleName": "r\x1b[31m\n::error::\0", "AssumeRolePolicyDocument": {"Statement": [allow]}}
    (tmp_path / "a\n::error::b.json").write_text(json.dumps({"Roles": [role]}))
    told = CliRunner().invoke(app, ["check", str(tmp_path), "--select", "4", "--output-format", form]).stdout
    assert not any(line.startswith("::error::") for line in told.splitlines())
    assert told.replace("\n", "").isprintable() and "CKV_TRUST_4" in told
    if form == "junit":
        ET.fromstring(told)


def test_a_terminal_that_has_few_letters_is_told_in_these(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    (tmp_path / "é.json").write_text(json.dumps({"Statement": [allow]}))
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = roletrust("check", "é.json", "--select", "4", cwd=tmp_path)
    assert (done.status, done.stderr) == (1, "") and "\\xe9.json:1" in done.stdout
