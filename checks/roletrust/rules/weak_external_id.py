"""The external id that an external account has to send is easily guessed.

What it finds:  an external account that is kept out without an external id, and let in with one that proves
                nothing: any id at all (`Null`, `*`), any that a wildcard matches, or one that is shorter than 8
                characters, an account id, the role's name, a date, a run of neighbouring characters or keys, a few
                characters repeated, one that specifications and manuals print, or one that is made of nothing but the
                like, short numbers, and the words that people take: of vendors, products, environments, and
                placeholders, or one or two of a dictionary.  Every id that is accepted is judged, in all
                statements together.
Why it matters: the vendor's other customers can name your role, and an id that they can guess or choose.  Then the
                vendor acts on your account for them, as if no id were asked for.
Instead:        the vendor generates one id for you alone, at random, and you ask for just that one with
                `StringEquals`.  It need not be secret, only yours: never choose it yourself.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.accounts import Whose
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value, holes_of
from roletrust.rules.analysis.guessable_ids import weakness
from roletrust.rules.fixes.guessing import random_id, sent, why
from roletrust.rules.messages.entrance import beside, gets_in
from roletrust.rules.messages.left_open import left_open
from roletrust.rules.messages.wording import SHOWN
from roletrust.rules.rule import NOTHING, Rule, Verdict


def judge(trust: Trust) -> Verdict:
    if not trust.names_external_id:
        return NOTHING
    asked = [account for account in trust.named_accounts() if trust.whose(account) in (Whose.EXTERNAL, Whose.UNKNOWN)]
    if not asked:
        return NOTHING
    needed = any(trust.without_external_id(account).answer is not YES for account in asked)
    weak = frozenset(each.lower() for each in trust.external_ids() if needed and weakness(each, trust.owner.role))
    entries = [(account, guessed(trust, account, weak)) for account in asked]
    found = [
        (account, entry) for account, entry in entries if entry.answer is YES and trust.whose(account) is Whose.EXTERNAL
    ]
    if not found:
        return left_open([(entry, holes_of(account), account) for account, entry in entries])
    first = found[0][1]
    whys = [why(trust, account, entry, weak) for account, entry in found[:SHOWN]]
    return Verdict(
        YES,
        reason=f"{gets_in(found, trust.owner)} with an id that proves nothing: {'; '.join(dict.fromkeys(whys))}",
        accounts=tuple(account for account, _ in found),
        statement=first.through,
        witness=first.witness,
        fix=random_id(trust.policy, first.through, beside(found), sent(first), trust.owner),
    )


def guessed(trust: Trust, account: Value, weak: frozenset[str]) -> Reach:
    """Who of `account` gets in with an id that is easily guessed; nobody, where it needs none (rule 1)."""
    without = trust.without_external_id(account)
    if without.answer is YES:
        return Reach(NO)
    found = trust.with_a_guess(account, weak)
    if without.answer is NO or found.answer is NO:
        return found
    return without._replace(answer=UNKNOWN, holes=(*without.holes, *found.holes))


RULE = Rule(
    id="CKV_TRUST_5",
    name="weak-external-id",
    severity="MEDIUM",
    headline="External account can assume the role with an easily guessed external id",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    judge=judge,
)
