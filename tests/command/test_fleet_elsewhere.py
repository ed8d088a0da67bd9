"""`roletrust fleet` with sources behind URLs, and results in other forms: S3 is moto as a real HTTP server."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust
from command.fleets import dump, query, snapshot, state
from roletrust.fleet.remote import Unreachable, listed
from roletrust.fleet.sources import ENDINGS
from roletrust.fleet.summary import Row, rows
from running import CHECKS


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket `dumps` of S3, which is found where the SDKs look for it."""
    import boto3
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from moto.s3.models import s3_backends
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    s3_backends.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    made = boto3.resource("s3").create_bucket(Bucket="dumps")
    yield made
    server.shutdown()
    thread.join()


def test_what_lies_in_s3_is_read_as_if_it_lay_here(bucket: Any, tmp_path: Path) -> None:
    config = gzip.compress(snapshot("911000000002").encode())
    for key, body in {
        "AWSLogs/one/dump.json": dump().encode(),
        "AWSLogs/two/dump.json": query("911000000003").encode(),
        "AWSLogs/two/snapshot.json.gz": config,
        "AWSLogs/two/cut.json.gz": config[:-20],
        "AWSLogs/notes.txt": dump("911000000009").encode(),
        "states/prod.tfstate": state().encode(),
    }.items():
        bucket.put_object(Key=key, Body=body)
        here = tmp_path / "here" / key
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_bytes(body)
    words = ("-o", "f.jsonl", "--jobs", "1")
    done = roletrust("fleet", "s3://dumps/AWSLogs", "s3://dumps/states/*.tfstate", *words, cwd=tmp_path)
    assert done.status == 2, done.stderr
    assert done.stderr.startswith("s3://dumps/AWSLogs/two/cut.json.gz: the file cannot be read: ")
    assert "from 5 sources (1 failed)\n" in done.stdout
    roletrust("fleet", "AWSLogs", "states", *words, cwd=tmp_path / "here")
    assert found(tmp_path / "f.jsonl", "s3://dumps/") == found(tmp_path / "here" / "f.jsonl", "")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    bucket.put_object(Key="AWSLogs/two/cut.json.gz", Body=config)
    resumed = roletrust("fleet", "s3://dumps/AWSLogs", *words, "--resume", cwd=tmp_path)
    assert (resumed.status, resumed.stderr) == (1, "")
    bucket.put_object(Key="AWSLogs/one/dump.json", Body=b"{}")
    changed = roletrust("fleet", "s3://dumps/AWSLogs", *words, "--resume", cwd=tmp_path)
    assert (changed.status, "s3://dumps/AWSLogs/one/dump.json has changed" in changed.stderr) == (2, True)


def test_what_is_not_behind_a_url_is_refused(bucket: Any) -> None:
    for missing in ("s3://dumps/nothing.json", "s3://dumps/*/none.json", "s3://nowhere/*.json"):
        with pytest.raises((FileNotFoundError, Unreachable), match=re.escape(missing)):
            list(listed(missing, ENDINGS))
    with pytest.raises(Unreachable, match="odd://a/b cannot be listed: ValueError"):
        list(listed("odd://a/b", ENDINGS))


def found(path: Path, before: str) -> list[str]:
    """The findings, each without what stands before the names of its files."""
    return sorted(json.dumps({**each, "file": each["file"].removeprefix(before)}) for each in rows(str(path)))


# --- other forms of the results -------------------------------------------------------------------------------------


def test_parquet_and_sarif_have_each_finding(tmp_path: Path) -> None:
    from pyarrow.parquet import read_table

    (tmp_path / "dump.json").write_text(dump())
    words = ("--parquet", "f.parquet", "--sarif", "f.sarif", "--csv", "f.csv")
    assert roletrust("fleet", "dump.json", "-o", "f.jsonl", *words, cwd=tmp_path).status == 1
    written = list(rows(str(tmp_path / "f.jsonl")))
    assert [json.loads(each) for each in read_table(tmp_path / "f.parquet").column("facts").to_pylist()] == written
    columns = read_table(tmp_path / "f.parquet").to_pylist()
    with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    for each, row in zip(columns, table, strict=True):
        assert {name: each[name] for name in ("severity", "rule", "account", "role", "message")}.items() <= row.items()
        assert str(each["first_line"]) == row["line"]
    checked = roletrust("check", "dump.json", "--output-format", "sarif", cwd=tmp_path)
    assert in_order((tmp_path / "f.sarif").read_text()) == in_order(checked.stdout)


def in_order(sarif: str) -> Any:
    """Findings come role by role from one command, and those about all roles last from the other."""
    data = json.loads(sarif)
    data["runs"][0]["results"].sort(key=json.dumps)
    return data


def test_sarif_of_nothing_is_whole(tmp_path: Path) -> None:
    (tmp_path / "users.json").write_text('{"Users": []}')
    assert roletrust("fleet", "users.json", "-o", "f.jsonl", "--sarif", "f.sarif", cwd=tmp_path).status == 0
    assert json.loads((tmp_path / "f.sarif").read_text())["runs"][0]["results"] == []


def test_without_pyarrow_nothing_is_judged_and_what_to_install_is_said(tmp_path: Path) -> None:
    (tmp_path / "dump.json").write_text(dump())
    bare = "import sys; sys.modules['pyarrow'] = None; from roletrust.command.app import main; main()"
    command = [sys.executable, "-c", bare, "fleet", "dump.json", "-o", "f.jsonl", "--parquet", "f.parquet"]
    environment = {**os.environ, "PYTHONPATH": str(CHECKS)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'roletrust[parquet]'" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"dump.json"}


# --- what is new ----------------------------------------------------------------------------------------------------


def test_the_report_tells_what_is_new_since_the_last_run_whatever_the_files_are_called_and_the_trend(
    tmp_path: Path,
) -> None:
    def run(day: str, text: str) -> tuple[list[Row], dict[str, Any]]:
        for each in tmp_path.glob("*.json"):
            each.unlink()
        (tmp_path / f"{day}.json").write_text(text)
        words = ("-o", "f.jsonl", "--html", "f.html", "--history", "f.history", "--jobs", "1")
        done = roletrust("fleet", f"{day}.json", *words, cwd=tmp_path)
        assert (done.status, done.stderr) == (1, "")
        text = (tmp_path / "f.html").read_text("utf-8")
        data = json.loads(text.partition('id="data">')[2].partition("</script>")[0])
        return list(rows(str(tmp_path / "f.jsonl"))), {each["title"]: each["rows"] for each in data["tables"]}

    data = json.loads(dump())
    every = data["RoleDetailList"]
    data["RoleDetailList"] = [each for each in every if each["RoleName"] != "deploy"]
    first, tables = run("monday", json.dumps(data))
    assert "New since the last run" not in tables
    assert [row[1:5] for row in tables["The trend"]] == [[13, len(first), 0, 0]]
    data["RoleDetailList"] = [each for each in every if each["RoleName"] != "build-eu"]
    second, tables = run("tuesday", json.dumps(data, indent=2))
    new = {row[3].rpartition("/")[2] for row in tables["New since the last run"]}
    assert new == {"deploy"}
    gone = len([each for each in first if each["role"].endswith("/build-eu")])
    assert tables["The trend"][0][1:5] == [13, len(second), len(tables["New since the last run"]), gone]
    assert tables["The trend"][1][1:5] == [13, len(first), 0, 0]
