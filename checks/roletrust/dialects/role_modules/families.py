"""The modules that are described, by the source of a call: what a start needs of them to know their calls."""

from __future__ import annotations

FAMILIES = {  # by the start of a registry address in lower case: the files that describe its modules
    "terraform-aws-modules/iam/aws//modules/": (
        "terraform_aws_iam",
        "terraform_aws_iam_federated",
        "terraform_aws_iam_6",
    ),
    "cloudposse/iam-role/aws": ("cloudposse",),
    "cloudposse/iam-assumed-roles/aws": ("cloudposse",),
    "cloudposse/datadog-integration/aws": ("cloudposse",),
    "lacework/iam-role/aws": ("vendors",),
    "lacework/config/aws": ("vendors",),
    "lacework/cloudtrail/aws": ("vendors",),
    "drata/drata-autopilot-role/aws": ("vendors",),
    "vantage-sh/vantage-integration/aws": ("vendors",),
    "cloudhealth/iam/cloudhealth//role": ("vendors",),
}
