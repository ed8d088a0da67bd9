"""Roles that are handed to services of machine learning and search."""

from __future__ import annotations

from roletrust.dialects.handed.groups import Group

BEDROCK = "bedrock/latest/userguide"
AGENTS = "bedrock-agentcore/latest/devguide"
BUSINESS = "amazonq/latest/qbusiness-ug"

GROUPS = (
    Group(
        "sagemaker",
        "sagemaker/latest/dg/sagemaker-roles.html",
        """aws_sagemaker_domain default_user_settings,default_space_settings.execution_role
aws_sagemaker_user_profile user_settings.execution_role
aws_sagemaker_model execution_role_arn
aws_sagemaker_notebook_instance role_arn
aws_sagemaker_feature_group role_arn
aws_sagemaker_flow_definition role_arn
aws_sagemaker_image role_arn
aws_sagemaker_pipeline role_arn
aws_sagemaker_data_quality_job_definition role_arn
aws_sagemaker_mlflow_tracking_server role_arn
AWS::SageMaker::Domain DefaultUserSettings,DefaultSpaceSettings.ExecutionRole
AWS::SageMaker::UserProfile UserSettings.ExecutionRole
AWS::SageMaker::Model ExecutionRoleArn
AWS::SageMaker::NotebookInstance RoleArn
AWS::SageMaker::FeatureGroup RoleArn
AWS::SageMaker::Image ImageRoleArn
AWS::SageMaker::InferenceExperiment RoleArn
AWS::SageMaker::Pipeline RoleArn
AWS::SageMaker::DataQualityJobDefinition RoleArn
AWS::SageMaker::ModelBiasJobDefinition RoleArn
AWS::SageMaker::ModelExplainabilityJobDefinition RoleArn
AWS::SageMaker::ModelQualityJobDefinition RoleArn
AWS::SageMaker::MonitoringSchedule MonitoringScheduleConfig.MonitoringJobDefinition.RoleArn
AWS::SageMaker::MlflowTrackingServer RoleArn
AWS::SageMaker::Cluster InstanceGroups.[].ExecutionRole""",
    ),
    Group(
        "bedrock",
        f"{BEDROCK}/agents-permissions.html",
        """aws_bedrockagent_agent agent_resource_role_arn
AWS::Bedrock::Agent AgentResourceRoleArn""",
    ),
    Group(
        "bedrock",
        f"{BEDROCK}/kb-permissions.html",
        """aws_bedrockagent_knowledge_base role_arn
AWS::Bedrock::KnowledgeBase RoleArn""",
    ),
    Group(
        "bedrock",
        f"{BEDROCK}/flows-permissions.html",
        """aws_bedrockagent_flow execution_role_arn
AWS::Bedrock::Flow ExecutionRoleArn""",
    ),
    Group(
        "bedrock",
        f"{BEDROCK}/model-customization-iam-role.html",
        """aws_bedrock_custom_model role_arn""",
    ),
    Group(
        "bedrock",
        f"{BEDROCK}/model-invocation-logging.html",
        """aws_bedrock_model_invocation_logging_configuration logging_config.cloudwatch_config.role_arn""",
    ),
    Group(
        "bedrock-agentcore",
        f"{AGENTS}/runtime-permissions.html",
        """aws_bedrockagentcore_agent_runtime role_arn
AWS::BedrockAgentCore::Runtime RoleArn""",
    ),
    Group(
        "bedrock-agentcore",
        f"{AGENTS}/gateway-prerequisites-permissions.html",
        """aws_bedrockagentcore_gateway role_arn
AWS::BedrockAgentCore::Gateway RoleArn""",
    ),
    Group(
        "bedrock-agentcore",
        f"{AGENTS}/browser-resource-session-management.html",
        """aws_bedrockagentcore_browser execution_role_arn
aws_bedrockagentcore_code_interpreter execution_role_arn
AWS::BedrockAgentCore::BrowserCustom ExecutionRoleArn
AWS::BedrockAgentCore::CodeInterpreterCustom ExecutionRoleArn""",
    ),
    Group(
        "bedrock-agentcore",
        f"{AGENTS}/memory-self-managed-strategies.html",
        """aws_bedrockagentcore_memory memory_execution_role_arn
AWS::BedrockAgentCore::Memory MemoryExecutionRoleArn""",
    ),
    Group(
        "lexv2|lex",
        "lexv2/latest/dg/security_iam_service-with-iam.html",
        """aws_lexv2models_bot role_arn
AWS::Lex::Bot RoleArn""",
    ),
    Group(
        "kendra",
        "kendra/latest/dg/iam-roles.html",
        """aws_kendra_index role_arn
aws_kendra_data_source role_arn
aws_kendra_faq role_arn
aws_kendra_query_suggestions_block_list role_arn
aws_kendra_thesaurus role_arn
AWS::Kendra::Index RoleArn
AWS::Kendra::DataSource RoleArn
AWS::Kendra::Faq RoleArn
AWS::Kendra::QuerySuggestionsBlockList RoleArn
AWS::Kendra::Thesaurus RoleArn""",
    ),
    Group(
        "qbusiness",
        f"{BUSINESS}/iam-roles.html",
        """AWS::QBusiness::Application RoleArn
AWS::QBusiness::DataSource RoleArn
AWS::QBusiness::Retriever RoleArn""",
    ),
    Group(
        "application.qbusiness",
        f"{BUSINESS}/web-experience-iam-role-idc.html",
        """AWS::QBusiness::WebExperience RoleArn""",
    ),
    Group(
        "comprehend",
        "comprehend/latest/dg/security_iam_id-based-policy-examples.html",
        """aws_comprehend_document_classifier data_access_role_arn
aws_comprehend_entity_recognizer data_access_role_arn
AWS::Comprehend::DocumentClassifier DataAccessRoleArn
AWS::Comprehend::EntityRecognizer DataAccessRoleArn
AWS::Comprehend::Flywheel DataAccessRoleArn""",
    ),
    Group(
        "personalize",
        "personalize/latest/dg/set-up-required-permissions.html",
        """AWS::Personalize::DatasetGroup RoleArn
AWS::Personalize::Dataset DatasetImportJob.RoleArn""",
    ),
    Group(
        "rekognition",
        "rekognition/latest/dg/api-streaming-video-roles.html",
        """aws_rekognition_stream_processor role_arn
AWS::Rekognition::StreamProcessor RoleArn""",
    ),
    Group(
        "transcribe",
        "transcribe/latest/dg/custom-language-models-create.html",
        """aws_transcribe_language_model input_data_config.data_access_role_arn""",
    ),
)
