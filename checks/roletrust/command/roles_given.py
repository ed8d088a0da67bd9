"""The roles that a command line names: `FILE`, `DIRECTORY`, `FILE:ROLE`, `-` for standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import click

from roletrust.command.passing import passing_folder
from roletrust.command.values_given import Values
from roletrust.reading.filling import filled
from roletrust.reading.found import Found
from roletrust.reading.judging import Case
from roletrust.reading.roles import found_in, found_in_text, undeclared
from roletrust.replying.roles import Read, read

var_files_option = click.option(
    "--var-file", "var_files", multiple=True, type=click.Path(exists=True), help="As Terraform's; repeatable."
)


NONE = Values()


def every_role(
    paths: Sequence[str],
    var_files: Sequence[str],
    stdin_name: str = "",
    values: Values = NONE,
    whole_dumps: bool = False,
) -> Iterator[Found]:
    """The roles in `paths`, with the `values` that are given.  Raises click.UsageError where a path is not there.

    `whole_dumps`: whether all roles of a large dump are given as one; INVARIANT: not where a hole has a value.
    """
    used: set[str] = set()
    for found in roles_in(paths, var_files, stdin_name, values, whole_dumps):
        yield replace(found, case=partial(with_values, found, values, used)) if values.holes else found
    for name in values.holes.keys() - used:
        click.echo(f"--set {name}: nothing that was read is open under that name", err=True)
    for name in undeclared([each for each in paths if each != "-"], values.variables):
        click.echo(f"--var {name}: no root module that was read has a variable of that name", err=True)


def with_values(found: Found, values: Values, used: set[str]) -> Case | None:
    case = found.case()
    return filled(case, values.holes, used) if case else None


def roles_in(
    paths: Sequence[str], var_files: Sequence[str], stdin_name: str, values: Values, whole_dumps: bool
) -> Iterator[Found]:
    for path in paths:
        try:
            if path == "-":
                name, folder = stdin_name or "stdin.json", passing_folder()
                yield from found_in_text(sys.stdin.read(), name, folder, values.parameters, whole_dumps)
            else:
                yield from found_in(path, var_files, values.parameters, whole_dumps)
        except FileNotFoundError:
            raise click.UsageError(f"no such file or directory: {path}") from None


def one_role(target: str, var_files: Sequence[str], values: Values = NONE) -> Read:
    """The one role that `target` (`FILE`, `FILE:ROLE`, `-`) names.

    Raises click.UsageError where it names none or several, which are then listed.
    """
    path, wanted = parted(target)
    roles = [each for each in map(read, every_role([path], var_files, values=values)) if each]
    named = [each for each in roles if wanted in ("", each.label, each.judged.case.subject.role)]
    named = named or [each for each in roles if each.label.endswith(wanted)]
    if len(named) == 1:
        return named[0]
    listed = "".join(f"\n  {path}:{each.label}" for each in (named or roles))
    if not roles:
        raise click.UsageError(f"{path} holds no role that roletrust reads")
    raise click.UsageError(f"{target} names {len(named) or 'no'} role{'s' * (len(named) != 1)}; there are:{listed}")


def parted(target: str) -> tuple[str, str]:
    """The path and the role of `FILE:ROLE`; the role is '' where none is named."""
    if target == "-" or os.path.exists(target):
        return target, ""
    for at in (index for index, letter in enumerate(target) if letter == ":"):
        if os.path.exists(target[:at]):
            return target[:at], target[at + 1 :]
    raise click.UsageError(f"no such file or directory: {target}")
