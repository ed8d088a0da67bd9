"""A pack that does not load, or breaks, or cannot use its settings is red in every gate, framework and format.

Each break is made in a copy of the pack, and each framework has something flawed in the same scan.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from frameworks import FLAWED, HCL, OPEN, scan_all, write_all
from running import CHECKS, Run, checkov
from scanning import write


def before(file: str, line: str, error: str) -> Callable[[Path, Path], None]:
    """Have `error` raised before the `line` of a file of the pack."""

    def break_it(checks: Path, folder: Path) -> None:
        path = checks / "roletrust" / file
        text = path.read_text("utf-8")
        indent = " " * (len(line) - len(line.lstrip()))
        assert text.count(f"\n{line}") == 1, f"{line} in {file}"
        path.write_text(text.replace(f"\n{line}", f"\n{indent}raise {error}\n{line}", 1), "utf-8")

    return break_it


def settings(checks: Path, folder: Path) -> None:
    (folder / ".roletrust.yaml").write_text("rules: {CKV_TRUST_99: off}\n")


def both_rules(checks: Path, folder: Path) -> None:
    """The rules that find something in the tree: of roles, and of calls."""
    for rule in ("external_account_without_external_id", "caller_without_external_id"):
        path = checks / "roletrust" / "rules" / f"{rule}.py"
        text = path.read_text("utf-8").replace("\nRULE = ", "\ndef breaks(*_):\n    raise MemoryError\n\n\nRULE = ")
        path.write_text("".join("    judge=breaks,\n" if "judge=" in line else line for line in text.splitlines(True)))


BREAKS: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "it does not load": (
        before("adapters/registry.py", "GRAPHS = (", "ImportError('on purpose')"),
        "ImportError: on pu",
    ),
    "it ends the process": (
        before("adapters/decision.py", "    found = judged(case)", "SystemExit(0)"),
        "SystemExit: 0",
    ),
    "its rules break": (both_rules, "MemoryError"),
    "its settings cannot be used": (settings, "CKV_TRUST_99"),
}
OF_CALLS = ("github_actions", "gitlab_ci", "circleci_pipelines", "bitbucket_pipelines", "azure_pipelines")
RULES = "CKV_TRUST_1,CKV_TRUST_15"
GATES: dict[str, tuple[str, ...]] = {
    "a check of one rule, and a hard fail from HIGH on": ("-c", RULES, "--hard-fail-on", "HIGH"),
    "checks from HIGH on, a hard fail on one rule, and a soft one up to LOW": (
        *("-c", "HIGH", "--hard-fail-on", RULES, "--soft-fail-on", "LOW"),
    ),
}


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_is_red(tmp_path: Path, name: str, gate: str) -> None:
    checks, folder = tmp_path / "pack" / "checks", write_all(tmp_path / "tree")
    shutil.copytree(CHECKS, checks, ignore=shutil.ignore_patterns("__pycache__"))
    break_it, said = BREAKS[name]
    break_it(checks, folder)
    done = scan_all(folder, *GATES[gate], "-o", "json", checks=checks)
    assert done.status == 1
    for framework in FLAWED:
        rule = "CKV_TRUST_15" if framework in OF_CALLS else "CKV_TRUST_1"
        told = broken(done, framework, said)
        assert told.pop(rule, None) == {"CRITICAL"}, framework
        if "HIGH" in GATES[gate][1]:
            assert told.pop("CKV_TRUST_90", None) == {"CRITICAL"}, framework
        assert told.keys() <= set(RULES.split(",")), framework


def test_without_a_gate_it_is_told_once(tmp_path: Path) -> None:
    folder = write_all(tmp_path)
    settings(CHECKS, folder)
    done = scan_all(folder, "-c", "CKV_TRUST_*", "--soft-fail-on", "LOW", "-o", "json")
    assert done.status == 1
    for framework in FLAWED:
        assert broken(done, framework, "CKV_TRUST_99") == {"CKV_TRUST_90": {"CRITICAL"}}, framework


TAKEN = """\
resource "aws_iam_role" "commented" {{
  #checkov:skip=CKV_TRUST_90:known
  assume_role_policy = jsonencode({0})
}}
resource "aws_iam_role" "listed" {{
  assume_role_policy = jsonencode({0})
}}
"""
BASELINE = {"file": "/main.tf", "findings": [{"resource": "aws_iam_role.listed", "check_ids": ["CKV_TRUST_90"]}]}


@pytest.mark.parametrize("name", ["it does not load", "it ends the process"])
def test_who_took_it_that_a_role_is_undecided_hears_what_breaks(tmp_path: Path, name: str) -> None:
    """By a comment in the role, or by a baseline."""
    checks, (break_it, said) = tmp_path / "pack" / "checks", BREAKS[name]
    shutil.copytree(CHECKS, checks, ignore=shutil.ignore_patterns("__pycache__"))
    break_it(checks, tmp_path)
    tree = write(
        tmp_path / "tree", {"main.tf": TAKEN.format(OPEN), "known.json": json.dumps({"failed_checks": [BASELINE]})}
    )
    asked = ("--framework", "terraform", "-c", "CKV_TRUST_*", "--baseline", "known.json", "-o", "json")
    done = checkov("-d", ".", "--external-checks-dir", checks, *asked, cwd=tree)
    told = {(each["check_id"], each["resource"]) for each in done.records("failed") if said in each["check_name"]}
    assert done.status == 1
    assert told >= {("CKV_TRUST_90", "aws_iam_role.commented"), ("CKV_TRUST_1", "aws_iam_role.listed")}


FORMATS = ("cli", "json", "sarif", "junitxml", "gitlab_sast", "github_failed_only", "cyclonedx")
OF_ITS_OWN_CLASS = "type('Odd', (BaseException,), {})('on purpose')"


def test_what_breaks_is_told_in_every_format_whatever_class_the_error_has(tmp_path: Path) -> None:
    """Of an error in the engine that is no Exception."""
    checks = tmp_path / "pack" / "checks"
    shutil.copytree(CHECKS, checks, ignore=shutil.ignore_patterns("__pycache__"))
    before("engine/questions/trust.py", "        return self._ask(account, Sends.NONE)", OF_ITS_OWN_CLASS)(
        checks, tmp_path
    )
    write(tmp_path / "tree", {"main.tf": HCL})
    asked = ("--external-checks-dir", checks, "--framework", "terraform", "-c", "CKV_TRUST_1", "--hard-fail-on", "HIGH")
    outputs = (word for each in FORMATS for word in ("-o", each))
    done = checkov("-d", ".", *asked, *outputs, "--output-file-path", tmp_path / "out", cwd=tmp_path / "tree")
    assert done.status == 1
    written = {each.name: each.read_text("utf-8") for each in (tmp_path / "out").iterdir()}
    assert len(written) == len(FORMATS)
    for name, text in written.items():
        assert "CKV_TRUST_1" in text and "Odd: on purpose" in text, name


def broken(done: Run, framework: str, said: str) -> dict[str, set[Any]]:
    """The severities of what a framework's report says of the break, by the ids that it is told under."""
    found: dict[str, set[Any]] = {}
    for report in done.reports:
        for each in report["results"]["failed_checks"] if report["check_type"] == framework else ():
            if said in each["check_name"]:
                found.setdefault(each["check_id"], set()).add(each["severity"])
    return found
