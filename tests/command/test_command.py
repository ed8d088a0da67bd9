"""The commands, each run where Checkov cannot be imported: what they answer, and with which exit status."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from command.asked import ENVIRONMENT, roletrust, typed
from roletrust.command.app import COMMANDS, app
from roletrust.command.reporting import FORMATS
from running import CHECKS, PROJECTS

VENDOR = "arn:aws:iam::123456789012:root"
ASKED = {"StringEquals": {"sts:ExternalId": "7f9c2b1e-8d1c"}}


def allow(principal: str, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    said = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return {**said, "Condition": condition} if condition else said


def write(folder: Path, name: str, *statements: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2))
    return path


@pytest.fixture
def guarded(tmp_path: Path) -> Path:
    return write(tmp_path, "guarded.json", allow(VENDOR, ASKED))


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    return write(tmp_path, "opened.json", allow(VENDOR))


# --- check -------------------------------------------------------------------------------------------------------


def test_a_file_of_terraform_that_cannot_be_read_is_told_of_where_it_may_hold_a_role(tmp_path: Path) -> None:
    for name, kind in (("network", "aws_vpc"), ("roles", "aws_iam_role")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(f'resource "{kind}" "r" {{\n')
    said = roletrust("check", ".", "--output-format", "concise", cwd=tmp_path).stdout
    assert [line.partition(":")[0] for line in said.splitlines()] == ["roles/main.tf"]


def test_check_ends_with_1_where_it_finds_something_and_0_where_it_does_not(tmp_path: Path, opened: Path) -> None:
    pinned = write(tmp_path, "pinned.json", allow("arn:aws:iam::123456789012:role/app", ASKED))
    assert roletrust("check", opened, cwd=tmp_path).status == 1
    assert roletrust("check", pinned, cwd=tmp_path).status == 0
    assert roletrust("check", opened, "--exit-zero", cwd=tmp_path).status == 0


def test_check_fails_on_the_severity_that_is_asked_for(tmp_path: Path, guarded: Path) -> None:
    assert roletrust("check", guarded, "--fail-on", "MEDIUM", cwd=tmp_path).status == 1
    assert roletrust("check", guarded, "--fail-on", "HIGH", cwd=tmp_path).status == 0


def test_check_ends_with_2_and_says_what_is_not_there(tmp_path: Path) -> None:
    done = roletrust("check", "nowhere", cwd=tmp_path)
    assert (done.status, done.stdout) == (2, "")
    assert "no such file or directory: nowhere" in done.stderr


def test_check_says_where_there_is_no_role_at_all(tmp_path: Path) -> None:
    """What is named by mistake, and a dump that was cut off, would read as all being well."""
    (tmp_path / "dump.json").write_text('{"Roles": [')
    done = roletrust("check", "dump.json", cwd=tmp_path)
    assert (done.status, done.stdout) == (0, "nothing found\n")
    assert done.stderr == "there is no role that roletrust reads in dump.json\n"


def test_check_takes_rules_by_id_number_and_name(tmp_path: Path, opened: Path) -> None:
    def rules(*words: str) -> set[str]:
        done = roletrust("check", opened, "--output-format", "json", *words, cwd=tmp_path)
        return {each["rule"] for each in json.loads(done.stdout)["findings"]}

    assert rules() == {"CKV_TRUST_1", "CKV_TRUST_2"}
    assert rules("--select", "1") == rules("--ignore", "account-unpinned") == {"CKV_TRUST_1"}
    assert roletrust("check", opened, "--select", "99", cwd=tmp_path).status == 2


def test_check_reads_standard_input_as_the_file_that_it_is_said_to_be(tmp_path: Path) -> None:
    text = (PROJECTS / "vendor-access" / "first-attempt" / "main.tf").read_text()
    command = ["-", "--stdin-filename", "main.tf", "--output-format", "json"]
    done = roletrust("check", *command, cwd=tmp_path, stdin=text)
    assert {each["rule"] for each in json.loads(done.stdout)["findings"]} == {f"CKV_TRUST_{n}" for n in (1, 2, 3)}


def test_a_file_that_cannot_be_read_is_undecided_and_loses_no_other(tmp_path: Path, opened: Path) -> None:
    (tmp_path / "broken.json").write_text('{"Statement": [{"Action": "sts:AssumeRole", "Principal": ')
    (tmp_path / "of-another-kind.yaml").write_text("%-- a template of something else {{ .Statement }}")
    done = roletrust("check", ".", "--output-format", "json", cwd=tmp_path)
    found = {(each["rule"], each["file"]) for each in json.loads(done.stdout)["findings"]}
    assert found == {("CKV_TRUST_90", "broken.json"), ("CKV_TRUST_1", "opened.json"), ("CKV_TRUST_2", "opened.json")}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_names_the_rule_and_the_file_and_nothing_else_is_on_stdout(
    tmp_path: Path, opened: Path, format_: str
) -> None:
    done = roletrust("check", opened, "--output-format", format_, cwd=tmp_path)
    assert "CKV_TRUST_1" in done.stdout and "opened.json" in done.stdout
    assert done.stderr == ""
    if format_ in ("json", "sarif", "gitlab"):
        json.loads(done.stdout)
    if format_ == "json-lines":
        assert [json.loads(line)["rule"] for line in done.stdout.splitlines()] == ["CKV_TRUST_1", "CKV_TRUST_2"]
    if format_ == "junit":
        assert ET.fromstring(done.stdout).get("failures") == "2"


def test_a_role_is_in_the_same_lines_of_a_file_in_each_format(tmp_path: Path) -> None:
    folder = PROJECTS / "vendor-access"
    as_json = json.loads(roletrust("check", folder, "--output-format", "json", cwd=tmp_path).stdout)["findings"]
    run = json.loads(roletrust("check", folder, "--output-format", "sarif", cwd=tmp_path).stdout)["runs"][0]
    places = [each["locations"][0]["physicalLocation"]["region"] for each in run["results"]]
    assert [each["lines"] for each in as_json] == [[place["startLine"], place["endLine"]] for place in places]
    assert len({each["partialFingerprints"]["roletrust/v1"] for each in run["results"]}) == len(run["results"])


def test_on_a_terminal_it_tells_how_far_it_is_and_nowhere_else(tmp_path: Path) -> None:
    policy = {"Version": "2012-10-17", "Statement": [allow("arn:aws:iam::123456789012:role/app", ASKED)]}
    listed = [{"RoleName": f"r{number}", "AssumeRolePolicyDocument": policy} for number in range(250)]
    (tmp_path / "roles.json").write_text(json.dumps({"Roles": listed}))
    words = ("check", "roles.json", "--select", "4")
    terminal, theirs = pty.openpty()
    done = subprocess.run(
        typed(words), cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=theirs, check=False
    )
    assert os.read(terminal, 4096).decode().split("\r") == ["", "\x1b[K100 roles", "\x1b[K200 roles", "\x1b[K"]
    assert done.stdout == b"nothing found\n"
    os.close(theirs)
    os.close(terminal)
    assert roletrust(*words, cwd=tmp_path).stderr == ""


CALLED = f"""provider "aws" {{
  allowed_account_ids = ["210987654321"]
  assume_role {{
    role_arn = aws_iam_role.vendor.arn
  }}
}}
resource "aws_iam_role" "vendor" {{
  name               = "vendor"
  assume_role_policy = jsonencode({{ Version = "2012-10-17", Statement = [{{
    Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "{VENDOR}" }}
    Condition = {{ StringEquals = {{ "sts:ExternalId" = "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41" }} }} }}] }})
}}
"""


def test_a_caller_is_counted_as_one_and_not_as_a_role(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CALLED)
    *_, last = roletrust("check", "main.tf", cwd=tmp_path).stdout.splitlines()
    assert last == "2 findings in 1 role and 1 caller"


# --- explain -----------------------------------------------------------------------------------------------------


def test_explain_tells_who_gets_in_and_what_is_asked_of_him(tmp_path: Path, guarded: Path) -> None:
    told = roletrust("explain", guarded, cwd=tmp_path).stdout
    assert "1. account 123456789012 (any user or role)" in told
    assert 'requires: StringEquals sts:ExternalId "7f9c2b1e-8d1c"' in told


CALLER = "arn:aws:iam::123456789012:role/app"


def test_explain_decides_one_request_and_its_exit_status_is_what_was_expected(tmp_path: Path, guarded: Path) -> None:
    without = roletrust("explain", guarded, "--as", CALLER, "--expect", "out", cwd=tmp_path)
    assert without.status == 0
    assert "it was not sent" in without.stdout and "implicitly" in without.stdout
    with_it = ["--external-id", "7f9c2b1e-8d1c"]
    assert roletrust("explain", guarded, "--as", CALLER, *with_it, "--expect", "in", cwd=tmp_path).status == 0
    assert roletrust("explain", guarded, "--as", CALLER, *with_it, "--expect", "out", cwd=tmp_path).status == 1


def test_explain_refuses_what_asks_no_question_or_two(tmp_path: Path, guarded: Path) -> None:
    for words in (["--expect", "in"], ["--with", "aws:username=ann"], ["--as", CALLER, "--why-not", CALLER]):
        done = roletrust("explain", guarded, *words, cwd=tmp_path)
        assert (done.status, done.stdout) == (2, "") and "--as" in done.stderr


def test_explain_tells_what_a_caller_has_to_send_or_that_nothing_helps(tmp_path: Path, guarded: Path) -> None:
    named = roletrust("explain", guarded, "--why-not", "arn:aws:iam::123456789012:user/ann", cwd=tmp_path).stdout
    assert 'sts:externalid = "7f9c2b1e-8d1c"' in named
    other = roletrust("explain", guarded, "--why-not", "arn:aws:iam::222222222222:user/ann", cwd=tmp_path).stdout
    assert "the policy has to change" in other


def test_why_not_tells_the_smallest_change_of_the_request(tmp_path: Path) -> None:
    """What is sent rightly is not told again, nor is what does not matter."""
    both = {"StringEquals": {**ASKED["StringEquals"], "sts:RoleSessionName": "nightly"}}
    denied = {**allow("*", {"Bool": {"aws:SecureTransport": "false"}}), "Effect": "Deny"}
    write(tmp_path, "both.json", allow(VENDOR, both), denied)
    why_not = ["explain", "both.json", "--why-not", "arn:aws:iam::123456789012:user/ann"]
    rightly = ["--external-id", "7f9c2b1e-8d1c", "--with", "aws:SecureTransport=true"]
    told = roletrust(*why_not, *rightly, cwd=tmp_path).stdout
    assert told.strip().endswith('gets in with: sts:rolesessionname = "nightly"')
    wrong = ["--external-id", "1234", "--with", "sts:RoleSessionName=nightly"]
    told = roletrust(*why_not, *wrong, cwd=tmp_path).stdout
    assert told.strip().endswith('gets in with: sts:ExternalId = "7f9c2b1e-8d1c", not "1234"')


MINE = "arn:aws:iam::222222222222:user/ann"
IN_PRINCIPAL = f'in statement 1, add AWS "{MINE}" to Principal'
BY_ARN = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/app"}}
DENIED = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
ROBOTS = {"StringEquals": {"aws:PrincipalType": "Robot"}}
SPARED = f'in statement 2, add the condition ArnNotEquals aws:PrincipalArn "{MINE}"'
CHANGES = [
    ([allow(VENDOR, ASKED)], [IN_PRINCIPAL], 'sts:externalid = "7f9c2b1e-8d1c"'),
    (
        [allow(VENDOR, BY_ARN)],
        [IN_PRINCIPAL, 'aws:PrincipalArn "arn:aws:iam::123456789012:role/app" or'],
        "nothing more",
    ),
    ([allow("*"), DENIED], [SPARED], "nothing more"),
    ([allow(VENDOR), DENIED], [IN_PRINCIPAL, SPARED], "nothing more"),
    ([allow(VENDOR, ROBOTS), allow(VENDOR, ASKED)], ["in statement 2, add AWS"], 'sts:externalid = "7f9c2b1e-8d1c"'),
    (
        [allow("*", ROBOTS)],
        ['in statement 1, take away the condition StringEquals aws:PrincipalType "Robot"'],
        "nothing",
    ),
    ([{**allow("*"), "Action": "sts:TagSession"}], ["in statement 1, add sts:AssumeRole to Action"], "nothing more"),
    ([{**DENIED, "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}], [IN_PRINCIPAL], "nothing more"),
]


@pytest.mark.parametrize(("statements", "steps", "sends"), CHANGES)
def test_why_not_tells_the_smallest_change_of_the_policy(
    tmp_path: Path, statements: list[dict[str, Any]], steps: list[str], sends: str
) -> None:
    write(tmp_path, "role.json", *statements)
    told = roletrust("explain", "role.json", "--why-not", MINE, cwd=tmp_path).stdout
    _, _, change = told.partition("the smallest change that lets it in:\n")
    *made, last = change.splitlines()
    assert len(made) == len(steps) and all(step in line for step, line in zip(steps, made, strict=True))
    assert last.startswith(f"  then it gets in with: {sends}")


def test_a_role_among_several_has_to_be_named(tmp_path: Path) -> None:
    folder = PROJECTS / "accounts"
    done = roletrust("explain", folder, cwd=tmp_path)
    assert done.status == 2
    assert "aws_iam_role" in done.stderr


# --- show, diff, test ----------------------------------------------------------------------------------------------


def test_show_prints_the_policy_that_was_evaluated(tmp_path: Path) -> None:
    folder = PROJECTS / "vendor-access" / "first-attempt"
    policy = json.loads(roletrust("show", f"{folder}:aws_iam_role.empty_operator", cwd=tmp_path).stdout)
    assert policy["Statement"][0]["Principal"] == {"AWS": [VENDOR]}


def test_diff_tells_who_newly_gets_in_and_proves_that_nobody_does(tmp_path: Path, guarded: Path, opened: Path) -> None:
    wider = roletrust("diff", guarded, opened, cwd=tmp_path)
    assert wider.status == 1 and "newly in: for example sts:AssumeRole by user" in wider.stdout
    narrower = roletrust("diff", opened, guarded, cwd=tmp_path)
    assert narrower.status == 0 and "no longer in" in narrower.stdout
    same = write(tmp_path, "same.json", allow("123456789012", ASKED))
    assert "nobody newly gets in" in roletrust("diff", guarded, same, "--fail-on", "any", cwd=tmp_path).stdout


def test_diff_compares_revisions_of_git(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        named = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *named, *words], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "common.tf").symlink_to("../common.tf")  # which leads out of what is compared
    git("init", "--quiet")
    write(tmp_path, "live/trust.json", allow(VENDOR, ASKED))
    git("add", ".")
    git("commit", "--quiet", "--message", "guarded")
    write(tmp_path, "live/trust.json", allow(VENDOR))
    done = roletrust("diff", "HEAD", "--path", "live", "--output-format", "markdown", cwd=tmp_path)
    assert done.status == 1
    assert "| `trust policy` | **newly in** |" in done.stdout
    assert roletrust("diff", "no-such-revision", cwd=tmp_path).status == 2


def test_drafted_expectations_hold_and_a_weaker_policy_fails_them(tmp_path: Path, guarded: Path) -> None:
    drafted = roletrust("test", "--draft", "guarded.json", cwd=tmp_path).stdout
    (tmp_path / "expected.yaml").write_text(drafted)
    assert roletrust("test", "expected.yaml", cwd=tmp_path).status == 0
    write(tmp_path, "guarded.json", allow(VENDOR))
    weaker = roletrust("test", "expected.yaml", "--junit", "out.xml", cwd=tmp_path)
    assert weaker.status == 1
    assert "lets in nobody else" in weaker.stdout and "gets in: sts:AssumeRole by user" in weaker.stdout
    assert int(ET.fromstring((tmp_path / "out.xml").read_text()).get("failures") or 0) >= 2


def test_coverage_names_what_no_expectation_depends_on(tmp_path: Path) -> None:
    denied = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:ViaAWSService": "true"}},
    }
    write(tmp_path, "trust.json", allow(VENDOR, ASKED), denied)
    caller = "{as: '123456789012', external_id: 7f9c2b1e-8d1c}"
    half = f"roles: [{{role: trust.json, lets_in: [{caller}]}}]"
    whole = f"roles: [{{role: trust.json, lets_in: [{caller}], keeps_out: [{{as: '123456789012'}}]}}]"
    for said, tested, idle in ((half, 2, True), (whole, 3, False)):
        (tmp_path / "expected.yaml").write_text(said)
        told = roletrust("test", "expected.yaml", "--coverage", cwd=tmp_path).stdout
        assert f"trust.json: {tested} of 4 statements and conditions are tested" in told
        assert ('not tested: statement 1: StringEquals sts:ExternalId "7f9c2b1e-8d1c"' in told) is idle
        assert "not tested: statement 2\n" in told


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("roles: 1", ""),
        ("roles: []", ""),
        ("roles:\n- {}", ":2"),
        ("roles:\n- role: guarded.json\n  lets_in:\n  - who: x", ":4"),
        ("roles:\n- role: guarded.json\n  keeps_out: x", ":3"),
        ("roles:\n- role: guarded.json\n  lets: []", ":3"),
    ],
)
def test_a_file_of_expectations_that_is_not_of_the_format_is_refused(
    tmp_path: Path, guarded: Path, said: str, where: str
) -> None:
    (tmp_path / "expected.yaml").write_text(said)
    done = CliRunner().invoke(app, ["test", str(tmp_path / "expected.yaml")])
    assert done.exit_code == 2 and f"expected.yaml{where}" in done.stderr


# --- the rest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for_with_an_example(tmp_path: Path, name: str) -> None:
    done = roletrust(name, "--help", cwd=tmp_path)
    assert done.status == 0
    assert "Example" in done.stdout and f"roletrust {name}" in done.stdout


def test_rule_prints_a_manual(tmp_path: Path) -> None:
    assert "Why it matters:" in roletrust("rule", "4", cwd=tmp_path).stdout
    assert "anyone-can-assume" in roletrust("rule", cwd=tmp_path).stdout


def test_path_is_where_checkov_finds_the_door(tmp_path: Path) -> None:
    assert Path(roletrust("path", cwd=tmp_path).stdout.strip()) == CHECKS


def test_a_secret_is_decided_with_and_never_printed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        (PROJECTS / "vendor-access" / "second-attempt" / "main.tf").read_text().replace("[]", "[var.id]")
        + '\nvariable "id" {\n  default   = "Very-Secret-7f9c"\n  sensitive = true\n}\n'
    )
    caller = ["--as", "arn:aws:iam::123456789012:role/app", "--external-id", "Very-Secret-7f9c"]
    decided = roletrust("explain", "main.tf", *caller, "--expect", "in", cwd=tmp_path)
    assert decided.status == 0, decided.stdout + decided.stderr
    for words in (["explain", "main.tf"], ["show", "main.tf"], ["diff", "main.tf", "main.tf"], ["check", "."]):
        done = roletrust(*words, cwd=tmp_path)
        assert "Very-Secret" not in done.stdout + done.stderr


def test_a_secret_that_is_no_principal_is_told_of_by_its_name(tmp_path: Path) -> None:
    """Where the role cannot be decided for it; and what is told of it beside a live role, which has no secret."""
    (tmp_path / "main.tf").write_text(
        'variable "who" {\n  default   = "Very-Secret-7f9c, and no ARN"\n  sensitive = true\n}\n'
        'resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = jsonencode({ Statement = [{ Effect = '
        '"Allow", Action = "sts:AssumeRole", Principal = { AWS = var.who } }] })\n}\n'
    )
    live = {"RoleName": "r", "AssumeRolePolicyDocument": {"Statement": [allow(VENDOR)]}}
    (tmp_path / "live.json").write_text(json.dumps({"Roles": [live]}))
    for words in (["explain", "main.tf"], ["diff", "live.json", "main.tf"], ["drift", "live.json", "main.tf"]):
        done = roletrust(*words, cwd=tmp_path)
        assert "var.who" in done.stdout + done.stderr, words
        assert "Very-Secret" not in done.stdout + done.stderr, words


def test_a_file_deep_in_the_tree_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    write(tmp_path / "deep" / "er", "trust.json", allow(VENDOR))
    for given in (".", "deep", "deep/er/trust.json"):
        done = roletrust("check", given, "--output-format", "json", cwd=tmp_path)
        assert {each["file"] for each in json.loads(done.stdout)["findings"]} == {"deep/er/trust.json"}
