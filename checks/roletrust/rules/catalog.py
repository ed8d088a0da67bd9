"""Every rule there is, in the order of their ids.  The only list of them in the project."""

from __future__ import annotations

from roletrust.rules import (
    account_unpinned,
    empty_condition,
    external_account_without_external_id,
    invalid_trust_policy,
    own_account_unpinned,
    undecided_trust,
    unsatisfiable_trust,
)
from roletrust.rules.rule import Rule

# INVARIANT: `undecided-trust` is last; it reads what the others answered.
RULES: tuple[Rule, ...] = (
    external_account_without_external_id.RULE,
    account_unpinned.RULE,
    empty_condition.RULE,
    unsatisfiable_trust.RULE,
    own_account_unpinned.RULE,
    invalid_trust_policy.RULE,
    undecided_trust.RULE,
)
