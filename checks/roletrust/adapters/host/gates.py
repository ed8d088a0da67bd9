"""What lets a finding through to the reader: Checkov's filter, and the gates that its command line names.

Where the pack itself breaks, that has to be red in every gate, whatever is asked for.  So a break is CRITICAL, and is
told under CKV_TRUST_90, which Checkov's filter by severity always lets run; and where the filter or a gate is about
ids, and treats CKV_TRUST_90 otherwise than the rule that was asked, under that rule's id as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from checkov.common.bridgecrew.severities import Severities, Severity
from checkov.common.util.type_forcers import convert_csv_string_arg_to_list
from checkov.runner_filter import RunnerFilter

from roletrust.adapters.decision import GRAVEST, Outcome
from roletrust.adapters.host.internals import command_line, filter_at_work
from roletrust.rules.rule import AnyRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED


def registered_severity(rule: AnyRule, severity: str) -> Severity:
    """By which Checkov's filter decides whether the check of `rule` is asked; `severity`: of its findings.

    CKV_TRUST_90 is always asked, for the pack may break: what it has found is sorted out when it is known (`is_let`).
    """
    return GRAVEST if rule is UNDECIDED else Severities[severity]


def is_let(rule_id: str, outcome: Outcome) -> bool:
    """Whether the check of `rule_id` reports `outcome`."""
    if outcome.broken:
        return is_told(rule_id)
    return rule_id != UNDECIDED.id or (is_grave_enough(outcome) and not is_told_with_another(outcome))


def is_skippable(rule_id: str, outcome: Outcome | None) -> bool:
    """Whether a comment that skips `rule_id` there skips the `outcome`: who takes it that a role is undecided has not
    taken it that roletrust breaks, which would be told nowhere else.
    """
    return rule_id != UNDECIDED.id or outcome is None or not outcome.broken


def is_told_with_another(outcome: Outcome) -> bool:
    """Whether Checkov asks the rule whose finding says what the `outcome` does."""
    found, rule = filter_at_work(), outcome.told_with
    return rule is not None and found is not None and lets(found, rule.id, registered_severity(rule, rule.severity))


def is_grave_enough(outcome: Outcome) -> bool:
    """Whether Checkov's filter by severity, if there is one, lets a finding of CKV_TRUST_90 through."""
    line = command_line()
    if line and not any(word.upper() in Severities for word in words(line.check) + words(line.skip_check)):
        return True
    found = filter_at_work()
    if found is None or not (found.check_threshold or found.skip_check_threshold):
        return True
    return lets(found, UNDECIDED.id, outcome.severity)


def is_told(rule_id: str, asked_by: RunnerFilter | None = None) -> bool:
    """Whether a break is told under `rule_id`, whose check is asked; `asked_by`: as in `told_under`."""
    if rule_id == UNDECIDED.id or is_filtered(asked_by):
        return True
    line = command_line()
    if line and line.baseline:  # which may hold CKV_TRUST_90 of the role, of when it was merely undecided
        return True
    hard, soft = (words(line.hard_fail_on), words(line.soft_fail_on)) if line else ([], [])
    return apart(rule_id, UNDECIDED.id, hard) or apart(UNDECIDED.id, rule_id, soft)


def is_filtered(asked_by: RunnerFilter | None) -> bool:
    """Whether Checkov's filter keeps a break under CKV_TRUST_90 away, or may do so."""
    runner_filter = asked_by or filter_at_work()
    return runner_filter is None or not lets(runner_filter, UNDECIDED.id, GRAVEST)


def told_under(rule: AnyRule, asked_by: RunnerFilter | None) -> list[AnyRule]:
    """The rules under whose ids a break is told that the graph check of `rule` alone has met.

    `asked_by`: the filter of its scan, which is not on the stack; None where it is not known.
    """
    first = [] if asked_by and is_filtered(asked_by) else [UNDECIDED]
    return [*first, *([rule] if is_told(rule.id, asked_by) else [])]


def lets(runner_filter: RunnerFilter, rule_id: str, severity: Severity) -> bool:
    """Whether the filter lets a finding of that severity through."""
    return bool(runner_filter.should_run_check(check_id=rule_id, severity=severity))


def apart(this: str, other: str, patterns: list[str]) -> bool:
    """Whether the patterns name `this` and not `other`."""
    return matches(this, patterns) and not matches(other, patterns)


def matches(rule_id: str, patterns: Iterable[str]) -> bool:
    return RunnerFilter.check_matches(rule_id, None, list(patterns))


def words(option: list[str] | None) -> list[str]:
    """The words of one of Checkov's options, which may be separated by commas."""
    return list(convert_csv_string_arg_to_list(option or []))
