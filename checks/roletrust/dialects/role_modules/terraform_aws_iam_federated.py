"""terraform-aws-modules/iam/aws, releases before 6: the roles for OpenID Connect and SAML.

Source: https://github.com/terraform-aws-modules/terraform-aws-iam, modules/*, releases 2.0.0 to 5.60.0.
"""

from __future__ import annotations

from roletrust.dialects.role_modules.model import Input, Model
from roletrust.dialects.role_modules.pieces import (
    IAM,
    IDENTITY,
    WEB_IDENTITY,
    assignments,
    condition,
    conditions,
    document,
    principals,
    role,
    statement,
    when,
)
from roletrust.dialects.role_modules.terraform_aws_iam import (
    KIND_INPUTS,
    KINDS,
    MODULES,
    NAMED,
    READ,
    ROLE_INPUTS,
    SELF,
    SELVES,
    SIX,
    three_roles,
)

OIDC_SUBJECTS = (
    condition(
        '"StringEquals"',
        '"${statement.value}:sub"',
        "var.oidc_fully_qualified_subjects",
        when("length(var.oidc_fully_qualified_subjects) > 0"),
    ),
    condition(
        '"StringLike"',
        '"${statement.value}:sub"',
        "var.oidc_subjects_with_wildcards",
        when("length(var.oidc_subjects_with_wildcards) > 0"),
    ),
    condition(
        '"StringLike"',
        '"${statement.value}:aud"',
        "var.oidc_fully_qualified_audiences",
        when("local.v4_3 && length(var.oidc_fully_qualified_audiences) > 0"),
    ),
)
WITH_OIDC = Model(
    name=MODULES + "iam-assumable-role-with-oidc",
    since=(3, 7, 0),
    until=SIX,
    read=READ,
    inputs=f"""{ROLE_INPUTS}
create_role = false
provider_url = ""
provider_urls = []
aws_account_id = ""
oidc_fully_qualified_subjects = []
oidc_subjects_with_wildcards = []
oidc_fully_qualified_audiences = []
provider_trust_policy_conditions = []""",
    text=IDENTITY
    + NAMED
    + assignments(
        account='var.aws_account_id != "" ? var.aws_account_id : data.aws_caller_identity.current.account_id',
        urls="[for url in compact(distinct(concat(var.provider_urls, [var.provider_url]))) :"
        ' replace(url, "https://", "")]',
    )
    + document(
        SELF,
        statement(
            principals(
                "Federated",
                '["arn:${data.aws_partition.current.partition}:iam::${local.account}:oidc-provider/${statement.value}"]',
            ),
            *OIDC_SUBJECTS,
            conditions("local.v5_44 ? var.provider_trust_policy_conditions : []"),
            actions=f'local.v5_44 ? ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] : {WEB_IDENTITY}',
            each="local.urls",
        ),
    )
    + role("var.create_role"),
    writes=(Input("provider_trust_policy_conditions", since=(5, 44, 0)),),
)

SAML_INPUTS = """
provider_id = ""
provider_ids = []
aws_saml_endpoint = "https://signin.aws.amazon.com/saml"
trusted_role_actions = local.v5_23 ? ["sts:AssumeRoleWithSAML", "sts:TagSession"] : [""]
"""
SAML = statement(
    principals("Federated", "compact(distinct(concat(var.provider_ids, [var.provider_id])))"),
    condition('"StringEquals"', '"SAML:aud"', "[var.aws_saml_endpoint]"),
    actions='compact(distinct(concat(["sts:AssumeRoleWithSAML"], var.trusted_role_actions)))',
)
WITH_SAML = Model(
    name=MODULES + "iam-assumable-role-with-saml",
    since=(3, 12, 0),
    until=SIX,
    read=READ,
    inputs=f"{ROLE_INPUTS}{SAML_INPUTS}create_role = false",
    text=IDENTITY + NAMED + document(SELF, SAML) + role("var.create_role"),
)
ROLES_WITH_SAML = Model(
    name=MODULES + "iam-assumable-roles-with-saml",
    since=(2, 0, 0),
    until=SIX,
    read=READ,
    inputs=f"{SAML_INPUTS}{KIND_INPUTS}\nallow_self_assume_role = false",
    text=IDENTITY + document(*SELVES, SAML) + three_roles("data.aws_iam_policy_document.trust.json"),
    roles=KINDS,
)

GITHUB = Model(
    name=MODULES + "iam-github-oidc-role",
    since=(5, 6, 0),
    until=SIX,
    read=READ,
    inputs="""
create = true
audience = "sts.amazonaws.com"
subject_condition = "StringLike"
subjects = []
provider_url = "token.actions.githubusercontent.com"
additional_trust_policy_conditions = []""",
    text=IDENTITY
    + assignments(
        url='replace(var.provider_url, "https://", "")',
        issuer='local.v5_39_1 ? "https://" : "http://"',
        named='local.v5_43 ? local.url : "token.actions.githubusercontent.com"',
        test='local.v5_45 ? var.subject_condition : "StringLike"',
        subjects='[for subject in var.subjects : "repo:${local.v5_7 ? trimprefix(subject, "repo:") : subject}"]',
    )
    + document(
        statement(
            principals("Federated", f'["{IAM}:oidc-provider/${{local.url}}"]'),
            condition('"ForAllValues:StringEquals"', '"${local.named}:iss"', '["${local.issuer}${local.named}"]'),
            condition('"ForAllValues:StringEquals"', '"${local.url}:aud"', "[var.audience]"),
            condition("local.test", '"${local.url}:sub"', "local.subjects"),
            conditions("local.v5_53 ? var.additional_trust_policy_conditions : []"),
            actions='["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]',
        )
    )
    + role("var.create"),
    writes=(Input("additional_trust_policy_conditions", since=(5, 53, 0)),),
)

SERVICE_ACCOUNTS = '[for account in {} : "system:serviceaccount:${{account}}"]'
EKS = Model(
    name=MODULES + "iam-eks-role",
    since=(4, 23, 0),
    until=SIX,
    read=READ,
    inputs=f"""{ROLE_INPUTS}
create_role = true
cluster_service_accounts = {{}}
assume_role_condition_test = "StringEquals" """,
    text=IDENTITY
    + NAMED
    + assignments(test='local.v5_18 ? var.assume_role_condition_test : "StringEquals"')
    + document(
        SELF,
        statement(
            principals("Federated", f'["{IAM}:oidc-provider/${{data.aws_eks_cluster.issuer[statement.key]}}"]'),
            condition(
                "local.test",
                '"${data.aws_eks_cluster.issuer[statement.key]}:sub"',
                SERVICE_ACCOUNTS.format("statement.value"),
            ),
            actions=WEB_IDENTITY,
            each="var.cluster_service_accounts",
        ),
    )
    + role("var.create_role"),
)


def service_account_trust(test: str, audience: str = "") -> str:
    """For each entry of `oidc_providers`, the same in all releases, 6 included."""
    issuer = '"${replace(statement.value.provider_arn, "/^(.*provider/)/", "")}:'
    return statement(
        principals("Federated", "[statement.value.provider_arn]"),
        condition(test, f'{issuer}sub"', SERVICE_ACCOUNTS.format("statement.value.namespace_service_accounts")),
        condition(test, f'{issuer}aud"', '["sts.amazonaws.com"]', audience),
        actions=WEB_IDENTITY,
        each="var.oidc_providers",
    )


SERVICE_ACCOUNTS_EKS = Model(
    name=MODULES + "iam-role-for-service-accounts-eks",
    since=(4, 12, 0),
    until=SIX,
    read=READ,
    inputs=f"""{ROLE_INPUTS}
create_role = true
oidc_providers = {{}}
assume_role_condition_test = "StringEquals" """,
    text=IDENTITY
    + NAMED
    + assignments(test='local.v4_14 ? var.assume_role_condition_test : "StringEquals"')
    + document(SELF, service_account_trust("local.test", when("local.v4_21_1")))
    + role("var.create_role"),
)

MODELS = (WITH_OIDC, WITH_SAML, ROLES_WITH_SAML, GITHUB, EKS, SERVICE_ACCOUNTS_EKS)
