"""Checkov's own command line, run as a reader would: in a process, a directory and an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
CHECKS = REPOSITORY / "checks"
PROJECTS = REPOSITORY / "fixtures" / "projects"
PACK = "CKV_TRUST_"

Verdict = tuple[str, str]  # rule id, resource


@dataclass(frozen=True)
class Run:
    """What a process left behind."""

    status: int
    stdout: str
    stderr: str

    @property
    def reports(self) -> list[dict[str, Any]]:
        """The JSON reports, one a framework; Checkov prints a list of them, one alone, or a summary of nothing."""
        printed = json.loads(self.stdout)
        return [each for each in (printed if isinstance(printed, list) else [printed]) if "results" in each]

    def records(self, verdict: str, rules: str = PACK) -> Iterator[dict[str, Any]]:
        """The records under `verdict` (`failed`, `passed`, `skipped`) of the rules whose id starts with `rules`."""
        for report in self.reports:
            yield from (each for each in report["results"][f"{verdict}_checks"] if each["check_id"].startswith(rules))

    def verdicts(self, verdict: str) -> set[Verdict]:
        return {(each["check_id"], each["resource"]) for each in self.records(verdict)}

    @property
    def failed(self) -> set[Verdict]:
        return self.verdicts("failed")

    @property
    def passed(self) -> set[Verdict]:
        return self.verdicts("passed")


def run(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None, timeout: float = 300) -> Run:
    """Run `command`, with `env` added to an environment that holds no setting of the reader's own."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=bare_environment(cwd) | dict(env or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def project_files() -> list[Path]:
    """Every file that is, or would be, committed."""
    done = run(["git", "-c", "safe.directory=*", "ls-files", "-coz", "--exclude-standard"], REPOSITORY)
    assert done.status == 0, done.stderr
    paths = [REPOSITORY / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def checkov(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Run:
    """`checkov ARGUMENTS`, from the environment that runs the tests."""
    return run([checkov_script(), *arguments], cwd, env)


def checkov_script() -> Path:
    beside = Path(sys.executable).with_name("checkov")
    found = beside if beside.exists() else Path(shutil.which("checkov") or "checkov")
    assert found.exists(), f"no checkov beside {sys.executable}, nor on PATH"
    return found


DROPPED = (
    *("BC_", "CHECKOV_", "CKV_", "LOG_LEVEL", "PRISMA_"),  # Checkov's settings
    *("ROLETRUST_", "PYTHON", "COV_", "COVERAGE_", "GIT_"),
    *("ARGS", "DIR", "MAKE", "MFLAGS", "VENV"),  # of the `make test` that may have started the tests
)


def bare_environment(home: Path) -> dict[str, str]:
    """Nobody's settings, and nothing that Checkov would ask the network for."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(DROPPED)}
    return kept | {"HOME": str(home), "BC_SKIP_MAPPING": "TRUE", "ANSI_COLORS_DISABLED": "1"}


# What Checkov says of the files at the top of a clone that GitHub and pre-commit look for: it takes them for checks.
OF_HOSTS = ("Loaded data from JSON is not Dict. Skipping. Data: [{'id': 'roletrust'", "/action.yml is missing required")


def trouble(stderr: str) -> str:
    """`stderr` without what Checkov says of a clone's files for hosts."""
    return "\n".join(line for line in stderr.splitlines() if not any(one in line for one in OF_HOSTS))
