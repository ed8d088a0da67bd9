"""A judgement as structured facts, for the check result; every value is JSON."""

from __future__ import annotations

from typing import Any

from roletrust.adapters.fixes import paste
from roletrust.adapters.subject import Subject
from roletrust.adapters.witness import command, spelled
from roletrust.engine.document import Statement
from roletrust.engine.text import Hole
from roletrust.rules.judgement import Judgement


def facts(judgement: Judgement, subject: Subject) -> dict[str, Any]:
    """What `judgement` says of `subject`."""
    rule, verdict = judgement.rule, judgement.verdict
    witness = spelled(verdict.witness, verdict.statement) if verdict.witness else None
    return {
        "answer": verdict.answer.name.lower(),
        "rule": rule.name,
        "reason": verdict.reason or verdict.doubt,
        "accounts": [
            {"account": str(account), "whose": subject.owner.whose(account).value} for account in verdict.accounts
        ],
        "witness": witness.to_json() if witness else None,
        "command": command(witness, subject) if witness else None,
        "statement": statement_facts(verdict.statement, subject) if verdict.statement else None,
        "fix": {"advice": verdict.fix.advice, "text": fix_text(judgement, subject)} if verdict.fix else None,
        "holes": [hole_facts(hole) for hole in verdict.holes],
        "conditions": [{"condition": name, "is": taken} for name, taken in judgement.conditions],
    }


def statement_facts(statement: Statement, subject: Subject) -> dict[str, Any]:
    source = statement.source if statement.source.first else subject.source
    return {
        "number": statement.number,
        "sid": statement.sid,
        "file": source.file or subject.source.file,
        "lines": [source.first, source.last or source.first] if source.first else None,
    }


def hole_facts(hole: Hole) -> dict[str, str]:
    return {"name": hole.name, "where": hole.where}


def fix_text(judgement: Judgement, subject: Subject) -> str:
    """What to paste; '' where there is nothing to paste."""
    fix, statement = judgement.verdict.fix, judgement.verdict.statement
    file = (statement and statement.source.file) or subject.source.file
    return paste(fix, subject.dialect, file) if fix else ""
