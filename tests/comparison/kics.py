"""What KICS's queries on trust policies look for.  KICS is not run: this says again what its published sources say.

Read at github.com/Checkmarx/kics: `query.rego` of each query and `assets/libraries/{common,terraform}.rego`, at the
commits of `SOURCES`.  Other versions may differ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Statement = Mapping[str, Any]
CROSS_ACCOUNT, ROOT, STAR = "cross account", "root", "star"
FOLDER = "https://github.com/Checkmarx/kics/blob/{commit}/assets/queries/terraform/aws/{name}/query.rego"


class Query(NamedTuple):
    """`commit`: at which it was read."""

    title: str
    id: str
    name: str
    commit: str

    @property
    def source(self) -> str:
        return FOLDER.format(commit=self.commit, name=self.name)


SOURCES = {
    CROSS_ACCOUNT: Query(
        "Cross-Account IAM Assume Role Policy Without ExternalId or MFA",
        "09c35abf-5852-4622-ac7a-b987b331232e",
        "cross_account_iam_assume_role_policy_without_external_id_or_mfa",
        "1065e4c0935eec8708af33212059d9cf37da037f",
    ),
    ROOT: Query(
        "IAM Role Allows All Principals To Assume",
        "12b7e704-37f0-4d1e-911a-44bf60c48c21",
        "iam_role_allows_all_principals_to_assume",
        "67b6b17082d808d193f289b98cc3d489a6ae5782",
    ),
    STAR: Query(
        "IAM Policy Grants 'AssumeRole' Permission Across All Services",
        "bcdcbdc6-a350-4855-ae7c-d1e6436f7c97",
        "iam_policy_grants_assumerole_permission_across_all_services",
        "1065e4c0935eec8708af33212059d9cf37da037f",
    ),
}
ACCOUNT = re.compile(r"[0-9]{12}$|arn:aws:(iam|sts)::[0-9]{12}")


def findings(policy: Mapping[str, Any]) -> set[str]:
    """The queries that report a role with this policy."""
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    allowed = [each for each in statements if each.get("Effect", "Allow") == "Allow"]
    found = {query for query, reports in BY_STATEMENT.items() if any(map(reports, allowed))}
    return found if "Service" in json.dumps(policy) else found - {STAR}


def cross_account(statement: Statement) -> bool:
    """An account or somebody of it, its own account too; MFA, or any external id under StringEquals, is enough."""
    return (
        any(map(ACCOUNT.match, aws_principals(statement)))
        and "sts:AssumeRole" in many(statement.get("Action"))
        and not under(statement, "StringEquals", "sts:ExternalId")
        and "true" not in (under(statement, each, "aws:MultiFactorAuthPresent") for each in ("Bool", "BoolIfExists"))
    )


def root(statement: Statement) -> bool:
    return any("arn:aws:iam::" in each and ":root" in each for each in aws_principals(statement))


def star(statement: Statement) -> bool:
    principal = statement.get("Principal")
    return any("*" in each for each in (principal if isinstance(principal, str) else aws_principals(statement)))


def aws_principals(statement: Statement) -> list[str]:
    principal = statement.get("Principal")
    return many(principal.get("AWS")) if isinstance(principal, dict) else []


def under(statement: Statement, operator: str, key: str) -> Any:
    return statement.get("Condition", {}).get(operator, {}).get(key)


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


BY_STATEMENT: Mapping[str, Callable[[Statement], bool]] = {CROSS_ACCOUNT: cross_account, ROOT: root, STAR: star}
