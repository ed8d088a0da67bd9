"""Callers in pipelines and Kubernetes, with the roles of the same tree, through Checkov's own runners."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from checkov.common.output.record import Record

from roletrust.reading.callers.script_calls import calls_of_scripts
from running import CHECKS, checkov
from scanning import PIPELINES, Scan, cloudformation, in_full, kubernetes, pipeline, write
from scanning import terraform as in_terraform

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

OWN = f'own_accounts: ["{ACCOUNT}"]\n'
OWN_TEMPLATE = {"role__yaml": TEMPLATE, "__roletrust__yaml": OWN}

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


def caller(record: Record) -> dict[str, Any]:
    told: dict[str, Any] = dict(record.check_result)
    found: dict[str, Any] = told["caller"]
    return found


@pytest.mark.parametrize("framework", PIPELINES)
@pytest.mark.parametrize("role", ["terraform", "cloudformation"])
def test_a_call_without_the_id_is_refused_and_with_it_is_not(tmp_path: Path, framework: str, role: str) -> None:
    files = {"main__tf": terraform()} if role == "terraform" else OWN_TEMPLATE
    for option, expected in (("", (1, 0)), ("--external-id other-id", (1, 0)), (f"--external-id {ID}", (0, 1))):
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
    assert in_full(record) == (
        "Caller does not send an external id that the role accepts: "
        "jobs(deploy).steps[1](Assume) sends no external id, "
        f"and aws_iam_role.vendor (/main.tf:7-15) lets account {VENDOR} in only with one, through statement 1: "
        f"STS answers AccessDenied; correct: --external-id {ID}"
    )
    assert record.file_line_range == [7, 8]
    assert caller(record)["lines"] == [7, 7]


def test_the_action_that_configures_credentials_is_a_caller_unless_it_has_a_token(tmp_path: Path) -> None:
    text = f"""\
on: push
jobs:
  keys:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: {ROLE}
          aws-access-key-id: ${{{{ secrets.KEY }}}}
          aws-region: eu-west-1
  token:
    runs-on: x
    permissions:
      id-token: write
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: {ROLE}
          aws-region: eu-west-1
"""
    found = pipeline("github_actions", write(tmp_path, {".github/workflows/x.yml": text, "main.tf": terraform()}))
    token_refused = ("16", "jobs(token).steps[1]")  # the role lets in no bearer of a token
    tags_refused = ("17", "jobs(keys).steps[2]")  # with which the action calls where it has keys
    assert found.failed == {(RULE, "jobs(keys).steps[2]"), tags_refused, token_refused}
    assert f'correct: role-external-id: "{ID}"' in in_full(found.record(RULE, "jobs(keys).steps[2]"))
    assert found.passed == {(RULE, "jobs(token).steps[1]")}


def test_a_comment_in_its_lines_skips_a_call(tmp_path: Path) -> None:
    found = scan("gitlab_ci", tmp_path, "# checkov:skip=CKV_TRUST_15: another team's", main__tf=terraform())
    assert (found.failed, found.skipped) == (set(), {(RULE, "deploy")})


def test_a_role_that_a_module_makes_goes_by_the_name_its_call_gives_it(tmp_path: Path) -> None:
    module = terraform().replace('name = "vendor-access"', "name = var.name") + 'variable "name" {}\n'
    files = {
        "modules/vendor/main.tf": module,
        "main.tf": 'module "a" {\n  source = "./modules/vendor"\n  name = "vendor-access"\n}\n'
        'module "b" {\n  source = "./modules/vendor"\n  name = "vendor-other"\n}\n',
        ".gitlab-ci.yml": WITH_COMMAND["gitlab_ci"].format(COMMAND.format(role=ROLE, option="")),
    }
    (record,) = pipeline("gitlab_ci", write(tmp_path, files)).report.failed_checks
    assert "module.a.aws_iam_role.vendor (/modules/vendor/main.tf:" in in_full(record)


def test_of_roles_of_one_name_all_have_to_refuse(tmp_path: Path) -> None:
    assert verdicts(scan("gitlab_ci", tmp_path, "", a__tf=terraform(), **OWN_TEMPLATE)) == (1, 0)
    open_to_all = TEMPLATE.replace(f'            Condition: {{StringEquals: {{"sts:ExternalId": {ID}}}}}\n', "")
    assert verdicts(scan("gitlab_ci", tmp_path, "", role__yaml=open_to_all)) == (0, 0)


def test_a_role_whose_account_is_not_known_may_be_another(tmp_path: Path) -> None:
    unpinned = terraform().replace("allowed_account_ids", "# allowed_account_ids")
    assert verdicts(scan("gitlab_ci", tmp_path, "", a__tf=unpinned)) == (0, 0)
    open_arn = ROLE.replace(ACCOUNT, "${ACCOUNT}")
    assert verdicts(scan("gitlab_ci", tmp_path / "b", "", role=open_arn, a__tf=terraform())) == (0, 0)


def test_of_roles_of_one_name_that_of_the_account_counts(tmp_path: Path) -> None:
    staging = {"staging/main.tf": terraform(account="210987654321", required="staging-id")}
    write(tmp_path, {**staging, "production/main.tf": terraform()})
    assert verdicts(scan("gitlab_ci", tmp_path, f"--external-id {ID}")) == (0, 1)


def test_a_role_that_is_never_made_is_none(tmp_path: Path) -> None:
    role = terraform().replace('  name = "v', '  count = 0\n  name = "v')
    assert verdicts(scan("gitlab_ci", tmp_path, "", main__tf=role)) == (0, 0)


def test_files_that_were_named_have_no_roles_beside_them(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {".gitlab-ci.yml": WITH_COMMAND["gitlab_ci"].format(COMMAND.format(role=ROLE, option="")), "a.tf": terraform()},
    )
    assert verdicts(pipeline("gitlab_ci", folder, ".gitlab-ci.yml")) == (0, 0)


def test_the_settings_of_the_tree_count(tmp_path: Path) -> None:
    unpinned = {"main__tf": terraform().replace("allowed_account_ids", "# allowed_account_ids")}
    another, off = OWN.replace(ACCOUNT, "999999999999"), f"{OWN}rules: {{CKV_TRUST_15: off}}\n"
    for name, settings, expected in (("a", OWN, (1, 0)), ("b", another, (0, 0)), ("c", off, (0, 0))):
        assert verdicts(scan("gitlab_ci", tmp_path / name, "", __roletrust__yaml=settings, **unpinned)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "commands:\n  x:\n    steps:\n      - run: {}\n",
        "jobs: []\nx:\n  - run: {}\n",
        "jobs:\n  a: [1]\n  b:\n    steps: {{x: {{run: {}}}}}\n",
        "- jobs:\n    steps:\n      - run: {}\n",
        "jobs:\n  build:\n    steps:\n      - checkout\n      - run: {{command: {}}}\n",
    ],
)
@pytest.mark.parametrize("framework", PIPELINES)
def test_a_pipeline_of_an_odd_form_ends_no_scan(tmp_path: Path, framework: str, text: str) -> None:
    files = {PIPELINES[framework][1]: text.format(COMMAND.format(role=ROLE, option="")), "main.tf": terraform()}
    assert verdicts(pipeline(framework, write(tmp_path, files)))[1] == 0


def test_templates_and_configuration_that_cannot_be_read_hide_no_other_role(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "bad.tf": 'resource "aws_iam_role" {',
            "b/bad.tf.json": "[aws_iam_role",
            "bad.yaml": "AWS::IAM::Role vendor-access: [",
            "bad.json": '{"Resources": {"x": "AWS::IAM::Role vendor-access"}}',
            "binary.tf": b"\xff\xfeaws_iam_role",
        },
    )
    (tmp_path / "link.tf").symlink_to("/etc/passwd")
    assert verdicts(scan("gitlab_ci", tmp_path, "", **OWN_TEMPLATE)) == (1, 0)


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"outside/role.yaml": TEMPLATE})
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "role.yaml").symlink_to(tmp_path / "outside" / "role.yaml")
    assert verdicts(scan("gitlab_ci", tmp_path / "tree", "", __roletrust__yaml=OWN)) == (0, 0)


# --- Kubernetes ------------------------------------------------------------------------------------------------------

STORE = f"""\
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vendor
  namespace: apps
spec:
  provider:
    aws:
      service: SecretsManager
      region: eu-west-1
      role: {ROLE}
"""
GRAFANA = f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: sources
data:
  cloudwatch.yaml: |
    apiVersion: 1
    datasources:
      - name: CloudWatch
        type: cloudwatch
        jsonData:
          authType: default
          assumeRoleArn: {ROLE}
"""


def test_a_secret_store_without_the_id_is_refused_and_with_it_is_not(tmp_path: Path) -> None:
    found = kubernetes(write(tmp_path, {"store.yaml": STORE, "main.tf": terraform()}))
    assert found.failed == {(RULE, "SecretStore.apps.vendor")}
    found = kubernetes(write(tmp_path, {"store.yaml": f"{STORE}      externalID: {ID}\n"}))
    assert (found.failed, found.passed) == (set(), {(RULE, "SecretStore.apps.vendor")})


def test_a_data_source_that_a_config_map_provisions(tmp_path: Path) -> None:
    found = kubernetes(write(tmp_path, {"map.yaml": GRAFANA, "main.tf": terraform()}))
    assert found.failed == {(RULE, "ConfigMap.default.sources")}
    told = caller(found.record(RULE, "ConfigMap.default.sources"))
    assert (told["name"], told["lines"]) == ("ConfigMap.sources, cloudwatch.yaml", [12, 13])
    found = kubernetes(write(tmp_path, {"map.yaml": f"{GRAFANA}          externalId: {ID}\n"}))
    assert (found.failed, found.passed) == (set(), {(RULE, "ConfigMap.default.sources")})


def test_objects_that_assume_no_role_are_not_reported(tmp_path: Path) -> None:
    files = {
        "map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
        "data: {a: assumeRoleArn, b: '[assumeRoleArn'}",
        "store.yaml": STORE.replace("role:", "# role:"),
        "main.tf": terraform(),
    }
    found = kubernetes(write(tmp_path, files))
    assert (found.failed, found.passed) == (set(), set())


# --- scripts ---------------------------------------------------------------------------------------------------------


def test_scripts_programs_and_profiles_of_the_tree_are_found(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "scripts/deploy.sh": f"#!/bin/sh\naws sts assume-role --role-arn {ROLE}\n",
            "src/app.py": f"sts.assume_role(RoleArn='{ROLE}', ExternalId='{ID}')\n",
            ".aws/config": f"[profile v]\nrole_arn = {ROLE}\nsource_profile = default\n",
            ".hidden/x.sh": f"aws sts assume-role --role-arn {ROLE}\n",
            "node_modules/x.sh": f"aws sts assume-role --role-arn {ROLE}\n",
            "readme.md": f"aws sts assume-role --role-arn {ROLE}\n",
            "bad.py": "sts.assume_role(RoleArn=(\n",
            "binary.sh": b"\xff\xfe assume-role",
        },
    )
    found = [(each.label, str(each.source), each.external_id) for each in calls_of_scripts(str(tmp_path))]
    assert found == [
        ("profile v", "/.aws/config:1-3", None),
        ("/scripts/deploy.sh", "/scripts/deploy.sh:2", None),
        ("/src/app.py", "/src/app.py:1", ID),
    ]


# --- what is told of an id that is empty -----------------------------------------------------------------------------


def test_an_input_that_is_empty_by_default_is_not_given(tmp_path: Path) -> None:
    text = f"""\
on:
  workflow_dispatch:
    inputs:
      external-id:
        default: ''
jobs:
  deploy:
    runs-on: x
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: {ROLE}
          role-external-id: ${{{{ inputs.external-id }}}}
          aws-access-key-id: ${{{{ secrets.KEY }}}}
          aws-region: eu-west-1
"""
    found = pipeline("github_actions", write(tmp_path, {".github/workflows/x.yml": text, "main.tf": terraform()}))
    assert RULE not in {rule for rule, _ in found.failed | found.passed}


def test_a_variable_that_is_empty_by_default_is_named(tmp_path: Path) -> None:
    (record,) = scan("gitlab_ci", tmp_path, "--external-id ${EXTERNAL_ID:-}", main__tf=terraform()).report.failed_checks
    assert "sends an empty external id, as ${EXTERNAL_ID:-}, but an external id has 2 to" in in_full(record)


# --- scripts, told of at the role ------------------------------------------------------------------------------------

SCRIPTS = {
    "scripts/deploy.sh": "aws sts assume-role --role-arn {role} {id}\n",
    "src/app.py": "sts.assume_role(RoleArn='{role}', RoleSessionName='x', {id})\n",
    ".aws/config": "[profile v]\nsource_profile = default\nrole_arn = {role}\n{id}\n",
}
SENDING = {
    "scripts/deploy.sh": f"--external-id {ID}",
    "src/app.py": f"ExternalId='{ID}'",
    ".aws/config": f"external_id = {ID}",
}
CORRECT = {**SENDING, "src/app.py": f'ExternalId="{ID}"'}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_without_the_id_is_told_of_at_the_role_and_one_with_it_is_not(tmp_path: Path, script: str) -> None:
    write(tmp_path, {"main.tf": terraform(), script: SCRIPTS[script].format(role=ROLE, id="")})
    found = in_terraform(tmp_path)
    assert (RULE, "aws_iam_role.vendor") in found.failed
    record = found.record(RULE, "aws_iam_role.vendor")
    assert caller(record)["file"] == f"/{script}"
    assert in_full(record).endswith(f"; correct: {CORRECT[script]}")
    write(tmp_path, {script: SCRIPTS[script].format(role=ROLE, id=SENDING[script])})
    found = in_terraform(tmp_path)
    assert (RULE, "aws_iam_role.vendor") in found.passed


def test_a_script_is_told_of_at_a_role_of_a_template_too(tmp_path: Path) -> None:
    script = SCRIPTS["scripts/deploy.sh"].format(role=ROLE, id="")
    found = cloudformation(write(tmp_path, {"role.yaml": TEMPLATE, ".roletrust.yaml": OWN, "a.sh": script}))
    assert (RULE, "AWS::IAM::Role.Vendor") in found.failed


def test_a_script_that_calls_another_role_is_not_told_of(tmp_path: Path) -> None:
    script = SCRIPTS["scripts/deploy.sh"].format(role=ROLE + "-2", id="")
    other = SCRIPTS["scripts/deploy.sh"].format(role=ROLE.replace(ACCOUNT, "999999999999"), id="")
    found = in_terraform(write(tmp_path, {"main.tf": terraform(), "a.sh": script, "b.sh": other}))
    assert not [each for each, _ in found.failed | found.passed if each == RULE]


def test_a_script_is_told_of_at_none_of_several_roles_that_it_may_call(tmp_path: Path) -> None:
    script = SCRIPTS["scripts/deploy.sh"].format(role=ROLE, id="")
    found = in_terraform(write(tmp_path, {"a/main.tf": terraform(), "b/main.tf": terraform(), "a.sh": script}))
    assert not [each for each, _ in found.failed | found.passed if each == RULE]


@pytest.mark.parametrize("split", ["false", "true"])
def test_a_script_is_told_of_at_the_role_that_it_calls_and_at_no_other_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, split: str
) -> None:
    monkeypatch.setenv("TF_SPLIT_GRAPH", split)
    files = {
        "a/main.tf": terraform(),
        "b/main.tf": terraform(account="999999999999"),
        "deploy.sh": SCRIPTS["scripts/deploy.sh"].format(role=ROLE, id=""),
    }
    found = in_terraform(write(tmp_path, files))
    told = [each.file_path for each in found.report.failed_checks if each.check_id == "CKV_TRUST_15"]
    assert told == ["/a/main.tf"]


def test_files_that_were_named_have_no_scripts_beside_them(tmp_path: Path) -> None:
    script = SCRIPTS["scripts/deploy.sh"].format(role=ROLE, id="")
    found = in_terraform(write(tmp_path, {"main.tf": terraform(), "a.sh": script}), "main.tf")
    assert not [each for each, _ in found.failed | found.passed if each == RULE]


def test_every_script_that_does_not_send_the_id_is_told_of_in_one_finding(tmp_path: Path) -> None:
    script = SCRIPTS["scripts/deploy.sh"].format(role=ROLE, id="")
    scripts = {f"{letter}.sh": script for letter in "abcdef"}
    found = in_terraform(write(tmp_path, {"main.tf": terraform(), **scripts}))
    (record,) = [each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_15"]
    assert re.findall(r"/\w\.sh:1", in_full(record)) == ["/a.sh:1", "/b.sh:1", "/c.sh:1", "/d.sh:1"]
    assert in_full(record).endswith("; and 2 more")
    others = dict(record.check_result)["others"]
    assert isinstance(others, list) and [each["caller"]["file"] for each in others][-1] == "/f.sh"


# --- Checkov's command line, each framework in a process of its own --------------------------------------------------


def test_every_framework_finds_the_roles_of_the_tree_from_its_own_process(tmp_path: Path) -> None:
    texts = {
        path: WITH_COMMAND[name].format(COMMAND.format(role=ROLE, option="")) for name, (_, path) in PIPELINES.items()
    }
    write(tmp_path, {"main.tf": terraform(), "store.yaml": STORE, **texts})
    frameworks = [*PIPELINES, "kubernetes"]
    done = checkov(
        *("-d", ".", "--external-checks-dir", CHECKS, "--check", "CKV_TRUST_15", "-o", "json"),
        *("--framework", *frameworks),
        cwd=tmp_path,
    )
    assert {report["check_type"] for report in done.reports if report["results"]["failed_checks"]} == set(frameworks)


SUBJECT = f"""\
on: push
permissions: {{id-token: write}}
jobs:
  deploy:
    runs-on: x
    environment: test
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with: {{role-to-assume: '{ROLE}'}}
"""
ASKING = TEMPLATE.replace(
    f'Principal: {{AWS: "arn:aws:iam::{VENDOR}:root"}}\n            Action: sts:AssumeRole\n',
    f'Principal: {{Federated: "arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"}}\n'
    "            Action: sts:AssumeRoleWithWebIdentity\n",
).replace(
    f'{{"sts:ExternalId": {ID}}}',
    '{"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:environment:prod"}',
)
CHOSEN = (
    'resource "github_actions_repository_oidc_subject_claim_customization_template" "x" {\n  use_default = false\n}\n'
)


def test_the_provider_that_a_role_trusts_tells_its_account(tmp_path: Path) -> None:
    files = {".github/workflows/x.yml": SUBJECT, ".roletrust.yaml": "repository: octo-org/octo-repo\n"}
    found = pipeline("github_actions", write(tmp_path, {**files, "role.yaml": ASKING}))
    assert found.failed == {("16", "jobs(deploy).steps[1]")}
    elsewhere = ASKING.replace(ACCOUNT, "999999999999")
    assert pipeline("github_actions", write(tmp_path, {**files, "role.yaml": elsewhere})).failed == set()


def test_where_the_tree_chooses_what_subjects_say_no_token_is_refused_for_its_own(tmp_path: Path) -> None:
    files = {".github/workflows/x.yml": SUBJECT, "role.yaml": ASKING}
    settings = {".roletrust.yaml": f"{OWN}repository: octo-org/octo-repo\n"}
    found = pipeline("github_actions", write(tmp_path / "usual", {**files, **settings}))
    assert found.failed == {("16", "jobs(deploy).steps[1]")}
    chosen = pipeline("github_actions", write(tmp_path / "chosen", {**files, **settings, "main.tf": CHOSEN}))
    assert chosen.failed == set()
