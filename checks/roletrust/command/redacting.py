"""`--redact`: what a command prints, and what it tells on standard error, made fit for a ticket."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TextIO

from roletrust.reading.listening import listening
from roletrust.replying.redaction import Redaction


class Redacted(io.TextIOBase):
    """`stream`, on which each piece that is written is redacted at once: a person may wait for it.

    INVARIANT: what is told of a role is told after the role was heard of, so that its names are known.
    """

    encoding = "utf-8"

    def __init__(self, stream: TextIO, redaction: Redaction) -> None:
        self._stream, self._redaction = stream, redaction

    def write(self, text: str) -> int:
        self._stream.write(self._redaction.redacted(text))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()


@contextmanager
def redacting(words: Sequence[str]) -> Iterator[None]:
    """Has what is printed meanwhile redacted; `words`: of the command line, which tell names and ids as well."""
    redaction = Redaction()
    redaction.learn(" ".join(words))
    printed = io.StringIO()
    try:
        with listening(redaction.hear), redirect_stdout(printed), redirect_stderr(Redacted(sys.stderr, redaction)):
            yield
    finally:
        sys.stdout.write(redaction.redacted(printed.getvalue()))
