"""The calls of AWS that the rule makes, each with its retries.

`boto3` is the one that AWS Lambda brings along.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from roletrust.config_rule.evaluation import Evaluation, LiveRole
from roletrust.config_rule.events import Asked, Parameters
from roletrust.config_rule.security_hub import finding, finding_id

# SDKs and Tools Reference Guide, "Retry behavior": throttled calls and lost connections are made again.
RETRYING = Config(retries={"mode": "standard", "total_max_attempts": 12})
BATCH = 100  # of one PutEvaluations, or BatchImportFindings (their API references)
ROUNDS = 4  # times that evaluations are put that AWS Config took note of as failed
FIRST_WAIT = 0.2  # seconds before the second round; each further one waits twice as long
TESTED = "TESTMODE"  # the token of an event by which a rule is tried out
Each = TypeVar("Each")
NOT_ALLOWED = ("AccessDeniedException", "AWSOrganizationsNotInUseException")


class Aws:
    """AWS as the function may use it, in the account that an event is about."""

    def __init__(self, session: Any) -> None:
        """`session`: what makes clients: boto3 itself, whose models are read once for many events, or a session."""
        self._session = session

    @classmethod
    def of(cls, asked: Asked) -> Aws:
        """In the function's own account; elsewhere by the member role, where the rule has one."""
        role = asked.parameters.member_role
        if not role:
            return cls(boto3)
        sts = boto3.client("sts", config=RETRYING)
        own = sts.get_caller_identity()["Arn"].split(":")
        if own[4] == asked.account:
            return cls(boto3)
        return cls(_assumed(sts, f"arn:{own[1]}:iam::{asked.account}:role/{role}", asked.parameters))

    def _client(self, name: str) -> Any:
        return self._session.client(name, config=RETRYING)

    def roles(self) -> Iterator[LiveRole]:
        """Every role of the account.  Raises ClientError where AWS does not list them."""
        for page in self._client("iam").get_paginator("list_roles").paginate():
            yield from (_role(each) for each in page["Roles"])

    def role(self, name: str) -> LiveRole | None:
        """The role of that name; None where there is none."""
        try:
            return _role(self._client("iam").get_role(RoleName=name)["Role"])
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchEntity":
                return None
            raise

    def members(self) -> frozenset[str]:
        """The accounts of the organization; none where the function's account may not ask, which is said on stderr."""
        try:
            pages = boto3.client("organizations", config=RETRYING).get_paginator("list_accounts").paginate()
            return frozenset(str(each["Id"]) for page in pages for each in page["Accounts"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in NOT_ALLOWED:
                raise
            print(f"roletrust: the organization's accounts are not known: {error}", file=sys.stderr)
            return frozenset()

    def put(self, evaluations: Sequence[Evaluation], token: str) -> list[str]:
        """Tell AWS Config; the ids of the roles of which it would not take note, however often it was told."""
        waiting = list(evaluations)
        for attempt in range(ROUNDS):
            if attempt:
                time.sleep(FIRST_WAIT * 2 ** (attempt - 1))
            refused = {each for batch in _batches(waiting) for each in self._refused(batch, token)}
            waiting = [each for each in waiting if each.id in refused]
            if not waiting:
                break
        return [each.id for each in waiting]

    def tell_hub(self, evaluations: Sequence[Evaluation], asked: Asked) -> list[str]:
        """Tell AWS Security Hub; the ids of the roles of which it would not take note, which is said on stderr.

        Raises ClientError where it may not be told at all.
        """
        hub = self._client("securityhub")
        ids = {finding_id(each, asked): each.id for each in evaluations}
        refused: list[str] = []
        for batch in _batches(evaluations):
            found = [finding(each, asked, hub.meta.region_name, hub.meta.partition) for each in batch]
            for each in hub.batch_import_findings(Findings=found).get("FailedFindings") or []:
                print(f"roletrust: Security Hub: {each['Id']}: {each.get('ErrorMessage')}", file=sys.stderr)
                refused.append(ids[each["Id"]])
        return refused

    def _refused(self, batch: Sequence[Evaluation], token: str) -> Iterator[str]:
        """The ids of those of a batch that AWS Config could not take note of."""
        sent = [each.as_sent() for each in batch]
        answer = self._client("config").put_evaluations(Evaluations=sent, ResultToken=token, TestMode=token == TESTED)
        yield from (str(each["ComplianceResourceId"]) for each in answer.get("FailedEvaluations") or [])


def _assumed(sts: Any, role: str, parameters: Parameters) -> Any:
    """A session of a member account's role."""
    sent = {"ExternalId": parameters.external_id} if parameters.external_id else {}
    found = sts.assume_role(RoleArn=role, RoleSessionName="roletrust-config", **sent)["Credentials"]
    return boto3.Session(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])


def _batches(every: Sequence[Each]) -> Iterator[Sequence[Each]]:
    for first in range(0, len(every), BATCH):
        yield every[first : first + BATCH]


def _role(found: Mapping[str, Any]) -> LiveRole:
    policy = found.get("AssumeRolePolicyDocument")
    return LiveRole(found["RoleId"], found["RoleName"], found["Arn"], found.get("Path", "/"), policy)
