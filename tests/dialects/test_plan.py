"""Terraform plans, written as `terraform show -json` writes them, and what their trust policies come to."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from roletrust.dialects.plan.plan import Plan, PlanRole
from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Means
from trees import plain

POLICY = '{"Version":"2012-10-17","Statement":[]}'
UNKNOWN = {"arn": True, "id": True}
DOCUMENT = "data.aws_iam_policy_document.trust"
OWN = "arn:${own partition}:iam::${own account}"


def change(address: str, after: Any = None, unknown: Any = None, module: str = "", **more: Any) -> dict[str, Any]:
    """One element of `resource_changes`; `module` is the address of the module it is in."""
    local = address.removeprefix(f"{module}.")
    mode = "data" if local.startswith("data.") else "managed"
    kind, name = local.removeprefix("data.").split("[")[0].split(".")
    actions, before = more.pop("actions", ["read"] if mode == "data" else ["create"]), more.pop("before", None)
    found = {"address": address, "mode": mode, "type": kind, "name": name, **more}
    if module:
        found["module_address"] = module
    return {**found, "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown or {}}}


def configured(address: str, expressions: Any = None, key: str = "aws") -> dict[str, Any]:
    """One element of `configuration.root_module.resources`."""
    mode = "data" if address.startswith("data.") else "managed"
    kind, name = address.removeprefix("data.").split(".")
    found = {"address": address, "mode": mode, "type": kind, "name": name, "provider_config_key": key}
    return {**found, "expressions": expressions or {}}


def refers(*references: str) -> dict[str, Any]:
    """An expression, with each reference followed by its beginnings, as Terraform lists them."""
    listed = []
    for reference in references:
        listed.append(reference)
        steps = reference.split(".")
        shortest = 3 if steps[0] == "data" else 2
        listed += [".".join(steps[:length]) for length in range(len(steps) - 1, shortest - 1, -1)]
        if "[" in listed[-1]:
            listed.append(listed[-1].split("[")[0])
    return {"references": listed}


def is_(value: Any) -> dict[str, Any]:
    return {"constant_value": value}


def plan(changes: list[Any], resources: list[Any] | None = None, **sections: Any) -> Plan:
    root = {"resources": resources or [], **sections.pop("root", {})}
    configuration = {"root_module": root, "provider_config": sections.pop("providers", {})}
    return Plan({"resource_changes": changes, "configuration": configuration, **sections}, "/plan.json")


def found(of: Plan, address: str = "aws_iam_role.r") -> PlanRole:
    role = of.role(address)
    assert role is not None
    return role


def tree(of: Plan, address: str = "aws_iam_role.r") -> Any:
    return plain(found(of, address).tree)


def role_of(document: str = f"{DOCUMENT}.json") -> tuple[dict[str, Any], dict[str, Any]]:
    """A new role whose trust policy is known only after apply: its change and its configuration."""
    return (
        change("aws_iam_role.r", {"name": "r"}, {**UNKNOWN, "assume_role_policy": True}),
        configured("aws_iam_role.r", {"assume_role_policy": refers(document)}),
    )


def rebuilt(
    after: Any, unknown: Any = None, expressions: Any = None, changes: Any = (), resources: Any = (), **sections: Any
) -> Any:
    """The trust policy of a role whose document is read during apply."""
    role, role_block = role_of()
    read = change(DOCUMENT, after, {"json": True, "minified_json": True, **(unknown or {})})
    blocks = [role_block, configured(DOCUMENT, expressions), *resources]
    return tree(plan([role, read, *changes], blocks, **sections))


def statement(**attributes: Any) -> dict[str, Any]:
    """A statement block as a plan shows it: what is not set is null or empty."""
    unset: dict[str, Any] = {
        "sid": None,
        "effect": None,
        "not_actions": None,
        "resources": None,
        "not_principals": [],
        "condition": [],
    }
    return {**unset, "actions": ["sts:AssumeRole"], **attributes}


def allows(principal: Any, **elements: Any) -> dict[str, Any]:
    only = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": principal, **elements}
    return {"Version": "2012-10-17", "Statement": [only]}


# --- known policies -------------------------------------------------------------------------------


def test_a_known_policy_is_its_json_text() -> None:
    of = plan([change("aws_iam_role.r", {"assume_role_policy": POLICY}, UNKNOWN)])
    assert found(of) == PlanRole(POLICY, frozenset(), frozenset(), frozenset(), Source("/plan.json"))
    cloud_control = plan([change("awscc_iam_role.r", {"assume_role_policy_document": POLICY}, UNKNOWN)])
    assert tree(cloud_control, "awscc_iam_role.r") == POLICY


@pytest.mark.parametrize(
    ("module", "address"),
    [
        ("", "aws_iam_role.r[0]"),
        ("", 'aws_iam_role.r["a.b"]'),
        ("module.m", 'module.m.aws_iam_role.r["[x]"]'),
        ('module.m["a.b"].module.n[0]', 'module.m["a.b"].module.n[0].aws_iam_role.r'),
    ],
)
def test_roles_are_found_by_their_whole_address(module: str, address: str) -> None:
    of = plan([change(address, {"assume_role_policy": POLICY}, module=module), change("aws_iam_user.r", {})])
    assert tree(of, address) == POLICY
    assert of.role("aws_iam_role.r") is None
    assert of.role("aws_iam_user.r") is None


def test_a_role_that_stays_changes_or_is_replaced_has_its_new_policy() -> None:
    for actions in (["no-op"], ["update"], ["delete", "create"], ["create", "delete"]):
        before = {"assume_role_policy": "{}"}
        of = plan([change("aws_iam_role.r", {"assume_role_policy": POLICY}, before=before, actions=actions)])
        assert tree(of) == POLICY


@pytest.mark.parametrize("actions", [["delete"], ["forget"]])
def test_a_role_that_goes_away_has_none(actions: list[str]) -> None:
    of = plan([change("aws_iam_role.r", None, before={"assume_role_policy": POLICY}, actions=actions)])
    assert of.role("aws_iam_role.r") is None


def test_a_deposed_object_is_not_the_role() -> None:
    gone = change("aws_iam_role.r", None, before={}, actions=["delete"], deposed="1a2b")
    of = plan([gone, change("aws_iam_role.r", {"assume_role_policy": POLICY})])
    assert tree(of) == POLICY


def test_a_moved_role_is_found_where_it_is_now_and_keeps_its_account() -> None:
    before = {"arn": "arn:aws:iam::111122223333:role/r"}
    moved = change(
        "aws_iam_role.new", {"assume_role_policy": POLICY}, before=before, previous_address="aws_iam_role.old"
    )
    of = plan([moved])
    assert found(of, "aws_iam_role.new").own == {"111122223333"}
    assert of.role("aws_iam_role.old") is None


def test_planned_values_tell_what_no_change_does() -> None:
    deeper = {"address": "module.a[0].module.b", "resources": [planned("module.a[0].module.b.aws_iam_role.r")]}
    values = {"root_module": {"child_modules": [{"address": "module.a[0]", "child_modules": [deeper]}]}}
    of = plan([], planned_values=values)
    assert tree(of, "module.a[0].module.b.aws_iam_role.r") == POLICY


def planned(address: str) -> dict[str, Any]:
    values = {"assume_role_policy": POLICY}
    return {"address": address, "mode": "managed", "type": "aws_iam_role", "name": "r", "values": values}


def test_a_role_without_a_trust_policy_is_told() -> None:
    with pytest.raises(PolicyError, match=r"`aws_iam_role\.r` has no assume_role_policy"):
        plan([change("aws_iam_role.r", {"name": "r"}, UNKNOWN)]).role("aws_iam_role.r")


# --- documents read during apply ------------------------------------------------------------------


def test_a_document_read_during_apply_is_rebuilt() -> None:
    principals = [{"type": "AWS", "identifiers": ["111122223333"]}]
    condition = [{"test": "StringEquals", "variable": "sts:ExternalId", "values": []}]
    after = {"version": None, "statement": [statement(principals=principals, condition=condition)]}
    assert rebuilt(after) == allows({"AWS": ["111122223333"]}, Condition={"StringEquals": {"sts:ExternalId": []}})


def test_trap_12_a_rebuilt_policy_stands_in_the_plan() -> None:
    role, role_block = role_of()
    of = plan([role, change(DOCUMENT, {"statement": [statement()]}, {"json": True})], [role_block])
    assert found(of).source == Source("/plan.json")
    assert found(of).tree.source == Source("/plan.json")


def test_an_unknown_identifier_is_called_what_the_configuration_calls_it() -> None:
    after = {"statement": [statement(principals=[{"type": "AWS", "identifiers": ["111122223333", None]}])]}
    unknown = {"statement": [{"principals": [{"identifiers": [False, True]}]}]}
    blocks = [
        {"type": is_("Service"), "identifiers": is_(["a"])},
        {"type": is_("AWS"), "identifiers": refers("var.known", "aws_organizations_account.partner.id")},
    ]
    assert rebuilt(after, unknown, {"statement": [{"principals": blocks}]}) == allows(
        {"AWS": ["111122223333", "${aws_organizations_account.partner.id}"]}
    )


def test_an_unknown_external_id_is_a_hole_in_its_place() -> None:
    blocks = [
        {"test": "StringEquals", "variable": "sts:ExternalId", "values": [None]},
        {"test": "StringEquals", "variable": "aws:PrincipalTag/x", "values": ["y"]},
    ]
    after = {"statement": [statement(condition=blocks)]}
    unknown = {"statement": [{"condition": [{"values": [True]}, {"values": [False]}]}]}
    written = [
        {"test": is_("StringEquals"), "variable": is_("aws:PrincipalTag/x"), "values": is_(["y"])},
        {"test": is_("StringEquals"), "variable": is_("sts:ExternalId"), "values": refers("random_uuid.id.result")},
    ]
    found = rebuilt(after, unknown, {"statement": [{"condition": written}]})
    assert found["Statement"][0]["Condition"] == {
        "StringEquals": {"sts:ExternalId": ["${random_uuid.id.result}"], "aws:PrincipalTag/x": ["y"]}
    }


def test_what_the_configuration_cannot_name_is_named_by_its_place() -> None:
    after = {"statement": [statement(principals=[{"type": "AWS"}]), statement()]}
    unknown = {"statement": [{"principals": [{"identifiers": [True, True]}]}, {"principals": True, "sid": True}]}
    first, second = rebuilt(after, unknown)["Statement"]
    place = f"{DOCUMENT}.statement[0].principals[0].identifiers"
    assert first["Principal"] == {"AWS": [f"${{{place}[0]}}", f"${{{place}[1]}}"]}
    assert second["Principal"] == f"${{{DOCUMENT}.statement[1].principals}}"
    assert second["Sid"] == f"${{{DOCUMENT}.statement[1].sid}}"


def test_a_list_that_is_unknown_as_a_whole_is_one_hole() -> None:
    after = {"statement": [statement(principals=[{"type": "AWS"}])]}
    unknown = {"statement": [{"principals": [{"identifiers": True}]}]}
    principals = [{"type": is_("AWS"), "identifiers": refers("aws_iam_role.other.arn", "local.more")}]
    assert rebuilt(after, unknown, {"statement": [{"principals": principals}]}) == allows(
        {"AWS": ["${aws_iam_role.other.arn, local.more}"]}
    )


def test_unknown_blocks_are_holes() -> None:
    whole = {"Version": "2012-10-17", "Statement": f"${{{DOCUMENT}.statement}}"}
    assert rebuilt({}, {"statement": True}) == whole
    assert rebuilt({"statement": [None]}, {"statement": [True]})["Statement"] == [f"${{{DOCUMENT}.statement[0]}}"]


# --- own account ----------------------------------------------------------------------------------


def other(kind: str, **after: Any) -> dict[str, Any]:
    return change(f"{kind}.other", after, {**UNKNOWN})


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (other("aws_iam_role", name="deploy", path="/ci/"), f"{OWN}:role/ci/deploy"),
        (other("aws_iam_role", name_prefix="x"), f"{OWN}:role/${{aws_iam_role.other.name}}"),
        (other("aws_iam_user", name="bot"), f"{OWN}:user/bot"),
        (
            other("aws_iam_openid_connect_provider", url="https://token.actions.githubusercontent.com"),
            f"{OWN}:oidc-provider/token.actions.githubusercontent.com",
        ),
        (
            other("aws_iam_openid_connect_provider"),
            f"{OWN}:oidc-provider/${{aws_iam_openid_connect_provider.other.url}}",
        ),
        (other("aws_iam_saml_provider", name="okta"), f"{OWN}:saml-provider/okta"),
        (other("aws_lambda_function"), "${aws_lambda_function.other.arn}"),
    ],
)
def test_an_identity_made_in_the_same_plan_lives_in_the_own_account(new: Any, expected: str) -> None:
    assert identifiers(new, "aws") == [expected]


def identifiers(new: Any, key: str) -> Any:
    """The identifiers of a principal that refers to the ARN of `new`, which provider `key` makes."""
    block = f"{new['type']}.other"
    after = {"statement": [statement(principals=[{"type": "AWS", "identifiers": [None]}])]}
    unknown = {"statement": [{"principals": [{"identifiers": [True]}]}]}
    principals = [{"type": is_("AWS"), "identifiers": refers(f"{block}.arn")}]
    written = {"statement": [{"principals": principals}]}
    policy = rebuilt(after, unknown, written, [new], [configured(block, key=key)])
    return policy["Statement"][0]["Principal"]["AWS"]


def test_trap_11_an_identity_of_another_provider_is_nobody_known() -> None:
    assert identifiers(other("aws_iam_role", name="deploy"), "aws.partner") == ["${aws_iam_role.other.arn}"]


def test_the_own_account_is_marked_as_such() -> None:
    role, role_block = role_of()
    principal = {"type": "AWS", "identifiers": [None]}
    unknown = {"statement": [{"principals": [{"identifiers": [True]}]}]}
    written = {"statement": [{"principals": [{"type": is_("AWS"), "identifiers": refers("aws_iam_role.other.arn")}]}]}
    changes = [role, change(DOCUMENT, {"statement": [statement(principals=[principal])]}, unknown)]
    blocks = [role_block, configured(DOCUMENT, written), configured("aws_iam_role.other")]
    of = plan([*changes, other("aws_iam_role", name="deploy")], blocks)
    only = found(of).tree["Statement"][0]["Principal"]["AWS"][0]
    assert [hole.means for hole in only.holes] == [Means.OWN_PARTITION, Means.OWN_ACCOUNT]


def caller(account: str, name: str = "me") -> dict[str, Any]:
    values = {"account_id": account, "arn": f"arn:aws:iam::{account}:user/x"}
    resource = {
        "address": f"data.aws_caller_identity.{name}",
        "mode": "data",
        "type": "aws_caller_identity",
        "name": name,
    }
    return {"values": {"root_module": {"resources": [{**resource, "values": values}]}}}


ROLE = change("aws_iam_role.r", {"assume_role_policy": POLICY}, UNKNOWN)


def test_the_caller_identity_of_the_same_provider_is_the_own_account() -> None:
    blocks = [configured("aws_iam_role.r"), configured("data.aws_caller_identity.me")]
    assert found(plan([ROLE], blocks, prior_state=caller("111122223333"))).own == {"111122223333"}


def test_trap_11_the_caller_identity_of_another_provider_proves_nothing() -> None:
    blocks = [configured("aws_iam_role.r"), configured("data.aws_caller_identity.me", key="aws.other")]
    assert found(plan([ROLE], blocks, prior_state=caller("111122223333"))).own == frozenset()
    assert found(plan([ROLE], prior_state=caller("111122223333"))).own == frozenset()


def test_the_own_account_is_that_of_the_roles_arn_before() -> None:
    before = {"arn": "arn:aws-cn:iam::111122223333:role/r"}
    of = plan([change("aws_iam_role.r", {"assume_role_policy": POLICY}, before=before, actions=["update"])])
    assert found(of).own == {"111122223333"}


def test_the_own_account_is_that_of_what_the_provider_manages_already() -> None:
    user = change("aws_iam_user.u", {}, before={"arn": "arn:aws:iam::111122223333:user/u"}, actions=["no-op"])
    bucket = change("aws_s3_bucket.b", {}, before={"arn": "arn:aws:s3:::b"}, actions=["no-op"])
    blocks = [configured("aws_iam_role.r"), configured("aws_iam_user.u"), configured("aws_s3_bucket.b")]
    assert found(plan([ROLE, user, bucket], blocks)).own == {"111122223333"}


def test_the_own_account_is_what_the_provider_block_says() -> None:
    blocks = [configured("aws_iam_role.r")]
    only = {"aws": {"name": "aws", "expressions": {"allowed_account_ids": is_(["111122223333"])}}}
    several = {"aws": {"name": "aws", "expressions": {"allowed_account_ids": is_(["111122223333", "222233334444"])}}}
    assumed = {"aws": {"expressions": {"assume_role": [{"role_arn": is_("arn:aws:iam::222233334444:role/tf")}]}}}
    open_role = {"aws": {"expressions": {"assume_role": [{"role_arn": refers("var.role")}]}}}
    assert found(plan([ROLE], blocks, providers=only)).own == {"111122223333"}
    assert found(plan([ROLE], blocks, providers=several)).own == frozenset()
    assert found(plan([ROLE], blocks, providers=assumed)).own == {"222233334444"}
    assert found(plan([ROLE], blocks, providers=open_role)).own == frozenset()


def test_a_known_own_account_stands_in_the_arns_of_its_identities() -> None:
    new = other("aws_iam_role", name="deploy")
    after = {"statement": [statement(principals=[{"type": "AWS", "identifiers": [None]}])]}
    unknown = {"statement": [{"principals": [{"identifiers": [True]}]}]}
    written = {"statement": [{"principals": [{"type": is_("AWS"), "identifiers": refers("aws_iam_role.other.arn")}]}]}
    blocks = [configured("aws_iam_role.other"), configured("data.aws_caller_identity.me")]
    policy = rebuilt(after, unknown, written, [new], blocks, prior_state=caller("111122223333"))
    assert policy == allows({"AWS": ["arn:${own partition}:iam::111122223333:role/deploy"]})


# --- references -----------------------------------------------------------------------------------


def read(address: str, sid: str = "A", **more: Any) -> dict[str, Any]:
    return change(address, {"statement": [{"sid": sid}]}, {"json": True}, **more)


def sids(of: Plan, address: str) -> list[str]:
    return [each["Sid"] for each in found(of, address).tree["Statement"]]


def unread(address: str, **more: Any) -> dict[str, Any]:
    return change(address, {}, {"assume_role_policy": True}, **more)


def test_instances_of_count_and_for_each_keep_to_their_own_documents() -> None:
    changes = [unread(f"aws_iam_role.r{index}") for index in ("[0]", '["a.b"]', '["[x]"]')]
    changes += [
        read(f"{DOCUMENT}{index}", sid) for index, sid in (("[0]", "Zero"), ('["a.b"]', "Ab"), ('["[x]"]', "X"))
    ]
    own_index = configured("aws_iam_role.r", {"assume_role_policy": {"references": [DOCUMENT, "each.key"]}})
    assert sids(plan(changes, [own_index]), 'aws_iam_role.r["a.b"]') == ["Ab"]
    assert sids(plan(changes, [own_index]), 'aws_iam_role.r["[x]"]') == ["X"]
    first = configured("aws_iam_role.r", {"assume_role_policy": refers(f"{DOCUMENT}[0].json")})
    assert sids(plan(changes, [first]), 'aws_iam_role.r["a.b"]') == ["Zero"]


def test_the_only_instance_is_meant_where_no_index_is_written() -> None:
    block = configured("aws_iam_role.r", {"assume_role_policy": refers(DOCUMENT)})
    assert sids(plan([unread("aws_iam_role.r"), read(f"{DOCUMENT}[0]")], [block]), "aws_iam_role.r") == ["A"]
    two = plan([unread("aws_iam_role.r"), read(f"{DOCUMENT}[0]"), read(f"{DOCUMENT}[1]")], [block])
    assert tree(two) == f"${{{DOCUMENT}}}"


def in_module(index: str, block: str, make: Any, **more: Any) -> Any:
    return make(f"module.child{index}.{block}", module=f"module.child{index}", **more)


@pytest.mark.parametrize("index", ["", "[0]", '["a.b"]'])
def test_a_role_of_a_module_refers_to_documents_of_that_module(index: str) -> None:
    changes = [in_module(index, "aws_iam_role.r", unread), in_module(index, DOCUMENT, read), read(DOCUMENT, "Other")]
    module = {"resources": [configured("aws_iam_role.r", {"assume_role_policy": refers(f"{DOCUMENT}.json")})]}
    of = plan(changes, root={"module_calls": {"child": {"module": module}}})
    assert sids(of, f"module.child{index}.aws_iam_role.r") == ["A"]


def test_a_document_reaches_a_module_through_its_variable() -> None:
    block = configured("aws_iam_role.r", {"assume_role_policy": {"references": ["var.trust"]}})
    call = {"module": {"resources": [block]}, "expressions": {"trust": refers(f"{DOCUMENT}.json")}}
    of = plan([in_module("", "aws_iam_role.r", unread), read(DOCUMENT)], root={"module_calls": {"child": call}})
    assert sids(of, "module.child.aws_iam_role.r") == ["A"]


def test_a_document_leaves_a_module_through_its_output() -> None:
    output = {"expression": refers(f"{DOCUMENT}.json")}
    call = {"module": {"resources": [], "outputs": {"json": output}}}
    block = configured("aws_iam_role.r", {"assume_role_policy": {"references": ["module.child.json", "module.child"]}})
    of = plan(
        [unread("aws_iam_role.r"), in_module("", DOCUMENT, read)], [block], root={"module_calls": {"child": call}}
    )
    assert sids(of, "aws_iam_role.r") == ["A"]


@pytest.mark.parametrize(
    ("references", "name"),
    [
        (["local.policy"], "local.policy"),
        (["var.policy"], "var.policy"),
        (["module.gone.json", "module.gone"], "module.gone.json"),
        (["aws_iam_role.other.arn", "aws_iam_role.other"], "aws_iam_role.other.arn"),
        ([f"{DOCUMENT}.json", DOCUMENT, "var.policy"], f"{DOCUMENT}.json, var.policy"),
        ([f"{DOCUMENT}.id", DOCUMENT], f"{DOCUMENT}.id"),
        (["data.aws_iam_policy_document.known.json"], "data.aws_iam_policy_document.known.json"),
        ([], "aws_iam_role.r.assume_role_policy"),
        (None, "aws_iam_role.r.assume_role_policy"),
    ],
)
def test_an_expression_that_is_not_one_document_is_a_hole(references: Any, name: str) -> None:
    known = change("data.aws_iam_policy_document.known", {"json": POLICY})
    block = configured("aws_iam_role.r", {"assume_role_policy": {"references": references}})
    of = plan([unread("aws_iam_role.r"), read(DOCUMENT), known], [block])
    assert tree(of) == f"${{{name}}}"
    with pytest.raises(PolicyError, match="which is not known"):
        read_policy(found(of).tree)


# --- source and override documents ----------------------------------------------------------------


def merged(attribute: str, known: Any, unknown: Any, written: Any, *changes: Any) -> Any:
    after = {"statement": [{"sid": "Own"}], attribute: known}
    return rebuilt(after, {attribute: unknown} if unknown else {}, {attribute: written}, changes)


def test_known_documents_are_merged() -> None:
    text = json.dumps({"Statement": [{"Sid": "Own", "Effect": "Deny"}, {"Sid": "More", "Effect": "Allow"}]})
    over = merged("override_policy_documents", [text, None], None, is_([]))
    assert [(each["Sid"], each["Effect"]) for each in over["Statement"]] == [("Own", "Deny"), ("More", "Allow")]
    under = merged("source_policy_documents", [text], None, is_([]))
    assert [(each["Sid"], each["Effect"]) for each in under["Statement"]] == [("Own", "Allow"), ("More", "Allow")]


def test_documents_read_during_apply_are_rebuilt_and_merged() -> None:
    base = "data.aws_iam_policy_document.base"
    policy = merged("source_policy_documents", [None], [True], refers(f"{base}.json"), read(base, "Base"))
    assert [each["Sid"] for each in policy["Statement"]] == ["Base", "Own"]


def test_unknown_documents_leave_the_policy_unknown() -> None:
    assert merged("source_policy_documents", None, True, refers("local.more")) == "${local.more}"
    assert merged("source_policy_documents", None, True, None) == f"${{{DOCUMENT}.source_policy_documents}}"
    two = merged("override_policy_documents", [None, None], [True, True], refers("local.more"))
    assert two == f"${{{DOCUMENT}.override_policy_documents[0]}}"


def test_documents_that_go_in_a_circle_are_told() -> None:
    with pytest.raises(PolicyError, match=f"policy documents refer to each other in a circle: `{DOCUMENT}`"):
        merged("source_policy_documents", [None], [True], refers(f"{DOCUMENT}.json"))


def test_outputs_that_go_in_a_circle_are_a_hole() -> None:
    """No Terraform writes such a plan; a plan file is but text, though."""
    inner = {"outputs": {"a": {"expression": {"references": ["module.x.a"]}}}}
    endless: dict[str, Any] = {"module": inner}
    for _ in range(60):
        endless = {"module": {**inner, "module_calls": {"x": endless}}}
    block = configured("aws_iam_role.r", {"assume_role_policy": {"references": ["module.x.a"]}})
    of = plan([unread("aws_iam_role.r")], [block], root={"module_calls": {"x": endless}})
    assert tree(of) == "${aws_iam_role.r.assume_role_policy}"


def test_a_reference_that_leads_nowhere_does_not_name_a_value() -> None:
    after = {"statement": [statement(principals=[{"type": "AWS", "identifiers": [None]}])]}
    unknown = {"statement": [{"principals": [{"identifiers": [True]}]}]}
    principals = [{"type": is_("AWS"), "identifiers": {"references": ["aws_iam_role.splat", "each.value"]}}]
    written = {"statement": [{"principals": principals}]}
    assert rebuilt(after, unknown, written) == allows({"AWS": ["${aws_iam_role.splat}"]})
    known = [{"type": is_("AWS"), "identifiers": refers("aws_iam_role.other.name", "aws_iam_role.new.arn")}]
    changes = [other("aws_iam_role", name="known"), change("aws_iam_role.new", {"name": "new"}, UNKNOWN)]
    policy = rebuilt(after, unknown, {"statement": [{"principals": known}]}, changes, [configured("aws_iam_role.new")])
    assert policy == allows({"AWS": [f"{OWN}:role/new"]})


def test_far_too_many_unknown_values_are_told() -> None:
    unknown = {"statement": [{"actions": [True] * 200_001}]}
    with pytest.raises(PolicyError, match="has more than 200000 values"):
        rebuilt({"statement": [{}]}, unknown)


# --- bad input and size ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        {"resource_changes": 5, "planned_values": [], "prior_state": "x", "configuration": 1},
        {
            "resource_changes": [None, {}, {"address": 5, "change": []}],
            "configuration": {"root_module": {"resources": [1]}},
        },
        {"configuration": {"provider_config": {"aws": 1}, "root_module": {"module_calls": {"m": {"module": 3}}}}},
        {"planned_values": {"root_module": {"child_modules": [{"resources": [{}]}]}}},
    ],
)
def test_a_plan_of_any_shape_is_no_crash(data: Any) -> None:
    assert Plan(data, "/plan.json").role("aws_iam_role.r") is None


def test_a_document_of_an_odd_shape_is_told_or_open() -> None:
    assert rebuilt({"statement": [statement(principals="x")]}) == allows(None) | {
        "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole"]}]
    }
    with pytest.raises(PolicyError, match="expected a block in the policy document"):
        rebuilt({"statement": [statement(principals=[None])]}, {"statement": [{"principals": [True]}]})


def test_four_thousand_roles_take_twice_as_long_as_two_thousand() -> None:
    def spent(count: int) -> float:
        changes = [unread(f"aws_iam_role.r[{number}]") for number in range(count)]
        changes += [read(f"{DOCUMENT}[{number}]") for number in range(count)]
        block = configured("aws_iam_role.r", {"assume_role_policy": {"references": [DOCUMENT, "count.index"]}})
        begun = time.process_time()
        of = plan(changes, [block])
        assert all(of.role(f"aws_iam_role.r[{number}]") for number in range(count))
        return time.process_time() - begun

    assert spent(4000) < 3 * spent(2000) + 0.2


def policy_of(tree: Tree) -> Any:
    return read_policy(parse_json(tree) if isinstance(tree, str) else tree)


def test_the_policy_of_a_plan_can_be_read() -> None:
    principals = [{"type": "AWS", "identifiers": ["111122223333"]}]
    role, role_block = role_of()
    of = plan([role, change(DOCUMENT, {"statement": [statement(principals=principals)]}, {"json": True})], [role_block])
    assert policy_of(found(of).tree).statements[0].principals[0].value == "111122223333"
