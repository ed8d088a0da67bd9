"""What a finding shows to paste, pasted where it says and scanned again, closes it: in every dialect."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hcl2.api import load

import scanning
from dialects.tellings import TELLINGS
from dialects.test_one_story import ID, POLICIES, federated, service, statement
from pasting import Json, filled_in, pasted
from roletrust.rules.messages.wording import placeholder
from scanning import Scan, write

ROOTS = [f"arn:aws:iam::{account}:root" for account in ("123456789012", "111122223333")]
GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"
SUBJECTS = ["repo:acme/app:ref:refs/heads/main", "repo:*:environment:production"]
OF_ITS_OWN = {"StringEquals": {"aws:SourceAccount": "555555555555"}}
TAGGED = {"aws:RequestTag/team": "red", "sts:ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}
TWICE = {"sts:ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}
REPAIRED: dict[str, list[Json]] = {
    **{
        name: POLICIES[name]
        for name in (
            "an account, bare",
            "IfExists",
            "ForAllValues",
            "a blank id",
            "a second open Allow",
            "a Deny that demands a weak id",
            "a weak id",
            "everyone",
            "MFA and a tag",
            "a service that says for whom it acts",
            "every repository",
            "any assertion",
            "a policy variable",
            "two operators, several values",
            "an id that nobody can send",
            "a misspelt key",
        )
    },
    "two accounts": [statement(ROOTS, {"Bool": {"aws:SecureTransport": "true"}})],
    "an account beside a service": [
        {**service("ec2.amazonaws.com"), "Principal": {"AWS": ROOTS, "Service": "ec2.amazonaws.com"}}
    ],
    "some repositories": [federated("WebIdentity", PROVIDER, {"StringLike": {f"{GITHUB}:sub": SUBJECTS}})],
    "any repository's environment": [
        federated("WebIdentity", PROVIDER, {"StringLike": {f"{GITHUB}:sub": SUBJECTS[1]}})
    ],
    "a wildcard under an operator that knows none": [
        statement(ROOTS[0], {"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/ci-*"}})
    ],
    "a subject's wildcard under such an operator": [
        federated("WebIdentity", PROVIDER, {"StringEquals": {f"{GITHUB}:sub": "repo:acme/app:*"}})
    ],
    "everybody's subject under such an operator": [
        federated("WebIdentity", PROVIDER, {"StringEquals": {f"{GITHUB}:sub": "repo:*"}})
    ],
    "certificates without their actions": [service("rolesanywhere.amazonaws.com", OF_ITS_OWN)],
    "tags that are not allowed": [statement(ROOTS[0].replace("root", "role/a"), {"StringEquals": TAGGED})],
    "an empty Condition": [statement(ROOTS[0], {})],
    "an action without its service": [{**service("ec2.amazonaws.com"), "Action": "AssumeRole"}],
    "a misspelt action beside another": [
        {**service("ec2.amazonaws.com"), "Action": ["sts:AssumeRoles", "sts:TagSession"]}
    ],
    "a service as an account": [{**service("x"), "Principal": {"AWS": "lambda.amazonaws.com"}}],
    "a service without its domain": [service("ec2")],
    "an ARN that lacks a colon": [statement("arn:aws:iam:123456789012:root")],
    "an ARN with a region beside a good one": [
        statement(
            ["arn:aws:iam::111122223333:role/a", "arn:aws:iam:us-east-1:111122223333:role/b"],
            {"StringEquals": {"sts:ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}},
        )
    ],
    "an account with dashes": [statement("1234-5678-9012")],
    "a resource": [{**service("ec2.amazonaws.com"), "Resource": "*"}],
    "a Sid with a dash": [{**service("ec2.amazonaws.com"), "Sid": "allow-ec2"}],
    "a pattern of roles": [
        statement(
            ROOTS[0].replace("root", "role/ci-*"), {"StringEquals": {"sts:ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}}
        )
    ],
    "Null with IfExists": [
        statement(
            ROOTS[0].replace("root", "role/a"),
            {"StringEquals": {"sts:ExternalId": ID}, "NullIfExists": {"sts:ExternalId": "false"}},
        )
    ],
    "a misspelt operator": [
        statement(ROOTS[0].replace("root", "role/a"), {"StringEqual": {"sts:ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}})
    ],
    "a key without its prefix": [
        statement(ROOTS[0].replace("root", "role/a"), {"StringEquals": {"ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}})
    ],
    "the id of a deleted role beside a good one": [
        statement(
            ["AROAEXAMPLEEXAMPLE123", ROOTS[0].replace("root", "role/a")],
            {"StringEquals": {"sts:ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}},
        )
    ],
    "a dead Allow beside a good one": [
        statement(ROOTS[0].replace("root", "role/a"), {"StringEquals": TWICE, "Null": {"sts:ExternalId": "true"}}),
        statement(ROOTS[0].replace("root", "role/a"), {"StringEquals": TWICE}),
    ],
    "a window that is over": [
        statement(
            ROOTS[0].replace("root", "role/a"),
            {"StringEquals": TWICE, "DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
        )
    ],
    "everyone but an account": [
        {
            "Effect": "Allow",
            "NotPrincipal": {"AWS": ROOTS[0]},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": TWICE},
        }
    ],
    "a provider that cannot call it": [
        {
            **federated("WebIdentity", PROVIDER, {"StringEquals": {f"{GITHUB}:sub": SUBJECTS[0]}}),
            "Action": "sts:AssumeRole",
        }
    ],
}


# A document by itself is a trust policy by its actions, and by having no resources; the data document here has none of
# either, no Sids, and names its principals.
UNSEEN = {
    ("a JSON file", "an action without its service"),
    ("a JSON file", "a resource"),
    ("a data document", "a resource"),
    ("a data document", "a Sid with a dash"),
    ("a data document", "everyone but an account"),
}


def scanned(telling: str, policies: dict[str, Json], folder: Path) -> Scan:
    """Each policy in a folder of its own, scanned in one go."""
    file, framework, tell = TELLINGS[telling]
    files: dict[str, str | bytes] = {f"{name}/{file}": tell(policy) for name, policy in policies.items()}
    found: Scan = getattr(scanning, framework)(write(folder, files))
    return found


def shown(found: Scan) -> dict[str, dict[str, Json]]:
    """By the folder of the file, then by rule: the fix of each finding that shows something to paste."""
    fixes: dict[str, dict[str, Json]] = {}
    records: list[Any] = list(found.report.failed_checks)
    for each in records:
        if (fix := each.check_result.get("fix")) and fix["place"]:
            fixes.setdefault(each.file_path.split("/")[1], {})[each.check_id] = fix
    return fixes


class Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it."""


Loader.add_constructor("!Sub", lambda loader, node: str(node.value))


def read(text: str, whole: bool) -> Any:
    """A text of any dialect, as the JSON that IAM is given."""
    if text.startswith(("condition {", "statement {")):
        return blocks(text, whole)
    if text.lower().startswith(("principal", '"principal')):
        return trusted(text)
    if text.lower().startswith(("action", '"action')):
        return json.loads(text[text.index("[") :])
    if text.startswith("Condition = {") or "  Effect    =" in text:
        found = plain(load(io.StringIO(f"x = [\n{text}\n]" if whole else f"x = {{\n{text}\n}}")))["x"][0]
        found = found[0] if isinstance(found, list) else found
    elif text.startswith(('"Condition"', "{")):
        found = json.loads(text.replace("$${", "${") if whole else f"{{{text}}}".replace("$${", "${"))
    else:
        found = yaml.load(text, Loader)
        found = found[0] if whole else found
    return found if whole else found["Condition"]


def trusted(text: str) -> Any:
    """The principals of a statement, by kind."""
    if text.startswith("principals {"):
        (document,) = plain(load(io.StringIO(f'data "d" "x" {{\nstatement {{\n{text}\n}}\n}}')))["data"]
        (written,) = document["d"]["x"]["statement"]
        return {one(each["type"]): one(each["identifiers"]) for each in written["principals"]}
    if text.startswith("Principal = {"):
        found = plain(load(io.StringIO(f"x = {{\n{text}\n}}")))["x"][0]
        return (found[0] if isinstance(found, list) else found)["Principal"]
    if text.startswith('"'):
        return json.loads(f"{{{text}}}")["Principal"]
    return yaml.load(text, Loader)["Principal"]


def blocks(text: str, whole: bool) -> Any:
    inside = text if whole else f"statement {{\n{text}\n}}"
    (document,) = plain(load(io.StringIO(f'data "d" "x" {{\n{inside}\n}}')))["data"]
    (written,) = document["d"]["x"]["statement"]
    made: Json = {}
    for each in written.get("condition", ()):
        test, key, values = (one(each[name]) for name in ("test", "variable", "values"))
        made.setdefault(test, {})[key] = values if isinstance(values, list) else [values]
    if not whole:
        return made
    principals = {one(each["type"]): one(each["identifiers"]) for each in written["principals"]}
    return {"Effect": "Allow", "Principal": principals, "Action": one(written["actions"]), "Condition": made}


def one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def plain(value: Any) -> Any:
    """What the HCL parser hands over, without the quotes it keeps; `$${` is IAM's `${`."""
    if isinstance(value, dict):
        return {key.strip('"'): plain(each) for key, each in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.replace("$${", "${") if isinstance(value, str) else value


def failing(found: Scan) -> dict[str, set[str]]:
    """By the folder of the file: the rules that fail there, those apart that compare its role with the others'."""
    rules: dict[str, set[str]] = {}
    for each in found.report.failed_checks:
        rules.setdefault(each.file_path.split("/")[1], set()).add(each.check_id)
    return {folder: left for folder, each in rules.items() if (left := each - {"CKV_TRUST_13", "CKV_TRUST_91"})}


@pytest.mark.parametrize("telling", TELLINGS)
def test_what_is_shown_to_paste_closes_what_shows_it(telling: str, tmp_path: Path) -> None:
    told = {name: each for name, each in REPAIRED.items() if (telling, name) not in UNSEEN}
    policies = {name.replace(" ", "-"): {"Version": "2012-10-17", "Statement": each} for name, each in told.items()}
    before = scanned(telling, policies, tmp_path / "before")
    fixes = shown(before)
    assert fixes.keys() == policies.keys()
    repaired: dict[str, Json] = {}
    for name, policy in policies.items():
        results = {json.dumps(pasted(policy, fix, read), sort_keys=True) for fix in fixes[name].values()}
        (result,) = results  # whichever finding it is pasted from
        repaired[name] = filled_in(json.loads(result))
    after = failing(scanned(telling, repaired, tmp_path / "after"))
    assert after == {name: left for name, rules in failing(before).items() if (left := rules - fixes[name].keys())}


# --- the role's own account, as the reader's module calls it


IDENTITY = 'data "aws_caller_identity" "here" {}\n'
ELSEWHERE = 'data "aws_caller_identity" "there" {\n  provider = aws.there\n}\n'
SCHEDULED = """
resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "scheduler.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
"""
OPEN = f'"{placeholder("id of this account")}"'
NAMED = "data.aws_caller_identity.here.account_id"


@pytest.mark.parametrize(
    ("files", "written"),
    [
        ({"main.tf": SCHEDULED, "data.tf": IDENTITY}, NAMED),
        ({"main.tf": SCHEDULED}, OPEN),
        ({"main.tf": SCHEDULED, "data.tf": ELSEWHERE}, OPEN),
        (
            {"main.tf": SCHEDULED.replace("{\n  assume", "{\n  provider = aws.there\n  assume"), "data.tf": IDENTITY},
            OPEN,
        ),
        ({"main.tf": SCHEDULED, "other/data.tf": IDENTITY}, OPEN),
    ],
    ids=["asked for", "not asked for", "of another provider", "a role of another provider", "in another module"],
)
def test_the_own_account_is_what_the_module_calls_it(files: dict[str, str], written: str, tmp_path: Path) -> None:
    found = scanning.terraform(write(tmp_path, files)).record("8", "aws_iam_role.this")
    text = str(dict(found.check_result)["fix"])
    assert f'"aws:SourceAccount" = {written}' in text


WORKS_IN = 'provider "aws" {\n  allowed_account_ids = ["911000000001"]\n}\n'
SHARED = {"main.tf": WORKS_IN + 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": SCHEDULED}
TEMPLATE = """Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: scheduler.amazonaws.com}, Action: "sts:AssumeRole"}
"""
LISTED = {".roletrust.yaml": 'own_accounts: ["911000000001"]\n', "t.yaml": TEMPLATE}


@pytest.mark.parametrize(
    ("files", "written"),
    [
        ({"main.tf": WORKS_IN + SCHEDULED}, '"aws:SourceAccount" = "911000000001"'),
        ({"main.tf": WORKS_IN + SCHEDULED, "data.tf": IDENTITY}, f'"aws:SourceAccount" = {NAMED}'),
        (SHARED, f'"aws:SourceAccount" = {OPEN}'),
        ({**SHARED, "m/data.tf": IDENTITY}, f'"aws:SourceAccount" = {NAMED}'),
        (LISTED, 'aws:SourceAccount: !Sub "${AWS::AccountId}"'),
    ],
    ids=["spelt in a root module", "by its name there", "in a module that others call", "by its name", "in a template"],
)
def test_an_own_account_that_is_known_is_spelt_only_where_the_reader_has_no_better_way(
    files: dict[str, str], written: str, tmp_path: Path
) -> None:
    write(tmp_path, files)
    found = scanning.cloudformation(tmp_path) if "t.yaml" in files else scanning.terraform(tmp_path)
    (text,) = (str(dict(each.check_result)["fix"]) for each in found.report.failed_checks)
    assert written in text


@pytest.mark.parametrize(
    ("account", "written"),
    [
        ('jsondecode(data.aws_s.x.secret_string).ids["hub"]', '${jsondecode(data.aws_s.x.secret_string).ids["hub"]}'),
        ("jsondecode(module.m.text).ids.hub", "\u2039jsondecode(module.m.text).ids.hub\u203a"),  # a name inside of it
    ],
)
def test_what_the_reader_reads_an_account_with_is_written_as_he_writes_it(
    account: str, written: str, tmp_path: Path
) -> None:
    principal = f'Principal = {{ AWS = "arn:aws:iam::${{{account}}}:root" }}'
    policy = (
        f'{{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", {principal} }}] }}'
    )
    text = f'resource "aws_iam_role" "this" {{\n  assume_role_policy = jsonencode({policy})\n}}\n'
    found = scanning.terraform(write(tmp_path, {"main.tf": text})).record("2", "aws_iam_role.this")
    result: dict[str, Any] = dict(found.check_result)
    assert f'"arn:aws:iam::{written}:role/' in result["fix"]["text"]
