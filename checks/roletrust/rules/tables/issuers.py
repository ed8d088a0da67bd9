"""The OIDC issuers that many organizations share, and what in a token tells one from another.

IAM User Guide, "Identity-provider controls for shared OIDC providers": the issuers and the claim that IAM asks for; the
others by their vendors' guides.  How each writes its subjects: the page beside the row, as of November 2026.  An issuer
that is not here has an address of its own for each organization (EKS clusters, CircleCI, Bitbucket, Spacelift, Harness,
Fly.io, Render, Semaphore, Octopus Deploy, GitHub Enterprise, a team's own issuer at Vercel, Entra and Azure DevOps
tenants), or is not known to be shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from roletrust.engine.classes.tenants import WHOLE, Shape, Speech, Template
from roletrust.engine.policy.context_keys import WORD
from roletrust.rules.tables.federation import COGNITO

NAME = WORD + "-"
DOTTED = NAME + "."


class Issuer(NamedTuple):
    """`name`: as people call it.  `page`: where it is said.  `tenant`: the claims of which a stranger's token holds the
    stranger's own; `optional`: those of them that a token need not have.

    `audience`: the claims that say for whom a token is.  `key`: the claim the fix demands, and `example` its value;
    `also`: who has that claim in another form.
    All other claims that AWS has keys for, whoever asks for a token chooses.
    """

    name: str
    page: str
    tenant: Mapping[str, tuple[Speech, ...]]
    key: str = "sub"
    example: str = ""
    audience: tuple[str, ...] = ("aud",)
    optional: tuple[str, ...] = ()
    also: str = ""


def by_subject(
    name: str, page: str, example: str, prefixes: tuple[str, ...], separators: str, letters: str = NAME
) -> Issuer:
    return Issuer(name, page, {"sub": (Shape(prefixes, separators, letters),)}, example=example)


def by_audience(name: str, page: str, claim: str, *users: str, example: str = "", also: tuple[str, ...] = ()) -> Issuer:
    tenant = dict.fromkeys((claim, *users), (WHOLE,))
    return Issuer(name, page, tenant, claim, example, (claim, *also))


KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html"
CONTROLS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html"
GITHUB_DOCS = "https://docs.github.com/en/actions/reference/security/oidc"
# Whoever administers a repository chooses which claims make up its subjects ("Customizing the subject claims for an
# organization or repository").  A reusable workflow of a public repository is called by anybody, so that
# job_workflow_ref does not say whose the job is; who acts (actor) acts in other people's repositories as well.
CHOSEN = """
actor actor_id base_ref check_run_id environment event_name head_ref job_workflow_ref job_workflow_sha ref
ref_protected ref_type repository_visibility run_attempt run_id run_number runner_environment sha workflow workflow_sha
"""
OF_GITHUB = Template(
    tenants=(
        Shape(("repo:", "repository:", "workflow_ref:"), "/@", NAME),
        Shape(
            ("repository_owner:", "repository_owner_id:", "repository_id:", "enterprise:", "enterprise_id:"), "", NAME
        ),
    ),
    joint=":",
    free=tuple(f"{claim}:" for claim in CHOSEN.split()),
    named=("repo_property_",),
    bare=("pull_request", "context"),
)
GITHUB = Issuer(
    "GitHub Actions",
    GITHUB_DOCS,
    {
        "sub": (OF_GITHUB,),
        "repository": (Shape(separators="/", letters=NAME),),
        "repository_id": (WHOLE,),
        "repository_owner_id": (WHOLE,),
        "enterprise_id": (WHOLE,),
    },
    example="repo:\u2039organization\u203a/\u2039repository\u203a:ref:refs/heads/\u2039branch\u203a",
    optional=("enterprise_id",),
    # GITHUB_DOCS, "Immutable subject claims": no subject of the one form is one of the other.
    also=(
        "a repository that was made, renamed or transferred after 15 July 2026, or has opted in, has the subject "
        "`repo:OWNER@OWNER-ID/REPO@REPO-ID:...` in place of `repo:OWNER/REPO:...`; "
        "`gh api repos/OWNER/REPO/actions/oidc/customization/sub` tells which"
    ),
)
GITLAB = Issuer(
    "GitLab.com",
    "https://docs.gitlab.com/ci/secrets/id_token_authentication/",
    {"sub": (Shape(("project_path:",), "/", DOTTED),), "namespace_id": (WHOLE,), "project_id": (WHOLE,)},
    example="project_path:\u2039group\u203a/\u2039project\u203a:ref_type:branch:ref:\u2039branch\u203a",
)
ORGANIZATION, ACCOUNT = ("organization:",), ("account:",)
BUILDKITE = Issuer(
    "Buildkite",
    "https://buildkite.com/docs/pipelines/security/oidc/aws",
    {
        "sub": (Shape(ORGANIZATION, ":", NAME),),
        **dict.fromkeys(("organization_id", "organization_slug", "pipeline_id", "cluster_id"), (WHOLE,)),
    },
    example="organization:\u2039organization\u203a:pipeline:\u2039pipeline\u203a:*",
    optional=("cluster_id",),
)
HASHICORP = "https://developer.hashicorp.com/terraform/cloud-docs/"
HCP = by_subject(
    "HCP Terraform",
    f"{HASHICORP}workspaces/dynamic-provider-credentials/aws-configuration",
    "organization:\u2039organization\u203a:project:\u2039project\u203a:workspace:\u2039workspace\u203a:run_phase:*",
    ORGANIZATION,
    ":",
)
CURSOR = Issuer(
    "Cursor",
    "https://cursor.com/docs/cloud-agent",
    {"sub": (Shape(("team_id:", "user:", "service_account:")),)},
    example="team_id:\u2039team id\u203a",
)
# One for each of the clusters that IBM runs it on.
IBM = "https://www.ibm.com/docs/en/tarm/8.14.6?topic=turbonomic-setting-up-aws-iam-role-saas-deployments"
TURBONOMIC = (
    "oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb",
    "oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu",
    "rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7",
    "rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr",
    "rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg",
    "rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26",
)
SHARED = {
    "token.actions.githubusercontent.com": GITHUB,
    "vstoken.actions.githubusercontent.com": GITHUB,
    "oidc-configuration.audit-log.githubusercontent.com": by_subject(
        "GitHub audit log streaming",
        "https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/"
        "reviewing-audit-logs-for-your-enterprise/streaming-the-audit-log-for-your-enterprise",
        "https://github.com/\u2039enterprise\u203a",
        ("https://github.com/",),
        "",
    ),
    "gitlab.com": GITLAB,
    "app.terraform.io": HCP,
    "app.eu.terraform.io": HCP._replace(name="HCP Terraform (Europe)", page=f"{HASHICORP}europe"),
    "agent.buildkite.com": BUILDKITE,
    "oidc.codefresh.io": by_subject(
        "Codefresh",
        "https://codefresh.io/docs/docs/integrations/oidc-pipelines/",
        "account:\u2039account\u203a:pipeline:\u2039pipeline\u203a:*",
        ACCOUNT,
        ":",
    ),
    "scalr.io": by_subject(
        "Scalr",
        "https://docs.scalr.io/docs/aws",
        "account:\u2039account\u203a:environment:\u2039environment\u203a:*",
        ACCOUNT,
        ":",
    ),
    "proidc.upbound.io": by_subject(
        "Upbound",
        "https://docs.upbound.io/providers/provider-aws/authentication/",
        "mcp:\u2039account\u203a/\u2039control plane\u203a:provider:provider-aws",
        ("mcp:",),
        "/",
    ),
    "studio.datachain.ai/api": Issuer(
        "DVC Studio", CONTROLS, {"sub": (Shape(separators="/"),)}, example="\u2039subject\u203a"
    ),
    "tokens.cloud.shisho.dev": Issuer(
        "Shisho Cloud", CONTROLS, {"sub": (Shape(separators="/:"),)}, example="\u2039subject\u203a"
    ),
    **dict.fromkeys(TURBONOMIC, Issuer("IBM Turbonomic", IBM, {"sub": (WHOLE,)}, example="\u2039subject\u203a")),
    "oidc.modal.com": by_subject(
        "Modal",
        "https://modal.com/docs/guide/oidc-integration",
        "modal:workspace_id:\u2039workspace id\u203a:environment_name:\u2039environment\u203a:*",
        ("modal:workspace_id:",),
        ":",
    ),
    "oidc.deno.com": by_subject(
        "Deno Deploy",
        "https://docs.deno.com/deploy/reference/cloud_connections/",
        "deployment:\u2039organization\u203a/\u2039application\u203a/\u2039context\u203a",
        ("deployment:",),
        "/",
    ),
    "identity.depot.dev": by_subject(
        "Depot",
        "https://depot.dev/docs/ci/oidc",
        "spiffe://identity.depot.dev/org/\u2039organization id\u203a/ci/github/\u2039repository\u203a/*",
        ("spiffe://identity.depot.dev/org/",),
        "/",
    ),
    "federation.namespaceapis.com": by_subject(
        "Namespace",
        "https://namespace.so/docs/federation/aws",
        "\u2039workspace id\u203a/*",
        ("",),
        "/",
    ),
    "app.warp.dev": Issuer(
        "Warp",
        "https://docs.warp.dev",
        {"sub": (Shape(("user:", "service_account:")), Shape(("scoped_principal:",), "/", NAME))},
        example="scoped_principal:\u2039team uid\u203a/*",
    ),
    "api.cursor.com": CURSOR,
    "api2.cursor.sh/cloud-agent/identity": CURSOR,
    "login.app.env0.com": Issuer(
        "env zero",
        "https://docs.envzero.com/guides/integrations/oidc-integrations/oidc-with-aws",
        {"sub": (Shape(("auth0|",)),)},
        example="auth0|\u2039your organization's subject\u203a",
    ),
    "token.builds.bitrise.io": Issuer(
        "Bitrise",
        "https://docs.bitrise.io/en/bitrise-platform/integrations/oidc-authentication/oidc-for-aws.html",
        {"sub": (WHOLE,)},
        example="\u2039subject of your builds\u203a",
    ),
    "oidc.cirrus-ci.com": Issuer(
        "Cirrus CI",
        "https://cirrus-ci.org/guide/writing-tasks/",
        {"sub": (WHOLE,)},
        example="\u2039subject of your repository's tasks\u203a",
    ),
    "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d": Issuer(
        "Microsoft Sentinel",
        "https://learn.microsoft.com/en-us/azure/sentinel/connect-aws",
        {"sts:RoleSessionName": (Shape(("MicrosoftSentinel_",)),)},
        "sts:RoleSessionName",
        "MicrosoftSentinel_\u2039workspace id\u203a",
    ),
    "accounts.google.com": by_audience("Google", KEYS, "aud", "sub", also=("oaud",))._replace(
        tenant=dict.fromkeys(("aud", "sub", "google/organization_number"), (WHOLE,)),
        optional=("google/organization_number",),
    ),
    "appleid.apple.com": by_audience(
        "Sign in with Apple", "https://developer.apple.com/documentation/signinwithapple", "aud", "sub"
    ),
    "graph.facebook.com": by_audience("Facebook", KEYS, "app_id", "id"),
    "www.amazon.com": by_audience("Login with Amazon", KEYS, "app_id", "user_id"),
    "api.pulumi.com/oidc": by_audience(
        "Pulumi Cloud",
        "https://www.pulumi.com/docs/esc/guides/configuring-oidc/aws/",
        "aud",
        "sub",
        example="aws:\u2039organization\u203a",
    ),
    "api.pulumi.com/oidc/v2": by_subject(
        "Pulumi ESC",
        "https://www.pulumi.com/docs/esc/guides/configuring-oidc/custom-audience/",
        "pulumi:org:\u2039organization id\u203a:env:\u2039environment id\u203a",
        ("pulumi:org:",),
        ":",
    ),
    "oidc.vercel.com": by_audience("Vercel", "https://vercel.com/docs/oidc/aws", "aud", "sub"),
    "sandboxes.cloud": by_audience("sandboxes.cloud", CONTROLS, "aud", "sub"),
}
POOLS = by_audience("Amazon Cognito", KEYS, "aud", "sub", example="\u2039identity pool id\u203a")
PRIVATE = Issuer("", "", {})


def row(issuer: str) -> Issuer | None:
    """What is known of `issuer`; None where it is not known to be shared."""
    return POOLS if issuer.startswith(COGNITO) else SHARED.get(issuer.rstrip("/"))
