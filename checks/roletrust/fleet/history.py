"""What earlier runs over a fleet found: how much, and which findings, so that a report tells what is new.

The file has a line of JSON for each run; beside it stands which findings the last one had.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any, NamedTuple

from roletrust.fleet.summary import Row, Summary
from roletrust.rules.rule import SEVERITIES

LAST = ".last"


class Run(NamedTuple):
    """`when`: UTC, ISO 8601.  `severities`: how many findings of each; `new`, `gone`: since the run before."""

    when: str
    roles: int
    flawed: int
    findings: int
    severities: Mapping[str, int]
    new: int
    gone: int


class History:
    """At `path`, where it may not stand yet.  `runs`: the earlier ones, the oldest first.

    Raises OSError, and ValueError where it is none.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.runs = [Run(**json.loads(line)) for line in _lines(path)]
        self._known = set(_lines(path + LAST))

    def is_new(self, finding: Row) -> bool:
        """Whether the last run did not have it; nothing is new in the first one."""
        return bool(self.runs) and mark(finding) not in self._known

    def add(self, found: Summary, rows: Iterable[Row]) -> Run:
        """Note down this run, whose findings are the `rows`."""
        marks = {mark(each) for each in rows}
        severities: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
        for (_, _, severity), number in found.rules.items():
            severities[severity] += number
        new, gone = (len(marks - self._known), len(self._known - marks)) if self.runs else (0, 0)
        when = datetime.now(timezone.utc).isoformat(timespec="seconds")
        run = Run(when, found.roles, found.flawed, found.findings, severities, new, gone)
        _replace(self._path + LAST, sorted(marks))
        _replace(self._path, [json.dumps(each._asdict()) for each in (*self.runs, run)])
        self.runs.append(run)
        return run


def mark(finding: Mapping[str, Any]) -> str:
    """The same for the same flaw of the same role, in whichever file it is dumped.

    Not by the reason's words: those of a finding about several roles say where the others stand.
    """
    statement = (finding["statement"] or {}).get("number")
    said = [*(finding[name] for name in ("rule", "account", "role", "accounts")), statement]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _lines(path: str) -> Iterator[str]:
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            yield from (line.rstrip("\n") for line in file)


def _replace(path: str, lines: Iterable[str]) -> None:
    """All of it or nothing: a run that is ended must not lose the earlier ones."""
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.writelines(f"{each}\n" for each in lines)
    os.replace(path + ".part", path)
