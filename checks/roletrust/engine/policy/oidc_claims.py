"""The claims of OIDC tokens for which AWS has condition keys.  What else a token says, no policy sees.

Service Authorization Reference, "Condition keys for AWS Security Token Service", as of 2026-11-30; IAM User Guide,
"Available keys for AWS OIDC federation".  An issuer that is not here has the keys of STANDARD alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

READ = "2026-11-30"
STANDARD = frozenset(("sub", "aud", "amr", "oaud", "azp"))
REQUIRED = frozenset(("sub", "aud"))
NO_ID_TOKENS = ("graph.facebook.com", "www.amazon.com")  # whose access tokens are of OAuth 2.0
GITHUB = (
    "actor actor_id enterprise_id environment job_workflow_ref ref repository repository_id repository_owner_id "
    "workflow"
)
GITLAB = (
    "namespace_id pipeline_source project_id ref_protected runner_environment user_access_level user_email user_id "
    "user_login"
)
BUILDKITE = "build_branch cluster_id cluster_name organization_id organization_slug pipeline_id pipeline_slug"
OF_ISSUERS = (
    (r"(vs)?token\.actions\.githubusercontent\.com(/.+)?", GITHUB),
    (r"token\.actions\.[^/]+\.ghe\.com(/.+)?", GITHUB),
    (r"github\.com/enterprises/.+", GITHUB),
    (r"gitlab\.com", GITLAB),
    (r"agent\.buildkite\.com", BUILDKITE),
    (r"oidc\.circleci\.com/org/.+", "oidc.circleci.com/project-id"),
    (r"accounts\.google\.com", "google/organization_number"),
    (r"idcs-[^/]+\.identity\.oraclecloud\.com", "rpst_id"),
    (r"graph\.facebook\.com", "app_id id"),
    (r"www\.amazon\.com", "app_id user_id"),
)
_COMPILED = [(re.compile(issuer + r"\Z"), frozenset(claims.split())) for issuer, claims in OF_ISSUERS]


@lru_cache(maxsize=256)
def claims_of(issuer: str) -> frozenset[str]:
    """The claims, in lower case, that AWS has a condition key for, of tokens of `issuer` (lower case, no scheme)."""
    own = next((claims for known, claims in _COMPILED if known.match(issuer.rstrip("/"))), frozenset())
    return STANDARD | own


def always_in(issuer: str) -> frozenset[str]:
    """The claims, in lower case, that every token of `issuer` (lower case, no scheme) has.

    OpenID Connect Core 1.0, "ID Token": a subject and an audience are required.
    """
    return frozenset() if issuer in NO_ID_TOKENS else REQUIRED
