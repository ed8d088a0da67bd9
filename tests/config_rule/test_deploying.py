"""What deploys the rule: its code runs alone, and its templates pass our own rules and Checkov's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from botocore.session import Session

from command.asked import roletrust
from running import CHECKS, REPOSITORY, checkov

# What Checkov asks for and a function of this kind does without: a VPC, a queue for what fails (AWS Config asks again),
# keys of one's own for code and log, signed code.
DONE_WITHOUT = {"CKV_AWS_116", "CKV_AWS_117", "CKV_AWS_158", "CKV_AWS_173", "CKV_AWS_272", "CKV_AWS_338"}
# `iam:ListRoles` and `config:PutEvaluations` are about no single resource (Service Authorization Reference).
OF_NO_RESOURCE = {"CKV_AWS_111", "CKV_AWS_290", "CKV_AWS_355"}
# At INFO: the role of the function, and the external id that it sends, are given as the members' stack is deployed.
GIVEN_LATER = {"CKV_TRUST_91"}
HANDED = """
import json, sys
class Client:
    def put_evaluations(self, **sent):
        print(json.dumps(sent))
        return {}
class Boto3:
    def client(self, name, config): return Client()
class Config:
    def __init__(self, **given): pass
class ClientError(Exception): pass
sys.modules["boto3"] = Boto3()
sys.modules["botocore"] = sys.modules["botocore.config"] = type("m", (), {"Config": Config})
sys.modules["botocore.exceptions"] = type("m", (), {"ClientError": ClientError})
from roletrust.config_rule.handler import handler
handler(json.loads(sys.stdin.read()))
"""


# `aws`, which has no account here: it notes what it is asked, and knows two accounts.
AWS = """#!/bin/sh
for word in "$@"; do printf '%s\\037' "$word" >> asked; done
echo >> asked
case "$1 $2" in "organizations list-accounts") echo "111122223333	444455556666" ;; esac
"""
PAGE = (REPOSITORY / "docs" / "config-rule.md").read_text("utf-8")
SCRIPTS = [each for each in re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) if "aws " in each]


class Loader(yaml.BaseLoader):
    """Templates, whose short functions are not what is looked at."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deployed")
    done = roletrust("config-rule", ".", cwd=folder)
    assert done.status == 0, done.stderr
    return folder


def test_the_code_of_the_zip_file_runs_alone(deployed: Path, tmp_path: Path) -> None:
    """As Lambda has it: unpacked, and nothing installed but Python, and boto3, which stands in here."""
    ZipFile(deployed / "roletrust-config-rule.zip").extractall(tmp_path)
    policy = {"Effect": "Allow", "Principal": {"AWS": "210000000001"}, "Action": "sts:AssumeRole"}
    item = {
        "resourceType": "AWS::IAM::Role",
        "resourceId": "AROAVENDOR",
        "configurationItemCaptureTime": "2026-11-30T22:00:00.000Z",
        "configuration": {
            "arn": "arn:aws:iam::123456789012:role/vendor",
            "assumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [policy]}),
        },
    }
    message = {"messageType": "ConfigurationItemChangeNotification", "configurationItem": item}
    event = {"invokingEvent": json.dumps(message), "resultToken": "t", "accountId": "123456789012"}
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", HANDED],
        cwd=tmp_path,
        input=json.dumps(event),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Evaluations"][0]["ComplianceType"] == "NON_COMPLIANT"


def test_the_zip_file_has_no_more_than_it_needs_and_is_the_same_each_time(deployed: Path, tmp_path: Path) -> None:
    archive = deployed / "roletrust-config-rule.zip"
    names = ZipFile(archive).namelist()
    assert not [name for name in names if "/adapters/" in name or "/command/" in name or not name.endswith(".py")]
    assert archive.stat().st_size < 1_000_000
    roletrust("config-rule", ".", cwd=tmp_path)
    assert (tmp_path / archive.name).read_bytes() == archive.read_bytes()


def test_the_templates_pass_our_rules_and_checkovs(deployed: Path, tmp_path: Path) -> None:
    flags = ("--compact", "--quiet", "--skip-download", "-o", "json", "--framework", "terraform", "cloudformation")
    done = checkov("--external-checks-dir", CHECKS, "--directory", deployed, *flags, cwd=tmp_path)
    reports = json.loads(done.stdout)
    failed = {(each["check_id"], each["resource"]) for report in reports for each in report["results"]["failed_checks"]}
    roles = {report["check_type"]: report["summary"]["passed"] for report in reports}
    assert set(roles) == {"terraform", "cloudformation"}
    assert min(roles.values()) > 10
    assert {each for each in failed if each[0] not in DONE_WITHOUT | OF_NO_RESOURCE | GIVEN_LATER} == set()


ACTION = re.compile(r"\b((?:iam|config|organizations|securityhub):[A-Z][A-Za-z]+)")
CALL = re.compile(r"(?:\.|get_paginator\(\")((?:list|get|put|batch)_(?!paginator)[a-z_]+)\b")


def called(action: str) -> str:
    """As boto3 calls it: `iam:GetRole` is `get_role`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", action.partition(":")[2]).lower()


def test_the_roles_may_call_what_the_function_calls_and_no_more(deployed: Path) -> None:
    calls = set(CALL.findall((CHECKS / "roletrust" / "config_rule" / "service.py").read_text("utf-8")))
    calls.remove("get_caller_identity")  # which takes no permission: AWS STS API reference
    assert len(calls) == 5
    of_function = {"account/template.yaml": calls, "terraform/main.tf": calls}
    for path, expected in {**of_function, "organization/member.yaml": calls - {"list_accounts"}}.items():
        assert {called(each) for each in ACTION.findall((deployed / path).read_text("utf-8"))} == expected, path


def test_terraforms_code_lies_beside_it(deployed: Path) -> None:
    assert {"main.tf", "roletrust-config-rule.zip"} == set(os.listdir(deployed / "terraform"))


def test_the_commands_of_the_page_ask_aws_for_what_there_is(deployed: Path, tmp_path: Path) -> None:
    """Run in a shell; each call is one of the service's by its own model, each parameter one of the template's."""
    (tmp_path / "deploy").symlink_to(deployed)
    (tmp_path / "aws").write_text(AWS)
    (tmp_path / "aws").chmod(0o755)
    env = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["sh", "-eu", "-c", "".join(SCRIPTS)], cwd=tmp_path, env=env, check=True)
    asked = [line.split("\x1f")[:-1] for line in (tmp_path / "asked").read_text().splitlines()]
    assert [each[:2] for each in asked] == [
        ["cloudformation", "deploy"],
        ["organizations", "list-accounts"],
        *[["lambda", "add-permission"]] * 2,
        ["cloudformation", "deploy"],
    ]
    assert [each[each.index("--source-account") + 1] for each in asked[2:4]] == ["111122223333", "444455556666"]
    for service, operation, *words in asked:
        if operation == "deploy":
            at = words.index("--template-file") + 1
            template = (tmp_path / words[at]).read_text("utf-8")
            given = {each.partition("=")[0] for each in words[words.index("--parameter-overrides") + 1 :]}
            declared = yaml.load(template, Loader)["Parameters"]
            needed = {name for name, each in declared.items() if "Default" not in each}
            assert needed <= given <= set(declared)
            assert ("--capabilities" in words) == ("Type: AWS::IAM::Role\n" in template)
        else:
            name = "".join(map(str.title, operation.split("-")))
            model = Session().get_service_model(service).operation_model(name).input_shape
            sent = {"".join(map(str.title, word[2:].split("-"))) for word in words if word.startswith("--")}
            assert set(model.required_members) <= sent <= {*model.members, "Query", "Output"}
