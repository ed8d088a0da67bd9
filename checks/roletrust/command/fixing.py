"""`roletrust fix`: the repairs that findings show, made in the files that hold the policies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

import click

from roletrust.command.checking import rules_asked
from roletrust.command.roles_given import var_files_option
from roletrust.command.supplied_given import NO_ID, supplied_options
from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.fixing.files import write
from roletrust.fixing.repairing import Repairing
from roletrust.fixing.supplied import Question, Supplied
from roletrust.reading.configuration_file import is_id
from roletrust.replying.repairing import diffs, told
from roletrust.replying.skipping import Skips


@click.command("fix")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--select", multiple=True, metavar="RULE", help="Only this rule, by id, number or name; repeatable.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not this rule; repeatable.")
@supplied_options
@var_files_option
@click.option("--interactive", is_flag=True, help="Ask what only you know, and before anything is written.")
@click.option("--write/--diff", "writes", default=False, help="Write the files; or print what would change (default).")
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    supplied: Supplied,
    var_files: tuple[str, ...],
    interactive: bool,
    writes: bool,
) -> None:
    """Repair trust policies in their files (default: all below the working directory).

    Each repair is read again and judged again before a word of it is shown: its findings are gone, no rule finds worse,
    and everybody who rightly got in still does. What is not proved, or what only you know, is left as it is, and
    standard error says why. Exit status: 0 nothing is left to repair, 1 something is, 2 it could not be asked.

    \b
    Example:
      roletrust fix main.tf --external-id 7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41
    """
    if interactive:
        supplied = replace(supplied, ask=asked)
    work = Repairing(paths or (".",), var_files, rules_asked(select, ignore), supplied, Skips().of)
    try:
        outcomes = work.outcomes()
    except FileNotFoundError as error:
        raise click.UsageError(f"no such file or directory: {os.path.relpath(str(error))}") from None
    if not writes or interactive:
        click.echo("".join(diffs(work)), nl=False)
    if interactive and work.files:
        writes = click.confirm("Write these changes?", err=True)
    if writes:
        written(work.read, work.files)
    said = (tuple(told(each, "fixed" if writes else "can be fixed")) for each in outcomes)
    for line in chain.from_iterable(dict.fromkeys(said)):  # of a module's instances what is the same of all, once
        click.echo(line, err=True)
    todo = any(each.left for each in outcomes) or (outcomes and not writes)
    raise click.exceptions.Exit(1 if todo else 0)


def asked(question: Question) -> str:
    """What the person at the terminal answers; '' leaves what hangs on it as it is."""
    of = f" for {question.whose}" if question.option == "--value" else ""
    while True:
        click.echo(f"{question.said}{of}.", err=True)
        answer: str = click.prompt(f"{question.option} (empty: leave it)", default="", show_default=False, err=True)
        problem = illegal(question, answer.strip())
        if not problem:
            return answer.strip()
        click.echo(problem, err=True)


def illegal(question: Question, answer: str) -> str:
    """Why the answer can be none, '' where it can."""
    if question.option == "--external-id" and answer and not legal_external_id(answer):
        return NO_ID
    if question.option == "--account" and answer and not is_id(answer):
        return "an account has 12 digits"
    return ""


def written(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Puts the edited files in place.  Raises click.ClickException where one cannot be, or has changed meanwhile."""
    for path, data in after.items():
        try:
            write(path, before[path], data)
        except OSError as error:
            raise click.ClickException(str(error)) from None
