"""Who is told of each role that is read, before anything is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from roletrust.engine.policy.document import Policy
from roletrust.telling.subject import Subject

Heard = Callable[[Subject, Iterable[Policy]], None]


def _nobody(_: Subject, __: Iterable[Policy]) -> None:
    """Nobody asked to be told."""


_TOLD: ContextVar[Heard] = ContextVar("told", default=_nobody)


def tell(subject: Subject, policies: Iterable[Policy]) -> None:
    """A role was read, and these are the policies that it may turn out to have."""
    _TOLD.get()(subject, policies)


def is_anybody() -> bool:
    """Whether somebody is told, of what is read in this process alone."""
    return _TOLD.get() is not _nobody


@contextmanager
def listening(heard: Heard) -> Iterator[None]:
    """Has `heard` told of all roles that are read meanwhile, in this process."""
    before = _TOLD.set(heard)
    try:
        yield
    finally:
        _TOLD.reset(before)
