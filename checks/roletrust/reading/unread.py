"""A file that cannot be read, and may hold a role: all that is told of it is that it is undecided."""

from __future__ import annotations

from roletrust.engine.policy.document import Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.found import WHOLE_FILE
from roletrust.reading.judging import Case
from roletrust.telling.subject import Dialect, Subject

UNREAD = (
    "the file cannot be read: {why}; mend it, or, if the tool that it is written for takes it, scan what that tool "
    "makes of it"
)
LONGEST_REASON = 300  # of what a parser says


def unread(shown: str, why: str, settings: Configuration) -> Case:
    """The file, which findings show as `shown`, as one role that is undecided for the reason `why`."""
    return undecided(shown, UNREAD.format(why=why.removeprefix("it cannot be read: ")[:LONGEST_REASON]), settings)


def undecided(shown: str, problem: str, settings: Configuration) -> Case:
    """The file as one role of which the `problem` leaves everything open."""
    return Case(Subject(WHOLE_FILE, Dialect.JSON, Source(shown), problem=problem), settings)
