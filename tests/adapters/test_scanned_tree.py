"""Nothing outside of the scanned tree is read or shown, in any format, wherever a path, a function or a link leads."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scanning import Scan, ansible, cloudformation, json_files, kubernetes, serverless, terraform, write

SECRET = "hunter2NotToBeTold"  # as a Sid may be
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": SECRET, "Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}],
}
OUTSIDE = {"secret.txt": f"{SECRET}: rest", "secret.json": json.dumps(TRUST), "secret.yml": json.dumps(TRUST)}


def task(policy: str) -> str:
    return f"""- hosts: all
  tasks:
    - name: make
      iam_role:
        name: r
        assume_role_policy_document: "{policy}"
"""


def service(document: str) -> str:
    return f"""service: s
provider: {{name: aws}}
resources:
  Resources:
    R:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {document}
"""


def template(statement: str) -> str:
    document = f"{{Version: '2012-10-17', Statement: {statement}}}"
    return service(document).partition("resources:\n")[2].replace("\n  ", "\n")[2:]


Run = Callable[[Path], Scan]
REACHING: Mapping[str, tuple[Run, str, str]] = {
    "Ansible's file": (ansible, "site.yml", task("{{ lookup('file', '../outside/secret.txt') }}")),
    "Ansible's file with a policy": (ansible, "site.yml", task("{{ lookup('file', '../outside/secret.json') }}")),
    "Ansible's template": (ansible, "site.yml", task("{{ lookup('template', '../outside/secret.txt') }}")),
    "a role's file": (ansible, "tasks/main.yml", task("{{ lookup('file', '../../outside/secret.txt') }}")),
    "Serverless' file": (serverless, "serverless.yml", service("${file(../outside/secret.yml)}")),
    "Terraform's file": (
        *(terraform, "main.tf"),
        'resource "aws_iam_role" "r" {\n  assume_role_policy = file("../outside/secret.json")\n}\n',
    ),
    "an element of a template's list": (cloudformation, "t.yaml", template('["${file(../outside/secret.yml)}"]')),
}


def all_told(scan: Scan) -> str:
    records = scan.report.get_all_records()
    said = [(each.check_name, each.details, {**each.check_result, "entity": ""}) for each in records]
    return json.dumps(said, default=str)


@pytest.mark.parametrize("name", REACHING)
def test_what_a_function_names_outside_is_not_read(tmp_path: Path, name: str) -> None:
    run, file, text = REACHING[name]
    write(tmp_path / "outside", OUTSIDE)
    scan = run(write(tmp_path / "tree", {file: text}))
    literal = name == "an element of a template's list"  # CloudFormation has no such function: a text is no statement
    assert {rule for rule, _ in scan.failed} == ({"11"} if literal else {"90"})
    assert "1" not in {rule for rule, _ in scan.failed}
    assert SECRET not in all_told(scan)
    assert "Sid" not in all_told(scan)


OBJECT = f"""apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata: {{name: r}}
spec:
  assumeRolePolicyDocument: '{json.dumps(TRUST)}'
"""
LINKED: Mapping[str, tuple[Run, str, str]] = {
    "a playbook": (ansible, "site.yml", task("{{ x }}")),
    "a policy": (json_files, "trust.json", json.dumps(TRUST)),
    "an object": (
        *(kubernetes, "role.yaml"),
        OBJECT,
    ),
    "a service": (serverless, "serverless.yml", service(json.dumps(TRUST))),
    "a template": (cloudformation, "t.yaml", service(json.dumps(TRUST)).partition("resources:\n")[2]),
}


@pytest.mark.parametrize("name", LINKED)
def test_what_a_link_leads_to_outside_is_not_read(tmp_path: Path, name: str) -> None:
    run, file, text = LINKED[name]
    write(tmp_path / "outside", {file: text})
    (tmp_path / "tree").mkdir()
    os.symlink(tmp_path / "outside" / file, tmp_path / "tree" / file)
    scan = run(tmp_path / "tree")
    assert {rule for rule, _ in scan.failed} == ({"90"} if run is not json_files else set())
    assert SECRET not in all_told(scan)


def test_a_link_inside_of_the_tree_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"policies/trust.json": json.dumps(TRUST), "play/site.yml": task("{{ lookup('file', 'x.json') }}")})
    os.symlink(tmp_path / "policies" / "trust.json", tmp_path / "play" / "x.json")
    assert {"1", "2"} <= {rule for rule, _ in ansible(tmp_path).failed}


def test_an_error_quotes_no_file_but_the_roles_own(tmp_path: Path) -> None:
    write(tmp_path, {"notes.txt": f"{SECRET} is what it is", "site.yml": task("{{ lookup('file', 'notes.txt') }}")})
    scan = ansible(tmp_path)
    assert {rule for rule, _ in scan.failed} == {"11"}
    assert "line 1 of /notes.txt" in all_told(scan)
    assert SECRET not in all_told(scan)
