"""Trust policies in plain JSON files, and dumps of roles, through Checkov's own runner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from adapters.twins import ID, OWN, SETTINGS, TWINS, V, root, trust
from roletrust.adapters import decision
from scanning import Scan, json_files, write

FLAWED = trust(root(V))
ARN = f"arn:aws:iam::{OWN}:role/service/vendor"


def scan(folder: Path, data: Any, name: str = "trust.json", **files: str) -> Scan:
    text = data if isinstance(data, str) else json.dumps(data, indent=2) + "\n"
    return json_files(write(folder, {name: text, **files}))


def failed(found: Scan) -> set[tuple[str, str]]:
    """Rule and role, as the report calls it within its file."""
    return {(rule, within(resource)) for rule, resource in found.failed}


def within(resource: str) -> str:
    return resource.partition(".json.")[2].rpartition(".CKV_TRUST_")[0]


def record(found: Scan, rule: str) -> Any:
    return next(each for each in found.report.failed_checks if each.check_id == f"CKV_TRUST_{rule}")


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
def test_each_rule_tells_a_flaw_from_its_twin(tmp_path: Path, rule: str, which: int) -> None:
    found = scan(tmp_path, TWINS[rule][which], **SETTINGS)
    assert (rule in {each for each, _ in failed(found)}) is (which == 0)
    assert "90" in {each for each, _ in found.passed}


def test_the_record_says_which_statement_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = record(scan(Path(), FLAWED, "iam/trust.json"), "1")
    assert said.file_line_range == [1, 13]
    assert said.check_result["statement"] == {"number": 1, "sid": "Entry", "file": "/iam/trust.json", "lines": [4, 11]}
    assert 'account 123456789012 gets in through statement 1 ("Entry")' in said.check_name
    assert said.severity.name == "HIGH"


def test_the_lines_are_those_of_the_statement_however_it_is_written(tmp_path: Path) -> None:
    other = [{**each, "Sid": "Other"} for each in TWINS["2"][1]["Statement"]]
    text = json.dumps({"Version": "2012-10-17", "Statement": [*FLAWED["Statement"], *other]})
    assert record(scan(tmp_path / "one", text), "1").check_result["statement"]["lines"] == [1, 1]
    assert record(scan(tmp_path / "two", text + "\n"), "1").check_result["statement"]["lines"] == [1, 1]
    spread = json.dumps({"Id": "1", **json.loads(text)}, indent=1)
    assert record(scan(tmp_path / "three", spread), "1").check_result["statement"]["lines"] == [5, 12]


@pytest.mark.parametrize("action", ["sts:AssumeRole", ["sts:TagSession", "STS:assumerole"], "sts:AssumeRole*", "sts:*"])
def test_a_trust_policy_is_told_by_its_shape(tmp_path: Path, action: Any) -> None:
    statement = FLAWED["Statement"][0] | {"Action": action}
    assert ("1", "trust policy at deep.down[0].policy") in failed(
        scan(tmp_path, {"deep": {"down": [{"policy": {"Statement": statement}}]}}, "x.json")
    )


@pytest.mark.parametrize(
    "data",
    [
        {"name": "a-package", "version": "1.0.0", "scripts": {"test": "x"}},
        {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": root(V)}]},
        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]},
        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}]},
        {"Statement": ["x", None, 3]},
        {"Statement": None},
        {"properties": {"AssumeRolePolicyDocument": {"type": ["object", "string"]}}},
        {"members": {"AssumeRolePolicyDocument": {"shape": "policyDocumentType"}, "RoleName": {"shape": "x"}}},
        {"assume_role_policy": None, "name": "x"},
        [],
        [[[{"a": None}]]],
    ],
)
def test_other_json_is_not_reported(tmp_path: Path, data: Any) -> None:
    assert not scan(tmp_path, data).report.get_all_records()


ROLE = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": FLAWED}}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("template.json", {"Resources": {"R": ROLE}}),
        ("state.json", {"compiled": {"Resources": {"R": ROLE}}}),
        ("plan.json", {"planned_values": {"x": {"arn": ARN, "assume_role_policy": json.dumps(FLAWED)}}}),
        ("main.tf.json", {"data": {"x": FLAWED}}),
        ("tree.json", {"version": "tree-0.1", "tree": {"props": {"assumeRolePolicyDocument": FLAWED}}}),
        ("role.json", {"apiVersion": "v1", "kind": "Role", "spec": {"assumeRolePolicyDocument": FLAWED}}),
    ],
)
def test_what_another_framework_judges_is_not_judged_twice(tmp_path: Path, name: str, data: Any) -> None:
    assert not scan(tmp_path, data, name).report.get_all_records()


def row(policy: Any = FLAWED, key: str = "AssumeRolePolicyDocument", name: str = "vendor", account: str = OWN) -> Any:
    return {"RoleName": name, "Arn": f"arn:aws:iam::{account}:role/service/{name}", key: policy}


TEXT = json.dumps(FLAWED)
DUMPS: dict[str, Any] = {
    "get-role": {"Role": row()},
    "list-roles": {"Roles": [row()]},
    "get-account-authorization-details": {
        "UserDetailList": [{"UserName": "x"}],
        "RoleDetailList": [{**row(), "InstanceProfileList": [{"Roles": [row()]}], "RolePolicyList": []}],
        "Policies": [],
    },
    "percent-encoded": {"Roles": [row(quote(TEXT))]},
    "percent-encoded in full": {"Roles": [row(quote(TEXT, safe=""))]},
    "JSON text": {"Roles": [row(TEXT)]},
    "a Config snapshot": {
        "configurationItems": [
            {
                "resourceType": "AWS::IAM::Role",
                "ARN": ARN,
                "configuration": {"roleName": "vendor", "arn": ARN, "assumeRolePolicyDocument": quote(TEXT)},
            }
        ]
    },
    "a Config history": {
        "configurationItems": [
            {"arn": ARN, "configuration": json.dumps({"roleName": "x", "arn": ARN, "assumeRolePolicyDocument": TEXT})}
        ]
    },
    "a Config query": {
        "Results": [json.dumps({"configuration": {"arn": ARN, "assumeRolePolicyDocument": quote(TEXT)}})]
    },
    "Cloud Control": {"ResourceDescription": {"Properties": json.dumps(row())}},
    "Steampipe": {
        "rows": [{"name": "vendor", "arn": ARN, "assume_role_policy": FLAWED, "assume_role_policy_std": FLAWED}]
    },
    "CloudQuery": [{"role_name": "vendor", "arn": ARN, "account_id": OWN, "assume_role_policy_document": FLAWED}],
    "Terraform's state": {
        "resources": [{"instances": [{"attributes": {"arn": ARN, "name": "vendor", "assume_role_policy": TEXT}}]}]
    },
}


@pytest.mark.parametrize("dump", DUMPS)
def test_a_dump_names_the_role_and_knows_its_account(tmp_path: Path, dump: str) -> None:
    assert failed(scan(tmp_path / "other", DUMPS[dump], "dump.json")) == {("1", ARN), ("2", ARN), ("91", ARN)}
    own = json.loads(json.dumps(DUMPS[dump]).replace(f"iam::{OWN}", f"iam::{V}"))
    assert failed(scan(tmp_path / "own", own, "dump.json")) == {("7", ARN.replace(OWN, V))}


def test_a_row_without_an_arn_goes_by_its_name_and_account(tmp_path: Path) -> None:
    rows = [{"name": name, "account_id": V, "assume_role_policy": FLAWED} for name in ("a", "b", "a")]
    assert failed(scan(tmp_path, {"rows": rows})) == {("7", "a"), ("7", "b"), ("7", "a at rows[2]")}


def test_the_witness_names_the_role(tmp_path: Path) -> None:
    command = record(scan(tmp_path, {"Roles": [row()]}), "1").check_result["command"]
    assert f"arn:aws:iam::{OWN}:role/vendor" in command


def test_one_bad_role_does_not_lose_the_others(tmp_path: Path) -> None:
    policies: list[Any] = [
        FLAWED,
        "{",
        "",
        None,
        {"Statement": [{"Effect": "Perhaps"}]},
        quote(TEXT)[:-9],
        3,
        [],
        TWINS["1"][1],
    ]
    found = scan(tmp_path, {"Roles": [row(each, name=f"r{number}") for number, each in enumerate(policies)]})
    good, bad = (
        {resource.rpartition("/")[2] for each, resource in failed(found) if each in rules}
        for rules in (("1",), ("11", "90"))
    )
    assert (good, bad) == ({"r0"}, {f"r{number}" for number in range(1, 8)})


def test_many_roles_with_as_many_verdicts(tmp_path: Path) -> None:
    rows = [row(TWINS["1"][number % 2], name=f"r{number}") for number in range(40)]
    found = {resource for rule, resource in failed(scan(tmp_path, {"Roles": rows})) if rule == "1"}
    assert found == {f"arn:aws:iam::{OWN}:role/service/r{number}" for number in range(0, 40, 2)}


@pytest.mark.parametrize("hole", ["${partner}", "{{ partner }}", "{{partner}}", "${AWS::AccountId}"])
def test_a_placeholder_is_a_value_that_is_not_known(tmp_path: Path, hole: str) -> None:
    found = scan(tmp_path, trust(root(hole)))
    assert failed(found) == {("2", "trust policy")}  # which tells what is open, too
    assert hole.strip("${} ") in str(record(found, "2").details)


@pytest.mark.parametrize("hole", ["$PARTNER_ID", "<PARTNER_ID>", "<partner id>"])
def test_an_account_that_the_shell_or_a_person_fills_in_is_not_known(tmp_path: Path, hole: str) -> None:
    found = scan(tmp_path / "account", trust(f"arn:aws:iam::{hole}:role/x"))
    assert failed(found) == {("90", "trust policy")}
    assert hole.strip("<>$") in record(found, "90").check_name
    assert failed(scan(tmp_path / "whole", trust(hole))) == {("90", "trust policy")}


@pytest.mark.parametrize(
    "written", ["arn:aws:iam::1$PARTNER:role/x", "arn:aws:iam::<1>:role/x", "arn:aws:iam::$:role/x"]
)
def test_what_nothing_fills_in_is_refused(tmp_path: Path, written: str) -> None:
    assert failed(scan(tmp_path, trust(written))) == {("11", "trust policy")}


def test_a_policy_variable_is_no_placeholder(tmp_path: Path) -> None:
    condition = {"StringEquals": {**ID, "sts:RoleSessionName": "${aws:username}"}}
    found = scan(tmp_path, trust(root(V), condition))
    assert failed(found) == {("2", "trust policy")}
    assert record(found, "2").check_result["holes"] == []


@pytest.mark.parametrize("text", ["", "{", "\x00", "[" * 90, '{"Statement": }', "null", "3", '"x"', "\ufeff{}"])
def test_bad_input_is_survived(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"bad.json": text})
    assert {rule for rule, _ in failed(scan(tmp_path, FLAWED))} == {"1", "2"}


def test_a_file_that_breaks_the_pack_is_loud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(data: Any, file: str) -> Any:
        raise RuntimeError("a fuse blew")

    decision._shown.clear()
    monkeypatch.setattr("roletrust.reading.json_data.records", burst)
    found = scan(tmp_path, FLAWED)
    assert failed(found) == {("90", "the whole file")}
    assert "a fuse blew" in record(found, "90").check_name


def test_a_rule_that_is_switched_off_is_not_reported(tmp_path: Path) -> None:
    settings = "rules:\n  CKV_TRUST_2: off\n"
    assert {rule for rule, _ in failed(scan(tmp_path, FLAWED, **{".roletrust.yaml": settings}))} == {"1"}
