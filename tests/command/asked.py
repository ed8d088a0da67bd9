"""The command line, run as a reader would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from running import CHECKS, Run

WITHOUT_CHECKOV = "import sys; sys.modules['checkov'] = None; from roletrust.command.app import main; main()"


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CHECKS)}


def roletrust(*words: str | Path, cwd: Path, stdin: str | None = None) -> Run:
    """`roletrust` with `words`, in `cwd`, where Checkov cannot be imported."""
    command = typed(words)
    now = {**os.environ, "PYTHONPATH": str(CHECKS)}  # as a test has set it
    done = subprocess.run(command, cwd=cwd, env=now, input=stdin, capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout, done.stderr)


def typed(words: Sequence[str | Path]) -> list[str]:
    """The command line that runs `roletrust` with `words` there."""
    return [sys.executable, "-c", WITHOUT_CHECKOV, *map(str, words)]
