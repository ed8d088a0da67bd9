"""What the records of the pack's checks say, in every framework and format.

Checkov makes a record of its check's name, only Terraform's runner takes the check's details along, and the runners of
whole files leave its guideline out.  So a check says what it has to say in its result (`reported`), and the record is
told when a report takes it.

SARIF is the one format that can show no details: Checkov makes each line an attachment, whose `description` the schema
wants to be an object beside an `artifactLocation`, and services refuse such a file.  So in a run that writes SARIF they
stand in the record's result alone, which JSON shows.  A result's message then says what is to be done as well, and what
SARIF says of a rule, which Checkov takes from the rule's first record, is the rule's own, and its gravest finding's.
"""

from __future__ import annotations

import sys
from textwrap import shorten
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from checkov.common.bridgecrew.severities import Severities
from checkov.common.models.enums import CheckResult

from roletrust.adapters.decision import Outcome, show
from roletrust.adapters.host.internals import command_line
from roletrust.rules.catalog import EVERY
from roletrust.rules.rule import AnyRule
from roletrust.telling.finding import in_brief

if TYPE_CHECKING:
    from checkov.common.output.record import Record
    from checkov.common.output.report import Report
    from checkov.common.typing import _CheckResult

TOLD = "told"  # in a check's result, until its record is told
LONGEST_MANUAL = 1000  # characters: code scanning takes 1,024 of a rule's description
RULES = {rule.id: rule for rule in EVERY}

# Of each rule that has failed in a report: where its first record stands, and what that is called in other formats.
_first: WeakKeyDictionary[Report, dict[str, tuple[int, str]]] = WeakKeyDictionary()


def reported(outcome: Outcome, keys: list[str]) -> dict[str, Any]:
    """Checkov's result of a check whose outcome is `outcome`; `keys`: where in the entity the policy stands."""
    brief, details = in_brief(outcome.name, outcome.details)
    said = {"name": brief, "severity": outcome.severity.name, "details": list(details)}
    return {**outcome.facts, "result": outcome.result, "evaluated_keys": keys, TOLD: said}


def tell(report: Report, record: Record) -> None:
    """Have `record`, which `report` has just taken, say what the pack's check said in its result.  Raises nothing."""
    rule = RULES.get(record.check_id)
    if rule is None:
        return
    record.set_guideline(rule.guideline)
    try:
        result: dict[str, Any] = dict(record.check_result)
        if said := result.pop(TOLD, None):
            record.check_name, record.details = said["name"], said["details"]
            record.severity = Severities[said["severity"]]
        record.check_result = cast("_CheckResult", result)
        if writes_sarif():
            tell_for_sarif(report, record, rule, result)
    except BaseException as error:  # what is found counts more than how it is told
        show(error)


def writes_sarif() -> bool:
    """Whether this run of Checkov writes SARIF, among other formats."""
    return "sarif" in (getattr(command_line(), "output", None) or ())


def tell_for_sarif(report: Report, record: Record, rule: AnyRule, result: dict[str, Any]) -> None:
    """`result`: the record's."""
    if record.details:
        result["details"], record.details = record.details, []
    record.short_description = message(record.check_name, result.get("fix"))
    record.description = manual(rule)
    if result["result"] is CheckResult.FAILED:
        gravest_first(report, record, rule)


def gravest_first(report: Report, record: Record, rule: AnyRule) -> None:
    """Have the gravest finding of `rule` stand first of them, and be called by the rule: SARIF's rule is made of it.

    `record`: the last of the failed ones in `report`.
    """
    checks, known = report.failed_checks, _first.setdefault(report, {})
    if rule.id in known:
        at, name = known[rule.id]
        earlier = checks[at]
        if level(record) <= level(earlier):
            return
        earlier.check_name = name
        checks[at], checks[-1] = record, earlier
    else:
        at = len(checks) - 1
    known[rule.id] = at, record.check_name
    record.check_name = rule.headline


def level(record: Record) -> int:
    return record.severity.level if record.severity else 0


def message(name: str, fix: dict[str, str] | None) -> str:
    """What a result of SARIF says: what was found, and what is to be done about it."""
    return f"{name}. Fix: {fix['advice']}" if fix else name


def manual(rule: AnyRule) -> str:
    """The rule's manual as one line; its headline where Python runs without docstrings."""
    return shorten(sys.modules[rule.judge.__module__].__doc__ or rule.headline, LONGEST_MANUAL, placeholder=" …")
