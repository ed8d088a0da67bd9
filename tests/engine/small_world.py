"""A small world of policies and requests, all of which can be tried.

At most two statements, two principals of two accounts, two external ids, eight operators, three keys.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any, Union

from roletrust.engine.classes.callers import Sends
from spec.trust_spec import match

Json = dict[str, Any]
VENDOR, PARTNER = "111111111111", "222222222222"
PRINCIPALS = (f"arn:aws:iam::{VENDOR}:root", f"arn:aws:iam::{PARTNER}:role/deploy")
EXTERNAL_ID, MFA, TAG = "sts:ExternalId", "aws:MultiFactorAuthPresent", "aws:PrincipalTag/team"
OPERATORS = (
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIfExists",
    "StringNotLike",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringNotEquals",
    "Null",
    "BoolIfExists",
)
VALUES = {EXTERNAL_ID: ("id-one", "id-two"), MFA: ("true", "false"), TAG: ("id-one", "id-two")}
CALLERS = {
    VENDOR: (
        {"kind": "user", "arn": f"arn:aws:iam::{VENDOR}:user/someone"},
        {"kind": "role-session", "arn": f"arn:aws:iam::{VENDOR}:role/something", "session": "work"},
    ),
    PARTNER: (
        {"kind": "user", "arn": f"arn:aws:iam::{PARTNER}:user/deploy"},
        {"kind": "role-session", "arn": f"arn:aws:iam::{PARTNER}:role/deploy", "session": "work"},
        {"kind": "role-session", "arn": f"arn:aws:iam::{PARTNER}:role/deployer", "session": "work"},
    ),
}
SENT: tuple[list[str] | None, ...] = (None, ["id-one"], ["id-two"], ["ID-ONE"], ["id-other"])
MFA_FOUND: dict[str, tuple[list[str] | None, ...]] = {
    "user": (None, ["true"], ["false"]),
    "role-session": (None, ["false"]),  # AssumeRole credentials carry no MFA
}
TAGGED: tuple[list[str] | None, ...] = (None, ["id-one"], ["id-two"], ["ID-ONE"], ["other"], [""])
Sent = Union[list[str], None]
LEGAL: dict[Sends, Callable[[Sent], bool]] = {
    Sends.NONE: lambda sent: sent is None,
    Sends.SOME: lambda sent: sent is not None,
    Sends.ANY: lambda _: True,
}


def conditions() -> list[Json | None]:
    """No condition, or one: every operator on every key with every value of its kind."""
    blocks: list[Json | None] = [None]
    for operator, key in product(OPERATORS, VALUES):
        values = ("true", "false") if operator == "Null" else VALUES[key]
        blocks += ({operator: {key: value}} for value in values)
    return blocks


def statements() -> list[Json]:
    """Every statement of the world."""
    return [
        {"Effect": effect, "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
        | ({"Condition": block} if block else {})
        for effect, principal, block in product(("Allow", "Deny"), PRINCIPALS, conditions())
    ]


def policies() -> list[tuple[int, ...]]:
    """Every policy of one or two statements, as numbers of statements (their order never matters)."""
    numbers = range(len(statements()))
    return [(number,) for number in numbers] + list(combinations_with_replacement(numbers, 2))


@cache
def requests(account: str) -> list[tuple[list[str] | None, Json]]:
    """Every request an account can make, with the external id it sends."""
    found = []
    for caller in CALLERS[account]:
        for sent, mfa, tag in product(SENT, MFA_FOUND[caller["kind"]], TAGGED):
            context = {EXTERNAL_ID: sent, MFA: mfa, TAG: tag}
            given = {key: values for key, values in context.items() if values is not None}
            found.append((sent, {"action": "sts:AssumeRole", "caller": caller, "context": given}))
    return found


@cache
def matched(number: int, account: str) -> tuple[int, int]:
    """The requests (as bits) that a statement matches for sure, and those it may match, by the specification."""
    statement = statements_list()[number]
    policy = {"Version": "2012-10-17", "Statement": statement}
    surely = perhaps = 0
    for position, (_, request) in enumerate(requests(account)):
        answer = match(statement, policy, request)
        surely |= (answer == "YES") << position
        perhaps |= (answer != "NO") << position
    return surely, perhaps


@cache
def statements_list() -> list[Json]:
    return statements()


@cache
def among(account: str, sends: Sends) -> int:
    """The requests (as bits) of a question's class."""
    return sum(1 << position for position, (sent, _) in enumerate(requests(account)) if LEGAL[sends](sent))
