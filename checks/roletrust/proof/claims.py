"""The language of the claims of OIDC tokens, by issuer.

Written from docs/semantics.md, "The request", for solvers to read; the engine has a table of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from roletrust.proof.logic import ANY_CHARACTER, WORD, characters, constant, either, in_any_case, sequence, times

ALL = "re.all"


def _without(letters: str) -> str:
    return f"(re.diff {ANY_CHARACTER} {either(map(constant, letters))})"


def _one_of(words: str) -> str:
    return either(map(in_any_case, words.split()))


# PLAIN: without `*` and `?`
PLAIN = times(_without("*?"), 0)
PLAIN_PART, PART = times(_without("*?:"), 0), times(_without(":"), 0)
COLON = constant(":")
SURE = _one_of(
    "repo repository repository_id repository_owner repository_owner_id repository_visibility enterprise enterprise_id "
    "ref base_ref head_ref ref_type ref_protected sha workflow_sha job_workflow_sha actor actor_id event_name "
    "run_id run_number run_attempt check_run_id runner_environment"
)
FILES = _one_of("workflow_ref job_workflow_ref")
IN_FILES = in_any_case("/.github/workflows/")
ALONE = in_any_case("pull_request")
FREE = f"(re.diff {times(characters(f'{WORD}-'), 0)} {either((SURE, FILES, ALONE))})"


def _of_file(plain: str, any_: str) -> str:
    """`OWNER/REPOSITORY/.github/workflows/FILE@REF`, of such stretches."""
    return either((plain, sequence((plain, IN_FILES, any_, constant("@"), plain))))


def _of_github() -> str:
    """Claim after claim, each a name and a value, but for one that stands alone."""
    one = either(
        (
            ALONE,
            sequence((f"(re.diff {PLAIN_PART} {ALONE})", COLON, PLAIN_PART)),
            sequence((FILES, COLON, _of_file(PLAIN_PART, PART))),
            sequence((FREE, COLON, PART)),
        )
    )
    first = times(sequence((one, COLON)), 0)
    return either((PLAIN, sequence((first, either((one, PLAIN_PART))))))


GITHUB = {
    "sub": _of_github(),
    "job_workflow_ref": _of_file(PLAIN, ALL),
    **dict.fromkeys(("repository", "repository_id", "repository_owner_id", "enterprise_id"), PLAIN),
    **dict.fromkeys(("ref", "actor", "actor_id"), PLAIN),
}
GITLAB = (
    "sub namespace_id project_id user_id user_login user_access_level pipeline_source ref_protected runner_environment"
)
CLAIMS = (
    (r"(vs)?token\.actions\.githubusercontent\.com(/.+)?|token\.actions\.[a-z0-9-]+\.ghe\.com", GITHUB),
    (r"gitlab\.com", dict.fromkeys(GITLAB.split(), PLAIN)),
    (r"oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/id/[a-z0-9]+", {"sub": times(characters("a-z0-9.:-"), 0)}),
    (r"app\.(eu\.)?terraform\.io", {"sub": PLAIN}),
    (
        r"cognito-identity\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?",
        dict.fromkeys(("aud", "sub"), times(characters(f"{WORD}:-"), 0)),
    ),
    (r"oidc\.circleci\.com/org/.+", dict.fromkeys(("sub", "oidc.circleci.com/project-id"), PLAIN)),
    (r"api\.bitbucket\.org/2\.0/workspaces/[^/]+/pipelines-config/identity/oidc", {"sub": PLAIN}),
)
# The claims that every issuer's tokens may bring as keys, and those that some do besides (Service Authorization
# Reference, "Condition keys for AWS Security Token Service"): of no other is there a key.
OF_ALL = frozenset(("sub", "aud", "amr", "oaud", "azp"))
OF_GITHUB = "actor actor_id enterprise_id environment job_workflow_ref ref repository repository_id workflow"
GITHUB_KEYS = f"{OF_GITHUB} repository_owner_id"
BUILDKITE = "build_branch cluster_id cluster_name organization_id organization_slug pipeline_id pipeline_slug"
BESIDES = (  # how an issuer's host begins and ends
    ("token.actions.", ".ghe.com", GITHUB_KEYS),
    *((host, "", GITHUB_KEYS) for host in ("token.actions.githubusercontent", "vstoken.actions.", "github.com")),
    ("gitlab.com", "", f"{GITLAB} user_email"),
    ("agent.buildkite.com", "", BUILDKITE),
    ("oidc.circleci.com", "", "oidc.circleci.com/project-id"),
    ("accounts.google.com", "", "google/organization_number"),
    ("idcs-", ".identity.oraclecloud.com", "rpst_id"),
    ("graph.facebook.com", "", "app_id id"),
    ("www.amazon.com", "", "app_id user_id"),
)
# OpenID Connect Core 1.0, "ID Token": both are required.  Facebook's and Amazon's are access tokens of OAuth 2.0.
IN_EVERY_ID_TOKEN, NO_ID_TOKENS = ("sub", "aud"), ("graph.facebook.com", "www.amazon.com")
COMPILED = [(re.compile(rf"(?:{issuer})\Z"), claims) for issuer, claims in CLAIMS]


@lru_cache(maxsize=256)
def has_a_key(issuer: str, claim: str) -> bool:
    """Whether AWS has a condition key for a claim of an issuer's tokens (both in lower case)."""
    host = issuer.partition("/")[0]
    own = next((claims for begins, ends, claims in BESIDES if host.startswith(begins) and host.endswith(ends)), "")
    return claim in OF_ALL or claim in own.split()


def in_every_token(issuer: str, claim: str) -> bool:
    """Whether no token of the issuer is without the claim (both in lower case)."""
    return claim in IN_EVERY_ID_TOKEN and issuer not in NO_ID_TOKENS


@lru_cache(maxsize=256)
def of_claim(key: str) -> str:
    """What the claim of `key` (lower case) holds, as a regular language."""
    host, _, claim = key.rpartition(":")
    claims = next((each for issuer, each in COMPILED if issuer.match(host.rstrip("/"))), {})
    return claims.get(claim, ALL)
