"""Messages in every form, about one caller and one role, with a policy and a call: what is wrong, and the right call."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

GITHUB = "https://github.com/"
OURS, THEIRS = "444455556666", "111122223333"
ROLE = f"arn:aws:iam::{OURS}:role/vendor"
USER, APP = f"arn:aws:iam::{THEIRS}:user/alice", f"arn:aws:sts::{THEIRS}:assumed-role/app/build-7"
ID = "7f9c2b1e-52d4-4b0c"

# Each form of a message, and the page that one stands on; `{who}`, `{action}` and `{role}` are filled in.
MESSAGES = {
    "cli": (
        GITHUB + "aws/aws-cli/issues/7216",
        "\nAn error occurred (AccessDenied) when calling the AssumeRole operation: User: {who} is not authorized to "
        "perform: {action} on resource: {role}\n",
    ),
    "botocore": (
        GITHUB + "xeger/awsume-1password-plugin/issues/12",
        'Traceback (most recent call last):\n  File "aws.py", line 66, in assume_role\n    role_session = '
        "role_sts_client.assume_role(**kwargs).get('Credentials')\nbotocore.exceptions.ClientError: An error occurred "
        "(AccessDenied) when calling the AssumeRole operation: User: {who} is not authorized to perform: {action} on "
        "resource: {role}",
    ),
    "java-1": (
        GITHUB + "aws/aws-msk-iam-auth/issues/108",
        "Caused by com.amazonaws.services.securitytoken.model.AWSSecurityTokenServiceException: User: {who} is not "
        "authorized to perform: {action} on resource: {role} (Service: AWSSecurityTokenService; Status Code: 403; Error "
        "Code: AccessDenied; Request ID: 11111111-2222-3333-4444-555555555555; Proxy: null)",
    ),
    "java-2": (
        GITHUB + "aws/aws-sdk-java-v2/issues/1470",
        "software.amazon.awssdk.services.sts.model.StsException: User: {who} is not authorized to perform: {action} on "
        "resource: {role} (Service: Sts, Status Code: 403, Request ID: d8ee3773-3046-41d0-9b95-373ec1ae7b07)\n\tat "
        "software.amazon.awssdk.core.internal.http.CombinedResponseHandler.handleErrorResponse",
    ),
    "go-1": (
        GITHUB + "liatrio/aws-accounts-terraform/issues/11",
        "ERRO[0001] Error finding AWS credentials: AccessDenied: User: {who} is not authorized to perform: {action} on "
        "resource: {role}\n        status code: 403, request id: 294b7bd3-bf03-4f78-bb00-823133510185",
    ),
    "go-2": (
        GITHUB + "DataDog/stratus-red-team/issues/462",
        "unable to assume role {role}: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: "
        "0529cbfe-21c8-47d6-8954-6b4f21eec46f, api error AccessDenied: User: {who} is not authorized to perform: "
        "{action} on resource: {role}",
    ),
    "javascript": (
        GITHUB + "aws/aws-sdk-js-v3/issues/6225",
        "AccessDenied: User: {who} is not authorized to perform: {action} on resource: {role}\n    at throwDefaultError "
        "(/app/node_modules/@aws-sdk/smithy-client/dist-cjs/default-error-handler.js:8:22) {{\n  '$fault': 'client',\n  "
        "Code: 'AccessDenied'\n}}",
    ),
    "terraform-provider": (
        GITHUB + "hashicorp/terraform-provider-aws/issues/42213",
        '╷\n│ Error: Cannot assume IAM Role\n│\n│   with provider["registry.terraform.io/hashicorp/aws"],\n│\n│ IAM '
        "Role ({role}) cannot be assumed.\n│\n│ There are a number of possible causes of this\n│\n│ Error: operation "
        "error STS: AssumeRole, https response error StatusCode: 403, RequestID: 7fc04918-fe93-4633-89d1-e1a4f2fe6e1a, "
        "api error AccessDenied: User:\n│ {who} is not authorized to perform: {action} on resource:\n│ {role}\n╵",
    ),
    "terraform-backend": (
        GITHUB + "cloud-toolkit/cloud-toolkit-aws/issues/31",
        "Error: error configuring S3 Backend: IAM Role ({role}) cannot be assumed.\n\nThere are a number of possible "
        "causes of this - the most common are:\n  * The role ARN is not valid\n\nError: AccessDenied: User: {who} is not "
        "authorized to perform: {action} on resource: {role}\n\tstatus code: 403, request id: 01b4ba14",
    ),
    "action": (
        GITHUB + "OvertureMaps/stac/pull/114",
        "Retry AssumeRole: attempt 1 of 12 failed: Could not assume role with user credentials: User: {who} is not "
        "authorized to perform: {action} on resource: {role}",
    ),
    "log": (
        GITHUB + "uswitch/kiam/issues/33",
        '2024-05-01T00:00:00Z INFO starting\n{{"level":"error","msg":"error requesting credentials: AccessDenied: User: '
        "{who} is not authorized to perform: {action} on resource: {role}\\n\\tstatus code: 403, request id: "
        '01b4ba14-9af0-11e8","pod":"a"}}\n2024-05-01T00:00:01Z INFO going on',
    ),
    "xml": (
        GITHUB + "Netflix/security_monkey/issues/77",
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: {who} is not authorized to "
        "perform: {action} on resource: {role}</Message></Error></ErrorResponse>",
    ),
}


def message(form: str, who: str = APP, action: str = "sts:AssumeRole", role: str = ROLE) -> str:
    return MESSAGES[form][1].format(who=who, action=action, role=role)


# A call in each form, with `{sent}` for the setting of the external id as the form writes it.
CALLS = {
    "shell": (
        "deploy.sh",
        "#!/bin/bash\nset -eu\naws sts assume-role --role-arn " + ROLE + "{sent} \\\n  --role-session-name build\n",
        " --external-id {}",
    ),
    "profile": (
        "config",
        "[default]\nregion = eu-west-1\n\n[profile vendor]\nrole_arn = " + ROLE + "\n{sent}source_profile = default\n",
        "external_id = {}\n",
    ),
    "python": (
        "assume.py",
        'import boto3\n\nboto3.client("sts").assume_role(\n    RoleArn="' + ROLE + '",\n{sent}    '
        'RoleSessionName="build",\n)\n',
        "    ExternalId={},\n",
    ),
    "terraform": (
        "main.tf",
        'provider "aws" {{\n  region = "eu-west-1"\n\n  assume_role {{\n    role_arn = "'
        + ROLE
        + '"\n{sent}  }}\n}}\n',
        "    external_id = {}\n",
    ),
    "workflow": (
        "deploy.yml",
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: "
        "aws-actions/configure-aws-credentials@v4\n        with:\n          aws-access-key-id: ${{{{ secrets.KEY }}}}\n"
        "          aws-secret-access-key: ${{{{ secrets.SECRET }}}}\n          role-to-assume: " + ROLE + "\n{sent}"
        "          aws-region: eu-west-1\n",
        "          role-external-id: {}\n",
    ),
}
QUOTING = ("python", "terraform", "workflow")


def call(form: str, external_id: str | None) -> tuple[str, str]:
    """The name of the file, and its text with a call that sends `external_id`; None: none."""
    name, text, setting = CALLS[form]
    quoted = json.dumps(external_id) if form in QUOTING or external_id == "" else external_id
    if form == "shell" and external_id:
        quoted = f"'{external_id}'"
    if form == "profile" and external_id == "":
        quoted = ""
    return name, text.format(sent="" if external_id is None else setting.format(quoted))


def trusting(principal: Any = f"arn:aws:iam::{THEIRS}:root", *more: dict[str, Any], **condition: Any) -> str:
    """A trust policy with one Allow, and the statements `more`."""
    first = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    first |= {"Condition": condition} if condition else {}
    return json.dumps({"Version": "2012-10-17", "Statement": [first, *more]})


ROOT = f"arn:aws:iam::{THEIRS}:root"
PASSING = {  # what a call may pass along
    "Effect": "Allow",
    "Principal": {"AWS": ROOT},
    "Action": ["sts:TagSession", "sts:SetSourceIdentity"],
}
WITH_ID = trusting(StringEquals={"sts:ExternalId": ID})


class Told(NamedTuple):
    """`causes`: those that are certain where there is one, else all that fit; `right`: whether a call is corrected."""

    name: str
    policy: str
    external_id: str | None
    causes: tuple[str, ...]
    right: bool = False
    who: str = APP
    certain: bool = True


OF_IDS = (
    Told("no id is sent", WITH_ID, None, ("external-id-missing",), True),
    Told("another id is sent", WITH_ID, "another-id-of-old", ("external-id-wrong",), True),
    Told("the id is sent in capitals", WITH_ID, ID.upper(), ("external-id-case",), True),
    Told("an empty id is sent", WITH_ID, "", ("external-id-empty", "external-id-missing"), True),
)
