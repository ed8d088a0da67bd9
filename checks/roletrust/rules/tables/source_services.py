"""The services that are documented to say for whose resource they assume a role, each with the AWS page.

AWS's guides, read service by service in November 2026 (their texts of June 2023, where a page has not been kept since).
A service that is not here may send neither `aws:SourceArn` nor `aws:SourceAccount`: a role that demands them would
stop working.  LEFT_OUT says of those that are named often why they are not here.
"""

from __future__ import annotations

from typing import NamedTuple

from roletrust.engine.policy.services import may_be, stem_of
from roletrust.engine.text import Text, Value

DOCS = "https://docs.aws.amazon.com/"


class Sender(NamedTuple):
    """`namespace` and `resource`: of its source ARNs; `page`: where AWS says that it sends them.

    `by_arn`: the page asks for `aws:SourceArn`; otherwise `aws:SourceAccount` will do.
    """

    namespace: str
    resource: str
    page: str
    by_arn: bool = False


DEPUTY = "cross-service-confused-deputy-prevention.html"
RDS = "AmazonRDS/latest/UserGuide"
BUSINESS, DEVELOPER = "amazonq/latest/qbusiness-ug", "amazonq/latest/qdeveloper-ug"
TEMPLATES, OPSWORKS = "AWSCloudFormation/latest/UserGuide", "opsworks/latest/userguide"
SENDERS = {
    "access-grants.s3": Sender(
        "s3", "access-grants/*", "AmazonS3/latest/userguide/access-grants-location-register.html"
    ),
    "aiops": Sender("aiops", "*", "AmazonCloudWatch/latest/monitoring/Investigations-GetStarted-Group.html"),
    "airflow": Sender("airflow", "environment/*", f"mwaa/latest/userguide/{DEPUTY}"),
    "airflow-env": Sender("airflow", "environment/*", f"mwaa/latest/userguide/{DEPUTY}"),
    "amplify": Sender("amplify", "apps/*", f"amplify/latest/userguide/{DEPUTY}"),
    "amplifybackend": Sender("amplify", "apps/*", f"amplify/latest/userguide/{DEPUTY}"),
    "application.qbusiness": Sender("qbusiness", "application/*", f"{BUSINESS}/web-experience-iam-role-idc.html"),
    "application-autoscaling": Sender(
        "application-autoscaling", "scalable-target/*", "emr/latest/ManagementGuide/emr-iam-role-automatic-scaling.html"
    ),
    "appstream": Sender("appstream", "*", "appstream2/latest/developerguide/example-fleet-machine.html"),
    "appsync": Sender("appsync", "apis/*", "appsync/latest/devguide/attaching-a-data-source.html", by_arn=True),
    "athena": Sender("athena", "workgroup/*", "athena/latest/ug/notebooks-spark-troubleshooting-workgroups.html"),
    "batch": Sender("batch", "*", f"batch/latest/userguide/{DEPUTY}"),
    "bedrock": Sender("bedrock", "*", "bedrock/latest/userguide/agents-permissions.html"),
    "bedrock-agentcore": Sender("bedrock-agentcore", "*", "bedrock-agentcore/latest/devguide/runtime-permissions.html"),
    "cloudformation.sync.codeconnections": Sender(
        "codeconnections", "connection/*", f"{TEMPLATES}/git-sync-prereq.html"
    ),
    "cloudfront": Sender("cloudfront", "distribution/*", "AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html"),
    "codebuild": Sender("codebuild", "project/*", "codebuild/latest/userguide/setting-up-service-role.html"),
    "codedeploy": Sender(
        "codedeploy", "deploymentgroup:*", "codedeploy/latest/userguide/security_confused_deputy.html"
    ),
    "cognito-idp": Sender("cognito-idp", "userpool/*", "cognito/latest/developerguide/user-pool-sms-settings.html"),
    "comprehend": Sender("comprehend", "*", f"comprehend/latest/dg/{DEPUTY}"),
    "controltower": Sender("controltower", "*", "controltower/latest/userguide/roles-how.html"),
    "datasync": Sender("datasync", "*", f"datasync/latest/userguide/{DEPUTY}"),
    "datazone": Sender(
        "datazone", "*", "sagemaker-unified-studio/latest/adminguide/AmazonSageMakerDomainExecution.html"
    ),
    "directoryservice.rds": Sender("rds", "db:*", f"{RDS}/oracle-kerberos-setting-up.html"),
    "dlm": Sender("dlm", "policy/*", "ebs/latest/userguide/service-role.html"),
    "dms": Sender("dms", "*", f"dms/latest/userguide/{DEPUTY}"),
    "eks": Sender("eks", "cluster/*", f"eks/latest/userguide/{DEPUTY}"),
    "eks-fargate-pods": Sender("eks", "fargateprofile/*", "eks/latest/userguide/pod-execution-role.html", by_arn=True),
    "elasticmapreduce": Sender("elasticmapreduce", "*", "emr/latest/ManagementGuide/emr-studio-service-role.html"),
    "es": Sender("es", "domain/*", f"opensearch-service/latest/developerguide/{DEPUTY}"),
    "events": Sender("events", "rule/*", "eventbridge/latest/userguide/eb-use-conditions.html"),
    "fis": Sender("fis", "experiment/*", "fis/latest/userguide/getting-started-iam-service-role.html"),
    "forecast": Sender("forecast", "*", "forecast/latest/dg/aws-forecast-iam-roles.html"),
    "frauddetector": Sender("frauddetector", "*", "frauddetector/latest/ug/confused-deputy-prevention.html"),
    "grafana": Sender("grafana", "/workspaces/*", f"grafana/latest/userguide/{DEPUTY}"),
    "greengrass": Sender("greengrass", "*", "greengrass/v2/developerguide/greengrass-service-role.html"),
    "healthlake": Sender("healthlake", "datastore/fhir/*", "healthlake/latest/devguide/import-iam.html"),
    "hooks.cloudformation": Sender("cloudformation", "type/hook/*", f"{TEMPLATES}/registry-public.html"),
    "importexport": Sender("snowball", "*", "snowball/latest/developer-guide/restricting-access.html"),
    "integrations.qbusiness": Sender(
        "qbusiness", "application/*", f"{BUSINESS}/amazon-q-business-integrations-iam.html"
    ),
    "iot": Sender("iot", "*", f"iot/latest/developerguide/{DEPUTY}"),
    "iotanalytics": Sender("iotanalytics", "*", f"iotanalytics/latest/userguide/{DEPUTY}"),
    "iotdeviceadvisor": Sender(
        "iotdeviceadvisor", "suitedefinition/*", "iot/latest/developerguide/security-best-practices.html"
    ),
    "iotevents": Sender("iotevents", "*", f"iotevents/latest/developerguide/{DEPUTY}"),
    "iotfleethub": Sender("iot", "*", f"iot/latest/fleethubuserguide/{DEPUTY}"),
    "iotsitewise": Sender("iotsitewise", "*", f"iot-sitewise/latest/userguide/{DEPUTY}"),
    "kafkaconnect": Sender("kafkaconnect", "connector/*", f"msk/latest/developerguide/{DEPUTY}"),
    "kendra": Sender("kendra", "index/*", "kendra/latest/dg/iam-roles.html"),
    "kinesisanalytics": Sender("kinesisanalytics", "application/*", f"kinesisanalytics/latest/java/iam-{DEPUTY}"),
    "logs": Sender("logs", "*", "AmazonCloudWatch/latest/logs/SubscriptionFilters.html", by_arn=True),
    "mediaconvert": Sender("mediaconvert", "*", f"mediaconvert/latest/ug/{DEPUTY}"),
    "mediatailor": Sender("mediatailor", "playbackConfiguration/*", f"mediatailor/latest/ug/{DEPUTY}"),
    "medical-imaging": Sender("medical-imaging", "datastore/*", f"healthimaging/latest/devguide/{DEPUTY}"),
    "monitoring.rds": Sender("rds", "db:*", f"{RDS}/USER_Monitoring.OS.Enabling.html"),
    "opsworks": Sender("opsworks", "stack/*", f"{OPSWORKS}/cross-service-confused-deputy-prevention-stacks.html"),
    "opsworks-cm": Sender("opsworks-cm", "server/*", f"{OPSWORKS}/{DEPUTY}"),
    "osis-pipelines": Sender(
        "osis", "pipeline/*", "opensearch-service/latest/developerguide/pipeline-security-overview.html"
    ),
    "personalize": Sender("personalize", "*", f"personalize/latest/dg/{DEPUTY}"),
    "pinpoint": Sender("mobiletargeting", "apps/*", "pinpoint/latest/developerguide/permissions-import-segment.html"),
    "pipes": Sender("pipes", "pipe/*", f"{TEMPLATES}/aws-resource-pipes-pipe.html"),
    "q": Sender("codewhisperer", "profile/*", f"{DEVELOPER}/datadog-plugin.html"),
    "qbusiness": Sender("qbusiness", "application/*", f"{BUSINESS}/iam-roles.html"),
    "rds": Sender("rds", "*", f"{RDS}/{DEPUTY}", by_arn=True),
    "redshift": Sender("redshift", "cluster:*", f"redshift/latest/mgmt/{DEPUTY}"),
    "redshift-serverless": Sender("redshift-serverless", "workgroup/*", f"redshift/latest/mgmt/{DEPUTY}"),
    "rekognition": Sender("rekognition", "*", f"rekognition/latest/dg/{DEPUTY}"),
    "resources.cloudformation": Sender("cloudformation", "type/resource/*", f"{TEMPLATES}/{DEPUTY}"),
    "rolesanywhere": Sender(
        "rolesanywhere", "trust-anchor/*", "rolesanywhere/latest/userguide/trust-model.html", by_arn=True
    ),
    "sagemaker": Sender("sagemaker", "*", "sagemaker/latest/dg/security-confused-deputy-prevention.html", by_arn=True),
    "scheduler": Sender("scheduler", "schedule-group/*", f"scheduler/latest/UserGuide/{DEPUTY}"),
    "ses": Sender("ses", "*", "ses/latest/dg/event-publishing-add-event-destination-firehose.html"),
    "spotfleet": Sender("ec2", "spot-fleet-request/*", "AWSEC2/latest/UserGuide/spot-fleet-prerequisites.html"),
    "ssm": Sender("ssm", "*", f"systems-manager/latest/userguide/{DEPUTY}"),
    "ssm-incidents": Sender(
        "ssm-incidents", "incident-record/*", "IAM/latest/UserGuide/confused-deputy.html", by_arn=True
    ),
    "states": Sender("states", "stateMachine:*", "step-functions/latest/dg/procedure-create-iam-role.html"),
    "storagegateway": Sender("storagegateway", "gateway/*", f"filegateway/latest/files3/{DEPUTY}"),
    "swf": Sender("swf", "/domain/*", "amazonswf/latest/developerguide/lambda-task.html"),
    "textract": Sender("textract", "*", f"textract/latest/dg/{DEPUTY}"),
    "timestream": Sender(
        "timestream", "scheduled-query/*", "timestream/latest/developerguide/security_iam_id-based-policy-examples.html"
    ),
    "transcribe": Sender("transcribe", "*", "transcribe/latest/dg/security_iam_id-based-policy-examples.html"),
    "transcribe.streaming": Sender(
        "transcribe", "*", "transcribe/latest/dg/security_iam_id-based-policy-examples.html"
    ),
    "transfer": Sender("transfer", "*", "transfer/latest/userguide/confused-deputy.html"),
    "translate": Sender("translate", "*", "translate/latest/dg/async-prereqs.html"),
    "voiceid": Sender("voiceid", "domain/*", f"connect/latest/adminguide/{DEPUTY}"),
    "vpc-flow-logs": Sender("ec2", "vpc-flow-log/*", "vpc/latest/userguide/flow-logs-cwl.html"),
}
UNDOCUMENTED = "no page of AWS's says that it sends the keys when it assumes a role"
TWO_KINDS = "policies name it for two kinds of role, and AWS documents the keys for one of them only"
ENDED = "the service has ended"
LEFT_OUT = {
    "lookoutmetrics": ENDED,
    **dict.fromkeys(("ec2", "lambda", "apigateway", "s3", "sns", "firehose", "backup", "pods.eks"), UNDOCUMENTED),
    **dict.fromkeys(("glue", "omics"), UNDOCUMENTED),
    **dict.fromkeys(("ecs-tasks", "config", "cloudtrail", "cloudformation", "quicksight", "cleanrooms"), TWO_KINDS),
}


def sender(principal: Value) -> Sender | None:
    """The row of a service principal, of a region (known or not) or of none; None where nothing is documented."""
    return SENDERS.get(stem_of(principal))


def senders(principal: Value) -> tuple[Sender, ...]:
    """The rows of the services that an open principal may turn out to be, one of each namespace; `sender` has the rest.

    () where `sender` knows which it is, or nothing that is put in makes one of the table.
    """
    if not isinstance(principal, Text) or sender(principal):
        return ()
    return tuple({row.namespace: row for name, row in SENDERS.items() if may_be(principal, name)}.values())


def told_by(principal: str) -> tuple[str, str]:
    """The namespace of the resources that the service tells it works for, and what of their names is sure.

    '' and `*` where AWS does not document that it tells any.
    """
    row = sender(principal)
    return ("", "*") if row is None else (row.namespace, row.resource if row.by_arn else "*")
