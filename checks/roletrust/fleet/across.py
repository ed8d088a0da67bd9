"""What the rules about all roles find across sources: an id that the vendors of two accounts share, a way to an
administrator that goes on in another account.

Only the roles that have to be looked at together are read again, and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from roletrust.fleet.judging import at_hand, found_of
from roletrust.fleet.sources import Source
from roletrust.fleet.summary import Row
from roletrust.reading.findings import Told
from roletrust.reading.found import Found
from roletrust.reading.landscape import Among, drawn, taken_down
from roletrust.replying.findings import OF_ALL, Reported, as_reported
from roletrust.replying.roles import read
from roletrust.replying.scanning import beside_others
from roletrust.replying.skipping import Skips


class Kept(NamedTuple):
    """A role that is looked at again, and its source."""

    source: Source
    found: Found
    among: Among


def across(
    together: Iterable[tuple[Source, set[int]]], wanted: frozenset[str], rows: Iterable[Row], folder: str
) -> Iterator[tuple[Source, list[Reported], bool]]:
    """What is found of each role among those of other sources and is not among the `rows` of what was found within its
    own; and whether the role had no finding before.

    `together`: which roles of a source are looked at, by their numbers; `folder`: where one behind a URL is put.
    Raises OSError.
    """
    kept = [one for source, numbers in together for one in taken(source, numbers, folder)]
    if not kept:
        return
    landscape = drawn(each.among for each in kept)
    told = [(each, told_of(each, beside_others(each.found, each.among, landscape), wanted)) for each in kept]
    known: dict[tuple[str, str], set[str]] = {place_of(each): set() for _, every in told for each in every}
    for row in rows:
        place = row["role"], row["file"]
        if place in known:
            known[place].add(row["rule"])
    for one, every in told:
        new = [each for each in every if each.told.rule.id not in known[place_of(each)]]
        if new:
            yield one.source, new, not known[place_of(new[0])]


def taken(source: Source, numbers: set[int], folder: str) -> Iterator[Kept]:
    """The roles of a source that have those numbers."""
    with at_hand(source, folder) as here:
        for number, each in enumerate(found_of(here)):
            if number in numbers and each.holding and (role := read(each)):
                yield Kept(source, each, taken_down(role.judged, each.holding, each.block))


def told_of(one: Kept, told: Iterable[Told], wanted: frozenset[str]) -> Sequence[Reported]:
    return as_reported(one.found, one.among.case.subject.source, told, wanted & OF_ALL, Skips())


def place_of(finding: Reported) -> tuple[str, str]:
    return finding.role, finding.file
