"""`make prove`: all that the independent judges try, on two cores, with the figures for docs/assurance.md.

`python tests/prove/proof_run.py [--seed 1] [--only NAME] [--minutes 20] [--cores 2] [--fresh] [--record FILE]
[--write]`: a run goes on where the last one with that seed stopped, and what it tries is added to what all runs have
tried, in tests/prove/record.jsonl.  After `--minutes` nothing more is begun, so it comes to its end on every machine; a
part that has reached its goal leaves its minutes to the others.  What was judged wrong before is asked again first.
`--fresh` begins a new record, as whoever changes what is drawn has to; `--only` tries one part (may be repeated);
`--write` puts the figures on the page.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests")]  # this clone, whatever is installed

from prove import comparing, drawn_tokens, holding, second_judge, written_policies  # noqa: E402
from prove.record import Line, Record  # noqa: E402
from prove.small_worlds import policies  # noqa: E402
from prove.solving import FIRST_LIMIT, LIMIT  # noqa: E402
from roletrust.engine.policy.accounts import Owner  # noqa: E402
from roletrust.proof.certificate import policy_as_read  # noqa: E402
from roletrust.proof.proving import TOKENS  # noqa: E402

PAGE = ROOT / "docs" / "assurance.md"
RECORD = Path(__file__).with_name("record.jsonl")
BEGIN, END = "<!-- figures of {}: written by make prove -->\n", "<!-- end of figures of {} -->\n"
SEED, CORES, MINUTES, FILLINGS = 20261201, 2, 20, 16


class Wrong(Protocol):
    """What a judge says otherwise of; as text it says why."""

    @property
    def number(self) -> int: ...


Done = tuple[Counter[str], list[tuple[int, str]]]


def told(wrong: Iterable[Wrong]) -> list[tuple[int, str]]:
    return [(each.number, str(each)) for each in wrong]


def small(seed: int, numbers: range) -> Done:
    """The small worlds' policies of these numbers, by brute force."""
    tally: Counter[str] = Counter()
    return tally, told(comparing.compared(seed, numbers, tally))


def solved(seed: int, numbers: range) -> Done:
    """The same kind of policies, by two solvers."""
    tally: Counter[str] = Counter()
    found = (second_judge.judged(number, made, Owner(), tally) for number, made in policies(seed + 1, numbers))
    return tally, told(each for one in found for each in one)


def solved_tokens(seed: int, numbers: range) -> Done:
    """Policies for OIDC tokens, by two solvers, of what rule 9 says."""
    tally: Counter[str] = Counter()
    made = drawn_tokens.policies(seed + 3, numbers)
    found = (second_judge.judged(number, policy, Owner(), tally, (TOKENS,)) for number, policy in made)
    return tally, told(each for one in found for each in one)


def solved_fixtures(seed: int, numbers: range) -> Done:
    """The policies of the fixtures, by two solvers; `seed`: which they are."""
    tally: Counter[str] = Counter()
    made = [(number, written_policies.policies()[number]) for number in numbers]
    found = (second_judge.judged_as_read(at, each.read, each.plain, each.owner, tally) for at, each in made)
    return tally, told(each for one in found for each in one)


def open_ones(seed: int, numbers: range) -> Done:
    """Policies that leave something open, with fillings."""
    tally: Counter[str] = Counter()
    return tally, told(holding.compared(seed + 2, numbers, FILLINGS, tally))


def measured(work: Callable[[int, range], Done], seed: int, numbers: range) -> tuple[float, Done]:
    """What a piece of work finds, and the seconds of one core that it takes."""
    began = time.process_time()
    done = work(seed, numbers)
    return time.process_time() - began, done


class Part(NamedTuple):
    """One of the judges' tasks: how many policies are to be tried in all, how many at a time, in which share of the
    minutes.  `seed`: where its policies are not drawn but written, which they are; then there are as many as `goal`.
    """

    work: Callable[[int, range], Done]
    goal: int
    chunk: int
    share: float
    seed: int | None = None

    def upto(self, first: int) -> range:
        """The policies that are tried together, from the `first` on."""
        last = first + self.chunk
        return range(first, last if self.seed is None else min(last, self.goal))


def parts() -> dict[str, Part]:
    """All there is to try, by name."""
    written = written_policies.policies()
    which = zlib.crc32(json.dumps([policy_as_read(each.read) for each in written]).encode())
    return {
        "fixtures": Part(solved_fixtures, len(written), 5, 0.05, which),
        "tokens": Part(solved_tokens, 2_000, 50, 0.05),
        "open": Part(open_ones, 2_600, 10, 0.15),
        "solved": Part(solved, 3_000, 5, 0.4),
        "small": Part(small, 200_000, 250, 0.35),
    }


class Run(NamedTuple):
    """One run of `make prove`."""

    pool: ProcessPoolExecutor
    cores: int
    record: Record
    revision: str

    def tried(self, name: str, part: Part, seed: int, seconds: float) -> int:
        """Try one chunk after the other, in their order; after `seconds` begin none.  How many are judged wrong."""
        began, wrong = time.monotonic(), 0
        waiting: deque[tuple[range, Future[tuple[float, Done]]]] = deque()
        following = part.upto(self.record.next(name, seed))
        while True:
            while len(waiting) <= self.cores and following and time.monotonic() - began < seconds:
                waiting.append((following, self.pool.submit(measured, part.work, seed, following)))
                following = part.upto(following.stop)
            if not waiting:
                return wrong
            numbers, future = waiting.popleft()
            took, (tally, found) = future.result()
            at_fault = sorted({number for number, _ in found})
            self.record.add(
                Line(name, seed, numbers.start, numbers.stop, self.revision, round(took, 1), dict(tally), at_fault)
            )
            wrong += loud(name, seed, found)

    def again(self, name: str, part: Part) -> int:
        """How many of those that were judged wrong before are still."""
        asked = self.record.wrong(name)
        done = [(seed, self.pool.submit(part.work, seed, range(number, number + 1))) for seed, number in asked]
        return sum(bool(loud(name, seed, future.result()[1])) for seed, future in done)


def loud(name: str, seed: int, wrong: Sequence[tuple[int, str]]) -> int:
    """Say what is judged wrong; how much that is."""
    for _, each in wrong:
        sys.stderr.write(f"DISAGREEMENT, {name}, seed {seed}:\n{each}\n")
    sys.stderr.flush()
    return len(wrong)


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


class Figures(NamedTuple):
    """What all runs of one part came to.  `standing`: how many that were judged wrong once are still."""

    record: Record
    name: str
    goal: int
    standing: int

    @property
    def table(self) -> str:
        """For the page."""
        lines, wrong = self.record.of(self.name), self.record.wrong(self.name)
        seeds, seconds = {each.seed for each in lines}, sum(each.seconds for each in lines)
        rows = [
            *ROWS[self.name](self),
            ("disagreements, and those still there", f"{len(wrong):,}, {self.standing:,}"),
            ("seeds, revisions of the engine", f"{len(seeds)}, {len({each.revision for each in lines})}"),
            ("seconds of one core", f"{seconds:,.0f}"),
        ]
        return "\n".join([f"| `make prove`: {self.name} | |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows), ""])

    @property
    def number(self) -> str:
        return f"{self.record.tried(self.name):,} of {self.goal:,}"


def put(name: str, table: str) -> None:
    """Write the table into the page, in the place of the part's last one."""
    begin, end = BEGIN.format(name), END.format(name)
    before, found, rest = PAGE.read_text("utf-8").partition(begin)
    assert found, f"{PAGE} has no place for the figures of {name}"
    PAGE.write_text(f"{before}{begin}{table}{end}{rest.partition(end)[2]}", encoding="utf-8")


def of_small(figures: Figures) -> list[tuple[str, str]]:
    tally = figures.record.tally(figures.name)
    return [
        ("policies of small worlds tried by brute force", figures.number),
        ("requests of a YES that the specification allows, and a caller can make", f"{tally['YES, replayed YES']:,}"),
        ("a NO that brute force finds nothing against", f"{tally['NO, judge NO'] + tally['NO, as of any']:,}"),
        ("an Allow that lets nobody in, says brute force too", f"{tally['dead, judge NO']:,}"),
        ("UNKNOWN where brute force lets somebody in", f"{tally['UNKNOWN, judge YES']:,}"),
        ("UNKNOWN where it finds nobody", f"{tally['UNKNOWN, judge NO']:,}"),
    ]


def of_solvers(whose: str, figures: Figures) -> list[tuple[str, str]]:
    tally = figures.record.tally(figures.name)
    closed = [tally[f"NO closed by {number}"] for number in (0, 1, 2)]
    neither = [
        f"{each.removeprefix(second_judge.STANDING)} (seed {line.seed})"
        for line in figures.record.of(figures.name)
        for each in line.tally
        if each.startswith(second_judge.STANDING)
    ]
    return [
        (f"{whose} judged by solvers", figures.number),
        ("a NO asked of them", f"{sum(closed):,}"),
        (f"a NO closed by one solver within {LIMIT} s", share(closed[1] + closed[2], sum(closed))),
        (f"a NO closed by both, within {FIRST_LIMIT} s each", share(closed[2], sum(closed))),
        ("timeouts of z3, of cvc5", f"{tally['z3 timeout']:,}, {tally['cvc5 timeout']:,}"),
        ("closed by neither", ", ".join(neither) or "none"),
        ("requests of a YES that the specification allows", f"{tally['witnesses']:,}"),
        ("a YES whose witness a solver finds", f"{tally['witnesses found']:,}"),
        ("verdicts that a formula has no words for", f"{sum(tally[each] for each in tally if each[:3] == 'not'):,}"),
    ]


def of_open(figures: Figures) -> list[tuple[str, str]]:
    tally = figures.record.tally(figures.name)
    return [
        ("policies that leave something open", figures.number),
        ("fillings of them", f"{tally['fillings']:,}"),
        ("fillings that a solver made against a verdict, among them", f"{tally['made by a solver']:,}"),
        (
            "UNKNOWN for which two fillings differ, of those that some filling decides",
            share(tally["tight"], tally["tight"] + tally["loose"]),
        ),
        ("UNKNOWN whatever is put in", f"{tally['open anyway']:,}"),
    ]


ROWS: dict[str, Callable[[Figures], list[tuple[str, str]]]] = {
    "small": of_small,
    "solved": partial(of_solvers, "drawn policies"),
    "fixtures": partial(of_solvers, "policies of the fixtures"),
    "tokens": partial(of_solvers, "policies for OIDC tokens"),
    "open": of_open,
}


def shared(wanted: dict[str, Part], record: Record) -> list[tuple[str, Part]]:
    """The parts that have the run's minutes: those short of their goal; where none is, all that are drawn."""
    short = [(name, each) for name, each in wanted.items() if record.tried(name) < each.goal]
    return short or [(name, each) for name, each in wanted.items() if each.seed is None]


def main() -> int:
    """1 where a judge disagrees with the engine."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", action="append", choices=sorted(ROWS))
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--record", type=Path, default=RECORD)
    parser.add_argument("--cores", type=int, default=CORES)
    asked = parser.parse_args()
    record = Record(asked.record, asked.fresh)
    head = ("git", "rev-parse", "--short", "HEAD")
    described = subprocess.run(head, cwd=ROOT, capture_output=True, text=True, check=False)
    wanted = {name: each for name, each in parts().items() if name in (asked.only or ROWS)}
    for name, each in wanted.items():
        if each.seed is not None:
            record.keep(name, each.seed)  # those that are written now
    began, wrong = time.monotonic(), 0
    with ProcessPoolExecutor(asked.cores) as pool:
        run = Run(pool, asked.cores, record, described.stdout.strip() or "unknown")
        standing = {name: run.again(name, each) for name, each in wanted.items()}
        left = shared(wanted, record)
        while left:
            name, each = left[0]
            seconds = (60 * asked.minutes - time.monotonic() + began) * each.share / sum(one.share for _, one in left)
            wrong += run.tried(name, each, asked.seed if each.seed is None else each.seed, seconds)
            left = left[1:]
    for name, each in wanted.items():
        table = Figures(record, name, each.goal, standing[name]).table
        sys.stderr.write(table)
        if asked.write:
            put(name, table)
    return 1 if wrong or any(standing.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
