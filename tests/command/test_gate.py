"""`roletrust gate`: a configured external id that is none ends the pipeline, and is never printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command.asked import roletrust

GOOD = "7f9c2b1e-52d4-4b0c-9a55-6d1f0c3e8a27"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "is not set"),
        ("", "is set, and empty"),
        ("  ", "nothing but blanks"),
        (f"{GOOD}\n", "a line break around it"),
        (f" {GOOD}", "a line break around it"),
        ("<your external id>", "is a placeholder"),
        ("xxxxxxxx-xxxx", "is a placeholder"),
        ("${EXTERNAL_ID}", "is a placeholder"),
        ("{{ external_id }}", "is a placeholder"),
        ("$EXTERNAL_ID", "is a placeholder"),
        ("%EXTERNAL_ID%", "is a placeholder"),
        ("#{ExternalId}#", "is a placeholder"),
        ("__EXTERNAL_ID__", "is a placeholder"),
        ("CHANGE_ME", "is a placeholder"),
        ("undefined", "is a placeholder"),
        (f'"{GOOD}"', "has quotes around it"),
        ("a", "none that STS takes"),
        (f"{GOOD}é", "none that STS takes"),
        (f"{GOOD} {GOOD}", "none that STS takes"),
        ("changeme-123", "easily guessed"),
        ("123456789012", "is a bare account id"),
        ("550e8400-e29b-41d4-a716-446655440000", "stands in a public specification"),
        (GOOD, "ok"),
    ],
)
def test_a_variable_of_the_environment_is_judged_without_being_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None, said: str
) -> None:
    monkeypatch.delenv("SOME_ID", raising=False)
    if value is not None:
        monkeypatch.setenv("SOME_ID", value)
    done = roletrust("gate", "--name", "SOME_ID", cwd=tmp_path)
    assert done.status == (0 if said == "ok" else 1)
    assert said in done.stdout
    assert done.stdout.startswith("SOME_ID: ")
    assert not value or len(value.strip()) < 4 or value.strip() not in done.stdout + done.stderr


def test_a_weak_one_may_be_let_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_ID", "changeme-123")
    assert roletrust("gate", "--name", "SOME_ID", "--allow-weak", cwd=tmp_path).status == 0
    monkeypatch.setenv("SOME_ID", "change-me")  # which is no id at all
    assert roletrust("gate", "--name", "SOME_ID", "--allow-weak", cwd=tmp_path).status == 1


def test_of_several_each_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE", GOOD)
    monkeypatch.setenv("OTHER", "")
    done = roletrust("gate", "--name", "ONE", "--name", "OTHER", cwd=tmp_path)
    assert done.status == 1
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["ONE", "OTHER"]
    assert done.stdout.startswith("ONE: ok\n")


def test_terraforms_variables_come_from_its_files_the_last_first_and_from_tf_var(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heredoc = f"heredoc = <<EOT\n{GOOD}\nEOT\n"
    (tmp_path / "first.tfvars").write_text(f'external_id = "{GOOD}"\ncomputed = upper("x")\nids = ["a"]\n{heredoc}')
    (tmp_path / "last.tfvars.json").write_text(json.dumps({"external_id": ""}))
    monkeypatch.setenv("TF_VAR_elsewhere", GOOD)
    words = ("gate", "--name", "external_id", "--tfvars", "first.tfvars")
    assert roletrust(*words, cwd=tmp_path).stdout == "external_id: ok\n"
    assert "is set, and empty" in roletrust(*words, "--tfvars", "last.tfvars.json", cwd=tmp_path).stdout
    assert roletrust("gate", "--name", "elsewhere", cwd=tmp_path).stdout == "elsewhere: ok\n"
    names = ("elsewhere", "computed", "nowhere", "ids", "heredoc")
    found = roletrust(*words, *(word for name in names for word in ("--name", name)), cwd=tmp_path).stdout
    assert [line.split(":")[1].split(",")[0] for line in found.splitlines()] == [
        " ok",
        " ok",
        " is not written out in the file",
        " is not set",
        " is no text",
        " has blanks or a line break around it",
    ]


def test_a_plan_says_what_a_variable_came_to(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps({"variables": {"a": {"value": GOOD}, "b": {"value": " "}, "c": {}}}))
    done = roletrust("gate", "--plan", "plan.json", "--name", "a", "--name", "b", "--name", "c", cwd=tmp_path)
    assert done.status == 1
    assert [line.split(":")[1] for line in done.stdout.splitlines()] == [" ok", " is nothing but blanks", " is not set"]


def test_a_file_that_cannot_be_read_is_no_pass(tmp_path: Path) -> None:
    for text in ("[]", "{}", "no JSON"):
        (tmp_path / "plan.json").write_text(text)
        done = roletrust("gate", "--plan", "plan.json", "--name", "external_id", cwd=tmp_path)
        assert done.status == 2 and "plan.json is no plan" in done.stderr
    (tmp_path / "broken.tfvars").write_text("external_id = {")
    done = roletrust("gate", "--tfvars", "broken.tfvars", "--name", "external_id", cwd=tmp_path)
    assert done.status == 2
    assert "broken.tfvars cannot be read" in done.stderr
