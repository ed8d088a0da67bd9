"""Callers in pipelines and Kubernetes, with the roles of the same tree, through Checkov's own runners."""

from __future__ import annotations

from pathlib import Path

import pytest

from roletrust.adapters.tree_roles import roles_below
from scanning import PIPELINES, Scan, kubernetes, pipeline, write

VENDOR = "111122223333"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/vendor-access"
ID = "7f9c2b1e-4a55-4c1d"
RULE = "15"


def terraform(name: str = "vendor-access", required: str = ID, account: str = ACCOUNT) -> str:
    """A role of the vendor's, with an external id, in an account that its provider proves."""
    return f"""\
provider "aws" {{
  allowed_account_ids = ["{account}"]
}}

resource "aws_iam_role" "vendor" {{
  name = "{name}"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ AWS = "arn:aws:iam::{VENDOR}:root" }}
      Action    = "sts:AssumeRole"
      Condition = {{ StringEquals = {{ "sts:ExternalId" = "{required}" }} }}
    }}]
  }})
}}
"""


TEMPLATE = f"""\
Resources:
  Vendor:
    Type: AWS::IAM::Role
    Properties:
      RoleName: vendor-access
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{AWS: "arn:aws:iam::{VENDOR}:root"}}
            Action: sts:AssumeRole
            Condition: {{StringEquals: {{"sts:ExternalId": {ID}}}}}
"""

COMMAND = "aws sts assume-role --role-session-name ci --role-arn {role} {option}"
WITH_COMMAND = {
    "github_actions": "on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - name: Assume\n        run: {}\n",
    "gitlab_ci": "deploy:\n  image: x\n  script:\n    - {}\n",
    "circleci_pipelines": "version: 2.1\njobs:\n  deploy:\n    docker: [{{image: x}}]\n    steps:\n      - run: {}\n",
    "bitbucket_pipelines": "pipelines:\n  default:\n    - step:\n        script:\n          - {}\n",
    "azure_pipelines": "steps:\n  - script: {}\n",
}


def scan(framework: str, folder: Path, option: str, role: str = ROLE, **files: str) -> Scan:
    text = WITH_COMMAND[framework].format(COMMAND.format(role=role, option=option))
    written = {PIPELINES[framework][1]: text, **{name.replace("__", "."): text for name, text in files.items()}}
    return pipeline(framework, write(folder, written or {}))


def verdicts(found: Scan) -> tuple[int, int]:
    """How many calls fail and how many pass."""
    return len([each for each, _ in found.failed if each == RULE]), len([1 for each, _ in found.passed if each == RULE])


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    roles_below.cache_clear()


@pytest.mark.parametrize("framework", PIPELINES)
@pytest.mark.parametrize("role", ["terraform", "cloudformation"])
def test_a_call_without_the_id_is_refused_and_with_it_is_not(tmp_path: Path, framework: str, role: str) -> None:
    files = {"main__tf": terraform()} if role == "terraform" else {"role__yaml": TEMPLATE}
    for option, expected in (("", (1, 0)), ("--external-id other-id", (1, 0)), (f"--external-id {ID}", (0, 1))):
        roles_below.cache_clear()
        assert verdicts(scan(framework, tmp_path, option, **files)) == expected


@pytest.mark.parametrize("framework", PIPELINES)
def test_an_id_or_a_role_that_is_not_known_claims_nothing(tmp_path: Path, framework: str) -> None:
    role = {"main__tf": terraform()}
    assert verdicts(scan(framework, tmp_path, '--external-id "$X"', **role)) == (0, 0)
    assert verdicts(scan(framework, tmp_path, "", role='"$ROLE"', **role)) == (0, 0)
    assert verdicts(scan(framework, tmp_path, "", role=ROLE + "-2", **role)) == (0, 0)
    assert verdicts(scan(framework, tmp_path, "", role=ROLE.replace(ACCOUNT, "999999999999"), **role)) == (0, 0)


def test_the_finding_names_the_caller_the_role_and_the_line(tmp_path: Path) -> None:
    found = scan("github_actions", tmp_path, "", main__tf=terraform())
    record = found.record(RULE, "jobs(deploy).steps[1](Assume)")
    assert record.check_name == (
        "Caller does not send an external id that the role accepts: jobs(deploy).steps[1](Assume) sends no external id, "
        f"and aws_iam_role.vendor (/main.tf:7-15) lets account {VENDOR} in only with one, through statement 1: "
        "STS answers AccessDenied"
    )
    assert record.file_line_range == [7, 8]
    assert record.check_result["caller"]["lines"] == [7, 7]
