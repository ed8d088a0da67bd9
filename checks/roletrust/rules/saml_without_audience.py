"""A SAML assertion is accepted whatever recipient it was made for.

What it finds:  a SAML provider whose assertions the whole policy lets in with any `SAML:aud` (the recipient that
                the assertion names).
Why it matters: an assertion that was made for another application signs its bearer in to this role as well.
Instead:        demand AWS's own sign-in endpoint in `SAML:aud`; the regional ones (`https://*.signin.aws.amazon.com/saml`)
                too, if your identity provider uses them.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
"""

from __future__ import annotations

from roletrust.engine.answer import YES
from roletrust.engine.classes.other_callers import SAML_AUDIENCE, Visit, any_address
from roletrust.engine.policy.document import Condition
from roletrust.engine.policy.request import Caller, Kind, arn_field
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value, holes_of
from roletrust.rules.fixes.setting_apart import set_caller_apart
from roletrust.rules.messages.entrance import loose_on
from roletrust.rules.messages.left_open import undecided
from roletrust.rules.messages.wording import listed, placeholder
from roletrust.rules.rule import Fix, Rule, Verdict
from roletrust.rules.tables.federation import providers

# AWS General Reference, "AWS Sign-In endpoints and quotas".
ENDPOINTS = {
    "aws": "https://signin.aws.amazon.com/saml",
    "aws-cn": "https://signin.amazonaws.cn/saml",
    "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
}


def judge(trust: Trust) -> Verdict:
    names = providers(trust, Kind.SAML)
    visits = [Visit(caller=Caller(Kind.SAML, name), holds={SAML_AUDIENCE: any_address}) for name in names]
    entries = [(visit.caller.arn, trust.visited(visit)) for visit in visits]
    found = [(name, entry) for name, entry in entries if entry.answer is YES]
    if not found:
        return undecided((entry, holes_of(name)) for name, entry in entries)
    first = found[0][1]
    where = first.through.label if first.through else "the policy"
    whose = listed([str(name) for name, _ in found])
    return Verdict(
        YES,
        reason=f"{where} accepts assertions of {whose} for any recipient; "
        f"{loose_on(first.through, (SAML_AUDIENCE,), 'SAML:aud', 'for other recipients')}",
        statement=first.through,
        witness=first.witness,
        fix=set_caller_apart(
            Fix(
                "accept only assertions made for AWS's sign-in endpoint",
                first.through,
                (Condition("StringEquals", "SAML:aud", (endpoint(found[0][0]),)),),
            ),
            "Federated",
            [name for name, entry in found if entry.through == first.through],
        ),
    )


def endpoint(provider: Value) -> str:
    """Where assertions are sent in the partition of `provider`."""
    partition = arn_field(provider, 1) or "aws"
    return ENDPOINTS.get(str(partition), placeholder("your partition's sign-in endpoint"))


RULE = Rule(
    id="CKV_TRUST_10",
    name="saml-without-audience",
    severity="MEDIUM",
    headline="SAML assertion for any recipient is accepted",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
    judge=judge,
)
