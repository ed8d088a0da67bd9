"""Which Allow statements let anybody in: every kind of caller, every key, the clock; and what contradicts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from engine.policies import policies
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Maybe
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.classes import satisfiability as living_module
from roletrust.engine.classes.satisfiability import Living
from roletrust.engine.policy.misspelt_keys import changes, meant
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, text

Json = dict[str, Any]
V, W = "123456789012", "210987654321"
ROOT, ROLE, USER = (f"arn:aws:iam::{V}:{path}" for path in ("root", "role/deploy", "user/ops"))
ID = "7f9c2b1e-40d3-4c52"
X, MFA, NOW, EPOCH = "sts:ExternalId", "aws:MultiFactorAuthPresent", "aws:CurrentTime", "aws:EpochTime"
GITHUB = "token.actions.githubusercontent.com"
OIDC, SAML = f"arn:aws:iam::{V}:oidc-provider/{GITHUB}", f"arn:aws:iam::{V}:saml-provider/okta"
IN_2026 = 1_795_000_000
ASSUME, WITH_SAML, WITH_TOKEN = "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"


def allow(principal: Any, condition: Any = None, action: Any = ASSUME, effect: str = "Allow") -> Json:
    written = {"Effect": effect, "Principal": principal, "Action": action}
    return written if condition is None else {**written, "Condition": condition}


def aws(condition: Any = None, principal: Any = ROOT) -> Json:
    return allow({"AWS": principal}, condition)


def service(condition: Any = None, name: str = "ec2.amazonaws.com") -> Json:
    return allow({"Service": name}, condition)


def token(condition: Any = None, provider: Any = OIDC) -> Json:
    return allow({"Federated": provider}, condition, WITH_TOKEN)


def assertion(condition: Any = None) -> Json:
    return allow({"Federated": SAML}, condition, WITH_SAML)


def deny(condition: Any) -> Json:
    return allow({"AWS": "*"}, condition, effect="Deny")


def equals(key: str, value: Any) -> Json:
    return {"StringEquals": {key: value}}


def trust(*statements: Any) -> Trust:
    return Trust(read_policy({"Version": "2012-10-17", "Statement": list(statements)}), now=IN_2026)


def alive(*statements: Any) -> Answer:
    found = trust(*statements)
    return found.alive(found.policy.statements[0]).answer


DEAD = {
    "an empty list": aws(equals(X, [])),
    "a blank id": aws(equals(X, "")),
    "an id of one character": aws(equals(X, "x")),
    "a star that is no wildcard": aws(equals(X, "*")),
    "a placeholder": aws(equals(X, "<external-id>")),
    "a misspelt key": aws(equals("sts:external-id", ID)),
    "a key of another prefix": aws(equals("aws:ExternalId", ID)),
    "a misspelt key, negated away": aws({"Null": {"sts:ExternaId": "false"}}),
    "a principal of another account": aws({"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{W}:role/x"}}),
    "an account that is another": aws(equals("aws:PrincipalAccount", W)),
    "the ARN of a session": aws({"ArnLike": {"aws:PrincipalArn": f"arn:aws:sts::{V}:assumed-role/x/*"}}),
    "the root user": aws({"ArnEquals": {"aws:PrincipalArn": ROOT}}),
    "another partition": aws(equals("aws:PrincipalArn", f"arn:aws-cn:iam::{V}:role/x")),
    "MFA of a role": aws({"Bool": {MFA: "true"}}, ROLE),
    "MFA of a service": service({"Bool": {MFA: "true"}}),
    "a user's name of a role": aws(equals("aws:username", "ops"), ROLE),
    "a source account of a user": aws(equals("aws:SourceAccount", V)),
    "an organization of a service": service(equals("aws:PrincipalOrgID", "o-a1b2c3d4e5")),
    "an external id of a token": token(equals(X, ID)),
    "an external id of an assertion": assertion(equals(X, ID)),
    "a token of another issuer": token(equals("gitlab.com:sub", "x")),
    "a claim of an issuer with a slash at its end": token(equals(f"{GITHUB}/:sub", "x")),
    "a token's claim of an assertion": assertion(equals(f"{GITHUB}:sub", "x")),
    "an assertion's key of a token": token(equals("SAML:aud", "x")),
    "a claim without its colon": token(equals(f"{GITHUB}.sub", "x")),
    "a claim that AWS has no key for": token(equals(f"{GITHUB}:repository_owner", "acme")),
    "a claim that AWS has no key for, with a star": token({"StringLike": {f"{GITHUB}:workflow_ref": "acme/*"}}),
    "a claim of an issuer that AWS has no keys of": token(
        equals("oidc.eks.eu-west-1.amazonaws.com/id/01:namespace", "x"),
        f"arn:aws:iam::{V}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/01",
    ),
    "an OIDC provider that assumes": allow({"Federated": OIDC}),
    "an OIDC provider that asserts": allow({"Federated": OIDC}, None, WITH_SAML),
    "a SAML provider with a token": allow({"Federated": SAML}, None, WITH_TOKEN),
    "a service that asserts": allow({"Service": "ec2.amazonaws.com"}, None, WITH_SAML),
    "an action of another service": allow({"AWS": ROOT}, None, "s3:GetObject"),
    "a federated user": aws(principal=f"arn:aws:sts::{V}:federated-user/x"),
    "nobody": aws(principal=[]),
    "absent and present": aws({"Null": {X: "true"}, **equals(X, ID)}),
    "two ids at once": aws({**equals(X, ID), "StringLike": {X: "other-*"}}),
    "an id that it excludes": aws({**equals(X, ID), "StringNotEquals": {X: ID}}),
    "a time that is always there": aws({"Null": {NOW: "true"}}),
    "a private address": aws({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.1.0/24"]}}),
    "a date that is past": aws({"DateLessThan": {NOW: "2020-01-01T00:00:00Z"}}),
    "one past moment": aws({"DateEquals": {NOW: "2020-01-01T00:00:00Z"}}),
    "a second that is past": aws({"NumericLessThanEquals": {EPOCH: "1500000000"}}),
    "a time after and before": aws({"DateGreaterThan": {NOW: "2090-01-01"}, "DateLessThan": {NOW: "2080-01-01"}}),
}
ALIVE = {
    "an account": aws(),
    "an id": aws(equals(X, ID)),
    "a key in another case": aws(equals("STS:externalID", ID)),
    "an id left open": aws(equals(X, text(Hole("var.id")))),
    "an account left open": aws(None, text("arn:aws:iam::", Hole("var.partner"), ":root")),
    "a wholly open principal": aws(equals(X, ID), text(Hole("var.arn"))),
    "an organization": aws(equals("aws:PrincipalOrgId", "o-a1b2c3d4e5"), "*"),
    "one role of everyone": aws({"ArnLike": {"aws:PrincipalArn": ROLE}}, "*"),
    "MFA of an account": aws({"Bool": {MFA: "true"}}),
    "MFA of a user": aws({"Bool": {MFA: "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}, USER),
    "MFA of a role, if it is there": aws({"BoolIfExists": {MFA: "true"}}, ROLE),
    "a misspelt key, if it is there": aws({"StringEqualsIfExists": {"sts:ExternaId": ID}}),
    "the role's own tag": aws(equals("iam:ResourceTag/team", "red")),
    "a key we do not know": aws(equals("aws:SomethingNew", "x")),
    "a key of another service": aws(equals("ec2:SourceInstanceARN", "x")),
    "a service": service(),
    "a service of one account": service(
        {**equals("aws:SourceAccount", V), "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:*:{V}:*"}}
    ),
    "a service that says it is one": service({"Bool": {"aws:PrincipalIsAWSService": "true"}}),
    "a token": token({**equals(f"{GITHUB}:aud", "sts.amazonaws.com"), "StringLike": {f"{GITHUB}:sub": "repo:a/b:*"}}),
    "a claim that AWS has a key for": token(equals(f"{GITHUB}:repository_owner_id", "123")),
    "a claim that AWS has no key for, if it is there": token(
        {"StringEqualsIfExists": {f"{GITHUB}:repository_owner": "acme"}}
    ),
    "a claim that AWS has no key for, negated": token({"StringNotEquals": {f"{GITHUB}:event_name": "pull_request"}}),
    "a key whose issuer is open": token(equals("${var.issuer}:sub", "x")),
    "a token of a provider with a slash at its end": token(
        equals("acme.auth0.com/:sub", "x"), "arn:aws:iam::111122223333:oidc-provider/acme.auth0.com/"
    ),
    "a token of an open provider": token(equals("gitlab.com:sub", "x"), text(Hole("var.provider"))),
    "a token of Cognito": token(equals("cognito-identity.amazonaws.com:aud", "x"), "cognito-identity.amazonaws.com"),
    "an issuer with a path": token(
        equals("gitlab.example/x:sub", "y"), f"arn:aws:iam::{V}:oidc-provider/gitlab.example/x"
    ),
    "an assertion": assertion(equals("SAML:aud", "https://signin.aws.amazon.com/saml")),
    "tags alone": allow({"AWS": ROOT}, None, "sts:TagSession"),
    "the pods of EKS": allow({"Service": "pods.eks.amazonaws.com"}, None, [ASSUME, "sts:TagSession"]),
    "the certificates of Roles Anywhere": allow(
        {"Service": "rolesanywhere.amazonaws.com"},
        equals("aws:PrincipalTag/x509Subject/CN", "build-7"),
        [ASSUME, "sts:TagSession", "sts:SetSourceIdentity"],
    ),
    "the id of a role that may exist": aws(None, "AROAABCDEFGHIJKLMNOPQ"),
    "a date to come": aws({"DateLessThan": {NOW: "2030-01-01T00:00:00Z"}}),
    "a span of time": aws({"DateGreaterThan": {NOW: "2020-01-01"}, "DateLessThan": {NOW: "2030-01-01"}}),
    "a date that has come": aws({"DateGreaterThan": {NOW: "2020-01-01T00:00:00Z"}}),
    "a second to come": aws({"NumericLessThan": {EPOCH: "1900000000"}}),
    "a public address": aws({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
}


CLUSTER, HCP, POOL = "oidc.eks.eu-west-1.amazonaws.com/id/01ab", "app.terraform.io", "cognito-identity.amazonaws.com"
CIRCLE = "oidc.circleci.com/org/7f9c2b1e"
BITBUCKET = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
WORKFLOW = "acme/ci/.github/workflows/deploy.yml"
# Values with a `*` or `?` that no claim of the issuer's tokens holds.
NEVER_WRITTEN = [
    (GITHUB, "sub", "repo:acme/shop:*"),
    (GITHUB, "sub", "repo:acme/shop:ref:refs/heads/*"),
    (GITHUB, "sub", "repo:acme/shop:ref:refs/tags/v?"),
    (GITHUB, "sub", "repo:acme/*"),
    (GITHUB, "sub", "repo:acme@12/shop@34:*"),
    (GITHUB, "sub", "repo:acme/shop:pull_request:*"),
    (GITHUB, "sub", "repo:acme/shop:environment:prod*:*"),
    (GITHUB, "sub", f"repo:acme/shop:job_workflow_ref:{WORKFLOW}@*"),
    (GITHUB, "sub", "*"),
    (GITHUB, "sub", text("repo:", Hole("var.repository"), ":*")),
    (GITHUB, "sub", text("repo:", Hole("var.owner"), "/shop:ref:refs/heads/*")),
    (GITHUB, "job_workflow_ref", f"{WORKFLOW}@refs/tags/v*"),
    (GITHUB, "job_workflow_ref", "acme/*"),
    (GITHUB, "repository", "acme/*"),
    (GITHUB, "ref", "refs/heads/*"),
    (GITHUB, "repository_owner_id", "12*"),
    ("token.actions.acme.ghe.com", "sub", "repo:acme/shop:*"),
    ("gitlab.com", "sub", "project_path:acme/*:ref_type:branch:ref:main"),
    ("gitlab.com", "project_id", "12*"),
    (CLUSTER, "sub", "system:serviceaccount:apps:*"),
    (HCP, "sub", "organization:acme:project:*:workspace:*:run_phase:apply"),
    (POOL, "aud", "eu-west-1:*"),
    (CIRCLE, "sub", "org/7f9c2b1e/project/*/user/*"),
    (CIRCLE, "oidc.circleci.com/project-id", "*"),
    (BITBUCKET, "sub", "{7f9c2b1e}:*"),
]
# Values that a claim may hold, for all that its issuer says; the last ones in a key of an issuer nobody knows.
MAY_BE_WRITTEN = [
    (GITHUB, "sub", "repo:acme/shop:environment:*"),
    (GITHUB, "sub", "repo:acme/shop:workflow:deploy?"),
    (GITHUB, "sub", "repository:acme/shop:repo_property_team:*"),
    (GITHUB, "sub", "repo:acme/shop:job_workflow_ref:acme/ci/.github/workflows/*.yml@refs/heads/main"),
    (GITHUB, "sub", text("repo:acme/shop:", Hole("var.kind"), ":*")),
    (GITHUB, "sub", text(Hole("var.subject"), "*")),
    (GITHUB, "job_workflow_ref", "acme/ci/.github/workflows/*.yml@refs/heads/main"),
    (GITHUB, "environment", "prod*"),
    (GITHUB, "workflow", "*"),
    (GITHUB, "aud", "https://acme.example/?team=*"),
    ("gitlab.com", "aud", "https://acme.example/*"),
    ("gitlab.com", "user_email", "a*@acme.example"),
    (CLUSTER, "aud", "*"),
    ("oidc.acme.example", "sub", "*"),
]


def bearing(issuer: str, condition: Json) -> Json:
    """What `condition` asks of the tokens of `issuer`."""
    return token(condition, issuer if issuer == POOL else f"arn:aws:iam::{V}:oidc-provider/{issuer}")


def told(case: tuple[str, str, Any]) -> str:
    return f"{case[1]} {case[2]}"


@pytest.mark.parametrize("case", NEVER_WRITTEN, ids=told)
def test_what_an_issuer_never_writes_lets_nobody_in_and_the_operator_with_wildcards_does(case: Any) -> None:
    issuer, claim, value = case
    key = f"{issuer}:{claim}"
    for exact in ("StringEquals", "StringEqualsIgnoreCase", "ForAnyValue:StringEquals"):
        assert alive(bearing(issuer, {exact: {key: value}})) is NO
    assert alive(bearing(issuer, {"StringLike": {key: value}})) is YES
    assert alive(bearing(issuer, {"StringNotEquals": {key: value}})) is YES  # whose token holds another value
    without = NO if claim in ("sub", "aud") else YES  # every token has a subject and an audience
    assert alive(bearing(issuer, {"StringEqualsIfExists": {key: value}})) is without


@pytest.mark.parametrize("case", MAY_BE_WRITTEN, ids=told)
def test_what_an_issuer_may_write_is_not_held_against_the_statement(case: Any) -> None:
    issuer, claim, value = case
    assert alive(bearing(issuer, equals(f"{issuer}:{claim}", value))) is YES


@pytest.mark.parametrize("case", NEVER_WRITTEN, ids=told)
def test_a_deny_of_what_an_issuer_never_writes_turns_nobody_away(case: Any) -> None:
    issuer, claim, value = case
    key = f"{issuer}:{claim}"
    allowed = bearing(issuer, {"StringLike": {key: "*"}})
    refused = {**bearing(issuer, {"StringNotEquals": {key: value}}), "Effect": "Deny"}
    assert alive(allowed, refused) is NO  # all that there is holds something else
    spared = {**bearing(issuer, {"StringEquals": {key: value}}), "Effect": "Deny"}
    assert alive(allowed, spared) is YES


# A `*` or `?` where no account, organization, network, address, region, tag or service has one (1.4).
NOBODY_HAS = {
    "aws:SourceAccount": "*",
    "aws:SourceArn": f"arn:aws:states:*:{V}:stateMachine:orders",
    "aws:SourceOrgID": "o-*",
    "aws:SourceOrgPaths": "o-a1b2c3d4e5/*",
    "aws:PrincipalServiceName": "states.*.amazonaws.com",
    "aws:PrincipalArn": f"arn:aws:iam::{V}:role/*",
    "aws:PrincipalAccount": "12345678901?",
    "aws:PrincipalOrgID": "o-*",
    "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*",
    "aws:PrincipalType": "Assumed*",
    "aws:PrincipalTag/team": "red-*",
    "aws:userid": "AROA*:deploy",
    "aws:username": "dev-*",
    "sts:RoleSessionName": "dev-?",
    "sts:SourceIdentity": "*@acme.example",
    "aws:SourceVpc": "vpc-*",
    "aws:SourceVpce": "vpce-*",
    "aws:SourceIp": "203.0.113.*",
    "aws:VpcSourceIp": "10.0.*",
    "aws:RequestedRegion": "eu-*",
    "aws:TagKeys": "cost-*",
    "sts:TransitiveTagKeys": "*",
    "aws:CalledVia": "*.amazonaws.com",
    "aws:CalledViaFirst": "cloudformation.*",
    "aws:FederatedProvider": f"arn:aws:iam::{V}:saml-provider/*",
}
PASSING = [ASSUME, "sts:TagSession", "sts:SetSourceIdentity"]


@pytest.mark.parametrize("key", NOBODY_HAS)
def test_a_wildcard_that_is_compared_letter_by_letter_lets_nobody_in_on_keys_that_hold_none(key: str) -> None:
    of_services = key.startswith("aws:Source") and key not in ("aws:SourceVpc", "aws:SourceVpce", "aws:SourceIp")
    principal = {"Service": "states.amazonaws.com"} if of_services or "Service" in key else {"AWS": ROOT}
    quantified = "ForAnyValue:" if key.endswith(("Paths", "TagKeys", "aws:CalledVia")) else ""
    for exact in ("StringEquals", "StringEqualsIgnoreCase"):
        assert alive(allow(principal, {quantified + exact: {key: NOBODY_HAS[key]}}, PASSING)) is NO
    if key != "aws:PrincipalServiceName":
        assert alive(allow(principal, {f"{quantified}StringLike": {key: NOBODY_HAS[key]}}, PASSING)) is YES


def test_a_service_account_is_written_in_small_letters() -> None:
    account = "system:serviceaccount:apps:{}"
    assert alive(bearing(CLUSTER, equals(f"{CLUSTER}:sub", account.format("Deploy")))) is NO
    assert alive(bearing(CLUSTER, equals(f"{CLUSTER}:sub", account.format("deploy_it")))) is NO
    assert alive(bearing(CLUSTER, equals(f"{CLUSTER}:sub", account.format("deploy-it.v2")))) is YES
    assert alive(bearing(CLUSTER, {"StringEqualsIgnoreCase": {f"{CLUSTER}:sub": account.format("Deploy")}})) is YES


@pytest.mark.parametrize("name", DEAD)
def test_nobody_gets_in(name: str) -> None:
    assert alive(DEAD[name]) is NO


@pytest.mark.parametrize("name", ALIVE)
def test_somebody_gets_in(name: str) -> None:
    assert alive(ALIVE[name]) is YES


def test_a_deny_takes_everybody_away() -> None:
    assert alive(aws(), deny({})) is NO
    assert alive(aws(equals(X, ID)), deny(equals(X, ID))) is NO
    assert alive(aws(equals(X, ID)), deny({"StringNotEquals": {X: ID}})) is YES
    assert alive(aws(), deny({"Null": {X: "true"}}), deny({"StringLike": {X: "*"}})) is NO


def test_whether_a_deny_of_everyone_denies_a_service_is_not_held_against_the_statement() -> None:
    assert alive(service(), deny({})) is YES


def test_a_deny_that_may_be_absent_is_not_held_against_the_statement() -> None:
    assert alive(aws(), Maybe(deny({}), Hole("var.strict"))) is YES


def test_without_a_clock_no_date_is_past() -> None:
    policy = read_policy({"Version": "2012-10-17", "Statement": DEAD["a date that is past"]})
    assert Trust(policy).alive(policy.statements[0]).answer is YES


def test_what_is_beyond_the_bounds_is_unknown() -> None:
    patterns = ["*a" * count + "*b" for count in range(20, 60)]
    found = trust(aws({"StringNotLike": {"aws:PrincipalArn": patterns}, "StringEquals": {X: "<id>"}}))
    assert found.alive(found.policy.statements[0]).answer is UNKNOWN


def contradiction(*statements: Any) -> tuple[tuple[int, ...], list[int]]:
    found = trust(*statements)
    why = found.contradiction(found.policy.statements[0])
    return why.conditions, [each.number for each in why.denies]


def test_no_more_is_blamed_than_contradicts() -> None:
    org = equals("aws:PrincipalOrgID", "o-a1b2c3d4e5")["StringEquals"]
    assert contradiction(aws({"StringEquals": {**org, X: "<id>"}, "Bool": {MFA: "true"}})) == ((1,), [])
    assert contradiction(aws({"StringEquals": {**org, X: ID}, "Null": {X: "true"}})) == ((1, 2), [])
    assert contradiction(aws({"StringEquals": org}), deny(equals(X, ID)), deny({})) == ((), [3])
    assert contradiction(allow({"Federated": OIDC}, {"StringEquals": org})) == ((), [])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(policies())
def test_a_dead_statement_has_something_to_blame(chosen: list[Json]) -> None:
    found = Living(read_policy({"Version": "2012-10-17", "Statement": chosen}))
    for each in found.policy.statements:
        if each.allows and found.alive(each).answer is NO:
            why = found.contradiction(each)
            assert why.conditions or why.denies


@settings(max_examples=100, deadline=None, derandomize=True)
@given(policies())
def test_the_request_that_comes_to_mind_changes_no_answer(chosen: list[Json]) -> None:
    policy = read_policy({"Version": "2012-10-17", "Statement": chosen})
    allows = [each for each in policy.statements if each.allows]
    quick = [Living(policy).alive(each).answer for each in allows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(living_module, "natural", lambda *_: None)
        assert [Living(policy).alive(each).answer for each in allows] == quick


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("sts:ExternalID", ""),
        ("sts:external-id", X),
        ("sts:External_Id", X),
        ("aws:ExternalId", X),
        ("sts:ExternaId", X),
        ("ExternalId", X),
        ("aws:PrincipalOrgId", ""),
        ("aws:PrincipleArn", "aws:PrincipalArn"),
        ("aws:PrincipleOrgID", "aws:PrincipalOrgID"),
        ("sts:PrincipalArn", "aws:PrincipalArn"),
        ("aws:PrincipalTags/team", "aws:PrincipalTag/team"),
        ("aws:PrincipalTag/team", ""),
        ("aws:MultiFactorAuthPresnt", MFA),
        ("sts:RoleSessionNames", "sts:RoleSessionName"),
        ("aws:SourceIdentity", ""),
        (f"{GITHUB}.sub", f"{GITHUB}:sub"),
        (f"{GITHUB}:sub", ""),
        ("saml:aud", ""),
        ("aws:UesrId", "aws:UserId"),
        ("aws:SuerId", "aws:UserId"),
        ("aws:UsrId", "aws:UserId"),
        ("aws:UxerId", "aws:UserId"),
        ("aws:UxerIx", ""),
        ("aws:Foo", ""),
        ("aws:SomethingNew", ""),
        ("ec2:SourceInstanceARN", ""),
    ],
)
def test_a_misspelt_key_is_told_from_a_real_one(written: str, right: str) -> None:
    assert meant(written) == right


@pytest.mark.parametrize(("one", "other", "least"), [("ab", "ba", 1), ("xa", "bx", 2), ("ax", "xb", 2), ("a", "", 1)])
def test_letters_that_change_places_are_one_change_only_with_one_another(one: str, other: str, least: int) -> None:
    assert changes(one, other) == least
