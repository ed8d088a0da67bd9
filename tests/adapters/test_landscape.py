"""Rules about all roles of a scan, as Checkov's graph checks: one story in Terraform, plans and CloudFormation."""

from __future__ import annotations

import gc
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from checkov.common.checks_infra.registry import get_graph_checks_registry

from roletrust.adapters import checks, decision
from roletrust.adapters.landscape import graph_checks
from roletrust.adapters.landscape import role_store as store
from roletrust.engine.roles.landscape import Landscape
from roletrust.rules import catalog, landscape_judgement, shared_external_id
from roletrust.rules.catalog import LANDSCAPE
from running import PROJECTS
from scanning import Scan, cloudformation, in_full, plan, terraform, write

Json = dict[str, Any]
BACKUP, MONITORING, OWN = "123456789012", "210987654321", "987654321098"
ID, OTHER = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41", "c03d5a72-91fe-4b60-8a8e-5e7d1f26b9d3"
HEADLINE = "External id is accepted from different external accounts"


def allow(account: str | list[str], external_id: str | list[str] | None, operator: str = "StringEquals") -> Json:
    found: Json = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole"}
    return found if external_id is None else {**found, "Condition": {operator: {"sts:ExternalId": external_id}}}


def policy(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def hcl(**roles: Json) -> str:
    return "\n".join(
        f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = jsonencode({written(each)})\n}}\n'
        for name, each in roles.items()
    )


def written(value: Json) -> str:
    return json.dumps(value, indent=2).replace('": ', '" = ')


def template(**roles: Json) -> str:
    kinds = {name: {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": each}}
             for name, each in roles.items()}  # fmt: skip
    return json.dumps({"Resources": kinds}, indent=2)


def planned(**roles: Json) -> str:
    made = [
        {"address": f"aws_iam_role.{name}", "mode": "managed", "type": "aws_iam_role", "name": name,
         "values": {"assume_role_policy": json.dumps(each)}}
        for name, each in roles.items()
    ]  # fmt: skip
    changes = [{**each, "change": {"actions": ["create"], "before": None, "after": each["values"]}} for each in made]
    values = {"root_module": {"resources": made}}
    return json.dumps(
        {"format_version": "1.2", "terraform_version": "1.9.8", "planned_values": values, "resource_changes": changes},
        indent=1,
    )


def source(folder: Path, **roles: Json) -> Scan:
    return terraform(write(folder, {f"{name}.tf": hcl(**{name: each}) for name, each in roles.items()}))


def of_plan(folder: Path, **roles: Json) -> Scan:
    return plan(write(folder, {"tfplan.json": planned(**roles)}))


def stacks(folder: Path, **roles: Json) -> Scan:
    return cloudformation(write(folder, {f"{name}.json": template(**{name: each}) for name, each in roles.items()}))


BOTH = {"a": policy(allow(BACKUP, ID)), "b": policy(allow(MONITORING, ID))}
SKIP = "{\n  #checkov:skip=CKV_TRUST_13:allow shared-external-id, one vendor\n"
Scanned = Callable[..., Scan]
FRAMEWORKS = (source, of_plan, stacks)
in_each = pytest.mark.parametrize("scanned", FRAMEWORKS, ids=lambda each: each.__name__)


def fails(scan: Scan) -> set[str]:
    return {role.rpartition(".")[2] for rule, role in scan.failed if rule == "13"}


def passes(scan: Scan) -> set[str]:
    return {role.rpartition(".")[2] for rule, role in scan.passed if rule == "13"}


def said(scan: Scan, name: str) -> str:
    kind = "AWS::IAM::Role" if any("::" in role for _, role in scan.failed) else "aws_iam_role"
    return in_full(scan.record("13", f"{kind}.{name}"))


def settings(folder: Path, text: str) -> None:
    write(folder, {".roletrust.yaml": text})


# --- what is a shared id -----------------------------------------------------------------------------------------


@in_each
def test_one_id_for_two_vendors_is_reported_on_each_role_and_names_the_other(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, **BOTH, c=policy(allow(BACKUP, OTHER)))
    assert (fails(found), passes(found)) == ({"a", "b"}, {"c"})
    for name, own, other, others in ("a", BACKUP, "b", MONITORING), ("b", MONITORING, "a", BACKUP):
        told = said(found, name)
        assert told.startswith(f'{HEADLINE}: account {own} gets in with "{ID}" through statement 1')
        assert f"account {others} in " in told
        assert f".{other} (/" in told


@in_each
def test_one_line_of_a_report_has_200_characters_and_its_details_the_rest(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=policy(allow(BACKUP, ID)), a_role_of_some_length=policy(allow(MONITORING, ID)))
    records = [each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_13"]
    assert len(records) == 2
    for each in records:
        assert len(each.check_name) <= 200
        assert each.check_name.endswith("; more in the details")
        assert "; so does account " in str((each.details or [""])[0])


def test_the_other_role_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    found = source(tmp_path, a=policy(allow(BACKUP, ID)), b=policy(allow(MONITORING, ID)))
    assert "in aws_iam_role.b (/b.tf:2-" in said(found, "a")
    result: Any = found.record("13", "aws_iam_role.a").check_result
    assert [(each["role"], each["file"]) for each in result["roles"]] == [("aws_iam_role.b", "/b.tf")]
    assert result["roles"][0]["lines"][0] == 2


@in_each
def test_an_id_for_several_roles_of_one_vendor_is_no_shared_one(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=policy(allow(BACKUP, ID)), b=policy(allow(BACKUP, ID)))
    assert (fails(found), passes(found)) == (set(), {"a", "b"})


@in_each
def test_two_accounts_of_one_role_share_its_id(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=policy(allow([BACKUP, MONITORING], ID)))
    assert said(found, "a") == (
        f'{HEADLINE}: account {BACKUP} gets in with "{ID}" through statement 1; so does account {MONITORING} here'
    )


@in_each
def test_two_vendors_of_one_role_are_given_an_id_each_and_two_accounts_of_one_vendor_are_not(
    scanned: Scanned, tmp_path: Path
) -> None:
    both, third = policy(allow([BACKUP, MONITORING], ID)), policy(allow("345678901234", ID))
    assert fix(scanned(tmp_path / "two", a=both)).startswith(
        f"give account {BACKUP} and account {MONITORING} a statement each, with an external id that its owner generated"
    )
    settings(tmp_path / "one", f'trusted_accounts: {{"{BACKUP}": one vendor, "{MONITORING}": one vendor}}')
    assert "a statement each" not in fix(scanned(tmp_path / "one", a=both, b=third))


@in_each
def test_of_many_who_share_an_id_not_all_are_counted_and_that_is_said(scanned: Scanned, tmp_path: Path) -> None:
    def others(count: int) -> dict[str, Json]:
        return {f"b{number:02}": policy(allow(MONITORING, ID)) for number in range(count)}

    a = policy(allow(BACKUP, ID))
    assert said(scanned(tmp_path / "few", a=a, **others(6)), "a").endswith(" and 3 more")
    assert said(scanned(tmp_path / "many", a=a, **others(30)), "a").endswith(" and 17 more at least")


def fix(scan: Scan) -> str:
    result: Any = next(each for each in scan.report.failed_checks if each.check_id == "CKV_TRUST_13").check_result
    return str(result["fix"]["advice"])


@in_each
def test_accounts_that_the_settings_call_one_vendor_share_nothing(scanned: Scanned, tmp_path: Path) -> None:
    roles = {"a": policy(allow(BACKUP, ID)), "b": policy(allow([MONITORING, BACKUP], ID))}
    settings(tmp_path, f'trusted_accounts: {{"{BACKUP}": backup vendor, "{MONITORING}": backup vendor}}')
    assert passes(scanned(tmp_path, **roles)) == {"a", "b"}


@in_each
def test_accounts_that_the_settings_call_two_vendors_do_and_are_called_so(scanned: Scanned, tmp_path: Path) -> None:
    settings(tmp_path, f'trusted_accounts: {{"{BACKUP}": one vendor, "{MONITORING}": another}}')
    found = scanned(tmp_path, a=policy(allow(BACKUP, ID)), b=policy(allow(MONITORING, ID)))
    assert fails(found) == {"a", "b"}
    assert f"account {BACKUP} (one vendor) gets in" in said(found, "a")


@in_each
def test_the_own_account_is_no_vendor(scanned: Scanned, tmp_path: Path) -> None:
    settings(tmp_path, f'own_accounts: ["{OWN}"]')
    found = scanned(tmp_path, a=policy(allow(BACKUP, ID)), b=policy(allow(OWN, ID)))
    assert passes(found) == {"a", "b"}


# --- only what the engine lets in counts -------------------------------------------------------------------------

SHUT_OUT: dict[str, list[Json]] = {
    "a Deny keeps the account out": [
        allow(MONITORING, ID),
        {"Effect": "Deny", "Principal": {"AWS": MONITORING}, "Action": "sts:AssumeRole"},
    ],
    "a Deny refuses the id": [
        allow(MONITORING, [ID, OTHER]),
        {**allow("*", ID), "Effect": "Deny"},
    ],
    "another statement asks another account for it": [allow(MONITORING, OTHER), allow(BACKUP, ID)],
    "the id is what must not be sent": [allow(MONITORING, ID, "StringNotEquals")],
    "any id will do": [allow(MONITORING, "*", "StringLike")],
    "no id is needed": [allow(MONITORING, None), allow(BACKUP, ID)],
    "any id will do, the one that is spelt out too": [allow(MONITORING, [ID, "*"], "StringLike")],
    "no id is needed by another statement": [allow(MONITORING, None), allow(MONITORING, ID)],
    "it differs in case": [allow(MONITORING, ID.upper())],
    "the statement is about another call": [{**allow(MONITORING, ID), "Action": "sts:TagSession"}],
}


@pytest.mark.parametrize("case", SHUT_OUT)
@in_each
def test_an_id_that_lets_nobody_else_in_is_not_shared(scanned: Scanned, case: str, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=policy(allow(BACKUP, ID)), b=policy(*SHUT_OUT[case]))
    assert (fails(found), passes(found)) == (set(), {"a", "b"})


@in_each
def test_a_deny_of_all_other_ids_makes_an_id_accepted(scanned: Scanned, tmp_path: Path) -> None:
    guard = {**allow("*", ID, "StringNotEquals"), "Effect": "Deny"}
    found = scanned(tmp_path, a=policy(allow(BACKUP, ID)), b=policy(allow(MONITORING, None), guard))
    assert fails(found) == {"a", "b"}


# --- what is not known -------------------------------------------------------------------------------------------


def test_an_id_that_is_not_known_is_neither_shared_nor_proved_to_be_ones_own(tmp_path: Path) -> None:
    opened = hcl(b=policy(allow(MONITORING, "ID"))).replace('"ID"', "var.id") + 'variable "id" {}\n'
    found = terraform(write(tmp_path, {"a.tf": hcl(a=policy(allow(BACKUP, ID))), "b.tf": opened}))
    assert (fails(found), passes(found)) == (set(), set())


def test_what_is_not_known_hides_nothing_that_is(tmp_path: Path) -> None:
    opened = hcl(c=policy(allow(MONITORING, "ID"))).replace('"ID"', "var.id") + 'variable "id" {}\n'
    both = hcl(a=policy(allow(BACKUP, ID)), b=policy(allow(MONITORING, ID)), d=policy(allow(OWN, None)))
    found = terraform(write(tmp_path, {"a.tf": both, "c.tf": opened}))
    assert (fails(found), passes(found)) == ({"a", "b"}, {"d"})


def test_the_branch_in_which_it_is_shared_is_named(tmp_path: Path) -> None:
    vendor = {"Fn::If": ["Prod", MONITORING, BACKUP]}
    text = json.loads(template(A=policy(allow(BACKUP, ID)), B=policy(allow("VENDOR", ID))))
    text["Resources"]["B"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["AWS"] = vendor
    text["Parameters"] = {"Stage": {"Type": "String"}}
    text["Conditions"] = {"Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}
    found = cloudformation(write(tmp_path, {"t.json": json.dumps(text, indent=1)}))
    assert fails(found) == {"A", "B"}
    assert said(found, "B").endswith("(where `Prod` is true)")


# --- files, modules, directories ---------------------------------------------------------------------------------

MODULE = """variable "account" {}
variable "id" {}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = { AWS = var.account }, Action = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.id } }
    }]
  })
}
"""


def called(name: str, account: str, external_id: str) -> str:
    return f'module "{name}" {{\n  source = "../m"\n  account = "{account}"\n  id = "{external_id}"\n}}\n'


@pytest.mark.parametrize("split", ["false", "true"])
def test_calls_of_one_module_from_several_directories_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, split: str
) -> None:
    monkeypatch.setenv("TF_SPLIT_GRAPH", split)
    files = {
        "m/main.tf": MODULE,
        "one/main.tf": called("vendor", BACKUP, ID) + called("own", BACKUP, OTHER),
        "two/main.tf": called("another", MONITORING, ID),
    }
    found = terraform(write(tmp_path, files))
    told = sorted(in_full(each) for each in found.report.failed_checks if each.check_id == "CKV_TRUST_13")
    assert [each.partition("account ")[2][:12] for each in told] == [BACKUP, MONITORING]
    assert ("13", "module.own.aws_iam_role.r") in found.passed


def test_the_role_of_a_described_module_is_one_of_the_scan(tmp_path: Path) -> None:
    call = f"""module "vendor" {{
  source            = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"
  version           = "5.30.0"
  create_role       = true
  role_requires_mfa = false
  role_name         = "vendor"
  trusted_role_arns = ["arn:aws:iam::{MONITORING}:root"]
  role_sts_externalid = "{ID}"
}}
"""
    found = terraform(write(tmp_path, {"main.tf": hcl(a=policy(allow(BACKUP, ID))) + call}))
    assert "in module.vendor (/main.tf:" in said(found, "a")
    assert ("13", "vendor") in found.failed


def test_a_role_that_is_not_made_shares_nothing(tmp_path: Path) -> None:
    gone = hcl(b=policy(allow(MONITORING, ID))).replace("{\n", "{\n  count = 0\n", 1)
    found = terraform(write(tmp_path, {"a.tf": hcl(a=policy(allow(BACKUP, ID))), "b.tf": gone}))
    assert (fails(found), passes(found)) == (set(), {"a"})


@pytest.mark.parametrize("framework", ["RUSTWORKX", "NETWORKX"])
@in_each
def test_either_kind_of_graph_will_do(
    scanned: Scanned, framework: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKOV_GRAPH_FRAMEWORK", framework)
    assert fails(scanned(tmp_path, a=policy(allow(BACKUP, ID)), b=policy(allow(MONITORING, ID)))) == {"a", "b"}


def test_what_the_files_are_called_makes_no_difference(tmp_path: Path) -> None:
    roles = {"a": policy(allow(BACKUP, ID)), "b": policy(allow(MONITORING, ID)), "c": policy(allow(OWN, ID))}
    stories = set()
    for number, names in enumerate(permutations(("x.tf", "y.tf", "z.tf"))):
        files = {name: hcl(**{role: each}) for name, (role, each) in zip(names, roles.items(), strict=True)}
        found = terraform(write(tmp_path / str(number), files))
        told = [said(found, role).replace(name, "") for role in sorted(fails(found)) for name in names]
        stories.add((frozenset(fails(found)), *(each.count("account ") for each in told)))
    assert stories == {(frozenset("abc"), *[3] * 9)}


def test_one_scan_knows_nothing_of_another(tmp_path: Path) -> None:
    gc.collect()
    before = len(store._scans)
    assert passes(source(tmp_path / "one", a=policy(allow(BACKUP, ID)))) == {"a"}
    assert passes(source(tmp_path / "two", b=policy(allow(MONITORING, ID)))) == {"b"}
    gc.collect()
    assert len(store._scans) <= before


# --- filters, skips, settings ------------------------------------------------------------------------------------


def test_a_skip_comment_silences_one_role(tmp_path: Path) -> None:
    skipped = hcl(b=BOTH["b"]).replace("{\n", SKIP, 1)
    found = terraform(write(tmp_path, {"a.tf": hcl(a=BOTH["a"]), "b.tf": skipped}))
    assert (fails(found), found.skipped) == ({"a"}, {("13", "aws_iam_role.b")})


def test_a_skip_in_the_metadata_silences_one_role_of_a_template(tmp_path: Path) -> None:
    text = json.loads(template(**BOTH))
    text["Resources"]["b"]["Metadata"] = {"checkov": {"skip": [{"id": "CKV_TRUST_13", "comment": "one vendor"}]}}
    found = cloudformation(write(tmp_path, {"t.json": json.dumps(text, indent=1)}))
    assert (fails(found), found.skipped) == ({"a"}, {("13", "AWS::IAM::Role.b")})


WITHOUT_ID = policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})


@in_each
def test_a_role_that_no_other_can_harm_passes_once_beside_one_that_others_can(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, **BOTH, alone=WITHOUT_ID, c=policy(allow(BACKUP, OTHER)))
    told = [each for each in found.report.passed_checks if each.check_id == "CKV_TRUST_13"]
    assert sorted(each.resource.rpartition(".")[2] for each in told) == ["alone", "c"]
    alone, beside = ([in_full(each), each.severity, each.guideline, each.details, shown(each)] for each in told)
    assert alone == beside


def shown(record: Any) -> Json:
    return {key: each for key, each in record.check_result.items() if key != "entity"}


def test_a_skip_comment_counts_for_a_role_that_no_other_can_harm(tmp_path: Path) -> None:
    found = terraform(write(tmp_path, {"main.tf": hcl(alone=WITHOUT_ID).replace("{\n", SKIP, 1)}))
    assert {each for each in found.skipped | found.passed if each[0] == "13"} == {("13", "aws_iam_role.alone")}
    assert found.skipped == {("13", "aws_iam_role.alone")}


@pytest.mark.parametrize("filters", [{"checks": ["CKV_TRUST_13"]}, {"checks": ["CKV_TRUST_13", "CKV_TRUST_14"]}, {}])
def test_a_role_that_no_other_can_harm_passes_whatever_is_asked_besides(tmp_path: Path, filters: Json) -> None:
    found = terraform(write(tmp_path, {"main.tf": hcl(alone=WITHOUT_ID, a=BOTH["a"])}), **filters)
    assert passes(found) == {"alone", "a"}


@in_each
def test_a_rule_that_is_off_says_nothing_of_a_role_that_no_other_can_harm(scanned: Scanned, tmp_path: Path) -> None:
    settings(tmp_path, "rules: {CKV_TRUST_13: off}")
    found = scanned(tmp_path, alone=WITHOUT_ID)
    assert passes(found) == set()
    assert ("14", "alone") in {(rule, role.rpartition(".")[2]) for rule, role in found.passed}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"checks": ["CKV_TRUST_13"]}, {"a", "b"}),
        ({"checks": ["CKV_TRUST_1"]}, set()),
        ({"skip_checks": ["CKV_TRUST_13"]}, set()),
        ({"checks": ["MEDIUM"]}, {"a", "b"}),
        ({"checks": ["HIGH"]}, set()),
    ],
)
def test_checkovs_filters_hold(tmp_path: Path, filters: Json, expected: set[str]) -> None:
    found = terraform(write(tmp_path, {"main.tf": hcl(**BOTH)}), **filters)
    assert fails(found) == expected
    others = {rule for rule, _ in found.failed | found.passed} - {"13"}
    assert bool(others) is (filters.get("checks") != ["CKV_TRUST_13"])


@in_each
def test_the_settings_raise_its_severity_and_switch_it_off(scanned: Scanned, tmp_path: Path) -> None:
    settings(tmp_path / "raised", "rules: {shared-external-id: {severity: CRITICAL}}")
    record = next(
        each for each in scanned(tmp_path / "raised", **BOTH).report.failed_checks if each.check_id == "CKV_TRUST_13"
    )
    assert record.severity and record.severity.name == "CRITICAL"
    settings(tmp_path / "off", "rules: {CKV_TRUST_13: off}")
    found = scanned(tmp_path / "off", **BOTH)
    assert (fails(found), passes(found)) == (set(), set())


@in_each
def test_the_record_is_whole(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, **BOTH)
    record = next(each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_13")
    result: Any = record.check_result
    assert record.severity and record.severity.name == "MEDIUM"
    assert record.guideline == shared_external_id.RULE.guideline
    assert (result["answer"], result["rule"]) == ("yes", "shared-external-id")
    assert result["witness"]["context"] == {"sts:ExternalId": [ID]}
    assert ID in result["command"]
    assert "trusted_accounts" in result["fix"]["advice"]
    assert json.dumps({key: each for key, each in result.items() if key not in ("entity", "result")})
    assert found.report.get_dict()


# --- what breaks is heard ----------------------------------------------------------------------------------------


def breaks(*_: object) -> Any:
    raise ZeroDivisionError("on purpose")


@in_each
def test_a_breaking_rule_is_loud_for_each_role(
    scanned: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = [each._replace(judge=breaks) if each is shared_external_id.RULE else each for each in LANDSCAPE]
    monkeypatch.setattr(landscape_judgement, "LANDSCAPE", rules)
    assert_loud(scanned(tmp_path, **BOTH), capsys)


@pytest.mark.parametrize(
    "where", ["landscape.stored_role.ways", "landscape.role_store.Landscape", "landscape.graph_checks.stored_in"]
)
@in_each
def test_a_breaking_landscape_is_loud_for_each_role(
    scanned: Scanned, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(f"roletrust.adapters.{where}", breaks)
    assert_loud(scanned(tmp_path, **BOTH), capsys)


@in_each
def test_a_role_that_cannot_be_taken_down_is_no_silent_one(
    scanned: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "store_role", breaks)
    found = scanned(tmp_path, **BOTH)
    failed = [each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_13"]
    assert {each.resource.rpartition(".")[2] for each in failed} == {"a", "b"}
    assert all("roletrust itself broke: ZeroDivisionError: on purpose" in in_full(each) for each in failed)
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.fixture(autouse=True)
def _nothing_was_shown() -> None:
    decision._shown.clear()


def assert_loud(found: Scan, capsys: pytest.CaptureFixture[str]) -> None:
    failed = [each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_90"]
    assert {each.resource.rpartition(".")[2] for each in failed} == {"a", "b"}
    assert all("roletrust itself broke: ZeroDivisionError: on purpose" in in_full(each) for each in failed)
    assert (fails(found), passes(found)) == (set(), set())
    told = capsys.readouterr()
    assert ("ZeroDivisionError" in told.err, told.out) == (True, "")


@in_each
def test_a_checkov_that_collects_its_results_otherwise_gets_the_verdicts(
    scanned: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_checks, "graph_results", lambda: None)
    found = scanned(tmp_path, **BOTH, c=policy(allow(BACKUP, OTHER)))
    assert (fails(found), passes(found)) == ({"a", "b"}, {"c"})
    assert said(found, "a") == HEADLINE


def test_graph_checks_take_turns_for_they_evaluate_the_blocks_of_one_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work: list[str] = []
    together: list[int] = []

    def slow(check: graph_checks.GraphCheck, _: Any) -> Iterator[Any]:
        at_work.append(check.id)
        time.sleep(0.05)
        together.append(len(at_work))
        at_work.remove(check.id)
        yield from ()

    monkeypatch.setattr(graph_checks.GraphCheck, "guarded", slow)
    source(tmp_path, **BOTH)
    assert together == [1] * len(catalog.SCAN_WIDE)


@in_each
def test_a_result_is_not_lost_for_what_it_says_of_its_vertex(
    scanned: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(graph_checks, "without_block", breaks)
    monkeypatch.setattr(decision, "_shown", set())
    found = scanned(tmp_path, **BOTH, c=policy(allow(BACKUP, OTHER)))
    assert (fails(found), passes(found)) == ({"a", "b"}, {"c"})
    told = capsys.readouterr()
    assert ("ZeroDivisionError" in told.err, told.out) == (True, "")


# --- what it costs -----------------------------------------------------------------------------------------------


def test_the_landscape_is_drawn_once_a_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    class StoredRole(Landscape):
        def __init__(self, roles: Any) -> None:
            every = list(roles)
            drawn.append(len(every))
            super().__init__(every)

    monkeypatch.setattr(store, "Landscape", StoredRole)
    source(tmp_path, **{f"r{number}": policy(allow(BACKUP, ID)) for number in range(20)})
    assert drawn == [20]


def test_every_rule_about_the_landscape_is_registered_once(tmp_path: Path) -> None:
    source(tmp_path, **BOTH)
    source(tmp_path, **BOTH)
    for framework in ("terraform", "cloudformation"):
        registered = [each.id for each in get_graph_checks_registry(framework).checks]
        assert [registered.count(rule.id) for rule in catalog.LANDSCAPE] == [1] * len(catalog.LANDSCAPE)


# --- a landscape of vendors --------------------------------------------------------------------------------------

VENDORS = PROJECTS / "vendor-landscape"
EXPECTED = re.compile(
    r'^# expect: (?:own|shared with (.+))\n(?:resource "aws_iam_role" "(\w+)"|module "(\w+)")', re.MULTILINE
)


def expected_of_vendors() -> dict[str, set[str]]:
    """By role, who else holds an id of it, as the comments in the project say."""
    texts = [path.read_text("utf-8") for path in sorted(VENDORS.rglob("*.tf"))]
    comments = [each for text in texts for each in EXPECTED.findall(text)]
    return {role or f"module.{module}": set(others.split(", ")) - {""} for others, role, module in comments}


@pytest.fixture(scope="module")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    folder = tmp_path_factory.mktemp("vendors") / "vendor-landscape"
    shutil.copytree(VENDORS, folder)
    fence = re.search(r"^```yaml\n(.*?)^```$", (VENDORS / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert fence
    settings(folder, fence[1])
    return terraform(folder)


def short(resource: str) -> str:
    return resource.removesuffix(".aws_iam_role.this").removeprefix("aws_iam_role.")


def test_just_those_roles_share_an_id_of_which_the_comments_say_so(vendors: Scan) -> None:
    expected = expected_of_vendors()
    assert len(expected) == 30
    assert {short(role) for rule, role in vendors.failed if rule == "13"} == {
        each for each in expected if expected[each]
    }
    assert {short(role) for rule, role in vendors.passed if rule == "13"} == {
        each for each in expected if not expected[each]
    }


def test_each_names_just_those_that_the_comment_names(vendors: Scan) -> None:
    expected = expected_of_vendors()
    for record in vendors.report.failed_checks:
        if record.check_id == "CKV_TRUST_13":
            role = short(record.resource)
            result: Any = record.check_result
            named = {short(each["role"]) for each in result.get("roles", ())}
            assert named == expected[role] - {role}
            assert (" here" in in_full(record)) is (role in expected[role])
