"""Calls of roles, judged by the roles of the scanned tree that they may be calls of."""

from __future__ import annotations

from collections.abc import Iterable

from checkov.common.models.enums import CheckResult

from roletrust.adapters.callers.made_calls import told as of_call
from roletrust.adapters.callers.tree_roles import roles_below
from roletrust.adapters.decision import Outcome
from roletrust.adapters.host.internals import scan_at_work, scanned_directory
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.dialects.callers.github_subjects import with_subjects
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Value
from roletrust.reading.callers.made import made_outside, with_caller
from roletrust.rules.catalog import CALLS
from roletrust.rules.rule import CallRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED


def told(rule: CallRule, call: Call) -> Outcome | None:
    """What `rule` says of `call`; None where the tree has no such role, or several of which it says different things.

    Raises whatever broke it.
    """
    root = scanned_directory()
    if not root or not call.role or not rule.concerns(call):
        return None
    roles = roles_below(root, scan_at_work())
    if call.tokens:
        call = call._replace(tokens=with_subjects(call.tokens, roles.subject_templates))

    def meant(arn: Value) -> StoredRole | None:
        found = roles.called(arn)
        return found[0] if len(found) == 1 else None

    made = (made_outside(with_caller(call, meant), role) for role in roles.called(call.role))
    found = [of_call(each, rule) for each in made if each.concerns(rule)]
    return found[0] if len({each.result for each in found}) == 1 else None


def outcomes(calls: Iterable[Call]) -> dict[str, Outcome]:
    """By rule id, of calls that are reported together: what is wrong with any of them.  Raises what `told` does."""
    found: dict[str, Outcome] = {}
    for call in calls:
        for rule in CALLS:
            said = told(rule, call)
            if said and (rule.id not in found or said.result is CheckResult.FAILED):
                found[rule.id] = said
                if said.broken:
                    found[UNDECIDED.id] = said
    return found
