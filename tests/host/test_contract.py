"""The facts about Checkov that `adapters/host/internals.py` relies on, and what comes of it where one no longer holds.

The facts are tested with whichever Checkov is installed: `make contract` does so with the oldest, a middle and the
newest one that is supported.  The names are taken away in a copy of Checkov, everywhere it uses them itself, so that
Checkov works as before: the scan then says the same by a slower way, or is loud.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import checkov
import pytest
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.runner_filter import RunnerFilter

from roletrust.adapters.host import internals
from roletrust.adapters.rule_check import BlockCheck
from running import CHECKS, Run, run
from scanning import cloudformation, terraform, write

ACCOUNTS = ("111122223333", "444455556666")
HCL = f"""\
provider "aws" {{
  allowed_account_ids = ["123456789012"]
}}

provider "aws" {{
  alias = "vendor"
  assume_role {{
    role_arn = aws_iam_role.r{ACCOUNTS[0]}.arn
  }}
}}
"""
ROLE = """
resource "aws_iam_role" "r{0}" {{
  name = "r{0}"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ AWS = "arn:aws:iam::{0}:root" }}
      Condition = {{ StringEquals = {{ "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e" }} }}
    }}]
  }})
}}
"""
IN_TEMPLATE = """
  R{0}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal: {{AWS: "arn:aws:iam::{0}:root"}}
            Condition: {{StringEquals: {{"sts:ExternalId": 7f9c2b1e-4a55-4c1d-9b7e}}}}
"""
FILES = {
    "main.tf": HCL + "".join(map(ROLE.format, ACCOUNTS)),
    "template.yaml": "Resources:" + "".join(map(IN_TEMPLATE.format, ACCOUNTS)),
}


ASKING = {"checks", "results", "skipped_checks", "runner_filter", "runner"}


# --- the facts -----------------------------------------------------------------------------------------------------


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the bridge tells each check of a block that Checkov asks."""
    found: list[dict[str, Any]] = []
    answer = BlockCheck.answer

    def noted(self: BlockCheck, entity: Any, skip: Any) -> Any:
        runner = internals.runner_at_work()
        found.append(
            {
                "runner": type(runner).__name__,
                "definitions": {str(getattr(key, "file_path", key)) for key in internals.definitions_of(runner)},
                "graph check": internals.has_graph_check(runner, "CKV_TRUST_13"),
                "file": internals.file_at_work(entity.file),
                "root": internals.scanned_directory(),
                "filter": type(internals.filter_at_work()),
                "asking": internals.asking().keys()
                >= {"checks", "results", "skipped_checks", "runner_filter", "runner"},
            }
        )
        return answer(self, entity, skip)

    monkeypatch.setattr(BlockCheck, "answer", noted)
    return found


@pytest.mark.parametrize(("scan", "file"), [(terraform, "main.tf"), (cloudformation, "template.yaml")])
def test_what_is_on_the_stack(tmp_path: Path, seen: list[dict[str, Any]], scan: Any, file: str) -> None:
    scan(write(tmp_path, FILES))
    path = str(tmp_path / file)
    assert seen
    for each in seen:
        assert each["runner"] == "Runner"
        assert path in each["definitions"]
        assert each["graph check"]
        assert (each["file"], each["root"]) == (path, str(tmp_path))
        assert each["filter"] is RunnerFilter
    assert seen[0]["asking"]  # later, one check has the others answer


def test_the_results_of_graph_checks_are_told_in_their_words(tmp_path: Path) -> None:
    """By the list that they are collected in: the documented way has the headline alone."""
    record = terraform(write(tmp_path, FILES)).record("13", f"aws_iam_role.r{ACCOUNTS[0]}")
    assert ACCOUNTS[0] in record.check_name


def test_every_record_goes_by_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(Report, "add_record", internals.with_change(Report.add_record, lambda *_: told.append(1)))
    report = Report("terraform")
    report.add_record(record=Record("CKV_X", "n", {"result": None}, [], "/f", [1, 2], "r", None, "c", "/f"))  # type: ignore[typeddict-item]
    assert told == [1]


def test_the_command_line_is_known(tmp_path: Path) -> None:
    """To the checks: a run that writes SARIF keeps the details out of it."""
    words = (
        "-d",
        write(tmp_path, FILES),
        "-o",
        "json",
        "-o",
        "sarif",
        "--output-file-path",
        f"{tmp_path}/f.json,{tmp_path}/f.sarif",
    )
    done = run([*CHECKOV, *words, "--framework", "terraform", *LOADED], tmp_path)
    assert '"attachments": [{' not in (tmp_path / "f.sarif").read_text("utf-8"), done.stderr
    assert "CKV_TRUST_13" in (tmp_path / "f.sarif").read_text("utf-8")


# --- names that Checkov no longer has ------------------------------------------------------------------------------

CHECKOV = (sys.executable, "-c", "import sys; from checkov.main import Checkov; sys.exit(Checkov().run())")
LOADED = ("--external-checks-dir", CHECKS, "--skip-download", "-c", "CKV_TRUST_*")
# By name: in which files, as a part of the path, it is another one.
SLOWER = {
    r"run_block": "",
    r"run_all_blocks": "",
    r"full_file_path": "terraform/",
    r"file_abs_path(?!=)": "cloudformation/runner",
    r"check_results": "checks_infra/registry",
    r"skipped_checks": "checks/base_check_registry",
}
LOUD = {
    r"block_type_": "",
    r"block_name_": "",
    r"file_path_": "",
    r"config_": "",
    r"graph_registry": "",
    r"check_tf_definition": "",
    r"add_record": "",
}


def other_checkov(folder: Path, names: Mapping[str, str]) -> dict[str, str]:
    """An environment with a Checkov in which `names` are others."""
    origin = Path(checkov.__file__).parent
    for path in origin.rglob("*"):
        copy = folder / "checkov" / path.relative_to(origin)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif path.suffix != ".pyc":
            copy.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, copy) if path.suffix != ".py" else copy.write_text(without(path, origin, names), "utf-8")
    return {"PYTHONPATH": str(folder)}


def without(path: Path, origin: Path, names: Mapping[str, str]) -> str:
    text = path.read_text("utf-8")
    for name, where in names.items():
        if where in str(path.relative_to(origin)):
            text = re.sub(rf"\b{name}(?!\w)", lambda found: f"{found[0]}another", text)
    return text


def scanned(folder: Path, names: Mapping[str, str]) -> Run:
    write(folder / "tree", FILES)
    env = other_checkov(folder / "other", names) if names else {}
    words = ("-d", "tree", "-o", "json", "--framework", "terraform", "cloudformation", *LOADED)
    return run([*CHECKOV, *words], folder, env)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    found = scanned(tmp_path_factory.mktemp("as_it_is"), {}).failed
    assert {rule for rule, _ in found} >= {"CKV_TRUST_13", "CKV_TRUST_15"}
    return found


def test_by_another_name_the_same_is_said(tmp_path: Path, expected: set[tuple[str, str]]) -> None:
    done = scanned(tmp_path, SLOWER)
    assert done.failed == expected, done.stderr


@pytest.mark.parametrize("name", LOUD)
def test_what_cannot_do_without_is_loud(tmp_path: Path, name: str, expected: set[tuple[str, str]]) -> None:
    done = scanned(tmp_path, {name: LOUD[name]})
    grave = [each for each in done.records("failed") if each["severity"] == "CRITICAL"]
    said = {re.sub(r".*(roletrust (?:itself broke|did not load)).*", r"\1", each["check_name"]) for each in grave}
    assert done.failed == expected or said & {"roletrust itself broke", "roletrust did not load"}, done.stderr
