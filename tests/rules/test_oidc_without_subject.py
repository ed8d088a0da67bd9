"""Rule 9: tokens that anybody can get, and tokens for anybody."""

from __future__ import annotations

from typing import Any

import pytest

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.request import Kind
from roletrust.engine.text import Hole, Means, Text, text
from roletrust.rules.issuers import SHARED
from rules.trusting import OWN, Json, bearing, oidc, verdicts

GITHUB = "token.actions.githubusercontent.com"
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
        ("job_workflow_ref", "acme/flows/.github/workflows/deploy.yml@refs/heads/main", NO),
        ("iss", f"https://{GITHUB}", NO),  # no key of AWS's: nobody gets in
        ("ref", "refs/heads/main", YES),
        ("environment", "production", YES),
        ("actor", "dependabot[bot]", YES),
    ],
)
def test_another_claim_may_say_whose_token_it_is(claim: str, value: str, expected: Any) -> None:
    assert answer(github("repo:*", **{claim: value})) is expected


def test_the_whole_policy_is_asked() -> None:
    guard = oidc(GITHUB, {"StringNotLike": {f"{GITHUB}:sub": "repo:acme/*"}}, "Deny")
    assert answer(github("repo:acme/*"), github()) is YES
    assert answer(github(), guard) is NO
    assert answer(github("repo:acme*"), guard) is NO


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
    assert answer(oidc(issuer, {"StringEquals": {f"{issuer}:sub": "somebody"}})) is YES
    assert answer(oidc(issuer)) is YES


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
        ({"StringEquals": {"accounts.google.com:sub": "112233"}}, YES),
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
    assert answer(open_cluster(sub=role)) is YES
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
    found = verdicts(oidc(CLUSTER, {"StringEquals": {f"{CLUSTER}:sub": "system:serviceaccount:a:b"}}))[9]
    assert "for any audience that its provider has registered" in found.reason


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
