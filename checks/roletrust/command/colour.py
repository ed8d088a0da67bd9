"""Colour, on a terminal alone: https://no-color.org and https://force-color.org say how it is asked for otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO

import click

COLOURS = {"CRITICAL": "bright_red", "HIGH": "red", "MEDIUM": "yellow", "LOW": "cyan", "INFO": "blue"}
PAINTED = ("full", "concise")  # the formats for people


def is_wanted(stream: IO[str]) -> bool:
    """Whether what is written to `stream` may have colours."""
    asked = os.environ
    if asked.get("NO_COLOR"):
        return False
    return bool(asked.get("FORCE_COLOR")) or stream.isatty()


def painted(pieces: Iterable[str]) -> Iterator[str]:
    """The text of findings, each with its severity in its colour."""
    for each in pieces:
        before, mark, behind = each.partition(" CKV_TRUST_")
        start, blank, severity = before.rpartition(" ")
        if mark and severity in COLOURS:
            yield f"{start}{blank}{click.style(severity, COLOURS[severity], bold=True)}{mark}{behind}"
        else:
            yield each
