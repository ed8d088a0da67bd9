"""Two solvers, which read the policy by a translation of their own, say of each verdict what the engine says.

A seeded slice here; `make prove` asks about 3,000 policies.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from prove import drawn_tokens, openings
from prove.second_judge import judged, judged_as_read
from prove.small_worlds import policies
from prove.solving import SAT, UNSAT, by_cvc5, by_z3
from prove.test_cases_of_an_outsider import PROVIDERS, SOURCES, TOGETHER, bearer
from prove.test_undrawn_cases import everyone, service, statement
from roletrust.certify.__main__ import tenants_of
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import NO, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, Means, text
from roletrust.proof.patterns import fits
from roletrust.proof.proving import TOKENS, asked_of, is_proof
from roletrust.proof.questions import Case, Facts
from roletrust.proof.reading import Unsupported
from spec.product_answer import tree

Json = dict[str, Any]
SEED, SLICE = 20261201, 24
V = "123456789012"


def allow(condition: Json, principal: str = f"arn:aws:iam::{V}:root", effect: str = "Allow") -> Json:
    return {"Effect": effect, "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", "Condition": condition}


def deny(condition: Json) -> Json:
    return allow(condition, "*", "Deny")


def cases(rule: str, *statements: Json, version: str = "2012-10-17") -> list[Case]:
    read = read_policy(tree({"Version": version, "Statement": list(statements)}))
    return [case for _, each in asked_of(read, rule, Facts()) for case in each]


@pytest.mark.parametrize(
    ("action", "covered"),
    [
        ("sts:assumerole", True),
        ("sts:*", True),
        ("*", True),
        ("sts:assume????", True),
        ("sts:assume???", False),
        ("sts:assume?????", False),
        ("*e*e*", True),
        ("*e*e*e", False),
        ("sts:assumerole*", True),
        ("?*sts:assumerole", False),
        ("", False),
        ("*" * 5_000 + "s" * 5, False),  # no matcher that goes back comes to its end
    ],
)
def test_an_action_covers_what_its_wildcards_are_filled_with(action: str, covered: bool) -> None:
    assert fits(action, "sts:assumerole") is covered


def found_by(solve: Any, rule: str, *statements: Json, version: str = "2012-10-17") -> set[str]:
    """Who is let in, as a solver finds it."""
    answers = {case.label: solve(case.script(surely=True)) for case in cases(rule, *statements, version=version)}
    assert set(answers.values()) <= {SAT, UNSAT}
    return {label.split()[1] for label, answer in answers.items() if answer == SAT}


TIE = allow(
    {
        "StringLike": {"sts:RoleSessionName": "${aws:username}"},
        "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:user/*"},
    }
)
# What one translation can get wrong, each with who gets in without an external id.
KNOWN: list[tuple[str, set[str], tuple[Json, ...]]] = [
    ("nothing asked", {"user", "role-session"}, (allow({}),)),
    ("an id asked for", set(), (allow({"StringEquals": {"sts:ExternalId": "abc"}}),)),
    ("an id asked for by no key of AWS's", set(), (allow({"StringEquals": {"sts:external-id": "abc"}}),)),
    ("an id asked for without AWS's prefix", set(), (allow({"StringEquals": {"ExternalId": "abc"}}),)),
    (
        "no request has a key that is misspelt",
        {"user", "role-session"},
        (allow({"StringEqualsIfExists": {"sts:ExternaId": "abc"}}),),
    ),
    ("an id that must not be sent", set(), (allow({"Null": {"sts:ExternalId": "true"}}),)),
    ("absence is accepted", {"user", "role-session"}, (allow({"StringEqualsIfExists": {"sts:ExternalId": "abc"}}),)),
    ("a tie", {"user"}, (TIE, deny({"ArnLike": {"aws:PrincipalArn": "*:svc"}}))),
    (
        "a tie, and a Deny of all users",
        set(),
        (TIE, deny({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{V}:user/*"}})),
    ),
    (
        "a tie in any case",
        {"user"},
        (
            allow({"StringEqualsIgnoreCase": {"sts:RoleSessionName": "${aws:username}"}}),
            deny({"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}),
            deny({"StringNotEquals": {"aws:username": "ann"}}),
        ),
    ),
    ("one character is no session name", set(), (TIE, deny({"StringNotLike": {"aws:username": "?"}}))),
    ("a star is in no user's name", set(), (allow({"StringEquals": {"aws:username": "a*"}}),)),
    ("no session has MFA", {"user"}, (allow({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),)),
    (
        "accounts by pattern",
        {"user", "role-session"},
        (
            allow({"StringLike": {"aws:PrincipalAccount": "1111*"}}, "*"),
            deny({"StringEquals": {"aws:PrincipalAccount": "111100000000"}}),
        ),
    ),
    ("the owner's organization", set(), (allow({"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}, "*"),)),
    ("any organization", {"user", "role-session"}, (allow({"StringLike": {"aws:PrincipalOrgID": "o-a*"}}, "*"),)),
    (
        "a tag that is passed is listed",
        set(),
        (allow({"Null": {"aws:RequestTag/t": "false"}, "ForAllValues:StringEquals": {"aws:TagKeys": "u"}}),),
    ),
    (
        "an address, or an endpoint",
        set(),
        (allow({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "StringLike": {"aws:SourceVpce": "*"}}),),
    ),
    ("a private address", set(), (allow({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),)),
    ("data", {"user", "role-session"}, (allow({"BinaryEquals": {"aws:PrincipalTag/key": "c2VjcmV0"}}),)),
    ("what is no data", set(), (allow({"BinaryEquals": {"aws:PrincipalTag/key": "not base64"}}),)),
    ("a time", {"user", "role-session"}, (allow({"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}),)),
]


@pytest.mark.parametrize(("asked", "who"), [("*z*", set()), ("?*", {"user"})])
def test_somebody_whom_nobody_thought_of_has_a_name_that_is_like_no_pattern(asked: str, who: set[str]) -> None:
    for letter in ("z", "whom", "any", "q7"):
        like = allow({"StringLike": {"aws:username": asked.replace("z", letter)}})
        assert found_by(by_z3, "CKV_TRUST_2", like) == who


def test_an_account_is_named_by_what_decides_the_call_alone() -> None:
    everybody = allow({"Null": {"aws:RequestTag/t": "true"}}, "*")
    passing = {**allow({}), "Action": "sts:TagSession"}
    assert found_by(by_z3, "CKV_TRUST_1", everybody, passing)
    untagged = allow({"Null": {"aws:PrincipalTag/t": "true"}}, "*")
    assert not found_by(by_z3, "CKV_TRUST_1", untagged, passing)
    assert not found_by(by_z3, "CKV_TRUST_1", {**everybody, "Action": ["sts:AssumeRole", "sts:TagSession"]}, passing)
    assert found_by(by_z3, "CKV_TRUST_1", everybody, {**passing, "Effect": "Deny"})
    assert not found_by(by_z3, "CKV_TRUST_1", everybody, {**passing, "Effect": "Deny", "Action": "sts:SetContext"})


@pytest.mark.parametrize("solve", [by_z3, by_cvc5], ids=["z3", "cvc5"])
@pytest.mark.parametrize(("who", "statements"), [each[1:] for each in KNOWN], ids=[each[0] for each in KNOWN])
def test_a_solver_finds_who_gets_in(solve: Any, who: set[str], statements: tuple[Json, ...]) -> None:
    if solve is by_z3 and "IgnoreCase" in str(statements):
        solve = by_cvc5  # of letter case only cvc5 knows enough to find somebody
    anybody = any(each["Effect"] == "Allow" and each["Principal"]["AWS"] == "*" for each in statements)
    rule = "CKV_TRUST_4" if anybody else "CKV_TRUST_1"  # who is named nowhere is rule 4's
    assert found_by(solve, rule, *statements) == who


@pytest.mark.parametrize("version", ["2012-10-17", "2008-10-17"])
def test_a_variable_is_one_in_2012_only(version: str) -> None:
    who = found_by(by_z3, "CKV_TRUST_1", TIE, version=version)
    assert who == ({"user"} if version == "2012-10-17" else set())


def test_the_solvers_agree_with_the_rules() -> None:
    tally: Counter[str] = Counter()
    found = [each for number, policy in policies(SEED, range(SLICE)) for each in judged(number, policy, Owner(), tally)]
    assert tally["NO closed by 2"] > SLICE
    assert tally["witness sat"] > SLICE / 4
    assert not found, "\n".join(map(str, found))


UNCLOSED = ("two accounts, by text",)  # by either solver
OF_AN_OUTSIDER: dict[str, tuple[str, Json]] = {
    **{name: (expected, statement(condition)) for name, (expected, condition) in TOGETHER.items()},
    **{name: (expected, service(condition)) for name, (expected, condition) in SOURCES.items() if name not in UNCLOSED},
    "an organization that is open": ("4N", everyone({"StringEquals": {"aws:PrincipalOrgID": "<<var.o>>"}})),
    "its path that is open": ("4N", everyone({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "<<var.o>>/r-1/*"}})),
    "a source of one that is open": ("8N", service({"StringEquals": {"aws:SourceOrgID": "<<var.o>>"}})),
    "a path of any organization": ("8Y", service({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-*/r-ab12/*"}})),
    "a token without a subject": ("6Y", bearer(f"{PROVIDERS}gitlab.com", "WebIdentity", "gitlab.com:sub", "true")),
    "a token without a user": ("6N", bearer(f"{PROVIDERS}gitlab.com", "WebIdentity", "gitlab.com:user_id", "true")),
    "a token with a claim of no key": ("6Y", bearer(f"{PROVIDERS}gitlab.com", "WebIdentity", "gitlab.com:x", "false")),
    "an access token without a subject": (
        "6N",
        bearer("graph.facebook.com", "WebIdentity", "graph.facebook.com:sub", "true"),
    ),
    "an assertion for nobody": ("6Y", bearer(f"arn:aws:iam::{V}:saml-provider/adfs", "SAML", "SAML:aud", "true")),
    "an assertion about nobody": ("6N", bearer(f"arn:aws:iam::{V}:saml-provider/adfs", "SAML", "SAML:sub", "true")),
    "a source of an account of a pattern": ("8Y", service({"StringLike": {"aws:SourceAccount": "9999*"}})),
    "a source in another partition": ("8Y", service({"ArnLike": {"aws:SourceArn": "arn:aws-us-gov:*:*:*:*"}})),
    "a source of its organization": (
        "6Y",
        service(
            {
                "ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-abcdefghij/*"},
                "StringNotEquals": {"aws:SourceOrgID": "o-abcdefghij"},
            }
        ),
    ),
}


@pytest.mark.parametrize(("expected", "made"), OF_AN_OUTSIDER.values(), ids=OF_AN_OUTSIDER)
def test_the_solvers_know_which_keys_come_together_and_what_always_comes(expected: str, made: Json) -> None:
    said = {f"CKV_TRUST_{each[:-1]}": {"Y": "YES", "N": "NO"}[each[-1]] for each in expected.split()}
    tally: Counter[str] = Counter()
    policy = {"Version": "2012-10-17", "Statement": [made]}
    written = None if "<<" in str(made) else policy
    found = judged_as_read(0, openings.read(policy), written, Owner(), tally, tuple(said))
    assert not list(found)
    assert {f"{rule} {answer}" for rule, answer in said.items()} <= set(tally)
    proofs = sum(is_proof(rule, answer) for rule, answer in said.items())
    closed = 1 if "<<" in str(made) else 2  # of what is open z3 does not come to an end
    assert sum(tally[f"NO closed by {by}"] for by in range(closed, 3)) + tally["NO without a question"] == proofs
    assert not {each for each in tally if each.startswith("not translated")}


@pytest.mark.parametrize("key", ["aws:SourceIp", "aws:CurrentTime"])
def test_of_an_address_or_a_time_that_is_compared_as_text_a_formula_has_no_words(key: str) -> None:
    with pytest.raises(Unsupported, match=f"what `{key.lower()}` holds as text"):
        cases("CKV_TRUST_1", allow({"StringEquals": {key: "10.0.0.1"}}))


GITHUB = "token.actions.githubusercontent.com"
# What a policy asks of the subject, and whether another organization's token has one.
SUBJECTS = [
    ("repo:acme/*", UNSAT),
    ("repo:acme/shop:ref:refs/heads/main", UNSAT),
    ("repository_owner:acme:*", UNSAT),
    ("repo:acme*", SAT),
    ("repo:ac?e/*", SAT),
    ("environment:production", SAT),
    ("job_workflow_ref:acme/*", SAT),
    ("nobody's format", UNSAT),
]


@pytest.mark.parametrize(("subject", "answer"), SUBJECTS)
def test_a_solver_finds_the_token_of_another_organization(subject: str, answer: str) -> None:
    block = {"StringLike": {f"{GITHUB}:sub": subject}}
    made = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{V}:oidc-provider/{GITHUB}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": block,
    }
    read = read_policy(tree({"Version": "2012-10-17", "Statement": [made]}))
    ((_, (case,)),) = asked_of(read, TOKENS, Facts(), tenants=tenants_of(read))
    assert by_cvc5(case.script(surely=True)) == answer


CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/01AB"
# What a statement asks of a claim as it stands, and whether some token of the issuer holds it.
HELD = [
    (GITHUB, "sub", "repo:acme/shop:*", UNSAT),
    (GITHUB, "sub", "repo:acme/shop:environment:*", SAT),
    (GITHUB, "sub", "repo:acme/shop:pull_request:*", UNSAT),
    (GITHUB, "job_workflow_ref", "acme/ci/.github/workflows/a.yml@*", UNSAT),
    (GITHUB, "sub", "job_workflow_ref:acme/ci/.github/workflows/*.yml@refs/heads/main", SAT),
    (GITHUB, "ref", "refs/heads/*", UNSAT),
    (GITHUB, "aud", "*", SAT),
    (CLUSTER, "sub", "system:serviceaccount:apps:Deploy", UNSAT),
    (CLUSTER, "sub", "system:serviceaccount:apps:deploy", SAT),
]


@pytest.mark.parametrize(("issuer", "claim", "value", "answer"), HELD, ids=[each[2] for each in HELD])
def test_a_solver_finds_whether_an_issuer_writes_it(issuer: str, claim: str, value: str, answer: str) -> None:
    made = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{V}:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{issuer}:{claim}": value}},
    }
    read = read_policy(tree({"Version": "2012-10-17", "Statement": [made]}))
    ((_, (case,)),) = asked_of(read, "CKV_TRUST_6", Facts())
    assert by_cvc5(case.script(surely=True)) == answer
    assert by_z3(case.script(surely=True)) == answer
    assert Trust(read).alive(read.statements[0]).answer is (YES if answer == SAT else NO)


def test_the_solvers_agree_with_rule_9_about_tokens() -> None:
    tally: Counter[str] = Counter()
    made = drawn_tokens.policies(SEED, range(50))
    found = [each for number, policy in made for each in judged(number, policy, Owner(), tally, (TOKENS,))]
    assert tally["NO closed by 2"] > 5
    assert tally["witness sat"] > 15
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(("principal", "perhaps"), [(Hole("var.partners"), UNSAT), ("*", SAT)], ids=["open", "anyone"])
def test_an_open_principal_names_the_account_that_it_turns_out_to_be(principal: Hole | str, perhaps: str) -> None:
    made = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    read = read_policy({"Version": "2012-10-17", "Statement": [made]})
    answers = {by_z3(case.script(surely=False)) for _, each in asked_of(read, "CKV_TRUST_4", Facts()) for case in each}
    assert answers == {perhaps}


@pytest.mark.parametrize("account", [V, Hole("data.aws_caller_identity.peer.account_id", "", Means.ACCOUNT_BESIDE)])
def test_an_account_of_the_same_configuration_is_trusted_as_a_whole_and_no_third_partys(account: Hole | str) -> None:
    principal = text("arn:aws:iam::", account, ":root")
    made = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    read = read_policy({"Version": "2012-10-17", "Statement": [made]})
    facts = Facts(trusted=frozenset({V}), beside=frozenset({V}))
    for rule, answer in (("CKV_TRUST_1", UNSAT), ("CKV_TRUST_2", SAT)):
        cases_ = [case for _, each in asked_of(read, rule, facts) for case in each]
        assert {by_z3(case.script(surely=True)) for case in cases_} == {answer}
