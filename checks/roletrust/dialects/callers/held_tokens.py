"""The tokens that the steps of CircleCI, Bitbucket and Buildkite hold: those whose subjects are ids that no text tells.

Source: CircleCI Docs, "Using OpenID Connect tokens in jobs": `CIRCLE_OIDC_TOKEN` and `CIRCLE_OIDC_TOKEN_V2`, whose
audience is the organization's id; Atlassian Support, "Integrate Pipelines with resource servers using OIDC": a step
with `oidc: true` has `BITBUCKET_STEP_OIDC_TOKEN`, of `{REPOSITORY}:{STEP}`, or `{REPOSITORY}:{ENVIRONMENT}:{STEP}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from roletrust.dialects.callers.reuse import Repository
from roletrust.dialects.callers.written import within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.tokens import BITBUCKET, CIRCLECI, TENANT, Token, Tokens
from roletrust.engine.text import Hole, Value, text

Held = Mapping[str, Tokens]  # by the variable that holds them
NO_TOKENS: Held = MappingProxyType({})
OF_BITBUCKET = "BITBUCKET_STEP_OIDC_TOKEN"
PROJECT = Hole("project id")
OF_PROJECT = ("org/", TENANT, "/project/", PROJECT, "/user/", Hole("user id"))
OF_SOURCE = (*OF_PROJECT, "/vcs-origin/", Hole("repository"), "/vcs-ref/", Hole("ref"))


def of_circleci(*subject: str | Hole) -> Token:
    claims = {"sub": text(*subject), "aud": text(TENANT), "oidc.circleci.com/project-id": text(PROJECT)}
    return Token(tuple(claims.items()))


CIRCLE = {
    "CIRCLE_OIDC_TOKEN": Tokens(CIRCLECI, (of_circleci(*OF_PROJECT),)),
    "CIRCLE_OIDC_TOKEN_V2": Tokens(CIRCLECI, (of_circleci(*OF_SOURCE),)),
}
# The orb `circleci/aws-cli` presents the one or the other, by its version.
OF_THE_ORB = Tokens(CIRCLECI, tuple(form for each in CIRCLE.values() for form in each.forms))


def in_circleci(step: Map, pipeline: Tree, repository: Repository) -> Held:
    """Those of any step of CircleCI's."""
    return CIRCLE


def in_bitbucket(step: Map, pipeline: Tree, repository: Repository) -> Held:
    """Those of a step of Bitbucket's: none without `oidc`."""
    if within(step, "oidc") != "true":
        return NO_TOKENS
    environment = ("{", Hole("environment uuid"), "}:") if "deployment" in step else ()
    subject: Value = text("{", Hole("repository uuid"), "}:", *environment, "{", Hole("step uuid"), "}")
    audience = text("ari:cloud:bitbucket::workspace/", Hole("workspace uuid"))
    return {OF_BITBUCKET: Tokens(BITBUCKET, (Token((("sub", subject), ("aud", audience))),))}
