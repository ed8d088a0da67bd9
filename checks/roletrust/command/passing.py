"""A directory for what is read once."""

from __future__ import annotations

import click


def passing_folder() -> str:
    """A new directory, which is gone when the command ends."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415  # for what is given otherwise than as files

    return click.get_current_context().with_resource(TemporaryDirectory(prefix="roletrust-"))
