"""Every rule there is, in the order of their ids: those about one policy (policy_rules.py), and those about more."""

from __future__ import annotations

from roletrust.rules import (
    caller_without_external_id,
    policy_rules,
    privileged_external_role,
    service_refused,
    session_refused,
    shared_external_id,
    token_refused,
    undecided_privileges,
)
from roletrust.rules.rule import AnyRule, CallRule, LandscapeRule, Rule

# Of one trust policy.
RULES = policy_rules.RULES

# Of a role among all roles of its scan.  INVARIANT: `undecided-privileges` is last, likewise.
LANDSCAPE: tuple[LandscapeRule, ...] = (
    shared_external_id.RULE,
    privileged_external_role.RULE,
    undecided_privileges.RULE,
)

# Of roles, whatever is said of them.
OF_ROLES: tuple[Rule | LandscapeRule, ...] = (*RULES, *LANDSCAPE)

# Of a call that the scan makes of one of its roles.
CALLS: tuple[CallRule, ...] = (
    caller_without_external_id.RULE,
    token_refused.RULE,
    session_refused.RULE,
    service_refused.RULE,
)

# All that need every role of the scan.
SCAN_WIDE: tuple[LandscapeRule | CallRule, ...] = (*LANDSCAPE, *CALLS)

EVERY: tuple[AnyRule, ...] = tuple(sorted((*OF_ROLES, *CALLS), key=lambda rule: int(rule.id.rpartition("_")[2])))
