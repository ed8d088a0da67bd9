"""Ansible's `iam_role`, through Checkov's own runner."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from adapters.twins import SETTINGS, TWINS, V, root, trust
from dialects.tellings import yaml
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.yaml_files import documents
from roletrust.reading.yaml_nodes import mappings_at, tree
from scanning import Scan, ansible, write

FLAWED = trust(root(V))
MODULES = ["iam_role", "amazon.aws.iam_role", "community.aws.iam_role"]
ROLE = "tasks.amazon.aws.iam_role.Vendor"


def task(policy: Any, module: str = "amazon.aws.iam_role", name: str = "Vendor", **more: Any) -> Any:
    return {"name": name, module: {"name": "vendor-access", "assume_role_policy_document": policy, **more}}


def play(*tasks: Any, key: str = "tasks") -> str:
    return plainly([{"hosts": "localhost", "name": "Roles", key: list(tasks)}])


def plainly(data: Any) -> str:
    """Keys without quotes: only by these does Checkov know a playbook."""
    return re.sub(r'"([\w.]+)":', r"\1:", "---" + yaml(data) + "\n")


def scan(folder: Path, text: str, name: str = "site.yml", **files: str) -> Scan:
    return ansible(write(folder, {name: text, **files}))


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
@pytest.mark.parametrize("written", ["a mapping", "text"])
def test_each_rule_tells_a_flaw_from_its_twin(tmp_path: Path, written: str, rule: str, which: int) -> None:
    policy = TWINS[rule][which]
    found = scan(tmp_path, play(task(policy if written == "a mapping" else json.dumps(policy))), **SETTINGS)
    assert ((rule, ROLE) in found.failed) is (which == 0)
    assert ((rule, ROLE) in found.passed) is (which == 1)
    assert ("90", ROLE) in found.passed


@pytest.mark.parametrize("module", MODULES)
def test_the_module_goes_by_each_of_its_names(tmp_path: Path, module: str) -> None:
    assert scan(tmp_path, play(task(FLAWED, module))).rules(f"tasks.{module}.Vendor") == {"1", "2"}


def test_a_file_of_tasks_is_read(tmp_path: Path) -> None:
    text = plainly([{"name": "x", "debug": {}}, task(FLAWED)])
    assert scan(tmp_path, text, "roles/x/tasks/main.yml").rules(ROLE) == {"1", "2"}


PLAYBOOK = """\
- hosts: localhost
  tasks:
    - name: Vendor
      amazon.aws.iam_role:
        name: vendor-access
        assume_role_policy_document:
          Version: "2012-10-17"
          Statement:
            - Sid: Entry
              Effect: Allow
              Principal:
                AWS: arn:aws:iam::123456789012:root
              Action: sts:AssumeRole
    - name: Other
      debug:
"""


def test_the_record_says_which_statement_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record = scan(Path(), PLAYBOOK, "iam/site.yml").record("1", ROLE)
    result: Any = record.check_result
    assert result["statement"] == {"number": 1, "sid": "Entry", "file": "/iam/site.yml", "lines": [9, 13]}
    assert record.file_line_range == [3, 13]
    assert "role/vendor-access" in result["command"]
    assert 'account 123456789012 gets in through statement 1 ("Entry")' in record.check_name
    assert result["fix"]["text"].startswith("Condition:\n  StringEquals:\n    sts:ExternalId:")


def test_text_knows_its_lines_too(tmp_path: Path) -> None:
    head = PLAYBOOK.partition("assume_role")[0]
    text = f"{head}assume_role_policy_document: |\n{indent(json.dumps(FLAWED, indent=2), ' ' * 10)}\n"
    result: Any = scan(tmp_path, text).record("1", ROLE).check_result
    assert result["statement"]["lines"] == [10, 17]


@pytest.mark.parametrize("key", ["tasks", "pre_tasks", "post_tasks", "handlers"])
@pytest.mark.parametrize("inside", ["", "block", "rescue", "always"])
def test_a_task_is_found_wherever_it_stands(tmp_path: Path, key: str, inside: str) -> None:
    nested: Any = {"name": "outer", "block": [{"name": "x", "debug": {}}], inside: [task(FLAWED)]} if inside else None
    found = scan(tmp_path, play(nested or task(FLAWED), key=key))
    assert {rule for rule, _ in found.failed} == {"1", "2"}


def test_blocks_nest(tmp_path: Path) -> None:
    deep: Any = task(FLAWED)
    for number in range(6):
        deep = {"name": f"block {number}", "block": [deep]}
    assert {rule for rule, _ in scan(tmp_path, play(deep)).failed} == {"1", "2"}


def test_several_roles_in_a_file_each_have_their_verdict(tmp_path: Path) -> None:
    tasks = [task(TWINS["1"][number % 2], name=f"r{number}") for number in range(8)]
    found = scan(tmp_path, play(*tasks))
    assert {name[-2:] for rule, name in found.failed if rule == "1"} == {"r0", "r2", "r4", "r6"}
    alike = scan(tmp_path / "alike", play(task(FLAWED), task(TWINS["1"][1]), task(FLAWED)))
    assert len([each for each in alike.report.failed_checks if each.check_id == "CKV_TRUST_1"]) == 2


@pytest.mark.parametrize(
    "other",
    [
        task(FLAWED, state="absent"),
        {"name": "x", "amazon.aws.iam_role_info": {"name": "x"}},
        {"name": "x", "amazon.aws.sts_assume_role": {"role_arn": "arn:aws:iam::123456789012:role/x"}},
        {"name": "x", "debug": None},
    ],
)
def test_what_makes_no_role_is_not_reported(tmp_path: Path, other: Any) -> None:
    assert not scan(tmp_path, play(other)).report.get_all_records()


def test_an_expression_is_a_value_that_is_not_known(tmp_path: Path) -> None:
    found = scan(tmp_path, play(task(trust(root("{{ partner }}")))))
    assert found.rules(ROLE) == {"2"}
    assert "depends on partner (" in str(found.record("2", ROLE).check_result)
    named: Any = scan(tmp_path / "named", play(task(trust(root("{{ partner }}").replace(":root", ":role/x")))))
    assert "filled in" in named.record("90", ROLE).check_result["fix"]["advice"]


@pytest.mark.parametrize("written", ["{{ trust }}", "{{ lookup('file', name ~ '.json') }}", "{{ item.policy }}"])
def test_a_policy_that_is_an_expression_is_undecided(tmp_path: Path, written: str) -> None:
    found = scan(tmp_path, play(task(written)))
    assert found.rules(ROLE) == {"90"}
    assert written.strip("{} ") in found.record("90", ROLE).check_name


LOOKUPS = {
    "beside the playbook": ("site.yml", "{{ lookup('file', 'trust.json') }}", "trust.json"),
    "in files": ("site.yml", '{{ lookup("file", "trust.json") }}', "files/trust.json"),
    "further down": (
        "site.yml",
        "{{ lookup('ansible.builtin.file', 'iam/trust.json') | from_json }}",
        "iam/trust.json",
    ),
    "of a role": ("roles/r/tasks/main.yml", "{{ lookup('file', 'trust.json') }}", "roles/r/files/trust.json"),
    "by the role's path": (
        "roles/r/tasks/main.yml",
        "{{ lookup('file', role_path + '/files/trust.json') }}",
        "roles/r/files/trust.json",
    ),
    "upward": ("roles/r/tasks/main.yml", "{{ lookup('file', '../files/trust.json') }}", "roles/r/files/trust.json"),
    "a template": ("site.yml", "{{ lookup('template', 'trust.json.j2') }}", "templates/trust.json.j2"),
}


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_a_lookup_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lookup: str) -> None:
    monkeypatch.chdir(tmp_path)
    file, written, where = LOOKUPS[lookup]
    text = plainly([task(written)])
    record = scan(Path(), text, file, **{where: json.dumps(FLAWED, indent=2)}).record("1", ROLE)
    result: Any = record.check_result
    assert result["statement"]["file"] == f"/{where}"
    assert result["statement"]["lines"] == [4, 11]
    assert result["fix"]["text"].startswith('"Condition": {')


def test_a_template_holds_what_is_not_known(tmp_path: Path) -> None:
    files = {"templates/t.j2": json.dumps(trust(root("{{ partner }}")))}
    assert scan(tmp_path, play(task("{{ lookup('template', 't.j2') }}")), **files).rules(ROLE) == {"2"}
    files = {"templates/t.j2": "{% if x %}" + json.dumps(FLAWED) + "{% endif %}"}
    found = scan(tmp_path / "two", play(task("{{ lookup('template', 't.j2') }}")), **files)
    assert found.rules(ROLE) == {"90"}
    assert "statements" in found.record("90", ROLE).check_name


@pytest.mark.parametrize("where", ["/etc/passwd", "../../../outside.json", "missing.json", "link.json", "files"])
def test_a_lookup_reads_nothing_outside(tmp_path: Path, where: str) -> None:
    write(tmp_path, {"outside.json": json.dumps(FLAWED), "a/b/files/other.json": "{}"})
    (tmp_path / "a/b/link.json").symlink_to(tmp_path / "outside.json")
    found = scan(tmp_path / "a/b", play(task(f"{{{{ lookup('file', '{where}') }}}}")))
    assert found.rules(ROLE) == {"90"}
    assert f"`{where}`" in found.record("90", ROLE).check_name


@pytest.mark.parametrize("policy", ["", "{", "null", None, [], 3, {"Statement": [{"Effect": "Perhaps"}]}])
def test_a_policy_that_cannot_be_read_is_undecided_and_loses_no_other(tmp_path: Path, policy: Any) -> None:
    found = scan(tmp_path, play(task(policy, name="Bad"), task(FLAWED)))
    assert found.rules(ROLE.replace("Vendor", "Bad")) in ({"90"}, {"11"})  # which says it where IAM refuses it
    assert found.rules(ROLE) == {"1", "2"}


def test_aliases_cannot_make_much_of_little(tmp_path: Path) -> None:
    """On such a file Checkov's own graph does not come to an end, so the reader is asked by itself."""
    lines = ["x0: &x0 [a, a, a, a, a, a, a, a, a, a]"]
    lines += [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 9)]
    write(tmp_path, {"bomb.yml": "\n".join(lines)})
    (document,) = documents(str(tmp_path / "bomb.yml"), str(tmp_path))
    assert list(mappings_at(document, 1)) == [document]
    with pytest.raises(PolicyError, match="more than"):
        tree(document, "/bomb.yml")


def test_a_comment_skips_the_check_for_its_task(tmp_path: Path) -> None:
    text = PLAYBOOK.replace("    - name: Other", "    - name: Third\n" + PLAYBOOK.partition("Vendor\n")[2])
    text = text.replace("        name: vendor-access", "        # checkov:skip=CKV_TRUST_2:known\n        name: x", 1)
    found = scan(tmp_path, text)
    assert found.skipped == {("2", ROLE)}
    assert found.rules(ROLE) == {"1"}
    assert found.rules(ROLE.replace("Vendor", "Third")) == {"1", "2"}
