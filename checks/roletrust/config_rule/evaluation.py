"""What AWS Config is told of one role: whether it complies, and why not, in 256 characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from roletrust.config_rule.events import ROLE, Asked, Parameters
from roletrust.dialects.data.records import Record
from roletrust.engine.policy.document import Source
from roletrust.reading.findings import Told, findings
from roletrust.reading.json_data import case_of
from roletrust.reading.judging import judged
from roletrust.reading.settings import Configuration
from roletrust.rules.rule import SEVERITIES

COMPLIANT, NONCOMPLIANT, NOT_APPLICABLE = "COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE"
LONGEST = 256  # characters of an annotation (AWS Config API reference, Evaluation)
OF_SERVICES = "/aws-service-role/"  # the path of service-linked roles (IAM User Guide, "Using service-linked roles")
MEMBER = "own organization"
UNDECIDED = ("CKV_TRUST_90", "CKV_TRUST_91")  # what is not known is no pass, however low its severity


class LiveRole(NamedTuple):
    """A role as AWS has it.  `policy`: an object, or text, percent-encoded or not."""

    id: str
    name: str
    arn: str
    path: str
    policy: Any

    @property
    def is_of_a_service(self) -> bool:
        """Whether it is service-linked, so that nobody but AWS can change its trust policy."""
        return self.path.startswith(OF_SERVICES)


class Evaluation(NamedTuple):
    """One entry of PutEvaluations, for the role with this unique id.

    `arn`: the role's, '' of one that is gone; `severity`: of the gravest finding, '' where there is none.
    """

    id: str
    compliance: str
    annotation: str
    when: str
    arn: str = ""
    severity: str = ""

    def as_sent(self) -> dict[str, str]:
        said = {"Annotation": cut(self.annotation)} if self.annotation else {}
        return {
            "ComplianceResourceType": ROLE,
            "ComplianceResourceId": self.id,
            "ComplianceType": self.compliance,
            "OrderingTimestamp": self.when,
            **said,
        }


def cut(annotation: str) -> str:
    """No longer than AWS Config takes it."""
    return annotation if len(annotation) <= LONGEST else f"{annotation[: LONGEST - 1]}…"


def of_item(item: Mapping[str, Any]) -> LiveRole | None:
    """The role that a configuration item describes; None where it does not have its trust policy, or its ARN."""
    found = item.get("configuration")
    if not isinstance(found, Mapping):
        return None
    arn, policy = found.get("arn") or item.get("ARN"), found.get("assumeRolePolicyDocument")
    if not isinstance(arn, str) or not isinstance(policy, (str, Mapping)) or not policy:
        return None
    name = str(found.get("roleName") or item.get("resourceName") or arn.rpartition("/")[2])
    return LiveRole(str(item["resourceId"]), name, arn, str(found.get("path") or "/"), policy)


def settings(parameters: Parameters, members: frozenset[str]) -> Configuration:
    """The settings that the rule's parameters stand for; `members`: the accounts of the organization."""
    trusted = {**dict.fromkeys(sorted(members), MEMBER), **dict.fromkeys(sorted(parameters.trusted), "trusted")}
    return Configuration(
        own_accounts=parameters.own,
        trusted_accounts={account: name for account, name in trusted.items() if account not in parameters.own},
        own_organizations=parameters.organizations,
    )


def gone(asked: Asked) -> Evaluation:
    """Of a role that is not there any more."""
    assert asked.item is not None
    return Evaluation(str(asked.item["resourceId"]), NOT_APPLICABLE, "the role is deleted, or not recorded", asked.when)


def evaluated(role: LiveRole, asked: Asked, configuration: Configuration) -> Evaluation:
    """The role, judged by every rule about one policy.  Raises whatever breaks."""
    if role.is_of_a_service:
        why = "a service-linked role: AWS alone writes its trust policy"
        return Evaluation(role.id, NOT_APPLICABLE, why, asked.when, role.arn)
    record = Record(role.policy, {}, role.name, role.arn, asked.account, source=Source(role.arn))
    found = findings(judged(case_of(record, role.arn, configuration)))
    told = sorted((each for each in found if not each.told_with), key=rank)
    enough = SEVERITIES.index(asked.parameters.minimum)
    counting = [each for each in told if rank(each) <= enough or each.rule.id in UNDECIDED]
    if not counting:
        return Evaluation(role.id, COMPLIANT, "", asked.when, role.arn)
    return Evaluation(role.id, NONCOMPLIANT, annotation(counting), asked.when, role.arn, counting[0].severity)


def rank(told: Told) -> int:
    """The gravest first."""
    return SEVERITIES.index(told.severity)


def annotation(told: list[Told]) -> str:
    """`CKV_TRUST_1 CKV_TRUST_2: HIGH: …`: every rule by its id, and the reason of the gravest."""
    return f"{' '.join(each.rule.id for each in told)}: {told[0].severity}: {told[0].name}"
