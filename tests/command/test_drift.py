"""`roletrust drift`: live roles against code, by meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust
from running import Run

ACCOUNT, VENDOR = "911000000001", "123456789012"
CODE = """
resource "aws_iam_role" "vendor" {
  name = "vendor"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/gone"] }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = ["7f9c2b1e", "8d1ca0b3"] } }
    }]
  })
}
"""
IDS = ["8d1ca0b3", "7f9c2b1e"]


def trust(principal: Any, ids: Any = None) -> dict[str, Any]:
    said: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": ["sts:AssumeRole"]}
    return {**said, "Condition": {"StringEquals": {"sts:ExternalId": ids}}} if ids else said


def drifted(
    folder: Path, *statements: Any, code: str = CODE, name: str = "vendor", options: tuple[str, ...] = ()
) -> Run:
    (folder / "code").mkdir(exist_ok=True)
    (folder / "code" / "main.tf").write_text(code)
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    role = {"RoleName": name, "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", "AssumeRolePolicyDocument": policy}
    (folder / "live.json").write_text(json.dumps({"Roles": [role]}))
    return roletrust("drift", "live.json", "code", *options, cwd=folder)


@pytest.mark.parametrize(
    "principal",
    [
        [VENDOR, f"arn:aws:iam::{VENDOR}:role/gone"],
        [f"arn:aws:iam::{VENDOR}:role/gone", f"arn:aws:iam::{VENDOR}:root"],
        ["AROAGONEXXXXXXXXXXXXX", VENDOR],
    ],
)
def test_order_forms_and_the_ids_of_deleted_roles_are_no_drift(tmp_path: Path, principal: Any) -> None:
    done = drifted(tmp_path, trust(principal, IDS))
    assert (done.status, done.stdout) == (0, "compared: 1; live and not of this code: 0\n")


def test_who_gets_in_live_and_not_by_the_code_is_told(tmp_path: Path) -> None:
    done = drifted(tmp_path, trust(VENDOR, IDS), trust("arn:aws:iam::210000000001:role/ops"))
    assert done.status == 1
    assert (
        "in live, not by the code: for example sts:AssumeRole by role-session arn:aws:iam::210000000001:role/ops"
        in done.stdout
    )
    assert "not live" not in done.stdout
    assert drifted(tmp_path, trust(VENDOR, [*IDS, "changed-by-hand"])).stdout.count("in live, not by the code") == 1


def test_a_role_that_was_deleted_is_no_drift_and_one_that_was_taken_out_is(tmp_path: Path) -> None:
    alone = CODE.replace('"arn:aws:iam::123456789012:root", ', "")
    assert drifted(tmp_path, trust("AROAGONEXXXXXXXXXXXXX", IDS), code=alone).status == 0
    taken_out = drifted(tmp_path, trust(f"arn:aws:iam::{VENDOR}:role/new", IDS), code=alone)
    assert "in by the code, not live" in taken_out.stdout
    assert "in live, not by the code" in taken_out.stdout


def test_who_gets_in_by_the_code_and_not_live_is_told(tmp_path: Path) -> None:
    done = drifted(tmp_path, trust(VENDOR, IDS[:1]))
    assert done.status == 1
    assert "in by the code, not live" in done.stdout
    assert drifted(tmp_path, trust(VENDOR, IDS[:1]), options=("--fail-on", "widened")).status == 0


def test_the_own_account_of_the_code_is_that_of_the_live_role(tmp_path: Path) -> None:
    own = 'data "aws_caller_identity" "me" {}\n' + CODE.replace(
        "123456789012", "${data.aws_caller_identity.me.account_id}"
    )
    assert drifted(tmp_path, trust([ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/gone"], IDS), code=own).status == 0
    assert drifted(tmp_path, trust([VENDOR], IDS), code=own).status == 1


def test_what_is_not_compared_is_said(tmp_path: Path) -> None:
    done = drifted(tmp_path, trust(VENDOR, IDS), name="other")
    assert done.status == 1
    assert "aws_iam_role.vendor: in the code, not live" in done.stdout
    assert "compared: 0; live and not of this code: 1" in done.stdout
    unnamed = drifted(tmp_path, trust(VENDOR, IDS), code=CODE.replace('name = "vendor"', "name_prefix = var.prefix"))
    assert "not compared: the code does not say its name" in unnamed.stdout


def test_code_that_iam_refuses_is_not_compared_with_what_is_live(tmp_path: Path) -> None:
    done = drifted(tmp_path, trust(VENDOR, IDS), code=CODE.replace('"sts:AssumeRole"', '"s3:GetObject"'))
    assert done.status == 1 and "undecided: of the code, IAM refuses the policy" in done.stdout
