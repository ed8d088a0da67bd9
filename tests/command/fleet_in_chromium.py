"""The report of `roletrust fleet` in a real browser: a part of `make test-page`."""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from command.asked import roletrust
from command.browser import Page, opened
from command.fleets import HOSTILE, fleet, hostile

WIDTHS = (1400, 500)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fleet")
    fleet(folder)
    (folder / "hostile.json").write_text(hostile())
    roletrust("fleet", ".", "-o", "fleet.jsonl", "--html", "fleet.html", cwd=folder)
    return folder / "fleet.html"


@pytest.fixture(scope="module", params=WIDTHS)
def page(report: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    with opened(report, request.param, 900) as found:
        yield found
        if pictures := os.environ.get("PICTURES"):
            path = Path(pictures) / f"fleet-{request.param}.png"
            path.write_bytes(b64decode(found.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]))


def first(page: Page, title: str) -> list[str]:
    """The first cells of the rows of a table."""
    cells = "[...each.querySelectorAll('tbody tr')].map(row => row.cells[0].textContent)"
    return list(page.run(f"(each => {cells})({section(title)})"))


def section(title: str) -> str:
    return f"[...document.querySelectorAll('section')].find(each => each.innerText.startsWith('{title}'))"


def test_names_are_text_and_no_script_but_its_own_runs(page: Page) -> None:
    assert HOSTILE in page.run("document.getElementById('tables').textContent")
    assert page.run("document.images.length") == 0
    assert page.run("typeof hacked") == "undefined"
    assert page.said == []


def test_tables_sort_and_filter(page: Page) -> None:
    title = "The findings"
    every = first(page, title)
    page.run(f"{section(title)}.querySelectorAll('th button')[0].click()")
    assert first(page, title) == sorted(every, key=["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"].index)
    page.run(f"{section(title)}.querySelectorAll('th button')[0].click()")
    assert first(page, title)[0] == every[-1] != every[0]
    page.run(
        f"(each => {{ each.value = 'ckv_trust_14 001'; each.dispatchEvent(new Event('input')) }})"
        f"({section(title)}.querySelector('input'))"
    )
    assert 0 < len(first(page, title)) < len(every)
    page.run(
        f"(each => {{ each.value = ''; each.dispatchEvent(new Event('input')) }})"
        f"({section(title)}.querySelector('input'))"
    )
    assert len(first(page, title)) == len(every)


def test_the_page_fits_the_window(page: Page) -> None:
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
