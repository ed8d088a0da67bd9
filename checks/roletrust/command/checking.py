"""`roletrust check`: the findings of every role in what is given."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import IO

import click

from roletrust.command.colour import PAINTED, is_wanted, painted
from roletrust.command.passing import passing_folder
from roletrust.command.progress import progress
from roletrust.command.reporting import FORMATS
from roletrust.command.roles_given import every_role
from roletrust.command.values_given import Values, values_options
from roletrust.replying.asking import Asked, Cores
from roletrust.replying.findings import Reported, number_of
from roletrust.replying.instances import told_once
from roletrust.replying.scanning import as_they_come, reported, role_by_role
from roletrust.replying.skipping import Skips
from roletrust.rules.catalog import EVERY
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import SEVERITIES

NAMES = {**{rule.id: rule.id for rule in EVERY}, **{rule.name: rule.id for rule in EVERY}}
SHORT = {rule.id.removeprefix("CKV_TRUST_"): rule.id for rule in EVERY}
UNDECIDED = ("CKV_TRUST_90", "CKV_TRUST_91")


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--output-format", type=click.Choice(list(FORMATS)), default="full", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to this file, not to standard output.")
@click.option("--select", multiple=True, metavar="RULE", help="Only this rule, by id, number or name; repeatable.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not this rule; repeatable.")
@click.option("--fail-on", type=click.Choice(SEVERITIES, case_sensitive=False), help="Exit 1 from this severity on.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
@click.option("--strict", is_flag=True, help="Exit 1 where a role is undecided, whatever --fail-on says.")
@values_options
@click.option("--stdin-filename", default="", help="What standard input (`-`) is read as; default stdin.json.")
@click.option("--since", default="", metavar="REVISION", help="Only what was not found at this revision of git.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes for a large dump.")
@click.option("--statistics", is_flag=True, help="Print how often each rule found something, instead of the findings.")
def command(
    paths: tuple[str, ...],
    output_format: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    exit_zero: bool,
    strict: bool,
    var_files: tuple[str, ...],
    values: Values,
    stdin_filename: str,
    since: str,
    jobs: int,
    statistics: bool,
) -> None:
    """Find flaws in the trust policies of files and directories (default: the working directory).

    \b
    Example:
      roletrust check fixtures/projects/vendor-access --output-format concise
    """
    wanted = rules_asked(select, ignore)
    skips = Skips()
    found = findings(paths or (".",), var_files, stdin_filename, values, wanted, skips, jobs)
    for line in skips.unused(wanted):
        click.echo(line, err=True)
    if since:
        known = {each.flaw for each in at_revision(since, paths or (".",), var_files, values, wanted)}
        found = [[each for each in of_role if each.is_broken or each.flaw not in known] for of_role in found]
    if output_format == "sarif" and not (statistics or stdin_filename or values.parameters or values.holes):
        found = [with_fixes([each for of_role in found for each in of_role], paths or (".",), var_files)]
    telling = Telling(told_once(found))
    text = counted(telling) if statistics else FORMATS[output_format](telling)
    with opened(output) as file:
        for_people = not statistics and output_format in PAINTED
        file.writelines(painted(text) if for_people and is_wanted(file) else text)
    worst = SEVERITIES.index(fail_on.upper()) if fail_on else len(SEVERITIES) - 1
    failing = [
        severity
        for severity, rule in telling.told
        if SEVERITIES.index(severity) <= worst or (strict and rule in UNDECIDED)
    ]
    raise click.exceptions.Exit(1 if failing and not exit_zero else 0)


def findings(
    paths: Sequence[str],
    var_files: Sequence[str],
    stdin_filename: str,
    values: Values,
    wanted: frozenset[str],
    skips: Skips,
    jobs: int,
) -> list[Sequence[Reported]]:
    """What is found, role by role.  Standard error has how far it is, where that is a terminal."""
    with progress() as shown:
        every = every_role(paths, var_files, stdin_filename, values, whole_dumps=not values.holes)
        first = list(islice(every, 1))
        if not first:  # a name that was mistaken reads as all being well, otherwise
            click.echo(f"there is no role that roletrust reads in {listed(paths)}", err=True)
        counted = shown.counting(chain(first, every))
        return role_by_role(as_they_come(counted, Asked(wanted), skips, cores=Cores(jobs, shown.tell)))


class Telling(Iterable[Reported]):
    """The findings, to be told once.  `told`: which severities were told, of which rules."""

    def __init__(self, found: Iterable[Reported]) -> None:
        self._found = found
        self.told: set[tuple[str, str]] = set()

    def __iter__(self) -> Iterator[Reported]:
        for each in self._found:
            self.told.add((each.told.severity, each.told.rule.id))
            yield each


@contextmanager
def opened(output: str | None) -> Iterator[IO[str]]:
    """The file that is written to, or standard output.  Raises OSError."""
    if output:
        with open(output, "w", encoding="utf-8") as file:
            yield file
    else:
        yield sys.stdout


def with_fixes(found: Sequence[Reported], paths: Sequence[str], var_files: Sequence[str]) -> list[Reported]:
    """The findings with their proved edits; of how many none were sought is told on standard error."""
    from roletrust.replying.edited_tree import with_edits  # noqa: PLC0415  # what only one of the formats pays for

    edited, left = with_edits(found, paths, var_files)
    if left:
        told = f"no fix was sought for {number_of(left, 'finding')}, of so many roles: `roletrust fix` makes them"
        click.echo(told, err=True)
    return edited


def rules_asked(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """The ids of the rules that are wanted.  Raises click.UsageError at a name that no rule has."""
    chosen = frozenset(map(rule_id, select)) or frozenset(rule.id for rule in EVERY)
    return chosen - frozenset(map(rule_id, ignore))


def rule_id(named: str) -> str:
    found = NAMES.get(named) or NAMES.get(named.upper()) or SHORT.get(named)
    if found is None:
        raise click.UsageError(f"no rule is called `{named}`; `roletrust rule` lists them")
    return found


def at_revision(
    revision: str, paths: Sequence[str], var_files: Sequence[str], values: Values, wanted: frozenset[str]
) -> list[Reported]:
    """What was found at a revision of git.  What nothing is said of there, was not there."""
    from roletrust.command.revisions import written_out  # noqa: PLC0415  # who asks for it has git to wait for

    folder = passing_folder()
    old = [written_out(revision, path, os.path.join(folder, str(number))) for number, path in enumerate(paths)]
    return reported(every_role(list(filter(os.path.exists, old)), var_files, values=values), wanted, Skips())


def counted(found: Iterable[Reported]) -> Iterator[str]:
    """How often each rule found something, most often first."""
    times = Counter(each.told.rule.id for each in found)
    names = {rule.id: rule.name for rule in EVERY}
    rows = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    yield from (f"{count:6}  {rule}  {names[rule]}\n" for rule, count in rows)
