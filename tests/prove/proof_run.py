"""`make prove`: all that the independent judges try, on two cores, with the figures for docs/assurance.md.

`python tests/prove/proof_run.py [--policies 60000] [--only NAME] [--part 0.01] [--cores 1] [--minutes 20] [--write]`:
`--policies` of small worlds, `--only` what is called so (may be repeated), `--part` of all, in so many processes.
After `--minutes` nothing more is begun, so it comes to its end on every machine; what it says are counts of what was
tried.  `--write` puts them on the page.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests")]  # this clone, whatever is installed

from prove import comparing, drawn_tokens, holding, second_judge  # noqa: E402
from prove.small_worlds import policies  # noqa: E402
from prove.solving import FIRST_LIMIT, LIMIT  # noqa: E402
from roletrust.engine.policy.accounts import Owner  # noqa: E402
from roletrust.proof.proving import TOKENS  # noqa: E402

Json = dict[str, Any]
PAGE = ROOT / "docs" / "assurance.md"
BEGIN, END = "<!-- figures of {}: written by make prove -->\n", "<!-- end of figures of {} -->\n"
SEED, CORES, MINUTES = 20261201, 2, 20
SMALL, SOLVED, TOKENS_SOLVED, OPENED, FILLINGS = 60_000, 1_200, 2_000, 1_600, 16
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


def solved_tokens(numbers: range) -> Done:
    """Policies for OIDC tokens, by two solvers, of what rule 9 says."""
    tally: Counter[str] = Counter()
    made = drawn_tokens.policies(SEED + 3, numbers)
    found = (second_judge.judged(number, policy, Owner(), tally, (TOKENS,)) for number, policy in made)
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
    return tally, list(holding.compared(SEED + 2, numbers, FILLINGS, tally))


class Part(NamedTuple):
    """One of the judges' tasks: how many there are, tried so many at a time, in which share of the minutes."""

    work: Callable[[range], Done]
    whole: int
    chunk: int
    share: float


class Tried(NamedTuple):
    """What came of a part: what was counted, what disagreed, how many were tried, and the seconds it took."""

    tally: Counter[str]
    wrong: list[str]
    number: int
    seconds: float


def chunks(count: int, size: int) -> Iterator[range]:
    for first in range(0, count, size):
        yield range(first, min(first + size, count))


def tried(pool: ProcessPoolExecutor, cores: int, part: Part, seconds: float) -> Tried:
    """One chunk after the other, in their order; after `seconds` none is begun."""
    began, tally, wrong, count = time.monotonic(), Counter[str](), list[str](), 0
    left = chunks(part.whole, part.chunk)
    waiting: deque[tuple[int, Future[Done]]] = deque()
    while True:
        while len(waiting) <= cores and time.monotonic() - began < seconds and (numbers := next(left, range(0))):
            waiting.append((len(numbers), pool.submit(part.work, numbers)))
        if not waiting:
            return Tried(tally, wrong, count, time.monotonic() - began)
        size, done = waiting.popleft()
        counted, found = done.result()
        tally, count = tally + counted, count + size
        wrong += found
        for each in found:
            sys.stderr.write(each + "\n")
        if count // 5_000 > (count - size) // 5_000:
            sys.stderr.write(f"{count:,} tried\n")


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def figures(name: str, done: Tried, cores: int, command: str) -> str:
    """The table for the page, of one part, under the command that tried it."""
    rows = [*ROWS[name](done), (f"seconds, processes: {cores}", f"{done.seconds:.0f}")]
    return "\n".join([f"| `{command}` | |", "|---|---|", *(f"| {what} | {how} |" for what, how in rows), ""])


def put(name: str, table: str) -> None:
    """Write the table into the page, in the place of the part's last one."""
    begin, end = BEGIN.format(name), END.format(name)
    before, found, rest = PAGE.read_text("utf-8").partition(begin)
    assert found, f"{PAGE} has no place for the figures of {name}"
    PAGE.write_text(f"{before}{begin}{table}{end}{rest.partition(end)[2]}", encoding="utf-8")


def of_small(done: Tried) -> list[tuple[str, str]]:
    tally = done.tally
    return [
        ("policies of small worlds tried by brute force", f"{done.number:,}"),
        ("requests of a YES that the specification allows, and a caller can make", f"{tally['YES, replayed YES']:,}"),
        ("a NO that brute force finds nothing against", f"{tally['NO, judge NO'] + tally['NO, as of any']:,}"),
        ("an Allow that lets nobody in, says brute force too", f"{tally['dead, judge NO']:,}"),
        ("UNKNOWN where brute force lets somebody in", f"{tally['UNKNOWN, judge YES']:,}"),
        ("UNKNOWN where it finds nobody", f"{tally['UNKNOWN, judge NO']:,}"),
        ("disagreements with brute force", f"{len(done.wrong):,}"),
    ]


def of_solvers(whose: str, done: Tried) -> list[tuple[str, str]]:
    tally = done.tally
    closed = [tally[f"NO closed by {number}"] for number in (0, 1, 2)]
    return [
        (f"{whose} judged by solvers", f"{done.number:,}"),
        (f"a NO closed by one solver within {LIMIT} s", share(closed[1] + closed[2], sum(closed))),
        (f"a NO closed by both, within {FIRST_LIMIT} s each", share(closed[2], sum(closed))),
        ("timeouts of z3, of cvc5", f"{tally['z3 timeout']:,}, {tally['cvc5 timeout']:,}"),
        ("a YES whose witness a solver finds", f"{tally['witnesses found']:,} of {tally['witnesses']:,}"),
        ("disagreements with solvers", f"{len(done.wrong):,}"),
    ]


def of_open(done: Tried) -> list[tuple[str, str]]:
    tally = done.tally
    return [
        ("policies that leave something open", f"{done.number:,}"),
        ("fillings of them", f"{tally['fillings']:,}"),
        ("fillings that a solver made against a verdict, among them", f"{tally['made by a solver']:,}"),
        ("UNKNOWN for which two fillings differ", share(tally["tight"], tally["tight"] + tally["loose"])),
        ("fillings that a YES or NO does not hold for", f"{len(done.wrong):,}"),
    ]


ROWS: dict[str, Callable[[Tried], list[tuple[str, str]]]] = {
    "small": of_small,
    "solved": partial(of_solvers, "drawn policies"),
    "fixtures": partial(of_solvers, "policies of the fixtures"),
    "tokens": partial(of_solvers, "policies for OIDC tokens"),
    "open": of_open,
}


def parts(policies: int) -> dict[str, Part]:
    """All there is to try, by name."""
    return {
        "small": Part(small, policies, 250, 0.4),
        "solved": Part(solved, SOLVED, 5, 0.25),
        "fixtures": Part(solved_fixtures, len(written()), 5, 0.05),
        "tokens": Part(solved_tokens, TOKENS_SOLVED, 50, 0.05),
        "open": Part(open_ones, OPENED, 10, 0.25),
    }


def main() -> int:
    """1 where a judge disagrees with the engine."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--policies", type=int, default=SMALL)
    parser.add_argument("--only", action="append", choices=sorted(ROWS))
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cores", type=int, default=CORES)
    asked = parser.parse_args()
    wanted = {name: each for name, each in parts(asked.policies).items() if name in (asked.only or ROWS)}
    shares = sum(each.share for each in wanted.values())
    given = " ".join(each for each in sys.argv[1:] if each != "--write")
    command = f"make prove ARGS='{given}'" if given else "make prove"
    wrong = 0
    with ProcessPoolExecutor(asked.cores) as pool:
        for name, each in wanted.items():
            some = each._replace(whole=max(1, int(each.whole * asked.part)))
            done = tried(pool, asked.cores, some, 60 * asked.minutes * each.share / shares)
            table = figures(name, done, asked.cores, command)
            wrong += len(done.wrong)
            sys.stderr.write(table)
            if asked.write:
                put(name, table)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
