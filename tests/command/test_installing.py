"""The commands about the installation and the settings: doctor, init, accept, completion and --version."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command.asked import roletrust
from roletrust.command.doctoring import PROBES, copies, of_frameworks, of_settings, of_the_installation
from roletrust.engine.tables import managed_amazon, managed_aws, managed_others, managed_policies, managed_silent
from roletrust.rules.tables import vendors
from scanning import cloudformation, terraform, write

VENDOR = "arn:aws:iam::123456789012:root"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
    ],
}
BLOCK = f'resource "aws_iam_role" "r" {{\n  assume_role_policy = jsonencode({json.dumps(POLICY)})\n}}\n'
TEMPLATE = f"""Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {{AssumeRolePolicyDocument: {json.dumps(POLICY)}}}
"""


def test_the_doctor_hears_the_pack_in_every_framework(tmp_path: Path) -> None:
    done = roletrust("doctor", cwd=tmp_path)
    heard = {line for line in done.stdout.splitlines() if "the pack in" in line}
    assert heard == {f"ok  the pack in {each}" for each in PROBES}
    assert done.status == 0, done.stdout


def test_the_doctor_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (fine,) = of_settings(str(tmp_path))
    assert fine.remedy == ""
    write(tmp_path, {".roletrust.yaml": "own_acounts: []\n", "roletrust/__init__.py": ""})
    (wrong,) = of_settings(str(tmp_path))
    assert "own_acounts" in wrong.remedy
    assert copies() == []
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert copies() == [str((tmp_path / "roletrust").resolve())]
    (heard_nowhere,) = {bool(each.remedy) for each in of_frameworks(without_checkov(tmp_path))}
    assert heard_nowhere


@pytest.mark.parametrize(
    ("file", "wrong", "said", "right", "put_right"),
    [
        (".roletrust.yml", "own_accounts: []\n", "rename the file", ".roletrust.yaml", "own_accounts: []\n"),
        (".roletrust.yaml", "own_acounts: []\n", "own_accounts", ".roletrust.yaml", "own_accounts: []\n"),
    ],
)
def test_settings_that_the_doctor_had_put_right_are_fine(
    tmp_path: Path, file: str, wrong: str, said: str, right: str, put_right: str
) -> None:
    write(tmp_path, {file: wrong})
    (ill,) = of_settings(str(tmp_path))
    assert said in ill.remedy
    (tmp_path / file).unlink()
    write(tmp_path, {right: put_right})
    (well,) = of_settings(str(tmp_path))
    assert well.remedy == ""


def test_a_copy_that_the_doctor_had_removed_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"roletrust/__init__.py": ""})
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    (copy,) = (each for each in of_the_installation() if "another copy" in each.said)
    assert copy.remedy.startswith("remove it")
    shutil.rmtree(copy.said.removeprefix("another copy of roletrust: "))
    assert not [each for each in of_the_installation() if each.remedy]


def test_a_parser_that_the_doctor_had_removed_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command as it is printed, which is for the Python that runs; here its files are removed as pip does."""
    described = {"python_hcl2-7.3.1.dist-info/METADATA": "Metadata-Version: 2.1\nName: python-hcl2\nVersion: 7.3.1\n"}
    write(tmp_path, described)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    (parser,) = (each for each in of_the_installation() if "python-hcl2 is installed" in each.said)
    removing, _, repairing = parser.remedy.partition(" && ")
    pip = [sys.executable, "-m", "pip"]
    assert shlex.split(removing) == [*pip, "uninstall", "--yes", "python-hcl2"]
    assert shlex.split(repairing) == [*pip, "install", "--force-reinstall", "--no-deps", "bc-python-hcl2"]
    shutil.rmtree(tmp_path / "python_hcl2-7.3.1.dist-info")
    assert not [each for each in of_the_installation() if each.remedy]


def without_checkov(folder: Path) -> str:
    """A `checkov` that says nothing."""
    path = folder / "checkov"
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(0o755)
    return str(path)


def test_init_writes_settings_with_the_accounts_that_the_files_prove(tmp_path: Path) -> None:
    provider = 'provider "aws" {\n  allowed_account_ids = ["999999999999"]\n}\n'
    write(tmp_path, {"main.tf": provider + BLOCK})
    assert "with 1 account" in roletrust("init", cwd=tmp_path).stdout
    assert '- "999999999999"' in (tmp_path / ".roletrust.yaml").read_text()
    assert roletrust("init", cwd=tmp_path).status == 2
    assert roletrust("check", cwd=tmp_path).status == 1


def test_what_is_accepted_is_skipped_by_the_command_and_by_checkov(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": BLOCK, "stack.yaml": TEMPLATE})
    for file in ("main.tf", "stack.yaml"):
        done = roletrust("accept", file, "1", "--reason", "known to us", cwd=tmp_path)
        assert done.status == 0, done.stderr
        assert "already" in roletrust("accept", file, "1", "--reason", "again", cwd=tmp_path).stderr
    found = json.loads(roletrust("check", "--output-format", "json", cwd=tmp_path).stdout)["findings"]
    assert {each["rule"] for each in found} == {"CKV_TRUST_2"}
    for scanned in (terraform(tmp_path), cloudformation(tmp_path)):
        assert {rule for rule, _ in scanned.skipped} == {"1"} and {rule for rule, _ in scanned.failed} == {"2"}


def test_nothing_is_accepted_where_no_comment_can_stand(tmp_path: Path) -> None:
    write(tmp_path, {"trust.json": json.dumps(POLICY)})
    done = roletrust("accept", "trust.json", "1", "--reason", "x", cwd=tmp_path)
    assert done.status == 2 and "no comment can stand" in done.stderr
    assert (tmp_path / "trust.json").read_text() == json.dumps(POLICY)


def test_a_shell_can_complete_the_words(tmp_path: Path) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_ROLETRUST_COMPLETE" in roletrust("completion", shell, cwd=tmp_path).stdout
    script = roletrust("completion", "bash", cwd=tmp_path).stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_the_version_tells_the_dates_of_the_tables(tmp_path: Path) -> None:
    told = roletrust("--version", cwd=tmp_path).stdout
    assert f"AWS managed policies: as of {managed_policies.READ}\n" in told
    assert f"vendors' accounts: as of {vendors.READ}\n" in told
    for table in (managed_amazon, managed_aws, managed_others, managed_silent):
        assert f"by {managed_policies.READ}" in str(table.__doc__)
