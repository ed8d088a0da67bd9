"""What must be true of every landscape: drawn roles, and where an outsider comes to from each of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plain_landscapes import NAMES, OWN, VENDOR, Plain, expected, held, landscapes, none, trust
from roletrust.dialects.identity_policy import read_grants
from roletrust.dialects.policy import read_policy
from roletrust.engine import blast_radius
from roletrust.engine.accounts import Owner
from roletrust.engine.answer import UNKNOWN, YES
from roletrust.engine.blast_radius import Path
from roletrust.engine.document import Source
from roletrust.engine.landscape import Home, Landscape, Place, Role
from roletrust.engine.permissions import Permissions
from roletrust.engine.text import Hole, Means, Value, text
from roletrust.engine.trust import Trust
from roletrust.rules.outsiders import outsiders
from roletrust.rules.privileged_external_role import judge
from spec.trust_spec import decide

Json = dict[str, Any]
OWNER = Owner(own=frozenset((OWN,)))


class Held(NamedTuple):
    arn: Value
    permissions: Permissions
    trusts: tuple[Trust, ...]
    home: Home = Home()
    problem: str = ""


def made(name: str, trusted: Sequence[Json], holds: Sequence[Json], owner: Owner = OWNER, arn: Value = "") -> Role:
    ready = Trust(read_policy({"Version": "2012-10-17", "Statement": list(trusted)}), owner)
    grants = read_grants({"Version": "2012-10-17", "Statement": list(holds)}, f"the policy of {name}")
    arn = arn or f"arn:aws:iam::{OWN}:role/{name}"
    holding = Held(arn, Permissions(grants, arn=arn), (ready,))
    return Role(Place(name, Source(f"{name}.tf", 1)), ready, outsiders=outsiders(ready), holdings=holding)


def of(landscape: Sequence[Plain]) -> list[Role]:
    return [made(name, trust(each), held(each)) for name, each in zip(NAMES, landscape, strict=False)]


def found(roles: Sequence[Role]) -> set[str]:
    landscape = Landscape(roles)
    return {each.place.label for each in roles if judge(landscape, each).answer is YES}


@given(landscapes)
def test_just_those_roles_are_found_from_which_there_is_a_way(landscape: list[Plain]) -> None:
    assert found(of(landscape)) == expected(landscape)


@given(landscapes, st.randoms(use_true_random=False))
def test_the_order_of_roles_does_not_matter(landscape: list[Plain], random: Any) -> None:
    def verdicts(roles: list[Role]) -> dict[str, object]:
        whole = Landscape(roles)
        return {each.place.label: judge(whole, each)[:2] for each in roles}

    roles = of(landscape)
    shuffled = list(roles)
    random.shuffle(shuffled)
    assert verdicts(roles) == verdicts(shuffled)


@given(landscapes, st.sampled_from(range(len(NAMES))), none, none)
def test_one_more_deny_adds_no_finding(landscape: list[Plain], at: int, may_not: Any, refuses: Any) -> None:
    one = landscape[at % len(landscape)]
    less = one._replace(may_not=one.may_not + may_not, refuses=one.refuses + refuses)
    changed = [less if each is one else each for each in landscape]
    assert found(of(changed)) <= found(of(landscape))


@given(landscapes)
def test_renaming_accounts_only_renames(landscape: list[Plain]) -> None:
    def renamed(value: Any) -> Any:
        return json.loads(json.dumps(value).replace(VENDOR, "X").replace(OWN, VENDOR).replace("X", OWN))

    owner = Owner(own=frozenset((VENDOR,)))
    roles = [
        made(name, renamed(trust(each)), renamed(held(each)), owner, f"arn:aws:iam::{VENDOR}:role/{name}")
        for name, each in zip(NAMES, landscape, strict=False)
    ]
    assert found(roles) == found(of(landscape))


@given(landscapes)
def test_each_hop_is_let_in_by_the_specification_and_each_shorter_way_was_looked_at(landscape: list[Plain]) -> None:
    roles = of(landscape)
    trusts = {name: trust(each) for name, each in zip(NAMES, landscape, strict=False)}
    whole = Landscape(roles)
    for role in roles:
        path = whole.blast_radius.of(role)
        for hop in path.hops if path.answer is YES else ():
            assert hop.entry.witness is not None
            policy = {"Version": "2012-10-17", "Statement": trusts[hop.role.place.label]}
            assert decide(policy, hop.entry.witness.to_json()) == "YES"
        if path.answer is YES and path.hops:
            assert whole.blast_radius.of(path.hops[-1].role)[0] is YES
            assert len(whole.blast_radius.of(path.hops[0].role).hops) == len(path.hops) - 1


# --- what is not known -------------------------------------------------------------------------------------------

ADMIN = {"Effect": "Allow", "Action": "*", "Resource": "*"}
TO_ALL = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
CALL = {"Action": "sts:AssumeRole"}
FROM_VENDOR = trust(Plain(trusts=("vendor",)))
FROM_HERE = trust(Plain(trusts=("root",)))


def way(roles: Sequence[Role]) -> Path:
    return Landscape(roles).blast_radius.of(roles[0])


def opened(role: Role, **more: Any) -> Role:
    assert isinstance(role.holdings, Held)
    role.holdings = role.holdings._replace(**more)
    return role


def test_a_trust_policy_that_cannot_be_read_leaves_the_way_open() -> None:
    inner = opened(made("b", FROM_HERE, [ADMIN]), trusts=(), problem="it is not JSON")
    path = way([made("a", FROM_VENDOR, [TO_ALL]), inner])
    assert (path.answer, path.doubt) == (UNKNOWN, "b is not decided: it is not JSON")


def test_what_the_other_role_holds_leaves_the_way_open() -> None:
    hole = Hole("var.policy")
    inner = opened(made("b", FROM_HERE, []), permissions=Permissions(unread=(hole,)))
    path = way([made("a", FROM_VENDOR, [TO_ALL]), inner])
    assert (path.answer, path.holes) == (UNKNOWN, (hole,))


def test_a_sure_way_is_told_before_one_that_is_open() -> None:
    inner = opened(made("b", FROM_HERE, []), permissions=Permissions(unread=(Hole("var.policy"),)))
    path = way([made("a", FROM_VENDOR, [TO_ALL]), inner, made("c", FROM_HERE, [ADMIN])])
    assert (path.answer, [each.role.place.label for each in path.hops]) == (YES, ["c"])


def test_a_role_that_lets_it_in_in_some_ways_only_leaves_the_way_open() -> None:
    inner = made("b", FROM_HERE, [ADMIN])
    shut = made("b", trust(Plain()), [])
    assert isinstance(inner.holdings, Held) and isinstance(shut.holdings, Held)
    path = way([made("a", FROM_VENDOR, [TO_ALL]), opened(inner, trusts=inner.holdings.trusts + shut.holdings.trusts)])
    assert path.answer is UNKNOWN


OPEN_ACCOUNT = Hole("own account", "", Means.OWN_ACCOUNT)
FROM_OPEN = {"Effect": "Allow", "Principal": {"AWS": text("arn:aws:iam::", OPEN_ACCOUNT, ":root")}, **CALL}


def open_arn(name: str) -> Value:
    return text("arn:aws:iam::", OPEN_ACCOUNT, f":role/{name}")


def test_the_own_account_need_not_be_known() -> None:
    to = {**TO_ALL, "Resource": open_arn("b")}
    entered = made("a", FROM_VENDOR, [to], Owner(), open_arn("a"))
    assert way([entered, made("b", [FROM_OPEN], [ADMIN], Owner(), open_arn("b"))]).answer is YES
    elsewhere = opened(made("b", [FROM_OPEN], [ADMIN], Owner(), open_arn("b")), home=Home("another root"))
    assert way([entered, elsewhere]).answer.name == "NO"


def test_roles_of_two_configurations_are_told_by_their_accounts() -> None:
    other = "210987654321"
    inner = made(
        "b",
        [{"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "sts:AssumeRole"}],
        [ADMIN],
        Owner(own=frozenset((other,))),
        open_arn("b"),
    )
    away = opened(inner, home=Home("another root"))
    to = {**TO_ALL, "Resource": f"arn:aws:iam::{other}:role/b"}
    assert way([made("a", FROM_VENDOR, [to]), away]).answer is YES
    assert way([made("a", FROM_VENDOR, [{**to, "Resource": f"arn:aws:iam::{OWN}:role/b"}]), away]).answer.name == "NO"
    assert way([made("a", FROM_VENDOR, []), away]).answer.name == "NO"


DEV, PROD = (Home("root", f"account of provider aws.{each}") for each in ("dev", "prod"))


def seen(account: str, name: str) -> Value:
    """An ARN as the other configurations of its root have it."""
    return text("arn:aws:iam::", Hole(account), f":role/{name}")


def test_roles_of_two_configurations_of_one_root_are_told_by_what_they_call_each_other() -> None:
    def answer(may: Value, trusted: Value) -> str:
        entered = opened(made("a", FROM_VENDOR, [{**TO_ALL, "Resource": may}], Owner(), open_arn("a")), home=DEV)
        inner = made("b", [{"Effect": "Allow", "Principal": {"AWS": trusted}, **CALL}], [ADMIN], Owner(), open_arn("b"))
        return way([entered, opened(inner, home=PROD)]).answer.name

    assert answer(seen(PROD.account, "b"), seen(DEV.account, "a")) == "YES"
    assert answer("*", seen(DEV.account, "a")) == "YES"
    assert answer(seen("var.prod", "b"), seen(DEV.account, "a")) == "UNKNOWN"
    assert answer(open_arn("b"), seen("var.dev", "a")) == "UNKNOWN"
    assert answer(seen(PROD.account, "b"), seen(DEV.account, "other")) == "NO"
    assert answer(seen(PROD.account, "other"), seen("var.dev", "other")) == "NO"
    assert answer(seen(PROD.account, "other"), seen(DEV.account, "a")) == "UNKNOWN"  # of one account, it is enough


def test_between_accounts_it_is_not_enough_to_be_named() -> None:
    other = "210987654321"
    named = [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OWN}:role/a"}, "Action": "sts:AssumeRole"}]
    away = made("b", named, [ADMIN], Owner(own=frozenset((other,))), f"arn:aws:iam::{other}:role/b")
    assert way([made("a", FROM_VENDOR, []), away]).answer.name == "NO"
    assert way([made("a", FROM_VENDOR, [TO_ALL]), away]).answer is YES


def test_a_session_that_is_named_can_be_opened_by_that_name() -> None:
    named = [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:sts::{OWN}:assumed-role/a/deploy"}, **CALL}]
    assert way([made("a", FROM_VENDOR, [TO_ALL]), made("b", named, [ADMIN])]).answer is YES
    assert way([made("c", FROM_VENDOR, [TO_ALL]), made("b", named, [ADMIN])]).answer.name == "NO"


def test_an_account_that_is_not_known_may_be_the_one_that_is_spelt_out() -> None:
    inner = made("b", [FROM_OPEN], [ADMIN], Owner(), open_arn("b"))
    to = {**TO_ALL, "Resource": "arn:aws:iam::111122223333:role/b"}
    assert way([made("a", FROM_VENDOR, [to], Owner(), open_arn("a")), inner]).answer is UNKNOWN


def test_the_search_has_a_bound_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blast_radius, "ASKED", 5)
    harmless = [made(f"h{number}", FROM_HERE, []) for number in range(7)]
    path = way([made("a", FROM_VENDOR, [TO_ALL]), *harmless])
    assert (path.answer, path.doubt) == (UNKNOWN, "more than 5 roles may be assumed from it, one after the other")


def test_no_trust_policy_is_asked_again_where_the_role_may_assume_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Value] = []
    real = Trust.admits_session

    def admits(self: Trust, role: Value) -> Any:
        asked.append(role)
        return real(self, role)

    monkeypatch.setattr(Trust, "admits_session", admits)
    others = [made(f"h{number}", FROM_HERE, [ADMIN]) for number in range(20)]
    assert way([made("a", FROM_VENDOR, []), *others]).answer.name == "NO"
    assert asked == []
