"""A judgement as its reader sees it: one line, the lines under it, and the same as structured facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from roletrust.engine.policy.document import Statement
from roletrust.engine.text import as_told
from roletrust.rules.judgement import Judgement
from roletrust.rules.messages.branches import branches_named
from roletrust.rules.messages.wording import SHOWN, listed
from roletrust.rules.rule import Rule
from roletrust.telling.cause import Cause, cause_told
from roletrust.telling.facts import facts
from roletrust.telling.secrets_told import in_hcl, masked
from roletrust.telling.subject import Dialect, Subject
from roletrust.telling.told import hole_told, reasons, why
from roletrust.telling.witness import circumstances, spelled

LONGEST = 200  # characters of what stands in one line of a report
LONGEST_WORD = 30  # that is left out rather than cut
MORE = "; more in the details"
CALLED_FROM = "Called from: "  # begins the line that tells the root module's file
WHY = "Why: "  # begins the line that tells a headline in full


@dataclass(frozen=True, slots=True)
class Finding:
    """`name`: headline and reason, one line.  `details`: lines for a terminal.  `facts`: JSON."""

    name: str
    details: list[str]
    facts: dict[str, Any]


def present(judgement: Judgement, subject: Subject) -> Finding:
    """What `judgement` says of `subject`, without its secrets.  No text of the policy's can break out of its line."""
    secrets = subject.secrets
    said = as_told_throughout(masked(with_references(facts(judgement, subject), subject), secrets))
    lines = [printable(line) for line in masked(list(details(judgement, subject, said)), secrets)]
    lines.append(f"AWS: {judgement.rule.guideline}")
    told = printable(masked(name(judgement, subject), secrets))
    if not isinstance(judgement.rule, Rule):  # to which more is added before it is reported
        return Finding(told, lines, said)
    brief = short(told, printable(masked(nesting(subject), secrets)))
    return Finding(brief, lines if brief == told else [f"{WHY}{told}", *lines], said)


def in_brief(name: str, details: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A headline as one line of a report holds it, and the details, which then say first what it was in full."""
    brief = short(name, "")
    return brief, tuple(details) if brief == name else (f"{WHY}{name}", *details)


def in_full(name: str, details: Sequence[str]) -> str:
    """The headline as it was before it was shortened."""
    first = details[0] if details else ""
    return first.removeprefix(WHY) if first.startswith(WHY) else name


def as_told_throughout(said: Any) -> Any:
    """The facts, in which a long name is told as it is in a text."""
    if isinstance(said, str):
        return as_told(said)
    if isinstance(said, dict):
        return {key: as_told_throughout(value) for key, value in said.items()}
    return [as_told_throughout(each) for each in said] if isinstance(said, (list, tuple)) else said


def with_references(said: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """The facts; what is to be pasted into Terraform names a variable in the place of its secret value."""
    if not (said["fix"] and subject.secrets and subject.dialect in (Dialect.HCL_DOCUMENT, Dialect.HCL_OBJECT)):
        return said
    pieces = (
        {**each, "text": in_hcl(each["text"], subject.secrets)} for each in (said["fix"], *said["fix"].get("also", ()))
    )
    fix, *also = pieces
    return {**said, "fix": {**fix, **({"also": also} if also else {})}}


def name(judgement: Judgement, subject: Subject) -> str:
    """The headline, then why, then under which branches, then which other templates set values of it."""
    headline, reason = judgement.verdict.headline or judgement.rule.headline, why(judgement, subject)
    told = f"{headline}: {reason}" if reason else headline
    return told + nesting(subject)


def nesting(subject: Subject) -> str:
    """Which stacks of other templates set what the policy depends on; '' where none does."""
    nested = listed([f"`{each}`" for each in subject.nested])
    return f"; the role's template is nested as {nested}" if nested else ""


def short(told: str, last: str) -> str:
    """The clauses of `told` that LONGEST characters hold, or what they hold of the first; `last` in any case."""
    if len(told) <= LONGEST:
        return told
    kept, *clauses = told.removesuffix(last).split("; ")
    room = LONGEST - len(MORE) - len(last)
    if len(kept) > room:
        cut = kept[: max(room - 3, 0)]
        words = cut.rpartition(" ")[0]
        left = words if len(cut) - len(words) <= LONGEST_WORD else cut
        return f"{left}{'…`' if left.count('`') % 2 else ' …'}{MORE}{last}"
    for clause in clauses:
        if len(f"{kept}; {clause}") > room:
            break
        kept = f"{kept}; {clause}"
    return f"{kept}{MORE}{last}"


def details(judgement: Judgement, subject: Subject, said: dict[str, Any]) -> Iterator[str]:
    """The lines under the name; `said` are the facts."""
    verdict = judgement.verdict
    if verdict.witness:
        request = spelled(verdict.witness, verdict.statement)
        yield f"Witness: {said['command'] or 'a call that only the service can make'}"
        yield f"  called by {circumstances(request, verdict.accounts)}"
    if verdict.statement:
        yield f"Statement: {verdict.statement.label}, {place(verdict.statement, subject)}"
    elif str(subject.source):
        yield f"Policy: {subject.source}"
    yield from (f"Cause: {cause_told(Cause(**each))}" for each in said.get("causes", ()))
    if subject.described:
        release = subject.described.release
        yield f"Module: {release.label}, as described from its public source up to {release.model.read}"
    if subject.called_from:
        yield f"{CALLED_FROM}{subject.called_from}"
    if judgement.branches:
        yield f"Where: {branches_named(judgement.branches)}"
    yield from (f"Also: {reason}" for reason in reasons(judgement, subject)[SHOWN:])
    yield from (f"Unknown: {hole_told(hole, subject)}" for hole in verdict.holes)
    yield from fix_lines(said["fix"]) if said["fix"] else ()


def fix_lines(fix: dict[str, Any]) -> Iterator[str]:
    """The advice, and what to paste where."""
    yield f"Fix: {fix['advice']}"
    for each in (fix, *fix.get("also", ())):
        if each["place"]:
            yield f"  {each['place']}{':' if each['text'] else ''}"
        if each["text"]:
            yield from (f"    {line}" for line in each["text"].split("\n"))


def place(statement: Statement, subject: Subject) -> str:
    """Where the statement stands, as closely as it is known."""
    return str(statement.source) or str(subject.source) or "in this file"


def printable(line: str) -> str:
    """`line` as it is told, without control characters, which could forge lines or colours in a terminal."""
    line = as_told(line)
    if line.isprintable():
        return line
    return "".join(character if character.isprintable() else " " for character in line)
