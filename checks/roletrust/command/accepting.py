"""`roletrust accept`: a finding that the reader takes back, written where the role is."""

from __future__ import annotations

import os

import click

from roletrust.command.checking import rule_id
from roletrust.command.roles_given import one_role
from roletrust.reading.skips import COMMENT, Skip


@click.command("accept")
@click.argument("target", metavar="FILE[:ROLE]")
@click.argument("rule")
@click.option("--reason", required=True, help="Why the finding is no flaw here.")
def command(target: str, rule: str, reason: str) -> None:
    """Write a comment into a role's block, resource or task that skips a rule there, for Checkov and the command.

    \b
    Example:
      roletrust accept main.tf:aws_iam_role.vendor 2 --reason "their whole account is ours to trust"
    """
    role, id_ = one_role(target, ()), rule_id(rule)
    if "\n" in reason or not reason.strip():
        raise click.UsageError("a reason is one line of text")
    written = role.found.written() if role.found.written else None
    if written is None or COMMENT not in written.forms:
        raise click.UsageError(f"{role.label} is written where no comment can stand: set the rule in .roletrust.yaml")
    path = os.path.join(role.found.root, written.source.file.lstrip("/"))
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    if any(each.rule == id_ for each in written.skips(text)):
        raise click.UsageError(f"{role.label} skips {id_} already")
    line = written.source.first
    changed = with_comment(text, line, Skip(id_, reason.strip(), line + 1))
    if not changed or id_ not in {each.rule for each in written.lengthened().skips(changed)}:
        raise click.UsageError(f"{os.path.relpath(path)}:{line} has no line of its own for a comment: write it by hand")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(changed)
    click.echo(f"{os.path.relpath(path)}:{line + 1}: {id_} is skipped for {role.label}")


def with_comment(text: str, line: int, skip: Skip) -> str:
    """`text` with a comment after its `line`, as far in as what follows; '' where that is JSON, which has none."""
    lines = text.split("\n")
    if text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") or line >= len(lines):
        return ""
    following = lines[line]
    indent = following[: len(following) - len(following.lstrip())]
    ending = "\r" if following.endswith("\r") else ""
    return "\n".join([*lines[:line], f"{indent}# checkov:skip={skip.rule}:{skip.reason}{ending}", *lines[line:]])
