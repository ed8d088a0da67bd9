"""`aws_iam_policy_document` as the Terraform provider renders and merges it."""

from __future__ import annotations

from typing import Any

import pytest

from roletrust.dialects.policy_document import merge_documents, render_document
from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole, text
from trees import plain

ACCOUNT = {"type": "AWS", "identifiers": ["111122223333"]}
OPEN = Hole("var.open")


def statement(**attributes: Any) -> dict[str, Any]:
    """The one statement that is rendered for a block with `attributes`."""
    policy = render_document({"statement": [attributes]})
    return dict(plain(policy)["Statement"][0])


def condition(*blocks: Any) -> Any:
    return statement(condition=list(blocks))["Condition"]


def block(test: str, variable: str, *values: Any) -> dict[str, Any]:
    return {"test": test, "variable": variable, "values": list(values)}


# --- rendering ------------------------------------------------------------------------------------


def test_the_version_is_2012_unless_the_document_says_otherwise() -> None:
    assert render_document({}) == {"Version": "2012-10-17"}
    assert render_document({"version": None})["Version"] == "2012-10-17"
    assert render_document({"version": "2008-10-17", "policy_id": "x"}) == {"Version": "2008-10-17", "Id": "x"}


def test_a_statement_allows_unless_it_says_deny() -> None:
    assert statement(actions=["sts:AssumeRole"]) == {"Effect": "Allow", "Action": ["sts:AssumeRole"]}
    assert statement(effect=None)["Effect"] == "Allow"
    assert statement(effect="Deny", sid="No")["Effect"] == "Deny"
    assert statement(effect=Choice("prod", "Deny", ABSENT))["Effect"] == ("if", "prod", "Deny", "Allow")


def test_unset_lists_leave_nothing_behind() -> None:
    unset: dict[str, Any] = {
        "sid": "",
        "actions": [],
        "not_actions": None,
        "principals": [],
        "condition": [],
        "resources": None,
    }
    assert statement(**unset) == {"Effect": "Allow"}


def test_every_list_has_its_element() -> None:
    found = statement(not_actions=["a:b"], resources=["*"], not_resources=["x"], not_principals=[ACCOUNT])
    assert found == {
        "Effect": "Allow",
        "NotAction": ["a:b"],
        "Resource": ["*"],
        "NotResource": ["x"],
        "NotPrincipal": {"AWS": ["111122223333"]},
    }


def test_principals_of_one_type_share_a_list() -> None:
    blocks = [ACCOUNT, {"type": "Service", "identifiers": ["ec2.amazonaws.com"]}, {"type": "AWS", "identifiers": ["*"]}]
    expected = {"AWS": ["111122223333", "*"], "Service": ["ec2.amazonaws.com"]}
    assert statement(principals=blocks)["Principal"] == expected


def test_star_of_type_star_is_the_bare_star_only_when_alone() -> None:
    star = {"type": "*", "identifiers": ["*"]}
    assert statement(principals=[star])["Principal"] == "*"
    assert statement(principals=[star, ACCOUNT])["Principal"] == {"*": ["*"], "AWS": ["111122223333"]}
    assert statement(principals=[{"type": "AWS", "identifiers": ["*"]}])["Principal"] == {"AWS": ["*"]}
    assert statement(principals=[Maybe(star, OPEN)])["Principal"] == ("maybe", "var.open", "*")


def test_conditions_of_one_test_and_variable_share_their_values() -> None:
    found = condition(block("StringEquals", "k", "a"), block("StringEquals", "l", "b"), block("StringEquals", "k", "c"))
    assert found == {"StringEquals": {"k": ["a", "c"], "l": ["b"]}}


def test_an_empty_list_of_values_stays_empty() -> None:
    assert condition(block("StringEquals", "sts:ExternalId")) == {"StringEquals": {"sts:ExternalId": []}}
    assert condition({"test": "Null", "variable": "k", "values": None}) == {"Null": {"k": []}}


def test_values_become_strings_as_in_terraform() -> None:
    assert condition(block("Bool", "k", True, False, 3600, 1.0, 1.5))["Bool"]["k"] == [
        "true",
        "false",
        "3600",
        "1",
        "1.5",
    ]
    assert statement(principals=[{"type": "AWS", "identifiers": [111122223333]}])["Principal"] == {
        "AWS": ["111122223333"]
    }


def test_an_ampersand_writes_a_policy_variable() -> None:
    own = text("&{aws:username}/", OPEN)
    assert condition(block("StringLike", "k", "&{aws:username}", own))["StringLike"]["k"] == [
        "${aws:username}",
        "${aws:username}/${var.open}",
    ]
    identifiers = {"type": "AWS", "identifiers": ["arn:aws:iam::1:user/&{aws:username}"]}
    assert statement(principals=[identifiers])["Principal"]["AWS"] == ["arn:aws:iam::1:user/${aws:username}"]


def test_the_old_version_has_no_policy_variables() -> None:
    old = {"version": "2008-10-17", "statement": [{"condition": [block("StringLike", "k", "&{aws:username}")]}]}
    with pytest.raises(PolicyError, match=r"`&\{` in `&\{aws:username\}` is not supported in version 2008-10-17"):
        render_document(old)


def test_two_statements_of_one_sid_are_refused() -> None:
    with pytest.raises(PolicyError, match="duplicate sid `A`"):
        render_document({"statement": [{"sid": "A"}, {"sid": ""}, {"sid": ""}, {"sid": "A"}]})


def test_lines_are_those_of_the_blocks() -> None:
    here, there = Source("a.tf", 1, 9), Source("a.tf", 2, 8)
    policy = render_document(Map({"statement": [Map({"sid": "A"}, source=there)]}, source=here))
    assert policy.source == here
    assert policy["Statement"][0].source == there


def test_what_is_no_block_is_refused() -> None:
    with pytest.raises(PolicyError, match="expected a block in the policy document, found `x`"):
        statement(principals=["x"])
    with pytest.raises(PolicyError, match="expected text as `type`"):
        statement(principals=[{"type": 7, "identifiers": []}])


# --- what is open ---------------------------------------------------------------------------------


def test_open_values_stay_in_their_place() -> None:
    assert statement(principals=[{"type": "AWS", "identifiers": [text(OPEN)]}])["Principal"] == {"AWS": ["${var.open}"]}
    assert statement(principals=[{"type": "AWS", "identifiers": text(OPEN)}])["Principal"] == {"AWS": ["${var.open}"]}
    assert condition(block("StringEquals", "k", Choice("c", "a", text(OPEN))))["StringEquals"]["k"] == [
        ("if", "c", "a", "${var.open}")
    ]


def test_an_open_key_keeps_its_name() -> None:
    key = text(Hole("var.issuer"), ":sub")
    found = condition({"test": "StringEquals", "variable": key, "values": ["a"]})
    assert found == {"StringEquals": {"${var.issuer}:sub": ["a"]}}


def test_a_block_that_may_be_absent_marks_what_it_brings() -> None:
    assert statement(principals=[Maybe(ACCOUNT, OPEN)])["Principal"] == {"AWS": [("maybe", "var.open", "111122223333")]}
    found = condition(Maybe(block("StringEquals", "k", "a"), OPEN))
    assert found == {"StringEquals": {"k": ("maybe", "var.open", ["a"])}}
    policy = render_document({"statement": [Maybe({"sid": "A"}, OPEN)]})
    assert plain(policy["Statement"]) == [("maybe", "var.open", {"Sid": "A", "Effect": "Allow"})]


def test_an_absent_block_leaves_no_empty_condition() -> None:
    only = Choice("secure", block("StringEquals", "k", "a"), ABSENT)
    open_statement = render_document({"statement": [{"condition": [only]}]})
    turned_out = {way.conditions: way.tree["Statement"][0] for way in variants(open_statement)}
    assert turned_out == {
        (("secure", True),): {"Effect": "Allow", "Condition": {"StringEquals": {"k": ["a"]}}},
        (("secure", False),): {"Effect": "Allow"},
    }


def test_a_choice_between_lists_of_blocks_is_a_choice_between_elements() -> None:
    two = Choice("two", [ACCOUNT, {"type": "Service", "identifiers": ["a"]}], [ACCOUNT])
    assert statement(principals=two)["Principal"] == (
        "if",
        "two",
        {"AWS": ["111122223333"], "Service": ["a"]},
        {"AWS": ["111122223333"]},
    )
    policy = render_document({"statement": [Choice("two", [{"sid": "A"}, {"sid": "B"}], {"sid": "A"})]})
    a, b = {"Sid": "A", "Effect": "Allow"}, {"Sid": "B", "Effect": "Allow"}
    assert plain(policy["Statement"]) == ("if", "two", [a, b], [a])


def test_the_same_condition_goes_one_way_in_all_blocks() -> None:
    blocks = [Choice("c", ACCOUNT, ABSENT), {"type": Choice("c", "AWS", "Service"), "identifiers": ["x"]}]
    assert statement(principals=blocks)["Principal"] == ("if", "c", {"AWS": ["111122223333", "x"]}, {"Service": ["x"]})


def test_shared_values_of_open_blocks_are_told_apart() -> None:
    certain, perhaps = block("StringEquals", "k", "a"), Maybe(block("StringEquals", "k", "b"), OPEN)
    assert condition(certain, perhaps) == {"StringEquals": {"k": ("if", "var.open", ["a", "b"], ["a"])}}
    assert condition(perhaps, certain) == {"StringEquals": {"k": ("if", "var.open", ["b", "a"], ["a"])}}
    assert condition(perhaps, perhaps) == {"StringEquals": {"k": ("maybe", "var.open", ["b", "b"])}}
    other = Maybe(block("StringEquals", "k", "c"), Hole("var.other"))
    assert condition(perhaps, other, certain)["StringEquals"]["k"] == (
        "if",
        "var.open",
        ("if", "var.other", ["b", "c", "a"], ["b", "a"]),
        ("if", "var.other", ["c", "a"], ["a"]),
    )


def test_wholly_open_blocks_stay_open() -> None:
    assert statement(principals=text(OPEN))["Principal"] == "${var.open}"
    assert plain(render_document({"statement": text(OPEN)})["Statement"]) == "${var.open}"
    assert plain(render_document({"statement": [text(OPEN)]})["Statement"]) == ["${var.open}"]


def test_too_many_open_blocks_are_undecided_rather_than_slow() -> None:
    blocks = [Choice(f"c{number}", ACCOUNT, ABSENT) for number in range(30)]
    with pytest.raises(PolicyError, match="more than 6 open conditions on the blocks of one statement"):
        statement(principals=blocks)


# --- source and override documents ----------------------------------------------------------------


def policy(*statements: Any, **elements: Any) -> Map:
    return Map({"Version": "2012-10-17", "Statement": list(statements), **elements})


def named(sid: str, **elements: Any) -> Map:
    return Map({"Sid": sid, "Effect": "Allow", **elements})


def test_a_later_statement_takes_the_place_of_its_sid() -> None:
    merged = merge_documents(
        [policy(named("A", Action="source"), named("B"))],
        policy(named("C"), named("A", Action="own")),
        [policy(named("C", Action="override"), named("D"))],
    )
    shown = [(each["Sid"], each.get("Action")) for each in merged["Statement"]]
    assert shown == [("A", "own"), ("B", None), ("C", "override"), ("D", None)]


def test_statements_without_sid_are_all_kept() -> None:
    bare = Map({"Effect": "Deny"})
    merged = merge_documents([policy(bare)], policy(bare), [policy(bare)])
    assert len(merged["Statement"]) == 3


def test_the_newest_version_and_the_last_id_win() -> None:
    old = Map({"Version": "2008-10-17", "Id": "old", "Statement": []})
    assert merge_documents([old], policy(), []) == {"Version": "2012-10-17", "Id": "old"}
    assert merge_documents([old], policy(Id="own"), [Map({"Statement": []})]) == {"Version": "2012-10-17", "Id": "own"}


def test_source_documents_may_not_share_a_sid_but_overrides_may() -> None:
    with pytest.raises(PolicyError, match="duplicate sid `A` in source_policy_documents"):
        merge_documents([policy(named("A")), policy(named("A"))], policy(), [])
    merged = merge_documents([], policy(), [policy(named("A", Action="1")), policy(named("A", Action="2"))])
    assert [each["Action"] for each in merged["Statement"]] == ["2"]


def test_null_documents_count_for_nothing() -> None:
    assert merge_documents([None, ABSENT], policy(named("A")), [None])["Statement"] == [named("A")]


def test_the_provider_loses_empty_conditions_of_merged_documents() -> None:
    empty = named("A", Condition=Map({}))
    hollow = named("B", Condition=Map({"StringEquals": Map({}), "Bool": Map({"k": True})}))
    number = named("C", Condition=Map({"NumericLessThan": Map({"aws:MultiFactorAuthAge": 3600})}))
    merged = merge_documents([policy(empty, hollow, number)], policy(), [])
    assert [each.get("Condition") for each in merged["Statement"]] == [None, {"Bool": {"k": "true"}}, None]


def test_the_provider_reads_names_in_any_case_and_drops_what_it_does_not_know() -> None:
    merged = merge_documents([Map({"statement": [Map({"EFFECT": "Deny", "Comment": "x"})]})], policy(), [])
    assert merged["Statement"] == [{"Effect": "Deny"}]


def test_the_provider_merges_only_lists_of_statements() -> None:
    with pytest.raises(PolicyError, match="whose `Statement` is an object"):
        merge_documents([Map({"Statement": named("A")})], policy(), [])
    with pytest.raises(PolicyError, match="expected a policy to merge, found `5`"):
        merge_documents([5], policy(), [])


def test_an_unknown_document_leaves_the_whole_policy_unknown() -> None:
    assert plain(merge_documents([], policy(), [text(OPEN)])) == "${var.open}"
    assert plain(merge_documents([Maybe(policy(), OPEN)], policy(), [])) == "${var.open}"
    assert plain(merge_documents([Map({"Statement": text(OPEN)})], policy(), [])) == "${var.open}"


def test_an_open_document_makes_an_open_policy() -> None:
    merged = merge_documents([Choice("c", policy(named("A")), None)], policy(named("B")), [])
    assert [len(way.tree["Statement"]) for way in variants(merged)] == [2, 1]
    inside = merge_documents([Map({"Statement": Choice("c", [named("A")], ABSENT)})], policy(named("B")), [])
    assert [len(way.tree["Statement"]) for way in variants(inside)] == [2, 1]


def test_too_many_open_documents_are_undecided_rather_than_slow() -> None:
    documents = [Choice(f"c{number}", policy(), None) for number in range(30)]
    with pytest.raises(PolicyError, match="more than 6 open conditions between policy documents"):
        merge_documents(documents, policy(), [])


@pytest.mark.parametrize(
    "override",
    [Maybe(named("A", Action="new"), OPEN), Choice("var.open", named("A", Action="new"), ABSENT)],
)
def test_an_override_that_may_be_absent_replaces_only_where_it_is_there(override: Any) -> None:
    merged = merge_documents([], policy(named("A", Action="old"), named("B")), [policy(override)])
    ways = [[each.get("Action") for each in way.tree["Statement"]] for way in variants(merged)]
    assert ways == [[None, "new"], ["old", None]]


@pytest.mark.parametrize("wrapped", [Maybe(named("A"), OPEN), Choice("c", named("A"), ABSENT)])
def test_an_override_replaces_a_statement_that_may_be_absent(wrapped: Any) -> None:
    merged = merge_documents([], policy(wrapped), [policy(named("A", Action="new"))])
    assert [way.tree["Statement"] for way in variants(merged)] == [[named("A", Action="new")]]


def test_open_statements_of_other_sids_are_left_alone() -> None:
    others = [Maybe(named("B"), OPEN), Choice("c", named("C"), named("D")), text(OPEN)]
    merged = merge_documents([], policy(*others), [policy(named("A"), Choice("d", named("E"), ABSENT))])
    assert plain(merged["Statement"])[:3] == plain(others)
    assert plain(merged["Statement"])[3:] == [named("A"), ("if", "d", named("E"), "absent")]
