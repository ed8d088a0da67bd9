"""How far a command is, on standard error where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from roletrust.reading.found import Found
from roletrust.replying.findings import shown

OFTEN = 100  # roles, after which it is told how many there have been
WIDTH = 30  # characters of the bar
CLEARED = "\r\033[K"


class Progress:
    """`on`: whether it is shown."""

    def __init__(self, on: bool) -> None:
        self._on, self._line = on, ""

    def show(self, line: str) -> None:
        if self._on and line != self._line:
            self._line = line
            click.echo(f"{CLEARED}{line}", nl=False, err=True)

    def counting(self, roles: Iterable[Found]) -> Iterator[Found]:
        """`roles`; it shows how many there have been."""
        for number, each in enumerate(roles, 1):
            if number % OFTEN == 0:
                self.show(f"{number:,} roles")
            yield each

    def tell(self, path: str, done: float) -> None:
        """Show how much of a file is done, of 1."""
        full = int(done * WIDTH)
        self.show(f"[{'#' * full}{'-' * (WIDTH - full)}] {done:4.0%} of {shown(path)}")


@contextmanager
def progress() -> Iterator[Progress]:
    """What shows it, and clears it at the end."""
    shown = Progress(sys.stderr.isatty())
    try:
        yield shown
    finally:
        shown.show("")
