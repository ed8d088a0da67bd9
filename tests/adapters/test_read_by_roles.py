"""A trust policy in a file that a role of the scan reads is told of at the role, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.twins import V, root, trust
from command.asked import roletrust
from running import CHECKS, checkov
from scanning import json_files, write

FLAWED = json.dumps(trust(root(V)))
TEMPLATE = FLAWED.replace(json.dumps(root(V)), "${jsonencode(principal)}")
ROLE = 'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = {policy}\n}}\n'
READ = ROLE.format(name="reads", policy='file("${path.module}/policies/read.json")')
FILES = {
    "main.tf": READ
    + ROLE.format(
        name="fills_in",
        policy=f'templatefile("${{path.module}}/policies/filled_in.json", {{ principal = "{root(V)}" }})',
    )
    + ROLE.format(name="is_not_made", policy='file("${path.module}/policies/not_made.json")').replace(
        "{\n", "{\n  count = 0\n", 1
    ),
    "policies/read.json": FLAWED,
    "policies/filled_in.json": TEMPLATE,
    "policies/not_made.json": FLAWED,
    "policies/read_by_nobody.json": FLAWED,
}
AT_ROLES = {("CKV_TRUST_1", "aws_iam_role.reads"), ("CKV_TRUST_1", "aws_iam_role.fills_in")}
ALONE = {"policies/not_made.json", "policies/read_by_nobody.json"}


def told_by_checkov(folder: Path, *words: str) -> set[tuple[str, str]]:
    run = checkov("-d", ".", "--external-checks-dir", CHECKS, "-c", "CKV_TRUST_1", "-o", "json", *words, cwd=folder)
    return {(rule, resource.removeprefix("./").partition(".trust policy")[0]) for rule, resource in run.failed}


def test_checkov_tells_each_once(tmp_path: Path) -> None:
    assert told_by_checkov(write(tmp_path, FILES)) == AT_ROLES | {("CKV_TRUST_1", file) for file in ALONE}


@pytest.mark.parametrize(
    "words", [("--framework", "json"), ("--skip-path", "main.tf", "--framework", "terraform", "json")], ids=" ".join
)
def test_where_the_role_is_not_told_of_the_file_is(tmp_path: Path, words: tuple[str, ...]) -> None:
    found = {name for _, name in told_by_checkov(write(tmp_path, FILES), *words)}
    assert found == {*ALONE, "policies/read.json"}


def test_a_file_that_is_named_is_told_of(tmp_path: Path) -> None:
    found = json_files(write(tmp_path, FILES), "policies/read.json")
    assert "1" in {rule for rule, _ in found.failed}


def test_the_command_tells_each_once(tmp_path: Path) -> None:
    said = roletrust("check", ".", "--select", "1", "--output-format", "json", cwd=write(tmp_path, FILES))
    found = [(each["role"], each["file"].lstrip("/")) for each in json.loads(said.stdout)["findings"]]
    assert sorted(found) == [
        ("aws_iam_role.fills_in", "policies/filled_in.json"),
        ("aws_iam_role.reads", "policies/read.json"),
        ("trust policy", "policies/not_made.json"),
        ("trust policy", "policies/read_by_nobody.json"),
    ]
