"""The results of a fleet as one page that asks nothing of a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from roletrust import __version__
from roletrust.drawing.alone import filled
from roletrust.fleet.history import Run
from roletrust.fleet.page_script import SCRIPT
from roletrust.fleet.summary import Row, Summary
from roletrust.rules.rule import SEVERITIES

SHOWN = 200  # accounts, and doors
ACROSS = "Rules 13 and 14, which are about all roles together, are asked across the sources as well."

STYLE = """
:root { color-scheme: light; font: 15px/1.45 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #1c2430 }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 90rem; padding: 1rem 1.5rem 3rem; background: #fff }
h1 { font-size: 1.4rem; margin: 0 0 .5rem } h2 { font-size: 1.1rem; margin: 0 }
#numbers { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: 0; list-style: none }
#numbers li { border: 1px solid #d5dae1; border-radius: 6px; padding: .5rem .9rem; min-width: 7rem }
#numbers strong { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums }
section { margin-top: 2rem }
.head { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; margin-bottom: .5rem }
.note, .count { color: #4a5565; font-size: .88rem; margin: 0 } .note { max-width: 60rem }
input { font: inherit; border: 1px solid #8a94a3; border-radius: 4px; padding: .2rem .6rem;
  width: 16rem; max-width: 100% }
.scroll { overflow-x: auto; max-height: 34rem; overflow-y: auto; border: 1px solid #d5dae1; border-radius: 6px }
table { border-collapse: collapse; width: 100% }
th { position: sticky; top: 0; background: #f2f4f7; text-align: left; padding: 0; white-space: nowrap }
th button { font: inherit; font-weight: 600; border: 0; background: none; padding: .4rem .7rem; width: 100%;
  text-align: inherit; cursor: pointer }
th[aria-sort=ascending] button::after { content: " \\2191" }
th[aria-sort=descending] button::after { content: " \\2193" }
td { padding: .35rem .7rem; border-top: 1px solid #e6e9ee; vertical-align: top; overflow-wrap: anywhere;
  min-width: 6rem }
td.word { white-space: nowrap }
td.text { min-width: 10rem } td.long { min-width: 21rem }
td.number, th.number, th.bar { text-align: right; font-variant-numeric: tabular-nums; min-width: 4rem }
td.bar { text-align: right; font-variant-numeric: tabular-nums; min-width: 11rem }
td.bar meter { width: 6rem; margin-left: .5rem; vertical-align: middle }
td.CRITICAL, td.HIGH { color: #b00020; font-weight: 600 } td.MEDIUM { color: #8a5a00; font-weight: 600 }
:focus-visible { outline: 2px solid #0b57b0; outline-offset: -2px }
@media (max-width: 40rem) { body { padding: .75rem } td.long { min-width: 14rem } }
@media print { .scroll { max-height: none; overflow: visible } input { display: none } }
"""

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '{hash}'">
<title>Who can assume the roles of a fleet</title>
<style>{style}</style>
</head>
<body>
<h1>Who can assume the roles of a fleet</h1>
<p class="note" id="made"></p>
<ul id="numbers"></ul>
<main id="tables"></main>
<noscript>The tables are made by the script of this page, which asks nothing of a network.</noscript>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""

# A table: its title, what is said of it, its columns, and its rows.  A column: its title, and which kind it is.
Table = dict[str, Any]


def page_of(summary: Summary, runs: Sequence[Run] = ()) -> str:
    """The page.  What the sources say is text in it, and nothing that a browser would run.

    `runs`: this one and those before it, the oldest first; none where no history is kept.
    """
    return filled(PAGE, STYLE, SCRIPT, data_of(summary, runs))


def data_of(summary: Summary, runs: Sequence[Run]) -> dict[str, Any]:
    numbers = [
        (summary.roles, "roles"),
        (summary.flawed, "roles with findings"),
        (summary.findings, "findings"),
        (len(summary.outcomes), "sources"),
        (len(summary.failed), "sources that failed"),
        (summary.without_roles, "sources without a role"),
    ]
    tables = [by_rule(summary), by_account(summary), doors(summary), findings(summary)]
    if len(runs) > 1:
        numbers += [(runs[-1].new, "new findings"), (runs[-1].gone, "gone since")]
        tables[3:3] = [new(summary, runs)]
    tables += [trend(runs)] if runs else []
    tables[:0] = [failed(summary)] if summary.failed else []
    return {
        "made": f"Decided by roletrust {__version__}. {ACROSS}",
        "severities": SEVERITIES,
        "numbers": numbers,
        "tables": tables,
    }


def failed(summary: Summary) -> Table:
    rows = [list(pair) for pair in summary.failed.items()]
    told = "What could not be read to its end: the roles behind that are not in the report."
    return table("Sources that failed", told, [("Source", "text"), ("Why", "long")], rows)


def by_rule(summary: Summary) -> Table:
    rows = [[severity, rule, name, number] for (rule, name, severity), number in summary.most_severe_first()]
    columns = [("Severity", "severity"), ("Rule", "word"), ("What it is about", "text"), ("Findings", "number")]
    return table("Findings by rule", "", columns, rows)


def by_account(summary: Summary) -> Table:
    entered = summary.entered
    rows = [[name, number] for name, number in sorted(entered.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]]
    told = (
        "Who surely gets into most roles, with whatever external id is asked for; named where the account is publicly "
        "known, or by your settings. A name is no sign that it is trusted." + first_of(len(rows), len(entered))
    )
    return table("Other accounts that get in", told, [("Account", "long"), ("Roles", "number")], rows)


def doors(summary: Summary) -> Table:
    of_roles: dict[tuple[str, str, str], Counter[str]] = {}
    for each in summary.worst:
        counts = of_roles.setdefault((each["account"], each["role"], each["file"]), Counter())
        counts[each["severity"]] += 1
    counted = sorted(of_roles.items(), key=lambda pair: ([-pair[1][each] for each in SEVERITIES], pair[0]))
    every = [[*role, *(counts[each] for each in SEVERITIES)] for role, counts in counted]
    columns = [("Account", "word"), ("Role", "long"), ("Source", "text")]
    columns += [(each.capitalize(), "number") for each in SEVERITIES]
    told = "Roles by how many findings of which severity they have." + first_of(min(len(every), SHOWN), len(every))
    return table("The worst doors", told, columns, every[:SHOWN])


def findings(summary: Summary) -> Table:
    told = first_of(len(summary.worst), summary.findings).strip()
    return of_findings("The findings", told and f"{told} The file of JSON lines has all of them.", summary.worst)


def new(summary: Summary, runs: Sequence[Run]) -> Table:
    told = f"What the run of {runs[-2].when} did not find." + first_of(len(summary.new), runs[-1].new)
    return of_findings("New since the last run", told, summary.new)


def of_findings(title: str, told: str, found: Sequence[Row]) -> Table:
    names = ("severity", "rule", "account", "role", "file", "message")
    kinds = ("severity", "word", "word", "long", "text", "long")
    columns = [(name.capitalize(), kind) for name, kind in zip(names, kinds, strict=True)]
    return table(title, told, columns, [[each[name] for name in names] for each in found])


def trend(runs: Sequence[Run]) -> Table:
    """The last run first."""
    columns = [("Run", "word"), ("Roles", "number"), ("Findings", "bar"), ("New", "number"), ("Gone", "number")]
    columns += [(each.capitalize(), "number") for each in SEVERITIES]
    rows = [
        [each.when, each.roles, each.findings, each.new, each.gone, *(each.severities[one] for one in SEVERITIES)]
        for each in reversed(runs[-SHOWN:])
    ]
    return table(
        "The trend", "Each run with its findings; new and gone are told against the run before.", columns, rows
    )


def first_of(shown: int, every: int) -> str:
    return f" The worst {shown:,} of {every:,} are shown." if shown < every else ""


def table(title: str, told: str, columns: list[tuple[str, str]], rows: list[list[Any]]) -> Table:
    return {"title": title, "told": told, "columns": columns, "rows": rows}
