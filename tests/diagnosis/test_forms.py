"""A call is read in each form that people write it in, and put right where the setting stands, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.test_causes import found_by
from diagnosis.told import ID, ROLE, WITH_ID, message
from roletrust.diagnosis.forms.every import calls

# What the call is given as, the text, and the lines of it that differ when it is put right, old and new.
FORMS = {
    "a command on one line": (
        "",
        f"aws sts assume-role --role-arn {ROLE} --role-session-name ops",
        [f"aws sts assume-role --role-arn {ROLE} --external-id {ID} --role-session-name ops"],
    ),
    "a command with an equals sign": (
        "",
        f"aws sts assume-role --role-arn={ROLE} --external-id='old id'",
        [f"aws sts assume-role --role-arn={ROLE} --external-id={ID}"],
    ),
    "a command in a substitution": (
        "a.sh",
        f'creds=$(aws sts assume-role \\\n  --role-arn "{ROLE}" \\\n  --external-id old-id \\\n  --output json)\n',
        [f"  --external-id {ID} \\"],
    ),
    "a command with options before it": (
        "a.sh",
        f"aws --profile x --region eu-west-1 sts assume-role --role-arn {ROLE}\n",
        [f"aws --profile x --region eu-west-1 sts assume-role --role-arn {ROLE} --external-id {ID}"],
    ),
    "a profile at the end of a file": (
        "config",
        f"[profile a]\nregion = x\n[profile b]\nsource_profile = a\nrole_arn = {ROLE}",
        [f"external_id = {ID}"],
    ),
    "a profile with a comment": (
        "config",
        f"[profile b]\n# ours\nexternal_id = old-id  \nsource_profile = a\nrole_arn = {ROLE}\n",
        [f"external_id = {ID}"],
    ),
    "a program in one line": (
        "a.py",
        f'import boto3; boto3.client("sts").assume_role(RoleArn="{ROLE}", RoleSessionName="ops")\n',
        [
            f'import boto3; boto3.client("sts").assume_role(RoleArn="{ROLE}", ExternalId="{ID}", RoleSessionName="ops")',
        ],
    ),
    "a program with letters of more than one byte": (
        "a.py",
        f'x = "äöü"; sts.assume_role(RoleSessionName="ops", RoleArn="{ROLE}", ExternalId="alt-alt")  # größer\n',
        [f'x = "äöü"; sts.assume_role(RoleSessionName="ops", RoleArn="{ROLE}", ExternalId="{ID}")  # größer'],
    ),
    "a program with a dictionary": (
        "a.py",
        f'args = {{\n    "RoleArn": "{ROLE}",\n    "RoleSessionName": "ops",\n}}\nsts.assume_role(**args)\n',
        [f'    "ExternalId": "{ID}",'],
    ),
    "a provider with a comment": (
        "main.tf",
        f'provider "aws" {{\n  assume_role {{\n    role_arn = "{ROLE}" # theirs\n  }}\n}}\n',
        [f'    external_id = "{ID}"'],
    ),
    "a backend with a block": (
        "main.tf",
        f'terraform {{\n  backend "s3" {{\n    assume_role {{\n      role_arn = "{ROLE}"\n    }}\n  }}\n}}\n',
        [f'      external_id = "{ID}"'],
    ),
    "a backend with an object": (
        "main.tf",
        f'terraform {{\n  backend "s3" {{\n    assume_role = {{\n      role_arn = "{ROLE}"\n    }}\n  }}\n}}\n',
        [f'      external_id = "{ID}"'],
    ),
    "a backend with the older arguments": (
        "main.tf",
        f'terraform {{\n  backend "s3" {{\n    role_arn    = "{ROLE}"\n    external_id = "old-id"\n  }}\n}}\n',
        [f'    external_id = "{ID}"'],
    ),
    "the second of two providers": (
        "main.tf",
        'provider "aws" {\n  assume_role {\n    role_arn = "arn:aws:iam::999988887777:role/other"\n  }\n}\n\n'
        f'provider "aws" {{\n  alias = "b"\n  assume_role {{\n    role_arn = "{ROLE}"\n  }}\n}}\n',
        [f'    external_id = "{ID}"'],
    ),
    "a step of a workflow in quotes": (
        "a.yml",
        "on: push\njobs:\n  a:\n    steps:\n      - name: größer\n        uses: aws-actions/configure-aws-credentials@v4\n"
        f'        with:\n          aws-access-key-id: a\n          role-to-assume: "{ROLE}"\n'
        "          role-external-id: 'old-id' # theirs\n",
        [f'          role-external-id: "{ID}" # theirs'],
    ),
    "a script in a workflow": (
        "a.yml",
        f"on: push\njobs:\n  a:\n    steps:\n      - run: |\n          aws sts assume-role --role-arn {ROLE} \\\n"
        "            --role-session-name ops\n",
        [f"          aws sts assume-role --role-arn {ROLE} --external-id {ID} \\"],
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_call_is_put_right_where_it_stands(name: str) -> None:
    file, text, new = FORMS[name]
    found, right = found_by(message("cli"), WITH_ID, (file, text))
    assert found[0].cause.name in ("external-id-missing", "external-id-wrong", "external-id-illegal")
    before, after = text.splitlines(), right.splitlines()
    assert [line for line in after if line not in before] == new
    assert [line for line in before if line not in after] == (
        [] if len(after) > len(before) else before_of(before, after)
    )


def before_of(before: list[str], after: list[str]) -> list[str]:
    """The lines that stand at the places of those that differ."""
    return [old for old, line in zip(before, after, strict=True) if old != line]


def test_an_id_that_a_variable_gives_is_put_right_where_that_stands(tmp_path: Path) -> None:
    text = f'provider "aws" {{\n  assume_role {{\n    role_arn    = "{ROLE}"\n    external_id = var.id\n  }}\n}}\n'
    (tmp_path / "variables.tf").write_text('variable "id" {\n  default = "old-id"\n}\n')
    (given,) = calls(text, "main.tf", str(tmp_path))
    assert given.call.external_id == "old-id"
    assert given.call.written == "`var.id` (/variables.tf:1)"


def test_a_text_without_a_call_has_none() -> None:
    for file, text in (("a.sh", "ls"), ("a.py", "def ("), ("main.tf", 'provider "aws" {'), ("a.yml", "a: [")):
        assert calls(text, file) == []
