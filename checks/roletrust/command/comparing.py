"""`roletrust diff`: who newly gets in, and who no longer does, between two versions of the same roles."""

from __future__ import annotations

import os
from collections.abc import Sequence
from tempfile import TemporaryDirectory

import click

from roletrust.command.revisions import written_out
from roletrust.command.roles_given import every_role
from roletrust.reading.judging import merely_read
from roletrust.replying.comparing import Difference, differences, in_words
from roletrust.replying.roles import Read, read
from roletrust.replying.wording import in_cell


@click.command("diff")
@click.argument("base")
@click.argument("head", required=False)
@click.option("--output-format", type=click.Choice(["full", "markdown", "github"]), default="full", show_default=True)
@click.option("--fail-on", type=click.Choice(["widened", "narrowed", "any"]), default="widened", show_default=True)
@click.option("--path", default=".", help="With revisions: the directory or file in the repository that is compared.")
def command(base: str, head: str | None, output_format: str, fail_on: str, path: str) -> None:
    """Say who newly gets in, and who no longer does, decided by meaning; nobody is a proof that nobody does.

    BASE and HEAD are two files, two directories, or two revisions of git (HEAD: the working tree where it is left out).

    \b
    Examples:
      roletrust diff before.json after.json
      roletrust diff origin/main
    """
    with TemporaryDirectory(prefix="roletrust-") as folder:
        old, new = both_sides(base, head, path, folder)
        if not os.path.exists(new) and (head is None or not os.path.exists(old)):
            raise click.UsageError(f"no such file or directory: {path}")
        found = list(differences(roles_by_name(old), roles_by_name(new)))
    click.echo(in_markdown(found) if output_format in ("markdown", "github") else in_words(found), nl=False)
    widened = any(each.wider or each.problem for each in found)
    narrowed = any(each.narrower for each in found)
    failing = {"widened": widened, "narrowed": narrowed, "any": widened or narrowed}[fail_on]
    raise click.exceptions.Exit(1 if failing else 0)


def both_sides(base: str, head: str | None, path: str, folder: str) -> tuple[str, str]:
    """The two files or directories to compare; a revision of git is written out below `folder`."""
    old = base if os.path.exists(base) else written_out(base, path, os.path.join(folder, "base"))
    if head is None:
        return old, path
    return old, head if os.path.exists(head) else written_out(head, path, os.path.join(folder, "head"))


def roles_by_name(path: str) -> dict[tuple[str, str], Read]:
    """The roles of one side, by file and name; of single files by name alone."""
    alone = os.path.isfile(path)
    given = [path] if os.path.exists(path) else []  # what a revision has not is no role
    roles = (role for each in every_role(given, ()) if (role := read(each, merely_read)))
    return {("" if alone else role.place.file, role.label): role for role in roles}


def in_markdown(found: Sequence[Difference]) -> str:
    """A table for a pull request's comment."""
    rows = []
    for each in found:
        name = in_cell(each.role)
        rows += [f"| {name} | undecided | {in_cell(each.problem)} |"] if each.problem else []
        rows += [f"| {name} | **newly in** | {in_cell(change)} |" for change in each.wider]
        rows += [f"| {name} | no longer in | {in_cell(change)} |" for change in each.narrower]
    if not rows:
        return f"**Trust policies**: nobody newly gets in, and nobody is kept out ({len(found)} roles compared).\n"
    return "\n".join(
        ["### Who can assume which role changes", "", "| Role | Change | Example |", "|---|---|---|", *rows, ""]
    )
