"""`roletrust server`: findings, tables and repairs in an editor, by the Language Server Protocol."""

from __future__ import annotations

import gc

import click

from roletrust.command.roles_given import var_files_option
from roletrust.command.supplied_given import supplied_options
from roletrust.fixing.supplied import Supplied

BETWEEN_COLLECTIONS = 20_000  # new objects: what lasts for days collects more often than a command that ends


@click.command("server")
@supplied_options
@var_files_option
@click.option("--stdio", is_flag=True, hidden=True, help="What editors say where the server is to use its streams.")
def command(supplied: Supplied, var_files: tuple[str, ...], stdio: bool) -> None:
    """Tell an editor what `check` finds while you type, who gets in (`explain`), and the repair (`fix`).

    It speaks the Language Server Protocol over standard input and output, and is started by the editor; the options
    are what `fix` takes. It needs pygls: pip install 'roletrust[server]'.

    \b
    Example, as an editor starts it:
      roletrust server --account 210987654321
    """
    if click.get_current_context().find_root().params.get("redact"):
        raise click.UsageError("what an editor is told stays on this machine: --redact is for what is printed")
    try:
        from roletrust.command.language_server import serve  # noqa: PLC0415  # pygls is this command's alone
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is not installed: pip install 'roletrust[server]'") from None
    gc.set_threshold(BETWEEN_COLLECTIONS)
    serve(var_files, supplied)
