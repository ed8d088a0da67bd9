"""Rule 5: which external ids are easily guessed, whatever way the policy asks for them."""

from __future__ import annotations

from random import Random
from string import ascii_letters, digits
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policies import policies
from engine.trusts import V, allow, deny, trust
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.decision.authorizer import authorize
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Use
from roletrust.engine.text import Hole, Means, text
from roletrust.rules.analysis.guessable_ids import WHOLE_WORD, weakness
from roletrust.rules.rule import Verdict
from roletrust.rules.tables.words import SHORTEST, _dictionary, known
from roletrust.rules.weak_external_id import judge

X = "sts:ExternalId"
BASE62 = ascii_letters + digits
MADE_UP, PRINTED = "is made of words and numbers that are tried first", "stands in a public specification or manual"
W = "210000000000"
GOOD, OTHER = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41", "c0ffee42-1f0e-4b77-8d5e-93aa61d3f6b9"
OPEN = text(Hole("var.external_id"))


def asked(*written: Any, owner: Owner = Owner()) -> Verdict:
    return judge(trust(*written, owner=owner))


def vendor(operator: str, value: Any) -> Any:
    return allow(V, {operator: {X: value}})


# ------------------------------------------------------------------ what is weak


@pytest.mark.parametrize(
    ("external_id", "why"),
    [
        ("12345", "has fewer than 8 characters"),  # IAM User Guide, "The confused deputy problem"
        ("123ABC", "has fewer than 8 characters"),  # STS API reference, the example of AssumeRole
        ("vendor7", "has fewer than 8 characters"),
        (V, "is a bare account id"),
        ("1234-5678-9012", "is a bare account id"),
        ("Acme-ReadOnly", "is the role's name"),
        ("aaaaaaaa", "is one repeated character"),
        ("aaaaAAAA", "is one repeated character"),
        ("00000000-0000-0000-0000-000000000000", "is one repeated character"),
        ("--------", "is one repeated character"),
        ("external-id", MADE_UP),
        ("YOUR_EXTERNAL_ID", MADE_UP),
        ("ChangeMe", MADE_UP),
        ("12345678", "is a run of characters that follow one another"),
        ("password", MADE_UP),
        ("a1b2c3d4-5678-90ab-cdef-EXAMPLE11111", PRINTED),
        ("123e4567-e89b-12d3-a456-426614174000", PRINTED),
        ("550e8400-e29b-41d4-a716-446655440000", PRINTED),
        ("production", MADE_UP),
        ("changeme123", MADE_UP),
        ("datadog-integration", MADE_UP),
        ("secret-external-id", MADE_UP),
        ("NewRelicMonitoring", MADE_UP),
        ("P@ssw0rd", MADE_UP),
        ("customer-48213", MADE_UP),
        (f"{W}-prod", MADE_UP),
        ("acme-readonly-2", MADE_UP),
        ("prod-2024-06-30", MADE_UP),
        ("qwerty-access", MADE_UP),
        ("2024-06-30", "is a date"),
        ("30.06.2024", "is a date"),
        ("qwertyuiop", "is a run of characters that follow one another"),
        ("1q2w3e4r", "is a run of characters that follow one another"),
        ("zyxwvuts", "is a run of characters that follow one another"),
        ("abababab", "repeats a few characters"),
        ("x9-x9-x9-x9", "repeats a few characters"),
        ("sunflower-banana", MADE_UP),  # dictionary words
        ("elephant2024", MADE_UP),
        ("p4rtner-bridge", MADE_UP),
        ("kubernetes-cluster", MADE_UP),
        ("2023-12-31T00:00:00Z", "is a date"),
        ("aaa-bbb-ccc", "is a run of characters that follow one another"),
        ("00000000-0000-0000-0000-00000000002a", "is one repeated character but for a few"),
        ("3fa85f64-5717-4562-b3fc-2c963f66afa6", PRINTED),  # what OpenAPI's editor shows of every UUID
    ],
)
def test_an_id_that_is_easily_guessed(external_id: str, why: str) -> None:
    assert weakness(external_id, "acme-readonly") == why
    found = asked(vendor("StringEquals", external_id), owner=Owner(role="acme-readonly"))
    assert found.answer is YES
    assert found.reason == (
        f'account {V} gets in through statement 1 with an id that proves nothing: "{external_id}" {why}'
    )


@pytest.mark.parametrize(
    "external_id",
    [
        *(GOOD, "my-external-id-7f9c2b1e", "acme-7f3a91c2", "datadog-k3v9", "correct-horse-battery-staple"),
        *("87236491", "kdjfhgksjdhfg", "2024-13-31", "qwertyuxop", "abababax", "prod-48213377", "7f9c2b1e"),
        *("zebra-qxv7-harbor", "sunflower-banana-harbor", "000000000000a7f3k9q2"),
        "external-id-of-my-company-in-the-cloud-for-production-access",  # more words than anybody tries
    ],
)
def test_its_neighbour_that_is_not(external_id: str) -> None:
    assert not weakness(external_id, "acme-readonly")
    assert asked(vendor("StringEquals", external_id), owner=Owner(role="acme-readonly")).answer is NO


@pytest.mark.parametrize(
    ("letters", "sizes"),
    [("0123456789abcdef", (16, 20, 32, 40)), ("0123456789ABCDEF", (16,)), (BASE62, (16, 18, 24, 32))],
    ids=["hex", "upper hex", "base62"],
)
def test_no_random_id_is_ever_called_weak(letters: str, sizes: tuple[int, ...]) -> None:
    lot = Random(62)
    drawn = ["".join(lot.choices(letters, k=lot.choice(sizes))) for _ in range(10_000 // 4)]
    assert [each for each in drawn if weakness(each, "deploy")] == []


def test_no_random_uuid_is_ever_called_weak() -> None:
    lot = Random(4)
    drawn = [str(UUID(int=lot.getrandbits(128), version=4)) for _ in range(10_000 // 4)]
    assert [each for each in drawn if weakness(each, "deploy")] == []


@pytest.mark.parametrize("around", [("prod", ""), ("", "sandbox"), ("", "-qwertz")])
def test_no_word_is_passed_over_wherever_it_stands(around: tuple[str, str]) -> None:
    """What cannot begin a part is not tried: the parts that are, are all those of the tables."""
    words = [each for each in (*known(), *_dictionary()) if SHORTEST <= len(each) <= WHOLE_WORD]
    before, after = around
    assert [each for each in words if not weakness(f"{before}{each}{after}", "")] == []


def test_a_word_with_a_digit_is_one_word() -> None:
    assert weakness("env0-prod-test-demo-main", "") == weakness("prod-test-demo-main", "") != ""


def test_a_name_that_is_not_known_is_no_role_s_name() -> None:
    assert asked(vendor("StringEquals", "kxvery-zlqor")).answer is NO
    assert asked(vendor("StringEquals", "kxvery-zlqor"), owner=Owner(role="kxvery-zlqor")).answer is YES
    assert asked(vendor("StringEquals", "kxvery-zlqor-7"), owner=Owner(role="kxvery-zlqor")).answer is YES


# ------------------------------------------------------------------ however it is asked for


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ([vendor("StringEquals", [GOOD, "test"])], YES),
        ([vendor("StringEquals", [GOOD, OTHER])], NO),
        ([vendor("StringEquals", GOOD), vendor("StringEquals", "changeme")], YES),
        ([vendor("StringEquals", GOOD), vendor("StringEquals", OTHER)], NO),
        ([vendor("StringEqualsIgnoreCase", "CHANGEME")], YES),
        ([vendor("StringEqualsIgnoreCase", GOOD)], NO),
        ([vendor("ForAnyValue:StringEquals", ["changeme"])], YES),
        ([vendor("ForAnyValue:StringEquals", [GOOD])], NO),
        ([vendor("StringLike", "*")], YES),
        ([vendor("StringLike", "acme-*")], YES),
        ([vendor("StringLike", f"{GOOD[:-1]}?")], YES),
        ([vendor("StringLike", GOOD)], NO),
        ([vendor("StringEquals", "acme-*")], NO),  # no wildcard, and no id that anybody can send
        ([vendor("Null", "false")], YES),
        ([allow(V), deny({"Null": {X: "true"}})], YES),
        ([allow(V), deny({"Null": {X: "true"}}), deny({"StringNotEquals": {X: GOOD}})], NO),
        ([allow(V), deny({"StringNotEquals": {X: "changeme"}})], YES),
        ([allow(V), deny({"StringNotEquals": {X: [GOOD, "changeme"]}})], YES),
        ([allow(V), deny({"StringNotEquals": {X: GOOD}})], NO),
        ([allow(V), deny({"StringNotLike": {X: "acme-*"}})], YES),
        ([vendor("StringLike", "acme-*"), deny({"StringNotEquals": {X: GOOD}})], NO),
        ([vendor("StringEquals", [GOOD, "changeme"]), deny({"StringEquals": {X: "changeme"}})], NO),
        ([vendor("StringEquals", "changeme"), deny({"Null": {X: "false"}})], NO),  # nobody gets in
        ([allow(V, {"StringEquals": {X: "${aws:PrincipalAccount}"}})], YES),
        ([allow(f"arn:aws:iam::{V}:role/deploy", {"StringEquals": {X: "changeme"}})], YES),
        ([allow("*", {"StringEquals": {X: "changeme"}})], NO),  # anybody gets in: rule 4
        ([allow(["*", V], {"StringEquals": {X: "changeme"}})], YES),
        ([allow(["*", V], {"StringEquals": {X: GOOD}})], NO),
    ],
    ids=str,
)
def test_every_id_that_is_accepted_is_judged(written: Any, answer: Answer) -> None:
    found = asked(*written)
    assert found.answer is answer
    if found.witness:
        assert authorize(trust(*written).policy, found.witness).answer is YES
        assert found.witness.context[X.lower()]


@pytest.mark.parametrize(
    "written",
    [
        [allow(V)],
        [vendor("StringEqualsIfExists", "changeme")],
        [vendor("ForAllValues:StringEquals", "changeme")],
        [vendor("StringNotEquals", GOOD)],
        [vendor("StringEquals", "changeme"), allow(V)],
        [vendor("Null", "true")],
    ],
    ids=str,
)
def test_an_account_that_needs_no_id_is_rule_1_s(written: Any) -> None:
    assert asked(*written).answer is NO


def test_own_and_trusted_accounts_owe_no_id() -> None:
    written = vendor("StringEquals", "changeme")
    for owner in (Owner(own=frozenset({V})), Owner(trusted={V: "our vendor"})):
        assert asked(written, owner=owner).answer is NO


def test_a_service_owes_none_either() -> None:
    statement = {**vendor("StringEquals", "changeme"), "Principal": {"Service": "cognito-idp.amazonaws.com"}}
    assert asked(statement).answer is NO


# ------------------------------------------------------------------ what is not known


@pytest.mark.parametrize(
    "written",
    [
        [vendor("StringEquals", OPEN)],
        [vendor("StringEquals", [OPEN, GOOD])],
        [vendor("StringEquals", text("acme-", Hole("var.customer")))],
        [vendor("StringEqualsIgnoreCase", OPEN)],
        [vendor("StringLike", OPEN)],
        [allow(V), deny({"StringNotEquals": {X: OPEN}})],
    ],
    ids=str,
)
def test_an_open_id_is_taken_for_a_good_one(written: Any) -> None:
    assert asked(*written).answer is NO


def test_an_open_id_is_not_the_weak_one_of_another_account() -> None:
    elsewhere = allow(W, {"StringLike": {X: ["changeme", "acme-*"]}})
    owner = Owner(trusted={W: "our other vendor"})
    assert asked(vendor("StringEquals", OPEN), elsewhere, owner=owner).answer is NO


def test_a_wildcard_beside_what_is_open_is_a_wildcard() -> None:
    assert asked(vendor("StringLike", text(Hole("var.customer"), "-*"))).answer is YES


def test_whose_account_it_is_decides() -> None:
    found = asked(allow(text("arn:aws:iam::", Hole("var.partner"), ":root"), {"StringEquals": {X: "changeme"}}))
    assert found.answer is UNKNOWN
    assert found.holes == (Hole("var.partner"),)


# ------------------------------------------------------------------ in words


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (vendor("StringLike", "*"), 'StringLike accepts any like "*"'),
        (vendor("StringLike", [GOOD, "acme-*"]), 'StringLike accepts any like "acme-*"'),
        (vendor("Null", "false"), "no condition says which"),
        (
            vendor("StringEquals", "${aws:username}"),
            '"${aws:username}" is what the caller brings along',
        ),
        (
            vendor("StringEquals", ["test", GOOD, V, "changeme", "it"]),
            f'"{V}" is a bare account id, "changeme" {MADE_UP} and "it" has fewer than 8 characters',
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_reason_says_what_is_wrong_with_the_ids(written: Any, why: str) -> None:
    assert asked(written).reason == f"account {V} gets in through statement 1 with an id that proves nothing: {why}"


def test_the_ids_of_every_account_are_told() -> None:
    found = asked(vendor("StringEquals", "changeme"), allow(W, {"StringLike": {X: "*"}}))
    assert found.accounts == (V, W)
    assert found.reason.endswith(
        '"changeme" is made of words and numbers that are tried first; StringLike accepts any like "*"'
    )


def test_the_fix_says_who_makes_an_id_and_how() -> None:
    fix = asked(vendor("StringEquals", "changeme")).fix
    assert fix
    assert fix.advice == (
        f"accept only an external id that the owner of account {V} generated for you alone, "
        "at random (`uuidgen`, or `openssl rand -hex 16`); it is theirs to supply"
    )
    assert [(each.operator, each.key) for each in fix.conditions] == [("StringEquals", X)]
    assert not str(fix.conditions[0].values[0]).isascii()  # IAM refuses it until it is filled in


def test_the_good_ids_of_the_statement_stay() -> None:
    fix = asked(vendor("StringLike", ["changeme", GOOD, OPEN, "acme-*", text(Hole("var.x"), "*")])).fix
    assert fix
    assert fix.conditions[0].values == (GOOD, OPEN)


def test_the_fix_goes_to_the_deny_that_asks_for_the_id() -> None:
    others = deny({"StringNotEquals": {X: OTHER}}, principal=W)
    fix = asked(allow(V), others, deny({"StringNotEquals": {X: [GOOD, "changeme"]}})).fix
    assert fix
    assert fix.statement
    assert fix.statement.number == 3
    assert [(each.operator, each.values) for each in fix.conditions] == [("StringNotEquals", (GOOD,))]


# ------------------------------------------------------------------ laws


@settings(max_examples=150, deadline=None, derandomize=True)
@given(policies(), st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter_to_the_ids(chosen: list[Any], random: Any) -> None:
    shuffled = list(chosen)
    random.shuffle(shuffled)
    assert asked(*shuffled).answer is asked(*chosen).answer


@settings(max_examples=150, deadline=None, derandomize=True)
@given(policies())
def test_where_any_id_will_do_the_rule_finds_it_and_where_none_is_asked_it_keeps_quiet(chosen: list[Any]) -> None:
    held = trust(*chosen)
    uses = {held.external_id_use(account) for account in held.named_accounts()}
    found = judge(held)
    if Use.PRESENCE_ONLY in uses:
        assert found.answer is YES
    if uses <= {Use.NOT_ENFORCED, Use.FORBIDDEN, Use.DEAD}:
        assert found.answer is NO
    if found.witness:
        assert held.without_external_id(found.witness.caller.account).answer is NO


@pytest.mark.parametrize(
    ("parts", "said"),
    [((), "own account}\" is the id of the role's own"), (("prod-",), "is made of the id of the role's own")],
)
def test_the_own_account_as_an_id_is_called_that(parts: tuple[str, ...], said: str) -> None:
    own = text(*parts, Hole("own account", "", Means.OWN_ACCOUNT))
    found = asked(vendor("StringEquals", own))
    assert found.answer is YES
    assert said in found.reason
