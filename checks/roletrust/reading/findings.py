"""What is found of a role, as every way in tells it: the rule, how severe it is, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from roletrust.engine.answer import Answer
from roletrust.reading.judging import Case, Judged
from roletrust.rules.judgement import Judgement
from roletrust.rules.rule import AnyRule
from roletrust.telling.finding import present


@dataclass(frozen=True, slots=True)
class Told:
    """One finding.  `name`: headline and reason in one line; `details`: lines for a terminal; `facts`: JSON.

    `told_with`: the id of the rule whose finding of the same role says this too; '' where none does.

    `severity`: CRITICAL, HIGH, MEDIUM, LOW or INFO.
    """

    rule: AnyRule
    severity: str
    name: str
    details: tuple[str, ...]
    facts: Mapping[str, Any]
    told_with: str = ""


def severity(judgement: Judgement, case: Case) -> str:
    """As the settings have it, else the finding's own, else the rule's."""
    setting = case.configuration.rules.get(judgement.rule.id)
    return (setting and setting.severity) or judgement.verdict.severity or judgement.rule.severity


def told(judgement: Judgement, case: Case) -> Told:
    """What a judgement, which is a finding, says of the role of `case`."""
    finding = present(judgement, case.subject)
    also = judgement.told_with.id if judgement.told_with else ""
    return Told(judgement.rule, severity(judgement, case), finding.name, tuple(finding.details), finding.facts, also)


def findings(judged: Judged) -> Iterator[Told]:
    """The findings of one role, in the order of the rules."""
    for judgement in judged.judgements.values():
        if judgement.verdict.answer is Answer.YES:
            yield told(judgement, judged.case)
