"""A program that pastes what a finding shows where the finding says, into a policy that is a tree of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from roletrust.rules.fixes.drafting import filled

Json = dict[str, Any]
NUMBER = re.compile(r"statement (\d+)")
REPLACED = re.compile(r"in place of its condition on ([^;(]+?)(?:; | \(|, inside|$)")
IN_PLACE = re.compile(r"in place of its (?:[Pp]rincipal|NotPrincipal|not_principal)")
TAKEN = re.compile(r"take (.+) out of its (?:Principal|principals)")
RESOURCE = re.compile(r"delete its ((?:Not)?Resource)\b")
DELETED = re.compile(
    r"delete (?P<what>its empty Condition|its condition on (?P<keys>.+)|(?P<operators>.+), which is empty)"
)


def edits(fix: Json) -> Iterator[tuple[str, str]]:
    """Place and text of each piece of the repair that `fix`, of a finding's facts, shows."""
    for each in (fix, *fix.get("also", ())):
        if each["place"]:
            yield each["place"], each["text"]


def pasted(policy: Json, fix: Json, read: Callable[[str, bool], Any]) -> Json:
    """`policy` with all of `fix`.  `read`: a text of the dialect as JSON, `True` for a whole statement."""
    changed: Json = json.loads(json.dumps(policy))
    statements = changed["Statement"]
    gone = []
    for place, text in sorted(edits(fix), key=lambda each: each[0].startswith("as a statement")):
        (number,) = NUMBER.findall(place)[-1:]
        statement = statements[int(number) - 1]
        if place.startswith("delete statement"):
            gone.append(statement)
        elif place.startswith("as a statement of its own"):
            new = read(text, True)
            statement["Principal"] = without(statement["Principal"], new["Principal"])
            statements.append(new)
        elif IN_PLACE.search(place):
            statement.pop("NotPrincipal", None)
            statement["Principal"] = read(text, False)
        elif out := TAKEN.search(place):
            statement["Principal"] = without(statement["Principal"], {"AWS": out[1].split(", ")})
        elif resource := RESOURCE.search(place):
            del statement[resource[1]]
        elif "in place of its Sid" in place:
            statement["Sid"] = text.rpartition(" ")[2].strip('"')
        elif "in place of its Action" in place:
            statement["Action"] = read(text, False)
        else:
            into_condition(statement, place, read(text, False) if text else {})
    changed["Statement"] = [each for each in statements if not any(each is one for one in gone)]
    return changed


def into_condition(statement: Json, place: str, new: Json) -> None:
    old = {} if "in place of its Condition" in place else statement.pop("Condition", {})
    gone = REPLACED.search(place)
    keys = {key.strip().lower() for key in gone[1].split(",")} if gone else set()
    deleted = DELETED.search(place)
    empties: set[str] = set()
    if deleted and deleted["keys"]:
        keys |= {key.strip().lower() for key in deleted["keys"].split(",")}
    elif deleted and deleted["operators"]:
        empties = set(re.split(r", | and ", deleted["operators"]))
    kept = {
        operator: {key: value for key, value in tests.items() if key.lower() not in keys}
        for operator, tests in old.items()
        if operator not in empties
    }
    for operator, tests in new.items():
        kept.setdefault(operator, {}).update(tests)
    statement.pop("Condition", None)
    if whole := {operator: tests for operator, tests in kept.items() if tests}:
        statement["Condition"] = whole


def without(principals: Any, taken: Json) -> Any:
    if isinstance(principals, str):
        principals = {"AWS": principals}
    return {
        kind: left
        for kind, values in principals.items()
        if (left := [each for each in many(values) if each not in many(taken.get(kind, []))])
    }


def many(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def filled_in(policy: Any) -> Any:
    """`policy` with a legal value for each placeholder."""
    if isinstance(policy, dict):
        return {key: filled_in(value) for key, value in policy.items()}
    if isinstance(policy, list):
        return [filled_in(each) for each in policy]
    return filled(policy) if isinstance(policy, str) else policy


def of_json(text: str, whole: bool) -> Any:
    if whole:
        return json.loads(text)
    (element,) = json.loads(f"{{{text}}}").values()
    return element
