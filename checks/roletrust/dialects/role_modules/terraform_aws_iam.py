"""terraform-aws-modules/iam/aws, releases before 6: the roles for principals of AWS.

Source: https://github.com/terraform-aws-modules/terraform-aws-iam, modules/*, releases 2.0.0 to 5.60.0.
"""

from __future__ import annotations

from roletrust.dialects.role_modules.model import Input, Model
from roletrust.dialects.role_modules.pieces import (
    ASSUME,
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
from roletrust.dialects.role_modules.versions import Version

MODULES = "terraform-aws-modules/iam/aws//modules/"
SIX: Version = (6, 0, 0)
READ = "5.60.0"
CONDITIONS = Input("trust_policy_conditions", since=(5, 52, 0))


def self_trust(arn: str, asked: str = "local.v5_5 && var.allow_self_assume_role") -> str:
    """The role's trust in itself; the first two releases that had it named the role as principal."""
    return statement(
        principals("AWS", f'[local.v5_5_2 ? "*" : "{arn}"]'),
        condition('"ArnLike"', '"aws:PrincipalArn"', f'["{arn}"]', when("local.v5_5_2")),
        each=when(asked),
    )


SELF = self_trust(f"{IAM}:role${{var.role_path}}${{local.named}}")
NAMED = assignments(named='var.role_name != null ? var.role_name : "${var.role_name_prefix}*"')
ROLE_INPUTS = """
role_name = null
role_name_prefix = null
role_path = "/"
allow_self_assume_role = false
"""
MFA = (
    condition('"Bool"', '"aws:MultiFactorAuthPresent"', '["true"]', when("local.mfa")),
    condition('"NumericLessThan"', '"aws:MultiFactorAuthAge"', "[var.mfa_age]", when("local.mfa")),
)
TRUSTED = (
    principals("AWS", "var.trusted_role_arns"),
    principals("Service", "local.v2_2 ? var.trusted_role_services : []"),
)
EVERY_ACTION = 'compact(distinct(concat(["sts:AssumeRole"], var.trusted_role_actions)))'
TRUSTED_INPUTS = """
trusted_role_actions = local.v5_23 ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"]
trusted_role_arns = []
trusted_role_services = []
trust_policy_conditions = []
mfa_age = 86400
"""

ASSUMABLE_ROLE = Model(
    name=MODULES + "iam-assumable-role",
    since=(2, 0, 0),
    until=SIX,
    read=READ,
    inputs=f"""{ROLE_INPUTS}{TRUSTED_INPUTS}
create_role = false
role_requires_mfa = true
role_sts_externalid = local.v3_13 ? [] : null
custom_role_trust_policy = ""
create_custom_role_trust_policy = false
role_requires_session_name = false
role_session_name = ["$${{aws:username}}"]""",
    text=IDENTITY
    + NAMED
    + assignments(
        custom="local.v5_30 ? var.create_custom_role_trust_policy"
        ' : local.v4_10 ? var.custom_role_trust_policy != "" : false',
        mfa="!local.custom && var.role_requires_mfa",
        ids="local.v3_13 ? flatten(local.v3_15 && !local.v4_2 ? var.role_sts_externalid : [var.role_sts_externalid])"
        " : var.role_sts_externalid == null ? [] : [var.role_sts_externalid]",
        chosen_actions=f"local.v4_7 || (local.v2_10 && !local.mfa) ? var.trusted_role_actions : {ASSUME}",
        with_ids="local.v4_2 || (local.v2_15 && !local.mfa)",
        with_session="local.v5_29_1 || (local.v5_19 && local.mfa)",
    )
    + document(
        SELF,
        statement(
            *TRUSTED,
            *MFA,
            condition(
                '"StringEquals"', '"sts:ExternalId"', "local.ids", when("local.with_ids && length(local.ids) != 0")
            ),
            condition(
                '"StringEquals"',
                '"sts:RoleSessionName"',
                "var.role_session_name",
                when("local.with_session && var.role_requires_session_name"),
            ),
            conditions("local.v5_52 ? var.trust_policy_conditions : []"),
            actions=f"local.v5_23 ? {EVERY_ACTION} : local.chosen_actions",
        ),
    )
    + role(
        "var.create_role",
        'local.custom && var.custom_role_trust_policy != ""'
        " ? var.custom_role_trust_policy : data.aws_iam_policy_document.trust.json",
    ),
    writes=(Input("role_sts_externalid", "sts:ExternalId", (4, 2, 0)), CONDITIONS),
)

KINDS = ("admin", "poweruser", "readonly")
KIND_INPUTS = "\n".join(
    f'create_{kind}_role = false\n{kind}_role_name = "{kind}"\n{kind}_role_path = "/"\n{kind}_role_requires_mfa = true'
    for kind in KINDS
)
SELVES = [
    self_trust(
        f"{IAM}:role${{var.{kind}_role_path}}${{var.{kind}_role_name}}",
        f"local.v5_5_2 && var.allow_self_assume_role && var.create_{kind}_role",
    )
    for kind in KINDS
]


def three_roles(policy: str) -> str:
    return "".join(role(f"var.create_{kind}_role", policy.replace("KIND", kind), kind) for kind in KINDS)


ASSUMABLE_ROLES = Model(
    name=MODULES + "iam-assumable-roles",
    since=(2, 0, 0),
    until=SIX,
    read=READ,
    inputs=f"{TRUSTED_INPUTS}{KIND_INPUTS}\nallow_self_assume_role = false",
    text=IDENTITY
    + "".join(
        assignments(**{f"mfa_{kind}": f"var.{kind}_role_requires_mfa"})
        + document(
            *SELVES,
            statement(
                *TRUSTED,
                *(each.replace("local.mfa", f"local.mfa_{kind}") for each in MFA),
                conditions("local.v5_52 ? var.trust_policy_conditions : []"),
                actions=f"local.v5_23 ? {EVERY_ACTION} : {ASSUME}",
            ),
            name=kind,
        )
        for kind in KINDS
    )
    + three_roles("data.aws_iam_policy_document.KIND.json"),
    writes=(CONDITIONS,),
    roles=KINDS,
)

MODELS = (ASSUMABLE_ROLE, ASSUMABLE_ROLES)
