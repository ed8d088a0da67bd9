"""From one role of a scan to every rule's result, whatever breaks on the way."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from checkov.common.bridgecrew.severities import Severities, Severity
from checkov.common.models.enums import CheckResult

from roletrust.engine.answer import Answer
from roletrust.engine.text import Hole
from roletrust.reading.findings import Told, severity, told
from roletrust.reading.judging import Case, judged
from roletrust.rules.catalog import EVERY, SCAN_WIDE
from roletrust.rules.judgement import Judgement, Variants
from roletrust.rules.rule import AnyRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED

IDS = tuple(rule.id for rule in EVERY)
GRAVEST = Severities["CRITICAL"]
RESULTS = {Answer.YES: CheckResult.FAILED, Answer.NO: CheckResult.PASSED, Answer.UNKNOWN: CheckResult.UNKNOWN}
LONGEST_REASON = 300  # of an error's own text
TRACEBACKS = 20  # shown in one scan, each different one once

_shown: set[str] = set()


class Outcome(NamedTuple):
    """What one check reports of one role.  `name` is Checkov's `check.name`: headline and reason.

    `broken`: nothing was decided, for the pack broke, or its settings cannot be used.  Under which ids that is told is
    for `host/gates.py` to say; so it is whether that is told whose outcome is `told_with` another rule's.
    `rule`: under which it is told, where that is not the one that was asked.
    """

    result: CheckResult
    name: str
    severity: Severity
    details: tuple[str, ...]
    facts: Mapping[str, Any]
    broken: bool = False
    told_with: AnyRule | None = None
    rule: AnyRule | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """One role, and what was found of it.

    `outcomes`: by rule id, without the rules that are switched off.  `trusts`: each way its policy can turn out, those
    apart that `problem` keeps from being read.  `holes`: what CKV_TRUST_90 names as open.
    """

    case: Case
    outcomes: Mapping[str, Outcome]
    trusts: Variants = ()
    problem: str = ""
    holes: tuple[Hole, ...] = ()


def decided(case: Case) -> Decided:
    """The role of `case`, judged by every rule about one policy that is not switched off."""
    found = judged(case)
    if case.configuration.error:
        return Decided(case, dict.fromkeys(IDS, unusable(found.judgements[UNDECIDED.id], case)), problem=found.problem)
    said = {rule: outcome(judgement, case) for rule, judgement in found.judgements.items()}
    if found.errors:
        said |= of_rules_that_broke(found.judgements, broken(*found.errors), said.get(UNDECIDED.id))
    return Decided(case, said, found.trusts, found.problem, found.holes)


def unusable(judgement: Judgement, case: Case) -> Outcome:
    """What is told in place of any rule where the settings of `case` cannot be used, which `judgement` says."""
    return outcome(judgement, case)._replace(severity=GRAVEST, broken=True)


def of_rules_that_broke(
    found: Mapping[str, Judgement], whole: Mapping[str, Outcome], undecided: Outcome | None
) -> dict[str, Outcome]:
    """`whole`: what is told in place of any rule; `undecided`: what CKV_TRUST_90 says of all that is left open."""
    told = undecided is not None and undecided.result is CheckResult.FAILED
    last = undecided._replace(severity=GRAVEST, broken=True) if undecided and told else whole[UNDECIDED.id]
    return {**{rule: whole[rule] for rule, judgement in found.items() if judgement.errors}, UNDECIDED.id: last}


def outcome(judgement: Judgement, case: Case, tell: Callable[[Judgement, Case], Told] = told) -> Outcome:
    """What is reported of a judgement; `tell`: what is said of one that is a finding."""
    result = RESULTS[judgement.verdict.answer]
    if result is not CheckResult.FAILED:
        return without_finding(judgement.rule, result, severity(judgement, case))
    found = tell(judgement, case)
    gravity = Severities[found.severity]
    return Outcome(result, found.name, gravity, found.details, found.facts, told_with=judgement.told_with)


@lru_cache(maxsize=256)
def without_finding(rule: AnyRule, result: CheckResult, severity: str) -> Outcome:
    """Of a pass, or of UNKNOWN, which is not reported: CKV_TRUST_90 speaks for it."""
    said = {"answer": "no", "rule": rule.name} if result is CheckResult.PASSED else {}
    return Outcome(result, rule.headline, Severities[severity], (), said)


def broken(error: BaseException, *others: BaseException) -> dict[str, Outcome]:
    """What is told in place of any rule, by its id, where the pack itself broke: with nothing that could break again.

    Raises `error` where it is the user's, who stops the scan.
    """
    for each in (error, *others):
        show(each)
    said_by_python = " ".join("".join(traceback.format_exception_only(type(error), error)).split())
    reason = f"roletrust itself broke: {said_by_python[:LONGEST_REASON]}"
    said = {"answer": "yes", "reason": reason}
    details = (reason, "this role is not decided; the traceback is on stderr")
    name = f"{UNDECIDED.headline}: {reason}"
    return dict.fromkeys(IDS, Outcome(CheckResult.FAILED, name, GRAVEST, details, said, broken=True))


def broken_beside(error: BaseException) -> dict[str, Outcome]:
    """As `broken`, of the rules about all roles and of CKV_TRUST_90: what each role alone is found to be stays."""
    whole = broken(error)
    return {rule.id: whole[rule.id] for rule in (*SCAN_WIDE, UNDECIDED)}


def show(error: BaseException) -> None:
    """Print the traceback on stderr, each different one once.  Raises `error` where it is the user's."""
    if isinstance(error, KeyboardInterrupt) or (isinstance(error, SystemExit) and error.code == ""):
        raise error  # the latter is how Checkov answers SIGINT
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    place = f"{type(error)}{traceback.extract_tb(error.__traceback__)[-1:]}"
    if place not in _shown and len(_shown) < TRACEBACKS:
        _shown.add(place)
        print(text, file=sys.stderr)
