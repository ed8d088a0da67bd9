"""IAM refuses the trust policy.

What it finds:  a document that IAM does not accept, or that its own validator calls an error: an element, a
                principal, an action or an operator that a trust policy cannot have, a malformed value, a `Sid` said
                twice, too many characters.  Where AWS has a text or a code for it, the finding quotes it.
                What IAM takes, and its validator alone calls an error, is MEDIUM.  A principal that is only to be
                filled in (`arn:aws:iam::<account id>:root`) is LOW.
Why it matters: the deployment fails, in the middle of whatever else it was to change.
Instead:        correct the element that the finding names.  Where it is only misspelt, and one right form is like what
                is written (an action without `sts:`, a service among the accounts, an ARN that lacks a colon, an
                operator short of a letter, a `Sid` with a dash, a pattern where a role's name belongs), the finding
                shows the statement as it was meant, with what the other rules find in that mended, too; an account or
                a date that is none is left to be filled in.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import UNKNOWN, YES
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.trust import Trust
from roletrust.rules.analysis.validation import LONGEST, USUAL, Refusal, refusals
from roletrust.rules.messages.wording import SHOWN, once
from roletrust.rules.rule import NOTHING, Fix, Rule, Verdict

ADVICE = "correct what it names; `aws accessanalyzer validate-policy` checks the result"
FILL_IN = "replace what it names by the value that it stands for"
OF_VALIDATOR = "AWS's policy validator calls the trust policy an error"
TAKEN = "MEDIUM"  # by IAM, which enforces something else than what is written
UNFINISHED = "LOW"  # whoever deploys it has to fill it in first, and IAM sees to that


def judge(trust: Trust) -> Verdict:
    found = list(refusals(trust.policy))
    certain = [each for each in found if each.maybe is None]
    if not found:
        return of_size(trust.policy.size, any(trust.policy.holes()))
    shown = certain or found
    more = f"; and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
    unfinished = all(each.is_to_fill_in for each in shown)
    refused = any(each.final for each in shown)
    return Verdict(
        YES if certain else UNKNOWN,
        reason="; ".join(each.told for each in shown[:SHOWN]) + more,
        statement=shown[0].statement,
        fix=Fix(FILL_IN, shown[0].statement) if unfinished else spelling(shown, trust.policy),
        holes=() if certain else once(each.maybe for each in found if each.maybe),
        severity=UNFINISHED if unfinished else "" if refused else TAKEN,
        headline="" if refused else OF_VALIDATOR,
        final=any(each.final for each in certain),
    )


def spelling(shown: Sequence[Refusal], policy: Policy) -> Fix:
    """The first statement that is only misspelt, as it was meant; else the advice alone."""
    from roletrust.rules.fixes.respelling import bare_names, respelt, with_arn  # noqa: PLC0415  # for what IAM refuses alone

    statements = dict.fromkeys(each.statement for each in shown if each.statement)
    meant = next(((each, right) for each in statements if (right := respelt(each, policy))), None)
    if meant:
        return Fix(ADVICE, meant[0], meant=(meant[1],))
    bare = next((name for each in statements for name in bare_names(each)), "")
    return Fix(with_arn(bare) if bare else ADVICE, shown[0].statement)


def of_size(size: int, is_open: bool) -> Verdict:
    """Of a policy that is well-formed: whether it is too long.  An account's own quota is not known here.

    `is_open`: some of it is not known, and not counted.
    """
    if size <= USUAL:
        return NOTHING
    told = f"it has {'at least ' if is_open else ''}{size:,} characters without white space"
    if size > LONGEST:
        fix = Fix("split it over several roles, or confine by organization instead of listing accounts")
        return Verdict(YES, reason=f"{told}, and no account may have more than {LONGEST:,}", fix=fix, final=True)
    doubt = f"{told}, and an account may have {USUAL:,} unless its quota was raised"
    return Verdict(
        UNKNOWN, doubt=doubt, fix=Fix("have the quota `Role trust policy length` raised, or shorten the policy")
    )


def of_no_policy(problem: str) -> Verdict:
    """Of a document that cannot be read as a policy, and that nothing left open could make one."""
    return Verdict(YES, reason=problem, fix=Fix(ADVICE), final=True)


RULE = Rule(
    id="CKV_TRUST_11",
    name="invalid-trust-policy",
    severity="HIGH",
    headline="IAM refuses the trust policy",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    judge=judge,
)
