"""From one role of a scan to every rule's result, whatever breaks on the way."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from checkov.common.bridgecrew.severities import Severities, Severity
from checkov.common.models.enums import CheckResult

from roletrust.engine.answer import Answer
from roletrust.reading.findings import severity, told
from roletrust.reading.judging import Case, judged
from roletrust.rules.judgement import Judgement, Variants
from roletrust.rules.rule import AnyRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED

RESULTS = {Answer.YES: CheckResult.FAILED, Answer.NO: CheckResult.PASSED, Answer.UNKNOWN: CheckResult.UNKNOWN}
LONGEST_REASON = 300  # of an error's own text
TRACEBACKS = 20  # shown in one scan, each different one once

_shown: set[str] = set()


class Outcome(NamedTuple):
    """What one check reports of one role.  `name` is Checkov's `check.name`: headline and reason."""

    result: CheckResult
    name: str
    severity: Severity
    details: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """One role, and what was found of it.

    `outcomes`: by rule id, without the rules that are switched off.  `trusts`: each way its policy can turn out, those
    apart that `problem` keeps from being read.
    """

    case: Case
    outcomes: Mapping[str, Outcome]
    trusts: Variants = ()
    problem: str = ""


def decided(case: Case) -> Decided:
    """The role of `case`, judged by every rule about one policy that is not switched off."""
    found = judged(case)
    for error in found.errors:
        show(error)
    return Decided(case, outcomes(found.judgements, case), found.trusts, found.problem)


def outcomes(found: Mapping[str, Judgement], case: Case) -> dict[str, Outcome]:
    return {rule: outcome(judgement, case) for rule, judgement in found.items()}


def outcome(judgement: Judgement, case: Case) -> Outcome:
    result = RESULTS[judgement.verdict.answer]
    if result is not CheckResult.FAILED:
        return without_finding(judgement.rule, result, severity(judgement, case))
    found = told(judgement, case)
    return Outcome(result, found.name, Severities[found.severity], found.details, found.facts)


@lru_cache(maxsize=256)
def without_finding(rule: AnyRule, result: CheckResult, severity: str) -> Outcome:
    """Of a pass, or of UNKNOWN, which is not reported: CKV_TRUST_90 speaks for it."""
    said = {"answer": "no", "rule": rule.name} if result is CheckResult.PASSED else {}
    return Outcome(result, rule.headline, Severities[severity], (), said)


def broken(error: Exception) -> dict[str, Outcome]:
    """The outcome where the pack itself broke: loud, and with nothing in it that could break again."""
    show(error)
    said_by_python = " ".join("".join(traceback.format_exception_only(type(error), error)).split())
    reason = f"roletrust itself broke: {said_by_python[:LONGEST_REASON]}"
    said = {"answer": "yes", "reason": reason}
    details = (reason, "this role is not decided; the traceback is on stderr")
    worst = Severities[UNDECIDED.severity]
    return {UNDECIDED.id: Outcome(CheckResult.FAILED, f"{UNDECIDED.headline}: {reason}", worst, details, said)}


def show(error: Exception) -> None:
    """Print the traceback on stderr, each different one once."""
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    place = f"{type(error)}{traceback.extract_tb(error.__traceback__)[-1:]}"
    if place not in _shown and len(_shown) < TRACEBACKS:
        _shown.add(place)
        print(text, file=sys.stderr)
