"""The role's own account is trusted as a whole.

What it finds:  the account that holds the role, named as `:root`, by its bare id or by reference, any user or
                role of which gets in.
Why it matters: every identity of the account whose own policy allows `sts:AssumeRole` on this role can hold it;
                the trust policy draws no line, so each identity policy has to.
Instead:        name the roles that need it, or keep the account and add `ArnEquals` on `aws:PrincipalArn`.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from roletrust.engine.policy.accounts import Whose
from roletrust.engine.questions.trust import Trust
from roletrust.rules.account_unpinned import as_a_whole
from roletrust.rules.rule import Rule, Verdict

OWN = frozenset({Whose.OWN})


def judge(trust: Trust) -> Verdict:
    return as_a_whole(trust, OWN)


RULE = Rule(
    id="CKV_TRUST_7",
    name="own-account-unpinned",
    severity="LOW",
    headline="The role's own account is trusted as a whole",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    judge=judge,
)
