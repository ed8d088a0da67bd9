"""`roletrust init`: the first settings, with the accounts that the files themselves prove to be the reader's own."""

from __future__ import annotations

import os

import click

from roletrust.command.roles_given import every_role
from roletrust.reading.configuration import FILE, load

HEAD = """# Settings of roletrust, for Checkov's scans and for the command alike.
# What each means: https://github.com/roletrust/roletrust/blob/main/docs/configuration.md

# Your own AWS accounts: who comes from there is no outsider.
own_accounts:{own}

# Accounts of others that are meant to get in, each with its owner's name.
# trusted_accounts:
#   - {{ id: "123456789012", name: Some vendor }}

# Organizations of yours, by which conditions tell your own accounts.
# own_organizations: [o-a1b2c3d4e5]

# Rules that are off, or of another severity, by id or name.
# rules:
#   own-account-unpinned: off
#   CKV_TRUST_2: {{ severity: HIGH }}
"""


@click.command("init")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False), metavar="[DIRECTORY]")
def command(folder: str) -> None:
    """Write the first .roletrust.yaml, with your accounts as far as the files there prove them.

    \b
    Example:
      roletrust init
    """
    path = os.path.normpath(os.path.join(folder, FILE))
    if os.path.lexists(path):
        raise click.UsageError(f"{path} is there already: edit it, or remove it first")
    own = proved_accounts(folder)
    listed = "".join(f'\n  - "{account}"' for account in own) or " []"
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD.format(own=listed))
    if error := load(folder).error:
        raise click.ClickException(error)
    known = f"with {len(own)} account{'s' * (len(own) != 1)} that the files prove to be yours"
    click.echo(f"{path} is written, {known if own else 'without accounts: the files prove none to be yours'}")


def proved_accounts(folder: str) -> list[str]:
    """The accounts in which the roles below `folder` surely are."""
    cases = (found.case() for found in every_role([folder], ()))
    return sorted({account for case in cases if case for account in [case.subject.owner.proved] if account})
