"""Profiles of IAM Roles Anywhere, and the roles of the same scan, through Checkov and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command.asked import roletrust
from rules.trusting import Json
from scanning import Scan, cloudformation, in_full, plan, terraform, write

ALL = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
ANCHOR = "arn:aws:rolesanywhere:eu-west-1:{}:trust-anchor/1234"
OWN, OTHER = "111122223333", "444455556666"


def policy(actions: list[str], service: str = "rolesanywhere.amazonaws.com", /, **condition: Json) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **condition}]})


def of_anchor(account: str) -> dict[str, Json]:
    return {"Condition": {"ArnEquals": {"aws:SourceArn": ANCHOR.format(account)}}}


WITH_NAME: dict[str, Json] = {"Condition": {"StringEquals": {"aws:PrincipalTag/x509Subject/CN": "host"}}}
POLICIES = {
    "all": policy(ALL),
    "named": policy(ALL, **WITH_NAME),
    "anchored": policy(ALL, **of_anchor(OWN)),
    "untagged": policy(ALL[:1]),
    "anonymous": policy(ALL[:2]),
    "abroad": policy(ALL, **of_anchor(OTHER)),
    "machine": policy(ALL, "ec2.amazonaws.com"),
}
REFUSED = {"untagged", "anonymous", "abroad", "machine"}
PROVIDER = f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}\n'


def profile(name: str, *roles: str) -> str:
    arns = ", ".join(f"aws_iam_role.{role}.arn" for role in roles)
    return f'resource "aws_rolesanywhere_profile" "{name}" {{\n  name = "{name}"\n  role_arns = [{arns}]\n}}\n'


def role(name: str, written: str) -> str:
    return f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = <<-EOT\n{written}\nEOT\n}}\n'


ROLES = "".join(role(name, written) for name, written in POLICIES.items())
PROFILES = "".join(profile(name, name) for name in POLICIES)
FILES = {"main.tf": PROVIDER + ROLES + PROFILES + profile("two", "all", "untagged")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("anywhere"), FILES)


@pytest.fixture(scope="module")
def scanned(folder: Path) -> Scan:
    return terraform(folder)


def of(scanned: Scan, verdict: str) -> set[str]:
    found = scanned.failed if verdict == "failed" else scanned.passed
    return {name.rpartition(".")[2] for rule, name in found if rule == "16"}


def test_a_role_has_to_let_the_service_in_with_tags_and_a_source_identity(scanned: Scan) -> None:
    assert of(scanned, "failed") == REFUSED | {"two"}
    assert of(scanned, "passed") == {"all"}  # of the others it hangs on the certificate, or on the anchor that is named


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("untagged", "does not allow it `sts:TagSession` and `sts:SetSourceIdentity`"),
        ("anonymous", "does not allow it `sts:SetSourceIdentity`"),
        ("machine", "lets in `ec2.amazonaws.com`, not it"),
        ("abroad", f"lets it in only with `ArnEquals` `aws:SourceArn` `{ANCHOR.format(OTHER)}`"),
    ],
)
def test_the_finding_says_what_is_missing(scanned: Scan, name: str, said: str) -> None:
    assert said in in_full(scanned.record("16", f"aws_rolesanywhere_profile.{name}"))


def test_the_repair_is_told_where_it_is_proved(scanned: Scan) -> None:
    told = "\n".join(scanned.record("16", "aws_rolesanywhere_profile.anonymous").details)
    assert "allow `sts:SetSourceIdentity` in statement 1" in told


def test_the_command_tells_the_same(folder: Path, scanned: Scan) -> None:
    done = roletrust("check", folder, "--output-format", "json", cwd=folder)
    found = {each["role"] for each in json.loads(done.stdout)["findings"] if each["rule"] == "CKV_TRUST_16"}
    assert found == {name for rule, name in scanned.failed if rule == "16"}


def test_profiles_of_a_template_are_read_too(tmp_path: Path) -> None:
    resources = {
        name: {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": json.loads(POLICIES[name])},
        }
        for name in ("all", "untagged")
    } | {
        f"{name}Profile": {
            "Type": "AWS::RolesAnywhere::Profile",
            "Properties": {"Name": name, "RoleArns": [{"Fn::GetAtt": [name, "Arn"]}]},
        }
        for name in ("all", "untagged")
    }
    found = cloudformation(write(tmp_path, {"template.json": json.dumps({"Resources": resources})}))
    assert (of(found, "failed"), of(found, "passed")) == ({"untaggedProfile"}, {"allProfile"})


def planned(kind: str, name: str, after: dict[str, object]) -> dict[str, object]:
    unknown = {"role_arns": True} if kind == "aws_rolesanywhere_profile" else {}
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown}
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "change": change}


def test_profiles_of_a_plan_are_read_too(tmp_path: Path) -> None:
    changes, configured = [], []
    for name in ("all", "untagged"):
        kind = "aws_rolesanywhere_profile"
        changes.append(planned("aws_iam_role", name, {"name": name, "assume_role_policy": POLICIES[name]}))
        changes.append(planned(kind, name, {"name": name}))
        referring = {"role_arns": {"references": [f"aws_iam_role.{name}.arn", f"aws_iam_role.{name}"]}}
        configured += [
            {"address": f"aws_iam_role.{name}", "mode": "managed", "type": "aws_iam_role", "name": name},
            {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "expressions": referring},
        ]
    written = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [
            {**{key: each[key] for key in ("address", "mode", "type", "name")}, "values": each["change"]["after"]}  # type: ignore[index]
            for each in changes
        ]}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
    }  # fmt: skip
    found = plan(write(tmp_path, {"tfplan.json": json.dumps(written)}))
    assert (of(found, "failed"), of(found, "passed")) == ({"untagged"}, {"all"})
