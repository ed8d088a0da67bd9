"""An external account can assume the role without an external id.

What it finds:  a user or role of an external account whom the whole policy, every Allow and every Deny taken
                together, lets call `sts:AssumeRole` without `sts:ExternalId`.  A role that demands the id's
                absence (`Null`) is left alone, and so are the accounts listed in `.roletrust.yaml`, and with
                `mfa_for_people: true` there whoever has to have used MFA.  Accounts that the policy names nowhere are
                CKV_TRUST_4's.
Why it matters: a vendor acts for all of its customers with one identity.  Without an id of your own, any
                other customer who names your role's ARN has the vendor act on your account: the confused deputy.
Instead:        require the id that the vendor generated for you, with `StringEquals` on `sts:ExternalId` in
                every statement that lets the vendor in.  Naming one role of the vendor does not replace it.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
"""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.accounts import Whose
from roletrust.engine.policy.document import Condition
from roletrust.engine.questions.trust import Trust, Use
from roletrust.engine.text import Value, holes_of
from roletrust.rules.fixes.strictness import strict
from roletrust.rules.messages.entrance import beside, gap, gets_in
from roletrust.rules.messages.left_open import left_open
from roletrust.rules.messages.wording import EXTERNAL_ID
from roletrust.rules.rule import Rule, Verdict


def judge(trust: Trust) -> Verdict:
    asked = [account for account in trust.named_accounts() if trust.whose(account) in (Whose.EXTERNAL, Whose.UNKNOWN)]
    bare = trust.but_for((WITH_MFA,)) if trust.owner.mfa_for_people else trust
    entries = [(account, without_id(trust, bare, account)) for account in asked]
    found = [(account, entry) for account, entry in entries if proved(trust, account, entry)]
    if not found:
        return left_open([(entry, holes_of(account), account) for account, entry in entries])
    first = found[0][1]
    return Verdict(
        YES,
        reason=f"{gets_in(found, trust.owner)}; {gap(trust.policy, first.through, EXTERNAL_ID)}",
        accounts=tuple(account for account, _ in found),
        statement=first.through,
        witness=first.witness,
        fix=strict(trust.policy, first.through, beside(found), trust.owner),
    )


def without_id(trust: Trust, bare: Trust, account: Value) -> Reach:
    """Who of `account` gets in by `bare` without an external id; nobody, where `trust` demands the id's absence."""
    entry = bare.without_external_id(account)
    if entry.answer is NO:
        return entry
    use = trust.external_id_use(account)
    if use is Use.FORBIDDEN:
        return Reach(NO)
    return entry._replace(answer=UNKNOWN) if use is Use.UNKNOWN else entry


def proved(trust: Trust, account: Value, entry: Reach) -> bool:
    return entry.answer is YES and trust.whose(account) is Whose.EXTERNAL


WITH_MFA = Condition("Bool", "aws:MultiFactorAuthPresent", ("true",))
RULE = Rule(
    id="CKV_TRUST_1",
    name="external-account-without-external-id",
    severity="HIGH",
    headline="External account can assume the role without an external id",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
    judge=judge,
)
