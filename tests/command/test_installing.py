"""The commands about the installation and the settings: doctor, init, accept, completion and --version."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command.asked import roletrust
from roletrust.command import doctoring, remedies
from roletrust.command.doctoring import PROBES, copies, of_frameworks, of_settings, of_the_installation
from roletrust.command.editor_settings import of_editors
from roletrust.command.placing import checks_directory
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
    """One that PYTHONPATH leads to, one that a .pth file does, and one that lies beside other packages."""
    monkeypatch.setattr(doctoring, "distributions", lambda path=(): ())  # whether or not this one is installed
    write(tmp_path, {"clone/roletrust/__init__.py": "", "site/roletrust/__init__.py": "", "site/p.pth": "import x\n"})
    clone, site = str((tmp_path / "clone").resolve()), str((tmp_path / "site").resolve())
    monkeypatch.setenv("PYTHONPATH", f"{checks_directory()}:{clone}")
    monkeypatch.setattr(sys, "path", [*sys.path, clone])
    assert remedy_of_copy() == f"export PYTHONPATH={checks_directory()}"
    monkeypatch.setenv("PYTHONPATH", clone)
    assert remedy_of_copy() == "unset PYTHONPATH"
    monkeypatch.delenv("PYTHONPATH")
    monkeypatch.setattr(sys, "path", [*sys.path, site])
    shutil.move(tmp_path / "site/roletrust", tmp_path / "kept")
    (tmp_path / "site/p.pth").write_text(f"import x\n{clone}\n")
    assert remedy_of_copy() == f"take the line {clone} out of {site}/p.pth"
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each != clone])
    shutil.move(tmp_path / "kept", tmp_path / "site/roletrust")
    subprocess.run(shlex.split(remedy_of_copy()), check=True)
    assert not (tmp_path / "site/roletrust").exists() and copies() == []


def remedy_of_copy() -> str:
    (copy,) = (each for each in of_the_installation(doctoring.checkov_command()) if "another copy" in each.said)
    return copy.remedy.partition("  # this keeps ")[0]


@pytest.mark.parametrize(
    ("pip", "installing", "removing"),
    [
        (True, "{} -m pip install", "{} -m pip uninstall --yes"),
        (False, "uv pip install --python {}", "uv pip uninstall --python {}"),  # as in an environment that uv made
    ],
)
def test_what_the_doctor_tells_to_install_is_for_the_python_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pip: bool, installing: str, removing: str
) -> None:
    """The parser back in the version that Checkov holds, over the files that are gone with the stranger's."""
    described = {
        f"{name}-{number}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\n"
        f"Version: {number}\n"
        for name, number in (("python_hcl2", "7.3.1"), ("bc_python_hcl2", "0.4.3"))
    }
    write(tmp_path, described)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(remedies, "find_spec", lambda name: pip or None)
    missing = doctoring.of_checkov(None)
    assert missing.remedy == f"{installing.format(sys.executable)} 'checkov{doctoring.SUPPORTED}'"
    (parser,) = (
        each for each in of_the_installation(doctoring.checkov_command()) if "python-hcl2 is installed" in each.said
    )
    assert parser.remedy == (
        f"{removing.format(sys.executable)} python-hcl2 && "
        f"{installing.format(sys.executable)} --force-reinstall --no-deps bc-python-hcl2==0.4.3"
    )
    shutil.rmtree(tmp_path / "python_hcl2-7.3.1.dist-info")
    assert not [
        each for each in of_the_installation(doctoring.checkov_command()) if "python-hcl2 is installed" in each.said
    ]


@pytest.mark.parametrize(("told", "fine"), [("3.2.300", False), ("3.2.328", True), ("4.0.1", False), ("", False)])
def test_the_doctor_asks_a_checkov_from_elsewhere_for_its_version(tmp_path: Path, told: str, fine: bool) -> None:
    found = doctoring.of_checkov(script(tmp_path, f"echo {told}"))
    assert (found.remedy == "") is fine
    assert found.remedy in ("", remedies.install(f"checkov{doctoring.SUPPORTED}"))


def test_a_framework_that_the_doctor_had_put_right_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What leaves it out is found: a variable, a configuration in the home directory; or Checkov is installed anew."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in [each for each in os.environ if each.startswith(doctoring.OF_CHECKOV)]:
        monkeypatch.delenv(name)
    heard = json.dumps([{"check_type": name, "results": {"failed": doctoring.FOUND}} for name in PROBES])
    checkov = script(tmp_path, f'[ -n "$CKV_CHECK" ] || [ -e "$HOME/.checkov.yaml" ] || echo \'{heard}\'')
    assert {each.remedy for each in of_frameworks(checkov)} == {""}
    monkeypatch.setenv("CKV_CHECK", "CKV_AWS_1")
    assert [each.remedy for each in of_frameworks(checkov)] == ["unset CKV_CHECK"]
    monkeypatch.delenv("CKV_CHECK")
    (tmp_path / ".checkov.yaml").write_text("skip-framework: [kubernetes]\n")
    (ill,) = of_frameworks(checkov)
    subprocess.run(shlex.split(ill.remedy, comments=True), check=True)
    assert {each.remedy for each in of_frameworks(checkov)} == {""}
    (broken,) = of_frameworks(script(tmp_path, "exit 1"))
    assert broken.remedy == remedies.install(f"checkov{doctoring.SUPPORTED}", anew=True)
    (after_others,) = of_frameworks(script(tmp_path, "exit 1"), ill=True)
    assert "said above" in after_others.remedy


def test_what_the_editor_is_told_leads_to_the_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As VS Code's extensions of Checkov and for servers have it; a line that is a comment says nothing."""
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = tmp_path / ".vscode/settings.json"

    def told(**written: str) -> list[str]:
        lines = (f"  {json.dumps(name.replace('_', '.'))}: {json.dumps(value)}," for name, value in written.items())
        write(
            tmp_path, {".vscode/settings.json": "\n".join(("{", '  // "checkov.externalChecksDir": "/x"', *lines, "}"))}
        )
        return [each.remedy for each in of_editors(str(tmp_path / "sub/directory"))]

    assert told() == []
    assert told(checkov_externalChecksDir=checks_directory()) == [""]
    (elsewhere,) = told(checkov_externalChecksDir="../no/checks")
    assert elsewhere == f'set it to "{checks_directory()}": the pack is not where it looks'
    write(tmp_path, {"a clone/checks/roletrust/door/roletrust_checks.py": ""})
    (spaced,) = told(checkov_externalChecksDir="a clone/checks")
    subprocess.run(shlex.split(spaced, comments=True), check=True)
    assert told(checkov_externalChecksDir=str(tmp_path / ".roletrust-checks")) == [""]
    (unfound,) = told(glspc_server_command="/nowhere/roletrust")
    assert unfound.startswith("set it to ") and told(glspc_server_command="terraform-ls") == [""]
    settings.unlink()
    write(tmp_path, {".config/Code/User/settings.json": f'{{\n"checkov.externalChecksDir": "{tmp_path}"\n}}'})
    assert [bool(each.remedy) for each in of_editors(str(tmp_path))] == [True]


def script(folder: Path, body: str) -> str:
    """A `checkov` that does what `body` says."""
    path = folder / "checkov"
    path.write_text(f"#!/bin/sh\n{body}\n")
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
