"""`roletrust check` with what the reader adds: values for what is open, comments that skip, a revision before."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust
from scanning import write

VENDOR = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
ASKED = {**VENDOR, "Condition": {"StringEquals": {"sts:ExternalId": "7f9c2b1e-8d1c-4f0a"}}}


def policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def found(folder: Path, *words: str) -> set[tuple[str, str]]:
    done = roletrust("check", *words, "--output-format", "json", cwd=folder)
    return {(each["rule"], each["file"]) for each in json.loads(done.stdout)["findings"]}


def git(folder: Path, *words: str | Path) -> None:
    named = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", "-C", folder, *named, *words], check=True, capture_output=True)


def committed(folder: Path, files: Mapping[str, str]) -> Path:
    """A repository of git with these `files` in it."""
    write(folder, files)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "all")
    return folder


def test_since_a_revision_only_what_changed_is_told(tmp_path: Path) -> None:
    committed(tmp_path, {"old.json": policy(VENDOR), "trust.json": policy(ASKED)})
    assert roletrust("check", "--since", "HEAD", cwd=tmp_path).status == 0
    write(tmp_path, {"old.json": "\n" + policy(VENDOR), "trust.json": policy(VENDOR)})  # the first moved by a line
    assert found(tmp_path, "--since", "HEAD") == {("CKV_TRUST_1", "trust.json")}
    assert roletrust("check", "--since", "no-such-revision", cwd=tmp_path).status == 2
    assert roletrust("check", "--since=--output=written", cwd=tmp_path).status == 2
    assert not (tmp_path / "written").exists()  # which is what git would make of it


def test_at_a_revision_there_is_all_that_is_there_now(tmp_path: Path) -> None:
    """Settings above what is compared, what no archive has, and submodules; of a file alone, its settings as well."""
    shared = committed(tmp_path / "shared", {"trust.json": policy(VENDOR)})
    own = policy({**VENDOR, "Principal": {"AWS": "arn:aws:iam::210987654321:root"}})
    files = {
        ".roletrust.yaml": 'own_accounts: ["210987654321"]',  # so that rule 7 finds what rule 1 would else
        ".gitattributes": "live/kept.json export-ignore",
        "live/trust.json": own,
        "live/kept.json": policy(VENDOR),
    }
    tree = committed(tmp_path / "tree", files)
    git(tree, "submodule", "add", "--quiet", shared, "live/shared")
    git(tree, "commit", "--quiet", "--message", "shared")
    assert {"CKV_TRUST_7", "CKV_TRUST_1"} < {rule for rule, _ in found(tree / "live")}
    assert roletrust("check", "live", "--since", "HEAD", cwd=tree).stdout == "nothing found\n"
    assert roletrust("check", "live/trust.json", "--since", "HEAD", cwd=tree).stdout == "nothing found\n"
    alike = roletrust("diff", "HEAD", "--path", "live", "--fail-on", "any", cwd=tree)
    assert (alike.stdout, alike.status) == ("nobody newly gets in, nobody is kept out: 3 roles\n", 0)
    write(tree, {"live/new/trust.json": policy(VENDOR)})
    assert "newly in" in roletrust("diff", "HEAD", "--path", "live/new", cwd=tree).stdout


OF_ANYBODY = """variable "partner" {}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = var.partner }, Action = "sts:AssumeRole" }]
  })
}
"""


def test_statistics_an_output_file_and_what_ends_with_1(tmp_path: Path) -> None:
    """An undecided role is a finding of the least severity, which `--strict` fails on whatever `--fail-on` says."""
    flawed = write(tmp_path, {"trust.json": policy(VENDOR), "open.tf": OF_ANYBODY})
    counted = roletrust("check", ".", "--statistics", cwd=flawed)
    assert counted.stdout.splitlines() == [
        "     1  CKV_TRUST_1  external-account-without-external-id",
        "     1  CKV_TRUST_2  account-unpinned",
        "     1  CKV_TRUST_90  undecided-trust",
    ]
    undecided = ("check", "open.tf", "--select", "90", "--fail-on", "critical")
    told = [
        roletrust(*undecided, *words, cwd=flawed).status for words in ((), ("--strict",), ("--strict", "--exit-zero"))
    ]
    assert told == [0, 1, 0]
    written = roletrust("check", ".", "-o", "found.json", "--output-format", "json", cwd=flawed)
    assert (written.status, written.stdout) == (1, "")
    assert json.loads((flawed / "found.json").read_text())["findings"]


def test_what_is_skipped_and_finds_nothing_is_told(tmp_path: Path) -> None:
    comments = "  # checkov:skip=CKV_TRUST_1:old\n  # checkov:skip=CKV_TRUST_2:known\n"
    block = f'resource "aws_iam_role" "r" {{\n{comments}  assume_role_policy = jsonencode({policy(ASKED)})\n}}\n'
    done = roletrust("check", ".", cwd=write(tmp_path, {"main.tf": block}))
    assert (done.status, done.stdout) == (0, "nothing found\n")
    assert done.stderr == "main.tf:2: CKV_TRUST_1 is skipped there, and finds nothing\n"


OPEN = """variable "partner" {}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.partner } }
    }]
  })
}
"""
TEMPLATE = """Parameters: {Partner: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: "arn:aws:iam::123456789012:root"}
            Action: sts:AssumeRole
            Condition: {StringEquals: {sts:ExternalId: !Ref Partner}}
"""


@pytest.mark.parametrize(
    ("file", "option"),
    [
        ("main.tf", ["--var", "partner={}"]),
        ("main.tf", ["--set", "var.partner={}"]),
        ("stack.yaml", ["--parameters", "Partner={}"]),
        ("stack.yaml", ["--parameters", "given.json"]),
        ("stack.yaml", ["--set", "Partner={}"]),
    ],
)
def test_values_that_are_given_are_decided_with(tmp_path: Path, file: str, option: list[str]) -> None:
    """A good external id, one that anybody guesses, and none, where that is undecided or not asked."""
    write(tmp_path, {file: OPEN if file == "main.tf" else TEMPLATE})
    weak = ("CKV_TRUST_5", file)
    for external_id, is_weak in (("7f9c2b1e-8d1c-4f0a", False), ("1234", True)):
        write(tmp_path, {"given.json": json.dumps([{"ParameterKey": "Partner", "ParameterValue": external_id}])})
        words = [each.format(external_id) for each in option]
        assert (weak in found(tmp_path, file, *words)) is is_weak
        assert roletrust("check", file, *words, cwd=tmp_path).stderr == ""
    assert weak not in found(tmp_path, file)


def test_a_value_for_what_is_not_open_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"trust.json": policy(ASKED)})
    done = roletrust("check", "--set", "var.nobody=x", cwd=tmp_path)
    assert done.stderr == "--set var.nobody: nothing that was read is open under that name\n"
    assert roletrust("check", "--set", "nobody", cwd=tmp_path).status == 2
    unfound = roletrust("check", "--parameters", "gone.json", cwd=tmp_path)
    assert unfound.status == 2 and "`gone.json` is no file" in unfound.stderr


def test_a_variable_that_no_root_module_has_is_told(tmp_path: Path) -> None:
    """As Terraform refuses it; a variable of a module that is called is given by its call alone."""
    call = 'module "m" {\n  source  = "./m"\n  partner = "7f9c2b1e-8d1c-4f0a"\n}\nvariable "a" {}\n'
    write(tmp_path, {"main.tf": call, "m/main.tf": OPEN})
    told = "--var partner: no root module that was read has a variable of that name\n"
    assert roletrust("check", "--var", "partner=1234", "--var", "a=x", cwd=tmp_path).stderr == told
    write(tmp_path, {"main.tf": ""})
    weak = ("CKV_TRUST_5", "m/main.tf")
    assert weak in found(tmp_path, ".", "--var", "partner=7f9c2b1e-8d1c-4f0a", "--var", "partner=1234")


SHARED = OPEN.replace('"sts:ExternalId" = var.partner', '"sts:ExternalId" = "7f9c2b1e-8d1c-4f0a"')


def calls(arguments: str) -> str:
    return f'module "vendor" {{\n  source  = "../modules/vendor"\n  partner = {arguments}\n}}\n'


def test_a_flaw_of_a_module_is_told_once_with_the_roots_that_have_it(tmp_path: Path) -> None:
    files = {"modules/vendor/main.tf": SHARED, "dev/main.tf": calls('"a"'), "prod/main.tf": calls('"b"')}
    done = roletrust("check", ".", "--output-format", "json", cwd=write(tmp_path, files))
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["rule"], finding["file"]) == ("CKV_TRUST_2", "modules/vendor/main.tf")
    assert "Called from: /dev/main.tf and /prod/main.tf" in finding["details"]
    assert finding["instances"] == [{"role": "module.vendor.aws_iam_role.r", "called_from": "/prod/main.tf"}]


def test_a_flaw_of_a_document_is_told_once_with_the_roles_that_use_it(tmp_path: Path) -> None:
    document = """data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:role/x"]
    }
  }
}
"""
    used = "  assume_role_policy = data.aws_iam_policy_document.d.json\n"
    roles = "".join(f'resource "aws_iam_role" "{name}" {{\n{used}}}\n' for name in ("reader", "writer"))
    done = roletrust("check", ".", "--output-format", "json", cwd=write(tmp_path, {"main.tf": document + roles}))
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["role"], finding["rule"]) == ("aws_iam_role.reader", "CKV_TRUST_1")
    assert "Also of: aws_iam_role.writer" in finding["details"]


def in_hcl(name: str, principal: str) -> str:
    written = policy({**VENDOR, "Principal": {"AWS": principal}})
    return f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = jsonencode({written})\n}}\n'


ACCOUNT = 'variable "account" {}\n'


def test_what_one_value_leaves_open_is_told_once_with_the_roles_that_hang_on_it(tmp_path: Path) -> None:
    files = {f"{name}.tf": in_hcl(name, "arn:aws:iam::${var.account}:role/x") for name in ("reader", "writer")}
    write(tmp_path, {**files, "variables.tf": ACCOUNT})
    (finding,) = json.loads(roletrust("check", ".", "--output-format", "json", cwd=tmp_path).stdout)["findings"]
    assert (finding["rule"], finding["role"]) == ("CKV_TRUST_90", "aws_iam_role.reader")
    assert [each["role"] for each in finding["instances"]] == ["aws_iam_role.writer"]


def test_what_is_open_is_told_with_a_finding_that_names_it_and_by_itself_without(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": ACCOUNT + in_hcl("r", "arn:aws:iam::${var.account}:root")})
    (finding,) = json.loads(roletrust("check", ".", "--output-format", "json", cwd=tmp_path).stdout)["findings"]
    said = "CKV_TRUST_1 (external-account-without-external-id) depends on var.account (/main.tf:1)"
    assert (finding["rule"], finding["undecided"]) == ("CKV_TRUST_2", said)
    assert said in finding["details"][0]
    assert found(tmp_path, "--ignore", "2") == {("CKV_TRUST_90", "main.tf")}


def test_what_two_findings_of_a_statement_share_is_printed_once(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": in_hcl("r", "arn:aws:iam::123456789012:root")})
    printed = roletrust("check", ".", cwd=tmp_path).stdout
    first, second = printed.split("\n\n")[:2]
    assert first.startswith("HIGH CKV_TRUST_1: ") and second.startswith("MEDIUM CKV_TRUST_2: ")
    for once in ("Witness: ", "Statement: ", 'sts:ExternalId" =', 'aws:PrincipalArn" ='):
        assert (once in first, once in second) == (True, False)
    assert "Fix: " in second and "    as CKV_TRUST_1 shows, by the same change\n" in second
    alone = roletrust("check", ".", "--ignore", "1", cwd=tmp_path).stdout
    assert all(each in alone for each in ("Witness: ", 'aws:PrincipalArn" ='))


def test_roles_that_stand_on_one_line_are_told_of_each_by_itself(tmp_path: Path) -> None:
    caller = {"AWS": "arn:aws:iam::123456789012:role/x"}
    trust = json.loads(policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": caller}))
    roles = [{"RoleName": name, "AssumeRolePolicyDocument": trust} for name in ("reader", "writer")]
    done = roletrust("check", ".", "--output-format", "json", cwd=write(tmp_path, {"d.json": json.dumps(roles)}))
    assert {each["role"] for each in json.loads(done.stdout)["findings"]} == {"reader", "writer"}


def test_what_differs_from_instance_to_instance_is_told_of_each(tmp_path: Path) -> None:
    asked = SHARED.replace("123456789012", "${var.partner}")
    given = {name: calls(f'"{account}"') for name, account in {"dev": "123456789012", "prod": "210987654321"}.items()}
    files = {"modules/vendor/main.tf": asked, **{f"{name}/main.tf": text for name, text in given.items()}}
    done = roletrust("check", ".", "--output-format", "json", cwd=write(tmp_path, files))
    told = {each["called_from"]: each["message"] for each in json.loads(done.stdout)["findings"]}
    assert told.keys() == {"/dev/main.tf", "/prod/main.tf"}
    assert len({*told.values()}) == 2
