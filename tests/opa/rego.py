"""roletrust.rego in a real interpreter, and the documents that it is asked about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import regorus

from roletrust.engine.policy.accounts import Owner
from roletrust.opa.whole import PACKAGE, rego

Json = dict[str, Any]
OWN = "987654321098"
OWNER = Owner(own=frozenset({OWN}))
WRITTEN = rego()
SETTINGS = {"own_accounts": [OWN]}


@cache
def ready() -> Any:
    """The interpreter with the file, which is parsed once."""
    engine = regorus.Engine()
    engine.add_policy("roletrust.rego", WRITTEN)
    return engine


def asked(document: Json, rule: str = "findings", settings: Json = SETTINGS, *more: str) -> Any:
    """What a rule gives of a document, by regorus; `more`: other modules of the same package."""
    engine = ready().clone()
    for number, text in enumerate(more):
        engine.add_policy(f"{number}.rego", text)
    engine.add_data_json(json.dumps({"roletrust_settings": settings}))
    engine.set_input_json(json.dumps(document))
    return json.loads(engine.eval_rule_as_json(f"data.{PACKAGE}.{rule}"))


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
