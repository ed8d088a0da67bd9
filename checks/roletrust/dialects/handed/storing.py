"""Roles that are handed to services which keep, move and query data."""

from __future__ import annotations

from roletrust.dialects.handed.groups import Group

RDS = "AmazonRDS/latest/UserGuide"
DMS = "dms/latest/userguide"

GROUPS = (
    Group(
        "monitoring.rds",
        f"{RDS}/USER_Monitoring.OS.Enabling.html",
        """aws_db_instance monitoring_role_arn
aws_rds_cluster monitoring_role_arn
aws_rds_cluster_instance monitoring_role_arn
AWS::RDS::DBInstance MonitoringRoleArn
AWS::RDS::DBCluster MonitoringRoleArn""",
    ),
    Group(
        "rds",
        f"{RDS}/rds-proxy-iam-setup.html",
        """aws_db_proxy role_arn
AWS::RDS::DBProxy RoleArn""",
    ),
    Group(
        "rds",
        "AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Integrating.Authorizing.IAM.CreateRole.html",
        """aws_rds_cluster iam_roles
aws_rds_cluster_role_association role_arn
aws_rds_cluster s3_import.ingestion_role
aws_neptune_cluster iam_roles
AWS::RDS::DBCluster AssociatedRoles.[].RoleArn
AWS::Neptune::DBCluster AssociatedRoles.[].RoleArn""",
    ),
    Group(
        "rds",
        f"{RDS}/oracle-s3-integration.preparing.html",
        """aws_db_instance_role_association role_arn
aws_db_instance s3_import.ingestion_role
AWS::RDS::DBInstance AssociatedRoles.[].RoleArn""",
    ),
    Group(
        "directoryservice.rds|rds",
        f"{RDS}/USER_SQLServerWinAuth.SettingUp.html",
        """aws_db_instance domain_iam_role_name
aws_rds_cluster domain_iam_role_name
AWS::RDS::DBInstance DomainIAMRoleName
AWS::RDS::DBCluster DomainIAMRoleName""",
    ),
    Group(
        "export.rds",
        f"{RDS}/USER_ExportSnapshot.Setup.html",
        """aws_rds_export_task iam_role_arn""",
    ),
    Group(
        "redshift",
        "redshift/latest/mgmt/authorizing-redshift-service.html",
        """aws_redshift_cluster iam_roles
aws_redshift_cluster_iam_roles iam_role_arns default_iam_role_arn
AWS::Redshift::Cluster IamRoles.[]""",
    ),
    Group(
        "redshift-serverless|redshift",
        "redshift/latest/mgmt/serverless-iam.html",
        """aws_redshiftserverless_namespace iam_roles default_iam_role_arn
AWS::RedshiftServerless::Namespace IamRoles.[] DefaultIamRoleArn""",
    ),
    Group(
        "scheduler.redshift",
        "redshift/latest/mgmt/managing-cluster-operations.html",
        """aws_redshift_scheduled_action iam_role
AWS::Redshift::ScheduledAction IamRole""",
    ),
    Group(
        "dax",
        "amazondynamodb/latest/developerguide/DAX.access-control.html",
        """aws_dax_cluster iam_role_arn
AWS::DAX::Cluster IAMRoleARN""",
    ),
    Group(
        "s3|batchoperations.s3",
        "AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
        """aws_s3_bucket_replication_configuration role
aws_s3_bucket replication_configuration.role
AWS::S3::Bucket ReplicationConfiguration.Role""",
    ),
    Group(
        "access-grants.s3",
        "AmazonS3/latest/userguide/access-grants-location-register.html",
        """aws_s3control_access_grants_location iam_role_arn
AWS::S3::AccessGrantsLocation IamRoleArn""",
    ),
    Group(
        "storagegateway",
        "filegateway/latest/files3/grant-access-s3.html",
        """aws_storagegateway_nfs_file_share role_arn
aws_storagegateway_smb_file_share role_arn
AWS::StorageGateway::NFSFileShare Role
AWS::StorageGateway::SMBFileShare Role""",
    ),
    Group(
        "backup",
        "aws-backup/latest/devguide/iam-service-roles.html",
        """aws_backup_selection iam_role_arn
aws_backup_restore_testing_selection iam_role_arn
AWS::Backup::BackupSelection BackupSelection.IamRoleArn
AWS::Backup::RestoreTestingSelection IamRoleArn""",
    ),
    Group(
        "datasync",
        "datasync/latest/userguide/create-s3-location.html",
        """aws_datasync_location_s3 s3_config.bucket_access_role_arn
AWS::DataSync::LocationS3 S3Config.BucketAccessRoleArn""",
    ),
    Group(
        "datasync",
        "datasync/latest/userguide/create-efs-location.html",
        """aws_datasync_location_efs file_system_access_role_arn
AWS::DataSync::LocationEFS FileSystemAccessRoleArn""",
    ),
    Group(
        "dms",
        f"{DMS}/CHAP_Target.S3.html",
        """aws_dms_endpoint service_access_role
aws_dms_endpoint s3_settings,kinesis_settings,elasticsearch_settings,redshift_settings.service_access_role_arn
aws_dms_s3_endpoint service_access_role_arn
AWS::DMS::Endpoint DynamoDbSettings,ElasticsearchSettings,KinesisSettings,NeptuneSettings.ServiceAccessRoleArn
AWS::DMS::Endpoint RedshiftSettings,S3Settings.ServiceAccessRoleArn""",
    ),
    Group(
        "dms",
        f"{DMS}/security_iam_secretsmanager.html",
        """aws_dms_endpoint secrets_manager_access_role_arn
AWS::DMS::Endpoint DocDbSettings,IbmDb2Settings,MicrosoftSqlServerSettings.SecretsManagerAccessRoleArn
AWS::DMS::Endpoint MongoDbSettings,MySqlSettings,OracleSettings.SecretsManagerAccessRoleArn
AWS::DMS::Endpoint PostgreSqlSettings,RedshiftSettings,SybaseSettings.SecretsManagerAccessRoleArn""",
    ),
    Group(
        "glue",
        "glue/latest/dg/create-an-iam-role.html",
        """aws_glue_job role_arn
aws_glue_crawler role
aws_glue_dev_endpoint role_arn
aws_glue_ml_transform role_arn
AWS::Glue::Job Role
AWS::Glue::Crawler Role
AWS::Glue::DevEndpoint RoleArn
AWS::Glue::MLTransform Role
AWS::Glue::Session Role""",
    ),
    Group(
        "glue",
        "glue/latest/dg/optimization-prerequisites.html",
        """aws_glue_catalog_table_optimizer configuration.role_arn
AWS::Glue::TableOptimizer TableOptimizerConfiguration.RoleArn""",
    ),
    Group(
        "databrew",
        "databrew/latest/dg/setting-up-iam-role-to-use-in-databrew.html",
        """AWS::DataBrew::Job RoleArn
AWS::DataBrew::Project RoleArn""",
    ),
    Group(
        "lakeformation|glue",
        "lake-formation/latest/dg/registration-role.html",
        """aws_lakeformation_resource role_arn
AWS::LakeFormation::Resource RoleArn""",
    ),
    Group(
        "athena",
        "athena/latest/ug/notebooks-spark-troubleshooting-workgroups.html",
        """aws_athena_workgroup configuration.execution_role
AWS::Athena::WorkGroup WorkGroupConfiguration.ExecutionRole""",
    ),
    Group(
        "kinesisanalytics",
        "managed-flink/latest/java/how-permissions.html",
        """aws_kinesisanalyticsv2_application service_execution_role
aws_kinesis_analytics_application inputs.kinesis_stream,kinesis_firehose.role_arn
aws_kinesis_analytics_application outputs.kinesis_stream,kinesis_firehose,lambda.role_arn
AWS::KinesisAnalyticsV2::Application ServiceExecutionRole
AWS::KinesisAnalytics::Application Inputs.[].KinesisFirehoseInput,KinesisStreamsInput.RoleARN""",
    ),
    Group(
        "kafkaconnect",
        "msk/latest/developerguide/msk-connect-service-execution-role.html",
        """aws_mskconnect_connector service_execution_role_arn
AWS::KafkaConnect::Connector ServiceExecutionRoleArn""",
    ),
    Group(
        "kafka",
        "msk/latest/developerguide/msk-replicator-requirements.html",
        """aws_msk_replicator service_execution_role_arn
AWS::MSK::Replicator ServiceExecutionRoleArn""",
    ),
    Group(
        "es|opensearchservice",
        "opensearch-service/latest/developerguide/cognito-auth.html",
        """aws_elasticsearch_domain cognito_options.role_arn
aws_opensearch_domain cognito_options.role_arn
AWS::Elasticsearch::Domain CognitoOptions.RoleArn
AWS::OpenSearchService::Domain CognitoOptions.RoleArn""",
    ),
    Group(
        "osis-pipelines",
        "opensearch-service/latest/developerguide/pipeline-security-overview.html",
        """aws_osis_pipeline pipeline_role_arn
AWS::OSIS::Pipeline PipelineRoleArn""",
    ),
    Group(
        "timestream",
        "timestream/latest/developerguide/scheduledqueries-common-schedule-payload.html",
        """aws_timestreamquery_scheduled_query execution_role_arn
AWS::Timestream::ScheduledQuery ScheduledQueryExecutionRoleArn""",
    ),
    Group(
        "quicksight",
        "quicksight/latest/user/vpc-creating-a-connection-in-quicksight-cli.html",
        """aws_quicksight_vpc_connection role_arn
AWS::QuickSight::VPCConnection RoleArn""",
    ),
    Group(
        "quicksight",
        "quicksight/latest/user/create-a-data-source-iam-role.html",
        """aws_quicksight_data_source parameters.s3.role_arn
AWS::QuickSight::DataSource DataSourceParameters.S3Parameters,AthenaParameters.RoleArn""",
    ),
    Group(
        "datazone",
        "datazone/latest/userguide/AmazonDataZoneDomainExecutionRole.html",
        """aws_datazone_domain domain_execution_role
AWS::DataZone::Domain DomainExecutionRole""",
    ),
    Group(
        "datazone",
        "datazone/latest/userguide/bootstraproles.html",
        """aws_datazone_environment_blueprint_configuration manage_access_role_arn provisioning_role_arn
AWS::DataZone::EnvironmentBlueprintConfiguration ManageAccessRoleArn ProvisioningRoleArn""",
    ),
    Group(
        "cleanrooms",
        "clean-rooms/latest/userguide/setting-up-roles.html",
        """AWS::CleanRooms::ConfiguredTableAssociation RoleArn""",
    ),
    Group(
        "entityresolution",
        "entityresolution/latest/userguide/create-workflow-job-role.html",
        """AWS::EntityResolution::MatchingWorkflow RoleArn
AWS::EntityResolution::IdMappingWorkflow RoleArn""",
    ),
)
