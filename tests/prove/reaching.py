"""Which tests reach which lines of the engine and the rules, and what each test costs: found out by running them."""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import coverage
import pytest

os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # of which no test needs any, and which take longer than most tests
QUIET = ("-q", "-p", "no:cacheprovider")


class Reached(NamedTuple):
    """`lines`: by file of the pack (as in `engine/answer.py`) and line, the tests that reach it.

    A test is a node id of pytest; where a fixture reaches the line, its whole file is.  `seconds`: of one core, by
    test, and by file for what setting its fixtures up takes.
    """

    lines: dict[str, dict[int, frozenset[str]]]
    seconds: dict[str, float]

    def by(self, file: str, line: int) -> list[str]:
        """The tests that reach a line, the quickest first; where it runs on import, those of the whole file."""
        there = self.lines.get(file, {})
        reaching = there.get(line) or frozenset[str]().union(*there.values())
        files = {each for each in reaching if "::" not in each}
        found = [each for each in self.seconds if "::" in each and (each in reaching or _file(each) in files)]
        return sorted(found, key=self._cost)

    def cost(self, tests: Iterable[str]) -> float:
        """Seconds of one core that `tests` take, their fixtures included."""
        every = set(tests)
        return sum(self.seconds[each] for each in every | {_file(each) for each in every})

    def _cost(self, test: str) -> tuple[int, str, float, str]:
        """What orders tests: those of one file that takes long to set up stay together."""
        setting_up = int(self.seconds[_file(test)])
        return setting_up, _file(test) if setting_up else "", self.seconds[test], test


def _file(test: str) -> str:
    return test.partition("::")[0]


def reached(pack: Path, judging: Iterable[str], kept: Path) -> Reached:
    """Found out anew, or as it is `kept` where neither the pack nor a test has changed since."""
    sources = (*pack.rglob("*.py"), *Path("tests").rglob("*.py"))
    if not kept.exists() or kept.stat().st_mtime < max(each.stat().st_mtime for each in sources):
        kept.parent.mkdir(parents=True, exist_ok=True)
        process = multiprocessing.get_context("fork").Process(target=_measure, args=(pack, tuple(judging), kept))
        process.start()
        process.join()
        assert process.exitcode == 0, "the tests fail without any bug"
    tests, seconds, lines = json.loads(kept.read_text(encoding="utf-8"))
    return Reached(
        {
            file: {int(line): frozenset(tests[each] for each in some) for line, some in found.items() if some}
            for file, found in lines.items()
        },
        dict(zip(tests, seconds, strict=True)),
    )


class _Telling:
    """Tells coverage which test runs."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured = measured
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        _forget()
        with self._of(_file(item.nodeid)):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        with self._of(item.nodeid):
            return (yield)

    @contextlib.contextmanager
    def _of(self, test: str) -> Iterator[None]:
        self.measured.switch_context(test)
        began = time.process_time()
        try:
            yield
        finally:
            self.seconds[test] += time.process_time() - began
            self.measured.switch_context("")


def _forget() -> None:
    """Empty what the pack remembers: a test reaches what it needs, though an earlier one had it worked out."""
    for name in [each for each in sys.modules if each.startswith("roletrust.")]:
        for each in vars(sys.modules[name]).values():
            if callable(getattr(each, "cache_clear", None)):
                each.cache_clear()


def _measure(pack: Path, tests: tuple[str, ...], kept: Path) -> None:
    measured = coverage.Coverage(data_file=None, config_file=False, source=[str(pack / "engine"), str(pack / "rules")])
    telling = _Telling(measured)
    said = io.StringIO()
    measured.start()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        failed = pytest.main(["-x", *QUIET, *tests], plugins=[telling])
    measured.stop()
    if failed:
        sys.stderr.write(said.getvalue())
        sys.exit(1)
    data, numbers = measured.get_data(), {test: number for number, test in enumerate(telling.seconds)}
    lines = {
        Path(file).relative_to(pack).as_posix(): {
            line: [numbers[each] for each in some if each] for line, some in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    told = list(telling.seconds), [round(each, 3) for each in telling.seconds.values()], lines
    kept.write_text(json.dumps(told), encoding="utf-8")


class Only:
    """Runs those tests alone, in the order given."""

    def __init__(self, tests: list[str]) -> None:
        self.place = {each: at for at, each in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (each for each in items if each.nodeid in self.place), key=lambda each: self.place[each.nodeid]
        )
