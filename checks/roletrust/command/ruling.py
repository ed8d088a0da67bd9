"""`roletrust rule`: the manual of a rule, or the list of all."""

from __future__ import annotations

from importlib import import_module
from inspect import cleandoc

import click

from roletrust.rules.catalog import EVERY
from roletrust.rules.rule import AnyRule


@click.command("rule")
@click.argument("named", required=False, metavar="[RULE]")
def command(named: str | None) -> None:
    """Print the manual of a rule, by id, number or name; without one, the list of all.

    \b
    Example:
      roletrust rule anyone-can-assume
    """
    if named is None:
        width = max(len(rule.name) for rule in EVERY)
        for rule in EVERY:
            click.echo(f"{rule.id:13} {rule.name:{width}} {rule.severity:8} {rule.headline}")
        return
    found = rule_named(named)
    click.echo(f"{found.id} {found.name} ({found.severity})\n\n{manual_of(found)}\n\nAWS: {found.guideline}")


def rule_named(named: str) -> AnyRule:
    """The rule with that id, number or name.  Raises click.UsageError where there is none."""
    for rule in EVERY:
        if named.upper() == rule.id or named.lower() == rule.name or f"CKV_TRUST_{named}" == rule.id:
            return rule
    raise click.UsageError(f"no rule is called `{named}`; `roletrust rule` lists them")


def manual_of(rule: AnyRule) -> str:
    """What its module says of it."""
    return cleandoc(import_module(f"roletrust.rules.{rule.name.replace('-', '_')}").__doc__ or "")
