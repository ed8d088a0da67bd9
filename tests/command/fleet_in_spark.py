"""A fleet judged by Spark, in its local mode, has the findings of `roletrust fleet`: `make test-spark`, with a JRE."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from command.asked import roletrust
from command.fleets import dump
from command.test_fleet_across import ACCOUNTS, ADMIN, IDS, VENDOR, VENDORS, A, B, C, arn, role, root, trusting
from roletrust.fleet.spark_job import main
from roletrust.fleet.summary import rows

UNREAD = [
    '{"Arn": "arn:aws:iam::911000000001:role/cut", "AssumeRole',
    '], "x": [',
    "[]",
    '{"a": 1, "a": 2}',
    "[" * 5_000,
]


def test_spark_finds_what_the_command_finds_within_accounts_and_across_them_whatever_lines_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.yaml").write_text(json.dumps({"own_accounts": list(ACCOUNTS)}))
    monkeypatch.setenv("ROLETRUST_CONFIG", str(tmp_path / "settings.yaml"))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    shared = [role(each, "shared", trusting(root(of), IDS[2])) for each, of in zip((B, C), VENDORS, strict=True)]
    own = [dump(account) for account in ("911000000001", "911000000002")]
    objects = [each for text in own for kind in ("RoleDetailList", "Policies") for each in json.loads(text)[kind]]
    objects += [VENDOR, ADMIN, *shared]
    (tmp_path / "lines").mkdir()
    for number in range(3):  # so that an account lies in several files
        (tmp_path / "lines" / f"{number}.txt").write_text("".join(json.dumps(o) + "\n" for o in objects[number::3]))
    (tmp_path / "lines" / "unread.txt").write_text("\n\n".join(UNREAD) + "\n")
    (tmp_path / "dumps").mkdir()
    for account in {each["Arn"].split(":")[4] for each in objects}:
        of_account = [each for each in objects if f":{account}:" in each["Arn"]]
        (tmp_path / "dumps" / f"{account}.json").write_text(json.dumps({"Results": of_account}))
    roletrust("fleet", "dumps", "-o", "f.jsonl", "--jobs", "1", cwd=tmp_path)
    told = {(each["rule"], each["role"]) for each in rows(str(tmp_path / "f.jsonl"))}
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path / "lines"), str(tmp_path / "results")])
    spark.stop()
    every = [json.loads(line) for part in (tmp_path / "results").glob("part-*") for line in part.open()]
    unread = [each for each in every if each["file"].endswith("/lines/unread.txt")]
    found = [each for each in every if each not in unread]
    assert len(found) == len(told)
    assert {(each["rule"], each["role"]) for each in found} == told
    assert [each["rule"] for each in unread] == ["CKV_TRUST_90"] * len(UNREAD)
    assert all("cannot be read" in each["message"] for each in unread)
    assert "5 lines could not be read" in capsys.readouterr().err
    assert {("CKV_TRUST_14", arn(A, "vendor")), ("CKV_TRUST_13", arn(B, "shared"))} <= told
