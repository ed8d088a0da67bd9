"""What AWS's managed policies that are called otherwise say, of 1,523 by 2026-03-07: see `managed_policies.py`.

Written by `tests/tables/managed_policies.py`.
"""

from __future__ import annotations

TABLE = """\
AIOpsAssistantPolicy: allows ssm:GetParameters
AccountManagementFromVercel: allows account:CloseAccount
AdministratorAccess: allows *
AdministratorAccess-AWSElasticBeanstalk: allows ecs:RegisterTaskDefinition; allows cloudformation:CreateStack on
 cloudformation~stack/awseb-* cloudformation~stack/eb-*; allows codebuild:CreateProject codebuild:StartBuild on
 codebuild~project/Elastic-Beanstalk-*; perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows
 ec2:RunInstances; perhaps allows iam:AttachRolePolicy on iam~role/aws-elasticbeanstalk*; allows iam:PassRole on
 iam~role/* for StringEquals elasticbeanstalk ec2 ec2.amazonaws.com.cn autoscaling elasticloadbalancing ecs
 cloudformation; allows rds:DeleteDBInstance on rds~db:* rds~secgrp:awseb-e-* rds~secgrp:eb-* rds~snapshot:*
 rds~subgrp:awseb-e-* rds~subgrp:eb-*
AdministratorAccess-Amplify: allows cloudformation:CreateStack on cloudformation~stack/amplify-*; perhaps allows
 iam:AttachRolePolicy iam:PutRolePolicy iam:PassRole iam:CreatePolicyVersion cognito-idp:DeleteUserPool
 lambda:AddPermission lambda:CreateFunction lambda:DeleteFunction lambda:InvokeFunction lambda:UpdateFunctionCode
 lambda:CreateEventSourceMapping dynamodb:DeleteTable s3:PutBucketPolicy kinesis:DeleteStream; allows sts:AssumeRole
 cognito-idp:DeleteUserPool cognito-idp:AdminSetUserPassword lambda:CreateFunction lambda:AddPermission
 lambda:DeleteFunction lambda:InvokeFunction iam:PutRolePolicy iam:AttachRolePolicy iam:PassRole
 iam:CreatePolicyVersion; allows s3:DeleteBucket s3:DeleteObject s3:GetObject s3:PutBucketPolicy; allows
 iam:AttachRolePolicy iam:PutRolePolicy iam:PassRole lambda:CreateFunction lambda:DeleteFunction
 lambda:UpdateFunctionCode route53:ChangeResourceRecordSets s3:GetObject s3:PutBucketPolicy
 lambda:CreateEventSourceMapping iam:UpdateAssumeRolePolicy
AlexaForBusinessNetworkProfileServicePolicy: perhaps allows acm-pca:IssueCertificate
AmplifyBackendDeployFullAccess: perhaps allows lambda:InvokeFunction on lambda~function:amplify-*; perhaps allows
 sts:AssumeRole on iam~role/cdk-*-deploy-role-*-* iam~role/cdk-*-file-publishing-role-*-*
 iam~role/cdk-*-image-publishing-role-*-* iam~role/cdk-*-lookup-role-*-*
AutoScalingServiceRolePolicy: allows ec2:RequestSpotInstances ec2:RunInstances ec2:TerminateInstances; allows
 iam:PassRole for StringLike ec2.amazonaws.com*; allows ssm:GetParameters
AwsGlueSessionUserRestrictedNotebookPolicy: allows iam:PassRole on
 iam~role/service-role/AwsGlueSessionServiceRoleUserRestrictedForNotebook*
 iam~role/AwsGlueSessionUserRestrictedNotebookServiceRole* for StringLike glue
AwsGlueSessionUserRestrictedNotebookServiceRole AwsGlueSessionUserRestrictedServiceRole: allows glue:* on glue~catalog/*
 glue~database/* glue~table/* glue~tableVersion/* glue~connection/* glue~userDefinedFunction/* glue~devEndpoint/*
 glue~job/* glue~trigger/* glue~crawler/* glue~workflow/* glue~mlTransform/* glue~registry/* glue~schema/*
AwsGlueSessionUserRestrictedPolicy: allows iam:PassRole on
 iam~role/service-role/AwsGlueSessionServiceRoleUserRestricted* for StringLike glue
BatchServiceRolePolicy: allows iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn ecs-tasks; perhaps allows
 ec2:TerminateInstances; allows ecs:RunTask on ecs~cluster/AWSBatch*; allows ecs:RunTask on ecs~task-definition/*;
 perhaps allows ecs:RegisterTaskDefinition; allows ec2:RunInstances on arn:aws:ec2:*::image/* arn:aws:ec2:*::snapshot/*
 ec2~subnet/* ec2~network-interface/* ec2~security-group/* ec2~volume/* ec2~key-pair/* ec2~launch-template/*
 ec2~placement-group/* ec2~capacity-reservation/* ec2~elastic-gpu/* elastic-inference~elastic-inference-accelerator/*
 resource-groups~group/*; perhaps allows ec2:RunInstances on ec2~instance/*
BedrockAgentCoreFullAccess: perhaps allows s3:GetObject on arn:aws:s3:::*
Billing: allows payments:DeletePaymentInstrument payments:MakePayment
CertificateManagerServiceRolePolicy: allows acm-pca:IssueCertificate
ClientVPNServiceConnectionsRolePolicy: allows lambda:InvokeFunction on lambda~function:AWSClientVPN-*
CloudFormationStackSetsOrgAdminServiceRolePolicy: allows sts:AssumeRole on iam~role/stacksets-exec-*
CloudFormationStackSetsOrgMemberServiceRolePolicy: perhaps allows iam:AttachRolePolicy on iam~role/stacksets-exec-*
CloudWatch-CrossAccountAccess: allows sts:AssumeRole on iam~role/CloudWatch-CrossAccountSharing*
CloudWatchActionsEC2Access CloudWatchEventsBuiltInTargetExecutionAccess CloudWatchEventsServiceRolePolicy: allows
 ec2:TerminateInstances
CloudWatchEventsFullAccess: allows iam:PassRole on iam~role/AWS_Events_Invoke_Targets
CloudWatchInternetMonitorFullAccess: perhaps allows iam:AttachRolePolicy on
 iam~role/aws-service-role/internetmonitor.amazonaws.com/AWSServiceRoleForInternetMonitor
CloudWatchOpenSearchDashboardsFullAccess: perhaps allows aoss:DeleteCollection
CloudWatchSyntheticsFullAccess: allows iam:PassRole on iam~role/service-role/CloudWatchSyntheticsRole* for StringEquals
 lambda synthetics; allows lambda:CreateFunction lambda:AddPermission on lambda~function:cwsyn-*
CloudwatchApplicationInsightsServiceLinkedRolePolicy: allows cloudFormation:CreateStack on
 cloudformation~stack/ApplicationInsights-*
ComputeOptimizerAutomationServiceRolePolicy: perhaps allows ec2:DeleteVolume
ConfigConformsServiceRolePolicy: allows cloudformation:CreateStack on cloudformation~stack/awsconfigconforms-*
ConsoleFullAccessFromVercel: allows rds:DeleteDBInstance rds:DeleteDBCluster
DataScientist: allows cloudformation:CreateStack dynamodb:* ec2:RequestSpotInstances elasticfilesystem:* es:* kinesis:*
 lambda:Create* lambda:Delete* lambda:InvokeFunction lambda:Update* rds:* redshift:*; allows s3:DeleteObject s3:Get*;
 allows ec2:RunInstances ec2:TerminateInstances; allows iam:PassRole on iam~role/DataPipelineDefaultRole
 iam~role/DataPipelineDefaultResourceRole iam~role/EMR_EC2_DefaultRole iam~role/EMR_DefaultRole iam~role/kinesis-*;
 allows iam:PassRole for StringEquals sagemaker; allows sagemaker:* on all but sagemaker~domain/*
 sagemaker~user-profile/* sagemaker~app/* sagemaker~flow-definition/*
DatabaseAdministrator: allows datapipeline:CreatePipeline datapipeline:PutPipelineDefinition dynamodb:* elasticache:*
 lambda:CreateEventSourceMapping lambda:CreateFunction lambda:DeleteFunction rds:* redshift:*; allows s3:DeleteObject*
 s3:Get*; allows iam:PassRole on iam~role/rds-monitoring-role iam~role/rdbms-lambda-access iam~role/lambda_exec_role
 iam~role/lambda-dynamodb-* iam~role/lambda-vpc-execution-role iam~role/DataPipelineDefaultRole
 iam~role/DataPipelineDefaultResourceRole
EC2FastLaunchFullAccess: perhaps allows cloudformation:CreateStack on cloudformation~stack/EC2FastLaunch*/*; allows
 ec2:RunInstances on ec2~subnet/* ec2~network-interface/* arn:aws:ec2:*::image/* ec2~key-pair/* ec2~security-group/*
 ec2~launch-template/* license-manager~license-configuration:*; perhaps allows ec2:RunInstances on ec2~volume/*
 ec2~instance/*; allows iam:PassRole on iam~instance-profile/* iam~role/* for StringEquals ec2 ec2.amazonaws.com.cn
EC2FastLaunchServiceRolePolicy: allows ec2:RunInstances on ec2~subnet/* ec2~network-interface/* arn:aws:ec2:*::image/*
 ec2~key-pair/* ec2~security-group/* ec2~launch-template/* license-manager~license-configuration:*; perhaps allows
 ec2:RunInstances on ec2~volume/* ec2~instance/*; allows iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn; perhaps
 allows ec2:TerminateInstances on ec2~instance/*; perhaps allows ec2:DeleteVolume on ec2~volume/*
EC2FleetTimeShiftableServiceRolePolicy: allows ec2:RunInstances; allows iam:PassRole for StringEquals ec2
 ec2.amazonaws.com.cn; perhaps allows ec2:TerminateInstances
EC2InstanceProfileForImageBuilderECRContainerBuilds: allows ecr:PutImage
GameLiftGameServerGroupPolicy: perhaps allows ec2:TerminateInstances
IAMAuditRootUserCredentials IAMDeleteRootUserCredentials SQSUnlockQueuePolicy: denies all but
IAMCreateRootUserPassword: denies all but iam:CreateLoginProfile
IAMFullAccess: allows iam:*
KafkaServiceRolePolicy: perhaps allows secretsmanager:PutResourcePolicy
NeptuneConsoleFullAccess NeptuneFullAccess: allows rds:DeleteDBCluster rds:DeleteDBInstance
NetworkAdministrator: allows route53:* route53domains:*; allows ec2:DeleteVolume; allows iam:PassRole on
 iam~role/flow-logs-*
PowerUserAccess: allows all but iam:* organizations:* account:*
ROSAAmazonEBSCSIDriverOperatorPolicy: perhaps allows ec2:DeleteVolume on ec2~volume/*
ROSAControlPlaneOperatorPolicy ROSAIngressOperatorPolicy ROSASharedVPCRoute53Policy: perhaps allows
 route53:ChangeResourceRecordSets
ROSAInstallerPolicy: allows iam:PassRole on arn:*:iam::*:role/*-ROSA-Worker-Role for StringEquals ec2; perhaps allows
 secretsmanager:GetSecretValue; perhaps allows route53:ChangeResourceRecordSets; allows route53:DeleteHostedZone; allows
 ec2:RunInstances on ec2~subnet/* ec2~network-interface/* ec2~security-group/* ec2~snapshot/*; perhaps allows
 ec2:RunInstances on ec2~instance/* ec2~volume/*; perhaps allows ec2:RunInstances on ec2~image/*; perhaps allows
 ec2:TerminateInstances on ec2~instance/*
ROSAManageSubscription: perhaps allows aws-marketplace:Subscribe aws-marketplace:Unsubscribe
ROSANodePoolManagementPolicy: allows iam:PassRole on arn:*:iam::*:role/*-ROSA-Worker-Role for StringEquals ec2; perhaps
 allows ec2:TerminateInstances on ec2~instance/*; perhaps allows ec2:RunInstances on ec2~instance/*; allows
 ec2:RunInstances on ec2~network-interface/* ec2~subnet/* ec2~security-group/* ec2~volume/* ec2~capacity-reservation/*;
 perhaps allows ec2:RunInstances on ec2~image/*
ROSASRESupportPolicy: perhaps allows ec2:TerminateInstances on ec2~instance/*
ReadOnlyAccess: allows s3:Get* ssm:Get*
S3UnlockBucketPolicy: denies all but s3:PutBucketPolicy; perhaps denies s3:PutBucketPolicy
SageMakerStudioAdminIAMConsolePolicy: allows cloudformation:CreateStack; perhaps allows s3:GetObject
SageMakerStudioAdminIAMDefaultExecutionPolicy: allows sts:AssumeRole; perhaps allows iam:AttachRolePolicy on
 iam~role/service-role/AmazonSageMaker*; perhaps allows iam:PassRole for StringEquals sagemaker lakeformation athena
 glue datazone airflow-serverless; allows sagemaker:* on sagemaker~app/* sagemaker~space/* sagemaker~domain/*
 sagemaker~user-profile/*; allows sagemaker:*Job*; perhaps allows s3:GetObject*; allows cloudformation:* on
 cloudformation~stack/DataZone*; allows glue:* on glue~database/* glue~table/* glue~catalog glue~catalog/*
 glue~connection/*; perhaps allows glue:*; allows glue:*Job*; perhaps allows secretsmanager:DeleteSecret
 secretsmanager:GetSecretValue secretsmanager:PutResourcePolicy; perhaps allows secretsmanager:DeleteSecret
 secretsmanager:GetSecretValue
SageMakerStudioAdminIAMPermissiveExecutionPolicy: allows glue:* redshift:* s3:*; allows sagemaker:*; allows
 cloudformation:* on cloudformation~stack/DataZone*; allows sts:AssumeRole; perhaps allows iam:PassRole for StringEquals
 sagemaker lakeformation athena glue datazone airflow-serverless; perhaps allows iam:AttachRolePolicy on
 iam~role/service-role/AmazonSageMaker*; perhaps allows secretsmanager:DeleteSecret secretsmanager:GetSecretValue
 secretsmanager:PutResourcePolicy; perhaps allows secretsmanager:DeleteSecret secretsmanager:GetSecretValue
SageMakerStudioAdminProjectUserRolePolicy: perhaps allows s3:GetObject s3:DeleteObject on arn:aws:s3:::*
SageMakerStudioBedrockAgentServiceRolePolicy SageMakerStudioBedrockFlowServiceRolePolicy: perhaps allows
 lambda:InvokeFunction on lambda~function:amazon-bedrock*
SageMakerStudioEMRContainersSystemNamespaceRolePolicy: perhaps allows sts:AssumeRole on iam~role/datazone_usr_role_*
SageMakerStudioEMRInstanceRolePolicy: perhaps allows sts:AssumeRole
SageMakerStudioEMRServiceRolePolicy: perhaps allows iam:PassRole on
 iam~role/datazone_emr_ec2_instance_role_${aws:PrincipalTag/AmazonDataZoneProject}_${aws:PrincipalTag/AmazonDataZoneEnvironment}
 for StringLike ec2; perhaps allows ec2:RunInstances
SageMakerStudioProjectProvisioningRolePolicy: perhaps allows cloudformation:CreateStack on
 cloudformation~stack/DataZone*; perhaps allows s3:GetObject; perhaps allows iam:AttachRolePolicy iam:PutRolePolicy on
 iam~role/datazone* iam~role/AmazonBedrockExecution* iam~role/BedrockStudio* iam~role/AmazonBedrockConsumptionRole*
 iam~role/AmazonBedrockEvaluation*; perhaps allows iam:PutRolePolicy on iam~role/datazone*; perhaps allows
 iam:AttachRolePolicy on iam~role/datazone*; perhaps allows iam:AttachRolePolicy on iam~role/AmazonBedrock*; allows
 iam:CreatePolicyVersion on iam~policy/datazone* iam~policy/connector-manage-access-policy*
 iam~policy/SageMakerStudioQueryExecutionRolePolicy; perhaps allows iam:PassRole on iam~role/datazone_usr_role_*
 iam~role/SageMakerStudioQueryExecutionRole for StringEquals glue lakeformation redshift-serverless redshift
 emr-serverless airflow athena; allows iam:PassRole on iam~role/datazone_usr_role_* for StringEquals sagemaker
 redshift-serverless bedrock; allows iam:PassRole on iam~role/datazone_usr_role_* iam~role/datazone_s3tables_*
 iam~role/SageMakerStudioQueryExecutionRole iam~role/service-role/AmazonSageMakerQueryExecution for StringEquals glue
 lakeformation; allows iam:PassRole on iam~role/datazone_emr_ec2_instance_role_* for StringEquals ec2; allows
 iam:PassRole on iam~role/AmazonBedrock* iam~role/BedrockStudio* for StringEquals lambda; perhaps allows
 glue:DeleteDatabase; perhaps allows lambda:CreateFunction on lambda~function:athenafederatedcatalog*; perhaps allows
 cloudformation:CreateStack on cloudformation~stack/athenafederatedcatalog*; allows iam:PassRole on
 iam~role/datazone_usr_role_* for StringEquals lambda; perhaps allows secretsmanager:DeleteSecret; perhaps allows
 secretsmanager:PutSecretValue; perhaps allows secretsmanager:GetSecretValue secretsmanager:PutSecretValue; perhaps
 allows aoss:UpdateAccessPolicy; perhaps allows aoss:DeleteCollection; perhaps allows lambda:CreateFunction
 lambda:InvokeFunction lambda:AddPermission on lambda~function:amazon-bedrock-ide-*; perhaps allows iam:AttachRolePolicy
 on iam~role/SageMakerStudioQueryExecutionRole; perhaps allows secretsmanager:GetSecretValue on secretsmanager~secret:*
SageMakerStudioProjectRoleMachineLearningPolicy: perhaps allows sagemaker:CreateTrainingJob
 sagemaker:CreateProcessingJob; perhaps allows s3:GetObject; perhaps allows s3:DeleteObject
SageMakerStudioProjectUserRolePermissionsBoundary: perhaps denies * on all but arn:*:sagemaker:*:*:model-package-group/*
 arn:*:sagemaker:*:*:model-package/* arn:*:glue:*:*:catalog/* arn:*:glue:*:*:database/*; perhaps allows s3:GetObject*
 s3:DeleteObject; allows glue:DeleteDatabase on glue~database/* glue~catalog/*; perhaps allows glue:StartJobRun; perhaps
 allows glue:CreateJob; allows iam:PassRole on iam~role/datazone* for StringEquals glue sagemaker ec2 emr-serverless;
 allows sagemaker:CreateTrainingJob sagemaker:CreateProcessingJob ssm:GetParameter ssm:GetParameters
 ssm:GetParametersByPath; perhaps allows sts:AssumeRole; perhaps allows secretsmanager:GetSecretValue; allows
 ec2:RunInstances ec2:TerminateInstances; perhaps allows lambda:InvokeFunction on lambda~function:amazon-bedrock-ide-*;
 perhaps allows lambda:InvokeFunction on lambda~function:*; denies all but ec2:RunInstances ec2:TerminateInstances
 glue:CreateJob glue:DeleteDatabase glue:StartJobRun iam:PassRole lambda:InvokeFunction s3:DeleteObject s3:GetObject*
 sagemaker:CreateProcessingJob sagemaker:CreateTrainingJob secretsmanager:GetSecretValue secretsmanager:PutSecretValue
 ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath sts:AssumeRole
SageMakerStudioProjectUserRolePolicy: perhaps allows secretsmanager:GetSecretValue; perhaps allows glue:CreateJob on
 glue~session/* glue~blueprint/* glue~job/* glue~dataQualityRuleset/* glue~workflow/*; perhaps allows glue:StartJobRun
 on glue~session/* glue~blueprint/* glue~job/* glue~dataQualityRuleset/* glue~workflow/*; perhaps allows s3:GetObject*;
 perhaps allows glue:DeleteDatabase; allows glue:DeleteDatabase on glue~database/* glue~catalog/*; perhaps allows
 sts:AssumeRole; perhaps allows iam:PassRole on iam~role/${aws:PrincipalTag/RoleName} for StringEquals
 airflow-serverless sagemaker glue airflow emr-serverless scheduler access-grants.s3.amazonaws.com; perhaps allows
 secretsmanager:GetSecretValue on secretsmanager~secret:*; perhaps allows lambda:InvokeFunction on
 lambda~function:amazon-bedrock-ide-*; perhaps allows lambda:InvokeFunction on lambda~function:amazon-bedrock*; perhaps
 allows secretsmanager:GetSecretValue on arn:*:secretsmanager:*:*:secret:*; perhaps allows ecr:DeleteRepository
 ecr:PutImage on ecr~repository/*; perhaps allows glue:PutResourcePolicy on glue~catalog glue~catalog/* glue~database/*
 glue~table/*
SageMakerStudioQueryExecutionRolePolicy: perhaps allows lambda:InvokeFunction on lambda~function:*
SageMakerStudioUserIAMDefaultExecutionPolicy: allows cloudformation:* on cloudformation~stack/DataZone*; allows
 sts:AssumeRole; allows sagemaker:*Job*; allows glue:*Job*; allows glue:* on glue~database/* glue~table/* glue~catalog
 glue~catalog/*; perhaps allows glue:*; perhaps allows iam:PassRole on
 iam~role/${aws:PrincipalTag/AmazonDataZonePassedRolePath} for StringEquals bedrock glue lakeformation sagemaker
 scheduler emr-serverless redshift airflow-serverless; perhaps allows s3:GetObject*; perhaps allows
 secretsmanager:DeleteSecret secretsmanager:GetSecretValue secretsmanager:PutResourcePolicy; perhaps allows
 secretsmanager:GetSecretValue
SageMakerStudioUserIAMPermissiveExecutionPolicy: allows glue:* redshift:* s3:*; allows sagemaker:*; allows
 cloudformation:* on cloudformation~stack/DataZone*; allows sts:AssumeRole; allows iam:PassRole on
 iam~role/service-role/AmazonSageMaker* for StringEquals sagemaker lakeformation glue bedrock redshift-serverless
 redshift scheduler emr-serverless airflow-serverless; perhaps allows secretsmanager:DeleteSecret
 secretsmanager:GetSecretValue secretsmanager:PutResourcePolicy; perhaps allows secretsmanager:GetSecretValue
SecretsManagerReadWrite: allows secretsmanager:*; allows lambda:AddPermission lambda:CreateFunction
 lambda:InvokeFunction on lambda~function:SecretsManager*
ServerMigrationServiceLaunchRole: perhaps allows ec2:TerminateInstances; allows iam:PassRole for StringEquals ec2;
 allows ec2:RunInstances
ServerMigrationServiceRole: perhaps allows cloudformation:CreateStack on cloudformation~stack/sms-app-*/*; allows
 ec2:ModifySnapshotAttribute; perhaps allows iam:PassRole
ServerMigration_ServiceRole: perhaps allows cloudformation:CreateStack on cloudformation~stack/sms-app-*/*; perhaps
 allows ec2:ModifySnapshotAttribute on ec2~snapshot/*; allows iam:PassRole for StringEquals ec2; perhaps allows
 iam:PassRole for StringEqualsIfExists cloudformation
ServiceCatalogAdminReadOnlyAccess ServiceCatalogEndUserAccess: allows s3:GetObject
SystemAdministrator: allows ds:* ec2:Modify* ec2:Request* lambda:Create* lambda:Delete* lambda:InvokeFunction
 lambda:Update* route53:* route53domains:*; allows ec2:DeleteVolume ec2:RunInstances ec2:TerminateInstances; allows
 s3:*; allows iam:PassRole on iam~role/rds-monitoring-role iam~role/ec2-sysadmin-* iam~role/ecr-sysadmin-*
 iam~role/lambda-sysadmin-*
VMImportExportRoleForAWSConnector: allows ec2:ModifySnapshotAttribute
"""
