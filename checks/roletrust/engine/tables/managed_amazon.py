"""What AWS's managed policies that are called Amazon... say, of 1,523 by 2026-03-07: see `managed_policies.py`.

Written by `tests/tables/managed_policies.py`.
"""

from __future__ import annotations

TABLE = """\
AmazonAppFlowFullAccess: perhaps allows secretsmanager:PutResourcePolicy
AmazonAppStreamPCAAccess AmazonWorkspacesPCAAccess: perhaps allows acm-pca:IssueCertificate on arn:*:acm-pca:*:*:*
AmazonApplicationWizardFullaccess: perhaps allows cloudformation:CreateStack ec2:DeleteVolume ec2:RunInstances
 ec2:TerminateInstances; allows iam:PassRole on iam~role/service-role/AmazonEC2RoleForApplicationWizard*
 iam~instance-profile/ApplicationWizard*; allows ds:DeleteDirectory ssm:GetParameter*
AmazonAthenaFullAccess: allows glue:DeleteDatabase
AmazonAugmentedAIFullAccess AmazonAugmentedAIIntegratedAPIAccess AmazonSageMakerModelRegistryFullAccess: allows
 iam:PassRole on iam~role/* for StringEquals sagemaker
AmazonBedrockFullAccess: allows iam:PassRole on iam~role/*SageMaker*ForBedrock* for StringEquals sagemaker bedrock;
 perhaps allows aws-marketplace:Subscribe aws-marketplace:Unsubscribe
AmazonBedrockLimitedAccess: perhaps allows aws-marketplace:Subscribe aws-marketplace:Unsubscribe
AmazonBedrockMarketplaceAccess: allows iam:PassRole on iam~role/*SageMaker*ForBedrock* for StringEquals sagemaker
 bedrock
AmazonBedrockStudioPermissionsBoundary: perhaps allows lambda:InvokeFunction on lambda~function:br-studio-*
AmazonBraketFullAccess: allows sagemaker:CreateNotebookInstance on sagemaker~notebook-instance/amazon-braket-*; allows
 iam:PassRole on iam~role/service-role/AmazonBraketServiceSageMakerNotebookRole* for StringLike sagemaker
AmazonCognitoPowerUser: allows cognito-idp:*
AmazonConnectFullAccess: allows ds:DeleteDirectory; allows iam:PutRolePolicy on
 iam~role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect*
AmazonConnect_FullAccess: allows ds:DeleteDirectory
AmazonDataZoneEnvironmentRolePermissionsBoundary: perhaps allows glue:CreateJob glue:StartJobRun; allows iam:PassRole on
 iam~role/datazone* for StringEquals glue; allows glue:CreateJob; denies all but glue:CreateJob glue:StartJobRun
 iam:PassRole s3:DeleteObject s3:GetObject
AmazonDataZoneGlueManageAccessRolePolicy: perhaps allows glue:DeleteDatabase on glue~catalog glue~catalog/*
 glue~database/* glue~table/* glue~userDefinedFunction/*; perhaps allows glue:PutResourcePolicy on glue~catalog
 glue~catalog/* glue~database/* glue~table/*; allows iam:PassRole on iam~role/AmazonDataZone*
 iam~role/service-role/AmazonDataZone* iam~role/AmazonSageMakerManageAccess*
 iam~role/service-role/AmazonSageMakerManageAccess* iam~role/datazone_usr_role* for StringEquals lakeformation glue
AmazonDataZoneProjectDeploymentPermissionsBoundary: perhaps allows iam:AttachRolePolicy iam:PutRolePolicy on
 iam~role/*datazone*; perhaps allows kms:ScheduleKeyDeletion; allows glue:DeleteDatabase; allows iam:PassRole on
 iam~role/*datazone*; perhaps allows kms:PutKeyPolicy; allows cloudformation:CreateStack on
 cloudformation~stack/DataZone*; denies s3:GetObject* s3:DeleteObject* s3:DeleteBucket on all but
 arn:aws:s3:::*datazone*; perhaps denies kms:*; denies all but ssm:GetParameters ssm:GetParameter s3:PutBucketPolicy
 s3:DeleteBucket cloudformation:CreateStack kms:* glue:DeleteDatabase lambda:* ec2:* iam:AttachRolePolicy
 iam:PutRolePolicy iam:PassRole s3:GetObject*
AmazonDataZoneProjectRolePermissionsBoundary: perhaps allows s3:Get*; allows glue:CreateJob; perhaps allows glue:*;
 allows iam:PassRole on iam~role/datazone*; allows glue:PutResourcePolicy; denies all but s3:Get* s3:DeleteObject
 glue:PutResourcePolicy glue:StartJobRun glue:CreateJob redshift:* iam:PassRole
AmazonDataZoneRedshiftGlueProvisioningPolicy: perhaps allows iam:AttachRolePolicy iam:PutRolePolicy on
 iam~role/datazone*; perhaps allows iam:PassRole on iam~role/datazone* for StringEquals glue lakeformation; perhaps
 allows cloudformation:CreateStack on cloudformation~stack/DataZone*; perhaps allows glue:DeleteDatabase; perhaps allows
 s3:GetObject; perhaps allows secretsmanager:GetSecretValue
AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary: allows sagemaker:* on all but sagemaker~domain/*
 sagemaker~user-profile/* sagemaker~app/* sagemaker~space/* sagemaker~flow-definition/*; perhaps allows sagemaker:* on
 sagemaker~flow-definition/*; allows codebuild:StartBuild on codebuild~project/sagemaker* codebuild~build/*; perhaps
 allows s3:GetObject on arn:aws:s3:::*; allows lambda:InvokeFunction on lambda~function:*SageMaker*
 lambda~function:*sagemaker* lambda~function:*Sagemaker* lambda~function:*LabelingFunction*; allows iam:PassRole on
 iam~role/sm-provisioning/datazone_usr_sagemaker_execution_role_* for StringEquals glue bedrock states lakeformation
 events sagemaker forecast; allows glue:CreateJob; perhaps allows glue:StartJobRun; denies all but sagemaker:*
 codebuild:StartBuild ecr:SetRepositoryPolicy ecr:DeleteRepository ecr:PutImage glue:StartJobRun glue:CreateJob
 iam:PassRole lambda:InvokeFunction s3:GetObject s3:DeleteObject secretsmanager:GetSecretValue
 secretsmanager:PutResourcePolicy
AmazonDataZoneSageMakerManageAccessRolePolicy: perhaps allows ecr:SetRepositoryPolicy
AmazonDataZoneSageMakerProvisioningRolePolicy: perhaps allows iam:PassRole on iam~role/sm-provisioning/datazone_usr* for
 StringEquals glue lakeformation sagemaker; perhaps allows iam:AttachRolePolicy iam:PutRolePolicy on
 iam~role/sm-provisioning/datazone_usr*
AmazonDocDBConsoleFullAccess AmazonDocDBFullAccess: allows rds:DeleteDBCluster rds:DeleteDBInstance
AmazonDocDBElasticFullAccess AmazonGrafanaRedshiftAccess: perhaps allows secretsmanager:GetSecretValue
AmazonDynamoDBFullAccess: allows dynamodb:* datapipeline:CreatePipeline datapipeline:PutPipelineDefinition
 lambda:CreateFunction lambda:CreateEventSourceMapping lambda:DeleteFunction
AmazonDynamoDBFullAccess_v2: allows dynamodb:*
AmazonDynamoDBFullAccesswithDataPipeline: allows dynamodb:*; allows lambda:*; allows datapipeline:*; allows
 iam:PassRole; allows ec2:RunInstances ec2:TerminateInstances datapipeline:*; allows s3:DeleteObject s3:Get* s3:Put*
AmazonEBSCSIDriverPolicy AmazonECSInfrastructureRolePolicyForVolumes: perhaps allows ec2:DeleteVolume on ec2~volume/*
AmazonEC2ContainerRegistryFullAccess: allows ecr:*
AmazonEC2ContainerRegistryPowerUser: allows ecr:PutImage
AmazonEC2ContainerServiceEventsRole: allows ecs:RunTask; allows iam:PassRole for StringLike ecs-tasks
AmazonEC2ContainerServiceFullAccess: allows cloudformation:CreateStack ecs:* iam:PassRole
AmazonEC2FullAccess: allows ec2:*
AmazonEC2ImageReferencesAccessPolicy: perhaps allows ssm:GetParameters
AmazonEC2RoleforAWSCodeDeploy AmazonElasticMapReduceReadOnlyAccess AmazonMachineLearningRoleforRedshiftDataSourceV2
 AmazonMacieServiceRolePolicy: allows s3:GetObject
AmazonEC2RoleforAWSCodeDeployLimited: perhaps allows s3:GetObject
AmazonEC2RoleforDataPipelineRole: allows datapipeline:* dynamodb:* s3:*
AmazonEC2RoleforSSM: allows ssm:GetParameters; allows s3:GetObject
AmazonEC2SpotFleetRole: allows ec2:RequestSpotInstances ec2:TerminateInstances iam:PassRole
AmazonEC2SpotFleetTaggingRole: allows ec2:RequestSpotInstances ec2:TerminateInstances ec2:RunInstances; allows
 iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn
AmazonECSComputeServiceRolePolicy: perhaps allows ec2:TerminateInstances on ec2~instance/*
AmazonECSInfrastructureRolePolicyForManagedInstances: perhaps allows ec2:RunInstances on ec2~instance/* ec2~volume/*
 ec2~network-interface/*; perhaps allows ec2:RunInstances on ec2~launch-template/*; allows ec2:RunInstances on
 ec2~subnet/* ec2~security-group/* arn:aws:ec2:*::image/* resource-groups~group/*; allows iam:PassRole on
 iam~role/ecsInstanceRole* for StringLike ec2.*
AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity: perhaps allows acm-pca:IssueCertificate
AmazonECSServiceRolePolicy AmazonRoute53AutoNamingRegistrantAccess: allows route53:ChangeResourceRecordSets
AmazonECS_FullAccess: allows cloudformation:CreateStack ec2:RunInstances ecs:* route53:DeleteHostedZone; allows
 iam:PassRole for StringLike ecs-tasks; allows iam:PassRole on iam~role/ecsInstanceRole* for StringLike ec2
 ec2.amazonaws.com.cn
AmazonEKSClusterPolicy: allows ec2:DeleteVolume
AmazonEKSComputePolicy: allows ec2:RunInstances on ec2~capacity-reservation/* arn:aws:ec2:*::image/*
 ec2~security-group/* ec2~subnet/*; perhaps allows ec2:RunInstances on ec2~launch-template/*; perhaps allows
 ec2:RunInstances; allows iam:PassRole for StringEquals ec2 ec2.amazonaws.com.cn
AmazonEKSLocalOutpostServiceRolePolicy: perhaps allows ec2:RunInstances on ec2~instance/*; allows ec2:RunInstances on
 ec2~volume/* ec2~image/* ec2~launch-template/* ec2~network-interface/* ec2~security-group/* ec2~subnet/*
 ec2~placement-group/*; perhaps allows ec2:TerminateInstances; allows iam:PassRole for StringEquals ec2
AmazonEKSServiceRolePolicy: perhaps allows ec2:TerminateInstances on ec2~launch-template/* ec2~instance/*; perhaps
 allows ec2:TerminateInstances; perhaps allows ec2:DeleteVolume
AmazonEMRCleanupPolicy: allows ec2:TerminateInstances ec2:DeleteVolume
AmazonEMRFullAccessPolicy_v2: allows iam:PassRole on iam~role/EMR_EC2_DefaultRole for StringLike ec2.amazonaws.com*
AmazonEMRServicePolicy_v2: perhaps allows ec2:RunInstances on ec2~subnet/* ec2~security-group/*; perhaps allows
 ec2:RunInstances on ec2~launch-template/*; perhaps allows ec2:RunInstances on ec2~instance/* ec2~volume/*; allows
 ec2:RunInstances on ec2~network-interface/* arn:aws:ec2:*::image/ami-* ec2~key-pair/* ec2~capacity-reservation/*
 ec2~placement-group/EMR_* ec2~fleet/* ec2~dedicated-host/* resource-groups~group/*; perhaps allows
 ec2:TerminateInstances; allows iam:PassRole on iam~role/EMR_EC2_DefaultRole for StringLike ec2.amazonaws.com*
AmazonESFullAccess AmazonOpenSearchServiceFullAccess: allows es:*
AmazonEVSServiceRolePolicy: perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows ec2:DeleteVolume on
 ec2~volume/*; perhaps allows secretsmanager:DeleteSecret on secretsmanager~secret:*
AmazonElastiCacheFullAccess: allows elasticache:*
AmazonElasticFileSystemFullAccess: allows elasticfilesystem:DeleteFileSystem elasticfilesystem:PutFileSystemPolicy
AmazonElasticFileSystemsUtils AmazonSSMManagedInstanceCore: allows ssm:GetParameter ssm:GetParameters
AmazonElasticMapReduceFullAccess: allows cloudformation:CreateStack ec2:RequestSpotInstances ec2:RunInstances
 ec2:TerminateInstances iam:PassRole s3:*
AmazonElasticMapReduceRole: allows ec2:RequestSpotInstances ec2:RunInstances ec2:TerminateInstances ec2:DeleteVolume
 iam:PassRole s3:Get*
AmazonElasticMapReduceforEC2Role: allows dynamodb:* kinesis:DeleteStream s3:* glue:DeleteDatabase
AmazonElasticTranscoderRole AmazonMacieServiceRole AmazonS3ReadOnlyAccess: allows s3:Get*
AmazonFSxConsoleFullAccess AmazonFSxFullAccess: allows fsx:DeleteBackup fsx:DeleteFileSystem
AmazonGlacierFullAccess: allows glacier:*
AmazonGuardDutyMalwareProtectionServiceRolePolicy: perhaps allows ec2:ModifySnapshotAttribute on ec2~snapshot/*; perhaps
 denies ec2:ModifySnapshotAttribute on ec2~snapshot/*
AmazonKinesisAnalyticsFullAccess: allows kinesis:DeleteStream; allows iam:PassRole on
 iam~role/service-role/kinesis-analytics*
AmazonKinesisFullAccess: allows kinesis:*
AmazonLaunchWizardFullAccessV2: allows route53:ChangeResourceRecordSets; perhaps allows ec2:RunInstances
 ec2:DeleteVolume elasticfilesystem:DeleteFileSystem ds:DeleteDirectory; perhaps allows ec2:TerminateInstances on
 ec2~instance/*; allows iam:PassRole on iam~role/service-role/AmazonEC2RoleForLaunchWizard
 iam~role/service-role/AmazonLambdaRoleForLaunchWizard iam~instance-profile/LaunchWizard* for StringEqualsIfExists
 lambda ec2 ec2.amazonaws.com.cn; allows ssm:GetParameter*; allows cloudformation:CreateStack; allows
 lambda:CreateFunction lambda:InvokeFunction on lambda~function:LaunchWizard* arn:aws:s3:::launchwizard*; perhaps allows
 fsx:DeleteFileSystem
AmazonLaunchWizardFullaccess: allows route53:ChangeResourceRecordSets; allows ec2:RunInstances; perhaps allows
 ec2:TerminateInstances; allows ec2:DeleteVolume elasticfilesystem:DeleteFileSystem; allows iam:PassRole on
 iam~role/service-role/AmazonEC2RoleForLaunchWizard* iam~instance-profile/LaunchWizard*; allows iam:PassRole on
 iam~role/service-role/AmazonLambdaRoleForLaunchWizard*; allows ds:DeleteDirectory ssm:GetParameter*; allows
 s3:GetObject cloudformation:CreateStack; allows lambda:CreateFunction lambda:InvokeFunction on
 lambda~function:LaunchWizard* arn:aws:s3:::launchwizard*
AmazonLaunchWizard_Fullaccess: allows route53:ChangeResourceRecordSets; perhaps allows ec2:RunInstances ec2:DeleteVolume
 elasticfilesystem:DeleteFileSystem ds:DeleteDirectory; perhaps allows ec2:TerminateInstances; allows iam:PassRole on
 iam~role/service-role/AmazonEC2RoleForLaunchWizard* iam~role/service-role/AmazonLambdaRoleForLaunchWizard*
 iam~instance-profile/LaunchWizard* for StringEqualsIfExists lambda ec2 ec2.amazonaws.com.cn; allows ssm:GetParameter*;
 allows cloudformation:CreateStack; allows lambda:CreateFunction lambda:InvokeFunction on lambda~function:LaunchWizard*
 arn:aws:s3:::launchwizard*; perhaps allows fsx:DeleteFileSystem
AmazonLexFullAccess: perhaps allows lambda:AddPermission on lambda~function:AmazonLex*
AmazonMQFullAccess: allows cloudformation:CreateStack
AmazonMachineLearningRoleforRedshiftDataSource: allows s3:GetObject s3:PutBucketPolicy
AmazonRDSCustomPreviewServiceRolePolicy: perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows
 ec2:RunInstances on ec2~instance/* ec2~volume/* ec2~network-interface/*; allows ec2:RunInstances on ec2~subnet/*
 ec2~security-group/* arn:aws:ec2:*::image/* ec2~key-pair/do-not-delete-rds-custom-* ec2~placement-group/*; perhaps
 allows ec2:RunInstances on ec2~network-interface/* arn:aws:ec2:*::snapshot/*; perhaps denies ec2:RunInstances on
 ec2~instance/*; perhaps allows ec2:RunInstances on ec2~key-pair/do-not-delete-rds-custom-*
 ec2~key-pair/preview-rds-custom!*; perhaps allows ec2:DeleteVolume on ec2~volume/*; allows iam:PassRole on
 iam~role/AWSRDSCustom* for StringLike ec2
AmazonRDSCustomServiceRolePolicy: perhaps allows ec2:TerminateInstances on ec2~instance/*; perhaps allows
 ec2:RunInstances on ec2~instance/* ec2~volume/* ec2~network-interface/*; allows ec2:RunInstances on ec2~subnet/*
 ec2~security-group/* arn:aws:ec2:*::image/* ec2~key-pair/do-not-delete-rds-custom-* ec2~placement-group/*; perhaps
 allows ec2:RunInstances on ec2~network-interface/* arn:aws:ec2:*::snapshot/*; perhaps denies ec2:RunInstances on
 ec2~instance/*; perhaps allows ec2:RunInstances on ec2~key-pair/do-not-delete-rds-custom-* ec2~key-pair/rds-custom!*;
 perhaps allows ec2:DeleteVolume on ec2~volume/*; allows iam:PassRole on iam~role/AWSRDSCustom*
 iam~role/service-role/AWSRDSCustom* for StringLike ec2
AmazonRDSFullAccess: allows rds:*
AmazonRedshiftAllCommandsFullAccess: allows sagemaker:CreateTrainingJob sagemaker:CreateProcessingJob on
 sagemaker~model/*redshift* sagemaker~training-job/*redshift* sagemaker~automl-job/*redshift*
 sagemaker~compilation-job/*redshift* sagemaker~processing-job/*redshift* sagemaker~transform-job/*redshift*
 sagemaker~endpoint/*redshift*; perhaps allows s3:GetObject; allows lambda:InvokeFunction on lambda~function:*redshift*;
 allows iam:PassRole on iam~role/* for StringEquals redshift glue sagemaker athena
AmazonRedshiftDataFullAccess AmazonRedshiftQueryEditor
 AmazonSageMakerPartnerServiceCatalogProductsLambdaServiceRolePolicy: perhaps allows secretsmanager:GetSecretValue on
 secretsmanager~secret:*
AmazonRedshiftFederatedAuthorization: perhaps allows glue:DeleteDatabase on glue~*
AmazonRedshiftFullAccess: allows redshift:*; perhaps allows secretsmanager:GetSecretValue
AmazonRoute53AutoNamingFullAccess: allows route53:DeleteHostedZone route53:ChangeResourceRecordSets
AmazonRoute53DomainsFullAccess: allows route53domains:*
AmazonRoute53FullAccess: allows route53:* route53domains:*
AmazonS3FullAccess: allows s3:*
AmazonSSMAutomationRole: allows lambda:InvokeFunction on lambda~function:Automation*; allows ec2:RunInstances
 ec2:TerminateInstances cloudformation:CreateStack; allows ssm:*
AmazonSSMFullAccess: allows ssm:*
AmazonSSMMaintenanceWindowRole AmazonSSMServiceRolePolicy: allows ssm:GetParameters; allows lambda:InvokeFunction on
 lambda~function:SSM* lambda~function:*:SSM*
AmazonSSMReadOnlyAccess: allows ssm:Get*
AmazonSageMakerAdmin-ServiceCatalogProductsServiceRolePolicy: perhaps allows cloudformation:CreateStack on
 cloudformation~stack/SC-*; allows codebuild:CreateProject on codebuild~project/sagemaker-*; perhaps allows
 cognito-idp:DeleteUserPool; allows glue:CreateJob on glue~job/sagemaker-*; allows iam:PassRole on
 iam~role/service-role/AmazonSageMakerServiceCatalog*; allows lambda:AddPermission lambda:CreateFunction
 lambda:InvokeFunction on lambda~function:sagemaker-*; perhaps allows s3:GetObject
AmazonSageMakerCanvasDataPrepFullAccess: allows sagemaker:CreateProcessingJob on
 sagemaker~processing-job/*canvas-data-prep*; perhaps allows s3:GetObject on arn:aws:s3:::*; allows iam:PassRole on
 iam~role/* for StringEquals sagemaker events
AmazonSageMakerCanvasEMRServerlessExecutionRolePolicy: perhaps allows s3:GetObject on arn:aws:s3:::*
AmazonSageMakerCanvasFullAccess: allows sagemaker:CreateProcessingJob sagemaker:CreateTrainingJob on sagemaker~*Canvas*
 sagemaker~*canvas* sagemaker~*model-compilation-*; allows iam:PassRole on iam~role/* for StringEquals sagemaker;
 perhaps allows secretsmanager:GetSecretValue
AmazonSageMakerFullAccess: allows sagemaker:* on all but sagemaker~domain/* sagemaker~user-profile/* sagemaker~app/*
 sagemaker~space/* sagemaker~partner-app/* sagemaker~flow-definition/* sagemaker~training-plan/*
 sagemaker~reserved-capacity/*; allows sagemaker:CreateTrainingJob on sagemaker~training-plan/*
 sagemaker~reserved-capacity/*; perhaps allows sagemaker:* on sagemaker~flow-definition/*; allows glue:CreateJob
 glue:StartJobRun; allows codebuild:StartBuild on codebuild~project/sagemaker* codebuild~build/*; perhaps allows
 secretsmanager:GetSecretValue; perhaps allows s3:GetObject on arn:aws:s3:::*; allows lambda:InvokeFunction on
 lambda~function:*SageMaker* lambda~function:*sagemaker* lambda~function:*Sagemaker* lambda~function:*LabelingFunction*;
 allows iam:PassRole on iam~role/*AmazonSageMaker* for StringEquals glue robomaker states; allows iam:PassRole on
 iam~role/* for StringEquals sagemaker
AmazonSageMakerGroundTruthExecution: allows lambda:InvokeFunction on lambda~function:*GtRecipe*
 lambda~function:*LabelingFunction* lambda~function:*SageMaker* lambda~function:*sagemaker* lambda~function:*Sagemaker*;
 perhaps allows s3:GetObject
AmazonSageMakerHyperPodInferenceAccess: allows iam:PassRole on iam~role/SageMakerHyperPodInference* for StringEquals
 sagemaker
AmazonSageMakerNotebooksServiceRolePolicy: perhaps allows elasticfilesystem:DeleteFileSystem
AmazonSageMakerPartnerServiceCatalogProductsApiGatewayServiceRolePolicy: perhaps allows lambda:InvokeFunction on
 lambda~function:sagemaker-*
AmazonSageMakerPartnerServiceCatalogProductsCloudFormationServiceRolePolicy: allows iam:PassRole on
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsLambdaRole for StringEquals lambda; perhaps allows
 lambda:InvokeFunction on lambda~function:sagemaker-*; perhaps allows lambda:CreateFunction on
 lambda~function:sagemaker-*
AmazonSageMakerPipelinesIntegrations: allows lambda:CreateFunction lambda:InvokeFunction on lambda~function:*sagemaker*
 lambda~function:*sageMaker* lambda~function:*SageMaker*; allows iam:PassRole on iam~role/* for StringEquals lambda
 elasticmapreduce ec2
AmazonSageMakerServiceCatalogProductsCloudformationServiceRolePolicy: allows sagemaker:CreateNotebookInstance
 sagemaker:CreateProcessingJob sagemaker:CreateTrainingJob on all but sagemaker~domain/* sagemaker~user-profile/*
 sagemaker~app/* sagemaker~flow-definition/*; allows iam:PassRole on
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsCodeBuildRole
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsExecutionRole
AmazonSageMakerServiceCatalogProductsCodeBuildServiceRolePolicy: allows iam:PassRole on
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsEventsRole
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsCodePipelineRole
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsCloudformationRole
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsCodeBuildRole
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsExecutionRole for StringEquals events codepipeline
 cloudformation codebuild sagemaker; allows sagemaker:CreateNotebookInstance sagemaker:CreateProcessingJob
 sagemaker:CreateTrainingJob on sagemaker~endpoint/* sagemaker~endpoint-config/* sagemaker~model/* sagemaker~pipeline/*
 sagemaker~project/* sagemaker~model-package/*
AmazonSageMakerServiceCatalogProductsCodePipelineServiceRolePolicy: allows cloudformation:CreateStack on
 cloudformation~stack/sagemaker-*; allows iam:PassRole on
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsCloudformationRole; allows codebuild:StartBuild on
 codebuild~project/sagemaker-* codebuild~build/sagemaker-*
AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy: allows sagemaker:CreateNotebookInstance
 sagemaker:CreateProcessingJob sagemaker:CreateTrainingJob on sagemaker~action/* sagemaker~algorithm/*
 sagemaker~app-image-config/* sagemaker~artifact/* sagemaker~automl-job/* sagemaker~code-repository/*
 sagemaker~compilation-job/* sagemaker~context/* sagemaker~data-quality-job-definition/*
 sagemaker~device-fleet/*/device/* sagemaker~device-fleet/* sagemaker~edge-packaging-job/* sagemaker~endpoint/*
 sagemaker~endpoint-config/* sagemaker~experiment/* sagemaker~experiment-trial/* sagemaker~experiment-trial-component/*
 sagemaker~feature-group/* sagemaker~human-loop/* sagemaker~human-task-ui/* sagemaker~hyper-parameter-tuning-job/*
 sagemaker~image/* sagemaker~image-version/*/* sagemaker~inference-recommendations-job/* sagemaker~labeling-job/*
 sagemaker~model/* sagemaker~model-bias-job-definition/* sagemaker~model-explainability-job-definition/*
 sagemaker~model-package/* sagemaker~model-package-group/* sagemaker~model-quality-job-definition/*
 sagemaker~monitoring-schedule/* sagemaker~notebook-instance/* sagemaker~notebook-instance-lifecycle-config/*
 sagemaker~pipeline/* sagemaker~pipeline/*/execution/* sagemaker~processing-job/* sagemaker~project/*
 sagemaker~training-job/* sagemaker~transform-job/* sagemaker~workforce/* sagemaker~workteam/*; allows iam:PassRole on
 iam~role/service-role/AmazonSageMakerServiceCatalogProductsExecutionRole; perhaps allows codebuild:StartBuild on
 codebuild~project/sagemaker-*
AmazonSecurityLakeAdministrator: perhaps allows lambda:CreateEventSourceMapping; perhaps allows lambda:CreateFunction on
 lambda~function:SecurityLake_Glue_Partition_Updater_Lambda* lambda~function:AmazonSecurityLake*; perhaps allows
 lambda:AddPermission on lambda~function:SecurityLake_Glue_Partition_Updater_Lambda*
 lambda~function:AmazonSecurityLake*; perhaps allows iam:PassRole on
 iam~role/service-role/AmazonSecurityLakeMetaStoreManager iam~role/service-role/AmazonSecurityLakeMetaStoreManagerV2 for
 StringEquals lambda; perhaps allows iam:PassRole on iam~role/service-role/AmazonSecurityLakeCustomDataGlueCrawler* for
 StringEquals glue; perhaps allows iam:PutRolePolicy on iam~role/AmazonSecurityLake*; perhaps allows iam:PutRolePolicy
 on iam~role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess
AmazonSecurityLakePermissionsBoundary: allows s3:GetObject; denies all but s3:GetObject; denies s3:GetObject on all but
 arn:aws:s3:::aws-security-data-lake*
AmazonTimestreamConsoleFullAccess AmazonTimestreamInfluxDBFullAccess: perhaps allows aws-marketplace:Subscribe
AmazonWorkMailFullAccess: allows ds:DeleteDirectory route53:ChangeResourceRecordSets
AmazonZocaloFullAccess: allows ds:*
"""
