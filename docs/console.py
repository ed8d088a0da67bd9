"""The commands that a page shows, run, and what they print put under them: a page cannot say what is not so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```console\n\$ ([^\n]*)\n.*?^```$", re.MULTILINE | re.DOTALL)
WHERE = "vendor-access"  # the fixture project that all of them run in


def executed(page: str) -> str:
    """`page` with the standard output of each command under it; run in turn, in a copy of the fixture projects."""
    with TemporaryDirectory(prefix="roletrust-") as folder:
        projects = shutil.copytree(ROOT / "fixtures" / "projects", Path(folder) / "projects")
        program = Path(folder) / "bin" / "roletrust"
        program.parent.mkdir()
        code = "from roletrust.command.app import main; main()"
        program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT / "checks"} exec {sys.executable} -c "{code}" "$@"\n')
        program.chmod(0o755)
        environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "CROSS_ACCOUNT_EXTERNAL_ID": ""}

        def run(found: re.Match[str]) -> str:
            words = ["sh", "-c", found[1]]
            done = subprocess.run(  # noqa: S603  # the commands of our own pages
                words, cwd=projects / WHERE, env=environment, capture_output=True, text=True, check=False
            )
            if not done.stdout:
                raise RuntimeError(f"`{found[1]}` prints nothing: {done.stderr}")
            return f"```console\n$ {found[1]}\n{done.stdout.rstrip()}\n```"

        return FENCE.sub(run, page)
