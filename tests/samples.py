"""Trust policies and Terraform trees to measure with: varied, and the same ones every time."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROLES_A_FILE = 50
ACCOUNTS = tuple(f"{number:012d}" for number in range(210_000_000_001, 210_000_000_040))


def policies(count: int) -> list[str]:
    """`count` trust policies as JSON text."""
    return [json.dumps(policy, indent=2) for policy in policy_objects(count)]


def policy_objects(count: int) -> Iterator[dict[str, Any]]:
    dice = random.Random(count)
    for _ in range(count):
        statements = [statement(dice) for _ in range(dice.choice((1, 1, 1, 2, 2, 3)))]
        yield {"Version": "2012-10-17", "Statement": statements}


def statement(dice: random.Random) -> dict[str, Any]:
    """One that makes sense: its conditions are some that its principals can meet."""
    deny = dice.random() < 0.1
    account = dice.choice(ACCOUNTS)
    who = {"AWS": "*"} if deny else principal(dice, account)
    made: dict[str, Any] = {
        "Sid": f"S{dice.randrange(10**6)}",
        "Effect": "Deny" if deny else "Allow",
        "Principal": who,
        "Action": "sts:AssumeRole",
    }
    chosen = conditions(dice, deny, account, whole=account in str(who) and "role/" not in str(who))
    return made | {"Condition": chosen} if chosen else made


def principal(dice: random.Random, account: str) -> dict[str, Any]:
    return dice.choice(
        [
            {"AWS": f"arn:aws:iam::{account}:root"},
            {"AWS": account},
            {"AWS": [f"arn:aws:iam::{account}:role/deploy-{dice.randrange(50)}" for _ in range(dice.randint(1, 4))]},
            {"AWS": [f"arn:aws:iam::{account}:root", f"arn:aws:iam::{dice.choice(ACCOUNTS)}:user/ci"]},
            {"Service": dice.choice(["ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com"])},
        ]
    )


def conditions(dice: random.Random, deny: bool, account: str, whole: bool) -> dict[str, dict[str, Any]]:
    """`whole`: the statement trusts `account` as a whole, so that any of its roles, and MFA, can be asked for."""
    made: dict[str, dict[str, Any]] = {}
    if deny or dice.random() < 0.6:
        ids = [f"{dice.getrandbits(64):016x}" for _ in range(dice.randint(1, 3))]
        operator = dice.choice(["StringEquals", "StringEquals", "StringLike", "StringEqualsIfExists"])
        made[operator] = {"sts:ExternalId": ids[0] if len(ids) == 1 else ids}
        if deny:  # of every id that is not of the form that all have, or that is not there
            return {"StringNotLike": {"sts:ExternalId": ["?" * 16, f"{account}-*"]}}
    if whole and dice.random() < 0.4:
        made["ArnLike"] = {"aws:PrincipalArn": f"arn:aws:iam::{account}:role/*-{dice.randrange(9)}"}
    elif whole and dice.random() < 0.4:
        made["Bool"] = {"aws:MultiFactorAuthPresent": "true"}
    if dice.random() < 0.1:
        made["IpAddress"] = {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.7/32"]}
    return made


def write_tree(folder: Path, roles: int) -> Path:
    """One Terraform directory of `roles` roles: every other one by `jsonencode`, the rest by a data document."""
    folder.mkdir(parents=True)
    written = [block(number, policy) for number, policy in enumerate(policy_objects(roles))]
    (folder / "provider.tf").write_text('provider "aws" {\n  allowed_account_ids = ["210000000001"]\n}\n')
    for first in range(0, roles, ROLES_A_FILE):
        text = "\n".join(written[first : first + ROLES_A_FILE])
        (folder / f"roles_{first:05d}.tf").write_text(text)
    return folder


ATTACHED = ("ReadOnlyAccess", "AmazonS3ReadOnlyAccess", "AmazonEC2FullAccess", "AdministratorAccess")


def write_attached(folder: Path, roles: int) -> Path:
    """The same, and in files beside it two attachments of AWS's own policies for each role."""
    write_tree(folder, roles)
    dice = random.Random(roles)
    for first in range(0, roles, ROLES_A_FILE):
        text = "\n".join(attachments(number, dice) for number in range(first, min(first + ROLES_A_FILE, roles)))
        (folder / f"attachments_{first:05d}.tf").write_text(text)
    return folder


def attachments(number: int, dice: random.Random) -> str:
    chosen = [dice.choice(ATTACHED[:-1]), ATTACHED[-1] if dice.random() < 0.05 else dice.choice(ATTACHED[:-1])]
    return "\n".join(
        f'resource "aws_iam_role_policy_attachment" "r{number}_{which}" {{\n  role = aws_iam_role.r{number}.name\n'
        f'  policy_arn = "arn:aws:iam::aws:policy/{policy}"\n}}\n'
        for which, policy in enumerate(chosen)
    )


def write_called(folder: Path, roles: int, workflows: int, resources: int) -> Path:
    """Of `roles` roles, some have each a workflow that assumes them, some a function that they are handed to.

    Every tenth lets the caller not in.
    """
    write_tree(folder, roles - workflows - resources)
    (folder / ".github" / "workflows").mkdir(parents=True)
    (folder / ".roletrust.yaml").write_text("repository: octo-org/octo-repo\n")
    named = [workflow_role(number) for number in range(workflows)]
    handed = [function_role(number) for number in range(resources)]
    for name, texts in (("called", named), ("handed", handed)):
        for first in range(0, len(texts), ROLES_A_FILE):
            (folder / f"{name}_{first:05d}.tf").write_text("\n".join(texts[first : first + ROLES_A_FILE]))
    for number in range(workflows):
        (folder / ".github" / "workflows" / f"w{number:05d}.yml").write_text(workflow(number))
    return folder


GITHUB = "token.actions.githubusercontent.com"


def workflow_role(number: int) -> str:
    branch = "main" if number % 10 else "release"
    policy = (
        f'{{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", '
        f'Principal = {{ Federated = "arn:aws:iam::210000000001:oidc-provider/{GITHUB}" }}, Condition = {{ '
        f'StringEquals = {{ "{GITHUB}:aud" = "sts.amazonaws.com", '
        f'"{GITHUB}:sub" = "repo:octo-org/octo-repo:ref:refs/heads/{branch}" }} }} }}] }}'
    )
    own = f'resource "aws_iam_role" "w{number}" {{\n  name = "w{number}"\n'
    return f"{own}  assume_role_policy = jsonencode({policy})\n}}\n"


def workflow(number: int) -> str:
    arn = f"arn:aws:iam::210000000001:role/w{number}"
    step = "      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n"
    inputs = f"          role-to-assume: {arn}\n          role-duration-seconds: {3600 + number % 10 // 9 * 3600}\n"
    job = "jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {id-token: write}\n    steps:\n"
    return f"on:\n  push:\n    branches: [main]\n{job}{step}{inputs}"


def function_role(number: int) -> str:
    service = "lambda" if number % 10 else "ec2"
    principal = f'Principal = {{ Service = "{service}.amazonaws.com" }}'
    policy = f'{{ Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", {principal} }}] }}'
    own = f'resource "aws_iam_role" "f{number}" {{\n  assume_role_policy = jsonencode({policy})\n}}\n'
    return f'{own}resource "aws_lambda_function" "f{number}" {{\n  role = aws_iam_role.f{number}.arn\n}}\n'


def write_dump(folder: Path, roles: int) -> Path:
    """What `aws iam list-roles` prints of an account with that many roles."""
    folder.mkdir(parents=True)
    listed = [
        {
            "RoleName": f"r{number}",
            "Arn": f"arn:aws:iam::210000000001:role/r{number}",
            "AssumeRolePolicyDocument": policy,
        }
        for number, policy in enumerate(policy_objects(roles))
    ]
    (folder / "roles.json").write_text(json.dumps({"Roles": listed}, indent=4) + "\n")
    return folder


SERVICES = ("ec2", "lambda", "ecs-tasks", "states", "codebuild", "events", "glue", "batch", "firehose", "config")


MOST = 1_000_000  # roles of an account


def fleet_policies(count: int, which: int = 0) -> Iterator[dict[str, Any]]:
    """Of one account of ACCOUNTS: seven of ten are for a service and are repeated, two of ten are as no other.

    Fewer of them are the first ones of more.
    """
    dice, others = random.Random(which), policy_objects(MOST + which)
    for _ in range(count):
        kind = dice.random()
        who = {"Service": f"{dice.choice(SERVICES)}.amazonaws.com"}
        if kind >= 0.7:
            who = {"AWS": f"arn:aws:iam::{ACCOUNTS[which]}:role/deploy-{dice.randrange(20)}"}
        said = {"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"}
        yield next(others) if kind >= 0.8 else {"Version": "2012-10-17", "Statement": [said]}


def write_fleet(path: Path, roles: int, which: int = 0) -> Path:
    """A dump of one account with that many roles, packed by gzip."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write('{"RoleDetailList": [')
        for number, policy in enumerate(fleet_policies(roles, which)):
            name = f"r{number}"
            role = {
                "RoleName": name,
                "Arn": f"arn:aws:iam::{ACCOUNTS[which]}:role/{name}",
                "AssumeRolePolicyDocument": policy,
            }
            file.write(("," if number else "") + json.dumps(role, indent=4))
        file.write("]}")
    return path


def write_account(path: Path, size: int) -> int:
    """What `aws iam get-account-authorization-details` prints of an account, of about `size` bytes; how many roles."""
    managed = f"arn:aws:iam::{ACCOUNTS[0]}:policy/operate"
    statement = {"Sid": "Operate", "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policy = {"Arn": managed, "PolicyVersionList": [{"Document": document, "IsDefaultVersion": True}]}
    roles, written = 0, 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"RoleDetailList": [')
        for roles, trust in enumerate(fleet_policies(size), 1):
            name = f"application-{roles}"
            reads = {**statement, "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]}
            role = {
                "Path": "/",
                "RoleName": name,
                "RoleId": f"AROA{roles:017}",
                "Arn": f"arn:aws:iam::{ACCOUNTS[0]}:role/{name}",
                "CreateDate": "2026-01-15T09:30:00+00:00",
                "AssumeRolePolicyDocument": trust,
                "InstanceProfileList": [],
                "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {**document, "Statement": [reads]}}],
                "AttachedManagedPolicies": [{"PolicyName": "operate", "PolicyArn": managed}],
                "Tags": [{"Key": "owner", "Value": f"team-{roles % 40}"}],
                "RoleLastUsed": {"LastUsedDate": "2026-11-01T00:00:00+00:00", "Region": "eu-central-1"},
            }
            text = json.dumps(role, indent=4)
            written += file.write(("," if roles > 1 else "") + text)
            if written >= size:
                break
        file.write(f'], "Policies": [{json.dumps(policy)}]}}')
    return roles


MODULE = """variable "account" {}

variable "external_id" {
  default = null
}

locals {
  trusted = [for name in ["reader", "writer"] : "arn:aws:iam::${var.account}:role/${name}"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = local.trusted
    }
    dynamic "condition" {
      for_each = var.external_id[*]
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_iam_role" "r" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

output "arn" {
  value = aws_iam_role.r.arn
}
"""


def write_modules(folder: Path, files: int, modules: int) -> Path:
    """One Terraform directory of `files` files: each has a role of its own, and calls one of `modules` modules."""
    for number in range(modules):
        module = folder / "modules" / f"m{number:02d}"
        module.mkdir(parents=True)
        (module / "main.tf").write_text(MODULE)
    (folder / "provider.tf").write_text('provider "aws" {\n  allowed_account_ids = ["210000000001"]\n}\n')
    for number, policy in enumerate(policy_objects(files)):
        call = (
            f'module "c{number}" {{\n  source = "./modules/m{number % modules:02d}"\n'
            f"  account = local.accounts{number}[0]\n"
            f"  external_id = {quoted(f'{number:08d}') if number % 2 else 'null'}\n}}\n"
        )
        own = f'locals {{\n  accounts{number} = ["{ACCOUNTS[number % len(ACCOUNTS)]}"]\n}}\n'
        (folder / f"file_{number:04d}.tf").write_text(f"{own}\n{call}\n{block(number, policy)}")
    return folder


def block(number: int, policy: dict[str, Any]) -> str:
    if number % 2:
        encoded = json.dumps(policy, indent=2).replace('": ', '" = ')
        return f'resource "aws_iam_role" "r{number}" {{\n  assume_role_policy = jsonencode({encoded})\n}}\n'
    document = (
        f'data "aws_iam_policy_document" "d{number}" {{\n{"".join(map(statement_block, policy["Statement"]))}}}\n'
    )
    reference = f"data.aws_iam_policy_document.d{number}.json"
    return f'{document}\nresource "aws_iam_role" "r{number}" {{\n  assume_role_policy = {reference}\n}}\n'


def statement_block(made: dict[str, Any]) -> str:
    lines = [
        f"    sid = {quoted(made['Sid'])}",
        f"    effect = {quoted(made['Effect'])}",
        '    actions = ["sts:AssumeRole"]',
    ]
    for kind, values in made["Principal"].items():
        lines.append(f'    principals {{\n      type = "{kind}"\n      identifiers = {listed(values)}\n    }}')
    for operator, keys in made.get("Condition", {}).items():
        for key, values in keys.items():
            body = f'      test = "{operator}"\n      variable = "{key}"\n      values = {listed(values)}\n'
            lines.append(f"    condition {{\n{body}    }}")
    return "  statement {\n" + "\n".join(lines) + "\n  }\n"


def quoted(text: str) -> str:
    return json.dumps(text)


def listed(values: str | list[str]) -> str:
    return json.dumps([values] if isinstance(values, str) else values)


def small(node: Any) -> Any:
    """As AWS Config has it: names begin with small letters, policies are percent-encoded."""
    if isinstance(node, list):
        return [small(each) for each in node]
    if isinstance(node, dict):
        return quote(json.dumps(node)) if "Statement" in node else {k[0].lower() + k[1:]: small(node[k]) for k in node}
    return node
