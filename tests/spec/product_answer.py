"""What the product answers, asked the way the specification is asked."""

from __future__ import annotations

from typing import Any

from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map
from roletrust.engine.decision.authorizer import allowed, authorize, context_of
from roletrust.engine.decision.whole_call import whole_call
from roletrust.engine.policy.request import Request


def authorized(policy: dict[str, Any], request: dict[str, Any]) -> str:
    """`YES`, `NO` or `UNKNOWN`, from a plain JSON policy and request; the short way must say the same."""
    read, asked = read_policy(tree(policy)), Request.of(request)
    answer = authorize(read, asked).answer
    context = context_of(asked)
    assert allowed(whole_call(read, asked.action, frozenset(context)), asked.caller, context) is answer
    return answer.name


def tree(value: Any) -> Any:
    """`value` with every JSON object as the Map that dialects read."""
    if isinstance(value, dict):
        return Map({key: tree(each) for key, each in value.items()})
    return [tree(each) for each in value] if isinstance(value, list) else value
