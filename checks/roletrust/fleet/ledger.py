"""The traces of all sources in one file on disk, and which roles have to be looked at together.

INVARIANT: memory does not grow with the fleet; SQLite sorts on disk what does not fit.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator

from roletrust.fleet.traces import ENDING, Trace

TABLES = """
CREATE TABLE IF NOT EXISTS source (id INTEGER PRIMARY KEY, path TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS way (source INT, number INT, door INT);
CREATE TABLE IF NOT EXISTS name (source INT, number INT, account TEXT);
CREATE TABLE IF NOT EXISTS step (source INT, number INT, role INT, account TEXT);
CREATE TABLE IF NOT EXISTS held (source INT, number INT, id TEXT, holder TEXT);
"""
OF_SOURCES = ("way", "name", "step", "held")

# A way across sources leaves one from an account that a trust policy of another is for.  These are in the SQL that
# SQLite and Spark have in common.  INVARIANT: no join is larger than the traces; that there is another source is asked
# of the least and the greatest one.
ENTRY = """
  SELECT DISTINCT name.source, name.number, name.account FROM name
  LEFT JOIN (SELECT account, MIN(source) AS least, MAX(source) AS most FROM step GROUP BY account) AS there
  ON there.account = name.account
  WHERE name.account = '*' OR there.least != name.source OR there.most != name.source
"""  # the roles with such a policy
DOOR = """
  SELECT DISTINCT way.source, way.number FROM way
  JOIN step ON step.source = way.source AND step.number = way.number
  LEFT JOIN (SELECT account, MIN(source) AS least, MAX(source) AS most FROM entry GROUP BY account) AS there
  ON there.account = step.account
  LEFT JOIN (SELECT account, MIN(source) AS least, MAX(source) AS most FROM entry GROUP BY account) AS anywhere
  ON anywhere.account = '*'
  WHERE way.door = 1 AND (there.least != way.source OR there.most != way.source
                          OR anywhere.least != way.source OR anywhere.most != way.source)
"""  # the roles that outsiders enter and from which such an account is come to
TOGETHER = """
  SELECT step.source, step.role AS number FROM step
  JOIN door ON door.source = step.source AND door.number = step.number
  UNION SELECT step.source, step.role AS number FROM step
  JOIN entry ON entry.source = step.source AND entry.number = step.number
  WHERE EXISTS (SELECT 1 FROM door)
  UNION SELECT held.source, held.number FROM held
  JOIN (SELECT id FROM held GROUP BY id HAVING MIN(holder) != MAX(holder) AND MIN(source) != MAX(source)) AS shared
  ON shared.id = held.id
"""
REDUCED = f"""
CREATE INDEX IF NOT EXISTS by_role ON step (source, number);
CREATE INDEX IF NOT EXISTS by_id ON held (id);
CREATE TEMP TABLE entry AS {ENTRY};
CREATE TEMP TABLE door AS {DOOR};
CREATE TEMP TABLE together AS {TOGETHER};
"""


class Ledger:
    """Beside the results at `output`, for `done`, the paths of the sources whose traces it is to keep."""

    def __init__(self, output: str, done: Iterable[str]) -> None:
        """Raises OSError, and sqlite3.Error."""
        self.path = output + ENDING
        kept = set(done)
        if not kept and os.path.exists(self.path):
            os.remove(self.path)
        self._base = sqlite3.connect(self.path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = MEMORY")
        self._base.executescript(TABLES)
        for number, path in self._base.execute("SELECT id, path FROM source").fetchall():
            if path not in kept:
                self._forget(number)

    def add(self, path: str, traces: str) -> None:
        """Put in the traces of the source at `path`, from the file `traces`, if there is one; those of before go."""
        if not os.path.exists(traces):
            return
        known = self._base.execute("SELECT id FROM source WHERE path = ?", (path,)).fetchone()
        if known:
            self._forget(known[0])
        self._base.execute("BEGIN")
        (number,) = self._base.execute("INSERT INTO source (path) VALUES (?) RETURNING id", (path,)).fetchone()
        with open(traces, encoding="utf-8") as file:
            for line in file:
                self._insert(number, Trace(**json.loads(line)))
        self._base.execute("COMMIT")
        os.remove(traces)

    def _insert(self, source: int, trace: Trace) -> None:
        def put(table: str, rows: Iterable[tuple[object, ...]], marks: str) -> None:
            self._base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  # a name of ours

        put("way", [(source, trace.number, trace.door)], "?, ?, ?")
        put("name", ((source, trace.number, each) for each in trace.names), "?, ?, ?")
        put("step", ((source, trace.number, *each) for each in trace.steps), "?, ?, ?, ?")
        put("held", ((source, trace.number, *each) for each in trace.ids), "?, ?, ?, ?")

    def _forget(self, source: int) -> None:
        for table in OF_SOURCES:
            self._base.execute(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608  # a name of ours
        self._base.execute("DELETE FROM source WHERE id = ?", (source,))

    def together(self) -> Iterator[tuple[str, set[int]]]:
        """The sources, and the numbers of those of their roles, that are to be looked at together."""
        self._base.executescript(REDUCED)
        for number, path in self._base.execute("SELECT id, path FROM source ORDER BY path").fetchall():
            roles = self._base.execute("SELECT number FROM together WHERE source = ?", (number,)).fetchall()
            if roles:
                yield path, {each for (each,) in roles}

    def close(self) -> None:
        self._base.close()
