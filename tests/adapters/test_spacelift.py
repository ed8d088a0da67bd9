"""Spacelift: what its runs send through an integration, and with their own token, and what a role makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from command.asked import roletrust
from scanning import Scan, in_full, terraform, write

ACCOUNT, HOST = "111122223333", "demo.app.spacelift.io"
SPACELIFT = '{ AWS = "324880187172" }, Action = "sts:AssumeRole"'
BEARER = f'{{ Federated = "arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}" }}, Action = "sts:AssumeRoleWithWebIdentity"'


def role(name: str, who: str, operator: str, more: str = "", **wanted: str) -> str:
    """A role that lets in `who`, if the keys (of the token, where no other is named) hold what is wanted."""
    keys = {"external_id": "sts:ExternalId", "sub": f"{HOST}:sub", "aud": f"{HOST}:aud"}
    inside = ", ".join(f'"{keys[key]}" = "{value}"' for key, value in wanted.items())
    condition = f"Condition = {{ {operator} = {{ {inside} }} }}"
    statement = f'{{ Effect = "Allow", Principal = {who}, {condition} }}{more}'
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})'
    return f'resource "aws_iam_role" "{name}" {{\n  name = "{name}"\n  assume_role_policy = {policy}\n}}\n'


def integration(name: str, role: str, more: str = "", kind: str = "spacelift_aws_integration") -> str:
    return f'resource "{kind}" "{name}" {{\n  role_arn = aws_iam_role.{role}.arn\n  {more}\n}}\n'


def run(alias: str, role: str, file: str = "/mnt/workspace/spacelift.oidc") -> str:
    inside = f'role_arn = aws_iam_role.{role}.arn\n    web_identity_token_file = "{file}"'
    return f'provider "aws" {{\n  alias = "{alias}"\n  assume_role_with_web_identity {{\n    {inside}\n  }}\n}}\n'


TAGS = ', { Effect = "Allow", Principal = { AWS = "324880187172" }, Action = "sts:TagSession" }'
TREE = "".join(
    (
        f'provider "aws" {{\n  allowed_account_ids = ["{ACCOUNT}"]\n}}\n',
        role("as_documented", SPACELIFT, "StringLike", external_id="acme@*"),
        role("tagged", SPACELIFT, "StringLike", TAGS, external_id="acme@*"),
        role("of_a_stack", SPACELIFT, "StringEquals", external_id="acme@01GE7K9SR2DQBCRQ90DH70JF6Y@shop@write"),
        role("made_up", SPACELIFT, "StringEquals", external_id="7f9c2b1e-4a55-4c1d"),
        role("of_two_parts", SPACELIFT, "StringEquals", external_id="acme@shop"),
        integration("fits", "as_documented"),
        integration("may_fit", "of_a_stack"),
        integration("refused", "made_up"),
        integration("in_worker", "made_up", 'generate_credentials_in_worker = true\n  external_id = "another"'),
        integration(
            "in_worker_fits", "made_up", 'generate_credentials_in_worker = true\n  external_id = "7f9c2b1e-4a55-4c1d"'
        ),
        integration("in_worker_unsaid", "made_up", "generate_credentials_in_worker = true"),
        integration("three_hours", "as_documented", "duration_seconds = 10800"),
        integration("tags", "as_documented", "tag_assume_role = true"),
        integration("may_tag", "tagged", "tag_assume_role = true"),
        integration("older", "of_two_parts", 'stack_id = "shop"', kind="spacelift_aws_role"),
        integration("older_refused", "of_two_parts", 'stack_id = "other"', kind="spacelift_aws_role"),
        role("any_stack", BEARER, "StringEquals", aud=HOST),
        role("for_sts", BEARER, "StringEquals", aud="sts.amazonaws.com"),
        role("production", BEARER, "StringLike", sub="space:production-*:stack:*"),
        role("by_letter", BEARER, "StringEquals", sub="space:production-*:stack:*:run_type:*:scope:write"),
        role("by_path", BEARER, "StringLike", sub="*:space_path:/root/production/*"),
        role("of_github", BEARER.replace(HOST, "token.actions.githubusercontent.com"), "StringLike", sub="x"),
        *(run(name, name) for name in ("any_stack", "for_sts", "production", "by_letter", "by_path", "of_github")),
        run("another_file", "for_sts", "/var/run/token"),
    )
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("spacelift"), {"main.tf": TREE})


@pytest.fixture(scope="module")
def scan(tree: Path) -> Scan:
    return terraform(tree)


REFUSED = {
    *(("15", f"spacelift_aws_integration.{name}") for name in ("refused", "in_worker")),
    ("15", "spacelift_aws_role.older_refused"),
    *(("17", f"spacelift_aws_integration.{name}") for name in ("tags", "three_hours")),
    *(("16", f"aws.{name}") for name in ("for_sts", "by_letter", "of_github")),
}


def test_a_run_is_refused_where_no_run_can_send_what_the_role_asks_for(scan: Scan) -> None:
    assert {each for each in scan.failed if each[0] in ("15", "16", "17")} == REFUSED


def test_what_is_wrong_and_who_can_mend_it_is_told(scan: Scan) -> None:
    """Spacelift makes the external id; where a private worker sends it, it is the user's own."""
    made_up = in_full(scan.record("15", "spacelift_aws_integration.refused"))
    assert 'sends the external id "${Spacelift account}@${integration id}@${stack or module id}@' in made_up
    assert "let the role ask for that" in str(scan.record("15", "spacelift_aws_integration.refused").check_result)
    own = in_full(scan.record("15", "spacelift_aws_integration.in_worker"))
    assert own.endswith('correct: external_id = "7f9c2b1e-4a55-4c1d"')
    assert "`aud` is `${host of the account}`" in in_full(scan.record("16", "aws.for_sts"))


def test_the_command_tells_the_same(tree: Path, scan: Scan) -> None:
    done = roletrust("check", tree, "--output-format", "json", cwd=tree)
    told = {rule: done.stdout.count(f'"rule": "CKV_TRUST_{rule}"') for rule in ("15", "16", "17")}
    assert told == {rule: len([1 for each, _ in REFUSED if each == rule]) for rule in told}
