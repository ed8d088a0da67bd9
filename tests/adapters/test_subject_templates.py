"""Rule 16: what a tree of Terraform chooses for the subjects of GitHub's tokens, beside a workflow and its role."""

from __future__ import annotations

from pathlib import Path

import pytest

from roletrust.dialects.callers.github_subjects import ANY, BY_DEFAULT, Chosen, Template, chosen, with_subjects
from roletrust.engine.answer import NO, YES
from roletrust.engine.roles.tokens import GITHUB
from roletrust.engine.text import Hole, text
from roletrust.rules.token_refused import judge
from rules.test_token_refused import AUD, REPOSITORY, SUB, call, for_aws, role, workflow
from rules.trusting import OWN
from scanning import in_full, pipeline, write

NAME = REPOSITORY.partition("/")[2]
IN_PRODUCTION = workflow("push", "environment: prod")
TYPE = "github_actions_repository_oidc_subject_claim_customization_template"


def subjects(written: str, *templates: Template) -> set[str]:
    tokens = call(written).tokens
    assert tokens is not None
    return {str(form.get("sub")) for form in with_subjects(tokens, templates).forms if form.known}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (BY_DEFAULT, f"repo:{REPOSITORY}:environment:prod"),
        (("context",), "environment:prod"),
        (("environment", "repository_owner"), "environment:prod:repository_owner:octo-org"),
        (("repo", "context", "ref"), f"repo:{REPOSITORY}:environment:prod:ref:refs/heads/main"),
        (("job_workflow_ref",), "job_workflow_ref:${job_workflow_ref}"),
        (("repository", "actor"), f"repository:{REPOSITORY}:actor:${{actor}}"),
    ],
)
def test_a_template_makes_the_subject_of_the_claims_that_it_lists(keys: tuple[str, ...], expected: str) -> None:
    written = workflow("{push: {branches: [main]}}", "environment: prod")
    assert subjects(written, Template(NAME, "octo-org", False, keys)) == {expected}


def test_the_repositorys_part_has_either_form_in_a_template_too() -> None:
    tokens = call(IN_PRODUCTION).tokens
    assert tokens is not None
    found = with_subjects(tokens, [Template(NAME, "octo-org", False, ("repo", "actor"))])
    assert {str(form.get("sub")) for form in found.forms} == {
        f"repo:{REPOSITORY}:actor:${{actor}}",
        "repo:octo-org@${owner id}/octo-repo@${repository id}:actor:${actor}",
    }


OURS, ALL = Template(NAME, "octo-org", False, ("context",)), Template("", "octo-org", None, ("repo", "actor"))


@pytest.mark.parametrize(
    ("templates", "expected"),
    [
        ([OURS], Chosen((("context",),), settled=True)),
        ([OURS._replace(repository=NAME.upper())], Chosen((("context",),), settled=True)),
        ([OURS, ALL], Chosen((("context",),), settled=True)),
        ([OURS._replace(usual=True, keys=())], Chosen((BY_DEFAULT,), settled=True)),
        ([OURS._replace(usual=None)], Chosen((("context",), BY_DEFAULT), settled=False)),
        ([OURS._replace(owner=None)], Chosen((("context",), BY_DEFAULT), settled=False)),
        ([OURS._replace(owner="another")], Chosen((BY_DEFAULT, BY_DEFAULT), settled=False)),
        ([OURS._replace(repository="another")], Chosen((BY_DEFAULT, BY_DEFAULT), settled=False)),
        ([OURS._replace(keys=()), ALL], Chosen((("repo", "actor"),), settled=True)),
        ([ALL], Chosen((BY_DEFAULT, ("repo", "actor"), BY_DEFAULT), settled=False)),
        ([OURS._replace(keys=())], ANY),
        ([OURS._replace(keys=None)], ANY),
        ([OURS._replace(repository=None)], ANY),
        ([OURS, OURS], ANY),
    ],
)
def test_whose_template_it_is_and_which_it_is(templates: list[Template], expected: Chosen | None) -> None:
    assert chosen(templates, REPOSITORY) == expected


def test_of_a_repository_that_is_not_known_any_template_may_be_the_one() -> None:
    assert chosen([OURS], text(Hole("this repository"))) is ANY


def tree(keys: str, repository: str = NAME, owner: str = 'owner = "octo-org"', more: str = "") -> str:
    """A role that lets in one environment, and a template of this repository."""
    return f"""\
provider "aws" {{
  allowed_account_ids = ["{OWN}"]
}}
provider "github" {{
  {owner}
}}
locals {{
  repository = "{repository}"
}}
resource "{TYPE}" "chosen" {{
  repository         = local.repository
  use_default        = false
  include_claim_keys = {keys}
  {more}
}}
resource "aws_iam_role" "deploy" {{
  name = "deploy"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ Federated = "arn:aws:iam::{OWN}:oidc-provider/{GITHUB}" }}
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {{
        StringEquals = {{ "{SUB}" = "environment:prod:repository_owner:octo-org", "{AUD}" = "sts.amazonaws.com" }}
      }}
    }}]
  }})
}}
"""


def told(folder: Path, terraform: str) -> tuple[str, ...]:
    files = {
        ".github/workflows/deploy.yml": IN_PRODUCTION,
        ".roletrust.yaml": f"repository: {REPOSITORY}\n",
        "main.tf": terraform,
    }
    found = pipeline("github_actions", write(folder, files))
    return tuple(in_full(record) for record in found.report.failed_checks)


def test_a_role_that_asks_for_other_parts_than_the_template_has_refuses_the_job(tmp_path: Path) -> None:
    """Where the template is the repository's: of another owner's, of one that is not made, nothing is known by it."""
    (finding,) = told(tmp_path / "other parts", tree('["repo", "environment"]'))
    assert f"whose `sub` is `repo:{REPOSITORY}:environment:prod`" in finding
    keys = '["environment", "repository_owner"]'
    assert told(tmp_path / "those parts", tree(keys)) == ()
    assert told(tmp_path / "another owner", tree('["repo", "environment"]', owner='owner = "another"')) == ()
    assert told(tmp_path / "not made", tree('["repo", "environment"]', more="count = 0")) == ()


def test_a_role_that_asks_for_a_usual_subject_refuses_one_of_chosen_parts() -> None:
    usual = role(for_aws(f"repo:{REPOSITORY}:environment:prod"))
    asked = call(IN_PRODUCTION)
    assert asked.tokens is not None
    other = asked._replace(tokens=with_subjects(asked.tokens, [OURS]))
    assert (judge(asked, usual).answer, judge(other, usual).answer) == (NO, YES)
    assert "run it" not in str(judge(other, usual).fix)
