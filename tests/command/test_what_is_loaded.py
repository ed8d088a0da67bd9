"""What the command has to load before it answers: that is most of what one file costs, and it is counted in modules."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from running import CHECKS

AND_THEN = """
import atexit, sys
from roletrust.command.app import main
atexit.register(lambda: sys.stderr.write("\\n".join(sys.modules)))
main()
"""
ROLE = """resource "aws_iam_role" "vendor" {
  assume_role_policy = jsonencode({ Statement = [{
    Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "301000000001" } }] })
}
"""
ELSEWHERE = (  # formats, and what else a file of Terraform with one role in it has nothing of
    "tempfile",
    "yaml",
    "roletrust.dialects.cloudformation",
    "roletrust.dialects.plan",
    "roletrust.dialects.data",
    "roletrust.reading.callers.in_terraform",
    "roletrust.reading.data_files",
    "roletrust.fixing",
)
PROVIDER = """provider "aws" {
  assume_role {
    role_arn = aws_iam_role.vendor.arn
  }
}
"""


def loaded(file: Path) -> list[str]:
    """The modules that `roletrust check` had loaded when it ended."""
    command = [sys.executable, "-c", AND_THEN, "check", str(file)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKS)}
    done = subprocess.run(command, cwd=file.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return done.stderr.split("\n")


def test_a_role_of_terraform_needs_no_reader_of_another_format_and_none_of_callers(tmp_path: Path) -> None:
    (tmp_path / "one.tf").write_text(ROLE)
    found = loaded(tmp_path / "one.tf")
    assert [name for name in found if name.startswith(ELSEWHERE)] == []
    (tmp_path / "one.tf").write_text(ROLE + PROVIDER)
    assert set(loaded(tmp_path / "one.tf")) - set(found) >= {"roletrust.reading.callers.in_terraform"}
