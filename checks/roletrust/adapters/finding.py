"""A judgement as its reader sees it: one line, the lines under it, and the same as structured facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from roletrust.adapters.facts import facts, fix_text
from roletrust.adapters.fixes import placement
from roletrust.adapters.subject import Subject
from roletrust.adapters.witness import circumstances, command, spelled
from roletrust.engine.document import Statement
from roletrust.rules.judgement import Conditions, Judgement
from roletrust.rules.wording import hole_name


@dataclass(frozen=True)
class Finding:
    """`name`: headline and reason, one line.  `details`: lines for a terminal.  `facts`: JSON."""

    name: str
    details: list[str]
    facts: dict[str, Any]


def present(judgement: Judgement, subject: Subject) -> Finding:
    """What `judgement` says of `subject`.  No text of the policy's can break out of the line it stands in."""
    lines = [printable(line) for line in details(judgement, subject)]
    return Finding(printable(name(judgement)), lines, facts(judgement, subject))


def name(judgement: Judgement) -> str:
    """The rule's headline, then why, then under which branches."""
    reason = judgement.verdict.reason
    if not reason:
        return judgement.rule.headline
    where = f" (where {branches(judgement.conditions)})" if judgement.conditions else ""
    return f"{judgement.rule.headline}: {reason}{where}"


def details(judgement: Judgement, subject: Subject) -> Iterator[str]:
    """The lines under the name."""
    verdict = judgement.verdict
    if verdict.witness:
        request = spelled(verdict.witness, verdict.statement)
        yield f"Witness: {command(request, subject)}"
        yield f"  called by {circumstances(request)}"
    if verdict.statement:
        yield f"Statement: {verdict.statement.label}, {place(verdict.statement, subject)}"
    elif str(subject.source):
        yield f"Policy: {subject.source}"
    if judgement.conditions:
        yield f"Where: {branches(judgement.conditions)}"
    for hole in verdict.holes:
        yield f"Unknown: {hole_name(hole)}"
    yield from fix_lines(judgement, subject)
    yield f"AWS: {judgement.rule.guideline}"


def fix_lines(judgement: Judgement, subject: Subject) -> Iterator[str]:
    """The advice, and what to paste where."""
    fix = judgement.verdict.fix
    if fix:
        yield f"Fix: {fix.advice}"
        if text := fix_text(judgement, subject):
            yield f"  {placement(fix, subject.dialect)}:"
            yield from (f"    {line}" for line in text.split("\n"))


def place(statement: Statement, subject: Subject) -> str:
    """Where the statement stands, as closely as it is known."""
    return str(statement.source) or str(subject.source) or "in this file"


def branches(conditions: Conditions) -> str:
    return " and ".join(f"`{condition}` is {'true' if taken else 'false'}" for condition, taken in conditions)


def printable(line: str) -> str:
    """`line` without control characters, which could forge lines or colours in a terminal."""
    return "".join(character if character.isprintable() else " " for character in line)
