"""Error messages as people posted them, each with the page that it stands on, and what it is a case of.

Where the poster made an account or a name unreadable, it is left as it is; a message that needs its names for a policy
has them filled in, and nothing else changed.
"""

from __future__ import annotations

from typing import NamedTuple

GITHUB = "https://github.com/"
TROUBLESHOOTING = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"


class Said(NamedTuple):
    """A message, and what is read of it; `causes`: what can be said without the role's policy, the first first."""

    source: str
    text: str
    caller: str = ""
    action: str = "sts:AssumeRole"
    role: str = ""
    code: str = ""
    causes: tuple[str, ...] = ()
    denial: str = ""
    policy: str = ""


UNKNOWN_ACROSS = ("caller-not-named", "callers-own-policy", "external-id-missing")
UNKNOWN_INSIDE = ("caller-not-named", "callers-own-policy")
TOKEN = ("token-subject", "token-audience", "token-claim")
BY_TOKEN = "sts:AssumeRoleWithWebIdentity"

SAID = (
    Said(
        GITHUB + "amzn/selling-partner-api-docs/issues/564",
        "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the AssumeRole operation: User: "
        "arn:aws:iam::xxx:user/mc.my.inventory is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::xxx:role/AmazonOrders",
        "arn:aws:iam::xxx:user/mc.my.inventory",
        role="arn:aws:iam::xxx:role/AmazonOrders",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "amzn/selling-partner-api-models/issues/2523",
        'Error executing "AssumeRole" on "https://sts.eu-west-1.amazonaws.com"; AWS HTTP error: Client error: `POST '
        "https://sts.eu-west-1.amazonaws.com` resulted in a `403 Forbidden` response: Sender AccessDeni (truncated...) "
        "AccessDenied (client): User: arn:aws:iam::67211257:user/Qikink is not authorized to perform: sts:AssumeRole on "
        "resource: arn:aws:iam::67211257:user/Qikink - Sender AccessDenied",
        "arn:aws:iam::67211257:user/Qikink",
        role="arn:aws:iam::67211257:user/Qikink",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "amzn/selling-partner-api-models/issues/891",
        "User: arn:aws:iam::*:user/gudsen is not authorized to perform: sts:AssumeRole on resource: "
        "aws:iam::*:role/gudsen_role (Service: AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied; "
        "Request ID: b59b74ae-9126-4975-8a87-c987e092da76)",
        "arn:aws:iam::*:user/gudsen",
        role="aws:iam::*:role/gudsen_role",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "aws/aws-msk-iam-auth/issues/108",
        "Caused by com.amazonaws.services.securitytoken.model.AWSSecurityTokenServiceException: User: <role> is not "
        "authorized to perform: sts:AssumeRole on resource: <resource> (Service: AWSSecurityTokenService; Status Code: "
        "403; Error Code: AccessDenied; Request ID: <request-id>; Proxy: null)",
        role="<resource>",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "amzn/selling-partner-api-models/issues/55",
        "com.amazonaws.services.securitytoken.model.AWSSecurityTokenServiceException: User: "
        "arn:aws:iam::579974362352:user/qilin is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::579974362352:user/qilin",
        "arn:aws:iam::579974362352:user/qilin",
        role="arn:aws:iam::579974362352:user/qilin",
        causes=UNKNOWN_INSIDE,
    ),
    Said(
        GITHUB + "aws/karpenter-provider-aws/issues/4680",
        "[ERROR] Exception: b'\\nAn error occurred (AccessDenied) when calling the AssumeRole operation: User: "
        "arn:aws:sts::629146268066:assumed-role/Karpenter-KarpenterEksClu-HandlerServiceRoleFCDC14-1E2S2B6XVZBLW/"
        "Karpenter-KarpenterEksCluster73357-Handler886CB40B-1FCztK9eeCEe is not authorized to perform: sts:AssumeRole "
        "on resource: arn:aws:iam::629146268066:role/EksAdminRole-mycluster\\nUnable to connect to the server: getting "
        "credentials: exec: executable aws failed with exit code 255\\n'\nTraceback (most recent call last):\n  File "
        '"/var/task/index.py", line 14, in handler',
        "arn:aws:sts::629146268066:assumed-role/Karpenter-KarpenterEksClu-HandlerServiceRoleFCDC14-1E2S2B6XVZBLW/"
        "Karpenter-KarpenterEksCluster73357-Handler886CB40B-1FCztK9eeCEe",
        role="arn:aws:iam::629146268066:role/EksAdminRole-mycluster",
        code="AccessDenied",
        causes=UNKNOWN_INSIDE,
    ),
    Said(
        GITHUB + "cloud-toolkit/cloud-toolkit-aws/issues/31",
        "    error: 1 error occurred:\n        * error configuring Terraform AWS Provider: IAM Role "
        "(arn:aws:iam::527336378561:role/root) cannot be assumed.\n    \n    There are a number of possible causes of "
        "this - the most common are:\n      * The credentials used in order to assume the role are invalid\n      * The "
        "credentials do not have appropriate permission to assume the role\n      * The role ARN is not valid\n    \n"
        "    Error: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: "
        "0529cbfe-21c8-47d6-8954-6b4f21eec46f, api error AccessDenied: User: arn:aws:iam::430864128097:user/Williams is "
        "not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::527336378561:role/root",
        "arn:aws:iam::430864128097:user/Williams",
        role="arn:aws:iam::527336378561:role/root",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "hashicorp/terraform-provider-aws/issues/42213",
        '╷\n│ Error: Cannot assume IAM Role\n│\n│   with provider["registry.terraform.io/hashicorp/aws"],\n│   on '
        'provider.tf line 12, in provider "aws":\n│   12: provider "aws" {\n│\n│ IAM Role '
        "(arn:aws:iam::<redacted-accountid>:role/TerraformExecutionRoleDev) cannot be assumed.\n│\n│ There are a number "
        "of possible causes of this - the most common are:\n│   * The credentials used in order to assume the role are "
        "invalid\n│   * The credentials do not have appropriate permission to assume the role\n│   * The role ARN is "
        "not valid\n│\n│ Error: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: "
        "7fc04918-fe93-4633-89d1-e1a4f2fe6e1a, api error AccessDenied: User:\n│ "
        "arn:aws:sts::<redacted-accountid>:assumed-role/AWSReservedSSO_AdministratorAccess_<redacted-unique-id>/alvin "
        "is not authorized to perform: sts:AssumeRole on resource:\n│ "
        "arn:aws:iam::<redacted-accountid>:role/TerraformExecutionRoleDev\n",
        "arn:aws:sts::<redacted-accountid>:assumed-role/AWSReservedSSO_AdministratorAccess_<redacted-unique-id>/alvin",
        role="arn:aws:iam::<redacted-accountid>:role/TerraformExecutionRoleDev",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "hashicorp/terraform/pull/8638",
        'Error refreshing state: 1 error(s) occurred:\n\n* The role "arn:aws:iam:::role/devops" cannot be assumed.\n\n'
        "  There are a number of possible causes of this - the most common are:\n    * The credentials used in order to "
        "assume the role are invalid",
        role="arn:aws:iam:::role/devops",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "uswitch/kiam/issues/33",
        '{"level":"error","msg":"error requesting credentials: AccessDenied: User: '
        "arn:aws:sts::034324643013:assumed-role/us-west-2-md-Controller/i-084d38eaacc983616 is not authorized to "
        "perform: sts:AssumeRole on resource: arn:aws:iam::034324643013:role/us-west-2-md-Kiam\\n\\tstatus code: 403, "
        'request id: 01b4ba14-9af0-11e8-b9ba-c1a73e9c177a","pod.iam.role":"us-west-2-md-external-dns"}',
        "arn:aws:sts::034324643013:assumed-role/us-west-2-md-Controller/i-084d38eaacc983616",
        role="arn:aws:iam::034324643013:role/us-west-2-md-Kiam",
        code="AccessDenied",
        causes=UNKNOWN_INSIDE,
    ),
    Said(
        GITHUB + "uswitch/kiam/issues/5",
        'time="2017-06-02T12:21:36Z" level=error msg="error warming credentials: AccessDenied: Not authorized to perform '
        'sts:AssumeRole\\n\\tstatus code: 403, request id: 059aab77-478e-11e7-a540-2938881f4c35" generation.metadata=0',
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "Netflix/security_monkey/issues/732",
        "2017-05-22 16:24:47,006 INFO: 'Problem Connecting to flowlog:\\nAn error occurred (AccessDenied) when calling "
        "the AssumeRole operation: Not authorized to perform sts:AssumeRole' [in /usr/local/lib/python2.7]",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "hashicorp/terraform-provider-aws/issues/22773",
        "error AccessDenied: User: arn:aws:iam::OMITTED:user/michael is not authorized to perform: sts:AssumeRole on "
        "resource: arn:aws:iam::OMITTED:role/mikelyticsToSandbox",
        "arn:aws:iam::OMITTED:user/michael",
        role="arn:aws:iam::OMITTED:role/mikelyticsToSandbox",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "liatrio/aws-accounts-terraform/issues/11",
        "ERRO[0001] Error finding AWS credentials (did you set the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
        "environment variables?): AccessDenied: User: arn:aws:iam::239042211XXX:user/terraform-init is not authorized to "
        'perform: sts:AssumeRole on resource: arn:aws:iam::"289486821XXX":role/TerragruntAdministrator\n        status '
        "code: 403, request id: 294b7bd3-bf03-4f78-bb00-823133510185 ",
        "arn:aws:iam::239042211XXX:user/terraform-init",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "Netflix/security_monkey/issues/77",
        'BotoServerError: 403 Forbidden\n<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n'
        "    <Type>Sender</Type>\n    <Code>AccessDenied</Code>\n    <Message>User: "
        "arn:aws:sts::123412341234:assumed-role/SecurityMonkeyInstanceProfile/i-e68888 is not authorized to perform: "
        "sts:AssumeRole on resource: arn:aws:iam::432143214321:role/SecurityMonkey</Message>\n  </Error>",
        "arn:aws:sts::123412341234:assumed-role/SecurityMonkeyInstanceProfile/i-e68888",
        role="arn:aws:iam::432143214321:role/SecurityMonkey",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "stelligent/cfn_nag/issues/309",
        "AccessDenied: User: arn:aws:sts::002838516900:assumed-role/mu-pipeline-myapp-ci-us-east-1/"
        "AWSCodeBuild-1cc4b85c-3960-4085-81a6-cc63d5c42c89 is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::002838516900:role/mu-pipeline-my-app-mu-acpt-us-east-1",
        "arn:aws:sts::002838516900:assumed-role/mu-pipeline-myapp-ci-us-east-1/"
        "AWSCodeBuild-1cc4b85c-3960-4085-81a6-cc63d5c42c89",
        role="arn:aws:iam::002838516900:role/mu-pipeline-my-app-mu-acpt-us-east-1",
        code="AccessDenied",
        causes=UNKNOWN_INSIDE,
    ),
    Said(
        GITHUB + "jenkinsci/aws-credentials-plugin/issues/27",
        "FATAL: User: arn:aws:iam::xxx:user/xxx is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::xxx:role/xxx (Service: AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied; "
        "Request ID: xxx)",
        "arn:aws:iam::xxx:user/xxx",
        role="arn:aws:iam::xxx:role/xxx",
        code="AccessDenied",
        causes=UNKNOWN_ACROSS,
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/54",
        "##[error]User: arn:aws:iam::***:user/deployer is not authorized to perform: sts:TagSession on resource: "
        "arn:aws:iam::***:role/devops",
        "arn:aws:iam::***:user/deployer",
        "sts:TagSession",
        "arn:aws:iam::***:role/devops",
        causes=("session-tags-not-allowed",),
    ),
    Said(
        GITHUB + "18F/identity-terraform/pull/115",
        "aws-vault: error: exec: Failed to get credentials for <ACCOUNT>-admin: AccessDenied: User: "
        "arn:aws:iam::<REDACTED>:user/bob.smith is not authorized to perform: sts:TagSession on resource: "
        "arn:aws:iam::<REDACTED>:role/<EXAMPLE-ROLE>",
        "arn:aws:iam::<REDACTED>:user/bob.smith",
        "sts:TagSession",
        "arn:aws:iam::<REDACTED>:role/<EXAMPLE-ROLE>",
        "AccessDenied",
        ("session-tags-not-allowed",),
    ),
    Said(
        GITHUB + "OvertureMaps/stac/pull/114",
        "Retry AssumeRole: attempt 1 of 12 failed: Could not assume role with user credentials: User:\n"
        "arn:aws:sts::913550007193:assumed-role/stac-publish-oidc-overturemaps/GitHubActions is not authorized to "
        "perform:\nsts:TagSession on resource: arn:aws:iam::763944545891:role/cloudfront-invalidator",
        "arn:aws:sts::913550007193:assumed-role/stac-publish-oidc-overturemaps/GitHubActions",
        "sts:TagSession",
        "arn:aws:iam::763944545891:role/cloudfront-invalidator",
        causes=("session-tags-not-allowed",),
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/465",
        "Error: User: arn:aws:iam::***:user/[IAMUSERNAME] is not authorized to perform: sts:TagSession on resource: ***",
        "arn:aws:iam::***:user/[IAMUSERNAME]",
        "sts:TagSession",
        "***",
        causes=("session-tags-not-allowed",),
    ),
    Said(
        GITHUB + "DataDog/stratus-red-team/issues/462",
        "2024/01/04 10:51:20 Error while detonating attack technique aws.defense-evasion.organizations-leave: unable to "
        "assume role arn:aws:iam::0000:role/stratus-red-team-leave-org-role: operation error STS: AssumeRole, https "
        "response error StatusCode: 403, RequestID: xxxxxxx-xx-xx-xx-xx, api error AccessDenied: User: "
        "arn:aws:sts::0000:assumed-role/role-name/user@aws-account is not authorized to perform: sts:TagSession on "
        "resource: arn:aws:iam::0000:role/stratus-red-team-leave-org-role\nexit status 1",
        "arn:aws:sts::0000:assumed-role/role-name/user@aws-account",
        "sts:TagSession",
        "arn:aws:iam::0000:role/stratus-red-team-leave-org-role",
        "AccessDenied",
        ("session-tags-not-allowed",),
    ),
    Said(
        GITHUB + "noqdev/iambic/issues/357",
        "2023/04/24 17:00:50 [error    ] Failed to assume role\n  assume_role_arn=arn:aws:iam::REDACTED:role/"
        "IambicHubRole\n  error=ClientError('An error occurred (AccessDenied) when calling the AssumeRole operation: "
        "User: arn:aws:sts::REDACTED:assumed-role/REDACTED_ROLE_1/REDACTED_SESSION_NAME is not authorized to perform: "
        "sts:SetSourceIdentity on resource: arn:aws:iam::REDACTED:role/IambicHubRole')",
        "arn:aws:sts::REDACTED:assumed-role/REDACTED_ROLE_1/REDACTED_SESSION_NAME",
        "sts:SetSourceIdentity",
        "arn:aws:iam::REDACTED:role/IambicHubRole",
        "AccessDenied",
        ("source-identity-not-allowed",),
    ),
    Said(
        GITHUB + "kreuzwerker/awsu/issues/27",
        'Error: failed to aquire credentials for profile "seachefs": failed to assume role '
        '"arn:aws:iam::[IAMID]:role/xw-operator-cross-account": ValidationError: The requested DurationSeconds exceeds '
        "the MaxSessionDuration set for this role.\n\tstatus code: 400, request id: 3ff3d68f-6d61-11e8-83f8-014ef402c6d5",
        action="",
        role="arn:aws:iam::[IAMID]:role/xw-operator-cross-account",
        code="ValidationError",
        causes=("duration-too-long",),
    ),
    Said(
        GITHUB + "GuildEducationInc/aws-jumpcloud/issues/49",
        "botocore.exceptions.ClientError: An error occurred (ValidationError) when calling the AssumeRoleWithSAML "
        "operation: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        action="sts:AssumeRoleWithSAML",
        code="ValidationError",
        causes=("duration-too-long",),
    ),
    Said(
        GITHUB + "prowler-cloud/prowler/issues/7721",
        "2025-05-12 16:07:33,611 [File: aws_provider.py:1077] CRITICAL: ClientError[1060] -- An error occurred "
        "(ValidationError) when calling the AssumeRole operation: The requested DurationSeconds exceeds the 1 hour "
        "session limit for roles assumed by role chaining.",
        code="ValidationError",
        causes=("duration-too-long",),
    ),
    Said(
        GITHUB + "mmmorris1975/aws-runas/issues/11",
        "Error doing AssumeRole: ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for "
        "roles assumed by role chaining.",
        code="ValidationError",
        causes=("duration-too-long",),
    ),
    Said(
        GITHUB + "aws-azure-login/aws-azure-login/issues/93",
        "Assuming role arn:aws:iam::XXX:role/XXX\n{ ValidationError: The requested DurationSeconds exceeds the "
        "MaxSessionDuration set for this role.\n    at Request.extractError (/usr/local/lib/node_modules/aws-sdk)",
        action="",
        role="arn:aws:iam::XXX:role/XXX",
        code="ValidationError",
        causes=("duration-too-long",),
    ),
    Said(
        GITHUB + "aws/aws-cli/issues/4745",
        "An error occurred (ValidationError) when calling the AssumeRole operation: 1 validation error detected: Value "
        "'%20' at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: "
        "[\\w+=,.@:\\/-]*",
        code="ValidationError",
        causes=("external-id-illegal",),
    ),
    Said(
        GITHUB + "aws/aws-cli/issues/4745#by-the-client",
        "Parameter validation failed:\nInvalid length for parameter ExternalId, value: 1, valid range: 2-inf",
        code="ValidationError",
        causes=("external-id-illegal",),
    ),
    Said(
        GITHUB + "aws/aws-toolkit-azure-devops/pull/42",
        "##[error]1 validation error detected: Value '' at 'externalId' failed to satisfy constraint: Member must have "
        "length greater than or equal to 2",
        code="ValidationError",
        causes=("external-id-empty",),
    ),
    Said(
        GITHUB + "hashicorp/go-secure-stdlib/pull/186",
        "ValidationError: ... Value '' at 'externalId' failed to satisfy constraint:\nMember must have length greater "
        "than or equal to 2",
        code="ValidationError",
        causes=("external-id-empty",),
    ),
    Said(
        GITHUB + "fleetdm/fleet/issues/19400",
        '{"cron":"cleanups_then_aggregation","details":"cleanup unused software installers: listing software installers '
        "in S3 store: InvalidParameter: 1 validation error(s) found.\\n- minimum field size of 2, "
        'AssumeRoleInput.ExternalId.\\n","err":"running job"}',
        code="ValidationError",
        causes=("external-id-empty",),
    ),
    Said(
        GITHUB + "newscorpaus/consigliere/issues/18",
        "2016-06-14T05:27:59.275Z - error: Lib/Auth | Unable to assume role | ValidationError: 2 validation errors "
        "detected: \nValue '' at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern",
        action="",
        code="ValidationError",
        causes=("role-arn-illegal",),
    ),
    Said(
        GITHUB + "uswitch/kiam/issues/338",
        'level=error msg="error retrieving credentials: InvalidParameter: 1 validation error(s) found.\\n- minimum field '
        'size of 20, AssumeRoleInput.RoleArn.\\n" generation.metadata=0',
        action="",
        code="ValidationError",
        causes=("role-arn-illegal",),
    ),
    Said(
        GITHUB + "youyo/awslogin/pull/20",
        "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have "
        "length less than or equal to 64.",
        action="",
        code="ValidationError",
        causes=("session-name-illegal",),
    ),
    Said(
        GITHUB + "aws/aws-cli/issues/2279",
        "An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed with "
        "invalid MFA one time pass code.",
        code="AccessDenied",
        causes=("mfa-code-refused",),
    ),
    Said(
        GITHUB + "99designs/aws-vault/issues/676",
        "aws-vault: error: exec: Failed to get credentials for account2: AccessDenied: MultiFactorAuthentication failed, "
        "unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.\n"
        "        status code: 403, request id: d5dd2148-ff06-4ec9-859f-9a245e318712",
        action="",
        code="AccessDenied",
        causes=("mfa-code-refused",),
    ),
    Said(
        GITHUB + "kubeflow/testing/pull/961",
        "An error occurred (AccessDenied) when calling the AssumeRole operation: Roles may not be assumed by root "
        "accounts.",
        code="AccessDenied",
        causes=("root-user-calls",),
    ),
    Said(
        GITHUB + "double-break/spapi-php/issues/45",
        "Fatal error: Uncaught GuzzleHttp\\Exception\\ClientException: Client error: `POST https://sts.amazonaws.com/` "
        'resulted in a `403 Forbidden` response: {"Error":{"Code":"AccessDenied","Message":"Roles may not be assumed by '
        'root accounts.","Type":"Sender"},"RequestId":"9db (truncated...)',
        code="AccessDenied",
        causes=("root-user-calls",),
    ),
    Said(
        GITHUB + "cloudposse/terraform-aws-vpc-peering-multi-account/issues/106",
        "operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: "
        "686ad334-191c-4e50-bcf0-9db10805c964, api error │ AccessDenied: Roles may not be assumed by root accounts.",
        code="AccessDenied",
        causes=("root-user-calls",),
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/961",
        "Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
        action=BY_TOKEN,
        causes=TOKEN,
    ),
    Said(
        GITHUB + "sentry-kubernetes/charts/issues/514",
        "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform "
        "sts:AssumeRoleWithWebIdentity",
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "aws/aws-sdk-java-v2/issues/1470",
        "software.amazon.awssdk.services.sts.model.StsException: Not authorized to perform sts:AssumeRoleWithWebIdentity "
        "(Service: Sts, Status Code: 403, Request ID: d8ee3773-3046-41d0-9b95-373ec1ae7b07, Extended Request ID: null)\n"
        "        at software.amazon.awssdk.core.internal.http.CombinedResponseHandler.handleErrorResponse",
        action=BY_TOKEN,
        causes=TOKEN,
    ),
    Said(
        GITHUB + "aws-amplify/aws-sdk-android/issues/9",
        "java.lang.RuntimeException: Unable to create service: com.amazonaws.AmazonServiceException: Not authorized to "
        "perform sts:AssumeRoleWithWebIdentity (Service: AWSSecurityTokenService; Status Code: 403; Error Code: "
        "AccessDenied; Request ID: 83bfc431-3733-11e4-90c0-6dbe37b9d930)",
        action=BY_TOKEN,
        code="AccessDenied",
        causes=TOKEN,
    ),
    Said(
        GITHUB + "aws/aws-sdk-net/issues/744",
        "Not authorized to perform sts:AssumeRoleWithSAML (Service: AWSSecurityTokenService; Status Code: 403; Error "
        "Code: AccessDenied; Request ID: fe270994-9399-11e7-a47b-d3b1bc4b70cf). Please try again.",
        action="sts:AssumeRoleWithSAML",
        code="AccessDenied",
        causes=("token-audience", "token-claim", "caller-not-named"),
    ),
    Said(
        GITHUB + "awslabs/amazon-eks-irsa-cfn/pull/18",
        "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token "
        "audience",
        action=BY_TOKEN,
        code="InvalidIdentityToken",
        causes=("token-audience",),
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/775",
        "Error: Incorrect token audience",
        action=BY_TOKEN,
        code="InvalidIdentityToken",
        causes=("token-audience",),
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/280",
        "Error: No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com",
        action="",
        code="InvalidIdentityToken",
        causes=("provider-missing",),
    ),
    Said(
        GITHUB + "namespacelabs/foundation/issues/801",
        "2022/07/25 13:14:05.131213 failed to retrieve credentials: failed to refresh cached credentials, failed to "
        "retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, exceeded maximum number of attempts, 3, "
        "https response error StatusCode: 400, RequestID: 15810d8a-d7cf-4cf6-a789-344247a93714, InvalidIdentityToken: No "
        "OpenIDConnect provider found in your account for {redacted}",
        action=BY_TOKEN,
        code="InvalidIdentityToken",
        causes=("provider-missing",),
    ),
    Said(
        GITHUB + "aws-samples/aws-secret-sidecar-injector/issues/30",
        "WebIdentityError: Failed to retrieve credentials.\ncaused by Invalid Identity token: No OpenIDConnect provider "
        "found in account  ",
        action="",
        code="InvalidIdentityToken",
        causes=("provider-missing",),
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/407",
        "Unexpected key 'ExternalId' found in params",
        action=BY_TOKEN,
        causes=("external-id-needless",),
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/271",
        "Error: Could not load credentials from any providers",
        action="",
        causes=("credentials-missing",),
    ),
    Said(
        GITHUB + "boto/boto3/issues/1431",
        "<class 'botocore.exceptions.ClientError'> An error occurred (ExpiredToken) when calling the AssumeRole "
        "operation: The security token included in the request is expired",
        code="ExpiredToken",
        causes=("credentials-expired",),
    ),
    Said(
        GITHUB + "fwdcloudsec/granted/issues/516",
        "[✘] operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: "
        "cba85d41-5ccc-45c3-8f05-1901a87447f2, api error InvalidClientTokenId: The security token included in the request "
        "is invalid.",
        code="InvalidClientTokenId",
        causes=("credentials-invalid",),
    ),
    Said(
        GITHUB + "broamski/aws-mfa/issues/56",
        "ERROR - An error occured while calling assume role: An error occurred (InvalidClientTokenId) when calling the "
        "AssumeRole operation: The security token included in the request is invalid.",
        code="InvalidClientTokenId",
        causes=("credentials-invalid",),
    ),
    Said(
        GITHUB + "nficano/python-lambda/issues/28",
        "botocore.exceptions.ClientError: An error occurred (InvalidParameterValueException) when calling the "
        "CreateFunction operation: The role defined for the function cannot be assumed by Lambda.",
        code="InvalidParameterValueException",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "aws-samples/aws-ct-vpc-flowlogs/issues/1",
        "ResourceLogicalId:FlowLogActivator, ResourceType:AWS::Lambda::Function, ResourceStatusReason:Resource handler "
        'returned message: "The role defined for the function cannot be assumed by Lambda. (Service: Lambda, Status '
        'Code: 400, Request ID: b3ca3772-7cf9-484d-aed6-34c758a5325e, Extended Request ID: null)"',
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "aws-samples/aws-modern-application-workshop/issues/88",
        "service MythicalMysfits-Service failed to launch a task with (error ECS was unable to assume the role "
        "'arn:aws:iam::281174624655:role/MythicalMysfitsCoreStack-ECSTaskRole-FXO3A6J08BN' that was provided for this "
        "task. Please verify that the role being passed has the proper trust relationship and permissions).",
        role="arn:aws:iam::281174624655:role/MythicalMysfitsCoreStack-ECSTaskRole-FXO3A6J08BN",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "hashicorp/terraform-provider-aws/issues/38538",
        "│ Error: creating ECS Service (YYYYYY): InvalidParameterException: ECS was unable to assume the configured ECS "
        "Infrastructure Role 'arn:aws:iam::XXXXX:role/ZZZZZZ'. Please verify that the role being passed has the proper "
        "trust relationship with Amazon ECS.\n│ \n│   with aws_ecs_service.resource_name,",
        role="arn:aws:iam::XXXXX:role/ZZZZZZ",
        code="InvalidParameterException",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "awslabs/aws-service-catalog-puppet/issues/568",
        "botocore.exceptions.ClientError: An error occurred (ValidationError) when calling the CreateStack operation: "
        "Role arn:aws:iam::123412341234:role/PuppetStackRole is invalid or cannot be assumed",
        role="arn:aws:iam::123412341234:role/PuppetStackRole",
        code="ValidationError",
        causes=("service-not-named",),
    ),
    Said(
        GITHUB + "hashicorp/terraform-provider-aws/issues/8905",
        "Assume Role Policy: MalformedPolicyDocument: Invalid principal in policy",
        action="iam:UpdateAssumeRolePolicy",
        code="MalformedPolicyDocument",
        causes=("principal-deleted",),
    ),
    Said(
        GITHUB + "aws-actions/configure-aws-credentials/issues/1803",
        "The AssumeRole call fails with the error `Packed size of session tags consumes 142% of allotted space.`",
        code="PackedPolicyTooLarge",
        causes=("session-policy-too-large",),
    ),
    Said(
        "https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns",
        "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::123456789012:user/Matt "
        "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/Ops with an explicit "
        "deny in a service control policy: arn:aws:organizations::987654321098:policy/o-qv5af4abcd/"
        "service_control_policy/p-2kgnabcd",
        "arn:aws:iam::123456789012:user/Matt",
        role="arn:aws:iam::123456789012:role/Ops",
        code="AccessDenied",
        causes=("explicit-deny",),
        denial="explicit",
        policy="service control policy",
    ),
    *(
        Said(
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
            "User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform: sts:AssumeRole on resource: "
            f"arn:aws:iam::777788889999:role/Ops {why}",
            "arn:aws:iam::777788889999:user/JohnDoe",
            role="arn:aws:iam::777788889999:role/Ops",
            causes=causes,
            denial=denial,
            policy=policy,
        )
        for why, causes, denial, policy in (
            *(
                (f"with an explicit deny in {each}", ("explicit-deny",), "explicit", each.partition(" ")[2])
                for each in (
                    "a service control policy",
                    "a resource control policy",
                    "a VPC endpoint policy",
                    "a permissions boundary",
                    "a session policy",
                    "an identity-based policy",
                )
            ),
            *(
                (f"because no {kind} allows the sts:AssumeRole action", (cause,), "implicit", kind)
                for kind, cause in (
                    ("service control policy", "organization-policy"),
                    ("resource control policy", "organization-policy"),
                    ("VPC endpoint policy", "endpoint-policy"),
                    ("permissions boundary", "permissions-boundary"),
                    ("session policy", "session-policy"),
                    ("identity-based policy", "callers-own-policy"),
                )
            ),
        )
    ),
    Said(
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/security_iam_troubleshoot.html",
        "User: arn:aws:iam::123456789012:user/marymajor is not authorized to perform: iam:PassRole",
        "arn:aws:iam::123456789012:user/marymajor",
        "iam:PassRole",
        causes=("pass-role",),
    ),
    Said(
        TROUBLESHOOTING,
        "User: arn:aws:iam::123456789012:user/John is not authorized to perform:\nsts:AssumeRole because no role trust "
        "policy allows the sts:AssumeRole action",
        "arn:aws:iam::123456789012:user/John",
        causes=("caller-not-named", "external-id-missing"),
        denial="implicit",
        policy="role trust policy",
    ),
    Said(
        TROUBLESHOOTING,
        "User: arn:aws:iam::777788889999:user/John is not authorized to perform:\nsts:AssumeRole with an explicit deny "
        "in the role trust policy",
        "arn:aws:iam::777788889999:user/John",
        causes=("explicit-deny",),
        denial="explicit",
        policy="role trust policy",
    ),
    Said(
        GITHUB + "atlanhq/application-sdk/pull/1856",
        "ATLAN-CLIENT-401-02: SQL client authentication failed:\nParameter validation failed:\nInvalid length for parameter "
        "ExternalId, value: 0, valid min length: 2",
        code="ValidationError",
        causes=("external-id-empty",),
    ),
    Said(
        GITHUB + "Kenza-AI/sagify/issues/112",
        "Invalid type for parameter ExternalId, value: None, type: <class 'NoneType'>, valid types: <class 'str'>",
        code="ValidationError",
        causes=("external-id-empty",),
    ),
)
