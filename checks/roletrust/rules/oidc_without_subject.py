"""An OIDC token from outside your organization is accepted, or one made for another audience.

What it finds:  a token of an issuer that many organizations share (GitHub Actions, GitLab.com, HCP Terraform and
                the like) that the whole policy lets in though it is another organization's; or, with severity MEDIUM
                and of any issuer, one of your own for an audience that the policy does not name, where its subject is
                not spelt out as one identity.
Why it matters: everybody can get a stranger's token: from a repository of their own, or for an application of theirs.
                IAM has refused new trust policies that do not ask for the subject since 2025, but it leaves the
                existing ones alone, and accepts a subject such as `repo:*/*:ref:refs/heads/main`.  On GitHub, whoever
                administers a repository chooses what its subjects say: `environment:production` is anybody's, and so
                is `job_workflow_ref:` of a reusable workflow that is public.  A policy that names no audience leaves
                it to the provider's list, which serves all roles that trust the provider: whoever adds an application
                there lets its tokens into this role.
Instead:        demand your own organization at the beginning of the subject, and the audience you registered.
                `repo:acme/*` is yours; `repo:acme*` is everybody's whose name begins so.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
"""

from __future__ import annotations

from roletrust.engine.answer import YES
from roletrust.engine.policy.request import Kind
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import holes_of
from roletrust.rules.analysis.token_classes import Tokens
from roletrust.rules.fixes.foreign_tokens import demanded, found_in, reason
from roletrust.rules.fixes.setting_apart import set_caller_apart
from roletrust.rules.messages.left_open import undecided
from roletrust.rules.rule import Fix, Rule, Verdict
from roletrust.rules.tables.federation import providers


def judge(trust: Trust) -> Verdict:
    asked = [found for name in providers(trust, Kind.OIDC) for found in found_in(trust, Tokens(trust, name))]
    proved = sorted((each for each in asked if each.entry.answer is YES), key=lambda each: not each.strangers)
    if not proved:
        return undecided((each.entry, holes_of(each.tokens.name)) for each in asked)
    first = proved[0]
    tokens, entry = first.tokens, first.entry
    beside = [each for each in proved if (each.tokens, each.entry.through) == (tokens, entry.through)]
    wanted = tuple({each.claim: demanded(each) for each in beside}.values())
    other_form = f"; {tokens.row.also}" if tokens.row and tokens.row.also and first.strangers else ""
    advice = f"accept only tokens of {tokens.called} that are your own and made for AWS{other_form}"
    fix = Fix(advice, entry.through, wanted)
    return Verdict(
        YES,
        reason=reason(first),
        statement=entry.through,
        witness=entry.witness,
        fix=set_caller_apart(fix, "Federated", [tokens.name]),
        headline="" if first.strangers else FOR_OTHERS,
        severity="" if first.strangers else "MEDIUM",
    )


FOR_OTHERS = "OIDC token that was made for another audience is accepted"


RULE = Rule(
    id="CKV_TRUST_9",
    name="oidc-without-subject",
    severity="HIGH",
    headline="OIDC token from outside your organization is accepted",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
    judge=judge,
)
