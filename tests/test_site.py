"""The documentation site: what it leads to, and where the links of its pages go.  `make site` builds it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from roletrust.command.reporting import HOME
from running import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "docs"))

import console
import website

PAGES = list(website.pages(website.nav()))


def test_the_site_leads_to_every_page_once() -> None:
    written = {path.relative_to(website.DOCS).as_posix() for path in website.DOCS.rglob("*.md")}
    assert sorted(PAGES) == sorted({*written, website.FRONT})


@pytest.mark.parametrize("page", PAGES)
def test_a_link_leads_to_a_page_of_the_site_or_to_a_file_of_the_repository(page: str) -> None:
    for target, _ in website.LINK.findall(website.staged(page)):
        assert (Path(page).parent / target).as_posix().replace("rules/../", "") in PAGES, target
    home = f"]({HOME}/"
    for found in website.staged(page).split(home)[1:]:
        kind, _, path = found.partition(")")[0].partition("#")[0].partition("/main/")
        assert (REPOSITORY / path).is_dir() if kind == "tree" else (REPOSITORY / path).is_file(), path


def test_what_a_page_shows_of_a_command_is_what_it_prints() -> None:
    shown = "Before.\n\n```console\n$ roletrust rule 1 | head -1\nsomething else\n```\n\nAfter.\n"
    printed = console.executed(shown)
    assert "something else" not in printed and "CKV_TRUST_1" in printed
    assert printed.startswith("Before.\n\n```console\n$ roletrust rule 1 | head -1\n") and printed.endswith("After.\n")
    with pytest.raises(RuntimeError, match="prints nothing"):
        console.executed("```console\n$ roletrust rule nonsense\nsomething\n```")
