"""What must be true of every landscape, through Checkov's own runners, however it is written down."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.landscapes import (
    ACCOUNTS,
    EVERYTHING,
    FORMS,
    HARMLESS,
    OWN,
    ROLES,
    SERVICE,
    STARTS,
    Entry,
    Grant,
    Heard,
    Landscape,
    Role,
    denials,
    entry_denials,
    heard,
    landscapes,
)

OF_SEVERAL = ("terraform", "plan", "dump")  # forms that tell of which account each role is
RANK = {"passes": 0, "": 1, "fails": 2}
forms = st.sampled_from(tuple(FORMS))
orders = st.integers(0, 2**16)


# --- one story -----------------------------------------------------------------------------------------------------


@given(landscapes("A"))
@settings(max_examples=15)
def test_all_tellings_of_an_account_are_one_story(landscape: Landscape) -> None:
    first, *others = [heard(form, landscape) for form in FORMS]
    assert [each.story for each in others] == [first.story] * len(others)
    assert [each.named for each in others] == [first.named] * len(others)


@given(landscapes("A", "B"), st.sampled_from(("", f"own_accounts: {[ACCOUNTS[each] for each in OWN]}\n")))
@settings(max_examples=15)
def test_all_tellings_of_several_accounts_are_one_story(landscape: Landscape, listed: str) -> None:
    first, *others = [heard(form, landscape, settings=listed) for form in OF_SEVERAL]
    assert [each.story for each in others] == [first.story] * len(others)
    assert [each.named for each in others] == [first.named] * len(others)


VENDOR = Entry("arn:aws:iam::{V}:root")
PASSED = Landscape(
    (
        Role("A", (VENDOR,), (Grant("iam:PassRole", "arn:aws:iam::{A}:role/r1"), STARTS)),
        Role("A", (Entry(SERVICE),), (Grant("iam:PassRole", "arn:aws:iam::{A}:role/r2"), STARTS)),
        Role("A", (Entry(SERVICE),), (EVERYTHING,)),
    ),
    ((HARMLESS,), (HARMLESS,)),
)


ALONE = f"own_accounts: ['{ACCOUNTS['A']}']\nservice_takeover: false\n"


@pytest.mark.parametrize("form", FORMS)
def test_roles_that_are_passed_one_by_the_other_are_one_story(form: str) -> None:
    found = heard(form, PASSED)
    assert (found.failing("14"), found.steps("r0")) == ({"r0"}, 2)
    shut = replaced(PASSED, PASSED.roles[1], PASSED.roles[1]._replace(trust=(VENDOR,)))
    assert heard(form, shut, settings=ALONE).failing("14") == {"r1"}  # to pass any role is a flaw of its own


READING = f"own_accounts: ['{ACCOUNTS['A']}']\ndata_exposure: true\n"


@given(landscapes("A"))
@settings(max_examples=10)
def test_all_tellings_are_one_story_where_data_counts_too(landscape: Landscape) -> None:
    first, *others = [heard(form, landscape, settings=READING) for form in FORMS]
    assert [(each.story, each.named) for each in others] == [(first.story, first.named)] * len(others)
    assert first.failing("14") >= heard("dump", landscape).failing("14")


# --- what makes no difference --------------------------------------------------------------------------------------


@given(forms, landscapes("A"), orders)
@settings(max_examples=20)
def test_the_order_of_files_and_of_what_is_in_them_does_not_matter(form: str, landscape: Landscape, order: int) -> None:
    one, other = heard(form, landscape), heard(form, landscape, order=Random(order))
    assert (one.story, one.named) == (other.story, other.named)


@given(forms, landscapes("A"), st.permutations(tuple(ACCOUNTS.values())))
@settings(max_examples=20)
def test_renaming_accounts_only_renames(form: str, landscape: Landscape, numbers: list[str]) -> None:
    one, other = heard(form, landscape), heard(form, landscape, dict(zip(ACCOUNTS, numbers, strict=True)))
    renamed = dict(zip(ACCOUNTS.values(), numbers, strict=True))
    assert (one.story, one.named) == (other.story, other.named)
    assert {key: rewritten(words, renamed) for key, words in one.words.items()} == other.words


def rewritten(words: str, renamed: dict[str, str]) -> str:
    marked = words
    for number, each in enumerate(renamed):
        marked = marked.replace(each, f"<{number}>")
    for number, each in enumerate(renamed.values()):
        marked = marked.replace(f"<{number}>", each)
    return marked


# --- what a Deny does ----------------------------------------------------------------------------------------------


@given(forms, landscapes("A"), orders, denials("A"))
@settings(max_examples=20)
def test_a_deny_of_what_a_role_may_do_adds_no_finding_and_shortens_no_way(
    form: str, landscape: Landscape, number: int, refusal: Grant
) -> None:
    """The way that is told is the shortest: what is left of the ways may be longer, but is no new one."""
    role = landscape.roles[number % len(landscape.roles)]
    less = replaced(landscape, role, role._replace(inline=(*role.inline, refusal)))
    before, after = heard(form, landscape), heard(form, less)
    assert_no_further(before, after)
    assert before.of("13") == after.of("13")


@given(forms, landscapes("A"), orders, denials("A"))
@settings(max_examples=15)
def test_a_deny_adds_no_finding_where_data_counts_too(
    form: str, landscape: Landscape, number: int, refusal: Grant
) -> None:
    role = landscape.roles[number % len(landscape.roles)]
    less = replaced(landscape, role, role._replace(inline=(*role.inline, refusal)))
    before, after = (heard(form, each, settings=READING) for each in (landscape, less))
    for key in (("14", each) for each in ROLES):
        assert RANK[after.story.get(key, "")] <= RANK[before.story.get(key, "")]


@given(forms, landscapes("A"), orders, entry_denials("A"))
@settings(max_examples=25)
def test_a_deny_of_a_trust_policy_adds_no_way_in(form: str, landscape: Landscape, number: int, refusal: Entry) -> None:
    """An id is accepted where it lets an account in that does not get in without: a Deny can take away the latter.

    So it can make an id the accepted one, but only of a role that let somebody in without asking for an id that is
    spelt out: one that failed rule 1 or 2.
    """
    place = number % len(landscape.roles)
    role = landscape.roles[place]
    less = replaced(landscape, role, role._replace(trust=(*role.trust, refusal)))
    before, after = heard(form, landscape), heard(form, less)
    assert_no_further(before, after)
    if after.failing("13") - before.failing("13"):
        assert ROLES[place] in before.failing("1") | before.failing("2")


def replaced(landscape: Landscape, one: Role, by: Role) -> Landscape:
    return landscape._replace(roles=tuple(by if each is one else each for each in landscape.roles))


def assert_no_further(before: Heard, after: Heard) -> None:
    for role in ROLES:
        key = "14", role
        assert RANK[after.story.get(key, "")] <= RANK[before.story.get(key, "")]
        assert after.steps(role) >= before.steps(role) or key not in after.named
