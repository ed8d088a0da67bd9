"""A judgement as its reader sees it: one line, the lines under it, and the same as structured facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from roletrust.adapters.advice import advice
from roletrust.adapters.facts import facts, fix_text
from roletrust.adapters.fixes import placement
from roletrust.adapters.subject import Subject
from roletrust.adapters.told import hole_told, reasons, why
from roletrust.adapters.witness import circumstances, command, spelled
from roletrust.engine.document import Statement
from roletrust.rules.branches import branches_named
from roletrust.rules.judgement import Judgement
from roletrust.rules.wording import SHOWN


@dataclass(frozen=True)
class Finding:
    """`name`: headline and reason, one line.  `details`: lines for a terminal.  `facts`: JSON."""

    name: str
    details: list[str]
    facts: dict[str, Any]


def present(judgement: Judgement, subject: Subject) -> Finding:
    """What `judgement` says of `subject`.  No text of the policy's can break out of the line it stands in."""
    lines = [printable(line) for line in details(judgement, subject)]
    return Finding(printable(name(judgement, subject)), lines, facts(judgement, subject))


def name(judgement: Judgement, subject: Subject) -> str:
    """The rule's headline, then why, then under which branches."""
    reason = why(judgement, subject)
    return f"{judgement.rule.headline}: {reason}" if reason else judgement.rule.headline


def details(judgement: Judgement, subject: Subject) -> Iterator[str]:
    """The lines under the name."""
    verdict = judgement.verdict
    if verdict.witness:
        request = spelled(verdict.witness, verdict.statement)
        yield f"Witness: {command(request, subject)}"
        yield f"  called by {circumstances(request, verdict.accounts)}"
    if verdict.statement:
        yield f"Statement: {verdict.statement.label}, {place(verdict.statement, subject)}"
    elif str(subject.source):
        yield f"Policy: {subject.source}"
    if judgement.branches:
        yield f"Where: {branches_named(judgement.branches)}"
    yield from (f"Also: {reason}" for reason in reasons(judgement, subject)[SHOWN:])
    yield from (f"Unknown: {hole_told(hole, subject)}" for hole in verdict.holes)
    yield from fix_lines(judgement, subject)
    yield f"AWS: {judgement.rule.guideline}"


def fix_lines(judgement: Judgement, subject: Subject) -> Iterator[str]:
    """The advice, and what to paste where."""
    fix = judgement.verdict.fix
    if fix:
        yield f"Fix: {advice(judgement, subject)}"
        if text := fix_text(judgement, subject):
            yield f"  {placement(fix, subject.dialect, judgement.pasted)}:"
            yield from (f"    {line}" for line in text.split("\n"))


def place(statement: Statement, subject: Subject) -> str:
    """Where the statement stands, as closely as it is known."""
    return str(statement.source) or str(subject.source) or "in this file"


def printable(line: str) -> str:
    """`line` without control characters, which could forge lines or colours in a terminal."""
    if line.isprintable():
        return line
    return "".join(character if character.isprintable() else " " for character in line)
