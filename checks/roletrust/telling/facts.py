"""A judgement as structured facts, for the check result; every value is JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from roletrust.engine.policy.document import Statement
from roletrust.engine.policy.request import Request
from roletrust.engine.roles.role import Place
from roletrust.engine.text import is_fresh
from roletrust.rules.judgement import Judgement
from roletrust.rules.messages.wording import ANYONE
from roletrust.rules.rule import Fix, Verdict
from roletrust.telling.advice import advice
from roletrust.telling.cause import Cause, causes, there
from roletrust.telling.fixes import added_text, edits
from roletrust.telling.input_text import calls, later
from roletrust.telling.subject import Described, Subject
from roletrust.telling.told import block_of, located, why
from roletrust.telling.witness import command, spelled, stand_ins


def facts(judgement: Judgement, subject: Subject) -> dict[str, Any]:
    """What `judgement`, which is a finding, says of `subject`."""
    rule, verdict = judgement.rule, judgement.verdict
    found = causes(judgement, subject)
    witness = spelled(verdict.witness, verdict.statement) if verdict.witness else None
    return {
        "answer": verdict.answer.name.lower(),
        "rule": rule.name,
        "reason": reason(judgement, subject),
        "accounts": accounts(verdict, subject),
        "witness": witness_facts(witness, verdict) if witness else None,
        "command": command(witness, subject) if witness else None,
        "statement": statement_facts(verdict.statement, subject) if verdict.statement else None,
        "fix": fix_facts(verdict.fix, judgement, subject, found) if verdict.fix else None,
        "holes": [{"name": hole.name, "where": block_of(hole, subject) or hole.where} for hole in verdict.holes],
        "conditions": [[{"condition": name, "is": taken} for name, taken in each] for each in judgement.branches],
        **({"undecided": located(judgement.undecided, verdict.holes, subject)} if judgement.undecided else {}),
        **({"causes": [each._asdict() for each in found]} if found else {}),
        **({"roles": [place_facts(each) for each in verdict.places]} if verdict.places else {}),
        **({"nested": list(subject.nested)} if subject.nested else {}),
        **({"module": module_facts(subject.described)} if subject.described else {}),
        **({"called_from": subject.called_from} if subject.called_from else {}),
    }


def reason(judgement: Judgement, subject: Subject) -> str:
    """Why, in one clause; in one for each way the branches can go, where it is not the same."""
    verdict = judgement.verdict
    found = why(judgement, subject) if judgement.elsewhere else located(verdict.reason, verdict.holes, subject)
    return found or verdict.doubt


def accounts(verdict: Verdict, subject: Subject) -> list[dict[str, str]]:
    """Each account and whose it is; those that stand for any are told as that, once."""
    whose = subject.owner.whose
    found = dict.fromkeys((ANYONE if is_fresh(each) else str(each), whose(each).value) for each in verdict.accounts)
    return [{"account": account, "whose": of} for account, of in found]


def witness_facts(witness: Request, verdict: Verdict) -> dict[str, Any]:
    """The request; with `stand_in` where an account of it is none in particular."""
    found = stand_ins(witness, verdict.accounts)
    return {**witness.to_json(), "stand_in": dict.fromkeys(found, ANYONE)} if found else witness.to_json()


def statement_facts(statement: Statement, subject: Subject) -> dict[str, Any]:
    source = statement.source if statement.source.first else subject.source
    return {
        "number": statement.number,
        "sid": statement.sid,
        "file": source.file or subject.source.file,
        "lines": [source.first, source.last or source.first] if source.first else None,
    }


def place_facts(place: Place) -> dict[str, Any]:
    """Another role of the scan, and where its trust policy stands."""
    source = place.source
    lines = [source.first, source.last or source.first] if source.first else None
    return {"role": place.label, "file": source.file, "lines": lines}


def fix_facts(fix: Fix, judgement: Judgement, subject: Subject, elsewhere: Sequence[Cause]) -> dict[str, Any]:
    """The advice, the text to paste and its place, '' where there is none; `also`: what else the repair consists of.

    Every finding of the role has the same texts; the one about its own statement comes first.  `elsewhere`: where the
    values stand that the statement takes by name.
    """
    described = written_by(judgement, subject)
    if described is not None:
        found = list(calls(judgement.repair, fix, described, subject.label))
        known = "" if found else later(fix, described)
    else:
        found, known = list(edits(judgement.repair, subject)), ""
    own = judgement.verdict.statement
    found.sort(key=lambda each: own is None or each.statement.number != own.number)
    texts = [{"place": each.place, "text": each.text} for each in found]
    if fix.added:
        texts.append({"place": "as a statement of its own", "text": added_text(fix.added, subject)})
    first, also = texts[0] if texts else {"place": "", "text": ""}, texts[1:]
    told = advice(judgement, subject) + known + there(fix, elsewhere)
    if made_of := subject.made_of:
        made = made_of if isinstance(made_of, str) else made_of()
        written = f"; a program writes the file: make the change in {made}, and have it written anew"
        told += written if made else ""
    return {"advice": told, **first, **({"also": also} if also else {})}


def written_by(judgement: Judgement, subject: Subject) -> Described | None:
    """The described module, where the statement that the verdict is about is of its writing."""
    statement, described = judgement.verdict.statement, subject.described
    return described if statement and described and statement.source == described.source else None


def module_facts(described: Described) -> dict[str, str]:
    """Which module is described, in which releases, and the last one whose source was read for it."""
    model = described.release.model
    return {"name": model.name, "releases": described.release.versions, "read": model.read}
