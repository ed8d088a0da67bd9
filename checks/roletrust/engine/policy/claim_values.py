"""What an issuer of OIDC tokens writes in their claims, as far as its own pages settle it.

It is told of the letters, and of where `*` and `?` may stand: who compares these as they are (`StringEquals`) with a
claim that never holds them lets nobody in.  Any other claim may hold anything: an audience, above all, is whatever a
job asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from roletrust.engine.text import Value

Place = Callable[[str], bool]  # whether in a text with `*` or `?` these stand where they may; OPEN: what is not known

READ = "2026-12-01"
WILDCARDS = frozenset("*?")
OPEN = "\0"
SMALL = "abcdefghijklmnopqrstuvwxyz0123456789"
NAME = frozenset(SMALL + "_-")


class Written(NamedTuple):
    """What stands in a claim: of which `letters` (None: any), and with wildcards where (None: anywhere)."""

    letters: str | None = None
    wildcards: Place | None = None


def nowhere(value: str) -> bool:
    """In no value."""
    return WILDCARDS.isdisjoint(value)


def has_wildcards(values: Iterable[Value]) -> bool:
    """Whether a `*` or a `?` stands in one of them, as they are written."""
    return any(not WILDCARDS.isdisjoint(str(each)) for each in values)


def in_a_file(value: str) -> bool:
    """In the file's name of `OWNER/REPOSITORY/.github/workflows/FILE@REF`: git lets it be called anything."""
    path, at, ref = value.lower().rpartition("@") if "@" in value else (value.lower(), "", "")
    repository, inside, _ = path.partition("/.github/workflows/")
    whole = (at and inside) or OPEN in value  # what is not spelt may be in what is open
    return nowhere(value) or (bool(whole) and nowhere(ref) and (not inside or nowhere(repository)))


def in_a_free_claim(subject: str) -> bool:
    """In what others have named, in a subject of GitHub's: one claim after another, `NAME:VALUE`, no value with a `:`.

    An environment, a workflow and a custom property may be called anything, for all that GitHub says.  What is open in
    a value is of that value; where a name should stand, anything.
    """
    parts = subject.lower().split(":")
    at = 0
    while at < len(parts):
        name, value = parts[at], "".join(parts[at + 1 : at + 2])
        if OPEN in name:
            return True
        if not nowhere(name) or (name != ALONE and not nowhere(value) and not _may_stand(name, value)):
            return False
        at += 1 if name == ALONE else 2
    return True


def _may_stand(name: str, value: str) -> bool:
    place = OF_SUBJECTS.get(name)
    return place(value) if place else NAME.issuperset(name)


ALONE = "pull_request"  # what stands in a subject without a value
# https://docs.github.com/en/actions/reference/security/oidc: the claims, and what a template puts into the subject.
# https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits: a repository's name is
# of ASCII letters, digits and `.-_`; https://git-scm.com/docs/git-check-ref-format: no ref holds `*` or `?`.
CONFINED = (
    "repo repository repository_id repository_owner repository_owner_id repository_visibility enterprise enterprise_id "
    "ref base_ref head_ref ref_type ref_protected sha workflow_sha job_workflow_sha actor actor_id event_name "
    "run_id run_number run_attempt check_run_id runner_environment"
)
OF_SUBJECTS: Mapping[str, Place] = {
    **dict.fromkeys(CONFINED.split(), nowhere),
    **dict.fromkeys(("workflow_ref", "job_workflow_ref"), in_a_file),
}
PLAIN = Written(wildcards=nowhere)
GITHUB: Mapping[str, Written] = {
    "sub": Written(wildcards=in_a_free_claim),
    **{claim: Written(wildcards=place) for claim, place in OF_SUBJECTS.items()},
}
GITLAB = (
    "sub namespace_id project_id user_id user_login user_access_level pipeline_source ref_protected runner_environment"
)
OF_ISSUERS: tuple[tuple[str, Mapping[str, Written]], ...] = (
    (r"(vs)?token\.actions\.githubusercontent\.com(/.+)?", GITHUB),
    (r"token\.actions\.[a-z0-9-]+\.ghe\.com", GITHUB),
    # https://docs.gitlab.com/ci/secrets/id_token_authentication/: the subject is the project's path and the ref.
    # https://docs.gitlab.com/user/reserved_names/: a path is of letters, digits and `_.-`.
    (r"gitlab\.com", dict.fromkeys(GITLAB.split(), PLAIN)),
    # https://kubernetes.io/docs/concepts/overview/working-with-objects/names/, of namespaces and service accounts;
    # https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html: the subject.
    (r"oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/id/[a-z0-9]+", {"sub": Written(SMALL + "-.:")}),
    # https://developer.hashicorp.com/terraform/cloud-docs/dynamic-provider-credentials/workload-identity-tokens;
    # https://developer.hashicorp.com/terraform/cloud-docs/api-docs/projects: names, as those of workspaces.
    (r"app\.(eu\.)?terraform\.io", {"sub": PLAIN}),
    # https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html: `[\w-]+:[0-9a-f-]+`, of both.
    (
        r"cognito-identity\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?",
        dict.fromkeys(("aud", "sub"), Written(SMALL + SMALL.upper() + "_-:")),
    ),
    # https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/: ids, a repository, its ref.
    (r"oidc\.circleci\.com/org/.+", dict.fromkeys(("sub", "oidc.circleci.com/project-id"), PLAIN)),
    # https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/: ids.
    (r"api\.bitbucket\.org/2\.0/workspaces/[^/]+/pipelines-config/identity/oidc", {"sub": PLAIN}),
)
ANYTHING = Written()
_COMPILED = [(re.compile(issuer + r"\Z"), claims) for issuer, claims in OF_ISSUERS]


@lru_cache(maxsize=1024)
def written(issuer: str, claim: str) -> Written:
    """What `issuer` writes in `claim` (both in lower case, the issuer without a scheme)."""
    claims = next((claims for known, claims in _COMPILED if known.match(issuer)), {})
    return claims.get(claim, ANYTHING)
