"""The ways in, in the language of Graphviz (https://graphviz.org/doc/info/lang.html), and laid out by it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

from roletrust.telling.finding import printable

MANY = 500  # lines from which on Graphviz is told to look for a good layout, and not for the best
QUICK = "nslimit=0.1; nslimit1=0.5; mclimit=0.05; splines=line;"
LONGEST = 48  # characters of a name that stand in its box
MOST = 4000  # lines that are laid out; Graphviz takes minutes for more, and nobody reads them
COOL, RED = "#eef3fb", "#b00020"
COLOURS = {"account": "#fff0d6", "anybody": "#ffdcd6", "issuer": "#e3f4e4", "service": "#ececec", "unknown": "#ffffff"}
TITLE = re.compile("<title>([^<]*)</title>")
FONT = 'fontname="Helvetica,Arial,sans-serif", fontsize=11'


class NotLaidOut(Exception):
    """Why Graphviz cannot lay the graph out, and what to do."""


def as_dot(data: Mapping[str, Any]) -> str:
    """`data`: as `as_data` makes it.  Between two nodes is one line, as sure as the surest edge; its id: `from-to`."""
    return "\n".join(["digraph ways_in {", *_lines(data), "}"]) + "\n"


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    lines = joined(data)
    yield "  rankdir=LR; ranksep=1.1; nodesep=0.12; outputorder=edgesfirst; bgcolor=transparent;"
    yield from [f"  {QUICK}"] if len(lines) > MANY else []
    yield f'  node [shape=box, style="rounded,filled", color="#55606e", height=0.3, margin="0.12,0.05", {FONT}];'
    yield '  edge [color="#55606e", arrowsize=0.7];'
    for each in data["outside"]:
        colour = COLOURS[each["kind"]]
        yield f'  {each["id"]} [id={each["id"]}, label={text(each["name"])}, style=filled, fillcolor="{colour}"];'
    for each in data["roles"]:
        yield f"  {each['id']} [id={each['id']}, label={text(each['name'])}{_marked(each)}];"
    for (source, target), edges in lines.items():
        yield f'  {source} -> {target} [id="{source}-{target}"{_drawn(edges)}];'


def _marked(role: Mapping[str, Any]) -> str:
    """An administrator is drawn thick; one that may be, thick and dashed."""
    answers = {each["answer"] for each in role["administrator"]}
    if not answers:
        return f', fillcolor="{COOL}"'
    dashes = "" if "yes" in answers else ",dashed"
    return f', fillcolor="{COOL}", color="{RED}", penwidth=2.5, style="rounded,filled{dashes}"'


def _drawn(edges: list[Mapping[str, Any]]) -> str:
    sure = "" if any(each["answer"] == "yes" for each in edges) else ", style=dashed"
    return sure + (", arrowhead=onormal" if all(each["how"].startswith("passes") for each in edges) else "")


def joined(data: Mapping[str, Any]) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """The edges by where they come from and lead to."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in data["edges"]:
        found.setdefault((each["from"], each["to"]), []).append(each)
    return found


def text(name: str) -> str:
    """`name` as a label, in which nothing of it means anything to Graphviz."""
    shown = printable(name)
    shown = shown if len(shown) <= LONGEST else f"{shown[: LONGEST // 2 - 1]}…{shown[-LONGEST // 2 :]}"
    kept = shown.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{kept}"'


def svg_of(data: Mapping[str, Any]) -> str:
    """The drawing.  Raises NotLaidOut."""
    if len(joined(data)) > MOST:
        raise NotLaidOut(
            f"{len(joined(data))} lines are too many to lay out ({MOST} at most): leave out what is undecided with "
            "--sure, look at one kind with --from, or at fewer roles with --hops; .json and .dot hold any number"
        )
    program = shutil.which("dot")
    if program is None:
        raise NotLaidOut(
            "the drawing is laid out by Graphviz, whose program `dot` is not in the path: install it (`apt-get install "
            "graphviz`, `brew install graphviz`, `winget install graphviz`, or from https://graphviz.org/download/), "
            "or write a .json or .dot file, which need no layout"
        )
    try:
        svg = subprocess.check_output(  # noqa: S603  # a fixed program; the names go in by standard input
            [program, "-Tsvg"], input=as_dot(data), stderr=subprocess.PIPE, encoding="utf-8"
        )
    except subprocess.CalledProcessError as error:
        raise NotLaidOut(f"Graphviz failed: {error.stderr.strip()}") from None
    names = {each["id"]: printable(each["name"]) for each in (*data["outside"], *data["roles"])}
    return TITLE.sub(lambda found: f"<title>{escape(_title(unescape(found[1]), names))}</title>", svg)


def _title(ids: str, names: Mapping[str, str]) -> str:
    """What is told of a node, or of a line, on which the pointer rests; `ids`: as Graphviz calls it."""
    return " \u2192 ".join(names.get(each, "ways in from outside") for each in ids.split("->"))
