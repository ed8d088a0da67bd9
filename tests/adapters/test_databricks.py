"""The data sources in which Databricks' provider writes trust policies are as good as the policies written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import Scan, in_full, terraform, write

ID = "0d1f5c3e-4a55-4c1d-9b7e-0d6a3f2c8e41"
DELIVERY = "role/SaasUsageDeliveryRole-prod-IAMRole-3PLHICCRR1TK"
CATALOG = "role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
VARIABLES = 'variable "id" {\n  type = string\n}\nvariable "logs" {\n  type = bool\n}\n'
OPEN_PARTITION = 'variable "partition" {\n  type = string\n}\n'
LAKE = f'external_id = "{ID}"\n  aws_account_id = "210987654321"\n  role_name = "lake"'
ASSUME, UNITY = "databricks_aws_assume_role_policy", "databricks_aws_unity_catalog_assume_role_policy"


def allow(principal: str, external_id: str = f'"{ID}"', pin: str = "") -> str:
    condition = f'{{ {pin} StringEquals = {{ "sts:ExternalId" = {external_id} }} }}'
    allowed = f'Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "{principal}" }}'
    return f"{{ {allowed}, Condition = {condition} }}"


def itself(account: str) -> str:
    pin = f'ArnLike = {{ "aws:PrincipalArn" = "arn:aws:iam::{account}:role/lake" }},'
    return allow(f"arn:aws:iam::{account}:root", pin=pin)


CASES: dict[str, tuple[str, str, str]] = {
    "the default": (ASSUME, f'external_id = "{ID}"', allow("arn:aws:iam::414351767826:root")),
    "an id that is not known": (ASSUME, "external_id = var.id", allow("arn:aws:iam::414351767826:root", "var.id")),
    "no id": (ASSUME, 'external_id = ""', allow("arn:aws:iam::414351767826:root", '""')),
    "another account": (
        ASSUME,
        f'external_id = "{ID}"\n  databricks_account_id = "123456789012"',
        allow("arn:aws:iam::123456789012:root"),
    ),
    "delivery of logs": (
        ASSUME,
        f'external_id = "{ID}"\n  for_log_delivery = true',
        allow(f"arn:aws:iam::414351767826:{DELIVERY}"),
    ),
    "perhaps delivery of logs": (
        ASSUME,
        f'external_id = "{ID}"\n  for_log_delivery = var.logs',
        allow(f'arn:aws:iam::414351767826:${{var.logs ? "{DELIVERY}" : "root"}}'),
    ),
    "another partition": (
        ASSUME,
        f'external_id = "{ID}"\n  aws_partition = "aws-us-gov"',
        allow("arn:aws-us-gov:iam::044793339203:root"),
    ),
    "a catalog": (
        UNITY,
        LAKE,
        f"{allow(f'arn:aws:iam::414351767826:{CATALOG}')}, {itself('210987654321')}",
    ),
    "a catalog's role by its ARN": (
        UNITY,
        f'{LAKE}\n  unity_catalog_iam_arn = "arn:aws:iam::123456789012:root"',
        f"{allow('arn:aws:iam::123456789012:root')}, {itself('210987654321')}",
    ),
}


def scanned(directory: Path, policy: str, more: str = "") -> Scan:
    role = f'resource "aws_iam_role" "r" {{\n  name = "lake"\n  assume_role_policy = {policy}\n}}\n'
    write(directory, {"main.tf": VARIABLES + more + role})
    return terraform(directory)


def said(found: Scan) -> dict[str, str]:
    return {each.check_id: in_full(each) for each in found.report.failed_checks}


@pytest.mark.parametrize(("kind", "arguments", "statements"), CASES.values(), ids=CASES)
def test_it_is_the_policy_that_it_writes(tmp_path: Path, kind: str, arguments: str, statements: str) -> None:
    data = f'data "{kind}" "d" {{\n  {arguments}\n}}\n'
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{statements}] }})'
    by_data, written = scanned(tmp_path / "1", f"data.{kind}.d.json", data), scanned(tmp_path / "2", policy)
    sids = ' ("UnityCatalogAssumeRole")', ' ("ExplicitSelfRoleAssumption")'
    told = {rule: name.replace(sids[0], "").replace(sids[1], "") for rule, name in said(by_data).items()}
    assert told == said(written)
    assert by_data.passed == written.passed


def test_the_case_against_it_stands_at_the_data_source(tmp_path: Path) -> None:
    data = f'data "{ASSUME}" "d" {{\n  external_id = "{ID}"\n}}\n'
    found = scanned(tmp_path, f"data.{ASSUME}.d.json", data)
    assert any("/main.tf:7-9" in each for each in found.record("2", "aws_iam_role.r").details)


@pytest.mark.parametrize(
    ("partition", "more"), [("var.partition", OPEN_PARTITION), ('"aws-nowhere"', "")], ids=["open", "none there is"]
)
def test_of_a_partition_that_is_not_known_nothing_is(tmp_path: Path, partition: str, more: str) -> None:
    data = f'data "{ASSUME}" "d" {{\n  external_id = "{ID}"\n  aws_partition = {partition}\n}}\n'
    found = scanned(tmp_path, f"data.{ASSUME}.d.json", more + data)
    assert set(said(found)) == {"CKV_TRUST_90"}
