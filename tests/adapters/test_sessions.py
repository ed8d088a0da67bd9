"""Calls that a role refuses for the session that they ask for: tags, source identity, duration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from roletrust.dialects.callers import python_source
from roletrust.reading.callers.sessions_asked import duration_of
from scanning import Scan, in_full, kubernetes, pipeline, terraform, write

Json = dict[str, Any]
OWN = "111111111111"
ROOT = f'{{ AWS = "arn:aws:iam::{OWN}:root" }}'


def role(name: str, actions: str, condition: str = "", extra: str = "", principal: str = ROOT) -> str:
    asked = f", Condition = {{ {condition} }}" if condition else ""
    said = f'Effect = "Allow", Principal = {principal}, Action = [{actions}]{asked}'
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{{ {said} }}] }})'
    return f'resource "aws_iam_role" "{name}" {{\n  name = "{name}"\n  assume_role_policy = {policy}\n  {extra}\n}}\n'


def provider(alias: str, *assumed: tuple[str, str]) -> str:
    inside = "".join(
        f"  assume_role {{\n    role_arn = aws_iam_role.{name}.arn\n    {asked}\n  }}\n" for name, asked in assumed
    )
    return f'provider "aws" {{\n  alias = "{alias}"\n{inside}}}\n'


ASSUME, TAG, SET = '"sts:AssumeRole"', '"sts:TagSession"', '"sts:SetSourceIdentity"'
TEAM = 'tags = { team = "web" }'
BOTH = 'tags = { team = "web", cost = "7" }'
PASSED_ON = '"ForAllValues:StringEquals" = { "sts:TransitiveTagKeys" = ["team"] }'
KEYS = '"ForAllValues:StringEquals" = { "aws:TagKeys" = ["team"] }'
GITHUB = "token.actions.githubusercontent.com"
OF_GITHUB = f'{{ Federated = "arn:aws:iam::{OWN}:oidc-provider/{GITHUB}" }}'
OF_CI = f'StringEquals = {{ "sts:RoleSessionName" = "ci", "{GITHUB}:aud" = "sts.amazonaws.com" }}'
MAIN = "".join(
    [
        f'provider "aws" {{\n  allowed_account_ids = ["{OWN}"]\n}}\nvariable "who" {{}}\n',
        role("plain", ASSUME),
        role("tags", f"{ASSUME}, {TAG}", 'StringEquals = { "aws:RequestTag/team" = "web" }'),
        role("identity", f"{ASSUME}, {SET}", 'StringLike = { "sts:SourceIdentity" = "ci-*" }'),
        role("long", ASSUME, extra="max_session_duration = 7200"),
        role("open", ASSUME, extra="max_session_duration = var.who"),
        role("nobody", ASSUME, principal='{ Service = "ec2.amazonaws.com" }'),
        role("named", ASSUME, 'StringEquals = { "sts:RoleSessionName" = "ci" }'),
        role("mfa", ASSUME, 'Bool = { "aws:MultiFactorAuthPresent" = "true" }'),
        role("mfa_if_any", ASSUME, 'BoolIfExists = { "aws:MultiFactorAuthPresent" = "true" }'),
        provider("named", ("named", 'session_name = "ci"')),
        provider("named_otherwise", ("named", 'session_name = "me"')),
        provider("person", ("mfa", 'session_name = "me"')),
        provider("plain", ("plain", "")),
        provider("tagging", ("plain", TEAM)),
        provider("tag_of_another", ("tags", 'tags = { team = "db" }')),
        provider("right_tag", ("tags", TEAM)),
        provider("open_tag", ("tags", "tags = { team = var.who }")),
        provider("naming", ("plain", 'source_identity = "ci-1"')),
        provider("right_name", ("identity", 'source_identity = "ci-1"')),
        provider("other_name", ("identity", 'source_identity = "me"')),
        provider("too_long", ("plain", 'duration = "1h30m"')),
        provider("long", ("long", 'duration = "1h30m"')),
        provider("not_known", ("open", 'duration = "1h30m"')),
        provider("chained", ("plain", ""), ("long", 'duration = "1h30m"')),
        provider("nobody", ("nobody", TEAM)),
        role("federated", '"sts:AssumeRoleWithWebIdentity"', OF_CI, principal=OF_GITHUB),
        role("team_goes_on", f"{ASSUME}, {TAG}", PASSED_ON),
        role("team_alone", f"{ASSUME}, {TAG}", KEYS),
        provider("key", ("team_alone", TEAM)),
        provider("key_too_many", ("team_alone", BOTH)),
        provider("key_of_other_letters", ("team_alone", 'tags = { Team = "web" }')),
        provider("keys_unknown", ("team_alone", "tags = var.who")),
        provider("passing_on", ("team_goes_on", f'{TEAM}\ntransitive_tag_keys = ["team"]')),
        provider("passing_on_another", ("team_goes_on", f'{BOTH}\ntransitive_tag_keys = ["team", "cost"]')),
        provider("passing_on_no_tag", ("team_goes_on", f'{TEAM}\ntransitive_tag_keys = ["Team", "cost"]')),
        provider("passing_on_unknown", ("tags", 'tags = var.who\ntransitive_tag_keys = ["cost"]')),
    ]
)
FAILING = {
    *("tagging", "tag_of_another", "naming", "other_name", "too_long", "chained", "named_otherwise"),
    *("passing_on_another", "passing_on_no_tag", "key_too_many", "key_of_other_letters"),
}
PASSING = {"right_tag", "right_name", "long", "nobody", "named", "passing_on", "key"}


def step(role: str, more: str = "") -> str:
    keys = "aws-access-key-id: x\n          aws-secret-access-key: y"
    arn = f"role-to-assume: arn:aws:iam::{OWN}:role/{role}"
    used = "      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n"
    return f"{used}          {keys}\n          {arn}\n" + "".join(
        f"          {each}\n" for each in more.split("|") if each
    )


COMMAND = f"aws sts assume-role --role-session-name x --role-arn arn:aws:iam::{OWN}:role/"


def command(role: str, options: str) -> str:
    return f"      - shell: bash\n        run: {COMMAND}{role} {options}\n"


def token_step(more: str = "") -> str:
    arn = f"role-to-assume: arn:aws:iam::{OWN}:role/federated"
    return f"      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n          {arn}\n{more}"


BY_TOKEN = f"""on: push
permissions: {{id-token: write}}
jobs:
  token:
    runs-on: ubuntu-latest
    steps:
{token_step()}{token_step("          role-session-name: ci" + chr(10))}"""
WORKFLOW = "".join(
    [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n",
        step("plain"),
        step("plain", "role-skip-session-tagging: true"),
        step("plain", "role-skip-session-tagging: ${{ vars.SKIP }}"),
        step("plain", "role-skip-session-tagging: true|role-duration-seconds: 7200"),
        f"      - shell: bash\n        run: {COMMAND}plain --tags Key=team,Value=web\n",
        f"      - shell: bash\n        run: {COMMAND}tags --tags Key=team,Value=web Key=other,Value=$X\n",
        f"      - shell: bash\n        run: {COMMAND}plain --source-identity me\n",
        f"      - shell: bash\n        run: {COMMAND}plain --duration-seconds=7200\n",
        step("mfa", "role-skip-session-tagging: true"),
        step("mfa_if_any", "role-skip-session-tagging: true"),
        step("mfa", "role-skip-session-tagging: true|aws-session-token: z"),
        step("tags", "role-skip-session-tagging: true"),
        step("tags", "role-skip-session-tagging: true|aws-session-token: z"),
        step("named", "role-skip-session-tagging: true"),
        step("named", "role-skip-session-tagging: true|role-session-name: ci"),
        command("tags", "--tags Key=team,Value=web --transitive-tag-keys team > out"),
        command("tags", "--tags Key=team,Value=web --transitive-tag-keys cost 2> out"),
        command("tags", "--tags $TAGS --transitive-tag-keys cost"),
    ]
)


SCRIPTED, BY_KEYS, TOKENED = "jobs(script).steps[1]", "jobs(keys).steps[1]", "jobs(token).steps[1]"
SCRIPT = f"""on: push
jobs:
  script:
    runs-on: ubuntu-latest
    steps:
      - shell: bash
        run: {COMMAND}mfa
"""


WITH_KEYS = f"""on: push
jobs:
  keys:
    runs-on: ubuntu-latest
    steps:
      - shell: bash
        run: {COMMAND}tags
    env:
      AWS_ACCESS_KEY_ID: x
      AWS_SECRET_ACCESS_KEY: y
"""


def of(found: set[tuple[str, str]]) -> set[str]:
    return {name for rule, name in found if rule == "17"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {
        "main.tf": MAIN,
        ".github/workflows/deploy.yml": WORKFLOW,
        ".github/workflows/script.yml": SCRIPT,
        ".github/workflows/keys.yml": WITH_KEYS,
        ".github/workflows/token.yml": BY_TOKEN,
        ".github/workflows/tokened.yml": WITH_KEYS.replace("keys:", "tokened:") + "      AWS_SESSION_TOKEN: z\n",
        ".github/workflows/perhaps.yml": WITH_KEYS.replace("keys:", "perhaps:").replace("--role-s", "$MORE --role-s"),
        ".github/workflows/coded.yml": SCRIPT.replace("script:", "coded:") + "        env: {MFA_CODE: x}\n",
    }
    return write(tmp_path_factory.mktemp("sessions"), files)


@pytest.fixture(scope="module")
def scanned(folder: Path) -> Scan:
    return terraform(folder)


def test_a_provider_fails_that_asks_for_what_the_role_does_not_grant(scanned: Scan) -> None:
    """Neither fails nor passes what hangs on a variable; where nobody gets in at all, that is another rule's."""
    assert of(scanned.failed) == {f"aws.{each}" for each in FAILING}
    assert of(scanned.passed) == {f"aws.{each}" for each in PASSING}


@pytest.mark.parametrize(
    ("alias", "why"),
    [
        ("tagging", "provider aws.tagging passes the session tag team, and aws_iam_role.plain (/main.tf:"),
        ("tagging", "allows sts:TagSession to nobody: STS answers AccessDenied"),
        ("tag_of_another", "does not allow sts:TagSession with these to whom it lets in"),
        ("naming", 'passes the source identity "ci-1"'),
        ("too_long", "asks for a session of 5400 seconds, and aws_iam_role.plain (/main.tf:"),
        ("too_long", "allows 3600 at most: STS answers ValidationError"),
        ("chained", "as the session of a role, which opens others for 3600 at most"),
        (
            "passing_on_another",
            "passes the session tags team and cost (team and cost to be passed on), and aws_iam_role",
        ),
        (
            "passing_on_no_tag",
            "asks to have the tag cost passed on, and does not send it: STS answers InvalidParameterVal",
        ),
    ],
)
def test_what_is_asked_for_and_what_is_granted_is_told(scanned: Scan, alias: str, why: str) -> None:
    assert why in in_full(scanned.record("17", f"aws.{alias}"))


def test_a_statement_is_written_out_that_grants_what_is_passed(scanned: Scan, tmp_path: Path) -> None:
    found: Any = scanned.record("17", "aws.tagging").check_result
    fix = found["fix"]
    assert fix["advice"] == (
        "allow sts:TagSession to those who call, by a statement of its own, or pass neither tags nor a source identity"
    )
    repaired = role("plain", ASSUME).replace("}] })", f"}}, {fix['text']}] }})") + provider("tagging", ("plain", TEAM))
    assert of(terraform(write(tmp_path, {"main.tf": repaired})).passed) == {"aws.tagging"}
    other: Any = scanned.record("17", "aws.tag_of_another").check_result
    assert other["fix"]["text"] == ""  # for the tag is refused by the Allow of the call itself


@pytest.fixture(scope="module")
def pipelines(folder: Path) -> Scan:
    return pipeline("github_actions", folder)


def test_the_action_of_github_tags_where_it_calls_with_keys_and_scripts_say_what_they_pass(pipelines: Scan) -> None:
    """Without tags where they are skipped, or where that is not known; with MFA where a session's token is given."""
    found = pipelines
    assert of(found.failed) == {f"jobs(deploy).steps[{each}]" for each in (1, 4, 5, 7, 8, 9, 12, 14, 17)} | {
        SCRIPTED,
        BY_KEYS,
        TOKENED,
    }
    steps = {f"jobs(deploy).steps[{each}]" for each in (6, 10, 15, 16)} | {"jobs(token).steps[2]"}
    assert of(found.passed) == steps
    told = in_full(found.record("17", "jobs(deploy).steps[1]"))
    assert "passes the session tags GitHub, Repository, Workflow and 3 more" in told
    fix: Any = found.record("17", "jobs(deploy).steps[1]").check_result
    assert "`role-skip-session-tagging: true`" in fix["fix"]["advice"]


@pytest.mark.parametrize(
    ("step", "why", "advice"),
    [
        (
            "jobs(deploy).steps[9]",
            "can have no MFA, and aws_iam_role.mfa (/main.tf:",
            "a statement of its own that names who calls",
        ),
        (SCRIPTED, "can have no MFA, and aws_iam_role.mfa (/main.tf:", "or have a person call who has it"),
        (
            "jobs(deploy).steps[12]",
            "passes no session tags, and aws_iam_role.tags (/main.tf:",
            "pass the session tag team=web, or let",
        ),
        (
            TOKENED,
            'names its session "GitHubActions", and aws_iam_role.federated (/main.tf:',
            'name the session "ci", or let',
        ),
        (
            BY_KEYS,
            "passes no session tags, and aws_iam_role.tags (/main.tf:",
            "pass the session tag team=web, or let",
        ),
        (
            "jobs(deploy).steps[14]",
            'names its session "GitHubActions", and aws_iam_role.named (',
            'name the session "ci", or let',
        ),
    ],
)
def test_what_a_pipeline_lacks_is_told_and_what_is_proved_to_help(
    pipelines: Scan, step: str, why: str, advice: str
) -> None:
    record = pipelines.record("17", step)
    assert why in in_full(record)
    fix: Any = record.check_result
    assert advice in fix["fix"]["advice"]


OF_A_MACHINE = f"""[profile machine]
role_arn = arn:aws:iam::{OWN}:role/mfa
credential_source = Ec2InstanceMetadata
[profile tagged]
role_arn = arn:aws:iam::{OWN}:role/tags
credential_source = Ec2InstanceMetadata
[profile person]
role_arn = arn:aws:iam::{OWN}:role/named
mfa_serial = arn:aws:iam::{OWN}:mfa/me
source_profile = me
role_session_name = ci
"""
STORE = f"""apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {{name: store}}
spec: {{provider: {{aws: {{service: SecretsManager, region: eu-west-1, role: "arn:aws:iam::{OWN}:role/mfa"}}}}}}
"""


CLUSTER = f"""apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSClusterRoleIdentity
metadata: {{name: long}}
spec: {{roleARN: "arn:aws:iam::{OWN}:role/plain", durationSeconds: 7200}}
"""


def test_a_machine_has_neither_mfa_nor_tags_and_a_controller_no_mfa(tmp_path: Path) -> None:
    folder = write(tmp_path, {"main.tf": MAIN, ".aws/config": OF_A_MACHINE, "store.yaml": f"{STORE}---\n{CLUSTER}"})
    scan = terraform(folder)
    roles = {f"aws_iam_role.{each}" for each in ("mfa", "tags", "named")}
    assert {name for name in of(scan.failed) if name in roles} == {"aws_iam_role.mfa", "aws_iam_role.tags"}
    assert {name for name in of(scan.passed) if name in roles} == {"aws_iam_role.named"}
    assert of(kubernetes(folder).failed) == {"SecretStore.default.store", "AWSClusterRoleIdentity.default.long"}


def boto(arguments: str) -> str:
    return f'import boto3\nsts = boto3.client("sts")\nsts.assume_role(RoleArn="r", {arguments})\n'


@pytest.mark.parametrize(
    ("arguments", "unsent"),
    [
        ('TransitiveTagKeys=["team"]', ("team",)),
        ('Tags=[{"Key": "Team", "Value": x}], TransitiveTagKeys=["team", "cost"]', ("cost",)),
        ('Tags=tags(), TransitiveTagKeys=["team"]', ()),
        ('Tags=[{"Key": key(), "Value": "web"}], TransitiveTagKeys=["team"]', ()),
        ('**more, TransitiveTagKeys=["team"]', ()),
        ("TransitiveTagKeys=keys()", ()),
    ],
)
def test_a_program_that_passes_on_a_tag_surely_sends_it_or_not(arguments: str, unsent: tuple[str, ...]) -> None:
    (call,) = python_source.calls(boto(arguments), "a.py", "a.py")
    assert call.session.unsent == unsent


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1h", 3600), ("90m", 5400), ("1h30m5s", 5405), ("3600", 3600), ("", 0), ("1.5h", 0), ("an hour", 0)],
)
def test_a_duration_is_read_as_go_writes_it(written: str, seconds: int) -> None:
    assert duration_of(written) == seconds
