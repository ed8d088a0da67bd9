"""Each command that docs/command.md shows is run, and prints what the page says."""

from __future__ import annotations

import re
import shlex

import pytest

from command.asked import roletrust
from running import PROJECTS, REPOSITORY

PAGE = REPOSITORY / "docs" / "command.md"
SHOWN = re.findall(r"```console\n\$ roletrust ([^\n]*)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_page_shows_some() -> None:
    assert len(SHOWN) >= 6


@pytest.mark.parametrize(("words", "printed"), SHOWN, ids=[words for words, _ in SHOWN])
def test_it_prints_what_the_page_says(words: str, printed: str) -> None:
    done = roletrust(*shlex.split(words), cwd=PROJECTS / "vendor-access")
    assert done.stdout == printed
