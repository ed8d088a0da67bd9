"""`roletrust graph` as a page, in a real browser: a part of `make test-page`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from command.browser import Page, opened
from command.drawings import graph, nine_roles


@pytest.fixture(scope="module")
def reachable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nine_roles(tmp_path_factory.mktemp("graph"))


HOSTILE = '</script><img src=x onerror=hacked=1>&amp;\\N"]; x -> y ['


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dump whose roles are called what a page, and a drawing, might take for their own."""
    folder = tmp_path_factory.mktemp("hostile")
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::301000000001:root"}}
    roles = [
        {
            "RoleName": HOSTILE,
            "Arn": "",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Sid": "S", **allow}]},
        }
    ]
    (folder / "dump.json").write_text(json.dumps({"RoleDetailList": roles}))
    return folder


@pytest.fixture(scope="module")
def page(reachable: Path) -> Iterator[Page]:
    done, path = graph(reachable, "graph.html")
    assert (done.status, done.stderr) == (0, "")
    with opened(path) as found:
        yield found


def test_names_are_text_whatever_is_in_them(hostile: Path) -> None:
    done, path = graph(hostile, "graph.html")
    assert (done.status, done.stderr) == (0, "")
    with opened(path) as found:
        assert found.run("document.images.length") == 0
        assert found.run("typeof hacked") == "undefined"
        assert found.run("document.querySelectorAll('g.node').length") == 2
        found.run("choose('r0')")
        assert HOSTILE in found.told
        assert found.run("document.querySelector('#r0 title').textContent").endswith(HOSTILE)
        assert found.said == []


def test_the_page_asks_nothing_of_a_network_and_no_script_but_its_own_runs(page: Page) -> None:
    text = page.run("document.documentElement.outerHTML")
    assert "default-src 'none'" in text
    page.run(
        "script = document.createElement('script'); script.textContent = 'hacked = 1'; document.body.append(script)"
    )
    assert page.run("typeof hacked") == "undefined"
    page.until_said("Content Security Policy")
    page.said.clear()


def test_the_page_opens_with_who_gets_an_administrators_permissions(page: Page) -> None:
    told = page.told
    assert "7 outsiders, 9 roles" in told
    strangers, _, others = told.partition("Likewise a service")
    assert "account 402000000002 → aws_iam_role.emergency, aws_iam_role.runner" in strangers
    assert "ec2.amazonaws.com → aws_iam_role.runner" in others


def test_the_page_says_what_the_data_says_of_who_reaches_what(page: Page) -> None:
    """The page reckons again what is reached, to answer what if; with nothing gone it is what the command reckoned."""
    assert page.run(
        "data.outside.length > 0 && data.outside.every(one => JSON.stringify([...reach(one.id, null)].sort()) ==="
        "JSON.stringify(one.reaches.map(each => [each.role, [SURE[each.answer], SURE[each.administrator]]]).sort()))"
    )


INTO_SUPPORT = "edge = data.edges.find(each => named(each.to).endsWith('.support'));"


def test_a_click_on_an_edge_tells_statement_lines_and_witness(page: Page) -> None:
    edge = page.run(INTO_SUPPORT + "edge.from + '-' + edge.to")
    page.run("document.getElementById('whole').click()")
    page.click(f"g#{edge} text, g#{edge} polygon")
    told = page.told
    assert "through statement 1, /main.tf:" in told
    assert "the user arn:aws:iam::402000000002:user/" in told
    assert "aws sts assume-role" in told


def test_what_if_an_edge_were_gone(page: Page) -> None:
    page.run(INTO_SUPPORT + "choose(edge.from + '-' + edge.to)")
    page.run("document.getElementById('ask').click()")
    assert "no longer reaches aws_iam_role.runner, an administrator" in page.told
    assert "emergency" not in page.told
    assert (
        page.run("document.querySelectorAll('g.lost.node').length") == 2
    )  # `support`, `operator`: EC2 still uses `runner`
    page.run("[...told.querySelectorAll('button')].find(each => each.textContent === 'Put it back').click()")
    assert page.run("document.querySelectorAll('g.lost').length") == 0


def test_the_keyboard_searches_chooses_and_zooms(page: Page) -> None:
    page.run("document.getElementById('whole').click(); document.body.focus()")
    wide = page.run("svg.getAttribute('viewBox')")
    page.press("/", "/")
    assert page.run("document.activeElement.id") == "search"
    for letter in "deploy":
        page.press(letter, letter)
    page.press("Enter", "\r")
    assert "can become an administrator" in page.told
    page.press("Escape")
    page.run("document.activeElement.blur()")
    page.press("+", "+")
    assert page.run("svg.getAttribute('viewBox')") != wide
    page.press("0", "0")
    assert page.run("svg.getAttribute('viewBox')") == wide


def test_the_page_fits_a_narrow_window(reachable: Path) -> None:
    with opened(reachable / "graph.html", 500, 900) as found:
        assert found.run("document.documentElement.scrollWidth <= innerWidth")
        assert found.run(
            "told.getBoundingClientRect().top >= document.querySelector('#drawing').getBoundingClientRect().bottom"
        )
