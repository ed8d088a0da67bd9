"""`make prove`: all that the independent judges try, on two cores, with the figures for docs/assurance.md.

`python tests/prove/proof_run.py [--part 0.01] [--cores 1] [--write]`: `--part` of all, in so many processes; `--write`
puts the figures on the page.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests")]  # this clone, whatever is installed

from prove import comparing, openings, second_judge  # noqa: E402
from prove.small_worlds import policies  # noqa: E402
from roletrust.engine.policy.accounts import Owner  # noqa: E402

Json = dict[str, Any]
PAGE = ROOT / "docs" / "assurance.md"
BEGIN, END = "<!-- figures: written by make prove -->\n", "<!-- end of figures -->\n"
SEED, CHUNK, CORES = 20261201, 250, 2
SMALL, SOLVED, OPENED, FILLINGS = 200_000, 3_000, 1_400, 16
Done = tuple[Counter[str], list[str]]


def small(numbers: range) -> Done:
    """The small worlds' policies of these numbers, by brute force."""
    tally: Counter[str] = Counter()
    return tally, [str(each) for each in comparing.compared(SEED, numbers, tally)]


def solved(numbers: range) -> Done:
    """The same kind of policies, by two solvers."""
    tally: Counter[str] = Counter()
    found = (second_judge.judged(number, made, Owner(), tally) for number, made in policies(SEED + 1, numbers))
    return tally, [str(each) for one in found for each in one]


def written() -> list[Json]:
    """The policies of fixtures/decisions, each once."""
    found: dict[str, Json] = {}
    for file in sorted((ROOT / "fixtures" / "decisions").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            policy = json.loads(line)["policy"]
            statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
            found[json.dumps(policy)] = {**policy, "Statement": statements}
    return list(found.values())


def solved_fixtures(numbers: range) -> Done:
    """The policies of the fixtures, by two solvers."""
    tally: Counter[str] = Counter()
    made = written()
    found = (second_judge.judged(number, made[number], Owner(), tally) for number in numbers)
    return tally, [str(each) for one in found for each in one]


def open_ones(numbers: range) -> Done:
    """Policies that leave something open, with fillings."""
    tally: Counter[str] = Counter()
    return tally, list(openings.compared(SEED + 2, numbers, FILLINGS, tally))


def chunks(count: int, size: int) -> Iterator[range]:
    for first in range(0, count, size):
        yield range(first, min(first + size, count))


def tried(
    pool: ProcessPoolExecutor, work: Callable[[range], Done], count: int, size: int
) -> tuple[Counter[str], list[str], float]:
    """The tallies of all chunks, what disagreed, and the seconds it took."""
    began, tally, wrong = time.monotonic(), Counter[str](), list[str]()
    for counted, found in pool.map(work, chunks(count, size)):
        tally += counted
        wrong += found
    return tally, wrong, time.monotonic() - began


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def figures(counts: dict[str, int], found: dict[str, tuple[Counter[str], list[str], float]], cores: int) -> str:
    """The table for the page."""
    worlds, solvers, holes = found["small"][0], found["solved"][0] + found["fixtures"][0], found["open"][0]
    closed = [solvers[f"NO closed by {number}"] for number in (0, 1, 2)]
    rows = [
        ("policies of small worlds tried by brute force", f"{counts['small']:,}"),
        ("requests of a YES that the specification allows, and a caller can make", f"{worlds['YES, replayed YES']:,}"),
        ("a NO that brute force finds nothing against", f"{worlds['NO, judge NO'] + worlds['NO, as of any']:,}"),
        ("UNKNOWN where brute force is sure", f"{worlds['UNKNOWN, judge YES']:,}"),
        ("disagreements with brute force", f"{len(found['small'][1]):,}"),
        ("policies judged by solvers, drawn and of the fixtures", f"{counts['solved']:,}, {counts['fixtures']:,}"),
        ("a NO closed by one solver within 10 s", share(closed[1] + closed[2], sum(closed))),
        ("a NO closed by both", share(closed[2], sum(closed))),
        ("timeouts of z3, of cvc5", f"{solvers['z3 timeout']:,}, {solvers['cvc5 timeout']:,}"),
        ("a YES whose witness a solver finds in its class", f"{solvers['witness sat']:,} of {solvers['witnesses']:,}"),
        ("disagreements with solvers", f"{len(found['solved'][1]) + len(found['fixtures'][1]):,}"),
        ("fillings of open policies", f"{holes['fillings']:,}"),
        ("UNKNOWN for which two fillings differ", share(holes["tight"], holes["tight"] + holes["loose"])),
        ("fillings that a YES or NO does not hold for", f"{len(found['open'][1]):,}"),
        (f"seconds, processes: {cores}", f"{sum(each[2] for each in found.values()):.0f}"),
    ]
    return "\n".join(["| Tried | |", "|---|---|", *(f"| {what} | {how} |" for what, how in rows), ""])


def main() -> int:
    """1 where a judge disagrees with the engine."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cores", type=int, default=CORES)
    asked = parser.parse_args()
    counts = {
        name: max(1, int(whole * asked.part))
        for name, whole in (("small", SMALL), ("solved", SOLVED), ("open", OPENED))
    }
    counts["fixtures"] = max(1, int(len(written()) * asked.part))
    with ProcessPoolExecutor(asked.cores) as pool:
        run = partial(tried, pool)
        found: dict[str, Any] = {
            "small": run(small, counts["small"], CHUNK),
            "solved": run(solved, counts["solved"], 5),
            "fixtures": run(solved_fixtures, counts["fixtures"], 5),
            "open": run(open_ones, counts["open"], 20),
        }
    table = figures(counts, found, asked.cores)
    wrong = [each for _, some, _ in found.values() for each in some]
    sys.stderr.write(table + "\n".join(wrong[:50]) + "\n")
    if asked.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{table}{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
