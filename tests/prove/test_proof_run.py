"""What `make prove` tries in several runs adds up, and what was judged wrong once is asked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from prove.proof_run import Done, Figures, Part, Run, parts
from prove.record import Line, Record

BROKEN = 7


def judge(seed: int, numbers: range) -> Done:
    """A judge that holds one policy for wrong, whatever it is asked."""
    return Counter({"fillings": len(numbers)}), [(each, f"{seed}: wrong") for each in numbers if each == BROKEN]


PART = Part(judge, goal=30, chunk=5, share=1.0)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    with ProcessPoolExecutor(1) as pool:
        yield Run(pool, 1, Record(tmp_path / "record.jsonl"), "one")


def test_a_run_goes_on_where_the_last_one_stopped(run: Run) -> None:
    written = PART._replace(seed=3, goal=12)
    run.tried("open", written, 3, seconds=60)
    assert [(each.first, each.last) for each in run.record.lines] == [(0, 12)]
    later = run._replace(record=Record(run.record.path), revision="another")
    later.tried("open", written._replace(goal=20), 3, seconds=60)
    assert [(each.first, each.last) for each in Record(run.record.path).lines] == [(0, 12), (12, 20)]
    assert Record(run.record.path).tally("open")["fillings"] == 20


def test_after_its_minutes_a_run_begins_nothing(run: Run) -> None:
    assert run.tried("open", PART, 1, seconds=0) == 0
    assert not run.record.lines


def test_what_is_judged_wrong_is_loud_and_is_asked_again(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.tried("open", PART._replace(seed=1, goal=10), 1, seconds=60) == 1
    assert "DISAGREEMENT, open, seed 1:\n1: wrong" in capsys.readouterr().err
    later = run._replace(record=Record(run.record.path))
    assert later.again("open", PART) == 1
    assert "| disagreements, and those still there | 1, 1 |" in Figures(later.record, "open", 30, 1).table


def test_other_seeds_add_to_one_record(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl")
    for seed in (1, 2):
        record.add(Line("small", seed, 0, 40, "one", 2.0, {"UNKNOWN, judge NO": 3}, []))
    table = Figures(record, "small", 100, 0).table
    assert "| policies of small worlds tried by brute force | 80 of 100 |" in table
    assert "| UNKNOWN where it finds nobody | 6 |" in table
    assert "| seeds, revisions of the engine | 2, 1 |" in table


def test_no_policy_counts_twice(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl")
    record.add(Line("small", 1, 0, 40, "one", 2.0, {}, []))
    record.add(Line("small", 1, 30, 60, "two", 2.0, {}, []))
    with pytest.raises(ValueError, match="40 was to come before 30"):
        Record(record.path)


def test_the_policies_of_the_fixtures_are_among_what_is_tried() -> None:
    assert parts()["fixtures"].goal > 900
