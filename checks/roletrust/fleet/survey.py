"""All sources of a fleet judged, and what was found of them in one file of JSON lines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from tempfile import TemporaryDirectory
from typing import BinaryIO, NamedTuple

from roletrust.fleet.cores import outcomes
from roletrust.fleet.journal import Journal
from roletrust.fleet.judging import Outcome, Task, judged
from roletrust.fleet.sources import Source
from roletrust.replying.findings import shown


class Survey(NamedTuple):
    """What is asked for.  `output`: where the results go; `jobs`: how many processes may judge at once."""

    sources: Sequence[Source]
    wanted: frozenset[str]
    output: str
    jobs: int = 1
    resume: bool = False


def surveyed(survey: Survey, tell: Callable[[Source, Outcome], None]) -> dict[str, Outcome]:
    """The outcomes of all sources whose findings the results hold, by the sources' names.

    `tell`: what is done when a source has its outcome.
    What failed, and what came by standard input, stands at the end of the results and is not done: it is judged again
    when they are gone on with.  Raises Unresumable, OSError.
    """
    with closing(Journal(survey.output, survey.wanted, survey.resume)) as journal:
        for source in survey.sources:
            if source.path in journal.done:
                tell(source, journal.done[source.path])
        left = journal.left(survey.sources)
        beside = os.path.dirname(os.path.abspath(survey.output))
        with (
            open(survey.output, "r+b" if journal.end else "wb") as results,
            TemporaryDirectory(prefix=".roletrust-", dir=beside) as folder,
        ):
            results.truncate(journal.end)
            results.seek(journal.end)
            tasks = [Task(each, survey.wanted, os.path.join(folder, str(number))) for number, each in enumerate(left)]
            found = {shown(path): outcome for path, outcome in journal.done.items()}
            last: list[Task] = []
            for task, outcome in outcomes(tasks, survey.jobs, judged):
                tell(task.source, outcome)
                found[task.source.name] = outcome
                if outcome.failure or task.source.given:
                    last.append(task)
                    continue
                append(task.part, results)
                journal.note(task.source, outcome, results.tell())
            for task in last:
                append(task.part, results)
        return found


def append(part: str, results: BinaryIO) -> None:
    """Move what is in the file `part`, if there is one, to the end of the results."""
    if os.path.exists(part):
        with open(part, "rb") as file:
            shutil.copyfileobj(file, results)
        os.remove(part)
    results.flush()
