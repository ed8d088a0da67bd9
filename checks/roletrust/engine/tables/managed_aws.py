"""What AWS's managed policies that are called AWS... say, of 1,523 by 2026-03-07: see `managed_policies.py`.

Written by `tests/tables/managed_policies.py`.
"""

from __future__ import annotations

TABLE = """\
AWS-SSM-DiagnosisAutomation-AdministrationRolePolicy
 AWS-SSM-DiagnosisAutomation-OperationalAccountAdministrationRolePolicy: perhaps allows sts:AssumeRole on
 iam~role/AWS-SSM-DiagnosisExecutionRole*
AWS-SSM-RemediationAutomation-AdministrationRolePolicy
 AWS-SSM-RemediationAutomation-OperationalAccountAdministrationRolePolicy: perhaps allows sts:AssumeRole on
 iam~role/AWS-SSM-RemediationExecutionRole*
AWSAccountManagementFullAccess: allows account:*
AWSAccountSettingsManagementRole: allows account:CloseAccount; allows payments:MakePayment
AWSAppMeshFullAccess: allows cloudformation:CreateStack on cloudformation~stack/AWSAppMesh-GettingStarted-*
AWSAppRunnerFullAccess: allows iam:PassRole for StringLike apprunner; allows apprunner:*
AWSApplicationAutoscalingRDSClusterPolicy: allows rds:DeleteDBInstance
AWSApplicationMigrationEC2Access: allows iam:PassRole on
 iam~role/service-role/AWSApplicationMigrationConversionServerRole for StringEquals ec2; perhaps allows ec2:DeleteVolume
 on ec2~volume/*; perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows ec2:RunInstances on
 ec2~instance/*; perhaps allows ec2:RunInstances on ec2~security-group/* ec2~volume/* ec2~subnet/* ec2~image/*
 ec2~network-interface/* ec2~launch-template/*
AWSApplicationMigrationFullAccess: perhaps allows iam:PassRole on
 iam~role/service-role/AWSApplicationMigrationLaunchInstanceWithSsmRole
 iam~role/service-role/AWSApplicationMigrationLaunchInstanceWithDrsRole for StringEquals ec2
AWSApplicationMigrationNetworkMigrationMultiAccount: perhaps allows cloudformation:CreateStack on
 cloudformation~stack/Nmd*; perhaps allows lambda:CreateFunction on lambda~function:network-migration*; perhaps allows
 lambda:AddPermission lambda:InvokeFunction on lambda~function:network-migration*; perhaps allows iam:PassRole on
 iam~role/Nmd*modifyTransitGateway* for StringEquals lambda; perhaps allows iam:AttachRolePolicy on
 iam~role/Nmd*modifyTransitGateway*; perhaps allows ec2:DeleteVolume on ec2~transit-gateway/*
 ec2~transit-gateway-policy-table/* ec2~transit-gateway-connect-peer/* ec2~transit-gateway-route-table/*
 ec2~transit-gateway-attachment/* ec2~internet-gateway/* ec2~natgateway/* ec2~subnet/* ec2~network-acl/*
 ec2~route-table/* ec2~network-interface/* ec2~network-insights-path/* ec2~network-insights-access-scope-analysis/*
 ec2~network-insights-access-scope/* ec2~launch-template/* ec2~elastic-ip/* ec2~network-insights-analysis/* ec2~vpc/*
 ec2~instance/* ec2~volume/* ec2~snapshot/* ec2~security-group/* ec2~security-group-rule/*
AWSApplicationMigrationServiceRolePolicy: perhaps allows ec2:DeleteVolume on ec2~volume/*; perhaps allows
 ec2:TerminateInstances on ec2~instance/*; perhaps allows ec2:RunInstances on ec2~instance/*; allows ec2:RunInstances on
 ec2~security-group/* ec2~volume/* ec2~subnet/* ec2~image/* ec2~network-interface/* ec2~launch-template/*; allows
 iam:PassRole on iam~role/service-role/AWSApplicationMigrationReplicationServerRole
 iam~role/service-role/AWSApplicationMigrationConversionServerRole for StringEquals ec2
AWSB9InternalServicePolicy AWSRoboMakerServiceRolePolicy: allows lambda:CreateFunction; allows iam:PassRole for
 StringEqualsIfExists lambda
AWSBackupAdminPolicy: allows backup:*
AWSBackupFullAccess: allows backup:*; perhaps allows dynamodb:DeleteBackup; perhaps allows fsx:DeleteBackup on
 fsx~backup/*
AWSBackupGuardDutyRolePolicyForScans AWSElasticDisasterRecoveryStagingAccountPolicy
 AWSElasticDisasterRecoveryStagingAccountPolicy_v2: perhaps allows ec2:ModifySnapshotAttribute on ec2~snapshot/*
AWSBackupOrganizationAdminAccess: perhaps allows organizations:DetachPolicy
AWSBackupServiceLinkedRolePolicyForBackup: allows fsx:DeleteBackup on fsx~backup/*
AWSBackupServiceRolePolicyForBackup: perhaps allows ec2:ModifySnapshotAttribute; allows fsx:DeleteBackup on fsx~backup/*
AWSBackupServiceRolePolicyForRestores: allows ec2:DeleteVolume on arn:aws:ec2:*::snapshot/* ec2~volume/*; allows
 rds:DeleteDBInstance rds:DeleteDBCluster; allows elasticfilesystem:DeleteFilesystem on elasticfilesystem~file-system/*;
 allows ec2:RunInstances; allows ec2:TerminateInstances on ec2~instance/*; perhaps allows fsx:DeleteFileSystem on
 fsx~file-system/*; allows iam:PassRole on iam~role/* for StringEquals eks ec2 pods.eks.amazonaws.com backup
AWSBackupServiceRolePolicyForS3Backup: allows s3:GetObject on arn:aws:s3:::*/*
AWSBackupServiceRolePolicyForS3Restore: allows s3:GetObject s3:DeleteObject on arn:aws:s3:::*/*
AWSBatchFullAccess: allows iam:PassRole on iam~role/AWSBatchServiceRole iam~role/service-role/AWSBatchServiceRole
 iam~role/ecsInstanceRole iam~instance-profile/ecsInstanceRole iam~role/iaws-ec2-spot-fleet-role
 iam~role/aws-ec2-spot-fleet-role iam~role/AWSBatchJobRole*
AWSBatchServiceRole: allows ec2:TerminateInstances ec2:RunInstances ecs:RegisterTaskDefinition ecs:RunTask; allows
 iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn ecs-tasks
AWSBatchServiceRolePolicyForSageMaker: allows sagemaker:CreateTrainingJob on sagemaker~training-job/AWSBatch*; allows
 sagemaker:CreateTrainingJob on sagemaker~training-plan/* sagemaker~reserved-capacity/*; allows iam:PassRole for
 StringEquals sagemaker
AWSCertificateManagerPrivateCAFullAccess AWSPrivateCAFullAccess: allows acm-pca:*
AWSCertificateManagerPrivateCAPrivilegedUser AWSCertificateManagerPrivateCAUser AWSPrivateCAPrivilegedUser
 AWSPrivateCAUser: perhaps allows acm-pca:IssueCertificate on acm-pca~certificate-authority/*; perhaps denies
 acm-pca:IssueCertificate on acm-pca~certificate-authority/*
AWSCloud9ServiceRolePolicy: allows ec2:RunInstances cloudformation:CreateStack; allows ec2:TerminateInstances; allows
 iam:PassRole on iam~role/service-role/AWSCloud9SSMAccessRole for StringLike ec2
AWSCloudFormationFullAccess: allows cloudformation:*
AWSCloudMapFullAccess: allows route53:DeleteHostedZone route53:ChangeResourceRecordSets
AWSCloudMapRegisterInstanceAccess: allows route53:ChangeResourceRecordSets
AWSCloudTrailFullAccess: allows s3:DeleteBucket s3:PutBucketPolicy s3:GetObject
AWSCloudTrailReadOnlyAccess AWSCodePipelineReadOnlyAccess AWSConfigRole AWSRoboMakerFullAccess: allows s3:GetObject
AWSCodeBuildAdminAccess: allows codebuild:*
AWSCodeBuildDeveloperAccess: allows codebuild:StartBuild
AWSCodeDeployRole: allows ec2:TerminateInstances
AWSCodeDeployRoleForCloudFormation: allows lambda:InvokeFunction on lambda~function:CodeDeployHook_*
AWSCodeDeployRoleForECS: allows lambda:InvokeFunction s3:GetObject; allows iam:PassRole for StringLike ecs-tasks
AWSCodeDeployRoleForECSLimited: allows lambda:InvokeFunction on lambda~function:CodeDeployHook_*; perhaps allows
 s3:GetObject; allows iam:PassRole on iam~role/ecsTaskExecutionRole iam~role/ECSTaskExecution* for StringLike ecs-tasks
AWSCodeDeployRoleForLambda AWSCodeDeployRoleForLambdaLimited: perhaps allows s3:GetObject; allows lambda:InvokeFunction
 on lambda~function:CodeDeployHook_*
AWSCodePipeline_FullAccess: allows codebuild:CreateProject
AWSCodeStarServiceRole: allows cloudformation:*Stack* on cloudformation~stack/awscodestar-* cloudformation~stack/awseb-*
 cloudformation~stack/aws-cloud9-* arn:aws:cloudformation:*:aws:transform/CodeStar*; allows codebuild:* ec2:*; allows
 iam:AttachRolePolicy iam:PassRole iam:PutRolePolicy on iam~role/CodeStarWorker* iam~policy/CodeStarWorker*
 iam~instance-profile/awscodestar-*; perhaps allows iam:AttachUserPolicy; allows iam:CreatePolicyVersion on
 iam~policy/CodeStar_*
AWSCompromisedKeyQuarantine: denies iam:AttachGroupPolicy iam:AttachRolePolicy iam:AttachUserPolicy iam:CreateAccessKey
 iam:CreateLoginProfile iam:PutUserPolicy ec2:RequestSpotInstances ec2:RunInstances lambda:CreateFunction
AWSCompromisedKeyQuarantineV2 AWSCompromisedKeyQuarantineV3: denies ec2:RequestSpotInstances ec2:RunInstances
 iam:AddUserToGroup iam:AttachGroupPolicy iam:AttachRolePolicy iam:AttachUserPolicy iam:CreateAccessKey
 iam:CreateLoginProfile iam:CreatePolicyVersion iam:PassRole iam:PutGroupPolicy iam:PutRolePolicy iam:PutUserPolicy
 iam:SetDefaultPolicyVersion iam:UpdateAssumeRolePolicy iam:UpdateLoginProfile lambda:AddPermission
 lambda:CreateFunction lambda:UpdateFunctionCode s3:DeleteBucket s3:DeleteObject s3:PutBucketPolicy
 savingsplans:CreateSavingsPlan ecs:RegisterTaskDefinition s3:GetObject sagemaker:CreateProcessingJob
 codebuild:CreateProject glue:CreateJob
AWSConnector: allows ec2:DeleteVolume ec2:RunInstances ec2:TerminateInstances
AWSControlTowerServiceRolePolicy: allows cloudformation:CreateStack cloudformation:CreateStackInstances
 cloudformation:CreateStackSet on cloudformation~type/resource/AWS-IAM-Role; allows cloudformation:CreateStack
 cloudformation:CreateStackInstances cloudformation:CreateStackSet on cloudformation~stack/AWSControlTower*/*
 cloudformation~stack/StackSet-AWSControlTower*/* cloudformation~stackset/AWSControlTower*:*
 cloudformation~stackset-target/AWSControlTower*/*; allows sts:AssumeRole on iam~role/AWSControlTowerExecution
 iam~role/AWSControlTowerBlueprintAccess; allows iam:PassRole on iam~role/service-role/AWSControlTowerStackSetRole
 iam~role/service-role/AWSControlTowerCloudTrailRole
 iam~role/service-role/AWSControlTowerConfigAggregatorRoleForOrganizations
AWSDataExchangeFullAccess: perhaps allows s3:GetObject; allows aws-marketplace:Subscribe aws-marketplace:Unsubscribe
AWSDataExchangeProviderFullAccess AWSDeepRacerRoboMakerAccessPolicy AWSRoboMaker_FullAccess: perhaps allows s3:GetObject
AWSDataExchangeSubscriberFullAccess AWSMarketplaceManageSubscriptions: allows aws-marketplace:Subscribe
 aws-marketplace:Unsubscribe
AWSDataLifecycleManagerServiceRole AWSMarketplaceSellerFullAccess AWSMarketplaceSellerProductsFullAccess: allows
 ec2:ModifySnapshotAttribute
AWSDataPipelineRole: allows ec2:RequestSpotInstances ec2:RunInstances ec2:TerminateInstances iam:PassRole
 s3:DeleteObject s3:Get* s3:Put*
AWSDataPipeline_FullAccess AWSDataPipeline_PowerUser: allows datapipeline:*; allows iam:PassRole on
 iam~role/DataPipelineDefaultResourceRole iam~role/DataPipelineDefaultRole
AWSDeepLensServiceRolePolicy: allows iam:PassRole for StringEquals greengrass sagemaker; allows iam:PassRole on
 iam~role/AWSDeepLens* iam~role/service-role/AWSDeepLens* for StringEqualsIfExists lambda; allows lambda:CreateFunction
 on lambda~function:deeplens*; allows sagemaker:CreateTrainingJob on sagemaker~training-job/deeplens*
AWSDeepRacerCloudFormationAccessPolicy: allows cloudformation:*; allows iam:PassRole on
 iam~role/service-role/AWSDeepRacerLambdaAccessRole for StringLikeIfExists lambda; allows lambda:CreateFunction on
 lambda~function:*DeepRacer* lambda~function:*Deepracer* lambda~function:*deepracer*
AWSDeepRacerServiceRolePolicy: allows sagemaker:*; allows cloudformation:CreateStack; allows iam:PassRole on
 iam~role/AWSDeepRacer* iam~role/service-role/AWSDeepRacer*; allows lambda:CreateFunction lambda:InvokeFunction on
 lambda~function:*DeepRacer* lambda~function:*Deepracer* lambda~function:*deepracer* lambda~function:*dr-*; perhaps
 allows s3:GetObject
AWSDenyAll: denies *
AWSDirectoryServiceFullAccess: allows ds:*
AWSEC2FleetServiceRolePolicy AWSEC2SpotFleetServiceRolePolicy: allows ec2:RequestSpotInstances ec2:RunInstances; allows
 iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn; perhaps allows ec2:TerminateInstances
AWSEC2SpotServiceRolePolicy: allows ec2:RunInstances; perhaps denies ec2:RunInstances on ec2~instance/*; allows
 iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn
AWSEC2SqlHaInstancePolicy AWSLicenseManagerLinuxSubscriptionsServiceRolePolicy: perhaps allows
 secretsmanager:GetSecretValue on secretsmanager~secret:*
AWSECRPullThroughCache_ServiceRolePolicy: allows ecr:PutImage
AWSElasticBeanstalkCustomPlatformforEC2Role: allows ec2:DeleteVolume ec2:ModifySnapshotAttribute ec2:RunInstances
 ec2:TerminateInstances
AWSElasticBeanstalkFullAccess: allows ec2:* ecs:* ecr:* s3:* cloudformation:* dynamodb:* rds:* iam:PassRole
 codebuild:CreateProject codebuild:StartBuild; perhaps allows iam:AttachRolePolicy on iam~role/aws-elasticbeanstalk*
AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy: allows iam:PassRole on iam~role/* for StringEquals elasticbeanstalk
 ec2 ec2.amazonaws.com.cn autoscaling elasticloadbalancing ecs cloudformation; perhaps allows ec2:RunInstances; perhaps
 allows ec2:TerminateInstances on ec2~instance/*; allows ecs:RegisterTaskDefinition; allows cloudformation:* on
 cloudformation~stack/awseb-* cloudformation~stack/eb-*
AWSElasticBeanstalkManagedUpdatesServiceRolePolicy: allows iam:PassRole for StringLikeIfExists elasticbeanstalk ec2
 autoscaling elasticloadbalancing ecs cloudformation; allows ecs:RegisterTaskDefinition; allows
 cloudformation:CreateStack on cloudformation~stack/awseb-e-* cloudformation~stack/eb-*; perhaps allows
 ec2:TerminateInstances on ec2~instance/*; perhaps allows ec2:RunInstances
AWSElasticBeanstalkReadOnlyAccess AWSLambdaReadOnlyAccess: allows s3:Get*
AWSElasticBeanstalkRoleCore: perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows ec2:RunInstances;
 allows cloudformation:CreateStack on cloudformation~stack/awseb-e-*; allows iam:PassRole on
 iam~role/aws-elasticbeanstalk-* for StringEquals elasticbeanstalk ec2 autoscaling elasticloadbalancing ecs
 cloudformation
AWSElasticBeanstalkRoleECS: allows ecs:RegisterTaskDefinition
AWSElasticBeanstalkRoleRDS: allows rds:DeleteDBInstance on rds~secgrp:awseb-e-* rds~db:*
AWSElasticBeanstalkService: allows cloudformation:* on cloudformation~stack/awseb-* cloudformation~stack/eb-*; perhaps
 allows ec2:RunInstances; allows ec2:TerminateInstances ecs:RegisterTaskDefinition iam:PassRole s3:GetObject
 codebuild:CreateProject codebuild:StartBuild
AWSElasticDisasterRecoveryConsoleFullAccess: allows iam:PassRole on
 iam~role/service-role/AWSElasticDisasterRecoveryConversionServerRole
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceRole for StringEquals ec2; perhaps allows
 ec2:DeleteVolume on ec2~volume/*; perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows
 ec2:RunInstances on ec2~instance/*; perhaps allows ec2:RunInstances on ec2~security-group/* ec2~volume/* ec2~subnet/*
 ec2~image/* ec2~network-interface/* ec2~launch-template/*
AWSElasticDisasterRecoveryConsoleFullAccess_v2: allows iam:PassRole on
 iam~role/service-role/AWSElasticDisasterRecoveryConversionServerRole
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceRole
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole for StringEquals ec2; perhaps
 allows ec2:DeleteVolume on ec2~volume/*; perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows
 ec2:RunInstances on ec2~instance/*; perhaps allows ec2:RunInstances on ec2~security-group/* ec2~volume/* ec2~subnet/*
 ec2~image/* ec2~network-interface/* ec2~launch-template/*
AWSElasticDisasterRecoveryEc2InstancePolicy AWSElasticDisasterRecoveryRecoveryInstancePolicy: perhaps allows
 sts:AssumeRole on iam~role/service-role/DRSCrossAccountAgentAuthorizedRole_*
AWSElasticDisasterRecoveryLaunchActionsPolicy: perhaps allows iam:PassRole on
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole for StringEquals ec2
AWSElasticDisasterRecoveryServiceRolePolicy: perhaps allows ec2:DeleteVolume on ec2~volume/*; perhaps allows
 ec2:TerminateInstances on ec2~instance/*; perhaps allows ec2:RunInstances on ec2~instance/*; allows ec2:RunInstances on
 ec2~security-group/* ec2~volume/* ec2~subnet/* ec2~image/* ec2~network-interface/* ec2~launch-template/*; allows
 iam:PassRole on iam~role/service-role/AWSElasticDisasterRecoveryReplicationServerRole
 iam~role/service-role/AWSElasticDisasterRecoveryConversionServerRole
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceRole for StringEquals ec2
AWSFaultInjectionSimulatorEC2Access AWSFaultInjectionSimulatorEKSAccess: allows ec2:TerminateInstances on ec2~instance/*
AWSForWordPressPluginPolicy: perhaps allows cloudformation:CreateStack
AWSGlueConsoleFullAccess: allows glue:*; allows cloudformation:CreateStack on cloudformation~stack/aws-glue*/*; allows
 ec2:RunInstances on ec2~instance/* ec2~key-pair/* ec2~image/* ec2~security-group/* ec2~network-interface/* ec2~subnet/*
 ec2~volume/*; perhaps allows ec2:TerminateInstances on ec2~instance/*; allows iam:PassRole on
 iam~role/AWSGlueServiceRole* for StringLike glue; allows iam:PassRole on iam~role/AWSGlueServiceNotebookRole* for
 StringLike ec2; allows iam:PassRole on iam~role/service-role/AWSGlueServiceRole* for StringLike glue
AWSGlueConsoleSageMakerNotebookFullAccess: allows glue:*; allows cloudformation:CreateStack on
 cloudformation~stack/aws-glue*/*; allows sagemaker:CreateNotebookInstance on sagemaker~notebook-instance/aws-glue-*;
 allows ec2:RunInstances on ec2~instance/* ec2~key-pair/* ec2~image/* ec2~security-group/* ec2~network-interface/*
 ec2~subnet/* ec2~volume/*; perhaps allows ec2:TerminateInstances on ec2~instance/*; allows iam:PassRole on
 iam~role/AWSGlueServiceRole* for StringLike glue; allows iam:PassRole on iam~role/AWSGlueServiceNotebookRole* for
 StringLike ec2; allows iam:PassRole on iam~role/AWSGlueServiceSageMakerNotebookRole* for StringLike sagemaker; allows
 iam:PassRole on iam~role/service-role/AWSGlueServiceRole* for StringLike glue
AWSGlueServiceNotebookRole: allows glue:DeleteDatabase glue:CreateJob glue:UpdateDevEndpoint
AWSGlueServiceRole: allows glue:*
AWSIAMIdentityCenterAllowListForIdentityContext: denies all but glue:DeleteDatabase
AWSIQContractServiceRolePolicy: allows aws-marketplace:Subscribe
AWSIQPermissionServiceRolePolicy: perhaps allows iam:AttachRolePolicy on iam~role/AWSIQPermission-*
AWSIdentityCenterExternalManagementPolicy: perhaps allows identitystore:DeleteUser on
 arn:aws:identitystore::*:identitystore/${aws:PrincipalTag/IdentityStoreId} arn:aws:identitystore:::user/*
AWSImageBuilderFullAccess: allows iam:PassRole on iam~instance-profile/*imagebuilder* iam~role/*imagebuilder* for
 StringEquals ec2
AWSIoTDeviceTesterForFreeRTOSFullAccess: perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows
 ec2:RunInstances on ec2~instance/*; allows ec2:RunInstances on ec2~image/* ec2~security-group/* ec2~volume/*
 ec2~key-pair/* ec2~placement-group/* ec2~snapshot/* ec2~network-interface/* ec2~subnet/*; allows ssm:GetParameters
AWSIoTDeviceTesterForGreengrassFullAccess: allows iam:PassRole on iam~role/idt-* for StringEquals iot lambda greengrass;
 allows lambda:CreateFunction on arn:aws:execute-api:us-east-1:098862408343:9xpmnvs5h4/prod/POST/metrics
 lambda~function:idt-* iot~cert/*
AWSLakeFormationCrossAccountManager: allows glue:PutResourcePolicy
AWSLakeFormationDataAdmin AWSQuicksightAthenaAccess: allows glue:DeleteDatabase
AWSLambdaExecute: allows s3:GetObject on arn:aws:s3:::*
AWSLambdaFullAccess: allows dynamodb:* iam:PassRole lambda:* s3:*
AWSLambdaInvocation-DynamoDB AWSLambdaRole: allows lambda:InvokeFunction
AWSLambdaManagedEC2ResourceOperator: perhaps allows ec2:RunInstances on ec2~instance/* ec2~network-interface/*
 ec2~volume/*; allows ec2:RunInstances on ec2~subnet/* ec2~security-group/*; perhaps allows ec2:RunInstances on
 ec2~image/*
AWSLambdaReplicator: allows lambda:CreateFunction lambda:DeleteFunction on lambda~function:*; allows iam:PassRole for
 StringLikeIfExists lambda
AWSLambdaReplicatorInternal: allows lambda:CreateFunction lambda:DeleteFunction on lambda~function:*; allows
 iam:PassRole for StringLikeIfExists lambda lambda.beta.amazonaws.com lambda.preprod.amazonaws.com
AWSLambdaServiceRolePolicy AWSLicenseManagerUserSubscriptionsServiceRolePolicy AWSThinkboxAWSPortalWorkerPolicy
 AWSThinkboxDeadlineSpotEventPluginWorkerPolicy: perhaps allows ec2:TerminateInstances on ec2~instance/*
AWSLambda_FullAccess: allows lambda:*; allows iam:PassRole for StringEquals lambda
AWSLicenseManagerMasterAccountRolePolicy: allows iam:PassRole on iam~role/LicenseManagerServiceResourceDataSyncRole* for
 StringEquals cloudformation glue; allows cloudformation:CreateStack on
 cloudformation~stack/LicenseManagerCrossAccountCloudDiscoveryStack/*
AWSManagedServices_DetectiveControlsConfig_ServiceRolePolicy: allows cloudformation:CreateStack on
 cloudformation~stack/ams-detective-controls-config-recorder
 cloudformation~stack/ams-detective-controls-config-rules-cdk
 cloudformation~stack/ams-detective-controls-infrastructure-cdk
AWSMarketplaceFullAccess: allows aws-marketplace:* cloudformation:CreateStack ec2:RunInstances ec2:TerminateInstances;
 allows iam:PassRole for StringLike ec2
AWSMarketplaceImageBuildFullAccess: perhaps allows ec2:TerminateInstances; allows iam:PassRole on iam~role/*Automation*
 iam~role/*Instance* for StringEquals ec2; allows ec2:RunInstances
AWSMcpServiceActionsFullAccess: perhaps allows *
AWSMediaConnectServicePolicy: perhaps allows ecs:RunTask; allows ecs:RegisterTaskDefinition
AWSMediaLiveAnywhereServiceRolePolicy: perhaps allows ecs:RegisterTaskDefinition on
 ecs~task-definition/MediaLiveAnywhereAgent*
AWSMigrationHubRefactorSpaces-EnvironmentsWithoutBridgesFullAccess AWSMigrationHubRefactorSpacesFullAccess: allows
 cloudformation:CreateStack
AWSNetworkFirewallFullAccess: perhaps allows s3:PutBucketPolicy on arn:aws:s3:::*
AWSOpsWorksCMServiceRole: allows ec2:RunInstances; perhaps allows ec2:TerminateInstances; allows
 cloudformation:CreateStack on cloudformation~stack/aws-opsworks-cm-*; allows iam:PassRole on iam~role/aws-opsworks-cm-*
 iam~role/service-role/aws-opsworks-cm-*
AWSOpsWorksFullAccess: allows iam:PassRole
AWSOpsWorksRegisterCLI: allows iam:AddUserToGroup iam:CreateAccessKey iam:PassRole iam:PutUserPolicy
AWSOpsWorksRole: allows iam:PassRole rds:*
AWSOrganizationsFullAccess: allows organizations:*
AWSPCSServiceRolePolicy: perhaps allows ec2:TerminateInstances on ec2~instance/*; allows iam:PassRole on
 iam~role/*/AWSPCS* iam~role/AWSPCS* iam~role/aws-pcs/* iam~role/*/aws-pcs/* for StringEquals ec2; allows
 ec2:RunInstances on arn:aws:ec2:*::image/* arn:aws:ec2:*::snapshot/* ec2~subnet/* ec2~network-interface/*
 ec2~security-group/* ec2~volume/* ec2~key-pair/* ec2~launch-template/* ec2~placement-group/* ec2~capacity-reservation/*
 resource-groups~group/* ec2~fleet/* ec2~spot-instances-request/*; perhaps allows ec2:RunInstances on ec2~instance/*
AWSPanoramaFullAccess: perhaps allows s3:DeleteObject s3:GetObject
AWSPanoramaServiceRolePolicy: allows iam:PassRole on iam~role/AWSPanoramaSageMakerRole
 iam~role/service-role/AWSPanoramaSageMakerRole for StringEquals sagemaker; allows sagemaker:CreateTrainingJob on
 sagemaker~training-job/panorama* sagemaker~compilation-job/panorama*
AWSPartnerCentralChannelManagement AWSPartnerCentralFullAccess: allows sts:AssumeRole on
 iam~role/PartnerCentralChannelBillingTransferManagement iam~role/PartnerCentralChannelBillingTransferReadOnly
AWSPrivateCAConnectorForKubernetesPolicy: allows acm-pca:IssueCertificate on acm-pca~certificate-authority/*
AWSProtonCodeBuildProvisioningServiceRolePolicy: allows cloudformation:CreateStack on
 cloudformation~stack/AWSProton-CodeBuild-*; allows codebuild:CreateProject codebuild:StartBuild on
 codebuild~project/AWSProton*; allows iam:PassRole for StringEqualsIfExists codebuild
AWSQuickSetupDeploymentRolePolicy: allows cloudformation:CreateStack on cloudformation~stack/StackSet-AWS-QuickSetup-*;
 perhaps allows iam:PutRolePolicy on iam~role/AWS-QuickSetup-* iam~role/AWSOperationsPack-*; perhaps allows
 iam:AttachRolePolicy on iam~role/AWS-QuickSetup-* iam~role/AWSOperationsPack-*
AWSQuickSetupDistributorPermissionsBoundary AWSQuickSetupManagedInstanceProfileExecutionPolicy
 AWSQuickSetupSSMHostMgmtPermissionsBoundary: allows iam:PassRole on iam~role/AmazonSSMRoleForInstancesQuickSetup for
 StringEquals ec2; perhaps allows iam:AttachRolePolicy on iam~role/*
AWSQuickSetupEnableDHMCExecutionPolicy: perhaps allows iam:AttachRolePolicy on
 iam~role/AWS-QuickSetup-SSM-DefaultEC2MgmtRole-*
AWSQuickSetupJITNADeploymentRolePolicy: allows cloudformation:CreateStack on
 cloudformation~stack/StackSet-AWS-QuickSetup-JITNA-*; perhaps allows iam:AttachRolePolicy on
 iam~role/AWS-QuickSetup-EnableJITNA-*
AWSQuickSetupManageJITNAResourcesExecutionPolicy: perhaps allows iam:AttachRolePolicy on
 iam~role/SSM-JustInTimeAccessTokenRole
AWSQuickSetupPatchPolicyDeploymentRolePolicy: allows cloudformation:CreateStack on
 cloudformation~stack/StackSet-AWS-QuickSetup-*; perhaps allows lambda:CreateFunction lambda:InvokeFunction on
 lambda~function:baseline-overrides-* lambda~function:delete-name-tags-*; allows iam:PassRole on
 iam~role/AWS-QuickSetup-* for StringEquals lambda; perhaps allows iam:AttachRolePolicy iam:PutRolePolicy on
 iam~role/AWS-QuickSetup-*
AWSQuickSetupPatchPolicyPermissionsBoundary: allows iam:PassRole on iam~role/AmazonSSMRoleForInstancesQuickSetup for
 StringEquals ec2 ssm; perhaps allows iam:AttachRolePolicy on iam~role/*; perhaps allows lambda:InvokeFunction on
 lambda~function:baseline-overrides-* lambda~function:delete-name-tags-*
AWSQuickSetupSSMDeploymentRolePolicy: allows cloudformation:CreateStack on
 cloudformation~stack/StackSet-AWS-QuickSetup-SSM-*; perhaps allows lambda:CreateFunction on
 lambda~function:aws-quicksetup-lifecycle*; perhaps allows lambda:InvokeFunction on
 lambda~function:aws-quicksetup-lifecycle*; perhaps allows iam:AttachRolePolicy on
 iam~role/AWS-QuickSetup-SSM-LifecycleManagement-*; perhaps allows iam:AttachRolePolicy on
 iam~role/AWS-QuickSetup-SSM-ManageResources-*; perhaps allows iam:AttachRolePolicy on iam~role/AWS-SSM-Remediation*
 iam~role/AWS-SSM-Diagnosis*; perhaps allows iam:PassRole on iam~role/AWS-QuickSetup-SSM-LifecycleManagement* for
 StringEquals lambda
AWSQuickSetupSSMManageResourcesExecutionPolicy: perhaps allows iam:AttachRolePolicy on
 iam~role/AWS-QuickSetup-SSM-EnableExplorer*; perhaps allows iam:AttachRolePolicy on
 iam~role/AWS-QuickSetup-SSM-EnableDHMC*; perhaps allows iam:AttachRolePolicy on
 iam~role/AWS-QuickSetup-SSM-ManageInstanceProfile*; perhaps allows iam:AttachRolePolicy on
 iam~role/AWS-QuickSetup-SSM-EnableAREX*
AWSRefactoringToolkitFullAccess: allows cloudformation:CreateStack on arn:*:cloudformation:*:*:stack/a2c-app-*
 arn:*:cloudformation:*:*:stack/a2c-build-* arn:*:cloudformation:*:*:stack/application-transformation-app-*; perhaps
 allows codebuild:CreateProject on codebuild~project/*; allows codebuild:StartBuild on codebuild~project/*; perhaps
 allows ecs:RegisterTaskDefinition; perhaps allows ecr:PutImage on arn:*:ecr:*:*:repository/*
AWSRoboMakerServicePolicy: allows lambda:CreateFunction; allows iam:PassRole for StringEquals lambda robomaker
AWSSSODirectoryAdministrator: allows identitystore:*
AWSSSOMasterAccountAdministrator AWSSSOMemberAccountAdministrator: allows sso:* identitystore:*
AWSSSOServiceRolePolicy: perhaps allows iam:AttachRolePolicy iam:PutRolePolicy on
 iam~role/aws-reserved/sso.amazonaws.com/*
AWSSavingsPlansFullAccess: allows savingsplans:*
AWSSecretsManagerClientReadOnlyAccess: allows secretsmanager:GetSecretValue on secretsmanager~secret:*
AWSServiceCatalogAdminFullAccess AWSServiceCatalogEndUserFullAccess: allows cloudformation:CreateStack
 cloudformation:CreateStackSet cloudformation:CreateStackInstances on cloudformation~stack/SC-*
 cloudformation~stack/StackSet-SC-* cloudformation~changeSet/SC-* cloudformation~stackset/SC-*
AWSServiceRoleForAmazonEKSNodegroup AWSServiceRoleForGammaInternalAmazonEKSNodegroup: allows iam:PassRole for
 StringEqualsIfExists ec2; allows ec2:RunInstances
AWSServiceRoleForEC2ScheduledInstances: perhaps allows ec2:TerminateInstances
AWSServiceRoleForImageBuilder: allows ec2:RunInstances on arn:aws:ec2:*::image/* arn:aws:ec2:*::snapshot/* ec2~subnet/*
 ec2~network-interface/* ec2~security-group/* ec2~key-pair/* ec2~launch-template/*
 license-manager~license-configuration:*; perhaps allows ec2:RunInstances on ec2~volume/* ec2~instance/*; allows
 iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn vmie; perhaps allows ec2:TerminateInstances; perhaps allows
 ec2:ModifySnapshotAttribute on arn:aws:ec2:*::snapshot/*; allows sts:AssumeRole on
 iam~role/EC2ImageBuilderDistributionCrossAccountRole
AWSServiceRoleForSMS: perhaps allows cloudformation:CreateStack on cloudformation~stack/sms-app-*/*; perhaps allows
 ec2:ModifySnapshotAttribute on ec2~snapshot/*; allows iam:PassRole for StringEquals ec2; perhaps allows iam:PassRole
 for StringEqualsIfExists cloudformation; allows ec2:RunInstances; perhaps allows ec2:TerminateInstances
AWSServiceRolePolicyForBackupRestoreTesting: perhaps allows ec2:DeleteVolume ec2:TerminateInstances
 elasticfilesystem:DeleteFilesystem rds:DeleteDBCluster rds:DeleteDBInstance fsx:DeleteFileSystem
AWSServiceRolePolicyForWorkspacesInstances: perhaps allows ec2:TerminateInstances ec2:DeleteVolume
AWSStepFunctionsConsoleFullAccess: allows iam:PassRole on iam~role/service-role/StatesExecutionRole*
AWSSupplyChainFederationAdminAccess: perhaps allows secretsmanager:PutResourcePolicy on secretsmanager~secret:*
AWSSystemsManagerEnableConfigRecordingExecutionPolicy: allows iam:PassRole on
 iam~role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig iam~role/AWSServiceRoleForConfig
AWSThinkboxAWSPortalAdminPolicy: allows ec2:RunInstances on ec2~subnet/* ec2~key-pair/* arn:aws:ec2:*::snapshot/*
 ec2~launch-template/* ec2~volume/* ec2~security-group/* ec2~placement-group/* ec2~network-interface/*
 arn:aws:ec2:*::image/*; perhaps allows ec2:RunInstances on ec2~instance/*; perhaps allows ec2:TerminateInstances;
 allows iam:PassRole on iam~role/AWSPortal* iam~role/DeadlineSpot* for StringEquals ec2 ec2fleet spot spotfleet
 cloudformation; allows cloudformation:CreateStack on cloudformation~stack/stack*/* cloudformation~stack/Deadline*/*
AWSThinkboxDeadlineResourceTrackerAccessPolicy: perhaps allows ec2:TerminateInstances on ec2~instance/*; allows
 lambda:InvokeFunction on lambda~function:DeadlineResourceTracker*
AWSThinkboxDeadlineResourceTrackerAdminPolicy: allows cloudformation:CreateStack on
 cloudformation~stack/DeadlineResourceTracker*; allows iam:PassRole on iam~role/DeadlineResourceTrackerAccess* for
 StringEquals lambda; perhaps allows lambda:CreateEventSourceMapping; perhaps allows lambda:AddPermission on
 lambda~function:DeadlineResourceTracker*; allows lambda:CreateFunction on lambda~function:DeadlineResourceTracker*
AWSThinkboxDeadlineSpotEventPluginAdminPolicy: allows ec2:RunInstances; perhaps allows ec2:TerminateInstances on
 ec2~instance/*; allows iam:PassRole on iam~role/aws-ec2-spot-fleet-tagging-role iam~role/DeadlineSpot* for StringLike
 ec2
AWSTransformApplicationDeploymentPolicy: perhaps allows cloudformation:CreateStack on
 cloudformation~stack/AWSTransform*; perhaps allows ec2:RunInstances on arn:aws:ec2:*::image/*; perhaps allows
 ec2:RunInstances on ec2~subnet/* ec2~security-group/* ec2~network-interface/* ec2~instance/* ec2~volume/*; perhaps
 allows iam:PassRole on iam~role/AWSTransform-Deploy-Builder-Instance-Role
 iam~role/AWSTransform-Deploy-App-Instance-Role for StringEquals ec2; perhaps allows ec2:TerminateInstances on
 ec2~instance/*
AWSTransformApplicationECSDeploymentPolicy: perhaps allows cloudformation:CreateStack on
 cloudformation~stack/AWSTransform*; perhaps allows ecs:RegisterTaskDefinition on ecs~task-definition/AWSTransform*;
 perhaps allows ecs:RunTask on ecs~task-definition/AWSTransform*; perhaps allows iam:PassRole on
 iam~role/AWSTransform-Deploy-ECS-Task-Role iam~role/AWSTransform-Deploy-ECS-Execution-Role for StringEquals ecs-tasks
 ecs
"""
