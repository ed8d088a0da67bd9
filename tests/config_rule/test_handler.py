"""The custom rule of AWS Config, as AWS Lambda calls it: boto3 against a real HTTP server, as AWS answers and fails."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from config_rule.aws_server import ACCOUNT, Front, create_role, serving
from roletrust.config_rule.evaluation import cut
from roletrust.config_rule.events import BadEvent
from roletrust.config_rule.handler import NotEvaluated, handler

Json = dict[str, Any]
VENDOR, OTHER = "210000000001", "210000000002"
ID = {"StringEquals": {"sts:ExternalId": "7f9c2b1e-8d1c"}}
TAKEN = "2026-11-30T22:00:00.000Z"


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    found = Front()
    with serving(found) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", address)
        patch.setenv("AWS_ACCESS_KEY_ID", "a")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "b")
        patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        patch.setattr("roletrust.config_rule.service.FIRST_WAIT", 0)
        patch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
        yield found


@pytest.fixture(autouse=True)
def afresh(front: Front) -> None:
    front.reset()


def trust(account: str, condition: Json | None = None, resource: str = "root") -> Json:
    said: Json = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:{resource}"},
        "Action": "sts:AssumeRole",
    }
    return {"Version": "2012-10-17", "Statement": [{**said, "Condition": condition} if condition else said]}


OPEN, CLOSED = trust(VENDOR), trust(VENDOR, ID, "role/app")


def event(message: Json, parameters: Json | None = None, **more: Any) -> Json:
    return {
        "invokingEvent": json.dumps(message),
        "ruleParameters": json.dumps(parameters or {}),
        "resultToken": "token",
        "accountId": ACCOUNT,
        **more,
    }


def scheduled(parameters: Json | None = None) -> Json:
    message = {"messageType": "ScheduledNotification", "awsAccountId": ACCOUNT, "notificationCreationTime": TAKEN}
    return event(message, parameters)


def item(policy: Any, **more: Any) -> Json:
    """A configuration item as AWS Config makes it: the policy percent-encoded."""
    configuration: Json = {"arn": f"arn:aws:iam::{ACCOUNT}:role/vendor", "roleName": "vendor", "path": "/"}
    if policy is not None:
        configuration["assumeRolePolicyDocument"] = quote(json.dumps(policy), safe="")
    return {
        "resourceType": "AWS::IAM::Role",
        "resourceId": "AROAVENDOR",
        "resourceName": "vendor",
        "awsAccountId": ACCOUNT,
        "configurationItemStatus": "OK",
        "configurationItemCaptureTime": TAKEN,
        "configuration": configuration,
        **more,
    }


def changed(described: Json, parameters: Json | None = None, **more: Any) -> Json:
    message = {"messageType": "ConfigurationItemChangeNotification", "configurationItem": described}
    return event(message, parameters, **more)


def told(front: Front) -> dict[str, str]:
    return {each["ComplianceResourceId"]: each["ComplianceType"] for each in front.put}


# --- one role -----------------------------------------------------------------------------------------------------


def test_a_role_is_judged_by_its_configuration_item_and_the_reason_is_told_in_256_characters(front: Front) -> None:
    assert handler(changed(item(OPEN))) == {"evaluated": 1}
    (evaluation,) = front.put
    assert evaluation["ComplianceType"] == "NON_COMPLIANT"
    assert evaluation["Annotation"].startswith("CKV_TRUST_1 CKV_TRUST_2: HIGH: External account can assume the role")
    assert len(evaluation["Annotation"]) <= 256
    assert front.calls == Counter(PutEvaluations=1)


def test_a_long_reason_is_cut() -> None:
    assert len(cut("a" * 256)) == 256
    assert cut("a" * 257) == "a" * 255 + "…"


def test_a_role_that_asks_for_the_external_id_complies(front: Front) -> None:
    handler(changed(item(CLOSED)))
    assert told(front) == {"AROAVENDOR": "COMPLIANT"}
    assert "Annotation" not in front.put[0]


@pytest.mark.parametrize(
    ("policy", "parameters", "compliance"),
    [
        (trust(VENDOR, None, "role/app"), {"trustedAccounts": f"{OTHER}, {VENDOR}"}, "COMPLIANT"),
        (trust(VENDOR, None, "role/app"), {"trustedAccounts": OTHER}, "NON_COMPLIANT"),
        (OPEN, {"ownAccounts": VENDOR}, "COMPLIANT"),  # LOW
        (OPEN, {"ownAccounts": VENDOR, "minimumSeverity": "low"}, "NON_COMPLIANT"),
        (trust(VENDOR, ID), {"minimumSeverity": "HIGH"}, "COMPLIANT"),
        (trust(VENDOR, ID), {"minimumSeverity": "MEDIUM"}, "NON_COMPLIANT"),
        (trust(ACCOUNT), {}, "COMPLIANT"),  # the account of the role is its own
    ],
)
def test_parameters_say_whose_accounts_and_what_counts(
    front: Front, policy: Json, parameters: Json, compliance: str
) -> None:
    handler(changed(item(policy), parameters))
    assert told(front) == {"AROAVENDOR": compliance}


@pytest.mark.parametrize("status", ["ResourceDeleted", "ResourceNotRecorded", "ResourceDeletedNotRecorded"])
def test_a_role_that_is_gone_is_not_applicable(front: Front, status: str) -> None:
    handler(changed(item(None, configurationItemStatus=status)))
    handler(changed(item(OPEN), eventLeftScope=True))
    assert [each["ComplianceType"] for each in front.put] == ["NOT_APPLICABLE"] * 2


def test_a_service_linked_role_is_not_applicable_and_why_is_said(front: Front) -> None:
    described = item(OPEN)
    described["configuration"]["path"] = "/aws-service-role/config.amazonaws.com/"
    handler(changed(described))
    assert told(front) == {"AROAVENDOR": "NOT_APPLICABLE"}
    assert front.put[0]["Annotation"].startswith("a service-linked role")


def oversized(identified: str, name: str = "vendor") -> Json:
    described = item(None, resourceId=identified, resourceName=name)
    del described["configuration"]
    message = {"messageType": "OversizedConfigurationItemChangeNotification", "configurationItemSummary": described}
    return event(message)


def test_an_item_that_is_too_large_and_one_without_a_policy_are_fetched(front: Front) -> None:
    identified = create_role("vendor", OPEN)
    handler(oversized(identified))
    handler(changed(item(None, resourceId=identified)))
    assert [each["ComplianceType"] for each in front.put] == ["NON_COMPLIANT"] * 2
    assert front.calls["GetRole"] == 2


def test_a_role_that_was_deleted_or_made_anew_since_is_gone(front: Front) -> None:
    handler(oversized("AROAGONE"))
    create_role("vendor", OPEN)
    handler(oversized("AROAGONE"))
    assert [each["ComplianceType"] for each in front.put] == ["NOT_APPLICABLE"] * 2


def test_a_policy_that_cannot_be_read_is_no_pass(front: Front) -> None:
    described = item(None)
    described["configuration"]["assumeRolePolicyDocument"] = "%7B"
    handler(changed(described))
    assert told(front) == {"AROAVENDOR": "NON_COMPLIANT"}
    assert "CKV_TRUST_90" in front.put[0]["Annotation"]


# --- every role -----------------------------------------------------------------------------------------------------


def test_every_role_of_500_is_evaluated_once_through_throttling_pages_and_damage(
    front: Front, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every third call of each kind is throttled, some evaluations are refused, some roles come without policy."""
    expected = {}
    for number in range(500):
        is_open = number % 5 == 0
        path = "/aws-service-role/x.amazonaws.com/" if number % 50 == 49 else "/"
        identified = create_role(f"r{number}", OPEN if is_open else CLOSED, path)
        linked = "NOT_APPLICABLE" if path != "/" else ""
        expected[identified] = linked or ("NON_COMPLIANT" if is_open else "COMPLIANT")
    ids = list(expected)
    front.throttled = 3
    front.refused.update(dict.fromkeys(ids[::70], 2))
    front.unlisted.update(f"r{number}" for number in range(3, 500, 100))
    front.broken.update(("r7", "r8"))
    front.refused[ids[9]] = 99
    lost = {ids[7], ids[8], ids[9]}
    with pytest.raises(NotEvaluated) as failure:
        handler(scheduled())
    assert told(front) == {identified: found for identified, found in expected.items() if identified not in lost}
    assert len(front.put) == 497
    assert all(each in str(failure.value) for each in lost)
    assert max(front.batches) <= 100
    assert front.calls["ListRoles"] > 5
    assert "r7" in capsys.readouterr().err


def test_a_list_that_breaks_off_is_no_evaluation_of_the_rest(front: Front) -> None:
    create_role("vendor", OPEN)
    front.throttled = 1
    with pytest.raises(Exception, match="Rate exceeded"):
        handler(scheduled())
    assert front.put == []


# --- Security Hub ---------------------------------------------------------------------------------------------------


def test_security_hub_has_a_finding_of_each_role_which_is_archived_when_it_complies(front: Front) -> None:
    hub = {"securityHub": "true"}
    handler(changed(item(OPEN)))
    assert front.hub == []
    handler(changed(item(OPEN), hub))
    handler(changed(item(CLOSED), hub))
    handler(changed(item(None, configurationItemStatus="ResourceDeleted"), hub))
    assert [each["RecordState"] for each in front.hub] == ["ACTIVE", "ARCHIVED", "ARCHIVED"]
    assert [each["Compliance"]["Status"] for each in front.hub] == ["FAILED", "PASSED", "NOT_AVAILABLE"]
    assert len({each["Id"] for each in front.hub}) == 1
    told = front.hub[0]
    assert (told["FindingProviderFields"]["Severity"]["Label"], told["AwsAccountId"]) == ("HIGH", ACCOUNT)
    assert told["Resources"][0]["Id"] == f"arn:aws:iam::{ACCOUNT}:role/vendor"
    assert told["ProductArn"] == f"arn:aws:securityhub:eu-central-1:{ACCOUNT}:product/{ACCOUNT}/default"
    assert told["Description"].startswith("CKV_TRUST_1 CKV_TRUST_2: HIGH: ")


def test_what_security_hub_refuses_is_named_and_aws_config_has_it(
    front: Front, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(250):
        create_role(f"r{number}", OPEN)
    front.unimported.add(f"arn:aws:iam::{ACCOUNT}:role/r7")
    with pytest.raises(NotEvaluated):
        handler(scheduled({"securityHub": "true"}))
    assert (len(front.put), len(front.hub)) == (250, 249)
    assert "Security Hub: roletrust/" in capsys.readouterr().err


# --- organizations --------------------------------------------------------------------------------------------------


def test_accounts_of_the_organization_are_trusted_where_they_may_be_asked_for(
    front: Front, capsys: pytest.CaptureFixture[str]
) -> None:
    import boto3
    from moto.organizations.models import organizations_backends

    organizations_backends.reset()
    named = {"organizationAccounts": "true"}
    front.denied.add("ListAccounts")
    handler(changed(item(trust(VENDOR, None, "role/app")), named))
    assert "the organization's accounts are not known" in capsys.readouterr().err
    front.denied.clear()
    client = boto3.client("organizations")
    client.create_organization(FeatureSet="ALL")
    made = client.create_account(Email="a@example.com", AccountName="a")["CreateAccountStatus"]["AccountId"]
    handler(changed(item(trust(made, None, "role/app")), named))
    handler(changed(item(trust(made, None, "role/app"))))
    assert [each["ComplianceType"] for each in front.put] == ["NON_COMPLIANT", "COMPLIANT", "NON_COMPLIANT"]


def test_in_another_account_the_member_role_is_assumed(front: Front) -> None:
    parameters = {"memberRole": "roletrust-config", "externalId": "7f9c2b1e-8d1c"}
    handler(changed(item(CLOSED), parameters, accountId=OTHER))
    assert front.calls["AssumeRole"] == 1
    handler(changed(item(CLOSED), parameters))
    assert front.calls["AssumeRole"] == 1
    assert len(front.put) == 2


# --- what cannot be used --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"trustedAccount": VENDOR}, "no parameter is called `trustedAccount`"),
        ({"trustedAccounts": "21000000000"}, "is no account"),
        ({"ownOrganizations": "o-1"}, "is no organization"),
        ({"minimumSeverity": "SEVERE"}, "is no severity"),
        ({"organizationAccounts": "perhaps"}, "neither `true` nor `false`"),
        ({"memberRole": "a role"}, "is no name of a role"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_an_error_and_no_pass(front: Front, parameters: Json, why: str) -> None:
    with pytest.raises(BadEvent, match=why):
        handler(changed(item(OPEN), parameters))
    assert front.put == []


@pytest.mark.parametrize(
    "broken",
    [
        {"invokingEvent": "{"},
        {"invokingEvent": json.dumps({"messageType": "Other"})},
        {"ruleParameters": "[]"},
        {"resultToken": ""},
        changed(item(OPEN, resourceType="AWS::IAM::User")),
        changed(item(OPEN, configurationItemCaptureTime=None)),
    ],
)
def test_an_event_that_is_none_is_an_error(front: Front, broken: Json) -> None:
    with pytest.raises(BadEvent):
        handler({**changed(item(OPEN)), **broken})
    assert front.put == []
