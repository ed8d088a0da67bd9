"""Roles as Kubernetes objects, of ACK and of Crossplane, through Checkov's own runner."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from adapters.twins import SETTINGS, TWINS, V, root, trust
from scanning import Scan, kubernetes, write

FLAWED = trust(root(V))
ACK = "apiVersion: iam.services.k8s.aws/v1alpha1\nkind: Role\nmetadata:\n  name: vendor\nspec:\n  name: vendor-access\n"
CROSSPLANE = "apiVersion: iam.aws.{}\nkind: Role\nmetadata:\n  name: vendor\nspec:\n  forProvider:\n"
KINDS = {
    "ACK": (ACK, "  ", "assumeRolePolicyDocument"),
    "Crossplane": (CROSSPLANE.format("upbound.io/v1beta1"), "    ", "assumeRolePolicy"),
    "Crossplane, namespaced": (CROSSPLANE.format("m.upbound.io/v1beta1"), "    ", "assumeRolePolicy"),
    "Crossplane, classic": (CROSSPLANE.format("crossplane.io/v1beta1"), "    ", "assumeRolePolicyDocument"),
}
ROLE = "Role.default.vendor"


def manifest(policy: Any, kind: str = "ACK", style: str = "|") -> str:
    head, pad, key = KINDS[kind]
    text = policy if isinstance(policy, str) else json.dumps(policy, indent=2)
    if style in "|>":
        return f"{head}{pad}{key}: {style}\n{indent(text, pad + '  ')}\n"
    return f"{head}{pad}{key}: {json.dumps(text)}\n"


def scan(folder: Path, text: str, name: str = "role.yaml", **files: str) -> Scan:
    return kubernetes(write(folder, {name: text, **files}))


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_rule_tells_a_flaw_from_its_twin(tmp_path: Path, kind: str, rule: str, which: int) -> None:
    found = scan(tmp_path, manifest(TWINS[rule][which], kind), **SETTINGS)
    assert ((rule, ROLE) in found.failed) is (which == 0)
    assert ((rule, ROLE) in found.passed) is (which == 1)
    assert ("90", ROLE) in found.passed


@pytest.mark.parametrize("style", ["|", ">", '"'])
def test_the_text_may_be_written_in_any_way(tmp_path: Path, style: str) -> None:
    assert scan(tmp_path, manifest(FLAWED, style=style)).rules(ROLE) == {"1", "2"}


def test_the_record_says_which_statement_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record = scan(Path(), "---\n" + manifest(FLAWED), "iam/role.yaml").record("1", ROLE)
    result: Any = record.check_result
    assert result["statement"] == {"number": 1, "sid": "Entry", "file": "/iam/role.yaml", "lines": [12, 19]}
    assert "role/vendor-access" in result["command"]
    assert 'account 123456789012 gets in through statement 1 ("Entry")' in record.check_name
    folded: Any = scan(Path("two"), manifest(FLAWED, style=">")).record("1", ROLE).check_result
    assert folded["statement"]["lines"] == [7, 20]


def test_several_roles_in_a_file_each_have_their_verdict(tmp_path: Path) -> None:
    parts = [
        manifest(TWINS["1"][number % 2], kind).replace("name: vendor\n", f"name: r{number}\n")
        for number, kind in enumerate([*KINDS, *KINDS])
    ]
    found = scan(tmp_path, "---\n".join(parts))
    assert {name for rule, name in found.failed if rule == "1"} == {f"Role.default.r{n}" for n in range(0, 8, 2)}


def test_a_list_and_json_are_read_too(tmp_path: Path) -> None:
    item = {"apiVersion": "iam.services.k8s.aws/v1alpha1", "kind": "Role", "metadata": {"name": "vendor"}}
    role = {**item, "spec": {"name": "x", "assumeRolePolicyDocument": json.dumps(FLAWED)}}
    assert scan(tmp_path / "one", json.dumps(role, indent=1), "role.json").rules(ROLE) == {"1", "2"}
    listed = {"apiVersion": "v1", "kind": "List", "items": [role]}
    assert scan(tmp_path / "two", json.dumps(listed, indent=1), "roles.json").rules(ROLE) == {"1", "2"}


def test_anchors_are_followed(tmp_path: Path) -> None:
    text = manifest(FLAWED).replace("Document: |", "Document: &trust |") + "---\n"
    shared = f"x-trust: &trust |\n{indent(json.dumps(FLAWED), '  ')}\n{ACK}  assumeRolePolicyDocument: *trust\n"
    assert scan(tmp_path / "one", text).rules(ROLE) == {"1", "2"}
    assert scan(tmp_path / "two", shared).rules(ROLE) == {"1", "2"}


HEAD = CROSSPLANE.format("upbound.io/v1beta1").partition("spec:")[0]
OTHERS = {
    "Kubernetes' own": "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: vendor}\nrules: []\n",
    "a caller": """\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: vendor
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/x
""",
    "one that is only looked at": HEAD + 'spec:\n  managementPolicies: ["Observe"]\n  forProvider: {}\n',
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_makes_no_role_is_not_reported(tmp_path: Path, text: str) -> None:
    assert not scan(tmp_path, text).report.get_all_records()


@pytest.mark.parametrize("hole", ["${partner}", "{{ partner }}"])
def test_what_is_filled_in_later_is_not_known(tmp_path: Path, hole: str) -> None:
    found = scan(tmp_path, manifest(trust(root(hole))))
    assert found.rules(ROLE) == {"2"}
    assert "depends on partner" in str(found.record("2", ROLE).check_result)


@pytest.mark.parametrize("hole", [".Values.policy | toJson | quote", ".Values.policy"])
@pytest.mark.parametrize("quote", ["", "'"])
def test_a_policy_that_a_chart_fills_in_is_not_known(tmp_path: Path, hole: str, quote: str) -> None:
    """Without quotes YAML reads the braces as a mapping in a mapping, which is no policy that IAM would refuse."""
    found = scan(tmp_path, f"{ACK}  assumeRolePolicyDocument: {quote}{{{{ {hole} }}}}{quote}\n")
    assert found.rules(ROLE) == {"90"}
    assert f"the whole policy is `{hole}`, which is filled in elsewhere" in found.record("90", ROLE).check_name


@pytest.mark.parametrize("version", ["{{ .Values.api }}", '{{ .Values.api | default "v1" }}', '"{{ .Values.api }}"'])
def test_a_role_whose_api_a_chart_fills_in_is_judged_by_its_policy(tmp_path: Path, version: str) -> None:
    """A Role of Kubernetes' own has none."""
    for kind in KINDS:
        made = manifest(FLAWED, kind)
        group = made[len("apiVersion: ") : made.index("\n")]
        found = scan(tmp_path / kind.replace("/", " "), made.replace(group, version, 1))
        assert {"1", "2"} <= found.rules(ROLE)
    own = f"apiVersion: {version}\nkind: Role\nmetadata:\n  name: vendor\nrules: []  # {FLAWED}\n"
    assert not scan(tmp_path / "own", own).report.get_all_records()


@pytest.mark.parametrize("policy", ["", "{", "null", "[]", "3", '{"Statement": [{"Effect": "Perhaps"}]}', "x" * 99])
def test_a_policy_that_cannot_be_read_is_undecided_and_loses_no_other(tmp_path: Path, policy: str) -> None:
    text = manifest(policy) + "---\n" + manifest(FLAWED).replace("name: vendor\n", "name: other\n")
    found = scan(tmp_path, text)
    assert found.rules(ROLE) in ({"90"}, {"11"})  # which says it where IAM refuses it
    assert found.rules("Role.default.other") == {"1", "2"}


@pytest.mark.parametrize("spec", ["spec:\n  name: x\n", "spec: {}\n", "spec: 3\n", "spec:\n", ""])
def test_a_role_without_a_policy_is_undecided(tmp_path: Path, spec: str) -> None:
    assert scan(tmp_path, ACK.partition("spec:")[0] + spec).rules(ROLE) == {"90"}


def test_an_annotation_skips_a_check(tmp_path: Path) -> None:
    skip = "metadata:\n  annotations:\n    checkov.io/skip1: CKV_TRUST_2=known\n"
    found = scan(tmp_path, manifest(FLAWED).replace("metadata:\n", skip))
    assert found.skipped == {("2", ROLE)}
    assert found.rules(ROLE) == {"1"}
