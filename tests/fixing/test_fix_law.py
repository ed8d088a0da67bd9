"""What `roletrust fix` writes is what it says: in every dialect, for every policy that a repair is known for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scanning
from adapters.test_repair_text import failing
from dialects.tellings import TELLINGS
from fixing.repairs import EDITED, GENERATED, INSIDE_A_TEXT, Case, of_pages, parsed, repaired, told
from roletrust.fixing.proposing import ADVICE_ONLY
from roletrust.fixing.reproof import roles_in
from roletrust.fixing.supplied import Supplied
from scanning import write

PAGES = list(of_pages())
SETS, TAKES = r"variable|locals|Parameters:", r"\[(var|local)\.|!Ref"  # where a value comes from that is changed there


def holds(case: Case, folder: Path) -> bool:
    """Whether all findings of the file's roles are gone; the law is asserted on the way."""
    path = case.laid_out(folder)
    before = roles_in([str(folder)], (), {})
    outcomes, files = repaired(folder)
    fixed = [each for each in outcomes if each.fixed]
    assert bool(fixed) == bool(files), case.name
    for each in outcomes:
        found = {*each.before.failing} or {"CKV_TRUST_90"}  # of a policy that cannot be read
        assert not {*each.fixed} & {*each.left} and {*each.fixed} | {*each.left} == found
    if not files:
        assert all(each.left for each in outcomes)
        return False
    ((changed, text),) = files.items()
    assert changed == path
    assert "\u2039" not in text and "\u203a" not in text
    parsed(case.file, text)
    assert outside(case.text, text, before) == (True, True), f"{case.name}\n{text}"
    path.write_text(text)
    after = roles_in([str(folder)], (), {})
    for old, new in zip(before, after, strict=True):
        left = [rule for each in outcomes if each.before.found.label == old.found.label for rule in each.left]
        assert new.failing == [rule for rule in old.failing if rule in left], case.name
        for rule, judgement in old.judged.judgements.items():
            assert new.judged.judgements[rule].verdict.answer <= judgement.verdict.answer, (case.name, rule)
    again, files = repaired(folder)
    assert not files and not any(each.fixed for each in again), f"{case.name} is changed once more"
    return not any(each.left for each in outcomes)


def outside(old: str, new: str, roles: list) -> tuple[bool, bool]:  # type: ignore[type-arg]
    """Whether what stands before the first and behind the last statement of the roles is as it was."""
    lines = [
        (statement.source.first, statement.source.last)
        for role in roles
        for _, trust in role.judged.ways
        for statement in trust.policy.statements
    ]
    written = old.split("\n")
    lines += [(at, at) for at, line in enumerate(written, 1) if re.match(SETS, line) and re.search(TAKES, old)]
    head = "\n".join(written[: min(first for first, _ in lines) - 1])
    tail = "\n".join(written[max(last for _, last in lines) :])
    return new.startswith(head), new.endswith(tail)


@pytest.mark.parametrize("telling", EDITED)
def test_every_policy_is_repaired_in_the_file_and_all_around_it_stays(telling: str, tmp_path: Path) -> None:
    left = [each.name for at, each in enumerate(told(telling)) if not holds(each, tmp_path / str(at))]
    assert left == []


@pytest.mark.parametrize("telling", [*GENERATED, *INSIDE_A_TEXT])
def test_what_a_program_writes_or_another_text_holds_is_left_as_it_is(telling: str, tmp_path: Path) -> None:
    reason = "by a program" if telling in GENERATED else "is text inside of another text"
    for at, case in enumerate(told(telling)):
        folder = tmp_path / str(at)
        folder.mkdir()
        (folder / case.file).write_text(case.text)
        outcomes, files = repaired(folder)
        assert not files
        assert all(reason in why for each in outcomes for why in each.left.values())


def test_the_pages_of_the_rules_are_repaired_or_refused_with_a_reason(tmp_path: Path) -> None:
    fixed = [each for at, each in enumerate(PAGES) if holds(each, tmp_path / str(at))]
    assert len(fixed) > len(PAGES) // 4
    assert len(fixed) + sum(len(list(told(telling))) for telling in EDITED) >= 150


@pytest.mark.parametrize("telling", ["jsonencode", "a data document", "CloudFormation YAML", "a JSON file"])
def test_checkov_finds_no_more_in_the_repaired_files(telling: str, tmp_path: Path) -> None:
    file, framework, _ = TELLINGS[telling]
    files: dict[str, str | bytes] = {}
    for at, case in enumerate(told(telling)):
        (tmp_path / str(at)).mkdir()
        (tmp_path / str(at) / file).write_text(case.text)
        _, changed = repaired(tmp_path / str(at))
        files[f"{at}/{file}"] = changed[tmp_path / str(at) / file]
    scan = getattr(scanning, framework)
    assert len(failing(scan(tmp_path))) == len(files)
    assert failing(scan(write(tmp_path / "after", files))) == {}


def test_what_no_change_is_known_for_says_so(tmp_path: Path) -> None:
    (case,) = [each for each in PAGES if "A Deny turns everybody away" in each.name][:1]
    (tmp_path / case.file).write_text(case.text)
    outcomes, files = repaired(tmp_path)
    assert not files
    assert [each.left for each in outcomes] == [{"CKV_TRUST_6": ADVICE_ONLY}]


def test_who_took_the_place_of_a_deleted_role_is_asked_for(tmp_path: Path) -> None:
    (case,) = [each for each in PAGES if each.name.startswith("orphaned-principal: The id of a deleted role: hcl")][:1]
    path = case.laid_out(tmp_path)
    outcomes, files = repaired(tmp_path)
    assert not files
    (left,) = [each.left["CKV_TRUST_12"] for each in outcomes]
    assert left.endswith("nobody but you knows: --value Principal=…")
    (tmp_path / ".roletrust.yaml").write_text('own_accounts: ["555555555555"]\n')
    successor = "arn:aws:iam::555555555555:role/new"
    _, files = repaired(tmp_path, Supplied(values={"principal": [successor]}))
    assert files == {path: re.sub(r"AROA\w+", successor, case.text)}


REFUSED = """data "aws_iam_policy_document" "d" {
  statement {
    sid       = "Allow-EC2"
    actions   = ["AssumeRole"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r" {
  assume_role_policy = data.aws_iam_policy_document.d.json
}
"""


def test_a_data_document_that_iam_refuses_is_spelt_as_it_was_meant(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(REFUSED)
    _, files = repaired(tmp_path)
    meant = REFUSED.replace("Allow-EC2", "AllowEC2").replace('["AssumeRole"]', '["sts:AssumeRole"]')
    meant = meant.replace('    resources = ["*"]\n', "").replace('= "AWS"', '= "Service"')
    assert files[tmp_path / "main.tf"] == meant
