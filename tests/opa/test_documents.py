"""roletrust.rego reads what its hosts hand it: plans, states, templates and objects as they really are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from command.asked import roletrust
from opa.rego import OWN, SETTINGS, WRITTEN, Json, asked, change, plan
from plans import plan_of
from running import REPOSITORY

VENDOR = "arn:aws:iam::123456789012:root"
OWN_ROOT = f"arn:aws:iam::{OWN}:root"
RULES = {
    "external-account-without-external-id": 1,
    "account-unpinned": 2,
    "empty-condition": 3,
    "anyone-can-assume": 4,
    "own-account-unpinned": 7,
}
FENCE = re.compile(r"^```(cloudformation|hcl) (fails|passes)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NONE: Json = {}


class Loader(yaml.SafeLoader):
    """Templates in YAML, their short functions written in full."""


def in_full(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        value: Any = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        value = loader.construct_scalar(node)  # type: ignore[arg-type]
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    return {name: value.split(".", 1) if suffix == "GetAtt" and isinstance(value, str) else value}


Loader.add_multi_constructor("!", in_full)


def allow(principal: Any, condition: Json | None = None) -> Json:
    said: Json = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [{**said, "Condition": condition} if condition else said]}


def told(document: Json, settings: Json = NONE) -> dict[int, int]:
    """What was found in the document, by the number of the rule: 2 is a flaw, 1 not decided."""
    return {int(each["rule"].rpartition("_")[2]): each["answer"] for each in asked(document, settings=settings)}


def template(policy: Any, **more: Any) -> Json:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": policy}}
    return {"Resources": {"Vendor": role, **more}}


# --- the fixtures of the rules --------------------------------------------------------------------------------------


def fences() -> list[tuple[str, str, str, str]]:
    pages = REPOSITORY / "fixtures" / "rules"
    return [(name, *each) for name in RULES for each in FENCE.findall((pages / f"{name}.md").read_text("utf-8"))]


def test_every_example_of_the_rules_comes_out_as_its_page_says_or_warns() -> None:
    """Plans and templates: what passes is never denied, what fails never goes without a word."""
    warned = 0
    for name, dialect, verdict, text in fences():
        document = json.loads(plan_of(text)) if dialect == "hcl" else yaml.load(text, Loader)
        found = told(document)
        answer = found.get(RULES[name], found.get(90, 0))
        assert answer != {"fails": 0, "passes": 2}[verdict], f"{name}, {dialect}, {verdict}: {text}"
        warned += answer == 1
    assert warned / len(fences()) < 0.2


# --- plans --------------------------------------------------------------------------------------------------------


def test_a_policy_that_is_known_after_apply_warns() -> None:
    assert told({"resource_changes": [change(0, None)]}) == {90: 1}
    assert told({"resource_changes": [change(0, json.dumps(allow(VENDOR)))]}) == {1: 2, 2: 2}


def test_a_role_that_is_deleted_is_none_and_one_in_a_module_is_one() -> None:
    gone = change(0, json.dumps(allow(VENDOR)), actions=["delete"])
    inside = {**change(1, json.dumps(allow(VENDOR))), "address": 'module.a["x"].aws_iam_role.r1'}
    found = asked({"resource_changes": [gone, inside]}, settings=NONE)
    assert {each["role"] for each in found} == {'module.a["x"].aws_iam_role.r1'}


@pytest.mark.parametrize("proof", [{"before": {"arn": f"arn:aws:iam::{OWN}:role/r0"}}, {"before": None}])
def test_the_own_account_is_the_one_that_the_plan_proves(proof: Json) -> None:
    document = {"resource_changes": [change(0, json.dumps(allow(OWN_ROOT)), **proof)]}
    assert told(document) == ({7: 2} if proof["before"] else {1: 2, 2: 2})


def test_the_own_account_is_the_one_of_the_roles_own_provider() -> None:
    role = {"mode": "managed", "type": "aws_iam_role"}
    keys = {"r0": "aws", "r1": "aws.other"}
    configured = [{**role, "name": name, "provider_config_key": key} for name, key in keys.items()]
    document = {
        **plan([allow(OWN_ROOT), allow(OWN_ROOT)]),
        "configuration": {
            "provider_config": {"aws": {"expressions": {"allowed_account_ids": {"constant_value": [OWN]}}}},
            "root_module": {"resources": configured},
        },
    }
    found = {(each["role"], each["rule"]) for each in asked(document, settings=NONE)}
    assert found == {("aws_iam_role.r0", "CKV_TRUST_7"), *{("aws_iam_role.r1", f"CKV_TRUST_{rule}") for rule in (1, 2)}}


def test_an_account_that_the_plan_has_of_the_organization_is_not_surely_a_strangers() -> None:
    listed = {"address": "data.aws_organizations_organization.o", "type": "aws_organizations_organization"}
    values = {"accounts": [{"id": "123456789012"}]}
    prior = {"values": {"root_module": {"resources": [{**listed, "mode": "data", "values": values}]}}}
    assert told({**plan([allow(VENDOR)]), "prior_state": prior}) == {1: 1, 2: 1}


def test_a_state_is_read_with_its_child_modules() -> None:
    values = {"assume_role_policy": json.dumps(allow(VENDOR)), "arn": f"arn:aws:iam::{OWN}:role/r0"}
    role = {"address": "module.a.aws_iam_role.r0", "mode": "managed", "type": "aws_iam_role", "values": values}
    assert told({"values": {"root_module": {"child_modules": [{"resources": [role]}]}}}) == {1: 2, 2: 2}


@pytest.mark.parametrize("around", ["plan", "terraform"])
def test_hosts_that_put_the_plan_into_an_object_are_understood(around: str) -> None:
    assert told({around: plan([allow(VENDOR)])}) == {1: 2, 2: 2}


# --- templates ----------------------------------------------------------------------------------------------------


def test_the_own_account_of_a_template_is_known_and_a_parameter_is_not() -> None:
    for own in ({"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}, {"Ref": "AWS::AccountId"}):
        assert told(template(allow(own))) == {7: 2}
    assert told(template(allow({"Ref": "Partner"}))) == {1: 1, 2: 1, 7: 1}


def test_an_external_id_that_is_a_parameter_is_required_whatever_it_is() -> None:
    asked_for = {"sts:ExternalId": {"Ref": "ExternalId"}}
    assert 1 not in told(template(allow(VENDOR, {"StringEquals": asked_for})))
    assert told(template(allow(VENDOR, {"StringEqualsIfExists": asked_for})))[1] == 1  # is it accepted at all?


@pytest.mark.parametrize(
    "policy",
    [{"Fn::If": ["Prod", {}, {}]}, {"Version": "2012-10-17"}, {"Statement": [{"Fn::If": []}]}, "{", 7],
)
def test_what_cannot_be_read_warns(policy: Any) -> None:
    assert told(template(policy)) == {90: 1}


def test_a_key_that_is_said_twice_warns() -> None:
    said = json.dumps(allow(VENDOR))
    twice = said.replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"')
    assert told({"resource_changes": [change(0, twice)]}) == {90: 1}


# --- under review ---------------------------------------------------------------------------------------------------


def test_gatekeeper_hears_a_violation_for_each_flaw_and_others_none() -> None:
    ack = {
        "apiVersion": "iam.services.k8s.aws/v1alpha1",
        "kind": "Role",
        "metadata": {"name": "vendor"},
        "spec": {"assumeRolePolicyDocument": json.dumps(allow(VENDOR))},
    }
    found = asked({"review": {"object": ack}}, "violation", NONE)
    assert {each["details"]["rule"] for each in found} == {"CKV_TRUST_1", "CKV_TRUST_2"}
    assert all(each["msg"].startswith("CKV_TRUST_") for each in found)
    assert asked(ack, "violation", NONE) == []


# --- the file -----------------------------------------------------------------------------------------------------


def test_its_own_tests_pass() -> None:
    text = (Path(__file__).parent / "roletrust_test.rego").read_text("utf-8")
    names = re.findall(r"^(test_\w+) if", text, re.MULTILINE)
    assert len(names) > 5
    assert {name: asked({}, name, NONE, text) for name in names} == dict.fromkeys(names, True)


def test_the_command_prints_the_file_with_the_readers_accounts_under_the_name_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / ".roletrust.yaml").write_text(f'own_accounts: ["{OWN}"]\n')
    assert roletrust("opa", cwd=tmp_path).stdout == WRITTEN
    named = roletrust("opa", "--package", "spacelift", "--settings", ".", cwd=tmp_path).stdout
    written = json.dumps({**SETTINGS, "trusted_accounts": [], "own_organizations": []})
    changed = [line for line in named.splitlines() if line not in WRITTEN.splitlines()]
    assert changed == ["package spacelift", f"defaults := {written}"]
    assert roletrust("opa", "--package", "a b", cwd=tmp_path).status == 2
