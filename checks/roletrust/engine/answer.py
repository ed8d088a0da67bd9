"""Three answers and their algebra: YES, NO, and UNKNOWN where the text does not say.

The algebra is strong Kleene logic: a chain is as sure as its weakest link.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Answer(IntEnum):
    """NO < UNKNOWN < YES, so that `and` is the minimum and `or` the maximum."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __invert__(self) -> Answer:
        return _OPPOSITE[self]


NO, UNKNOWN, YES = Answer.NO, Answer.UNKNOWN, Answer.YES
_OPPOSITE = (YES, UNKNOWN, NO)


def answer(certain: bool) -> Answer:
    """The two-valued fact `certain` as an Answer."""
    return YES if certain else NO


def all_of(answers: Iterable[Answer]) -> Answer:
    """Kleene AND; YES for no answers at all.  Stops at the first NO."""
    lowest = YES
    for each in answers:
        if each is NO:
            return NO
        if each < lowest:
            lowest = each
    return lowest


def any_of(answers: Iterable[Answer]) -> Answer:
    """Kleene OR; NO for no answers at all.  Stops at the first YES."""
    highest = NO
    for each in answers:
        if each is YES:
            return YES
        if each > highest:
            highest = each
    return highest
