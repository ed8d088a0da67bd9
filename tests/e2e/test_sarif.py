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
from urllib.parse import unquote

import jsonschema
import pytest

from command.asked import roletrust
from frameworks import FLAWED, scan_all, write_all
from roletrust.rules.catalog import EVERY
from running import CHECKS, PACK, PROJECTS, Run, Verdict, checkov, run

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
        self.done, self.folder = done, folder
        self.path = folder / "found.sarif"

    @property
    def terminal(self) -> str:
        return (self.folder / "found.txt").read_text("utf-8")

    @property
    def as_json(self) -> Run:
        return Run(self.done.status, (self.folder / "found.json").read_text("utf-8"), self.done.stderr)

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


# --- what `roletrust check` writes -----------------------------------------------------------------------------------

ROLES = """\
resource "aws_iam_role" "topic" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "config.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "vendor" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "301000000001" } }]
  })
}

resource "aws_iam_role" "logs" {
  assume_role_policy = <<EOF
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
  "Principal": {"Service": "sns.amazonaws.com"}, "Condition": {"StringEquals": {}}}, {"Effect": "Allow",
  "Action": "sts:AssumeRole", "Principal": {"Service": "logs.amazonaws.com"}}]}
EOF
}"""  # and no end of the last line


@pytest.fixture(scope="module")
def fixable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fixable")
    (folder / ".roletrust.yaml").write_text('own_accounts: ["921000000001"]\n')
    (folder / "of us #1 (100%).tf").write_text(ROLES)  # a name that is no URI reference as it stands
    roletrust("check", ".", "--output-format", "sarif", "-o", "found.sarif", cwd=folder)
    return folder


def results_of(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "found.sarif").read_text())["runs"][0]["results"]
    return found


def found_by(result: dict[str, Any]) -> Verdict:
    (place,) = result["locations"][0]["logicalLocations"]
    return result["ruleId"], place["fullyQualifiedName"]


def test_fixes_are_valid_by_the_schema_and_by_a_second_validator(fixable: Path, multitool: Path) -> None:
    written = Written(Run(0, "", ""), fixable)
    test_it_is_valid_by_the_schema(written, multitool)
    test_it_is_valid_by_a_second_validator(written, multitool)


def test_a_finding_has_a_fix_just_where_roletrust_fix_proves_one(fixable: Path) -> None:
    told = [line for line in roletrust("fix", ".", cwd=fixable).stderr.splitlines() if "can be fixed: " in line]
    fixed = {(rule, line.split(": ")[1]) for line in told for rule in line.rpartition(": ")[2].split(", ")}
    results = results_of(fixable)
    assert {found_by(each) for each in results if "fixes" in each} == fixed != set()
    assert ("CKV_TRUST_1", "aws_iam_role.vendor") in {found_by(each) for each in results if "fixes" not in each}


def test_a_fix_that_is_made_as_sarif_says_makes_its_finding_go_and_brings_no_other(
    fixable: Path, tmp_path: Path
) -> None:
    results = results_of(fixable)
    before = {found_by(each) for each in results}
    for at, result in enumerate(each for each in results if "fixes" in each):
        folder = tmp_path / str(at)
        shutil.copytree(fixable, folder)
        for change in result["fixes"][0]["artifactChanges"]:
            path = folder / unquote(change["artifactLocation"]["uri"])
            path.write_text(replaced(path.read_text(), change["replacements"]))
        done = roletrust("check", ".", "--output-format", "json", cwd=folder)
        after = {(each["rule"], each["role"]) for each in json.loads(done.stdout)["findings"]}
        assert found_by(result) not in after and after < before


def replaced(text: str, replacements: list[dict[str, Any]]) -> str:
    """As SARIF 2.1.0, section 3.57, has it: all regions are of the text as it was."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:at])) for at in range(len(lines) + 1)]
    for each in sorted(replacements, key=lambda one: -int(one["deletedRegion"]["startLine"])):
        region = each["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        last = region["endLine"] - 1
        end = starts[last] + region["endColumn"] - 1 if "endColumn" in region else starts[last] + len(lines[last])
        text = text[:start] + each["insertedContent"]["text"] + text[end:]
    return text
