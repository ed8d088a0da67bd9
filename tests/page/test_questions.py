"""What the page asks of the pack's Python, asked without a browser: the command's own replies, as data."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from roletrust.page.given import DEEPEST, LARGEST
from roletrust.page.questions import reply
from running import CHECKS, run

OPEN = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
      "Action": "sts:AssumeRole"
    }
  ]
}
"""
ASKS = OPEN.replace(
    '"sts:AssumeRole"\n', '"sts:AssumeRole",\n      "Condition": {"StringEquals": {"sts:ExternalId": "7f9c2b1e8d1c"}}\n'
)
ID = "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41"
REFUSED = (
    "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::123456789012:user/x is "
    "not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999999999999:role/orders"
)
CALL = "aws sts assume-role --role-arn arn:aws:iam::999999999999:role/orders --role-session-name orders"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(folder: Path, kind: str, **what: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reply(json.dumps({"kind": kind, **what}), str(folder)))
    return found


def roletrust(folder: Path, *words: str) -> str:
    code = "from roletrust.command.app import main; main()"
    return run([sys.executable, "-c", code, *words], folder, {"PYTHONPATH": str(CHECKS)}).stdout


def test_the_page_says_what_the_command_prints(folder: Path) -> None:
    found = asked(folder, "who", files={"": OPEN})
    table = roletrust(folder, "explain", "trust.json")
    assert found["report"] == f"{table}\n{roletrust(folder, 'check', 'trust.json')}"
    (row,) = found["roles"][0]["ways"][0]["rows"]
    assert row["who"] in table
    assert row["example"] in table
    assert [(each["rule"], each["lines"]) for each in found["findings"]] == [
        ("CKV_TRUST_1", [4, 8]),
        ("CKV_TRUST_2", [4, 8]),
    ]


def test_the_repair_is_the_patch_that_the_command_prints(folder: Path) -> None:
    found = asked(folder, "repair", files={"": OPEN}, external_id=ID)
    assert found["patch"] == roletrust(folder, "fix", "trust.json", "--external-id", ID) != ""
    (text,) = found["files"].values()
    after = asked(folder, "who", files={"": text})["findings"]
    assert [each["rule"] for each in after] == ["CKV_TRUST_2"]


def test_what_changes_is_told_by_name_or_of_the_only_role_on_both_sides(folder: Path) -> None:
    (change,) = asked(folder, "compare", before={"": ASKS}, after={"new.json": OPEN})["differences"]
    assert len(change["wider"]) == 1
    assert not change["narrower"]


def test_a_refused_call_is_told_with_its_correction(folder: Path) -> None:
    found = asked(folder, "diagnose", error=REFUSED, call=CALL, files={"": ASKS})
    ((cause,),) = (each["causes"] for each in found["refusals"])
    assert cause["cause"] == "external-id-missing"
    assert "+" in cause["correction"]
    assert asked(folder, "diagnose", error="hello", call="", files=None)["problem"].startswith("the text has no error")


def test_what_is_pasted_is_called_by_what_it_holds(folder: Path) -> None:
    hcl = f'resource "aws_iam_role" "r" {{\n  assume_role_policy = <<EOT\n{OPEN}EOT\n}}\n'
    document = json.dumps(json.loads(OPEN))
    role = f"  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {document}\n"
    for text, file in ((OPEN, "trust.json"), (hcl, "main.tf"), (f"Resources:\n{role}", "template.yaml")):
        (found,) = asked(folder, "who", files={"": text})["roles"]
        assert found["file"] == file
        assert found["ways"][0]["rows"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"": " " * (LARGEST + 1)}, "1,000,001 characters"),
        ({"": "[" * (DEEPEST + 1)}, "deep"),
        ({"../out.json": OPEN}, "no name of a file below"),
        ({"": "hello"}, "no role is here"),
        ({str(number): "" for number in range(401)}, "401 files"),
    ],
    ids=["large", "deep", "outside", "nothing", "many"],
)
def test_what_the_page_does_not_take_is_told(files: dict[str, str], said: str, folder: Path) -> None:
    assert said in asked(folder, "who", files=files)["problem"]


def test_nothing_of_one_question_is_left_for_the_next(folder: Path) -> None:
    asked(folder, "who", files={"deep/main.json": OPEN})
    (role,) = asked(folder, "who", files={"": ASKS})["roles"]
    assert role["file"] == "trust.json"


def test_what_was_skipped_in_one_text_is_found_in_the_next_of_the_same_name(folder: Path) -> None:
    role = f'resource "aws_iam_role" "r" {{\n  assume_role_policy = <<EOT\n{OPEN}EOT\n}}\n'
    skip = role.replace("{\n", "{\n  # checkov:skip=CKV_TRUST_1:known\n", 1)
    for text, rules in ((skip, {"CKV_TRUST_2"}), (role, {"CKV_TRUST_1", "CKV_TRUST_2"})):
        assert {each["rule"] for each in asked(folder, "who", files={"main.tf": text})["findings"]} == rules


def test_the_same_name_is_replaced_by_the_same_one_in_all_texts(folder: Path) -> None:
    found = asked(folder, "redact", texts={"a": "123456789012", "b": REFUSED})["texts"]
    assert found["a"] in found["b"]
    assert "123456789012" not in "".join(found.values())


def test_no_word_of_a_policy_acts_on_a_terminal_or_breaks_the_page(folder: Path) -> None:
    """Python tells it as text; that the page shows text only is tested in Chromium."""
    found = asked(folder, "who", files={"": OPEN.replace("arn:aws:iam::123456789012:root", "\\u001b[31m<b>")})
    assert "\x1b" not in json.dumps(found, ensure_ascii=False)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text("<p>the page")
    (tmp_path / "a.wasm").write_bytes(b"\0asm")
    code = "from roletrust.command.app import main; main()"
    command = [sys.executable, "-u", "-c", code, "page", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(CHECKS)}) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


def test_the_command_shows_the_page_to_this_machine(served: str) -> None:
    assert served.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(served) as answer:
        assert answer.read() == b"<p>the page"
    with urllib.request.urlopen(f"{served}a.wasm") as answer:
        assert answer.headers["Content-Type"] == "application/wasm"


def test_a_page_that_is_not_built_is_told(tmp_path: Path) -> None:
    code = "from roletrust.command.app import main; main()"
    done = run([sys.executable, "-c", code, "page", str(tmp_path)], tmp_path, {"PYTHONPATH": str(CHECKS)})
    assert done.status == 2
    assert "make page" in done.stderr
