"""Roles of well-known modules that no download has brought: judged by what the module makes of its inputs.

What each release makes of them is read from the module's public source; the verdicts follow from the policy.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from checkov.common.util.env_vars_config import env_vars_config

from roletrust.dialects.role_modules.catalog import called, models
from roletrust.dialects.role_modules.versions import NEVER, allowed
from roletrust.rules.messages.wording import placeholder
from scanning import Scan, terraform, write

IAM = "terraform-aws-modules/iam/aws//modules/"
VENDOR = 'trusted_role_arns = ["arn:aws:iam::123456789012:root"]'
DEPLOY = 'trusted_role_arns = ["arn:aws:iam::123456789012:role/deploy"]'
NO_MFA = "role_requires_mfa = false"  # a session of a role has none, so a policy that asks for it lets no role in
MADE = "create_role = true"
ID = 'role_sts_externalid = "7f9c2b1e-4a1d"'
IDS = 'role_sts_externalid = ["7f9c2b1e-4a1d"]'
ISSUED = placeholder("external id issued by 123456789012")
OPEN = 'variable "open" {\n}\n'


def call(*inputs: str, source: str = IAM + "iam-assumable-role", version: str = "~> 5.0") -> str:
    lines = [f'source = "{source}"', *([f'version = "{version}"'] if version else []), *inputs]
    return 'module "m" {\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


def scan(folder: Path, text: str, **more: str) -> Scan:
    """What the rules say but the one that tells of all of these roles that what the module attaches is not known."""
    return terraform(write(folder, {"main.tf": text, **more}), skip_checks=["CKV_TRUST_91"])


def reported(found: Scan) -> set[str]:
    return {resource for _, resource in found.failed | found.passed}


# --- what fails --------------------------------------------------------------------------------------------------

FAILS: dict[str, tuple[str, set[str]]] = {
    "a vendor's account": (call(MADE, VENDOR), {"1", "2"}),
    "with an external id": (call(MADE, VENDOR, ID), {"2"}),
    "with a list of external ids": (call(MADE, VENDOR, 'role_sts_externalid = ["7f9c2b1e", "8a0d3c2f"]'), {"2"}),
    "with an external id that is not known": (call(MADE, VENDOR, "role_sts_externalid = var.open") + OPEN, {"2"}),
    "with an empty list of external ids": (call(MADE, VENDOR, "role_sts_externalid = []"), {"1", "2"}),
    "with a blank external id": (call(MADE, VENDOR, 'role_sts_externalid = ""'), {"3", "6"}),
    "a vendor's role": (call(MADE, DEPLOY, NO_MFA), {"1"}),
    "a vendor's role, with MFA": (call(MADE, DEPLOY), {"6"}),  # no role session has MFA to show
    "a vendor's role with an external id": (call(MADE, DEPLOY, NO_MFA, ID), set()),
    "without MFA": (call(MADE, VENDOR, NO_MFA), {"1", "2"}),
    "a service": (call(MADE, 'trusted_role_services = ["ec2.amazonaws.com"]', NO_MFA), set()),
    "a condition of the caller's own": (
        call(
            MADE,
            VENDOR,
            'trust_policy_conditions = [{ test = "StringEquals", variable = "sts:ExternalId", values = ["7f9c2b1e"] }]',
        ),
        {"2"},
    ),
    "the same before the module knew it": (
        call(
            MADE,
            VENDOR,
            'trust_policy_conditions = [{ test = "StringEquals", variable = "sts:ExternalId", values = ["7f9c2b1e"] }]',
            version="5.51.0",
        ),
        {"1", "2"},
    ),
    "the role itself": (call(MADE, 'role_name = "self"', "allow_self_assume_role = true", DEPLOY, NO_MFA, ID), set()),
    "the own account": (
        call(MADE, 'trusted_role_arns = ["arn:aws:iam::${data.aws_caller_identity.here.account_id}:root"]')
        + 'data "aws_caller_identity" "here" {\n}\n',
        {"7"},
    ),
    "the account of another provider": (
        call(
            MADE,
            'trusted_role_arns = ["arn:aws:iam::${data.aws_caller_identity.here.account_id}:root"]',
            "providers = { aws = aws.there }",
        )
        + 'provider "aws" {\n  alias = "there"\n}\ndata "aws_caller_identity" "here" {\n}\n',
        {"2"},
    ),
    "an account that is not known": (
        call(MADE, 'trusted_role_arns = ["arn:aws:iam::${var.open}:root"]') + OPEN,
        {"2"},
    ),
    "principals that are not known": (call(MADE, "trusted_role_arns = var.open") + OPEN, {"90"}),
    "principals that are not known, with an external id": (
        call(MADE, "trusted_role_arns = var.open", ID) + OPEN,
        set(),
    ),
    "through a local": (
        call(MADE, "trusted_role_arns = local.trusted")
        + 'locals {\n  trusted = ["arn:aws:iam::123456789012:root"]\n}\n',
        {"1", "2"},
    ),
    "through a default": (
        call(MADE, VENDOR, "role_sts_externalid = var.id") + 'variable "id" {\n  default = "7f9c2b1e"\n}\n',
        {"2"},
    ),
    "made or not": (call("create_role = var.open", VENDOR) + OPEN, {"1", "2"}),
    # Before 4.2 the policy with MFA has no condition on the external id.
    "an external id that is passed over": (call(MADE, VENDOR, IDS, version="4.1.0"), {"1", "2"}),
    "an external id that is not": (call(MADE, VENDOR, IDS, NO_MFA, version="4.1.0"), {"2"}),
    "an external id before there was one": (
        call(MADE, VENDOR, ID, NO_MFA, version="2.14.0"),
        {"1", "2"},
    ),
    "several roles": (
        call("create_admin_role = true", VENDOR, source=IAM + "iam-assumable-roles"),
        {"1", "2"},
    ),
    "several roles for a service": (
        call(
            "create_admin_role = true",
            "create_readonly_role = true",
            'trusted_role_services = ["ec2.amazonaws.com"]',
            source=IAM + "iam-assumable-roles",
        ),
        {"6"},  # no service has MFA to show
    ),
    "OpenID Connect": (
        call(
            MADE,
            'provider_url = "https://oidc.eks.eu-west-1.amazonaws.com/id/A1"',
            'oidc_fully_qualified_subjects = ["system:serviceaccount:default:app"]',
            source=IAM + "iam-assumable-role-with-oidc",
        ),
        set(),  # it names one subject
    ),
    "SAML": (
        call(
            MADE,
            'provider_id = "arn:aws:iam::987654321098:saml-provider/idp"',
            source=IAM + "iam-assumable-role-with-saml",
        ),
        set(),
    ),
    "several roles by SAML": (
        call(
            "create_admin_role = true",
            'provider_id = "arn:aws:iam::987654321098:saml-provider/idp"',
            source=IAM + "iam-assumable-roles-with-saml",
        ),
        set(),
    ),
    "GitHub": (call('subjects = ["octo/app:*"]', source=IAM + "iam-github-oidc-role"), set()),
    "GitHub without a subject": (call(source=IAM + "iam-github-oidc-role"), {"3", "6"}),
    "service accounts of a cluster": (
        call('cluster_service_accounts = { main = ["default:app"] }', source=IAM + "iam-eks-role"),
        set(),
    ),
    "service accounts": (
        call(
            'oidc_providers = { main = { provider_arn = "arn:aws:iam::987654321098:oidc-provider/oidc.eks/id/A1",'
            ' namespace_service_accounts = ["default:app"] } }',
            source=IAM + "iam-role-for-service-accounts-eks",
        ),
        set(),
    ),
    "service accounts without an account": (
        call(
            'oidc_providers = { main = { provider_arn = "arn:aws:iam::987654321098:oidc-provider/oidc.eks/id/A1",'
            " namespace_service_accounts = [] } }",
            source=IAM + "iam-role-for-service-accounts",
            version="~> 6.0",
        ),
        {"3", "6"},
    ),
    "cloudposse": (
        call(
            'principals = { AWS = ["arn:aws:iam::123456789012:root"] }',
            source="cloudposse/iam-role/aws",
            version="0.23.0",
        ),
        {"1", "2"},
    ),
    "cloudposse, a service": (
        call('principals = { Service = ["ec2.amazonaws.com"] }', source="cloudposse/iam-role/aws", version="0.23.0"),
        set(),
    ),
    "cloudposse, with a condition": (
        call(
            'principals = { AWS = ["arn:aws:iam::123456789012:root"] }',
            'assume_role_conditions = [{ test = "StringEquals", variable = "sts:ExternalId", values = ["7f9c2b1e"] }]',
            source="cloudposse/iam-role/aws",
            version="0.23.0",
        ),
        {"2"},
    ),
    "cloudposse, from a context that is not known": (
        call(
            "context = module.this.context",
            'principals = { AWS = ["arn:aws:iam::123456789012:root"] }',
            source="cloudposse/iam-role/aws",
            version="0.23.0",
        ),
        {"1", "2"},
    ),
    "cloudposse, from Git": (
        call(
            'principals = { AWS = ["arn:aws:iam::123456789012:root"] }',
            source="git::https://github.com/cloudposse/terraform-aws-iam-role.git?ref=tags/0.19.0",
            version="",
        ),
        {"1", "2"},
    ),
    "cloudposse, assumed roles": (
        call('namespace = "a"', 'stage = "b"', source="cloudposse/iam-assumed-roles/aws", version="0.6.0"),
        {"7"},
    ),
    "Datadog": (call(source="cloudposse/datadog-integration/aws", version="~> 1.0"), {"2"}),
    "Lacework": (call(source="lacework/iam-role/aws", version="~> 0.1"), set()),
    "Lacework's account": (call(source="lacework/iam-role/aws", version="~> 0.3.0"), {"2"}),
    "Lacework's own caller": (call(source="lacework/config/aws", version="0.12.1"), {"2"}),
    "Drata": (call(source="drata/drata-autopilot-role/aws", version="1.0.6"), {"1", "2"}),
    "Drata with an external id": (
        call('role_sts_externalid = "7f9c2b1e"', source="drata/drata-autopilot-role/aws", version="1.0.6"),
        {"2"},
    ),
    "Vantage": (call(source="vantage-sh/vantage-integration/aws", version=""), set()),
    "CloudHealth": (
        call('external-id = "7f9c2b1e"', source="github.com/CloudHealth/terraform-cloudhealth-iam//role", version=""),
        {"2"},
    ),
    "CloudHealth without an external id": (
        call(source="github.com/CloudHealth/terraform-cloudhealth-iam//role", version=""),
        {"3", "6"},
    ),
}


@pytest.mark.parametrize("case", FAILS)
def test_a_role_of_a_module_is_judged_at_its_call(tmp_path: Path, case: str) -> None:
    text, rules = FAILS[case]
    found = scan(tmp_path, text)
    assert found.rules("m") == rules
    assert reported(found) == {"m"}


PERMISSION = """trust_policy_permissions = {{
    vendor = {{
      actions    = ["sts:AssumeRole"]
      principals = [{{ type = "AWS", identifiers = ["arn:aws:iam::123456789012:root"] }}]{}
    }}
  }}"""
ASKED = '\n      condition  = [{ test = "StringEquals", variable = "sts:ExternalId", values = ["7f9c2b1e"] }]'


@pytest.mark.parametrize(("condition", "rules"), [("", {"1", "2"}), (ASKED, {"2"})])
def test_release_6_has_one_module_for_every_role(tmp_path: Path, condition: str, rules: set[str]) -> None:
    found = scan(tmp_path, call(PERMISSION.format(condition), source=IAM + "iam-role", version="~> 6.0"))
    assert found.rules("m") == rules


def test_release_6_can_trust_github_too(tmp_path: Path) -> None:
    inputs = ("enable_github_oidc = true", 'oidc_wildcard_subjects = ["octo/app:*"]', PERMISSION.format(""))
    found: Any = scan(tmp_path, call(*inputs, source=IAM + "iam-role", version="~> 6.0")).record("1", "m")
    assert found.check_result["statement"]["number"] == 2  # the first is GitHub's
    assert found.check_result["statement"]["sid"] == "vendor"


# --- no role -----------------------------------------------------------------------------------------------------

NO_ROLE = {
    "by default": call(VENDOR),
    "by a flag": call(VENDOR, "create_role = false"),
    "by a local": call(VENDOR, "create_role = local.made") + "locals {\n  made = false\n}\n",
    "by the count of the call": call(VENDOR, MADE, "count = 0"),
    "by the count of a call of a release that nobody described": call(VENDOR, MADE, "count = 0", version="7.0.0"),
    "by the flags of all roles": call(VENDOR, source=IAM + "iam-assumable-roles"),
    "by release 6": call(PERMISSION.format(""), "create = false", source=IAM + "iam-role", version="~> 6.0"),
    "by cloudposse": call(
        'principals = { AWS = ["arn:aws:iam::123456789012:root"] }',
        "enabled = false",
        source="cloudposse/iam-role/aws",
        version="0.23.0",
    ),
    "by Lacework": call("create = false", source="lacework/iam-role/aws", version="0.3.0"),
    "in a module that makes none": call('name = "n"', source=IAM + "iam-user"),
    "in a module of another name": call(source="terraform-aws-modules/vpc/aws"),
    "in a module from elsewhere": call(
        MADE, VENDOR, source="example.com/terraform-aws-modules/iam/aws//modules/iam-role"
    ),
    "in an example": call(MADE, source="cloudposse/iam-role/aws//examples/complete"),
}


@pytest.mark.parametrize("case", NO_ROLE)
def test_where_no_role_is_made_nothing_is_reported(tmp_path: Path, case: str) -> None:
    assert reported(scan(tmp_path, NO_ROLE[case])) == set()


# --- instances and nesting -----------------------------------------------------------------------------------------

EACH = 'locals {\n  ids = { a = "123456789012", b = "987654321098" }\n}\n'


def test_each_instance_of_a_call_has_its_own_verdict(tmp_path: Path) -> None:
    trusted = 'trusted_role_arns = [each.key == "a" ? "arn:aws:iam::${each.value}:root" : "arn:aws:iam::1:role/x"]'
    trusted = trusted.replace("::1:", "::${each.value}:")
    found = scan(tmp_path, call("for_each = local.ids", MADE, NO_MFA, trusted) + EACH)
    assert found.rules('m["a"]') == {"1", "2"}
    assert found.rules('m["b"]') == {"1"}


def test_a_counted_call_is_told_by_its_index(tmp_path: Path) -> None:
    accounts = 'trusted_role_arns = ["arn:aws:iam::${["123456789012", "987654321098"][count.index]}:root"]'
    found = scan(tmp_path, call("count = 2", MADE, accounts))
    assert found.rules("m[0]") == found.rules("m[1]") == {"1", "2"}
    assert "account 987654321098 gets in" in found.record("1", "m[1]").check_name


def test_a_call_inside_a_module_has_the_inputs_of_the_outer_call(tmp_path: Path) -> None:
    outer = "".join(
        f'module "{name}" {{\n  source = "./inner"\n  id = "{value}"\n}}\n'
        for name, value in (("x", "7f9c2b1e"), ("y", ""))
    )
    wanted = 'role_sts_externalid = var.id == "" ? [] : [var.id]'
    inner = call(MADE, VENDOR, wanted) + 'variable "id" {\n}\n'
    found = scan(tmp_path, outer, **{"inner/main.tf": inner})
    assert found.rules("module.x.m") == {"2"}
    assert found.rules("module.y.m") == {"1", "2"}


def test_of_several_roles_the_finding_says_which(tmp_path: Path) -> None:
    inputs = ("create_admin_role = true", "create_readonly_role = true", "readonly_role_requires_mfa = false", DEPLOY)
    found = scan(tmp_path, call(*inputs, source=IAM + "iam-assumable-roles"))
    assert found.rules("m") == {"1", "6"}  # the role `deploy` has no MFA to show
    assert found.record("1", "m").check_name.endswith('(where `role is "admin"` is false)')


# --- the caller's own policy ---------------------------------------------------------------------------------------

DOCUMENT = """
data "aws_iam_policy_document" "own" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:root"]
    }
  }
}
"""
CUSTOM = "custom_role_trust_policy = data.aws_iam_policy_document.own.json"
FLAG = "create_custom_role_trust_policy = true"


def test_a_policy_of_the_caller_s_own_is_judged_once_where_it_stands(tmp_path: Path) -> None:
    found = scan(tmp_path, call(MADE, FLAG, CUSTOM, DEPLOY, ID) + DOCUMENT)
    assert found.failed == {("1", "m"), ("2", "m")}
    record: Any = found.record("1", "m")
    assert record.check_result["statement"]["lines"] == [12, 18]
    assert record.check_result["fix"]["text"].startswith("condition {")


@pytest.mark.parametrize(
    ("version", "flag", "rules"),
    [("5.30.0", "", set()), ("5.29.2", "", {"1", "2"}), ("4.9.0", "", set()), ("5.30.0", FLAG, {"1", "2"})],
)
def test_whether_it_counts_depends_on_the_release(tmp_path: Path, version: str, flag: str, rules: set[str]) -> None:
    inputs = [MADE, CUSTOM, DEPLOY, ID, "role_requires_mfa = false", *([flag] if flag else [])]
    found = scan(tmp_path, call(*inputs, version=version) + DOCUMENT)
    assert found.rules("m") == rules


def test_text_and_objects_of_the_caller_s_own_are_read_as_elsewhere(tmp_path: Path) -> None:
    allow = '{ Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "sts:AssumeRole" }'
    own = f'assume_role_policy = jsonencode({{ Version = "2012-10-17", Statement = [{allow}] }})'
    found = scan(tmp_path, call(own, source="cloudposse/iam-role/aws", version="0.23.0"))
    assert found.rules("m") == {"1", "2"}
    record: Any = found.record("1", "m")
    assert record.check_result["fix"]["text"].startswith("Condition = {")


# --- releases ------------------------------------------------------------------------------------------------------

GIT = "git::https://github.com/terraform-aws-modules/terraform-aws-iam.git//modules/iam-assumable-role?ref="


def test_without_a_version_it_is_the_newest_release_of_the_module(tmp_path: Path) -> None:
    found: Any = scan(tmp_path, call(MADE, VENDOR, version="")).record("1", "m")
    assert found.check_result["module"]["releases"] == ">= 5.52.0, < 6.0.0"


def test_a_release_that_nobody_described_is_undecided(tmp_path: Path) -> None:
    found = scan(tmp_path, call(MADE, DEPLOY, ID, version="7.0.0"))
    assert found.failed == {("90", "m")}
    record: Any = found.record("90", "m")
    assert "`7.0.0`" in record.check_name
    assert ">= 2.0.0, < 6.0.0" in record.check_name
    assert "--download-external-modules" in record.check_result["reason"]


def test_a_git_tag_is_a_version(tmp_path: Path) -> None:
    assert scan(tmp_path, call(MADE, VENDOR, ID, source=GIT + "v5.60.0", version="")).rules("m") == {"2"}
    assert scan(tmp_path, call(MADE, VENDOR, ID, source=GIT + "v4.1.0", version="")).rules("m") == {"1", "2"}


def test_a_branch_is_decided_only_where_all_releases_agree(tmp_path: Path) -> None:
    assert scan(tmp_path, call(MADE, VENDOR, source=GIT + "master", version="")).rules("m") == {"1", "2"}
    found = scan(tmp_path, call(MADE, VENDOR, ID, source=GIT + "master", version=""))
    assert found.failed == {("90", "m")}
    assert "`master`" in str(found.record("90", "m").check_result)


def test_a_commit_is_the_release_that_the_comment_beside_it_says(tmp_path: Path) -> None:
    commit = "e20e0b9a42084bbc885fd5abb18b8744810bd567"
    asked = call(MADE, VENDOR, ID, source=GIT + commit, version="")

    def rules(name: str, comment: str) -> set[str]:
        return scan(tmp_path / name, asked.replace(f'{commit}"\n', f'{commit}"{comment}\n')).rules("m")

    assert rules("new", " # v5.60.0") == rules("slashes", "  // 5.60.0") == {"2"}
    assert rules("old", " # v4.1.0") == {"1", "2"}
    assert rules("none", "") == rules("words", " # the one of v5.60.0") == {"90"}


@pytest.mark.parametrize(
    ("constraint", "span"),
    [
        ("5.52.0", ((5, 52, 0), (5, 52, 1))),
        ("= 5.52", ((5, 52, 0), (5, 52, 1))),
        ("~> 5.0", ((5, 0, 0), (6, 0, 0))),
        ("~> 5.30.1", ((5, 30, 1), (5, 31, 0))),
        ("~> 5", ((5, 0, 0), NEVER)),
        (">= 4.0, < 5.30", ((4, 0, 0), (5, 30, 0))),
        ("> 4.1, <= 5.0", ((4, 1, 1), (5, 0, 1))),
        ("!= 5.0.0", ((0, 0, 0), NEVER)),
        ("latest", None),
        ("5.0.0-beta1", None),
        ("", None),
    ],
)
def test_version_constraints(constraint: str, span: object) -> None:
    assert allowed(constraint) == span


@pytest.mark.parametrize(
    ("version", "releases"),
    [
        ("~> 5.0", [">= 5.52.0, < 6.0.0"]),
        ("< 5.23", [">= 5.19.0, < 5.23.0"]),
        (">= 3.0", [">= 5.52.0, < 6.0.0"]),
        ("4.2.0", [">= 4.2.0, < 4.7.0"]),
        ("1.0.0", []),
        (">= 6.0", []),
    ],
)
def test_of_the_releases_that_are_allowed_the_newest_is_taken(version: str, releases: list[str]) -> None:
    found = called(IAM + "iam-assumable-role", version)
    assert found is not None
    assert [each.versions for each in found.releases] == releases


# --- downloaded sources --------------------------------------------------------------------------------------------

ROLE = """
resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "sts:AssumeRole" }]
  })
}
"""


def test_the_module_s_own_files_win_where_they_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env_vars_config, "CHECKOV_EXPERIMENTAL_TERRAFORM_MANAGED_MODULES", True)
    source = "registry.terraform.io/" + IAM + "iam-assumable-role"
    listed = [{"Key": "m", "Source": source, "Version": "5.60.0", "Dir": ".terraform/modules/m"}]
    files = {".terraform/modules/modules.json": json.dumps({"Modules": listed}), ".terraform/modules/m/main.tf": ROLE}
    found = scan(tmp_path, call(MADE, DEPLOY, ID, source=source, version="5.60.0"), **files)
    assert found.failed == {("1", "module.m.aws_iam_role.this"), ("2", "module.m.aws_iam_role.this")}
    assert "m" not in reported(found)


def test_files_that_terraform_init_has_put_there_are_judged_at_the_call_where_checkov_passes_them_over(
    tmp_path: Path,
) -> None:
    source = "registry.terraform.io/" + IAM + "iam-assumable-role"
    listed = [{"Key": "m", "Source": source, "Version": "5.60.0", "Dir": ".terraform/modules/m"}]
    files = {".terraform/modules/modules.json": json.dumps({"Modules": listed}), ".terraform/modules/m/main.tf": ROLE}
    found = scan(tmp_path, call(MADE, DEPLOY, ID, source=source, version="5.60.0"), **files)
    assert found.failed == {("1", "m"), ("2", "m")}
    record: Any = found.record("1", "m")
    assert record.check_result["statement"]["file"] == "/.terraform/modules/m/main.tf"
    assert "module" not in record.check_result
    elsewhere = files | {".terraform/modules/modules.json": json.dumps({"Modules": [{**listed[0], "Key": "n"}]})}
    assert scan(tmp_path / "twin", call(MADE, DEPLOY, ID, source=source, version="5.60.0"), **elsewhere).failed == {
        ("6", "m")
    }


# --- what is said --------------------------------------------------------------------------------------------------


def test_the_finding_says_which_module_and_which_input_to_set(tmp_path: Path) -> None:
    found: Any = scan(tmp_path, call(MADE, VENDOR)).record("1", "m")
    assert found.file_line_range == [1, 6]
    assert found.check_result["statement"]["lines"] == [1, 6]
    assert found.check_result["module"] == {
        "name": IAM + "iam-assumable-role",
        "releases": ">= 5.52.0, < 6.0.0",
        "read": "5.60.0",
    }
    fix = found.check_result["fix"]
    assert fix["place"] == "in module.m, added to what the input lists already"
    assert fix["text"].startswith(f'role_sts_externalid = "{ISSUED}"\ntrust_policy_conditions = [')
    told = f"Module: {IAM}iam-assumable-role >= 5.52.0, < 6.0.0, as described from its public source up to 5.60.0"
    assert told in found.details


def test_what_every_finding_says_to_set_closes_them_all(tmp_path: Path) -> None:
    found: Any = scan(tmp_path, call(MADE, VENDOR))
    texts = {found.record(rule, "m").check_result["fix"]["text"] for rule in ("1", "2")}
    (text,) = texts
    filled = text.replace(ISSUED, "7f9c2b1e").replace(placeholder("user name"), "deploy")
    assert scan(tmp_path, call(MADE, VENDOR, filled)).rules("m") == set()


def test_an_input_for_a_part_of_it_is_said_where_it_closes_a_finding(tmp_path: Path) -> None:
    found: Any = scan(tmp_path, call(MADE, VENDOR, version="5.0.0"))
    assert found.record("1", "m").check_result["fix"]["text"] == f'role_sts_externalid = "{ISSUED}"'
    assert found.record("2", "m").check_result["fix"]["text"] == ""


def test_a_release_without_such_an_input_names_the_one_that_has_it(tmp_path: Path) -> None:
    found: Any = scan(tmp_path, call(MADE, VENDOR, ID, version="5.0.0")).record("2", "m")
    assert found.check_result["fix"]["text"] == ""
    assert "`trust_policy_conditions`, from release 5.52.0 on" in found.check_result["fix"]["advice"]


def test_in_release_6_the_condition_stands_in_its_permission(tmp_path: Path) -> None:
    found: Any = scan(tmp_path, call(PERMISSION.format(""), source=IAM + "iam-role", version="6.5.0")).record("1", "m")
    fix = found.check_result["fix"]
    assert fix["text"].startswith("condition = [{\n  test     = ")
    assert "in its entry of `trust_policy_permissions`" in fix["place"]


def test_what_is_not_known_is_named_as_the_caller_wrote_it(tmp_path: Path) -> None:
    found: Any = scan(tmp_path, call(MADE, "trusted_role_arns = var.open") + OPEN).record("90", "m")
    assert found.check_result["holes"] == [{"name": "var.open", "where": "/main.tf:7"}]


def test_a_finding_at_a_call_is_accepted_as_any_other(tmp_path: Path) -> None:
    found = scan(tmp_path, call("#checkov:skip=CKV_TRUST_1:the vendor has none", MADE, VENDOR))
    assert found.skipped == {("1", "m")}
    assert found.failed == {("2", "m")}


# --- the descriptions ----------------------------------------------------------------------------------------------


def test_every_release_of_every_module_can_be_evaluated(tmp_path: Path) -> None:
    flags = "\n  ".join(f"create_{kind}role = true" for kind in ("", "admin_", "poweruser_", "readonly_"))
    for model in models():
        for release in model.releases:
            version = ".".join(map(str, release.since))
            text = call(flags, source=model.name, version=version)
            if model.name.startswith("CloudHealth"):
                text = call(source=f"github.com/CloudHealth/terraform-cloudhealth-iam//role?ref={version}", version="")
            found = scan(tmp_path, text)
            assert reported(found) == {"m"}, release.label
            assert "broke" not in str([record.check_name for record in found.report.failed_checks]), release.label
