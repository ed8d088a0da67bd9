"""More messages as people posted them, of controllers, deployers and SDKs that wrap what STS said in their own words.

As in `said.py`: each with the page that it stands on, cut where it goes on about something else.
"""

from __future__ import annotations

from diagnosis.said import BY_TOKEN, GITHUB, TOKEN, UNKNOWN_ACROSS, UNKNOWN_INSIDE, Said

ELSEWHERE = (
    Said(
        GITHUB + "aws-samples/aws-cdk-for-emr-on-eks/issues/2",
        "python throws errors when calling aws services:\nClientError: An error occurred (AccessDenied) when "
        "calling the AssumeRoleWithWebIdentity operation: Not authorized to perform "
        "sts:AssumeRoleWithWebIdentity\n",
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "external-secrets/kubernetes-external-secrets/issues/287",
        "aws sts get-caller-identity\n\nAn error occurred (AccessDenied) when calling the "
        "AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity\n",
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "aws/amazon-eks-pod-identity-webhook/issues/30",
        "kubectl exec -it awscli -n MY_NAMESPACE -- aws sts get-caller-identity\n\nAn error occurred "
        "(AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform "
        "sts:AssumeRoleWithWebIdentity\ncommand terminated with exit code 254",
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "aws/aws-node-termination-handler/issues/373",
        '2021/02/24 18:21:12 ??? There was a problem monitoring for events error="WebIdentityErr: failed to '
        "retrieve credentials\\ncaused by: AccessDenied: Not authorized to perform "
        "sts:AssumeRoleWithWebIdentity\\n\\tstatus code: 403, request id: "
        'ef27c9bd-e129-44ca-bbbe-839cdcc3e840" event_type=SQS_TERMINATE',
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "kubernetes-sigs/aws-ebs-csi-driver/issues/1010",
        ": could not create volume in EC2: WebIdentityErr: failed to retrieve credentials\ncaused by: "
        "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity\n          status code: 403, "
        "request id: 2550e4a3-f66a-4a6c-8080-47a7787e8bd3",
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "awslabs/data-on-eks/issues/603",
        "I've tried to execute `aws sts get-caller-identity` but get `An error occurred (AccessDenied) when "
        "calling the AssumeRoleWithWebIdentity operation: Not authorized to perform "
        "sts:AssumeRoleWithWebIdentity`",
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "kubeflow/spark-operator/issues/1129",
        "Caused by: org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException: No AWS Credentials provided by "
        "WebIdentityTokenCredentialsProvider : "
        "com.amazonaws.services.securitytoken.model.AWSSecurityTokenServiceException: Not authorized to "
        "perform sts:AssumeRoleWithWebIdentity (Service: AWSSecurityTokenService; Status Code: 403; Error "
        "Code: AccessDenied; Request ID: ID; Proxy: null)\n\tat "
        "org.apache.hadoop.fs.s3a.AWSCredentialProviderList.getCredentials(AWSCredentialProviderList.java:159)",
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "aws/aws-sdk-net/issues/1522",
        "Unhandled exception. Amazon.Runtime.AmazonClientException: Error calling AssumeRole for role "
        "arn:aws:iam::xxxx:role/xxx\n ---> Amazon.SecurityToken.AmazonSecurityTokenServiceException: Not "
        "authorized to perform sts:AssumeRoleWithWebIdentity ---> "
        "Amazon.Runtime.Internal.HttpErrorResponseException: Exception of type "
        "'Amazon.Runtime.Internal.HttpErrorResponseException' was thrown.\n   at "
        "Amazon.Runtime.HttpWebRequestMessage.GetResponse()",
        action=BY_TOKEN,
        role="arn:aws:iam::xxxx:role/xxx",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "peymanmortazavi/eks-helm-deploy/issues/7",
        "Executing: helm upgrade --wait --atomic --install -n default app chart\n\nAn error occurred "
        "(AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::***:user/app-user is not "
        "authorized to perform: sts:AssumeRole on resource: arn:aws:iam::118196747825:role/blackbox-eks-admin\n"
        "Error: Kubernetes cluster unreachable: Get "
        '"https://***********gr7.us-east-2.eks.amazonaws.com/version?timeout=32s": getting credentials: exec: '
        "exit status 255",
        caller="arn:aws:iam::***:user/app-user",
        role="arn:aws:iam::118196747825:role/blackbox-eks-admin",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "external-secrets/external-secrets/issues/5222",
        '{"level":"error","ts":"2025-08-28T23:08:06.377Z","msg":"Reconciler '
        'error","controller":"secretstore","namespace":"beta-workflow-scheduler","error":"could not validate '
        "provider: AccessDenied: User: "
        "arn:aws:sts::049306942178:assumed-role/cqeks-nonprod-049306942178-us-east-2-external-secrets/token"
        "-file-web-identity is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::049306942178:role/es/role-eks-beta-222262-cq-workflow-scheduler-us-east-2\\n\\tstatus "
        "code: 403, request id: "
        '4eaf8694-474d-48c5-b4f5-44d124780182","stacktrace":"sigs.k8s.io/controller-runtime/pkg/internal/co'
        'ntroller.(*Controller[...]).reconcileHandler"}',
        caller="arn:aws:sts::049306942178:assumed-role/cqeks-nonprod-049306942178-us-east-2-external-secrets/token"
        "-file-web-identity",
        role="arn:aws:iam::049306942178:role/es/role-eks-beta-222262-cq-workflow-scheduler-us-east-2",
        code="AccessDenied",
        causes=UNKNOWN_INSIDE,
    ),
    Said(
        GITHUB + "external-secrets/kubernetes-external-secrets/issues/791",
        '{"level":50,"pid":17,"payload":{"message":"Missing credentials in config, if using AWS_CONFIG_FILE, '
        'set AWS_SDK_LOAD_CONFIG=1","code":"CredentialsError","originalError":{"message":"Could not load '
        "credentials from "
        'ChainableTemporaryCredentials","code":"CredentialsError","originalError":{"message":"User: '
        "arn:aws:sts::ACCOUNTID:assumed-role/external-secrets-iam-role/token-file-web-identity is not "
        "authorized to perform: sts:AssumeRole on resource: "
        'arn:aws:iam::ACCOUNTID:role/external-secrets-iam-role","code":"AccessDenied","statusCode":403}}}}',
        caller="arn:aws:sts::ACCOUNTID:assumed-role/external-secrets-iam-role/token-file-web-identity",
        role="arn:aws:iam::ACCOUNTID:role/external-secrets-iam-role",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "aws/aws-cdk/issues/3654",
        "[19:33:00] Assuming role "
        "'arn:aws:iam::{target-account1}:role/cdk-hnb659fds-lookup-role-{target-account1}-eu-west-1'.\n"
        "[19:33:00] Assuming role failed: User: "
        "arn:aws:sts::{account2}:assumed-role/csaee-pipeline-PipelineUpdatePipelineSelfMutationRo-7SwuJzpM4"
        "6I3/AWSCodeBuild-2e6f3310-3644-451e-bbda-218a5baa8e93 is not authorized to perform: sts:AssumeRole on "
        "resource: arn:aws:iam::{target-account1}:role/cdk-hnb659fds-lookup-role-{target-account1}-eu-west-1",
        caller="arn:aws:sts::{account2}:assumed-role/csaee-pipeline-PipelineUpdatePipelineSelfMutationRo-7SwuJzpM4"
        "6I3/AWSCodeBuild-2e6f3310-3644-451e-bbda-218a5baa8e93",
        role="arn:aws:iam::{target-account1}:role/cdk-hnb659fds-lookup-role-{target-account1}-eu-west-1",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "aws/aws-cdk/issues/31845",
        "[21:48:52] Could not assume role in target account using current credentials User: "
        "arn:aws:iam::AAAAAAAAAAA:user/github-actions-cdk-deployment is not authorized to perform: "
        "sts:AssumeRole on resource: "
        "arn:aws:iam::AAAAAAAAAAA:role/cdk-hnb659fds-file-publishing-role-AAAAAAAAAAA-us-west-2 . Please make "
        "sure that this role exists in the account. If it doesn't exist, (re)-bootstrap the environment with "
        "the right '--trust', using the latest version of the CDK CLI.",
        caller="arn:aws:iam::AAAAAAAAAAA:user/github-actions-cdk-deployment",
        role="arn:aws:iam::AAAAAAAAAAA:role/cdk-hnb659fds-file-publishing-role-AAAAAAAAAAA-us-west-2",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "aws-samples/cdk-assume-role-credential-plugin/issues/20",
        "Could not assume role in target account (did you bootstrap the environment with the right "
        "'--trust's?): \nUser: "
        "arn:aws:sts::1454YYYYYYYY:assumed-role/cdk-hnb659fds-deploy-role-1454YYYYYYYY-eu-west-2/1454YYYYYY"
        "Y-0-session \nis not authorized to perform: sts:AssumeRole \non resource: "
        "arn:aws:iam::1454YYYYYYY:role/cdk-hnb659fds-deploy-role-1454YYYYYYY-eu-west-2",
        caller="arn:aws:sts::1454YYYYYYYY:assumed-role/cdk-hnb659fds-deploy-role-1454YYYYYYYY-eu-west-2/1454YYYYYY"
        "Y-0-session",
        role="arn:aws:iam::1454YYYYYYY:role/cdk-hnb659fds-deploy-role-1454YYYYYYY-eu-west-2",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "corymhall/cdk-diff-action/issues/62",
        "    Error performing stack diff:  AccessDenied: User: "
        "arn:aws:sts::***:assumed-role/github-action/monorepoCISession is not authorized to perform: "
        "sts:AssumeRole on resource: "
        "arn:aws:iam::${AWS::AccountId}:role/cdk-hnb659fds-lookup-role-${AWS::AccountId}-${AWS::Region}\n   "
        "     at throwDefaultError "
        "(/home/runner/work/_actions/corymhall/cdk-diff-action/v1/node_modules/@smithy/smithy-client/dist-c"
        "js/index.js:838:1)",
        caller="arn:aws:sts::***:assumed-role/github-action/monorepoCISession",
        role="arn:aws:iam::${AWS::AccountId}:role/cdk-hnb659fds-lookup-role-${AWS::AccountId}-${AWS::Region}",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "danilop/LambdAuth/issues/49",
        "An error occurred (InvalidParameterValueException) when calling the CreateFunction operation: The "
        "role defined for the function cannot be assumed by Lambda.",
        code="InvalidParameterValueException",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "pdomala/LambdaCDDemo/issues/1",
        "The role defined for the function cannot be assumed by Lambda. (Service: AWSLambdaInternal; Status "
        "Code: 400; Error Code: InvalidParameterValueException; Request ID: "
        "d98cedb2-1dd2-11e9-a5ce-a9684da8c5c4)",
        code="InvalidParameterValueException",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "alexcasalboni/aws-lambda-power-tuning/issues/69",
        '"error": {\n    "Error": "InvalidParameterValueException",\n    "Cause": '
        '"{\\"errorType\\":\\"InvalidParameterValueException\\",\\"errorMessage\\":\\"The role defined for the '
        'function cannot be assumed by Lambda.\\",\\"trace\\":[\\"InvalidParameterValueException: The role '
        'defined for the function cannot be assumed by Lambda.\\",\\"    at Object.extractError '
        '(/var/runtime/node_modules/aws-sdk/lib/protocol/json.js:51:27)\\"]}"\n  }',
        code="InvalidParameterValueException",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "zeit/now/issues/27",
        "/ Creating API resources> Error! An unexpected error occurred!\n  InvalidParameterValueException: The "
        "role defined for the function cannot be assumed by Lambda.\n    at Object.extractError "
        "(C:\\Users\\Elliott\\AppData\\Roaming\\npm\\node_modules\\now\\node_modules\\aws-sdk\\lib\\protocol\\json.js:4"
        "8:27)",
        code="InvalidParameterValueException",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "noppoMan/Hexaville/issues/74",
        'fatal error: invalidParameterValueException(Optional("The role defined for the function cannot be '
        'assumed by Lambda.")): file '
        "/Users/yuki/WorkingsPlace/program/oss/Hexaville/Sources/Hexaville/main.swift, line 201",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "serverless/serverless/issues/2215",
        "  Serverless Error ---------------------------------------\n\n An error occurred while provisioning "
        "your stack: HelloLambdaFunction\n - The role defined for the function cannot be assumed\n by "
        "Lambda..\n",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "serverless/serverless-graphql-blog/issues/14",
        'Failed to deploy the following functions in "dev" to the following regions:  \nServerless: us-east-1 '
        "------------------------  \nServerless:   graphql: The role defined for the function cannot be "
        "assumed by Lambda.  \n",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "amzn/selling-partner-api-models/issues/51",
        "when call api I get  error: arn:aws:iam::111122223333:user/seller is not authorized to perform: "
        "sts:AssumeRole on arn:aws:iam::111122223333:role/seller.",
        caller="arn:aws:iam::111122223333:user/seller",
        role="arn:aws:iam::111122223333:role/seller",
        causes=UNKNOWN_INSIDE,
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/1219",
        "An error occurred (AccessDenied) when calling the AssumeRole operation: User: "
        "arn:aws:sts::abc:assumed-role/AssumeRoleWithAction/GitHub_to_AWS is not authorized to perform: "
        "sts:AssumeRole on resource: arn:aws:iam::abc:role/AssumeRoleWithAction",
        caller="arn:aws:sts::abc:assumed-role/AssumeRoleWithAction/GitHub_to_AWS",
        role="arn:aws:iam::abc:role/AssumeRoleWithAction",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "aidan-/aws-cli-federator/pull/3",
        "ERROR: Failed to assume role: Unable to assume role: ValidationError: The requested DurationSeconds "
        "exceeds the MaxSessionDuration set for this role.",
        action="",
        code="ValidationError",
        causes=("duration-too-long",),
    ),
    Said(
        GITHUB + "cevoaustralia/aws-google-auth/issues/209",
        "Assuming arn:aws:iam::<redacted>:role/<redacted>\nERROR:root:An error occurred (ValidationError) when "
        "calling the AssumeRoleWithSAML operation: The requested DurationSeconds exceeds the "
        'MaxSessionDuration set for this role.\nTraceback (most recent call last):\n  File "/Users/gerry/Dev',
        action="sts:AssumeRoleWithSAML",
        code="ValidationError",
        causes=("duration-too-long",),
    ),
    Said(
        GITHUB + "ruimarinho/gsts/issues/13",
        "Found Role ARN arn:aws:iam::[account]:role/[role]\nFound Principal ARN "
        "arn:aws:iam::[account]:saml-provider/[provider]\nThe requested DurationSeconds exceeds the "
        "MaxSessionDuration set for this role.\n",
        action="",
        role="arn:aws:iam::[account]:role/[role]",
        code="ValidationError",
        causes=("duration-too-long",),
    ),
    Said(
        GITHUB + "treeverse/dvc.org/pull/5273",
        "InvalidIdentityTokenException:\nAn error occurred (InvalidIdentityToken) when calling the "
        "AssumeRoleWithWebIdentity operation: No OpenIDConnect provider found in your account for "
        "https://studio.dvc.ai/api",
        action=BY_TOKEN,
        code="InvalidIdentityToken",
        causes=("provider-missing",),
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/721",
        "AssumeRoleAndCallIdentity\nNo OpenIDConnect provider found in your account for "
        "https://token.actions.githubusercontent.com\n",
        action="",
        code="InvalidIdentityToken",
        causes=("provider-missing",),
    ),
    Said(
        GITHUB + "mozilla-iam/mozilla-aws-cli/issues/127",
        "ERROR:mozilla_aws_cli.sts_conn:AWS STS Call failed 400 : <ErrorResponse "
        'xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    <Type>Sender</Type>\n    '
        "<Code>InvalidIdentityToken</Code>\n    <Message>No OpenIDConnect provider found in your account for "
        "https://auth.mozilla.auth0.com/</Message>\n  </Error>\n  "
        "<RequestId>26603485-0bd5-11ea-a642-b7dfa91cf04b</RequestId>\n</ErrorResponse>\n",
        action="",
        code="InvalidIdentityToken",
        causes=("provider-missing",),
    ),
    Said(
        GITHUB + "aws/aws-sdk-js-v3/issues/5083",
        "InvalidIdentityTokenException: No OpenIDConnect provider found in your account for "
        "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/<ID>\n    at de_InvalidIdentityTokenExceptionRes "
        "(/path/node_modules/@aws-sdk/client-sts/dist-cjs/protocols/Aws_query.js:436:23)\n    at "
        "de_AssumeRoleWithWebIdentityCommandError "
        "(/path/node_modules/@aws-sdk/client-sts/dist-cjs/protocols/Aws_query.js:219:25)",
        action="",
        code="InvalidIdentityToken",
        causes=("provider-missing",),
    ),
    Said(
        GITHUB + "mozilla-iam/mozilla-aws-cli/issues/146",
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    '
        "<Type>Sender</Type>\n    <Code>ExpiredTokenException</Code>\n    <Message>Token too old: "
        "441398</Message>\n  </Error>\n  <RequestId>1fd1964b-1544-11ea-ba37-99c3c1dede42</RequestId>\n"
        "</ErrorResponse>",
        action="",
        code="ExpiredToken",
        causes=("credentials-expired",),
    ),
    Said(
        GITHUB + "y13i/sgviz/issues/9",
        "/var/lib/gems/2.3.0/gems/aws-sdk-core-2.10.21/lib/seahorse/client/plugins/raise_response_errors.rb"
        ":15:in `call': MultiFactorAuthentication failed, must provide both MFA serial number and one time "
        "pass code. (Aws::STS::Errors::AccessDenied)",
        action="",
        code="AccessDenied",
        causes=("mfa-missing",),
    ),
    Said(
        GITHUB + "broamski/aws-mfa/issues/46",
        "ERROR - An error occured while calling assume role: An error occurred (AccessDenied) when calling the "
        "GetSessionToken operation: MultiFactorAuthentication failed, unable to validate MFA code.  Please "
        "verify your MFA serial number is valid and associated with this user",
        action="sts:GetSessionToken",
        code="AccessDenied",
        causes=("mfa-code-refused",),
    ),
    Said(
        GITHUB + "step-security/wait-for-secrets/issues/216",
        "An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication "
        "failed with invalid MFA one time pass code.",
        code="AccessDenied",
        causes=("mfa-code-refused",),
    ),
    Said(
        GITHUB + "gruntwork-io/terragrunt/issues/899",
        "[terragrunt] 2019/10/08 10:22:12 Initializing remote state for the s3 backend\n[terragrunt] "
        "2019/10/08 10:22:12 Error finding AWS credentials (did you set the AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY environment variables?): AccessDenied: User: "
        "arn:aws:iam::111222333444:user/myawsuser is not authorized to perform: sts:AssumeRole on resource: "
        'arn:aws:iam::"111222333444":role/TerragruntAdministrator\n\tstatus code: 403, request id: '
        "baa64da5-e9a4-11e9-9cb6-bf91d2d562e4\n",
        caller="arn:aws:iam::111222333444:user/myawsuser",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "aws-solutions/instance-scheduler-on-aws/issues/558",
        "(An error occurred (AccessDenied) when calling the AssumeRole operation: User: "
        "arn:aws:sts::XXXXX:assumed-role/test_scheduler-SchedulingRequestHandler-Role/main-test-scheduler-i"
        "nsta-schedulingRequestHandler-jjzoPiu7Imc5 is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::YYYYY:role/test_scheduler-Scheduler-Role)",
        caller="arn:aws:sts::XXXXX:assumed-role/test_scheduler-SchedulingRequestHandler-Role/main-test-scheduler-i"
        "nsta-schedulingRequestHandler-jjzoPiu7Imc5",
        role="arn:aws:iam::YYYYY:role/test_scheduler-Scheduler-Role",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "logstash-plugins/logstash-input-s3/issues/239",
        "[2022-02-23T12:33:17,299][ERROR][logstash.javapipeline    ][main] Pipeline error "
        '{:pipeline_id=>"main", :exception=>#<Aws::STS::Errors::AccessDenied: User: '
        "arn:aws:sts::123456789:assumed-role/eks-dev-NodeInstanceRole-AAAI/i-xyz is not authorized to perform: "
        "sts:AssumeRole on resource: arn:aws:iam::123456789:role/es-dev-ElasticSearch-LogstashRole-BBB>, "
        ':backtrace=>["/usr/share/logstash/vendor/bundle/jruby/2.5.0/gems/aws-sdk-core-2.11.632/lib/seahors'
        "e/client/plugins/raise_response_errors.rb:15:in `call'\"]",
        caller="arn:aws:sts::123456789:assumed-role/eks-dev-NodeInstanceRole-AAAI/i-xyz",
        role="arn:aws:iam::123456789:role/es-dev-ElasticSearch-LogstashRole-BBB",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "abuzuhri/Amazon-SP-API-CSharp/issues/471",
        "Amazon.SecurityToken.AmazonSecurityTokenServiceException: 'User: "
        "arn:aws:iam::123456789:user/UserAccount is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::123456789:user/UserAccount '",
        caller="arn:aws:iam::123456789:user/UserAccount",
        role="arn:aws:iam::123456789:user/UserAccount",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "abuzuhri/Amazon-SP-API-CSharp/issues/29",
        "System.AggregateException\n  HResult=0x80131500\n  Message=One or more errors occurred. (User: "
        "arn:aws:iam::123456789:user/SP-API_User is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::123456789:user/SP-API_User)\n  Source=System.Private.CoreLib",
        caller="arn:aws:iam::123456789:user/SP-API_User",
        role="arn:aws:iam::123456789:user/SP-API_User",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "jrl84/amazon-sp-api/issues/212",
        "CustomError: User: arn:aws:sts::*********:assumed-role/ELANCO-MINT-ECOM-DATA-INGESTION/MINT is not "
        "authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::***********:role/ECOM-KPI-DATA-INGESTION-ROLE\n    at "
        "SellingPartner.refreshRoleCredentials (node_modules\\amazon-sp-api\\lib\\SellingPartner.js:580:13) "
        "{\n  code: 'AccessDenied',\n  type: 'error'\n}",
        caller="arn:aws:sts::*********:assumed-role/ELANCO-MINT-ECOM-DATA-INGESTION/MINT",
        role="arn:aws:iam::***********:role/ECOM-KPI-DATA-INGESTION-ROLE",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "cert-manager/cert-manager/issues/5780",
        'E0205 15:24:20.203406       1 sync.go:282] cert-manager/challenges/finalizer "msg"="error cleaning up '
        'challenge" "error"=\n"error instantiating route53 challenge solver: \nunable to assume role: \n'
        "AccessDenied: \nUser: "
        "arn:aws:sts::012345679012:assumed-role/eksctl-example-eks-demo1-addon-iamserviceaccoun-Role1-Q3CU3"
        "WQ83UKE/1675610660182694283 \nis not authorized to perform:\nsts:AssumeRole on resource: \n"
        "arn:aws:iam::012345679012:role/eksctl-example-eks-demo1-addon-iamserviceaccoun-Role1-Q3CU3WQ83UKE\n"
        '\\n\\tstatus code: 403, request id: 4d234048-0807-4d9b-87d7-b3ac1c610456" "dnsName"="example.ai"',
        caller="arn:aws:sts::012345679012:assumed-role/eksctl-example-eks-demo1-addon-iamserviceaccoun-Role1-Q3CU3"
        "WQ83UKE/1675610660182694283",
        role="arn:aws:iam::012345679012:role/eksctl-example-eks-demo1-addon-iamserviceaccoun-Role1-Q3CU3WQ83UKE",
        code="AccessDenied",
        causes=UNKNOWN_INSIDE,
    ),
    Said(
        GITHUB + "cert-manager/cert-manager/issues/5893",
        "Error presenting challenge: error instantiating route53 challenge solver: unable to assume role: "
        "AccessDenied: User: "
        "arn:aws:sts::############:assumed-role/eksctl-teleport-staging-node-NodeInstanceRole-1Q018K4TZEAIC"
        "/i-07014edbf556cb4ce is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::############:role/cert-manager-serviceaccount status code: 403, request id: "
        "c0214b59-c25b-44bd-a26d-5604ef9e67ba",
        caller="arn:aws:sts::############:assumed-role/eksctl-teleport-staging-node-NodeInstanceRole-1Q018K4TZEAIC"
        "/i-07014edbf556cb4ce",
        role="arn:aws:iam::############:role/cert-manager-serviceaccount",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "cert-manager/cert-manager/issues/4053",
        "  Warning  PresentError  24s  cert-manager  Error presenting challenge: error instantiating route53 "
        "challenge solver: unable to assume role: AccessDenied: User: "
        "arn:aws:sts::123456789:assumed-role/cert-manager/123456789123 is not authorized to perform: "
        "sts:AssumeRole on resource: arn:aws:iam::123456789:role/cert-manager\n",
        caller="arn:aws:sts::123456789:assumed-role/cert-manager/123456789123",
        role="arn:aws:iam::123456789:role/cert-manager",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "binbashar/le-tf-infra-aws/pull/1079",
        "Without `sts:TagSession`, workflows that assume `DeployMaster` from a GitHub Action fail with `User: "
        "arn:aws:iam::***:user/machine.github.actions.le-cli is not authorized to perform: sts:TagSession on "
        "resource: arn:aws:iam::<APPS_PRD_ACCOUNT_ID>:role/DeployMaster`",
        caller="arn:aws:iam::***:user/machine.github.actions.le-cli",
        action="sts:TagSession",
        role="arn:aws:iam::<APPS_PRD_ACCOUNT_ID>:role/DeployMaster",
        causes=("session-tags-not-allowed",),
    ),
    Said(
        GITHUB + "jrl84/amazon-sp-api/issues/218",
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    '
        "<Type>Sender</Type>\n    <Code>InvalidClientTokenId</Code>\n    <Message>The security token included "
        "in the request is invalid.</Message>\n  </Error>",
        action="",
        code="InvalidClientTokenId",
        causes=("credentials-invalid",),
    ),
    Said(
        GITHUB + "okta-awscli/okta-awscli/pull/145",
        "{\n    'Error': {\n        'Code': 'InvalidClientTokenId',\n        'Message': 'The security token "
        "included in the request is invalid',\n        'Type': 'Sender'\n    },\n    'ResponseMetadata': "
        "{\n        'HTTPStatusCode': 403\n    }\n}",
        action="",
        code="InvalidClientTokenId",
        causes=("credentials-invalid",),
    ),
    Said(
        GITHUB + "terraform-aws-modules/terraform-aws-eks/issues/2890",
        "╷\n│ Error: creating IAM Role (eks-workshop-cluster-20240202045830820400000001): "
        "InvalidClientTokenId: The security token included in the request is invalid\n│       status code: "
        "403, request id: a6a7d9c3-498b-44ed-937a-255dc73abd73\n│ \n│   with module.eks.aws_iam_role.this[0],\n",
        action="",
        code="InvalidClientTokenId",
        causes=("credentials-invalid",),
    ),
    Said(
        GITHUB + "aws/aws-sdk-java-v2/issues/1649",
        "Caused by: software.amazon.awssdk.services.sts.model.StsException: The security token included in the "
        "request is expired (Service: Sts, Status Code: 403, Request ID: 69d599e0-7b94-4cf4-a564-fc698225471f)",
        action="",
        code="ExpiredToken",
        causes=("credentials-expired",),
    ),
    Said(
        GITHUB + "remind101/assume-role/issues/20",
        "I have a long running stack deployment, using this with Serverless, MFA, and just had the whole thing "
        'quit with "The security token included in the request is expired".',
        action="",
        code="ExpiredToken",
        causes=("credentials-expired",),
    ),
    Said(
        GITHUB + "aws-samples/aws-iot-twinmaker-samples/issues/147",
        "botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the CreateRole "
        "operation: The security token included in the request is expired",
        action="",
        code="ExpiredToken",
        causes=("credentials-expired",),
    ),
    Said(
        GITHUB + "aws/aws-cdk/issues/11353",
        "arn:aws:iam::ACCOUNT_NUMBER:role/IAM_ROLE_NAME is not authorized to perform AssumeRole on role "
        "arn:aws:iam::ACCOUNT_NUMBER:role/IAM_ROLE_NAME (Service: AWSCodePipeline; Status Code: 400; Error "
        "Code: InvalidStructureException; Request ID: x)",
        caller="arn:aws:iam::ACCOUNT_NUMBER:role/IAM_ROLE_NAME",
        role="arn:aws:iam::ACCOUNT_NUMBER:role/IAM_ROLE_NAME",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "Motiva-AI/stepwise/pull/22",
        "The principal states.amazonaws.com is not authorized to assume the provided role.",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "samcday/logstash-output-kinesis/issues/40",
        "Caused by: com.amazonaws.services.securitytoken.model.AWSSecurityTokenServiceException: Access denied "
        "(Service: AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied; Request ID: $redacted)",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
)
