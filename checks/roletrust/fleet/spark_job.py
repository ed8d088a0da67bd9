"""A fleet judged by Spark: `spark-submit spark_job.py ROLES RESULTS`, on EMR, Glue, Databricks or one machine.

ROLES is text of which each line is one object of JSON: a role, or a customer's policy, as inventories and AWS Config
have it.  RESULTS becomes a folder of JSON lines, as `roletrust fleet` writes them.  A line that cannot be read is there
as undecided, it is told on standard error, and the job ends with status 2 when the others are judged.

The rules about one role are asked of each line where it lies.  Those about all roles are asked of each account by
itself; then what its roles have to do with those of other accounts is reduced, by external id and by edge, to the roles
that have to be looked at together.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as of

from roletrust.engine.policy.document import PolicyError
from roletrust.fleet.across import across
from roletrust.fleet.judging import Task, data_of, judged
from roletrust.fleet.ledger import DOOR, ENTRY, TOGETHER
from roletrust.fleet.sources import Source
from roletrust.reading.configuration import load
from roletrust.reading.found import WHOLE_FILE, Found
from roletrust.reading.marked_text import parsed
from roletrust.reading.packed import UNREADABLE
from roletrust.reading.unread import undecided
from roletrust.replying.asking import Asked
from roletrust.replying.findings import OF_ALL
from roletrust.replying.scanning import as_they_come
from roletrust.replying.skipping import Skips
from roletrust.rules.catalog import RULES

OF_ONE = frozenset(rule.id for rule in RULES)
LINE = pa.schema([(name, pa.string()) for name in ("file", "source", "value", "problem")])
NOT_READ = "it cannot be read: "
SHOWN = 20  # of the lines that cannot be read
TRACE = "number INT, door BOOLEAN, names ARRAY<STRING>, steps ARRAY<ARRAY<STRING>>, ids ARRAY<ARRAY<STRING>>"
VIEWS = {
    "way": "SELECT source, number, CAST(door AS INT) AS door FROM trace",
    "name": "SELECT source, number, EXPLODE(names) AS account FROM trace",
    "step": "SELECT source, number, CAST(at[0] AS INT) AS role, at[1] AS account "
    "FROM (SELECT source, number, EXPLODE(steps) AS at FROM trace)",
    "held": "SELECT source, number, at[0] AS id, at[1] AS holder "
    "FROM (SELECT source, number, EXPLODE(ids) AS at FROM trace)",
    "entry": ENTRY,
    "door": DOOR,
}


def lines_of_text(spark: SparkSession, given: str) -> DataFrame:
    """Each line of the text files below a path or URL: its `file`, its `source`, which is the account that it is of,
    and its `value`; or the `problem` that keeps it from being read.
    """
    lines = spark.read.text(given).select("value", of.col("_metadata.file_path").alias("file"))
    return lines.mapInArrow(read_alone, "file string, source string, value string, problem string").cache()


def surveyed(spark: SparkSession, lines: DataFrame) -> DataFrame:
    """All findings, as JSON in a column `value`, of the roles and policies of the `lines`."""
    unread = lines.where("problem IS NOT NULL").mapInArrow(told_unread, "value string")
    placed = lines.where("problem IS NULL").select("source", "value")
    of_roles = placed.mapInArrow(judged_alone, "value string")
    within = placed.groupBy("source").applyInArrow(judged_together, "source string, found string, trace string").cache()
    traces = within.where("trace IS NOT NULL").select("source", of.from_json("trace", TRACE).alias("it"))
    traces.select("source", "it.*").createOrReplaceTempView("trace")
    for name, query in VIEWS.items():
        spark.sql(query).createOrReplaceTempView(name)
    kept = spark.sql(TOGETHER).groupBy("source").agg(of.collect_set("number").alias("numbers"))
    found = within.where("found IS NOT NULL").select(of.col("found").alias("value"))
    known = found.select(of.collect_list("value").alias("known"))
    fleet = placed.join(kept, "source").crossJoin(known).withColumn("fleet", of.lit("all")).groupBy("fleet")
    return unread.union(of_roles).union(found).union(fleet.applyInArrow(judged_across, "value string"))


def judged_alone(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What the rules about one role find of each line."""
    for batch in batches:
        with TemporaryDirectory() as folder:
            found, _ = told(batch.column("value").to_pylist(), "roles.json", folder, OF_ONE)
        yield pa.RecordBatch.from_pydict({"value": pa.array(found, pa.string())})


def read_alone(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The lines, without those that are blank: LINE."""
    for batch in batches:
        pairs = zip(batch.column("file").to_pylist(), batch.column("value").to_pylist(), strict=True)
        rows = [line_of(file, text) for file, text in pairs if text.strip()]
        yield pa.RecordBatch.from_pylist(rows, LINE)


def line_of(file: str, text: str) -> dict[str, str | None]:
    """INVARIANT: a line without a problem can be read, by itself and beside others in one file."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict):
            raise PolicyError("it is no object")
        parsed(text)
    except UNREADABLE as error:
        problem = f"a line of {len(text)} characters cannot be read: {str(error).removeprefix(NOT_READ)}"
        return {"file": file, "source": None, "value": text, "problem": problem}
    return {"file": file, "source": account_of(data), "value": text, "problem": None}


def account_of(data: dict[str, Any]) -> str:
    """By the ARN of the role or policy; '' where it has none."""
    fields = str(data.get("arn") or data.get("Arn") or data.get("ARN")).split(":")
    return fields[4] if len(fields) > 5 else ""


def told_unread(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each line that cannot be read, as what is undecided."""
    settings = load(os.curdir)
    for batch in batches:
        pairs = zip(batch.column("file").to_pylist(), batch.column("problem").to_pylist(), strict=True)
        every = [Found("", WHOLE_FILE, partial(undecided, *each, settings)) for each in pairs]
        told = [json.dumps(data_of(one)) for each in as_they_come(every, Asked(OF_ONE), Skips()) for one in each.found]
        yield pa.RecordBatch.from_pydict({"value": pa.array(told, pa.string())})


def judged_together(table: pa.Table) -> pa.Table:
    """What the rules about all roles find within an account, and the traces that its roles leave."""
    account = table.column("source")[0].as_py()
    with TemporaryDirectory() as folder:
        found, traces = told(table.column("value").to_pylist(), f"{account}.json", folder, OF_ALL)
    rows = [{"source": account, "found": each, "trace": None} for each in found]
    rows += [{"source": account, "found": None, "trace": each} for each in traces]
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in ("source", "found", "trace")]))


def judged_across(table: pa.Table) -> pa.Table:
    """What the rules about all roles find across the accounts that have roles to be looked at together."""
    texts: dict[str, list[str]] = {}
    numbers: dict[str, set[int]] = {}
    for row in table.select(["source", "value", "numbers"]).to_pylist():
        texts.setdefault(row["source"], []).append(row["value"])
        numbers[row["source"]] = set(row["numbers"])
    known = map(json.loads, table.column("known")[0].as_py())
    with TemporaryDirectory() as folder:
        together = [(written(lines, f"{each}.json", folder), numbers[each]) for each, lines in sorted(texts.items())]
        found = [json.dumps(data_of(one)) for _, every, _ in across(together, OF_ALL, known, folder) for one in every]
    return pa.table({"value": pa.array(found, pa.string())})


def told(texts: Iterable[str], name: str, folder: str, wanted: frozenset[str]) -> tuple[list[str], list[str]]:
    """The findings of the lines `texts`, and their traces, as JSON.  Raises ValueError where they cannot be read."""
    task = Task(written(texts, name, folder), wanted, os.path.join(folder, "part"))
    outcome = judged(task)
    if outcome.failure:
        raise ValueError(f"{name}: {outcome.failure}")
    return lines_of(task.part), lines_of(task.traces)


def lines_of(path: str) -> list[str]:
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def written(texts: Iterable[str], name: str, folder: str) -> Source:
    """The lines as a file of that name, in an order that is always the same."""
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"Results": [\n' + ",\n".join(sorted(texts)) + "\n]}\n")
    return Source(name, path, given=True)


def main(words: list[Any]) -> None:
    given, results = words
    session = SparkSession.builder.appName("roletrust").getOrCreate()
    lines = lines_of_text(session, given)
    surveyed(session, lines).write.text(results)
    failed = lines.where("problem IS NOT NULL")
    for each in failed.limit(SHOWN).collect():
        print(f"{each.file}: {each.problem}", file=sys.stderr)
    if count := failed.count():
        print(f"{results}: {count} lines could not be read", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
