"""Projects with known answers: what the rules about all roles say of each role, as the comments in them do."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from running import PROJECTS
from scanning import Scan, cloudformation, in_full, json_files, terraform, write

ROLE = r'(?:resource "aws_iam_role" "(\w+)"|(module) "(\w+)"| *(\w+):$)'
EXPECTED = re.compile(rf"^ *# expect: 13 (.+); 14 (.+)\n{ROLE}", re.MULTILINE)
ROW = re.compile(r"^\| `([\w-]+)` \| (.+?) \| (.+?) \|", re.MULTILINE)
Said = tuple[str, str]  # by rule 13, and by rule 14


def expected(folder: Path) -> dict[str, Said]:
    """By role, what the comments say of it."""
    found: dict[str, Said] = {}
    for path in sorted(folder.rglob("*.*")):
        for one, other, role, module, call, logical_id in EXPECTED.findall(path.read_text("utf-8")):
            found[role or (f"{module}.{call}" if module else logical_id)] = one, other
    return found


def said(scan: Scan) -> dict[str, Said]:
    """By role, what is reported of it, in the words of the comments."""
    records = [each for each in scan.report.get_all_records() if each.check_id != "CKV_TRUST_15"]
    roles = {short(each.resource) for each in records if "StackSet." not in each.resource}
    found = {(short(role), rule): "no" for rule, role in scan.passed}
    for record in scan.report.failed_checks:
        result: Any = record.check_result
        named = [short(each["role"]) for each in result.get("roles", ())]
        rule = record.check_id.removeprefix("CKV_TRUST_")
        how = (
            f"with {', '.join(sorted(named))}" if rule == "13" else f"through {', '.join(named)}" if named else "itself"
        )
        found[short(record.resource), rule] = how
    return {role: (found.get((role, "13"), "not known"), found.get((role, "14"), "not known")) for role in roles}


def short(resource: str) -> str:
    resource = resource.rpartition(".CKV_TRUST")[0] or resource
    return re.sub(r"\A.*/|\A(?:aws_iam_role|AWS::IAM::Role)\.|\.aws_iam_role\.this\Z", "", resource)


def copied(project: str, folder: Path) -> Path:
    """The project in `folder`, with the settings that its page spells out."""
    shutil.copytree(PROJECTS / project, folder, dirs_exist_ok=True)
    return write(folder, {".roletrust.yaml": fence(project, "README.md", "yaml")})


def fence(project: str, page: str, kind: str) -> str:
    found = re.search(
        rf"^```{kind}\n(.*?)^```$", (PROJECTS / project / page).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found
    return found[1]


def test_accounts_and_modules_are_told_apart(tmp_path: Path) -> None:
    answers = expected(PROJECTS / "accounts")
    assert len(answers) == 14
    assert said(terraform(copied("accounts", tmp_path))) == answers


def test_the_call_that_proves_a_finding_is_of_the_role_in_its_own_account(tmp_path: Path) -> None:
    found = terraform(copied("accounts", tmp_path))
    for module, account in ("monitoring", "911000000001"), ("monitoring_audit", "911000000002"):
        result: Any = found.record("13", f"module.{module}.aws_iam_role.this").check_result
        assert f"--role-arn arn:aws:iam::{account}:role/monitoring " in result["command"]


def test_who_can_become_whom_is_found_step_by_step(tmp_path: Path) -> None:
    answers = expected(PROJECTS / "reachable")
    assert len(answers) == 9
    assert said(terraform(copied("reachable", tmp_path))) == answers


@pytest.mark.parametrize(("part", "roles"), [("nested", 8), ("open", 4)])
def test_nested_stacks_are_what_their_parents_make_of_them(part: str, roles: int, tmp_path: Path) -> None:
    answers = expected(PROJECTS / "stacks" / part)
    assert len(answers) == roles
    assert said(cloudformation(copied("stacks", tmp_path) / part)) == answers


def test_stack_sets_are_answered_as_the_comments_say(tmp_path: Path) -> None:
    text = (PROJECTS / "stacks" / "nested" / "root.template").read_text("utf-8")
    answers = {name: said for said, name in re.findall(r"^  # expect: (.+)\n  (\w+):$", text, re.MULTILINE)}
    assert len(answers) == 3
    found = cloudformation(copied("stacks", tmp_path) / "nested")
    told = {name.rpartition(".")[2]: "refused" for rule, name in found.failed if rule == "15"}
    told |= {name.rpartition(".")[2]: "accepted" for rule, name in found.passed if rule == "15"}
    assert {name: told.pop(name, "not known") for name in answers} == answers
    assert told == {}


def test_a_dump_of_a_whole_account_is_answered_role_by_role(tmp_path: Path) -> None:
    page = (PROJECTS / "account-dump" / "README.md").read_text("utf-8")
    answers = {role: (one, other) for role, one, other in ROW.findall(page)}
    assert len(answers) == 14
    assert said(json_files(write(tmp_path, {"dump.json": fence("account-dump", "README.md", "json")}))) == answers


def test_a_dump_is_named_in_words_as_checkov_names_it(tmp_path: Path) -> None:
    found = json_files(write(tmp_path, {"deep/dump.json": fence("account-dump", "README.md", "json")}))
    told = {in_full(each) for each in found.report.failed_checks if each.check_id == "CKV_TRUST_14"}
    assert told
    assert all("(/deep/dump.json:" in each for each in told)
