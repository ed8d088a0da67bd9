"""What comes of a call that the session of a known role makes, and whether that role's own policies let it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policies import IDS, VENDOR, policies
from engine.trusts import allow, deny
from roletrust.dialects.identity_policy import read_grants
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call, Fate, Want, fate
from roletrust.engine.roles.chained import OneSession, fate_of
from roletrust.engine.roles.chained import barred as barred_by_policy
from roletrust.engine.roles.permissions import Permissions, Refusal, refusal
from roletrust.engine.roles.permissions import may as decided
from roletrust.engine.roles.role import Home, Place, Role
from roletrust.engine.text import Hole, Means, Value, text
from spec.product_answer import tree
from spec.trust_spec import decide

Json = dict[str, Any]
OWN = "987654321098"
ID, OTHER = "7f9c2b1e-4a55-4c1d", "c03d5a72-91fe-4b60"
REQUIRED = {"StringEquals": {"sts:ExternalId": ID}}
CI, OTHER_ROLE = f"arn:aws:iam::{VENDOR}:role/ci", f"arn:aws:iam::{VENDOR}:role/other"
TARGET = f"arn:aws:iam::{OWN}:role/deploy"
OWN_ACCOUNT = Hole("own", "", Means.OWN_ACCOUNT)


NOWHERE = Home()


class Held(NamedTuple):
    arn: Value
    permissions: Permissions = Permissions()
    home: Home = NOWHERE
    trusts: tuple[Trust, ...] = ()
    problem: str = ""
    longest_session: int | None = None


def trusting(*statements: Json, owner: Owner = Owner()) -> Trust:
    return Trust(read_policy(tree({"Version": "2012-10-17", "Statement": list(statements)})), owner)


def role(arn: Value, *statements: Json, home: Home = NOWHERE, account: str = "", **held: Any) -> Role:
    """`held`: its permissions, as statements of an identity policy or as they are; `account`: its own, as proved."""
    trust = trusting(*(statements or (allow("*", REQUIRED),)), owner=Owner(proved=account))
    permissions = Permissions(read_grants({"Statement": held.pop("may", [])}, "the policy"), **held)
    return Role(Place(f"role {arn}"), trust, holdings=Held(arn, permissions, home))


def call(by: Value | None = CI, caller: Role | None = None, external_id: str | None = None) -> Call:
    return Call(TARGET, external_id, "a caller", "external_id", by=by, caller=caller)


def outcome(*statements: Json, by: Value | None = CI, external_id: str | None = None) -> Fate:
    return fate_of(role(TARGET, *statements, account=OWN), call(by, external_id=external_id))


# --- which session ------------------------------------------------------------------------------------------------


def test_a_session_is_refused_though_another_ones_is_not() -> None:
    found = outcome(allow(VENDOR, REQUIRED), allow(OTHER_ROLE))
    assert (found.answer, found.want, found.by, found.accepted) == (YES, Want.MISSING, CI, (ID,))
    assert outcome(allow(VENDOR, REQUIRED), allow(OTHER_ROLE), by=None).answer is NO
    assert outcome(allow(VENDOR, REQUIRED), allow(CI)).answer is NO


def test_a_session_that_is_let_in_with_no_id_is_no_matter_of_the_id() -> None:
    assert outcome(allow(OTHER_ROLE, REQUIRED)).answer is NO
    assert outcome(allow(VENDOR, REQUIRED), deny({"ArnEquals": {"aws:PrincipalArn": CI}})).answer is NO


@pytest.mark.parametrize(("sent", "want"), [(OTHER, Want.WRONG), ("", Want.ILLEGAL), (ID, None)])
def test_a_session_may_send_another_id_or_the_right_one(sent: str, want: Want | None) -> None:
    assert outcome(allow(VENDOR, REQUIRED), allow(OTHER_ROLE), external_id=sent).want is want


def test_whoever_calls_is_asked_for_where_the_session_leaves_it_open() -> None:
    unknown = allow(text("arn:aws:iam::", Hole("var.account"), ":role/ci"), REQUIRED)
    refused = outcome(unknown)
    assert (refused.answer, refused.by) == (YES, "")
    assert outcome(unknown, allow(text(Hole("var.somebody")))).answer is UNKNOWN


def test_an_arn_may_be_of_the_own_account_where_that_is_not_known() -> None:
    policy = allow(VENDOR, REQUIRED), allow(text("arn:aws:iam::", OWN_ACCOUNT, ":role/ci"))
    assert fate_of(role(TARGET, *policy, account=OWN), call()).answer is YES
    assert fate_of(role(TARGET, *policy), call()).answer is UNKNOWN


def test_a_session_is_let_in_by_the_name_that_a_principal_spells_and_by_no_other() -> None:
    alice = f"arn:aws:sts::{VENDOR}:assumed-role/ci/alice"
    found = trusting(allow(alice)).admits_session(CI)
    assert found.witness is not None
    assert (found.answer, found.witness.caller.session) == (YES, "alice")
    assert trusting(allow(alice), deny(None, alice)).admits_session(CI).answer is NO
    assert trusting(allow(CI), deny(None, alice)).admits_session(CI).answer is YES
    assert trusting(allow(alice), deny({"StringNotLike": {"aws:userid": "*:bob"}})).admits_session(CI).answer is NO


sent_ids = st.sampled_from((None, *(each for each in IDS if "*" not in each)))


@given(policies(), sent_ids, st.sampled_from((CI, "arn:aws:iam::123456789012:role/app")))
def test_what_is_refused_lets_in_that_session_with_another_id_alone(
    statements: list[Json], sent: str | None, arn: str
) -> None:
    found = fate(OneSession(trusting(*statements), (arn,)), call(external_id=sent))
    if found.answer is not YES or not found.accounts:
        return
    assert found.entry.witness is not None
    policy, request = {"Version": "2012-10-17", "Statement": statements}, found.entry.witness.to_json()
    assert (request["caller"]["arn"], decide(policy, request)) == (arn, "YES")
    request["context"].pop("sts:externalid", None)
    if sent:
        request["context"]["sts:externalid"] = [sent]
    assert decide(policy, request) != "YES"


@given(policies(), sent_ids)
def test_a_session_gets_in_only_where_somebody_does(statements: list[Json], sent: str | None) -> None:
    arn = f"arn:aws:iam::{VENDOR}:role/app"
    whoever = fate(trusting(*statements), call(external_id=sent))
    session = OneSession(trusting(*statements), (arn,))
    found = session.without_external_id(VENDOR) if sent is None else session.with_the_id(VENDOR, sent)
    assert whoever.answer is not YES or found.answer is not YES


# --- its own policies -----------------------------------------------------------------------------------------------


def may(resource: Any = "*", action: str = "sts:AssumeRole", effect: str = "Allow", **more: Any) -> Json:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


OTHERS = may("arn:aws:s3:::x", "s3:GetObject")


def barred(*grants: Json, by: Value = CI, called: Role | None = None, **caller: Any) -> Refusal | None:
    called = called or role(TARGET, account=OWN)
    caller.setdefault("account", VENDOR)
    return barred_by_policy(called, call(by, role(by, allow("*", REQUIRED), may=list(grants), **caller)))


def test_no_allow_and_any_deny_bars_a_role_of_another_account() -> None:
    assert barred(OTHERS) == Refusal()
    assert barred(may(TARGET)) is None
    assert barred(may(f"{TARGET}-2")) == Refusal()
    denied = barred(may(), may(TARGET, effect="Deny"))
    assert denied
    assert [each.number for each in denied.by] == [2]
    assert barred(may(), may(f"{TARGET}-2", effect="Deny")) is None


def test_what_may_allow_it_bars_nothing() -> None:
    assert barred() is None
    assert barred(OTHERS, unread=(Hole("policy"),)) is None
    assert barred(may(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})) is None
    assert barred(may(), may(effect="Deny", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})) is None


def test_a_boundary_bars_by_its_deny_and_for_want_of_an_allow() -> None:
    def bound(*statements: Json) -> Permissions:
        return Permissions(read_grants({"Statement": list(statements)}, "the boundary"))

    assert barred(may(), boundary=bound(may())) is None
    assert barred(may(), boundary=bound(OTHERS)) == Refusal(bounded=True)
    denied = barred(may(), boundary=bound(may(), may(effect="Deny")))
    assert denied
    assert denied.by[0].policy == "the boundary"
    assert barred(may(), boundary=Permissions(unread=(Hole("b"),))) is None


HOME = Home("root", "account of provider a")
HERE, THERE = (text("arn:aws:iam::", OWN_ACCOUNT, f":role/{name}") for name in ("ci", "deploy"))


@pytest.mark.parametrize(
    ("statement", "bars"),
    [
        (allow(text(OWN_ACCOUNT), REQUIRED), True),
        (allow(text("arn:aws:iam::", OWN_ACCOUNT, ":role/other"), REQUIRED), True),
        (allow(HERE, REQUIRED), False),
        (allow(f"arn:aws:iam::{VENDOR}:role/teams/ci", REQUIRED), False),  # the own account may be that one
        (allow("*", REQUIRED), False),
        (allow(text("arn:aws:sts::", OWN_ACCOUNT, ":assumed-role/ci/run"), REQUIRED), False),
        ({**allow("x", REQUIRED), "Principal": {}, "NotPrincipal": {"AWS": VENDOR}}, False),
    ],
)
def test_within_one_account_it_is_enough_to_be_named(statement: Json, bars: bool) -> None:
    statement = {key: each for key, each in statement.items() if each != {}}
    called = role(THERE, statement, home=HOME)
    assert (barred(OTHERS, by=HERE, called=called, home=HOME, account="") is not None) is bars
    denied = barred(may(THERE, effect="Deny"), by=HERE, called=called, home=HOME, account="")
    assert denied
    assert denied.by


@pytest.mark.parametrize(
    "resource", [f"arn:aws:iam::{OWN}:role/deploy", f"arn:aws:iam::{VENDOR}:role/*", "arn:aws:iam::*:role/deploy"]
)
def test_an_account_that_is_not_known_may_be_any_that_the_policies_name(resource: str) -> None:
    called = role(THERE, allow(text(OWN_ACCOUNT), REQUIRED), home=HOME)
    assert barred(may(resource), by=HERE, called=called, home=HOME, account="") is None
    other = barred(may(resource.replace(":role/", ":user/")), by=HERE, called=called, home=HOME, account="")
    assert other == Refusal()


def test_the_callers_account_that_is_not_known_may_be_that_of_the_other() -> None:
    mine = may(text("arn:aws:iam::", OWN_ACCOUNT, ":role/deploy"))
    called = role(TARGET, allow(VENDOR, REQUIRED), account=OWN, home=Home("root", "account of provider b"))
    assert barred(mine, by=HERE, called=called, home=HOME, account="") is None
    assert barred(OTHERS, by=HERE, called=called, home=HOME, account="") == Refusal()


def test_a_role_of_which_nothing_is_known_is_barred_from_nothing() -> None:
    called = role(TARGET, account=OWN)
    assert barred_by_policy(called, call()) is None
    nothing_held = Role(Place("ci"), trusting(allow("*", REQUIRED)))
    assert barred_by_policy(called, call(CI, nothing_held)) is None
    assert (
        barred_by_policy(Role(Place("deploy"), trusting(allow("*", REQUIRED))), call(CI, role(CI, may=[OTHERS])))
        is None
    )
    elsewhere = role(THERE, allow(text(OWN_ACCOUNT), REQUIRED), home=Home("another"))
    assert barred(OTHERS, by=HERE, called=elsewhere, home=HOME, account="") is None


grants = st.lists(
    st.builds(
        may,
        st.sampled_from((TARGET, f"{TARGET}-2", "*", "arn:aws:iam::*:role/*")),
        st.sampled_from(("sts:AssumeRole", "sts:*", "*", "s3:GetObject")),
        st.sampled_from(("Allow", "Allow", "Deny")),
    ),
    max_size=3,
)


@given(grants, st.one_of(st.none(), grants))
def test_a_refusal_is_the_proof_that_nothing_allows_it(own: list[Json], bound: list[Json] | None) -> None:
    boundary = None if bound is None else Permissions(read_grants({"Statement": bound}, "b"))
    held = Permissions(read_grants({"Statement": own}, "p"), boundary=boundary)
    refused = refusal(held, "sts:AssumeRole", TARGET)
    assert refused is None or decided(held, "sts:AssumeRole", TARGET).answer is NO
    assert refused is not None or decided(held, "sts:AssumeRole", TARGET).answer is YES or not own


def test_a_role_that_asks_for_no_id_refuses_none_but_those_that_sts_does() -> None:
    careless = Role(Place("role careless"))
    assert fate_of(careless, call(external_id=ID)).answer is NO
    assert fate_of(careless, call(external_id="")).want is Want.ILLEGAL
