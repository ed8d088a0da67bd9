"""Rule 11: what IAM refuses, and what it does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Choice, Map, Maybe
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import PolicyError, Refused, Source
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, text
from roletrust.reading.policies import policies_of
from roletrust.rules import invalid_trust_policy
from roletrust.rules.rule import Verdict

V = "123456789012"
ROOT, ROLE = f"arn:aws:iam::{V}:root", f"arn:aws:iam::{V}:role/deploy"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
X, GITHUB = "sts:ExternalId", "token.actions.githubusercontent.com"
OIDC, SAML = f"arn:aws:iam::{V}:oidc-provider/{GITHUB}", f"arn:aws:iam::{V}:saml-provider/okta"
WITH_TOKEN = "sts:AssumeRoleWithWebIdentity"
HOLE = Hole("var.x", "main.tf:1")


def statement(principal: Any = None, condition: Any = None, action: Any = "sts:AssumeRole", **more: Any) -> Any:
    written = {"Effect": "Allow", "Principal": principal or {"AWS": ROOT}, "Action": action, **more}
    return written if condition is None else {**written, "Condition": condition}


def without(element: str) -> Any:
    return {key: value for key, value in statement().items() if key != element}


def on(operator: str, key: str = X, value: Any = ID) -> Any:
    return statement(condition={operator: {key: value}})


def judged(*statements: Any, **more: Any) -> Verdict:
    document = Map({"Version": "2012-10-17", **more, "Statement": list(statements)})
    return invalid_trust_policy.judge(Trust(read_policy(document), Owner()))


REFUSED = {
    "a bare star": ([statement("*")], "AssumeRolepolicy contained an invalid principal"),
    "NotPrincipal": ([{**without("Principal"), "NotPrincipal": {"AWS": ROOT}}], "SYNTAX_ERROR_NOTPRINCIPAL"),
    "Resource": ([statement(Resource="*")], "Has prohibited field Resource"),
    "NotResource": ([statement(NotResource="*")], "Has prohibited field NotResource"),
    "an element of no statement": ([statement(Conditions={})], "INVALID_POLICY_ELEMENT"),
    "no principal": ([without("Principal")], "MISSING_PRINCIPAL"),
    "no action": ([without("Action")], "MISSING_ACTION"),
    "no statement": ([], "MISSING_STATEMENT"),
    "a wildcard for the account": ([statement({"AWS": "arn:aws:iam::*:root"})], "Invalid principal in policy"),
    "a wildcard for the role": ([statement({"AWS": f"arn:aws:iam::{V}:role/*"})], "a wildcard inside a principal"),
    "a wildcard beside a hole": ([statement({"AWS": text("arn:aws:iam::", HOLE, ":role/*")})], "a wildcard inside"),
    "a blank in a role's name": ([statement({"AWS": f"arn:aws:iam::{V}:role/my deploy"})], "the name of a role has"),
    "a name in another alphabet": ([statement({"AWS": f"arn:aws:iam::{V}:user/j\u00f6rg"})], "the name of a user has"),
    "a colon in a name": ([statement({"AWS": f"arn:aws:iam::{V}:role/a:b"})], "letters, digits and _+=,.@-"),
    "a name that is too long": ([statement({"AWS": f"arn:aws:iam::{V}:role/{'deploy-' * 10}"})], "64 of them at most"),
    "a blank in a provider": (
        [statement({"Federated": f"arn:aws:iam::{V}:oidc-provider/gitlab .com"}, None, WITH_TOKEN)],
        "INVALID_FEDERATED_PRINCIPAL_SYNTAX",
    ),
    "no name": ([statement({"AWS": f"arn:aws:iam::{V}:role/"})], "it names no role"),
    "a blank in a path": ([statement({"AWS": f"arn:aws:iam::{V}:role/my team/deploy"})], "a path has no blanks"),
    "a session that is not said": ([statement({"AWS": f"arn:aws:sts::{V}:assumed-role/x"})], "and not which"),
    "a session without a name": ([statement({"AWS": f"arn:aws:sts::{V}:assumed-role/x/"})], "and not which"),
    "a blank in a session's name": ([statement({"AWS": f"arn:aws:sts::{V}:assumed-role/x/a b"})], "roles and sessions"),
    "an account too short": ([statement({"AWS": "12345"})], "Invalid principal in policy"),
    "an account too short in its ARN": ([statement({"AWS": "arn:aws:iam::1234:root"})], "12 digits"),
    "a group": ([statement({"AWS": f"arn:aws:iam::{V}:group/x"})], "Invalid principal in policy"),
    "a region": ([statement({"AWS": f"arn:aws:iam:us-east-1:{V}:root"})], "no region"),
    "letters beyond Latin": ([statement({"AWS": f"arn:aws:iam::{V}:role/\u0107"})], "beyond U+00FF"),
    "two partitions": ([statement({"AWS": [ROLE, f"arn:aws-cn:iam::{V}:role/x"]})], "aws and aws-cn"),
    "every service": ([statement({"Service": "*"})], "INVALID_SERVICE_PRINCIPAL_FORMAT"),
    "half a service": ([statement({"Service": "ec2"})], "INVALID_SERVICE_PRINCIPAL_FORMAT"),
    "every provider": ([statement({"Federated": "*"}, None, WITH_TOKEN)], "INVALID_FEDERATED_PRINCIPAL_SYNTAX"),
    "a provider of an account too short": (
        [statement({"Federated": "arn:aws:iam::1234567890:saml-provider/x"}, None, "sts:AssumeRoleWithSAML")],
        "an account has 12 digits",
    ),
    "no provider": ([statement({"Federated": ROLE}, None, WITH_TOKEN)], "INVALID_FEDERATED_PRINCIPAL_SYNTAX"),
    "a provider that assumes": ([statement({"Federated": OIDC})], "MISMATCHED_ACTION_FOR_PRINCIPAL"),
    "a provider that assumes and tags": (
        [statement({"Federated": OIDC}, None, ["sts:AssumeRole", "sts:TagSession"])],
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
    ),
    "a provider of the other kind": ([statement({"Federated": SAML}, None, WITH_TOKEN)], "MISMATCHED_ACTION"),
    "a misspelt action": (
        [statement(None, None, ["sts:AssumeRole", "sts:TagSessions"])],
        "AssumeRole policy may only specify STS AssumeRole actions",
    ),
    "an action of another service": ([statement(None, None, "s3:GetObject")], "may only specify STS AssumeRole"),
    "an action without service": ([statement(None, None, "AssumeRole")], "must be prefaced by a vendor"),
    "an operator that is none": ([on("StringIs")], "Syntax errors in policy"),
    "Null with IfExists": ([on("NullIfExists", value="true")], "NULL_WITH_IF_EXISTS"),
    "several truths": ([on("Bool", "aws:MultiFactorAuthPresent", ["true", "false"])], "MULTIPLE_BOOLEAN"),
    "a date that is none": ([on("DateLessThan", "aws:CurrentTime", "tomorrow")], "failed legacy parsing"),
    "a key without prefix": ([on("StringEquals", "ExternalId")], "INVALID_CONDITION_KEY_FORMAT"),
    "a claim without its colon": ([on("StringEquals", f"{GITHUB}.sub")], f"is {GITHUB}:sub meant?"),
    "a tag without name": ([on("StringEquals", "aws:RequestTag")], "MISSING_TAG_KEY_IN_CONDITION"),
    "one key in two spellings": (
        [statement(condition={"StringEquals": {X: "id-one", X.upper(): "id-two"}})],
        "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
    ),
    "half a variable": ([on("StringEquals", "sts:RoleSessionName", "${aws:username")], "malformed policy variable"),
    "a misspelt key that changes nothing": (
        [on("StringEqualsIfExists", "sts:ExternaId")],
        "so StringEqualsIfExists matches every request; is sts:ExternalId meant?",
    ),
    "a misspelt global key": ([on("ArnNotLike", "aws:PrincipleArn", ROLE)], "INVALID_GLOBAL_CONDITION_KEY"),
    "a Deny on a misspelt key": (
        [statement(), {**on("StringEquals", "aws:PrincipleArn", ROLE), "Effect": "Deny"}],
        "so StringEquals matches no request",
    ),
    "a Sid with a space": ([statement(Sid="the vendor")], "must be alpha-numeric"),
    "a Sid twice": ([statement(Sid="A"), statement(Sid="A")], "UNIQUE_SIDS_REQUIRED"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str) -> None:
    statements, said = REFUSED[name]
    found = judged(*statements)
    assert found.answer is YES
    assert said in found.reason
    assert found.fix


def test_a_version_and_an_element_that_iam_does_not_have() -> None:
    assert "INVALID_VERSION" in judged(statement(), Version="2012-10-18").reason
    assert "`Comment` is no element of a policy" in judged(statement(), Comment="x").reason


ACCEPTED = {
    "an account": [statement()],
    "an empty Condition": [statement(condition={})],
    "an empty operator": [statement(condition={"StringEquals": {}})],
    "an empty list": [on("StringEquals", value=[])],
    "an operator that is none, without keys": [statement(condition={"StringIs": {}})],
    "nobody": [statement({"AWS": []})],
    "the id of a deleted role": [statement({"AWS": "AROAABCDEFGHIJKLMNOPQ"})],
    "a name with all that names have": [statement({"AWS": f"arn:aws:iam::{V}:role/team-1/x/De_p+l=o,y.2@a-b"})],
    "a session": [statement({"AWS": f"arn:aws:sts::{V}:assumed-role/x/me@example.com"})],
    "a federated user": [statement({"AWS": f"arn:aws:sts::{V}:federated-user/x"})],
    "a wildcard of actions": [statement(None, None, ["sts:AssumeRole*", "sts:*"])],
    "every action": [statement(None, None, "*")],
    "all actions but one": [{**without("Action"), "NotAction": "sts:TagSession"}],
    "several kinds of principals": [
        statement({"AWS": ROOT, "Service": "x.aws.internal", "Federated": OIDC}, None, ["sts:AssumeRole", WITH_TOKEN])
    ],
    "a domain as provider": [statement({"Federated": "accounts.google.com"}, None, WITH_TOKEN)],
    "a key that is dead": [on("StringEquals", "sts:ExternaId")],
    "a key we do not know": [on("StringEquals", "aws:SomethingNew")],
    "a number that is none": [on("NumericLessThan", "aws:MultiFactorAuthAge", "soon")],
    "a tag": [on("StringEquals", "aws:RequestTag/team", "${aws:PrincipalTag/team}")],
    "an open principal": [statement({"AWS": text(HOLE)})],
    "an open service": [statement({"Service": text("x.", HOLE)})],
    "an open provider": [statement({"Federated": text(HOLE)}, None, WITH_TOKEN)],
    "an open date": [on("DateLessThan", "aws:CurrentTime", text(HOLE))],
    "one operator in two cases": [
        statement(condition={"StringLike": {X: "a*"}, "stringlike": {"aws:PrincipalArn": ROLE}})
    ],
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_it_is_accepted(name: str) -> None:
    assert judged(*ACCEPTED[name]).answer is NO, judged(*ACCEPTED[name]).reason


def test_a_flaw_that_may_be_absent_is_left_open() -> None:
    found = judged(statement(), Maybe(statement(Resource="*"), HOLE))
    assert (found.answer, found.holes) == (UNKNOWN, (HOLE,))
    found = judged(statement({"AWS": [ROOT, Maybe("12345", HOLE)]}))
    assert (found.answer, found.holes) == (UNKNOWN, (HOLE,))


def sized(characters: int) -> Verdict:
    """Of a policy with so many characters, and as much white space again."""
    written = {"Version": "2012-10-17", "Statement": [statement(Sid="")]}
    room = characters - len(json.dumps(written, separators=(",", ":")))
    written["Statement"][0]["Sid"] = "x" * room
    found = policies_of(json.dumps(written) + " " * characters, Source("role.json"))
    assert not found.problems
    return invalid_trust_policy.judge(Trust(found.policies[0][1], Owner()))


def test_length_is_counted_without_white_space() -> None:
    assert sized(2_048).answer is NO
    assert sized(2_049).answer is UNKNOWN
    assert "2,049 characters without white space" in sized(2_049).doubt
    assert sized(8_192).answer is UNKNOWN
    assert sized(8_193).answer is YES


def test_a_length_of_which_not_all_is_known_is_at_least_that() -> None:
    many = [text(f"arn:aws:iam::{V}:role/a{at}-", HOLE) for at in range(80)]
    assert "it has at least 3," in judged(statement({"AWS": many})).doubt


MANY = {"AWS": [f"arn:aws:iam::{V}:role/a{at}" for at in range(85)]}


@pytest.mark.parametrize(
    "open_",
    [
        statement({"AWS": text(HOLE)}),
        statement({"AWS": [ROLE, Maybe(ROOT, HOLE)]}),
        statement(action=text("sts:", HOLE)),
        statement(condition={"StringEquals": {X: text(HOLE)}}),
        statement(condition={"StringEquals": Maybe({X: ID}, HOLE)}),
        Maybe(statement(), HOLE),
    ],
    ids=["a principal", "whether a principal", "an action", "a value", "whether a condition", "whether a statement"],
)
def test_whatever_of_a_long_policy_is_not_known_it_is_at_least_that_long(open_: Any) -> None:
    assert "it has at least 3," in judged(statement(MANY), open_).doubt
    assert "it has 3," in judged(statement(MANY), statement()).doubt


@pytest.mark.parametrize(
    ("account", "stands_for_one"),
    [
        ("YOUR_ACCOUNT_ID", True),
        ("your-account", True),
        ("account_number", True),
        ("<account id>", True),
        ("REPLACEME", True),
        ("change-me", True),
        ("TODO", True),
        ("production", False),
        ("the account", False),
        ("your-number", False),
        ("account.id", False),
    ],
)
def test_what_somebody_has_still_to_fill_in_is_told_from_what_is_wrong(account: str, stands_for_one: bool) -> None:
    found = judged(statement({"AWS": f"arn:aws:iam::{account}:root"}))
    assert found.answer is YES
    assert (found.severity == invalid_trust_policy.UNFINISHED) is stands_for_one


@pytest.mark.parametrize(
    ("name", "arn"),
    [("deploy-role", "role/deploy-role`, or `…:user/deploy-role`"), ("user/ops", "user/ops`"), ("no such/name", "")],
)
def test_of_a_name_that_stands_by_itself_the_advice_is_its_arn(name: str, arn: str) -> None:
    found = judged(statement({"AWS": name}))
    assert found.answer is YES and found.fix
    said = f"write the whole ARN in the place of `{name}`: `arn:aws:iam::\u2039account id of 12 digits\u203a:{arn}"
    assert (found.fix.advice == said) is bool(arn)


def test_what_is_open_counts_for_nothing() -> None:
    assert judged(statement({"AWS": text("arn:aws:iam::", HOLE, ":root")})).answer is NO


NO_POLICY = [
    "{}",
    "[]",
    "",
    "not json",
    '{"Statement": 7}',
    json.dumps({"Statement": {**statement(), "Effect": "Permit"}}),
    json.dumps({"Statement": without("Effect")}),
    json.dumps({"Statement": statement({"AWD": V})}),
    json.dumps({"Statement": statement(V)}),
    json.dumps({"Statement": on("StringEquals", value=None)}),
    json.dumps({"Statement": on("StringEquals", value={})}),
    json.dumps({"Statement": statement(condition=[])}),
    json.dumps({"Statement": statement(condition={"StringEquals": []})}),
    json.dumps({"Statement": statement(NotAction="x")}),
]


@pytest.mark.parametrize("written", NO_POLICY)
def test_what_is_no_policy_is_refused(written: str) -> None:
    found = policies_of(written, Source("role.json"))
    assert not found.policies
    assert found.refused == found.problems


@pytest.mark.parametrize(
    "written",
    [
        text('{"Statement": [', HOLE),
        json.dumps({"Statement": {**statement(), "Effect": "allow"}}),  # AWS's Account Factory has one, and is deployed
        Map({"Statement": HOLE}),
        Map({"Statement": statement(Effect=HOLE)}),
        Map({"Statement": Maybe(statement(condition=[]), HOLE)}),
        "[" * 10_000 + "]" * 10_000,
    ],
)
def test_what_may_yet_be_a_policy_is_not(written: Any) -> None:
    found = policies_of(written, Source("role.json"))
    assert found.problems
    assert not found.refused


def test_a_refusal_in_one_branch_names_the_branch() -> None:
    written = Map({"Statement": Map(statement(condition=Map(StringEquals=Map({X: Choice("var.strict", ID, None)}))))})
    found = policies_of(written, Source("role.json"))
    assert len(found.policies) == 1
    assert found.where == ((("var.strict", False),),)


def test_a_refusal_is_a_problem_of_the_policy() -> None:
    assert issubclass(Refused, PolicyError)
