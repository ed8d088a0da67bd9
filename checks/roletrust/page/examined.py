"""Who gets into each role of what a page was given, and what is found of it, as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from roletrust.engine.policy.document import Source
from roletrust.reading.roles import found_in
from roletrust.replying.explaining import ToldRow, rows_told, table, told_besides
from roletrust.replying.findings import Reported, full
from roletrust.replying.roles import Read, read, trusts_of
from roletrust.replying.scanning import reported
from roletrust.replying.skipping import Skips
from roletrust.replying.unanswerable import Unanswerable
from roletrust.rules.catalog import EVERY

ALL = frozenset(rule.id for rule in EVERY)


def roles_in(folder: str) -> list[Read]:
    """Every role below `folder`, judged.  Raises Unanswerable where there is none."""
    found = [each for each in map(read, found_in(folder)) if each]
    if not found:
        raise Unanswerable(
            "no role is here: give a trust policy, a role in Terraform with the documents it names, a template, a plan"
        )
    return found


def examined(folder: str) -> dict[str, Any]:
    """Each role with its table, all findings, and both as a report in words."""
    roles = roles_in(folder)
    found = reported((each.found for each in roles), ALL, Skips())
    return {
        "roles": [role_data(each) for each in roles],
        "findings": [finding_data(each) for each in found],
        "report": report(roles, found),
    }


def role_data(role: Read) -> dict[str, Any]:
    """`ways`: the table for each way that its policy can turn out; `problem`: why there is none."""
    source = role.judged.case.subject.source
    try:
        ways = [
            {
                "where": role.said(where),
                "rows": [row_data(role, each) for each in rows_told(trust)],
                "besides": [role.said(each.strip()) for each in told_besides(trust.policy)],
            }
            for where, trust in trusts_of(role)
        ]
        problem = ""
    except Unanswerable as error:
        ways, problem = [], role.said(str(error))
    return {"label": role.said(role.label), **place(source), "ways": ways, "problem": problem}


def row_data(role: Read, row: ToldRow) -> dict[str, Any]:
    source = row.statement.source
    return {
        "who": role.said(row.who),
        "kinds": sorted({each.kind for each in row.statement.principals}),
        "calls": row.calls,
        "through": role.said(row.statement.label),
        "requires": role.said(row.requires),
        "denies": [role.said(each) for each in row.denies],
        "apart_from": list(row.apart_from),
        "example": role.said(row.example),
        "undecided": role.said(row.undecided),
        **place(source if source.first else role.judged.case.subject.source),
    }


def place(source: Source) -> dict[str, Any]:
    """`file`: as the page names it; `lines`: the first and the last."""
    return {"file": source.file.lstrip("/"), "lines": [source.first, source.last or source.first]}


def finding_data(each: Reported) -> dict[str, Any]:
    """A finding; its place is the statement's, as far as that is known, else the policy's."""
    statement = each.told.facts.get("statement") or {}
    file = (statement.get("file") or each.source.file).lstrip("/")
    return {**each.data(), "file": file, "headline": each.told.rule.headline}


def report(roles: Sequence[Read], found: Sequence[Reported]) -> str:
    return "\n".join([*told(roles), "".join(full(found))])


def told(roles: Sequence[Read]) -> Iterator[str]:
    """The table of each role, as `roletrust explain` prints it."""
    for role in roles:
        try:
            for where, trust in trusts_of(role):
                yield from [role.said(f"Where {where}:")] if where else []
                yield role.said("\n".join(table(role, trust))) + "\n"
        except Unanswerable as error:
            yield role.said(str(error)) + "\n"
