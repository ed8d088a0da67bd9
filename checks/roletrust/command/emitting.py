"""`roletrust opa`: the rules that a plan is gated by, as Rego."""

from __future__ import annotations

import re

import click

from roletrust.opa.whole import PACKAGE, rego
from roletrust.reading.configuration import Configuration, load
from roletrust.reading.places import owner

DOTTED = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*\Z", re.IGNORECASE | re.ASCII)


@click.command("opa")
@click.option("--package", default=PACKAGE, show_default=True, metavar="NAME", help="What the package is to be called.")
@click.option(
    "--settings",
    type=click.Path(exists=True, file_okay=False),
    metavar="DIRECTORY",
    help="Write in the accounts and organizations of the .roletrust.yaml there, or above it.",
)
def command(package: str, settings: str | None) -> None:
    """Print roletrust.rego: rules 1, 2, 3, 4 and 7 for Open Policy Agent and Conftest.

    \b
    Example:
      roletrust opa > policy/roletrust.rego
    """
    if not DOTTED.match(package):
        raise click.UsageError(f"`{package}` is no name of a package in Rego: letters, digits, `_`, and dots between")
    found = load(settings) if settings else Configuration()
    if found.error:
        raise click.ClickException(found.error)
    click.echo(rego(package, owner(found)), nl=False)
