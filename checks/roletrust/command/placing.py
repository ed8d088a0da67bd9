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
    click.echo(checks_directory())


def checks_directory() -> str:
    """Where Checkov finds the pack: the package in a wheel, and what is around it in a clone."""
    package = os.path.dirname(os.path.abspath(roletrust.__file__))
    folder = os.path.dirname(package)
    stands_alone = {name for name in os.listdir(folder) if name != "__pycache__"} == {os.path.basename(package)}
    return folder if stands_alone else package
