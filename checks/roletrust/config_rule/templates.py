"""What deploys the rule: for one account by CloudFormation or Terraform, for an organization, as a conformance pack.

The role of the function may list and read roles, tell AWS Config, and no more; `{code}` is the name of the zip file.
"""

from __future__ import annotations

CODE = "roletrust-config-rule.zip"
HANDLER = "roletrust.config_rule.handler.handler"

CLOUDFORMATION = """AWSTemplateFormatVersion: "2010-09-09"
Description: roletrust as a custom rule of AWS Config - who can assume each role of the account
Parameters:
  CodeBucket: {Type: String, Description: Bucket of this region that holds roletrust-config-rule.zip}
  CodeKey: {Type: String, Default: roletrust-config-rule.zip}
  OwnAccounts: {Type: String, Default: "", Description: "Your accounts, with commas between"}
  TrustedAccounts: {Type: String, Default: "", Description: "Accounts of others that are meant to get in"}
  OwnOrganizations: {Type: String, Default: ""}
  MinimumSeverity: {Type: String, Default: MEDIUM, AllowedValues: [CRITICAL, HIGH, MEDIUM, LOW, INFO]}
  OrganizationAccounts: {Type: String, Default: "false", AllowedValues: ["true", "false"]}
  SecurityHub: {Type: String, Default: "false", AllowedValues: ["true", "false"]}
  FindingsTopic: {Type: String, Default: "", Description: ARN of an SNS topic that hears of roles that do not comply}
Conditions:
  Hub: !Equals [!Ref SecurityHub, "true"]
  Told: !Not [!Equals [!Ref FindingsTopic, ""]]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: roletrust
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:GetRole
                Resource: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*
              - Effect: Allow
                Action: [iam:ListRoles, config:PutEvaluations, organizations:ListAccounts]
                Resource: "*"
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !Sub ${Log.Arn}
              - Fn::If:
                  - Hub
                  - Effect: Allow
                    Action: securityhub:BatchImportFindings
                    Resource: !Sub
                      arn:${AWS::Partition}:securityhub:${AWS::Region}:${AWS::AccountId}:product/${AWS::AccountId}/default
                  - !Ref AWS::NoValue
  Log:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /aws/lambda/roletrust-config-rule, RetentionInDays: 365}
  Function:
    Type: AWS::Lambda::Function
    DependsOn: Log
    Properties:
      FunctionName: roletrust-config-rule
      Runtime: python3.12
      Handler: roletrust.config_rule.handler.handler
      Code: {S3Bucket: !Ref CodeBucket, S3Key: !Ref CodeKey}
      Role: !GetAtt Role.Arn
      MemorySize: 512
      Timeout: 900
      ReservedConcurrentExecutions: 5
      TracingConfig: {Mode: PassThrough}
  AskedByConfig:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Function.Arn
      Action: lambda:InvokeFunction
      Principal: config.amazonaws.com
      SourceAccount: !Ref AWS::AccountId
  Rule:
    Type: AWS::Config::ConfigRule
    DependsOn: AskedByConfig
    Properties:
      ConfigRuleName: roletrust
      Description: Who can assume each role, decided from its trust policy
      Scope: {ComplianceResourceTypes: [AWS::IAM::Role]}
      InputParameters:
        ownAccounts: !Ref OwnAccounts
        trustedAccounts: !Ref TrustedAccounts
        ownOrganizations: !Ref OwnOrganizations
        minimumSeverity: !Ref MinimumSeverity
        organizationAccounts: !Ref OrganizationAccounts
        securityHub: !Ref SecurityHub
      Source:
        Owner: CUSTOM_LAMBDA
        SourceIdentifier: !GetAtt Function.Arn
        SourceDetails:
          - {EventSource: aws.config, MessageType: ConfigurationItemChangeNotification}
          - {EventSource: aws.config, MessageType: OversizedConfigurationItemChangeNotification}
          - {EventSource: aws.config, MessageType: ScheduledNotification, MaximumExecutionFrequency: TwentyFour_Hours}
  Findings:
    Type: AWS::Events::Rule
    Condition: Told
    Properties:
      EventPattern:
        source: [aws.config]
        detail-type: [Config Rules Compliance Change]
        detail:
          configRuleName: [roletrust]
          newEvaluationResult: {complianceType: [NON_COMPLIANT]}
      Targets: [{Id: topic, Arn: !Ref FindingsTopic}]
Outputs:
  FunctionArn: {Value: !GetAtt Function.Arn}
"""

ORGANIZATION = """AWSTemplateFormatVersion: "2010-09-09"
Description: roletrust as a rule of all accounts of an organization; deploy it beside the function, in the account of \
the function, which is the management account or a delegated administrator of AWS Config
Parameters:
  FunctionArn: {Type: String, Description: Output of the stack that has the function}
  OwnOrganization: {Type: String, AllowedPattern: "o-[a-z0-9]{10,32}"}
  ExternalId: {Type: String, MinLength: 8, Description: The same as the members' stack set has}
  SecurityHub: {Type: String, Default: "false", AllowedValues: ["true", "false"]}
Resources:
  Rule:
    Type: AWS::Config::OrganizationConfigRule
    Properties:
      OrganizationConfigRuleName: roletrust
      OrganizationCustomRuleMetadata:
        LambdaFunctionArn: !Ref FunctionArn
        ResourceTypesScope: [AWS::IAM::Role]
        OrganizationConfigRuleTriggerTypes:
          - ConfigurationItemChangeNotification
          - OversizedConfigurationItemChangeNotification
          - ScheduledNotification
        MaximumExecutionFrequency: TwentyFour_Hours
        InputParameters: !Sub >-
          {"memberRole": "roletrust-config-rule", "externalId": "${ExternalId}",
          "ownOrganizations": "${OwnOrganization}", "organizationAccounts": "true", "securityHub": "${SecurityHub}"}
"""

MEMBER = """AWSTemplateFormatVersion: "2010-09-09"
Description: The role by which roletrust's function tells AWS Config in a member account; deploy it as a stack set
Parameters:
  FunctionRoleArn: {Type: String, Description: ARN of the role of the function}
  ExternalId: {Type: String, MinLength: 8}
  SecurityHub: {Type: String, Default: "false", AllowedValues: ["true", "false"]}
Conditions:
  Hub: !Equals [!Ref SecurityHub, "true"]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: roletrust-config-rule
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: !Ref FunctionRoleArn}
            Action: sts:AssumeRole
            Condition: {StringEquals: {"sts:ExternalId": !Ref ExternalId}}
      Policies:
        - PolicyName: roletrust
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: iam:GetRole
                Resource: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*
              - Effect: Allow
                Action: [iam:ListRoles, config:PutEvaluations]
                Resource: "*"
              - Fn::If:
                  - Hub
                  - Effect: Allow
                    Action: securityhub:BatchImportFindings
                    Resource: !Sub
                      arn:${AWS::Partition}:securityhub:${AWS::Region}:${AWS::AccountId}:product/${AWS::AccountId}/default
                  - !Ref AWS::NoValue
"""

CONFORMANCE_PACK = """Parameters:
  FunctionArn: {Type: String}
Resources:
  Roletrust:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: roletrust
      Scope: {ComplianceResourceTypes: [AWS::IAM::Role]}
      Source:
        Owner: CUSTOM_LAMBDA
        SourceIdentifier: {Ref: FunctionArn}
        SourceDetails:
          - {EventSource: aws.config, MessageType: ConfigurationItemChangeNotification}
          - {EventSource: aws.config, MessageType: OversizedConfigurationItemChangeNotification}
          - {EventSource: aws.config, MessageType: ScheduledNotification, MaximumExecutionFrequency: TwentyFour_Hours}
"""

TERRAFORM = """# roletrust as a custom rule of AWS Config: who can assume each role of the account.
variable "parameters" {
  description = "Of the rule, by their names: ownAccounts, trustedAccounts, minimumSeverity, securityHub and others."
  type        = map(string)
  default     = {}
}

variable "findings_topic" {
  description = "ARN of an SNS topic that hears of roles that do not comply; events.amazonaws.com may publish to it."
  type        = string
  default     = ""
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  product   = "product/${local.account}/default"
  hub = lookup(var.parameters, "securityHub", "false") != "true" ? [] : [{
    Effect   = "Allow"
    Action   = ["securityhub:BatchImportFindings"]
    Resource = "arn:${local.partition}:securityhub:${data.aws_region.current.name}:${local.account}:${local.product}"
  }]
}

resource "aws_iam_role" "roletrust" {
  name = "roletrust-config-rule-function"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "roletrust" {
  role = aws_iam_role.roletrust.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.hub, [
      {
        Effect   = "Allow"
        Action   = "iam:GetRole"
        Resource = "arn:${local.partition}:iam::${local.account}:role/*"
      },
      {
        Effect   = "Allow"
        Action   = ["iam:ListRoles", "config:PutEvaluations", "organizations:ListAccounts"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.roletrust.arn}:*"
      },
    ])
  })
}

resource "aws_cloudwatch_log_group" "roletrust" {
  name              = "/aws/lambda/roletrust-config-rule"
  retention_in_days = 365
}

resource "aws_lambda_function" "roletrust" {
  function_name                  = "roletrust-config-rule"
  runtime                        = "python3.12"
  handler                        = "roletrust.config_rule.handler.handler"
  filename                       = "${path.module}/roletrust-config-rule.zip"
  source_code_hash               = filebase64sha256("${path.module}/roletrust-config-rule.zip")
  role                           = aws_iam_role.roletrust.arn
  memory_size                    = 512
  timeout                        = 900
  reserved_concurrent_executions = 5
  depends_on                     = [aws_cloudwatch_log_group.roletrust]
  tracing_config {
    mode = "PassThrough"
  }
}

resource "aws_lambda_permission" "config" {
  function_name  = aws_lambda_function.roletrust.function_name
  action         = "lambda:InvokeFunction"
  principal      = "config.amazonaws.com"
  source_account = local.account
}

resource "aws_config_config_rule" "roletrust" {
  name             = "roletrust"
  input_parameters = jsonencode(var.parameters)
  depends_on       = [aws_lambda_permission.config]
  scope {
    compliance_resource_types = ["AWS::IAM::Role"]
  }
  source {
    owner             = "CUSTOM_LAMBDA"
    source_identifier = aws_lambda_function.roletrust.arn
    source_detail {
      message_type = "ConfigurationItemChangeNotification"
    }
    source_detail {
      message_type = "OversizedConfigurationItemChangeNotification"
    }
    source_detail {
      message_type                = "ScheduledNotification"
      maximum_execution_frequency = "TwentyFour_Hours"
    }
  }
}

resource "aws_cloudwatch_event_rule" "findings" {
  count = var.findings_topic == "" ? 0 : 1
  name  = "roletrust-findings"
  event_pattern = jsonencode({
    source      = ["aws.config"]
    detail-type = ["Config Rules Compliance Change"]
    detail = {
      configRuleName      = [aws_config_config_rule.roletrust.name]
      newEvaluationResult = { complianceType = ["NON_COMPLIANT"] }
    }
  })
}

resource "aws_cloudwatch_event_target" "findings" {
  count = var.findings_topic == "" ? 0 : 1
  rule  = aws_cloudwatch_event_rule.findings[0].name
  arn   = var.findings_topic
}
"""

FILES = {
    "account/template.yaml": CLOUDFORMATION,
    "terraform/main.tf": TERRAFORM,
    "organization/rule.yaml": ORGANIZATION,
    "organization/member.yaml": MEMBER,
    "conformance-pack.yaml": CONFORMANCE_PACK,
}
