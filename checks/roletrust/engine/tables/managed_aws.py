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
AWSAppMeshFullAccess: allows cloudformation:CreateStack on cloudformation~stack/AWSAppMesh-GettingStarted-*
AWSAppRunnerFullAccess: allows iam:PassRole for StringLike apprunner; allows apprunner:*
AWSApplicationMigrationEC2Access: allows iam:PassRole on
 iam~role/service-role/AWSApplicationMigrationConversionServerRole for StringEquals ec2; perhaps allows ec2:RunInstances
 on ec2~instance/*; perhaps allows ec2:RunInstances on ec2~security-group/* ec2~volume/* ec2~subnet/* ec2~image/*
 ec2~network-interface/* ec2~launch-template/*
AWSApplicationMigrationFullAccess: perhaps allows iam:PassRole on
 iam~role/service-role/AWSApplicationMigrationLaunchInstanceWithSsmRole
 iam~role/service-role/AWSApplicationMigrationLaunchInstanceWithDrsRole for StringEquals ec2
AWSApplicationMigrationNetworkMigrationMultiAccount: perhaps allows cloudformation:CreateStack on
 cloudformation~stack/Nmd*; perhaps allows lambda:CreateFunction on lambda~function:network-migration*; perhaps allows
 lambda:AddPermission lambda:InvokeFunction on lambda~function:network-migration*; perhaps allows iam:PassRole on
 iam~role/Nmd*modifyTransitGateway* for StringEquals lambda; perhaps allows iam:AttachRolePolicy on
 iam~role/Nmd*modifyTransitGateway*
AWSApplicationMigrationServiceRolePolicy: perhaps allows ec2:RunInstances on ec2~instance/*; allows ec2:RunInstances on
 ec2~security-group/* ec2~volume/* ec2~subnet/* ec2~image/* ec2~network-interface/* ec2~launch-template/*; allows
 iam:PassRole on iam~role/service-role/AWSApplicationMigrationReplicationServerRole
 iam~role/service-role/AWSApplicationMigrationConversionServerRole for StringEquals ec2
AWSB9InternalServicePolicy AWSRoboMakerServiceRolePolicy: allows lambda:CreateFunction; allows iam:PassRole for
 StringEqualsIfExists lambda
AWSBackupServiceRolePolicyForRestores: allows ec2:RunInstances; allows iam:PassRole on iam~role/* for StringEquals eks
 ec2 pods.eks.amazonaws.com backup
AWSBackupServiceRolePolicyForS3Backup AWSBackupServiceRolePolicyForS3Restore: allows s3:GetObject on arn:aws:s3:::*/*
AWSBatchFullAccess: allows iam:PassRole on iam~role/AWSBatchServiceRole iam~role/service-role/AWSBatchServiceRole
 iam~role/ecsInstanceRole iam~instance-profile/ecsInstanceRole iam~role/iaws-ec2-spot-fleet-role
 iam~role/aws-ec2-spot-fleet-role iam~role/AWSBatchJobRole*
AWSBatchServiceRole: allows ec2:RunInstances ecs:RegisterTaskDefinition ecs:RunTask; allows iam:PassRole for
 StringEquals ec2 ec2.amazonaws.com.cn ecs-tasks
AWSBatchServiceRolePolicyForSageMaker: allows sagemaker:CreateTrainingJob on sagemaker~training-job/AWSBatch*; allows
 sagemaker:CreateTrainingJob on sagemaker~training-plan/* sagemaker~reserved-capacity/*; allows iam:PassRole for
 StringEquals sagemaker
AWSCloud9ServiceRolePolicy: allows ec2:RunInstances cloudformation:CreateStack; allows iam:PassRole on
 iam~role/service-role/AWSCloud9SSMAccessRole for StringLike ec2
AWSCloudFormationFullAccess: allows cloudformation:*
AWSCloudTrailFullAccess AWSCloudTrailReadOnlyAccess AWSCodePipelineReadOnlyAccess AWSConfigRole AWSRoboMakerFullAccess:
 allows s3:GetObject
AWSCodeBuildAdminAccess: allows codebuild:*
AWSCodeBuildDeveloperAccess: allows codebuild:StartBuild
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
 lambda:CreateFunction lambda:UpdateFunctionCode ecs:RegisterTaskDefinition s3:GetObject sagemaker:CreateProcessingJob
 codebuild:CreateProject glue:CreateJob
AWSConnector AWSElasticBeanstalkCustomPlatformforEC2Role: allows ec2:RunInstances
AWSControlTowerServiceRolePolicy: allows cloudformation:CreateStack cloudformation:CreateStackInstances
 cloudformation:CreateStackSet on cloudformation~type/resource/AWS-IAM-Role; allows cloudformation:CreateStack
 cloudformation:CreateStackInstances cloudformation:CreateStackSet on cloudformation~stack/AWSControlTower*/*
 cloudformation~stack/StackSet-AWSControlTower*/* cloudformation~stackset/AWSControlTower*:*
 cloudformation~stackset-target/AWSControlTower*/*; allows sts:AssumeRole on iam~role/AWSControlTowerExecution
 iam~role/AWSControlTowerBlueprintAccess; allows iam:PassRole on iam~role/service-role/AWSControlTowerStackSetRole
 iam~role/service-role/AWSControlTowerCloudTrailRole
 iam~role/service-role/AWSControlTowerConfigAggregatorRoleForOrganizations
AWSDataExchangeFullAccess AWSDataExchangeProviderFullAccess AWSDeepRacerRoboMakerAccessPolicy AWSPanoramaFullAccess
 AWSRoboMaker_FullAccess: perhaps allows s3:GetObject
AWSDataPipelineRole: allows ec2:RequestSpotInstances ec2:RunInstances iam:PassRole s3:Get*
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
AWSEC2FleetServiceRolePolicy AWSEC2SpotFleetServiceRolePolicy: allows ec2:RequestSpotInstances ec2:RunInstances; allows
 iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn
AWSEC2SpotServiceRolePolicy: allows ec2:RunInstances; perhaps denies ec2:RunInstances on ec2~instance/*; allows
 iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn
AWSEC2SqlHaInstancePolicy AWSLicenseManagerLinuxSubscriptionsServiceRolePolicy: perhaps allows
 secretsmanager:GetSecretValue on secretsmanager~secret:*
AWSElasticBeanstalkFullAccess: allows ec2:* ecs:* s3:* cloudformation:* iam:PassRole codebuild:CreateProject
 codebuild:StartBuild; perhaps allows iam:AttachRolePolicy on iam~role/aws-elasticbeanstalk*
AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy: allows iam:PassRole on iam~role/* for StringEquals elasticbeanstalk
 ec2 ec2.amazonaws.com.cn autoscaling elasticloadbalancing ecs cloudformation; perhaps allows ec2:RunInstances; allows
 ecs:RegisterTaskDefinition; allows cloudformation:* on cloudformation~stack/awseb-* cloudformation~stack/eb-*
AWSElasticBeanstalkManagedUpdatesServiceRolePolicy: allows iam:PassRole for StringLikeIfExists elasticbeanstalk ec2
 autoscaling elasticloadbalancing ecs cloudformation; allows ecs:RegisterTaskDefinition; allows
 cloudformation:CreateStack on cloudformation~stack/awseb-e-* cloudformation~stack/eb-*; perhaps allows ec2:RunInstances
AWSElasticBeanstalkReadOnlyAccess AWSLambdaReadOnlyAccess: allows s3:Get*
AWSElasticBeanstalkRoleCore: perhaps allows ec2:RunInstances; allows cloudformation:CreateStack on
 cloudformation~stack/awseb-e-*; allows iam:PassRole on iam~role/aws-elasticbeanstalk-* for StringEquals
 elasticbeanstalk ec2 autoscaling elasticloadbalancing ecs cloudformation
AWSElasticBeanstalkRoleECS: allows ecs:RegisterTaskDefinition
AWSElasticBeanstalkService: allows cloudformation:* on cloudformation~stack/awseb-* cloudformation~stack/eb-*; perhaps
 allows ec2:RunInstances; allows ecs:RegisterTaskDefinition iam:PassRole s3:GetObject codebuild:CreateProject
 codebuild:StartBuild
AWSElasticDisasterRecoveryConsoleFullAccess: allows iam:PassRole on
 iam~role/service-role/AWSElasticDisasterRecoveryConversionServerRole
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceRole for StringEquals ec2; perhaps allows
 ec2:RunInstances on ec2~instance/*; perhaps allows ec2:RunInstances on ec2~security-group/* ec2~volume/* ec2~subnet/*
 ec2~image/* ec2~network-interface/* ec2~launch-template/*
AWSElasticDisasterRecoveryConsoleFullAccess_v2: allows iam:PassRole on
 iam~role/service-role/AWSElasticDisasterRecoveryConversionServerRole
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceRole
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole for StringEquals ec2; perhaps
 allows ec2:RunInstances on ec2~instance/*; perhaps allows ec2:RunInstances on ec2~security-group/* ec2~volume/*
 ec2~subnet/* ec2~image/* ec2~network-interface/* ec2~launch-template/*
AWSElasticDisasterRecoveryEc2InstancePolicy AWSElasticDisasterRecoveryRecoveryInstancePolicy: perhaps allows
 sts:AssumeRole on iam~role/service-role/DRSCrossAccountAgentAuthorizedRole_*
AWSElasticDisasterRecoveryLaunchActionsPolicy: perhaps allows iam:PassRole on
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole for StringEquals ec2
AWSElasticDisasterRecoveryServiceRolePolicy: perhaps allows ec2:RunInstances on ec2~instance/*; allows ec2:RunInstances
 on ec2~security-group/* ec2~volume/* ec2~subnet/* ec2~image/* ec2~network-interface/* ec2~launch-template/*; allows
 iam:PassRole on iam~role/service-role/AWSElasticDisasterRecoveryReplicationServerRole
 iam~role/service-role/AWSElasticDisasterRecoveryConversionServerRole
 iam~role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceRole for StringEquals ec2
AWSForWordPressPluginPolicy: perhaps allows cloudformation:CreateStack
AWSGlueConsoleFullAccess: allows glue:*; allows cloudformation:CreateStack on cloudformation~stack/aws-glue*/*; allows
 ec2:RunInstances on ec2~instance/* ec2~key-pair/* ec2~image/* ec2~security-group/* ec2~network-interface/* ec2~subnet/*
 ec2~volume/*; allows iam:PassRole on iam~role/AWSGlueServiceRole* for StringLike glue; allows iam:PassRole on
 iam~role/AWSGlueServiceNotebookRole* for StringLike ec2; allows iam:PassRole on
 iam~role/service-role/AWSGlueServiceRole* for StringLike glue
AWSGlueConsoleSageMakerNotebookFullAccess: allows glue:*; allows cloudformation:CreateStack on
 cloudformation~stack/aws-glue*/*; allows sagemaker:CreateNotebookInstance on sagemaker~notebook-instance/aws-glue-*;
 allows ec2:RunInstances on ec2~instance/* ec2~key-pair/* ec2~image/* ec2~security-group/* ec2~network-interface/*
 ec2~subnet/* ec2~volume/*; allows iam:PassRole on iam~role/AWSGlueServiceRole* for StringLike glue; allows iam:PassRole
 on iam~role/AWSGlueServiceNotebookRole* for StringLike ec2; allows iam:PassRole on
 iam~role/AWSGlueServiceSageMakerNotebookRole* for StringLike sagemaker; allows iam:PassRole on
 iam~role/service-role/AWSGlueServiceRole* for StringLike glue
AWSGlueServiceNotebookRole: allows glue:CreateJob glue:UpdateDevEndpoint
AWSGlueServiceRole: allows glue:*
AWSIAMIdentityCenterAllowListForIdentityContext: denies all but
AWSIQPermissionServiceRolePolicy: perhaps allows iam:AttachRolePolicy on iam~role/AWSIQPermission-*
AWSImageBuilderFullAccess: allows iam:PassRole on iam~instance-profile/*imagebuilder* iam~role/*imagebuilder* for
 StringEquals ec2
AWSIoTDeviceTesterForFreeRTOSFullAccess: perhaps allows ec2:RunInstances on ec2~instance/*; allows ec2:RunInstances on
 ec2~image/* ec2~security-group/* ec2~volume/* ec2~key-pair/* ec2~placement-group/* ec2~snapshot/*
 ec2~network-interface/* ec2~subnet/*; allows ssm:GetParameters
AWSIoTDeviceTesterForGreengrassFullAccess: allows iam:PassRole on iam~role/idt-* for StringEquals iot lambda greengrass;
 allows lambda:CreateFunction on arn:aws:execute-api:us-east-1:098862408343:9xpmnvs5h4/prod/POST/metrics
 lambda~function:idt-* iot~cert/*
AWSLambdaExecute: allows s3:GetObject on arn:aws:s3:::*
AWSLambdaFullAccess: allows iam:PassRole lambda:* s3:*
AWSLambdaInvocation-DynamoDB AWSLambdaRole: allows lambda:InvokeFunction
AWSLambdaManagedEC2ResourceOperator: perhaps allows ec2:RunInstances on ec2~instance/* ec2~network-interface/*
 ec2~volume/*; allows ec2:RunInstances on ec2~subnet/* ec2~security-group/*; perhaps allows ec2:RunInstances on
 ec2~image/*
AWSLambdaReplicator: allows lambda:CreateFunction on lambda~function:*; allows iam:PassRole for StringLikeIfExists
 lambda
AWSLambdaReplicatorInternal: allows lambda:CreateFunction on lambda~function:*; allows iam:PassRole for
 StringLikeIfExists lambda lambda.beta.amazonaws.com lambda.preprod.amazonaws.com
AWSLambda_FullAccess: allows lambda:*; allows iam:PassRole for StringEquals lambda
AWSLicenseManagerMasterAccountRolePolicy: allows iam:PassRole on iam~role/LicenseManagerServiceResourceDataSyncRole* for
 StringEquals cloudformation glue; allows cloudformation:CreateStack on
 cloudformation~stack/LicenseManagerCrossAccountCloudDiscoveryStack/*
AWSManagedServices_DetectiveControlsConfig_ServiceRolePolicy: allows cloudformation:CreateStack on
 cloudformation~stack/ams-detective-controls-config-recorder
 cloudformation~stack/ams-detective-controls-config-rules-cdk
 cloudformation~stack/ams-detective-controls-infrastructure-cdk
AWSMarketplaceFullAccess: allows cloudformation:CreateStack ec2:RunInstances; allows iam:PassRole for StringLike ec2
AWSMarketplaceImageBuildFullAccess: allows iam:PassRole on iam~role/*Automation* iam~role/*Instance* for StringEquals
 ec2; allows ec2:RunInstances
AWSMcpServiceActionsFullAccess: perhaps allows *
AWSMediaConnectServicePolicy: perhaps allows ecs:RunTask; allows ecs:RegisterTaskDefinition
AWSMediaLiveAnywhereServiceRolePolicy: perhaps allows ecs:RegisterTaskDefinition on
 ecs~task-definition/MediaLiveAnywhereAgent*
AWSMigrationHubRefactorSpaces-EnvironmentsWithoutBridgesFullAccess AWSMigrationHubRefactorSpacesFullAccess: allows
 cloudformation:CreateStack
AWSOpsWorksCMServiceRole: allows ec2:RunInstances; allows cloudformation:CreateStack on
 cloudformation~stack/aws-opsworks-cm-*; allows iam:PassRole on iam~role/aws-opsworks-cm-*
 iam~role/service-role/aws-opsworks-cm-*
AWSOpsWorksFullAccess AWSOpsWorksRole: allows iam:PassRole
AWSOpsWorksRegisterCLI: allows iam:AddUserToGroup iam:CreateAccessKey iam:PassRole iam:PutUserPolicy
AWSPCSServiceRolePolicy: allows iam:PassRole on iam~role/*/AWSPCS* iam~role/AWSPCS* iam~role/aws-pcs/*
 iam~role/*/aws-pcs/* for StringEquals ec2; allows ec2:RunInstances on arn:aws:ec2:*::image/* arn:aws:ec2:*::snapshot/*
 ec2~subnet/* ec2~network-interface/* ec2~security-group/* ec2~volume/* ec2~key-pair/* ec2~launch-template/*
 ec2~placement-group/* ec2~capacity-reservation/* resource-groups~group/* ec2~fleet/* ec2~spot-instances-request/*;
 perhaps allows ec2:RunInstances on ec2~instance/*
AWSPanoramaServiceRolePolicy: allows iam:PassRole on iam~role/AWSPanoramaSageMakerRole
 iam~role/service-role/AWSPanoramaSageMakerRole for StringEquals sagemaker; allows sagemaker:CreateTrainingJob on
 sagemaker~training-job/panorama* sagemaker~compilation-job/panorama*
AWSPartnerCentralChannelManagement AWSPartnerCentralFullAccess: allows sts:AssumeRole on
 iam~role/PartnerCentralChannelBillingTransferManagement iam~role/PartnerCentralChannelBillingTransferReadOnly
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
 allows ecs:RegisterTaskDefinition
AWSRoboMakerServicePolicy: allows lambda:CreateFunction; allows iam:PassRole for StringEquals lambda robomaker
AWSSSOServiceRolePolicy: perhaps allows iam:AttachRolePolicy iam:PutRolePolicy on
 iam~role/aws-reserved/sso.amazonaws.com/*
AWSSecretsManagerClientReadOnlyAccess: allows secretsmanager:GetSecretValue on secretsmanager~secret:*
AWSServiceCatalogAdminFullAccess AWSServiceCatalogEndUserFullAccess: allows cloudformation:CreateStack
 cloudformation:CreateStackSet cloudformation:CreateStackInstances on cloudformation~stack/SC-*
 cloudformation~stack/StackSet-SC-* cloudformation~changeSet/SC-* cloudformation~stackset/SC-*
AWSServiceRoleForAmazonEKSNodegroup AWSServiceRoleForGammaInternalAmazonEKSNodegroup: allows iam:PassRole for
 StringEqualsIfExists ec2; allows ec2:RunInstances
AWSServiceRoleForImageBuilder: allows ec2:RunInstances on arn:aws:ec2:*::image/* arn:aws:ec2:*::snapshot/* ec2~subnet/*
 ec2~network-interface/* ec2~security-group/* ec2~key-pair/* ec2~launch-template/*
 license-manager~license-configuration:*; perhaps allows ec2:RunInstances on ec2~volume/* ec2~instance/*; allows
 iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn vmie; allows sts:AssumeRole on
 iam~role/EC2ImageBuilderDistributionCrossAccountRole
AWSServiceRoleForSMS: perhaps allows cloudformation:CreateStack on cloudformation~stack/sms-app-*/*; allows iam:PassRole
 for StringEquals ec2; perhaps allows iam:PassRole for StringEqualsIfExists cloudformation; allows ec2:RunInstances
AWSStepFunctionsConsoleFullAccess: allows iam:PassRole on iam~role/service-role/StatesExecutionRole*
AWSSystemsManagerEnableConfigRecordingExecutionPolicy: allows iam:PassRole on
 iam~role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig iam~role/AWSServiceRoleForConfig
AWSThinkboxAWSPortalAdminPolicy: allows ec2:RunInstances on ec2~subnet/* ec2~key-pair/* arn:aws:ec2:*::snapshot/*
 ec2~launch-template/* ec2~volume/* ec2~security-group/* ec2~placement-group/* ec2~network-interface/*
 arn:aws:ec2:*::image/*; perhaps allows ec2:RunInstances on ec2~instance/*; allows iam:PassRole on iam~role/AWSPortal*
 iam~role/DeadlineSpot* for StringEquals ec2 ec2fleet spot spotfleet cloudformation; allows cloudformation:CreateStack
 on cloudformation~stack/stack*/* cloudformation~stack/Deadline*/*
AWSThinkboxDeadlineResourceTrackerAccessPolicy: allows lambda:InvokeFunction on lambda~function:DeadlineResourceTracker*
AWSThinkboxDeadlineResourceTrackerAdminPolicy: allows cloudformation:CreateStack on
 cloudformation~stack/DeadlineResourceTracker*; allows iam:PassRole on iam~role/DeadlineResourceTrackerAccess* for
 StringEquals lambda; perhaps allows lambda:CreateEventSourceMapping; perhaps allows lambda:AddPermission on
 lambda~function:DeadlineResourceTracker*; allows lambda:CreateFunction on lambda~function:DeadlineResourceTracker*
AWSThinkboxDeadlineSpotEventPluginAdminPolicy: allows ec2:RunInstances; allows iam:PassRole on
 iam~role/aws-ec2-spot-fleet-tagging-role iam~role/DeadlineSpot* for StringLike ec2
AWSTransformApplicationDeploymentPolicy: perhaps allows cloudformation:CreateStack on
 cloudformation~stack/AWSTransform*; perhaps allows ec2:RunInstances on arn:aws:ec2:*::image/*; perhaps allows
 ec2:RunInstances on ec2~subnet/* ec2~security-group/* ec2~network-interface/* ec2~instance/* ec2~volume/*; perhaps
 allows iam:PassRole on iam~role/AWSTransform-Deploy-Builder-Instance-Role
 iam~role/AWSTransform-Deploy-App-Instance-Role for StringEquals ec2
AWSTransformApplicationECSDeploymentPolicy: perhaps allows cloudformation:CreateStack on
 cloudformation~stack/AWSTransform*; perhaps allows ecs:RegisterTaskDefinition on ecs~task-definition/AWSTransform*;
 perhaps allows ecs:RunTask on ecs~task-definition/AWSTransform*; perhaps allows iam:PassRole on
 iam~role/AWSTransform-Deploy-ECS-Task-Role iam~role/AWSTransform-Deploy-ECS-Execution-Role for StringEquals ecs-tasks
 ecs
"""
