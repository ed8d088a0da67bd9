"""`roletrust page`, where there is no page to show; what it shows is tested in a browser."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from command.asked import roletrust
from running import CHECKS, run

ASKED = [sys.executable, "-c", "from roletrust.command.app import main; main()", "page"]


def test_a_folder_without_a_page_is_named(tmp_path: Path) -> None:
    done = roletrust("page", ".", cwd=tmp_path)
    assert (done.status, done.stdout) == (2, "")
    assert "there is no page in ." in done.stderr


def test_an_installed_package_says_how_to_get_its_page(tmp_path: Path) -> None:
    without = shutil.ignore_patterns("__pycache__", "browser")
    shutil.copytree(CHECKS / "roletrust", tmp_path / "lib" / "site" / "roletrust", ignore=without)
    done = run(ASKED, tmp_path, {"PYTHONPATH": str(tmp_path / "lib" / "site")})
    assert (done.status, done.stdout) == (2, "")
    assert "an installed package has no page" in done.stderr
    assert "roletrust page roletrust/build/page" in done.stderr
    shutil.copytree(CHECKS / "roletrust" / "page" / "browser", tmp_path / "lib/site/roletrust/page/browser")
    assert "run `make page` in" in run(ASKED, tmp_path, {"PYTHONPATH": str(tmp_path / "lib" / "site")}).stderr
