"""What Checkov's parser refuses and its tool takes is judged; of what nobody can read, the file is undecided."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from running import CHECKS, checkov
from scanning import (
    Scan,
    ansible,
    cloudformation,
    kubernetes,
    others,
    plan,
    serverless,
    terraform,
    terraform_json,
    write,
)

ACCOUNT = "123456789012"
STATEMENT = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
TRUST = {"Version": "2012-10-17", "Statement": [STATEMENT]}
WHOLE = "the whole file"
Run = Callable[[Path], Scan]


def role_of_plan(name: str) -> dict[str, object]:
    head = {"address": f"aws_iam_role.{name}", "mode": "managed", "type": "aws_iam_role", "name": name}
    return {**head, "values": {"name": name, "assume_role_policy": json.dumps(TRUST)}}


PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.9.0",
    "planned_values": {"root_module": {"resources": [role_of_plan("r")]}},
}
HEAD = '{"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": '
ROLE = f"""Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {json.dumps(TRUST)}
"""

IN_HCL = f"""resource "aws_iam_role" "r" {{
  assume_role_policy = jsonencode({json.dumps(TRUST)})
}}
"""
SAYS = "locals {{\n  x = {}\n}}\n"

TWICE = '"applyable": true, "applyable": true, "format_version"'
SEVEN = json.dumps({**PLAN, "variables": {"x": {"value": 7}}})
LIST = "  Other:\n    Type: AWS::SNS::Topic\n    Properties: []\n"

# What the tool takes and Checkov's parser refuses: how it is scanned, the file and its text, and the role in it.
READ: Mapping[str, tuple[Run, str, str, str]] = {
    "a plan in which a text ends in half of a pair": (
        *(plan, "tfplan.json"),
        *(json.dumps({**PLAN, "variables": {"x": {"value": "\ud83d"}}}), "aws_iam_role.r"),
    ),
    "a plan with a key twice": (
        *(plan, "tfplan.json"),
        *(json.dumps(PLAN).replace('"format_version"', TWICE), "aws_iam_role.r"),
    ),
    "a plan with a number of 5,000 digits": (
        *(plan, "tfplan.json"),
        *(SEVEN.replace("7}", f"{'7' * 5000}}}"), "aws_iam_role.r"),
    ),
    **{
        f"a configuration with {what}": (terraform, "main.tf", IN_HCL + SAYS.format(says), "aws_iam_role.r")
        for what, says in {
            "a directive that compares with a text": '"x%{ if "prod" == "prod" }y%{ endif }"',
            "a quote within a text within a text": '"${upper("a\\"b")}"',
            "a heredoc whose marker is one letter": "<<E\nx\nE",
            "two signs": "--1",
            "an exponent": "7 - 1e2",
        }.items()
    },
    "a configuration of OpenTofu": (terraform, "main.tofu", IN_HCL, "aws_iam_role.r"),
    "a template with properties that are no mapping": (
        cloudformation,
        "template.yaml",
        ROLE + LIST,
        "AWS::IAM::Role.R",
    ),
}

POLICY = json.dumps(TRUST)
PLAY = f"""- hosts: all
  vars:
    password: !vault |
      $ANSIBLE_VAULT;1.1;AES256
      6162
  tasks:
    - name: make
      iam_role: {{name: r, assume_role_policy_document: '{POLICY}'}}
"""
NAMELESS = f"- iam_role: {{name: r, assume_role_policy_document: '{POLICY}'}}\n"
OBJECT = f"""apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata: {{name: r}}
spec:
  description: !odd d
  assumeRolePolicyDocument: '{POLICY}'
"""
SERVICE = f"""service: s
provider: {{name: aws}}
resources:
  Resources:
    R: {HEAD}{POLICY}}}}}
"""
# The same of files that are read by other means than a template's or plan's.
PASSED_OVER: Mapping[str, tuple[Run, str, str, str]] = {
    "a playbook with a vault": (ansible, "site.yml", PLAY, "tasks.iam_role.make"),
    "a task without a name": (ansible, "tasks.yml", NAMELESS, "tasks.iam_role.unknown"),
    "an object with a tag": (kubernetes, "role.yaml", OBJECT, "Role.default.r"),
}

OTHER_WORDS = (
    *(("aws_iam_role", "aws_iam_user"), ("AssumeRolePolicyDocument", "PolicyDocument")),
    *(("assume_role_policy", "policy"), ("assumeRolePolicyDocument", "policyDocument"), ("sts:AssumeRole", "s3:Get")),
)

# What neither can read.
UNREAD: Mapping[str, tuple[Run, str, str]] = {
    "half of a plan": (plan, "tfplan.json", json.dumps(PLAN)[:-3]),
    "a template with a key twice": (cloudformation, "template.yaml", f"{ROLE}      Path: a\n      Path: b\n"),
    "half of a template": (cloudformation, "template.json", f'{{"Resources": {{"R": {HEAD}{json.dumps(TRUST)}'),
    "half of a playbook": (ansible, "site.yml", PLAY + "   x: ["),
    "half of an object": (kubernetes, "role.yaml", OBJECT + "  x: ["),
    "a service with a key twice": (serverless, "serverless.yml", SERVICE + "service: t\n"),
    "half of a block": (terraform, "main.tf", 'resource "aws_iam_role" "r" {\n'),
    "what is neither an attribute nor a block": (terraform, "main.tf", f"{IN_HCL}x y z\n"),
    "half of a block in JSON": (terraform_json, "main.tf.json", '{"resource": {"aws_iam_role": {"r": {}}'),
}


@pytest.mark.parametrize("name", READ)
def test_its_roles_are_judged(tmp_path: Path, name: str) -> None:
    run, file, text, role = READ[name]
    scan = run(write(tmp_path, {file: text}))
    assert (scan.rules(role), scan.rules(WHOLE)) == ({"1", "2"}, set())
    assert {rule for rule, of in scan.passed if of == role} == others("1", "2", "13", "14", "15", "91")
    assert {each.file_path for each in scan.report.failed_checks} == {f"/{file}"}


def test_a_role_of_a_refused_file_is_judged_as_its_module_makes_it(tmp_path: Path) -> None:
    """By the arguments of the call, by what stands in the files beside it; and not at all where there is none."""
    trust = json.dumps(TRUST).replace(f'"{ACCOUNT}"', "[var.account, local.other]")
    refused = IN_HCL.replace(json.dumps(TRUST), trust) + SAYS.format("--1")
    files = {
        "main.tf": f'module "m" {{\n  source = "./m"\n  account = "{ACCOUNT}"\n}}\n',
        "m/main.tf": refused + refused.replace('"r" {', '"none" {\n  count = 0'),
        "m/beside.tf": 'variable "account" {}\nlocals {\n  other = "arn:aws:iam::123456789012:role/x"\n}\n',
    }
    scan = terraform(write(tmp_path, files))
    assert (scan.rules("aws_iam_role.r"), scan.rules("aws_iam_role.none")) == ({"1", "2"}, set())
    write(tmp_path, {"main.tf": files["main.tf"].replace(f'"{ACCOUNT}"', "var.unknown")})
    assert terraform(tmp_path).rules("aws_iam_role.r") == {"1"}  # of the role beside it


def test_a_role_of_a_refused_file_that_cannot_be_read_is_undecided(tmp_path: Path) -> None:
    broken = IN_HCL.replace("jsonencode(", "jsonencode(+ ")
    other = IN_HCL.replace('"r"', '"s"')
    scan = terraform(write(tmp_path, {"main.tf": broken + other + SAYS.format("--1")}))
    assert (scan.rules("aws_iam_role.r"), scan.rules("aws_iam_role.s")) == ({"90"}, {"1", "2"})


@pytest.mark.parametrize("name", PASSED_OVER)
def test_what_a_runner_passes_over_is_judged(tmp_path: Path, name: str) -> None:
    run, file, text, role = PASSED_OVER[name]
    scan = run(write(tmp_path, {file: text}))
    assert {(each.check_id, each.resource) for each in scan.report.failed_checks} == {
        ("CKV_TRUST_1", role),
        ("CKV_TRUST_2", role),
    }


@pytest.mark.parametrize("name", UNREAD)
def test_the_file_is_undecided_that_nobody_can_read(tmp_path: Path, name: str) -> None:
    run, file, text = UNREAD[name]
    scan = run(write(tmp_path, {file: text}))
    # What stands beside what no HCL is can be read, and is judged; but nothing passes.
    beside = {("1", "aws_iam_role.r"), ("2", "aws_iam_role.r")} if IN_HCL in text else set()
    assert (scan.failed, scan.passed) == ({("90", WHOLE)} | beside, set())
    record = scan.record("90", WHOLE)
    assert record.file_path == f"/{file}"
    assert "the file cannot be read: " in record.check_name
    assert "itself broke" not in record.check_name


@pytest.mark.parametrize("name", UNREAD)
def test_nothing_is_said_of_a_file_without_roles(tmp_path: Path, name: str) -> None:
    run, file, text = UNREAD[name]
    for word, other in OTHER_WORDS:
        text = text.replace(word, other)
    scan = run(write(tmp_path, {file: text}))
    assert not (scan.failed or scan.passed)


def test_the_filter_and_a_comment_hold_there_too(tmp_path: Path) -> None:
    folder = write(tmp_path, {"main.tf": UNREAD["half of a block"][2]})
    assert not terraform(folder, checks=["CKV_TRUST_1"]).failed
    write(folder, {"main.tf": f"# checkov:skip=CKV_TRUST_90:known\n{UNREAD['half of a block'][2]}"})
    assert terraform(folder).skipped == {("90", WHOLE)}


def test_a_file_that_is_named_is_told_of_as_well(tmp_path: Path) -> None:
    folder = write(tmp_path, {"bad.yaml": UNREAD["a template with a key twice"][2], "other.yaml": ROLE})
    assert cloudformation(folder, "bad.yaml").failed == {("90", WHOLE)}


def test_by_the_command_line_every_framework_tells_of_what_it_refuses(tmp_path: Path) -> None:
    for number, (_, file, text) in enumerate(UNREAD.values()):
        write(tmp_path / str(number), {file: text})
    done = checkov(
        *("-d", ".", "--external-checks-dir", CHECKS, "-c", "CKV_TRUST_*", "-o", "json", "--skip-download"),
        *("--framework", "terraform", "terraform_json", "terraform_plan", "cloudformation", "ansible", "kubernetes"),
        *("--framework", "serverless"),
        cwd=tmp_path,
    )
    told = {each["file_path"] for each in done.records("failed") if each["check_id"] == "CKV_TRUST_90"}
    assert told == {f"/{number}/{file}" for number, (_, file, _) in enumerate(UNREAD.values())}
    assert done.status == 1
