"""Terraform plans through Checkov's own runner."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from roletrust.adapters import decision
from roletrust.dialects.plan.plan import Plan
from roletrust.reading import judging
from scanning import Scan, plan, rules_but, write

ROLE = "aws_iam_role.r"
PROVIDER = "registry.terraform.io/hashicorp/aws"


def policy(*principals: str) -> str:
    statements = [{"Effect": "Allow", "Principal": {"AWS": each}, "Action": "sts:AssumeRole"} for each in principals]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


VENDOR = policy("arn:aws:iam::123456789012:root")


def resource(trust: Any, address: str = ROLE, before: Any = None, **more: Any) -> dict[str, Any]:
    """One role: what is planned (`trust` None: known after apply), and the change."""
    known = {"name": "vendor-access"} | ({} if trust is None else {"assume_role_policy": trust})
    unknown = {"arn": True} | ({"assume_role_policy": True} if trust is None else {})
    head = {"address": address, "mode": "managed", "type": "aws_iam_role", "name": "r", "provider_name": PROVIDER}
    change = {"actions": ["create"], "before": before, "after": known, "after_unknown": unknown}
    return {"planned": {**head, "values": known}, "change": {**head, "change": change, **more}}


def show(*resources: dict[str, Any], children: Any = (), configuration: Any = None) -> str:
    """`terraform show -json`."""
    root = {"resources": [each["planned"] for each in resources], "child_modules": list(children)}
    changes = [each["change"] for each in resources]
    for child in children:
        changes += [each.pop("change") for each in child["resources"]]
        child["resources"] = [each["planned"] for each in child["resources"]]
    plan = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": root}}
    return json.dumps({**plan, "resource_changes": changes, "configuration": configuration or {}}, indent=2)


def scan(folder: Path, text: str | bytes, name: str = "tfplan.json") -> Scan:
    return plan(write(folder, {name: text}))


def test_a_planned_role_is_judged(tmp_path: Path) -> None:
    found = scan(tmp_path, show(resource(VENDOR)))
    assert found.failed == {("1", ROLE), ("2", ROLE)}
    assert found.passed == rules_but(found.failed, ROLE)


def test_details_and_fix_are_those_of_json_text(tmp_path: Path) -> None:
    record = scan(tmp_path, show(resource(VENDOR))).record("1", ROLE)
    assert "role/vendor-access" in record.details[0]
    assert '    "Condition": {' in record.details


def test_a_policy_known_after_apply_is_undecided(tmp_path: Path) -> None:
    found = scan(tmp_path, show(resource(None)))
    assert (found.failed, found.passed) == ({("90", ROLE)}, set())


def test_each_role_is_found_under_its_address(tmp_path: Path) -> None:
    address = 'module.m["a"].aws_iam_role.r[0]'
    own = policy("arn:aws:iam::123456789012:role/x")
    child = {"address": 'module.m["a"]', "resources": [resource(own, address)]}
    found = scan(tmp_path, show(resource(VENDOR), children=[child]))
    assert found.rules(ROLE) == {"1", "2"}
    assert found.rules(address) == {"1"}


def test_the_account_in_the_prior_arn_is_the_own_account(tmp_path: Path) -> None:
    before = {"arn": "arn:aws:iam::123456789012:role/vendor-access", "assume_role_policy": "{}"}
    assert scan(tmp_path, show(resource(VENDOR, before=before))).rules(ROLE) == {"7"}


def test_the_settings_are_found_from_the_plan(tmp_path: Path) -> None:
    write(tmp_path, {".roletrust.yaml": 'own_accounts: ["123456789012"]\n'})
    assert scan(tmp_path, show(resource(VENDOR)), "out/tfplan.json").rules(ROLE) == {"7"}


def test_two_plans_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    other = show(resource(policy("arn:aws:iam::123456789012:role/x")))
    write(tmp_path, {"tfplan.json": show(resource(VENDOR)), "other/tfplan.json": other})
    failed = {(record.check_id, record.file_path) for record in plan(tmp_path).report.failed_checks}
    assert failed == {
        ("CKV_TRUST_1", "/tfplan.json"),
        ("CKV_TRUST_2", "/tfplan.json"),
        ("CKV_TRUST_1", "/other/tfplan.json"),
    }
    assert plan(tmp_path, "other/tfplan.json").rules(ROLE) == {"1"}


def test_a_plan_behind_a_link_is_found(tmp_path: Path) -> None:
    write(tmp_path / "real", {"tfplan.json": show(resource(VENDOR))})
    os.symlink(tmp_path / "real", tmp_path / "link")
    assert plan(tmp_path / "link").rules(ROLE) == {"1", "2"}


def test_a_plan_written_by_powershell_is_read(tmp_path: Path) -> None:
    assert scan(tmp_path, show(resource(VENDOR)).encode("utf-16")).rules(ROLE) == {"1", "2"}


@pytest.mark.parametrize("trust", ["", "not json", "[]", "7", '"{}"', '{"Statement": 7}'])
def test_a_policy_that_is_none_is_refused_and_nothing_else_is_said(tmp_path: Path, trust: str) -> None:
    found = scan(tmp_path, show(resource(trust)))
    assert (found.failed, found.passed) == ({("11", ROLE)}, set())


def test_a_plan_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    init = Plan.__init__

    def counted(self: Plan, data: Any, file: str) -> None:
        made.append(file)
        init(self, data, file)

    monkeypatch.setattr(Plan, "__init__", counted)
    found = scan(tmp_path, show(*(resource(VENDOR, f'aws_iam_role.r["{number}"]') for number in range(5))))
    assert (len(found.failed), made) == (10, ["/tfplan.json"])


def test_a_breaking_engine_is_loud_for_each_role(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(judging, "judge_each", breaks)
    monkeypatch.setattr(decision, "_shown", set())
    roles = [f"aws_iam_role.r[{number}]" for number in range(3)]
    found = scan(tmp_path, show(*(resource(VENDOR, role) for role in roles)))
    assert (found.failed, found.passed) == ({("90", role) for role in roles}, set())
    out, err = capsys.readouterr()
    assert (out, err.count("Traceback")) == ("", 1)
