"""What vendors say of the external ids that they use, for the advice of findings about their accounts."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.accounts import Owner
from roletrust.engine.text import Value
from roletrust.rules.tables import vendors

NEW_RELIC = "https://docs.newrelic.com/docs/infrastructure/amazon-integrations/connect/"
# Vendor -> what its id is, and the page that says so, as of November 2026.
IDS = {
    "New Relic": (
        "the id is the number of your New Relic account and cannot be chosen",
        f"{NEW_RELIC}connect-aws-new-relic-infrastructure-monitoring/",
    ),
    "Datadog": (
        "the id is generated when you add the AWS account there",
        "https://docs.datadoghq.com/integrations/guide/aws-manual-setup/",
    ),
    "Spacelift": (
        "the id begins with the name of your Spacelift account, and names the integration and the stack",
        "https://docs.spacelift.io/integrations/cloud-providers/aws",
    ),
}


def said_of_ids(accounts: Sequence[Value], owner: Owner) -> str:
    """`; New Relic: the id is ... (https://...)`, for each known vendor of `accounts`; '' where none is known."""
    known = dict.fromkeys(owner.vendors[each] for each in accounts if isinstance(each, str) and each in owner.vendors)
    return "".join(f"; {vendor}: {_said(vendor)}" for vendor in known if _said(vendor))


def _said(vendor: str) -> str:
    if vendor in IDS:
        return "{} ({})".format(*IDS[vendor])
    page = vendors.pages().get(vendor, "")
    return f"see {page}" if page else ""
