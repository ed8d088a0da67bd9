"""What comes of a call of AssumeRole, by the trust policy of the role it asks for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policies import IDS, PARTNER, VENDOR, policies
from engine.trusts import V, allow, deny, trust
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call, Fate, Want, account_and_name, fate
from roletrust.engine.text import Hole, Means, Value, text
from spec.product_answer import tree
from spec.trust_spec import decide

Json = dict[str, Any]
ID, OTHER = "7f9c2b1e-4a55-4c1d", "c03d5a72-91fe-4b60"
REQUIRED = {"StringEquals": {"sts:ExternalId": ID}}
UNKNOWN_ID = text(Hole("var.external_id", "/vendor.tf:3"))


def sending(external_id: Value | None, action: str = "sts:AssumeRole") -> Call:
    return Call("arn:aws:iam::987654321098:role/r", external_id, "a caller", "external_id", action=action)


def outcome(external_id: Value | None, *statements: Json, owner: Owner = Owner()) -> Fate:
    return fate(trust(*statements, owner=owner), sending(external_id))


# --- refused --------------------------------------------------------------------------------------------------------


def test_a_call_without_the_required_id_is_refused_and_the_right_id_is_known() -> None:
    found = outcome(None, allow(V, REQUIRED))
    assert (found.answer, found.want, found.accounts, found.accepted) == (YES, Want.MISSING, (V,), (ID,))
    assert found.entry.witness is not None


def test_the_same_call_with_the_required_id_is_not() -> None:
    assert outcome(ID, allow(V, REQUIRED)) == Fate(NO)


@pytest.mark.parametrize("sent", [OTHER, ID.upper(), ID + "0"])
def test_another_id_is_refused_also_one_that_differs_in_case_alone(sent: str) -> None:
    found = outcome(sent, allow(V, REQUIRED))
    assert (found.answer, found.want, found.accepted) == (YES, Want.WRONG, (ID,))


def test_an_id_that_differs_in_case_alone_is_fine_where_the_condition_ignores_case() -> None:
    assert outcome(ID.upper(), allow(V, {"StringEqualsIgnoreCase": {"sts:ExternalId": ID}})).answer is NO


@pytest.mark.parametrize("sent", ["", "x", "with space", "x" * 1225])
def test_an_id_that_sts_takes_from_nobody_is_refused_whatever_the_role_requires(sent: str) -> None:
    # STS API reference, AssumeRole, ExternalId: 2 to 1224 characters of [\w+=,.@:\/-]*
    assert outcome(sent, allow(V, REQUIRED)).want is Want.ILLEGAL
    assert outcome(sent, allow(V)).want is Want.ILLEGAL
    assert outcome(sent, allow(V, REQUIRED), deny({})).want is Want.ILLEGAL
    assert fate(None, sending(sent)).want is Want.ILLEGAL


def test_an_id_where_the_role_demands_that_none_is_sent() -> None:
    found = outcome(ID, allow(V, {"Null": {"sts:ExternalId": "true"}}))
    assert (found.answer, found.want, found.accepted) == (YES, Want.UNWANTED, ())
    assert outcome(None, allow(V, {"Null": {"sts:ExternalId": "true"}})).answer is NO


def test_an_id_that_no_pattern_admits_is_refused_and_none_is_spelt_out() -> None:
    found = outcome("x-1", allow(V, {"StringLike": {"sts:ExternalId": "acme-*"}}))
    assert (found.answer, found.want, found.accepted) == (YES, Want.WRONG, ())
    assert outcome("acme-1", allow(V, {"StringLike": {"sts:ExternalId": "acme-*"}})).answer is NO


def test_all_the_ids_that_are_accepted_are_told_in_reading_order() -> None:
    statements = allow(V, REQUIRED), allow(PARTNER, {"StringEquals": {"sts:ExternalId": [OTHER, ID]}})
    found = outcome(None, *statements)
    assert (found.accounts, found.accepted) == ((V, PARTNER), (ID, OTHER))


def test_an_id_that_a_deny_keeps_out_is_none_of_the_accepted() -> None:
    both = allow(V, {"StringEquals": {"sts:ExternalId": [ID, OTHER]}})
    found = outcome(None, both, deny({"StringEquals": {"sts:ExternalId": OTHER}}))
    assert found.accepted == (ID,)


# --- not refused, or not for the id ---------------------------------------------------------------------------------


def test_a_role_that_requires_no_id_takes_any() -> None:
    assert outcome(None, allow(V)).answer is NO
    assert outcome(ID, allow(V)).answer is NO


def test_a_policy_that_names_no_external_id_need_not_be_asked() -> None:
    assert fate(None, sending(None)) == fate(None, sending(ID)) == Fate(NO)


@pytest.mark.parametrize(
    ("arn", "told"),
    [
        ("arn:aws:iam::123456789012:role/deploy", (V, "deploy")),
        ("arn:aws-cn:iam::123456789012:role/teams/a/deploy", (V, "deploy")),
        ("arn:aws:iam::123456789012:user/deploy", None),
        ("arn:aws:sts::123456789012:assumed-role/deploy/me", None),
        ("deploy", None),
    ],
)
def test_account_and_name_tell_a_role_whatever_its_path(arn: str, told: tuple[str, str] | None) -> None:
    # IAM User Guide, "IAM identifiers": names are unique in an account, whatever the path
    assert account_and_name(arn) == told


def test_an_account_that_is_not_known_is_told_by_its_hole() -> None:
    account = Hole("account of provider aws")
    assert account_and_name(text("arn:aws:iam::", account, ":role/deploy")) == (text(account), "deploy")


def test_one_account_that_needs_no_id_may_be_the_one_that_calls() -> None:
    assert outcome(None, allow(V, REQUIRED), allow(PARTNER)).answer is NO


def test_the_roles_own_account_may_be_the_one_that_calls() -> None:
    own = text(Hole("data.aws_caller_identity.this.account_id", "", Means.OWN_ACCOUNT))
    root = text("arn:aws:iam::", own, ":root")
    assert outcome(None, allow(V, REQUIRED), allow(root)).answer is NO
    assert outcome(None, allow(V, REQUIRED), allow(root, REQUIRED)).answer is YES


def test_a_role_that_nobody_can_assume_refuses_nobody_for_the_id() -> None:
    assert outcome(None, allow(V, REQUIRED), deny({})).answer is NO
    assert outcome(None, allow(V, REQUIRED | {"Null": {"sts:ExternalId": "true"}})).answer is NO


def test_a_service_sends_no_id_and_is_no_caller_of_this_kind() -> None:
    lambdas = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert outcome(None, lambdas).answer is NO


def test_other_calls_of_sts_have_no_external_id() -> None:
    found = fate(trust(allow(V, REQUIRED)), sending(None, "sts:AssumeRoleWithWebIdentity"))
    assert found.answer is NO


# --- not known ------------------------------------------------------------------------------------------------------


def test_an_id_that_is_not_known_may_be_the_right_one() -> None:
    found = outcome(UNKNOWN_ID, allow(V, REQUIRED))
    assert (found.answer, found.holes) == (UNKNOWN, (Hole("var.external_id"),))


def test_an_id_that_is_not_known_in_the_policy_may_be_the_one_that_is_sent() -> None:
    open_policy = allow(V, {"StringEquals": {"sts:ExternalId": UNKNOWN_ID}})
    assert outcome(ID, open_policy).answer is UNKNOWN


def test_a_policy_whose_id_is_not_known_still_requires_one() -> None:
    open_policy = allow(V, {"StringEquals": {"sts:ExternalId": UNKNOWN_ID}})
    found = outcome(None, open_policy)
    assert (found.answer, found.want, found.accepted) == (YES, Want.MISSING, (UNKNOWN_ID,))


def test_the_same_unknown_value_on_both_sides_is_the_right_id() -> None:
    assert outcome(UNKNOWN_ID, allow(V, {"StringEquals": {"sts:ExternalId": UNKNOWN_ID}})).answer is NO


def test_a_variable_of_the_same_name_that_is_declared_elsewhere_may_be_another() -> None:
    elsewhere = text(Hole("var.external_id", "/consumer/main.tf:1"))
    assert outcome(elsewhere, allow(V, {"StringEquals": {"sts:ExternalId": UNKNOWN_ID}})).answer is UNKNOWN


def test_a_partly_known_id_that_cannot_be_the_right_one_is_refused() -> None:
    assert outcome(text("acme-", Hole("var.n")), allow(V, REQUIRED)).want is Want.WRONG


def test_an_account_that_is_not_known_may_be_anyone() -> None:
    someone = allow(text(Hole("var.partner")), REQUIRED)
    assert outcome(None, someone).answer is YES
    assert outcome(None, someone, allow(text(Hole("var.other")))).answer is not YES


# --- laws -----------------------------------------------------------------------------------------------------------

sent_ids = st.sampled_from((None, "", ID, *(each for each in IDS if "*" not in each)))


def drawn(statements: list[Json]) -> Trust:
    return Trust(read_policy(tree({"Version": "2012-10-17", "Statement": statements})))


@given(policies(), sent_ids)
def test_what_is_refused_lets_in_the_witness_and_not_as_it_is_called(statements: list[Json], sent: str | None) -> None:
    found = fate(drawn(statements), sending(sent))
    if found.answer is not YES or (found.want is Want.ILLEGAL and not found.accounts):
        return
    assert found.entry.witness is not None
    policy = {"Version": "2012-10-17", "Statement": statements}
    request = found.entry.witness.to_json()
    assert decide(policy, request) == "YES"
    request["context"].pop("sts:externalid", None)
    if sent:
        request["context"]["sts:externalid"] = [sent]
    assert found.want is Want.ILLEGAL or decide(policy, request) != "YES"


@given(policies(), sent_ids)
def test_sending_an_accepted_id_is_never_refused(statements: list[Json], sent: str | None) -> None:
    held = drawn(statements)
    for each in fate(held, sending(sent)).accepted:
        assert fate(held, sending(each)) == Fate(NO)


@given(policies(), sent_ids)
def test_the_order_of_statements_does_not_matter(statements: list[Json], sent: str | None) -> None:
    one, other = (fate(drawn(each), sending(sent)) for each in (statements, statements[::-1]))
    assert (one.answer, one.want, set(one.accounts), set(one.accepted)) == (
        other.answer,
        other.want,
        set(other.accounts),
        set(other.accepted),
    )


@given(policies(), sent_ids)
def test_an_allow_for_everybody_refuses_no_legal_call(statements: list[Json], sent: str | None) -> None:
    allows = [each for each in statements if each["Effect"] == "Allow"]
    found = fate(drawn([*allows, allow("*")]), sending(sent))
    assert found.answer is (YES if sent == "" else NO)


@given(policies(), sent_ids)
def test_renaming_accounts_only_renames(statements: list[Json], sent: str | None) -> None:
    other = {VENDOR: PARTNER, PARTNER: VENDOR}
    text_of = json.dumps(statements).replace(VENDOR, "X").replace(PARTNER, VENDOR).replace("X", PARTNER)
    one, renamed = fate(drawn(statements), sending(sent)), fate(drawn(json.loads(text_of)), sending(sent))
    assert (one.answer, one.want, one.accepted) == (renamed.answer, renamed.want, renamed.accepted)
    assert {other.get(str(each), each) for each in one.accounts} == set(renamed.accounts)
