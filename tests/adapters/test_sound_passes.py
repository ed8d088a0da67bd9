"""A pass is a proof: requests that one key's own values do not show, told of in Terraform and in CloudFormation.

Each case stands for a class of policies; of the rules in `RULES`, those that it does not name pass.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from scanning import Scan, cloudformation, terraform, write

Json = dict[str, Any]
V, W = "111122223333", "111100000000"
ARN, SESSION, ID, USERID = "aws:PrincipalArn", "sts:RoleSessionName", "sts:ExternalId", "aws:userid"
GOOD = {ID: "7f9c2b1e-40d3-4c52-9d0b"}
USER, TAG = "${aws:username}", "${aws:PrincipalTag/project}"
RULES = ("1", "2", "4", "5", "6", "8")


PASSED = {"sts:TagSession": "aws:RequestTag/", "sts:SetSourceIdentity": "sts:SourceIdentity"}


def allow(principal: Any, condition: Json | None = None, effect: str = "Allow") -> Json:
    passing = json.dumps(condition)  # what a call passes has to be allowed as well
    more = [action for action, key in PASSED.items() if key in passing]
    found = {"Effect": effect, "Principal": principal, "Action": ["sts:AssumeRole", *more]}
    return found if condition is None else {**found, "Condition": condition}


def aws(principal: str, condition: Json | None = None) -> Json:
    return allow({"AWS": principal}, condition)


def deny(condition: Json | None = None, principal: Any = "*") -> Json:
    return allow({"AWS": principal}, condition, "Deny")


class Case(NamedTuple):
    """Statements, and the rules that fail."""

    statements: tuple[Json, ...]
    fail: set[str]
    version: str = "2012-10-17"


def users(path: str) -> str:
    return f"arn:aws:iam::{V}:user/{path}"


CASES = {
    "SessionIsUserName": Case(
        (
            aws(V, {"StringLike": {SESSION: USER}, "ArnLike": {ARN: users("*")}}),
            deny({"ArnLike": {ARN: users("svc/*")}}),
        ),
        {"1", "2"},
    ),
    "TagPassedOn": Case(
        (
            aws(
                V,
                {
                    "StringEquals": {"aws:RequestTag/project": TAG},
                    "StringLike": {"aws:PrincipalTag/project": "team-*"},
                },
            ),
        ),
        {"1"},
    ),
    "TagPassedOnIsNone": Case(
        (
            aws(
                V,
                {
                    "StringEquals": {"aws:RequestTag/project": TAG},
                    "StringLike": {"aws:PrincipalTag/project": "team-*", "aws:RequestTag/project": "house-*"},
                },
            ),
        ),
        {"6"},
    ),
    "SourceIdentityInAnotherCase": Case(
        (
            aws(V, {"StringEqualsIgnoreCase": {"sts:SourceIdentity": USER}, "StringLike": {ARN: users("Ann*")}}),
            deny({"StringNotLike": {"sts:SourceIdentity": "ANN?*"}}),
        ),
        {"1"},
    ),
    "RoleOfATeam": Case(
        (
            aws(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:role/${{aws:PrincipalTag/team}}-*"}}),
            deny({"StringNotLike": {"aws:PrincipalTag/team": "b?*"}}),
        ),
        {"1"},
    ),
    "AccountsByPattern": Case(
        (aws("*", {"StringLike": {"aws:PrincipalAccount": "1111*"}}), deny(None, W), deny(None, "111111111111")),
        {"4"},
    ),
    "ServiceForAccountsByPattern": Case(
        (allow({"Service": "states.amazonaws.com"}, {"StringLike": {"aws:SourceAccount": "98*"}}),), {"8"}
    ),
    "ServiceForOneAccount": Case(
        (allow({"Service": "states.amazonaws.com"}, {"StringLike": {"aws:SourceAccount": "980000000001"}}),), set()
    ),
    "EverybodyByOneId": Case((aws("*", {"StringLike": {USERID: "AROAEXAMPLEEXAMPLE123:*"}}),), set()),
    "AnyIdOfARole": Case((aws(V, {"StringEquals": GOOD, "StringLike": {USERID: "AROA*"}}),), {"2"}),
    "NameWithAStar": Case((aws(V, {"StringEquals": {ARN: f"arn:aws:iam::{V}:role/dep*"}}),), {"6"}),
    "DenySparesANameWithAStar": Case((aws(V), deny({"StringNotEquals": {"aws:username": "ann*"}})), {"6"}),
    "VariableThatIsNone": Case(
        (aws(V, {"StringEquals": {"aws:PrincipalTag/team": USER}}),), {"6"}, version="2008-10-17"
    ),
    "OrganizationInNoCase": Case((aws("*", {"StringEquals": {"aws:PrincipalOrgID": "O-A1B2C3D4E5"}}),), {"6"}),
    "OrganizationInAnyCase": Case(
        (aws("*", {"StringEqualsIgnoreCase": {"aws:PrincipalOrgID": "O-A1B2C3D4E5"}}),), set()
    ),
    "NameIsTaken": Case(
        (
            aws(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:role/*/deploy"}}),
            deny(None, f"arn:aws:iam::{V}:role/deploy"),
        ),
        {"6"},
    ),
}

OWNED, UNIT = "aws:PrincipalTag/owner", "aws:PrincipalTag/unit"
COST, PAID = "aws:RequestTag/cost", "aws:PrincipalTag/cost"
IN_ANY_CASE = {"StringEqualsIgnoreCase": {COST: f"${{{PAID}}}"}, "StringLike": {COST: "CC-*", PAID: "cc-*"}}
CASES |= {
    "SessionIsATagOfAForm": Case(
        (
            aws(V, {"StringEquals": {SESSION: f"${{{OWNED}}}"}, "StringLike": {OWNED: "*-ci"}}),
            deny({"StringLike": {SESSION: "prod-*"}}),
        ),
        {"1"},
    ),
    "SessionIsAnotherThanTheUser": Case(
        (
            aws(
                V,
                {
                    "StringNotLike": {SESSION: f"{USER}*"},
                    "ArnLike": {ARN: users("dev*")},
                    "StringLike": {SESSION: "dev-*"},
                },
            ),
        ),
        {"1"},
    ),
    "IdentityIsAnotherThanTheOneUser": Case(
        (
            aws(V, {"StringNotEquals": {"sts:SourceIdentity": USER}, "StringLike": {"sts:SourceIdentity": "ann*"}}),
            deny({"ArnNotEquals": {ARN: users("ann")}}),
        ),
        {"1"},
    ),
    "IdentityIsTheOneUserAndIsNot": Case(
        (
            aws(V, {"StringNotEquals": {"sts:SourceIdentity": USER}, "StringEquals": {"sts:SourceIdentity": "ann"}}),
            deny({"ArnNotEquals": {ARN: users("ann")}}),
        ),
        {"6"},
    ),
    "RoleOfAUnitButForSome": Case(
        (
            aws(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:role/${{{UNIT}}}-*"}}),
            deny({"ArnLike": {ARN: "arn:aws:iam::*:role/*-admin"}}),
            deny({"StringNotEquals": {UNIT: "core"}}),
        ),
        {"1"},
    ),
    "TagInAnyCase": Case((aws(V, IN_ANY_CASE),), {"1"}),
    "TagInItsCase": Case((aws(V, {**IN_ANY_CASE, "StringEquals": {COST: f"${{{PAID}}}"}}),), {"6"}),
    "NoAccountOfThePattern": Case(
        (
            aws("*", {"StringLike": {"aws:PrincipalAccount": "22220000000?"}}),
            *(deny(None, f"22220000000{digit}") for digit in range(10)),
        ),
        {"6"},
    ),
    "AccountsByAPatternOfRoles": Case(
        (
            aws("*", {"ArnLike": {ARN: "arn:aws:iam::3333*:role/deploy"}}),
            deny({"StringLike": {"aws:PrincipalAccount": "33330*"}}),
        ),
        {"4"},
    ),
    "EverybodyByTheNameOfASession": Case((aws("*", {"StringLike": {USERID: "AROA*:deploy"}}),), {"4"}),
    "DenySparesAVariableThatIsNone": Case(
        (aws(V), deny({"StringNotEquals": {USERID: "${aws:userid}"}})), {"6"}, version="2008-10-17"
    ),
    "AnotherOrganizationInAnyCase": Case(
        (aws("*", {"StringNotEqualsIgnoreCase": {"aws:PrincipalOrgID": "O-A1B2C3D4E5"}}),), {"4"}
    ),
    "EpochIsOver": Case((aws(V), deny({"DateGreaterThan": {"aws:EpochTime": "2017-01-01T00:00:00Z"}})), {"6"}),
    "OrganizationIsTooShort": Case((aws("*", {"StringLike": {"aws:PrincipalOrgID": "o-?????????"}}),), {"6"}),
}


STARRED = {
    "TagWithAStar": "aws:PrincipalTag/team",
    "UserWithAStar": "aws:username",
    "SessionWithAStar": SESSION,
    "OrganizationWithAStar": "aws:PrincipalOrgID",
    "RoleWithAStar": USERID,
}
CASES |= {
    name: Case((aws(V, {"StringEquals": {key: f"{'AROAEXAMPLE' if key == USERID else 'o-a'}*"}}),), {"6"})
    for name, key in STARRED.items()
}
CASES |= {
    "SessionBeginsWithTheUser": Case(
        (
            aws(V, {"StringLike": {SESSION: f"{USER}*"}}),
            deny({"StringNotLike": {SESSION: "ann-?*"}}),
            deny({"StringNotLike": {"aws:username": "*ann"}}),
        ),
        {"1"},
    ),
    "SessionEndsInATag": Case(
        (aws(V, {"StringLike": {SESSION: f"*-{TAG}"}}), deny({"StringNotLike": {SESSION: "??*-?b*"}})), {"1"}
    ),
    "NoPatternsAtEitherEnd": Case(
        (
            aws(V, {"StringEquals": {SESSION: USER}, "StringNotLike": {SESSION: "svc??", "aws:username": "svc-*"}}),
            deny({"StringNotLike": {"aws:username": "svc*"}}),
        ),
        {"1"},
    ),
    "IdentityIsATag": Case(
        (aws(V, {"StringEquals": {"sts:SourceIdentity": TAG}, "StringLike": {ARN: "*:role/*"}}),), {"1"}
    ),
    "AnotherSessionThanTheUserIsTurnedAway": Case(
        (aws(V), deny({"StringNotEquals": {SESSION: USER}}), deny({"StringNotLike": {SESSION: "ann?"}})), {"1"}
    ),
    "IdThatIsTheUserOrNone": Case((aws(V, {"StringEqualsIfExists": {ID: USER}}),), {"1", "2"}),
    "EverybodyByTheIdOfAUser": Case((aws("*", {"StringEquals": {USERID: "AIDAEXAMPLEEXAMPLE123"}}),), set()),
    "IdOfAnotherSession": Case(
        (aws(f"arn:aws:sts::{V}:assumed-role/deploy/build", {"StringLike": {USERID: "*:test"}}),), {"6"}
    ),
    "IdOfTheSession": Case(
        (aws(f"arn:aws:sts::{V}:assumed-role/deploy/build", {"StringLike": {USERID: "*:build"}}),), {"1"}
    ),
    "NameIsTakenByWhomADenyOfAnotherActionNames": Case(
        (
            aws(V, {"ArnLike": {ARN: f"arn:aws:iam::{V}:role/*/deploy"}}),
            {**deny(None, f"arn:aws:iam::{V}:role/deploy"), "Action": "sts:TagSession"},
        ),
        {"6"},
    ),
    "AccountThatOnlyADenyNames": Case((aws("*"), deny({"StringNotEquals": {ID: "1234"}}, V)), {"4", "5"}),
    "IdOfOneCharacter": Case((aws(V, {"StringEquals": {ID: "7"}}),), {"6"}),
    "SessionOfTooManyCharacters": Case((aws(V, {"StringLike": {SESSION: "?" * 65}}),), {"6"}),
}

# What is open: `<x>` and `<own>`, the own account; of these, "90" says that it is undecided.
OPEN = {
    "DenyOfANameThatIsOpen": Case(
        (
            aws("*", {"ArnLike": {ARN: "arn:aws:iam::*:role/deploy"}}),
            deny({"ArnLike": {ARN: "arn:aws:iam::*:role/<x>"}}),
        ),
        {"90"},
    ),
    "RoleOfAnOpenAccountByATag": Case(
        (
            aws(
                "arn:aws:iam::<x>:role/deploy",
                {"StringLike": {ARN: f"arn:aws:iam::{V}:role/${{aws:PrincipalTag/team}}"}},
            ),
        ),
        {"90"},
    ),
    "UsersOfAnOpenAccount": Case(
        (aws("arn:aws:iam::<x>:root", {"StringEquals": {SESSION: USER}, "StringNotLike": {"aws:username": "*"}}),),
        {"6"},
    ),
    "OwnAccountBesideAnOpenOne": Case(
        (aws("arn:aws:iam::<own>:root"), aws("arn:aws:iam::<x>:root", {"StringEquals": GOOD})), {"2"}
    ),
}


# What a call passes takes an action of its own: each with a twin that differs in that action alone.
TEAM = {"StringEquals": {"aws:RequestTag/team": "red"}}
NAMED = {"StringLike": {"sts:SourceIdentity": "*"}}
CERTIFICATES = {"Service": "rolesanywhere.amazonaws.com"}


def only(action: Any, condition: Json | None = None, principal: Any = None, effect: str = "Allow") -> Json:
    return {**allow(principal or {"AWS": V}, condition, effect), "Action": action}


ASSUME, TAGGING, NAMING = "sts:AssumeRole", *PASSED
CASES |= {
    "TagThatNobodyMayPass": Case((only(ASSUME, TEAM),), {"6"}),
    "TagThatTheStatementLetsPass": Case((only([ASSUME, TAGGING], TEAM),), {"1", "2"}),
    "TagThatAnotherLetsPass": Case((only(ASSUME, TEAM), only(TAGGING)), {"1", "2"}),
    "TagThatAnotherLetsOthersPass": Case((only(ASSUME, TEAM), only(TAGGING, None, {"AWS": W})), {"6"}),
    "TagThatAnotherLetsPassForABlueTeam": Case(
        (only(ASSUME, TEAM), only(TAGGING, {"StringEquals": {"aws:RequestTag/team": "blue"}})), {"6"}
    ),
    "TagThatADenyTurnsAway": Case((only([ASSUME, TAGGING], TEAM), only(TAGGING, None, {"AWS": "*"}, "Deny")), {"6"}),
    "TagThatADenySpares": Case(
        (only([ASSUME, TAGGING], TEAM), only(TAGGING, {"StringEquals": {"aws:TagKeys": "x"}}, {"AWS": W}, "Deny")),
        {"1", "2"},
    ),
    "NothingHasToBePassed": Case((only(ASSUME), only(TAGGING, None, {"AWS": "*"}, "Deny")), {"1", "2"}),
    "IdentityThatNobodyMaySet": Case((only([ASSUME, TAGGING], NAMED),), {"6"}),
    "IdentityThatMayBeSet": Case((only([ASSUME, NAMING], NAMED),), {"1", "2"}),
    "EverybodyWhoPassesATagThatNobodyMay": Case((only(ASSUME, TEAM, {"AWS": "*"}),), {"6"}),
    "EverybodyWhoPassesATag": Case((only([ASSUME, TAGGING], TEAM, {"AWS": "*"}),), {"4"}),
    "CertificatesWithoutTheirFields": Case((only([ASSUME, TAGGING], None, CERTIFICATES),), {"6"}),
    "CertificatesWithTheirFields": Case((only([ASSUME, TAGGING, NAMING], None, CERTIFICATES),), {"8"}),
}


EVERY = {**CASES, **OPEN}


def policy(case: Case) -> Json:
    return {"Version": case.version, "Statement": list(case.statements)}


def substituted(value: Any) -> Any:
    """A template's values, those with something open in them by `Fn::Sub`."""
    if isinstance(value, dict):
        return {key: substituted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [substituted(each) for each in value]
    if isinstance(value, str) and "<" in value:
        written = value.replace("${", "${!")
        return {"Fn::Sub": written.replace("<x>", "${X}").replace("<own>", "${AWS::AccountId}")}
    return value


def told(scan: Scan, resource: str) -> set[str]:
    return {rule for rule in scan.rules(resource) if rule in RULES or rule == "90"}


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scan]:
    """One scan of all cases in Terraform, and one in CloudFormation."""
    blocks = [
        f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = jsonencode({in_hcl(policy(case))})\n}}\n'
        for name, case in EVERY.items()
    ]
    blocks.append('data "aws_caller_identity" "own" {}\nvariable "x" {}\n')
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {"X": {"Type": "String"}},
        "Resources": {
            name: {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": substituted(policy(case))}}
            for name, case in EVERY.items()
        },
    }
    folder: Path = tmp_path_factory.mktemp("sound")
    written = write(folder, {"tf/main.tf": "\n".join(blocks), "cfn/template.json": json.dumps(template)})
    return {"aws_iam_role": terraform(written / "tf"), "AWS::IAM::Role": cloudformation(written / "cfn")}


def in_hcl(value: Json) -> str:
    written = json.dumps(value).replace("${", "$${").replace("<x>", "${var.x}")
    return written.replace("<own>", "${data.aws_caller_identity.own.account_id}")


@pytest.mark.parametrize("kind", ["aws_iam_role", "AWS::IAM::Role"])
@pytest.mark.parametrize("name", EVERY)
def test_who_gets_in_is_told_and_who_does_not_is_not(scans: dict[str, Scan], kind: str, name: str) -> None:
    assert told(scans[kind], f"{kind}.{name}") == EVERY[name].fail
