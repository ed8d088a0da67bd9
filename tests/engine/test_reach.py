"""`reach` on single policies: keys that interact, organizations, open values, bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Maybe
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.classes.callers import Question, Sends
from roletrust.engine.classes.reach import Reach, reach
from roletrust.engine.policy.accounts import Owner, Whose
from roletrust.engine.policy.request import FREE, Kind
from roletrust.engine.questions.trust import Trust, Use
from roletrust.engine.text import Hole, Means, Text, Value, text

Json = dict[str, Any]
V, W = "123456789012", "210000000000"
ID = "7f9c2b1e-40d3-4c52"
X = "sts:ExternalId"
MFA = "aws:MultiFactorAuthPresent"
PASSING = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]


def statement(principal: Any, condition: Any = None, effect: str = "Allow", **more: Any) -> Json:
    found = {"Effect": effect, "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", **more}
    return found if condition is None else {**found, "Condition": condition}


def deny(condition: Any, principal: Any = "*") -> Json:
    return statement(principal, condition, "Deny")


def trust(*statements: Any, owner: Owner = Owner(), version: str = "2012-10-17") -> Trust:
    return Trust(read_policy({"Version": version, "Statement": list(statements)}), owner)


def ask(*statements: Any, account: Any = V, **question: Any) -> Reach:
    return reach(trust(*statements).policy, Question(account, **question))


def without_id(*statements: Any, **question: Any) -> Answer:
    return ask(*statements, sends=Sends.NONE, **question).answer


# ------------------------------------------------------------------ keys that interact


def test_a_tag_on_one_statement_and_an_id_on_another_leave_the_tagged_principal_without_an_id() -> None:
    found = ask(
        statement(V, {"StringEquals": {X: ID}}),
        statement(V, {"StringEquals": {"aws:PrincipalTag/team": "red"}}),
        sends=Sends.NONE,
    )
    assert found.answer is YES
    assert found.witness and found.witness.context["aws:principaltag/team"] == ("red",)


def test_a_deny_that_bites_without_mfa_leaves_the_user_with_mfa() -> None:
    found = ask(statement(V), deny({"BoolIfExists": {MFA: "false"}}), sends=Sends.NONE)
    assert found.answer is YES
    assert found.witness and found.witness.caller.kind is Kind.USER
    assert found.witness.context["aws:multifactorauthpresent"] == ("true",)


def test_a_role_session_never_carries_mfa() -> None:
    role = f"arn:aws:iam::{V}:role/deploy"
    assert without_id(statement(role, {"Bool": {MFA: "true"}})) is NO
    assert without_id(statement(role, {"BoolIfExists": {MFA: "true"}})) is YES


def test_mfa_age_comes_only_with_mfa() -> None:
    age = {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}
    assert without_id(statement(V, age)) is YES
    assert without_id(statement(V, age), deny({"Bool": {MFA: "true"}})) is NO


def test_a_request_comes_from_an_address_or_through_an_endpoint_never_both() -> None:
    both = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "StringEquals": {"aws:SourceVpce": "vpce-1"}}
    assert without_id(statement(V, both)) is NO
    assert without_id(statement(V, {"StringEquals": {"aws:SourceVpce": "vpce-1"}})) is YES


def test_two_networks_that_do_not_meet_admit_nobody() -> None:
    here = statement(V, {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})
    assert without_id(here, deny({"IpAddress": {"aws:SourceIp": "203.0.113.0/25"}})) is YES
    assert without_id(here, deny({"IpAddress": {"aws:SourceIp": "203.0.0.0/16"}})) is NO


def test_a_private_address_never_reaches_sts() -> None:
    assert without_id(statement(V, {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})) is NO


def test_time_is_free_but_one_moment_only() -> None:
    early = {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}
    late = {"DateGreaterThan": {"aws:CurrentTime": "2029-01-01T00:00:00Z"}}
    assert without_id(statement(V, {**early, **late})) is YES
    assert without_id(statement(V, early), deny({"DateLessThan": {"aws:EpochTime": "2030-01-01T00:00:00Z"}})) is NO


def test_time_is_one_moment_only_though_a_tag_is_compared_with_it() -> None:
    apart = {
        "DateGreaterThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
        "DateLessThan": {"aws:EpochTime": "2030-01-01T00:00:00Z"},
        "StringNotEquals": {"aws:CurrentTime": "${aws:PrincipalTag/until}"},
    }
    assert ask(statement(V, apart)).answer is not YES


def test_a_tag_passed_is_listed_among_the_tag_keys() -> None:
    tagged = statement(V, {"StringEquals": {"aws:RequestTag/team": "red"}}, Action=PASSING)
    assert without_id(tagged, deny({"ForAnyValue:StringEqualsIgnoreCase": {"aws:TagKeys": "team"}})) is NO
    assert without_id(tagged, deny({"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}})) is YES  # passed as `Team`
    assert without_id(tagged, deny({"ForAnyValue:StringEquals": {"aws:TagKeys": "cost"}})) is YES


def test_a_tag_that_is_listed_among_the_tag_keys_is_passed() -> None:
    listed = {"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}, "StringNotLike": {"aws:RequestTag/team": "*"}}
    assert ask(statement(V, listed, Action=PASSING)).answer is UNKNOWN  # of a tag without a value AWS does not say


def test_a_variable_ties_two_keys_together() -> None:
    named = statement(V, {"StringEquals": {"sts:RoleSessionName": "${aws:username}"}})
    assert without_id(named) is YES
    assert without_id(named, deny({"StringLike": {"sts:RoleSessionName": "*"}})) is NO
    tied = statement(V, {"StringEquals": {"sts:RoleSessionName": "${aws:PrincipalTag/team}"}})
    assert without_id(tied, deny({"Null": {"aws:PrincipalTag/team": "true"}})) is YES
    assert without_id(tied, deny({"Null": {"aws:PrincipalTag/team": "false"}})) is NO


def test_a_witness_carries_no_more_than_it_has_to() -> None:
    spared = deny({"StringEquals": {"aws:PrincipalTag/team": "red", "aws:PrincipalTag/unit": "core"}})
    found = trust(statement(V), spared).with_any_external_id(V)
    assert found.witness
    assert not found.witness.context


def test_overlapping_patterns_are_told_apart() -> None:
    like = statement(V, {"StringLike": {X: "prod-*"}})
    assert ask(like, deny({"StringLike": {X: "*-eu"}})).answer is YES
    assert ask(like, deny({"StringLike": {X: "prod*"}})).answer is NO
    assert ask(statement(V, {"StringLike": {X: "a*"}, "StringNotLike": {X: "*b"}})).answer is YES
    assert ask(statement(V, {"StringLike": {X: "ab*"}, "StringEquals": {X: "ab*"}})).answer is NO


def test_a_pattern_of_roles_singles_out_those_roles() -> None:
    found = ask(statement(V, {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/ci/*"}}))
    assert found.witness and str(found.witness.caller.arn).startswith(f"arn:aws:iam::{V}:role/ci/")
    inner = deny({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/ci/dev-*"}})
    outer = deny({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/c*"}})
    only_ci = statement(V, {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/ci/*"}})
    assert ask(only_ci, inner).answer is YES
    assert ask(only_ci, outer).answer is NO


def test_a_user_name_narrows_to_users_of_that_name() -> None:
    found = ask(statement(V, {"StringEquals": {"aws:username": "ann"}}))
    assert found.witness and found.witness.caller.arn == f"arn:aws:iam::{V}:user/ann"


def test_a_session_principal_is_that_session_alone() -> None:
    session = f"arn:aws:sts::{V}:assumed-role/deploy/nightly"
    found = ask(statement(session))
    assert found.witness and found.witness.caller.session == "nightly"
    anywhere = [f"arn:aws:iam::{V}:role/deploy", f"arn:aws:iam::{V}:role/*/deploy"]
    assert ask(statement(session), deny({"ArnEquals": {"aws:PrincipalArn": anywhere}})).answer is NO
    assert ask(statement(session), deny({"ArnEquals": {"aws:PrincipalArn": anywhere[0]}})).answer is YES


def test_the_unique_id_of_a_session_whose_name_may_be_another_s_leaves_the_answer_open() -> None:
    """Whether the one called `nightly` is told from those of whatever name is not known."""
    named = [f"arn:aws:iam::{V}:role/deploy", text(f"arn:aws:sts::{V}:assumed-role/deploy/", Hole("session"))]
    by_name = {"StringLike": {"aws:userid": "*:nightly"}}
    assert ask(statement(named, by_name)).answer is UNKNOWN
    assert ask(statement(named[:1], by_name)).answer is YES


# ------------------------------------------------------------------ everyone, narrowed


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:PrincipalAccount": "1234*"}},
        {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::123*:role/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::?23?????????:role/*"}},
        {"StringLike": {"aws:PrincipalArn": "*:123456789012:user/*"}},
        {"StringLike": {"aws:PrincipalAccount": "1234*"}, "StringNotEquals": {"aws:PrincipalAccount": "123400000000"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws-cn:iam::*:role/*"}},
    ],
)
def test_an_account_that_only_a_pattern_names_gets_in(condition: Json) -> None:
    everyone = trust(statement("*", condition))
    assert YES in {everyone.without_external_id(account).answer for account in everyone.accounts()}


def test_an_account_whose_pattern_is_denied_stays_out() -> None:
    like = statement("*", {"StringLike": {"aws:PrincipalAccount": "1234*"}})
    closed = trust(like, deny({"StringLike": {"aws:PrincipalAccount": "12*"}}))
    assert {closed.without_external_id(account).answer for account in closed.accounts()} == {NO}
    ajar = trust(like, deny({"StringLike": {"aws:PrincipalAccount": "12345*"}}))
    assert YES in {ajar.without_external_id(account).answer for account in ajar.accounts()}


# ------------------------------------------------------------------ organizations


def test_an_account_of_another_organization_is_an_outsider() -> None:
    mine = Owner(organizations=frozenset({"o-mine000000"}))
    other = trust(statement("*", {"StringEquals": {"aws:PrincipalOrgID": "o-other00000"}}), owner=mine)
    own = trust(statement("*", {"StringEquals": {"aws:PrincipalOrgID": "o-mine000000"}}), owner=mine)
    assert YES in {other.without_external_id(account).answer for account in other.accounts()}
    assert {own.without_external_id(account).answer for account in own.accounts()} == {NO}


def test_an_account_is_in_some_organization_whatever_its_id_is_compared_as() -> None:
    asked = {"Null": {"aws:PrincipalOrgID": "false"}, "NumericNotEquals": {"aws:PrincipalOrgID": "5"}}
    assert ask(statement(V, asked)).answer is not NO


def test_an_organization_path_implies_its_organization() -> None:
    path = statement("*", {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-mine000000/*"}})
    assert {trust(path).without_external_id(each).answer for each in trust(path).accounts()} == {NO}
    elsewhere = statement("*", {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*/ou-root-*/"}})
    assert YES in {trust(elsewhere).without_external_id(each).answer for each in trust(elsewhere).accounts()}


def test_if_exists_on_the_organization_lets_an_account_of_no_organization_in() -> None:
    found = ask(statement(V, {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-mine000000"}}))
    assert found.answer is YES
    assert found.witness and "aws:principalorgid" not in found.witness.context


# ------------------------------------------------------------------ external id classes


@pytest.mark.parametrize(
    ("use", "statements"),
    [
        (Use.ENFORCED, [statement(V, {"StringEquals": {X: ID}})]),
        (Use.ENFORCED, [statement(V), deny({"StringNotEquals": {X: ID}})]),
        (Use.PRESENCE_ONLY, [statement(V, {"StringLike": {X: "*"}})]),
        (Use.PRESENCE_ONLY, [statement(V), deny({"Null": {X: "true"}})]),
        (Use.FORBIDDEN, [statement(V, {"Null": {X: "true"}})]),
        (Use.FORBIDDEN, [statement(V, {"StringNotLike": {X: "*"}})]),
        (Use.NOT_ENFORCED, [statement(V, {"StringNotEquals": {X: ID}})]),
        (Use.NOT_ENFORCED, [statement(V, {"Null": {X: "true"}}), statement(V, {"StringEquals": {X: ID}})]),
        (Use.DEAD, [statement(V, {"StringEquals": {X: "*"}})]),
        (Use.DEAD, [statement(V, {"StringEquals": {X: "<from the vendor>"}})]),
        (Use.DEAD, [statement(V, {"StringEquals": {X: "x"}})]),
        (Use.DEAD, [statement(V, {"ArnLike": {X: "arn:aws:iam::*:x"}})]),
        (Use.UNKNOWN, [statement(V, {"StringEqualsSometimes": {X: ID}})]),
    ],
)
def test_the_use_of_the_external_id(use: Use, statements: list[Json]) -> None:
    assert trust(*statements).external_id_use(V) is use


def test_a_variable_in_an_unversioned_policy_is_text_no_external_id_can_be() -> None:
    unversioned = trust(statement(V, {"StringEquals": {X: "${aws:PrincipalAccount}"}}), version="")
    assert unversioned.external_id_use(V) is Use.DEAD
    assert trust(statement(V, {"StringEquals": {X: "${aws:PrincipalAccount}"}})).external_id_use(V) is Use.ENFORCED


# ------------------------------------------------------------------ what is open


PARTNER = Hole("var.partner", "main.tf:3")
PARTNER_ROOT = text("arn:aws:iam::", PARTNER, ":root")


def test_an_open_external_id_is_required_whatever_it_turns_out_to_be() -> None:
    required = statement(V, {"StringEquals": {X: Hole("var.id")}})
    assert without_id(required) is NO
    found = ask(required)
    assert found.answer is YES
    assert found.witness and found.witness.to_json()["context"]["sts:externalid"] == ["${var.id}"]


def test_a_deny_for_an_open_account_may_be_for_any_account() -> None:
    found = ask(statement(V), deny({}, PARTNER_ROOT), sends=Sends.NONE)
    assert found.answer is UNKNOWN
    assert PARTNER in found.holes
    assert without_id(statement(V), deny({}, f"arn:aws:iam::{W}:root")) is YES


def test_a_block_that_may_be_absent_leaves_the_answer_open_and_names_why() -> None:
    flag = Hole("var.with_id", "main.tf:7")
    maybe = {"StringEquals": Maybe({X: ID}, flag)}
    found = ask(statement(V, maybe), sends=Sends.NONE)
    assert (found.answer, found.holes) == (UNKNOWN, (flag,))
    assert without_id(Maybe(statement(V), flag)) is UNKNOWN
    assert without_id(statement(V), Maybe(deny({}), flag)) is UNKNOWN


def test_an_open_principal_in_the_role_path_is_of_a_known_account() -> None:
    role = text(f"arn:aws:iam::{V}:role/", Hole("var.role"))
    assert trust(statement(role)).accounts() == (V,)
    assert without_id(statement(role)) is YES
    resource = text(f"arn:aws:iam::{V}:", Hole("var.who"))
    assert trust(statement(resource)).as_a_whole(V).answer is UNKNOWN


def test_the_own_account_is_own_however_it_is_named() -> None:
    caller = Hole("data.aws_caller_identity.current.account_id", means=Means.OWN_ACCOUNT)
    pseudo = Hole("AWS::AccountId", means=Means.OWN_ACCOUNT)
    both = trust(statement([text("arn:aws:iam::", caller, ":root"), text(pseudo)]))
    assert len(both.accounts()) == 1
    assert both.whose(both.accounts()[0]) is Whose.OWN
    spelt = trust(statement(text(caller)), owner=Owner(own=frozenset({V})))
    assert spelt.accounts() == (V,)


def test_an_open_pattern_is_not_met_by_a_principal_nobody_thought_of() -> None:
    pinned = statement(V, {"ArnLike": {"aws:PrincipalArn": Text((Hole("var.pin"),))}})
    assert ask(pinned, arbitrary=True).answer is NO


def test_a_key_that_aws_does_not_document_leaves_the_answer_open() -> None:
    new = ask(statement(V, {"StringEquals": {"aws:SomethingNew": ID}}))
    assert new.answer is UNKNOWN
    assert "aws:somethingnew" in new.why.lower()


def test_a_misspelt_key_is_in_no_request() -> None:
    assert ask(statement(V, {"StringEquals": {"sts:external-id": ID}})).answer is NO
    assert without_id(statement(V, {"StringEqualsIfExists": {"sts:external-id": ID}})) is YES


def test_the_tags_of_the_role_itself_are_not_the_callers_to_choose() -> None:
    assert without_id(statement(V, {"StringEquals": {"aws:ResourceTag/open": "yes"}})) is UNKNOWN


PA = "aws:PrincipalArn"
OWN = Hole("AWS::AccountId", means=Means.OWN_ACCOUNT)
PARTITION = Hole("AWS::Partition", means=Means.OWN_PARTITION)
ROLE = Text((Hole("var.role_arn"),))


def rule_one(*statements: Json, owner: Owner = Owner()) -> Answer:
    """The answer for all external and unknown accounts together, an unknown one's YES being as open as it is."""
    asked = trust(*statements, owner=owner)
    found = NO
    for account in asked.accounts():
        entry = asked.without_external_id(account).answer
        if asked.whose(account) is Whose.EXTERNAL:
            found = max(found, entry)
        elif asked.whose(account) is Whose.UNKNOWN:
            found = max(found, min(entry, UNKNOWN))
    return found


@pytest.mark.parametrize(
    "statements",
    [
        [statement(V, {"ArnEquals": {PA: ROLE}})],
        [statement("*", {"ArnEquals": {PA: ROLE}})],
        [statement("*", {"StringEquals": {PA: ROLE}})],
        [statement(V), deny({"ArnNotLike": {PA: ROLE}})],
        [statement(V, {"StringLike": {PA: text("arn:aws:iam::", PARTNER, ":role/*")}})],
        [statement(V), deny({"StringNotLike": {PA: text("arn:aws:iam::", PARTNER, ":*")}})],
        [statement(V, {"StringEquals": {X: ID}}), statement(Text((Hole("var.ops"),)))],
    ],
)
def test_whose_an_open_principal_is_decides_whether_it_gets_in(statements: list[Json]) -> None:
    assert rule_one(*statements) is UNKNOWN


def test_an_open_role_pins_but_every_role_of_an_open_account_does_not() -> None:
    assert ask(statement(V, {"ArnEquals": {PA: ROLE}}), arbitrary=True).answer is NO
    every = statement(V, {"StringLike": {PA: text("arn:aws:iam::", PARTNER, ":role/*")}})
    assert ask(every, arbitrary=True).answer is UNKNOWN


@pytest.mark.parametrize("operator", ["StringLike", "ArnLike"])
def test_the_partition_of_the_role_is_that_of_its_callers(operator: str) -> None:
    principal = text("arn:", PARTITION, f":iam::{V}:root")
    every = {operator: {PA: text("arn:", PARTITION, f":iam::{V}:role/*")}}
    one = {operator: {PA: text("arn:", PARTITION, f":iam::{V}:role/x")}}
    assert rule_one(statement(principal, every)) is YES
    assert rule_one(statement(principal, one)) is YES
    assert trust(statement(principal, every)).as_a_whole(V).answer is YES
    assert trust(statement(principal, one)).as_a_whole(V).answer is NO


def test_an_open_partition_is_the_same_wherever_it_stands() -> None:
    anywhere = Hole("var.partition")
    pinned = {"StringEquals": {PA: text("arn:", anywhere, f":iam::{V}:role/x")}}
    assert rule_one(statement(text("arn:", anywhere, f":iam::{V}:root"), pinned)) is YES


def test_a_hole_is_told_where_it_stands_in_the_policy_asked() -> None:
    elsewhere = trust(statement(text("arn:aws:iam::", Hole("var.partner", "other.tf:9"), ":root"))).accounts()[0]
    here = trust(statement(text("arn:aws:iam::", Hole("var.partner", "main.tf:3"), ":root"))).accounts()[0]
    assert isinstance(elsewhere, Text) and isinstance(here, Text)
    assert [hole.where for hole in (*elsewhere.holes, *here.holes)] == ["other.tf:9", "main.tf:3"]


@pytest.mark.parametrize("pattern", ["a*", "an*", "any*", "*-*", "app-*", "?????????", "*r"])
def test_a_pin_is_a_pin_whatever_letter_it_begins_with(pattern: str) -> None:
    pinned = statement(V, {"ArnLike": {PA: f"arn:aws:iam::{V}:role/{pattern}"}})
    assert ask(pinned, arbitrary=True).answer is NO


@pytest.mark.parametrize("pattern", ["role/*", "*", "role/?*", "r*"])
def test_a_pattern_that_every_role_matches_is_no_pin(pattern: str) -> None:
    open_to_all = statement(V, {"ArnLike": {PA: f"arn:aws:iam::{V}:{pattern}"}})
    assert ask(open_to_all, arbitrary=True).answer is YES


def test_a_key_that_holds_a_list_needs_a_set_operator() -> None:
    assert without_id(statement(V, {"StringEquals": {"aws:TagKeys": "team"}})) is NO
    assert without_id(statement(V), deny({"StringNotEquals": {"aws:CalledVia": "athena.amazonaws.com"}})) is not NO


def test_the_case_of_an_organization_id_makes_no_other_organization() -> None:
    assert rule_one(statement("*", {"StringEqualsIgnoreCase": {"aws:PrincipalOrgID": "o-abcdefghij"}})) is NO
    assert rule_one(statement("*"), deny({"StringNotEqualsIgnoreCase": {"aws:PrincipalOrgID": "o-abcdefghij"}})) is NO


def test_accounts_are_not_mixed_up_however_many_there_are() -> None:
    listed = [text("arn:aws:iam::", Hole("var.a"), ":root"), V, "333333333333", "444444444444"]
    first = statement([text("arn:aws:iam::", Hole("var.b"), ":root"), W])
    second = statement(listed, {"StringEquals": {X: ID}})
    for order in ([first, second], [second, first]):
        assert trust(*order).without_external_id(W).answer is YES
        assert trust(*order).without_external_id(V).answer is UNKNOWN


def test_the_role_of_a_session_principal_may_have_a_path() -> None:
    session = f"arn:aws:sts::{V}:assumed-role/AWSReservedSSO_Admin/me"
    path = {"ArnLike": {PA: f"arn:aws:iam::{V}:role/aws-reserved/sso.amazonaws.com/*"}}
    assert without_id(statement(session, path)) is YES
    assert without_id(statement(session, {"ArnLike": {PA: f"arn:aws:iam::{V}:role/other/x"}})) is NO


def test_the_role_of_a_session_principal_is_the_one_that_another_principal_names() -> None:
    session, role = f"arn:aws:sts::{V}:assumed-role/deploy/me", f"arn:aws:iam::{V}:role/ci/deploy"
    assert without_id(statement(session), statement(role, effect="Deny")) is NO
    assert without_id(statement(session), statement(f"{role}2", effect="Deny")) is YES


def test_the_own_account_is_no_account_that_is_spelt() -> None:
    here = {"StringEquals": {"aws:PrincipalAccount": text(OWN)}}
    both = Owner(own=frozenset({"555555555555", "666666666666"}))
    assert rule_one(statement("*", here)) is NO
    assert rule_one(statement("*", here), owner=both) is NO
    assert rule_one(statement("*", {"ArnLike": {PA: text("arn:aws:iam::", OWN, ":role/*")}})) is NO
    assert rule_one(statement(V), deny({"StringNotEquals": {"aws:PrincipalAccount": text(OWN)}})) is NO


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"sts:RoleSessionName": "${aws:PrincipalTag/team}-*"}},
        {"StringEquals": {"aws:RequestTag/x": "team-${aws:PrincipalTag/team}"}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalTag/account}"}},
        {"StringEquals": {"sts:SourceIdentity": "x-${aws:username}"}},
    ],
)
def test_a_variable_inside_longer_text_can_be_met(condition: Json) -> None:
    assert without_id(statement(V, condition, Action=PASSING)) is YES


def test_a_denied_partition_leaves_the_others() -> None:
    assert without_id(statement(V), deny({"ArnLike": {PA: "arn:aws-cn:iam::*:*"}})) is YES
    assert rule_one(statement("arn:foo:iam::111122223333:root")) is NO


def test_an_organization_and_its_path_are_given_together() -> None:
    block = {
        "StringEquals": {"aws:PrincipalOrgID": "o-mine000000"},
        "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*/ou-x/*"},
    }
    assert ask(statement(V, block), outside=False).answer is YES
    elsewhere = trust(statement("*", block), owner=Owner(organizations=frozenset({"o-another000"})))
    assert YES in {elsewhere.without_external_id(each).answer for each in elsewhere.accounts()}


def test_case_is_ignored_where_the_operator_says_so() -> None:
    any_case = statement(V, {"StringEqualsIgnoreCase": {X: "abc"}})
    assert ask(any_case, deny({"StringEquals": {X: ["abc", "ABC", "Abc"]}})).answer is YES
    assert ask(any_case, deny({"StringLike": {X: "???"}})).answer is NO
    named = statement(V, {"StringEqualsIgnoreCase": {PA: f"arn:aws:iam::{V}:role/Deploy"}})
    assert ask(named, deny({"StringEquals": {PA: f"arn:aws:iam::{V}:role/deploy"}})).answer is YES


def test_a_user_is_called_what_a_variable_wants() -> None:
    named = {"StringEquals": {"sts:RoleSessionName": "bob"}, "StringLike": {"sts:RoleSessionName": "${aws:username}"}}
    found = ask(statement(V, named))
    assert found.witness and found.witness.caller.arn == f"arn:aws:iam::{V}:user/bob"


def test_an_id_that_an_open_account_may_have_to_send_is_not_forbidden() -> None:
    forbidden = statement([W, text(Hole("var.p"))], {"Null": {X: "true"}})
    other = statement(PARTNER_ROOT, {"StringNotEqualsIfExists": {X: ID}})
    assert trust(forbidden, other).external_id_use(W) is Use.UNKNOWN


def test_a_question_mark_stands_for_any_letter() -> None:
    assert ask(statement(V, {"StringLike": {X: "id-?"}}), deny({"StringEquals": {X: "id-x"}})).answer is YES


def test_large_and_small_numbers_are_told_apart() -> None:
    age = "aws:MultiFactorAuthAge"
    assert without_id(statement(V, {"NumericLessThan": {age: "1" + "0" * 30}})) is YES
    assert without_id(statement(V, {"NumericLessThan": {age: "0"}})) is NO
    assert without_id(statement(V, {"NumericGreaterThan": {age: "1"}, "NumericLessThan": {age: "2"}})) is NO


def test_what_the_role_itself_is_tagged_with_is_not_known() -> None:
    assert without_id(statement(V, {"StringEqualsIfExists": {"aws:ResourceTag/env": "prod"}})) is UNKNOWN
    assert without_id(statement(V, {"Null": {"aws:ResourceTag/env": ["true", "false"]}})) is YES


def test_an_open_circumstance_is_the_callers_to_meet() -> None:
    cidr = statement(V, {"IpAddress": {"aws:SourceIp": Text((Hole("var.cidr"),))}})
    assert without_id(cidr) is YES


def test_a_wildcard_is_no_id_that_the_policy_does_not_name() -> None:
    assert trust(statement(V, {"StringLike": {X: "vendor-*"}})).external_id_use(V) is Use.ENFORCED
    assert trust(statement(V, {"StringLike": {X: "vendor-?"}})).external_id_use(V) is Use.ENFORCED


def test_too_many_tag_keys_leave_only_their_own_condition_open() -> None:
    many = {"ForAnyValue:StringLike": {"aws:TagKeys": [f"k{number}" for number in range(20)]}}
    assert without_id(statement(V, {**many, "StringEquals": {X: ID}})) is NO
    assert without_id(statement(V, many)) is UNKNOWN


# ------------------------------------------------------------------ bounds


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([statement(V, {"StringLike": {X: "a*" * 60_000}})], id="a wildcard bomb"),
        pytest.param(
            [statement(V, {"ForAnyValue:StringLike": {"aws:TagKeys": [f"k{n}" for n in range(20)]}})],
            id="too many lists",
        ),
        pytest.param(
            [
                statement(V, {"StringLike": {X: [f"*{n}*a*{n}" for n in range(40)]}}),
                *(deny({"StringLike": {X: f"*{a}*{b}*{a}*"}}) for a in "abcdef" for b in "ghijkl"),
            ],
            id="patterns that overlap in too many ways",
        ),
    ],
)
def test_beyond_its_bounds_it_says_unknown_and_which_bound(statements: list[Json]) -> None:
    found = ask(*statements)
    assert found.answer is UNKNOWN
    assert found.why


@pytest.mark.parametrize(
    "statements",
    [
        [statement(f"{100_000_000_000 + n}", {"StringEquals": {X: f"id-{n}-000000"}}) for n in range(1_000)],
        [statement(V, {"StringEquals": {X: [f"id-{n}-000000" for n in range(10_000)]}})],
        [statement([f"{100_000_000_000 + n}" for n in range(10_000)], {"StringEquals": {X: ID}})],
        [statement(V, {"StringEquals": {X: "a" * 1_000_000}})],
    ],
    ids=["1,000 statements", "10,000 values", "10,000 principals", "1 MB of text"],
)
def test_large_policies_are_decided(statements: list[Json]) -> None:
    written = json.dumps({"Version": "2012-10-17", "Statement": statements})
    large = Trust(read_policy(parse_json(written)))
    assert {large.without_external_id(account).answer for account in large.accounts()} == {NO}
    assert UNKNOWN not in {large.as_a_whole(account).answer for account in large.whole_accounts}


def test_accounts_that_no_condition_tells_apart_are_decided_together() -> None:
    everywhere = {"ArnLike": {PA: "arn:aws:iam::*:role/deploy-*"}}
    large = trust(statement([f"{100_000_000_000 + n}" for n in range(10_000)], everywhere))
    assert {large.as_a_whole(account).answer for account in large.whole_accounts} == {NO}
    last = large.without_external_id("100000009999")
    assert last.witness and last.witness.caller.arn == "arn:aws:iam::100000009999:role/deploy-any"
    here = {"ArnLike": {PA: f"arn:aws:iam::{V}:role/*"}}
    assert {each: trust(statement([V, W], here)).as_a_whole(each).answer for each in (V, W)} == {V: YES, W: NO}


def test_many_principal_arns_are_compared_at_once() -> None:
    def named(first: int) -> list[str]:
        return [f"arn:aws:iam::{100_000_000_000 + n}:role/x" for n in range(first, first + 10)]

    large = trust(*(statement("*", {"ArnEquals": {PA: named(10 * n)}}) for n in range(1_000)))
    found = large.without_external_id("100000000007")
    assert found.witness and found.witness.caller.arn == named(7)[0]
    assert large.without_external_id("999999999999").answer is NO


@pytest.mark.parametrize(
    "path", [text(Hole("data.org.id"), "/*/", Hole("var.ou"), "/*"), text("o-mine000000/*/", Hole("var.ou"), "/*")]
)
def test_a_path_of_an_organization_that_is_not_known_is_of_ones_own(path: Value) -> None:
    found = trust(statement("*", {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": [path]}}))
    assert {found.without_external_id(each).answer for each in found.accounts()} == {NO}
    twin = trust(statement("*", {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": [path]}}))
    assert YES in {twin.without_external_id(each).answer for each in twin.accounts()}


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        (text("arn:aws:iam::", Hole("Vendor"), ":root"), None),
        ("*", {"ArnLike": {"aws:PrincipalArn": Hole("Vendor")}}),
        ("*", {"ArnLike": {"aws:PrincipalArn": text("arn:aws:iam::", Hole("Vendor"), ":role/*")}}),
        ("*", {"StringLike": {"aws:PrincipalTag/team": text("a-", Hole("Vendor"), "*")}}),
    ],
)
def test_what_is_not_known_is_told_where_it_stands_in_this_policy_not_in_another(
    principal: Any, condition: Any
) -> None:
    for where in ("one.tf:1", "two.tf:9"):
        found = trust(placed(statement(principal, condition), where))
        asked = [found.without_external_id(account) for account in found.accounts()]
        witnessed = [each.witness.context for each in asked if each.witness]
        sent = [value for context in witnessed for values in context.values() if values != FREE for value in values]
        holes = [hole for each in asked for hole in each.holes]
        holes += [hole for each in (*found.accounts(), *sent) if isinstance(each, Text) for hole in each.holes]
        assert holes and {hole.where for hole in holes} == {where}


def placed(tree: Any, where: str) -> Any:
    """`tree` with its Holes standing at `where`."""
    if isinstance(tree, dict):
        return {key: placed(value, where) for key, value in tree.items()}
    if isinstance(tree, Text):
        return Text(tuple(placed(part, where) for part in tree.parts))
    return Hole(tree.name, where, tree.means) if isinstance(tree, Hole) else tree
