"""What is said of a tree hangs on the tree: not on where Checkov was started, nor on how it cuts its graph."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from roletrust.adapters.landscape import reported_vertex
from scanning import Scan, in_full, terraform, write

OWN, VENDOR = "111122223333", "123456789012"
GITHUB = "token.actions.githubusercontent.com"
FROM_TEMPLATE = """\
variable "account" {}

resource "aws_iam_role" "r" {
  assume_role_policy = templatefile("${path.module}/trust.json.tftpl", { accounts = [var.account] })
}
"""
TEMPLATE = """\
{
  "Version": "2012-10-17",
  "Statement": [
%{ for each in accounts ~}
    {
      "Effect": "Allow",
      "Action": "sts:AssumeRole",
      "Principal": {"AWS": "${each}"}
    }
%{ endfor ~}
  ]
}
"""
CALLING = f"""\
provider "aws" {{
  allowed_account_ids = ["{OWN}"]
}}

module "own" {{
  source  = "../../modules/m"
  account = "{OWN}"
}}

module "vendor" {{
  source  = "../../modules/m"
  account = "{VENDOR}"
}}
"""
WITH_KEY = f"""\
locals {{
  issuer = "{GITHUB}"
}}

resource "aws_iam_role" "k" {{
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = {{ Federated = "arn:aws:iam::{OWN}:oidc-provider/{GITHUB}" }}
      Condition = {{
        StringEquals = {{
          "{GITHUB}:aud"          = "sts.amazonaws.com"
          "$${{local.issuer}}:sub" = "repo:acme/web:ref:refs/heads/main"
        }}
      }}
    }}]
  }})
}}
"""
IN_HEREDOC = f"""\
locals {{
  accounts = ["{VENDOR}"]
}}

resource "aws_iam_role" "h" {{
  assume_role_policy = <<-EOT
    {TEMPLATE.replace(chr(10), chr(10) + "    ").rstrip(" ").replace("in accounts", "in local.accounts")}  EOT
}}
"""
TREE = {
    "heredoc/main.tf": IN_HEREDOC,
    "envs/prod/main.tf": CALLING,
    "key/main.tf": WITH_KEY,
    "modules/m/main.tf": FROM_TEMPLATE,
    "modules/m/trust.json.tftpl": TEMPLATE,
}
FROM = {"its root": ("tree", "."), "the folder above": (".", "tree"), "one of its folders": ("tree/modules/m", "../..")}
AT_KEY, IN_TEXT = "aws_iam_role.k", "aws_iam_role.h"
OF_VENDOR, OF_OWN = "module.vendor.aws_iam_role.r", "module.own.aws_iam_role.r"


def told(scan: Scan) -> set[tuple[Any, ...]]:
    """All that stands in the records of what fails, and what passes."""
    failed = {
        (
            *(each.check_id, each.resource, each.file_path, each.caller_file_path),
            *(tuple(each.file_line_range), tuple(each.caller_file_line_range or ()), in_full(each)),
            *(tuple(each.details), str(each.check_result.get("statement")), str(each.severity)),
        )
        for each in scan.report.failed_checks
    }
    return failed | scan.passed


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("anywhere") / "tree", TREE)


@pytest.fixture(scope="module")
def scanned(tree: Path) -> Scan:
    return terraform(tree)


@pytest.mark.parametrize("start", FROM)
def test_a_scan_says_the_same_wherever_it_is_started(
    tree: Path, scanned: Scan, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, named = FROM[start]
    monkeypatch.chdir(tree.parent / folder)
    assert told(terraform(Path(named))) == told(scanned)
    assert os.path.samefile(named, tree)


def test_a_graph_for_each_directory_changes_nothing(tree: Path, scanned: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_SPLIT_GRAPH", "true")
    assert told(terraform(tree)) == told(scanned)


def test_a_role_of_a_module_is_told_with_the_file_that_calls_it(scanned: Scan) -> None:
    assert (scanned.rules(OF_VENDOR), scanned.rules(OF_OWN)) == ({"1", "2"}, {"7"})
    callers = {each.caller_file_path for each in scanned.report.failed_checks if each.resource in (OF_VENDOR, OF_OWN)}
    assert callers == {"/envs/prod/main.tf"}


def test_the_lines_of_a_rendered_template_are_those_of_its_file(scanned: Scan, tmp_path: Path) -> None:
    """Of a text that has other lines than its template, all of the template is told."""
    template, heredoc = "/modules/m/trust.json.tftpl", "/heredoc/main.tf"
    assert place(scanned, OF_VENDOR) == (template, [1, 12])
    assert place(scanned, IN_TEXT) == (heredoc, [7, 18])
    files = {name: without_directives(text) for name, text in TREE.items()}
    plain = terraform(write(tmp_path, files))
    assert place(plain, OF_VENDOR) == (template, [4, 8])
    assert place(plain, IN_TEXT) == (heredoc, [10, 14])


def without_directives(text: str) -> str:
    lines = [line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("%{")]
    return "".join(lines).replace("${each}", "${local.accounts[0]}" if "locals" in text else "${accounts[0]}")


def place(scan: Scan, role: str) -> tuple[str, list[int]]:
    found: Any = scan.record("1", role).check_result
    return found["statement"]["file"], found["statement"]["lines"]


def test_literal_text_in_a_key_is_a_key_that_no_request_carries(scanned: Scan, tmp_path: Path) -> None:
    """Nobody gets in: rule 6, and nothing of whose token it is.  As a key of a condition, it pins no subject."""
    assert scanned.rules(AT_KEY) == {"6"}
    assert "`$${` is literal text" in in_full(scanned.record("6", AT_KEY))
    lax = WITH_KEY.replace("StringEquals", "StringEqualsIfExists")
    assert "9" in terraform(write(tmp_path / "lax", {"main.tf": lax})).rules(AT_KEY)
    right = WITH_KEY.replace("$${", "${")
    assert not terraform(write(tmp_path / "right", {"main.tf": right})).rules(AT_KEY)


def test_a_vertex_that_another_check_writes_to_meanwhile_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkov's own checks of the graph run in other threads, and put what is connected into the same vertices."""
    vertex = {"block_type_": "resource", "resource_type": "aws_iam_role", "config_": {"aws_iam_role": {"r": {}}}}

    def while_walked(key: str) -> bool:
        vertex[f"written_{len(vertex)}_"] = {}
        return is_noted(key)

    is_noted = reported_vertex.is_noted
    monkeypatch.setattr(reported_vertex, "is_noted", while_walked)
    kept = reported_vertex.without_block(vertex, passes=True)
    assert kept == {"block_type_": "resource", "resource_type": "aws_iam_role", "config_": {"aws_iam_role": {"r": {}}}}
