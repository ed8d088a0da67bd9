"""Records of CloudTrail: who called, what was sent as far as it says, and what came of it.

Source: CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element"; IAM User Guide,
"Logging IAM and AWS STS API calls with AWS CloudTrail".  Of a request that was refused the parameters are often null:
then it is not known what was sent.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from roletrust.diagnosis.refusals import Refusal

LONGEST = 4_000_000
MOST_LINES = 20_000
DEEPEST = 6
STS = "sts.amazonaws.com"
# Parameters of a request, and the context key that each becomes.
SENT = (("externalId", "sts:ExternalId"), ("sourceIdentity", "sts:SourceIdentity"))


def records_in(text: str) -> list[Mapping[str, Any]]:
    """The records in `text`: one, a file of them, what `lookup-events` prints, an event, or one on each line."""
    if "eventName" not in text or len(text) > LONGEST:
        return []
    whole = loaded(text)
    parts = [whole] if whole is not None else [loaded(line) for line in text.splitlines()[:MOST_LINES] if "{" in line]
    return [record for part in parts for record in records(part, 0)]


def loaded(text: str) -> Any:
    """The JSON in `text`, from its first brace on; None where it is none."""
    at = min((at for at in (text.find("{"), text.find("[{")) if at >= 0), default=-1)
    try:
        return json.loads(text[at:]) if at >= 0 else None
    except (ValueError, RecursionError):
        return None


def records(found: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """The records of refused calls of STS in a piece of JSON."""
    if depth > DEEPEST:
        return
    if isinstance(found, list):
        for each in found:
            yield from records(each, depth + 1)
    elif isinstance(found, dict) and "eventName" in found and "userIdentity" in found:
        if found.get("eventSource") == STS and (found.get("errorCode") or found.get("errorMessage")):
            yield found
    elif isinstance(found, dict):
        for key in ("Records", "Events", "detail"):
            yield from records(found.get(key), depth + 1)
        if isinstance(found.get("CloudTrailEvent"), str):
            yield from records(loaded(found["CloudTrailEvent"]), depth + 1)


def refusal_of(record: Mapping[str, Any], of_message: Callable[[str], Sequence[Refusal]]) -> Refusal:
    """What a record says of the call; `of_message`: how its message is read."""
    message = str(record.get("errorMessage") or "")
    told = next(iter(of_message(message)), Refusal(message=message))
    identity, parameters = mapping(record.get("userIdentity")), mapping(record.get("requestParameters"))
    resources = [mapping(each).get("ARN") for each in record.get("resources") or () if isinstance(each, dict)]
    role = told.role or parameters.get("roleArn") or next((each for each in resources if each), "")
    service = identity.get("invokedBy") if identity.get("type") == "AWSService" else ""
    return told._replace(
        caller=told.caller or (str(identity.get("arn") or "") if not service else ""),
        action=told.action or f"sts:{record.get('eventName')}",
        role=str(role or ""),
        code=str(record.get("errorCode") or told.code),
        service=str(service or ""),
        sent=sent_by(record, identity, parameters),
    )


def sent_by(
    record: Mapping[str, Any], identity: Mapping[str, Any], parameters: Mapping[str, Any]
) -> dict[str, str | None]:
    """The context keys that the record tells of."""
    found: dict[str, str | None] = {}
    if parameters:
        found |= {key: None if parameters.get(name) is None else str(parameters[name]) for name, key in SENT}
        if parameters.get("roleSessionName"):
            found["sts:RoleSessionName"] = str(parameters["roleSessionName"])
        if not parameters.get("tags"):
            found["aws:TagKeys"] = None
    authenticated = mapping(mapping(identity.get("sessionContext")).get("attributes")).get("mfaAuthenticated")
    if authenticated in ("true", "false") and not parameters.get("serialNumber"):
        found["aws:MultiFactorAuthPresent"] = authenticated
    if is_address(address := str(record.get("sourceIPAddress"))):
        found["aws:SourceIp"] = address
    return found | claims(identity)


def claims(identity: Mapping[str, Any]) -> dict[str, str | None]:
    """Subject and audience of a token: `principalId` is the provider, the audience and the subject, with colons."""
    provider, subject = str(identity.get("identityProvider") or ""), str(identity.get("userName") or "")
    if identity.get("type") != "WebIdentityUser" or not provider or not subject:
        return {}
    host = provider.partition(":oidc-provider/")[2] or provider
    found: dict[str, str | None] = {f"{host}:sub": subject}
    whole = str(identity.get("principalId") or "")
    audience = whole.removeprefix(f"{provider}:").removesuffix(f":{subject}")
    return found | ({f"{host}:aud": audience} if f"{provider}:{audience}:{subject}" == whole else {})


def is_address(text: str) -> bool:
    """Whether it is an address: of a call that a service makes, the service's name stands there."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}
