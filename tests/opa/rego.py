"""roletrust.rego in real interpreters, and the documents that it is asked about.

One is regorus, the other Open Policy Agent itself, its own library in Go; a third, which is slow, is rego-cpp.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, partial
from platform import machine, system
from typing import Any

import regorus

from roletrust.engine.policy.accounts import Owner
from roletrust.opa.whole import PACKAGE, rego

Json = dict[str, Any]
OWN = "987654321098"
OWNER = Owner(own=frozenset({OWN}))
WRITTEN = rego()
SETTINGS = {"own_accounts": [OWN]}


WITH_OPA = (system(), machine()) == ("Linux", "x86_64")  # what the libraries of OPA and rego-cpp are built for


@cache
def by_regorus() -> Any:
    """The interpreter with the file, which is parsed once."""
    engine = regorus.Engine()
    engine.add_policy("roletrust.rego", WRITTEN)
    return engine


@cache
def by_opa(settings: str, more: tuple[str, ...]) -> Any:
    """The same, with the settings, which are JSON: what it was given once, it keeps."""
    import opa_bindings

    engine = opa_bindings.OpaEngine()
    for number, text in enumerate((WRITTEN, *more)):
        engine.add_policy(f"{number}.rego", text)
    engine.add_data({"roletrust_settings": json.loads(settings)})
    return engine


def asked(document: Json, rule: str = "findings", settings: Json = SETTINGS, *more: str) -> Any:
    """What a rule gives of a document, by each interpreter alike; `more`: other modules of the same package."""
    engine = by_regorus().clone()
    for number, text in enumerate(more):
        engine.add_policy(f"{number}.rego", text)
    engine.add_data_json(json.dumps({"roletrust_settings": settings}))
    engine.set_input_json(json.dumps(document))
    found = json.loads(engine.eval_rule_as_json(f"data.{PACKAGE}.{rule}"))
    if WITH_OPA:
        by_other = by_opa(json.dumps(settings), more).eval_document(f"{PACKAGE}.{rule}", document)
        assert in_order(by_other) == in_order(found), "the interpreters do not agree"
    return found


def asked_of_rego_cpp(document: Json, rule: str = "findings", *more: str) -> Any:
    """What a rule gives of a document by rego-cpp, to SETTINGS."""
    engine = by_rego_cpp(more)
    engine.set_input(document)
    return engine.query(f"x := data.{PACKAGE}.{rule}")[0]["x"]


@cache
def by_rego_cpp(more: tuple[str, ...]) -> Any:
    import regopy

    engine = regopy.Interpreter()
    for number, text in enumerate((WRITTEN, *more)):
        engine.add_module(f"{number}.rego", text)
    engine.add_data({"roletrust_settings": SETTINGS})
    return engine


def in_order(found: Any) -> Any:
    """A set, which is a list in JSON, in an order that is the same for everybody; else what was found."""
    return sorted(found, key=partial(json.dumps, sort_keys=True)) if isinstance(found, list) else found


def plan(policies: Iterable[Json]) -> Json:
    """A plan that makes a role of each policy."""
    return {"resource_changes": [change(number, json.dumps(policy)) for number, policy in enumerate(policies)]}


def change(number: int, policy: str | None, **more: Any) -> Json:
    """The plan's entry of one role; without a policy it is known after apply only."""
    known = {"assume_role_policy": policy} if policy is not None else {}
    unknown = {} if policy is not None else {"assume_role_policy": True}
    return {
        "address": f"aws_iam_role.r{number}",
        "mode": "managed",
        "type": "aws_iam_role",
        "name": f"r{number}",
        "change": {"actions": ["create"], "before": None, "after": known, "after_unknown": unknown, **more},
    }


def answers(findings: Iterable[Json], count: int) -> list[dict[str, int]]:
    """By role and rule what was answered: 2 is a flaw, 1 not decided.  What is not decided of a role is of no rule."""
    found: list[dict[str, int]] = [{} for _ in range(count)]
    for each in findings:
        found[int(each["role"].rpartition(".r")[2])][each["rule"]] = each["answer"]
    return found
