"""One of the roles that a thing makes which is no role itself: a Composition, a service, a stack set."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from roletrust.reading.judging import Case


class Held(NamedTuple):
    """What the role is called there, '' for all of them, and how to get it judged."""

    name: str
    case: Callable[[], Case | None]  # None: it is not made after all
