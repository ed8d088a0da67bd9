"""A role that holds a policy of AWS's by name is judged as one that holds its document."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from roletrust.dialects.identity_policy import read_grants
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.roles.exposure import exposure
from roletrust.engine.roles.passing import starts
from roletrust.engine.roles.permissions import Grant, Permissions, Power, power, refusal
from roletrust.engine.tables.managed_policies import SAYING_NOTHING, TOLD, grants, managed_grants, records
from tables.managed_policies import EVERYTHING, check, different, documents, kept, table, told

Json = dict[str, Any]


def allow(*actions: str, resource: Any = "*", **more: Any) -> Json:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def deny(*actions: str, resource: Any = "*", **more: Any) -> Json:
    return {**allow(*actions, resource=resource, **more), "Effect": "Deny"}


def all_but(key: str, statement: Json) -> Json:
    """With Not before `key`."""
    return {f"Not{each}" if each == key else each: value for each, value in statement.items()}


def passing(*services: str, resource: Any = "*", operator: str = "StringEquals") -> Json:
    condition = {operator: {"iam:PassedToService": list(services)}}
    return allow("iam:PassRole", resource=resource, Condition=condition)


EC2 = ("ec2.amazonaws.com", "ec2.amazonaws.com.cn")
MARKET = {"StringNotEquals": {"ec2:InstanceMarketType": "spot"}}
ENABLED = {"StringEquals": {"glue:LakeFormationPermissions": "Enabled"}}
JOBS = "arn:aws:sagemaker:*:*:training-job/AWSBatch*"
LAKE = ("s3:GetObject", "s3:ListBucket", "s3:PutObject", "kms:Decrypt", "sqs:SendMessage")
ROOT = ("iam:ListAccessKeys", "iam:GetLoginProfile", "iam:GetUser")

# What these policies of AWS's say, by 2026-03-07, of what matters here, and a little of what does not.
WRITTEN: dict[str, list[Json]] = {
    "AdministratorAccess": [allow("*")],
    "AWSDenyAll": [deny("*")],
    "IAMFullAccess": [allow("iam:*", "organizations:DescribeAccount")],
    "PowerUserAccess": [
        all_but("Action", allow("iam:*", "organizations:*", "account:*")),
        allow("iam:CreateServiceLinkedRole", "iam:ListRoles", "organizations:DescribeOrganization"),
    ],
    "AWSAppRunnerFullAccess": [
        allow("iam:CreateServiceLinkedRole"),
        passing("apprunner.amazonaws.com", operator="StringLike"),
        allow("apprunner:*"),
    ],
    "AWSEC2SpotServiceRolePolicy": [
        allow("ec2:DescribeInstances", "ec2:RunInstances", resource=["*"]),
        deny("ec2:RunInstances", resource=["arn:aws:ec2:*:*:instance/*"], Condition=MARKET),
        passing(*EC2),
        allow("ec2:CreateTags", Condition={"StringEquals": {"ec2:CreateAction": "RunInstances"}}),
    ],
    "AWSBatchServiceRolePolicyForSageMaker": [
        allow("sagemaker:CreateTrainingJob", "sagemaker:StopTrainingJob", resource=JOBS),
        allow(
            "sagemaker:CreateTrainingJob",
            resource=["arn:aws:sagemaker:*:*:training-plan/*", "arn:aws:sagemaker:*:*:reserved-capacity/*"],
        ),
        allow("sagemaker:Search"),
        passing("sagemaker.amazonaws.com"),
    ],
    "AWSRoboMakerServiceRolePolicy": [
        allow("ec2:DescribeVpcs", "lambda:CreateFunction"),
        allow("lambda:UpdateFunctionCode", resource="arn:aws:lambda:*:*:function:aws-robomaker-*"),
        passing("lambda.amazonaws.com", operator="StringEqualsIfExists"),
    ],
    "AWSLambdaRole": [allow("lambda:InvokeFunction", resource=["*"])],
    "AWSSecretsManagerClientReadOnlyAccess": [
        allow("secretsmanager:GetSecretValue", resource="arn:aws:secretsmanager:*:*:secret:*"),
        allow("kms:Decrypt", resource="arn:aws:kms:*:*:key/*", Condition={"StringLike": {"kms:ViaService": "s*"}}),
    ],
    "AmazonSecurityLakePermissionsBoundary": [
        allow(*LAKE),
        all_but("Action", deny(*LAKE)),
        all_but("Resource", deny(*LAKE[:3], resource=["arn:aws:s3:::aws-security-data-lake*"])),
    ],
    "IAMAuditRootUserCredentials": [
        all_but("Action", deny(*ROOT)),
        all_but("Resource", deny(*ROOT, resource="arn:aws:iam::*:root")),
    ],
    "SecurityAudit": [allow("iam:Get*", "iam:List*", "s3:GetBucket*")],
}
NAMES = sorted(WRITTEN)
ITSELF = "arn:aws:iam::123456789012:role/app"


def document(*statements: Json) -> tuple[Grant, ...]:
    return read_grants({"Version": "2012-10-17", "Statement": list(statements)}, "it")


def of(*names: str) -> tuple[Grant, ...]:
    return document(*(each for name in names for each in WRITTEN[name]))


def by(*names: str) -> tuple[Grant, ...]:
    return tuple(each for name in names for each in managed_grants(name) or ())


def plain(found: Power) -> tuple[object, ...]:
    """Which statements it is by is told otherwise: those of a policy that nobody can edit have no numbers."""
    return found.answer, found.by, found.actions, found.where


def judged(permissions: Permissions) -> list[object]:
    begun = [(each.method, each.answer, each.doubt) for each in starts(permissions)]
    return [plain(power(permissions)), plain(exposure(permissions)), begun]


@pytest.mark.parametrize("name", NAMES)
def test_by_name_it_is_judged_as_by_its_document(name: str) -> None:
    assert list(different(by(name), of(name))) == []
    assert judged(Permissions(by(name), arn=ITSELF)) == judged(Permissions(of(name), arn=ITSELF))
    assert len({each.policy for each in by(name)}) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_by_name_it_bounds_as_its_document_does(name: str) -> None:
    for held in ((EVERYTHING,), of("IAMFullAccess", "AWSLambdaRole"), of("PowerUserAccess")):
        named, written = Permissions(by(name)), Permissions(of(name))
        assert judged(Permissions(held, boundary=named)) == judged(Permissions(held, boundary=written))


@pytest.mark.parametrize("names", list(combinations(NAMES, 2)), ids="+".join)
def test_two_by_name_are_judged_as_by_their_documents(names: tuple[str, str]) -> None:
    assert judged(Permissions(by(*names))) == judged(Permissions(of(*names)))


@pytest.mark.parametrize(
    ("names", "expected", "method"),
    [
        (["AWSRoboMakerServiceRolePolicy"], NO, ""),
        (["AWSRoboMakerServiceRolePolicy", "AWSLambdaRole"], YES, "a function with a role"),
        (["AWSBatchServiceRolePolicyForSageMaker"], NO, ""),
        (["AWSEC2SpotServiceRolePolicy"], UNKNOWN, "an instance with a role"),
        (["PowerUserAccess", "IAMFullAccess"], YES, ""),
        (["PowerUserAccess", "IAMAuditRootUserCredentials"], NO, ""),
    ],
)
def test_what_they_can_do_together(names: list[str], expected: object, method: str) -> None:
    found = power(Permissions(by(*names)))
    assert (found.answer, found.by) == (expected, method)


def test_a_boundary_by_name_that_lets_roles_be_assumed_refuses_none() -> None:
    for held in (by("AWSLambdaRole"), by("AdministratorAccess")):
        bounded = Permissions((*held, EVERYTHING), boundary=Permissions(by("PowerUserAccess")))
        assert refusal(bounded, ASSUME_ROLE, ITSELF) is None
    assert refusal(Permissions((EVERYTHING,), boundary=Permissions(by("IAMFullAccess"))), ASSUME_ROLE, ITSELF)


# --- how the tables are written ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("ec2:*", "s3:List*"), "allows ec2:*"),
        (deny("*", Condition=MARKET), "perhaps denies *"),
        (all_but("Action", allow("iam:*", "account:*")), "allows all but iam:* account:*"),
        (allow("iam:PassRole", resource="arn:aws:iam::*:role/a*"), "allows iam:PassRole on iam~role/a*"),
        (allow("glue:*", resource="arn:aws:glue:*:*:job/a"), "allows glue:* on glue~job/a"),
        (allow("glue:*", resource="arn:aws:glue:*:1:job/a"), "allows glue:* on arn:aws:glue:*:1:job/a"),
        (
            all_but("Resource", allow("sts:*", resource=["arn:aws:iam::*:role/a", "arn:aws:iam::1:role/b"])),
            "allows sts:* on all but iam~role/a arn:aws:iam::1:role/b",
        ),
        (passing(*EC2, "pods.eks.amazonaws.com"), "allows iam:PassRole for StringEquals ec2 {} {}"),
        (passing("ec2.amazonaws.*", operator="StringLike"), "allows iam:PassRole for StringLike ec2.amazonaws.*"),
        (allow("lambda:UpdateFunctionCode", resource="arn:aws:lambda:*:*:layer:a"), ""),
        (allow("s3:GetObject", resource="arn:aws:s3:::a/*"), ""),
        (passing("states.amazonaws.com"), ""),
        (allow("s3:ListAllMyBuckets"), ""),
    ],
)
def test_a_statement_is_told_and_read_again(statement: Json, expected: str) -> None:
    expected = expected.format(EC2[1], "pods.eks.amazonaws.com")
    written = table({"one": document(statement)})
    assert written == (f"one: {expected}" if expected else "")
    reading = [each._replace(policy="it") for each in grants(records(written).get("one", ""), "one")]
    assert reading == [each for each in map(kept, document(statement)) if each]
    assert list(different(reading, document(statement))) == []


def test_policies_that_say_the_same_share_a_record_and_a_long_one_goes_on() -> None:
    many = allow("iam:PassRole", resource=[f"arn:aws:iam::*:role/{'long' * 10}{each}" for each in range(5)])
    written = table({"one": document(many), "other": document(allow("s3:Get*")), "third": document(many)})
    first, *further = written.splitlines()
    assert first.startswith("one third: allows iam:PassRole on iam~role/")
    assert [each[0] for each in further] == [" ", " ", "o"]
    assert set(records(written)) == {"one", "other", "third"}
    assert [told(each) for each in grants(records(written)["third"], "")] == [told(each) for each in document(many)]


def test_a_table_that_says_otherwise_is_not_written() -> None:
    policies = {"one": document(allow("ec2:*"))}
    check(policies, table(policies))
    with pytest.raises(AssertionError, match="one would be told otherwise"):
        check(policies, "one: allows lambda:*")


def test_the_documents_are_read_as_they_are_collected(tmp_path: Any) -> None:
    (tmp_path / "Empty").write_text("\n")
    (tmp_path / "One").write_text('{"PolicyVersion": {"Document": {"Statement": {"Effect": "Deny", "Action": "*"}}}}')
    assert [(name, each.actions) for name, read in documents(tmp_path).items() for each in read] == [("One", ("*",))]


def test_a_policy_is_either_told_or_known_to_say_nothing() -> None:
    assert not SAYING_NOTHING & set(TOLD)
    assert len(SAYING_NOTHING) + len(TOLD) == 1_523  # documents that they were written from
    assert {"ReadOnlyAccess", "SecurityAudit", "AmazonS3FullAccess"} <= SAYING_NOTHING | set(TOLD)
