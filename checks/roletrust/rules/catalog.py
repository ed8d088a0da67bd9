"""Every rule there is, in the order of their ids.  The only list of them in the project."""

from __future__ import annotations

from roletrust.rules import (
    account_unpinned,
    anyone_can_assume,
    caller_without_external_id,
    empty_condition,
    external_account_without_external_id,
    invalid_trust_policy,
    oidc_without_subject,
    orphaned_principal,
    own_account_unpinned,
    privileged_external_role,
    saml_without_audience,
    service_refused,
    service_without_source,
    session_refused,
    shared_external_id,
    token_refused,
    undecided_privileges,
    undecided_trust,
    unsatisfiable_trust,
    weak_external_id,
)
from roletrust.rules.rule import AnyRule, CallRule, LandscapeRule, Rule

# Of one trust policy.  INVARIANT: `undecided-trust` is last; it reads what the others answered.
RULES: tuple[Rule, ...] = (
    external_account_without_external_id.RULE,
    account_unpinned.RULE,
    empty_condition.RULE,
    anyone_can_assume.RULE,
    weak_external_id.RULE,
    unsatisfiable_trust.RULE,
    own_account_unpinned.RULE,
    service_without_source.RULE,
    oidc_without_subject.RULE,
    saml_without_audience.RULE,
    invalid_trust_policy.RULE,
    orphaned_principal.RULE,
    undecided_trust.RULE,
)

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
