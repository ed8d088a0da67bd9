"""Who can assume a role, completely: a request gets in if and only if a row covers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.decision.along import SET_SOURCE_IDENTITY, TAG_SESSION
from roletrust.engine.decision.authorizer import covers
from roletrust.engine.policy.document import Policy, Statement
from roletrust.engine.questions.admission import Row, Table
from roletrust.engine.questions.trust import Trust
from roletrust.replying import wording
from roletrust.replying.roles import Read
from roletrust.rules.analysis.subject_forms import one_form_alone
from roletrust.rules.messages.wording import hole_name


class ToldRow(NamedTuple):
    """A row in words.  `denies`: whom a Deny takes out of it; `apart_from`: the numbers of rows that stand by
    themselves; `example`: a request that gets in; `undecided`: why it is not known whether anybody does.
    """

    statement: Statement
    who: str
    calls: str
    requires: str
    denies: Sequence[str] = ()
    apart_from: Sequence[int] = ()
    example: str = ""
    undecided: str = ""


def table(role: Read, trust: Trust) -> list[str]:
    """Who gets in, row by row."""
    lines = [line for number, row in enumerate(rows_told(trust), 1) for line in row_lines(number, row)]
    if lines:
        lines += told_besides(trust.policy)
        lines += [f"  {each}" for each in one_form_alone(trust)]
    return [f"{role.label} ({role.judged.case.subject.source}) lets in:", *(lines or ["  nobody"])]


def rows_told(trust: Trust) -> list[ToldRow]:
    """Every row of the table of who gets in."""
    return [told_row(row) for row in Table(trust.policy, trust.owner, trust.now).rows]


def told_row(row: Row) -> ToldRow:
    witness = row.found.witness
    return ToldRow(
        row.statement,
        who=wording.principals(row.statement),
        calls=row.action,
        requires=wording.conditions(row.statement),
        denies=[denied(each) for each in row.denies],
        apart_from=[each + 1 for each in row.apart_from],
        example=wording.request(witness) if row.found.answer is YES and witness else "",
        undecided="" if row.found.answer is YES else why(row.found),
    )


def denied(deny: Statement) -> str:
    """Whom a Deny is about, and when."""
    wanted = f", {wording.conditions(deny)}" if deny.conditions else ""
    return f"whom {deny.label} denies: {wording.principals(deny)}{wanted}"


def row_lines(number: int, row: ToldRow) -> Iterator[str]:
    """A row as a terminal shows it."""
    yield f"{number:3}. {row.who}"
    yield f"     calls {row.calls}, through {row.statement.label}"
    yield f"     requires: {row.requires}"
    yield from (f"     but not {each}" for each in row.denies)
    if row.apart_from:
        yield f"     apart from those of {wording.listed(f'row {each}' for each in row.apart_from)}"
    if row.example:
        yield f"     for example: {row.example}"
    elif row.undecided:
        yield f"     undecided whether anybody: {row.undecided}"


def told_besides(policy: Policy) -> Iterator[str]:
    """What calls take that pass session tags or a source identity, and which statements allow it."""
    forbidden = []
    for action, passed in ((TAG_SESSION, "session tags"), (SET_SOURCE_IDENTITY, "a source identity")):
        about = [each for each in policy.statements if covers(each, action.lower()) is not NO]
        allowing = [each.label for each in about if each.allows]
        if not allowing:
            forbidden.append(passed)
            continue
        denying = [each.label for each in about if not each.allows]
        unless = f", unless {wording.listed(denying)} denies it" if denying else ""
        yield f"  those that pass {passed} only where {wording.listed(allowing)} allows {action} as well{unless}"
    if forbidden:
        yield f"  none that pass {wording.listed(forbidden)}, which no statement allows"


def why(found: Reach) -> str:
    """What an undecided answer hangs on."""
    return ", ".join(map(hole_name, found.holes)) or found.why
