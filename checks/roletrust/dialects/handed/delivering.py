"""Roles that are handed to services which pass on events, logs, messages, media and calls of APIs."""

from __future__ import annotations

from roletrust.dialects.handed.groups import Group

FIREHOSE = "firehose/latest/dev/controlling-access.html"
IOT = "iot/latest/developerguide"
RULE_ACTIONS = (
    "cloudwatch_alarm,cloudwatch_logs,cloudwatch_metric,dynamodb,dynamodbv2,elasticsearch,firehose,iot_analytics,"
    "iot_events,kinesis,republish,s3,sns,sqs,step_functions,timestream"
)
TEMPLATE_ACTIONS = (
    "CloudwatchAlarm,CloudwatchLogs,CloudwatchMetric,DynamoDB,DynamoDBv2,Elasticsearch,Firehose,InfluxDB,IotAnalytics,"
    "IotEvents,IotSiteWise,Kinesis,Location,OpenSearch,Republish,S3,Sns,Sqs,StepFunctions,Timestream"
)
DESTINATIONS = (
    "extended_s3_configuration,redshift_configuration,elasticsearch_configuration,opensearch_configuration,"
    "opensearchserverless_configuration,http_endpoint_configuration,snowflake_configuration,iceberg_configuration"
)
TEMPLATE_DESTINATIONS = (
    "S3DestinationConfiguration,ExtendedS3DestinationConfiguration,RedshiftDestinationConfiguration,"
    "ElasticsearchDestinationConfiguration,AmazonopensearchserviceDestinationConfiguration,"
    "AmazonOpenSearchServerlessDestinationConfiguration,HttpEndpointDestinationConfiguration,"
    "SnowflakeDestinationConfiguration,IcebergDestinationConfiguration"
)

GROUPS = (
    Group(
        "events",
        "eventbridge/latest/userguide/eb-use-identity-based.html",
        """aws_cloudwatch_event_target role_arn
aws_cloudwatch_event_rule role_arn
AWS::Events::Rule RoleArn Targets.[].RoleArn
AWS::Events::Endpoint RoleArn""",
    ),
    Group(
        "scheduler",
        "scheduler/latest/UserGuide/setting-up.html",
        """aws_scheduler_schedule target.role_arn
AWS::Scheduler::Schedule Target.RoleArn""",
    ),
    Group(
        "pipes",
        "eventbridge/latest/userguide/eb-pipes-permissions.html",
        """aws_pipes_pipe role_arn
AWS::Pipes::Pipe RoleArn""",
    ),
    Group(
        "firehose",
        FIREHOSE,
        f"""aws_kinesis_firehose_delivery_stream {DESTINATIONS}.role_arn
aws_kinesis_firehose_delivery_stream kinesis_source_configuration.role_arn
aws_kinesis_firehose_delivery_stream msk_source_configuration.authentication_configuration.role_arn
aws_kinesis_firehose_delivery_stream extended_s3_configuration,redshift_configuration.s3_backup_configuration.role_arn
aws_kinesis_firehose_delivery_stream redshift_configuration,splunk_configuration.s3_configuration.role_arn
AWS::KinesisFirehose::DeliveryStream {TEMPLATE_DESTINATIONS}.RoleARN
AWS::KinesisFirehose::DeliveryStream KinesisStreamSourceConfiguration.RoleARN
AWS::KinesisFirehose::DeliveryStream MSKSourceConfiguration.AuthenticationConfiguration.RoleARN
AWS::KinesisFirehose::DeliveryStream RedshiftDestinationConfiguration.S3Configuration.RoleARN
AWS::KinesisFirehose::DeliveryStream SplunkDestinationConfiguration.S3Configuration.RoleARN
AWS::KinesisFirehose::DeliveryStream ExtendedS3DestinationConfiguration.S3BackupConfiguration.RoleARN""",
    ),
    Group(
        "vpc-flow-logs|delivery.logs",  # the second where it delivers to another account, by a role of that one
        "vpc/latest/userguide/flow-logs-iam-role.html",
        """aws_flow_log iam_role_arn
AWS::EC2::FlowLog DeliverLogsPermissionArn""",
    ),
    Group(
        "cloudtrail",
        "awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html",
        """aws_cloudtrail cloud_watch_logs_role_arn
AWS::CloudTrail::Trail CloudWatchLogsRoleArn""",
    ),
    Group(
        "logs",
        "AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
        """aws_cloudwatch_log_subscription_filter role_arn
aws_cloudwatch_log_destination role_arn
AWS::Logs::SubscriptionFilter RoleArn
AWS::Logs::Destination RoleArn""",
    ),
    Group(
        "streams.metrics.cloudwatch",
        "AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-trustpolicy.html",
        """aws_cloudwatch_metric_stream role_arn
AWS::CloudWatch::MetricStream RoleArn""",
    ),
    Group(
        "cloudfront",
        "AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html",
        """aws_cloudfront_realtime_log_config endpoint.kinesis_stream_config.role_arn
AWS::CloudFront::RealtimeLogConfig EndPoints.[].KinesisStreamConfig.RoleArn""",
    ),
    Group(
        "apigateway",
        "apigateway/latest/developerguide/set-up-logging.html",
        """aws_api_gateway_account cloudwatch_role_arn
AWS::ApiGateway::Account CloudWatchRoleArn""",
    ),
    Group(
        "apigateway",
        "apigateway/latest/developerguide/integrating-api-with-aws-services-lambda.html",
        """aws_api_gateway_integration credentials
aws_apigatewayv2_integration credentials_arn
AWS::ApiGateway::Method Integration.Credentials
AWS::ApiGatewayV2::Integration CredentialsArn""",
    ),
    Group(
        "apigateway",
        "apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html",
        """aws_api_gateway_authorizer authorizer_credentials
aws_apigatewayv2_authorizer authorizer_credentials_arn
AWS::ApiGateway::Authorizer AuthorizerCredentials
AWS::ApiGatewayV2::Authorizer AuthorizerCredentialsArn""",
    ),
    Group(
        "appsync",
        "appsync/latest/devguide/attaching-a-data-source.html",
        """aws_appsync_datasource service_role_arn
AWS::AppSync::DataSource ServiceRoleArn""",
    ),
    Group(
        "appsync",
        "appsync/latest/devguide/monitoring.html",
        """aws_appsync_graphql_api log_config.cloudwatch_logs_role_arn
aws_appsync_api event_config.log_config.cloudwatch_logs_role_arn
AWS::AppSync::GraphQLApi LogConfig.CloudWatchLogsRoleArn
AWS::AppSync::Api EventConfig.LogConfig.CloudWatchLogsRoleArn""",
    ),
    Group(
        "appsync",
        "appsync/latest/devguide/merged-api.html",
        """aws_appsync_graphql_api merged_api_execution_role_arn
AWS::AppSync::GraphQLApi MergedApiExecutionRoleArn""",
    ),
    Group(
        "sns",
        "sns/latest/dg/topics-attrib.html",
        """aws_sns_topic application_failure_feedback_role_arn application_success_feedback_role_arn
aws_sns_topic firehose_failure_feedback_role_arn firehose_success_feedback_role_arn
aws_sns_topic http_failure_feedback_role_arn http_success_feedback_role_arn
aws_sns_topic lambda_failure_feedback_role_arn lambda_success_feedback_role_arn
aws_sns_topic sqs_failure_feedback_role_arn sqs_success_feedback_role_arn
aws_sns_platform_application failure_feedback_role_arn success_feedback_role_arn
AWS::SNS::Topic DeliveryStatusLogging.[].FailureFeedbackRoleArn,SuccessFeedbackRoleArn""",
    ),
    Group(
        "sns",
        "sns/latest/dg/sms_stats_cloudwatch.html",
        """aws_sns_sms_preferences delivery_status_iam_role_arn""",
    ),
    Group(
        "sns",
        "sns/latest/dg/prereqs-kinesis-data-firehose.html",
        """aws_sns_topic_subscription subscription_role_arn
AWS::SNS::Subscription SubscriptionRoleArn""",
    ),
    Group(
        "ses",
        "ses/latest/dg/event-publishing-add-event-destination-firehose.html",
        """aws_ses_event_destination kinesis_destination.role_arn
aws_sesv2_configuration_set_event_destination event_destination.kinesis_firehose_destination.iam_role_arn
AWS::SES::ConfigurationSetEventDestination EventDestination.KinesisFirehoseDestination.IAMRoleARN""",
    ),
    Group(
        "pinpoint",
        "pinpoint/latest/developerguide/permissions-streams.html",
        """aws_pinpoint_event_stream role_arn
AWS::Pinpoint::EventStream RoleArn""",
    ),
    Group(
        "cognito-idp",
        "cognito/latest/developerguide/user-pool-sms-settings.html",
        """aws_cognito_user_pool sms_configuration.sns_caller_arn
AWS::Cognito::UserPool SmsConfiguration.SnsCallerArn""",
    ),
    Group(
        "cognito-idp",
        "cognito/latest/developerguide/cognito-user-pools-pinpoint-integration.html",
        """aws_cognito_user_pool_client analytics_configuration.role_arn
AWS::Cognito::UserPoolClient AnalyticsConfiguration.RoleArn""",
    ),
    Group(
        "cognito-sync",
        "cognito/latest/developerguide/cognito-streams.html",
        """AWS::Cognito::IdentityPool CognitoStreams.RoleArn PushSync.RoleArn""",
    ),
    Group(
        "iot",
        f"{IOT}/iot-create-role.html",
        f"""aws_iot_topic_rule {RULE_ACTIONS}.role_arn
aws_iot_topic_rule error_action.{RULE_ACTIONS}.role_arn
AWS::IoT::TopicRule TopicRulePayload.Actions.[].{TEMPLATE_ACTIONS}.RoleArn
AWS::IoT::TopicRule TopicRulePayload.ErrorAction.{TEMPLATE_ACTIONS}.RoleArn""",
    ),
    Group(
        "iot",
        f"{IOT}/rule-destination.html",
        """aws_iot_topic_rule_destination vpc_configuration.role_arn
AWS::IoT::TopicRuleDestination VpcProperties.RoleArn""",
    ),
    Group(
        "iot",
        f"{IOT}/configure-logging.html",
        """aws_iot_logging_options role_arn
AWS::IoT::Logging RoleArn""",
    ),
    Group(
        "iot",
        f"{IOT}/provision-template.html",
        """aws_iot_provisioning_template provisioning_role_arn
AWS::IoT::ProvisioningTemplate ProvisioningRoleArn""",
    ),
    Group(
        "iot",
        f"{IOT}/device-defender-HowToHowTo.html",
        """AWS::IoT::AccountAuditConfiguration RoleArn""",
    ),
    Group(
        "credentials.iot",
        f"{IOT}/authorizing-direct-aws.html",
        """aws_iot_role_alias role_arn
AWS::IoT::RoleAlias RoleArn""",
    ),
    Group(
        "iotwireless",
        "iot-wireless/latest/developerguide/lorawan-create-destinations.html",
        """AWS::IoTWireless::Destination RoleArn""",
    ),
    Group(
        "iottwinmaker",
        "iot-twinmaker/latest/guide/twinmaker-gs-service-role.html",
        """AWS::IoTTwinMaker::Workspace Role""",
    ),
    Group(
        "iotanalytics",
        "iotanalytics/latest/userguide/automating-create-role.html",
        """AWS::IoTAnalytics::Channel ChannelStorage.CustomerManagedS3.RoleArn
AWS::IoTAnalytics::Datastore DatastoreStorage.CustomerManagedS3.RoleArn""",
    ),
    Group(
        "iotfleetwise",
        "iot-fleetwise/latest/developerguide/controlling-access.html",
        """AWS::IoTFleetWise::Campaign DataDestinationConfigs.[].TimestreamConfig.ExecutionRoleArn""",
    ),
    Group(
        "greengrass",
        "greengrass/v1/developerguide/service-role.html",
        """AWS::Greengrass::Group RoleArn""",
    ),
    Group(
        "elastictranscoder",
        "elastictranscoder/latest/developerguide/pipeline-settings.html",
        """aws_elastictranscoder_pipeline role""",
    ),
    Group(
        "medialive",
        "medialive/latest/ug/trusted-entity-to-channel.html",
        """aws_medialive_channel role_arn
aws_medialive_input role_arn
AWS::MediaLive::Channel RoleArn
AWS::MediaLive::Input RoleArn""",
    ),
    Group(
        "mediaconnect",
        "mediaconnect/latest/ug/security_iam_service-with-iam.html",
        """AWS::MediaConnect::FlowVpcInterface RoleArn
AWS::MediaConnect::Flow VpcInterfaces.[].RoleArn Source.Decryption.RoleArn""",
    ),
    Group(
        "mediapackage",
        "mediapackage/latest/ug/setting-up-create-trust-rel.html",
        """AWS::MediaPackage::Asset SourceRoleArn
AWS::MediaPackage::OriginEndpoint Authorization.SecretsRoleArn
AWS::MediaPackage::OriginEndpoint CmafPackage,DashPackage,HlsPackage,MssPackage.Encryption.SpekeKeyProvider.RoleArn""",
    ),
    Group(
        "mediapipelines.chime",
        "chime-sdk/latest/dg/call-analytics-resource-access-role.html",
        """aws_chimesdkmediapipelines_media_insights_pipeline_configuration resource_access_role_arn
AWS::Chime::MediaInsightsPipelineConfiguration ResourceAccessRoleArn""",
    ),
    Group(
        "transfer",
        "transfer/latest/userguide/requirements-roles.html",
        """aws_transfer_user role
aws_transfer_access role
AWS::Transfer::User Role""",
    ),
    Group(
        "transfer",
        "transfer/latest/userguide/cloudwatch-structured-logging.html",
        """aws_transfer_server logging_role
aws_transfer_connector logging_role
AWS::Transfer::Server LoggingRole
AWS::Transfer::Connector LoggingRole""",
    ),
    Group(
        "transfer",
        "transfer/latest/userguide/custom-identity-provider-users.html",
        """aws_transfer_server invocation_role
AWS::Transfer::Server IdentityProviderDetails.InvocationRole""",
    ),
    Group(
        "transfer",
        "transfer/latest/userguide/as2-iam-role.html",
        """aws_transfer_agreement access_role
aws_transfer_connector access_role
AWS::Transfer::Agreement AccessRole
AWS::Transfer::Connector AccessRole""",
    ),
    Group(
        "transfer",
        "transfer/latest/userguide/workflow-execution-role.html",
        """aws_transfer_server workflow_details.on_upload,on_partial_upload.execution_role
AWS::Transfer::Server WorkflowDetails.OnUpload,OnPartialUpload.[].ExecutionRole""",
    ),
)
