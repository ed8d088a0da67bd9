"""`roletrust completion`: what a shell needs to complete the command's words."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print a script that completes the command's words in a shell; put it where your shell looks for such.

    \b
    Example:
      roletrust completion zsh > ~/.zfunc/_roletrust
    """
    group = click.get_current_context().find_root().command
    found = get_completion_class(shell)
    assert found is not None  # of each of SHELLS
    click.echo(found(group, {}, "roletrust", "_ROLETRUST_COMPLETE").source())
