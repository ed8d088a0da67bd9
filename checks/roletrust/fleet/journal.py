"""Which sources are done, in a file beside the results, so that what was interrupted goes on where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

from roletrust import __version__
from roletrust.fleet.judging import Outcome
from roletrust.fleet.sources import Source

ENDING = ".journal"


class Unresumable(Exception):
    """The results cannot be gone on with.  Its text says why, and what to do."""


class Journal:
    """Of the results at `path`.  `done`: the outcomes so far, by the paths of their sources; `end`: of their findings.

    INVARIANT: what stands in the results before `end`, in bytes, is what was found in the sources that are done.
    """

    def __init__(self, path: str, wanted: frozenset[str], repairs: bool, resume: bool) -> None:
        """Raises Unresumable where it is to `resume` what is no beginning of this."""
        self.path = path + ENDING
        self.done: dict[str, Outcome] = {}
        self.end = 0
        self._versions: dict[str, list[int | str]] = {}
        head = {"roletrust": __version__, "rules": sorted(wanted), "repairs": repairs}
        whole = _whole_lines(self.path) if resume else b""
        if whole:
            self._go_on([json.loads(line) for line in whole.splitlines()], head, path)
        self._file = open(self.path, "r+b" if whole else "wb")  # noqa: SIM115  # which `close` closes
        self._file.truncate(len(whole))
        self._file.seek(len(whole))
        if not whole:
            self._write(head)

    def _go_on(self, rows: list[Any], head: Any, path: str) -> None:
        if rows[0] != head:
            raise Unresumable(f"{self.path} is of another version or of other rules: start anew, without --resume")
        for each in rows[1:]:
            self.done[each["source"]] = Outcome(**each["outcome"])
            self._versions[each["source"]] = each["version"]
            self.end = each["end"]
        if not os.path.exists(path) or os.path.getsize(path) < self.end:
            raise Unresumable(f"{path} has less than {self.path} says: start anew, without --resume")

    def left(self, sources: Iterable[Source]) -> list[Source]:
        """Those that are not done.  Raises Unresumable where one that is has changed since."""
        found = []
        for each in sources:
            if each.given or each.path not in self.done:
                found.append(each)
            elif self._versions[each.path] != version(each):
                raise Unresumable(f"{each.name} has changed since it was read: start anew, without --resume")
        return found

    def note(self, source: Source, outcome: Outcome, end: int) -> None:
        """Note that a source is done, whose findings end there in the results."""
        row = {"source": source.path, "version": version(source), "outcome": outcome._asdict(), "end": end}
        self._write(row)

    def close(self) -> None:
        self._file.close()

    def _write(self, row: Any) -> None:
        self._file.write(json.dumps(row).encode() + b"\n")
        self._file.flush()


def version(source: Source) -> list[int | str]:
    """What tells the source apart from an earlier one at its place.  Raises OSError."""
    if source.version:
        return [source.version]
    found = os.stat(source.path)
    return [found.st_size, found.st_mtime_ns]


def _whole_lines(path: str) -> bytes:
    """What a journal says, without a line that was cut off when it was written; nothing where there is none."""
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        text = file.read()
    return text[: text.rfind(b"\n") + 1]
