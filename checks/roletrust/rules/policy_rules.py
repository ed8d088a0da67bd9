"""The rules about one trust policy, in the order in which they are asked; those about more: catalog.py."""

from __future__ import annotations

from roletrust.rules import (
    account_unpinned,
    anyone_can_assume,
    empty_condition,
    external_account_without_external_id,
    invalid_trust_policy,
    oidc_without_subject,
    orphaned_principal,
    own_account_unpinned,
    saml_without_audience,
    service_without_source,
    undecided_trust,
    unsatisfiable_trust,
    weak_external_id,
)
from roletrust.rules.rule import Rule

# INVARIANT: `undecided-trust` is last; it reads what the others answered.
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
