"""Accounts of the organization that the configuration is run in are no third parties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanning import Scan, plan, terraform, write

MEMBER, VENDOR = "210000000007", "123456789012"
ORGANIZATION = 'data "aws_organizations_organization" "all" {}\n'
PART = 'data "aws_organizations_organizational_unit_descendant_accounts" "part" {\n  parent_id = "ou-1"\n}\n'
MADE = 'resource "aws_organizations_account" "audit" {\n  name  = "audit"\n  email = "audit@example.org"\n}\n'
ALL = "data.aws_organizations_organization.all"
STRANGERS = {("1", "aws_iam_role.r"), ("2", "aws_iam_role.r"), ("90", "aws_iam_role.r")}

MEMBERS = {
    "all of them": f"{ALL}.accounts[*].id",
    "the others": f"{ALL}.non_master_accounts[*].id",
    "the management account": f"{ALL}.master_account_id",
    "one by its name": f'[for each in {ALL}.accounts : each.id if each.name == "Users"]',
    "all but one": f"setsubtract(toset({ALL}.accounts[*].id), [])",
    "those of a part": "data.aws_organizations_organizational_unit_descendant_accounts.part.accounts[*].id",
    "one that is made": "aws_organizations_account.audit.id",
    "roots of them": f'[for each in {ALL}.accounts[*].id : "arn:aws:iam::${{each}}:root"]',
    "the root of one that is made": '"arn:aws:iam::${aws_organizations_account.audit.id}:root"',
    "one that a map has under its name": f'{{ for each in {ALL}.accounts : each.name => each.id }}["Users"]',
    "the root of one that a map has": f'"arn:aws:iam::${{{{ for each in {ALL}.accounts : each.name => each.id if '
    'each.status == "ACTIVE" }["Users"]}:root"',
    "a role of one": f'"arn:aws:iam::${{{ALL}.master_account_id}}:role/deploy"',
}
OTHERS = {
    "names of accounts": f"{ALL}.accounts[*].name",
    "some text made of them": f"[for each in {ALL}.accounts[*].id : md5(each)]",
    "accounts of a variable": "var.accounts",
    "what a map has under the name of one": f'{{ for each in {ALL}.accounts : each.name => each.email }}["Users"]',
    "an account that another provider's resource knows": "vendor_organizations_account.audit.id",
}


ROLE = """
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = @ }
    }...]
  })
}
"""


def trusting(principals: str, more: str = "") -> str:
    role = ROLE.replace("@", principals).replace("...", more)
    return 'variable "accounts" {\n  type = list(string)\n}\n' + ORGANIZATION + PART + MADE + role


def scanned(directory: Path, text: str) -> Scan:
    write(directory, {"main.tf": text})
    return terraform(directory)


@pytest.mark.parametrize("principals", MEMBERS.values(), ids=MEMBERS)
def test_an_account_of_the_own_organization_is_trusted(tmp_path: Path, principals: str) -> None:
    assert not scanned(tmp_path, trusting(principals)).failed & STRANGERS


@pytest.mark.parametrize("principals", OTHERS.values(), ids=OTHERS)
def test_what_is_no_such_account_is_open(tmp_path: Path, principals: str) -> None:
    assert scanned(tmp_path, trusting(principals)).failed & STRANGERS


def test_it_is_not_the_vendor_beside_it(tmp_path: Path) -> None:
    vendor = (
        ', {\n      Effect = "Allow"\n      Action = "sts:AssumeRole"\n'
        f'      Principal = {{ AWS = "arn:aws:iam::{VENDOR}:role/scan" }}\n'
        '      Condition = { StringEquals = { "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" } }\n    }'
    )
    found = scanned(tmp_path, trusting(f"{ALL}.accounts[*].id", vendor))
    assert not found.failed & STRANGERS
    open_vendor = vendor.replace("StringEquals =", "StringEqualsIfExists =")
    assert ("1", "aws_iam_role.r") in scanned(tmp_path, trusting(f"{ALL}.accounts[*].id", open_vendor)).failed


def test_one_of_a_module_that_is_called_is_one_too(tmp_path: Path) -> None:
    ids = 'output "ids" {\n  value = data.aws_organizations_organization.all.accounts[*].id\n}\n'
    write(tmp_path, {"accounts/main.tf": ORGANIZATION + ids})
    called = 'module "accounts" {\n  source = "./accounts"\n}\n'
    assert not scanned(tmp_path, called + trusting("module.accounts.ids")).failed & STRANGERS


ENTERED = """
resource "aws_iam_role" "entered" {
  name               = "entered"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Condition = { StringEquals = { "sts:ExternalId" = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41" } }
    }]
  })
  inline_policy {
    name   = "on"
    policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "sts:*", Resource = "*" } })
  }
}
resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
"""


@pytest.mark.parametrize("provider", ["", 'provider "aws" {\n  allowed_account_ids = ["987654321098"]\n}\n'])
def test_the_own_account_is_one_of_them(tmp_path: Path, provider: str) -> None:
    found = scanned(tmp_path, provider + trusting(f"{ALL}.accounts[*].id") + ENTERED)
    assert ("14", "aws_iam_role.entered") not in found.passed | found.failed
    within = trusting(f'"arn:aws:iam::${{{ALL}.master_account_id}}:role/other"')
    assert ("14", "aws_iam_role.entered") in scanned(tmp_path, provider + within + ENTERED).passed


def planned(*listed: str) -> str:
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{MEMBER}:root"}}
    policy = {"Version": "2012-10-17", "Statement": [allow]}
    role = {"address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r",
            "values": {"assume_role_policy": json.dumps(policy)}}  # fmt: skip
    organization: dict[str, Any] = {
        "address": ALL, "mode": "data", "type": "aws_organizations_organization", "name": "all",
        "values": {"accounts": [{"id": each} for each in listed], "master_account_id": None}}  # fmt: skip
    change = {**role, "change": {"actions": ["create"], "before": None, "after": role["values"], "after_unknown": {}}}
    return json.dumps({
        "format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [change],
        "planned_values": {"root_module": {"resources": [role]}},
        "prior_state": {"values": {"root_module": {"resources": [organization]}}},
        "configuration": {"root_module": {"resources": []}}})  # fmt: skip


@pytest.mark.parametrize(("listed", "trusted"), [((MEMBER, VENDOR), True), ((VENDOR,), False), ((), False)])
def test_a_plan_knows_the_accounts_of_its_organization(tmp_path: Path, listed: tuple[str, ...], trusted: bool) -> None:
    write(tmp_path, {"plan.json": planned(*listed)})
    assert (("1", "aws_iam_role.r") not in plan(tmp_path).failed) is trusted


@pytest.mark.parametrize(
    ("actions", "after", "trusted"),
    [(["no-op"], {"id": VENDOR}, True), (["delete"], None, False), (["delete", "create"], {"name": "new"}, False)],
)
def test_an_account_that_a_plan_destroys_is_no_longer_one(
    tmp_path: Path, actions: list[str], after: dict[str, Any] | None, trusted: bool
) -> None:
    found = json.loads(planned().replace(MEMBER, VENDOR))
    account = {"address": "aws_organizations_account.a", "mode": "managed", "type": "aws_organizations_account"}
    change = {"actions": actions, "before": {"id": VENDOR}, "after": after, "after_unknown": {}}
    found["resource_changes"].append({**account, "name": "a", "change": change})
    write(tmp_path, {"plan.json": json.dumps(found)})
    assert (("1", "aws_iam_role.r") not in plan(tmp_path).failed) is trusted


HUB, OURS = "444455556666", "111122223333"
PROVIDERS = f"""provider "aws" {{
  allowed_account_ids = ["{OURS}"]
}}
provider "aws" {{
  alias = "hub"
  assume_role {{
    role_arn = "arn:aws:iam::{HUB}:role/deploy"
  }}
}}
"""
TRUSTED = {
    "by_name": f'"arn:aws:iam::{HUB}:role/audit"',
    "whole": f'"arn:aws:iam::{HUB}:root"',
    "stranger": f'"arn:aws:iam::{VENDOR}:role/audit"',
    "beside_a_stranger": f'["arn:aws:iam::{HUB}:role/audit", "arn:aws:iam::{VENDOR}:role/audit"]',
}


def test_an_account_that_another_provider_works_in_is_of_the_same_owner(tmp_path: Path) -> None:
    roles = [ROLE.replace("...", "").replace('"r"', f'"{name}"').replace("@", who) for name, who in TRUSTED.items()]
    module = {"spoke/main.tf": ROLE.replace("...", "").replace("@", TRUSTED["by_name"])}
    called = 'module "spoke" {\n  source = "./spoke"\n}\n'
    found = terraform(write(tmp_path / "known", {"main.tf": PROVIDERS + called + "".join(roles), **module}))
    assert {each for each in found.failed if each[0] in ("1", "2", "5", "90")} == {
        ("2", "aws_iam_role.whole"),
        ("1", "aws_iam_role.stranger"),
        ("1", "aws_iam_role.beside_a_stranger"),
    }
    whole = found.record("2", "aws_iam_role.whole")
    assert whole.severity and (whole.severity.name, HUB in whole.check_name) == ("LOW", True)
    without = terraform(write(tmp_path / "without", {"main.tf": "".join(roles)}))
    assert ("1", "aws_iam_role.by_name") in without.failed, "no provider says so"
    unlisted = without.record("2", "aws_iam_role.whole").severity
    assert unlisted and unlisted.name == "MEDIUM"


STATE = "333344445555"
WORKS_IN = {
    "by workspace": """variable "roles" {
  default = {
    staging    = "arn:aws:iam::@:role/deploy"
    production = "arn:aws:iam::111122223333:role/deploy"
  }
}
provider "aws" {
  assume_role {
    role_arn = var.roles[terraform.workspace]
  }
}
""",
    "one of several that are allowed": """provider "aws" {
  allowed_account_ids = ["111122223333", "@"]
}
""",
    "keeps the state": """terraform {
  backend "s3" {
    assume_role = {
      role_arn = "arn:aws:iam::@:role/state"
    }
  }
}
""",
    "keeps the state, as it was written before": """terraform {
  backend "s3" {
    role_arn = "arn:aws:iam::@:role/state"
  }
}
""",
}


def test_an_account_that_a_provider_may_work_in_or_that_keeps_the_state_is_of_the_same_owner(tmp_path: Path) -> None:
    role = ROLE.replace("...", "").replace("@", f'"arn:aws:iam::{STATE}:role/audit"')
    trees = {
        f"{name}/{there}": text.replace("@", account)
        for name, text in WORKS_IN.items()
        for there, account in (("known", STATE), ("unknown", HUB))
    }
    state = {"terraform": {"backend": {"s3": {"role_arn": f"arn:aws:iam::{STATE}:role/state"}}}}
    files = {f"{name}/main.tf": role + text for name, text in trees.items()}
    files |= {"json/main.tf": role, "json/backend.tf.json": json.dumps(state)}
    elsewhere = {"other kind/main.tf": role + WORKS_IN["keeps the state"].replace("@", STATE).replace('"s3"', '"oss"')}
    found = terraform(write(tmp_path, files | elsewhere))
    failed = [each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_1"]
    asked = {each.file_path.strip("/").removesuffix("/main.tf") for each in failed}
    assert asked == {f"{name}/unknown" for name in WORKS_IN} | {"other kind"}


@pytest.mark.parametrize("known", [True, False])
def test_so_it_is_in_a_plan(tmp_path: Path, known: bool) -> None:
    found = json.loads(planned().replace(f"{MEMBER}:root", f"{HUB}:role/audit"))
    assumed = [{"role_arn": {"constant_value": f"arn:aws:iam::{HUB if known else MEMBER}:role/deploy"}}]
    found["configuration"]["provider_config"] = {"aws.hub": {"name": "aws", "expressions": {"assume_role": assumed}}}
    write(tmp_path, {"plan.json": json.dumps(found)})
    assert (("1", "aws_iam_role.r") not in plan(tmp_path).failed) is known
