"""`--redact`: what any command prints, and what it tells on standard error, can go into a ticket.

All that tells whose the files are has `zq` in it, in whatever case, or is one of `NUMBERS`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click import Context

from command.asked import roletrust
from roletrust.command.app import COMMANDS, FOR_A_PROGRAM, app
from running import Run

OWN, VENDOR, OTHER = "210987654321", "123412341234", "432143214321"
CLUSTER, ENDPOINT, OFFICE = "AB539D4633E53DE1B71E0000EF000000", "vpce-0a1b2c3d4e5f60718", "203.0.113.77"
NUMBERS = (OWN, VENDOR, OTHER, CLUSTER.lower(), ENDPOINT, OFFICE)
NEW = "zqnew-88aa77bb66cc"
TREE = f"account-{OWN}"
ISSUER = f"arn:aws:iam::{OWN}:oidc-provider"
STATEMENTS = {
    "vendor": [
        {
            "Sid": "Vendor",
            "Principal": {
                "AWS": [
                    f"arn:aws:iam::{VENDOR}:root",
                    f"arn:aws:iam::{OTHER}:role/zqteam/zqreader",
                    f"arn:aws:iam::{OTHER}:user/zqalice@zqcorp.example",
                ]
            },
            "Action": "sts:AssumeRole",
            "Condition": {"StringLike": {"sts:ExternalId": ["zqone-*", "zqtwo55aa11", "zqlets"]}},
        }
    ],
    "gone": [{"Principal": {"AWS": ["AROAZQEXAMPLEIDABCDE1"]}, "Action": "sts:AssumeRole"}],
    "pipeline": [
        {
            "Principal": {"Federated": f"{ISSUER}/token.actions.githubusercontent.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:zqorg/*"}},
        }
    ],
    "pod": [
        {
            "Principal": {"Federated": f"{ISSUER}/oidc.eks.eu-west-1.amazonaws.com/id/{CLUSTER}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
        },
        {"Principal": {"Federated": f"{ISSUER}/zqcorp.okta.com"}, "Action": "sts:AssumeRoleWithWebIdentity"},
        {"Principal": {"Federated": f"arn:aws:iam::{OWN}:saml-provider/zqokta"}, "Action": "sts:AssumeRoleWithSAML"},
        {
            "Principal": {"AWS": "*"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-zqabcdefgh1/r-zq12/ou-zq12-abcdefgh/*"},
                "IpAddress": {"aws:SourceIp": f"{OFFICE}/32"},
                "StringEquals": {"aws:SourceVpce": ENDPOINT, "aws:userid": "AROAZQEXAMPLEIDABCDE1:zqbob"},
            },
        },
    ],
    "trail": [
        {
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::zqbucket-logs"}},
        }
    ],
}
ROLE = f"arn:aws:iam::{OWN}:role/zqpath/zqvendor"
CALL = f"aws sts assume-role --role-arn {ROLE} --role-session-name zqrun --external-id zqold99"
ERROR = (
    f"An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::{VENDOR}:assumed-role/"
    f"zqapp/zqrun is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("tree")
    account = here / TREE
    account.mkdir()
    roles = {label: {"Version": "2012-10-17", "Statement": some} for label, some in STATEMENTS.items()}
    (account / "main.tf").write_text(
        "".join(
            f'resource "aws_iam_role" "{label}" {{\n  name = "zq{label}"\n  path = "/zqpath/"\n'
            f"  assume_role_policy = jsonencode({json.dumps(policy)})\n}}\n"
            for label, policy in roles.items()
        ).replace('"Principal"', '"Effect": "Allow", "Principal"')
    )
    (account / "variables.tf").write_text('variable "secret_word" {\n  default = "zqweak"\n}\n')
    (account / "other.tf").write_text(
        'resource "aws_iam_role" "other" {\n  assume_role_policy = jsonencode({\n    Version = "2012-10-17"\n'
        f'    Statement = [{{ Effect = "Allow", Principal = {{ AWS = "{VENDOR}" }}, Action = "sts:AssumeRole",\n'
        '    Condition = { StringEquals = { "sts:ExternalId" = var.secret_word } } }]\n  })\n}\n'
    )
    live = {"RoleName": "zqvendor", "Arn": ROLE, "AssumeRolePolicyDocument": roles["gone"]}
    (here / "live.json").write_text(
        json.dumps({"Roles": [live]}).replace('"Principal"', '"Effect": "Allow", "Principal"')
    )
    (here / "error.log").write_text(ERROR)
    return here


def told(folder: Path, *words: str) -> Run:
    done = roletrust(*words, cwd=folder, stdin="")
    for text in (done.stdout, done.stderr):
        assert not re.search(f"zq|{'|'.join(map(re.escape, NUMBERS))}", text.lower()), text
        assert "Traceback" not in text
    return done


VENDORS, PODS = f"{TREE}/main.tf:aws_iam_role.vendor", f"{TREE}/main.tf:aws_iam_role.pod"


@pytest.mark.parametrize("form", ["full", "sarif", "junit"])
def test_findings_tell_nothing_of_whose_they_are(folder: Path, form: str) -> None:
    done = told(folder, "check", TREE, "--output-format", form, "--redact")
    assert done.status == 1
    assert "000000000001" in done.stdout and "lets in any role or user" in done.stdout
    if form == "sarif":
        json.loads(done.stdout)


@pytest.mark.parametrize(
    "words",
    [
        ("--redact", "explain", VENDORS, "--as", f"arn:aws:iam::{VENDOR}:user/zqbob", "--external-id", "zqother1"),
        ("explain", PODS, "--redact"),
        ("show", VENDORS, "--redact"),
        ("diff", TREE, "live.json", "--redact"),
        ("drift", "live.json", TREE, "--redact"),
        ("test", "--draft", VENDORS, "--redact"),
        ("migrate", VENDORS, "--external-id", f"{VENDOR}={NEW}", "--redact"),
        ("diagnose", "error.log", "--role", TREE, "--call", CALL, "--format", "json", "--redact"),
    ],
    ids=lambda words: " ".join(each for each in words if each.isalpha() or each == "--format"),
)
def test_a_command_tells_nothing_of_whose_it_is(folder: Path, words: tuple[str, ...]) -> None:
    assert "0000000000" in told(folder, *words).stdout


def test_a_repair_and_what_is_told_with_it_say_the_same_of_the_same(folder: Path) -> None:
    known = ("--external-id", NEW, "--pin", f"arn:aws:iam::{VENDOR}:role/zqpinned", "--subject", "repo:zqorg/zqapp:*")
    done = told(folder, "fix", TREE, *known, "--redact")
    weak, new = re.findall(r'^[-+]  default = "(external-id-[0-9]+)"$', done.stdout, re.MULTILINE)
    assert weak != new
    assert f'sts:externalid = "{weak}"' in done.stderr and f'sts:externalid = "{new}"' in done.stderr


def test_what_could_not_be_asked_is_told_without_names(folder: Path) -> None:
    done = told(folder, "explain", f"{TREE}:none", "--redact")
    assert done.status == 2
    assert "Error: account-000000000001:none names no roles; there are:" in done.stderr


def test_without_it_nothing_is_replaced(folder: Path) -> None:
    assert f"account {VENDOR}" in roletrust("explain", VENDORS, cwd=folder).stdout


def test_every_command_takes_it_but_one_that_speaks_to_a_program(folder: Path) -> None:
    for name in COMMANDS.keys() - set(FOR_A_PROGRAM):
        command = app.get_command(Context(app), name)
        assert command and "--redact" in {option for each in command.params for option in each.opts}, name
    done = roletrust("--redact", "server", cwd=folder, stdin="")
    assert done.status == 2 and "an editor has to have what `server` tells it as it is" in done.stderr
