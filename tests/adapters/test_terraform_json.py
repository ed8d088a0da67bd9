"""Terraform's JSON syntax through Checkov's own runner for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roletrust.dialects.hcl.project import module_callers
from scanning import Scan, rules_but, terraform, terraform_json, write

ROLE = "resource.r"
VENDOR = "123456789012"
STATEMENT = {"Effect": "Allow", "Principal": {"AWS": VENDOR}, "Action": "sts:AssumeRole"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}
ENCODED = (
    '${jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", '
    'Principal = { AWS = local.vendor }, Action = "sts:AssumeRole" }] })}'
)
DOCUMENT = {
    "aws_iam_policy_document": {
        "d": {
            "statement": {
                "actions": ["sts:AssumeRole"],
                "principals": [{"type": "AWS", "identifiers": ["${local.vendor}"]}],
            }
        }
    }
}
REFERENCE = "${data.aws_iam_policy_document.d.json}"
LOCALS = {"locals": {"//": "whom we trust", "vendor": VENDOR}}


def role(policy: Any, **more: Any) -> dict[str, Any]:
    return {"resource": {"aws_iam_role": {"r": {"assume_role_policy": policy, **more}}}}


def scan(folder: Path, configuration: object, **files: str) -> Scan:
    text = json.dumps(configuration, indent=2)
    return terraform_json(write(folder, {"main.tf.json": text, **files}))


CARRIERS = {
    "text": role(json.dumps(POLICY)),
    "text of several lines": role(json.dumps(POLICY, indent=2)),
    "text with a hole filled": {**role(json.dumps(POLICY).replace(VENDOR, "${local.vendor}")), **LOCALS},
    "jsonencode": {**role(ENCODED), **LOCALS},
    "document": {**role(REFERENCE), "data": DOCUMENT, **LOCALS},
    "document in lists": {"resource": [role(REFERENCE)["resource"]], "data": [DOCUMENT], "locals": [LOCALS["locals"]]},
    "dynamic": {
        **role(REFERENCE),
        "data": {
            "aws_iam_policy_document": {
                "d": {
                    "dynamic": {
                        "statement": {
                            "for_each": [VENDOR],
                            "iterator": "each_vendor",
                            "content": {
                                "actions": ["sts:AssumeRole"],
                                "principals": {"type": "AWS", "identifiers": ["${each_vendor.value}"]},
                            },
                        }
                    }
                }
            }
        },
    },
    "variable": {
        **role(ENCODED.replace("local.vendor", "var.vendor")),
        "variable": {"vendor": {"type": "string", "default": 123456789012}},
    },
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_same_trust_fails_the_same_rules_in_json_syntax(tmp_path: Path, carrier: str) -> None:
    found = scan(tmp_path, CARRIERS[carrier])
    assert found.rules(ROLE) == {"1", "2"}
    others = rules_but(found.failed | {("14", ROLE), ("91", ROLE)}, ROLE)
    # what Checkov's graph checks call it
    assert found.passed == others | {("14", "aws_iam_role.r"), ("91", "aws_iam_role.r")}


@pytest.mark.parametrize("policy", [ENCODED, REFERENCE])
def test_json_and_hcl_files_of_a_directory_see_each_other(tmp_path: Path, policy: str) -> None:
    hcl = {"locals.tf": f'locals {{\n  vendor = "{VENDOR}"\n}}\n'}
    assert scan(tmp_path / "a", {**role(policy), "data": DOCUMENT}, **hcl).rules(ROLE) == {"1", "2"}
    encoded = policy.removeprefix("${").removesuffix("}")
    files = {
        "main.tf": f'resource "aws_iam_role" "r" {{\n  assume_role_policy = {encoded}\n}}\n',
        "more.tf.json": json.dumps({**LOCALS, "data": DOCUMENT}),
    }
    assert terraform(write(tmp_path / "b", files)).rules("aws_iam_role.r") == {"1", "2"}


def test_what_json_leaves_open_is_undecided(tmp_path: Path) -> None:
    found = scan(tmp_path, {**role(ENCODED.replace("local.", "var.")), "variable": {"vendor": {}}})
    assert (found.rules(ROLE), ("1", ROLE) in found.passed) == ({"90"}, False)
    assert "var.vendor" in found.record("90", ROLE).check_name


def test_the_finding_names_the_lines_in_the_json_file(tmp_path: Path) -> None:
    found = scan(tmp_path / "document", {**LOCALS, "data": DOCUMENT, **role(REFERENCE)})
    lines = (tmp_path / "document" / "main.tf.json").read_text().splitlines()
    first = next(number for number, line in enumerate(lines, 1) if '"statement"' in line)
    last = next(number for number, line in enumerate(lines, 1) if line == " " * 8 + "}")
    assert f"/main.tf.json:{first}-{last}" in "\n".join(found.record("1", ROLE).details)
    found = scan(tmp_path / "text", role(json.dumps(POLICY), name="x"))
    assert "/main.tf.json:5" in "\n".join(found.record("1", ROLE).details)
    found = scan(tmp_path / "lines", role(json.dumps(POLICY, indent=2), name="x"))
    assert "/main.tf.json:" not in "\n".join(found.record("1", ROLE).details)


def test_a_document_in_json_that_no_role_uses_is_judged_itself(tmp_path: Path) -> None:
    found = scan(tmp_path / "alone", {**LOCALS, "data": DOCUMENT})
    assert {rule for rule, _ in found.failed} == {"1", "2"}
    found = scan(tmp_path / "used", {**LOCALS, "data": DOCUMENT, **role(REFERENCE)})
    assert {name for _, name in found.failed} == {ROLE}


def test_a_document_is_the_roles_across_the_two_syntaxes(tmp_path: Path) -> None:
    hcl = 'resource "aws_iam_role" "r" {\n  assume_role_policy = data.aws_iam_policy_document.d.json\n}\n'
    write(tmp_path, {"main.tf": hcl})
    assert not scan(tmp_path, {**LOCALS, "data": DOCUMENT}).report.get_all_records()
    data = """data "aws_iam_policy_document" "d" {
      statement {
        actions = ["sts:AssumeRole"]
        principals {
          type        = "AWS"
          identifiers = ["123456789012"]
        }
      }
    }"""
    write(tmp_path / "other", {"main.tf": data, "role.tf.json": json.dumps(role(REFERENCE))})
    assert not terraform(tmp_path / "other").report.get_all_records()
    assert terraform_json(tmp_path / "other").rules(ROLE) == {"1", "2"}


def test_variable_files_count_for_json_too(tmp_path: Path) -> None:
    open_one = {**role(ENCODED.replace("local.", "var.")), "variable": {"vendor": {"type": "string"}}}
    write(tmp_path, {"terraform.tfvars.json": json.dumps({"vendor": VENDOR})})
    assert scan(tmp_path, open_one).rules(ROLE) == {"1", "2"}


def test_text_in_a_json_variable_file_is_no_template(tmp_path: Path) -> None:
    """https://developer.hashicorp.com/terraform/language/syntax/json#variable-blocks: literal values only."""
    files = {"terraform.tfvars.json": json.dumps({"vendor": "${local.vendor}"})}
    hcl = ENCODED.removeprefix("${").removesuffix("}").replace("local.", "var.")
    main = f'variable "vendor" {{}}\nlocals {{\n  vendor = "{VENDOR}"\n}}\n'
    main += f'resource "aws_iam_role" "r" {{\n  assume_role_policy = {hcl}\n}}\n'
    assert "1" not in terraform(write(tmp_path, {"main.tf": main, **files})).rules("aws_iam_role.r")


def test_the_provider_of_a_role_in_json(tmp_path: Path) -> None:
    providers = {"provider": {"aws": [{}, {"alias": "vendor", "allowed_account_ids": [VENDOR]}]}}
    assert scan(tmp_path / "name", {**role(json.dumps(POLICY), provider="aws.vendor"), **providers}).rules(ROLE) == {
        "7"
    }
    old = scan(tmp_path / "old", {**role(json.dumps(POLICY), provider="${aws.vendor}"), **providers})
    assert old.rules(ROLE) == {"7"}


def test_a_json_role_with_count_0_is_not_reported(tmp_path: Path) -> None:
    assert not scan(tmp_path, role(json.dumps(POLICY), count="${1 - 1}")).report.get_all_records()


@pytest.mark.parametrize("where", [".", "sub"])
def test_a_json_file_alone_is_found_wherever_the_scan_started(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"sub/main.tf.json": json.dumps({**role(ENCODED), **LOCALS})})
    monkeypatch.chdir(tmp_path / where)
    assert terraform_json(tmp_path, "sub/main.tf.json").rules(ROLE) == {"1", "2"}
    monkeypatch.chdir("/")
    assert terraform_json(tmp_path, "sub/main.tf.json").rules(ROLE) == {"1", "2"}


def test_a_module_called_from_json_gives_its_outputs(tmp_path: Path) -> None:
    call = {"module": {"m": {"source": "./m", "vendor": VENDOR}}}
    module = 'variable "vendor" {}\noutput "vendor" {\n  value = var.vendor\n}\n'
    policy = ENCODED.replace("local.vendor", "module.m.vendor")
    found = scan(tmp_path, {**role(policy), **call}, **{"m/main.tf": module})
    assert found.rules(ROLE) == {"1", "2"}


OWN = "111122223333"
OWNED = f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}\n'


def called(*accounts: str) -> str:
    calls = (f'module "m{n}" {{\n  source = "./m"\n  vendor = {each}\n}}\n' for n, each in enumerate(accounts))
    return OWNED + "".join(calls)


INNER = {
    **role(ENCODED.replace("local.vendor", "var.vendor")),
    "variable": {"vendor": {"type": "string", "default": OWN}},
}


def test_a_json_role_in_a_module_has_the_values_of_its_call(tmp_path: Path) -> None:
    """Checkov hands it over as if nobody called its module; the default would then be the account."""
    files = {"main.tf": called(f'"{VENDOR}"'), "m/main.tf.json": json.dumps(INNER)}
    assert terraform_json(write(tmp_path / "one", files)).rules(ROLE) == {"1", "2"}
    two = {**files, "main.tf": called(f'"{OWN}"', f'"{VENDOR}"')}
    found = terraform_json(write(tmp_path / "two", two))
    assert found.rules(ROLE) == {"1", "2", "7"}
    assert "called as module.m" in "\n".join(found.record("1", ROLE).details)


def test_a_json_role_in_a_module_in_a_module_too(tmp_path: Path) -> None:
    files = {
        "main.tf": called("var.top"),
        "vars.tf.json": json.dumps({"variable": {"top": {"default": VENDOR}}}),
        "m/main.tf": 'variable "vendor" {}\nmodule "inner" {\n  source = "../inner"\n  vendor = var.vendor\n}\n',
        "inner/main.tf.json": json.dumps(INNER),
    }
    assert terraform_json(write(tmp_path, files)).rules(ROLE) == {"1", "2"}


def test_a_json_role_in_a_module_that_is_called_too_often_is_undecided(tmp_path: Path) -> None:
    files = {"main.tf": called(*[f'"{VENDOR}"'] * 7), "m/main.tf.json": json.dumps(INNER)}
    assert terraform_json(write(tmp_path, files)).rules(ROLE) == {"90"}


def test_the_calls_of_a_json_role_are_looked_for_in_so_many_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"main.tf.json": json.dumps({**role(ENCODED), **LOCALS}), "z/a.txt": "", "z/b.txt": ""}
    write(tmp_path, files)
    monkeypatch.setattr(module_callers, "MOST_LOOKED_AT", 4)
    assert terraform_json(tmp_path).rules(ROLE) == {"1", "2"}
    monkeypatch.setattr(module_callers, "MOST_LOOKED_AT", 3)
    found = terraform_json(tmp_path)
    assert found.rules(ROLE) == {"90"}
    assert "the scanned directory holds more" in found.record("90", ROLE).check_name


def test_where_a_json_file_is_named_its_directory_is_the_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not the directory in which Checkov was started, which may be the whole disk."""
    files = {"main.tf": called(f'"{VENDOR}"'), "m/main.tf.json": json.dumps(INNER)}
    monkeypatch.chdir(write(tmp_path, files))
    monkeypatch.setattr(module_callers, "MOST_LOOKED_AT", 1)
    assert not terraform_json(tmp_path, "m/main.tf.json").rules(ROLE) & {"7", "90"}
    assert terraform_json(tmp_path).rules(ROLE) == {"90"}


def test_modules_that_call_each_other_end(tmp_path: Path) -> None:
    call = 'module "x" {{\n  source = "../{}"\n  vendor = var.vendor\n}}\n'
    files = {"m/main.tf.json": json.dumps(INNER), "m/call.tf": call.format("n"), "n/call.tf": call.format("m")}
    assert terraform_json(write(tmp_path, files)).report.get_all_records()


def test_a_broken_json_file_loses_no_other_role(tmp_path: Path) -> None:
    found = scan(
        tmp_path, {**role(ENCODED), **LOCALS}, **{"broken.tf.json": '{"locals": {', "odd.tf.json": "[1, null]"}
    )
    assert found.rules(ROLE) == {"1", "2"}
