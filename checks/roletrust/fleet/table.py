"""The results of a fleet as CSV, a row for each finding, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from roletrust.fleet.summary import Row

COLUMNS = ("severity", "rule", "name", "account", "role", "file", "line", "message")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with which a cell begins that a spreadsheet would reckon out


def write_table(found: Iterable[Row], file: TextIO) -> None:
    """Write the findings to `file`, which is opened with newline="".  No cell is a formula:
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for each in found:
        writer.writerow([cell(str({**each, "line": each["lines"][0]}[column])) for column in COLUMNS])


def cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
