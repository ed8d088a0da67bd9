"""Every rule there is, in the order of their ids.  The only list of them in the project."""

from __future__ import annotations

from roletrust.rules import (
    account_unpinned,
    empty_condition,
    external_account_without_external_id,
    oidc_without_subject,
    own_account_unpinned,
    saml_without_audience,
    service_without_source,
    undecided_trust,
)
from roletrust.rules.rule import Rule

# INVARIANT: `undecided-trust` is last; it reads what the others answered.
RULES: tuple[Rule, ...] = (
    external_account_without_external_id.RULE,
    account_unpinned.RULE,
    empty_condition.RULE,
    own_account_unpinned.RULE,
    service_without_source.RULE,
    oidc_without_subject.RULE,
    saml_without_audience.RULE,
    undecided_trust.RULE,
)
