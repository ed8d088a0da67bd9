"""`roletrust path`: where Checkov finds the pack."""

from __future__ import annotations

import os

import click

import roletrust


@click.command("path")
def command() -> None:
    """Print the directory to give to Checkov's --external-checks-dir.

    \b
    Example:
      roletrust path
    """
    package = os.path.dirname(os.path.abspath(roletrust.__file__))
    installed = os.path.isdir(os.path.join(package, "door"))
    click.echo(package if installed else os.path.dirname(package))
