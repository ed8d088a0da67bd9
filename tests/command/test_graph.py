"""`roletrust graph`: the ways in from outside, as data and as a drawing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from command.drawings import graph, nine_roles
from roletrust.command.graphing import in_scans
from roletrust.command.roles_given import every_role
from roletrust.drawing.ways_in import Edge, From, Graph, Outside, graph_of, reached
from roletrust.engine.answer import NO, UNKNOWN, Answer
from roletrust.reading.landscape import Among, drawn
from roletrust.rules.privileged_external_role import RULE
from running import PROJECTS


@pytest.fixture(scope="module")
def reachable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nine_roles(tmp_path_factory.mktemp("graph"))


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
    scans, _ = in_scans(every_role([str(PROJECTS / project)], ()))
    for name, among in scans.items():
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
