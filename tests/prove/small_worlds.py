"""Small policies, drawn by lot: every operator and qualifier, variables wherever IAM reads them, principals by pattern.

The texts are made of the letters `a` and `b`, so that all short words over them are a world that can be tried whole.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
ONE, NEAR, FAR = "111111111111", "111122223333", "987654321098"
ACCOUNTS = (ONE, NEAR, FAR)
ORGANIZATION, OTHER = "o-aaaaaaaaaa", "o-bbbbbbbbbb"
UNIQUE = ("AIDAAAAAAAAAAAAAAAAA2", "AIDAAAAAAAAAAAAAAAAB2", "AROAAAAAAAAAAAAAAAAA2")

CALL = "sts:AssumeRole"
ACTIONS = (CALL, "sts:TagSession", "sts:SetSourceIdentity")
NAMES = ("a", "b", "ab", "aab")
WORDS = ("ab", "ba", "aab", "AB", "aba", "bb")
PATTERNS = ("a*", "*b", "?b", "a?", "*", "*a*", "??", "a*b", "?a?", "b*", "A*", "??*")
VARIED = (
    "${aws:username}",
    "${aws:PrincipalTag/t}",
    "${aws:RequestTag/t}",
    "${sts:RoleSessionName}",
    "${sts:SourceIdentity}",
    "${aws:PrincipalTag/u, 'ab'}",
    "${aws:PrincipalTag/t, 'aab'}",
)
AROUND = ("{}", "{}", "{}", "a{}", "{}b", "{}*", "*{}", "?{}", "{}?", "a*{}", "{}-{}", "*-{}", "{}${{*}}")
TEXT_KEYS = (
    "sts:ExternalId",
    "sts:RoleSessionName",
    "sts:SourceIdentity",
    "aws:RequestTag/t",
    "aws:PrincipalTag/t",
    "aws:PrincipalTag/u",
    "aws:username",
)
TEXT_OPERATORS = (
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
)
ARN_OPERATORS = ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike")
NUMERIC = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
OTHER_OPERATORS = {
    **{f"Numeric{each}": ("aws:MultiFactorAuthAge", ("60", "3600")) for each in NUMERIC},
    **{f"Date{each}": ("aws:CurrentTime", ("2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z")) for each in NUMERIC},
    "Bool": ("aws:MultiFactorAuthPresent", ("true", "false")),
    "IpAddress": ("aws:SourceIp", ("203.0.113.0/24", "203.0.113.7")),
    "NotIpAddress": ("aws:SourceIp", ("203.0.113.0/24", "203.0.113.7")),
    "BinaryEquals": ("aws:RequestTag/t", ("YWI=", "YWFi")),
}
OPERATORS = (*TEXT_OPERATORS, *ARN_OPERATORS, *OTHER_OPERATORS, "Null")
QUALIFIERS = (
    "{}",
    "{}IfExists",
    "ForAllValues:{}",
    "ForAnyValue:{}",
    "ForAllValues:{}IfExists",
    "ForAnyValue:{}IfExists",
)
NULLS = ("Null", "ForAllValues:Null", "ForAnyValue:Null")
EFFECTS = (
    ["Allow"],
    ["Allow"],
    ["Allow", "Deny"],
    ["Allow", "Deny"],
    ["Allow", "Allow"],
    ["Allow", "Deny", "Deny"],
    ["Allow", "Allow", "Deny"],
)
RESOURCES = (
    "user/ab",
    "user/p/ab",
    "role/ab",
    "role/p/ab",
    "user/*",
    "role/*",
    "*",
    "role/a*",
    "user/p/*",
    "*/ab",
    "*b",
)


def policies(seed: int, numbers: range) -> Iterator[tuple[int, Json]]:
    """The policies of these numbers, each the same for the same seed."""
    for number in numbers:
        yield number, policy(random.Random(seed * 1_000_003 + number))


def policy(dice: random.Random) -> Json:
    """One to three statements, at least one Allow."""
    path = dice.choice(("", "", "p/"))  # one name is one principal's, whatever its path
    effects = dice.choice(EFFECTS)
    statements = [statement(dice, effect, path) for effect in effects]
    if dice.random() < 0.5:
        tie(dice, statements)
    apart(dice, statements)
    return {"Version": "2008-10-17" if dice.random() < 0.06 else "2012-10-17", "Statement": statements}


def apart(dice: random.Random, statements: list[Json]) -> None:
    """Where an Allow asks for an external id, what goes along is mostly allowed apart: does it see the id?"""
    asking = [each for each in statements if each["Action"] == list(ACTIONS) and "sts:ExternalId" in str(each)]
    if asking and dice.random() < 0.9:
        for each in asking:
            each["Action"] = CALL
        statements.append(
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ONE}:root"}, "Action": list(ACTIONS[1:])}
        )


def tie(dice: random.Random, statements: list[Json]) -> None:
    """Add a condition with a variable, and one on a key at either end of it, to statements of any effect."""
    named = dice.choice(VARIED)
    key = dice.choice((*TEXT_KEYS, "aws:PrincipalArn"))
    around = dice.choice([each for each in AROUND if each.count("{}") == 1])
    value, written = around.format(named), dice.choice(("StringEquals", "StringLike", *TEXT_OPERATORS))
    if key == "aws:PrincipalArn":
        value = f"arn:aws:iam::{dice.choice((ONE, '*', NEAR))}:{dice.choice(('user', 'role', '*'))}/{value}"
        written = dice.choice((*ARN_OPERATORS, *TEXT_OPERATORS))
    _add(dice.choice(statements), qualified(dice, written), key, value)
    other = named[2:].split(",")[0].rstrip("}")
    for end in dice.sample((key, other, other), dice.choice((1, 1, 2))):
        if end == "aws:PrincipalArn":
            _add(dice.choice(statements), *of_principals(dice))
        else:
            _add(
                dice.choice(statements),
                qualified(dice, dice.choice(TEXT_OPERATORS)),
                end,
                dice.choice((*WORDS, *PATTERNS)),
            )
    if "aws:username" in (key, other) and dice.random() < 0.5:
        resource = dice.choice(RESOURCES)
        _add(dice.choice(statements), dice.choice(ARN_OPERATORS), "aws:PrincipalArn", f"arn:aws:iam::*:{resource}")


def _add(statement: Json, written: str, key: str, values: Any) -> None:
    statement.setdefault("Condition", {}).setdefault(written, {}).setdefault(key, values)


def statement(dice: random.Random, effect: str, path: str) -> Json:
    """Of a Deny mostly everybody's, with conditions near those of the others."""
    made: Json = {
        "Effect": effect,
        "Principal": {"AWS": principal(dice, effect, path)},
        "Action": actions(dice, effect),
    }
    most = (0, 1, 1, 2, 2, 3) if effect == "Allow" else (0, 1, 1, 1, 2, 2)
    block: Json = {}
    for _ in range(dice.choice(most)):
        written, key, values = condition(dice)
        block.setdefault(written, {}).setdefault(key, values)
    return {**made, "Condition": block} if block else made


def actions(dice: random.Random, effect: str) -> Any:
    """Mostly the call, in an Allow with all that it takes besides; at times less, or what it takes alone."""
    some = dice.random()
    if effect == "Allow":
        return list(ACTIONS) if some < 0.8 else CALL if some < 0.88 else dice.sample(ACTIONS, dice.choice((1, 2)))
    return CALL if some < 0.75 else "sts:*" if some < 0.85 else dice.choice(ACTIONS[1:])


def principal(dice: random.Random, effect: str, path: str) -> Any:
    """One principal, or two."""
    ways = (
        "*",
        f"arn:aws:iam::{ONE}:root",
        ONE,
        f"arn:aws:iam::{ONE}:root",
        f"arn:aws:iam::{ONE}:role/{path}ab",
        f"arn:aws:iam::{ONE}:user/{path}ab",
        f"arn:aws:sts::{ONE}:assumed-role/ab/aab",
        f"arn:aws:iam::{NEAR}:root",
    )
    if effect == "Deny" and dice.random() < 0.6:
        return "*"
    return dice.choice(ways) if dice.random() < 0.85 else dice.sample(ways, 2)


def condition(dice: random.Random) -> tuple[str, str, Any]:
    """An operator as written, a key, and values."""
    shape = dice.random()
    if shape < 0.55:
        return text_condition(dice, dice.choice(TEXT_KEYS))
    if shape < 0.75:
        return of_principals(dice)
    if shape < 0.84:
        key = dice.choice((*TEXT_KEYS, "aws:PrincipalOrgID", "aws:MultiFactorAuthPresent"))
        return (
            dice.choice((*("Null",) * 6, *NULLS)),
            key,
            dice.choice(("true", "false", "true", "false", ["true", "false"], [])),
        )
    written = dice.choice(sorted(OTHER_OPERATORS))
    key, values = OTHER_OPERATORS[written]
    return qualified(dice, written), key, some(dice, values)


def text_condition(dice: random.Random, key: str) -> tuple[str, str, Any]:
    values = (*WORDS, *PATTERNS, *PATTERNS, *(varied(dice) for _ in range(14)))
    written = dice.choice(("StringEquals", "StringLike", *TEXT_OPERATORS))
    if dice.random() < 0.02:
        written = dice.choice(ARN_OPERATORS)  # what is no ARN is like none
    if key == "aws:username":
        return qualified(dice, written), key, some(dice, (*NAMES, *PATTERNS, *(varied(dice) for _ in range(4))))
    return qualified(dice, written), key, some(dice, values)


def of_principals(dice: random.Random) -> tuple[str, str, Any]:
    """Of the caller's ARN, account, unique id or organization."""
    which = dice.random()
    account = dice.choice((ONE, ONE, NEAR, "1111*", "*", "11112222????", "?" * 12, "1*"))
    if which < 0.6:
        resource = dice.choice(
            (*RESOURCES, *RESOURCES, "user/" + varied(dice), "role/" + varied(dice), "*/" + varied(dice))
        )
        arn = f"arn:aws:iam::{account}:{resource}"
        family = dice.choice((ARN_OPERATORS, ARN_OPERATORS, TEXT_OPERATORS))
        return qualified(dice, dice.choice(family)), "aws:PrincipalArn", some(dice, (arn,))
    if which < 0.75:
        return qualified(dice, dice.choice(TEXT_OPERATORS)), "aws:PrincipalAccount", some(dice, (account,))
    if which < 0.87:
        values: tuple[str, ...] = (
            *UNIQUE[:2],
            "AIDA*",
            UNIQUE[2] + ":*",
            "AROA*",
            UNIQUE[2] + ":${sts:RoleSessionName}",
            "*:ab",
            "*",
        )
        return qualified(dice, dice.choice(TEXT_OPERATORS)), "aws:userid", some(dice, values)
    values = (ORGANIZATION, OTHER, ORGANIZATION.upper(), "o-a*", "o-*", "${aws:PrincipalTag/t}")
    return qualified(dice, dice.choice(TEXT_OPERATORS)), "aws:PrincipalOrgID", some(dice, values)


def varied(dice: random.Random) -> str:
    """A policy variable, perhaps two, inside some text."""
    around = dice.choice(AROUND)
    names = [dice.choice(VARIED) for _ in range(around.count("{}"))]
    return around.format(*names)


def qualified(dice: random.Random, written: str) -> str:
    return dice.choice(("{}",) * 9 + QUALIFIERS[1:]).format(written)


def some(dice: random.Random, values: tuple[str, ...]) -> Any:
    """One value, a list of two, rarely of none."""
    size = dice.random()
    if size < 0.02:
        return []
    if size < 0.25 and len(values) > 1:
        return dice.sample(values, 2)
    return dice.choice(values)
