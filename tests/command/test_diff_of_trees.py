"""`roletrust diff` of two trees: which role on one side is which on the other, wherever its policy stands."""

from __future__ import annotations

from pathlib import Path

from command.asked import roletrust

ROLE = """resource "aws_iam_role" "runner" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
"""
DOCUMENT = """data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}
"""
OF_EC2 = DOCUMENT.replace("lambda", "ec2")
TEMPLATE = """Resources:
  Runner:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


def told(folder: Path, base: dict[str, str], head: dict[str, str]) -> list[str]:
    """The lines that it prints of two directories with these files."""
    for side, files in (("base", base), ("head", head)):
        for name, text in files.items():
            path = folder / side / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return roletrust("diff", "base", "head", cwd=folder).stdout.splitlines()


def test_a_document_that_moves_to_another_file_makes_no_difference(tmp_path: Path) -> None:
    base, head = {"role.tf": ROLE + DOCUMENT, "x.tf": ""}, {"role.tf": ROLE, "common.tf": DOCUMENT}
    other = {"other/role.tf": ROLE + DOCUMENT}
    assert told(tmp_path, base | other, head | other) == ["nobody newly gets in, nobody is kept out: 2 roles"]


def test_roles_of_one_name_in_two_directories_are_two_roles(tmp_path: Path) -> None:
    base = {"one/base.tf": ROLE + DOCUMENT, "two/base.tf": ROLE + OF_EC2}
    head = {"one/head.tf": ROLE + DOCUMENT, "two/head.tf": ROLE + DOCUMENT}
    assert [line.partition(" (through")[0] for line in told(tmp_path, base, head)] == [
        "aws_iam_role.runner (/two/head.tf): newly in: for example sts:AssumeRole by service lambda.amazonaws.com",
        "aws_iam_role.runner (/two/head.tf): no longer in: for example sts:AssumeRole by service ec2.amazonaws.com",
    ]


def test_a_role_of_a_file_that_cannot_be_read_on_one_side_is_undecided(tmp_path: Path) -> None:
    twice = TEMPLATE + "      Path: /\n      Path: /x\n"
    more = {"more.yaml": TEMPLATE.replace("Runner", "Other")}
    lines = told(tmp_path, {"a.yaml": twice} | more, {"a.yaml": TEMPLATE} | more)
    assert [line.partition(": the key")[0] for line in lines] == [
        "AWS::IAM::Role.Runner (/a.yaml): undecided: the file cannot be read",
        "the whole file (/a.yaml): undecided: the file cannot be read",
    ]


def test_a_role_whose_policy_cannot_be_read_on_one_side_is_one_role(tmp_path: Path) -> None:
    broken = DOCUMENT.replace('["lambda.amazonaws.com"]', 'list("lambda.amazonaws.com")')
    other = {"other/role.tf": ROLE + DOCUMENT}
    (line,) = told(tmp_path, {"role.tf": ROLE + broken} | other, {"role.tf": ROLE + DOCUMENT} | other)
    assert line.startswith("aws_iam_role.runner (/role.tf): undecided: ")


def test_what_hangs_on_a_condition_is_compared_with_what_hangs_on_it_in_the_same_way(tmp_path: Path) -> None:
    """A role that trusts either of two, and stays as it is, is no change; what one of the ways gains is one."""
    either = """Conditions: {Live: !Equals [!Ref Stage, live]}
Resources:
  Runner:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: !If [Live, SERVICE, ec2.amazonaws.com]}, Action: sts:AssumeRole}
"""
    head = "Parameters: {Stage: {Type: String}}\n" + either
    before, after = head.replace("SERVICE", "lambda.amazonaws.com"), head.replace("SERVICE", "glue.amazonaws.com")
    same = told(tmp_path / "same", {"a.yaml": before}, {"a.yaml": before})
    assert same == ["nobody newly gets in, nobody is kept out: 1 role"]
    changed = told(tmp_path / "changed", {"a.yaml": before}, {"a.yaml": after})
    assert [line.rpartition(" by service ")[2].partition(" ")[0] for line in changed] == [
        "glue.amazonaws.com",
        "lambda.amazonaws.com",
    ]


def test_a_policy_that_iam_refuses_lets_nobody_in_and_changes_nothing_that_is_there(tmp_path: Path) -> None:
    """No role is made with one; a role that is there keeps its policy, for the update fails."""
    refused = TEMPLATE.replace("Action: sts:AssumeRole", "Action: s3:GetObject")
    (newly,) = told(tmp_path, {"a.yaml": refused}, {"a.yaml": TEMPLATE})
    assert newly.startswith("AWS::IAM::Role.Runner (/a.yaml): newly in: for example sts:AssumeRole by service lambda")
    (stays,) = told(tmp_path, {"a.yaml": TEMPLATE}, {"a.yaml": refused})
    assert stays.startswith(
        "AWS::IAM::Role.Runner (/a.yaml): undecided: who gets in stays as it is, for IAM refuses the"
    )
    assert told(tmp_path, {"a.yaml": refused}, {"a.yaml": refused}) == [
        "nobody newly gets in, nobody is kept out: 1 role"
    ]
