"""What is asked of roles, by whom it is answered, and how it comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from roletrust.reading.judging import Case, Judged, judged
from roletrust.replying.findings import Reported

if TYPE_CHECKING:
    from roletrust.engine.roles.landscape import Landscape
    from roletrust.engine.roles.role import Role


def nothing(role: Judged) -> None:
    """Nothing is noted down of a role beside what is found of it."""


class Asked(NamedTuple):
    """The `wanted` rules.  `judge`: judges a role by itself; `judge_dumped`: one of a large dump, in which policies
    repeat, None for what this process remembers of them; `note`: what else is wanted of a role, once it is judged.

    INVARIANT: these are functions with a name, or `partial` of such, which can be sent to another process.
    """

    wanted: frozenset[str]
    judge: Callable[[Case], Judged] = judged
    judge_dumped: Callable[[Case], Judged] | None = None
    note: Callable[[Judged], Any] = nothing


def nobody(path: str, done: float) -> None:
    """Is told nothing."""


class Cores(NamedTuple):
    """`jobs`: how many processes may judge at once; `tell`: is told how much of a large dump is done, of 1."""

    jobs: int = 1
    tell: Callable[[str, float], None] = nobody


ONE = Cores()


class OfRole(NamedTuple):
    """What is found of one role.  `number`: which it is, None for a caller, which is none.

    `note`: what was noted down of it; None where it is looked at again, among all of its scan.
    """

    number: int | None
    note: Any
    found: Sequence[Reported]


Look = Callable[["Landscape", Sequence[tuple[int, Sequence["Role"]]]], None]


def only_told(landscape: Landscape, roles: Sequence[tuple[int, Sequence[Role]]]) -> None:
    """Nothing is done with a scan beside telling what is found in it."""
