"""The worked examples of the rules: one trust policy a row, and the rules it fails."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Map
from roletrust.engine.answer import NO, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Policy, Source
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, Means, text
from roletrust.rules import undecided_trust
from roletrust.rules.catalog import RULES
from roletrust.rules.judgement import Judgement, judge
from roletrust.rules.messages.wording import account_name

OWN, VENDOR = "987654321098", "123456789012"
ROOT, OWN_ROOT = f"arn:aws:iam::{VENDOR}:root", f"arn:aws:iam::{OWN}:root"
ROLE = f"arn:aws:iam::{VENDOR}:role/deploy"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
PARTNER, PARTNERS, PARTNER_ID = Hole("var.partner", "main.tf:3"), Hole("var.trusted_arns"), text(Hole("var.id"))
OWNER = Owner(own=frozenset({OWN}))


def allow(principal: Any, condition: Any = None, effect: str = "Allow") -> dict[str, Any]:
    written = {"Effect": effect, "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return written if condition is None else {**written, "Condition": condition}


def deny(condition: Any, principal: Any = "*") -> dict[str, Any]:
    return allow(principal, condition, "Deny")


def equals(value: Any) -> dict[str, Any]:
    return {"StringEquals": {"sts:ExternalId": value}}


def on_id(operator: str, value: Any) -> dict[str, Any]:
    return {operator: {"sts:ExternalId": value}}


def policy_of(*statements: dict[str, Any], version: str = "2012-10-17") -> Policy:
    return read_policy(Map({"Version": version, "Statement": list(statements)}))


def judged(*statements: dict[str, Any], owner: Owner = OWNER) -> dict[str, Judgement]:
    return judge([((), policy_of(*statements))], owner)


def fails(*statements: dict[str, Any], owner: Owner = OWNER) -> set[int]:
    """The numbers of the rules that find a flaw."""
    found = judged(*statements, owner=owner).items()
    return {int(rule.rpartition("_")[2]) for rule, judgement in found if judgement.verdict.answer is YES}


PIN = {"ArnEquals": {"aws:PrincipalArn": ROLE}}
SERVICE = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
PARTNER_ROOT, PARTNER_ROLE = text("arn:aws:iam::", PARTNER, ":root"), text("arn:aws:iam::", PARTNER, ":role/x")

# By the numbers of all rules that fail; those that the catalog does not have yet are left out when it is compared.
EXAMPLES: dict[str, tuple[list[dict[str, Any]], set[int]]] = {
    "a vendor's account and nothing else": ([allow(ROOT)], {1, 2}),
    "a vendor's account with an external id": ([allow(ROOT, equals(ID))], {2}),
    "a vendor's account with an external id, pinned to one role": ([allow(ROOT, {**equals(ID), **PIN})], set()),
    "a vendor's role without an external id": ([allow(ROLE)], {1}),
    "an external id that may be left out": ([allow(ROOT, on_id("StringEqualsIfExists", ID))], {1, 2}),
    "an external id under ForAllValues": ([allow(ROOT, on_id("ForAllValues:StringEquals", ID))], {1, 2}),
    "any external id will do": ([allow(ROOT, on_id("StringLike", "*"))], {2, 5}),
    "an empty list of external ids": ([allow(ROOT, equals([]))], {3, 6}),
    "an empty StringEquals": ([allow(ROOT, {"StringEquals": {}})], {1, 2, 3}),
    "two statements, one with the id and one without": ([allow(ROOT, equals(ID)), allow(ROOT)], {1, 2}),
    "a Deny that demands the id": ([allow(ROOT), deny(on_id("StringNotEquals", ID))], {2}),
    "a Deny that demands some id": ([allow(ROOT), deny(on_id("Null", "true"))], {2, 5}),
    "a Deny that the omitted id escapes": ([allow(ROOT), deny(on_id("ForAnyValue:StringNotEquals", ID))], {1, 2}),
    "anyone in my organization": ([allow("*", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})], set()),
    "anyone who knows the id": ([allow("*", equals(ID))], {4}),
    "anyone": ([allow("*")], {4}),
    "anyone and an account that is named": ([allow(["*", ROOT])], {1, 2, 4}),
    "the own account": ([allow(OWN_ROOT)], {7}),
    "an unknown account and nothing else": ([allow(PARTNER_ROOT)], {2, 90}),
    "an unknown account with an unknown id": ([allow(PARTNER_ROOT, equals(PARTNER_ID))], {2}),
    "a role of an unknown account": ([allow(PARTNER_ROLE)], {90}),
    "wholly unknown principals": ([allow(text(PARTNERS))], {90}),
    "wholly unknown principals with an unknown id": ([allow(text(PARTNERS), equals(PARTNER_ID))], set()),
    "a service": ([SERVICE], set()),
}


WRITTEN = {int(rule.id.rpartition("_")[2]) for rule in RULES}


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_worked_example_fails_just_these_rules(example: str) -> None:
    statements, rules = EXAMPLES[example]
    assert fails(*statements) == rules & WRITTEN


def test_json_text_tells_the_same_story() -> None:
    for statements, rules in EXAMPLES.values():
        try:
            written = json.dumps({"Version": "2012-10-17", "Statement": statements})
        except TypeError:  # holes are not JSON
            continue
        policy = read_policy(parse_json(written, Source("role.json")))
        found = judge([((), policy)], OWNER)
        failed = {int(rule.rpartition("_")[2]) for rule, each in found.items() if each.verdict.answer is YES}
        assert failed == rules & WRITTEN


def test_the_name_of_the_finding_says_who_gets_in_through_what_and_why() -> None:
    found = judged(allow(OWN_ROOT), {**allow(ROOT, on_id("StringEqualsIfExists", ID)), "Sid": "Vendor"})
    assert found["CKV_TRUST_1"].verdict.reason == (
        'account 123456789012 gets in through statement 2 ("Vendor"); '
        "StringEqualsIfExists lets a request without sts:ExternalId pass"
    )


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        ([allow(ROOT)], "it has no condition"),
        ([allow(ROOT, {"StringEquals": {}})], "its StringEquals is empty"),
        ([allow(ROOT, {})], "its Condition is empty"),
        ([allow(ROOT, PIN)], "none of its conditions asks for sts:ExternalId"),
        ([allow(ROOT, on_id("ForAllValues:StringEquals", ID))], "ForAllValues:StringEquals lets a request "),
        ([allow(ROOT, on_id("StringNotEquals", ID))], "StringNotEquals lets a request without sts:ExternalId pass"),
        (
            [allow(ROOT), deny(on_id("ForAnyValue:StringNotEquals", ID))],
            "and ForAnyValue:StringNotEquals of the Deny in statement 2 spares a request without sts:ExternalId",
        ),
    ],
)
def test_the_reason_names_what_leaves_the_door_open(statements: list[dict[str, Any]], why: str) -> None:
    assert why in judged(*statements)["CKV_TRUST_1"].verdict.reason


def test_every_external_account_that_gets_in_is_named() -> None:
    found = judged(allow([ROOT, "111122223333"]), allow("444455556666"))["CKV_TRUST_1"].verdict
    assert set(found.accounts) == {VENDOR, "111122223333", "444455556666"}
    assert "account 444455556666 gets in through statement 2" in found.reason


def test_a_trusted_account_owes_no_external_id() -> None:
    owner = Owner(own=frozenset({OWN}), trusted={VENDOR: "our vendor"})
    assert fails(allow(ROOT), owner=owner) == set()


def test_a_role_that_demands_the_absence_of_the_id_is_left_alone() -> None:
    assert 1 not in fails(allow(ROOT, on_id("Null", "true")))


def test_a_condition_that_only_lets_a_blocklisted_id_out_requires_nothing() -> None:
    assert 1 in fails(allow(ROOT, on_id("StringNotEquals", ID)))


def test_a_pin_is_no_external_id() -> None:
    assert fails(allow(ROOT, PIN)) == {1}


def test_any_role_is_no_pin() -> None:
    pattern = f"arn:aws:iam::{VENDOR}:role/*"
    found = judged(allow(ROOT, {**equals(ID), "ArnLike": {"aws:PrincipalArn": pattern}}))["CKV_TRUST_2"].verdict
    assert found.answer is YES
    assert "ArnLike on aws:PrincipalArn does not turn away" in found.reason


def test_a_multi_factor_login_is_no_pin() -> None:
    assert 2 in fails(allow(ROOT, {**equals(ID), "Bool": {"aws:MultiFactorAuthPresent": "true"}}))


def test_the_own_account_by_reference_is_the_own_account() -> None:
    caller = Hole("data.aws_caller_identity.current.account_id", means=Means.OWN_ACCOUNT)
    assert fails(allow(text("arn:aws:iam::", caller, ":root")), owner=Owner()) == {7}


def test_an_undecided_rule_is_named_with_what_would_decide_it() -> None:
    found = judged(allow(PARTNER_ROLE))
    assert found["CKV_TRUST_90"].verdict.reason == (
        "CKV_TRUST_1 (external-account-without-external-id) depends on var.partner (main.tf:3)"
    )
    assert found["CKV_TRUST_90"].verdict.holes == (PARTNER,)
    fix = found["CKV_TRUST_90"].verdict.fix
    assert fix
    assert fix.decides
    assert "--var-file" not in fix.advice
    assert ".roletrust.yaml" in fix.advice


def test_a_witness_is_a_request_of_the_account_without_the_id() -> None:
    witness = judged(allow(ROOT))["CKV_TRUST_1"].verdict.witness
    assert witness
    assert witness.caller.account == VENDOR
    assert "sts:externalid" not in map(str.lower, witness.context)


def test_what_no_value_but_aws_would_decide_is_said() -> None:
    condition = {"StringEquals": {"aws:ResourceTag/team": "red"}}
    reason = judged(allow(ROLE, condition))["CKV_TRUST_90"].verdict.reason
    assert reason.startswith("CKV_TRUST_1 (external-account-without-external-id): what `aws:resourcetag/team` is ")


def test_accounts_that_share_a_statement_are_told_apart() -> None:
    found = judged(allow([ROOT, "111122223333"]))
    ids, roles = found["CKV_TRUST_1"].verdict.fix, found["CKV_TRUST_2"].verdict.fix
    assert ids
    assert "else give account 123456789012 and account 111122223333 a statement each" in ids.advice
    assert [principal.value for principal in ids.moved] == [ROOT]
    assert roles
    assert [len(condition.values) for condition in roles.conditions] == [2]


def test_anyone_is_told_to_let_in_the_own_organization() -> None:
    owner = Owner(own=frozenset({OWN}), organizations=frozenset({"o-a1b2c3d4e5"}))
    fix = judged(allow("*"), owner=owner)["CKV_TRUST_4"].verdict.fix
    assert fix
    assert [(condition.key, condition.values) for condition in fix.conditions] == [
        ("aws:PrincipalOrgID", ("o-a1b2c3d4e5",))
    ]


def test_an_id_the_vendor_could_never_send_is_not_kept_in_the_repair() -> None:
    ((_, (repaired,), _),) = judged(allow(ROOT, on_id("StringEqualsIfExists", ["<external-id>", ID])))[
        "CKV_TRUST_1"
    ].repair
    assert repaired.conditions[0][:3] == ("StringEquals", "sts:ExternalId", (ID,))


def test_an_id_left_open_is_kept_in_the_repair() -> None:
    ((_, (repaired,), _),) = judged(allow(ROOT, on_id("StringEqualsIfExists", PARTNER_ID)))["CKV_TRUST_1"].repair
    assert repaired.conditions[0][:3] == ("StringEquals", "sts:ExternalId", (PARTNER_ID,))


def test_the_vendor_is_called_by_its_configured_name_beside_its_id() -> None:
    assert account_name(VENDOR, Owner(trusted={VENDOR: "our vendor"})) == "account 123456789012 (our vendor)"


def test_the_undecided_rule_asks_nothing_of_a_policy_itself() -> None:
    assert undecided_trust.RULE.judge(Trust(policy_of(allow(PARTNER_ROLE)))).answer is NO


SPLIT = [  # conditions that tell accounts apart, so that several stand for "any AWS account"
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}},
    {"StringNotLike": {"aws:PrincipalAccount": "1234*"}},
]


@pytest.mark.parametrize("condition", SPLIT)
def test_any_aws_account_is_said_once_and_never_as_a_number(condition: dict[str, Any]) -> None:
    found = judged(allow("*", condition))["CKV_TRUST_4"].verdict
    assert len(found.accounts) > 1
    assert found.reason.startswith("any AWS account gets in through statement 1;")
    assert not re.search("[0-9]{12}", found.reason)
    assert found.fix
    assert found.fix.conditions[0].key == "aws:PrincipalOrgID"


def test_everyone_is_told_by_one_rule_and_a_named_account_beside_by_another() -> None:
    found = judged(allow(["*", ROOT]))
    assert found["CKV_TRUST_4"].verdict.reason.startswith("any AWS account gets in through statement 1")
    named = "account 123456789012 gets in through statement 1; it has no condition"
    assert found["CKV_TRUST_1"].verdict.reason == named


SERVICE_TOO = {**allow(ROOT), "Principal": {"AWS": [ROOT, OWN_ROOT], "Service": "ec2.amazonaws.com"}}


def test_the_others_of_a_statement_are_not_shut_out() -> None:
    found = judged(SERVICE_TOO)
    for rule, taken in (("CKV_TRUST_1", ROOT), ("CKV_TRUST_2", ROOT), ("CKV_TRUST_7", OWN_ROOT)):
        fix = found[rule].verdict.fix
        assert fix
        assert [principal.value for principal in fix.moved] == [taken]
        assert "a statement of its own" in fix.advice


def test_a_named_role_is_not_shut_out_by_the_pin_of_its_account() -> None:
    found = judged(allow([ROOT, ROLE], equals(ID)))["CKV_TRUST_2"].verdict.fix
    assert found
    assert [principal.value for principal in found.moved] == [ROOT]


def test_everyone_else_is_not_shut_out_by_the_organization() -> None:
    fix = judged({**SERVICE, "Principal": {"AWS": "*", "Service": "ec2.amazonaws.com"}})["CKV_TRUST_4"].verdict.fix
    assert fix
    assert [principal.value for principal in fix.moved] == ["*"]


def test_the_own_account_by_reference_is_moved_where_its_id_is_known() -> None:
    own = text("arn:aws:iam::", Hole("AWS::AccountId", means=Means.OWN_ACCOUNT), ":root")
    fix = judged(allow([own, ROLE], equals(ID)))["CKV_TRUST_7"].verdict.fix
    assert fix
    assert [principal.value for principal in fix.moved] == [own]


def test_a_statement_that_is_the_accounts_alone_stays_one() -> None:
    fix = judged(allow([ROOT, ROLE]))["CKV_TRUST_1"].verdict.fix
    assert fix
    assert not fix.moved
