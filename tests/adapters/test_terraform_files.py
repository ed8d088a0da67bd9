"""Which files make up a module, and which of them has the last word: through Checkov's own runners."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from scanning import Scan, terraform, terraform_json, write

ROLE = "aws_iam_role.r"
VENDOR, OTHER, OWN = "123456789012", "210987654321", "111122223333"
OWNED = f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}\n'


def trust(account: str) -> str:
    return (
        'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", '
        f"Principal = {{ AWS = {account} }} }}] }})"
    )


def role(account: str, more: str = "") -> str:
    return f'resource "aws_iam_role" "r" {{\n{more}  assume_role_policy = {trust(account)}\n}}\n'


def document(account: str, more: str = "") -> str:
    return f"""data "aws_iam_policy_document" "d" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = [{account}]
    }}
{more}  }}
}}
"""


REFERRING = 'resource "aws_iam_role" "r" {\n  assume_role_policy = data.aws_iam_policy_document.d.json\n}\n'


def scan(folder: Path, files: dict[str, str], **filters: Any) -> Scan:
    return terraform(write(folder, files), **filters)


def accounts(found: Scan, resource: str = ROLE) -> list[str]:
    """The external accounts that get in, of which rule 1 tells."""
    result: Any = found.record("1", resource).check_result
    return [each["account"] for each in result.get("accounts", ())]


# --- override files: https://developer.hashicorp.com/terraform/language/files/override --------------

OVERRIDING = 'resource "aws_iam_role" "r" {{\n  assume_role_policy = {}\n}}\n'


@pytest.mark.parametrize("name", ["override.tf", "a_override.tf"])
def test_an_override_replaces_the_argument(tmp_path: Path, name: str) -> None:
    found = scan(tmp_path, {"main.tf": role(f'"{OWN}"'), name: OVERRIDING.format(trust(f'"{VENDOR}"'))})
    assert accounts(found) == [VENDOR]


@pytest.mark.parametrize("name", ["override.tf.json", "a_override.tf.json"])
def test_an_override_in_json_does_too(tmp_path: Path, name: str) -> None:
    over = {"resource": {"aws_iam_role": {"r": {"assume_role_policy": "${" + trust(f'"{VENDOR}"') + "}"}}}}
    assert accounts(scan(tmp_path, {"main.tf": role(f'"{OWN}"'), name: json.dumps(over)})) == [VENDOR]


def test_overrides_are_merged_in_the_order_of_their_names(tmp_path: Path) -> None:
    files = {"override.tf": OTHER, "a_override.tf": OWN, "z_override.tf": VENDOR}
    over = {name: OVERRIDING.format(trust(f'"{account}"')) for name, account in files.items()}
    assert accounts(scan(tmp_path, {"main.tf": role('"444455556666"'), **over})) == [VENDOR]


def test_a_name_that_only_sounds_like_an_override_is_a_file_like_others(tmp_path: Path) -> None:
    files = {"main.tf": role("local.a"), "override_a.tf": f'locals {{\n  a = "{VENDOR}"\n}}\n'}
    assert accounts(scan(tmp_path, files)) == [VENDOR]


def test_a_role_with_an_override_is_reported_once_where_it_stands(tmp_path: Path) -> None:
    found = scan(tmp_path, {"main.tf": role(f'"{OWN}"'), "override.tf": OVERRIDING.format(trust(f'"{VENDOR}"'))})
    records = [each for each in found.report.failed_checks if each.resource == ROLE and each.check_id == "CKV_TRUST_1"]
    assert [each.file_path for each in records] == ["/main.tf"]
    assert "/override.tf:2" in "\n".join(records[0].details)


def test_arguments_that_an_override_leaves_out_stay(tmp_path: Path) -> None:
    found = scan(
        tmp_path,
        {
            "main.tf": role(f'"{VENDOR}"'),
            "override.tf": OVERRIDING.format('"{}"').replace("assume_role_policy", "name"),
        },
    )
    assert accounts(found) == [VENDOR]


def test_an_override_of_count_decides_whether_there_is_a_role(tmp_path: Path) -> None:
    over = 'resource "aws_iam_role" "r" {{\n  count = {}\n}}\n'
    files = {"main.tf": role(f'"{VENDOR}"'), "override.tf": over.format(0)}
    assert not scan(tmp_path / "none", files).report.get_all_records()
    files = {"main.tf": role(f'"{VENDOR}"', "  count = 0\n"), "override.tf": over.format(1)}
    assert {rule for rule, _ in scan(tmp_path / "one", files).failed} == {"1", "2"}


def test_nested_blocks_of_an_override_replace_all_of_their_type(tmp_path: Path) -> None:
    pinned = """    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["9f2c1f0e-7a55-4f0a-8c58-0b1b5f6a7c11"]
    }
"""
    files = {"main.tf": REFERRING + document(f'"{OTHER}"', pinned), "override.tf": document(f'"{VENDOR}"')}
    found = scan(tmp_path, files)
    assert accounts(found) == [VENDOR]
    assert "Statement: statement 1, /override.tf:2-8" in found.record("1", ROLE).details


def test_dynamic_blocks_are_replaced_with_the_others_of_their_type(tmp_path: Path) -> None:
    dynamic = (
        document("statement.value")
        .replace("  statement {\n", f'  dynamic "statement" {{\n    for_each = ["{OTHER}"]\n    content {{\n')
        .replace("  }\n}\n", "  }\n  }\n}\n")
    )
    files = {"main.tf": REFERRING + dynamic}
    assert accounts(scan(tmp_path / "base", files)) == [OTHER]
    assert accounts(scan(tmp_path / "over", {**files, "override.tf": document(f'"{VENDOR}"')})) == [VENDOR]
    files = {"main.tf": REFERRING + document(f'"{VENDOR}"'), "override.tf": dynamic}
    assert accounts(scan(tmp_path / "dynamic", files)) == [OTHER]


def test_locals_are_overridden_one_by_one(tmp_path: Path) -> None:
    files = {
        "main.tf": role("[local.a, local.b]") + f'locals {{\n  a = "{OWN}"\n  b = "{OTHER}"\n}}\n',
        "override.tf": f'locals {{\n  a = "{VENDOR}"\n}}\n',
    }
    assert sorted(accounts(scan(tmp_path, files))) == [VENDOR, OTHER]


def test_a_default_an_output_a_module_and_a_provider_are_overridden(tmp_path: Path) -> None:
    files = {
        "main.tf": OWNED + 'variable "a" {\n  type    = string\n  default = "444455556666"\n}\n'
        'module "m" {\n  source = "./m"\n  id     = var.a\n}\n' + role("module.m.out"),
        "m/main.tf": 'variable "id" {}\noutput "out" {\n  value = "444455556666"\n}\n',
        "m/x_override.tf": 'output "out" {\n  value = var.id\n}\n',
        "override.tf": f'variable "a" {{\n  default = "{VENDOR}"\n}}\n',
    }
    assert accounts(scan(tmp_path / "one", files)) == [VENDOR]
    files["override.tf"] += f'module "m" {{\n  id = "{OTHER}"\n}}\n'
    assert accounts(scan(tmp_path / "two", files)) == [OTHER]
    files["override.tf"] += f'provider "aws" {{\n  allowed_account_ids = ["{OTHER}"]\n}}\n'
    assert scan(tmp_path / "three", files).rules(ROLE) == {"7"}


def test_an_override_of_nothing_is_a_role_of_its_own(tmp_path: Path) -> None:
    assert accounts(scan(tmp_path, {"override.tf": role(f'"{VENDOR}"')})) == [VENDOR]


def test_a_lifecycle_block_is_merged_argument_by_argument(tmp_path: Path) -> None:
    """Terraform leaves the other role's policy as it is in AWS, which nothing here tells."""
    lifecycle = 'resource "aws_iam_role" "o" {{\n{}  lifecycle {{\n    {}\n  }}\n}}\n'
    policy = f"  assume_role_policy = {trust(chr(34) + OWN + chr(34))}\n"
    main = lifecycle.format(policy, "ignore_changes = [assume_role_policy]") + REFERRING.replace(
        "data.aws_iam_policy_document.d.json", "aws_iam_role.o.assume_role_policy"
    )
    over = lifecycle.format("", "create_before_destroy = true")
    assert scan(tmp_path, {"main.tf": main, "override.tf": over}).rules(ROLE) == {"90"}


# --- OpenTofu: https://opentofu.org/docs/language/files/ ----------------------------------------------


@pytest.mark.parametrize("name", ["values.tofu", "values.tofu.json"])
def test_locals_in_a_tofu_file_are_found(tmp_path: Path, name: str) -> None:
    text = json.dumps({"locals": {"a": VENDOR}}) if name.endswith("json") else f'locals {{\n  a = "{VENDOR}"\n}}\n'
    assert accounts(scan(tmp_path, {"main.tf": role("local.a"), name: text})) == [VENDOR]


@pytest.mark.parametrize(("tf", "tofu"), [("values.tf", "values.tofu"), ("override.tf", "override.tofu")])
def test_a_tofu_file_is_read_in_place_of_the_tf_file_of_its_name(tmp_path: Path, tf: str, tofu: str) -> None:
    local = 'locals {{\n  a = "{}"\n}}\n'
    files = {"main.tf": role("local.a"), tf: local.format(OWN), tofu: local.format(VENDOR)}
    assert accounts(scan(tmp_path, files)) == [VENDOR]


def test_checkov_lists_no_role_of_a_tofu_file_in_json(tmp_path: Path) -> None:
    """A role that Checkov does not hand over cannot be judged; this says when that changes."""
    write(tmp_path, {"more.tofu.json": '{"resource": {"aws_iam_role": {"r": {"assume_role_policy": "{}"}}}}'})
    assert not terraform(tmp_path).report.get_all_records()
    assert not terraform_json(tmp_path).report.get_all_records()


# --- what is no part of a module -----------------------------------------------------------------------


def test_locals_of_terragrunt_are_no_locals_of_the_module(tmp_path: Path) -> None:
    files = {
        "main.tf": role("local.a") + f'locals {{\n  a = "{VENDOR}"\n}}\n',
        "terragrunt.hcl": f'locals {{\n  a = "{OTHER}"\n}}\n',
    }
    assert accounts(scan(tmp_path, files)) == [VENDOR]


def test_hidden_files_are_not_read(tmp_path: Path) -> None:
    files = {"main.tf": role("local.a"), ".hidden.tofu": f'locals {{\n  a = "{VENDOR}"\n}}\n'}
    assert scan(tmp_path, files).rules(ROLE) == {"90"}


def test_a_file_beside_that_is_a_link_out_of_the_tree_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"outside/values.tofu": f'locals {{\n  a = "{VENDOR}"\n}}\n', "in/main.tf": role("local.a")})
    (tmp_path / "in" / "values.tofu").symlink_to(tmp_path / "outside" / "values.tofu")
    assert terraform(tmp_path / "in").rules(ROLE) == {"90"}


HOSTILE = {
    "deep.tf.json": '{"locals": {"x": ' + "[" * 10_000 + "]" * 10_000 + "}}",
    "number.tf.json": '{"locals": {"x": ' + "9" * 10_000 + "}}",
    "names.tf.json": json.dumps({"locals": {f"l{number}": number for number in range(5_000)}}, indent=1),
    "open.tofu": 'locals {\n  x = "',
    "bytes.tofu.json": "\ufeff{}\0",
    "odd_override.tf.json": '{"resource": [[{"aws_iam_role": [null, {"r": 1}]}], "x"], "locals": 1}',
    "self_override.tf": 'module "m" {\n  source = "./"\n}\n' * 50,
    "terragrunt.hcl": 'include "a" {\n  path = "./terragrunt.hcl"\n}\n' * 500,
}


def test_what_is_hostile_beside_a_role_costs_it_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": role(f'"{VENDOR}"'), **HOSTILE})
    os.mkfifo(tmp_path / "pipe.tofu")
    os.mkfifo(tmp_path / "pipe.auto.tfvars")
    (tmp_path / "folder.tofu").mkdir()
    (tmp_path / "loop.tofu").symlink_to(tmp_path / "loop.tofu")
    assert accounts(terraform(tmp_path)) == [VENDOR]


# --- modules that are not in the tree itself -------------------------------------------------------------

CALL = f'module "vendor" {{\n  source  = "acme/vendor/aws"\n  version = "1.2.0"\n  account = "{VENDOR}"\n}}\n'
MODULE = 'variable "account" {}\noutput "account" {\n  value = var.account\n}\n'


def manifest(**directories: str) -> str:
    """Terraform's record of modules; `__` in a name stands for a dot."""
    entries = [{"Key": key.replace("__", "."), "Source": "s", "Dir": path} for key, path in directories.items()]
    return json.dumps({"Modules": [{"Key": "", "Source": "", "Dir": "."}, *entries]})


def test_a_module_that_terraform_init_downloaded_gives_its_outputs(tmp_path: Path) -> None:
    """https://developer.hashicorp.com/terraform/cli/init: modules are put into `.terraform/modules`."""
    files = {
        "main.tf": CALL + role("module.vendor.account"),
        ".terraform/modules/modules.json": manifest(vendor=".terraform/modules/vendor"),
        ".terraform/modules/vendor/main.tf": MODULE,
    }
    assert accounts(scan(tmp_path, files)) == [VENDOR]


def test_modules_in_a_downloaded_module_are_found_too(tmp_path: Path) -> None:
    inner = 'module "{0}" {{\n  source = "{1}"\n  account = var.account\n}}\n'
    outer = 'variable "account" {}\noutput "account" {\n  value = module.local.account\n}\n'
    files = {
        "main.tf": CALL + role("module.vendor.account"),
        ".terraform/modules/modules.json": manifest(
            vendor=".terraform/modules/vendor/sub",
            vendor__local=".terraform/modules/vendor/sub/local",
            vendor__local__far=".terraform/modules/vendor.local.far",
        ),
        ".terraform/modules/vendor/sub/main.tf": inner.format("local", "./local") + outer,
        ".terraform/modules/vendor/sub/local/main.tf": inner.format("far", "git::https://example.com/far.git")
        + outer.replace("module.local", "module.far"),
        ".terraform/modules/vendor.local.far/main.tf": MODULE,
    }
    assert accounts(scan(tmp_path, files)) == [VENDOR]


@pytest.mark.parametrize("text", ["{", "[]", '{"Modules": [{}]}', '{"Modules": 1}'])
def test_a_broken_record_of_modules_leaves_the_module_open(tmp_path: Path, text: str) -> None:
    files = {"main.tf": CALL + role("module.vendor.account"), ".terraform/modules/modules.json": text}
    assert scan(tmp_path, files).rules(ROLE) == {"90"}


def test_a_recorded_module_outside_of_the_scanned_tree_is_not_read(tmp_path: Path) -> None:
    files = {
        "in/main.tf": CALL + role("module.vendor.account"),
        "in/.terraform/modules/modules.json": manifest(vendor="../out"),
        "out/main.tf": MODULE,
    }
    write(tmp_path, files)
    found = terraform(tmp_path / "in")
    assert found.rules(ROLE) == {"90"}
    assert "module.vendor.account" in found.record("90", ROLE).check_name


def test_a_role_in_a_downloaded_module_has_the_values_of_its_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checkov looks into `.terraform/modules` only where it is told to."""
    monkeypatch.setattr(
        "checkov.common.util.env_vars_config.env_vars_config.CHECKOV_EXPERIMENTAL_TERRAFORM_MANAGED_MODULES", True
    )
    files = {
        "main.tf": CALL.replace('  version = "1.2.0"\n', "").replace("acme/vendor", "acme/managed"),
        ".terraform/modules/modules.json": json.dumps(
            {
                "Modules": [
                    {
                        "Key": "vendor",
                        "Source": "registry.terraform.io/acme/managed/aws",
                        "Version": "1.2.0",
                        "Dir": ".terraform/modules/vendor",
                    }
                ]
            }
        ),
        ".terraform/modules/vendor/main.tf": 'variable "account" {}\n' + role("var.account"),
    }
    found = scan(tmp_path, files)
    name = f"module.vendor.{ROLE}"
    assert accounts(found, name) == [VENDOR]
    assert found.record("1", name).file_path == "/.terraform/modules/vendor/main.tf"


def test_a_module_that_checkov_downloaded_gives_its_outputs(tmp_path: Path) -> None:
    """As `--download-external-modules true` leaves it: `.external_modules/<source>/<version>`."""
    source = "github.com/acme/vendor"
    call = CALL.replace("acme/vendor/aws", f"git::https://{source}.git?ref=v1").replace('  version = "1.2.0"\n', "")
    files = {
        "main.tf": call + role("module.vendor.account"),
        f".external_modules/{source}/v1/main.tf": MODULE + role("var.account").replace('"r"', '"inner"'),
    }
    found = scan(tmp_path, files, download_external_modules=True)
    assert accounts(found) == [VENDOR]
    inner = "module.vendor.aws_iam_role.inner"
    assert accounts(found, inner) == [VENDOR]
    assert found.record("1", inner).file_path == f"/.external_modules/{source}/v1/main.tf"
