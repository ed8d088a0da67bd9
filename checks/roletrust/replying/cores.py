"""Tasks spread over processes: an outcome as soon as it is there, and no task lost with a process that ends."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
AHEAD = 2  # tasks that are handed out for each process, so that none waits
ENDED = "the process that judged it ended, as one does that the system takes the memory from"
STARTED_ANEW = multiprocessing.get_context("spawn")  # which is there on every system, and inherits no lock


def outcomes(tasks: Iterable[T], jobs: int, judge: Callable[[T], R], ended: R) -> Iterator[tuple[T, R]]:
    """Each task with its outcome, in the order in which they come; `judge` raises nothing.

    `ended`: the outcome of one whose process ends over it.  No more tasks are taken than are handed out.
    """
    if jobs == 1:
        yield from ((task, judge(task)) for task in tasks)
        return
    left = iter(tasks)
    while True:
        running: dict[Future[R], T] = {}
        try:
            yield from _shared(left, running, jobs, judge)
            return
        except BrokenProcessPool:  # it does not say over which of them: each of them alone will
            yield from ((task, _alone(task, judge, ended)) for task in running.values())


def _shared(
    left: Iterator[T], running: dict[Future[R], T], jobs: int, judge: Callable[[T], R]
) -> Iterator[tuple[T, R]]:
    """Those that are `left`, each with its outcome.  Raises BrokenProcessPool: then what is `running` has none."""
    pool = ProcessPoolExecutor(jobs, STARTED_ANEW)
    try:
        while True:
            for task in islice(left, AHEAD * jobs - len(running)):
                running[pool.submit(judge, task)] = task
            if not running:
                return
            for each in wait(running, return_when=FIRST_COMPLETED).done:
                outcome = each.result()
                yield running.pop(each), outcome
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(task: T, judge: Callable[[T], R], ended: R) -> R:
    """The outcome of a task in a process of its own."""
    try:
        with ProcessPoolExecutor(1, STARTED_ANEW) as pool:
            return pool.submit(judge, task).result()
    except BrokenProcessPool:
        return ended
