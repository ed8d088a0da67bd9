"""What the judges once found the engine wrong about, each as small as it gets."""

from __future__ import annotations

from typing import Any

import pytest

from prove.openings import filled, read
from roletrust.dialects.policy import read_policy
from roletrust.engine.questions.trust import Trust
from roletrust.proof.proving import is_proof
from roletrust.rules.catalog import RULES
from spec.product_answer import tree

Json = dict[str, Any]
V = "123456789012"
JUDGES = {rule.id: rule.judge for rule in RULES}


ACTIONS = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]


def allow(condition: Json, principal: Any = f"arn:aws:iam::{V}:root", effect: str = "Allow") -> Json:
    return {"Effect": effect, "Principal": {"AWS": principal}, "Action": ACTIONS, "Condition": condition}


def deny(condition: Json) -> Json:
    return allow(condition, "*", "Deny")


LET_IN: dict[str, list[Json]] = {
    "a user's name ends as the pattern of a tag does": [
        allow({"StringLike": {"aws:username": "${aws:RequestTag/t}b"}})
    ],
    "a variable and a star in a user's name": [allow({"StringLike": {"aws:username": "*-${aws:RequestTag/t}"}})],
    "a session's name in the caller's ARN": [
        allow({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::*:*/${sts:RoleSessionName}b"}})
    ],
    "a Deny that spares the roles whose names end in a tag": [
        allow({}),
        deny({"ForAnyValue:ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*-${aws:RequestTag/t}"}}),
    ],
    "a tie in any case, and a pattern on the tag": [
        allow(
            {
                "StringEqualsIgnoreCase": {"sts:RoleSessionName": "${aws:PrincipalTag/u, 'ab'}"},
                "StringLike": {"aws:PrincipalTag/u": "a*b"},
            }
        )
    ],
    "two stars side by side, of which neither stands for a letter": [
        allow({"StringLike": {"sts:RoleSessionName": "a**b"}, "StringNotLike": {"sts:RoleSessionName": "a?*b"}})
    ],
    "users under a path, whose names a pattern tells apart": [
        allow(
            {
                "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:user/p/*"},
                "StringLike": {"aws:username": "ab*"},
                "StringEquals": {"sts:RoleSessionName": "${aws:username}"},
            }
        ),
        deny({"StringLike": {"aws:username": "abc*"}}),
        deny({"StringNotLike": {"sts:RoleSessionName": "*b?"}}),
    ],
    "a tag that ends as a pattern does, and is never more than itself": [
        allow({"StringLike": {"aws:PrincipalTag/u": ["${aws:PrincipalTag/u, 'ab'}?", "*b"]}})
    ],
    "a user of any account of a pattern, but for one in which another user has the name": [
        allow({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::1*:user/p/ab"}}, "*"),
        allow({}, "arn:aws:iam::111111111111:user/ab"),
    ],
    "what a variable falls back to, in another case": [
        allow(
            {
                "StringEqualsIgnoreCase": {"sts:RoleSessionName": "${aws:PrincipalTag/t, 'aab'}"},
                "StringNotLike": {"sts:RoleSessionName": "*b", "aws:PrincipalTag/t": "??*"},
            }
        )
    ],
    "a chain of ties": [
        allow(
            {
                "StringEquals": {"sts:ExternalId": "${sts:SourceIdentity}b"},
                "StringNotEqualsIgnoreCase": {"sts:SourceIdentity": "a${aws:username}"},
                "StringLike": {"sts:SourceIdentity": "b*"},
            }
        )
    ],
}
DEAD: dict[str, list[Json]] = {
    "no tag has a star": [allow({"StringEquals": {"aws:RequestTag/t": "A*"}})],
    "no user's name has one": [allow({"StringEquals": {"aws:username": "*b"}})],
    "no tag has a brace": [allow({"StringEquals": {"aws:PrincipalTag/t": "${sts:SourceIdentity}${*}"}})],
    "no unique id is a word": [allow({"StringEquals": {"aws:userid": "AROA*"}})],
}
# Nobody has what the policy asks for: a session's unique id ends in its name, and a name is one role's or user's.
SESSION, OTHER_ROLE = f"arn:aws:sts::{V}:assumed-role/ab/aab", f"arn:aws:iam::{V}:role/p/ab"
UNIQUE_ENDS = [
    {"StringLike": {"aws:userid": "*:ab"}},
    {"StringNotLike": {"aws:userid": "*:aab"}},
    {"StringEquals": {"aws:userid": "AROAEXAMPLEEXAMPLE123:ab"}},
]
DEAD |= {f"another session's id, {next(iter(each))}": [allow(each, SESSION)] for each in UNIQUE_ENDS}
DEAD |= {
    f"no session is called so: {name}": [allow({}, f"arn:aws:sts::{V}:assumed-role/{name}")]
    for name in ("p/ab/aab", "ab", "ab/", "ab/a", "ab/a:b")
}
DEAD["the one session's id is turned away"] = [allow({}, SESSION), deny({"StringLike": {"aws:userid": "*:aab"}})]
DEAD["the only role with that name is elsewhere, says a Deny of another action"] = [
    allow({"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/ab"}}),
    {**allow({}, OTHER_ROLE, "Deny"), "Action": "sts:TagSession"},
]
# Whoever it may be of the account, users and sessions alike: such a name is like nothing that the policy spells.
ONLY_SOME: dict[str, list[Json]] = {
    "users' names begin as a pattern does, and end in what they choose": [
        allow({"StringLike": {"aws:username": "a*${sts:SourceIdentity}"}})
    ],
    "users are called as their sessions are, and those by a pattern": [
        allow({"StringLike": {"sts:RoleSessionName": "a*"}, "StringEquals": {"aws:username": "${sts:RoleSessionName}"}})
    ],
    "users are called as their sessions are, and those by one name": [
        allow(
            {
                "StringEquals": {"sts:RoleSessionName": "any-other"},
                "StringLike": {"sts:RoleSessionName": "${aws:username}"},
            }
        )
    ],
    "roles' names begin as a pattern does": [
        allow({"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/any-*${{sts:SourceIdentity}}"}})
    ],
}


def says(rule: str, statements: list[Json]) -> str:
    answer: str = JUDGES[rule](Trust(read_policy(tree({"Version": "2012-10-17", "Statement": statements})))).answer.name
    return answer


@pytest.mark.parametrize("statements", LET_IN.values(), ids=LET_IN)
def test_somebody_comes_in(statements: list[Json]) -> None:
    assert says("CKV_TRUST_6", statements) == "NO"


@pytest.mark.parametrize("statements", DEAD.values(), ids=DEAD)
def test_nobody_comes_in(statements: list[Json]) -> None:
    assert (says("CKV_TRUST_6", statements), says("CKV_TRUST_1", statements)) == ("YES", "NO")


@pytest.mark.parametrize("statements", ONLY_SOME.values(), ids=ONLY_SOME)
def test_some_come_in_and_the_account_is_not_trusted_as_a_whole(statements: list[Json]) -> None:
    assert (says("CKV_TRUST_6", statements), says("CKV_TRUST_2", statements)) == ("NO", "NO")


def test_a_user_whose_name_is_compared_with_what_is_compared_with_a_further_key_is_not_taken_for_nobody() -> None:
    tied = {"aws:username": "${sts:SourceIdentity}", "aws:PrincipalTag/t": "${sts:SourceIdentity}"}
    chain = [allow({"StringEquals": tied, "StringEqualsIgnoreCase": {"aws:PrincipalTag/t": "aab"}})]
    assert (says("CKV_TRUST_1", chain), says("CKV_TRUST_6", chain)) == ("YES", "NO")
    nobody = [*chain, deny({"StringLike": {"aws:username": ["?a*", "?A*"]}})]
    assert (says("CKV_TRUST_1", nobody), says("CKV_TRUST_6", nobody)) == ("NO", "YES")
    further = allow({"StringEquals": {**tied, "sts:RoleSessionName": "${aws:PrincipalTag/t}"}})
    assert says("CKV_TRUST_6", [further, deny({"StringNotLike": {"sts:RoleSessionName": "a*b"}})]) == "UNKNOWN"


@pytest.mark.parametrize(
    "condition", [{"StringLike": {"aws:userid": "*:aab"}}, {"StringLike": {"aws:userid": "AROA*"}}]
)
def test_a_session_has_the_unique_id_that_its_name_ends(condition: Json) -> None:
    assert says("CKV_TRUST_6", [allow(condition, SESSION)]) == "NO"


def witness(statements: list[Json]) -> Any:
    trust = Trust(read_policy(tree({"Version": "2012-10-17", "Statement": statements})))
    return trust.with_any_external_id(V).witness


def test_the_session_of_a_witness_is_the_one_that_ends_its_unique_id() -> None:
    shown = witness([allow({"StringLike": {"aws:userid": "*:ab"}})])
    assert (shown.caller.session, shown.context["aws:userid"][0].partition(":")[2]) == ("ab", "ab")
    role = {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/ab"}}
    named = {**allow({}, SESSION, "Deny"), "Action": "sts:AssumeRole"}
    assert witness([allow({**role, "StringLike": {"aws:userid": "*:aab"}}), named]) is None
    assert witness([allow({**role, "StringLike": {"aws:userid": "*:*aab"}}), named]).caller.session != "aab"


def tagged(*besides: Json) -> list[Json]:
    """Everybody gets in who passes a tag, which is another action's."""
    return [{**allow({"StringEquals": {"aws:RequestTag/t": "ab"}}, "*"), "Action": "sts:AssumeRole"}, *besides]


@pytest.mark.parametrize(
    ("granted", "said"),
    [
        (allow({}, f"arn:aws:iam::{V}:root"), ("YES", "YES", "NO")),
        (allow({"StringEquals": {"aws:PrincipalAccount": V}}, "*"), ("YES", "YES", "NO")),
        (allow({}, f"arn:aws:iam::{V}:role/ab"), ("YES", "NO", "NO")),
        (allow({}, "*"), ("NO", "NO", "YES")),
    ],
    ids=["an account", "an account, by a condition", "a role", "everybody"],
)
def test_whom_everybodys_statement_lets_in_is_who_may_do_what_it_takes_besides(
    granted: Json, said: tuple[str, ...]
) -> None:
    tagging = {**granted, "Action": "sts:TagSession"}
    assert tuple(says(f"CKV_TRUST_{rule}", tagged(tagging)) for rule in (1, 2, 4)) == said


def test_of_all_in_an_account_only_a_session_has_a_unique_id_that_ends_in_a_name() -> None:
    policy = {"Version": "2012-10-17", "Statement": [allow({"StringLike": {"aws:userid": "*:ab"}})]}
    found = JUDGES["CKV_TRUST_2"](Trust(read_policy(tree(policy))))
    assert found.witness is not None and found.witness.caller.session == "ab"


def test_a_witness_whose_mfa_has_an_age_has_mfa() -> None:
    asked = witness([allow({"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}})]).context
    assert asked["aws:multifactorauthpresent"] == ("true",)


def test_a_witness_has_no_name_that_is_anothers_whichever_action_that_one_is_named_for() -> None:
    elsewhere = {**allow({}, OTHER_ROLE, "Deny"), "Action": "sts:TagSession"}
    assert witness([allow({}, SESSION), elsewhere]).caller.arn == OTHER_ROLE


def test_who_is_named_only_by_a_statement_that_may_be_absent_may_leave_the_name_to_another() -> None:
    here = allow({"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/ab"}})
    perhaps = {**allow({}, OTHER_ROLE, "Deny"), "Action": "sts:TagSession", "MayBeAbsent": "maybe.z"}
    policy = {"Version": "2012-10-17", "Statement": [here, perhaps]}
    filled_in = {says("CKV_TRUST_1", filled(policy, {"maybe.z": each})["Statement"]) for each in ("there", "")}
    assert filled_in == {"YES", "NO"}
    assert JUDGES["CKV_TRUST_1"](Trust(read(policy))).answer.name == "UNKNOWN"


def test_a_service_that_may_do_without_what_it_passes_is_not_said_to_be_let_in_by_nobody() -> None:
    pods = {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    read_ = read_policy(tree({"Version": "2012-10-17", "Statement": [pods]}))
    found = JUDGES["CKV_TRUST_6"](Trust(read_))
    assert found.answer.name == "YES"
    assert not is_proof("CKV_TRUST_6", found.answer.name, found.headline)


def test_any_user_whose_session_is_called_as_the_user_is_anybody() -> None:
    tied = [allow({"StringEquals": {"aws:username": "${sts:RoleSessionName}"}})]
    assert says("CKV_TRUST_2", tied) == "YES"


SESSION_NAME = "sts:RoleSessionName"
OPEN_AND_WRONG = {
    "open, and somebody spells it in another case": (
        allow({"StringNotEquals": {SESSION_NAME: "<<var.x>>"}, "StringEqualsIgnoreCase": {SESSION_NAME: "<<var.x>>"}}),
        "NO",
    ),
    "open, and no tag has the star before it": (
        allow(
            {
                "StringLike": {SESSION_NAME: "<<var.x>>"},
                "StringEquals": {"aws:RequestTag/t": "a*${sts:RoleSessionName}"},
            }
        ),
        "YES",
    ),
}


@pytest.mark.parametrize(("statement", "never"), OPEN_AND_WRONG.values(), ids=OPEN_AND_WRONG)
def test_of_an_open_value_only_that_is_said_which_holds_for_every_filling(statement: Json, never: str) -> None:
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    filled_in = {says("CKV_TRUST_1", filled(policy, {"var.x": word})["Statement"]) for word in ("ab", "any-other")}
    assert never not in filled_in  # with something put in, it is the other answer
    assert JUDGES["CKV_TRUST_1"](Trust(read(policy))).answer.name != never


@pytest.mark.parametrize(("operator", "said"), [("StringNotEquals", "YES"), ("StringEquals", "NO")])
def test_no_open_value_has_a_wildcard(operator: str, said: str) -> None:
    asked = {"StringLike": {SESSION_NAME: "<<var.x>>"}, operator: {SESSION_NAME: "*b"}}
    assert (
        JUDGES["CKV_TRUST_1"](Trust(read({"Version": "2012-10-17", "Statement": [allow(asked)]}))).answer.name == said
    )


def test_of_an_account_that_is_open_users_are_compared_as_those_of_any_account_it_may_be() -> None:
    whoever = "arn:aws:iam::<<account.x>>:root"
    tied = {"StringLike": {SESSION_NAME: "${aws:username}"}}
    ours = {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:user/svc*"}}
    for apart, said in (({}, "YES"), ({"StringNotLike": {"aws:username": "*"}}, "NO"), (ours, "UNKNOWN")):
        trust = Trust(read({"Version": "2012-10-17", "Statement": [allow({**tied, **apart}, whoever)]}))
        assert trust.with_any_external_id(trust.accounts()[0]).answer.name == said


@pytest.mark.parametrize("arn", ["arn:aws:iam::1*:role/p/ab", "arn:aws:iam::111122223333:role/p/ab"])
@pytest.mark.parametrize("who", ["iam::<<account.x>>:root", "sts::<<account.x>>:assumed-role/ab/aab"])
def test_an_account_that_is_open_may_be_the_one_that_a_condition_gives_by_arn(who: str, arn: str) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [allow({"StringLike": {"aws:PrincipalArn": arn}}, f"arn:aws:{who}")],
    }
    assert says("CKV_TRUST_1", filled(policy, {"account.x": "111122223333"})["Statement"]) == "YES"
    assert {rule: JUDGES[rule](Trust(read(policy))).answer.name for rule in ("CKV_TRUST_1", "CKV_TRUST_6")} == {
        "CKV_TRUST_1": "UNKNOWN",
        "CKV_TRUST_6": "NO",
    }


def test_a_role_that_a_deny_names_is_not_that_of_every_account_that_is_open() -> None:
    session = allow({}, "arn:aws:sts::<<account.x>>:assumed-role/ab/aab")
    spared = {
        **allow({"StringNotEquals": {"aws:PrincipalTag/u": "aab"}}, f"arn:aws:iam::{V}:role/p/ab"),
        "Effect": "Deny",
    }
    policy = {"Version": "2012-10-17", "Statement": [session, spared]}
    assert says("CKV_TRUST_6", filled(policy, {"account.x": "111122223333"})["Statement"]) == "NO"
    assert JUDGES["CKV_TRUST_6"](Trust(read(policy))).answer.name == "NO"
    assert JUDGES["CKV_TRUST_1"](Trust(read(policy))).answer.name == "UNKNOWN"


def test_an_open_value_that_is_compared_as_an_arn_lets_no_name_be_one() -> None:
    asked = {"ArnEquals": {"sts:SourceIdentity": "<<var.x>>"}}
    assert (
        JUDGES["CKV_TRUST_6"](Trust(read({"Version": "2012-10-17", "Statement": [allow(asked)]}))).answer.name == "YES"
    )


def test_a_statement_that_may_be_absent_may_trust_an_account_of_the_own_organization_as_a_whole() -> None:
    member = allow({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})
    there = {"Version": "2012-10-17", "Statement": [{**member, "MayBeAbsent": "maybe.z"}]}
    assert says("CKV_TRUST_2", filled(there, {"maybe.z": "there"})["Statement"]) == "YES"
    assert JUDGES["CKV_TRUST_2"](Trust(read(there))).answer.name == "UNKNOWN"


def test_nobody_is_let_in_by_a_tag_with_a_star_though_another_condition_takes_it_for_binary_data() -> None:
    spelt = allow({"StringEqualsIgnoreCase": {"aws:RequestTag/t": "a*${sts:RoleSessionName}"}})
    assert says("CKV_TRUST_1", [spelt, deny({"BinaryEquals": {"aws:RequestTag/t": "YWI="}})]) != "YES"


@pytest.mark.parametrize("operator", ["StringNotEquals", "StringNotEqualsIgnoreCase"])
def test_everybody_but_for_one_unique_id_is_one_user_in_whatever_case(operator: str) -> None:
    anybody = allow({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::????????????:user/*"}}, "*")
    but_for_one = deny({operator: {"aws:userid": "AIDAAAAAAAAAAAAAAAAA2"}})
    assert says("CKV_TRUST_4", [anybody]) == "YES"
    assert says("CKV_TRUST_4", [anybody, but_for_one]) == "NO"
    assert says("CKV_TRUST_6", [anybody, but_for_one]) == "NO"


NAMED_OPEN: dict[str, Json] = {
    "an id that ends in his name": {
        "StringLike": {"sts:ExternalId": "*-${aws:username}"},
        "StringEquals": {"sts:ExternalId": "<<var.x>>"},
    },
    "an identity that is his name and more, in any case": {
        "StringLike": {"sts:SourceIdentity": "a${aws:username}"},
        "StringEqualsIgnoreCase": {"sts:SourceIdentity": "<<var.x>>"},
    },
}


@pytest.mark.parametrize("asked", NAMED_OPEN.values(), ids=NAMED_OPEN)
def test_no_open_value_holds_the_name_of_somebody_nobody_thought_of(asked: Json) -> None:
    open_one = {"Version": "2012-10-17", "Statement": [allow(asked)]}
    assert JUDGES["CKV_TRUST_2"](Trust(read(open_one))).answer.name == "NO"
    assert JUDGES["CKV_TRUST_6"](Trust(read(open_one))).answer.name == "NO"  # some user has the name that it wants
    assert says("CKV_TRUST_6", filled(open_one, {"var.x": "a-ab"})["Statement"]) == "NO"


def test_what_is_open_is_the_account_that_the_arn_of_another_principal_says() -> None:
    whole = allow({}, "arn:aws:iam::<<account.x>>:root")
    policy = {"Version": "2012-10-17", "Statement": [whole, {**allow({}, "<<account.x>>", "Deny")}]}
    assert JUDGES["CKV_TRUST_1"](Trust(read(policy))).answer.name == "NO"
    apart = {"Version": "2012-10-17", "Statement": [whole, {**allow({}, "<<account.y>>", "Deny")}]}
    assert JUDGES["CKV_TRUST_1"](Trust(read(apart))).answer.name == "UNKNOWN"


def test_what_is_open_in_a_request_is_named_and_no_silence_of_awss() -> None:
    tied = {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/${sts:RoleSessionName}"}}
    asked = allow({**tied, "StringEquals": {"sts:RoleSessionName": "<<var.x>>"}}, f"arn:aws:iam::{V}:role/ab")
    found = JUDGES["CKV_TRUST_1"](Trust(read({"Version": "2012-10-17", "Statement": [asked]})))
    assert found.answer.name == "UNKNOWN"
    assert [hole.name for hole in found.holes] == ["var.x"]
    assert "AWS does not document" not in found.doubt


def test_a_users_name_that_is_compared_with_itself_is_no_comparison() -> None:
    itself = {"StringLike": {"aws:username": ["${aws:username}?", "b*"]}}
    policy = {"Version": "2012-10-17", "Statement": [allow(itself, "arn:aws:iam::<<account.x>>:user/ab")]}
    assert JUDGES["CKV_TRUST_6"](Trust(read(policy))).answer.name == "YES"


def test_what_differs_from_an_open_value_in_case_alone_is_like_it_where_case_does_not_matter() -> None:
    asked = {
        "StringLike": {"sts:ExternalId": "<<var.y>>"},
        "StringNotEqualsIgnoreCase": {"sts:ExternalId": "<<var.y>>"},
    }
    trust = Trust(read({"Version": "2012-10-17", "Statement": [allow(asked)]}))
    assert {rule: JUDGES[rule](trust).answer.name for rule in ("CKV_TRUST_2", "CKV_TRUST_6")} == {
        "CKV_TRUST_2": "NO",
        "CKV_TRUST_6": "YES",
    }


@pytest.mark.parametrize("account", [V, "<<account.x>>"])
def test_of_an_open_account_nobody_is_let_in_by_a_name_with_a_star_either(account: str) -> None:
    starred = {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:*/${aws:PrincipalTag/t, 'aab'}${*}"}}
    policy = {"Version": "2012-10-17", "Statement": [allow(starred, f"arn:aws:iam::{account}:root")]}
    assert JUDGES["CKV_TRUST_6"](Trust(read(policy))).answer.name == "YES"
    assert JUDGES["CKV_TRUST_1"](Trust(read(policy))).answer.name == "NO"


def test_what_is_asked_of_an_open_account_is_no_doubt_about_whom_nobody_names() -> None:
    tied = {"StringLike": {"sts:SourceIdentity": "${aws:RequestTag/t}-${aws:PrincipalTag/t}"}}
    of_one = {**allow(tied, "arn:aws:iam::<<account.y>>:root", "Deny")}
    nobody = allow({"StringEquals": {"aws:RequestTag/t": "*-${aws:username}"}}, "*")
    for statements in ([nobody], [nobody, of_one]):
        trust = Trust(read({"Version": "2012-10-17", "Statement": statements}))
        assert JUDGES["CKV_TRUST_4"](trust).answer.name == "NO"


@pytest.mark.parametrize(("written", "said"), [("a${aws:PrincipalTag/t}", "YES"), ("a-aws-PrincipalTag-t", "NO")])
def test_no_open_value_has_a_letter_that_its_key_has_not(written: str, said: str) -> None:
    asked = {"ForAnyValue:StringLike": {SESSION_NAME: "<<var.y>>"}, "StringLike": {SESSION_NAME: written}}
    policy = {"Version": "2008-10-17", "Statement": [allow(asked)]}  # in which `${` is no variable
    assert JUDGES["CKV_TRUST_6"](Trust(read(policy))).answer.name == said


AGE = "aws:MultiFactorAuthAge"


@pytest.mark.parametrize(("age", "said"), [("3600", "YES"), ("3599", "NO"), (["3600", "7200"], "YES"), ("x", "YES")])
def test_an_age_that_is_spelt_is_that_number_of_seconds(age: Any, said: str) -> None:
    fresh = {"NumericLessThan": {AGE: "3600"}, "StringEquals": {AGE: age}}
    assert says("CKV_TRUST_6", [allow(fresh)]) == said
    but_for_it = {"NumericLessThan": {AGE: "3"}, "StringNotEquals": {AGE: ["0", "1"]}}
    assert says("CKV_TRUST_6", [allow(but_for_it)]) == "NO"  # two seconds are left
    none_left = {"NumericLessThan": {AGE: "2"}, "StringNotEquals": {AGE: ["0", "1"]}, "Null": {AGE: "false"}}
    assert says("CKV_TRUST_6", [allow(none_left)]) == "YES"


@pytest.mark.parametrize(
    ("name", "said"), [("role/ab", "UNKNOWN"), ("role/p/ab", "YES"), ("role/b", "YES"), ("user/ab", "YES")]
)
def test_a_role_of_an_open_account_may_be_the_one_with_that_name_in_a_spelt_one(name: str, said: str) -> None:
    of_some_account = allow({"StringEquals": {SESSION_NAME: "other"}}, f"arn:aws:iam::<<account.x>>:{name}")
    under_a_path = allow({"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{V}:role/p/ab"}})
    policy = {"Version": "2012-10-17", "Statement": [of_some_account, under_a_path]}
    trust = Trust(read(policy))
    assert trust.with_any_external_id(V).answer.name == said
