"""The two commands of the README, short of the installing itself, which .ci/run does for real."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from running import PROJECTS, REPOSITORY, Run, checkov_script, run

EXAMPLE = PROJECTS / "vendor-access"


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """What the first run leaves behind.  There is no pip in it: an attempt to install again would fail."""
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "checkov").symlink_to(checkov_script())
    for stamp in (".made", ".installed"):
        (tmp_path / "venv" / stamp).touch()
    return tmp_path / "venv"


def make(venv: Path, *words: str | Path) -> Run:
    return run(["make", f"VENV={venv}", *words], REPOSITORY, {"HOME": str(venv)})


def test_scan_prints_the_findings_of_the_example_and_ends_well(venv: Path) -> None:
    done = make(venv, "scan")
    assert done.status == 0, done.stderr
    assert done.stdout.startswith("terraform scan results:")
    assert "CKV_TRUST_1" in done.stdout
    assert "aws_iam_role.empty_operator" in done.stdout
    assert "CKV_AWS" not in done.stdout
    assert done.stderr == "roletrust: findings above, in fixtures/projects/vendor-access\n"


@pytest.mark.parametrize("place", ["right", "right/main.tf"])
def test_scan_says_that_it_found_nothing(place: str, venv: Path) -> None:
    done = make(venv, "scan", f"DIR={EXAMPLE / place}")
    assert done.status == 0
    assert "Failed checks: 0" in done.stdout
    assert "CKV_TRUST_" not in done.stdout
    assert done.stderr == f"roletrust: nothing found in {EXAMPLE / place}\n"


def test_scan_of_a_directory_with_a_space(venv: Path, tmp_path: Path) -> None:
    (tmp_path / "my roles").symlink_to(EXAMPLE / "first-attempt")
    assert "CKV_TRUST_3" in make(venv, "scan", f"DIR={tmp_path / 'my roles'}").stdout


def test_scan_of_what_is_not_there_fails(venv: Path) -> None:
    done = make(venv, "scan", "DIR=nowhere")
    assert done.status == 2
    assert "make scan: no such file or directory: nowhere" in done.stderr


def test_a_scan_that_could_not_run_fails(venv: Path) -> None:
    (venv / "bin" / "checkov").unlink()
    (venv / "bin" / "checkov").write_text("#!/bin/sh\nexit 3\n")
    (venv / "bin" / "checkov").chmod(0o755)
    assert make(venv, "scan").status == 2


def test_make_alone_says_what_there_is(venv: Path) -> None:
    said = make(venv).stdout
    assert all(f"make {word}" in said for word in ("scan", "test", "lint", "docs", "bench", "wheel"))


# --- which Python ------------------------------------------------------------------------------------------------


def find_python(python: Path | str, cwd: Path) -> Run:
    return run(["sh", REPOSITORY / ".ci" / "find-python"], cwd, {"PYTHON": str(python)})


def pretending(script: Path, prelude: str) -> Path:
    """A Python that runs `prelude` before what it is asked to run."""
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{prelude}; exec(__import__(\'sys\').argv[1])" "$2"\n')
    script.chmod(0o755)
    return script


def test_a_python_that_will_do(tmp_path: Path) -> None:
    done = find_python(sys.executable, tmp_path)
    assert (done.status, done.stdout.strip(), done.stderr) == (0, sys.executable, "")


def test_without_a_wish_one_is_found(tmp_path: Path) -> None:
    done = find_python("", tmp_path)
    assert done.status == 0, done.stderr
    assert run([done.stdout.strip(), "-c", "import venv"], tmp_path).status == 0


def test_python_3_9_is_refused(tmp_path: Path) -> None:
    old = pretending(tmp_path / "old", "import sys; sys.version_info = (3, 9, 18)")
    done = find_python(old, tmp_path)
    assert (done.status, done.stdout) == (1, "")
    assert done.stderr.startswith(f"roletrust: needs Python 3.10 or later, found only {old} 3.9.18; ")


def test_a_python_without_ensurepip_says_what_to_install(tmp_path: Path) -> None:
    bare = pretending(tmp_path / "bare", "import sys; sys.modules['ensurepip'] = None")
    done = find_python(bare, tmp_path)
    assert (done.status, done.stdout) == (1, "")
    assert "apt install python3-venv" in done.stderr


def test_no_python_is_said_so(tmp_path: Path) -> None:
    done = find_python("no-such-python", tmp_path)
    assert done.status == 1
    assert done.stderr.startswith("roletrust: needs Python 3.10 or later, found none; ")
