"""The published ways in which somebody who may do a little gives himself the power to do everything."""

from __future__ import annotations

from typing import NamedTuple

PASSING = "iam:PassRole"


class Service(NamedTuple):
    """Whom a role is passed to: as `iam:PassedToService` has it, and as the role's trust policy has to name it.

    `doubt`: why what the role may do is not what the service does for its caller; `beyond`: why no session is at hand
    that could assume other roles.  '' where neither stands in the way: the caller's own code runs as the role.
    `presumed`: what it takes besides, and what most roles that let the service in have.
    """

    name: str
    principal: str
    doubt: str = ""
    beyond: str = ""
    presumed: str = ""


class Method(NamedTuple):
    """What it is called, and the actions that it takes.  `service`: to which it passes a role; None for no service."""

    by: str
    actions: tuple[str, ...]
    service: Service | None = None


def service(name: str, **more: str) -> Service:
    return Service(f"{name}.amazonaws.com", **{"principal": f"{name}.amazonaws.com", **more})


# As pathfinding.cloud has them.  App Runner is called otherwise in conditions (AWSAppRunnerFullAccess) than whoever
# runs its containers.  A set of stacks uses the passed role to assume another one in each account.
EC2 = service("ec2", presumed="an instance profile with it is presumed")
LAMBDA, GLUE, CODEBUILD = service("lambda"), service("glue"), service("codebuild")
DATA_PIPELINE, ECS_TASKS, SAGEMAKER = service("datapipeline"), service("ecs-tasks"), service("sagemaker")
APP_RUNNER = service("apprunner", principal="tasks.apprunner.amazonaws.com")
STACKS = service("cloudformation", beyond="a stack makes what its template says, and hands out no session of its role")
STACK_SETS = service("cloudformation", doubt="a set of stacks uses its role to assume another one in each account")

# Spencer Gietzen, "AWS IAM Privilege Escalation - Methods and Mitigation" (Rhino Security Labs, 2018), as
# cloudsplaining lists them (PRIVILEGE_ESCALATION_METHODS in its shared/constants.py), but for CodeStar, which AWS has
# shut down; and of those that it takes from pathfinding.cloud, the ones that pass any role to something new.
METHODS: tuple[Method, ...] = (
    Method("a new version of a policy", ("iam:CreatePolicyVersion",)),
    Method("another default version of a policy", ("iam:SetDefaultPolicyVersion",)),
    Method("attaching a policy to a role", ("iam:AttachRolePolicy",)),
    Method("attaching a policy to a user", ("iam:AttachUserPolicy",)),
    Method("attaching a policy to a group", ("iam:AttachGroupPolicy",)),
    Method("a policy inside a role", ("iam:PutRolePolicy",)),
    Method("a policy inside a user", ("iam:PutUserPolicy",)),
    Method("a policy inside a group", ("iam:PutGroupPolicy",)),
    Method("an access key of a user", ("iam:CreateAccessKey",)),
    Method("a new password of a user", ("iam:CreateLoginProfile",)),
    Method("another password of a user", ("iam:UpdateLoginProfile",)),
    Method("adding a user to a group", ("iam:AddUserToGroup",)),
    Method("another trust policy of a role", ("iam:UpdateAssumeRolePolicy",)),
    Method("an instance with a role", (PASSING, "ec2:RunInstances"), EC2),
    Method("a function with a role", (PASSING, "lambda:CreateFunction", "lambda:InvokeFunction"), LAMBDA),
    Method(
        "a function with a role, and a source of events",
        (PASSING, "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
        LAMBDA,
    ),
    Method("a development endpoint with a role", (PASSING, "glue:CreateDevEndpoint"), GLUE),
    Method("a stack with a role", (PASSING, "cloudformation:CreateStack"), STACKS),
    Method(
        "a pipeline with a role",
        (PASSING, "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
        DATA_PIPELINE,
    ),
    Method("a spot instance with a role", (PASSING, "ec2:RequestSpotInstances"), EC2),
    Method(
        "a function with a role, which others may call",
        (PASSING, "lambda:CreateFunction", "lambda:AddPermission"),
        LAMBDA,
    ),
    Method(
        "a set of stacks with a role",
        (PASSING, "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
        STACK_SETS,
    ),
    Method("a build with a role", (PASSING, "codebuild:CreateProject", "codebuild:StartBuild"), CODEBUILD),
    Method("a service of App Runner with a role", (PASSING, "apprunner:CreateService"), APP_RUNNER),
    Method("a container with a role", (PASSING, "ecs:RegisterTaskDefinition", "ecs:RunTask"), ECS_TASKS),
    Method("a job of Glue with a role", (PASSING, "glue:CreateJob", "glue:StartJobRun"), GLUE),
    Method("a notebook with a role", (PASSING, "sagemaker:CreateNotebookInstance"), SAGEMAKER),
    Method("a training job with a role", (PASSING, "sagemaker:CreateTrainingJob"), SAGEMAKER),
    Method("a processing job with a role", (PASSING, "sagemaker:CreateProcessingJob"), SAGEMAKER),
    Method("the code of a function that has a role", ("lambda:UpdateFunctionCode",)),
    Method("the key of a development endpoint that has a role", ("glue:UpdateDevEndpoint",)),
)

# What an action is done to, as the last field of its ARN begins (Service Authorization Reference).
KINDS = {
    "ec2:RunInstances": "instance",
    "ec2:RequestSpotInstances": "(?:spot-instances-request|instance)",
    "lambda:CreateFunction": "function",
    "lambda:InvokeFunction": "function",
    "lambda:AddPermission": "function",
    "lambda:UpdateFunctionCode": "function",
    "glue:CreateDevEndpoint": "dev[Ee]ndpoint",
    "glue:UpdateDevEndpoint": "dev[Ee]ndpoint",
    "glue:CreateJob": "job",
    "glue:StartJobRun": "job",
    "cloudformation:CreateStack": "stack",
    "codebuild:CreateProject": "project",
    "codebuild:StartBuild": "project",
    "apprunner:CreateService": "service",
    "ecs:RegisterTaskDefinition": "task-definition",
    "ecs:RunTask": "task-definition",
    "sagemaker:CreateNotebookInstance": "notebook-instance",
    "sagemaker:CreateTrainingJob": "training-job",
    "sagemaker:CreateProcessingJob": "processing-job",
}
# An instance is made of several things at once, and takes leave for each: a Deny of any keeps it from being made.
MADE_OF = {
    "ec2:RunInstances": "(?:instance|image|network-interface|security-group|subnet|volume)",
    "ec2:RequestSpotInstances": r"[\w-]+",
}
