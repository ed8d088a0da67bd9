"""A role's evaluation as a finding of AWS Security Hub, in its format (ASFF).

Security Hub API reference, BatchImportFindings: what a later import does not change (`Workflow`) is left to the reader,
and a severity is given as the finding provider's, which a later import does change.
"""

from __future__ import annotations

import hashlib
from typing import Any

from roletrust.config_rule.evaluation import COMPLIANT, NONCOMPLIANT, Evaluation
from roletrust.config_rule.events import Asked

GENERATOR = "roletrust"
TYPE = "Software and Configuration Checks/AWS Security Best Practices"
TITLE = "The trust policy of an IAM role lets in whom it should not"
LABELS = {"INFO": "INFORMATIONAL"}  # the others are called alike
PASSED, FAILED, NONE = "PASSED", "FAILED", "NOT_AVAILABLE"
STATUS = {COMPLIANT: PASSED, NONCOMPLIANT: FAILED}


def finding_id(evaluation: Evaluation, asked: Asked) -> str:
    """Of the finding of one role."""
    return f"{GENERATOR}/{asked.account}/{hashlib.sha256(evaluation.id.encode()).hexdigest()[:32]}"


def finding(evaluation: Evaluation, asked: Asked, region: str, partition: str) -> dict[str, Any]:
    """The finding of one role, always with the same id, so that a later one takes its place.

    Of a role that complies, or to which the rule does not apply, it archives what was told before.
    """
    failed = evaluation.compliance == NONCOMPLIANT
    product = f"arn:{partition}:securityhub:{region}:{asked.account}:product/{asked.account}/default"
    label = LABELS.get(evaluation.severity, evaluation.severity) if failed else "INFORMATIONAL"
    return {
        "SchemaVersion": "2018-10-08",
        "Id": finding_id(evaluation, asked),
        "ProductArn": product,
        "GeneratorId": GENERATOR,
        "AwsAccountId": asked.account,
        "CreatedAt": evaluation.when,
        "UpdatedAt": evaluation.when,
        "FindingProviderFields": {"Severity": {"Label": label}, "Types": [TYPE]},
        "Title": TITLE,
        "Description": evaluation.annotation or "No rule finds anything.",
        "Resources": [
            {"Type": "AwsIamRole", "Id": evaluation.arn or evaluation.id, "Partition": partition, "Region": region}
        ],
        "Compliance": {"Status": STATUS.get(evaluation.compliance, NONE)},
        "RecordState": "ACTIVE" if failed else "ARCHIVED",
    }
