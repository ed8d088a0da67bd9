"""The comparison with other tools: its answers are the specification's, and the pack gives them all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from comparison import kics, linting
from comparison.cases import OWN_ACCOUNT, QUESTIONS, REFUSED, Case, cases
from comparison.tools import KICS, OURS, PARLIAMENT, TOOLS
from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.engine.answer import YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Refused, Source
from roletrust.rules.judgement import judge
from running import REPOSITORY
from spec.trust_spec import decide

CASES = cases()
ASKED = [case for case in CASES if case.asked("1")]
STRANGER, ORGANIZATION, ANOTHER = "210987654321", "o-a1b2c3d4e5", "o-another0000"


SENDABLE = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)  # as STS takes an external id


def called(case: Case) -> str:
    return case.name


# --- the answers -------------------------------------------------------------------------------------------------


def test_every_question_has_cases_of_both_answers() -> None:
    for question in QUESTIONS:
        answers = [case.truth(question) for case in CASES if case.about == question]
        assert len(answers) >= 8
        assert set(answers) == {True, False}
    assert len({case.name for case in CASES}) == len({json.dumps(case.policy) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", ASKED, ids=called)
def test_the_answers_about_accounts_are_the_specifications(case: Case) -> None:
    """By trying, on the independent specification, every request that the three questions mean."""
    text = json.dumps(case.policy)
    accounts = {OWN_ACCOUNT, *re.findall(r"(?<!\d)\d{12}(?!\d)", text)}
    assert STRANGER not in accounts
    named = {arn.split(":")[5] for arn in re.findall(r"arn:[\w-]+:iam::[\d*]{1,12}:(?:role|user)/[\w/]+", text)}
    sent = (None, "any-other", *filter(SENDABLE.fullmatch, external_ids(case.policy)))
    inside = {
        (account, resource): {each for each in sent if lets_in(case.policy, account, resource, each)}
        for account, resource in product((*accounts, STRANGER), ("user/other", "role/other", *named))
    }
    whole = named_accounts(case.policy)
    assert case.truth("4") == any(let for (account, _), let in inside.items() if account == STRANGER)
    assert case.truth("2, 7") == any(
        let for (account, resource), let in inside.items() if account in whole and resource not in named
    )
    # Who gets in without an id only is forbidden to send one, and so cannot forget it.
    assert case.truth("1") == any(
        None in let and len(let) > 1 for (account, _), let in inside.items() if account != OWN_ACCOUNT
    )


def external_ids(part: Any) -> Iterator[str]:
    """Every external id that the policy spells out."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key.lower() == "sts:externalid":
                yield from value if isinstance(value, list) else [value]
            else:
                yield from external_ids(value)
    elif isinstance(part, list):
        for each in part:
            yield from external_ids(each)


TELLING = ("aws:principalaccount", "aws:principalarn")


def named_accounts(policy: Mapping[str, Any]) -> set[str]:
    """The accounts that principals of the policy name, or conditions that tell accounts apart."""
    statements = policy["Statement"]
    every = statements if isinstance(statements, list) else [statements]
    conditions = [block for each in every for block in each.get("Condition", {}).values()]
    telling = [value for block in conditions for key, value in block.items() if key.lower() in TELLING]
    return set(re.findall(r"\d{12}", json.dumps([[each["Principal"] for each in every], telling])))


def lets_in(policy: Mapping[str, Any], account: str, resource: str, sent: str | None) -> bool:
    """Whether some request of the caller with that id is allowed; none may be undecided."""
    answers = {decide(dict(policy), each) for each in requests(json.dumps(policy), account, resource, sent)}
    assert "UNKNOWN" not in answers
    return "YES" in answers


def requests(text: str, account: str, resource: str, sent: str | None) -> Iterator[dict[str, Any]]:
    """By one caller with one external id, as obliging as it can be: in each organization that it may be of."""
    partition = (re.findall(r"arn:(aws[\w-]*):", text) or ["aws"])[0]
    arn = f"arn:{partition}:iam::{account}:{resource}"
    circumstances = {"aws:SourceIp": ["203.0.113.9"], "aws:CurrentTime": ["2026-06-01T00:00:00Z"]}
    if resource.startswith("role/"):
        caller = {"kind": "role-session", "arn": arn, "session": "work"}
        circumstances |= {"aws:userid": ["AROAOTHEROTHEROTHER12:work"]}
    else:
        caller = {"kind": "user", "arn": arn}
        circumstances |= {"aws:userid": ["AIDAOTHEROTHEROTHER12"], "aws:MultiFactorAuthPresent": ["true"]}
    if sent is not None:
        circumstances |= {"sts:ExternalId": [sent]}
    for organization in (None, ANOTHER if account != OWN_ACCOUNT else ORGANIZATION):
        of_it = {"aws:PrincipalOrgID": [organization], "aws:PrincipalOrgPaths": [f"{organization}/r-ab12/"]}
        context = {**circumstances, **(of_it if organization else {})}
        yield {"action": "sts:AssumeRole", "caller": caller, "context": context}


# --- the pack ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=called)
def test_the_pack_finds_what_is_wrong_and_nothing_else(case: Case) -> None:
    found = failing(case.policy)
    assert int(REFUSED) in found if case.truth(REFUSED) else found | implied(found) & case.flaws == case.flaws


def implied(found: set[int]) -> set[int]:
    """What is not said of the same people again: who lets in anybody asks them for no external id."""
    return {1, 5} if 4 in found else set()


def failing(policy: Mapping[str, Any]) -> set[int]:
    """The numbers of the rules that fail."""
    try:
        read = read_policy(parse_json(json.dumps(policy), Source("role.json")))
    except Refused:
        return {int(REFUSED)}
    judged = judge([((), read)], Owner(own=frozenset({OWN_ACCOUNT})))
    return {int(rule.rpartition("_")[2]) for rule, each in judged.items() if each.verdict.answer is YES}


def test_the_table_says_so_of_every_form() -> None:
    """The table is fresh (tests/test_house.py), so it is what Checkov's runners gave."""
    page = (REPOSITORY / "docs" / "comparison.md").read_text("utf-8")
    overview = re.findall(r"^\| [\d, ]+\. .+? \| \d+ \| (.+?) \|", page, re.MULTILINE)
    forms = re.findall(r"^\| [\d, ]+ \| `CKV_TRUST_.+? \| (.+) \|$", page, re.MULTILINE)
    assert overview == ["0 missed, 0 false"] * len(QUESTIONS)
    assert len(forms) == len(QUESTIONS)
    assert all(re.fullmatch(r"0 of \d+ missed, 0 false", cell) for row in forms for cell in row.split(" | "))


# --- the other tools ---------------------------------------------------------------------------------------------


def test_every_tool_is_asked_questions_that_there_are() -> None:
    for tool in TOOLS:
        assert {question for asked in tool.asks.values() for question in asked} <= set(QUESTIONS)
    assert {question for asked in OURS.asks.values() for question in asked} == set(QUESTIONS)


def named_so(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def test_a_finding_is_taken_for_what_is_so() -> None:
    weak, required = named_so("one role of a vendor, some external id"), named_so("the role's own account")
    assert KICS.says({kics.CROSS_ACCOUNT}, weak) == {"5"}
    assert KICS.says({kics.CROSS_ACCOUNT}, required) == {"1"}
    assert PARLIAMENT.says({"UNKNOWN_PRINCIPAL"}, named_so("the id of a deleted role")) == {"12"}
    assert PARLIAMENT.says({"RESOURCE_STAR"}, weak) == set()


def test_of_a_policy_that_iam_refuses_only_that_is_asked() -> None:
    assert PARLIAMENT.says({"UNKNOWN_CONDITION_FOR_ACTION"}, named_so("a key without its service")) == {REFUSED}
    assert KICS.says({kics.CROSS_ACCOUNT}, named_so("a wildcard for the role")) == set()


VENDOR = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (VENDOR, {kics.CROSS_ACCOUNT, kics.ROOT}),
        ({**VENDOR, "Principal": {"AWS": ["111122223333"]}}, {kics.CROSS_ACCOUNT}),
        ({**VENDOR, "Action": ["sts:TagSession", "sts:AssumeRole"]}, {kics.CROSS_ACCOUNT, kics.ROOT}),
        ({**VENDOR, "Action": "sts:*"}, {kics.ROOT}),
        ({**VENDOR, "Condition": {"StringEquals": {"sts:ExternalId": "*"}}}, {kics.ROOT}),
        ({**VENDOR, "Condition": {"StringEquals": {"sts:ExternalId": ""}}}, {kics.CROSS_ACCOUNT, kics.ROOT}),
        ({**VENDOR, "Condition": {"StringLike": {"sts:ExternalId": "x-1"}}}, {kics.CROSS_ACCOUNT, kics.ROOT}),
        ({**VENDOR, "Condition": MFA}, {kics.ROOT}),
        ({**VENDOR, "Effect": "Deny"}, set()),
        ({**VENDOR, "Principal": {"AWS": "*"}}, set()),
        ({**VENDOR, "Principal": {"AWS": "*", "Service": "ec2.amazonaws.com"}}, {kics.STAR}),
    ],
)
def test_kics_is_told_as_its_queries_are_written(statement: dict[str, Any], found: set[str]) -> None:
    assert kics.findings({"Statement": [statement]}) == kics.findings({"Statement": statement}) == found


# --- the record of parliament ------------------------------------------------------------------------------------


def test_the_record_of_parliament_is_of_these_cases() -> None:
    record = linting.read(linting.RECORD.read_text("utf-8"), CASES)
    assert len(record.plain) == len(record.completed) == len(CASES)


def test_a_record_of_other_cases_is_refused() -> None:
    other = [CASES[0]._replace(policy={"Statement": []}), *CASES[1:]]
    with pytest.raises(ValueError, match=r"parliament\.jsonl is of other policies"):
        linting.read(linting.RECORD.read_text("utf-8"), other)
