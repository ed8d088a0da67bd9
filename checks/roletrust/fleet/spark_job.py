"""A fleet judged by Spark: `spark-submit spark_job.py ROLES RESULTS`, on EMR, Glue, Databricks or one machine.

ROLES is text of which each line is one object of JSON: a role, or a customer's policy, as inventories and AWS Config
have it.  RESULTS becomes a folder of JSON lines, as `roletrust fleet` writes them.

The rules about one role are asked of each line where it lies.  Those about all roles are asked of each account by
itself; then what its roles have to do with those of other accounts is reduced, by external id and by edge, to the roles
that have to be looked at together.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as of

from roletrust.fleet.across import across
from roletrust.fleet.judging import Task, data_of, judged
from roletrust.fleet.ledger import DOOR, ENTRY, TOGETHER
from roletrust.fleet.sources import Source
from roletrust.replying.findings import OF_ALL
from roletrust.rules.catalog import RULES

OF_ONE = frozenset(rule.id for rule in RULES)
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


def surveyed(spark: SparkSession, lines: DataFrame) -> DataFrame:
    """All findings, as JSON in a column `value`; so are the roles and policies of the `lines`."""
    of_roles = lines.mapInArrow(judged_alone, "value string")
    placed = lines.mapInArrow(with_account, "source string, value string").cache()
    within = placed.groupBy("source").applyInArrow(judged_together, "source string, found string, trace string").cache()
    traces = within.where("trace IS NOT NULL").select("source", of.from_json("trace", TRACE).alias("it"))
    traces.select("source", "it.*").createOrReplaceTempView("trace")
    for name, query in VIEWS.items():
        spark.sql(query).createOrReplaceTempView(name)
    kept = spark.sql(TOGETHER).groupBy("source").agg(of.collect_set("number").alias("numbers"))
    found = within.where("found IS NOT NULL").select(of.col("found").alias("value"))
    known = found.select(of.collect_list("value").alias("known"))
    fleet = placed.join(kept, "source").crossJoin(known).withColumn("fleet", of.lit("all")).groupBy("fleet")
    return of_roles.union(found).union(fleet.applyInArrow(judged_across, "value string"))


def judged_alone(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What the rules about one role find of each line."""
    for batch in batches:
        with TemporaryDirectory() as folder:
            found, _ = told(batch.column("value").to_pylist(), "roles.json", folder, OF_ONE)
        yield pa.RecordBatch.from_pydict({"value": pa.array(found, pa.string())})


def with_account(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each line, and the account that it is of."""
    for batch in batches:
        texts = batch.column("value").to_pylist()
        yield pa.RecordBatch.from_pydict({"source": pa.array(map(account_of, texts), pa.string()), "value": texts})


def account_of(text: str) -> str:
    """By the ARN of the role or policy; '' where it has none."""
    data = json.loads(text)
    fields = str(data.get("arn") or data.get("Arn") or data.get("ARN")).split(":")
    return fields[4] if len(fields) > 5 else ""


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
    surveyed(session, session.read.text(given)).write.text(results)


if __name__ == "__main__":
    main(sys.argv[1:])
