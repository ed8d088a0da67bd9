"""Rule 16: what a caller presents, by its own text, and what a role makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from roletrust.dialects.callers import cluster_identities, github_actions
from roletrust.dialects.callers.reuse import Repository
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Place, Role
from roletrust.engine.roles.tokens import GITHUB, HCP, Token, Tokens
from roletrust.engine.text import Hole, Value, text
from roletrust.reading.repository_name import repository_name
from roletrust.reading.yaml_nodes import LOADER, tree
from roletrust.reading.yaml_written import leaf
from roletrust.rules.analysis.subject_forms import one_form_alone
from roletrust.rules.rule import Verdict
from roletrust.rules.token_refused import judge
from rules.trusting import OWN, Json, bearing, oidc, service
from scanning import write

REPOSITORY = "octo-org/octo-repo"
ROLE = f"arn:aws:iam::{OWN}:role/deploy"
SUB, AUD = f"{GITHUB}:sub", f"{GITHUB}:aud"
MAIN = f"repo:{REPOSITORY}:ref:refs/heads/main"


def workflow(on: str = "push", job: str = "", inputs: str = "", top: str = "permissions: {id-token: write}") -> str:
    return f"""\
on: {on}
{top}
jobs:
  deploy:
    runs-on: ubuntu-latest
{"".join(f"    {line}{chr(10)}" for line in job.splitlines())}    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: {ROLE}
{"".join(f"          {line}{chr(10)}" for line in inputs.splitlines())}"""


def read(written: str) -> Tree:
    node = yaml.compose(written, Loader=LOADER)
    assert node is not None
    return tree(node, "/deploy.yml", leaf)


def call(written: str, name: Value | None = REPOSITORY, any_case: bool = False, **files: str) -> Call:
    """The one call that a workflow makes.  `files`: others of its repository, by their names."""

    def documents(path: str) -> list[Tree]:
        return [read(each) for file, each in files.items() if path.endswith(f"{file}.yml")]

    repository = Repository(".github/workflows/deploy.yml", documents, name=name, any_case=any_case)
    found = list(github_actions.calls(read(written), "/deploy.yml", repository))
    assert len(found) == 1
    return found[0]


def role(*statements: Json, owner: Owner = Owner()) -> Role:
    policy = read_policy(Map({"Version": "2012-10-17", "Statement": list(statements)}))
    return Role(Place("aws_iam_role.deploy"), Trust(policy, owner))


def subject(value: str | list[str], operator: str = "StringLike", **more: Any) -> Json:
    return oidc(GITHUB, {operator: {SUB: value}, **more})


def for_aws(value: str, operator: str = "StringLike") -> Json:
    """The same, for the audience that tokens for AWS have."""
    audience = {"StringEquals": {AUD: "sts.amazonaws.com"}} if operator != "StringEquals" else {}
    inside = {SUB: value} if audience else {SUB: value, AUD: "sts.amazonaws.com"}
    return oidc(GITHUB, {operator: inside, **audience})


def verdict(written: str, *statements: Json, **told: Any) -> Verdict:
    return judge(call(written, **told), role(*statements))


def subjects(written: str, **told: Any) -> set[str]:
    """What the subjects of a workflow's tokens say after the repository's name, in the form that all know."""
    found = call(written, **told).tokens
    assert found is not None
    known = [str(form.get("sub")) for form in found.forms if form.known]
    return {each.removeprefix(f"repo:{REPOSITORY}:") for each in known}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("push", {"ref:refs/heads/${branch}", "ref:refs/tags/${tag}"}),
        ("{push: {branches: [main, release]}}", {"ref:refs/heads/main", "ref:refs/heads/release"}),
        (
            "{push: {branches: ['release/**', '!release/old']}}",
            {"ref:refs/heads/release/", "ref:refs/heads/release/${any 0}"},
        ),
        ("{push: {tags: ['v*']}}", {"ref:refs/tags/v", "ref:refs/tags/v${any 0}"}),
        ("{push: {branches-ignore: [main]}}", {"ref:refs/heads/${branch}"}),
        ("{push: {paths: [src]}}", {"ref:refs/heads/${branch}", "ref:refs/tags/${tag}"}),
        ("{push: {branches: ['v[12]+']}}", {"ref:refs/heads/${any 0}"}),
        ("pull_request", {"pull_request"}),
        ("pull_request_target", {"pull_request", "ref:${ref}"}),
        ("[schedule]", {"ref:refs/heads/${default branch}"}),
        ("{schedule: [{cron: '0 0 * * *'}], release: }", {"ref:refs/heads/${default branch}", "ref:refs/tags/${tag}"}),
        ("workflow_dispatch", {"ref:refs/heads/${branch}", "ref:refs/tags/${tag}"}),
        ("merge_group", {"ref:refs/heads/gh-readonly-queue/${queue}"}),
        ("deployment", {"ref:${ref}"}),
    ],
)
def test_the_events_that_start_a_job_make_its_subject(on: str, expected: set[str]) -> None:
    assert subjects(workflow(on)) == expected


@pytest.mark.parametrize(
    "job", ["environment: 'Prod: eu'", "environment: {name: 'Prod: eu', url: https://example.com}"]
)
def test_an_environment_comes_before_the_event_and_its_colons_are_escaped(job: str) -> None:
    assert subjects(workflow("[push, pull_request]", job)) == {"environment:Prod%3A eu"}


def test_an_environment_that_is_not_known_may_be_none() -> None:
    found = subjects(workflow("{push: {branches: [main]}}", "environment: ${{ vars.STAGE }}"))
    assert found == {"environment:${vars.STAGE}", "ref:refs/heads/main"}


def test_a_matrix_gives_an_environment_to_each_of_its_jobs() -> None:
    job = "strategy: {matrix: {stage: [test, prod]}}\nenvironment: ${{ matrix.stage }}"
    found = github_actions.calls(read(workflow("push", job)), "/deploy.yml", Repository(name=REPOSITORY))
    told = {str(each.tokens.forms[0].get("sub")) for each in found if each.tokens}
    assert told == {f"repo:{REPOSITORY}:environment:{stage}" for stage in ("test", "prod")}


def test_a_workflow_that_another_one_uses_has_the_subject_of_that_one() -> None:
    used = workflow("{workflow_call: {inputs: {role: }}}").replace(ROLE, "${{ inputs.role }}")
    using = f"""\
on: {{push: {{branches: [main]}}}}
permissions: {{id-token: write}}
jobs:
  call:
    uses: ./.github/workflows/used.yml
    with: {{role: '{ROLE}'}}
"""
    found = call(using, used=used).tokens
    assert found is not None
    assert [form.get("sub") for form in found.forms if form.known] == [MAIN]
    named = f"{REPOSITORY}/.github/workflows/used.yml@${{ref of the workflow}}"
    assert {str(form.get("job_workflow_ref")) for form in found.forms} == {named}


def test_a_workflow_that_others_use_is_anybodys() -> None:
    found = call(workflow("workflow_call", "environment: prod")).tokens
    assert found is not None
    assert {str(form.get("sub")) for form in found.forms} == {"repo:${repository of the caller}:environment:prod"}


REFUSED = [
    ("push", "environment: prod", MAIN),
    ("push", "environment: Prod", f"repo:{REPOSITORY}:environment:prod"),
    ("{push: {branches: [develop]}}", "", MAIN),
    ("{push: {branches: [main]}}", "", f"repo:{REPOSITORY}:environment:*"),
    ("pull_request", "", f"repo:{REPOSITORY}:ref:*"),
    ("push", "", f"repo:{REPOSITORY}:pull_request"),
    ("push", "", "repo:octo-org/other:*"),
    ("push", "", "repo:Octo-Org/octo-repo:*"),
    ("{push: {tags: ['v*']}}", "", f"repo:{REPOSITORY}:ref:refs/heads/*"),
]
LET_IN = [
    ("push", "environment: prod", f"repo:{REPOSITORY}:environment:prod"),
    ("[push, pull_request]", "", f"repo:{REPOSITORY}:pull_request"),
    ("{push: {branches: [main]}}", "", MAIN),
    ("pull_request", "", "repo:octo-org/*"),
]
OPEN = [
    ("push", "", MAIN),
    ("push", "environment: ${{ inputs.stage }}", f"repo:{REPOSITORY}:environment:prod"),
    ("{push: {branches: ['release/**']}}", "", f"repo:{REPOSITORY}:ref:refs/heads/release/1"),
    ("schedule", "", MAIN),
    ("deployment", "", MAIN),
]


@pytest.mark.parametrize(("on", "job", "wanted"), REFUSED)
def test_a_job_none_of_whose_tokens_gets_in_is_refused(on: str, job: str, wanted: str) -> None:
    assert verdict(workflow(on, job), subject(wanted)).answer is YES


@pytest.mark.parametrize(("on", "job", "wanted"), LET_IN)
def test_a_job_that_gets_in_with_one_of_its_tokens_is_not(on: str, job: str, wanted: str) -> None:
    assert verdict(workflow(on, job), subject(wanted)).answer is NO


@pytest.mark.parametrize(("on", "job", "wanted"), OPEN)
def test_a_job_that_may_get_in_is_not(on: str, job: str, wanted: str) -> None:
    assert verdict(workflow(on, job), subject(wanted)).answer is UNKNOWN


@pytest.mark.parametrize("name", [None, text(Hole("this repository"))])
def test_of_a_repository_that_is_not_known_nothing_is_said_that_hangs_on_its_name(name: Value | None) -> None:
    pushed = workflow("{push: {branches: [main]}}")
    if name is None:
        assert call(pushed, name=None).tokens is None  # it is at another host, whose tokens are others
    else:
        assert verdict(pushed, subject("repo:octo-org/other:*"), name=name).answer is UNKNOWN


def test_a_role_that_admits_either_form_of_the_subject_may_let_in() -> None:
    pushed = workflow("{push: {branches: [main]}}")
    lasting = "repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main"
    assert verdict(pushed, subject(lasting)).answer is UNKNOWN
    assert verdict(pushed, subject(lasting.replace("main", "develop"))).answer is YES
    assert verdict(pushed, subject("repo:octo-org@*/octo-repo@*:*")).answer is NO


def test_of_a_role_that_admits_one_form_alone_the_other_is_told_of() -> None:
    lasting = "repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main"

    def told(*subjects: str) -> list[str]:
        trust = role(subject(list(subjects))).made_ready
        assert trust is not None
        return [each.partition(":")[0] for each in one_form_alone(trust)]

    assert told(MAIN) == ["of octo-org/octo-repo only subjects without ids get in"]
    assert told("repo:octo-org/*:ref:*") == ["of octo-org/* only subjects without ids get in"]
    for ids in (lasting, lasting.replace("123456", "*").replace("456789", "*")):
        assert told(ids) == ["of octo-org/octo-repo only subjects with ids get in"]
    assert told(MAIN, "repo:octo-org@*/octo-repo@*:ref:refs/heads/main") == told("repo:*") == []


def test_of_an_address_the_capitals_are_not_known() -> None:
    pushed = workflow("{push: {branches: [main]}}")
    assert verdict(pushed, subject("repo:Octo-Org/Octo-Repo:*"), any_case=True).answer is NO
    assert verdict(pushed, subject("repo:Octo*:ref:*"), any_case=True).answer is NO
    assert verdict(pushed, subject("repo:Octo-Org/other:*"), any_case=True).answer is YES
    deny = subject("repo:OCTO-ORG/*")
    turned_away = verdict(pushed, subject("repo:octo-org/*"), {**deny, "Effect": "Deny"}, any_case=True)
    assert turned_away.answer is UNKNOWN


@pytest.mark.parametrize(
    "value", ["repo:octo-org/octo-repo:job_workflow_ref:octo-org/x@*", "repository_owner:octo-org"]
)
def test_a_role_that_asks_for_a_subject_of_chosen_parts_may_be_of_a_repository_that_chooses_them(value: str) -> None:
    assert verdict(workflow("push", "environment: prod"), subject(value)).answer is UNKNOWN


def test_an_open_value_of_the_role_may_be_the_right_one() -> None:
    pushed = workflow("{push: {branches: [main]}}")
    open_ = {"StringLike": {SUB: text("repo:", Hole("var.repository"), ":*")}}
    assert verdict(pushed, oidc(GITHUB, open_)).answer is UNKNOWN
    assert (
        verdict(
            workflow("push", "environment: prod"),
            oidc(GITHUB, {"StringLike": {SUB: text("repo:", Hole("var.repository"), ":ref:*")}}),
        ).answer
        is YES
    )
    assert (
        verdict(pushed, bearing(text(Hole("var.provider")), {"StringLike": {SUB: "repo:octo-org/octo-repo:*"}})).answer
        is not YES
    )


def test_a_claim_of_which_the_role_leaves_open_what_it_demands_is_not_to_blame() -> None:
    open_ = {"StringEquals": {AUD: text(Hole("var.audience"))}, "StringLike": {SUB: MAIN}}
    found = verdict(workflow("pull_request"), oidc(GITHUB, open_))
    assert found.answer is YES and "`aud`" not in found.reason and found.statement is not None


def advice(written: str, *statements: Json, **told: Any) -> str:
    found = verdict(written, *statements, **told)
    assert found.answer is YES and found.fix is not None
    return found.fix.advice


@pytest.mark.parametrize(
    ("written", "wanted", "expected"),
    [
        (
            workflow("push", "environment: prod"),
            MAIN,
            "take `environment` out of the job, and run it on the branch `main` or write",
        ),
        (workflow("pull_request"), f"repo:{REPOSITORY}:environment:prod", "give the job `environment: prod` or write"),
        (workflow("{push: {branches: [develop]}}"), MAIN, "run it on the branch `main` or write"),
        (workflow("push"), f"repo:{REPOSITORY}:pull_request", "run it on `pull_request` or write"),
    ],
)
def test_the_repair_is_offered_on_either_side(written: str, wanted: str, expected: str) -> None:
    told = advice(written, for_aws(wanted))
    assert told.startswith(expected)
    assert told.endswith("in statement 1 of the role")


def test_a_wildcard_that_is_compared_as_it_stands_is_put_right_by_the_operator() -> None:
    told = advice(workflow(), for_aws(f"repo:{REPOSITORY}:*", "StringEquals"))
    assert told == f'write `"StringLike": {{"{SUB}": "repo:{REPOSITORY}:*"}}` in statement 1 of the role'


def test_a_repair_that_would_not_let_it_in_is_not_offered() -> None:
    """A Deny turns the branch away: no subject in the Allow helps."""
    deny = {**subject(f"repo:{REPOSITORY}:ref:refs/heads/develop"), "Effect": "Deny"}
    told = advice(workflow("{push: {branches: [develop]}}"), subject(MAIN), deny)
    assert told == "run it on the branch `main`"


def test_an_audience_is_compared_and_has_to_be_registered() -> None:
    other = workflow(inputs="audience: https://github.com/octo-org")
    of_main = {"StringLike": {SUB: f"repo:{REPOSITORY}:*"}, "StringEquals": {AUD: "sts.amazonaws.com"}}
    told = advice(other, oidc(GITHUB, of_main))
    assert told.startswith("ask for the audience `sts.amazonaws.com` or write")
    registering = Owner(audiences=frozenset(((GITHUB, frozenset(("sts.amazonaws.com",))),)))
    found = judge(call(other), role(subject(f"repo:{REPOSITORY}:*"), owner=registering))
    assert found.answer is YES and "Incorrect token audience" in found.reason
    assert judge(call(workflow()), role(subject(f"repo:{REPOSITORY}:*"), owner=registering)).answer is NO


@pytest.mark.parametrize("top", ["", "permissions: {contents: read}", "permissions: read-all"])
def test_a_job_that_gets_no_token_is_refused_where_the_role_takes_tokens_alone(top: str) -> None:
    of_all = subject(f"repo:{REPOSITORY}:*")
    found = verdict(workflow(top=top), of_all)
    assert found.answer is YES and "id-token: write" in found.reason
    user = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OWN}:root"}, "Action": "sts:AssumeRole"}
    assert verdict(workflow(top=top), of_all, user).answer is UNKNOWN


@pytest.mark.parametrize("inputs", ["aws-access-key-id: x", "role-chaining: true", "web-identity-token-file: x"])
def test_a_step_that_calls_with_something_else_presents_no_token(inputs: str) -> None:
    assert call(workflow(inputs=inputs)).tokens is None


FETCHED = """\
on: {push: {branches: [main]}}
permissions: {id-token: write}
jobs:
  deploy:
    runs-on: x
    steps:
      - run: |
          export AWS_ROLE_ARN=<role>
          export AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/token
          echo "AWS_ROLE_ARN=$AWS_ROLE_ARN" >> $GITHUB_ENV
          curl -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL" > /tmp/token
""".replace("<role>", ROLE)


def test_a_token_that_a_script_fetches_is_for_the_owner_of_the_repository_unless_it_says_for_whom() -> None:
    asking = for_aws(MAIN)
    found = verdict(FETCHED, asking)
    assert found.answer is YES and "`aud` is `https://github.com/octo-org`" in found.reason
    for_them = FETCHED.replace('REQUEST_URL"', 'REQUEST_URL&audience=sts.amazonaws.com"')
    assert verdict(for_them, asking).answer is NO
    assert verdict(for_them.replace("audience=sts.amazonaws.com", "audience=$AUDIENCE"), asking).answer is UNKNOWN
    assert verdict(for_them.replace("[main]", "[other]"), asking).answer is YES
    assert call(for_them).role == ROLE
    without = FETCHED.replace("permissions: {id-token: write}", "")
    assert not list(github_actions.calls(read(without), "/deploy.yml", Repository(name=REPOSITORY)))


def test_a_role_that_trusts_another_issuer_or_none_is_named() -> None:
    other = oidc("gitlab.com", {"StringLike": {"gitlab.com:sub": "project_path:octo-org/octo-repo:*"}})
    found = verdict(workflow(), other)
    assert found.answer is YES and "lets in none of that issuer" in found.reason
    assert verdict(workflow(), service("ec2.amazonaws.com")).answer is YES
    own_server = oidc(
        "github.example.com/_services/token", {"StringLike": {"github.example.com/_services/token:sub": "repo:*"}}
    )
    assert verdict(workflow(), own_server).answer is NO


def test_claims_without_a_condition_key_let_nobody_in_and_that_is_another_rules() -> None:
    found = verdict(workflow(), oidc(GITHUB, {"StringEquals": {f"{GITHUB}:repository_owner": "octo-org"}}))
    assert found.answer is UNKNOWN


def pods(tagged: bool = True, **tags: object) -> Tokens:
    return cluster_identities.of_pods({"kubernetes-namespace": "shop", **tags}, tagged)


def of_pods(presented: Tokens, *statements: Json) -> Verdict:
    return judge(Call(ROLE, None, "aws_eks_pod_identity_association.a", "", tokens=presented), role(*statements))


BOTH = ["sts:AssumeRole", "sts:TagSession"]
PODS = "pods.eks.amazonaws.com"


def test_pod_identity_needs_to_be_let_in_and_to_tag() -> None:
    both = {**service(PODS), "Action": BOTH}
    assert of_pods(pods(), both).answer is NO
    assert of_pods(pods(), service(PODS), {**service(PODS), "Action": "sts:TagSession"}).answer is NO
    assert of_pods(pods(), service(PODS)).answer is YES
    assert of_pods(pods(tagged=False), service(PODS)).answer is NO
    assert of_pods(pods(), {**service("ec2.amazonaws.com"), "Action": BOTH}).answer is YES
    assert of_pods(pods(), {**service(text(Hole("var.service"))), "Action": BOTH}).answer is UNKNOWN


def test_pod_identity_is_asked_with_its_tags() -> None:
    def asking(namespace: str) -> Json:
        return {**service(PODS, {"StringEquals": {"aws:RequestTag/kubernetes-namespace": namespace}}), "Action": BOTH}

    assert of_pods(pods(), asking("shop")).answer is NO
    found = of_pods(pods(), asking("other"))
    assert found.answer is YES and "`other`" in found.reason
    assert of_pods(cluster_identities.of_pods({}, True), asking("other")).answer is UNKNOWN


CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"


def of_account(namespace: Value, name: Value, *statements: Json) -> Verdict:
    presented = cluster_identities.of_service_account(namespace, name)
    return judge(Call(ROLE, None, "ServiceAccount.reader", "", tokens=presented), role(*statements))


def test_a_service_account_presents_its_namespace_and_its_name() -> None:
    asking = oidc(CLUSTER, {"StringEquals": {f"{CLUSTER}:sub": "system:serviceaccount:shop:reader"}})
    open_ = text(Hole("namespace"))
    assert of_account("shop", "reader", asking).answer is NO
    assert of_account("default", "reader", asking).answer is YES
    assert of_account(open_, "reader", asking).answer is UNKNOWN
    assert of_account(open_, "writer", asking).answer is YES
    assert of_account(open_, text(Hole("name")), asking).answer is UNKNOWN


def test_a_service_account_is_put_right_on_either_side() -> None:
    audience = {f"{CLUSTER}:aud": "sts.amazonaws.com"}
    asking = oidc(CLUSTER, {"StringEquals": {f"{CLUSTER}:sub": "system:serviceaccount:shop:reader", **audience}})
    fix = of_account("default", "reader", asking).fix
    assert fix is not None
    assert fix.advice == (
        "let the service account be `reader` in the namespace `shop` or write "
        f'`"StringEquals": {{"{CLUSTER}:sub": ["system:serviceaccount:shop:reader", '
        '"system:serviceaccount:default:reader"]}` in statement 1 of the role'
    )


def test_a_cluster_is_none_of_the_issuers_that_many_share() -> None:
    own = {"StringLike": {"oidc.example.com/cluster:sub": "system:serviceaccount:*:reader"}}
    assert of_account("shop", "reader", oidc("oidc.example.com/cluster", own)).answer is NO
    assert of_account("shop", "reader", subject("repo:octo-org/*")).answer is YES


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("git@github.com:Octo-Org/octo-repo.git", ("Octo-Org/octo-repo", True)),
        ("https://github.com/octo-org/octo-repo", ("octo-org/octo-repo", True)),
        ("ssh://git@ssh.github.com:443/octo-org/octo-repo.git", ("octo-org/octo-repo", True)),
        ("https://github.example.com/octo-org/octo-repo.git", (None, False)),
        ("https://x:secret@github.com/octo-org/octo.repo.git", ("octo-org/octo.repo", True)),
    ],
)
def test_the_remote_origin_names_the_repository(tmp_path: Path, url: str, expected: tuple[str | None, bool]) -> None:
    config = f'[core]\n\tbare = false\n[remote "origin"]\n\turl = {url}\n[branch "main"]\n\turl = no\n'
    write(tmp_path, {".git/config": config})
    assert repository_name(str(tmp_path), str(tmp_path), "github.com") == expected


def test_settings_name_it_first_a_fork_is_open_and_a_pipeline_knows_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = '[remote "origin"]\n\turl = https://github.com/me/fork\n'
    monkeypatch.setenv("GITHUB_REPOSITORY", "octo-org/from-the-environment")
    forked = write(tmp_path / "fork", {".git/config": f'{origin}[remote "upstream"]\n\turl = https://github.com/a/b\n'})
    assert not isinstance(repository_name(str(forked), str(forked), "github.com").name, str)
    said = write(tmp_path / "said", {".git/config": origin, ".roletrust.yaml": "repository: octo-org/octo-repo\n"})
    assert repository_name(str(said), str(said), "github.com") == ("octo-org/octo-repo", False)
    bare = write(tmp_path / "bare", {"x": ""})
    assert repository_name(str(bare), str(bare), "github.com") == ("octo-org/from-the-environment", False)


def test_a_finding_says_what_is_presented_what_is_demanded_and_what_sts_answers() -> None:
    found = verdict(workflow("push", "environment: prod"), subject(MAIN))
    held, answer = f"repo:{REPOSITORY}:environment:prod", "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    assert found.reason == (
        f"jobs(deploy).steps[1] presents a token of GitHub Actions whose `sub` is `{held}`, and aws_iam_role.deploy () "
        f"lets it in, through statement 1, only with `StringLike` `{SUB}` `{MAIN}`: STS answers AccessDenied ({answer})"
    )


@pytest.mark.parametrize("value", ["repository_owner:octo-org:actor:*", "environment:production"])
def test_a_subject_that_its_owner_may_have_chosen_leaves_it_open(value: str) -> None:
    assert verdict(workflow(), for_aws(value)).answer is UNKNOWN


def test_a_claim_is_compared_letter_by_letter_where_its_letters_are_known() -> None:
    subject = "organization:acme:project:Shop:workspace:prod:run_phase:apply"
    tokens = Tokens(HCP, (Token((("sub", subject),)),))
    for asked, refused in ((subject, NO), (subject.lower(), YES)):
        asking = role(oidc(HCP, {"StringEquals": {f"{HCP}:sub": asked}}))
        assert judge(Call(ROLE, None, "a workspace", "", tokens=tokens), asking).answer is refused
