"""`roletrust migrate`: another external id for an account, without a call that is refused meanwhile."""

from __future__ import annotations

import os

import click

from roletrust.command.fixing import written
from roletrust.command.roles_given import one_role, parted, var_files_option
from roletrust.command.supplied_given import of_ids
from roletrust.fixing.migration import Move, outside
from roletrust.fixing.proposing import Role
from roletrust.fixing.reproof import roles_in
from roletrust.replying.migrating import STEPS, Migration, Step
from roletrust.replying.repairing import differences


@click.command("migrate")
@click.argument("target", metavar="FILE[:ROLE]")
@click.option("--external-id", required=True, metavar="[ACCOUNT=]ID", help="The new external id, and of whom.")
@click.option("--callers", metavar="DIRECTORY", help="Where the account's callers are; else that of FILE.")
@click.option("--step", type=click.IntRange(1, len(STEPS)), help="This step alone.")
@click.option("--write", "writes", is_flag=True, help="Make the step in the files, after the one before it.")
@var_files_option
def command(
    target: str, external_id: str, callers: str | None, step: int | None, writes: bool, var_files: tuple[str, ...]
) -> None:
    """Introduce an external id, or replace one, in three steps between which no call is refused.

    First the role accepts the new id besides what it accepts, then the callers that the tree has send it, then the role
    accepts it alone; deploy after each. Each is proved before a word of it is shown; what is not proved is refused, and
    why. Exit status: 0 nothing is left to do, 1 something is, 2 it could not be asked.

    \b
    Example:
      roletrust migrate main.tf:aws_iam_role.vendor --external-id 7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41 --step 1 --write
    """
    if writes and step is None:
        raise click.UsageError("--write makes one step: say which by --step, and deploy before the next")
    path, _ = parted(target)
    place, role = placed(target, path, var_files)
    folder = callers or (path if os.path.isdir(path) else os.path.dirname(path) or ".")
    sure = bool(callers) or len(outside(role)) == 1
    work = Migration(path, var_files, place, of_account(external_id, role), os.path.abspath(folder), sure)
    todo = False
    for number, each in enumerate(work.steps(), 1):
        todo = todo or bool(each.after or each.refused)
        if step in (None, number):
            click.echo("\n".join(told(number, each)))
            click.echo("".join(differences(each.before, each.after)), nl=False)
        if each.refused:
            raise click.exceptions.Exit(1)
        if writes and number == step:
            written(each.before, each.after)
            return
        if writes and each.after:
            raise click.ClickException(f"step {number} has not been made yet: --step {number} --write, and deploy it")
    raise click.exceptions.Exit(1 if todo else 0)


def placed(target: str, path: str, var_files: tuple[str, ...]) -> tuple[int, Role]:
    """The role, and its place among those of the path.  Raises click.UsageError where it is not one."""
    wanted = one_role(target, var_files)
    source = wanted.judged.case.subject.source
    roles = roles_in((path,), var_files, {})
    for place, each in enumerate(roles):
        if (each.found.label, each.judged.case.subject.source) == (wanted.label, source):
            return place, each
    raise click.UsageError(f"{target} names no role that can be changed")


def of_account(external_id: str, role: Role) -> Move:
    """Whose the new external id is.  Raises click.UsageError where that has to be said, or it is none."""
    ((account, value),) = of_ids([external_id]).items()
    accounts = outside(role)
    if not account and len(accounts) != 1:
        listed = ", ".join(accounts) or "none"
        raise click.UsageError(f"say whose external id it is, --external-id ACCOUNT=ID; the role trusts: {listed}")
    return Move(account or accounts[0], value)


def told(number: int, step: Step) -> list[str]:
    lines = [f"step {number}: {step.title}"]
    if step.refused:
        return [*lines, f"  refused: {step.refused}"]
    return [*lines, *(f"  {each}" for each in step.said), *([] if step.after else ["  nothing is to be changed"])]
