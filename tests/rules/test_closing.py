"""A finding's witness is let in, and what the finding says to paste closes it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map
from roletrust.engine.accounts import Owner
from roletrust.engine.answer import YES
from roletrust.engine.authorizer import authorize
from roletrust.engine.document import Policy
from roletrust.engine.request import Request
from roletrust.rules.judgement import judge
from roletrust.rules.rule import Verdict
from roletrust.telling.fixes import paste
from roletrust.telling.subject import Dialect

OWN, VENDOR = "987654321098", "123456789012"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
CONDITIONS: list[dict[str, Any] | None] = [
    None,
    {},
    {"StringEquals": {}},
    {"StringEqualsIfExists": {"sts:ExternalId": ID}},
    {"ForAllValues:StringLike": {"STS:ExternalID": [ID, "x*"]}},
    {"StringNotEquals": {"sts:ExternalId": ID}},
    {"StringNotEquals": {"sts:ExternalId": ""}},
    {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "sts:ExternalId": ID}},
    {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{VENDOR}:role/*"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringEquals": {"sts:ExternalId": ["changeme", ID]}},
    {"StringLike": {"sts:ExternalId": ["acme-*", "12345"]}},
    {"Null": {"sts:ExternalId": "false"}, "StringNotEquals": {"sts:ExternalId": ID}},
]
ROOTS = [f"arn:aws:iam::{account}:root" for account in (VENDOR, "111122223333", OWN)]
PRINCIPALS: list[Any] = [
    {"AWS": each}
    for each in (ROOTS[0], VENDOR, ROOTS[2], "*", [VENDOR, "*"], ROOTS, [*ROOTS, f"{ROOTS[0][:-4]}role/a"])
]
PRINCIPALS.append({"AWS": ROOTS, "Service": ["ec2.amazonaws.com"]})
RULES = ("CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_4", "CKV_TRUST_5", "CKV_TRUST_7")
EC2 = {"action": "sts:AssumeRole", "caller": {"kind": "service", "arn": "ec2.amazonaws.com"}}
OTHER_STATEMENTS: list[list[dict[str, Any]]] = [
    [],
    [{"Effect": "Allow", "Principal": {"AWS": VENDOR}, "Action": "sts:AssumeRole"}],
    [
        {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sts:AssumeRole",
            "Condition": {"ForAnyValue:StringNotEquals": {"sts:ExternalId": ID}},
        }
    ],
    [
        {
            "Effect": "Deny",
            "Principal": {"AWS": ["*"]},
            "Action": "sts:AssumeRole",
            "Condition": {"StringNotLike": {"sts:ExternalId": ["password", "acme-*"]}},
        }
    ],
]


def policy_of(statements: list[dict[str, Any]]) -> Policy:
    return read_policy(Map({"Version": "2012-10-17", "Statement": statements}))


def verdict(rule: str, statements: list[dict[str, Any]]) -> Verdict:
    return judge([((), policy_of(statements))], Owner(own=frozenset({OWN})))[rule].verdict


def pasted(statements: list[dict[str, Any]], found: Verdict) -> list[dict[str, Any]]:
    """The statements, with the fix pasted where it says."""
    assert found.fix
    assert found.fix.statement
    text = paste(found.fix, Dialect.JSON, "role.json")
    changed: list[dict[str, Any]] = json.loads(json.dumps(statements))
    statement = changed[found.fix.statement.number - 1]
    if not found.fix.moved:
        statement.update(json.loads("{" + text + "}"))
        return changed
    moved = {principal.value for principal in found.fix.moved}
    statement["Principal"] = {
        kind: [each for each in ([values] if isinstance(values, str) else values) if each not in moved]
        for kind, values in statement["Principal"].items()
    }
    return [*changed, json.loads(text)]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("principal", PRINCIPALS, ids=str)
@pytest.mark.parametrize(
    "more", OTHER_STATEMENTS, ids=["alone", "beside another Allow", "beside a loose Deny", "beside a Deny"]
)
def test_pasting_the_fix_closes_the_finding(rule: str, principal: Any, more: list[dict[str, Any]]) -> None:
    for condition in CONDITIONS:
        first = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        statements = [first if condition is None else {**first, "Condition": condition}, *more]
        authorized = authorize(policy_of(statements), Request.of(EC2)).answer
        for _ in range(5):
            found = verdict(rule, statements)
            if found.answer is not YES:
                break
            assert found.witness
            assert authorize(policy_of(statements), found.witness).answer is YES
            statements = pasted(statements, found)
        assert verdict(rule, statements).answer is not YES
        if "Service" in principal:
            assert authorize(policy_of(statements), Request.of(EC2)).answer is authorized
