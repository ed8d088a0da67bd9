"""`roletrust fix`: the repairs that findings show, made in the files that hold the policies."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import click

from roletrust.command.checking import rules_asked
from roletrust.command.roles_given import var_files_option
from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.fixing.files import write
from roletrust.fixing.repairing import Repairing
from roletrust.fixing.supplied import Supplied
from roletrust.replying.repairing import diffs, told
from roletrust.replying.skipping import Skips


@click.command("fix")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--select", multiple=True, metavar="RULE", help="Only this rule, by id, number or name; repeatable.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not this rule; repeatable.")
@click.option(
    "--external-id", "ids", multiple=True, metavar="[ACCOUNT=]ID", help="The external id that its owner gave you."
)
@click.option("--generate", is_flag=True, help="Make external ids of 128 random bits, one for each account.")
@click.option("--pin", "pins", multiple=True, metavar="ARN", help="The role or user of an account that needs the role.")
@click.option("--subject", "subjects", multiple=True, metavar="SUB", help="The subject of the tokens that are meant.")
@click.option("--value", "values", multiple=True, metavar="KEY=VALUE", help="The value of another condition key.")
@click.option("--account", default="", metavar="ID", help="The account that holds the roles.")
@var_files_option
@click.option("--write/--diff", "writes", default=False, help="Write the files; or print what would change (default).")
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    ids: tuple[str, ...],
    generate: bool,
    pins: tuple[str, ...],
    subjects: tuple[str, ...],
    values: tuple[str, ...],
    account: str,
    var_files: tuple[str, ...],
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
    supplied = Supplied(of_ids(ids), generate, pins, subjects, of_values(values), account)
    work = Repairing(paths or (".",), var_files, rules_asked(select, ignore), supplied, Skips().of)
    try:
        outcomes = work.outcomes()
    except FileNotFoundError as error:
        raise click.UsageError(f"no such file or directory: {os.path.relpath(str(error))}") from None
    if writes:
        written(work)
    else:
        click.echo("".join(diffs(work)), nl=False)
    for each in outcomes:
        for line in told(each, "fixed" if writes else "can be fixed"):
            click.echo(line, err=True)
    todo = any(each.left for each in outcomes) or (outcomes and not writes)
    raise click.exceptions.Exit(1 if todo else 0)


def of_ids(given: Iterable[str]) -> dict[str, str]:
    """By account; '' for whichever.  Raises click.UsageError where one is no external id."""
    found: dict[str, str] = {}
    for each in given:
        account, equals, value = each.partition("=")
        whose, said = (account, value) if equals and account.isdigit() and len(account) == 12 else ("", each)
        if not legal_external_id(said):
            raise click.UsageError(
                "what --external-id gives is no external id: 2 to 1,224 letters, digits and _+=,.@:/-"
            )
        found[whose] = said
    return found


def of_values(given: Iterable[str]) -> dict[str, Sequence[str]]:
    """By condition key, in lower case.  Raises click.UsageError where one is not of the form."""
    found: dict[str, tuple[str, ...]] = {}
    for each in given:
        key, equals, value = each.partition("=")
        if not equals or not key or not value:
            raise click.UsageError(f"`{each}` is not of the form KEY=VALUE")
        found[key.lower()] = (*found.get(key.lower(), ()), value)
    return dict(found)


def written(work: Repairing) -> None:
    """Puts the edited files in place.  Raises click.ClickException where one cannot be, or has changed meanwhile."""
    for path, data in work.files.items():
        try:
            write(path, work.read[path], data)
        except OSError as error:
            raise click.ClickException(str(error)) from None
