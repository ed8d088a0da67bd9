"""Tasks spread over processes: an outcome as soon as it is there, and no task lost with a process that ends."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from roletrust.fleet.judging import Outcome, Task

Judge = Callable[[Task], Outcome]
AHEAD = 2  # tasks that are handed out for each process, so that none waits
ENDED = "the process that judged it ended, as one does that the system takes the memory from"
STARTED_ANEW = multiprocessing.get_context("spawn")  # which is there on every system, and inherits no lock


def outcomes(tasks: Sequence[Task], jobs: int, judge: Judge) -> Iterator[tuple[Task, Outcome]]:
    """Each task with its outcome, in the order in which they come; `judge` raises nothing."""
    if jobs == 1 or len(tasks) == 1:
        yield from ((task, judge(task)) for task in tasks)
        return
    waiting = deque(tasks)
    while waiting:
        running: dict[Future[Outcome], Task] = {}
        try:
            yield from _shared(waiting, running, min(jobs, len(waiting)), judge)
        except BrokenProcessPool:  # it does not say over which of them: each of them alone will
            yield from ((task, _alone(task, judge)) for task in running.values())


def _shared(
    waiting: deque[Task], running: dict[Future[Outcome], Task], jobs: int, judge: Judge
) -> Iterator[tuple[Task, Outcome]]:
    """Those `waiting`, which become fewer, each with its outcome.

    Raises BrokenProcessPool: then what is `running` has none.
    """
    with ProcessPoolExecutor(jobs, STARTED_ANEW) as pool:
        while waiting or running:
            while waiting and len(running) < AHEAD * jobs:
                running[pool.submit(judge, waiting[0])] = waiting[0]
                waiting.popleft()
            for each in wait(running, return_when=FIRST_COMPLETED).done:
                outcome = each.result()
                yield running.pop(each), outcome


def _alone(task: Task, judge: Judge) -> Outcome:
    """The outcome of a task in a process of its own."""
    try:
        with ProcessPoolExecutor(1, STARTED_ANEW) as pool:
            return pool.submit(judge, task).result()
    except BrokenProcessPool:
        return Outcome(failure=ENDED)
