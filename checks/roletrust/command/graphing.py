"""`roletrust graph`: every way in from outside, and what it leads to, drawn."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from roletrust.command.roles_given import every_role
from roletrust.command.values_given import Values, values_options
from roletrust.drawing.data import as_data
from roletrust.drawing.dot import NotLaidOut, as_dot, svg_of
from roletrust.drawing.page import page_of
from roletrust.drawing.ways_in import From, graph_of
from roletrust.engine.roles.blast_radius import HOPS
from roletrust.reading.found import Found
from roletrust.reading.holdings import Unknown
from roletrust.reading.judging import merely_read
from roletrust.reading.landscape import Among, taken_down
from roletrust.replying.findings import number_of
from roletrust.replying.roles import read

KINDS = {each.value: each for each in From if each is not From.UNKNOWN}
Drawing = Callable[[Mapping[str, Any]], str]


def as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2) + "\n"


WRITERS: dict[str, Drawing] = {".html": page_of, ".svg": svg_of, ".dot": as_dot, ".json": as_json}


@click.command("graph")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False),
    help=f"The file; it is written as its name ends: {', '.join(WRITERS)}.",
)
@click.option("--from", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="Only these; repeatable.")
@click.option(
    "--hops", type=click.IntRange(0, HOPS), default=HOPS, show_default=True, help="How many roles to go on to."
)
@click.option("--sure", is_flag=True, help="Leave out what is undecided.")
@values_options
def command(
    paths: tuple[str, ...],
    output: str,
    kinds: tuple[str, ...],
    hops: int,
    sure: bool,
    var_files: tuple[str, ...],
    values: Values,
) -> None:
    """Draw every way in from outside, and the roles that it leads to.

    \b
    Example:
      roletrust graph fixtures/projects/reachable -o ways-in.html
    """
    writer = WRITERS.get(os.path.splitext(output)[1].lower())
    if writer is None:
        raise click.UsageError(f"{output}: a file that ends in {', '.join(WRITERS)} is expected")
    wanted = [KINDS[each] for each in kinds] or list(From)
    scans, undecided = in_scans(every_role(paths or (".",), var_files, values=values))
    graph = graph_of(scans.items(), wanted, hops)
    data = as_data(graph.surely() if sure else graph)
    try:
        Path(output).write_text(writer(data), encoding="utf-8")
    except NotLaidOut as error:
        raise click.ClickException(str(error)) from None
    drawn = ((data["outside"], "outsider"), (data["roles"], "role"), (data["edges"], "edge"))
    click.echo(f"{output} is written: {', '.join(number_of(len(each), what) for each, what in drawn)}")
    for each in undecided:
        click.echo(each, err=True)
    raise click.exceptions.Exit(2 if undecided else 0)


def in_scans(roles: Iterable[Found]) -> tuple[dict[str, list[Among]], list[str]]:
    """The roles by what scan they are of, and of which nothing is decided, since roletrust broke or has no settings.

    Of one that no rule looks at beside others, what it holds is not known.
    """
    found: dict[str, list[Among]] = {}
    undecided = []
    for each in roles:
        role = read(each, merely_read)
        if role is not None:
            if role.judged.not_decided:
                undecided.append(role.said(f"{role.label} is not decided: {role.problem}"))
            holding = each.holding or (lambda label=each.label: Unknown(f"the policies of {label}"))  # type: ignore[misc]
            found.setdefault(each.scan or each.root, []).append(taken_down(role.judged, holding))
    return found, undecided
