"""The OIDC issuers that many organizations share, and what in a token tells one from another.

IAM User Guide, "Identity-provider controls for shared OIDC providers": the issuers and the claim that IAM asks for.
How each writes its subjects: the vendor's documentation, named beside the row.  An issuer that is not here has an
address of its own for each organization (EKS clusters, CircleCI, Bitbucket, Spacelift, GitHub Enterprise, Entra
tenants), or is not known to be shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from roletrust.engine.keys import WORD
from roletrust.engine.tenants import WHOLE, Shape
from roletrust.rules.federation import COGNITO

NAME = WORD + "-"
DOTTED = NAME + "."


class Issuer(NamedTuple):
    """`name`: as people call it.  `tenant`: the claims of which a stranger's token holds the stranger's own.

    `audience`: the claims that say for whom a token is.  `claims`: others that it can carry, chosen by whoever asks
    for it.  `key`: the claim the fix demands, and `example` its value.  `open_ended`: AWS lists more claims of it.
    """

    name: str
    tenant: Mapping[str, tuple[Shape, ...]]
    key: str = "sub"
    example: str = ""
    audience: tuple[str, ...] = ("aud",)
    claims: tuple[str, ...] = ()
    open_ended: bool = False


def by_subject(name: str, example: str, prefixes: tuple[str, ...], separators: str, letters: str = NAME) -> Issuer:
    return Issuer(name, {"sub": (Shape(prefixes, separators, letters),)}, example=example)


def by_audience(name: str, claim: str, *users: str, example: str = "", also: tuple[str, ...] = ()) -> Issuer:
    tenant = dict.fromkeys((claim, *users), (WHOLE,))
    return Issuer(name, tenant, claim, example, (claim, *also), also, open_ended=bool(also))


GITHUB = Issuer(
    "GitHub Actions",
    {
        "sub": (Shape(("repo:", "repository:"), "/@", NAME), Shape(("repository_owner:",), ":", NAME)),
        "repository": (Shape(separators="/", letters=NAME),),
        "job_workflow_ref": (Shape(separators="/", letters=NAME),),
        "repository_id": (WHOLE,),
        "enterprise_id": (WHOLE,),
    },
    example="repo:\u2039organization\u203a/\u2039repository\u203a:ref:refs/heads/\u2039branch\u203a",
    claims=("actor", "actor_id", "workflow", "ref", "environment"),
)
ORGANIZATION, ACCOUNT = ("organization:",), ("account:",)
SHARED = {
    # GitHub Docs, "OpenID Connect reference"; the claims: IAM User Guide, "Available keys for AWS OIDC federation"
    "token.actions.githubusercontent.com": GITHUB,
    "vstoken.actions.githubusercontent.com": GITHUB,
    # GitHub Docs, "Streaming the audit log for your enterprise"
    "oidc-configuration.audit-log.githubusercontent.com": by_subject(
        "GitHub audit log streaming", "https://github.com/\u2039enterprise\u203a", ("https://github.com/",), ""
    ),
    # GitLab Docs, "OpenID Connect (OIDC) Authentication Using ID Tokens"
    "gitlab.com": by_subject(
        "GitLab.com",
        "project_path:\u2039group\u203a/\u2039project\u203a:ref_type:branch:ref:\u2039branch\u203a",
        ("project_path:",),
        "/",
        DOTTED,
    ),
    # HashiCorp Developer, "Use dynamic credentials with the AWS provider"
    "app.terraform.io": by_subject(
        "HCP Terraform",
        "organization:\u2039organization\u203a:project:\u2039project\u203a:workspace:\u2039workspace\u203a:run_phase:*",
        ORGANIZATION,
        ":",
    ),
    # Buildkite Docs, "OIDC in Buildkite Pipelines with AWS"
    "agent.buildkite.com": by_subject(
        "Buildkite", "organization:\u2039organization\u203a:pipeline:\u2039pipeline\u203a:*", ORGANIZATION, ":"
    ),
    # Codefresh Docs, "OpenID Connect for pipelines"; Scalr Docs, "AWS"; Upbound Docs, "Provider authentication"
    "oidc.codefresh.io": by_subject(
        "Codefresh", "account:\u2039account\u203a:pipeline:\u2039pipeline\u203a:*", ACCOUNT, ":"
    ),
    "scalr.io": by_subject("Scalr", "account:\u2039account\u203a:environment:\u2039environment\u203a:*", ACCOUNT, ":"),
    "proidc.upbound.io": by_subject(
        "Upbound", "mcp:\u2039account\u203a/\u2039control plane\u203a:provider:provider-aws", ("mcp:",), "/"
    ),
    "studio.datachain.ai/api": Issuer("DVC Studio", {"sub": (Shape(separators="/"),)}, example="\u2039subject\u203a"),
    "tokens.cloud.shisho.dev": Issuer(
        "Shisho Cloud", {"sub": (Shape(separators="/:"),)}, example="\u2039subject\u203a"
    ),
    # Microsoft Learn, "Connect Microsoft Sentinel to Amazon Web Services"
    "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d": Issuer(
        "Microsoft Sentinel",
        {"sts:RoleSessionName": (Shape(("MicrosoftSentinel_",)),)},
        "sts:RoleSessionName",
        "MicrosoftSentinel_\u2039workspace id\u203a",
    ),
    # IAM User Guide, "Available keys for AWS OIDC federation": whose application a token is for
    "accounts.google.com": by_audience("Google", "aud", "sub", also=("oaud",)),
    "graph.facebook.com": by_audience("Facebook", "app_id", "id"),
    "www.amazon.com": by_audience("Login with Amazon", "app_id", "user_id"),
    "api.pulumi.com/oidc": by_audience("Pulumi Cloud", "aud", "sub"),
    "oidc.vercel.com": by_audience("Vercel", "aud", "sub"),
    "sandboxes.cloud": by_audience("sandboxes.cloud", "aud", "sub"),
}
POOLS = by_audience("Amazon Cognito", "aud", "sub", example="\u2039identity pool id\u203a")
PRIVATE = Issuer("", {})


def row(issuer: str) -> Issuer | None:
    """What is known of `issuer`; None where it is not known to be shared."""
    return POOLS if issuer.startswith(COGNITO) else SHARED.get(issuer)
