"""Modules of vendors, for the role that the vendor assumes.

Source: https://github.com/lacework/terraform-aws-iam-role (0.1.0 to 0.4.5), terraform-aws-config (0.12.1 to 0.25.0)
and terraform-aws-cloudtrail (2.7.7 to 2.11.0), https://github.com/drata/terraform-aws-drata-autopilot-role (1.0.0 to
1.0.6), https://github.com/vantage-sh/terraform-aws-vantage-integration (0.1.0 to 1.1.1),
https://github.com/CloudHealth/terraform-cloudhealth-iam (0.0.1 to 0.1.8).
"""

from __future__ import annotations

from roletrust.dialects.role_modules.model import Input, Model
from roletrust.dialects.role_modules.pieces import condition, document, principals, role, statement, when
from roletrust.dialects.role_modules.versions import Version

ACCOUNT = 'lacework_aws_account_id = "434813966438"'


def external_id(value: str, each: str = "") -> str:
    return condition('"StringEquals"', '"sts:ExternalId"', f"[{value}]", each)


def lacework(principal: str, made: str) -> str:
    """Its provider, or a random string before 0.4, makes the external id."""
    arn = f"arn:aws:iam::${{var.lacework_aws_account_id}}:{principal}"
    return document(
        statement(principals("AWS", f'["{arn}"]'), external_id("lacework_external_id.aws_iam_external_id.v2"))
    ) + role(made)


PLATFORM = "role/lacework-platform"
LACEWORK = Model(
    name="lacework/iam-role/aws",
    since=(0, 1, 0),
    until=(1, 0, 0),
    read="0.4.5",
    inputs=f"create = true\n{ACCOUNT}",
    text=lacework(f'${{local.v0_4_2 ? "{PLATFORM}" : "root"}}', "var.create"),
)


def calling_lacework(name: str, since: Version, until: Version, read: str, newer: str) -> Model:
    """A module that calls the one above: 0.3 of it, and from release `newer` on the newest 0.x.

    Releases before `since` called now the one and now the other.
    """
    return Model(
        name=f"lacework/{name}/aws",
        since=since,
        until=until,
        read=read,
        inputs=f"use_existing_iam_role = false\n{ACCOUNT}",
        text=lacework(f'${{local.{newer} ? "{PLATFORM}" : "root"}}', "!var.use_existing_iam_role"),
    )


DRATA = Model(
    name="drata/drata-autopilot-role/aws",
    since=(1, 0, 0),
    until=(2, 0, 0),
    read="1.0.6",
    inputs='drata_aws_account_arn = "arn:aws:iam::269135526815:root"\nrole_sts_externalid = null',
    text=document(
        statement(
            principals("AWS", "[var.drata_aws_account_arn]"),
            external_id("var.role_sts_externalid", when("var.role_sts_externalid != null")),
        )
    )
    + role("true"),
    writes=(Input("role_sts_externalid", "sts:ExternalId"),),
)

VANTAGE = Model(
    name="vantage-sh/vantage-integration/aws",
    since=(0, 1, 0),
    until=(2, 0, 0),
    read="1.1.1",
    inputs="",
    text=document(
        statement(
            principals("AWS", "[data.vantage_aws_provider_info.default.iam_role_arn]"),
            external_id("data.vantage_aws_provider_info.default.external_id"),
        )
    )
    + role("true"),
)

CLOUDHEALTH = Model(
    name="CloudHealth/iam/cloudhealth//role",
    since=(0, 0, 1),
    until=(1, 0, 0),
    read="0.1.8",
    inputs='external-id = ""',
    text=document(statement(principals("AWS", '["arn:aws:iam::454464851268:root"]'), external_id("var.external-id")))
    + role("true"),
    writes=(Input("external-id", "sts:ExternalId"),),
)

MODELS = (
    LACEWORK,
    calling_lacework("config", (0, 12, 1), (1, 0, 0), "0.25.0", "v0_13"),
    calling_lacework("cloudtrail", (2, 7, 7), (3, 0, 0), "2.11.0", "v2_8"),
    DRATA,
    VANTAGE,
    CLOUDHEALTH,
)
