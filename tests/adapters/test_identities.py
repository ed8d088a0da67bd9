"""What pods of a cluster present, as Terraform and templates give it to them, and the roles of the same scan."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import Scan, cloudformation, in_full, terraform, write


def role(name: str, sub: str) -> str:
    """A role for the subject `sub`, which is an expression of Terraform's."""
    return f"""\
resource "aws_iam_role" "{name}" {{
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ Federated = var.provider_arn }}
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {{ StringEquals = {{ "${{var.issuer}}:sub" = {sub} }} }}
    }}]
  }})
}}
"""


def account(name: str, role: str, namespace: str = "", more: str = "") -> str:
    where = f"namespace = {namespace}\n    " if namespace else ""
    return f"""\
resource "kubernetes_service_account" "{name}" {{
  {more}
  metadata {{
    name = "{name}"
    {where}annotations = {{ "eks.amazonaws.com/role-arn" = aws_iam_role.{role}.arn }}
  }}
}}
"""


def chart(name: str, role: str, settings: str) -> str:
    arn = (
        f'{{ name = "serviceAccount.annotations.eks\\\\.amazonaws\\\\.com/role-arn", value = aws_iam_role.{role}.arn }}'
    )
    return f"""\
resource "helm_release" "{name}" {{
  name = "{name}"
  set = [{arn}, {settings}]
}}
"""


FILES = {
    "main.tf": "\n".join(
        (
            'variable "provider_arn" {}\nvariable "issuer" {}\nvariable "namespace" {}\n',
            'resource "kubernetes_namespace" "shop" {\n  metadata {\n    name = "shop"\n  }\n}\n',
            role("shop", '"system:serviceaccount:shop:a"'),
            role("same", '"system:serviceaccount:${var.namespace}:f"'),
            account("a", "shop", '"shop"'),
            account("b", "shop", '"shop"'),
            account("c", "shop"),
            account("d", "shop", "var.namespace"),
            account("e", "shop", '"other"', "count = 0"),
            account("f", "same", "var.namespace"),
            account("g", "same", "var.namespace"),
            chart("h", "shop", '{ name = "serviceAccount.name", value = "a" }'),
            chart("i", "shop", '{ name = "replicas", value = "2" }'),
            chart("j", "shop", '{ name = var.namespace, value = "2" }'),
        )
    )
}


def workspace(name: str, project: str, key: str = "TFC_AWS_RUN_ROLE_ARN") -> str:
    return f"""\
resource "tfe_workspace" "{name}" {{
  name         = "{name}"
  organization = "acme"
  project_id   = {project}
}}
resource "tfe_variable" "{name}" {{
  key          = "{key}"
  value        = aws_iam_role.run.arn
  category     = "env"
  workspace_id = tfe_workspace.{name}.id
}}
"""


RUNS = "\n".join(
    (
        'resource "tfe_project" "shop" {\n  name = "shop"\n  organization = "acme"\n}\n',
        'variable "provider_arn" {}\nvariable "project" {}\nvariable "issuer" {\n  default = "app.terraform.io"\n}\n',
        role("run", '"organization:acme:project:shop:workspace:live:run_phase:apply"'),
        workspace("live", "tfe_project.shop.id"),
        workspace("test", "tfe_project.shop.id"),
        workspace("plans", "tfe_project.shop.id", "TFC_AWS_PLAN_ROLE_ARN"),
        workspace("some", "tfe_project.shop.id", "AWS_REGION"),
        workspace("other", "var.project"),
    )
)


def test_runs_of_a_workspace_present_its_project_its_name_and_their_phase(tmp_path: Path) -> None:
    found = terraform(write(tmp_path, {"main.tf": RUNS}))
    assert of(found, "failed") == {"test", "plans", "other"}
    assert of(found, "passed") == {"live"}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return terraform(write(tmp_path_factory.mktemp("identities"), FILES))


def of(scanned: Scan, verdict: str) -> set[str]:
    found = scanned.failed if verdict == "failed" else scanned.passed
    return {name.rpartition(".")[2] for rule, name in found if rule == "16"}


def test_service_accounts_are_refused_for_their_name_or_their_namespace(scanned: Scan) -> None:
    """Of a chart whose settings are not known, nothing is said; `e` is not made."""
    assert of(scanned, "failed") == {"b", "c", "d", "g", "h", "i"}
    assert of(scanned, "passed") == {"a", "f"}


def test_a_service_account_is_no_caller_that_might_send_an_external_id(scanned: Scan) -> None:
    assert {name for rule, name in (*scanned.failed, *scanned.passed) if rule == "15"} == set()


def test_the_finding_says_what_the_account_is_and_what_the_role_demands(scanned: Scan) -> None:
    told = in_full(scanned.record("16", "kubernetes_service_account.c"))
    assert "presents a token of an EKS cluster whose `sub` is `system:serviceaccount:default:c`" in told
    assert "`StringEquals` `${var.issuer}:sub` `system:serviceaccount:shop:a`" in told


TEMPLATE = """\
Parameters:
  Tags: {Type: String}
Conditions:
  Silent: !Equals [!Ref Tags, "no"]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: pods.eks.amazonaws.com}
            Action: sts:AssumeRole
"""


def association(name: str, disabled: str) -> str:
    return f"""\
  {name}:
    Type: AWS::EKS::PodIdentityAssociation
    Properties:
      ClusterName: main
      Namespace: shop
      ServiceAccount: reader
      RoleArn: !GetAtt Role.Arn
      DisableSessionTags: {disabled}
"""


def test_an_association_of_a_template_tags_unless_it_may_not(tmp_path: Path) -> None:
    others = association("Tagging", "false") + association("Silent", "true") + association("Either", "!Ref Tags")
    varying = association("Varying", "!If [Silent, true, false]")
    found = cloudformation(write(tmp_path, {"template.yaml": TEMPLATE + others + varying}))
    assert of(found, "failed") == {"Tagging", "Varying"}
    assert of(found, "passed") == {"Silent", "Either"}
