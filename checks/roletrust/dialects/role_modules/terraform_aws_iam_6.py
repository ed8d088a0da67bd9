"""terraform-aws-modules/iam/aws, releases from 6 on: one submodule for every kind of role, one for Kubernetes.

Source: https://github.com/terraform-aws-modules/terraform-aws-iam, modules/*, releases 6.0.0 to 6.5.0.
"""

from __future__ import annotations

from roletrust.dialects.role_modules.model import Input, Model
from roletrust.dialects.role_modules.pieces import (
    IAM,
    IDENTITY,
    assignments,
    condition,
    conditions,
    document,
    principals,
    role,
    statement,
    when,
)
from roletrust.dialects.role_modules.terraform_aws_iam import MODULES, SIX
from roletrust.dialects.role_modules.terraform_aws_iam_federated import service_account_trust
from roletrust.dialects.role_modules.versions import Version

SEVEN: Version = (7, 0, 0)
READ = "6.5.0"
WEB = '["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]'
EVERYWHERE = conditions("var.trust_policy_conditions")
REPOSITORIES = '[for subject in var.{} : "repo:${{trimprefix(subject, "repo:")}}"]'


def subjects(issuer: str, exact: str, wild: str) -> tuple[str, str]:
    """The conditions on a token's subject, each there if the caller gives subjects."""
    return (
        condition('"StringEquals"', f'"{issuer}:sub"', exact, when("length(var.oidc_subjects) > 0")),
        condition('"StringLike"', f'"{issuer}:sub"', wild, when("length(var.oidc_wildcard_subjects) > 0")),
    )


def audience(test: str, issuer: str, values: str, each: str = "") -> str:
    return condition(f'"{test}"', f'"{issuer}:aud"', values, each)


def provider(issuer: str, account: str = "") -> str:
    iam = IAM.replace("data.aws_caller_identity.current.account_id", account) if account else IAM
    return principals("Federated", f'["{iam}:oidc-provider/{issuer}"]')


GIVEN_OR_STS = 'coalescelist(var.oidc_audiences, ["sts.amazonaws.com"])'
GITHUB, BITBUCKET = "${var.github_provider}", "${local.issuers[0]}"
GIVEN = "try(statement.value.{}, null)"
NULL_OR = "try(statement.value.{0}, null) == null ? [] : statement.value.{0}"

ROLE = Model(
    name=MODULES + "iam-role",
    since=SIX,
    until=SEVEN,
    read=READ,
    inputs="""
create = true
trust_policy_permissions = null
trust_policy_conditions = []
enable_oidc = false
oidc_account_id = null
oidc_provider_urls = []
oidc_subjects = []
oidc_wildcard_subjects = []
oidc_audiences = []
enable_github_oidc = false
github_provider = "token.actions.githubusercontent.com"
enable_bitbucket_oidc = false
enable_saml = false
saml_provider_ids = []
saml_endpoints = ["https://signin.aws.amazon.com/saml"]
saml_trust_actions = []""",
    text=IDENTITY
    + assignments(
        issuers='[for url in var.oidc_provider_urls : replace(url, "https://", "")]',
        account="coalesce(var.oidc_account_id, data.aws_caller_identity.current.account_id)",
        statements="var.trust_policy_permissions == null ? {} : var.trust_policy_permissions",
    )
    + document(
        statement(
            provider("${statement.value}", "local.account"),
            *subjects("${statement.value}", "var.oidc_subjects", "var.oidc_wildcard_subjects"),
            audience(
                "StringEquals", "${statement.value}", "var.oidc_audiences", when("length(var.oidc_audiences) > 0")
            ),
            EVERYWHERE,
            actions=WEB,
            each="var.enable_oidc ? local.issuers : []",
        ),
        statement(
            provider(GITHUB),
            condition('"ForAllValues:StringEquals"', f'"{GITHUB}:iss"', f'["https://{GITHUB}"]'),
            audience("ForAllValues:StringEquals", GITHUB, GIVEN_OR_STS),
            *subjects(GITHUB, REPOSITORIES.format("oidc_subjects"), REPOSITORIES.format("oidc_wildcard_subjects")),
            EVERYWHERE,
            actions=WEB,
            each=when("var.enable_github_oidc"),
        ),
        statement(
            provider(BITBUCKET),
            audience("ForAllValues:StringEquals", BITBUCKET, GIVEN_OR_STS),
            *subjects(BITBUCKET, "var.oidc_subjects", "var.oidc_wildcard_subjects"),
            EVERYWHERE,
            actions=WEB,
            each=when("var.enable_bitbucket_oidc"),
        ),
        statement(
            principals("Federated", "var.saml_provider_ids"),
            condition('"StringEquals"', '"SAML:aud"', "var.saml_endpoints"),
            EVERYWHERE,
            actions='compact(distinct(concat(["sts:TagSession", "sts:AssumeRoleWithSAML"], var.saml_trust_actions)))',
            each=when("var.enable_saml"),
        ),
        statement(
            "sid = try(statement.value.sid, null) == null ? statement.key : statement.value.sid",
            'effect = try(statement.value.effect, null) == null ? "Allow" : statement.value.effect',
            *(f"{name} = {GIVEN.format(name)}" for name in ("not_actions", "resources", "not_resources")),
            *(
                f'dynamic "{kind}" {{\n  for_each = {NULL_OR.format(kind)}\n  content {{\n'
                f"    type = {kind}.value.type\n    identifiers = {kind}.value.identifiers\n  }}\n}}"
                for kind in ("principals", "not_principals")
            ),
            conditions(NULL_OR.format("condition")),
            actions=GIVEN.format("actions"),
            each="local.statements",
        ),
    )
    + role("var.create"),
    writes=(Input("condition", inside="its entry of `trust_policy_permissions`"),),
)

SERVICE_ACCOUNTS = Model(
    name=MODULES + "iam-role-for-service-accounts",
    since=SIX,
    until=SEVEN,
    read=READ,
    inputs='create = true\noidc_providers = {}\ntrust_condition_test = "StringEquals"',
    text=document(service_account_trust("var.trust_condition_test")) + role("var.create"),
)

MODELS = (ROLE, SERVICE_ACCOUNTS)
