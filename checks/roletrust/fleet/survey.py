"""All sources of a fleet judged, and what was found of them in one file of JSON lines."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from tempfile import TemporaryDirectory
from typing import BinaryIO, NamedTuple

from roletrust.fleet.across import across
from roletrust.fleet.journal import Journal
from roletrust.fleet.judging import Outcome, Task, data_of, judged
from roletrust.fleet.ledger import Ledger
from roletrust.fleet.sources import Source
from roletrust.fleet.summary import rows
from roletrust.replying.asking import Cores, nobody
from roletrust.replying.cores import ENDED, outcomes
from roletrust.replying.findings import shown


class Survey(NamedTuple):
    """What is asked for.  `output`: where the results go; `jobs`: how many processes may judge at once.

    `repairs`: whether findings are to say how to repair a policy.
    """

    sources: Sequence[Source]
    wanted: frozenset[str]
    output: str
    jobs: int = 1
    resume: bool = False
    repairs: bool = True


def surveyed(
    survey: Survey, tell: Callable[[Source, Outcome], None], tell_part: Callable[[str, float], None] = nobody
) -> dict[str, Outcome]:
    """The outcomes of all sources whose findings the results hold, by the sources' names.

    `tell`: what is done when a source has its outcome; `tell_part`: when more of a dump has, that is judged alone.
    What failed, what came by standard input, and what was found across sources, stands at the end of the results and is
    not done: it is judged again when they are gone on with.  Raises Unresumable, OSError.
    """
    with closing(Journal(survey.output, survey.wanted, survey.repairs, survey.resume)) as journal:
        for source in survey.sources:
            if source.path in journal.done:
                tell(source, journal.done[source.path])
        left = journal.left(survey.sources)
        beside = os.path.dirname(os.path.abspath(survey.output))
        with (
            open(survey.output, "r+b" if journal.end else "wb") as results,
            TemporaryDirectory(prefix=".roletrust-", dir=beside) as folder,
            closing(Ledger(survey.output, journal.done)) as ledger,
        ):
            results.truncate(journal.end)
            results.seek(journal.end)
            apart = min(survey.jobs, max(len(left), 1))
            cores = Cores(survey.jobs // apart, tell_part if apart == 1 else nobody)
            tasks = [
                Task(each, survey.wanted, os.path.join(folder, str(number)), survey.repairs, cores)
                for number, each in enumerate(left)
            ]
            found = {shown(path): outcome for path, outcome in journal.done.items()}
            last: list[Task] = []
            for task, outcome in outcomes(tasks, apart, judged, Outcome(failure=ENDED)):
                tell(task.source, outcome)
                found[task.source.name] = outcome
                ledger.add(task.source.path, task.traces)
                if outcome.failure or task.source.given:
                    last.append(task)
                    continue
                append(task.part, results)
                journal.note(task.source, outcome, results.tell())
            for task in last:
                append(task.part, results)
            go_across(survey, ledger, results, found, folder)
        return found


def append(part: str, results: BinaryIO) -> None:
    """Move what is in the file `part`, if there is one, to the end of the results."""
    if os.path.exists(part):
        with open(part, "rb") as file:
            shutil.copyfileobj(file, results)
        os.remove(part)
    results.flush()


def go_across(survey: Survey, ledger: Ledger, results: BinaryIO, found: dict[str, Outcome], folder: str) -> None:
    """Write to the end of the results what is found across sources and is not there, and count it to its source."""
    sources = {each.path: each for each in survey.sources}
    together = [(sources[path], numbers) for path, numbers in ledger.together() if path in sources]
    for source, every, flawed in across(together, survey.wanted, rows(survey.output), folder):
        results.writelines(json.dumps(data_of(each)).encode() + b"\n" for each in every)
        counts = found[source.name]
        found[source.name] = counts._replace(findings=counts.findings + len(every), flawed=counts.flawed + flawed)
