"""A large dump is judged in parts, by any number of processes: the same is told of it, and little is kept of a role."""

from __future__ import annotations

import gzip
import io
import json
import sys
import tracemalloc
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust
from command.fleets import dump
from roletrust.command.progress import progress
from roletrust.reading import data_files, dumps, streams
from roletrust.reading.dumps import LONG, Part
from roletrust.reading.found import WHOLE_FILE
from roletrust.reading.roles import found_in
from roletrust.replying import dumped
from roletrust.replying.asking import ONE, Asked, Cores, OfRole
from roletrust.replying.cores import ENDED, outcomes
from roletrust.replying.dumped import Dumped, OfPart
from roletrust.replying.findings import Reported
from roletrust.replying.scanning import as_they_come, reported, role_by_role
from roletrust.replying.skipping import Skips
from roletrust.rules.catalog import EVERY

ALL = frozenset(rule.id for rule in EVERY)
ACCOUNTS = [f"9110000000{number:02}" for number in (1, 2, 3, 2)]  # one of them twice: names that are taken


def every_account() -> dict[str, Any]:
    """A dump of several accounts, with roles that share ids, become administrators, or are left open."""
    each = [json.loads(dump(account)) for account in ACCOUNTS]
    return {name: [one for data in each for one in data[name]] for name in ("RoleDetailList", "Policies")}


def written(folder: Path, text: str) -> str:
    """As a file that is read in parts, whatever its size."""
    path = folder / "dump.json.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return str(path)


def in_parts(path: str, cores: Cores = ONE) -> Iterator[OfRole]:
    return as_they_come(found_in(path, whole_dumps=True), Asked(ALL), Skips(), cores=cores)


def told(path: str) -> list[Reported]:
    return [one for of_role in role_by_role(in_parts(path)) for one in of_role]


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumps, "LONG", 3_000)  # characters: a role or two


@pytest.mark.parametrize("cut", [0, 2_000])
def test_parts_are_told_as_the_whole_is(tmp_path: Path, cut: int) -> None:
    """Those of rules about all roles as well, and of names that are taken; what cannot be read is told in its place."""
    text = json.dumps({**every_account(), "IsTruncated": False})
    path = written(tmp_path, text[: len(text) - cut])
    whole = [each.data() for each in reported(found_in(path), ALL, Skips())]
    assert [each.data() for each in told(path)] == whole
    found = {each["rule"] for each in whole}
    assert found >= {"CKV_TRUST_1", "CKV_TRUST_13", "CKV_TRUST_14", "CKV_TRUST_91"}
    assert (whole[-1]["role"] == WHOLE_FILE) is bool(cut)


def test_as_many_processes_as_there_are_say_the_same(tmp_path: Path) -> None:
    text = json.dumps(every_account(), indent=32)
    assert len(text) > 2 * LONG  # so that there are three parts
    path = written(tmp_path, text)
    words = ("check", path, "--output-format", "json-lines", "--jobs")
    one, two = (roletrust(*words, jobs, cwd=tmp_path) for jobs in ("1", "2"))
    assert one.stdout == two.stdout
    assert one.stdout.count("\n") == len(told(path)) > 60
    assert (one.status, one.stderr) == (two.status, two.stderr) == (1, "")


def test_of_a_part_whose_process_ends_is_told_that_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The roles of the others are told of, in their order.  (That a process may end holds a test of fleets.)"""
    path = written(tmp_path, json.dumps(every_account()))
    before = [each.role for each in told(path)]

    def losing(parts: Iterable[Part], jobs: int, judge: Any, lost: OfPart) -> Iterator[tuple[Part, OfPart]]:
        for part, outcome in outcomes(parts, jobs, judge, lost):
            yield part, lost if part.number == 1 else outcome

    monkeypatch.setattr(dumped, "outcomes", losing)
    after = told(path)
    (ended,) = (each for each in after if each.role == WHOLE_FILE)
    assert ENDED in ended.told.name
    others = [each.role for each in after if each is not ended]
    assert others == [each for each in before if each in others]
    assert 0 < len({*before} - {*others}) < 8  # and what was found of others by them


def test_what_is_kept_of_a_role_is_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside what is found of it: its place among the others, and how to read it anew."""
    monkeypatch.setattr(dumps, "LONG", LONG)
    (role,) = (each for each in json.loads(dump())["RoleDetailList"] if each["RoleName"] == "AWSServiceRoleForSupport")

    def kept(roles: int) -> int:
        every = [{**role, "Arn": f"{role['Arn']}{number}"} for number in range(roles)]
        (found,) = found_in(written(tmp_path, json.dumps({"RoleDetailList": every})), whole_dumps=True)
        assert found.dump
        of_all = Dumped(found.dump, found.root, Asked(ALL), ONE)
        before = tracemalloc.get_traced_memory()[0]
        assert not any(each.found for each in of_all.by_themselves(count()))
        return tracemalloc.get_traced_memory()[0] - before

    tracemalloc.start()
    try:
        kept(20)  # what is made once
        assert (kept(220) - kept(20)) / 200 < 2_500
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("on", [True, False])
def test_how_far_it_is_stands_on_a_terminal_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on: bool) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: on)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(data_files, "LARGE", 1_000)  # bytes
    monkeypatch.setattr(streams, "CHUNK", 1_000)
    monkeypatch.chdir(tmp_path)
    path = "dump.json"
    Path(path).write_text(json.dumps(every_account()))
    with progress() as shown:
        assert list(in_parts(path, Cores(1, shown.tell)))
    lines = stream.getvalue().split("\r\033[K")
    assert lines[0] == ""
    if on:
        shares = [int(each[33:36]) for each in lines[1:-1]]
        assert shares == sorted(shares)
        assert (len(set(shares)) > 1, shares[-1]) == (True, 100)
        assert lines[-2:] == [f"[{'#' * 30}] 100% of dump.json", ""]  # and cleared
    else:
        assert len(lines) == 1
