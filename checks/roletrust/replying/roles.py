"""A role that was read and judged, and each way that its policy can turn out."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from roletrust.engine.policy.document import Source
from roletrust.engine.questions.trust import Trust
from roletrust.reading.configuration import load
from roletrust.reading.findings import what_broke
from roletrust.reading.found import Found
from roletrust.reading.judging import Case, Judged, judged
from roletrust.replying.unanswerable import Unanswerable
from roletrust.rules.catalog import EVERY
from roletrust.rules.messages.branches import branches_named
from roletrust.rules.rule import AnyRule
from roletrust.telling.finding import printable
from roletrust.telling.secrets_told import masked
from roletrust.telling.subject import Dialect, Subject


class Read(NamedTuple):
    """One role that was read and judged."""

    found: Found
    judged: Judged

    @property
    def label(self) -> str:
        return self.found.label

    @property
    def file(self) -> str:
        """As findings name it."""
        return self.judged.case.subject.source.file or self.found.root

    @property
    def place(self) -> Source:
        """Where its policy stands, or where the role does, if that is not known; nowhere, if that is not either."""
        source = self.judged.case.subject.source
        return source if source.file or not self.found.written else self.found.written().source

    @property
    def problem(self) -> str:
        """Why its policy cannot be read, as it may be told; '' where it can."""
        return self.said(self.judged.problem)

    def said(self, text: str) -> str:
        """`text` about the role, without its secrets, and without characters that a terminal would act on."""
        masked_text: str = masked(text, self.judged.case.subject.secrets)
        return "\n".join(map(printable, masked_text.split("\n")))


def read(found: Found, judge: Callable[[Case], Judged] = judged) -> Read | None:
    """The role judged, or `merely_read`; None where it is surely not made.

    What breaks is told on stderr, and is a case of its own.
    """
    try:
        case = found.case()
        return Read(found, judge(case)) if case else None
    except Exception as error:  # one role that breaks must not lose the others
        return Read(found, undecided(found, error))


def undecided(found: Found, error: Exception, rules: tuple[AnyRule, ...] = EVERY) -> Judged:
    """The role as one of which those `rules` are undecided, since roletrust broke over it, which is told on stderr."""
    traceback.print_exception(error)
    case = Case(Subject(found.label, Dialect.JSON, Source(), problem=what_broke([error])), load(found.root))
    return replace(judged(case), broke=rules)


def trusts_of(role: Read) -> list[tuple[str, Trust]]:
    """Each way that the role's policy can turn out, with the conditions on which it does ('' where there is one way).

    Raises Unanswerable where the policy cannot be read at all.
    """
    found = [(branches_named((conditions,)) if conditions else "", trust) for conditions, trust in role.judged.trusts]
    if not found:
        reasons = [each.verdict.doubt or each.verdict.reason for each in role.judged.judgements.values()]
        why = role.judged.problem or next((each for each in reasons if each), "it has no trust policy")
        raise Unanswerable(role.said(f"{role.label} cannot be decided: {why}"))
    return found
