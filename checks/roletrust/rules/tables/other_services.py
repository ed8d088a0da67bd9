"""The other services that AWS's policies and guides name as principals, as of 5 October 2026: nothing is asked of them.

Of those in `UNDOCUMENTED` no page of AWS's that was found says that they send `aws:SourceArn` or `aws:SourceAccount`
when they assume a role; of many of them no page says either that they assume one that a customer writes.  A role of
Application Auto Scaling's for one service (`LINKED`) is linked to it: AWS writes whom it trusts.
https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
"""

from __future__ import annotations

_SCALED = """
appstream cassandra comprehend custom-resource dynamodb ec2 ecs elasticache kafka lambda neptune rds sagemaker
workspaces
"""
_UNDOCUMENTED = """
a4b access-analyzer account account-access acm acm-pca aco-automation agent-registry agent.wellarchitected
agentless.inspector2 airflow-serverless ami.inspector2 apidestinations.events app-integrations appfabric appflow
application-insights application-signals.cloudwatch application-transformation appmesh apprunner aps artifact
assets.marketplace auditmanager automation autoscaling autoscaling-plans aws-artifact-account-sync
aws-external-anthropic bedrock-mantle braket budgets bugbust cassandra-streams channels.lex channels.lexv2 chatbot
chime cleanrooms-ml cloud9 clouddirectory cloudhsm cloudsearch cloudwatch cloudwatch-crossaccount codeartifact
codecatalyst codecatalyst-runner codecommit codeguru-profiler codeguru-reviewer codeguru-security codepipeline
codestar codestar-notifications cognito-sync compute-optimizer config-conforms config-multiaccountsetup connect
connect-campaigns context.cloudtrail continuousexport.discovery contract.iq contributorinsights.dynamodb
cost-optimization-hub.bcm costalerts credentials.iot custom.rds custom.rds-preview databrew dataexchange datapipeline
datazonecontrol dax deeplens delivery.logs detective devops-guru diode directconnect directquery.opensearchservice
discovery dmsintegration.migrationhub docdb-elastic drs ds dsql dynamodb ec ec2-images ec2-instance-connect
ec2.application-status-checks ec2.capacitymanager ec2fastlaunch ec2fleet ec2scheduled ec2sqlha ecr ecs ecs-compute
edgelambda eks-connector eks-fargate eks-nodegroup elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing
elastictranscoder email.cognito-idp emr-containers emr-serverless entityresolution event-processor.health
events.managedservices events.workmail evs finops-agent finspace fms freertos fsx gamelift glacier globalaccelerator
groundstation guardduty health honeycode iam imagebuilder inspector inspector2 internetmonitor iotmanagedintegrations
iotroborunner iotthingsgraph iottwinmaker ivs job.sagemaker justintimeaccess.ssm kafka kinesis
kinesisreplication.dynamodb kms lakeformation launchwizard lex lexv2 license-management.marketplace license-manager
license-manager-user-subscriptions license-manager.member-account lightsail logger.cloudfront lookoutequipment
m2 machinelearning macie maintenance.elasticbeanstalk malware-protection-plan.guardduty
malware-protection.guardduty managedblockchain managedservices managedupdates.elasticbeanstalk mediaconnect
mediapackage mediastore meetings.chime member.org.stacksets.cloudformation memorydb metrics.wellarchitected mgn
migrationhub migrationhub-orchestrator migrationhub-strategy mobileanalytics mobilehub monitoring.thinclient monitron
mpa mq neptune-graph network-connectors.lambda network-firewall network-security-director network-security-manager
network.bedrock-agentcore networkmanager notifications notifications.ssm observability.aoss observabilityadmin odb
opensearchservice ops.apigateway ops.emr-serverless organizations orgsdatasync.servicecatalog osis outposts panorama
partnercentral-account-management pcs permission.iq practice-run.arc-zonal-shift private-marketplace.marketplace
profile proton purchaseorders qapps qldb ram rds-preview redshift-data refactor-spaces remediation.config
replication.cassandra replication.dynamodb replication.ecr replication.lexv2 replication.s3tables replicator.lambda
reporting.trustedadvisor repository.sync.codeconnections repostspace resale-authorization.marketplace researchstudio
resource-explorer-2 resource-groups resource-snapshot-job.partnercentral-selling restore-testing.backup robomaker
route53 route53domains route53resolver rtbfabric runtime-identity.bedrock-agentcore
runtime-instances.bedrock-agentcore s3-outposts s3.data-source.lustre.fsx sagemaker-geospatial scaler.lambda
schema-conversion.dms schemas scraper.aps secretsmanager security-ir securityagent securityhub securityhubv2
securitylake self-managed-vpce.osis serverlessrepo servicecatalog servicecatalog-appregistry servicediscovery
servicequotas shield signer signin sms sms-voice smsintegration.migrationhub social-messaging spot sqlworkbench sqs
ssm-guiconnect ssm-quicksetup ssm-sap ssm.integrations sso streams.metrics.cloudwatch sts support supportplans
sync.proton synthetics tagpolicies.tag telemetry-enablement.observabilityadmin telemetry-pipelines.observabilityadmin
thirdparty.config thirdparty.inspector2 timestream-influxdb transform-custom transitgateway triage.security-ir
trustedadvisor tts vmie vpc-lattice vpcorigin.cloudfront waf waf-regional wafv2 wam wellarchitected workdocs worklink
workmail workspaces workspaces-instances xray
"""
LINKED = frozenset(f"{service}.application-autoscaling" for service in _SCALED.split())
UNDOCUMENTED = frozenset(_UNDOCUMENTED.split())
