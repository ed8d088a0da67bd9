"""What the results of a fleet come to: counts of all of it, and the worst of it."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roletrust.fleet.judging import Outcome
from roletrust.rules.rule import SEVERITIES

MOST = 2_000  # findings that are told one by one

Row = dict[str, Any]  # a finding as the results have it


@dataclass(frozen=True)
class Summary:
    """`outcomes`: by the sources' names.  `rules`: how many findings there are of a rule (id, name) and a severity.

    `worst`: up to MOST findings, the worst first; `new`: likewise of those that are.

    `entered`: other accounts, by what they are called, and into how many roles each surely gets.
    """

    outcomes: Mapping[str, Outcome]
    rules: Counter[tuple[str, str, str]]
    worst: Sequence[Row]
    new: Sequence[Row] = ()

    def most_severe_first(self) -> list[tuple[tuple[str, str, str], int]]:
        """`rules`, and of one severity the most frequent first."""
        return sorted(self.rules.items(), key=lambda pair: (SEVERITIES.index(pair[0][2]), -pair[1], pair[0]))

    @property
    def roles(self) -> int:
        return sum(each.roles for each in self.outcomes.values())

    @property
    def flawed(self) -> int:
        return sum(each.flawed for each in self.outcomes.values())

    @property
    def findings(self) -> int:
        return sum(each.findings for each in self.outcomes.values())

    @property
    def failed(self) -> dict[str, str]:
        """The sources that could not be read to their end, and why."""
        return {name: each.failure for name, each in sorted(self.outcomes.items()) if each.failure}

    @property
    def without_roles(self) -> int:
        """How many sources hold no role, though they could be read."""
        return sum(not each.roles and not each.failure for each in self.outcomes.values())

    @property
    def entered(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for each in self.outcomes.values():
            found.update(each.entered)
        return found


def summary(outcomes: Mapping[str, Outcome], results: str, is_new: Callable[[Row], bool]) -> Summary:
    """Of the results at that path, which are read line by line."""
    rules: Counter[tuple[str, str, str]] = Counter()
    worst = heapq.nsmallest(MOST, counted(rows(results), rules), key=badness)
    new = heapq.nsmallest(MOST, filter(is_new, rows(results)), key=badness)
    return Summary(outcomes, rules, worst, new)


def rows(results: str) -> Iterator[Row]:
    """Each finding of the results at that path."""
    with open(results, encoding="utf-8") as file:
        yield from map(json.loads, file)


def counted(found: Iterable[Row], rules: Counter[tuple[str, str, str]]) -> Iterator[Row]:
    for each in found:
        rules[each["rule"], each["name"], each["severity"]] += 1
        yield each


def badness(finding: Row) -> tuple[int, str, str, str]:
    """By which findings are sorted, the worst first; the same however many processes found them."""
    return SEVERITIES.index(finding["severity"]), finding["role"], finding["file"], finding["rule"]
