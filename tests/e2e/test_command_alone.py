"""The command in an environment of its own: what `pip install` brings is enough, and Checkov is none of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from running import PROJECTS, REPOSITORY


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", REPOSITORY], check=True)
    return folder / "bin"


def test_checkov_is_not_installed_with_it(environment: Path) -> None:
    done = subprocess.run([environment / "python", "-c", "import checkov"], capture_output=True, check=False)
    assert b"No module named 'checkov'" in done.stderr


def test_it_finds_what_the_pack_finds(environment: Path) -> None:
    words = ["check", str(PROJECTS / "vendor-access"), "--output-format", "concise"]
    done = subprocess.run([environment / "roletrust", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert [line.split()[2] for line in done.stdout.splitlines()] == [f"CKV_TRUST_{n}" for n in (1, 2, 3, 3, 6)]


def test_it_says_where_checkov_finds_the_pack(environment: Path) -> None:
    done = subprocess.run([environment / "roletrust", "path"], capture_output=True, text=True, check=True)
    assert (Path(done.stdout.strip()) / "door" / "roletrust_checks.py").is_file()
