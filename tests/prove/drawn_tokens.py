"""Trust policies for OIDC tokens, drawn by lot: issuers that many organizations share, conditions on their claims."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
GITHUB, GITLAB, BUILDKITE = "token.actions.githubusercontent.com", "gitlab.com", "agent.buildkite.com"
# What may be asked of each claim: one's own and others', as they are written and a little beside.
CLAIMS: dict[str, dict[str, tuple[str, ...]]] = {
    GITHUB: {
        "sub": (
            *("repo:acme/*", "repo:acme/shop:*", "repo:acme*", "repo:*/shop:*", "repo:*", "*:ref:refs/heads/main", "*"),
            *("repo:acme/shop:ref:refs/heads/main", "environment:production", "repo:acme@12/shop:pull_request"),
            *("repository_owner:acme:*", "job_workflow_ref:acme/*", "*acme*", "repo:ac?e/*", "*:environment:prod"),
        ),
        "aud": ("sts.amazonaws.com", "*"),
        "repository": ("acme/shop", "acme/*", "*/shop", "acme*"),
        "repository_owner_id": ("1234", "12*", "*"),
        "enterprise_id": ("77", "*"),
        "actor": ("ann", "*"),
        "colour": ("blue",),
    },
    GITLAB: {
        "sub": ("project_path:acme/*", "project_path:acme*", "project_path:*:ref:main", "*", "project_path:acme/a:*"),
        "aud": ("https://gitlab.com", "*"),
        "project_id": ("1", "*"),
        "namespace_id": ("1*", "9"),
    },
    BUILDKITE: {
        "sub": ("organization:acme:*", "organization:acme*", "organization:*:pipeline:deploy:*", "*"),
        "aud": ("sts.amazonaws.com",),
        "organization_slug": ("acme", "ac*"),
        "cluster_id": ("c1", "*"),
    },
    "accounts.google.com": {"sub": ("1234", "12*"), "aud": ("app", "a*"), "google/organization_number": ("5", "*")},
    "oidc.vercel.com": {"sub": ("owner:acme:*",), "aud": ("https://vercel.com/acme", "*", "https://vercel.com/*")},
}
OPERATORS = ("StringEquals", "StringLike", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIgnoreCase")
QUALIFIERS = (*("{}",) * 8, "{}IfExists", "ForAnyValue:{}", "ForAllValues:{}")


def policies(seed: int, numbers: range) -> Iterator[tuple[int, Json]]:
    """The policies of these numbers, each the same for the same seed."""
    for number in numbers:
        dice = random.Random(seed * 1_000_003 + number)
        issuer = dice.choice((GITHUB, GITHUB, GITHUB, *CLAIMS))
        effects = dice.choice((["Allow"], ["Allow"], ["Allow", "Allow"], ["Allow", "Deny"], ["Allow", "Deny", "Deny"]))
        yield number, {"Version": "2012-10-17", "Statement": [statement(dice, issuer, each) for each in effects]}


def statement(dice: random.Random, issuer: str, effect: str) -> Json:
    """One for the issuer, with up to three conditions."""
    block: Json = {}
    for _ in range(dice.choice((0, 1, 1, 2, 2, 3) if effect == "Allow" else (1, 1, 2))):
        claim = dice.choice(("sub", "sub", *CLAIMS[issuer]))
        values = dice.sample(CLAIMS[issuer][claim], dice.choice((1, 1, 1, 2)) if len(CLAIMS[issuer][claim]) > 1 else 1)
        written = dice.choice(QUALIFIERS).format(dice.choice(OPERATORS))
        block.setdefault(written, {}).setdefault(f"{issuer}:{claim}", values)
    provider = issuer if issuer.startswith("accounts.") else f"arn:aws:iam::111111111111:oidc-provider/{issuer}"
    made: Json = {
        "Effect": effect,
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    return {**made, "Condition": block} if block else made
