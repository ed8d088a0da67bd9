"""`roletrust drift`: live roles against the code that is to make them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from roletrust.command.roles_given import every_role, var_files_option
from roletrust.reading.judging import merely_read
from roletrust.replying.drifting import drift, in_words
from roletrust.replying.roles import Read, read

FAILING = ("widened", "narrowed", "any")


@click.command("drift")
@click.argument("dump")
@click.argument("code", default=".")
@var_files_option
@click.option("--fail-on", type=click.Choice(FAILING), default="any", show_default=True)
def command(dump: str, code: str, var_files: tuple[str, ...], fail_on: str) -> None:
    """Say who gets in live who should not by the code, and who does not who should, decided by meaning.

    DUMP has the roles as they are, CODE makes them; they are matched by name. What is undecided always fails.

    \b
    Example:
      roletrust drift account.json infrastructure
    """
    found = drift(roles(dump), roles(code, var_files))
    for line in in_words(found):
        click.echo(line)
    widened = any(each.wider for each in found.compared)
    narrowed = any(each.narrower for each in found.compared) or bool(found.not_there)
    failing = {"widened": widened, "narrowed": narrowed, "any": widened or narrowed}[fail_on]
    raise click.exceptions.Exit(1 if failing or found.problems else 0)


def roles(path: str, var_files: tuple[str, ...] = ()) -> Iterator[Read]:
    return (role for each in every_role([path], var_files) if (role := read(each, merely_read)))
