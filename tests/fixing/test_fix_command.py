"""`roletrust fix` on the command line: what it prints, what it writes, and what it does not touch."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from command.asked import roletrust
from roletrust.fixing.files import source_of, write
from roletrust.fixing.spans import Edit

ID = "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41"
VENDOR, OTHER = "123456789012", "111122223333"
PIN = f"arn:aws:iam::{VENDOR}:role/deployer"
KNOWN = ("--external-id", ID, "--pin", PIN)
ROLE = f"""# kept:  "as it is"
resource "aws_iam_role" "vendor" {{ # and this
  name               = "vendor"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{
        Effect    = "Allow"
        Principal = {{ AWS = "arn:aws:iam::{VENDOR}:root" }} // the vendor's
        Action    = "sts:AssumeRole"
        Condition = {{ StringEquals = {{}} }} # to do
      }},
    ]
  }})
}}
"""
FIXED = ROLE.replace(
    "StringEquals = {}",
    f'StringEquals = {{ "sts:ExternalId" = "{ID}" }}, ArnEquals = {{ "aws:PrincipalArn" = "{PIN}" }}',
)


@pytest.fixture
def main(tmp_path: Path) -> Path:
    path = tmp_path / "main.tf"
    path.write_text(ROLE)
    return path


def test_a_diff_is_printed_that_git_applies_and_nothing_is_written(main: Path) -> None:
    done = roletrust("fix", ".", *KNOWN, cwd=main.parent)
    assert done.status == 1
    assert main.read_text() == ROLE
    assert "can be fixed: CKV_TRUST_1, CKV_TRUST_2, CKV_TRUST_3" in done.stderr
    subprocess.run(["git", "apply"], cwd=main.parent, input=done.stdout, text=True, check=True)
    assert main.read_text() == FIXED


def test_it_is_written_once_and_then_nothing_is_left(main: Path) -> None:
    os.chmod(main, 0o640)
    done = roletrust("fix", main, *KNOWN, "--write", cwd=main.parent)
    assert (done.status, done.stdout) == (0, "")
    assert "no longer in: for example sts:AssumeRole by user" in done.stderr
    assert main.read_text() == FIXED
    assert main.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in main.parent.iterdir()] == ["main.tf"]
    again = roletrust("fix", ".", *KNOWN, "--write", cwd=main.parent)
    assert (again.status, again.stdout, again.stderr) == (0, "", "")
    assert roletrust("check", ".", cwd=main.parent).status == 0


def test_what_only_a_person_knows_is_asked_for_by_its_option(main: Path) -> None:
    done = roletrust("fix", ".", "--write", cwd=main.parent)
    assert done.status == 1
    assert "the external id comes from account 123456789012: --external-id …, or --generate" in done.stderr
    assert "which role of account 123456789012 needs it, nobody but you knows: --pin ARN" in done.stderr
    assert "fixed: CKV_TRUST_3" in done.stderr  # for that there is one right repair: the empty operator goes
    assert main.read_text() == ROLE.replace("        Condition = { StringEquals = {} } # to do\n", "")


def test_what_only_a_person_knows_is_asked_in_a_dialogue(main: Path) -> None:
    answers = f"not legal!\n{ID}\n{PIN}\ny\n"
    done = roletrust("fix", ".", "--interactive", cwd=main.parent, stdin=answers)
    assert done.status == 0, done.stderr
    assert done.stderr.count("the external id comes from account 123456789012.") == 2  # the first answer is no id
    assert done.stderr.count("which role of account 123456789012 needs it, nobody but you knows.") == 1
    assert "+" in done.stdout and "Write these changes?" in done.stderr
    assert main.read_text() == FIXED


def test_what_is_not_answered_is_left_and_nothing_is_written_without_a_yes(main: Path) -> None:
    done = roletrust("fix", ".", "--interactive", cwd=main.parent, stdin=f"{ID}\n\nn\n")
    assert done.status == 1
    assert f'"sts:ExternalId" = "{ID}"' in done.stdout and "PrincipalArn" not in done.stdout
    assert "left as it is: CKV_TRUST_2: which role of account 123456789012 needs it" in done.stderr
    assert main.read_text() == ROLE


def test_of_several_findings_those_are_repaired_that_everything_is_known_for(main: Path) -> None:
    done = roletrust("fix", ".", "--external-id", ID, "--write", cwd=main.parent)
    assert done.status == 1
    assert "fixed: CKV_TRUST_1, CKV_TRUST_3" in done.stderr and "left as it is: CKV_TRUST_2" in done.stderr
    assert main.read_text() == ROLE.replace("StringEquals = {}", f'StringEquals = {{ "sts:ExternalId" = "{ID}" }}')


def test_only_the_rules_that_are_selected_are_repaired(main: Path) -> None:
    roletrust("fix", ".", *KNOWN, "--select", "empty-condition", "--write", cwd=main.parent)
    found = roletrust("check", ".", "--output-format", "json", cwd=main.parent)
    assert {each["rule"] for each in json.loads(found.stdout)["findings"]} == {"CKV_TRUST_1", "CKV_TRUST_2"}


def test_what_its_author_took_back_is_not_repaired(main: Path) -> None:
    text = ROLE.replace("# and this\n", "# and this\n  # checkov:skip=CKV_TRUST_2:any role of theirs\n")
    main.write_text(text)
    done = roletrust("fix", ".", *KNOWN, "--write", cwd=main.parent)
    assert (done.status, "CKV_TRUST_2" in done.stderr) == (0, False)
    assert main.read_text() == text.replace("StringEquals = {}", f'StringEquals = {{ "sts:ExternalId" = "{ID}" }}')


def test_a_weak_external_id_is_refused(main: Path) -> None:
    done = roletrust("fix", ".", "--external-id", "changeme", "--pin", PIN, "--select", "1", "--write", cwd=main.parent)
    assert done.status == 1
    assert "CKV_TRUST_5" in done.stderr
    assert main.read_text() == ROLE
    illegal = roletrust("fix", ".", "--external-id", "not legal!", cwd=main.parent)
    assert illegal.status == 2 and "not legal!" not in illegal.stderr


def test_two_strangers_do_not_get_one_external_id(tmp_path: Path) -> None:
    main = tmp_path / "main.tf"
    main.write_text(
        ROLE.replace(f'"arn:aws:iam::{VENDOR}:root"', f'["arn:aws:iam::{VENDOR}:root", "arn:aws:iam::{OTHER}:root"]')
    )
    one = roletrust("fix", ".", "--external-id", ID, "--select", "1", cwd=tmp_path)
    assert (one.status, one.stdout) == (1, "")
    assert "would share one external id" in one.stderr
    both = ["--external-id", f"{VENDOR}={ID}", "--external-id", f"{OTHER}={ID[::-1]}"]
    assert roletrust("fix", ".", *both, "--select", "1", "--write", cwd=tmp_path).status == 0
    assert main.read_text().count("Effect    =") == 2
    assert ID in main.read_text() and ID[::-1] in main.read_text()


def test_ids_are_generated_from_128_random_bits(main: Path) -> None:
    first, second = (roletrust("fix", ".", "--generate", "--select", "1", cwd=main.parent).stdout for _ in "ab")
    ids = [text.partition('"sts:ExternalId" = "')[2].partition('"')[0] for text in (first, second)]
    assert [len(each) for each in ids] == [32, 32]
    assert ids[0] != ids[1]


def test_an_id_is_not_made_up_for_a_vendor_who_hands_out_his_own(main: Path) -> None:
    main.write_text(ROLE.replace(VENDOR, "754728514883"))
    done = roletrust("fix", ".", "--generate", "--select", "1", cwd=main.parent)
    assert (done.status, done.stdout) == (1, "")
    assert "the external id comes from New Relic: --external-id 754728514883=…" in done.stderr


# --- files as they come --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ROLE, FIXED),
        (ROLE.replace("\n", "\r\n"), FIXED.replace("\n", "\r\n")),
        (f"\ufeff{ROLE}", f"\ufeff{FIXED}"),
        (ROLE.rstrip("\n"), FIXED.rstrip("\n")),
        (ROLE.replace("  ", "\t"), FIXED.replace("  ", "\t")),
        (
            ROLE.replace("as it is", "wie es ist: \u00e4\U0001f512"),
            FIXED.replace("as it is", "wie es ist: \u00e4\U0001f512"),
        ),
    ],
    ids=["plain", "Windows line ends", "a byte order mark", "no last line end", "tabs", "letters of all kinds"],
)
def test_every_byte_around_the_edit_stays(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "main.tf"
    path.write_bytes(before.encode())
    assert roletrust("fix", ".", *KNOWN, "--write", cwd=tmp_path).status == 0
    assert path.read_bytes().decode() == after


def test_lines_that_are_added_end_as_the_others_do(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    bare = ROLE.replace("        Condition = { StringEquals = {} } # to do\n", "")
    path.write_bytes(bare.replace("\n", "\r\n").encode())
    assert roletrust("fix", ".", *KNOWN, "--write", cwd=tmp_path).status == 0
    written = path.read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n") == bare.count("\n") + 8


def test_a_file_that_changed_since_it_was_read_is_not_written(main: Path) -> None:
    source = source_of(str(main), str(main.parent))
    edited = source.edited([Edit(0, 1, "##")])
    main.write_text(ROLE.replace("# to do", "# done"))
    with pytest.raises(OSError, match="has changed since it was read"):
        write(str(main), source.data, edited)
    assert main.read_text() == ROLE.replace("# to do", "# done")
    assert [path.name for path in main.parent.iterdir()] == ["main.tf"]


@pytest.mark.parametrize("real", ["outside", "inside/elsewhere"])
def test_nothing_is_written_through_a_symbolic_link(tmp_path: Path, real: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / real).mkdir()
    (tmp_path / real / "main.tf").write_text(ROLE)
    (inside / "main.tf").symlink_to(tmp_path / real / "main.tf")
    done = roletrust("fix", inside / "main.tf", *KNOWN, "--write", cwd=tmp_path)
    assert (tmp_path / real / "main.tf").read_text() == ROLE
    assert (inside / "main.tf").is_symlink()
    assert done.status == 1
    assert "left as it is" in done.stderr


def test_a_file_that_cannot_be_read_loses_no_other(main: Path) -> None:
    (main.parent / "broken.tf").write_text('resource "aws_iam_role" "b" {\n  assume_role_policy = jsonencode({\n')
    roletrust("fix", ".", *KNOWN, "--write", cwd=main.parent)
    assert main.read_text() == FIXED


def test_what_cannot_be_read_is_said_to_be_left(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_iam_role" "b" {\n  assume_role_policy = var.unknown\n}\n')
    done = roletrust("fix", ".", cwd=tmp_path)
    assert done.status == 1
    assert "aws_iam_role.b: left as it is: CKV_TRUST_90: the whole policy is var.unknown" in done.stderr


def test_what_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    done = roletrust("fix", "nowhere", cwd=tmp_path)
    assert done.status == 2 and "no such file or directory: nowhere" in done.stderr
