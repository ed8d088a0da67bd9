"""Which tokens get in that should not, and what keeps them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from roletrust.engine.answer import UNKNOWN
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.document import Condition
from roletrust.engine.questions.trust import Trust
from roletrust.rules.analysis.token_classes import Tokens
from roletrust.rules.fixes.subjects import condition, of_ones_own
from roletrust.rules.messages.entrance import loose_on
from roletrust.rules.messages.wording import placeholder

# The audience that each issuer's own guide has its users register for AWS:
# GitHub Docs, "Configuring OpenID Connect in Amazon Web Services"; Amazon EKS User Guide, "IAM roles for service
# accounts"; GitLab Docs, "Configure OpenID Connect in AWS"; HashiCorp Developer, "Use dynamic credentials with the AWS
# provider"; Buildkite Docs, "OIDC in Buildkite Pipelines with AWS".
STS = "sts.amazonaws.com"
AUDIENCES = {
    "token.actions.githubusercontent.com": STS,
    "gitlab.com": "https://gitlab.com",
    "app.terraform.io": "aws.workload.identity",
    "agent.buildkite.com": STS,
}
CLUSTERS = "oidc.eks."
AUDIENCE = placeholder("audience that the provider has registered")


class Found(NamedTuple):
    """Which `tokens` get in how; `claim`: the one that should keep them out; `strangers`: they are another's."""

    tokens: Tokens
    entry: Reach
    claim: str
    strangers: bool


def found_in(trust: Trust, tokens: Tokens) -> Iterator[Found]:
    """A stranger's tokens, where the issuer is or may be a shared one; then one's own that are made for others."""
    if tokens.row:
        yield Found(tokens, trust.visited(tokens.of_strangers()), tokens.row.key, True)
    elif not tokens.issuer:
        entry = trust.visited(tokens.of_strangers())
        yield Found(tokens, entry._replace(answer=min(entry.answer, UNKNOWN)), "sub", True)
    asked_already = tokens.known.key in tokens.known.audience  # where the audience tells tenants apart
    if not asked_already and not tokens.made_for_the_role:
        yield Found(tokens, trust.visited(tokens.for_others()), tokens.known.audience[0], False)


def reason(found: Found) -> str:
    """`statement 1 lets in a token of GitHub Actions that any other organization can get; it has no condition`"""
    tokens, claim = found.tokens, found.claim
    where = found.entry.through.label if found.entry.through else "the policy"
    any_audience = "for any audience that its provider has registered"
    what = "that any other organization can get" if found.strangers else any_audience
    whose = "of others" if found.strangers else "for others"
    loose = loose_on(found.entry.through, tokens.keys(claim), tokens.spelt(claim) if tokens.issuer else claim, whose)
    return f"{where} lets in a token of {tokens.called} {what}; {loose}"


def demanded(found: Found) -> Condition:
    """The condition on the claim that keeps them out, with what the statement asks of it already."""
    row, claim, through = found.tokens.row, found.claim, found.entry.through
    key = found.tokens.spelt(claim)
    if not (row and row.example and found.strangers):
        return condition(
            key, (STS if found.tokens.issuer.startswith(CLUSTERS) else AUDIENCES.get(found.tokens.issuer, AUDIENCE),)
        )
    written = [each for each in through.conditions if each.key.lower() == key.lower()] if through else []
    return condition(key, of_ones_own(row.example, [value for each in written for value in each.values]))
