"""Short ways to write the policies of a test, and to hold them as a Trust."""

from __future__ import annotations

from typing import Any

from roletrust.dialects.policy import read_policy
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.questions.trust import Trust

Json = dict[str, Any]
V = "123456789012"


def allow(principal: Any, condition: Any = None, effect: str = "Allow") -> Json:
    found = {"Effect": effect, "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return found if condition is None else {**found, "Condition": condition}


def deny(condition: Any, principal: Any = "*") -> Json:
    return allow(principal, condition, "Deny")


def trust(*statements: Any, owner: Owner = Owner()) -> Trust:
    return Trust(read_policy({"Version": "2012-10-17", "Statement": list(statements)}), owner)
