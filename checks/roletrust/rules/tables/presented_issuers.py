"""Who issues the tokens that a caller's text speaks of, and under which other addresses.

A server of one's own, an enterprise's own address, an issuer for each organization: what a text tells of the product
does not tell which of them it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from roletrust.engine.roles.tokens import BITBUCKET, BUILDKITE, CIRCLECI, COGNITO, GITHUB, GITLAB, HCP, SPACELIFT
from roletrust.rules.tables.issuers import row


class Product(NamedTuple):
    """A product whose jobs present tokens.

    `also`: the other issuers that may be meant; its `tenant` is the organization, where the token holds that too.
    `chosen`: a subject of other parts than the product writes where nobody chooses them; of another claim, `claim`.
    """

    name: str
    also: re.Pattern[str] | None = None
    chosen: re.Pattern[str] | None = None
    claim: str = "sub"


# GitHub Docs, "Customizing the token claims": an organization or a repository may have a template of its own.
OF_GITHUB = re.compile(
    r"^(?:environment|ref):|(?:^|:)(?:actor|actor_id|base_ref|check_run_id|context|enterprise|enterprise_id|event_name|head_ref|"
    r"job_workflow_ref|job_workflow_sha|ref_protected|ref_type|repo_property_\w+|repository|repository_id|"
    r"repository_owner|repository_owner_id|repository_visibility|run_attempt|run_id|run_number|runner_environment|sha|"
    r"workflow|workflow_ref|workflow_sha):"
)
# GitLab Docs, "Projects API", `ci_id_token_sub_claim_components`: a project may leave parts out, and add two others.
OF_GITLAB = re.compile(r"(?:^|:)(?:environment_protected|deployment_tier):|^project_path:[^:*?]*(?::ref_type:[^:]*)?\Z")
# Spacelift Docs, "Customizing the OIDC Subject Claim": an account may have a template of its own.
OF_SPACELIFT = re.compile(r"(?:^|:)(?:space_path|run_id):|^(?!space:|[*?])")
# Amazon Cognito Developer Guide, "Role trust and permissions": `amr` of a user has the provider besides.
OF_COGNITO = re.compile(r"^(?!(?:un)?authenticated\Z)")
NOT_OF_OTHERS = (
    r"(?!(vs)?token\.actions\.|oidc\.eks\.|accounts\.google\.com|agent\.buildkite\.com|oidc\.circleci\.com|"
    r"api\.bitbucket\.org)"
)
PRODUCTS = {
    GITHUB: Product("GitHub Actions", re.compile(r"(vs)?token\.actions\..+|.+/_services/token"), OF_GITHUB),
    HCP: Product("HCP Terraform", re.compile(rf"app\.eu\.terraform\.io|(?!gitlab\.com){NOT_OF_OTHERS}.+")),
    GITLAB: Product("GitLab", re.compile(rf"(?!app\.(eu\.)?terraform\.io){NOT_OF_OTHERS}.+"), OF_GITLAB),
    BUILDKITE: Product("Buildkite"),
    CIRCLECI: Product("CircleCI", re.compile(rf"{re.escape(CIRCLECI)}/(?P<tenant>.+)")),
    BITBUCKET: Product("Bitbucket Pipelines", re.compile(rf"{re.escape(BITBUCKET)}/.+")),
    COGNITO: Product("Amazon Cognito", chosen=OF_COGNITO, claim="amr"),
    SPACELIFT: Product(
        "Spacelift",
        re.compile(
            r"(?P<tenant>[a-z0-9-]+\.app\.(?:us\.)?spacelift\.io)|"
            rf"(?!gitlab\.com|app\.(?:eu\.)?terraform\.io|.*\.spacelift\.io\Z){NOT_OF_OTHERS}.+"
        ),
        OF_SPACELIFT,
    ),
}
CLUSTER = Product("an EKS cluster")


def product(issuer: str) -> Product:
    """What is known of the product whose tokens a caller presents, by its issuer."""
    return PRODUCTS.get(issuer, CLUSTER)


def may_issue(product: Product, own: str, issuer: str) -> bool:
    """Whether `issuer`, in lower case, may be the one that is meant; `own`: the usual one, '' for some cluster's."""
    if not own:
        return row(issuer) is None
    return issuer == own or bool(product.also and product.also.fullmatch(issuer))
