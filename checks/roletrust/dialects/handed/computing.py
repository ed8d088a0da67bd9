"""Roles that are handed to services which run, build, deploy and watch something."""

from __future__ import annotations

from roletrust.dialects.handed.groups import Group

ECS = "AmazonECS/latest/developerguide"
TEMPLATES = "AWSCloudFormation/latest/UserGuide"
SSM = "systems-manager/latest/userguide"

GROUPS = (
    Group(
        "lambda",
        "lambda/latest/dg/lambda-intro-execution-role.html",
        """aws_lambda_function role
AWS::Lambda::Function Role
AWS::Serverless::Function Role""",
    ),
    Group(
        "lambda",
        "AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_CanaryPermissions.html",
        """aws_synthetics_canary execution_role_arn
AWS::Synthetics::Canary ExecutionRoleArn""",
    ),
    Group(
        "ecs-tasks",
        f"{ECS}/task-iam-roles.html",
        """aws_ecs_task_definition task_role_arn
AWS::ECS::TaskDefinition TaskRoleArn""",
    ),
    Group(
        "ecs-tasks",
        f"{ECS}/task_execution_IAM_role.html",
        """aws_ecs_task_definition execution_role_arn
AWS::ECS::TaskDefinition ExecutionRoleArn""",
    ),
    Group(
        "ecs",
        f"{ECS}/ecs-legacy-iam-roles.html",
        """aws_ecs_service iam_role
AWS::ECS::Service Role""",
    ),
    Group(
        "ecs",
        f"{ECS}/infrastructure_IAM_role.html",
        """aws_ecs_service volume_configuration.managed_ebs_volume.role_arn vpc_lattice_configurations.role_arn
aws_ecs_service service_connect_configuration.service.tls.role_arn
aws_ecs_service load_balancer.advanced_configuration.role_arn
aws_ecs_capacity_provider managed_instances_provider.infrastructure_role_arn
AWS::ECS::Service VolumeConfigurations.[].ManagedEBSVolume.RoleArn VpcLatticeConfigurations.[].RoleArn
AWS::ECS::Service ServiceConnectConfiguration.Services.[].Tls.RoleArn
AWS::ECS::Service LoadBalancers.[].AdvancedConfiguration.RoleArn
AWS::ECS::CapacityProvider ManagedInstancesProvider.InfrastructureRoleArn""",
    ),
    Group(
        "ec2",
        "AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
        """aws_iam_instance_profile role
awscc_iam_instance_profile roles
AWS::IAM::InstanceProfile Roles.[]""",
    ),
    Group(
        "spotfleet",
        "AWSEC2/latest/UserGuide/spot-fleet-prerequisites.html",
        """aws_spot_fleet_request iam_fleet_role
aws_batch_compute_environment compute_resources.spot_iam_fleet_role
AWS::EC2::SpotFleet SpotFleetRequestConfigData.IamFleetRole
AWS::Batch::ComputeEnvironment ComputeResources.SpotIamFleetRole""",
    ),
    Group(
        "eks",
        "eks/latest/userguide/cluster-iam-role.html",
        """aws_eks_cluster role_arn
AWS::EKS::Cluster RoleArn""",
    ),
    Group(
        "ec2",
        "eks/latest/userguide/create-node-role.html",
        """aws_eks_node_group node_role_arn
AWS::EKS::Nodegroup NodeRole""",
    ),
    Group(
        "ec2",
        "eks/latest/userguide/auto-create-node-role.html",
        """aws_eks_cluster compute_config.node_role_arn
AWS::EKS::Cluster ComputeConfig.NodeRoleArn""",
    ),
    Group(
        "eks-fargate-pods",
        "eks/latest/userguide/pod-execution-role.html",
        """aws_eks_fargate_profile pod_execution_role_arn
AWS::EKS::FargateProfile PodExecutionRoleArn""",
    ),
    Group(
        "capabilities.eks",
        "eks/latest/userguide/capability-role.html",
        """aws_eks_capability role_arn
AWS::EKS::Capability RoleArn""",
    ),
    Group(
        "batch",
        "batch/latest/userguide/service_IAM_role.html",
        """aws_batch_compute_environment service_role
AWS::Batch::ComputeEnvironment ServiceRole""",
    ),
    Group(
        "ecs-tasks",
        "batch/latest/userguide/execution-IAM-role.html",
        """AWS::Batch::JobDefinition ContainerProperties.JobRoleArn,ExecutionRoleArn
AWS::Batch::JobDefinition EcsProperties.TaskProperties.[].TaskRoleArn,ExecutionRoleArn
AWS::Batch::JobDefinition NodeProperties.NodeRangeProperties.[].Container.JobRoleArn,ExecutionRoleArn""",
    ),
    Group(
        "autoscaling",
        "autoscaling/ec2/userguide/prepare-for-lifecycle-notifications.html",
        """aws_autoscaling_lifecycle_hook role_arn
aws_autoscaling_group initial_lifecycle_hook.role_arn
AWS::AutoScaling::LifecycleHook RoleARN
AWS::AutoScaling::AutoScalingGroup LifecycleHookSpecificationList.[].RoleARN""",
    ),
    Group(
        "application-autoscaling|elasticmapreduce",
        "emr/latest/ManagementGuide/emr-automatic-scaling.html",
        """aws_emr_cluster autoscaling_role
AWS::EMR::Cluster AutoScalingRole""",
    ),
    Group(
        "elasticmapreduce",
        "emr/latest/ManagementGuide/emr-iam-role.html",
        """aws_emr_cluster service_role
AWS::EMR::Cluster ServiceRole""",
    ),
    Group(
        "elasticmapreduce",
        "emr/latest/ManagementGuide/emr-studio-service-role.html",
        """aws_emr_studio service_role user_role
AWS::EMR::Studio ServiceRole UserRole""",
    ),
    Group(
        "build.apprunner",
        "apprunner/latest/dg/security_iam_service-with-iam.html",
        """aws_apprunner_service source_configuration.authentication_configuration.access_role_arn
AWS::AppRunner::Service SourceConfiguration.AuthenticationConfiguration.AccessRoleArn""",
    ),
    Group(
        "tasks.apprunner",
        "apprunner/latest/dg/security_iam_service-with-iam.html",
        """aws_apprunner_service instance_configuration.instance_role_arn
AWS::AppRunner::Service InstanceConfiguration.InstanceRoleArn""",
    ),
    Group(
        "elasticbeanstalk",
        "elasticbeanstalk/latest/dg/iam-servicerole.html",
        """aws_elastic_beanstalk_application appversion_lifecycle.service_role
AWS::ElasticBeanstalk::Application ResourceLifecycleConfig.ServiceRole""",
    ),
    Group(
        "imagebuilder",
        "imagebuilder/latest/userguide/manage-image-lifecycles.html",
        """aws_imagebuilder_lifecycle_policy execution_role
AWS::ImageBuilder::LifecyclePolicy ExecutionRole""",
    ),
    Group(
        "imagebuilder",
        "imagebuilder/latest/userguide/security-iam.html",
        """aws_imagebuilder_image execution_role
aws_imagebuilder_image_pipeline execution_role
AWS::ImageBuilder::Image ExecutionRole
AWS::ImageBuilder::ImagePipeline ExecutionRole""",
    ),
    Group(
        "dlm",
        "ebs/latest/userguide/service-role.html",
        """aws_dlm_lifecycle_policy execution_role_arn
AWS::DLM::LifecyclePolicy ExecutionRoleArn""",
    ),
    Group(
        "airflow-env|airflow",
        "mwaa/latest/userguide/mwaa-create-role.html",
        """aws_mwaa_environment execution_role_arn
AWS::MWAA::Environment ExecutionRoleArn""",
    ),
    Group(
        "appstream",
        "appstream2/latest/developerguide/using-iam-roles-to-grant-permissions-to-applications-scripts-streaming-instances.html",
        """aws_appstream_fleet iam_role_arn
aws_appstream_image_builder iam_role_arn
AWS::AppStream::Fleet IamRoleArn
AWS::AppStream::ImageBuilder IamRoleArn
AWS::AppStream::AppBlockBuilder IamRoleArn""",
    ),
    Group(
        "gamelift",
        "gameliftservers/latest/developerguide/setting-up-role.html",
        """aws_gamelift_fleet instance_role_arn
aws_gamelift_build storage_location.role_arn
aws_gamelift_script storage_location.role_arn
AWS::GameLift::Fleet InstanceRoleARN
AWS::GameLift::Build StorageLocation.RoleArn
AWS::GameLift::Script StorageLocation.RoleArn""",
    ),
    Group(
        "gamelift|autoscaling",
        "gameliftservers/latest/fleetiqguide/gsg-iam-permissions-roles.html",
        """aws_gamelift_game_server_group role_arn
AWS::GameLift::GameServerGroup RoleArn""",
    ),
    Group(
        "opsworks",
        "opsworks/latest/userguide/opsworks-security-servicerole.html",
        """aws_opsworks_stack service_role_arn
AWS::OpsWorks::Stack ServiceRoleArn""",
    ),
    Group(
        "codebuild",
        "codebuild/latest/userguide/setting-up-service-role.html",
        """aws_codebuild_project service_role build_batch_config.service_role resource_access_role
aws_codebuild_fleet fleet_service_role
AWS::CodeBuild::Project ServiceRole BuildBatchConfig.ServiceRole ResourceAccessRole
AWS::CodeBuild::Fleet FleetServiceRole""",
    ),
    Group(
        "codepipeline",
        "codepipeline/latest/userguide/how-to-custom-role.html",
        """aws_codepipeline role_arn
AWS::CodePipeline::Pipeline RoleArn""",
    ),
    Group(
        "codedeploy",
        "codedeploy/latest/userguide/getting-started-create-service-role.html",
        """aws_codedeploy_deployment_group service_role_arn
AWS::CodeDeploy::DeploymentGroup ServiceRoleArn""",
    ),
    Group(
        "amplify",
        "amplify/latest/userguide/amplify-service-role.html",
        """aws_amplify_app iam_service_role_arn
AWS::Amplify::App IAMServiceRole""",
    ),
    Group(
        "amplify",
        "amplify/latest/userguide/amplify-SSR-compute-role.html",
        """aws_amplify_app compute_role_arn
aws_amplify_branch compute_role_arn
AWS::Amplify::App ComputeRoleArn
AWS::Amplify::Branch ComputeRoleArn""",
    ),
    Group(
        "cloudformation",
        f"{TEMPLATES}/using-iam-servicerole.html",
        """aws_cloudformation_stack iam_role_arn""",
    ),
    Group(
        "cloudformation",
        f"{TEMPLATES}/stacksets-prereqs-self-managed.html",
        """aws_cloudformation_stack_set administration_role_arn
AWS::CloudFormation::StackSet AdministrationRoleARN""",
    ),
    Group(
        "resources.cloudformation|hooks.cloudformation",
        f"{TEMPLATES}/registry-public.html",
        """aws_cloudformation_type execution_role_arn
AWS::CloudFormation::ResourceVersion ExecutionRoleArn
AWS::CloudFormation::HookVersion ExecutionRoleArn
AWS::CloudFormation::TypeActivation ExecutionRoleArn""",
    ),
    Group(
        "servicecatalog",
        "servicecatalog/latest/adminguide/constraints-launch.html",
        """AWS::ServiceCatalog::LaunchRoleConstraint RoleArn LocalRoleName""",
    ),
    Group(
        "states",
        "step-functions/latest/dg/procedure-create-iam-role.html",
        """aws_sfn_state_machine role_arn
AWS::StepFunctions::StateMachine RoleArn
AWS::Serverless::StateMachine Role""",
    ),
    Group(
        "fis",
        "fis/latest/userguide/getting-started-iam-service-role.html",
        """aws_fis_experiment_template role_arn
AWS::FIS::ExperimentTemplate RoleArn""",
    ),
    Group(
        "ssm",
        f"{SSM}/hybrid-multicloud-service-role.html",
        """aws_ssm_activation iam_role""",
    ),
    Group(
        "ssm",
        f"{SSM}/configuring-maintenance-window-permissions-console.html",
        """aws_ssm_maintenance_window_task service_role_arn
AWS::SSM::MaintenanceWindowTask ServiceRoleArn""",
    ),
    Group(
        "ssm-incidents",
        "incident-manager/latest/userguide/runbooks.html",
        """aws_ssmincidents_response_plan action.ssm_automation.role_arn
AWS::SSMIncidents::ResponsePlan Actions.[].SsmAutomation.RoleArn""",
    ),
    Group(
        "appconfig",
        "appconfig/latest/userguide/appconfig-creating-configuration-and-profile-S3-source.html",
        """aws_appconfig_configuration_profile retrieval_role_arn
AWS::AppConfig::ConfigurationProfile RetrievalRoleArn""",
    ),
    Group(
        "appconfig",
        "appconfig/latest/userguide/getting-started-with-appconfig-cloudwatch-alarms-permissions.html",
        """aws_appconfig_environment monitor.alarm_role_arn
AWS::AppConfig::Environment Monitors.[].AlarmRoleArn""",
    ),
    Group(
        "appconfig",
        "appconfig/latest/userguide/working-with-appconfig-extensions-creating-custom-permissions.html",
        """aws_appconfig_extension action_point.action.role_arn""",
    ),
    Group(
        "config",
        "config/latest/developerguide/iamrole-permissions.html",
        """aws_config_configuration_recorder role_arn
AWS::Config::ConfigurationRecorder RoleARN""",
    ),
    Group(
        "config",
        "config/latest/developerguide/set-up-aggregator-cli.html",
        """aws_config_configuration_aggregator organization_aggregation_source.role_arn
AWS::Config::ConfigurationAggregator OrganizationAggregationSource.RoleArn""",
    ),
    Group(
        "budgets",
        "cost-management/latest/userguide/budgets-controls.html",
        """aws_budgets_budget_action execution_role_arn
AWS::Budgets::BudgetsAction ExecutionRoleArn""",
    ),
    Group(
        "chatbot",
        "chatbot/latest/adminguide/chatbot-iam-policies.html",
        """aws_chatbot_slack_channel_configuration iam_role_arn
aws_chatbot_teams_channel_configuration iam_role_arn
AWS::Chatbot::SlackChannelConfiguration IamRoleArn
AWS::Chatbot::MicrosoftTeamsChannelConfiguration IamRoleArn""",
    ),
    Group(
        "grafana",
        "grafana/latest/userguide/AMG-manage-permissions.html",
        """aws_grafana_workspace role_arn
AWS::Grafana::Workspace RoleArn""",
    ),
    Group(
        "malware-protection-plan.guardduty",
        "guardduty/latest/ug/malware-protection-s3-iam-policy-prerequisite.html",
        """aws_guardduty_malware_protection_plan role
AWS::GuardDuty::MalwareProtectionPlan Role""",
    ),
    Group(
        "drt.shield",
        "waf/latest/developerguide/ddos-srt-access.html",
        """aws_shield_drt_access_role_arn_association role_arn
AWS::Shield::DRTAccess RoleArn""",
    ),
    Group(
        "credentials.deadline|deadline",
        "deadline-cloud/latest/userguide/security-iam-roles.html",
        """AWS::Deadline::Fleet RoleArn
AWS::Deadline::Queue RoleArn""",
    ),
    Group(
        "ecr",
        "AmazonECR/latest/userguide/repository-creation-templates-iam.html",
        """aws_ecr_repository_creation_template custom_role_arn
AWS::ECR::RepositoryCreationTemplate CustomRoleArn""",
    ),
    Group(
        "pullthroughcache.ecr",
        "AmazonECR/latest/userguide/pull-through-cache-private.html",
        """aws_ecr_pull_through_cache_rule custom_role_arn
AWS::ECR::PullThroughCacheRule CustomRoleArn""",
    ),
)
