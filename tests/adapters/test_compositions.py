"""Roles in Crossplane's Compositions, and the patches on them, through Checkov's own runner."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from adapters.twins import ID, SETTINGS, TWINS, V, root, trust
from dialects.tellings import yaml
from scanning import Scan, in_full, kubernetes, write

NAME = "Composition.default.vendor"
FLAWED = trust(root(V))
POLICY = "spec.forProvider.assumeRolePolicy"
Json = dict[str, Any]


def resource(policy: Any, *patches: Json, name: str = "role", group: str = "iam.aws.upbound.io") -> Json:
    key = "assumeRolePolicyDocument" if group == "iam.aws.crossplane.io" else "assumeRolePolicy"
    written = policy if isinstance(policy, str) else json.dumps(policy)
    provided = {} if policy is None else {key: written}
    base = {"apiVersion": f"{group}/v1beta1", "kind": "Role", "spec": {"forProvider": provided}}
    return {"name": name, "base": base, "patches": list(patches)}


def composition(*resources: Json, pipeline: bool = False, **more: Any) -> str:
    held = {**more, "resources": list(resources)}
    step = {"step": "patch", "functionRef": {"name": "function-patch-and-transform"}, "input": held}
    spec = {"mode": "Pipeline", "pipeline": [step]} if pipeline else held
    head = {"apiVersion": "apiextensions.crossplane.io/v1", "kind": "Composition", "metadata": {"name": "vendor"}}
    return yaml({**head, "spec": {"compositeTypeRef": {"apiVersion": "x.org/v1", "kind": "XRole"}, **spec}}) + "\n"


def scan(folder: Path, text: str, name: str = "composition.yaml") -> Scan:
    return kubernetes(write(folder, {name: text, **SETTINGS}))


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
@pytest.mark.parametrize("pipeline", [False, True], ids=["resources", "pipeline"])
@pytest.mark.parametrize("group", ["iam.aws.upbound.io", "iam.aws.m.upbound.io", "iam.aws.crossplane.io"])
def test_each_rule_tells_a_flaw_from_its_twin(
    tmp_path: Path, group: str, pipeline: bool, rule: str, which: int
) -> None:
    found = scan(tmp_path, composition(resource(TWINS[rule][which], group=group), pipeline=pipeline))
    assert ((rule, NAME) in found.failed) is (which == 0)
    assert ((rule, NAME) in found.passed) is (which == 1)
    assert ("90", NAME) in found.passed


def test_the_finding_names_the_resource(tmp_path: Path) -> None:
    good = resource(trust(root(V), {"StringEquals": ID}), name="good")
    record = scan(tmp_path, composition(good, resource(FLAWED, name="vendor"))).record("1", NAME)
    assert record.check_name.endswith("(in `vendor`, which it makes)")
    result: Any = record.check_result
    assert result["held"] == {"role": "vendor", "others": []}


WRITTEN = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata:
  name: vendor
spec:
  resources:
    - name: role
      base:
        apiVersion: iam.aws.upbound.io/v1beta1
        kind: Role
        spec:
          forProvider:
            assumeRolePolicy: |
              {
                "Version": "2012-10-17",
                "Statement": [{
                  "Effect": "Allow",
                  "Principal": {"AWS": "123456789012"},
                  "Action": "sts:AssumeRole"
                }]
              }
"""


def test_the_statement_is_told_with_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result: Any = scan(Path(), WRITTEN).record("1", NAME).check_result
    assert result["statement"] == {"number": 1, "sid": "", "file": "/composition.yaml", "lines": [16, 20]}


def patch(**more: Any) -> Json:
    return {"type": "FromCompositeFieldPath", "fromFieldPath": "spec.trust", "toFieldPath": POLICY, **more}


REQUIRED = {"policy": {"fromFieldPath": "Required"}}


@pytest.mark.parametrize(
    "made",
    [
        patch(**REQUIRED),
        patch(toFieldPath="spec.forProvider", **REQUIRED),
        patch(toFieldPath='spec["forProvider"].assumeRolePolicy', **REQUIRED),
        patch(type="FromEnvironmentFieldPath", **REQUIRED),
        {"fromFieldPath": POLICY, **REQUIRED},  # the target of a patch is its source, where it names none
    ],
)
def test_a_policy_that_is_patched_in_is_not_known(tmp_path: Path, made: Json) -> None:
    found = scan(tmp_path, composition(resource(FLAWED, made)))
    assert (found.rules(NAME), found.passed) == ({"90"}, set())
    assert str(made["fromFieldPath"]) in found.record("90", NAME).check_name


@pytest.mark.parametrize(
    "made",
    [
        patch(toFieldPath="spec.forProvider.description"),
        patch(toFieldPath="spec.forProvider.assumeRolePolicyName"),
        patch(type="ToCompositeFieldPath", fromFieldPath=POLICY, toFieldPath=POLICY),
    ],
)
def test_a_patch_of_something_else_changes_nothing(tmp_path: Path, made: Json) -> None:
    assert scan(tmp_path, composition(resource(FLAWED, made))).rules(NAME) == {"1", "2"}


def test_an_optional_patch_leaves_what_is_written_where_its_field_is_not_set(tmp_path: Path) -> None:
    found = scan(tmp_path, composition(resource(FLAWED, patch())))
    assert found.rules(NAME) == {"1", "2", "90"}
    assert "spec.trust" in found.record("90", NAME).check_name
    filled = combined(json.dumps(trust(root(V), {"StringEquals": ID})), "spec.a", "spec.b", policy={})
    both = scan(tmp_path / "both", WRITTEN + indent(yaml({"patches": [filled]}).strip("\n") + "\n", " " * 6))
    record: Any = both.record("1", NAME)
    assert "(where `spec.a and spec.b are set` is false)" in in_full(record)
    assert record.check_result["statement"]["lines"] == [16, 20]


@pytest.mark.parametrize("policy", [None, "", " \n"])
def test_a_policy_that_is_patched_in_alone_is_not_known(tmp_path: Path, policy: Any) -> None:
    assert scan(tmp_path, composition(resource(policy, patch()))).rules(NAME) == {"90"}


def combined(form: str, *fields: str, **more: Any) -> Json:
    variables = [{"fromFieldPath": each} for each in fields]
    combine = {"variables": variables, "strategy": "string", "string": {"fmt": form}}
    return {"type": "CombineFromComposite", "combine": combine, "toFieldPath": POLICY, **REQUIRED, **more}


def test_a_text_that_fields_are_filled_into_is_known_but_for_them(tmp_path: Path) -> None:
    form = json.dumps(trust(root("%s"), {"StringEquals": {"sts:ExternalId": "%s"}}))
    found = scan(tmp_path, composition(resource("", combined(form, "spec.account", "spec.id"))))
    assert found.rules(NAME) == {"2"}
    assert "spec.account" in found.record("2", NAME).check_name
    guarded = json.dumps(trust(root(V), {"StringEquals": ID, "ArnLike": {"aws:PrincipalArn": "arn:%[2]s:*%%%[1]s"}}))
    assert "1" not in scan(tmp_path / "two", composition(resource("", combined(guarded, "a", "b")))).rules(NAME)


def test_a_transform_that_fills_a_field_into_a_text_is_read_too(tmp_path: Path) -> None:
    form = json.dumps(trust(root("%s")))
    transforms = [{"type": "string", "string": {"type": "Format", "fmt": form}}]
    found = scan(tmp_path, composition(resource("", patch(transforms=transforms, **REQUIRED))))
    assert found.rules(NAME) == {"2"}
    assert "depends on spec.trust" in str(found.record("2", NAME).check_result)


@pytest.mark.parametrize(
    "made",
    [
        combined(json.dumps(FLAWED) + "%d", "spec.n"),  # another verb
        combined(json.dumps(FLAWED) + "%s%s", "spec.n"),  # more verbs than fields
        patch(transforms=[{"type": "map", "map": {"a": json.dumps(FLAWED)}}], **REQUIRED),
        combined(json.dumps(FLAWED), "a", transforms=[{"type": "string", "string": {"fmt": "%s"}}]),
    ],
)
def test_what_else_a_patch_does_to_a_text_is_not_known(tmp_path: Path, made: Json) -> None:
    assert scan(tmp_path, composition(resource("", made))).rules(NAME) == {"90"}


@pytest.mark.parametrize("pipeline", [False, True])
def test_a_patch_may_come_from_a_set(tmp_path: Path, pipeline: bool) -> None:
    sets = [{"name": "other", "patches": []}, {"name": "trust", "patches": [patch(**REQUIRED)]}]
    uses = {"type": "PatchSet", "patchSetName": "trust"}
    text = composition(resource(FLAWED, uses), pipeline=pipeline, patchSets=sets)
    assert scan(tmp_path, text).rules(NAME) == {"90"}
    other = composition(resource(FLAWED, {**uses, "patchSetName": "other"}), pipeline=pipeline, patchSets=sets)
    assert scan(tmp_path / "other", other).rules(NAME) == {"1", "2"}


def test_what_makes_no_role_is_not_reported(tmp_path: Path) -> None:
    bucket = {"name": "b", "base": {"apiVersion": "s3.aws.upbound.io/v1beta1", "kind": "Bucket", "spec": {}}}
    looked_at = resource(None)
    looked_at["base"]["spec"]["managementPolicies"] = ["Observe"]
    attached = resource(None)
    attached["base"]["kind"] = "RolePolicyAttachment"
    text = composition(bucket, looked_at, attached)
    assert not scan(tmp_path, text).report.get_all_records()


@pytest.mark.parametrize("resources", ["3", "[3]", "[{base: 3}]", "{a: b}", "[{base: {apiVersion: [], kind: {}}}]"])
def test_what_is_no_list_of_resources_is_survived(tmp_path: Path, resources: str) -> None:
    head, _, _ = WRITTEN.partition("  resources:")
    bad = f"{head}  resources: {resources}\n  pipeline: {resources}\n"
    found = scan(tmp_path, f"{bad}---\n{WRITTEN}".replace("name: vendor", "name: bad", 1))
    assert found.rules(NAME) == {"1", "2"}


def test_a_role_that_cannot_be_read_loses_no_other(tmp_path: Path) -> None:
    found = scan(tmp_path, composition(resource("{", name="bad"), resource(None, name="none"), resource(FLAWED)))
    assert found.rules(NAME) >= {"1", "2", "90"}
    assert ("3", NAME) not in found.passed


def test_an_annotation_skips_a_check(tmp_path: Path) -> None:
    skip = "  name: vendor\n  annotations:\n    checkov.io/skip1: CKV_TRUST_2=known\n"
    found = scan(tmp_path, WRITTEN.replace("  name: vendor\n", skip))
    assert (found.skipped, found.rules(NAME)) == ({("2", NAME)}, {"1"})
