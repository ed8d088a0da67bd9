"""What a record of CloudTrail says of a refused call, and how far it decides the cause.

The records are those of the CloudTrail User Guide ("CloudTrail userIdentity element") and the IAM User Guide ("Logging
IAM and AWS STS API calls with AWS CloudTrail"), with the error that a refused call has.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from diagnosis.test_causes import GITHUBS, OF_MAIN, by_token, found_by, trust_of
from diagnosis.told import APP, ID, OURS, PASSING, ROLE, ROOT, THEIRS, USER, WITH_ID, call, message, trusting
from roletrust.diagnosis.diagnose import diagnosed
from roletrust.diagnosis.error_text import refusals_in

SAID = message("java-2").partition("Exception: ")[2].partition(" (Service")[0]


def record(identity: dict[str, Any], parameters: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    return {
        "eventVersion": "1.08",
        "userIdentity": identity,
        "eventTime": "2026-11-30T02:00:00Z",
        "eventSource": "sts.amazonaws.com",
        "eventName": "AssumeRole",
        "sourceIPAddress": "203.0.113.64",
        "errorCode": "AccessDenied",
        "errorMessage": SAID,
        "requestParameters": parameters,
        "responseElements": None,
    } | more


SESSION = {
    "type": "AssumedRole",
    "principalId": "AROAIDPPEZS35WEXAMPLE:build-7",
    "arn": APP,
    "accountId": THEIRS,
    "sessionContext": {"attributes": {"creationDate": "2026-11-30T01:00:00Z", "mfaAuthenticated": "false"}},
}
SENT = {"roleArn": ROLE, "roleSessionName": "nightly"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (json.dumps(record(SESSION, SENT)), 1),
        (json.dumps({"Records": [record(SESSION, SENT), record(SESSION, SENT)]}), 1),
        (
            json.dumps({"Events": [{"EventName": "AssumeRole", "CloudTrailEvent": json.dumps(record(SESSION, SENT))}]}),
            1,
        ),
        (json.dumps({"detail-type": "AWS API Call via CloudTrail", "detail": record(SESSION, SENT)}), 1),
        (
            "\n".join(json.dumps(record({**SESSION, "arn": each}, SENT, errorMessage="")) for each in (APP, USER)),
            2,
        ),
        (f"2026-11-30 INFO {json.dumps(record(SESSION, SENT))}", 1),
    ],
)
def test_a_record_is_read_in_whatever_it_is_wrapped(text: str, count: int) -> None:
    found = refusals_in(text)
    assert len(found) == count
    assert (found[0].caller, found[0].action, found[0].role) == (APP, "sts:AssumeRole", ROLE)
    assert found[0].code == "AccessDenied"


def test_what_came_through_is_no_refusal() -> None:
    allowed = {key: each for key, each in record(SESSION, SENT).items() if not key.startswith("error")}
    assert refusals_in(json.dumps({"Records": [allowed]})) == []


@pytest.mark.parametrize(
    ("sent", "causes"),
    [
        ({}, ("external-id-missing",)),
        ({"externalId": "another-id-1"}, ("external-id-wrong",)),
        ({"externalId": ID.upper()}, ("external-id-case",)),
    ],
)
def test_a_record_with_its_parameters_decides_what_was_wrong_with_the_id(
    sent: dict[str, str], causes: tuple[str, ...]
) -> None:
    found, right = found_by(json.dumps(record(SESSION, SENT | sent)), WITH_ID)
    assert [(each.cause.name, each.certain) for each in found] == [(each, True) for each in causes]
    assert right == ""


def test_a_record_without_its_parameters_leaves_the_id_open() -> None:
    found, _ = found_by(json.dumps(record(SESSION, None)), WITH_ID)
    assert [each.cause.name for each in found] == ["external-id-missing", "callers-own-policy"]
    assert not found[0].certain


def test_a_call_beside_the_record_is_put_right() -> None:
    _, right = found_by(json.dumps(record(SESSION, SENT)), WITH_ID, call("terraform", None))
    assert f'external_id = "{ID}"' in right


@pytest.mark.parametrize(
    ("condition", "cause"),
    [
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, "mfa-missing"),
        ({"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}, "network"),
        ({"StringEquals": {"sts:RoleSessionName": "weekly"}}, "session-name"),
        ({"StringEquals": {"sts:SourceIdentity": "alice"}}, "source-identity-missing"),
    ],
)
def test_what_else_a_record_tells_is_known_as_well(condition: dict[str, Any], cause: str) -> None:
    found, _ = found_by(json.dumps(record(SESSION, SENT)), trusting(ROOT, PASSING, **condition))
    assert [(each.cause.name, each.certain) for each in found] == [(cause, True)]


def test_the_address_of_a_call_that_a_service_makes_is_none() -> None:
    text = json.dumps(record(SESSION, SENT, sourceIPAddress="cloudformation.amazonaws.com"))
    assert "aws:SourceIp" not in refusals_in(text)[0].sent


def test_a_token_is_compared_by_what_the_record_tells_of_it() -> None:
    provider = f"arn:aws:iam::{OURS}:oidc-provider/{GITHUBS}"
    subject = "repo:org/app:ref:refs/heads/dev"
    identity = {
        "type": "WebIdentityUser",
        "principalId": f"{provider}:sts.amazonaws.com:{subject}",
        "userName": subject,
        "identityProvider": provider,
    }
    told = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    text = json.dumps(record(identity, SENT, eventName="AssumeRoleWithWebIdentity", errorMessage=told))
    (refusal,) = refusals_in(text)
    found = list(diagnosed(refusal, trust_of(by_token({"StringEquals": OF_MAIN})), None, {}))
    assert [(each.cause.name, each.certain) for each in found] == [("token-subject", True)]
