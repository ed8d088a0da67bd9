"""Statements that trust services and identity providers, and what the rules say of them."""

from __future__ import annotations

from typing import Any

from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.text import Value
from roletrust.rules.judgement import judge
from roletrust.rules.rule import Verdict

Json = dict[str, Any]
OWN = "987654321098"
OWNER = Owner(own=frozenset({OWN}))


def trusting(kind: str, names: Value | list[Value], action: str, condition: Json | None, effect: str) -> Json:
    written = {"Effect": effect, "Principal": {kind: names}, "Action": action}
    return written if condition is None else {**written, "Condition": condition}


def service(names: Value | list[Value], condition: Json | None = None, effect: str = "Allow") -> Json:
    return trusting("Service", names, "sts:AssumeRole", condition, effect)


def saml(condition: Json | None = None, provider: Value = f"arn:aws:iam::{OWN}:saml-provider/adfs") -> Json:
    return trusting("Federated", provider, "sts:AssumeRoleWithSAML", condition, "Allow")


def oidc(issuer: str, condition: Json | None = None, effect: str = "Allow") -> Json:
    return bearing(f"arn:aws:iam::{OWN}:oidc-provider/{issuer}", condition, effect)


def bearing(provider: Value, condition: Json | None = None, effect: str = "Allow") -> Json:
    return trusting("Federated", provider, "sts:AssumeRoleWithWebIdentity", condition, effect)


def verdicts(*statements: Json, owner: Owner = OWNER) -> dict[int, Verdict]:
    """What each rule, by its number, says of the policy."""
    policy = read_policy(Map({"Version": "2012-10-17", "Statement": list(statements)}))
    found = judge([((), policy)], owner)
    return {int(rule.rpartition("_")[2]): each.verdict for rule, each in found.items()}
