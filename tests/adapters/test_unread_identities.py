"""Tokens of callers in files that no runner reads, told of at the role: steps of Buildkite, values of charts."""

from __future__ import annotations

import pytest

from roletrust.dialects.callers import buildkite_steps, helm_values
from roletrust.dialects.callers.written import written
from roletrust.dialects.tree import Map
from scanning import Scan, in_full, terraform, write

OWN = "111122223333"
CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
BUILDKITE = "agent.buildkite.com"


def role(name: str, issuer: str, sub: str, operator: str = "StringLike") -> str:
    return f"""\
resource "aws_iam_role" "{name}" {{
  name = "{name}"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ Federated = "arn:aws:iam::{OWN}:oidc-provider/{issuer}" }}
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {{ {operator} = {{ "{issuer}:sub" = "{sub}" }} }}
    }}]
  }})
}}
"""


def step(of: str, more: str = "") -> str:
    return f"""\
  - command: make {of}
{more}    plugins:
      - docker#v5: {{image: x}}
      - aws-assume-role-with-web-identity#v1.4.0:
          role-arn: arn:aws:iam::{OWN}:role/{of}
"""


OF_STEPS = "organization:acme:pipeline:shop:ref:refs/heads/main:commit:*:step:{}"
ROLES = {
    "any_step": role("any_step", BUILDKITE, OF_STEPS.format("*")),
    "its_step": role("its_step", BUILDKITE, OF_STEPS.format("deploy")),
    "other_step": role("other_step", BUILDKITE, OF_STEPS.format("release")),
    "compared": role("compared", BUILDKITE, "organization:acme:pipeline:*", "StringEquals"),
    "branch": role("branch", BUILDKITE, "organization:acme:pipeline:shop:branch:main"),
    "grouped": role("grouped", "token.actions.githubusercontent.com", "repo:acme/*"),
    "reader": role("reader", CLUSTER, "system:serviceaccount:shop:reader", "StringEquals"),
    "writer": role("writer", CLUSTER, "system:serviceaccount:shop:reader", "StringEquals"),
    "named": role("named", CLUSTER, "system:serviceaccount:*:any", "StringEquals"),
}
KEY = "    key: deploy\n"
PIPELINE = "steps:\n" + "".join(
    (
        *(step(each, KEY) for each in ("any_step", "its_step", "other_step", "branch")),
        step("compared"),
        "  - group: x\n    steps:\n" + "".join(f"    {line}\n" for line in step("grouped").splitlines()),
    )
)


def account(of: str, name: str = "") -> str:
    arn = f"arn:aws:iam::{OWN}:role/{of}"
    return f"  serviceAccount:\n    {name}\n    annotations: {{eks.amazonaws.com/role-arn: '{arn}'}}\n"


FILES = {
    "main.tf": f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}\n' + "".join(ROLES.values()),
    ".buildkite/pipeline.yml": PIPELINE,
    "charts/reader/values.yaml": "reader:\n" + account("reader", "name: reader"),
    "charts/writer/values-live.yaml": "writer:\n" + account("writer", "name: writer"),
    "charts/named/values.yaml": "named:\n" + account("named"),
    "charts/pods/values.yaml": f"podAnnotations: {{eks.amazonaws.com/role-arn: 'arn:aws:iam::{OWN}:role/any_step'}}\n",
}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return terraform(write(tmp_path_factory.mktemp("unread"), FILES))


def of(scanned: Scan, verdict: str) -> set[str]:
    found = scanned.failed if verdict == "failed" else scanned.passed
    return {name.rpartition(".")[2] for rule, name in found if rule == "16"}


def test_a_step_is_refused_where_the_role_wants_another_form_or_another_step(scanned: Scan) -> None:
    """Organization, pipeline, ref and commit are open: a role that demands some may let it in."""
    of_charts = {"writer", "named"}
    assert of(scanned, "failed") == {"other_step", "compared", "branch", "grouped"} | of_charts
    assert not of(scanned, "passed")


def test_the_finding_stands_at_the_role_and_names_the_place_of_the_call(scanned: Scan) -> None:
    told = in_full(scanned.record("16", "aws_iam_role.other_step"))
    assert "/.buildkite/pipeline.yml:" in told and "a token of Buildkite" in told and ":step:deploy`" in told
    told = in_full(scanned.record("16", "aws_iam_role.writer"))
    assert (
        "/charts/writer/values-live.yaml:" in told
        and "system:serviceaccount:${namespace of the release}:writer" in told
    )


def test_variables_in_the_role_of_a_step_are_open() -> None:
    plugin = {"aws-assume-role-with-web-identity#v1": Map({"role-arn": written("arn:aws:iam::1:role/$NAME-x", 3)})}
    (call,) = buildkite_steps.calls(Map({"steps": [Map({"plugins": [Map(plugin)]})]}), "/p.yml")
    assert str(call.role) == "arn:aws:iam::1:role/${$NAME}-x"


def test_values_that_are_nested_too_deep_end() -> None:
    tree = Map({"annotations": Map()})
    for _ in range(100):
        tree = Map({"serviceAccount": tree})
    assert not list(helm_values.calls(tree, "/values.yaml"))
