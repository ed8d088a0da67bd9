"""SARIF of the pack's findings is valid by the schema and by a second validator, and says all there is to say.

Of the second validator, Microsoft's `sarif-multitool`, the schema is taken too; npm installs it beside this Python.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from frameworks import FLAWED, scan_all, write_all
from roletrust.rules.catalog import EVERY
from running import CHECKS, PACK, PROJECTS, Run, checkov, run

VALIDATOR = "@microsoft/sarif-multitool@5.7.0"
RULES = {rule.id: rule for rule in EVERY}


@pytest.fixture(scope="module")
def multitool() -> Path:
    """Where npm has put the validator's packages."""
    folder = Path(sys.prefix) / "sarif-multitool"
    npm = shutil.which("npm")
    if not (folder / "node_modules" / ".bin" / "sarif-multitool").exists():
        assert npm, "the second validator of SARIF is a package of npm: install Node.js with npm"
        folder.mkdir(exist_ok=True)
        done = run([npm, "install", "--no-audit", "--no-fund", "--prefix", folder, VALIDATOR], folder)
        assert done.status == 0, done.stdout + done.stderr
    return folder / "node_modules"


class Written:
    """What one run of Checkov wrote, as SARIF, as JSON and for a terminal."""

    def __init__(self, done: Run, folder: Path) -> None:
        self.done = done
        self.path = folder / "found.sarif"
        self.terminal = (folder / "found.txt").read_text("utf-8")
        self.as_json = Run(done.status, (folder / "found.json").read_text("utf-8"), done.stderr)

    @cached_property
    def tool_run(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.path.read_text("utf-8"))["runs"][0]
        return found

    @property
    def rules(self) -> dict[str, dict[str, Any]]:
        return {each["id"]: each for each in self.tool_run["tool"]["driver"]["rules"] if each["id"] in RULES}

    @property
    def results(self) -> list[dict[str, Any]]:
        return [each for each in self.tool_run["results"] if each["ruleId"] in RULES]


OUTPUTS = ("-o", "cli", "-o", "json", "-o", "sarif", "--output-file-path", "found.txt,found.json,found.sarif")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = write_all(tmp_path_factory.mktemp("everywhere"))
    return Written(scan_all(folder, *OUTPUTS), folder)


def test_every_framework_has_a_result(written: Written) -> None:
    found = {each["check_type"]: each["results"]["failed_checks"] for each in written.as_json.reports}
    ours = {kind: [each for each in found[kind] if each["check_id"].startswith(PACK)] for kind in FLAWED}
    assert {
        kind: {each["resource"] for each in ours[kind]} >= named(ours[kind], kind) for kind in FLAWED
    } == dict.fromkeys(FLAWED, True)
    assert sum(map(len, ours.values())) == len(written.results)


def named(records: list[dict[str, Any]], framework: str) -> set[str]:
    ids = {each["check_id"] for each in records}
    return {name.format(rule) for name in FLAWED[framework] for rule in ids}


def test_it_is_valid_by_the_schema(written: Written, multitool: Path) -> None:
    (schema,) = multitool.glob("@microsoft/sarif-multitool-*/sarif-2.1.0.json")
    validator = jsonschema.Draft7Validator(json.loads(schema.read_text("utf-8-sig")))
    errors = validator.iter_errors(json.loads(written.path.read_text("utf-8")))
    assert [f"{each.json_path}: {each.message}" for each in errors] == []


def test_it_is_valid_by_a_second_validator(written: Written, multitool: Path) -> None:
    env = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}  # a bare machine has no ICU
    done = run([multitool / ".bin" / "sarif-multitool", "validate", written.path], written.path.parent, env)
    assert "Analysis completed successfully" in done.stdout, done.stdout + done.stderr
    assert " error " not in done.stdout
    assert done.status == 0


def test_the_second_validator_finds_what_is_wrong(written: Written, multitool: Path, tmp_path: Path) -> None:
    wrong = json.loads(written.path.read_text("utf-8"))
    wrong["runs"][0]["results"][0]["attachments"] = [{"description": "a line"}]
    path = tmp_path / "wrong.sarif"
    path.write_text(json.dumps(wrong))
    env = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    assert " error JSON" in run([multitool / ".bin" / "sarif-multitool", "validate", path], tmp_path, env).stdout


def test_a_rules_help_is_the_rules(written: Written) -> None:
    assert written.rules.keys() >= {"CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_15"}
    for rule, said in written.rules.items():
        headline, _, rest = said["help"]["text"].partition("\n")
        assert headline == RULES[rule].headline
        assert rest.startswith("Resource: ")
        assert "What it finds: " in said["fullDescription"]["text"]
        assert len(said["fullDescription"]["text"]) <= 1024
        assert said["helpUri"] == RULES[rule].guideline


def test_each_message_says_of_its_own_role_what_was_found_and_what_to_do(written: Written) -> None:
    for result in written.results:
        headline, _, reason = result["message"]["text"].partition(": ")
        assert headline == RULES[result["ruleId"]].headline
        assert "11122" in reason or "asking" in reason
        assert ". Fix: " in reason


def test_every_record_names_its_page(written: Written) -> None:
    """SARIF takes a rule's page from its first record, whose framework hangs on which runner was done first."""
    told = {(kind, each["check_id"], each.get("guideline")) for (kind, *_), each in by_place(written.as_json)}
    assert {kind for kind, *_ in told} == set(FLAWED) - {"helm"}
    assert [each for each in told if each[2] != RULES[each[1]].guideline] == []


def test_json_is_as_rich_beside_it(written: Written, tmp_path: Path) -> None:
    """The lines that stand in `details` elsewhere stand in `check_result` there."""
    alone = scan_all(write_all(tmp_path), "-c", "CKV_TRUST_*", "-o", "json")
    beside = {key: each["check_result"].get("details") for key, each in by_place(written.as_json)}
    assert {key: each["details"] for key, each in by_place(alone)} == beside
    assert all(lines[-1].startswith("AWS: https://") for lines in beside.values())


def by_place(done: Run) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """The pack's failures; not Helm's, whose lines name the directory into which a chart was rendered."""
    for report in done.reports:
        for each in report["results"]["failed_checks"] if report["check_type"] != "helm" else ():
            if each["check_id"] in RULES:
                yield (report["check_type"], each["check_id"], each["file_path"], each["resource"]), each


def test_a_terminal_alone_shows_the_details(tmp_path: Path) -> None:
    words = ("-d", PROJECTS / "vendor-access", "--framework", "terraform", "--skip-download", "--quiet")
    done = checkov(*words, "--external-checks-dir", CHECKS, "-o", "cli", cwd=tmp_path)
    assert "Details: Witness: aws sts assume-role" in done.stdout
