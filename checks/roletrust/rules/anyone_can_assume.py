"""Anyone with an AWS account can assume the role.

What it finds:  a user or role of an account that the policy names nowhere, whom the whole policy lets call
                `sts:AssumeRole`.  Conditions count, and so does every Deny: an organization, an account or a
                principal's ARN confines.  What the caller chooses itself does not: an external id, an address, a
                VPC endpoint, MFA, a tag.  Where all of them have to come from VPCs or endpoints that the policy names,
                which are taken to be the owner's, it is MEDIUM.
Why it matters: an AWS account costs nothing.  Whoever learns the role's ARN is in, from an account nobody knows.
Instead:        name the accounts that need the role as principals.  Where they are all of your organization, keep
                `{"AWS": "*"}` and require `aws:PrincipalOrgID` with `StringEquals`.  An external id is no secret,
                and no replacement.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import NO, YES
from roletrust.engine.policy.accounts import Whose
from roletrust.engine.policy.document import Condition
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value, is_fresh
from roletrust.rules.fixes.setting_apart import set_apart
from roletrust.rules.fixes.strictness import organization
from roletrust.rules.messages.left_open import left_open
from roletrust.rules.messages.strangers import strangers_get_in
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Rule, Verdict

OUTSIDE = (Whose.EXTERNAL, Whose.UNKNOWN)


def judge(trust: Trust) -> Verdict:
    asked = [account for account in trust.strangers() if trust.whose(account) in OUTSIDE]
    entries = [(account, trust.with_any_external_id(account)) for account in asked]
    found = [(account, entry) for account, entry in entries if entry.answer is YES and is_fresh(account)]
    if not found:
        return left_open([(entry, (), account) for account, entry in entries])
    first = found[0][1]
    strangers = [account for account, _ in found]
    confined = networks(trust, strangers)
    return Verdict(
        YES,
        reason=strangers_get_in(trust.policy, found, trust.owner, from_where(confined)),
        accounts=tuple(strangers),
        statement=first.through,
        witness=first.witness,
        fix=set_apart(organization(trust.policy, first.through, trust.owner), strangers, trust.owner),
        severity="MEDIUM" if confined else "",
    )


def networks(trust: Trust, strangers: Sequence[Value]) -> tuple[Condition, ...]:
    """The conditions on VPCs or their endpoints, named one by one, one of which all `strangers` meet who get in."""
    every = (each for statement in trust.policy.statements for each in statement.conditions if statement.allows)
    found = tuple(dict.fromkeys(each for each in every if each.operator == EXACTLY and each.key.lower() in NETWORKS))
    if not found:
        return ()
    elsewhere = trust.but_for(found)
    return () if any(elsewhere.with_any_external_id(each).answer is not NO for each in strangers) else found


def from_where(confined: Sequence[Condition]) -> str:
    """`whoever calls from vpc-1 or vpc-2`, `anyone`"""
    named = listed([str(value) for each in confined for value in each.values], "or")
    return f"whoever calls from {named}" if named else "anyone"


EXACTLY, NETWORKS = "StringEquals", ("aws:sourcevpc", "aws:sourcevpce")
RULE = Rule(
    id="CKV_TRUST_4",
    name="anyone-can-assume",
    severity="CRITICAL",
    headline="Anyone with an AWS account can assume the role",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    judge=judge,
)
