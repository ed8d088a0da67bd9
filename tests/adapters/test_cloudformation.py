"""CloudFormation and SAM through Checkov's own runner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roletrust.adapters import decision
from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.cloudformation import find
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.reading import judging
from scanning import Scan, cloudformation, rules_but, write

ROLE = "AWS::IAM::Role.R"
YAML = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      RoleName: vendor-access
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Vendor
            Effect: Allow
            Principal:
              AWS: !Sub "arn:${AWS::Partition}:iam::123456789012:root"
            Action: sts:AssumeRole
"""
STATEMENT = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}


def template(policy: Any, kind: str = "AWS::IAM::Role", **more: Any) -> dict[str, Any]:
    return {"Resources": {"R": {"Type": kind, "Properties": {"AssumeRolePolicyDocument": policy, **more}}}}


def scan(folder: Path, text: str, name: str = "template.yaml") -> Scan:
    return cloudformation(write(folder, {name: text}))


@pytest.mark.parametrize("name", ["template.yaml", "template.yml", "stack.template", "deep/down/t.yaml"])
def test_a_yaml_template_of_any_name_is_judged(tmp_path: Path, name: str) -> None:
    found = scan(tmp_path, YAML, name)
    assert found.failed == {("1", ROLE), ("2", ROLE)}
    assert found.passed == rules_but(found.failed, ROLE)


@pytest.mark.parametrize("name", ["template.json", "stack.template"])
@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_a_json_template_however_indented_is_judged(tmp_path: Path, name: str, indent: Any) -> None:
    assert scan(tmp_path, json.dumps(template(POLICY), indent=indent), name).rules(ROLE) == {"1", "2"}


def test_a_template_is_found_though_its_nodes_do_not_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkov's JSON reader, its second try where its YAML reader fails, notes no file on what it reads."""
    data = template(POLICY)
    entity = Entity("/t.json", data["Resources"]["R"], "R", "AWS::IAM::Role", None)
    write(tmp_path, {"t.json": json.dumps(data)})
    problem = find_problem(entity)
    assert "its template was not found" in problem
    monkeypatch.setattr("sys.argv", ["checkov", "-d", str(tmp_path)])
    assert find_problem(entity) == ""
    monkeypatch.setattr("sys.argv", ["checkov"])
    monkeypatch.chdir(tmp_path)
    assert find_problem(entity) == ""


def find_problem(entity: Entity) -> str:
    case = find(entity)
    assert case
    return case.subject.problem


def test_one_file_alone_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"infra/template.yaml": YAML})
    monkeypatch.chdir(tmp_path)
    assert cloudformation(Path("infra"), "template.yaml").rules(ROLE) == {"1", "2"}
    assert cloudformation(Path("infra")).rules(ROLE) == {"1", "2"}


@pytest.mark.parametrize(("name", "fix"), [("t.yaml", "Condition:"), ("t.json", '"Condition": {')])
def test_the_fix_is_in_the_language_of_the_template(tmp_path: Path, name: str, fix: str) -> None:
    text = YAML if name == "t.yaml" else json.dumps(template(POLICY), indent=2)
    result: Any = scan(tmp_path, text, name).record("1", ROLE).check_result
    assert result["fix"]["text"].startswith(fix)


def test_the_facts_say_which_statement_and_where(tmp_path: Path) -> None:
    record = scan(tmp_path, YAML).record("1", ROLE)
    result: Any = record.check_result
    assert result["statement"] == {"number": 1, "sid": "Vendor", "file": "/template.yaml", "lines": [10, 14]}
    assert 'statement 1 ("Vendor")' in record.check_name


def test_the_role_that_sam_makes_for_a_function_is_judged(tmp_path: Path) -> None:
    text = json.dumps(template(POLICY, "AWS::Serverless::Function", Handler="a.b"), indent=2)
    assert scan(tmp_path, text, "t.json").rules("AWS::Serverless::Function.R") == {"1", "2"}


def test_a_function_without_trust_policy_of_its_own_is_not_reported(tmp_path: Path) -> None:
    text = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: a.b}\n"
    bare = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n"
    assert not scan(tmp_path / "one", text).report.get_all_records()
    assert not scan(tmp_path / "two", bare).report.get_all_records()


@pytest.mark.parametrize("properties", ["", "    Properties:\n      RoleName: x\n"])
def test_a_role_without_trust_policy_is_undecided(tmp_path: Path, properties: str) -> None:
    found = scan(tmp_path, f"Resources:\n  R:\n    Type: AWS::IAM::Role\n{properties}")
    assert (found.failed, found.passed) == ({("90", ROLE)}, set())
    assert "has no AssumeRolePolicyDocument" in found.record("90", ROLE).check_name


def test_the_settings_are_found_from_the_template(tmp_path: Path) -> None:
    write(tmp_path, {".roletrust.yaml": 'own_accounts: ["123456789012"]\n'})
    assert scan(tmp_path, YAML, "infra/template.yaml").rules(ROLE) == {"7"}


def test_a_parameter_is_named_in_the_settings(tmp_path: Path) -> None:
    text = "Parameters:\n  Hub:\n    Type: String\n" + YAML.replace("123456789012", "${Hub}")
    assert scan(tmp_path / "unnamed", text).rules(ROLE) == {"2"}
    write(tmp_path / "named", {".roletrust.yaml": "own_accounts: [Hub]\n"})
    assert scan(tmp_path / "named", text).rules(ROLE) == {"7"}


def test_broken_settings_fail_every_role(tmp_path: Path) -> None:
    write(tmp_path, {".roletrust.yaml": "own_accounts: 7\n"})
    found = scan(tmp_path, YAML)
    assert (found.failed, found.passed) == ({("90", ROLE)}, set())


def test_a_template_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    init = Template.__init__

    def counted(self: Template, data: Any, file: str) -> None:
        made.append(file)
        init(self, data, file)

    monkeypatch.setattr(Template, "__init__", counted)
    roles = {f"R{number}": template(POLICY)["Resources"]["R"] for number in range(5)}
    found = scan(tmp_path, json.dumps({"Resources": roles}, indent=2), "t.json")
    assert (len(found.failed), made) == (10, ["/t.json"])


def test_a_template_that_changed_is_read_again(tmp_path: Path) -> None:
    assert scan(tmp_path, YAML).rules(ROLE) == {"1", "2"}
    assert scan(tmp_path, YAML.replace(":root", ":role/x")).rules(ROLE) == {"1"}


def test_a_breaking_engine_is_loud_for_each_role(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(judging, "judge_each", breaks)
    monkeypatch.setattr(decision, "_shown", set())
    two = YAML + YAML.split("Resources:\n")[1].replace("  R:", "  S:")
    found = scan(tmp_path, two)
    assert (found.failed, found.passed) == ({("90", ROLE), ("90", "AWS::IAM::Role.S")}, set())
    out, err = capsys.readouterr()
    assert (out, err.count("Traceback")) == ("", 1)
