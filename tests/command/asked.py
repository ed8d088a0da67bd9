"""The command line, run as a reader would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from running import CHECKS, Run

WITHOUT_CHECKOV = "import sys; sys.modules['checkov'] = None; from roletrust.command.app import main; main()"


def roletrust(*words: str | Path, cwd: Path, stdin: str | None = None) -> Run:
    """`roletrust` with `words`, in `cwd`, where Checkov cannot be imported."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKS)}
    command = [sys.executable, "-c", WITHOUT_CHECKOV, *map(str, words)]
    done = subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout, done.stderr)
