"""Rule 8: services that act for anybody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.request import Kind
from roletrust.engine.text import Hole, Means, text
from roletrust.rules.tables.other_services import LINKED, UNDOCUMENTED
from roletrust.rules.tables.source_services import DOCS, LEFT_OUT, SENDERS, sender
from rules.trusting import OWN, Json, service, verdicts

STATES = "states.amazonaws.com"
HERE = {"StringEquals": {"aws:SourceAccount": OWN}}
REGION, ACCOUNT = Hole("var.region"), Hole("var.account")


def answer(*statements: Json, owner: Owner = Owner(own=frozenset({OWN}))) -> Any:
    return verdicts(*statements, owner=owner)[8].answer


def by_arn(pattern: Any, operator: str = "ArnLike") -> Json:
    return service(STATES, {operator: {"aws:SourceArn": pattern}})


@pytest.mark.parametrize("name", SENDERS)
def test_every_service_of_the_table_is_reported_and_passes_with_its_own_fix(name: str) -> None:
    principal = f"{name}.amazonaws.com"
    passing = {"Action": "sts:*"}  # Roles Anywhere passes tags and a source identity
    found = verdicts({**service(principal), **passing})[8]
    assert found.answer is YES
    assert found.fix
    (condition,) = found.fix.conditions
    apart = service(principal, {condition.operator: {condition.key: list(condition.values)}})
    assert answer({**apart, **passing}) is NO


@pytest.mark.parametrize("row", SENDERS.values())
def test_every_service_of_the_table_has_its_page(row: Any) -> None:
    assert re.fullmatch(r"https://docs\.aws\.amazon\.com/[\w-]+/[\w/.-]+\.html", DOCS + row.page)


def test_there_are_at_least_60_services_and_none_of_those_left_out() -> None:
    assert len(SENDERS) >= 60
    assert SENDERS.keys().isdisjoint(LEFT_OUT)


@pytest.mark.parametrize(
    ("name", "arn"),
    [
        ("batch", "arn:aws:batch:us-east-1:111122223333:compute-environment/a"),
        ("codedeploy", "arn:aws:codedeploy:us-east-1:111122223333:deploymentgroup:a/b"),
        ("eks-fargate-pods", "arn:aws:eks:us-east-1:111122223333:fargateprofile/a/b"),
        ("access-grants.s3", "arn:aws:s3::111122223333:access-grants/default"),
        ("swf", "arn:aws:swf:us-east-1:111122223333:/domain/a"),
    ],
)
def test_a_source_of_ones_own_in_the_form_of_the_services_page_confines(name: str, arn: str) -> None:
    assert answer(service(f"{name}.amazonaws.com", {"ArnLike": {"aws:SourceArn": arn}})) is NO
    anybodys = arn.replace("111122223333", "*")
    assert answer(service(f"{name}.amazonaws.com", {"ArnLike": {"aws:SourceArn": anybodys}})) is YES


def test_the_rules_page_says_which_services_are_left_out_and_why() -> None:
    called = {
        "ec2": "EC2",
        "lambda": "Lambda",
        "apigateway": "API Gateway",
        "s3": "S3",
        "sns": "SNS",
        "glue": "Glue",
        "firehose": "Firehose",
        "backup": "Backup",
        "pods.eks": "EKS Pod Identity",
        "omics": "HealthOmics",
        "ecs-tasks": "ECS tasks",
        "config": "Config",
        "cloudtrail": "CloudTrail",
        "cloudformation": "CloudFormation",
        "quicksight": "QuickSight",
        "cleanrooms": "Clean Rooms",
        "lookoutmetrics": "Lookout for Metrics",
    }
    assert called.keys() == LEFT_OUT.keys()
    page = " ".join((Path(__file__).parents[2] / "docs" / "rules" / "service-without-source.md").read_text().split())
    assert all(each in page for each in called.values())
    assert "Services that are not documented to say so are never reported" in page
    assert "two kinds of role and that say so for one only" in page


def test_every_service_that_aws_names_is_in_one_list() -> None:
    lists = (SENDERS.keys(), LEFT_OUT.keys(), LINKED, UNDOCUMENTED)
    every = [name for each in lists for name in each]
    assert len(every) == len(set(every)) > 400
    assert all(
        answer(service(f"{name}.amazonaws.com")) is NO for name in (*sorted(LINKED), *sorted(UNDOCUMENTED)[::40])
    )


def test_the_role_of_automatic_scaling_is_confined_as_emrs_page_has_it() -> None:
    arn = "arn:aws:application-autoscaling:*:111122223333:scalable-target/*"
    name = "application-autoscaling.amazonaws.com"
    assert answer(service(name)) is YES
    assert answer(service(name, {"ArnLike": {"aws:SourceArn": arn}})) is NO


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_service_that_is_not_documented_to_say_for_whom_is_left_alone(name: str) -> None:
    assert answer(service(f"{name}.amazonaws.com")) is NO


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("states.eu-west-1.amazonaws.com", True),
        ("states.us-gov-west-1.amazonaws.com", True),
        ("logs.cn-north-1.amazonaws.com.cn", True),
        (text("states.", REGION, ".amazonaws.com"), True),
        ("states.example.com", False),
        ("mystates.amazonaws.com", False),
        (text(Hole("var.service")), False),
    ],
)
def test_a_service_is_known_by_its_name_in_every_region_and_partition(name: Any, known: bool) -> None:
    assert (sender(name) is not None) is known


@pytest.mark.parametrize(
    "guarded",
    [
        service(STATES, HERE),
        service(STATES, {"StringEqualsIfExists": {"aws:SourceAccount": OWN}}),
        service(STATES, {"StringEquals": {"aws:SourceAccount": [OWN, "111122223333"]}}),
        service(STATES, {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}),
        by_arn(f"arn:aws:states:*:{OWN}:*"),
        by_arn(f"arn:aws:states:eu-west-1:{OWN}:stateMachine:orders", "StringEquals"),
        by_arn(f"arn:*:states:*:{OWN}:*", "StringLike"),
    ],
)
def test_a_service_that_must_act_for_a_named_account_is_left_alone(guarded: Json) -> None:
    assert answer(guarded) is NO


@pytest.mark.parametrize(
    "loose",
    [
        by_arn("arn:aws:states:*:*:*"),
        by_arn("arn:aws:states:eu-*:*:stateMachine:orders"),
        by_arn("arn:aws-cn:states:cn-north-1:*:*"),
        by_arn("*", "StringLike"),
        service(STATES, {"StringLike": {"aws:SourceAccount": "*"}}),
        service(STATES, {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}),
        service(STATES, {"StringEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}),
        service(STATES, {"Bool": {"aws:PrincipalIsAWSService": "true"}}),
        service(STATES, {"StringEquals": {"sts:ExternalId": "7f9c2b1e"}}),
    ],
)
def test_what_does_not_say_for_whom_does_not_help(loose: Json) -> None:
    assert answer(loose) is YES


def test_the_whole_policy_is_asked() -> None:
    assert answer(service(STATES, HERE), service(STATES)) is YES
    assert answer(service(STATES), service(STATES, {"StringNotEquals": {"aws:SourceAccount": OWN}}, "Deny")) is NO
    assert answer(service(STATES), service("ec2.amazonaws.com", None, "Deny")) is YES


def test_a_deny_for_the_star_may_or_may_not_deny_a_service() -> None:
    star = {**service(STATES, {"StringNotEquals": {"aws:SourceAccount": OWN}}, "Deny"), "Principal": {"AWS": "*"}}
    assert answer(service(STATES), star) is UNKNOWN


@pytest.mark.parametrize(
    "value",
    [
        text("arn:aws:states:", REGION, ":", ACCOUNT, ":*"),
        text("arn:aws:states:", REGION, ":", Hole("me", means=Means.OWN_ACCOUNT), ":*"),
    ],
)
@pytest.mark.parametrize("operator", ["ArnLike", "StringLike"])
def test_an_account_that_is_not_known_is_some_account(value: Any, operator: str) -> None:
    assert answer(by_arn(value, operator), owner=Owner()) is NO
    assert answer(service(STATES, {"StringEquals": {"aws:SourceAccount": text(ACCOUNT)}}), owner=Owner()) is NO


def test_the_finding_says_which_service_gets_in_and_for_whom() -> None:
    found = verdicts(by_arn("arn:aws:states:*:*:stateMachine:orders"))[8]
    assert found.reason == (
        "statement 1 lets states.amazonaws.com in for a resource of any AWS account; "
        "its ArnLike on aws:SourceArn does not turn those of other accounts away"
    )
    assert found.witness
    assert found.witness.caller.kind is Kind.SERVICE
    (arn,) = found.witness.to_json()["context"]["aws:sourcearn"]
    assert re.fullmatch(r"arn:aws:states:[a-z0-9-]+:\d{12}:stateMachine:orders", arn)
    assert OWN not in arn


def test_the_other_services_of_the_statement_are_not_shut_out() -> None:
    fix = verdicts(service(["ec2.amazonaws.com", STATES]))[8].fix
    assert fix
    assert [each.value for each in fix.moved] == [STATES]
    assert "step-functions/latest/dg/procedure-create-iam-role.html" in fix.advice


def test_an_account_the_owner_knows_is_no_stranger() -> None:
    """The stranger's account is none of the owner's, whatever the first free number is."""
    first = verdicts(service(STATES, {"StringLike": {"aws:SourceAccount": "*"}}))[8].witness
    assert first
    taken = str(first.context["aws:sourceaccount"][0])  # type: ignore[index]
    again = verdicts(service(STATES, {"StringLike": {"aws:SourceAccount": "*"}}), owner=Owner(own=frozenset({taken})))
    assert again[8].witness
    assert again[8].witness.context["aws:sourceaccount"] != (taken,)


@pytest.mark.parametrize(
    ("names", "advice", "apart"),
    [
        (("events", "ssm"), "let events.amazonaws.com and ssm.amazonaws.com in", False),
        (("events", "ec2"), "let events.amazonaws.com in", True),
        (("events", "appsync"), "let events.amazonaws.com in", True),
    ],
)
def test_services_of_one_statement_that_one_condition_serves_get_it_together(
    names: tuple[str, ...], advice: str, apart: bool
) -> None:
    found = verdicts(service([f"{each}.amazonaws.com" for each in names]))[8]
    assert found.fix
    assert found.fix.advice.startswith(advice)
    assert ("in a statement of its own" in found.fix.advice, bool(found.fix.moved)) == (apart, apart)
