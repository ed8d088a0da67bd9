"""Rule 6: what its finding says, and on what it keeps quiet."""

from __future__ import annotations

from typing import Any

import pytest

import samples
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map, Maybe
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, text
from roletrust.rules import invalid_trust_policy, unsatisfiable_trust
from roletrust.rules.rule import Verdict

V = "123456789012"
ROOT, ROLE = f"arn:aws:iam::{V}:root", f"arn:aws:iam::{V}:role/deploy"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
X, MFA = "sts:ExternalId", "aws:MultiFactorAuthPresent"
GITHUB = "token.actions.githubusercontent.com"
OIDC = f"arn:aws:iam::{V}:oidc-provider/{GITHUB}"
EKS, ACCOUNTS = "oidc.eks.eu-west-1.amazonaws.com/id/01AB", "system:serviceaccount:apps"
CLUSTER = f"arn:aws:iam::{V}:oidc-provider/{EKS}"
ANY_REF = text("repo:", Hole("var.repository"), ":*")
IN_2026 = 1_795_000_000
WITH_TOKEN = "sts:AssumeRoleWithWebIdentity"


def statement(principal: Any = None, condition: Any = None, action: Any = "sts:AssumeRole", **more: Any) -> Any:
    written = {"Effect": "Allow", "Principal": principal or {"AWS": ROOT}, "Action": action, **more}
    return written if condition is None else {**written, "Condition": condition}


def deny(condition: Any) -> Any:
    return {**statement({"AWS": "*"}, condition), "Effect": "Deny"}


def judged(*statements: Any) -> Verdict:
    policy = read_policy(Map({"Version": "2012-10-17", "Statement": list(statements)}))
    return unsatisfiable_trust.judge(Trust(policy, Owner(), IN_2026))


SAID = [
    *(
        (
            statement(condition={"StringEquals": {f"${key}": "acme"}}),
            f"no request carries ${key}: `$${{` is literal text, which nothing is put in place of",
            f"write {key}",
        )
        for key in ("${local.issuer}:sub", "${aws:key}")
    ),
    (statement(condition={"StringEquals": {X: []}}), "StringEquals sts:ExternalId has an empty list", "value"),
    (
        statement(condition={"StringEquals": {X: "acme-*"}}),
        'StringEquals sts:ExternalId compares "acme-*" letter by letter: wildcards are StringLike\'s',
        "write StringLike in place of StringEquals",
    ),
    (
        statement(condition={"ForAnyValue:StringEqualsIgnoreCase": {X: ["*", "a?"]}}),
        'compares "*" or "a?" letter by letter',
        "write ForAnyValue:StringLike in place of ForAnyValue:StringEqualsIgnoreCase",
    ),
    (
        statement({"Federated": OIDC}, {"StringEquals": {f"{GITHUB}:sub": "repo:acme/shop:*"}}, WITH_TOKEN),
        f'StringEquals {GITHUB}:sub compares "repo:acme/shop:*" letter by letter: wildcards are StringLike\'s',
        "write StringLike in place of StringEquals",
    ),
    (
        statement({"Federated": OIDC}, {"StringEquals": {f"{GITHUB}:sub": ANY_REF}}, WITH_TOKEN),
        'compares "repo:${var.repository}:*" letter by letter',
        "write StringLike in place of StringEquals",
    ),
    (
        statement({"Federated": CLUSTER}, {"StringEquals": {f"{EKS}:sub": f"{ACCOUNTS}:Deploy"}}, WITH_TOKEN),
        f'wants "{ACCOUNTS}:Deploy", and {EKS} writes in `sub` none but these letters: a-z0-9-.:',
        f"write what a token of {EKS} says",
    ),
    (
        statement(condition={"StringEquals": {X: "<external-id>"}}),
        'StringEquals sts:ExternalId still wants "<external-id>", which is to be filled in',
        "replace it by the value that it stands for",
    ),
    (
        statement(condition={"StringEquals": {X: "id of ours"}}),
        'wants "id of ours", which nobody can send: an external id has 2 to 1,224 letters',
        "external id that the third party issued",
    ),
    (
        statement(condition={"StringEquals": {"sts:external-id": ID}}),
        "AWS has no key sts:external-id (is sts:ExternalId meant?)",
        "write sts:ExternalId",
    ),
    (
        statement({"Federated": OIDC}, {"StringEquals": {f"{GITHUB}.sub": "x"}}, WITH_TOKEN),
        f"(is {GITHUB}:sub meant?)",
        f"write {GITHUB}:sub",
    ),
    (
        statement(condition={"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::210987654321:role/x"}}),
        "is nobody that the statement trusts",
        "name one account",
    ),
    (
        statement(condition={"ArnEquals": {"aws:PrincipalArn": f"arn:aws:sts::{V}:assumed-role/x/y"}}),
        "is a session's ARN, and aws:PrincipalArn is always that of its role",
        "the role's ARN",
    ),
    (statement(condition={"ArnEquals": {"aws:PrincipalArn": ROOT}}), "the root user alone", "role or user"),
    (statement({"AWS": ROLE}, {"Bool": {MFA: "true"}}), "role sessions never carry MFA", "users only"),
    (
        statement({"Service": "ec2.amazonaws.com"}, {"Bool": {MFA: "true"}}),
        f"an AWS service never carries {MFA}",
        f"delete {MFA}",
    ),
    (
        statement({"Federated": OIDC}, {"StringEquals": {f"{GITHUB}:repository_owner": "acme"}}, WITH_TOKEN),
        f"AWS has no condition key for the claim repository_owner of {GITHUB}, so StringEquals on it never holds",
        "has a key for: actor, actor_id, aud, enterprise_id, environment, job_workflow_ref, ref, repository, ",
    ),
    (
        statement({"Federated": OIDC}, {"StringEquals": {X: ID}}, WITH_TOKEN),
        f"a web identity of {OIDC} never carries sts:ExternalId",
        "delete sts:ExternalId",
    ),
    (
        statement({"Federated": OIDC}, {"StringEquals": {"gitlab.com:sub": "x"}}, WITH_TOKEN),
        "never carries gitlab.com:sub, which is of another issuer",
        f"write {GITHUB}:sub, or trust the provider gitlab.com",
    ),
    (
        statement({"Federated": OIDC}, {"StringEquals": {"sts.amazonaws.com:aud": "sts.amazonaws.com"}}, WITH_TOKEN),
        "begins with the issuer, and sts.amazonaws.com is an audience",
        f"write {GITHUB}:aud",
    ),
    (
        statement({"Federated": OIDC}, {"StringLike": {f"https://{GITHUB}:sub": "repo:a/b:*"}}, WITH_TOKEN),
        f"no token carries https://{GITHUB}:sub: the key of a claim begins with the issuer",
        f"write {GITHUB}:sub",
    ),
    (
        statement({"Federated": OIDC}, {"StringLike": {f"{OIDC}:sub": "repo:a/b:*"}}, WITH_TOKEN),
        f"no token carries {OIDC}:sub: the key of a claim begins with the issuer, without a scheme or an ARN",
        f"write {GITHUB}:sub",
    ),
    (
        statement({"Federated": OIDC}, {"StringLike": {f"{GITHUB}/:sub": "repo:a/b:*"}}, WITH_TOKEN),
        f"no token carries {GITHUB}/:sub: the key of a claim begins with the issuer, without a slash at its end",
        f"write {GITHUB}:sub",
    ),
    (
        statement(condition={"Null": {X: "true"}, "StringEquals": {X: ID}}),
        "Null on sts:ExternalId and StringEquals on sts:ExternalId cannot hold together",
        "a statement of its own",
    ),
    (
        statement(condition={"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}),
        "expired on 2020-01-01 (DateLessThan aws:CurrentTime)",
        "move the date",
    ),
    (statement(condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}), '"10.0.0.0/8" is no public', "public"),
    (statement({"Federated": OIDC}), "none of its principals can call sts:AssumeRole", "OIDC providers"),
    (statement({"AWS": []}), "it names no principal", "name the principal"),
    (statement({"CanonicalUser": "abc"}), "it names nobody (`CanonicalUser` principals cannot assume", "name a role"),
    (
        statement(condition={"StringEquals": {"aws:PrincipalType": "Account"}}),
        'no request satisfies StringEquals aws:PrincipalType "Account"',
        "",
    ),
]


def test_a_pattern_for_principals_that_is_compared_as_it_stands_is_a_dead_value_beside_live_ones() -> None:
    live = f"arn:aws:iam::{V}:role/deploy"
    for operator, dead in (("StringEquals", True), ("StringLike", False), ("ArnEquals", False)):
        found = judged(statement(condition={operator: {"aws:PrincipalArn": [live, f"arn:aws:iam::{V}:role/ci-*"]}}))
        assert (found.answer is YES, "role/ci-*" in found.reason) == (dead, dead)
    assert (
        judged(statement(condition={"StringEquals": {"aws:PrincipalArn": [live, f"arn:aws:iam::{V}:role/ci"]}})).answer
        is NO
    )


@pytest.mark.parametrize(("written", "why", "advice"), SAID, ids=[each[1] for each in SAID])
def test_the_finding_says_what_contradicts_and_what_to_do(written: Any, why: str, advice: str) -> None:
    found = judged(written)
    assert found.answer is YES
    assert why in found.reason
    assert found.reason.startswith("statement 1: ")
    assert found.reason.endswith(" through it ends in AccessDenied")
    assert found.fix and advice in found.fix.advice


@pytest.mark.parametrize("version", [{"Version": "2008-10-17"}, {}], ids=["2008", "none"])
def test_a_version_that_substitutes_nothing_is_named_where_it_is_the_reason(version: dict[str, str]) -> None:
    def found(value: str, written: dict[str, str]) -> Verdict:
        dead = statement(condition={"StringEquals": {"aws:PrincipalOrgID": value}})
        return unsatisfiable_trust.judge(Trust(read_policy(Map({**written, "Statement": [dead]})), Owner(), IN_2026))

    old = found("${aws:ResourceOrgID}", version)
    assert 'wants "${aws:ResourceOrgID}" letter by letter: version 2008-10-17 (the default) substitutes' in old.reason
    assert old.fix and "Version to 2012-10-17" in old.fix.advice
    assert "substitutes" not in found("o-a*", version).reason
    assert found("${aws:ResourceOrgID}", {"Version": "2012-10-17"}).answer is NO


def test_the_denied_call_is_named() -> None:
    found = judged(statement({"Federated": OIDC}, {"StringEquals": {X: ID}}, WITH_TOKEN))
    assert "; sts:AssumeRoleWithWebIdentity through it ends in AccessDenied" in found.reason


def test_the_deny_that_takes_everybody_away_is_named() -> None:
    found = judged(statement(Sid="Vendor"), {**deny({}), "Sid": "Nobody"})
    assert 'statement 1 ("Vendor"): the Deny in statement 2 ("Nobody") turns away everybody it lets in' in found.reason
    assert found.statement and found.statement.number == 1
    found = judged(statement(condition={"StringEquals": {X: ID}}), deny({"StringEquals": {X: ID}}))
    assert "turns away whoever meets its conditions" in found.reason


def test_every_dead_statement_is_told_and_the_living_are_not() -> None:
    dead = statement(condition={"StringEquals": {X: []}})
    assert "statement 1: " in judged(dead, statement()).reason
    found = judged(statement(), *([dead] * 5))
    assert [f"statement {number}: " in found.reason for number in range(1, 5)] == [False, True, True, True]
    assert "; and 2 more" in found.reason


def test_a_statement_that_may_be_absent_is_left_open() -> None:
    found = judged(statement(), Maybe(statement(condition={"StringEquals": {X: []}}), Hole("var.vendor")))
    assert found.answer is UNKNOWN
    assert [hole.name for hole in found.holes] == ["var.vendor"]


@pytest.mark.parametrize(
    "beside",
    [
        {"StringEquals": {f"{GITHUB}:sub": text(Hole("var.sub"))}},
        {"StringLike": {f"{GITHUB}:sub": ANY_REF}},
        {"StringNotLike": {"${var.key}": "x"}},
        {"DateLessThan": {"aws:CurrentTime": text(Hole("var.until"))}},
    ],
    ids=str,
)
def test_a_web_identity_is_asked_for_an_external_id_in_vain_whatever_else_is_open(beside: Any) -> None:
    """The same Allow that does not demand it is alive, or undecided."""
    for demand in ({"StringLike": {X: "*"}}, {"StringEqualsIgnoreCase": {X: text(Hole("var.id"))}}):
        condition = {**beside, **{operator: {**beside.get(operator, {}), **key} for operator, key in demand.items()}}
        found = judged(statement({"Federated": OIDC}, condition, WITH_TOKEN))
        assert (found.answer, f"a web identity of {OIDC} never carries {X}" in found.reason) == (YES, True)
    assert judged(statement({"Federated": OIDC}, beside, WITH_TOKEN)).answer is not YES


def test_nothing_bad_is_presumed_of_a_hole() -> None:
    hole = text(Hole("var.x"))
    assert judged(statement(condition={"StringEquals": {X: hole}})).answer is NO
    assert judged(statement({"AWS": hole}, {"ArnEquals": {"aws:PrincipalArn": ROLE}})).answer is NO
    assert judged(statement(condition={"DateLessThan": {"aws:CurrentTime": hole}})).answer is NO
    assert judged(statement(condition={"StringEquals": {X: hole}, "StringNotEquals": {X: hole}})).answer is YES


SHOULD_BE_FINE: dict[str, list[Any]] = {
    "machines": [statement({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com"]})],
    "the pods of EKS": [statement({"Service": "pods.eks.amazonaws.com"}, None, ["sts:AssumeRole", "sts:TagSession"])],
    "Roles Anywhere": [
        statement(
            {"Service": "rolesanywhere.amazonaws.com"},
            {"ArnEquals": {"aws:SourceArn": f"arn:aws:rolesanywhere:us-east-1:{V}:trust-anchor/x"}},
            ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        )
    ],
    "GitHub": [
        statement(
            {"Federated": OIDC},
            {
                "StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"},
                "StringLike": {f"{GITHUB}:sub": "repo:org/name:*"},
            },
            WITH_TOKEN,
        )
    ],
    "a service account of EKS": [
        statement(
            {"Federated": f"arn:aws:iam::{V}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"},
            {
                "StringEquals": {
                    "oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:ns:name",
                    "oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud": "sts.amazonaws.com",
                }
            },
            WITH_TOKEN,
        )
    ],
    "an identity pool": [
        statement(
            {"Federated": "cognito-identity.amazonaws.com"},
            {
                "StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:12345678-abcd"},
                "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
            },
            WITH_TOKEN,
        )
    ],
    "single sign-on": [
        statement(
            {"Federated": f"arn:aws:iam::{V}:saml-provider/AWSSSO_DO_NOT_DELETE"},
            {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        )
    ],
    "the bootstrap of the CDK": [
        statement({"AWS": V}, {"Null": {X: "true"}}),
        statement({"AWS": V}, None, "sts:TagSession"),
    ],
    "a vendor": [statement(condition={"StringEquals": {X: ID}})],
    "a vendor, tags apart": [
        statement(condition={"StringEquals": {X: ID}}),
        statement(None, {"StringLike": {"aws:RequestTag/team": "*"}}, "sts:TagSession"),
    ],
    "an organization": [
        statement(
            {"AWS": "*"},
            {
                "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
                "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"},
            },
        )
    ],
    "an organization's path": [
        statement({"AWS": "*"}, {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*/ou-x/*"}})
    ],
    "people with a second factor": [
        statement(condition={"Bool": {MFA: "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}})
    ],
    "one's own name as session name": [statement(condition={"StringLike": {"sts:RoleSessionName": "${aws:username}"}})],
    "a service under a Deny for everybody else": [
        statement({"Service": "ec2.amazonaws.com"}),
        statement(condition={"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}),
        deny(
            {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}
        ),
    ],
    "only through an endpoint": [statement(condition={"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}})],
    "a GovCloud account": [statement({"AWS": f"arn:aws-us-gov:iam::{V}:root"})],
}


@pytest.mark.parametrize("name", SHOULD_BE_FINE)
def test_a_common_idiom_is_neither_dead_nor_invalid(name: str) -> None:
    policy = read_policy(Map({"Version": "2012-10-17", "Statement": SHOULD_BE_FINE[name]}))
    trust = Trust(policy, Owner(), IN_2026)
    for rule in (unsatisfiable_trust, invalid_trust_policy):
        assert rule.judge(trust).answer is NO, rule.judge(trust).reason


def test_the_sample_policies_are_neither_dead_nor_invalid() -> None:
    for written in samples.policy_objects(300):
        trust = Trust(read_policy(written), Owner(), IN_2026)
        for rule in (unsatisfiable_trust, invalid_trust_policy):
            assert rule.judge(trust).answer is NO, (written, rule.judge(trust).reason)


@pytest.mark.parametrize(
    ("values", "dead"),
    [
        (["repo:acme/app:*", "repo:acme/app:pull_request"], '"repo:acme/app:*"'),
        (["repo:acme/app:pull_request"], ""),
        (["", "repo:acme/app:pull_request"], ""),  # which rule 3 tells
    ],
)
def test_a_value_that_nobody_has_is_told_though_others_let_somebody_in(values: list[str], dead: str) -> None:
    keys = {f"{GITHUB}:aud": "sts.amazonaws.com", f"{GITHUB}:sub": values}
    found = judged(statement({"Federated": OIDC}, {"StringEquals": keys}, WITH_TOKEN))
    assert found.answer is (YES if dead else NO)
    if dead:
        assert (found.severity, found.headline) == ("LOW", "Value of a condition matches nothing")
        assert f"compares {dead} letter by letter" in found.reason


@pytest.mark.parametrize(
    ("arn", "told"),
    [
        (f"arn:aws:states:eu-west-1:{V}:stateMachine:*", True),
        (f"arn:aws:states:eu-west-1:{V}:stateMachine:orders", False),
        (f"arn:aws:logs:eu-west-1:{V}:log-group:shop:*", False),  # which is how the ARN of a log group ends
    ],
)
def test_so_is_the_source_of_a_service_that_has_to_say_one(arn: str, told: bool) -> None:
    found = judged(statement({"Service": "states.amazonaws.com"}, {"StringEquals": {"aws:SourceArn": arn}}))
    assert (found.answer, found.severity) == ((YES, "MEDIUM") if told else (NO, ""))


@pytest.mark.parametrize(
    ("dead", "advice"),
    [
        ("two words", "take it out, or write what is meant"),
        ("9f3c*", "take it out, or write StringLike if its wildcard is meant"),
    ],
)
def test_what_is_meant_by_a_dead_value_is_asked_by_whether_it_has_a_wildcard(dead: str, advice: str) -> None:
    ids = {"StringEquals": {"sts:ExternalId": ["7f9c2b1e-4a55-4c1d-9b7e", dead]}}
    found = judged(statement({"AWS": f"arn:aws:iam::{V}:role/x"}, ids))
    assert found.answer is YES and found.fix
    assert found.fix.advice == advice


ANYBODY_MAY_WRITE = [
    ("idp.acme.example", "aud", "*"),
    ("idp.acme.example", "sub", "user:*"),
    ("token.actions.githubusercontent.com", "aud", "sts.*"),
    ("token.actions.githubusercontent.com", "sub", "repo:acme/shop:environment:*"),
    ("agent.buildkite.com", "sub", "organization:acme:*"),
    ("oidc.vercel.com/acme", "sub", "owner:acme:project:*"),
    ("accounts.google.com", "sub", "1234*"),
]


@pytest.mark.parametrize(("issuer", "claim", "value"), ANYBODY_MAY_WRITE)
def test_a_claim_that_has_to_say_a_star_itself_is_told_with_the_operator_that_was_meant(
    issuer: str, claim: str, value: str
) -> None:
    provider = issuer if "google" in issuer else f"arn:aws:iam::{V}:oidc-provider/{issuer}"

    def asked(operator: str, *values: str) -> Verdict:
        others = {f"{issuer}:{each}": "acme" for each in ("aud", "sub") if each != claim}
        asks: dict[str, Any] = {"StringEquals": others}
        asks[operator] = {**asks.get(operator, {}), f"{issuer}:{claim}": list(values)}
        return judged(statement({"Federated": provider}, asks, WITH_TOKEN))

    found = asked("StringEquals", value)
    assert (found.answer, found.severity) == (YES, "MEDIUM")
    assert found.headline == "Wildcard of a condition is compared letter by letter"
    assert found.fix and [each.operator for each in found.fix.conditions] == ["StringLike"]
    assert asked("StringLike", value).answer is NO
    assert asked("StringEqualsIfExists", value, "acme").headline == ""  # others of its values let somebody in
    assert asked("StringNotEquals", value).answer is NO
