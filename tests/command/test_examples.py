"""Every example that a command's `--help` shows, run as it stands there, in a directory that has what it names."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from command.asked import WITHOUT_CHECKOV
from command.fleets import dump, state
from roletrust.command.app import COMMANDS, app
from running import CHECKS, REPOSITORY

# The page and the server wait, for a browser and for an editor; the doctor starts Checkov in each of its frameworks.
ELSEWHERE = {"page": "tests/page", "server": "test_server.py", "doctor": "test_installing.py"}
ROLE = """resource "aws_iam_role" "vendor" {
  name               = "vendor"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "123456789012" } }]
  })
}
"""
ALLOW = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "123456789012"}}
ASKED = {"Condition": {"StringEquals": {"sts:ExternalId": "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41"}}}
REFUSED = (
    "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::123456789012:user/ci "
    "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::210987654321:role/vendor"
)
EXPECTED = "roles:\n- role: trust.json\n  lets_in:\n  - as: '123456789012'\n  nobody_else: true\n"
COMMITTED = """
git init --quiet --initial-branch main . && git add main.tf
git -c user.name=t -c user.email=t@example.com -c commit.gpgsign=false commit --quiet --message one
git update-ref refs/remotes/origin/main HEAD
"""


def examples() -> list[str]:
    """The lines of each command's help that are to be typed."""
    found: list[str] = []
    with click.Context(app) as context:
        for name in sorted(COMMANDS.keys() - ELSEWHERE):
            command = app.get_command(context, name)
            assert command and command.help
            _, shown = re.split("Examples?:\n", command.help, maxsplit=1)
            found += [line.strip() for line in shown.splitlines()]
    return found


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A directory with the files that examples name, and the commands that they begin with in `bin`."""
    trust, guarded = (json.dumps({"Version": "2012-10-17", "Statement": [each]}) for each in (ALLOW, ALLOW | ASKED))
    listed = {"RoleName": "vendor", "Arn": "arn:aws:iam::210987654321:role/vendor"}
    files = {
        "main.tf": ROLE,
        "infrastructure/main.tf": ROLE,
        "terraform/main.tf": ROLE,
        "trust.json": trust,
        "before.json": guarded,
        "after.json": trust,
        "roletrust-tests.yaml": EXPECTED,
        "error.log": REFUSED,
        "deploy.sh": "aws sts assume-role --role-arn arn:aws:iam::210987654321:role/vendor --role-session-name s\n",
        "account.json": json.dumps({"Roles": [{**listed, "AssumeRolePolicyDocument": json.loads(trust)}]}),
        "dumps/one.json": dump(),
        "states/prod.tfstate": state(),
        "policy/.keep": "",
        ".zfunc/.keep": "",
        "bin/aws": f"#!/bin/sh\necho {shlex.quote(REFUSED)} >&2\nexit 254\n",
        "bin/roletrust": f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(WITHOUT_CHECKOV)} "$@"\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (tmp_path / "fixtures").symlink_to(REPOSITORY / "fixtures")
    subprocess.run(["sh", "-ec", COMMITTED], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def test_each_example_of_a_commands_help_runs_as_it_is_shown(there: Path) -> None:
    """And answers: none ends as a call does that could not be asked."""
    environment = {
        **os.environ,
        "HOME": str(there),
        "PATH": f"{there / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(CHECKS),
        "CROSS_ACCOUNT_EXTERNAL_ID": "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41",
    }
    shown = examples()
    assert len(shown) > 20
    ended: dict[str, str] = {}
    for line in shown:
        run = subprocess.run(line, shell=True, cwd=there, env=environment, capture_output=True, text=True, check=False)
        if run.returncode not in (0, 1) or "Traceback" in run.stderr:
            ended[line] = f"{run.returncode}: {run.stderr[-300:]}"
    assert ended == {}
