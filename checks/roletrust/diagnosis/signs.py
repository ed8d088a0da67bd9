"""Sentences of STS, of SDKs and of services that tell by themselves what was wrong, and the error codes there are.

Sources: STS API reference, errors of AssumeRole, AssumeRoleWithSAML and AssumeRoleWithWebIdentity, and "Common error
types"; for the words of each sentence, the page that is named in `tests/diagnosis/said.py` beside a case that has it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

CODES = re.compile(
    r"\b(?:AccessDenied(?:Exception)?|ValidationError|ValidationException|ExpiredToken(?:Exception)?"
    r"|InvalidClientTokenId|UnrecognizedClientException|InvalidIdentityToken|IDPCommunicationError|IDPRejectedClaim"
    r"|MalformedPolicyDocument|PackedPolicyTooLarge|RegionDisabledException|SignatureDoesNotMatch|ParamValidationError"
    r"|InvalidParameterValueException|InvalidParameterException|InvalidParameter|ClientException)\b"
)
WITH_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
ASSUME_ROLE = "sts:AssumeRole"


class Sign(NamedTuple):
    """A sentence that tells the `cause`; `code` and `action`: what it comes with, '' where it comes with several."""

    cause: str
    pattern: re.Pattern[str]
    code: str = ""
    action: str = ""


SIGNS = (
    Sign(
        "duration-too-long",
        re.compile(r"DurationSeconds exceeds the (?:MaxSessionDuration set for this role|1 hour session limit)"),
        "ValidationError",
    ),
    Sign(
        "external-id-illegal",
        re.compile(
            r"Value '[^']*' at 'externalId' failed to satisfy constraint"
            r"|Invalid length for parameter ExternalId(?:, value: 0)?"
            r"|Invalid type for parameter ExternalId, value: None|minimum field size of 2, AssumeRoleInput\.ExternalId"
        ),
        "ValidationError",
        ASSUME_ROLE,
    ),
    Sign(
        "role-arn-illegal",
        re.compile(
            r"Value '[^']*' at 'roleArn' failed to satisfy constraint"
            r"|Invalid length for parameter RoleArn|minimum field size of 20, AssumeRoleInput\.RoleArn"
            r"|Request ARN is invalid|ARN [^ ]{0,2100} is invalid|is not a valid (?:role )?ARN"
        ),
        "ValidationError",
    ),
    Sign(
        "session-name-illegal",
        re.compile(r"Value '[^']*' at 'roleSessionName' failed to satisfy constraint"),
        "ValidationError",
    ),
    Sign("mfa-missing", re.compile(r"MultiFactorAuthentication failed, must provide both"), "AccessDenied"),
    Sign("mfa-code-refused", re.compile(r"MultiFactorAuthentication failed"), "AccessDenied"),
    Sign("root-user-calls", re.compile(r"Roles may not be assumed by root accounts"), "AccessDenied", ASSUME_ROLE),
    Sign("token-audience", re.compile(r"Incorrect token audience"), "InvalidIdentityToken", WITH_WEB_IDENTITY),
    Sign(
        "provider-missing",
        re.compile(r"No OpenIDConnect provider found in (?:your )?account|Specified provider doesn't exist"),
        "InvalidIdentityToken",
    ),
    Sign(
        "token-unverified",
        re.compile(
            r"Couldn't retrieve verification key from your identity provider"
            r"|HTTPS certificate doesn't match configured thumbprint|Provided Token is not a Login With Amazon token"
            r"|Response signature invalid"
        ),
        "InvalidIdentityToken",
    ),
    Sign(
        "credentials-expired",
        re.compile(
            r"(?i:The security token included in the request is expired|Token is expired|The provided token has expired"
            r"|Token must be redeemed within 5 minutes of issuance|Token expired: current date/time|Token too old: )"
        ),
        "ExpiredToken",
    ),
    Sign(
        "credentials-invalid",
        re.compile(
            r"The security token included in the request is invalid"
            r"|The request signature we calculated does not match the signature you provided"
        ),
    ),
    Sign(
        "credentials-missing",
        re.compile(
            r"Unable to locate credentials|Could not load credentials from any providers"
            r"|Credentials could not be loaded, please check your action inputs|NoCredentialProviders"
            r"|[Mm]issing credentials in config|No valid credential sources found"
        ),
    ),
    Sign("token-permission", re.compile(r"Unable to get ACTIONS_ID_TOKEN_REQUEST_URL|ACTIONS_ID_TOKEN_REQUEST_TOKEN")),
    Sign("region-switched-off", re.compile(r"STS is not activated in this region"), "RegionDisabledException"),
    Sign(
        "principal-deleted",
        re.compile(r"Invalid principal in policy"),
        "MalformedPolicyDocument",
        "iam:UpdateAssumeRolePolicy",
    ),
    Sign(
        "session-policy-too-large",
        re.compile(r"Packed (?:policy|size of session tags) consumes [0-9]{1,6}% of allotted space"),
        "PackedPolicyTooLarge",
    ),
    Sign("external-id-needless", re.compile(r"Unexpected key 'ExternalId' found in params"), "", WITH_WEB_IDENTITY),
)

# What a service says that cannot assume the role it was given, and the service's principal.
SERVICES = tuple(
    (re.compile(said), f"{service}.amazonaws.com")
    for service, said in (
        ("lambda", r"cannot be assumed by Lambda"),
        ("ecs-tasks", r"ECS was unable to assume the role"),
        ("ecs", r"ECS was unable to assume the configured ECS Infrastructure Role"),
        ("codebuild", r"CodeBuild is not authorized to perform: sts:AssumeRole"),
        ("firehose", r"Firehose is unable to assume role"),
        ("states", r"(?:Neither the global service|The) principal states\.amazonaws\.com(?:,| is not authorized)"),
        ("codepipeline", r"CodePipeline is not authorized to perform AssumeRole"),
        ("codedeploy", r"CodeDeploy (?:does not|doesn't) have the permissions required to assume the role"),
        ("apigateway", r"API Gateway (?:could not assume|does not have permission to assume)"),
        ("glue", r"Glue cannot assume|Role should be given assume role permissions for Glue Service"),
        ("cloudformation", r"is invalid or cannot be assumed"),
        ("scheduler", r"must allow AWS EventBridge Scheduler to assume"),
    )
)
