"""Anyone with an AWS account can assume the role.

What it finds:  a user or role of an account that the policy names nowhere, whom the whole policy lets call
                `sts:AssumeRole`.  Conditions count, and so does every Deny: an organization, an account or a
                principal's ARN confines.  What the caller chooses itself does not: an external id, an address, a
                VPC endpoint, MFA, a tag.
Why it matters: an AWS account costs nothing.  Whoever learns the role's ARN is in, from an account nobody knows.
Instead:        name the accounts that need the role as principals.  Where they are all of your organization, keep
                `{"AWS": "*"}` and require `aws:PrincipalOrgID` with `StringEquals`.  An external id is no secret,
                and no replacement.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from roletrust.engine.accounts import Whose
from roletrust.engine.answer import YES
from roletrust.engine.text import is_fresh
from roletrust.engine.trust import Trust
from roletrust.rules.left_open import left_open
from roletrust.rules.rule import Rule, Verdict
from roletrust.rules.setting_apart import set_apart
from roletrust.rules.strangers import strangers_get_in
from roletrust.rules.strictness import organization

OUTSIDE = (Whose.EXTERNAL, Whose.UNKNOWN)


def judge(trust: Trust) -> Verdict:
    asked = [account for account in trust.strangers() if trust.whose(account) in OUTSIDE]
    entries = [(account, trust.with_any_external_id(account)) for account in asked]
    found = [(account, entry) for account, entry in entries if entry.answer is YES and is_fresh(account)]
    if not found:
        return left_open([(entry, (), account) for account, entry in entries])
    first = found[0][1]
    strangers = [account for account, _ in found]
    return Verdict(
        YES,
        reason=strangers_get_in(trust.policy, found, trust.owner),
        accounts=tuple(strangers),
        statement=first.through,
        witness=first.witness,
        fix=set_apart(organization(first.through, trust.owner), strangers, trust.owner),
    )


RULE = Rule(
    id="CKV_TRUST_4",
    name="anyone-can-assume",
    severity="CRITICAL",
    headline="Anyone with an AWS account can assume the role",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    judge=judge,
)
