"""The services that are documented to say for whose resource they assume a role, each with the AWS page.

A service that is not here may send neither `aws:SourceArn` nor `aws:SourceAccount`: a role that demands them would
stop working.  So EC2, Lambda, CloudTrail and the like stay out until AWS says otherwise.  So do ecs-tasks and config,
which policies name for two kinds of role each: AWS documents the keys for an ECS task and Config's recorder, but
nothing of the kind for an ECS task's execution and Config's aggregator, and a policy does not tell which it is for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from roletrust.engine.text import Value

DOCS = "https://docs.aws.amazon.com/"
NAME = re.compile(r"(?P<service>[a-z0-9.-]+?)(\.[a-z]{2}(-[a-z]+)+-\d)?\.amazonaws\.(com|com\.cn|eu)\Z")
OPEN, SOME_REGION = re.compile(r"\$\{[^}]*\}"), "us-east-1"
PARTITIONS = {"com": "aws", "com.cn": "aws-cn", "eu": "aws-eusc"}


class Sender(NamedTuple):
    """`namespace` and `resource`: of its ARNs; `page`: where AWS says that they are in the request.

    `by_arn`: the page asks for `aws:SourceArn`; otherwise `aws:SourceAccount` will do.
    """

    namespace: str
    resource: str
    page: str
    by_arn: bool = False


DEPUTY = "cross-service-confused-deputy-prevention.html"
SENDERS = {
    "appstream": Sender("appstream", "*", "appstream2/latest/developerguide/example-fleet-machine.html"),
    "bedrock": Sender("bedrock", "*", "bedrock/latest/userguide/agents-permissions.html"),
    "cognito-idp": Sender("cognito-idp", "userpool/*", "cognito/latest/developerguide/user-pool-sms-settings.html"),
    "comprehend": Sender("comprehend", "*", f"comprehend/latest/dg/{DEPUTY}"),
    "datazone": Sender(
        "datazone", "*", "sagemaker-unified-studio/latest/adminguide/AmazonSageMakerDomainExecution.html"
    ),
    "forecast": Sender("forecast", "*", "forecast/latest/dg/aws-forecast-iam-roles.html"),
    "frauddetector": Sender("frauddetector", "*", "frauddetector/latest/ug/confused-deputy-prevention.html"),
    "greengrass": Sender("greengrass", "*", "greengrass/v2/developerguide/greengrass-service-role.html"),
    "iot": Sender("iot", "*", f"iot/latest/developerguide/{DEPUTY}"),
    "iotdeviceadvisor": Sender(
        "iotdeviceadvisor", "suitedefinition/*", "iot/latest/developerguide/security-best-practices.html"
    ),
    "kinesisanalytics": Sender("kinesisanalytics", "application/*", f"kinesisanalytics/latest/java/iam-{DEPUTY}"),
    "logs": Sender("logs", "*", "AmazonCloudWatch/latest/logs/SubscriptionFilters.html", by_arn=True),
    "personalize": Sender("personalize", "*", f"personalize/latest/dg/{DEPUTY}"),
    "pinpoint": Sender("mobiletargeting", "apps/*", "pinpoint/latest/developerguide/permissions-import-segment.html"),
    "rds": Sender("rds", "*", f"AmazonRDS/latest/UserGuide/{DEPUTY}", by_arn=True),
    "rekognition": Sender("rekognition", "*", f"rekognition/latest/dg/{DEPUTY}"),
    "sagemaker": Sender("sagemaker", "*", "sagemaker/latest/dg/security-confused-deputy-prevention.html", by_arn=True),
    "scheduler": Sender("scheduler", "schedule-group/*", f"scheduler/latest/UserGuide/{DEPUTY}"),
    "ssm": Sender("ssm", "*", f"systems-manager/latest/userguide/{DEPUTY}"),
    "ssm-incidents": Sender(
        "ssm-incidents", "incident-record/*", "IAM/latest/UserGuide/confused-deputy.html", by_arn=True
    ),
    "states": Sender("states", "stateMachine:*", "step-functions/latest/dg/procedure-create-iam-role.html"),
    "transcribe": Sender("transcribe", "*", "transcribe/latest/dg/security_iam_id-based-policy-examples.html"),
    "transcribe.streaming": Sender(
        "transcribe", "*", "transcribe/latest/dg/security_iam_id-based-policy-examples.html"
    ),
    "transfer": Sender("transfer", "*", "transfer/latest/userguide/confused-deputy.html"),
    "vpc-flow-logs": Sender("ec2", "vpc-flow-log/*", "vpc/latest/userguide/flow-logs-cwl.html"),
}


def sender(principal: Value) -> Sender | None:
    """The row of a service principal, of a region (known or not) or of none; None where nothing is documented."""
    named = NAME.match(principal if isinstance(principal, str) else OPEN.sub(SOME_REGION, str(principal)))
    return SENDERS.get(named["service"]) if named else None


def partition_of(principal: str) -> str:
    """The partition that a service principal's name tells."""
    return next((PARTITIONS[each] for each in ("com.cn", "eu") if principal.endswith(each)), "aws")
