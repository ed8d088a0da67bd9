"""Rule 16: what jobs of GitLab, CircleCI and Bitbucket present, and what a role makes of it."""

from __future__ import annotations

import pytest
import yaml

from roletrust.dialects.callers import pipelines
from roletrust.dialects.callers.pipelines import Product
from roletrust.dialects.callers.reuse import Repository
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Place, Role
from roletrust.engine.text import Hole, Value, text
from roletrust.reading.yaml_nodes import LOADER, tree
from roletrust.reading.yaml_written import leaf
from roletrust.rules.rule import Verdict
from roletrust.rules.token_refused import judge
from rules.trusting import OWN, Json, oidc

PROJECT = "octo-org/group/shop"
ROLE = f"arn:aws:iam::{OWN}:role/deploy"
COMMAND = f"aws sts assume-role-with-web-identity --role-arn {ROLE} --role-session-name ci --web-identity-token"


def calls(written: str, product: Product = pipelines.GITLAB, name: Value | None = PROJECT) -> list[Call]:
    node = yaml.compose(written, Loader=LOADER)
    assert node is not None
    read = tree(node, "/ci.yml", leaf)
    return list(pipelines.calls(read, "/ci.yml", product, Repository(".gitlab-ci.yml", name=name)))


def role(*statements: Json) -> Role:
    policy = read_policy(Map({"Version": "2012-10-17", "Statement": list(statements)}))
    return Role(Place("aws_iam_role.deploy"), Trust(policy, Owner()))


def gitlab(more: str = "", aud: str = "https://gitlab.com", command: str = f"{COMMAND} $TOKEN", top: str = "") -> str:
    return f"{top}\ndeploy:\n  {more}\n  id_tokens: {{TOKEN: {{aud: {aud}}}}}\n  script: ['{command}']\n"


def verdict(written: str, *statements: Json, product: Product = pipelines.GITLAB, name: Value = PROJECT) -> Verdict:
    (call,) = calls(written, product, name)
    return judge(call, role(*statements))


def subject(value: str, operator: str = "StringLike", aud: str = "https://gitlab.com") -> Json:
    return oidc("gitlab.com", {operator: {"gitlab.com:sub": value}, "StringEquals": {"gitlab.com:aud": aud}})


def ref(kind: str, name: str, project: str = PROJECT) -> str:
    return f"project_path:{project}:ref_type:{kind}:ref:{name}"


def refs(more: str, top: str = "") -> set[str]:
    (call,) = calls(gitlab(more, top=top))
    assert call.tokens is not None
    before = f"project_path:{PROJECT}:ref_type:"
    return {str(form.get("sub")).removeprefix(before).replace(":ref:", " ") for form in call.tokens.forms}


ANY = {"branch ${ref}", "tag ${ref}"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ANY),
        ("only: [main]", {"branch main", "tag main"}),
        ("only: [branches, tags]", ANY),
        ("only: [tags]", {"tag ${ref}"}),
        ("only: {refs: [branches]}", {"branch ${ref}"}),
        ("only: [merge_requests]", ANY),
        ("only: ['/^v.*/']", ANY),
        ("only: {variables: [$DEPLOY]}", ANY),
        ("rules: [{if: '$CI_COMMIT_BRANCH == \"main\"'}]", {"branch main"}),
        ("rules: [{if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $DEPLOY'}]", {"branch ${default branch}"}),
        ("rules: [{if: $CI_COMMIT_TAG}, {when: never}]", {"tag ${ref}"}),
        ("rules: [{if: '$CI_COMMIT_TAG =~ /^v(\\d+)|w/'}]", {"tag ${ref}"}),
        ('rules: [{if: \'$CI_COMMIT_BRANCH == "a" || $CI_COMMIT_BRANCH == "b"\'}]', {"branch a", "branch b"}),
        ("rules: [{if: $CI_COMMIT_TAG}, {if: '$CI_COMMIT_REF_NAME == \"x\"'}]", {"tag ${ref}", "branch x", "tag x"}),
        ("rules: [{if: '$CI_COMMIT_BRANCH != \"main\"'}]", ANY),
        ("rules: [{if: '$CI_COMMIT_TAG == null'}]", ANY),
        ("rules: [{if: '($CI_COMMIT_TAG || $DEPLOY)'}]", ANY),
        ("rules: [{if: '$CI_PIPELINE_SOURCE == \"merge_request_event\"'}]", ANY),
        ("rules: [{if: $CI_COMMIT_TAG}, {changes: [src/*]}]", ANY),
        ("rules: [{if: '$CI_COMMIT_BRANCH == \"main\"', when: never}, {when: always}]", ANY),
    ],
)
def test_rules_and_only_say_on_which_refs_a_job_runs(more: str, expected: set[str]) -> None:
    assert refs(more) == expected


def test_what_a_whole_pipeline_runs_on_counts_where_the_job_says_nothing() -> None:
    top = "workflow: {rules: [{if: $CI_COMMIT_TAG}]}"
    assert refs("", top) == {"tag ${ref}"}
    assert refs("only: [main]", top) == {"branch main", "tag main"}


@pytest.mark.parametrize(
    ("more", "wanted", "expected"),
    [
        ("only: [main]", ref("branch", "main"), NO),
        ("only: [main]", ref("branch", "develop"), YES),
        ("rules: [{if: $CI_COMMIT_TAG}]", ref("branch", "*"), YES),
        ("", ref("branch", "main"), UNKNOWN),
        ("", ref("branch", "*"), NO),
        ("", ref("branch", "*", "octo-org/other"), YES),
        ("only: [main]", f"project_path:{PROJECT}", UNKNOWN),  # the project may choose what its subject is of
        ("only: [main]", f"project_path:{PROJECT}:environment_protected:true", UNKNOWN),
    ],
)
def test_a_job_of_gitlab_gets_in_by_its_project_and_its_ref(more: str, wanted: str, expected: Answer) -> None:
    assert verdict(gitlab(more), subject(wanted)).answer is expected


def test_a_job_of_gitlab_presents_the_audience_that_it_asks_for() -> None:
    of_main, wanted = (
        gitlab("only: [main]", "sts.amazonaws.com"),
        subject(ref("branch", "main"), aud="sts.amazonaws.com"),
    )
    assert verdict(of_main, wanted).answer is NO
    found = verdict(of_main, subject(ref("branch", "main")))
    assert found.answer is YES and "a token of GitLab whose `aud` is `sts.amazonaws.com`" in found.reason
    assert found.fix is not None and found.fix.advice == "ask for the audience `https://gitlab.com`"
    assert verdict(gitlab("only: [main]", "$CI_SERVER_URL"), subject(ref("branch", "main"))).answer is UNKNOWN


def test_a_job_of_gitlab_is_put_right_on_either_side() -> None:
    found = verdict(gitlab("only: [tags]"), subject(ref("branch", "main")))
    assert found.fix is not None
    assert found.fix.advice == (
        f'run it on the branch `main` or write `"StringLike": {{"gitlab.com:sub": ["{ref("branch", "main")}", '
        f'"{ref("tag", "*")}"]}}` in statement 1 of the role'
    )


def test_a_project_that_is_not_known_may_be_the_right_one() -> None:
    unknown = text(Hole("this repository"))
    assert verdict(gitlab("only: [main]"), subject(ref("branch", "main")), name=unknown).answer is UNKNOWN
    assert verdict(gitlab(), subject("repo:octo-org/*"), name=unknown).answer is YES
    assert not calls(gitlab(), name=None)  # at another host, whose tokens are another issuer's


def test_the_token_is_the_one_that_the_command_names_or_the_only_one() -> None:
    two = "\ndeploy:\n  id_tokens: {A: {aud: a}, B: {aud: b}}\n  script: ['echo $A $B', '%s']\n"
    (call,) = calls(two % f"{COMMAND} ${{B}}")
    assert call.tokens is not None and {str(form.get("aud")) for form in call.tokens.forms} == {"b"}
    assert not calls(two % f"{COMMAND} file://token")
    (call,) = calls(gitlab(command=f"echo $TOKEN > t; {COMMAND} file://t"))
    assert call.tokens is not None
    assert not calls(gitlab(command=f"{COMMAND} $CI_JOB_JWT_V2"))


BY_HAND = f"""\
variables: {{AWS_ROLE_ARN: '{ROLE}', AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/token}}
deploy:
  only: [tags]
  id_tokens: {{TOKEN: {{aud: https://gitlab.com}}}}
  script:
    - echo $TOKEN > $AWS_WEB_IDENTITY_TOKEN_FILE
    - aws s3 ls
"""


def test_variables_that_sdks_read_are_a_call_where_a_script_keeps_the_token() -> None:
    (call,) = calls(BY_HAND)
    assert (call.role, call.source.first) == (ROLE, 6)
    assert judge(call, role(subject(ref("branch", "main")))).answer is YES
    assert not calls(BY_HAND.replace("echo $TOKEN", "echo $OTHER"))
    assert not calls(BY_HAND.replace("AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/token", "X: y").replace("$AWS_WEB", "$X"))


ORGANIZATION = "11111111-2222-3333-4444-555555555555"
OF_CIRCLE = f"oidc.circleci.com/org/{ORGANIZATION}"
ORB = f"jobs: {{a: {{steps: [{{aws-cli/setup: {{role_arn: '{ROLE}'}}}}]}}}}\nworkflows: {{w: {{jobs: [a]}}}}\n"


@pytest.mark.parametrize(
    ("operator", "claim", "wanted", "expected"),
    [
        ("StringLike", "sub", f"org/{ORGANIZATION}/project/*/user/*", NO),
        ("StringLike", "sub", f"org/{ORGANIZATION}/project/some-id/user/*", UNKNOWN),
        ("StringEquals", "sub", f"org/{ORGANIZATION}/project/*/user/*", YES),
        ("StringLike", "sub", "repo:octo-org/*", YES),
        ("StringLike", "sub", "org/another/project/*/user/*", YES),
        ("StringLike", "sub", f"org/{ORGANIZATION}/project/*/vcs-ref/refs/heads/main", UNKNOWN),
        ("StringEquals", "aud", ORGANIZATION, NO),
        ("StringEquals", "aud", "sts.amazonaws.com", YES),
        ("StringEquals", "oidc.circleci.com/project-id", "some-id", UNKNOWN),
    ],
)
def test_a_job_of_circleci_is_of_the_organization_whose_issuer_is_trusted(
    operator: str, claim: str, wanted: str, expected: Answer
) -> None:
    asking = oidc(OF_CIRCLE, {operator: {f"{OF_CIRCLE}:{claim}": wanted}})
    assert verdict(ORB, asking, product=pipelines.CIRCLECI).answer is expected


def test_a_token_of_circleci_tells_of_the_source_in_its_second_form_alone() -> None:
    asking = oidc(OF_CIRCLE, {"StringLike": {f"{OF_CIRCLE}:sub": "org/*/vcs-origin/*/vcs-ref/*"}})
    for token, expected in (("CIRCLE_OIDC_TOKEN", UNKNOWN), ("CIRCLE_OIDC_TOKEN_V2", NO)):
        run = f"jobs: {{a: {{steps: [{{run: '{COMMAND} ${token}'}}]}}}}\nworkflows: {{w: {{jobs: [a]}}}}\n"
        assert verdict(run, asking, product=pipelines.CIRCLECI).answer is expected


OF_BITBUCKET = "api.bitbucket.org/2.0/workspaces/octo/pipelines-config/identity/oidc"


def bitbucket(step: str) -> str:
    return f"pipelines: {{default: [{{step: {{{step}}}}}]}}\n"


STEP = f"script: ['{COMMAND} $BITBUCKET_STEP_OIDC_TOKEN']"
PIPE = f"script: [{{pipe: 'atlassian/aws-s3-deploy:2.0.0', variables: {{AWS_OIDC_ROLE_ARN: '{ROLE}'}}}}]"


@pytest.mark.parametrize("step", [STEP, PIPE])
@pytest.mark.parametrize(
    ("operator", "claim", "wanted", "expected"),
    [
        ("StringLike", "sub", "{*}:{*}", NO),
        ("StringLike", "sub", "{1234}:*", UNKNOWN),
        ("StringEquals", "sub", "{1234}:*", YES),
        ("StringLike", "sub", "octo/shop:*", YES),
        ("StringEquals", "aud", "ari:cloud:bitbucket::workspace/1234", UNKNOWN),
        ("StringEquals", "aud", "sts.amazonaws.com", YES),
    ],
)
def test_a_step_of_bitbucket_is_told_by_ids(
    step: str, operator: str, claim: str, wanted: str, expected: Answer
) -> None:
    asking = oidc(OF_BITBUCKET, {operator: {f"{OF_BITBUCKET}:{claim}": wanted}})
    assert verdict(bitbucket(f"oidc: true, {step}"), asking, product=pipelines.BITBUCKET).answer is expected


@pytest.mark.parametrize("step", [STEP, PIPE])
def test_a_step_of_bitbucket_without_oidc_has_no_token(step: str) -> None:
    assert not calls(bitbucket(step), pipelines.BITBUCKET)


def test_a_role_for_another_product_lets_in_none() -> None:
    others = [oidc("token.actions.githubusercontent.com"), oidc("agent.buildkite.com")]
    for written, product in ((ORB, pipelines.CIRCLECI), (gitlab(), pipelines.GITLAB)):
        found = verdict(written, *others, product=product)
        assert found.answer is YES and "lets in none of that issuer" in found.reason
    assert verdict(gitlab(), oidc("gitlab.example.com")).answer is NO  # a server of one's own
