"""`roletrust fleet`: the roles of many accounts, from dumps, AWS Config and states."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from roletrust.command.checking import rules_asked
from roletrust.fleet.journal import Unresumable
from roletrust.fleet.judging import Outcome
from roletrust.fleet.page import page_of
from roletrust.fleet.sources import Source, sources
from roletrust.fleet.summary import Summary, rows, summary
from roletrust.fleet.survey import Survey, surveyed
from roletrust.fleet.table import write_table
from roletrust.replying.findings import number_of
from roletrust.telling.finding import printable


@click.command("fleet")
@click.argument("words", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False), help="The results: a line of JSON a finding."
)
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), help="The same as CSV, to this file.")
@click.option("--html", "html_file", type=click.Path(dir_okay=False), help="A report on one page, to this file.")
@click.option(
    "--jobs", type=click.IntRange(1), default=multiprocessing.cpu_count, show_default="all cores", help="Processes."
)
@click.option("--resume", is_flag=True, help="Go on with the results: read only what they do not have.")
@click.option("--repairs/--no-repairs", default=True, show_default=True, help="Say how to repair what is found.")
@click.option("--select", multiple=True, metavar="RULE", help="Only this rule, by id, number or name; repeatable.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not this rule; repeatable.")
def command(
    words: tuple[str, ...],
    output: str,
    csv_file: str | None,
    html_file: str | None,
    jobs: int,
    resume: bool,
    repairs: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Find flaws in the roles of many accounts.

    SOURCE is a file (a dump of an account, what AWS Config delivers, a state of Terraform; also packed by gzip), a
    folder of them, a glob, or `-`. A source that fails is told, and loses no other.

    \b
    Example:
      roletrust fleet dumps 'states/**/*.tfstate' -o fleet.jsonl --html fleet.html
    """
    wanted = rules_asked(select, ignore)
    with TemporaryDirectory(prefix="roletrust-") as folder:
        try:
            given = sources(words, sys.stdin.buffer, folder)
        except FileNotFoundError as error:
            raise click.UsageError(f"no such file or directory: {error}") from None
        try:
            outcomes = surveyed(Survey(given, wanted, output, jobs, resume, repairs), Progress(len(given)).tell)
            found = summary(outcomes, output)
            if csv_file:
                with open(csv_file, "w", encoding="utf-8", newline="") as file:
                    write_table(rows(output), file)
            if html_file:
                Path(html_file).write_text(page_of(found), encoding="utf-8")
        except (Unresumable, OSError) as error:
            raise click.ClickException(str(error)) from None
    click.echo(told(found, output), nl=False)
    raise click.exceptions.Exit(2 if found.failed else 1 if found.findings else 0)


class Progress:
    """What is told on standard error while it lasts: on a terminal how far it is, anywhere what fails."""

    def __init__(self, every: int) -> None:
        self._every, self._done, self._roles, self._findings = every, 0, 0, 0
        self._shown = sys.stderr.isatty()

    def tell(self, source: Source, outcome: Outcome) -> None:
        self._done += 1
        self._roles += outcome.roles
        self._findings += outcome.findings
        line = "\r\033[K" if self._shown else ""
        if outcome.failure:
            click.echo(f"{line}{printable(source.name)}: {printable(outcome.failure)}", err=True)
        if self._shown:
            so_far = f"{self._done:,} of {self._every:,} sources, {self._roles:,} roles, {self._findings:,} findings"
            click.echo(f"{line}{so_far}" + ("\n" if self._done == self._every else ""), nl=False, err=True)


def told(found: Summary, output: str) -> str:
    """How much was found, and how often each rule found something."""
    counts = f"{number_of(found.findings, 'finding')} in {found.flawed} of {number_of(found.roles, 'role')}"
    apart = [f"{len(found.failed)} failed"] if found.failed else []
    apart += [f"{found.without_roles} without a role"] if found.without_roles else []
    of_them = f" ({', '.join(apart)})" if apart else ""
    lines = [f"{os.path.relpath(output)}: {counts}, from {number_of(len(found.outcomes), 'source')}{of_them}"]
    lines += [
        f"{number:6}  {severity:8}  {rule}  {name}" for (rule, name, severity), number in found.most_severe_first()
    ]
    return "\n".join(lines) + "\n"
