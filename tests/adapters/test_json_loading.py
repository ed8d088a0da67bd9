"""How JSON files are read: none of them ends a scan or costs a neighbour its verdict, and no process is forked."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.common.parallelizer.parallel_runner import parallel_runner
from checkov.json_doc.base_json_check import BaseJsonCheck
from checkov.json_doc.registry import registry
from checkov.yaml_doc.base_yaml_check import BaseYamlCheck
from checkov.yaml_doc.registry import registry as yaml_registry
from checkov.yaml_doc.runner import Runner as YamlRunner

from running import CHECKS, checkov
from scanning import Scan, json_files, scan, write

ARN = "arn:aws:iam::123456789012:role/r"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "210987654321"}, "Action": "sts:AssumeRole"}],
}
POLICY = json.dumps(TRUST)
DUMP = json.dumps({"Roles": [{"Arn": ARN, "AssumeRolePolicyDocument": TRUST}], "More": 1})


def deep(depth: int, opening: str = "[", closing: str = "]", inside: str = "1") -> str:
    return opening * depth + inside + closing * depth


def among(text: str) -> str:
    """A dump of roles with `text` beside them."""
    return DUMP.replace('"More": 1', f'"More": {text}')


HOSTILE = {
    "lists 400 deep": (among(deep(400)), ARN, {"1", "2"}),
    "objects 400 deep": (among(deep(400, '{"a":', "}")), ARN, {"1", "2"}),
    "a number of 5,000 digits": (among("7" * 5_000), ARN, {"1", "2"}),
    "lists 100,000 deep": (among(deep(100_000)), "the whole file", {"90"}),
    "the half of it": (DUMP[:-9], "the whole file", {"90"}),
    "a byte order mark": ("\ufeff" + DUMP, ARN, {"1", "2"}),
    "a key twice": (among('1, "More": 2'), ARN, {"1", "2"}),
    "an element of the policy twice": (DUMP.replace('"Effect"', '"Effect": "Deny", "Effect"'), ARN, {"90"}),
    "a template": (POLICY.replace('"210987654321"', "${jsonencode(accounts)}"), "trust policy", {"90"}),
    "a template with statements": (POLICY.replace(":", ": %{ if x }", 1), "the whole file", {"90"}),
}
OF_NO_ROLE = {
    "lists 100,000 deep": deep(100_000),
    "a number of 5,000 digits": "7" * 5_000,
    "no JSON": "{",
    "half of a template": '{"Resources": {"R": {"AssumeRolePolicyDocument": ',  # which the runner of templates tells of
}


def rules(found_in: Scan, file: str, role: str) -> set[str]:
    found = [each for each in found_in.report.failed_checks if each.file_path == f"/{file}"]
    assert all(role in each.resource for each in found)
    return {each.check_id.removeprefix("CKV_TRUST_") for each in found} - {"91"}  # a dump need not say what roles hold


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_verdict_and_so_does_its_neighbour(tmp_path: Path, name: str) -> None:
    text, role, expected = HOSTILE[name]
    found = json_files(write(tmp_path, {"hostile.json": text, "neighbour.json": DUMP}))
    assert rules(found, "hostile.json", role) == expected
    assert rules(found, "neighbour.json", ARN) == {"1", "2"}


@pytest.mark.parametrize("name", OF_NO_ROLE)
def test_of_one_that_holds_no_role_nothing_is_said(tmp_path: Path, name: str) -> None:
    found = json_files(write(tmp_path, {"hostile.json": OF_NO_ROLE[name], "neighbour.json": DUMP}))
    assert rules(found, "hostile.json", "") == set()
    assert rules(found, "neighbour.json", ARN) == {"1", "2"}


def test_no_process_is_forked_however_many_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forked: list[Any] = []
    monkeypatch.setattr(parallel_runner, "type", "fork")
    monkeypatch.setattr(multiprocessing.get_context("fork").Process, "start", forked.append)
    found = json_files(write(tmp_path, {f"d{number}/trust.json": POLICY for number in range(40)}))
    assert len({each.file_path for each in found.report.failed_checks}) == 40
    assert not forked


class RuleOfTheirs(BaseYamlCheck):
    """A check of YAML, which roletrust has none of."""

    def __init__(self) -> None:
        super().__init__("Sees objects", "CKV_SEEN_2", [CheckCategories.IAM], ["a"], "object")

    def scan_entity_conf(self, conf: Any, entity_type: str) -> CheckResult:
        return CheckResult.PASSED


@pytest.fixture
def seen() -> Any:
    """The files that a check of somebody else's is asked about."""
    paths: list[str] = []

    class Seeing(BaseJsonCheck):
        def __init__(self) -> None:
            super().__init__("Sees objects", "CKV_SEEN_1", [CheckCategories.IAM], ["name"], "object")

        def scan_entity_conf(self, conf: Any, entity_type: str) -> CheckResult:
            paths.append(conf)
            return CheckResult.PASSED

    check = Seeing()
    yield paths
    registry.checks["name"].remove(check)


def test_a_check_of_somebody_else_sees_every_file(tmp_path: Path, seen: list[dict[str, str]]) -> None:
    json_files(write(tmp_path, {"package.json": '{"name": "theirs"}'}), checks=["CKV_SEEN_1"])
    assert seen == [{"name": "theirs"}]


def test_yaml_for_which_there_is_no_check_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(YamlRunner, "_parse_file", staticmethod(lambda f, file_content=None: read.append(f)))
    scan(YamlRunner, write(tmp_path, {"a.yaml": "a: 1\n"}))
    assert not read
    check = RuleOfTheirs()
    scan(YamlRunner, tmp_path)
    assert [Path(each).name for each in read] == ["a.yaml"]
    yaml_registry.checks["a"].remove(check)


def test_by_the_command_line_beside_every_other_framework(tmp_path: Path) -> None:
    for number, (text, _, _) in enumerate(HOSTILE.values()):
        write(tmp_path, {f"hostile/{number}.json": text})
    write(tmp_path, {"neighbour.json": DUMP})
    done = checkov(
        *("-d", ".", "--external-checks-dir", CHECKS, "-c", "CKV_TRUST_*", "-o", "json", "--skip-download"),
        *("--skip-framework", "sca_package", "sca_image", "secrets"),
        cwd=tmp_path,
    )
    told = {each["file_path"] for each in done.records("failed")}
    assert told == {"/neighbour.json", *(f"/hostile/{number}.json" for number in range(len(HOSTILE)))}
    assert "Traceback" not in done.stderr
    assert done.status == 1
