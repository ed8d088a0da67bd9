"""One process, many scans, as editors and servers make them: what has changed on disk is read again."""

from __future__ import annotations

import json
from pathlib import Path

from scanning import cloudformation, terraform, write

VENDOR = "111122223333"
ROLES = """\
resource "aws_iam_role" "file" {
  assume_role_policy = file("${path.module}/trust.json")
}

resource "aws_iam_role" "template" {
  assume_role_policy = templatefile("${path.module}/trust.json.tftpl", {})
}

module "m" {
  source = "./m"
}
"""
MODULE = """\
variable "who" {{
  default = "{principal}"
}}

resource "aws_iam_role" "r" {{
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = var.who }} }}]
  }})
}}
"""
EVERY = ("aws_iam_role.file", "aws_iam_role.template", "module.m.aws_iam_role.r")


def trust(principal: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trusting(principal: str) -> dict[str, str]:
    policy, module = trust(principal), MODULE.format(principal=principal)
    return {"main.tf": ROLES, "trust.json": policy, "trust.json.tftpl": policy, "m/main.tf": module}


def test_a_changed_file_of_a_role_or_of_settings_is_read_again(tmp_path: Path) -> None:
    settings = tmp_path / ".roletrust.yaml"

    def told() -> list[set[str]]:
        scan = terraform(tmp_path)
        return [scan.rules(role) for role in EVERY]

    write(tmp_path, trusting(VENDOR))
    assert told() == [{"1", "2"}] * 3
    write(tmp_path, trusting("*"))
    assert told() == [{"4"}] * 3
    write(tmp_path, {**trusting(VENDOR), settings.name: f"own_accounts: ['{VENDOR}']\n"})
    assert told() == [{"7"}] * 3
    settings.write_text("rules: {CKV_TRUST_1: off}\n")
    assert told() == [{"2"}] * 3
    settings.unlink()
    assert told() == [{"1", "2"}] * 3


def test_so_is_a_changed_template(tmp_path: Path) -> None:
    template = "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {}\n"
    for principal, rules in ((VENDOR, {"1", "2"}), ("*", {"4"})):
        write(tmp_path, {"t.yaml": template.format(trust(principal))})
        assert cloudformation(tmp_path).rules("AWS::IAM::Role.R") == rules
