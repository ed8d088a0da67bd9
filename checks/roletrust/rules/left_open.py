"""The verdict of a rule that found nobody who surely gets in."""

from __future__ import annotations

from collections.abc import Iterable

from roletrust.engine.answer import NO, UNKNOWN
from roletrust.engine.reach import Reach
from roletrust.engine.text import Hole, Value
from roletrust.rules.rule import Verdict
from roletrust.rules.wording import once


def left_open(entries: Iterable[tuple[Reach, tuple[Hole, ...], Value]]) -> Verdict:
    """UNKNOWN where somebody may get in, naming the holes of the answer and of the account; NO where nobody does."""
    asked = list(entries)
    entered = [(entry, holes, account) for entry, holes, account in asked if entry.answer is not NO]
    if not entered:
        return Verdict(NO, accounts=tuple(account for _, _, account in asked))
    return Verdict(
        UNKNOWN,
        accounts=tuple(account for _, _, account in entered),
        statement=entered[0][0].through,
        holes=once(hole for entry, holes, _ in entered for hole in (*holes, *entry.holes)),
        doubt="; ".join(dict.fromkeys(entry.why for entry, _, _ in entered if entry.why)),
    )
