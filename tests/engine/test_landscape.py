"""What must be true of every landscape: drawn roles, and what the questions about all of them answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policies import PARTNER, VENDOR, policies
from engine.trusts import allow
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Source
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Open, Place, Role
from roletrust.engine.text import Hole, text
from roletrust.rules.catalog import LANDSCAPE
from roletrust.rules.rule import NOTHING
from spec.product_answer import tree
from spec.trust_spec import decide

Json = dict[str, Any]
Shared = set[tuple[str, str, str, str, str]]  # role, account, id, other role, other account
ACCOUNTS = tuple(f"{number:012d}" for number in range(100000000001, 100000000006))
EXTERNAL_IDS = ("0a1b2c3d-first", "4e5f6071-second", "8293a4b5-third")


def role(name: str, statements: list[Json], owner: Owner = Owner()) -> Role:
    policy = read_policy(tree({"Version": "2012-10-17", "Statement": statements}))
    return Role(Place(name, Source(f"{name}.tf", 1)), Trust(policy, owner))


def shared(roles: list[Role]) -> Shared:
    landscape = Landscape(roles)
    return {
        (each.place.label, held.account, held.external_id, other.role.place.label, other.account)
        for each in roles
        for held in landscape.held(each)
        if held.entry.answer is YES
        for other in landscape.others(held)
    }


def named(chosen: list[list[Json]]) -> list[Role]:
    return [role(f"r{number}", statements) for number, statements in enumerate(chosen)]


landscapes = st.lists(policies(), min_size=1, max_size=3)


@given(landscapes)
def test_what_passes_alone_passes_beside_all_others(chosen: list[list[Json]]) -> None:
    roles = named(chosen)
    for rule in LANDSCAPE:
        for each in roles:
            assert not rule.alone(each) or rule.judge(Landscape(roles), each) == NOTHING


@given(landscapes, st.randoms(use_true_random=False))
def test_the_order_of_roles_does_not_matter(chosen: list[list[Json]], random: Any) -> None:
    roles = named(chosen)
    shuffled = list(roles)
    random.shuffle(shuffled)
    assert shared(roles) == shared(shuffled)
    for each in roles:
        assert Landscape(roles).left_open(each) == Landscape(shuffled).left_open(each)


@given(landscapes)
def test_renaming_accounts_only_renames(chosen: list[list[Json]]) -> None:
    other = {VENDOR: PARTNER, PARTNER: VENDOR}
    text_of = json.dumps(chosen).replace(VENDOR, "X").replace(PARTNER, VENDOR).replace("X", PARTNER)
    renamed = {(a, other[b], c, d, other[e]) for a, b, c, d, e in shared(named(chosen))}
    assert shared(named(json.loads(text_of))) == renamed


@given(landscapes)
def test_sharing_is_mutual_and_between_two(chosen: list[list[Json]]) -> None:
    found = shared(named(chosen))
    assert found == {(d, e, c, a, b) for a, b, c, d, e in found}
    assert all(account != other for _, account, _, _, other in found)


@given(landscapes)
def test_one_more_role_hides_nothing(chosen: list[list[Json]]) -> None:
    roles = named(chosen)
    assert shared(roles[1:]) <= shared(roles)


@given(policies(), policies())
def test_an_id_that_is_held_lets_its_account_in_by_the_specification(one: list[Json], other: list[Json]) -> None:
    roles = named([one, other])
    landscape = Landscape(roles)
    for each, statements in zip(roles, (one, other), strict=True):
        for held in landscape.held(each):
            assert held.entry.witness is not None
            request = held.entry.witness.to_json()
            assert request["context"] | {"sts:externalid": [held.external_id]} == request["context"]
            assert held.entry.witness.caller.account == held.account
            assert decide({"Version": "2012-10-17", "Statement": statements}, request) == "YES"


grants = st.lists(
    st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(EXTERNAL_IDS)), min_size=1, max_size=3, unique=True
)


@given(st.lists(grants, min_size=1, max_size=5))
def test_of_plain_grants_just_those_ids_are_shared_that_two_accounts_are_granted(
    chosen: list[list[tuple[str, str]]],
) -> None:
    every = {(f"r{number}", account, each) for number, made in enumerate(chosen) for account, each in made}
    expected = {
        (name, account, each, other, theirs)
        for name, account, each in every
        for other, theirs, same in every
        if same == each and theirs != account
    }
    assert shared(named([[grant(account, each) for account, each in made] for made in chosen])) == expected


def grant(account: Any, external_id: Any) -> Json:
    return {
        "Effect": "Allow",
        "Principal": {"AWS": account},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
    }


# --- whose accounts ----------------------------------------------------------------------------------------------

ONE, TWO, THREE = ACCOUNTS[:3]
ID = EXTERNAL_IDS[0]


def test_accounts_of_one_name_are_one_holder() -> None:
    owner = Owner(trusted={ONE: "the vendor", TWO: "the vendor"})
    roles = [
        role("a", [grant(ONE, ID)], owner),
        role("b", [grant(TWO, ID)], owner),
        role("c", [grant(THREE, ID)], owner),
    ]
    assert {(one, other) for one, _, _, other, _ in shared(roles)} == {("a", "c"), ("c", "a"), ("b", "c"), ("c", "b")}


@pytest.mark.parametrize(
    "other", [role("b", [grant("*", ID)]), role("b", [grant(TWO, ID)], Owner(own=frozenset((TWO,))))]
)
def test_the_own_account_and_strangers_hold_none(other: Role) -> None:
    assert shared([role("a", [grant(ONE, ID)]), other]) == set()


def test_what_is_open_is_told_by_the_role_itself_before_others() -> None:
    opened = role("b", [grant(TWO, text(Hole("var.id", "b.tf:3")))])
    sure, free = role("a", [grant(ONE, ID)]), role("d", [{**grant(ONE, ID), "Action": "sts:TagSession"}])
    landscape = Landscape([sure, opened, free])
    told = Open(opened.place, (Hole("var.id"),), accounts=(TWO,))
    assert (landscape.left_open(sure), landscape.left_open(opened)) == (told, told)
    assert landscape.left_open(free) is None


@pytest.mark.parametrize(
    ("others", "is_open"),
    [
        ([], False),
        ([grant(ONE, ID)], False),
        ([grant(TWO, ID)], True),
        ([grant(text("arn:aws:iam::", Hole("var.vendor"), ":root"), ID)], True),
    ],
)
def test_an_id_that_is_not_known_is_shared_with_nobody_where_all_ids_are_for_one(
    others: list[Json], is_open: bool
) -> None:
    opened = role("b", [grant(ONE, text(Hole("var.id")))])
    landscape = Landscape([opened, *(role("a", [each]) for each in others)])
    assert bool(landscape.left_open(opened)) is is_open


def test_where_a_policy_is_not_known_the_id_may_be_shared_with_whoever_it_is_for() -> None:
    opened, unread = role("b", [grant(ONE, text(Hole("var.id")))]), Role(Place("a"), doubt="it is not known")
    assert Landscape([opened, unread]).left_open(opened)


def test_an_account_that_is_not_known_holds_nothing_and_leaves_the_role_open() -> None:
    unknown = role("a", [grant(text("arn:aws:iam::", Hole("var.vendor"), ":root"), ID)])
    assert shared([unknown, role("b", [grant(ONE, ID)])]) == set()
    assert unknown.open == Open(unknown.place, (Hole("var.vendor"),), accounts=(text(Hole("var.vendor")),))


def test_an_entry_that_is_open_is_held_perhaps() -> None:
    tagged = {"StringEquals": {"sts:ExternalId": ID, "aws:PrincipalArn": text(Hole("var.caller"))}}
    sure, perhaps = role("a", [grant(ONE, ID)]), role("b", [{**grant(TWO, ID), "Condition": tagged}])
    landscape = Landscape([sure, perhaps])
    (held,) = landscape.held(sure)
    assert [each.role for each in landscape.others(held, UNKNOWN)] == [perhaps]
    assert list(landscape.others(held)) == []


def test_an_account_that_may_need_no_id_holds_its_id_perhaps() -> None:
    """If the caller that is not known is an ordinary one, it needs none, and holds none in particular."""
    without = {**grant(TWO, ID), "Condition": {"ArnEquals": {"aws:PrincipalArn": text(Hole("var.caller"))}}}
    sure, perhaps = role("a", [grant(ONE, ID)]), role("b", [grant(TWO, ID), without])
    landscape = Landscape([sure, perhaps])
    (held,) = landscape.held(perhaps)
    assert held.entry.answer is UNKNOWN
    assert shared([sure, perhaps]) == set()


def test_the_engine_is_asked_only_of_ids_that_are_spelt_out_for_different_holders(monkeypatch: Any) -> None:
    asked: list[str] = []

    def entry(_: Role, account: str, external_id: str) -> Reach:
        asked.append(f"{account} {external_id}")
        return Reach(NO)

    monkeypatch.setattr(Role, "entry", entry)
    roles = [role(f"r{number}", [grant(ONE, ID)]) for number in range(20)]
    landscape = Landscape([*roles, role("b", [grant(TWO, EXTERNAL_IDS[1])]), role("c", [grant(ONE, EXTERNAL_IDS[1])])])
    for each in roles:
        assert list(landscape.held(each)) == []
    assert asked == []


def test_who_gets_in_with_any_id_holds_none() -> None:
    def required(account: str) -> Json:
        return allow(account, {"StringEquals": {"sts:ExternalId": EXTERNAL_IDS[0]}})

    assert shared(named([[required(VENDOR)], [required(PARTNER)]]))
    assert not shared(named([[required(VENDOR), allow(VENDOR)], [required(PARTNER)]]))
