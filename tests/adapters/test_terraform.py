"""Terraform through Checkov's own runner: every way a role comes to its trust policy, one verdict each."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
import yaml
from checkov.common.bridgecrew.severities import Severities

from roletrust.adapters import decision
from roletrust.adapters.terraform import graph, terraform_runner
from roletrust.adapters.terraform.graph import Graph
from roletrust.adapters.terraform.vertices import name_and_key
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.project.project import Project
from roletrust.engine.questions.trust import Trust
from roletrust.reading import judging
from roletrust.reading.terraform import scan as terraform_scan
from roletrust.reading.terraform.blocks import Block
from roletrust.rules import judgement
from roletrust.rules.catalog import RULES
from roletrust.rules.rule import Verdict
from scanning import Scan, rules_but, terraform, write

ROLE = "aws_iam_role.r"
STATEMENT = '{ Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "sts:AssumeRole" }'
ENCODED = f'jsonencode({{ Version = "2012-10-17", Statement = [{STATEMENT}] }})'
HEREDOC = """<<-EOT
    {"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Principal": {"AWS": "${local.vendor}"}, "Action": "sts:AssumeRole"}
    ]}
  EOT"""
DOCUMENT = """
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [var.account]
    }
  }
}
variable "account" {
  default = "123456789012"
}
"""
REFERENCE = "data.aws_iam_policy_document.d.json"


def role(policy: str, more: str = "", name: str = "r") -> str:
    return f'resource "aws_iam_role" "{name}" {{\n{more}  assume_role_policy = {policy}\n}}\n'


def scan(folder: Path, text: str, **filters: Any) -> Scan:
    return terraform(write(folder, {"main.tf": text}), **filters)


# --- every carrier ---------------------------------------------------------------------------------

CARRIERS = {
    "jsonencode": role(ENCODED),
    "heredoc": 'locals {\n  vendor = "123456789012"\n}\n' + role(HEREDOC),
    "document": role(REFERENCE) + DOCUMENT,
    "indexed document": role("data.aws_iam_policy_document.d[0].json") + DOCUMENT.replace("{\n", "{\n  count = 1\n", 1),
    "document by for_each": role('data.aws_iam_policy_document.d["a"].json')
    + DOCUMENT.replace("{\n", '{\n  for_each = toset(["a"])\n', 1),
    "document through a local": role("local.trust") + f"locals {{\n  trust = {REFERENCE}\n}}\n" + DOCUMENT,
    "awscc": f'resource "awscc_iam_role" "r" {{\n  assume_role_policy_document = {ENCODED}\n}}\n',
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_same_trust_fails_the_same_rules_however_it_is_written(tmp_path: Path, carrier: str) -> None:
    found = scan(tmp_path, CARRIERS[carrier])
    resource = "awscc_iam_role.r" if carrier == "awscc" else ROLE
    assert found.failed == {("1", resource), ("2", resource)}
    assert found.passed == rules_but(found.failed, resource)


FIXES = {"jsonencode": "Condition = {", "heredoc": '"Condition": {', "document": "condition {"}


@pytest.mark.parametrize("carrier", FIXES)
def test_the_fix_is_in_the_dialect_of_the_policy(tmp_path: Path, carrier: str) -> None:
    found: Any = scan(tmp_path, CARRIERS[carrier]).record("1", ROLE).check_result
    assert found["fix"]["text"].startswith(FIXES[carrier])


def test_a_role_without_trust_policy_is_undecided(tmp_path: Path) -> None:
    found = scan(tmp_path, 'resource "aws_iam_role" "r" {\n  name = "x"\n}\n')
    assert (found.failed, found.passed) == ({("90", ROLE)}, set())


def test_the_roles_name_is_in_the_witness(tmp_path: Path) -> None:
    named = scan(tmp_path / "named", role(ENCODED, '  name = "vendor-access"\n'))
    assert "role/vendor-access" in named.record("1", ROLE).details[0]
    unknown = scan(tmp_path / "unknown", 'variable "name" {}\n' + role(ENCODED, "  name = var.name\n"))
    assert "role/THIS_ROLE" in unknown.record("1", ROLE).details[0]


# --- instances -------------------------------------------------------------------------------------


def test_each_instance_of_a_role_has_its_own_key(tmp_path: Path) -> None:
    encoded = ENCODED.replace('"123456789012"', "each.value")
    roles = '  for_each = { "vendor.a" = "123456789012", own = data.aws_caller_identity.me.account_id }\n'
    found = scan(tmp_path, 'data "aws_caller_identity" "me" {}\n' + role(encoded, roles))
    vendor, own = 'aws_iam_role.r["vendor.a"]', 'aws_iam_role.r["own"]'
    together = found.rules(vendor) | found.rules(own) | found.rules(ROLE)
    assert together == {"1", "2", "7"}


def test_each_counted_role_has_its_own_index(tmp_path: Path) -> None:
    encoded = ENCODED.replace('"123456789012"', 'element(["123456789012", "210987654321"], count.index)')
    found = scan(tmp_path, role(encoded, "  count = 2\n"))
    for index, account in enumerate(("123456789012", "210987654321")):
        result: Any = found.record("1", f"aws_iam_role.r[{index}]").check_result
        assert [each["account"] for each in result["accounts"]] == [account]


def test_nested_and_repeated_modules_have_their_own_values(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "outer" {\n  for_each = toset(["123456789012", "210987654321"])\n'
        '  source = "./outer"\n  account = each.key\n}\n',
        "outer/main.tf": 'variable "account" {}\nmodule "inner" {\n  source = "../inner"\n  account = var.account\n}\n',
        "inner/main.tf": role(REFERENCE) + DOCUMENT.replace('  default = "123456789012"\n', ""),
    }
    found = terraform(write(tmp_path, files))
    for account in ("123456789012", "210987654321"):
        result: Any = found.record("1", f'module.outer["{account}"].module.inner.aws_iam_role.r').check_result
        assert [each["account"] for each in result["accounts"]] == [account]


def test_names_of_instances_are_taken_apart() -> None:
    assert name_and_key("r") == ("r", None)
    assert name_and_key("r[3]") == ("r", 3)
    assert name_and_key('r["a[0].b"]') == ("r", "a[0].b")


# --- variables, accounts, settings -----------------------------------------------------------------


def test_variable_files_count_as_for_terraform(tmp_path: Path) -> None:
    own = 'provider "aws" {\n  allowed_account_ids = ["111122223333"]\n}\n'
    text = own + role(REFERENCE) + DOCUMENT
    assert scan(tmp_path / "default", text).rules(ROLE) == {"1", "2"}
    write(tmp_path / "found", {"terraform.tfvars": 'account = "111122223333"\n'})
    assert scan(tmp_path / "found", text).rules(ROLE) == {"7"}
    write(tmp_path, {"mine.tfvars": 'account = "111122223333"\n'})
    assert scan(tmp_path / "named", text, var_files=[str(tmp_path / "mine.tfvars")]).rules(ROLE) == {"7"}


def test_own_and_trusted_accounts_come_from_the_settings(tmp_path: Path) -> None:
    write(tmp_path / "own", {".roletrust.yaml": 'own_accounts: ["123456789012"]\n'})
    assert scan(tmp_path / "own", role(ENCODED)).rules(ROLE) == {"7"}
    write(tmp_path / "trusted", {".roletrust.yaml": 'trusted_accounts:\n  - {id: "123456789012", name: Vendor}\n'})
    assert scan(tmp_path / "trusted", role(ENCODED)).rules(ROLE) == set()


HUB = """
variable "hub" {}
data "aws_ssm_parameter" "hub" {
  name = "/accounts/hub"
}
"""


@pytest.mark.parametrize("value", ["var.hub", "data.aws_ssm_parameter.hub.value"])
def test_an_account_that_is_not_known_is_named_in_the_settings(tmp_path: Path, value: str) -> None:
    text = HUB + role(ENCODED.replace("123456789012", f"arn:aws:iam::${{{value}}}:root"))
    found = scan(tmp_path / "unnamed", text)
    assert found.rules(ROLE) == {"2"}
    told = str(found.record("2", ROLE).details)
    assert f"if `{value}` is yours, or one you trust, list it by that name" in told
    write(tmp_path / "own", {".roletrust.yaml": f"own_accounts: [{value}]\n"})
    assert scan(tmp_path / "own", text).rules(ROLE) == {"7"}
    write(tmp_path / "trusted", {".roletrust.yaml": f"trusted_accounts:\n  {value}: the hub\n"})
    assert scan(tmp_path / "trusted", text).rules(ROLE) == set()
    write(tmp_path / "another", {".roletrust.yaml": f"own_accounts: [{value}_2]\n"})
    assert scan(tmp_path / "another", text).rules(ROLE) == {"2"}


def test_a_rule_that_is_switched_off_is_not_reported(tmp_path: Path) -> None:
    write(tmp_path, {".roletrust.yaml": "rules:\n  CKV_TRUST_2: off\n"})
    found = scan(tmp_path, role(ENCODED))
    assert found.failed == {("1", ROLE)}
    assert ("2", ROLE) not in found.passed


def test_a_severity_can_be_set(tmp_path: Path) -> None:
    write(tmp_path, {".roletrust.yaml": "rules:\n  CKV_TRUST_2:\n    severity: CRITICAL\n"})
    found = scan(tmp_path, role(ENCODED))
    assert str(found.record("2", ROLE).severity) == "CRITICAL"
    assert str(found.record("1", ROLE).severity) == "HIGH"


def test_broken_settings_fail_every_role(tmp_path: Path) -> None:
    write(tmp_path, {".roletrust.yaml": "own_acounts: []\n"})
    found = scan(tmp_path, role(ENCODED) + role(ENCODED, name="other"))
    assert (found.failed, found.passed) == ({("90", ROLE), ("90", "aws_iam_role.other")}, set())
    assert "own_acounts" in found.record("90", ROLE).check_name


# --- documents -------------------------------------------------------------------------------------


def test_a_document_that_a_role_uses_is_judged_with_the_role_only(tmp_path: Path) -> None:
    base = DOCUMENT.replace('"d"', '"base"')
    sources = f"source_policy_documents = [{REFERENCE.replace('.d.', '.base.')}]"
    merged = f'data "aws_iam_policy_document" "d" {{\n  {sources}\n}}\n'
    found = scan(tmp_path, role(REFERENCE) + merged + base)
    assert {resource for _, resource in found.failed | found.passed} == {ROLE}


def test_a_trust_document_that_no_role_uses_is_judged_itself(tmp_path: Path) -> None:
    output = f'output "trust" {{\n  value = {REFERENCE}\n}}\n'
    found = scan(tmp_path, output + DOCUMENT)
    assert found.failed == {("1", "aws_iam_policy_document.d"), ("2", "aws_iam_policy_document.d")}
    assert found.record("1", "aws_iam_policy_document.d").details


@pytest.mark.parametrize(
    ("actions", "principals"),
    [('["s3:GetObject"]', True), ('["*"]', True), ('["sts:AssumeRole"]', False)],
)
def test_a_document_that_is_no_trust_policy_is_not_reported(tmp_path: Path, actions: str, principals: bool) -> None:
    text = DOCUMENT.replace('["sts:AssumeRole"]', actions)
    if not principals:
        before, after = text.split("    principals {")
        text = before + after.split("}", 1)[1]
    assert not scan(tmp_path, text).report.get_all_records()


def test_a_document_on_resources_is_a_vpc_endpoint_s_unless_a_role_has_it(tmp_path: Path) -> None:
    on_resources = DOCUMENT.replace("    actions", '    resources = ["*"]\n    actions')
    assert not scan(tmp_path / "lone", on_resources).report.get_all_records()
    assert scan(tmp_path / "used", role(REFERENCE) + on_resources).failed == {("11", ROLE)}


def test_a_trust_document_that_cannot_be_read_is_undecided(tmp_path: Path) -> None:
    found = scan(tmp_path, DOCUMENT.replace("    actions", '    effect = "Perhaps"\n    actions'))
    assert found.failed == {("11", "aws_iam_policy_document.d")}


def test_an_unreadable_document_is_told_once_by_the_role_that_uses_it(tmp_path: Path) -> None:
    bad = DOCUMENT.replace("    actions", '    effect = "Perhaps"\n    actions')
    assert scan(tmp_path, role(REFERENCE) + bad).failed == {("11", ROLE)}


def test_a_module_outside_the_scanned_directory_is_read_as_checkov_reads_it(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "../../modules/m"\n}\n'
    write(tmp_path, {"modules/m/main.tf": role(REFERENCE) + DOCUMENT, "envs/prod/main.tf": call})
    assert terraform(tmp_path / "envs" / "prod").rules(f"module.m.{ROLE}") == {"1", "2"}
    everything = terraform(tmp_path)
    assert everything.rules(f"module.m.{ROLE}") == {"1", "2"}
    assert "Called from: /envs/prod/main.tf" in everything.record("1", f"module.m.{ROLE}").details


@pytest.mark.parametrize(
    "repeat", ["count = local.x ? 1 : 0", "for_each = var.items", "for_each = { for k, v in var.items : k => v }"]
)
@pytest.mark.parametrize("policy", [ENCODED, REFERENCE])
def test_a_role_that_is_not_made_is_not_reported(tmp_path: Path, repeat: str, policy: str) -> None:
    head = 'locals {\n  x = length(var.items) > 0\n}\nvariable "items" {\n  default = {}\n}\n'
    data = DOCUMENT.replace("{\n", f"{{\n  {repeat}\n", 1)
    found = scan(tmp_path, head + role(policy, f"  {repeat}\n") + data)
    assert not found.report.get_all_records()


def test_nor_is_a_role_in_a_module_that_is_not_called(tmp_path: Path) -> None:
    module = {"m/main.tf": role(REFERENCE) + DOCUMENT}
    call = 'variable "items" {\n  default = {}\n}\nmodule "m" {\n  for_each = var.items\n  source = "./m"\n}\n'
    assert not terraform(write(tmp_path / "a", {"main.tf": call, **module})).report.get_all_records()
    opened = call.replace("  default = {}\n", "")
    found = terraform(write(tmp_path / "b", {"main.tf": opened, **module}))
    assert {rule for rule, _ in found.failed} == {"1", "2"}


def test_a_permissions_document_that_cannot_be_read_is_no_trust_document(tmp_path: Path) -> None:
    bad = DOCUMENT.replace("    actions", '    effect = "Perhaps"\n    actions')
    found = scan(tmp_path, bad.replace("sts:AssumeRole", "sts:GetSessionToken"))
    assert not found.report.get_all_records()
    found = scan(tmp_path / "upper", bad.replace("sts:AssumeRole", "STS:AssumeRoleWithSAML"))
    assert found.failed == {("11", "aws_iam_policy_document.d")}


def test_a_file_alone_knows_its_own_account(tmp_path: Path) -> None:
    account = "data.aws_caller_identity.current.account_id"
    text = role(ENCODED.replace('"123456789012"', f'"arn:aws:iam::${{{account}}}:root"'))
    write(tmp_path, {"main.tf": text, "data.tf": 'data "aws_caller_identity" "current" {}\n'})
    assert terraform(tmp_path, "main.tf").rules(ROLE) == {"7"}


def test_a_problem_is_told_once(tmp_path: Path) -> None:
    statements = "".join(
        f"""
  dynamic "statement" {{
    for_each = var.on{number} ? ["a"] : []
    content {{
      actions = ["sts:AssumeRole"]
      principals {{
        type        = "AWS"
        identifiers = ["123456789012"]
      }}
    }}
  }}"""
        for number in range(2)
    )
    last = """
  statement {
    effect  = var.effect
    actions = ["sts:AssumeRole"]
  }
"""
    variables = "".join(f'variable "{name}" {{}}\n' for name in ("on0", "on1", "effect"))
    data = f'data "aws_iam_policy_document" "d" {{{statements}{last}}}\n'
    reason = scan(tmp_path, variables + role(REFERENCE) + data).record("90", ROLE).check_name
    assert reason.endswith("decided: statement 3: `Effect` is `${var.effect}`, which is not known")


@pytest.mark.parametrize("opened", ["(var.key)", '"${var.key}"', '"a-${var.key}"'])
def test_a_part_of_a_statement_with_a_key_that_is_not_known_is_undecided(tmp_path: Path, opened: str) -> None:
    text = 'variable "key" {}\n' + role(ENCODED.replace("Effect =", f"{opened} = {{}}, Effect ="))
    found = scan(tmp_path, text)
    assert (found.rules(ROLE), found.passed) == ({"90"}, set())


def test_a_condition_key_that_is_not_known_is_some_key(tmp_path: Path) -> None:
    statement = """{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/${var.issuer}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "${var.issuer}:sub" = "a", "${var.issuer}:aud" = "b" } }
    }"""
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})'
    found = scan(tmp_path, 'variable "issuer" {}\n' + role(policy))
    assert (found.failed, ("1", ROLE) in found.passed) == (set(), True)


def test_a_document_that_only_an_unmade_role_uses_is_judged_itself(tmp_path: Path) -> None:
    found = scan(tmp_path, role(REFERENCE, "  count = 0\n") + DOCUMENT)
    assert found.rules("aws_iam_policy_document.d") == {"1", "2"}


def test_a_document_with_count_0_is_not_reported(tmp_path: Path) -> None:
    assert not scan(tmp_path, DOCUMENT.replace("{\n", "{\n  count = 0\n", 1)).report.get_all_records()


# --- the graph -------------------------------------------------------------------------------------


def block(file: str, *calls: str) -> Block:
    return Block("resource", "aws_iam_role", "r", None, file, tuple(ModuleCall(each, "m") for each in calls), {})


def test_the_scanned_root_is_found_from_any_of_its_files() -> None:
    assert block("/repo/a/main.tf").root("/main.tf") == "/repo/a"
    assert block("/repo/a/b/main.tf").root("/b/main.tf") == "/repo/a"
    assert block("/main.tf").root("/main.tf") == "/"
    outside = block("/repo/modules/m/main.tf", "/repo/envs/prod/eu/main.tf", "/repo/envs/prod/x.tf")
    assert outside.root("/../../modules/m/main.tf") == "/repo/envs/prod"
    assert block("/elsewhere/main.tf").root("/link/main.tf") == "/elsewhere"


def test_without_a_graph_a_role_is_a_break(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkov.terraform.runner.Runner._assign_correct_graph_to_registry", lambda *_: None)
    monkeypatch.setattr("checkov.terraform.checks.resource.registry.resource_registry.graph", None)
    monkeypatch.setattr(terraform_runner, "graphs_of", lambda _: None)
    found = scan(tmp_path, role(ENCODED))
    assert (found.failed, found.passed) == ({("90", ROLE)}, set())
    assert str(found.record("90", ROLE).severity) == str(Severities["CRITICAL"])


def test_a_graph_for_each_directory_is_as_good_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkov then hands a check the graph of the root directory, whatever directory it asks about."""
    monkeypatch.setenv("TF_SPLIT_GRAPH", "true")
    call = 'module "m" {\n  source = "../m"\n  account = "123456789012"\n}\n'
    files = {
        "main.tf": role(ENCODED, name="top"),
        "a/main.tf": role(REFERENCE) + DOCUMENT,
        "b/main.tf": call,
        "m/main.tf": 'variable "account" {}\n' + role(ENCODED.replace('"123456789012"', "var.account")),
    }
    found = terraform(write(tmp_path, files))
    assert {name for rule, name in found.failed if rule == "1"} == {"aws_iam_role.top", ROLE, f"module.m.{ROLE}"}
    assert "90" not in {rule for rule, _ in found.failed}
    del files["main.tf"]
    assert terraform(write(tmp_path / "none", files)).rules(ROLE) == {"1", "2"}


def test_graphs_of_earlier_scans_are_let_go(tmp_path: Path) -> None:
    def a_scan(number: int) -> weakref.ref[Graph]:
        scan(tmp_path / str(number), role(ENCODED))
        return weakref.ref(graph.recent.graphs[-1])

    first = a_scan(0)
    for number in range(1, 5):
        a_scan(number)
    gc.collect()
    assert first() is None


def test_the_graph_of_another_thread_is_no_hindrance(tmp_path: Path) -> None:
    """Checkov's runners share one registry, and where they run as threads its graph may be another runner's."""
    text = role(ENCODED)
    scan(tmp_path / "one", text)
    one = graph.recent.graphs[-1]
    scan(tmp_path / "two", text)
    two = graph.recent.graphs[-1]
    conf = next(iter(one.blocks.values())).conf
    assert graph.recent.graph(two.origin, conf) is one


# --- whatever breaks -------------------------------------------------------------------------------


def test_a_breaking_engine_is_loud_for_each_role(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("on purpose,\nin the engine")

    monkeypatch.setattr(judging, "judge_each", breaks)
    monkeypatch.setattr(decision, "_shown", set())
    found = scan(tmp_path, role(ENCODED) + role(ENCODED, name="other"))
    assert (found.failed, found.passed) == ({("90", ROLE), ("90", "aws_iam_role.other")}, set())
    said = "roletrust itself broke: ZeroDivisionError: on purpose, in the engine"
    assert found.record("90", ROLE).check_name == f"Trust policy could not be decided: {said}"
    assert found.record("90", ROLE).details[0] == said
    out, err = capsys.readouterr()
    assert (out, err.count("Traceback")) == ("", 1)


def test_a_breaking_rule_is_loud_for_each_role_and_prints_its_traceback_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(trust: Trust) -> Verdict:
        raise ZeroDivisionError("on purpose, in a rule")

    rules = tuple(rule._replace(judge=breaks) if rule.id == "CKV_TRUST_7" else rule for rule in RULES)
    monkeypatch.setattr(judgement, "RULES", rules)
    monkeypatch.setattr(decision, "_shown", set())
    found = scan(tmp_path, role(ENCODED) + role(ENCODED, name="other"))
    assert {("90", ROLE), ("90", "aws_iam_role.other")} <= found.failed
    assert "CKV_TRUST_7" in found.record("90", ROLE).check_name
    assert ("2", ROLE) in found.failed
    out, err = capsys.readouterr()
    assert (out, err.count("Traceback")) == ("", 1)


def test_a_breaking_repair_is_loud_and_loses_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("on purpose, in a repair")

    monkeypatch.setattr(judgement, "repair", breaks)
    monkeypatch.setattr(decision, "_shown", set())
    found = scan(tmp_path, role(ENCODED))
    assert found.rules(ROLE) == {"1", "2", "90"}
    severity = found.record("90", ROLE).severity
    assert severity and severity.name == "CRITICAL"
    out, err = capsys.readouterr()
    assert (out, err.count("Traceback")) == ("", 1)


def test_what_breaks_on_one_role_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attribute = Project.attribute

    def breaks(self: Project, file: str, calls: Any, address: Any, *more: Any) -> Any:
        if address[2] == "r":
            raise RecursionError("on purpose")
        return attribute(self, file, calls, address, *more)

    monkeypatch.setattr(Project, "attribute", breaks)
    found = scan(tmp_path, role(ENCODED) + role(ENCODED, name="other") + DOCUMENT)
    assert found.rules(ROLE) == {"90"}
    assert found.rules("aws_iam_role.other") == {"1", "2"}
    assert found.rules("aws_iam_policy_document.d") == {"1", "2"}


def test_a_breaking_adapter_is_loud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise KeyError("on purpose")

    monkeypatch.setattr(terraform_scan.Scan, "role", breaks)
    assert scan(tmp_path, role(ENCODED)).failed == {("90", ROLE)}


def test_an_error_that_cannot_even_be_told_is_loud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise TypeError("no words")

    def breaks(*_: object) -> None:
        raise Mute

    monkeypatch.setattr(judging, "judge_each", breaks)
    assert scan(tmp_path, role(ENCODED)).failed == {("90", ROLE)}


LONG = """
variable "accounts_of_the_organization" {}
variable "environment_that_is_deployed" {}
variable "region_that_is_deployed_to" {}

resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {
        AWS = "arn:aws:iam::${lookup(
          var.accounts_of_the_organization,
          "${var.environment_that_is_deployed}/${var.region_that_is_deployed_to}/${var.region_that_is_deployed_to}",
        )}:root"
      }
    }]
  })
}
"""


def test_a_long_name_is_told_by_its_beginning_and_listed_as_it_is_told(tmp_path: Path) -> None:
    """What tells it from others of the same beginning is nothing that anybody wrote."""
    details = terraform(write(tmp_path / "open", {"main.tf": LONG})).record("2", "aws_iam_role.this").details
    (line,) = (each for each in details if each.startswith("Unknown: "))
    told = line.removeprefix("Unknown: ").removesuffix(" (/main.tf:13)")
    assert told.endswith("…]")
    settings = yaml.safe_dump({"own_accounts": [told]}, allow_unicode=True)
    listed = terraform(write(tmp_path / "listed", {"main.tf": LONG, ".roletrust.yaml": settings}))
    assert listed.rules("aws_iam_role.this") == {"7"}
