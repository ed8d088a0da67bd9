"""Roles that resources hand to services which cannot assume them: Terraform, its JSON syntax, plans, templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roletrust.dialects.handed.groups import EACH, Place
from roletrust.dialects.handed.places import by_kind
from scanning import Scan, cloudformation, in_full, plan, serverless, terraform, terraform_json, write

Json = dict[str, Any]
OWN, OTHER = "111111111111", "222222222222"


def statement(service: str, condition: str = "", effect: str = "Allow", action: str = "sts:AssumeRole") -> str:
    found = f'Effect = "{effect}", Action = "{action}", Principal = {{ Service = "{service}" }}'
    return f"{{ {found}{f', Condition = {{ {condition} }}' if condition else ''} }}"


def role(label: str, *statements: str, extra: str = "") -> str:
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{", ".join(statements)}] }})'
    return f'resource "aws_iam_role" "{label}" {{\n  assume_role_policy = {policy}\n  {extra}\n}}\n'


def function(label: str, arn: str, extra: str = "") -> str:
    return f'resource "aws_lambda_function" "{label}" {{\n  role = {arn}\n  {extra}\n}}\n'


def project(label: str, arn: str) -> str:
    return f'resource "aws_codebuild_project" "{label}" {{\n  service_role = {arn}\n}}\n'


def source(operator: str, key: str, value: str) -> str:
    return f'{operator} = {{ "aws:{key}" = "{value}" }}'


LAMBDA, EC2, BUILD = "lambda.amazonaws.com", "ec2.amazonaws.com", "codebuild.amazonaws.com"
EVERYBODY = '{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }'
ROOT = "\n".join(
    [
        f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}',
        'variable "service" { type = string }\nvariable "on" { type = bool }\nlocals { handed = aws_iam_role.ec2.arn }',
        role("ec2", statement(EC2)),
        role("lambda", statement(LAMBDA), extra='name = "work"'),
        role("denied", statement(LAMBDA), statement(LAMBDA, effect="Deny")),
        role("token", statement(LAMBDA, action="sts:AssumeRoleWithWebIdentity")),
        role("open", statement("${var.service}")),
        role("star", EVERYBODY),
        role("ours", statement(BUILD, source("StringEquals", "SourceAccount", OWN))),
        role("theirs", statement(BUILD, source("StringEquals", "SourceAccount", OTHER))),
        role("other_kind", statement(BUILD, source("ArnLike", "SourceArn", f"arn:aws:codepipeline:*:{OWN}:*"))),
        role("one_project", statement(BUILD, source("ArnLike", "SourceArn", f"arn:aws:codebuild:*:{OWN}:project/a"))),
        role("undocumented", statement(LAMBDA, source("ArnLike", "SourceArn", f"arn:aws:lambda:*:{OWN}:function:a"))),
        role("regional", statement("codedeploy.eu-west-1.amazonaws.com")),
        function("by_local", "local.handed"),
        function("several", "aws_iam_role.ec2.arn", 'for_each = toset(["a", "b"])'),
        function("right", "aws_iam_role.lambda.arn"),
        function("switched", "var.on ? aws_iam_role.ec2.arn : aws_iam_role.lambda.arn"),
        function("off", "aws_iam_role.ec2.arn", "count = 0"),
        function("denied", "aws_iam_role.denied.arn"),
        function("token", "aws_iam_role.token.arn"),
        function("unknown", "aws_iam_role.open.arn"),
        function("everybody", "aws_iam_role.star.arn"),
        function("elsewhere", '"arn:aws:iam::333333333333:role/work"'),
        function("written", f'"arn:aws:iam::{OWN}:role/work"'),
        function("undocumented", "aws_iam_role.undocumented.arn"),
        project("ours", "aws_iam_role.ours.arn"),
        project("theirs", "aws_iam_role.theirs.arn"),
        project("other_kind", "aws_iam_role.other_kind.arn"),
        project("one_project", "aws_iam_role.one_project.arn"),
        'resource "aws_codedeploy_deployment_group" "g" {\n  service_role_arn = aws_iam_role.regional.arn\n}',
        'resource "aws_iam_instance_profile" "by_name" {\n  role = aws_iam_role.lambda.name\n}',
        'resource "aws_iam_instance_profile" "by_id" {\n  role = aws_iam_role.ec2.id\n}',
        'resource "aws_iam_instance_profile" "of_another" {\n  role = "made-elsewhere"\n}',
        'module "job" {\n  source = "./job"\n  role   = aws_iam_role.lambda.arn\n}',
    ]
)
SHARED = "".join(
    [
        'variable "service" {}\noutput "arn" {\n  value = aws_iam_role.work.arn\n}\n',
        role("work", statement("${var.service}"), extra='name = "shared"'),
    ]
)


def environment(label: str, service: str) -> str:
    """A root module that makes the shared role for `service`, and hands it to a function."""
    called = f'module "shared" {{\n  source  = "../shared"\n  service = "{service}"\n}}\n'
    return called + function(label, "module.shared.arn")


JOB = 'variable "role" {}\nresource "aws_glue_job" "job" {\n  role_arn = var.role\n}\n'
FAILING = {
    *(f"aws_lambda_function.{each}" for each in ("by_local", 'several["a"]', 'several["b"]', "switched", "denied")),
    *("aws_lambda_function.token", "aws_codebuild_project.theirs", "aws_codebuild_project.other_kind"),
    *("aws_iam_instance_profile.by_name", "module.job.aws_glue_job.job", "aws_lambda_function.in_dev"),
}
PASSING = {
    *("aws_lambda_function.right", "aws_lambda_function.written", "aws_codebuild_project.ours"),
    *("aws_codedeploy_deployment_group.g", "aws_iam_instance_profile.by_id", "aws_lambda_function.in_prod"),
}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    files = {
        "main.tf": ROOT,
        "job/main.tf": JOB,
        "shared/main.tf": SHARED,
        "dev/main.tf": environment("in_dev", EC2),
        "prod/main.tf": environment("in_prod", LAMBDA),
    }
    return terraform(write(tmp_path_factory.mktemp("handed"), files))


def of(found: set[tuple[str, str]]) -> set[str]:
    return {name for rule, name in found if rule == "18"}


def told(scan: Scan, resource: str) -> str:
    return in_full(scan.record("18", resource))


def facts(scan: Scan, resource: str) -> Json:
    found: Any = scan.record("18", resource).check_result
    return dict(found)


def test_a_resource_fails_whose_service_cannot_come_in_and_passes_whose_can(scanned: Scan) -> None:
    """What is not known is neither: an open service, everybody, a project by its name, what Lambda says of itself.

    Root modules may make roles of one name: each hands over its own.
    """
    assert of(scanned.failed) == FAILING
    assert of(scanned.passed) == PASSING


def test_who_hands_over_what_and_whom_the_role_lets_in_is_told(scanned: Scan) -> None:
    said = told(scanned, "aws_lambda_function.by_local")
    assert "aws_lambda_function.by_local hands it to lambda.amazonaws.com as its `role` (/main.tf:" in said
    assert "aws_iam_role.ec2 (/main.tf:" in said
    assert said.endswith("lets in ec2.amazonaws.com alone")


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        ("aws_lambda_function.denied", "denies it in statement 2"),
        ("aws_lambda_function.token", "allows it sts:AssumeRoleWithWebIdentity in statement 1, but not sts:AssumeRole"),
        ("aws_lambda_function.switched", "lets in ec2.amazonaws.com alone (where `var.on` is true)"),
        ("aws_codebuild_project.theirs", f"lets it in only where aws:SourceAccount StringEquals {OTHER}"),
        ("aws_codebuild_project.other_kind", f"aws:SourceArn ArnLike arn:aws:codepipeline:*:{OWN}:*, through"),
    ],
)
def test_why_it_is_refused_is_told(scanned: Scan, resource: str, why: str) -> None:
    assert why in told(scanned, resource)


def test_the_request_of_the_service_is_shown_as_far_as_aws_documents_it(scanned: Scan) -> None:
    sent = facts(scanned, "aws_codebuild_project.theirs")["witness"]
    assert sent["caller"] == {"kind": "service", "arn": BUILD}
    assert sent["context"]["aws:SourceAccount"] == [OWN]
    assert facts(scanned, "aws_lambda_function.by_local")["witness"]["context"] == {}


def test_the_statement_that_is_missing_is_written_out_and_lets_the_service_in(scanned: Scan, tmp_path: Path) -> None:
    """For the own account's resources alone, where the service says whose they are."""
    for resource, label in (("aws_lambda_function.by_local", "ec2"), ("aws_codebuild_project.theirs", "theirs")):
        fix = facts(scanned, resource)["fix"]
        assert fix["place"] == "as a statement of its own"
        assert ("SourceAccount" in fix["text"]) is (label == "theirs")
        kind, _, name = resource.partition(".")
        argument = by_kind()[kind][0].argument
        repaired = role(label, statement(EC2), fix["text"])
        hands = f'resource "{kind}" "{name}" {{\n  {argument} = aws_iam_role.{label}.arn\n}}\n'
        (tmp_path / f"{name}.tf").write_text(repaired + hands)
    (tmp_path / "account.tf").write_text(f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}\n')
    found = terraform(tmp_path)
    assert of(found.failed) == set()
    assert len(of(found.passed)) == 2
    assert "8" not in {rule for rule, _ in found.failed}


def test_nothing_is_written_out_that_would_not_let_it_in(scanned: Scan) -> None:
    fix = facts(scanned, "aws_lambda_function.denied")["fix"]
    assert fix["text"] == ""
    assert fix["advice"].startswith("take out of the role's policy what turns lambda.amazonaws.com away, or hand over")


def test_the_other_rules_about_calls_say_nothing_of_it(scanned: Scan) -> None:
    assert not {name for rule, name in scanned.failed | scanned.passed if rule == "15"}


# --- every place -------------------------------------------------------------------------------------------------

IN_TERRAFORM = [place for kind, places in by_kind().items() if "::" not in kind for place in places]
IN_TEMPLATES = [place for kind, places in by_kind().items() if "::" in kind for place in places]


def test_there_is_a_row_for_each_argument_each_with_the_page_of_aws() -> None:
    assert len(IN_TERRAFORM) >= 120
    assert len(IN_TEMPLATES) >= 120
    for each in (*IN_TERRAFORM, *IN_TEMPLATES):
        assert each.page.startswith("https://docs.aws.amazon.com/")
        assert each.page.endswith(".html")
        assert all(name.endswith(".amazonaws.com") for name in each.services)


def written(place: Place, arn: str) -> str:
    *blocks, argument = place.path
    lines = [*(f"{each} {{" for each in blocks), f"{argument} = {arn}", *("}" for _ in blocks)]
    return "\n".join(lines)


def nested(place: Place, value: Any) -> Json:
    for step in reversed(place.path):
        value = [value] if step == EACH else {step: value}
    found: Json = value
    return found


def test_each_argument_of_terraform_is_read(tmp_path: Path) -> None:
    """With a role that lets in nobody of those, then one for each that lets in the last of them."""
    blocks = [role("nobody", statement("nobody.amazonaws.com"))]
    for at, each in enumerate(IN_TERRAFORM):
        right = role(f"r{at}", statement(each.services[-1]))
        for name, arn in (("wrong", "aws_iam_role.nobody.arn"), ("right", f"aws_iam_role.r{at}.arn")):
            blocks.append(f'resource "{each.kind}" "{name}{at}" {{\n{written(each, arn)}\n}}\n')
        blocks.append(right)
    found = terraform(write(tmp_path, {"main.tf": "".join(blocks)}))
    assert of(found.failed) == {f"{each.kind}.wrong{at}" for at, each in enumerate(IN_TERRAFORM)}
    assert of(found.passed) == {f"{each.kind}.right{at}" for at, each in enumerate(IN_TERRAFORM)}


def trust(*services: str) -> Json:
    said = {"Effect": "Allow", "Principal": {"Service": [*services]}, "Action": "sts:AssumeRole"}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [said]}}}


def test_each_property_of_templates_is_read(tmp_path: Path) -> None:
    resources: Json = {"Nobody": trust("nobody.amazonaws.com")}
    for at, each in enumerate(IN_TEMPLATES):
        resources[f"R{at}"] = trust(each.services[-1])
        for name, logical in (("Wrong", "Nobody"), ("Right", f"R{at}")):
            value: Json = (
                {"Ref": logical} if each.kind.endswith("InstanceProfile") else {"Fn::GetAtt": [logical, "Arn"]}
            )
            resources[f"{name}{at}"] = {"Type": each.kind, "Properties": nested(each, value)}
    text = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, indent=1)
    found = cloudformation(write(tmp_path, {"all.template": text}))
    assert of(found.failed) == {f"{each.kind}.Wrong{at}" for at, each in enumerate(IN_TEMPLATES)}
    assert of(found.passed) == {f"{each.kind}.Right{at}" for at, each in enumerate(IN_TEMPLATES)}


def test_terraforms_json_is_read_and_a_block_that_may_not_be_there_says_nothing(tmp_path: Path) -> None:
    policy = json.dumps(
        {"Version": "2012-10-17", "Statement": trust(EC2)["Properties"]["AssumeRolePolicyDocument"]["Statement"]}
    )
    arn = "${aws_iam_role.r.arn}"
    resources = {
        "aws_iam_role": {"r": {"assume_role_policy": policy}},
        "aws_lambda_function": {"f": {"role": arn}},
        "aws_scheduler_schedule": {"s": {"target": [{"arn": "x", "role_arn": arn}]}},
    }
    found = terraform_json(write(tmp_path / "json", {"main.tf.json": json.dumps({"resource": resources}, indent=1)}))
    assert of(found.failed) == {"aws_lambda_function.f", "aws_scheduler_schedule.s"}
    dynamic = 'dynamic "target" {\n for_each = var.on\n content {\n role_arn = aws_iam_role.r.arn\n }\n }'
    text = f'variable "on" {{}}\n{role("r", statement(EC2))}resource "aws_scheduler_schedule" "s" {{\n{dynamic}\n}}\n'
    assert of(terraform(write(tmp_path / "open", {"main.tf": text})).failed) == set()


def associated(version: Json) -> Json:
    """A distribution of a template that runs a function's version in each way that it may: by default, and by path."""
    runs = {"LambdaFunctionAssociations": [{"EventType": "viewer-request", "LambdaFunctionARN": version}]}
    config = {"DefaultCacheBehavior": runs, "CacheBehaviors": [runs]}
    return {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": config}}


def function_of(role: str, kind: str = "AWS::Lambda::Function") -> Json:
    return {"Type": kind, "Properties": {"Role": {"Fn::GetAtt": [role, "Arn"]}}}


def test_the_same_of_templates_by_a_version_of_the_function(tmp_path: Path) -> None:
    """`Ref` of a version, of a function by its name or its ARN; the version that SAM makes.  An alias is none.

    Nor is what is not written, or left empty.
    """
    one_of_two = {"Fn::If": ["Live", {"Fn::GetAtt": ["Near", "Arn"]}, {"Fn::GetAtt": ["Far", "Arn"]}]}
    resources: Json = {
        "Near": trust(LAMBDA),
        "Far": trust(LAMBDA, "edgelambda.amazonaws.com"),
        "F": function_of("Near"),
        "G": function_of("Far"),
        "S": function_of("Near", "AWS::Serverless::Function"),
        "Switched": {"Type": "AWS::Lambda::Function", "Properties": {"Role": one_of_two}},
        "ByName": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "F"}}},
        "ByArn": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Fn::GetAtt": ["G", "Arn"]}}},
        "OfSwitched": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Switched"}}},
        "OfNear": associated({"Ref": "ByName"}),
        "OfFar": associated({"Ref": "ByArn"}),
        "OfSam": associated({"Ref": "S.Version"}),
        "OfEither": associated({"Ref": "OfSwitched"}),
        "OfOther": associated({"Fn::If": ["Live", {"Ref": "AWS::NoValue"}, {"Ref": "OfSwitched"}]}),
        "OfUnknown": associated({"Ref": "F.Alias"}),
        "OfNothing": {"Type": "AWS::CloudFront::Distribution", "Properties": {}},
        "Unwritten": {"Type": "AWS::Lambda::Function", "Properties": {"Role": None}},
    }
    text = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {"Live": {"Fn::Equals": [{"Ref": "Stage"}, "live"]}},
        "Resources": resources,
    }
    found = cloudformation(write(tmp_path, {"edge.template": json.dumps(text, indent=1)}))
    kind = "AWS::CloudFront::Distribution"
    assert {name for name in of(found.failed) if name.startswith(kind)} == {
        f"{kind}.{each}" for each in ("OfNear", "OfSam", "OfEither")
    }
    assert {name for name in of(found.passed) if name.startswith(kind)} == {
        f"{kind}.{each}" for each in ("OfFar", "OfOther")
    }


PLANNED = {
    "aws_iam_role.near": {},
    "aws_lambda_function.near": {"role": {"references": ["aws_iam_role.near.arn", "aws_iam_role.near"]}},
    "aws_cloudfront_distribution.near": {
        "default_cache_behavior": [
            {
                "lambda_function_association": [
                    {
                        "lambda_arn": {
                            "references": ["aws_lambda_function.near.qualified_arn", "aws_lambda_function.near"]
                        }
                    }
                ]
            }
        ]
    },
}


@pytest.mark.parametrize(("services", "failing"), [((LAMBDA,), True), ((LAMBDA, "edgelambda.amazonaws.com"), False)])
def test_the_same_of_plans(tmp_path: Path, services: tuple[str, ...], failing: bool) -> None:
    policy = json.dumps(trust(*services)["Properties"]["AssumeRolePolicyDocument"] | {"Version": "2012-10-17"})
    named = [dict(zip(("type", "name"), each.split("."), strict=True)) for each in PLANNED]
    made = [{"address": each, "mode": "managed", **name} for each, name in zip(PLANNED, named, strict=True)]
    values: list[Json] = [{"assume_role_policy": policy}, {}, {}]
    change = {"actions": ["create"], "before": None, "after_unknown": {"arn": True}}
    planned = {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": {
            "root_module": {"resources": [each | {"values": held} for each, held in zip(made, values, strict=True)]}
        },
        "resource_changes": [
            each | {"change": change | {"after": held}} for each, held in zip(made, values, strict=True)
        ],
        "configuration": {
            "root_module": {
                "resources": [
                    each | {"expressions": written} for each, written in zip(made, PLANNED.values(), strict=True)
                ]
            }
        },
    }
    found = plan(write(tmp_path, {"tfplan.json": json.dumps(planned, indent=1)}))
    said = found.failed if failing else found.passed
    assert "aws_cloudfront_distribution.near" in of(said)


def distribution(label: str) -> str:
    runs = f'lambda_arn = aws_lambda_function.{label}.qualified_arn\nevent_type = "viewer-request"'
    inside = f"default_cache_behavior {{\nlambda_function_association {{\n{runs}\n}}\n}}"
    return f'resource "aws_cloudfront_distribution" "{label}" {{\n{inside}\n}}\n'


def test_the_role_of_a_function_that_a_distribution_runs_lets_in_the_service_of_the_edge(tmp_path: Path) -> None:
    edge = statement("edgelambda.amazonaws.com")
    roles = role("near", statement(LAMBDA)) + role("far", statement(LAMBDA), edge)
    made = "".join(function(each, f"aws_iam_role.{each}.arn") + distribution(each) for each in ("near", "far"))
    found = terraform(write(tmp_path, {"main.tf": roles + made}))
    assert of(found.failed) == {"aws_cloudfront_distribution.near"}
    assert of(found.passed) >= {"aws_cloudfront_distribution.far", "aws_lambda_function.near"}
    assert "hands it to edgelambda.amazonaws.com as its `default_cache_behavior" in told(
        found, "aws_cloudfront_distribution.near"
    )


SERVICE = """service: s
provider:
  name: aws
  iam: {role: !GetAtt Wrong.Arn}
custom: {role: Wrong}
functions:
  hello-world: {handler: a.b}
  good: {handler: a.b, role: Right}
  by-variable: {handler: a.b, role: "${self:custom.role}"}
resources:
  Resources:
"""


def service_role(name: str, service: str) -> str:
    allowed = f"{{Effect: Allow, Action: 'sts:AssumeRole', Principal: {{Service: {service}}}}}"
    said = f"Version: '2012-10-17', Statement: [{allowed}]"
    return f"    {name}:\n      Type: AWS::IAM::Role\n      Properties: {{AssumeRolePolicyDocument: {{{said}}}}}\n"


def test_a_service_of_the_serverless_framework_hands_roles_to_functions_and_resources(tmp_path: Path) -> None:
    machine = (
        "    Machine:\n      Type: AWS::StepFunctions::StateMachine\n      Properties: {RoleArn: !GetAtt Right.Arn}\n"
    )
    text = SERVICE + service_role("Wrong", EC2) + service_role("Right", LAMBDA) + machine
    found = serverless(write(tmp_path / "wrong", {"serverless.yml": text}))
    record: Any = found.record("18", "complete").check_result
    callers = [each["caller"]["name"] for each in (record, *record["others"])]
    assert callers == [
        *("AWS::Lambda::Function.HelloDashworldLambdaFunction", "AWS::Lambda::Function.ByDashvariableLambdaFunction"),
        "AWS::StepFunctions::StateMachine.Machine",
    ]
    right = SERVICE + service_role("Wrong", LAMBDA) + service_role("Right", LAMBDA)
    assert of(serverless(write(tmp_path / "right", {"serverless.yml": right})).passed) == {"complete"}
    made = right.replace("  iam: {role: !GetAtt Wrong.Arn}", "  iam: {role: {statements: []}}").replace(
        "Right}", "Other}"
    )
    assert not of(serverless(write(tmp_path / "made", {"serverless.yml": made})).failed)
