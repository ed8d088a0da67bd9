"""What the runs of `make prove` tried, one line for each part, seed and revision: they add up to the figures.

A line says that of one part the policies `first` up to before `last`, as `seed` draws them, were tried at `revision`,
in so many `seconds` of one core; what was counted (`tally`), and the numbers of those that were judged `wrong`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Line(NamedTuple):
    part: str
    seed: int
    first: int
    last: int
    revision: str
    seconds: float
    tally: dict[str, int]
    wrong: list[int]


class Record:
    """The lines of a file, which is written anew whenever something is added."""

    def __init__(self, path: Path, fresh: bool = False) -> None:
        """`fresh`: what was tried before does not count.  Raises ValueError where lines tell of one policy twice."""
        self.path = path
        lines = [] if fresh or not path.exists() else path.read_text(encoding="utf-8").splitlines()
        self.lines = [Line(**json.loads(each)) for each in lines]
        for part, seed in {(each.part, each.seed) for each in self.lines}:
            self.next(part, seed)

    def next(self, part: str, seed: int) -> int:
        """The first policy that was not tried yet."""
        number = 0
        for each in sorted(self.of(part, seed), key=lambda line: line.first):
            if each.first != number:
                raise ValueError(f"{self.path}: {part}, seed {seed}: {number} was to come before {each.first}")
            number = each.last
        return number

    def of(self, part: str, seed: int | None = None) -> list[Line]:
        """The lines about a part, of every seed or of one."""
        return [each for each in self.lines if each.part == part and seed in (None, each.seed)]

    def keep(self, part: str, seed: int) -> None:
        """Of a part, only what was tried of this seed counts."""
        self.lines = [each for each in self.lines if each.part != part or each.seed == seed]

    def tried(self, part: str) -> int:
        return sum(each.last - each.first for each in self.of(part))

    def tally(self, part: str) -> Counter[str]:
        """What was counted in all lines about a part."""
        return Counter[str]() + sum((Counter(each.tally) for each in self.of(part)), Counter[str]())

    def wrong(self, part: str) -> Sequence[tuple[int, int]]:
        """The policies that were judged wrong when they were tried, by seed and number."""
        return sorted({(each.seed, number) for each in self.of(part) for number in each.wrong})

    def add(self, line: Line) -> None:
        """Add what was tried next; with what the same revision tried just before, it makes one line."""
        before = next((each for each in self.of(line.part, line.seed) if each.last == line.first), None)
        if before is not None and before.revision == line.revision:
            self.lines.remove(before)
            line = line._replace(
                first=before.first,
                seconds=round(before.seconds + line.seconds, 1),
                tally=dict(Counter(before.tally) + Counter(line.tally)),
                wrong=[*before.wrong, *line.wrong],
            )
        self.lines.append(line)
        self.path.write_text("".join(json.dumps(each._asdict()) + "\n" for each in self.lines), encoding="utf-8")
