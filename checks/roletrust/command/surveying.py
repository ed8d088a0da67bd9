"""`roletrust fleet`: the roles of many accounts, from dumps, AWS Config and states."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from roletrust.command.checking import rules_asked
from roletrust.command.reporting import sarif_lines
from roletrust.fleet.columns import needs_parquet, write_parquet
from roletrust.fleet.history import History
from roletrust.fleet.journal import Unresumable
from roletrust.fleet.judging import Outcome
from roletrust.fleet.page import page_of
from roletrust.fleet.remote import Unreachable
from roletrust.fleet.sources import Source, sources
from roletrust.fleet.summary import Row, Summary, rows, summary
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
@click.option("--parquet", type=click.Path(dir_okay=False), help="The same as Parquet (extra: parquet), to this file.")
@click.option("--sarif", "sarif_file", type=click.Path(dir_okay=False), help="The same as SARIF, to this file.")
@click.option("--html", "html_file", type=click.Path(dir_okay=False), help="A report on one page, to this file.")
@click.option(
    "--history",
    type=click.Path(dir_okay=False),
    help="Note this run down in this file; the report then has what is new since the last one, and the trend.",
)
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
    parquet: str | None,
    sarif_file: str | None,
    html_file: str | None,
    history: str | None,
    jobs: int,
    resume: bool,
    repairs: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Find flaws in the roles of many accounts.

    SOURCE is a file (a dump of an account, what AWS Config delivers, a state of Terraform; also packed by gzip), a
    folder of them, a glob, a URL such as s3://BUCKET/PREFIX (extra: s3), or `-`. A source that fails is told, and
    loses no other.

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
        except Unreachable as error:
            raise click.ClickException(str(error)) from None
        try:
            asked = Survey(given, wanted, output, jobs, resume, repairs)
            found = written(asked, Progress(len(given)), Files(csv_file, parquet, sarif_file, html_file, history))
        except (Unresumable, OSError, ValueError, ImportError) as error:
            raise click.ClickException(str(error)) from None
    click.echo(told(found, output), nl=False)
    raise click.exceptions.Exit(2 if found.failed else 1 if found.findings else 0)


class Files(NamedTuple):
    """Where else the results go; None where they do not."""

    csv: str | None
    parquet: str | None
    sarif: str | None
    html: str | None
    history: str | None


def written(asked: Survey, progress: Progress, files: Files) -> Summary:
    """The results, in every form that is wanted.  Raises Unresumable, OSError, ValueError, ImportError."""
    if files.parquet:
        needs_parquet()
    before = History(files.history) if files.history else None
    found = summary(surveyed(asked, progress.tell), asked.output, before.is_new if before else nothing_is_new)
    if files.csv:
        with open(files.csv, "w", encoding="utf-8", newline="") as file:
            write_table(rows(asked.output), file)
    if files.parquet:
        write_parquet(rows(asked.output), files.parquet)
    if files.sarif:
        with open(files.sarif, "w", encoding="utf-8") as file:
            file.writelines(sarif_lines(rows(asked.output)))
    if before:
        before.add(found, rows(asked.output))
    if files.html:
        Path(files.html).write_text(page_of(found, before.runs if before else ()), encoding="utf-8")
    return found


def nothing_is_new(_: Row) -> bool:
    return False


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
