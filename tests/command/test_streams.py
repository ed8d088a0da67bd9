"""Dumps that are too large to be read at one go: told as others are, in memory that does not grow with the roles."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from roletrust.engine.policy.document import PolicyError
from roletrust.reading import data_files, json_data, streams
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import judged
from roletrust.reading.marked_text import parsed
from roletrust.reading.roles import found_in
from roletrust.reading.streams import Reader, is_dump
from samples import small

SETTINGS = Configuration()
ADMINISTRATOR = "arn:aws:iam::999999999999:policy/everything"


def role(number: int) -> dict[str, Any]:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
        ],
    }
    return {
        "RoleName": f"r{number}",
        "Arn": f"arn:aws:iam::999999999999:role/r{number}",
        "AssumeRolePolicyDocument": trust,
        "Tags": [{"Key": "text", "Value": 'a bracket ] and a quote \\" in it }'}],
        "AttachedManagedPolicies": [{"PolicyName": "everything", "PolicyArn": ADMINISTRATOR}],
    }


def dump(roles: int, indent: int | None = 2) -> str:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    versions = [{"Document": document, "VersionId": "v1", "IsDefaultVersion": True}]
    policies = [{"PolicyName": "everything", "Arn": ADMINISTRATOR, "PolicyVersionList": versions}]
    data = {"UserDetailList": [], "RoleDetailList": [role(each) for each in range(roles)], "Policies": policies}
    return json.dumps({**data, "IsTruncated": False}, indent=indent)


def items() -> list[dict[str, Any]]:
    data = json.loads(dump(5))
    found = [("Role", each) for each in data["RoleDetailList"]] + [("Policy", each) for each in data["Policies"]]
    return [{"resourceType": f"AWS::IAM::{kind}", "configuration": small(each)} for kind, each in found]


def config() -> str:
    """As AWS Config delivers a snapshot or a history."""
    return json.dumps({"fileVersion": "1.0", "configSnapshotId": "0f1e", "configurationItems": items()})


def selected() -> str:
    """As `aws configservice select-aggregate-resource-config` prints it: each row is JSON as text."""
    return json.dumps({"Results": [json.dumps(each) for each in items()], "QueryInfo": {"SelectFields": []}}, indent=4)


def write(folder: Path, text: str) -> str:
    path = folder / "dump.json"
    path.write_text(text)
    return str(path)


FORMS = {"one line": lambda: dump(5, None), "many lines": lambda: dump(5), "Config": config, "a query": selected}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("chunk", [1, 7, 1 << 18])
def test_what_is_read_piece_by_piece_is_told_as_what_is_read_at_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, chunk: int
) -> None:
    """The same roles at the same lines, with the same findings, that hold the same."""
    monkeypatch.setattr(streams, "CHUNK", chunk)
    text = FORMS[form]()
    path = write(tmp_path, text)
    assert is_dump(path)
    at_once = list(json_data.cases(parsed(text), "/dump.json", SETTINGS))
    piece_by_piece = list(streams.cases(path, "/dump.json", SETTINGS))
    assert len(at_once) == 5
    for one, other in zip(at_once, piece_by_piece, strict=True):
        assert one.name == other.name
        first, second = judged(one.case()), judged(other.case())  # type: ignore[arg-type]  # it is made
        assert first.case.subject.source == second.case.subject.source
        assert repr(first.trusts[0][1].policy) == repr(second.trusts[0][1].policy)
        assert {rule: each.verdict.reason for rule, each in first.judgements.items()} == {
            rule: each.verdict.reason for rule, each in second.judgements.items()
        }
        held, same = one.holding, other.holding
        assert held and same and held().permissions == same().permissions
        assert bool(held().permissions.grants) is (form != "a query")  # of which policies are no part


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"RoleDetailList": [\n{"a": 1},\n{"b" 2}]}', "line 3"),
        ('{"RoleDetailList": [\n{"a": 1}', "line 2"),
        ('{"RoleDetailList" [', "line 1"),
        ('{"RoleDetailList": []}\n{"RoleDetailList": []}', "line 2"),
    ],
)
def test_what_is_no_json_is_refused_where_it_stands(tmp_path: Path, text: str, where: str) -> None:
    with open(write(tmp_path, text), encoding="utf-8") as file, pytest.raises(PolicyError, match=where):
        list(Reader(file).elements())


@pytest.mark.parametrize("text", [dump(3), '{"resources": [{"attributes": ' + json.dumps(role(0)) + "}]}"])
def test_what_is_packed_is_told_as_what_is_not(tmp_path: Path, text: str) -> None:
    plain = write(tmp_path, text)
    packed = tmp_path / "dump.json.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    found, same = ([each.label for each in found_in(str(path))] for path in (plain, packed))
    assert found == same != []


def test_what_is_packed_and_cut_off_loses_no_role_before_that(tmp_path: Path) -> None:
    packed = tmp_path / "dump.json.gz"
    packed.write_bytes(gzip.compress(dump(2_000).encode())[:-20])
    *before, last = found_in(str(packed))
    assert len(before) > 1_000
    case = last.case()
    assert case and "the file cannot be read" in case.subject.problem
    packed.write_bytes(b"no archive")
    (last,) = found_in(str(packed))
    case = last.case()
    assert case and "the file cannot be read" in case.subject.problem


def test_what_is_packed_is_not_unpacked_without_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "LARGEST", 1000)
    packed = tmp_path / "state.json.gz"
    packed.write_bytes(gzip.compress(b'{"resources": ["' + b"x" * 2000 + b'"]}'))
    (one,) = found_in(str(packed))
    case = one.case()
    assert case and "more than 1000 bytes" in case.subject.problem


def test_memory_does_not_grow_with_the_number_of_roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CHUNK", 4096)

    def peak(roles: int) -> int:
        path = write(tmp_path, dump(roles))
        tracemalloc.start()
        try:
            for each in streams.cases(path, "/dump.json", SETTINGS):
                case = each.case()
                assert case is not None
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # what is made once
    assert peak(800) < 1.5 * peak(100)


def test_why_a_file_of_yaml_cannot_be_read_names_the_line_and_no_file_of_ours(tmp_path: Path) -> None:
    broken = tmp_path / "t.yaml"
    broken.write_text(
        "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: b: c\n"
    )
    (found,) = found_in(str(broken))
    case = found.case()
    assert case and "not allowed here, line 5" in case.subject.problem.replace("in this context", "here")
    assert "unicode string" not in case.subject.problem
