"""Callers that a role will refuse, found where they stand: Terraform, its JSON syntax, plans, stack sets."""

from __future__ import annotations

import json
import re
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from roletrust.adapters import decision
from roletrust.adapters.callers import call_checks
from roletrust.reading.callers import made
from roletrust.rules import caller_without_external_id
from running import PROJECTS
from scanning import Scan, cloudformation, in_full, plan, terraform, terraform_json, write

Json = dict[str, Any]
VENDOR, PARTNER, OWN, OTHER_ACCOUNT = "123456789012", "210987654321", "987654321098", "876543210987"
ID, OTHER = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41", "c03d5a72-91fe-4b60-8a8e-5e7d1f26b9d3"
LITERAL = f'"{ID}"'
REFERENCE = "aws_iam_role.deploy.arn"


def statement(external_id: str, account: str = VENDOR) -> str:
    condition = f'Condition = {{ StringEquals = {{ "sts:ExternalId" = {external_id} }} }}' if external_id else ""
    return f'{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "{account}" }}, {condition} }}'


def role(external_id: str = LITERAL, *more: str, name: str = "deploy", label: str = "deploy", extra: str = "") -> str:
    statements = ",\n    ".join((statement(external_id), *more))
    return f"""resource "aws_iam_role" "{label}" {{
  name = "{name}"
  {extra}
  assume_role_policy = jsonencode({{ Version = "2012-10-17", Statement = [
    {statements}
  ] }})
}}
"""


def assume(arn: str = REFERENCE, external_id: str = "") -> str:
    sent = f"\n    external_id = {external_id}" if external_id else ""
    return f"  assume_role {{\n    role_arn = {arn}{sent}\n  }}\n"


def provider(inside: str, alias: str = "vendor") -> str:
    named = f'  alias = "{alias}"\n' if alias else ""
    return f'provider "aws" {{\n{named}{inside}}}\n'


def of(scan: Scan) -> tuple[set[str], set[str]]:
    """The callers that fail and that pass."""
    return tuple({name for rule, name in found if rule == "15"} for found in (scan.failed, scan.passed))  # type: ignore[return-value]


def scanned(folder: Path, text: str, **more: str) -> Scan:
    return terraform(write(folder, {"main.tf": text, **{f"{name}.tf": each for name, each in more.items()}}))


def told(scan: Scan, caller: str = "aws.vendor") -> str:
    return in_full(scan.record("15", caller))


def fix(scan: Scan, caller: str = "aws.vendor") -> Json:
    found: Any = scan.record("15", caller).check_result
    return dict(found["fix"])


# --- the finding -------------------------------------------------------------------------------------------------


def test_a_provider_that_sends_none_is_told_who_refuses_it_and_what_to_write(tmp_path: Path) -> None:
    found = scanned(
        tmp_path, f"locals {{\n  vendor_id = {LITERAL}\n}}\n" + provider(assume()) + role("local.vendor_id")
    )
    assert of(found) == ({"aws.vendor"}, set())
    assert told(found) == (
        "Caller does not send an external id that the role accepts: provider aws.vendor sends no external id, and "
        f"aws_iam_role.deploy (/main.tf:13-15) lets account {VENDOR} in only with one, through statement 1: "
        "STS answers AccessDenied; correct: external_id = local.vendor_id"
    )
    record: Any = found.record("15", "aws.vendor")
    assert record.file_line_range == [4, 9]
    assert record.severity.name == "HIGH"
    result = record.check_result
    assert result["caller"] == {"name": "provider aws.vendor", "file": "/main.tf", "lines": [6, 8]}
    assert result["roles"] == [{"role": "aws_iam_role.deploy", "file": "/main.tf", "lines": [13, 15]}]
    assert result["witness"]["context"] == {"sts:ExternalId": [ID]}
    assert fix(found)["place"] == "beside `role_arn`"
    assert json.dumps({key: each for key, each in result.items() if key not in ("entity", "result")})


def test_the_same_provider_with_the_right_id_passes(tmp_path: Path) -> None:
    assert of(scanned(tmp_path, provider(assume(external_id=LITERAL)) + role())) == (set(), {"aws.vendor"})


def test_another_id_is_told_and_so_is_one_in_another_case(tmp_path: Path) -> None:
    found = scanned(tmp_path, provider(assume(external_id=f'"{OTHER}"')) + role())
    assert f'sends the external id "{OTHER}", and aws_iam_role.deploy' in told(found)
    assert "in only with another" in told(found)
    upper = scanned(tmp_path, provider(assume(external_id=f'"{ID.upper()}"')) + role())
    assert "in another case than the role has it" in told(upper)


def test_a_variable_whose_default_sts_refuses_is_named(tmp_path: Path) -> None:
    text = 'variable "external_id" {\n  default = "x"\n}\n' + provider(assume(external_id="var.external_id"))
    found = scanned(tmp_path, text + role())
    assert "as `var.external_id` (/main.tf:1)" in told(found)
    assert "but an external id has 2 to 1,224 letters, digits and _+=,.@:/-, so the client refuses" in told(found)


def test_an_empty_id_is_refused_also_by_a_role_that_asks_for_none(tmp_path: Path) -> None:
    found = scanned(tmp_path, provider(assume(external_id='""')) + role(""))
    assert "sends an empty external id" in told(found)
    assert of(scanned(tmp_path, provider(assume()) + role(""))) == (set(), {"aws.vendor"})


def test_a_variable_that_is_null_by_default_sends_nothing(tmp_path: Path) -> None:
    text = 'variable "external_id" {\n  default = null\n}\n' + provider(assume(external_id="var.external_id"))
    assert "sends no external id" in told(scanned(tmp_path, text + role()))


def test_a_role_that_demands_that_none_is_sent(tmp_path: Path) -> None:
    policy = role().replace(f'StringEquals = {{ "sts:ExternalId" = {LITERAL}', 'Null = { "sts:ExternalId" = "true"')
    found = scanned(tmp_path, provider(assume(external_id=LITERAL)) + policy)
    assert "in only without" in told(found)
    assert fix(found)["advice"].startswith("leave `external_id` out")
    assert of(scanned(tmp_path, provider(assume()) + policy)) == (set(), {"aws.vendor"})


def test_of_many_accepted_ids_none_is_chosen_for_the_reader(tmp_path: Path) -> None:
    found = scanned(tmp_path, provider(assume()) + role(f'["{ID}", "{OTHER}"]'))
    assert "the role accepts 2, each for one caller: the owner of the role knows which" in fix(found)["advice"]
    assert fix(found)["text"] == ""


def test_an_id_is_corrected_by_the_variable_that_holds_it_else_by_what_the_policy_spells_out(tmp_path: Path) -> None:
    held = f'variable "vendor_id" {{\n  default = {LITERAL}\n}}\n' + provider(assume()) + role()
    assert fix(scanned(tmp_path / "held", held))["text"] == "external_id = var.vendor_id"
    assert fix(scanned(tmp_path / "spelt", provider(assume()) + role()))["text"] == f"external_id = {LITERAL}"


def test_an_id_that_is_not_known_yet_is_corrected_by_its_name(tmp_path: Path) -> None:
    unset = 'variable "vendor_id" {}\n' + provider(assume()) + role("var.vendor_id")
    assert fix(scanned(tmp_path / "unset", unset))["text"] == "external_id = var.vendor_id"
    made = 'resource "random_uuid" "id" {}\n' + provider(assume()) + role("random_uuid.id.result")
    assert fix(scanned(tmp_path / "made", made))["text"] == "external_id = random_uuid.id.result"


# --- who calls ---------------------------------------------------------------------------------------------------


def test_every_provider_is_told_at_its_own_lines(tmp_path: Path) -> None:
    text = provider(assume(), alias="") + provider(assume(), "a") + provider(assume(external_id=LITERAL), "b") + role()
    found = scanned(tmp_path, text)
    assert of(found) == ({"aws.default", "aws.a"}, {"aws.b"})
    assert [found.record("15", name).file_line_range for name in ("aws.default", "aws.a")] == [[1, 5], [6, 11]]
    assert "provider aws sends" in told(found, "aws.default")


@pytest.mark.parametrize("alias", ["", "vendor"])
def test_a_skip_comment_inside_the_provider_counts(alias: str, tmp_path: Path) -> None:
    skip = "  #checkov:skip=CKV_TRUST_15:allow caller-without-external-id, for now\n"
    found = scanned(tmp_path, provider(skip + assume(), alias) + role())
    assert of(found) == (set(), set())
    assert ("15", f"aws.{alias or 'default'}") in found.skipped


def test_each_of_several_roles_that_one_provider_assumes_is_asked(tmp_path: Path) -> None:
    second = role(name="second", label="second").replace(VENDOR, "${aws_iam_role.deploy.arn}")
    both = assume(external_id=LITERAL) + assume("aws_iam_role.second.arn")
    found = scanned(tmp_path, provider(both) + role() + second)
    assert of(found) == ({"aws.vendor"}, set())
    assert "aws_iam_role.second (" in told(found)


@pytest.mark.parametrize(
    "inside",
    [
        f"  assume_role = [{{ role_arn = {REFERENCE} }}]\n",
        f"  assume_role = {{ role_arn = {REFERENCE} }}\n",
        f'  dynamic "assume_role" {{\n    for_each = [1]\n    content {{\n      role_arn = {REFERENCE}\n    }}\n  }}\n',
    ],
)
def test_all_ways_to_write_it_are_read(inside: str, tmp_path: Path) -> None:
    assert of(scanned(tmp_path, provider(inside) + role())) == ({"aws.vendor"}, set())


def test_a_block_that_may_not_be_there_claims_nothing(tmp_path: Path) -> None:
    content = f"    content {{\n      role_arn = {REFERENCE}\n    }}\n"
    inside = f'  dynamic "assume_role" {{\n    for_each = var.x\n{content}  }}\n'
    assert of(scanned(tmp_path, 'variable "x" {}\n' + provider(inside) + role())) == (set(), set())


def test_a_provider_of_a_module_is_asked_with_the_values_of_its_call(tmp_path: Path) -> None:
    module = 'variable "role" {}\nvariable "id" {}\n' + provider(assume("var.role", "var.id"), alias="")
    call = f'module "m" {{\n  source = "./m"\n  role = {REFERENCE}\n  id = "SENT"\n}}\n'
    for sent, expected in ((OTHER, "failed"), (ID, "passed")):
        folder = tmp_path / expected
        found = terraform(write(folder, {"main.tf": call.replace("SENT", sent) + role(), "m/main.tf": module}))
        assert ("15", "module.m.aws.default") in getattr(found, expected)


def test_a_module_that_is_given_no_id_is_put_right_where_it_is_called(tmp_path: Path) -> None:
    module = 'variable "id" {\n  default = null\n}\nvariable "role" {}\n' + provider(assume("var.role", "var.id"))
    call = f'locals {{\n  id = {LITERAL}\n}}\nmodule "m" {{\n  source = "./m"\n  role = {REFERENCE}\n}}\n'
    found = terraform(write(tmp_path, {"main.tf": call + role("local.id"), "m/main.tf": module}))
    told = fix(found, "module.m.aws.vendor")
    assert (told["text"], told["place"]) == ("id = local.id", "in the call of module.m")


BACKENDS = {
    "object": "    assume_role = {{\n      role_arn = {arn}{sent}\n    }}\n",
    "block": "    assume_role {{\n      role_arn = {arn}{sent}\n    }}\n",
    "legacy": "    role_arn = {arn}{sent}\n",
}
KNOWN = f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}\n'


def backend(form: str, sent: str = "", more: str = "", kind: str = "s3") -> str:
    inside = BACKENDS[form].format(arn=f'"arn:aws:iam::{OWN}:role/deploy"', sent=sent and f"\n    external_id = {sent}")
    return f'terraform {{\n{more}  backend "{kind}" {{\n{inside}  }}\n}}\n'


@pytest.mark.parametrize("form", ["object", "block"])
def test_the_s3_backend_is_a_caller(form: str, tmp_path: Path) -> None:
    found = scanned(tmp_path / "bad", backend(form) + KNOWN + role())
    assert of(found) == ({"terraform.backend.s3"}, set())
    record = found.record("15", "terraform.backend.s3")
    assert record.file_line_range == [1, backend(form).count("\n")]
    assert record.code_block[0][1].startswith("terraform {")
    assert fix(found, "terraform.backend.s3")["text"] == f"external_id = {LITERAL}"
    assert of(scanned(tmp_path / "good", backend(form, LITERAL) + KNOWN + role())) == (set(), {"terraform.backend.s3"})


def test_the_older_arguments_of_the_backend_may_be_completed_elsewhere(tmp_path: Path) -> None:
    # "Partial configuration": `terraform init -backend-config` gives arguments that are not written
    assert of(scanned(tmp_path / "open", backend("legacy") + KNOWN + role())) == (set(), set())
    caller = {"terraform.backend.s3"}
    assert of(scanned(tmp_path / "wrong", backend("legacy", f'"{OTHER}"') + KNOWN + role())) == (caller, set())
    assert of(scanned(tmp_path / "right", backend("legacy", LITERAL) + KNOWN + role())) == (set(), caller)


def test_a_backend_can_refer_to_nothing_so_its_correction_does_not(tmp_path: Path) -> None:
    found = scanned(tmp_path, f"locals {{\n  id = {LITERAL}\n}}\n" + backend("object") + KNOWN + role("local.id"))
    assert fix(found, "terraform.backend.s3")["text"] == f"external_id = {LITERAL}"


def test_a_skip_comment_inside_the_terraform_block_counts(tmp_path: Path) -> None:
    skip = "  # checkov:skip=CKV_TRUST_15:allow caller-without-external-id, bootstrapping\n"
    found = scanned(tmp_path, backend("object", more=skip) + KNOWN + role())
    assert (of(found), ("15", "terraform.backend.s3") in found.skipped) == ((set(), set()), True)


def test_other_backends_and_those_of_modules_are_none(tmp_path: Path) -> None:
    assert of(scanned(tmp_path / "gcs", backend("object", kind="gcs") + KNOWN + role())) == (set(), set())
    files = {"main.tf": 'module "m" {\n  source = "./m"\n}\n' + KNOWN + role(), "m/main.tf": backend("object")}
    assert of(terraform(write(tmp_path / "module", files))) == (set(), set())


@pytest.mark.parametrize(
    "inside", [f"assume_role = {{ role_arn = {REFERENCE} }}", f"assume_role = [{{ role_arn = {REFERENCE} }}]",
               f"role_arn = {REFERENCE}"],
)  # fmt: skip
def test_a_remote_state_is_a_caller(inside: str, tmp_path: Path) -> None:
    state = f'data "terraform_remote_state" "net" {{\n  backend = "s3"\n  config = {{\n    {inside}\n  }}\n}}\n'
    found = scanned(tmp_path, state + role())
    assert of(found) == ({"terraform_remote_state.net"}, set())
    assert "data.terraform_remote_state.net sends no external id" in told(found, "terraform_remote_state.net")
    assert of(scanned(tmp_path / "remote", state.replace('"s3"', '"remote"') + role())) == (set(), set())


def test_other_providers_are_none(tmp_path: Path) -> None:
    text = provider(assume()).replace('"aws"', '"alicloud"') + provider('  region = "eu-west-1"\n') + role()
    assert of(scanned(tmp_path, text)) == (set(), set())


# --- which role is called ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arn",
    [
        "local.arn",
        "module.m.arn",
        '"arn:aws:iam::${data.aws_caller_identity.this.account_id}:role/deploy"',
        'format("arn:aws:iam::%s:role/%s", data.aws_caller_identity.this.account_id, aws_iam_role.deploy.name)',
    ],
)
def test_a_role_is_found_however_its_arn_is_made(arn: str, tmp_path: Path) -> None:
    text = f'locals {{\n  arn = {REFERENCE}\n}}\ndata "aws_caller_identity" "this" {{}}\n'
    module = f'module "m" {{\n  source = "./m"\n  arn = {REFERENCE}\n}}\n'
    inner = 'variable "arn" {}\noutput "arn" {\n  value = var.arn\n}\n'
    files = {"main.tf": text + module + provider(assume(arn)) + role(), "m/main.tf": inner}
    assert of(terraform(write(tmp_path, files))) == ({"aws.vendor"}, set())


def test_a_role_without_a_known_name_is_found_by_reference(tmp_path: Path) -> None:
    unnamed = role().replace('name = "deploy"', 'name_prefix = "deploy-"')
    assert of(scanned(tmp_path / "prefix", provider(assume()) + unnamed)) == ({"aws.vendor"}, set())
    open_name = role().replace('name = "deploy"', 'name = "deploy-${var.stage}"')
    found = scanned(tmp_path / "open", 'variable "stage" {}\n' + provider(assume()) + open_name)
    assert of(found) == ({"aws.vendor"}, set())


def test_the_instances_of_a_role_are_told_apart(tmp_path: Path) -> None:
    each = role("each.value", extra="for_each = local.ids").replace('name = "deploy"', 'name = "deploy-${each.key}"')
    ids = f'locals {{\n  ids = {{ one = "{ID}", two = "{OTHER}" }}\n}}\n'
    text = ids + provider(assume('aws_iam_role.deploy["one"].arn', LITERAL), "one")
    found = scanned(tmp_path, text + provider(assume('aws_iam_role.deploy["two"].arn', LITERAL), "two") + each)
    assert of(found) == ({"aws.two"}, {"aws.one"})
    assert 'aws_iam_role.deploy["two"] (' in told(found, "aws.two")


def test_a_role_of_a_module_is_found_by_its_output(tmp_path: Path) -> None:
    module = 'variable "id" {}\n' + role("var.id") + f'output "arn" {{\n  value = {REFERENCE}\n}}\n'
    call = f'module "vendor" {{\n  source = "./m"\n  id = {LITERAL}\n}}\n' + provider(assume("module.vendor.arn"))
    found = terraform(write(tmp_path, {"main.tf": call, "m/main.tf": module}))
    assert of(found) == ({"aws.vendor"}, set())
    assert "module.vendor.aws_iam_role.deploy (/m/main.tf:" in told(found)


@pytest.mark.parametrize("path", ["", "teams/a/"])
def test_an_arn_that_is_written_out_names_a_role_of_that_account_whatever_the_path(path: str, tmp_path: Path) -> None:
    text = KNOWN + provider(assume(f'"arn:aws:iam::{OWN}:role/{path}deploy"')) + role()
    assert of(scanned(tmp_path, text)) == ({"aws.vendor"}, set())


def test_the_settings_say_whose_account_the_roles_are_in(tmp_path: Path) -> None:
    write(tmp_path, {".roletrust.yaml": f'own_accounts: ["{OWN}"]\n'})
    text = provider(assume(f'"arn:aws:iam::{OWN}:role/deploy"')) + role()
    assert of(scanned(tmp_path, text)) == ({"aws.vendor"}, set())


@pytest.mark.parametrize(
    ("known", "arn"),
    [
        ("", f"arn:aws:iam::{OWN}:role/deploy"),
        (KNOWN, f"arn:aws:iam::{OTHER_ACCOUNT}:role/deploy"),
        (KNOWN, f"arn:aws:iam::{OWN}:role/another"),
        (KNOWN, "${var.role}"),
        (KNOWN, ""),
    ],
)
def test_nothing_is_claimed_of_a_role_that_may_be_another(known: str, arn: str, tmp_path: Path) -> None:
    text = known + 'variable "role" {}\n' + provider(assume(f'"{arn}"')) + role()
    assert of(scanned(tmp_path, text)) == (set(), set())


def test_nothing_is_claimed_of_a_name_that_two_roles_have(tmp_path: Path) -> None:
    text = KNOWN + provider(assume(f'"arn:aws:iam::{OWN}:role/deploy"'))
    assert of(scanned(tmp_path, text + role() + role(label="again"))) == (set(), set())


def test_a_role_of_another_provider_is_another_role(tmp_path: Path) -> None:
    elsewhere = role(extra="provider = aws.elsewhere") + role("", label="here")
    found = scanned(tmp_path, provider("", "elsewhere") + provider(assume("aws_iam_role.here.arn")) + elsewhere)
    assert of(found) == (set(), {"aws.vendor"})


def test_a_scan_without_roles_says_nothing_of_callers(tmp_path: Path) -> None:
    found = scanned(tmp_path, backend("legacy") + provider(assume(f'"arn:aws:iam::{OWN}:role/deploy"')))
    assert {each.check_id for each in found.report.get_all_records()} <= {"CKV_TRUST_90"}


# --- what is not known -------------------------------------------------------------------------------------------


def test_an_id_that_is_not_known_is_neither_passed_nor_failed(tmp_path: Path) -> None:
    text = 'variable "external_id" {}\n' + provider(assume(external_id="var.external_id"))
    assert of(scanned(tmp_path, text + role())) == (set(), set())
    assert of(scanned(tmp_path / "same", text + role("var.external_id"))) == (set(), {"aws.vendor"})


def test_variables_have_the_values_that_the_scan_finds_for_them(tmp_path: Path) -> None:
    text = 'variable "external_id" {\n  default = ""\n}\n' + provider(assume(external_id="var.external_id")) + role()
    write(tmp_path, {"terraform.tfvars": f"external_id = {LITERAL}\n"})
    assert of(scanned(tmp_path, text)) == (set(), {"aws.vendor"})


def test_the_same_condition_goes_the_same_way_in_caller_and_role(tmp_path: Path) -> None:
    text = f'variable "strict" {{\n  type = bool\n}}\nlocals {{\n  id = var.strict ? {LITERAL} : "{OTHER}"\n}}\n'
    assert of(scanned(tmp_path / "alike", text + provider(assume(external_id="local.id")) + role("local.id"))) == (
        set(),
        {"aws.vendor"},
    )
    sometimes = provider(assume(external_id=f"var.strict ? {LITERAL} : null"))
    found = scanned(tmp_path / "sometimes", text + sometimes + role())
    assert "sends no external id" in told(found)
    assert "(where `var.strict` is false)" in told(found)


def test_a_role_that_is_called_in_one_branch_alone_is_told_with_it(tmp_path: Path) -> None:
    text = 'variable "strict" {\n  type = bool\n}\n' + provider(assume(f"var.strict ? {REFERENCE} : null"))
    assert "(where `var.strict` is true)" in told(scanned(tmp_path, text + role()))


def test_a_policy_that_cannot_be_read_decides_no_call(tmp_path: Path) -> None:
    unread = 'variable "policy" {}\nresource "aws_iam_role" "deploy" {\n  assume_role_policy = var.policy\n}\n'
    assert of(scanned(tmp_path, unread + provider(assume()))) == (set(), set())


def test_a_caller_that_somebody_else_may_be_is_not_refused(tmp_path: Path) -> None:
    assert of(scanned(tmp_path, provider(assume()) + role(LITERAL, statement("", PARTNER)))) == (set(), {"aws.vendor"})


# --- the rest of Terraform ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("split", ["False", "True"])
def test_root_modules_side_by_side_are_one_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, split: str) -> None:
    monkeypatch.setenv("TF_SPLIT_GRAPH", split)
    consumer = provider(assume(f'"arn:aws:iam::{OWN}:role/deploy"'))
    files = {"roles/main.tf": KNOWN + role(), "app/main.tf": consumer, "app/good.tf": role(name="x", label="x")}
    assert of(terraform(write(tmp_path, files))) == ({"aws.vendor"}, set())


def test_the_order_of_files_and_blocks_does_not_matter(tmp_path: Path) -> None:
    blocks = provider(assume()), role(), provider(assume(external_id=LITERAL), "right")
    for number, ordered in enumerate(permutations(blocks)):
        files = {f"{place}.tf": text for place, text in enumerate(ordered)}
        assert of(terraform(write(tmp_path / str(number), files))) == ({"aws.vendor"}, {"aws.right"})


def test_either_of_checkovs_graph_libraries_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKOV_GRAPH_FRAMEWORK", "NETWORKX")
    found = scanned(tmp_path, backend("block") + KNOWN + provider(assume(external_id=LITERAL)) + role())
    assert of(found) == ({"terraform.backend.s3"}, {"aws.vendor"})


def test_terraform_in_json_is_read_too(tmp_path: Path) -> None:
    policy = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": VENDOR},
        "Condition": {"StringEquals": {"sts:ExternalId": ID}},
    }]}  # fmt: skip
    referred = {"role_arn": "${aws_iam_role.deploy.arn}"}
    written = {"role_arn": f"arn:aws:iam::{OWN}:role/deploy"}
    right = {"alias": "right", "assume_role": [{**referred, "external_id": ID}]}
    data = {
        "terraform": {"backend": {"s3": {"bucket": "b", "assume_role": written}}},
        "provider": {"aws": [{"allowed_account_ids": [OWN], "assume_role": referred}, right]},
        "data": {"terraform_remote_state": {"net": {"backend": "s3", "config": {"assume_role": referred}}}},
        "resource": {"aws_iam_role": {"deploy": {"name": "deploy", "assume_role_policy": json.dumps(policy)}}},
    }
    found = terraform_json(write(tmp_path, {"main.tf.json": json.dumps(data, indent=2)}))
    callers = {"provider.aws", "terraform.backend.s3", "terraform_remote_state.net"}
    assert of(found) == (callers, {"provider.aws.right"})
    assert "provider aws sends no external id" in told(found, "provider.aws")
    assert (
        found.record("15", "provider.aws").file_line_range[0]
        > found.record("15", "terraform.backend.s3").file_line_range[0]
    )
    records = [each for each in found.report.get_all_records() if each.check_id == "CKV_TRUST_15"]
    assert len(records) == len(callers) + 1


# --- plans -------------------------------------------------------------------------------------------------------


def planned(assumed: Json, account: str = "") -> str:
    policy = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": VENDOR},
        "Condition": {"StringEquals": {"sts:ExternalId": ID}},
    }]}  # fmt: skip
    place = {"address": "aws_iam_role.deploy", "mode": "managed", "type": "aws_iam_role", "name": "deploy"}
    values = {"name": "deploy", "assume_role_policy": json.dumps(policy)}
    allowed = {"allowed_account_ids": {"constant_value": [account]}} if account else {}
    vendor = {"name": "aws", "alias": "vendor", "expressions": {"assume_role": [assumed]}}
    return json.dumps({
        "format_version": "1.2", "terraform_version": "1.9.8",
        "planned_values": {"root_module": {"resources": [{**place, "values": values}]}},
        "resource_changes": [{**place, "change": {"actions": ["create"], "before": None, "after": values}}],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": allowed}, "aws.vendor": vendor},
            "root_module": {"resources": [{**place, "provider_config_key": "aws"}]},
        },
    }, indent=1)  # fmt: skip


REFERRED = {"references": ["aws_iam_role.deploy.arn", "aws_iam_role.deploy"]}
WRITTEN = {"constant_value": f"arn:aws:iam::{OWN}:role/deploy"}


@pytest.mark.parametrize(("role_arn", "account"), [(REFERRED, ""), (WRITTEN, OWN)])
def test_the_providers_of_a_plan_are_callers(role_arn: Json, account: str, tmp_path: Path) -> None:
    here: set[str] = {"aws.vendor"}
    cases: list[tuple[Json, tuple[set[str], set[str]]]] = [
        ({}, (here, set())),
        ({"external_id": {"constant_value": OTHER}}, (here, set())),
        ({"external_id": {"constant_value": ID}}, (set(), here)),
        ({"external_id": {"references": ["var.external_id"]}}, (set(), set())),
    ]
    for number, (sent, expected) in enumerate(cases):
        folder = write(tmp_path / str(number), {"tfplan.json": planned({"role_arn": role_arn, **sent}, account)})
        assert of(plan(folder)) == expected


def test_a_provider_of_a_plan_that_has_its_arguments_in_blocks_of_its_own_is_a_caller(tmp_path: Path) -> None:
    of_its_own = {"temporary_credentials": [{"cluster_identifier": {"constant_value": "c"}, "assume_role": [
        {"arn": REFERRED, "external_id": {"constant_value": OTHER}},
    ]}]}  # fmt: skip
    written = json.loads(planned({"role_arn": REFERRED, "external_id": {"constant_value": ID}}))
    providers = written["configuration"]["provider_config"]
    providers["redshift.warehouse"] = {"name": "redshift", "alias": "warehouse", "expressions": of_its_own}
    found = of(plan(write(tmp_path, {"tfplan.json": json.dumps(written, indent=1)})))
    assert found == ({"redshift.warehouse"}, {"aws.vendor"})


def test_a_role_that_a_plan_does_not_hold_claims_nothing(tmp_path: Path) -> None:
    assert of(plan(write(tmp_path, {"tfplan.json": planned({"role_arn": WRITTEN})}))) == (set(), set())


def test_each_plan_of_a_scan_has_its_own_roles(tmp_path: Path) -> None:
    sending = {"role_arn": REFERRED, "external_id": {"constant_value": OTHER}}
    files = {"a/tfplan.json": planned(sending), "b/tfplan.json": planned(sending).replace(ID, OTHER)}
    found = plan(write(tmp_path, files))
    for records, file in (found.report.failed_checks, "/a/tfplan.json"), (found.report.passed_checks, "/b/tfplan.json"):
        assert {each.file_path for each in records if each.check_id == "CKV_TRUST_15"} == {file}


# --- stack sets --------------------------------------------------------------------------------------------------


def template(external_id: str = ID, **properties: str) -> str:
    condition = {"Condition": {"StringEquals": {"sts:ExternalId": external_id}}} if external_id else {}
    allow = {"Effect": "Allow", "Principal": {"AWS": VENDOR}, "Action": "sts:AssumeRole", **condition}
    name = properties.pop("RoleName", "Execution")
    policy = {"Version": "2012-10-17", "Statement": [allow]}
    stack_set = {"StackSetName": "s", "PermissionModel": "SELF_MANAGED", "ExecutionRoleName": "Execution", **properties}
    return json.dumps({"Resources": {
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": name, "AssumeRolePolicyDocument": policy}},
        "Set": {
            "Type": "AWS::CloudFormation::StackSet",
            "Properties": {key: value for key, value in stack_set.items() if value},
        },
    }}, indent=1)  # fmt: skip


STACK_SET = "AWS::CloudFormation::StackSet.Set"


def test_a_stack_set_sends_no_external_id_to_its_execution_role(tmp_path: Path) -> None:
    found = cloudformation(write(tmp_path / "bad", {"t.json": template()}))
    assert of(found) == ({STACK_SET}, set())
    assert "stack set Set sends no external id, and AWS::IAM::Role.Role (/t.json" in told(found, STACK_SET)
    assert fix(found, STACK_SET)["advice"] == (
        "it has no setting for one: let the role that calls (AWSCloudFormationStackSetAdministrationRole) in by a "
        "statement of its own, which asks for no external id"
    )
    good = cloudformation(write(tmp_path / "good", {"t.json": template(external_id="")}))
    assert of(good) == (set(), {STACK_SET})


def test_a_stack_set_without_a_name_uses_the_usual_one(tmp_path: Path) -> None:
    usual = template(RoleName="AWSCloudFormationStackSetExecutionRole", ExecutionRoleName="")
    assert of(cloudformation(write(tmp_path, {"t.json": usual}))) == ({STACK_SET}, set())


@pytest.mark.parametrize("other", [{"PermissionModel": "SERVICE_MANAGED"}, {"ExecutionRoleName": "Another"}])
def test_a_stack_set_that_uses_other_roles_claims_nothing(other: dict[str, str], tmp_path: Path) -> None:
    assert of(cloudformation(write(tmp_path, {"t.json": template(**other)}))) == (set(), set())


def test_the_execution_role_may_stand_in_another_template(tmp_path: Path) -> None:
    roles = template(PermissionModel="SERVICE_MANAGED").replace('"Set"', '"Unused"')
    sets = template(RoleName="Another")
    found = cloudformation(write(tmp_path, {"roles.json": roles, "nested/sets.json": sets}))
    assert of(found) == ({STACK_SET}, set())
    assert "(/roles.json" in told(found, STACK_SET)


def test_a_name_that_two_roles_have_tells_neither(tmp_path: Path) -> None:
    again = template(PermissionModel="SERVICE_MANAGED")
    assert of(cloudformation(write(tmp_path, {"a.json": template(), "b.json": again}))) == (set(), set())


def test_a_stack_set_that_uses_the_role_in_one_branch_alone_is_told_with_it(tmp_path: Path) -> None:
    data = json.loads(template())
    data["Parameters"] = {"Stage": {"Type": "String"}}
    data["Conditions"] = {"Production": {"Fn::Equals": [{"Ref": "Stage"}, "production"]}}
    name = {"Fn::If": ["Production", "Execution", "Another"]}
    data["Resources"]["Set"]["Properties"]["ExecutionRoleName"] = name
    found = cloudformation(write(tmp_path, {"t.json": json.dumps(data)}))
    assert of(found) == ({STACK_SET}, set())
    assert "(where `Production` is true)" in told(found, STACK_SET)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("execution_role_name = aws_iam_role.deploy.name", {"aws_cloudformation_stack_set.s"}),
        ('execution_role_name = "deploy"', {"aws_cloudformation_stack_set.s"}),
        ('execution_role_name = "another"', set()),
        ('permission_model = "SERVICE_MANAGED"\n  execution_role_name = "deploy"', set()),
        ('count = 0\n  execution_role_name = "deploy"', set()),
        ("", set()),
    ],
)
def test_terraforms_stack_sets_are_callers_too(written: str, expected: set[str], tmp_path: Path) -> None:
    stack_set = f'resource "aws_cloudformation_stack_set" "s" {{\n  name = "s"\n  {written}\n}}\n'
    assert of(scanned(tmp_path / "bad", stack_set + role())) == (expected, set())
    assert of(scanned(tmp_path / "good", stack_set + role(""))) == (set(), expected)


def test_terraforms_stack_sets_have_the_same_usual_role(tmp_path: Path) -> None:
    usual = role(name="AWSCloudFormationStackSetExecutionRole")
    found = scanned(tmp_path, 'resource "aws_cloudformation_stack_set" "s" {\n  name = "s"\n}\n' + usual)
    assert of(found) == ({"aws_cloudformation_stack_set.s"}, set())
    assert fix(found, "aws_cloudformation_stack_set.s")["advice"].startswith(
        "it has no setting for one: let the role or user that calls in by a statement of its own"
    )


# --- a repository with both sides of a trust -----------------------------------------------------------------------

CALLERS = PROJECTS / "callers"
EXPECTED = re.compile(
    r"^ *# expect: (.+)\n *"
    r'(?:(terraform) \{|(provider) "aws" \{(?:\n  alias = "(\w+)")?|data "(\w+)" "(\w+)" \{|(\w+):)',
    re.MULTILINE,
)
IN_MODULES = re.compile(r"^# expect: (module\.\w+) (\w+)$", re.MULTILINE)


def expected_of_callers() -> dict[str, str]:
    """By caller, what STS will answer it, as the comments in the project say."""
    found: dict[str, str] = {}
    for path in sorted(CALLERS.rglob("*.*")):
        text = path.read_text("utf-8")
        modules = IN_MODULES.findall(text)
        found.update((f"{module}.aws.default", answer) for module, answer in modules)
        for answer, backend, aws, alias, kind, name, stack_set in [] if modules else EXPECTED.findall(text):
            names = [backend and "terraform.backend.s3", aws and f"aws.{alias or 'default'}", kind and f"{kind}.{name}",
                     stack_set and f"AWS::CloudFormation::StackSet.{stack_set}"]  # fmt: skip
            found[next(filter(None, names))] = answer
    return found


def test_the_callers_of_a_repository_are_told_what_its_comments_say() -> None:
    expected = expected_of_callers()
    assert (len(expected), set(expected.values())) == (17, {"refused", "accepted", "not known"})
    failed, passed = (
        one | other for one, other in zip(of(terraform(CALLERS)), of(cloudformation(CALLERS)), strict=True)
    )
    answers = dict.fromkeys(failed, "refused") | dict.fromkeys(passed, "accepted")
    assert {name: answers.pop(name, "not known") for name in expected} == expected
    assert answers == {}


# --- settings, and what breaks -----------------------------------------------------------------------------------


def test_settings_switch_it_off_and_say_how_grave_it_is(tmp_path: Path) -> None:
    text = provider(assume()) + role()
    write(tmp_path / "low", {".roletrust.yaml": "rules: {caller-without-external-id: {severity: LOW}}\n"})
    record = scanned(tmp_path / "low", text).record("15", "aws.vendor")
    assert record.severity
    assert record.severity.name == "LOW"
    write(tmp_path / "off", {".roletrust.yaml": "rules: {caller-without-external-id: off}\n"})
    assert of(scanned(tmp_path / "off", text)) == (set(), set())


def test_it_can_be_asked_alone(tmp_path: Path) -> None:
    folder = write(tmp_path, {"main.tf": provider(assume()) + role()})
    found = terraform(folder, checks=["CKV_TRUST_15"])
    assert (found.failed, found.passed) == ({("15", "aws.vendor")}, set())
    assert terraform(folder, checks=["CKV_TRUST_1"]).failed == set()


@pytest.mark.parametrize("what", ["rule", "index"])
def test_whatever_breaks_is_loud_and_no_pass(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> Any:
        raise ZeroDivisionError("on purpose")

    decision._shown.clear()
    if what == "rule":
        broken = caller_without_external_id.RULE._replace(judge=breaks)
        monkeypatch.setattr(call_checks, "CALLS", (broken,))
    else:
        monkeypatch.setattr(made, "keys_of", breaks)
    found = scanned(tmp_path, provider(assume(external_id=LITERAL)) + role())
    assert of(found) == (set(), set())
    failed = [each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_90"]
    assert [each.resource for each in failed] == ["aws.vendor"]
    assert "roletrust itself broke: ZeroDivisionError: on purpose" in failed[0].check_name
    told = capsys.readouterr()
    assert ("ZeroDivisionError" in told.err, told.out) == (True, "")


def test_callers_that_cannot_be_looked_for_leave_no_role_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> Any:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(call_checks, "callers", breaks)
    found = scanned(tmp_path, provider(assume(external_id=LITERAL)) + role())
    failed = [each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_90"]
    assert [each.resource for each in failed] == ["aws_iam_role.deploy"]
    assert "roletrust itself broke: ZeroDivisionError: on purpose" in failed[0].check_name


@pytest.mark.parametrize(
    "text",
    [
        provider("  assume_role {\n  }\n"),
        provider("  assume_role {\n    role_arn = 7\n    external_id = []\n  }\n"),
        provider("  assume_role = 7\n"),
        provider(assume("local.arn", "local.id")),
        'terraform {\n  backend "s3" {}\n}\nterraform {\n  backend "s3" {\n    assume_role = 1\n  }\n}\n',
        'data "terraform_remote_state" "x" {\n  backend = "s3"\n  config = var.x\n}\n',
        "locals {\n  arn = local.id\n  id = local.arn\n}\n" + provider(assume("local.arn", "local.id")),
    ],
)
def test_odd_callers_harm_nothing(text: str, tmp_path: Path) -> None:
    found = scanned(tmp_path, text + provider(assume(), "sound") + role())
    assert of(found)[0] == {"aws.sound"}
    assert not re.search("itself broke", str(found.report.get_dict()))
