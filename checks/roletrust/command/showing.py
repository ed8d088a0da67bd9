"""`roletrust show`: a role's trust policy as it was evaluated."""

from __future__ import annotations

import json
from typing import Any

import click

from roletrust.command.roles_given import one_role
from roletrust.command.values_given import Values, values_options
from roletrust.engine.policy.document import Policy, Statement
from roletrust.replying.roles import trusts_of
from roletrust.rules.messages.wording import hole_name


@click.command("show")
@click.argument("target", metavar="FILE[:ROLE]")
@values_options
def command(target: str, var_files: tuple[str, ...], values: Values) -> None:
    """Print a role's trust policy as it was evaluated, what is open in it by name, and where each part stands.

    \b
    Example:
      roletrust show main.tf:aws_iam_role.vendor
    """
    role = one_role(target, var_files, values)
    for where, trust in trusts_of(role):
        if where:
            click.echo(f"Where {where}:", err=True)
        click.echo(role.said(json.dumps(plain(trust.policy), indent=2)))
        for statement in trust.policy.statements:
            click.echo(role.said(f"{statement.label}: {statement.source or role.judged.case.subject.source}"), err=True)
        for hole in dict.fromkeys(trust.policy.holes()):
            click.echo(f"open: {hole_name(hole)}", err=True)


def plain(policy: Policy) -> dict[str, Any]:
    """The policy as JSON, an open value as `${name}`."""
    head = {"Version": policy.version} if policy.version else {}
    return {**head, **({"Id": policy.id} if policy.id else {}), "Statement": [of(each) for each in policy.statements]}


def of(statement: Statement) -> dict[str, Any]:
    whom: dict[str, list[str]] = {}
    for principal in statement.principals:
        whom.setdefault(principal.kind, []).append(str(principal.value))
    tested: dict[str, dict[str, list[str]]] = {}
    for condition in statement.conditions:
        tested.setdefault(condition.operator, {})[condition.key] = [str(value) for value in condition.values]
    return {
        **({"Sid": statement.sid} if statement.sid else {}),
        "Effect": statement.effect.value,
        "NotPrincipal" if statement.negated_principals else "Principal": whom,
        "NotAction" if statement.negated_actions else "Action": [str(action) for action in statement.actions],
        **({"Condition": tested} if tested else {}),
    }
