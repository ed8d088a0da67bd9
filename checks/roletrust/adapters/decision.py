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

from roletrust.adapters.configuration import Configuration
from roletrust.adapters.policies import Found, policies_of
from roletrust.engine.answer import Answer
from roletrust.rules.judgement import Judgement, Variants, judge_each, trusts, undecided
from roletrust.rules.rule import AnyRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED
from roletrust.telling.finding import present
from roletrust.telling.subject import Subject

RESULTS = {Answer.YES: CheckResult.FAILED, Answer.NO: CheckResult.PASSED, Answer.UNKNOWN: CheckResult.UNKNOWN}
LONGEST_REASON = 300  # of an error's own text
TRACEBACKS = 20  # shown in one scan, each different one once

_shown: set[str] = set()


@dataclass(frozen=True, slots=True)
class Case:
    """One role to judge, and the configuration it is judged by."""

    subject: Subject
    configuration: Configuration


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
    problem = case.configuration.error or case.subject.problem
    if problem:
        return Decided(case, outcomes(undecided(problem), case), problem=problem)
    subject = case.subject
    read = policies_of(subject.tree, subject.source)
    variants = trusts(read.policies, subject.owner._replace(role=subject.role))
    found = judgements(read, judge_each(variants, switched_off(case)))
    return Decided(case, outcomes(found, case), variants, "; ".join(read.problems))


def switched_off(case: Case) -> frozenset[str]:
    return frozenset(rule for rule, setting in case.configuration.rules.items() if setting.off)


def outcomes(found: Mapping[str, Judgement], case: Case) -> dict[str, Outcome]:
    off = switched_off(case)
    return {rule: outcome(judgement, case) for rule, judgement in found.items() if rule not in off}


def outcome(judgement: Judgement, case: Case) -> Outcome:
    result = RESULTS[judgement.verdict.answer]
    setting = case.configuration.rules.get(judgement.rule.id)
    severity = (setting and setting.severity) or judgement.verdict.severity or judgement.rule.severity
    if result is not CheckResult.FAILED:
        return without_finding(judgement.rule, result, severity)
    finding = present(judgement, case.subject)
    return Outcome(result, finding.name, Severities[severity], tuple(finding.details), finding.facts)


@lru_cache(maxsize=256)
def without_finding(rule: AnyRule, result: CheckResult, severity: str) -> Outcome:
    """Of a pass, or of UNKNOWN, which is not reported: CKV_TRUST_90 speaks for it."""
    said = {"answer": "no", "rule": rule.name} if result is CheckResult.PASSED else {}
    return Outcome(result, rule.headline, Severities[severity], (), said)


def judgements(read: Found, judged: dict[str, Judgement]) -> dict[str, Judgement]:
    """What the rules say of a policy of which the ways that could be `read` were `judged`; a flaw in any is a flaw."""
    for error in (error for judgement in judged.values() for error in judgement.errors):
        show(error)
    if not read.problems:
        return judged
    found = undecided("; ".join(read.problems), "; ".join(read.refused), read.where)
    for rule, judgement in judged.items():
        if judgement.verdict.answer is Answer.YES and judgement.rule is not UNDECIDED:
            found[rule] = judgement
    return found


def broken(error: Exception) -> dict[str, Outcome]:
    """The outcome where the pack itself broke: loud, and with nothing in it that could break again."""
    show(error)
    told = " ".join("".join(traceback.format_exception_only(type(error), error)).split())
    reason = f"roletrust itself broke: {told[:LONGEST_REASON]}"
    said = {"answer": "yes", "reason": reason}
    details = (reason, "this role is not decided; the traceback is on stderr")
    severity = Severities[UNDECIDED.severity]
    return {UNDECIDED.id: Outcome(CheckResult.FAILED, f"{UNDECIDED.headline}: {reason}", severity, details, said)}


def show(error: Exception) -> None:
    """Print the traceback on stderr, each different one once."""
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    place = f"{type(error)}{traceback.extract_tb(error.__traceback__)[-1:]}"
    if place not in _shown and len(_shown) < TRACEBACKS:
        _shown.add(place)
        print(text, file=sys.stderr)
