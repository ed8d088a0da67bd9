"""What is found of a role, as every way in tells it: the rule, how severe it is, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from roletrust.engine.answer import Answer
from roletrust.reading.judging import Case, Judged
from roletrust.rules.judgement import Judgement
from roletrust.rules.rule import SEVERITIES, AnyRule, Verdict
from roletrust.rules.undecided_trust import RULE as UNDECIDED
from roletrust.telling.finding import present


@dataclass(frozen=True, slots=True)
class Told:
    """One finding.  `name`: headline and reason in one line; `details`: lines for a terminal; `facts`: JSON.

    `told_with`: the id of the rule whose finding of the same role says this too; '' where none does.

    `severity`: CRITICAL, HIGH, MEDIUM, LOW or INFO.  `in_place_of`: the rules that decide nothing, as this says, for no
    reason of the role's; none where nothing broke.
    """

    rule: AnyRule
    severity: str
    name: str
    details: tuple[str, ...]
    facts: Mapping[str, Any]
    told_with: str = ""
    in_place_of: tuple[AnyRule, ...] = ()


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
    """The findings of one role, in the order of the rules; what broke is one, whatever the settings say."""
    not_decided = judged.not_decided
    found = [each for each in judged.judgements.values() if each.verdict.answer is Answer.YES]
    if not_decided and all(each.rule is not UNDECIDED for each in found):
        found.append(Judgement(UNDECIDED, Verdict(Answer.YES, reason=judged.problem or what_broke(judged.errors))))
    for judgement in found:
        one = told(judgement, judged.case)
        if not_decided and judgement.rule is UNDECIDED:
            one = replace(one, severity=SEVERITIES[0], told_with="", in_place_of=not_decided)
        yield one


def what_broke(errors: Sequence[Exception]) -> str:
    """One clause about `errors` of roletrust's own."""
    return f"roletrust itself broke: {type(errors[0]).__name__}: {errors[0]}"
