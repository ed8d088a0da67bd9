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
from roletrust.engine.answer import UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Source
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles import blast_radius
from roletrust.engine.roles.blast_radius import Path
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.methods import METHODS, Method
from roletrust.engine.roles.permissions import Permissions
from roletrust.engine.roles.role import Home, Place, Role
from roletrust.engine.text import Hole, Means, Value, text
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
    longest_session: int | None = None


def made(name: str, trusted: Sequence[Json], holds: Sequence[Json], owner: Owner = OWNER, arn: Value = "") -> Role:
    ready = Trust(read_policy({"Version": "2012-10-17", "Statement": list(trusted)}), owner)
    grants = read_grants({"Version": "2012-10-17", "Statement": list(holds)}, f"the policy of {name}")
    arn = arn or f"arn:aws:iam::{OWN}:role/{name}"
    holding = Held(arn, Permissions(grants, arn=arn), (ready,))
    return Role(Place(name, Source(f"{name}.tf", 1)), ready, holdings=holding)


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


@given(landscapes, st.sampled_from(range(len(NAMES))), none, none, none)
def test_one_more_deny_adds_no_finding(landscape: list[Plain], at: int, may_not: Any, refuses: Any, kept: Any) -> None:
    one = landscape[at % len(landscape)]
    less = one._replace(
        may_not=one.may_not + may_not, refuses=one.refuses + refuses, may_not_pass=one.may_not_pass + kept
    )
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


def test_an_allow_for_all_resources_but_some_leads_to_every_other_role() -> None:
    def leads(*but: str) -> bool:
        kept_out = [f"arn:aws:iam::{OWN}:role/{each}" for each in but]
        allowed = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotResource": kept_out}
        return way([made("a", FROM_VENDOR, [allowed]), made("b", FROM_HERE, [ADMIN])]).answer is YES

    assert leads("c")
    assert not leads("b")


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


# --- roles that are passed ----------------------------------------------------------------------------------------

STARTS = {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}
PASSES = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": f"arn:aws:iam::{OWN}:role/b"}


def serving(service: str = "ec2.amazonaws.com", **condition: Any) -> list[Json]:
    asked = {"Condition": condition} if condition else {}
    return [{"Effect": "Allow", "Principal": {"Service": service}, **CALL, **asked}]


def passed(holds: Sequence[Json], trusted: Sequence[Json], inner: Sequence[Json] = (ADMIN,), *others: Role) -> Path:
    """From a role with the policies `holds` to b, which has the policies `inner` and the trust policy `trusted`."""
    return way([made("a", FROM_VENDOR, holds), made("b", trusted, inner), *others])


def test_a_role_that_is_passed_to_a_service_is_a_hop_with_all_that_it_takes() -> None:
    path = passed([PASSES, STARTS], serving())
    (hop,) = path.hops
    assert (path.answer, hop.method and hop.method.by) == (YES, "an instance with a role")
    assert ([each.number for each in hop.by], [each.number for each in hop.starting]) == ([1], [2])
    assert hop.entry.witness is not None and hop.entry.witness.caller.arn == "ec2.amazonaws.com"


@pytest.mark.parametrize("method", [each for each in METHODS if each.service], ids=lambda each: each.by)
def test_each_method_passes_a_role_to_its_own_service(method: Method) -> None:
    assert method.service is not None
    starting = [{**STARTS, "Action": list(method.actions[1:])}]
    expected = UNKNOWN if method.service.doubt else YES
    assert passed([PASSES, *starting], serving(method.service.principal)).answer is expected
    assert passed([PASSES, *starting], serving("events.amazonaws.com")).answer.name == "NO"
    tied = {**PASSES, "Condition": {"StringEquals": {"iam:PassedToService": method.service.name}}}
    assert passed([tied, *starting], serving(method.service.principal)).answer is expected
    for missing in method.actions[1:]:
        kept = {"Effect": "Deny", "Action": missing, "Resource": "*"}
        assert passed([PASSES, *starting, kept], serving(method.service.principal)).answer.name == "NO"


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        ("*", {"StringEquals": {"aws:PrincipalAccount": OWN}}),
        ("*", {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}),
        (f"arn:aws:sts::{OWN}:assumed-role/a/session", {}),
    ],
)
def test_who_is_let_in_by_no_account_may_need_no_policy_of_his_own(principal: str, condition: Json) -> None:
    entry = {"Effect": "Allow", "Principal": {"AWS": principal}, **CALL, "Condition": condition}
    inner, harmless = made("b", [entry], [ADMIN]), {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
    assert way([made("a", FROM_VENDOR, [harmless]), inner]).answer is UNKNOWN
    forbidden = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}
    assert way([made("a", FROM_VENDOR, [harmless, forbidden]), inner]).answer.name == "NO"
    by_account = {**entry, "Principal": {"AWS": f"arn:aws:iam::{OWN}:root"}}
    assert way([made("a", FROM_VENDOR, [harmless]), made("b", [by_account], [ADMIN])]).answer.name == "NO"


OTHER_ACCOUNT = "210987654321"
NOT_PASSED: dict[str, tuple[list[Json], list[Json], list[Json]]] = {
    "it holds nothing": ([PASSES, STARTS], serving(), []),
    "another role may be passed": ([{**PASSES, "Resource": f"arn:aws:iam::{OWN}:role/c"}, STARTS], serving(), [ADMIN]),
    "no instance may be started": ([PASSES], serving(), [ADMIN]),
    "it may be passed to another service": (
        [{**PASSES, "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}, STARTS],
        serving(),
        [ADMIN],
    ),
    "a Deny forbids to pass it": ([PASSES, STARTS, {**PASSES, "Effect": "Deny"}], serving(), [ADMIN]),
    "it lets another service in": ([PASSES, STARTS], serving("lambda.amazonaws.com"), [ADMIN]),
    "it denies the service": ([PASSES, STARTS], [*serving(), {**serving()[0], "Effect": "Deny"}], [ADMIN]),
    "it serves another account": (
        [PASSES, STARTS],
        serving(StringEquals={"aws:SourceAccount": OTHER_ACCOUNT}),
        [ADMIN],
    ),
}


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:SourceAccount", OWN),
        ("ArnLike", "aws:SourceArn", f"arn:aws:ec2:*:{OWN}:*"),
        ("StringEquals", "aws:SourceOrgID", "o-abcdefghij"),
        ("ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-abcdefghij/r-root/*"),
    ],
)
def test_a_service_may_say_for_whom_it_works_and_may_not(operator: str, key: str, value: str) -> None:
    tied: Json = {operator: {key: value}}
    assert passed([PASSES, STARTS], serving(**tied)).answer is UNKNOWN
    assert passed([PASSES, STARTS], serving("lambda.amazonaws.com", **tied)).answer.name == "NO"


@pytest.mark.parametrize("case", NOT_PASSED)
def test_a_role_that_is_passed_takes_both_policies(case: str) -> None:
    assert passed([PASSES, STARTS], serving()).answer is YES
    holds, trusted, inner = NOT_PASSED[case]
    assert passed(holds, trusted, inner).answer.name == "NO"


def test_a_role_is_passed_within_one_account_only() -> None:
    away = {"owner": Owner(own=frozenset((OTHER_ACCOUNT,))), "arn": f"arn:aws:iam::{OTHER_ACCOUNT}:role/b"}
    passes = {**PASSES, "Resource": away["arn"]}
    inner = made("b", serving(), [ADMIN], **away)  # type: ignore[arg-type]
    assert way([made("a", FROM_VENDOR, [passes, STARTS]), inner]).answer.name == "NO"
    entered = made("a", FROM_VENDOR, [{**PASSES, "Resource": seen(PROD.account, "b")}, STARTS], Owner(), open_arn("a"))
    inner = opened(made("b", serving(), [ADMIN], Owner(), open_arn("b")), home=PROD)
    assert way([opened(entered, home=DEV), inner]).answer is UNKNOWN  # two providers may be of one account


def test_the_boundary_counts_for_what_is_passed_and_for_what_is_started() -> None:
    for allowed, answer in (
        (("iam:PassRole", "ec2:*"), "YES"),
        (("ec2:*",), "NO"),
        (("iam:PassRole",), "NO"),
    ):
        bound = read_grants({"Statement": {**STARTS, "Action": list(allowed)}}, "the boundary")
        entered = made("a", FROM_VENDOR, [PASSES, STARTS])
        assert isinstance(entered.holdings, Held)
        held = entered.holdings.permissions._replace(boundary=Permissions(bound))
        entered = opened(entered, permissions=held)
        assert way([entered, made("b", serving(), [ADMIN])]).answer.name == answer


def test_a_service_that_may_be_started_on_some_resources_only_leaves_the_way_open() -> None:
    some = {**STARTS, "Resource": f"arn:aws:ec2:eu-west-1:{OWN}:instance/app-*"}
    path = passed([PASSES, some], serving())
    assert (path.answer, path.doubt) == (UNKNOWN, "ec2:RunInstances is allowed on some resources only")
    assert passed([PASSES, {**some, "Resource": "arn:aws:s3:::logs/*"}], serving()).answer.name == "NO"
    assert passed([PASSES, some, {**STARTS, "Effect": "Deny"}], serving()).answer.name == "NO"
    bound = read_grants({"Statement": [PASSES, some]}, "the boundary")
    entered = made("a", FROM_VENDOR, [PASSES, STARTS])
    assert isinstance(entered.holdings, Held)
    held = entered.holdings.permissions._replace(boundary=Permissions(bound))
    assert way([opened(entered, permissions=held), made("b", serving(), [ADMIN])]).answer is UNKNOWN


def test_whether_a_service_says_for_whose_resource_it_works_leaves_the_way_open() -> None:
    own = serving(StringEquals={"aws:SourceAccount": OWN})
    path = passed([PASSES, STARTS], own)
    assert (path.answer, "ec2.amazonaws.com says for whose resource" in path.doubt) == (UNKNOWN, True)
    assert passed([PASSES, STARTS], serving(StringEqualsIfExists={"aws:SourceAccount": OWN})).answer is YES
    unless = serving(ArnLikeIfExists={"aws:SourceArn": f"arn:aws:ec2:*:{OWN}:instance/i-1"})
    assert passed([PASSES, STARTS], unless).answer is UNKNOWN


def test_what_is_not_known_of_a_pass_is_named() -> None:
    hole = Hole("var.app")
    path = passed([{**PASSES, "Resource": text(f"arn:aws:iam::{OWN}:role/", hole)}, STARTS], serving())
    assert (path.answer, path.holes) == (UNKNOWN, (hole,))
    path = passed([PASSES, STARTS], serving(StringEquals={"aws:SourceAccount": text(Hole("var.account"))}))
    assert (path.answer, [each.name for each in path.holes]) == (UNKNOWN, ["var.account"])


def test_services_of_china_are_called_otherwise() -> None:
    tied = {**PASSES, "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com.cn"}}}
    assert passed([tied, STARTS], serving("ec2.amazonaws.com.cn")).answer is YES


TO_C = {**TO_ALL, "Resource": f"arn:aws:iam::{OWN}:role/c"}


def test_from_a_role_that_an_instance_has_the_way_goes_on() -> None:
    path = passed([PASSES, STARTS], serving(), [TO_C], made("c", FROM_HERE, [ADMIN]))
    assert (path.answer, [each.role.place.label for each in path.hops]) == (YES, ["b", "c"])


def test_a_stack_hands_out_no_session_of_its_role() -> None:
    """CloudFormation User Guide, service role: CloudFormation uses it for what the template says, and nothing else."""
    stacks = {**STARTS, "Action": "cloudformation:CreateStack"}
    role, inner = serving("cloudformation.amazonaws.com"), made("c", FROM_HERE, [ADMIN])
    path = passed([PASSES, stacks], role, [TO_C], inner)
    assert (path.answer, "hands out no session of its role" in path.doubt) == (UNKNOWN, True)
    pass_c = {**PASSES, "Resource": f"arn:aws:iam::{OWN}:role/c"}
    assert passed([PASSES, stacks], role, [pass_c, STARTS], made("c", serving(), [ADMIN])).answer is YES
    builds = {**STARTS, "Action": "codebuild:*"}
    either = [*role, *serving("codebuild.amazonaws.com")]
    assert passed([PASSES, stacks, builds], either, [TO_C], inner).answer is YES
    both = [*role, *FROM_HERE]
    assert passed([PASSES, stacks, {**TO_C, "Resource": "*"}], both, [TO_C], inner).answer is YES


def test_a_longer_way_with_a_session_is_found_beside_a_shorter_one_without() -> None:
    stacks = {**STARTS, "Action": "cloudformation:CreateStack"}
    to_d = {**TO_ALL, "Resource": f"arn:aws:iam::{OWN}:role/d"}
    to_b = {**TO_ALL, "Resource": f"arn:aws:iam::{OWN}:role/b"}
    trusted = [
        *serving("cloudformation.amazonaws.com"),
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OWN}:role/d"}, **CALL},
    ]
    others = made("c", FROM_HERE, [ADMIN]), made("d", FROM_HERE, [to_b])
    path = passed([PASSES, stacks, to_d], trusted, [TO_C], *others)
    assert (path.answer, [each.role.place.label for each in path.hops]) == (YES, ["d", "b", "c"])


def test_the_way_to_data_goes_over_the_same_steps_but_for_a_stacks_role() -> None:
    reads = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}

    def to_data(holds: Sequence[Json], trusted: Sequence[Json]) -> Path:
        roles = [made("a", FROM_VENDOR, holds), made("b", trusted, [reads])]
        return Landscape(roles).blast_radius.to_data(roles[0])

    assert to_data([reads], FROM_HERE).hops == ()
    for path in (to_data([TO_ALL], FROM_HERE), to_data([PASSES, STARTS], serving())):
        assert (path.answer, path.power.actions, len(path.hops)) == (YES, ("s3:GetObject",), 1)
    path = to_data([PASSES, {**STARTS, "Action": "cloudformation:*"}], serving("cloudformation.amazonaws.com"))
    assert (path.answer, "hands out no session" in path.doubt) == (UNKNOWN, True)
    assert to_data([PASSES], serving()).answer.name == "NO"


def test_the_search_has_a_bound_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blast_radius, "ASKED", 5)
    harmless = [made(f"h{number}", FROM_HERE, []) for number in range(7)]
    path = way([made("a", FROM_VENDOR, [TO_ALL]), *harmless])
    assert (path.answer, path.doubt) == (UNKNOWN, blast_radius.TOO_MANY)
    assert blast_radius.TOO_MANY.startswith("more than 200 roles may be assumed")


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


@pytest.mark.parametrize(("name", "answer"), [("?", "YES"), ("??", "NO"), ("b*", "YES"), ("?b", "NO")])
def test_a_way_goes_to_the_roles_that_a_pattern_is_of(name: str, answer: str) -> None:
    to = {**TO_ALL, "Resource": f"arn:aws:iam::{OWN}:role/{name}"}
    assert way([made("a", FROM_VENDOR, [to]), made("b", FROM_HERE, [ADMIN])]).answer.name == answer


def test_the_own_account_in_a_boundary_is_the_one_that_is_known() -> None:
    entered = made("a", FROM_VENDOR, [TO_ALL])
    assert isinstance(entered.holdings, Held)
    for name, answer in (("b", "YES"), ("c", "NO")):
        bound = Permissions(read_grants({"Statement": [{**TO_ALL, "Resource": open_arn(name)}]}, "the boundary"))
        bounded = opened(entered, permissions=entered.holdings.permissions._replace(boundary=bound))
        assert way([bounded, made("b", FROM_HERE, [ADMIN])]).answer.name == answer


def test_a_circle_as_long_as_the_longest_way_goes_nowhere() -> None:
    names = "abcde"
    assert len(names) == blast_radius.HOPS + 1
    leads = [{**TO_ALL, "Resource": f"arn:aws:iam::{OWN}:role/{names[at - 4]}"} for at in range(5)]
    roles = [made(name, FROM_HERE, [lead]) for name, lead in zip(names, leads, strict=True)]
    assert way([made("a", [*FROM_VENDOR, *FROM_HERE], [leads[0]]), *roles[1:]]).answer.name == "NO"
