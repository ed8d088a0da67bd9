"""The roles that a command line names: `FILE`, `DIRECTORY`, `FILE:ROLE`, `-` for standard input."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from roletrust.command.values_given import Values
from roletrust.engine.policy.document import Source
from roletrust.engine.questions.trust import Trust
from roletrust.reading.configuration import load
from roletrust.reading.filling import filled
from roletrust.reading.judging import Case, Judged, judged
from roletrust.reading.roles import Found, found_in, found_in_text
from roletrust.rules.messages.branches import branches_named
from roletrust.telling.finding import printable
from roletrust.telling.secrets_told import masked
from roletrust.telling.subject import Dialect, Subject

var_files_option = click.option(
    "--var-file", "var_files", multiple=True, type=click.Path(exists=True), help="As Terraform's; repeatable."
)


NONE = Values()


class Read(NamedTuple):
    """One role that was read and judged."""

    found: Found
    judged: Judged

    @property
    def label(self) -> str:
        return self.found.label

    @property
    def file(self) -> str:
        """As findings name it."""
        return self.judged.case.subject.source.file or self.found.root

    def said(self, text: str) -> str:
        """`text` about the role, without its secrets, and without characters that a terminal would act on."""
        masked_text: str = masked(text, self.judged.case.subject.secrets)
        return "\n".join(map(printable, masked_text.split("\n")))


def every_role(
    paths: Sequence[str], var_files: Sequence[str], stdin_name: str = "", values: Values = NONE
) -> Iterator[Found]:
    """The roles in `paths`, with the `values` that are given.  Raises click.UsageError where a path is not there."""
    used: set[str] = set()
    for found in roles_in(paths, var_files, stdin_name, values):
        yield replace(found, case=partial(with_values, found, values, used)) if values.holes else found
    for name in values.holes.keys() - used:
        click.echo(f"--set {name}: nothing that was read is open under that name", err=True)


def with_values(found: Found, values: Values, used: set[str]) -> Case | None:
    case = found.case()
    return filled(case, values.holes, used) if case else None


def roles_in(paths: Sequence[str], var_files: Sequence[str], stdin_name: str, values: Values) -> Iterator[Found]:
    for path in paths:
        try:
            if path == "-":
                folder = click.get_current_context().with_resource(TemporaryDirectory(prefix="roletrust-"))
                yield from found_in_text(sys.stdin.read(), stdin_name or "stdin.json", folder, values.parameters)
            else:
                yield from found_in(path, var_files, values.parameters)
        except FileNotFoundError:
            raise click.UsageError(f"no such file or directory: {path}") from None


def read(found: Found) -> Read | None:
    """The role judged; None where it is surely not made.  What breaks is told on stderr, and is a case of its own."""
    try:
        case = found.case()
        return Read(found, judged(case)) if case else None
    except Exception as error:  # one role that breaks must not lose the others
        return Read(found, undecided(found, error))


def judged_roles(roles: Iterable[Found]) -> Iterator[Read]:
    """Those of `roles` that may be made, each judged when it is asked for."""
    return (role for role in map(read, roles) if role)


def undecided(found: Found, error: Exception) -> Judged:
    """The role as one that is undecided, since roletrust broke over it, which is told on stderr."""
    traceback.print_exception(error)
    problem = f"roletrust itself broke: {type(error).__name__}: {error}"
    return judged(Case(Subject(found.label, Dialect.JSON, Source(), problem=problem), load(found.root)))


def one_role(target: str, var_files: Sequence[str], values: Values = NONE) -> Read:
    """The one role that `target` (`FILE`, `FILE:ROLE`, `-`) names.

    Raises click.UsageError where it names none or several, which are then listed.
    """
    path, wanted = parted(target)
    roles = list(judged_roles(every_role([path], var_files, values=values)))
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


def trusts_of(role: Read) -> list[tuple[str, Trust]]:
    """Each way that the role's policy can turn out, with the conditions on which it does ('' where there is one way).

    Raises click.ClickException where the policy cannot be read at all.
    """
    found = [(branches_named((conditions,)) if conditions else "", trust) for conditions, trust in role.judged.trusts]
    if not found:
        reasons = [each.verdict.doubt or each.verdict.reason for each in role.judged.judgements.values()]
        why = role.judged.problem or next((each for each in reasons if each), "it has no trust policy")
        raise click.ClickException(f"{role.label} cannot be decided: {why}")
    return found
