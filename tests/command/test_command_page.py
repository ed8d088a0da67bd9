"""Each command that docs/command.md shows is run, and prints what the page says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from command.asked import roletrust
from running import PROJECTS, REPOSITORY

PAGE = REPOSITORY / "docs" / "command.md"
SHOWN = re.findall(r"```console\n\$ roletrust ([^\n]*)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_page_shows_some() -> None:
    assert len(SHOWN) >= 6


@pytest.mark.parametrize(("words", "printed"), SHOWN, ids=[words for words, _ in SHOWN])
def test_it_prints_what_the_page_says(tmp_path: Path, words: str, printed: str) -> None:
    folder = shutil.copytree(PROJECTS, tmp_path / "projects") / "vendor-access"  # for some of them write
    done = roletrust(*shlex.split(words), cwd=folder)
    assert done.stdout == printed
