"""What vendors say of the external ids and principals that they use, for advice about their accounts."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.policy.accounts import Owner
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
# Vendors whose own guide, or module, has their whole account trusted, with an external id, and names no role to pin.
WHOLE = {
    "Databricks": "https://docs.databricks.com/administration-guide/account-api/iam-role.html",
    "Datadog": "https://docs.datadoghq.com/integrations/guide/error-datadog-not-authorized-sts-assume-role/",
    "New Relic": "https://github.com/newrelic/terraform-provider-newrelic/tree/main/examples/modules/cloud-integrations",
    "Sumo Logic": "https://github.com/SumoLogic/sumologic-solution-templates",
}


def said_of_ids(accounts: Sequence[Value], owner: Owner) -> str:
    """`; New Relic: the id is ... (https://...)`, for each known vendor of `accounts`; '' where none is known."""
    return "".join(f"; {vendor}: {_said(vendor)}" for vendor in _known(accounts, owner) if _said(vendor))


def said_of_whole(accounts: Sequence[Value], owner: Owner) -> str:
    """`; Datadog's own guide (https://...) trusts ...`, for each known vendor of `accounts` of which that is known."""
    told = "'s own guide ({}) trusts its account as a whole and names no role: ask for one, or list the account"
    return "".join(f"; {each}{told.format(WHOLE[each])}" for each in _known(accounts, owner) if each in WHOLE)


def _known(accounts: Sequence[Value], owner: Owner) -> dict[str, None]:
    """The vendors of `accounts`, each once."""
    return dict.fromkeys(owner.vendors[each] for each in accounts if isinstance(each, str) and each in owner.vendors)


def _said(vendor: str) -> str:
    if vendor in IDS:
        return "{} ({})".format(*IDS[vendor])
    page = vendors.pages().get(vendor, "")
    return f"see {page}" if page else ""
