"""The results of a fleet as Parquet, a row for each finding, for engines of queries; takes pyarrow."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import islice
from typing import Any

from roletrust.fleet.summary import Row

TEXTS = ("severity", "rule", "name", "account", "role", "file", "message", "reason")
AT_ONCE = 10_000  # rows that are in memory


def needs_parquet() -> None:
    """Raises ImportError, before anything is judged, where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise ImportError("Parquet takes pyarrow: pip install 'roletrust[parquet]'")


def write_parquet(found: Iterable[Row], path: str) -> None:
    """Write the findings to the file at `path`; `facts`: all of a finding, as JSON.  Raises OSError."""
    import pyarrow as pa  # noqa: PLC0415  # of the extra `parquet`
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    columns = [(name, pa.string()) for name in TEXTS]
    columns += [("first_line", pa.int64()), ("last_line", pa.int64()), ("facts", pa.string())]
    rows = iter(found)
    with ParquetWriter(path, pa.schema(columns)) as file:
        while some := list(islice(rows, AT_ONCE)):
            file.write_table(pa.Table.from_pylist([columns_of(each) for each in some], file.schema))


def columns_of(finding: Row) -> dict[str, Any]:
    first, last = finding["lines"]
    texts = {name: str(finding[name]) for name in TEXTS}
    return {**texts, "first_line": first, "last_line": last, "facts": json.dumps(finding)}
