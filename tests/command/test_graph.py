"""`roletrust graph`: the ways in from outside, as data, as a drawing, and as a page in a real browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust
from command.browser import Page, opened
from roletrust.command.graphing import in_scans
from roletrust.command.roles_given import every_role
from roletrust.drawing.ways_in import Edge, From, Graph, Outside, graph_of, reached
from roletrust.engine.answer import NO, UNKNOWN, Answer
from roletrust.reading.landscape import Among, drawn
from roletrust.rules.privileged_external_role import RULE
from running import PROJECTS, Run

OWN = 'own_accounts: ["921000000001"]\ntrusted_accounts:\n  "403000000003": the cost team\n'


@pytest.fixture(scope="module")
def reachable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine roles of one account, three vendors, of which one is trusted, and a pipeline."""
    folder = shutil.copytree(PROJECTS / "reachable", tmp_path_factory.mktemp("graph") / "reachable")
    (folder / ".roletrust.yaml").write_text(OWN)
    return folder


def graph(folder: Path, name: str, *words: str | Path) -> tuple[Run, Path]:
    done = roletrust("graph", ".", "-o", name, *words, cwd=folder)
    return done, folder / name


def data_of(folder: Path, *words: str) -> dict[str, Any]:
    done, path = graph(folder, "graph.json", *words)
    assert (done.status, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def lines(data: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Who goes where, and how."""
    names = {each["id"]: each["name"].removeprefix("aws_iam_role.") for each in (*data["outside"], *data["roles"])}
    return {(names[each["from"]], each["how"], names[each["to"]]) for each in data["edges"]}


# --- what is in it -------------------------------------------------------------------------------------------------


def test_it_holds_every_way_in_and_where_it_leads(reachable: Path) -> None:
    assert lines(data_of(reachable)) == {
        ("account 401000000001", "enters", "monitoring"),
        ("account 402000000002", "enters", "support"),
        ("account 402000000002", "enters", "emergency"),
        ("account 403000000003 (the cost team)", "enters", "costs"),
        ("anybody's token of GitHub Actions", "enters", "builds"),
        ("token.actions.githubusercontent.com", "enters", "builds"),
        ("ec2.amazonaws.com", "enters", "runner"),
        ("lambda.amazonaws.com", "enters", "reports"),
        ("support", "assumes", "operator"),
        ("operator", "passes it to ec2.amazonaws.com", "runner"),
        ("costs", "passes it to lambda.amazonaws.com", "reports"),
        ("builds", "assumes", "deploy"),
    }


def test_it_says_of_an_edge_who_gets_in_by_what_and_what_allows_it(reachable: Path) -> None:
    found = {(each["from"], each["to"]): each for each in data_of(reachable)["edges"]}
    by_how = {each["how"]: each for each in found.values()}
    entering = next(each for each in found.values() if "402000000002" in each["witness"])
    assert entering["answer"] == "yes"
    assert entering["statement"]["label"] == "statement 1"
    assert entering["statement"]["file"] == "/main.tf"
    assert entering["command"].startswith("aws sts assume-role --role-arn arn:aws:iam::921000000001:role/")
    assert any("aws_iam_role_policy" in each for each in by_how["assumes"]["allowed_by"])


def test_it_goes_no_further_than_it_is_asked_to_and_says_where_it_stops(reachable: Path) -> None:
    near = data_of(reachable, "--hops", "1", "--from", "account")
    assert "runner" not in {end for line in lines(near) for end in line}
    support = next(each for each in near["roles"] if each["name"] == "aws_iam_role.support")
    assert support["cut"] == "roles that are more than 1 steps away are not looked at"
    assert {each["kind"] for each in near["outside"]} == {"account"}


PROJECT_NAMES = (
    "reachable",
    "chains",
    "account-dump",
    "accounts",
    "vendor-landscape",
    "stacks",
    "idioms",
)


@pytest.mark.parametrize("project", PROJECT_NAMES)
def test_strangers_reach_an_administrator_just_where_rule_14_says_so(project: str) -> None:
    """Of each role: YES, NO and UNKNOWN alike.  A stranger there is nobody whom the settings trust, and no service."""
    for name, among in in_scans(every_role([str(PROJECTS / project)], ())).items():
        found = graph_of([(name, among)], list(From))
        landscape = drawn(among)
        for each in (one for one in among if one.roles):  # IAM refuses the others, and there will be no role
            assert by_the_graph(found, each) is each.judgements(landscape)[RULE.id].verdict.answer, (
                each.case.subject.label
            )


def by_the_graph(found: Graph, role: Among) -> Answer:
    """How sure it is that a stranger reaches an administrator by entering `role`."""
    answers = [NO]
    for edge in found.edges:
        if isinstance(edge.source, Outside) and any(edge.target is one.place for _, one in role.roles):
            strange = edge.source.kind in (From.ACCOUNT, From.ANYBODY, From.UNKNOWN) and edge.source.whose != "trusted"
            answers += administrators(found, edge, edge.source) if strange else []
    return max(answers)


def administrators(found: Graph, edge: Edge, stranger: Outside) -> Iterator[Answer]:
    alone = replace(found, edges=[edge, *(each for each in found.edges if not isinstance(each.source, Outside))])
    yield from (each.administrator for each in reached(alone, stranger).values())
    if found.roles[id(edge.target)].cut or edge.source.kind is From.UNKNOWN:  # type: ignore[union-attr]
        yield UNKNOWN


def test_what_is_undecided_is_dashed_and_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "who" {}\n'
        'resource "aws_iam_role" "open" {\n  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow",\n'
        '    Action = "sts:AssumeRole", Principal = { AWS = [var.who, "arn:aws:iam::301000000001:root"] } }] })\n}\n'
    )
    found = {each["answer"] for each in data_of(tmp_path)["edges"]}
    assert found == {"yes", "unknown"}
    _, dot = graph(tmp_path, "graph.dot")
    assert dot.read_text().count("style=dashed];") == 1
    assert {each["answer"] for each in data_of(tmp_path, "--sure")["edges"]} == {"yes"}


# --- what it is written as -----------------------------------------------------------------------------------------


def test_a_file_that_ends_otherwise_is_refused(reachable: Path) -> None:
    done, path = graph(reachable, "graph.png")
    assert (done.status, path.exists()) == (2, False)
    assert ".html, .svg, .dot, .json is expected" in done.stderr


def test_without_graphviz_it_says_how_to_get_it_and_still_writes_data(
    reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(reachable))
    done, path = graph(reachable, "without.svg")
    assert (done.status, path.exists()) == (2, False)
    assert "apt-get install graphviz" in done.stderr
    assert graph(reachable, "without.dot")[0].status == 0


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
    assert any("Content Security Policy" in each for each in page.said)
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
