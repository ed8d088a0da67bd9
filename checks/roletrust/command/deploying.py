"""`roletrust config-rule`: what deploys the custom rule of AWS Config."""

from __future__ import annotations

import os

import click

from roletrust.config_rule.deploying import write


@click.command("config-rule")
@click.argument("folder", type=click.Path(file_okay=False), metavar="DIRECTORY")
def command(folder: str) -> None:
    """Write the custom rule of AWS Config: the function's code, and templates that deploy it.

    \b
    Example:
      roletrust config-rule deploy
    """
    for path in write(folder):
        click.echo(f"{path}: {os.path.getsize(path):,} bytes")
