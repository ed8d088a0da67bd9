"""Callers in another part of the tree than the role: other root modules, products of others, Terragrunt, templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from roletrust.dialects.callers import sops_files
from scanning import Scan, cloudformation, in_full, terraform, write

OWN, ID = "111111111111", "abcdef"
PROVIDER_OF_OIDC = f"arn:aws:iam::{OWN}:oidc-provider/gitlab.com"


def arn(name: str) -> str:
    return f"arn:aws:iam::{OWN}:role/{name}"


def role(name: str, principal: str, condition: str = "", more: str = "") -> str:
    allowed = f'Effect = "Allow", Principal = {principal}, Action = "sts:AssumeRole"{condition}'
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{{ {allowed} }}{more}] }})'
    return f'resource "aws_iam_role" "{name}" {{\n  name = "{name}"\n  assume_role_policy = {policy}\n}}\n'


def asking(name: str, more: str = "") -> str:
    condition = f', Condition = {{ StringEquals = {{ "sts:ExternalId" = "{ID}" }} }}'
    return role(name, f'{{ AWS = "arn:aws:iam::{OWN}:root" }}', condition, more)


BY_TOKEN = (
    f', {{ Effect = "Allow", Principal = {{ Federated = "{PROVIDER_OF_OIDC}" }},'
    ' Action = "sts:AssumeRoleWithWebIdentity",'
    ' Condition = { StringEquals = { "gitlab.com:sub" = "project_path:o/r:ref_type:branch:ref:main" } } }'
)
BOOTSTRAP = (
    f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}\n'
    + asking("state")
    + role("worker", '{ Service = "ec2.amazonaws.com" }')
)
BY_OIDC = asking("by_oidc", BY_TOKEN)  # no provider proves its account, but the one of tokens
STACK = f"""AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: stacked
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{AWS: "arn:aws:iam::{OWN}:root"}}
            Action: sts:AssumeRole
            Condition: {{StringEquals: {{"sts:ExternalId": {ID}}}}}
          - Effect: Allow
            Principal: {{Federated: "{PROVIDER_OF_OIDC}"}}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {{StringEquals: {{"gitlab.com:sub": "project_path:o/r:ref_type:branch:ref:main"}}}}
  Wrong:
    Type: AWS::Lambda::Function
    Properties: {{Role: "{arn("worker")}"}}
  Right:
    Type: AWS::SSM::Activation
    Properties: {{IamRole: worker}}
"""


def block(name: str, inside: str) -> str:
    return f"{name} {{\n{inside}\n}}\n"


def assume(name: str, sent: str = "") -> str:
    return block("assume_role", f'role_arn = "{arn(name)}"\n{sent}')


def provider(kind: str, alias: str, inside: str) -> str:
    return block(f'provider "{kind}"', f'alias = "{alias}"\n{inside}')


SENT = f'external_id = "{ID}"'
LIVE = "".join(
    [
        block("terraform", f'backend "s3" {{\nassume_role = {{\nrole_arn = "{arn("state")}"\n}}\n}}'),
        provider("aws", "wrong", assume("state")),
        provider("aws", "right", assume("state", SENT)),
        provider("aws", "by_oidc", assume("by_oidc")),
        provider("aws", "stacked", assume("stacked")),
        provider("aws", "right_stacked", assume("stacked", SENT)),
        provider("aws", "of_nobody", assume("made_elsewhere")),
        provider("awsutils", "wrong", assume("state")),
        provider("elasticsearch", "wrong", f'aws_assume_role_arn = "{arn("state")}"'),
        provider("elasticsearch", "keys", f'aws_assume_role_arn = "{arn("state")}"\naws_access_key = "x"'),
        provider("opensearch", "wrong", f'aws_assume_role_arn = "{arn("state")}"'),
        provider(
            "opensearch", "right", f'aws_assume_role_arn = "{arn("state")}"\naws_assume_role_external_id = "{ID}"'
        ),
        provider("kafka", "wrong", f'sasl_mechanism = "aws-iam"\nsasl_aws_role_arn = "{arn("state")}"'),
        provider("kafka", "off", f'sasl_mechanism = "plain"\nsasl_aws_role_arn = "{arn("state")}"'),
        provider("postgresql", "wrong", f'aws_rds_iam_auth = true\naws_rds_iam_provider_role_arn = "{arn("state")}"'),
        provider("postgresql", "off", f'aws_rds_iam_provider_role_arn = "{arn("state")}"'),
        provider("mysql", "wrong", block("aws_config", f'aws_rds_iam_auth = true\nrole_arn = "{arn("state")}"')),
        provider("mysql", "off", block("aws_config", f'aws_rds_iam_auth = false\nrole_arn = "{arn("state")}"')),
        provider("redshift", "wrong", block("temporary_credentials", block("assume_role", f'arn = "{arn("state")}"'))),
        provider(
            "redshift",
            "right",
            block("temporary_credentials", block("assume_role", f'arn = "{arn("state")}"\n{SENT}')),
        ),
        provider("vault", "wrong", block("auth_login_aws", f'aws_role_arn = "{arn("state")}"')),
        provider(
            "vault",
            "by_token",
            block("auth_login_aws", f'aws_role_arn = "{arn("state")}"\naws_web_identity_token_file = "x"'),
        ),
    ]
)
FAILING = {
    *("aws.wrong", "aws.by_oidc", "aws.stacked", "awsutils.wrong", "elasticsearch.wrong", "opensearch.wrong"),
    *("kafka.wrong", "postgresql.wrong", "terraform.backend.s3", "mysql.wrong", "redshift.wrong", "vault.wrong"),
}
PASSING = {"aws.right", "aws.right_stacked", "opensearch.right", "redshift.right"}
STATE = f"""iam_role = "{arn("state")}"
remote_state {{
  backend = "s3"
  config = {{ role_arn = "{arn("state")}" }}
}}
"""
GENERATED = f"""locals {{ account = "{OWN}" }}
generate "provider" {{
  path     = "provider.tf"
  contents = <<EOF
provider "aws" {{
  assume_role {{
    role_arn = "arn:aws:iam::${{local.account}}:role/state"
  }}
}}
EOF
}}
remote_state {{
  backend = "s3"
  config = {{
    role_arn    = "arn:aws:iam::${{local.account}}:role/state"
    external_id = "{ID}"
  }}
}}
"""
SOPS = f'creation_rules:\n  - kms: "arn:aws:kms:eu-west-1:{OWN}:key/a+{arn("state")}"\n'
ENCRYPTED = f"a: ENC[]\nsops:\n  kms:\n    - arn: arn:aws:kms:eu-west-1:{OWN}:key/a\n      role: {arn('state')}\n"
FILES = {
    "bootstrap/main.tf": BOOTSTRAP,
    "accounts/main.tf": BY_OIDC,
    "live/main.tf": LIVE,
    "live/a/terragrunt.hcl": STATE,
    "live/root.hcl": GENERATED,
    "stack/stack.yaml": STACK,
    ".sops.yaml": SOPS,
    "live/secrets.enc.yaml": ENCRYPTED,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("elsewhere"), FILES)


@pytest.fixture(scope="module")
def scanned(folder: Path) -> Scan:
    return terraform(folder)


def of(found: set[tuple[str, str]], rule: str = "15") -> set[str]:
    return {name for number, name in found if number == rule}


def test_a_caller_is_judged_by_a_role_of_another_root_module_and_of_a_template(scanned: Scan) -> None:
    """By its ARN, where its provider, or the provider of the tokens that it trusts, proves its account."""
    assert of(scanned.failed) == FAILING | {"aws_iam_role.state"}
    assert of(scanned.passed) == PASSING
    assert "AWS::IAM::Role.Role (/stack/stack.yaml:" in in_full(scanned.record("15", "aws.stacked"))


def test_a_provider_of_another_product_is_corrected_by_its_own_argument(scanned: Scan) -> None:
    told = in_full(scanned.record("15", "opensearch.wrong"))
    assert told.endswith(f'correct: aws_assume_role_external_id = "{ID}"')
    assert "correct:" not in in_full(scanned.record("15", "elasticsearch.wrong"))  # which can send none


def test_what_terragrunt_and_sops_assume_is_told_of_at_the_role(scanned: Scan) -> None:
    record = scanned.record("15", "aws_iam_role.state")
    others = [each["caller"] for each in record.check_result["others"]]  # type: ignore[typeddict-item]
    callers = [record.check_result["caller"], *others]  # type: ignore[typeddict-item]
    assert {(each["name"].partition(" (")[0], each["file"]) for each in callers} == {
        ("iam_role", "/live/a/terragrunt.hcl"),
        ("remote_state s3", "/live/a/terragrunt.hcl"),
        ("generated provider aws", "/live/root.hcl"),
        ("sops", "/.sops.yaml"),
        ("sops", "/live/secrets.enc.yaml"),
    }


def test_a_template_hands_over_a_role_that_terraform_makes(folder: Path) -> None:
    found = cloudformation(folder)
    assert of(found.failed, "18") == {"AWS::Lambda::Function.Wrong"}


def test_a_role_in_a_comment_of_sops_is_none(tmp_path: Path) -> None:
    assert [each.role for each in sops_files.calls(SOPS, "/.sops.yaml")] == [arn("state")]
    assert not list(sops_files.calls(SOPS.replace("  - kms", "  # - kms"), "/.sops.yaml"))


@pytest.mark.parametrize(("others", "failing"), [((), {"aws.there"}), (("prod",), set[str]())])
def test_an_arn_that_is_written_out_may_be_of_the_role_of_another_root_module(
    tmp_path: Path, others: tuple[str, ...], failing: set[str]
) -> None:
    """Two accounts are one's own, and nothing proves which of them has which of two roles of one name."""
    calling = f'provider "aws" {{\n  alias = "there"\n  assume_role {{\n    role_arn = "{arn("same")}"\n  }}\n}}\n'
    roots = {"dev/main.tf": asking("same") + calling, **{f"{each}/main.tf": asking("same") for each in others}}
    settings = {".roletrust.yaml": f'own_accounts: ["{OWN}", "222222222222"]\n'}
    found = terraform(write(tmp_path, {**roots, **settings}))
    assert {name for rule, name in found.failed if rule == "15"} == failing
