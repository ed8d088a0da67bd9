"""When something holds for sure, and when it may: also where AWS does not say, or nobody knows what a key holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from roletrust.proof.logic import FALSE, TRUE, conj, disj, neg


class Pair(NamedTuple):
    """When something holds for sure, and when it may."""

    surely: str
    perhaps: str


YES, NO, OPEN = Pair(TRUE, TRUE), Pair(FALSE, FALSE), Pair(FALSE, TRUE)


def sure(formula: str) -> Pair:
    return Pair(formula, formula)


def all_of(parts: Iterable[Pair]) -> Pair:
    parts = list(parts)
    return Pair(conj(each.surely for each in parts), conj(each.perhaps for each in parts))


def any_of(parts: Iterable[Pair]) -> Pair:
    parts = list(parts)
    return Pair(disj(each.surely for each in parts), disj(each.perhaps for each in parts))


def opposite(part: Pair) -> Pair:
    return Pair(neg(part.perhaps), neg(part.surely))
