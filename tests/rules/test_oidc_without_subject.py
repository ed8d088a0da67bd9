"""Rule 9: tokens that anybody can get, and tokens for anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.request import Kind
from roletrust.engine.text import Hole, Means, Text, text
from roletrust.rules.tables.issuers import SHARED
from rules.trusting import OWN, Json, bearing, oidc, verdicts
from scanning import cloudformation, plan, terraform, write

GITHUB = "token.actions.githubusercontent.com"
AWS = "sts.amazonaws.com"
AUDIENCE = {f"{GITHUB}:aud": "sts.amazonaws.com"}
CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"
POOL = "cognito-identity.amazonaws.com"
ORGANIZATION = Hole("var.organization")
PROVIDER = text(Hole("module.eks.oidc_provider_arn"))
OPEN = "${module.eks.oidc_provider}"  # how a key is told whose issuer the configuration leaves open


def answer(*statements: Json) -> Any:
    return verdicts(*statements)[9].answer


def github(subject: Any = None, operator: str = "StringLike", **more: Any) -> Json:
    """A statement for GitHub Actions, with a condition on the subject, and others on claims that `more` names."""
    block: Json = {"StringEquals": {**AUDIENCE, **{f"{GITHUB}:{claim}": value for claim, value in more.items()}}}
    if subject is not None:
        block[operator] = {**block.get(operator, {}), f"{GITHUB}:sub": subject}
    return oidc(GITHUB, block)


@pytest.mark.parametrize(
    "subject",
    [
        "repo:acme/shop:ref:refs/heads/main",
        "repo:acme/*",
        "repo:acme/*:*",
        "repo:acme/shop:pull_request",
        "repo:acme@1234/shop@5678:ref:refs/heads/main",
        "repository_owner:acme:job_workflow_ref:acme/*",
        ["repo:acme/*", "repo:acme-labs/shop:*"],
        "nobody's format",
        text("repo:", ORGANIZATION, "/*"),
        text("repo:", Hole("var.repository"), ":*"),
        text(Hole("var.subject")),
    ],
)
def test_a_subject_that_begins_with_ones_own_organization_is_ones_own(subject: Any) -> None:
    assert answer(github(subject)) is NO


@pytest.mark.parametrize(
    "subject",
    [
        None,
        "*",
        "repo:*",
        "repo:acme*",
        "repo:acme-*/shop:*",
        "repo:?cme/*",
        "repo:*/shop:*",
        "*:ref:refs/heads/main",
        "*:environment:production",
        "*/acme/*",
        ["repo:acme/*", "repo:acme-labs*"],
        "repository_owner:acme*",
        text("repo:", ORGANIZATION, "*"),
        text("*:ref:refs/heads/", Hole("var.branch")),
    ],
)
def test_a_subject_that_another_organization_can_have_is_everybodys(subject: Any) -> None:
    assert answer(github(subject)) is YES


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", NO),
        ("StringLikeIfExists", NO),
        ("ForAnyValue:StringLike", NO),
        ("ForAllValues:StringLike", NO),  # every token has a subject
        ("StringNotLike", YES),
    ],
)
def test_a_subject_is_in_every_token(operator: str, expected: Any) -> None:
    assert answer(github("repo:acme/*", operator)) is expected


def test_a_key_that_no_token_carries_restricts_nobody() -> None:
    """`ForAllValues` holds where the key is missing, as a misspelt one always is."""
    block = {"StringEquals": AUDIENCE, "ForAllValues:StringLike": {f"{GITHUB}:subject": "repo:acme/*"}}
    assert answer(oidc(GITHUB, block)) is YES


def test_the_literal_star_is_nobodys_subject() -> None:
    assert answer(oidc(GITHUB, {"StringEquals": {**AUDIENCE, f"{GITHUB}:sub": "repo:*"}})) is NO


@pytest.mark.parametrize(
    ("claim", "value", "expected"),
    [
        ("repository", "acme/shop", NO),
        ("repository_id", "1234", NO),
        ("enterprise_id", "1234", NO),
        ("repository_owner_id", "1234", NO),
        ("iss", f"https://{GITHUB}", NO),  # no key of AWS's: nobody gets in
        ("ref", "refs/heads/main", YES),
        ("environment", "production", YES),
        ("actor", "dependabot[bot]", YES),
        ("job_workflow_ref", "acme/flows/.github/workflows/deploy.yml@refs/heads/main", YES),  # if it is public
    ],
)
def test_another_claim_may_say_whose_token_it_is(claim: str, value: str, expected: Any) -> None:
    assert answer(github("repo:*", **{claim: value})) is expected


def test_the_whole_policy_is_asked() -> None:
    guard = oidc(GITHUB, {"StringNotLike": {f"{GITHUB}:sub": "repo:acme/*"}}, "Deny")
    assert answer(github("repo:acme/*"), github()) is YES
    assert answer(github(), guard) is NO
    assert answer(github("repo:acme*"), guard) is NO


# --- subjects that are made by a template -------------------------------------------------------------------------

DEPLOY = "acme/flows/.github/workflows/deploy.yml@refs/heads/main"


@pytest.mark.parametrize(
    "subject",
    [
        "environment:production",
        "environment:*",
        "ref:refs/heads/main",
        "workflow:deploy",
        "actor:octocat",
        "context:ref:refs/heads/main",
        "pull_request",
        f"job_workflow_ref:{DEPLOY}",
        "job_workflow_ref:acme/flows/*",
        f"environment:production:job_workflow_ref:{DEPLOY}",
        f"*:job_workflow_ref:{DEPLOY}",
        f"repo:*:job_workflow_ref:{DEPLOY}",
        "enterprise:*",
        "repository_visibility:private",
        "repo_property_team:platform",
        "repo_property_*:platform",
        "repository_id:12*",
        "repository_owner_id:*",
        "workflow_ref:*/deploy.yml@refs/heads/main",
        ["repo:acme/shop:*", "environment:production"],
        text("environment:", Hole("var.environment")),
    ],
)
def test_a_subject_that_anybody_makes_by_a_template_is_a_strangers(subject: Any) -> None:
    found = verdicts(github(subject))[9]
    assert (found.answer, found.severity) == (YES, "")
    assert found.headline == ""


@pytest.mark.parametrize(
    "subject",
    [
        "repository_owner:acme",
        "repository_owner:acme:environment:production",
        "environment:production:repository_owner:acme",
        "environment:production:repo:acme/shop",
        f"job_workflow_ref:{DEPLOY}:repository_owner_id:1234",
        f"repo:acme/*:job_workflow_ref:{DEPLOY}",
        "*:repository_owner:acme",
        "environment:*:repository_owner:acme:*",
        "repository_id:1234",
        "repository_owner_id:1234:repository_visibility:private",
        "enterprise:acme-inc",
        "enterprise_id:1234:environment:production",
        "workflow_ref:acme/shop/.github/workflows/x.yml@refs/heads/main",
        text("repository_owner:", ORGANIZATION, ":environment:production"),
        "environment:",  # nobody's: no value is empty
        "environments:production",  # nobody's: there is no such claim
        "colour:red",
    ],
)
def test_a_subject_that_names_ones_own_in_any_part_is_ones_own(subject: Any) -> None:
    assert answer(github(subject)) is NO


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"enterprise_id": "1234"}, YES),  # who is of no enterprise has none
        ({"repository_owner_id": "1234"}, NO),
        ({"environment": "production"}, YES),
    ],
)
def test_a_claim_that_need_not_be_there_does_not_confine_where_it_exists(claims: Json, expected: Any) -> None:
    if_exists = {f"{GITHUB}:{claim}": value for claim, value in claims.items()}
    block = {"StringEquals": AUDIENCE, "StringLike": {f"{GITHUB}:sub": "repo:*"}, "StringEqualsIfExists": if_exists}
    assert answer(oidc(GITHUB, block)) is expected


@pytest.mark.parametrize(
    ("issuer", "claim", "value", "expected"),
    [
        ("gitlab.com", "namespace_id", "77", NO),
        ("gitlab.com", "project_id", "77", NO),
        ("gitlab.com", "namespace_id", "7*", YES),
        ("gitlab.com", "ref_protected", "true", YES),
        ("gitlab.com", "user_login", "somebody", YES),
        ("agent.buildkite.com", "organization_id", "0184990a", NO),
        ("agent.buildkite.com", "organization_slug", "acme", NO),
        ("agent.buildkite.com", "pipeline_id", "0184990a", NO),
        ("agent.buildkite.com", "pipeline_slug", "deploy", YES),
        ("agent.buildkite.com", "build_branch", "main", YES),
        ("agent.buildkite.com", "cluster_name", "production", YES),
    ],
)
def test_a_key_besides_the_subject_tells_tenants_apart_or_not(
    issuer: str, claim: str, value: str, expected: Any
) -> None:
    block = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}, "StringLike": {f"{issuer}:{claim}": value}}
    assert answer(oidc(issuer, block)) is expected


def test_a_project_of_ones_own_organization_at_circleci_owes_an_audience() -> None:
    issuer = "oidc.circleci.com/org/7f9c2b1e"
    project = {f"{issuer}:oidc.circleci.com/project-id": "e2f1"}
    assert verdicts(oidc(issuer, {"StringEquals": project}))[9].severity == "MEDIUM"
    assert answer(oidc(issuer, {"StringEquals": {**project, f"{issuer}:aud": "7f9c2b1e"}})) is NO


# --- one's own tokens, for others --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("repo:acme/shop:ref:refs/heads/main", NO),
        (["repo:acme/shop:ref:refs/heads/main", "repo:acme/shop:environment:production"], NO),
        (text("repo:acme/", Hole("var.repository"), ":ref:refs/heads/main"), NO),
        ("repo:acme/shop:*", YES),
        (["repo:acme/shop:ref:refs/heads/main", "repo:acme/*"], YES),
    ],
)
def test_a_subject_that_is_one_identity_needs_no_audience(subject: Any, expected: Any) -> None:
    found = verdicts(oidc(GITHUB, {"StringLike": {f"{GITHUB}:sub": subject}}))[9]
    assert found.answer is expected
    assert found.severity == ("MEDIUM" if expected is YES else "")


TRUSTING = """\
resource "aws_iam_role" "r" {{
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ Federated = {principal} }}
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {{ StringLike = {{ "{host}:sub" = "{subject}" }} }}
    }}]
  }})
}}
"""
PROVIDED = """
resource "aws_iam_openid_connect_provider" "github" {{
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = {audiences}
}}
"""
REFERENCE = "aws_iam_openid_connect_provider.github.arn"
LITERAL = f'"arn:aws:iam::{OWN}:oidc-provider/{GITHUB}"'


@pytest.mark.parametrize(
    ("audiences", "principal", "subject", "severity"),
    [
        ('["sts.amazonaws.com"]', REFERENCE, "repo:acme/*", None),
        ('["sts.amazonaws.com", "https://github.com/acme"]', REFERENCE, "repo:acme/*", "MEDIUM"),
        ('["https://github.com/acme"]', REFERENCE, "repo:acme/*", "MEDIUM"),
        ("var.audiences", REFERENCE, "repo:acme/*", "MEDIUM"),
        ('["sts.amazonaws.com"]', LITERAL, "repo:acme/*", "MEDIUM"),  # of which nobody says that it is that provider
        ('["sts.amazonaws.com"]', REFERENCE, "repo:*", "HIGH"),
    ],
)
def test_the_only_audience_that_the_configurations_own_provider_registers_is_enforced(
    audiences: str, principal: str, subject: str, severity: str | None, tmp_path: Path
) -> None:
    text = PROVIDED.format(audiences=audiences) + TRUSTING.format(principal=principal, host=GITHUB, subject=subject)
    found = terraform(write(tmp_path, {"main.tf": text}))
    assert (("9", "aws_iam_role.r") in found.failed) is (severity is not None)
    if severity:
        assert str(found.record("9", "aws_iam_role.r").severity) == severity


OF_AN_OPEN_ADDRESS = """
variable "more" {{}}
locals {{
  host = replace(aws_iam_openid_connect_provider.p.url, "https://", "")
}}
resource "aws_iam_openid_connect_provider" "p" {{
  url            = {url}
  client_id_list = {audiences}
}}
"""
OF_A_CLUSTER = "module.eks.cluster_oidc_issuer_url"
CIRCLE = '"https://oidc.circleci.com/org/${var.more}"'


@pytest.mark.parametrize(
    ("url", "audiences", "subject", "enforced"),
    [
        (OF_A_CLUSTER, '["sts.amazonaws.com"]', "system:serviceaccount:tools:*", True),
        (
            OF_A_CLUSTER,
            '["cluster"]',
            "system:serviceaccount:tools:*",
            False,
        ),  # EKS makes tokens for whatever one wants
        (OF_A_CLUSTER, "var.more", "system:serviceaccount:tools:*", False),
        ('"https://oidc.${var.more}"', '["cluster"]', "system:serviceaccount:tools:*", False),  # which may be EKS's
        (CIRCLE, "[var.more]", "org/${var.more}/project/*", True),
        (CIRCLE, '[var.more, "sts.amazonaws.com"]', "org/${var.more}/project/*", False),
    ],
)
def test_so_it_is_of_a_provider_whose_address_is_open(
    url: str, audiences: str, subject: str, enforced: bool, tmp_path: Path
) -> None:
    principal, host = "aws_iam_openid_connect_provider.p.arn", "${local.host}"
    text = OF_AN_OPEN_ADDRESS.format(url=url, audiences=audiences)
    text += TRUSTING.format(principal=principal, host=host, subject=subject)
    found = terraform(write(tmp_path, {"main.tf": text}))
    assert (("9", "aws_iam_role.r") in found.failed) is not enforced


IN_TEMPLATE = """
Resources:
  GitHub:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: https://token.actions.githubusercontent.com
      ClientIdList: {audiences}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{Federated: {principal}}}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {{StringLike: {{"token.actions.githubusercontent.com:sub": "repo:acme/*"}}}}
"""


@pytest.mark.parametrize(
    ("audiences", "principal", "enforced"),
    [
        ("[sts.amazonaws.com]", "!Ref GitHub", True),
        ("[sts.amazonaws.com]", "!GetAtt GitHub.Arn", True),
        ("[sts.amazonaws.com]", "!Sub '${{GitHub}}'", True),
        ("[sts.amazonaws.com, 'https://github.com/acme']", "!Ref GitHub", False),
        ("['https://github.com/acme']", "!Ref GitHub", False),
        ("[!Ref AWS::StackName]", "!Ref GitHub", False),
        ("[sts.amazonaws.com]", LITERAL, False),
    ],
)
def test_so_it_is_where_a_template_makes_its_provider(
    audiences: str, principal: str, enforced: bool, tmp_path: Path
) -> None:
    written = IN_TEMPLATE.format(audiences=audiences, principal=principal.format())
    found = cloudformation(write(tmp_path, {"t.yaml": written}))
    assert (("9", "AWS::IAM::Role.R") in found.passed) is enforced
    assert (("9", "AWS::IAM::Role.R") in found.failed) is not enforced


@pytest.mark.parametrize(("audience", "document"), [(AWS, False), (AWS, True), ("x", False)])
def test_so_it_is_in_a_plan(audience: str, document: bool, tmp_path: Path) -> None:
    """By its references: of the role's policy, or of the document that it is."""
    policy = {"Version": "2012-10-17", "Statement": [oidc(GITHUB, {"StringLike": {f"{GITHUB}:sub": "repo:acme/*"}})]}
    values: Json = {
        "aws_iam_openid_connect_provider": {"url": f"https://{GITHUB}", "client_id_list": [audience]},
        "aws_iam_role": {"name": "r", "assume_role_policy": json.dumps(policy)},
        "aws_iam_policy_document": {"json": "{}"},
    }
    provider, role, read = (
        {"address": f"{kind}.r", "mode": "managed", "type": kind, "name": "r", "values": each}
        for kind, each in values.items()
    )
    read |= {"address": f"data.{read['address']}", "mode": "data"}
    to_provider = {"references": [f"{provider['address']}.arn", provider["address"]]}
    to_document = {"references": [f"{read['address']}.json", read["address"]]}
    configured = [
        {**provider, "expressions": {}},
        {**role, "expressions": {"assume_role_policy": to_document if document else to_provider}},
        {**read, "expressions": {"statement": [{"principals": [{"identifiers": to_provider}]}]}},
    ]
    whole = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [provider, role]}},
        "prior_state": {"values": {"root_module": {"resources": [read]}}},
        "configuration": {"root_module": {"resources": configured}},
    }
    found = plan(write(tmp_path, {"tfplan.json": json.dumps(whole, indent=1)}))
    assert (("9", "aws_iam_role.r") in found.passed) is (audience == AWS)
    assert (("9", "aws_iam_role.r") in found.failed) is (audience != AWS)


def test_a_strangers_token_goes_before_one_for_others() -> None:
    found = verdicts(oidc(GITHUB, {"StringLike": {f"{GITHUB}:sub": "repo:acme/*"}}), oidc(GITHUB))[9]
    assert (found.severity, found.headline) == ("", "")
    assert "that any other organization can get" in found.reason


# A claim that each issuer's tokens have, or may well have, and for which AWS has no key.
WITHOUT_A_KEY = {
    "token.actions.githubusercontent.com": "repository_owner",
    "vstoken.actions.githubusercontent.com": "event_name",
    "gitlab.com": "project_path",
    "agent.buildkite.com": "step_key",
    "app.terraform.io": "terraform_organization_name",
    "oidc.codefresh.io": "account_id",
    "accounts.google.com": "hd",
    "cognito-identity.amazonaws.com": "email",
}


@pytest.mark.parametrize("issuer", [*SHARED, POOL])
def test_of_every_shared_issuer_a_claim_without_a_key_is_met_by_nobody_or_by_everybody(issuer: str) -> None:
    """As AWS sees no such claim: a plain operator on it never holds (6), IfExists and ForAllValues always do (9)."""
    built_in = issuer in ("accounts.google.com", "graph.facebook.com", "www.amazon.com", POOL)
    provider = issuer if built_in else f"arn:aws:iam::{OWN}:oidc-provider/{issuer}"
    claim = {f"{issuer}:{WITHOUT_A_KEY.get(issuer, 'organization')}": "acme"}
    plain = verdicts(bearing(provider, {"StringEquals": claim}))
    assert (plain[6].answer, plain[9].answer) == (YES, NO)
    assert "AWS has no" in plain[6].reason
    for operator in ("StringEqualsIfExists", "ForAllValues:StringEquals"):
        opened = verdicts(bearing(provider, {operator: claim}))
        assert (opened[6].answer, opened[9].answer, opened[9].severity) == (NO, YES, "")


def test_there_are_at_least_25_shared_issuers_each_with_its_page() -> None:
    assert len(SHARED) >= 25
    assert all(each.page.startswith("https://") for each in SHARED.values())


# --- other issuers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("issuer", [each for each in SHARED if each != "accounts.google.com"])
def test_every_shared_issuer_is_reported_and_passes_with_its_own_fix(issuer: str) -> None:
    built_in = issuer in ("graph.facebook.com", "www.amazon.com")
    provider = issuer if built_in else f"arn:aws:iam::{OWN}:oidc-provider/{issuer}"
    found = verdicts(bearing(provider))[9]
    assert found.answer is YES
    assert SHARED[issuer].name in found.reason
    assert found.fix
    block: Json = {}
    for condition in found.fix.conditions:
        block.setdefault(condition.operator, {})[condition.key] = list(condition.values)
    assert answer(bearing(provider, block)) is NO


@pytest.mark.parametrize(
    ("issuer", "subject", "expected"),
    [
        ("gitlab.com", "project_path:acme/shop:ref_type:branch:ref:main", NO),
        ("gitlab.com", "project_path:acme/*", NO),
        ("gitlab.com", "project_path:acme*:ref_type:branch:ref:main", YES),
        ("gitlab.com", "project_path:*:ref_type:branch:ref:main", YES),
        ("app.terraform.io", "organization:acme:*", NO),
        ("app.terraform.io", "organization:*:project:*:workspace:prod:run_phase:*", YES),
        ("agent.buildkite.com", "organization:acme:pipeline:*", NO),
        ("agent.buildkite.com", "organization:acme*:pipeline:deploy:*", YES),
        ("scalr.io", "account:acme:environment:prod:workspace:*", NO),
        ("app.eu.terraform.io", "organization:acme:*", NO),
        ("app.eu.terraform.io", "organization:*", YES),
        ("oidc.modal.com", "modal:workspace_id:ac-12345abcd:*", NO),
        ("oidc.modal.com", "modal:workspace_id:*:environment_name:main:*", YES),
        ("oidc.deno.com", "deployment:acme/shop/production", NO),
        ("oidc.deno.com", "deployment:*/shop/production", YES),
        ("identity.depot.dev", "spiffe://identity.depot.dev/org/rtlw6kg4g8/ci/github/acme/shop/*", NO),
        ("identity.depot.dev", "spiffe://identity.depot.dev/org/*/ci/github/acme/shop/*", YES),
        ("federation.namespaceapis.com", "tenant_1/*", NO),
        ("api.cursor.com", "team_id:123", NO),
        ("api.cursor.com", "team_id:*", YES),
        ("app.warp.dev", "scoped_principal:abc123/*", NO),
        ("app.warp.dev", "user:*", YES),
        ("login.app.env0.com", "auth0|632b8219", NO),
        ("login.app.env0.com", "auth0|*", YES),
        ("api.pulumi.com/oidc/v2", "pulumi:org:acme:env:*", NO),
        ("oidc-configuration.audit-log.githubusercontent.com", "https://github.com/acme", NO),
        ("oidc-configuration.audit-log.githubusercontent.com", "https://github.com/*", YES),
    ],
)
def test_each_shared_issuer_writes_its_subjects_its_own_way(issuer: str, subject: str, expected: Any) -> None:
    block = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}, "StringLike": {f"{issuer}:sub": subject}}
    assert answer(oidc(issuer, block)) is expected


@pytest.mark.parametrize(
    "issuer",
    [
        CLUSTER,
        f"{GITHUB}/acme",
        "oidc.circleci.com/org/7f9c2b1e",
        "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
        "oidc.vercel.com/acme",
        "sts.windows.net/7f9c2b1e",
        "acme.app.spacelift.io",
    ],
)
def test_an_issuer_of_ones_own_owes_an_audience_and_no_subject(issuer: str) -> None:
    assert answer(oidc(issuer, {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}})) is NO
    assert answer(oidc(issuer, {"StringLike": {f"{issuer}:sub": "some*"}})) is YES
    found = verdicts(oidc(issuer))[9]
    assert (found.answer, found.severity) == (YES, "MEDIUM")
    assert found.headline == "OIDC token that was made for another audience is accepted"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"StringEquals": {f"{POOL}:aud": "eu-west-1:7f9c"}}, NO),
        (
            {
                "StringEquals": {f"{POOL}:aud": "eu-west-1:7f9c"},
                "ForAnyValue:StringLike": {f"{POOL}:amr": "unauthenticated"},
            },
            NO,
        ),
        ({"StringLike": {f"{POOL}:aud": "eu-west-1:*"}}, YES),
        ({"ForAnyValue:StringLike": {f"{POOL}:amr": "authenticated"}}, YES),
        (None, YES),
    ],
)
def test_a_pool_of_cognito_is_told_by_the_audience(block: Json | None, expected: Any) -> None:
    assert answer(bearing(POOL, block)) is expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"StringEquals": {"accounts.google.com:aud": "6677"}}, NO),
        ({"StringEquals": {"accounts.google.com:aud": "6677", "accounts.google.com:oaud": "8899"}}, NO),
        ({"StringEquals": {"accounts.google.com:sub": "112233"}}, NO),  # one service account
        ({"StringLike": {"accounts.google.com:sub": "11*"}}, YES),
        ({"StringEquals": {"accounts.google.com:google/organization_number": "7788"}}, NO),
        ({"StringEqualsIfExists": {"accounts.google.com:google/organization_number": "7788"}}, YES),
        ({"StringEquals": {"accounts.google.com:oaud": "8899"}}, YES),  # a service account may name any audience
        (None, YES),
    ],
)
def test_an_application_of_google_is_told_by_the_audience(block: Json | None, expected: Any) -> None:
    assert answer(bearing("accounts.google.com", block)) is expected


def test_a_workspace_of_sentinel_is_told_by_the_session_name() -> None:
    issuer = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/"
    audience = {f"{issuer}:aud": "api://1462b192"}
    assert answer(oidc(issuer, {"StringEquals": audience})) is YES
    named = {"StringEquals": {**audience, "sts:RoleSessionName": "MicrosoftSentinel_7f9c"}}
    assert answer(oidc(issuer, named)) is NO


# --- what is not known -------------------------------------------------------------------------------------------


def open_cluster(**claims: str) -> Json:
    return bearing(PROVIDER, {"StringEquals": {f"{OPEN}:{claim}": value for claim, value in claims.items()}})


def test_a_key_whose_issuer_is_not_known_is_presumed_to_be_the_providers() -> None:
    """The common way to write a role for a service account of a cluster."""
    role = "system:serviceaccount:shop:checkout"
    assert answer(open_cluster(sub=role, aud="sts.amazonaws.com")) is NO
    assert answer(open_cluster(sub=role)) is NO
    assert answer(bearing(PROVIDER, {"StringLike": {f"{OPEN}:sub": "system:serviceaccount:shop:*"}})) is YES
    literal = f"arn:aws:iam::{OWN}:oidc-provider/{CLUSTER}"
    block = {"StringEquals": {f"{OPEN}:sub": role, f"{OPEN}:aud": "sts.amazonaws.com"}}
    assert answer(bearing(literal, block)) is NO


def test_whether_an_issuer_is_shared_decides_only_where_nobody_asks_for_the_subject() -> None:
    found = verdicts(open_cluster(aud="sts.amazonaws.com"))
    assert found[9].answer is UNKNOWN
    assert [hole.name for hole in found[9].holes] == ["module.eks.oidc_provider_arn"]
    assert "CKV_TRUST_9" in found[90].reason


def test_a_provider_that_is_not_known_is_the_one_whose_keys_are_tested() -> None:
    own = {"StringEquals": AUDIENCE, "StringLike": {f"{GITHUB}:sub": "repo:acme/*"}}
    anybodys = {"StringEquals": AUDIENCE, "StringLike": {f"{GITHUB}:sub": "repo:acme*"}}
    assert answer(bearing(PROVIDER, own)) is NO
    assert answer(bearing(PROVIDER, anybodys)) is YES
    assert answer(bearing(PROVIDER)) is YES


@pytest.mark.parametrize("account", [Hole("var.account"), Hole("me", means=Means.OWN_ACCOUNT)])
def test_the_account_of_the_provider_does_not_matter(account: Hole) -> None:
    provider = text("arn:aws:iam::", account, f":oidc-provider/{GITHUB}")
    assert answer(bearing(provider, {"StringEquals": AUDIENCE})) is YES
    own = {"StringEquals": AUDIENCE, "StringLike": {f"{GITHUB}:sub": "repo:acme/*"}}
    assert answer(bearing(provider, own)) is NO


def test_the_scheme_that_terraform_may_leave_before_the_issuer_is_no_part_of_it() -> None:
    assert answer(oidc(GITHUB, {"StringEquals": {f"https://{GITHUB}:aud": "sts.amazonaws.com"}})) is YES


def test_an_issuer_that_is_known_in_part_is_its_own() -> None:
    provider = text(f"arn:aws:iam::{OWN}:oidc-provider/oidc.eks.", Hole("var.region"), ".amazonaws.com/id/01")
    assert isinstance(provider, Text)
    assert answer(bearing(provider, {"StringEquals": {f"{OPEN}:aud": "sts.amazonaws.com"}})) is NO


# --- what the finding says ---------------------------------------------------------------------------------------


def test_the_finding_shows_a_strangers_token() -> None:
    found = verdicts(github("*:ref:refs/heads/main"))[9]
    assert found.reason == (
        "statement 1 lets in a token of GitHub Actions that any other organization can get; "
        f"its StringLike on {GITHUB}:sub does not turn those of others away"
    )
    assert found.witness
    assert found.witness.caller.kind is Kind.OIDC
    assert found.witness.action == "sts:AssumeRoleWithWebIdentity"
    assert found.witness.context[f"{GITHUB}:sub"] == ("repo:any-other/any-other:ref:refs/heads/main",)


def test_a_finding_says_where_the_audiences_are() -> None:
    found = verdicts(oidc(CLUSTER, {"StringLike": {f"{CLUSTER}:sub": "system:serviceaccount:a:*"}}))[9]
    assert "for any audience that its provider has registered" in found.reason


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("repo:*/app:environment:prod", "repo:\u2039organization\u203a/app:environment:prod"),
        (
            "repo:*@*/app@456:environment:prod",
            "repo:\u2039organization\u203a@\u2039id of the organization\u203a/app@456:environment:prod",
        ),
        ("repo:acme*@123/app@456:environment:prod", "repo:acme@123/app@456:environment:prod"),
        ("*:environment:prod", "repo:\u2039organization\u203a/\u2039repository\u203a:environment:prod"),
    ],
)
def test_the_fix_keeps_the_form_of_the_subject_and_says_who_has_the_other(written: str, wanted: str) -> None:
    fix = verdicts(github(written))[9].fix
    assert fix
    assert [condition.values for condition in fix.conditions] == [(wanted,)]
    assert "15 July 2026" in fix.advice


def test_the_fix_keeps_the_readers_spelling_and_asks_for_what_is_missing() -> None:
    fix = verdicts(oidc(GITHUB, {"StringLike": {f"{GITHUB.title()}:Sub": "*"}}))[9].fix
    assert fix
    assert [condition.key for condition in fix.conditions] == [f"{GITHUB.title()}:Sub", f"{GITHUB}:aud"]


def test_the_other_providers_of_the_statement_are_not_shut_out() -> None:
    pool, provider = POOL, f"arn:aws:iam::{OWN}:oidc-provider/{GITHUB}"
    both = {**bearing(provider, {"StringEquals": {f"{POOL}:aud": "x"}}), "Principal": {"Federated": [provider, pool]}}
    fix = verdicts({**both, "Condition": {}})[9].fix
    assert fix
    assert [each.value for each in fix.moved] == [provider]


def test_no_policy_without_such_principals_is_asked() -> None:
    for number in (8, 9, 10):
        assert verdicts({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:*"})[number].answer is NO
