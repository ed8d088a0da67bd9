"""The verdict of a rule that found nobody who surely gets in."""

from __future__ import annotations

from collections.abc import Iterable

from roletrust.engine.answer import NO, UNKNOWN
from roletrust.engine.classes.reach import Reach
from roletrust.engine.text import Hole, Value
from roletrust.rules.messages.wording import once
from roletrust.rules.rule import NOTHING, Verdict


def left_open(entries: Iterable[tuple[Reach, tuple[Hole, ...], Value]]) -> Verdict:
    """UNKNOWN where somebody may get in, naming the holes of the answer and of the account; NO where nobody does."""
    asked = list(entries)
    about = [each for each in asked if each[0].answer is not NO]
    if not about:
        return Verdict(NO, accounts=tuple([account for _, _, account in asked])) if asked else NOTHING
    found = undecided((entry, holes) for entry, holes, _ in about)
    return found._replace(accounts=tuple(account for _, _, account in about))


def undecided(entries: Iterable[tuple[Reach, tuple[Hole, ...]]]) -> Verdict:
    """The same, of callers that are of no account."""
    entered = [(entry, holes) for entry, holes in entries if entry.answer is not NO]
    if not entered:
        return NOTHING
    return Verdict(
        UNKNOWN,
        statement=entered[0][0].through,
        holes=once(hole for entry, holes in entered for hole in (*holes, *entry.holes)),
        doubt="; ".join(dict.fromkeys(entry.why for entry, _ in entered if entry.why)),
    )
