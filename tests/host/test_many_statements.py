"""What the pack adds to a scan grows as the statements do, and stays below twice what Checkov does itself.

Calls of functions are counted, of every thread, so that one tree costs the same on every machine.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType

import roletrust
from scanning import terraform, write

PACK = str(Path(roletrust.__file__).parent)
STATEMENTS = 10  # of one role
FEW = 15  # roles


def role(number: int) -> str:
    """A role none of whose statements stands anywhere else."""
    statements = ",\n".join(statement(STATEMENTS * number + each) for each in range(STATEMENTS))
    policy = f'jsonencode({{\n  Version = "2012-10-17"\n  Statement = [\n{statements}\n  ]\n}})'
    return f'resource "aws_iam_role" "r{number}" {{\n  assume_role_policy = {policy}\n}}\n'


def statement(number: int) -> str:
    return f"""    {{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ AWS = "arn:aws:iam::{100_000_000_000 + number}:role/r{number}" }}
      Condition = {{ StringEquals = {{ "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e-{number:012x}" }} }}
    }}"""


def calls(folder: Path, roles: int) -> tuple[int, int]:
    """How many there are of the pack's functions, and of all others, where so many roles are scanned."""
    write(folder, {f"{number}.tf": role(number) for number in range(roles)})
    counted: Counter[bool] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            counted[frame.f_code.co_filename.startswith(PACK)] += 1

    threading.setprofile(count)
    sys.setprofile(count)
    try:
        found = terraform(folder)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    assert len({name for _, name in found.passed}) == roles
    return counted[True], counted[False]


def test_twice_the_statements_are_twice_the_work_and_less_than_twice_checkovs_own(tmp_path: Path) -> None:
    calls(tmp_path / "first", 1)  # for what is done once in a process
    few, _ = calls(tmp_path / "few", FEW)
    many, of_others = calls(tmp_path / "many", 2 * FEW)
    assert many < 2.2 * few
    assert many < 2 * of_others
