"""`roletrust migrate`: another external id, in three steps between which no call is refused, each of them proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from command.asked import roletrust
from roletrust.engine.answer import NO, YES
from roletrust.engine.questions.trust import Trust
from roletrust.fixing.reproof import roles_in
from running import Run

OLD, NEW = "b0a1c2d3-8d1c-4a55-9b7e-0d6a3f2c8e41", "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41"
VENDOR, OTHER = "123456789012", "111122223333"
ROLE = f"""# kept:  "as it is"
provider "aws" {{
  allowed_account_ids = ["987654321098"]
}}

resource "aws_iam_role" "vendor" {{
  name = "vendor"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ AWS = "arn:aws:iam::{VENDOR}:root" }}
      Action    = "sts:AssumeRole"
      Condition = {{ StringEquals = {{ "sts:ExternalId" = "{OLD}" }} }}
    }}]
  }})
}}
"""
ARN = "arn:aws:iam::987654321098:role/vendor"
SCRIPT = f"aws sts assume-role --role-arn {ARN} --role-session-name x --external-id {OLD}\n"
PROGRAM = f'import boto3\nboto3.client("sts").assume_role(RoleArn="{ARN}", RoleSessionName="x")\n'
CONDITION = f'{{ StringEquals = {{ "sts:ExternalId" = "{OLD}" }} }}'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(ROLE)
    (tmp_path / "run.sh").write_bytes(SCRIPT.replace("\n", "\r\n").encode())
    (tmp_path / "app.py").write_text(PROGRAM)
    (tmp_path / "other.sh").write_text(SCRIPT.replace("role/vendor", "role/another"))
    return tmp_path


def migrate(tree: Path, *words: str, of: str = NEW) -> Run:
    return roletrust("migrate", ".", "--external-id", of, *words, cwd=tree)


def accepted(tree: Path) -> list[bool]:
    """Whether the vendor gets in with the old id, with the new one, with none, and another account with the new one."""
    (role,) = roles_in((str(tree),), (), {})
    ((_, trust),) = role.judged.trusts
    assert isinstance(trust, Trust)
    found = [
        *(trust.with_the_id(VENDOR, each) for each in (OLD, NEW)),
        trust.without_external_id(VENDOR),
        trust.with_the_id(OTHER, NEW),
    ]
    assert {each.answer for each in found} <= {YES, NO}
    return [each.answer is YES for each in found]


def test_the_id_is_replaced_in_three_steps_of_which_none_refuses_a_call(tree: Path) -> None:
    assert accepted(tree) == [True, False, False, False]
    shown = migrate(tree)
    assert shown.status == 1 and [line for line in shown.stdout.splitlines() if line.startswith("step")] == [
        "step 1: accept both",
        "step 2: move the callers",
        "step 3: drop the old",
    ]
    assert accepted(tree) == [True, False, False, False]
    for later in ("2", "3"):
        early = migrate(tree, "--step", later, "--write")
        assert early.status == 2 and "step 1 has not been made yet" in early.stderr

    assert migrate(tree, "--step", "1", "--write").status == 0
    assert accepted(tree) == [True, True, False, False]
    assert "step 2 has not been made yet" in migrate(tree, "--step", "3", "--write").stderr

    assert migrate(tree, "--step", "2", "--write").status == 0
    assert (tree / "run.sh").read_bytes() == SCRIPT.replace(OLD, NEW).replace("\n", "\r\n").encode()
    assert (tree / "app.py").read_text() == PROGRAM.replace(f'{ARN}"', f'{ARN}", ExternalId="{NEW}"')
    assert OLD in (tree / "other.sh").read_text()

    assert migrate(tree, "--step", "3", "--write").status == 0
    assert accepted(tree) == [False, True, False, False]
    assert (tree / "main.tf").read_text() == ROLE.replace(f'"{OLD}"', f'["{NEW}"]')
    done = migrate(tree)
    assert (done.status, done.stdout.count("nothing is to be changed")) == (0, 3)


def test_an_id_is_introduced_where_there_was_none(tree: Path) -> None:
    (tree / "main.tf").write_text(ROLE.replace(CONDITION, "{ StringEquals = {} }"))
    assert accepted(tree) == [True, True, True, False]
    first = migrate(tree, "--step", "1")
    assert "everybody who gets in so far still does" in first.stdout and "nothing is to be changed" in first.stdout
    assert migrate(tree, "--step", "2", "--write").status == 0
    assert migrate(tree, "--step", "3", "--write").status == 0
    assert accepted(tree) == [False, True, False, False]
    found = roletrust("check", ".", "--select", "1", cwd=tree)
    assert found.status == 0


def test_one_account_of_several_is_moved_and_the_other_stays(tree: Path) -> None:
    both = f'["arn:aws:iam::{VENDOR}:root", "arn:aws:iam::{OTHER}:root"]'
    (tree / "main.tf").write_text(ROLE.replace(f'"arn:aws:iam::{VENDOR}:root"', both))
    unsaid = migrate(tree)
    assert unsaid.status == 2 and f"the role trusts: {VENDOR}, {OTHER}" in unsaid.stderr
    whose = migrate(tree, of=f"{VENDOR}={NEW}")
    assert whose.status == 1
    assert "refused: app.py:2: which account calls is not known, and the role trusts several" in whose.stdout
    for step in "123":
        done = migrate(tree, "--callers", ".", "--step", step, "--write", of=f"{VENDOR}={NEW}")
        assert done.status == 0, done.stdout + done.stderr
    assert accepted(tree) == [False, True, False, False]
    (role,) = roles_in((str(tree),), (), {})
    ((_, trust),) = role.judged.trusts
    assert trust.with_the_id(OTHER, OLD).answer is YES


DENY = f"""{{
      Effect = "Deny"
      Principal = {{ AWS = "*" }}
      Action = "sts:AssumeRole"
      Condition = {{ StringNotEquals = {{ "sts:ExternalId" = "{OLD}" }} }}
    }}"""


ANYBODY = 'Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole"'


def test_a_deny_of_all_other_ids_spares_the_new_one(tree: Path) -> None:
    (tree / "main.tf").write_text(ROLE.replace("    }]\n", f"    }}, {DENY}]\n"))
    assert migrate(tree, "--step", "1", "--write").status == 0
    assert accepted(tree) == [True, True, False, False]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((CONDITION, '{ Null = { "sts:ExternalId" = "true" } }'), "nobody of account 123456789012 would get in"),
        ((f'= "{OLD}"', "= var.id"), "its value is what `var.id` is"),
        (
            ("    }]\n", f"    }}, {{ {ANYBODY}, Condition = {CONDITION} }}]\n"),
            "account 123456789012 would get in through statement 2 without the new external id",
        ),
    ],
    ids=[
        "the id's absence is demanded",
        "the id is a variable without a value",
        "another statement lets it in as well",
    ],
)
def test_what_is_not_proved_is_refused_and_nothing_is_written(tree: Path, change: tuple[str, str], why: str) -> None:
    text = ROLE.replace(*change)
    (tree / "main.tf").write_text(text)
    done = migrate(tree, of=f"{VENDOR}={NEW}")
    assert done.status == 1
    refused = [line for line in done.stdout.splitlines() if "refused: " in line]
    assert len(refused) == 1 and why in refused[0]
    assert (tree / "main.tf").read_text() == text


def test_a_caller_that_takes_its_id_from_elsewhere_is_left_to_its_author(tree: Path) -> None:
    (tree / "run.sh").write_text("EXTERNAL_ID=$1\n" + SCRIPT.replace(OLD, '"$EXTERNAL_ID"'))
    done = migrate(tree)
    assert done.status == 1
    assert "step 2: move the callers\n  refused: run.sh:2: its external id" in done.stdout
    assert "step 3" not in done.stdout


def test_a_caller_whose_id_is_a_variables_is_moved_where_that_has_it_from(tree: Path) -> None:
    text = f"ID={OLD}\n" + SCRIPT.replace(OLD, '"$ID"')
    (tree / "run.sh").write_text(text)
    shown = migrate(tree, "--step", "2").stdout
    assert f"-ID={OLD}\n+ID={NEW}\n" in shown
    (tree / "run.sh").write_text(text + text.partition("\n")[2].replace("role/vendor", "role/another"))
    assert "refused: run.sh:2: a call of another role takes the same value" in migrate(tree, "--step", "2").stdout


def test_a_weak_id_and_one_that_another_vendor_has_are_refused(tree: Path) -> None:
    assert "CKV_TRUST_5 would find" in migrate(tree, of="changeme").stdout
    (tree / "second.tf").write_text(
        ROLE.partition("\n\n")[2].replace("vendor", "rival").replace(VENDOR, OTHER).replace(OLD, NEW)
    )
    done = roletrust("migrate", ".:aws_iam_role.vendor", "--external-id", NEW, cwd=tree)
    assert "CKV_TRUST_13 would find" in done.stdout
    assert roletrust("migrate", ".", "--external-id", "not legal!", cwd=tree).status == 2
