"""The trust policies that Databricks' Terraform provider writes: `databricks_aws_assume_role_policy` and the like.

Read in databricks/terraform-provider-databricks, aws/data_aws_assume_role_policy.go,
aws/data_aws_unity_catalog_assume_role_policy.go and aws/constants.go.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from roletrust.dialects.hcl.evaluation.resource_instance import Instance
from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.operators import as_condition
from roletrust.dialects.hcl.values.values import Encoded, Failure, lift
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import text


class Partition(NamedTuple):
    """Where Databricks' own roles are, by the `aws_partition` that the data source is given."""

    name: str
    account: str
    log_delivery: str
    unity_catalog: str


PARTITIONS = {
    "aws": Partition(
        "aws",
        "414351767826",
        "SaasUsageDeliveryRole-prod-IAMRole-3PLHICCRR1TK",
        "unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL",
    ),
    "aws-us-gov": Partition(
        "aws-us-gov",
        "044793339203",
        "SaasUsageDeliveryRole-prod-aws-gov-IAMRole-L4QM0RCHYQ1G",
        "unity-catalog-prod-UCMasterRole-1QRFA8SGY15OJ",
    ),
    "aws-us-gov-dod": Partition(
        "aws-us-gov",
        "170661010020",
        "SaasUsageDeliveryRole-prod-aws-gov-dod-IAMRole-1DMEHBYR8VC5P",
        "unity-catalog-prod-UCMasterRole-1DI6DL6ZP26AS",
    ),
}


def assume_role_policy(instance: Instance) -> Tree:
    """The `json` of `data.databricks_aws_assume_role_policy`."""

    def policy(partition: Tree, external_id: Tree, account: Tree, delivers: Tree) -> Tree:
        here = known(partition)
        if here is None:
            return instance.unknown("json")
        whole = arn(here, as_text(account) if account else here.account, "root")
        trusted = arn(here, here.account, f"role/{here.log_delivery}") if delivers else whole
        return rendered(instance, allow(trusted, external_id))

    names = ("aws_partition", "external_id", "databricks_account_id")
    delivers = as_condition(instance.written("for_log_delivery") or False)
    return lift(policy, [*map(instance.written, names), delivers])


def unity_catalog_policy(instance: Instance) -> Tree:
    """The `json` of `data.databricks_aws_unity_catalog_assume_role_policy`: the role is allowed to assume itself."""

    def policy(partition: Tree, external_id: Tree, account: Tree, name: Tree, catalog: Tree) -> Tree:
        here = known(partition)
        if here is None:
            return instance.unknown("json")
        trusted = as_text(catalog) if catalog else arn(here, here.account, f"role/{here.unity_catalog}")
        itself = {"ArnLike": {"aws:PrincipalArn": arn(here, as_text(account), text("role/", as_text(name)))}}
        return rendered(
            instance,
            {"Sid": "UnityCatalogAssumeRole", **allow(trusted, external_id)},
            {
                "Sid": "ExplicitSelfRoleAssumption",
                **allow(arn(here, as_text(account), "root"), external_id, itself),
            },
        )

    names = ("aws_partition", "external_id", "aws_account_id", "role_name", "unity_catalog_iam_arn")
    return lift(policy, [instance.written(name) for name in names])


def known(partition: Tree) -> Partition | None:
    """The row of a partition, None where it is not known which.  Raises Failure for one that there is not."""
    name = "aws" if partition is None else partition
    if isinstance(name, str) and name not in PARTITIONS:
        raise Failure(f"`aws_partition` is `{name}`, not one of {', '.join(PARTITIONS)}")
    return PARTITIONS[name] if isinstance(name, str) else None


def arn(here: Partition, account: Tree, resource: Tree) -> Tree:
    return text(f"arn:{here.name}:iam::", account, ":", resource)


def allow(trusted: Tree, external_id: Tree, more: dict[str, Any] | None = None) -> dict[str, Tree]:
    return {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Condition": Map({**(more or {}), "StringEquals": Map({"sts:ExternalId": as_text(external_id)})}),
        "Principal": Map({"AWS": trusted}),
    }


def rendered(instance: Instance, *statements: dict[str, Tree]) -> Tree:
    """The document, as JSON text; each of its statements stands where the data source does."""
    source = instance.frame.source(instance.placed.first, instance.placed.block.last)
    written = [Map(each, source=source) for each in statements]
    return Encoded(Map({"Version": "2012-10-17", "Statement": written}, source=source))
