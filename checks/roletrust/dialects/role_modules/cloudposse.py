"""Modules of cloudposse.

Source: https://github.com/cloudposse/terraform-aws-iam-role (0.4.0 to 1.0.0), terraform-aws-iam-assumed-roles
(0.1.0 to 0.6.0) and terraform-aws-datadog-integration (0.5.0 to 2.1.1), each with `context.tf` of null-label.
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
)

# The context of null-label: `enabled` is of the call itself, else of the context that it is handed.
ENABLED = assignments(
    enabled="var.enabled != null ? var.enabled : try(var.context.enabled, null) != null ? var.context.enabled : true"
)
CONTEXT = "enabled = null\ncontext = null\n"

IAM_ROLE = Model(
    name="cloudposse/iam-role/aws",
    since=(0, 4, 0),
    until=(2, 0, 0),
    read="1.0.0",
    inputs=CONTEXT
    + """
principals = {}
assume_role_action = "sts:AssumeRole"
assume_role_actions = ["sts:AssumeRole", "sts:TagSession"]
assume_role_conditions = []
assume_role_policy = null""",
    text=ENABLED
    + document(
        statement(
            "principals {\n  type = statement.key\n  identifiers = statement.value\n}",
            conditions("local.v0_12 ? var.assume_role_conditions : []"),
            actions="local.v0_10 ? var.assume_role_actions : [var.assume_role_action]",
            each="var.principals",
        ),
    )
    + role(
        "local.enabled",
        "local.v0_21 && var.assume_role_policy != null"
        " ? var.assume_role_policy : data.aws_iam_policy_document.trust.json",
    ),
    writes=(Input("assume_role_conditions", since=(0, 12, 0)),),
)

ASSUMED_ROLES = Model(
    name="cloudposse/iam-assumed-roles/aws",
    since=(0, 1, 0),
    until=(1, 0, 0),
    read="0.6.0",
    inputs='enabled = "true"',
    text=IDENTITY
    + document(
        statement(
            principals("AWS", f'["{IAM}:root"]'.replace("${data.aws_partition.current.partition}", "aws")),
            condition('"Bool"', '"aws:MultiFactorAuthPresent"', '["true"]'),
            actions=ASSUME,
        )
    )
    + role('!local.v0_3 || var.enabled == "true" || var.enabled == true'),
)

DATADOG = Model(
    name="cloudposse/datadog-integration/aws",
    since=(0, 5, 0),
    until=(3, 0, 0),
    read="2.1.1",
    inputs=CONTEXT + 'datadog_aws_account_id = "464622532012"',
    text=ENABLED
    + document(
        statement(
            principals("AWS", '["arn:aws:iam::${var.datadog_aws_account_id}:root"]'),
            condition('"StringEquals"', '"sts:ExternalId"', "[datadog_integration_aws.integration.external_id]"),
        )
    )
    + role("local.enabled"),
)

MODELS = (IAM_ROLE, ASSUMED_ROLES, DATADOG)
