"""An account that is not the role's own is trusted as a whole.

What it finds:  an external or unknown account, named as `:root` or by its bare id, or of everyone by a condition
                (`aws:PrincipalAccount`, `aws:PrincipalArn` with `role/*`), any user or role of which gets in, given the
                right external id.  Where it has to be of your own organization (`aws:PrincipalOrgID`), or where
                the role's own Terraform configuration works in it, too, severity LOW.
Why it matters: whoever can create a user or role in that account can assume this role.  An external id says for
                which customer the account acts, not which of its people and machines.
Instead:        name the one role, or keep the account and add `ArnEquals` on `aws:PrincipalArn`.  `role/*`
                admits every role; MFA, addresses and external ids do not say who.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from roletrust.engine.answer import NO, YES
from roletrust.engine.policy.accounts import Whose
from roletrust.engine.questions.trust import Trust
from roletrust.rules.fixes.strictness import pinned
from roletrust.rules.messages.entrance import Entries, beside, trusted_whole
from roletrust.rules.messages.left_open import left_open
from roletrust.rules.rule import Rule, Verdict

FOREIGN = frozenset({Whose.EXTERNAL, Whose.UNKNOWN})


def judge(trust: Trust) -> Verdict:
    found = as_a_whole(trust, FOREIGN)
    if found.answer is NO:
        found = of_the_organization(trust)
    return found if found.answer is not NO else of_the_configuration(trust)


def as_a_whole(trust: Trust, whose: frozenset[Whose]) -> Verdict:
    """Whether an arbitrary principal of an account that is one of `whose`, trusted as a whole, gets in."""
    accounts = [account for account in trust.whole_accounts if trust.whose(account) in whose]
    entries = [(account, trust.as_a_whole(account)) for account in accounts]
    found = [(account, entry) for account, entry in entries if entry.answer is YES]
    return told(trust, found) if found else left_open([(entry, (), account) for account, entry in entries])


def of_the_organization(trust: Trust) -> Verdict:
    """The same of accounts that get in by being in the own organization."""
    accounts = [account for account in trust.whole_accounts if trust.whose(account) in FOREIGN]
    entries = [(account, trust.as_a_whole(account, member=True)) for account in accounts]
    found = [(account, entry) for account, entry in entries if entry.answer is YES]
    if not found:
        return left_open([(entry, (), account) for account, entry in entries])
    verdict = told(trust, found)
    return verdict._replace(reason=f"{verdict.reason}, if it is in your own organization", severity="LOW")


def of_the_configuration(trust: Trust) -> Verdict:
    """The same of accounts that nobody has listed, and that the role's configuration works in, too."""
    accounts = [account for account in trust.whole_accounts if trust.owner.is_beside(account)]
    entries = [(account, trust.as_a_whole(account)) for account in accounts]
    found = [(account, entry) for account, entry in entries if entry.answer is YES]
    if not found:
        return left_open([(entry, (), account) for account, entry in entries])
    verdict = told(trust, found)
    return verdict._replace(reason=f"{verdict.reason}, in which the role's configuration works, too", severity="LOW")


def told(trust: Trust, found: Entries) -> Verdict:
    first = found[0][1]
    return Verdict(
        YES,
        reason=trusted_whole(found, trust.owner),
        accounts=tuple(account for account, _ in found),
        statement=first.through,
        witness=first.witness,
        fix=pinned(first, beside(found), trust.owner),
    )


RULE = Rule(
    id="CKV_TRUST_2",
    name="account-unpinned",
    severity="MEDIUM",
    headline="Account other than the role's own is trusted as a whole",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    judge=judge,
)
