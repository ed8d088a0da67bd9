"""The hand-written truth cases of `fixtures/decisions`: product and specification both answer as written."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from spec.near_misses import FAMILY_OF, PREFIXES, SUFFIXES
from spec.product_answer import authorized
from spec.trust_spec import decide

Json = dict[str, Any]
FOLDER = Path(__file__).parents[2] / "fixtures" / "decisions"
CASES = {
    f"{file.stem}:{number}": json.loads(line)
    for file in sorted(FOLDER.glob("*.jsonl"))
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
}
TOPICS = sorted({name.partition(":")[0] for name in CASES})
PRINCIPALS = {"AWS", "Service", "Federated", "CanonicalUser"}


def cases_of(topic: str) -> list[Json]:
    """The cases of one file."""
    return [case for name, case in CASES.items() if name.partition(":")[0] == topic]


@pytest.mark.parametrize("name", CASES)
def test_the_specification_answers_as_written(name: str) -> None:
    case = CASES[name]
    assert decide(case["policy"], case["request"]) == case["answer"], case["why"]


@pytest.mark.parametrize("name", CASES)
def test_authorize_answers_as_written(name: str) -> None:
    case = CASES[name]
    assert authorized(case["policy"], case["request"]) == case["answer"], case["why"]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_case_has_a_twin_that_differs_in_one_thing_and_in_the_answer(topic: str) -> None:
    cases = cases_of(topic)
    alone = [
        case["why"]
        for case in cases
        if not any(other["answer"] != case["answer"] and differences(asked(case), asked(other)) == 1 for other in cases)
    ]
    assert not alone


@pytest.mark.parametrize("topic", TOPICS)
def test_every_case_says_once_why_and_whence(topic: str) -> None:
    for case in cases_of(topic):
        assert list(case) == ["why", "source", "policy", "request", "answer"]
        assert "semantics" in case["source"]
    whys = Counter(case["why"] for case in cases_of(topic))
    assert max(whys.values()) == 1, whys.most_common(1)


def test_no_two_cases_contradict_each_other() -> None:
    answers: dict[str, str] = {}
    for case in CASES.values():
        question = json.dumps(asked(case), sort_keys=True)
        assert answers.setdefault(question, case["answer"]) == case["answer"], case["why"]


def test_every_operator_meets_an_absent_key_and_a_present_one() -> None:
    met = {(operator, key.lower() in context) for operator, key, context in conditions()}
    for operator in FAMILY_OF:
        assert {(operator, True), (operator, False)} <= met, operator


def test_every_row_of_the_table_of_absence_is_written_out() -> None:
    met = {operator for operator, key, context in conditions() if key.lower() not in context}
    for row in ("StringEquals", "StringNotEquals", "NumericLessThan", "NumericNotEquals", "DateGreaterThan"):
        assert {prefix + row + suffix for prefix in PREFIXES for suffix in SUFFIXES} <= met, row
    for row in ("DateNotEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnLike", "ArnNotLike"):
        assert {prefix + row + suffix for prefix in PREFIXES for suffix in SUFFIXES} <= met, row


def conditions() -> list[tuple[str, str, set[str]]]:
    """Every (operator, key, keys the request lists) of all cases."""
    return [
        (operator, key, {given.lower() for given in case["request"]["context"]})
        for case in CASES.values()
        for statement in case["policy"]["Statement"]
        for operator, block in statement.get("Condition", {}).items()
        for key in block
    ]


# ---------------------------------------------------------------- in how many things two questions differ


def asked(case: Json) -> list[Any]:
    """A case without its answer."""
    return [case["policy"], case["request"]]


def differences(left: Any, right: Any) -> int:
    """How many things differ: values, keys, list elements; a caller and a principal element are one thing each."""
    if left == right:
        return 0
    if isinstance(left, dict) and isinstance(right, dict) and not one_thing(left, right):
        return differences_of_objects(left, right)
    if isinstance(left, list) and isinstance(right, list):
        return differences_of_lists(*sorted((left, right), key=len))
    return 1


def one_thing(left: Json, right: Json) -> bool:
    """Whether both are callers, or both are principal elements."""
    return ("kind" in left and "kind" in right) or (set(left) | set(right) <= PRINCIPALS)


def differences_of_objects(left: Json, right: Json) -> int:
    """Per shared key, plus keys that only one has; a key renamed over an equal value is one difference."""
    shared = sum(differences(left[key], right[key]) for key in left if key in right)
    gone, new = left.keys() - right.keys(), right.keys() - left.keys()
    if len(gone) == len(new) == 1:
        return shared + 1 + differences(left[gone.pop()], right[new.pop()])
    return shared + len(gone) + len(new)


def differences_of_lists(shorter: list[Any], longer: list[Any]) -> int:
    """Per element of equally long lists; one where the longer has one element more; else too many to matter."""
    if len(shorter) == len(longer):
        return sum(map(differences, shorter, longer))
    without_one = (longer[:index] + longer[index + 1 :] for index in range(len(longer)))
    return 1 if shorter in without_one else 2
