"""Pairs of policy and request in which the request nearly is what the policy speaks of, or exactly is.

`pairs(seed, count)` is deterministic.  Each pair is steered: its first condition walks through every operator,
qualifier, effect, and presence of the key in turn; the rest is chance.  A random request never meets a random policy,
so every request value is made from the policy's own values: a character more or less, another case, another account
or partition, a pattern filled in, several values, none, the empty string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

Json = dict[str, Any]

# ---------------------------------------------------------------- what a policy can say

FAMILIES = {
    "text": (
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ),
    "number": (
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
    ),
    "date": (
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
    ),
    "truth": ("Bool",),
    "data": ("BinaryEquals",),
    "address": ("IpAddress", "NotIpAddress"),
    "arn": ("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"),
    "null": ("Null",),
}
FAMILY_OF = {operator: family for family, operators in FAMILIES.items() for operator in operators}
PREFIXES = ("", "ForAllValues:", "ForAnyValue:")
SUFFIXES = ("", "IfExists")
EFFECTS = ("Allow", "Deny")

KEYS = {
    "text": (
        "sts:ExternalId",
        "sts:RoleSessionName",
        "sts:SourceIdentity",
        "aws:PrincipalTag/team",
        "aws:RequestTag/project",
        "aws:ResourceTag/team",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:TagKeys",
        "accounts.google.com:amr",
        "aws:username",
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:PrincipalType",
        "aws:PrincipalServiceName",
        "SAML:aud",
    ),
    "number": ("aws:MultiFactorAuthAge", "aws:EpochTime", "aws:PrincipalTag/level", "aws:TagKeys"),
    "date": ("aws:CurrentTime", "aws:TokenIssueTime", "aws:EpochTime"),
    "truth": ("aws:MultiFactorAuthPresent", "aws:SecureTransport", "aws:PrincipalIsAWSService"),
    "data": ("aws:RequestTag/blob", "SAML:doc"),
    "address": ("aws:SourceIp", "aws:VpcSourceIp"),
    "arn": ("aws:PrincipalArn", "aws:SourceArn", "sts:ExternalId", "aws:PrincipalTag/home"),
    "null": (
        "sts:ExternalId",
        "aws:PrincipalTag/team",
        "aws:TagKeys",
        "aws:MultiFactorAuthAge",
        "aws:PrincipalArn",
        "aws:PrincipalOrgID",
    ),
}

PLAIN_TEXTS = ("id-1", "Id-1", "vendor=7@x.y", "Team A", "o-abc/r-1/ou-1/", "User", "project", "password", "false")
PATTERNS = ("id-*", "*", "?d-1", "o-abc/*", "*-1", "i?-*", "te**m", "a*b*c")
VARIABLES = (
    "${aws:username}",
    "${AWS:PrincipalAccount}",
    "${aws:PrincipalTag/team}",
    "x-${aws:PrincipalTag/team}",
    "${aws:PrincipalTag/team, 'none'}",
    "${aws:username}-*",
    "${sts:SourceIdentity, 'id-1'}",
    "id${*}",
    "a${?}${$}",
    "*${aws:RequestTag/project}*",
)
ARNS = (
    "arn:aws:iam::111122223333:role/deploy",
    "arn:aws:iam::111122223333:role/ci/deploy",
    "arn:aws-cn:iam::111122223333:user/Ann",
    "arn:aws:iam::*:role/*",
    "arn:*:iam::11112222????:user/*",
    "arn:aws:lambda:eu-west-1:444455556666:function:f:1",
    "arn:aws:lambda:*:444455556666:function:*",
    "arn:aws:s3:::bucket/a*",
    "arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}",
    "${aws:PrincipalArn}",
    "arn:aws:iam::111122223333:role/${aws:PrincipalTag/team, 'deploy'}",
    "role/deploy",
    "*",
)
VALUES: dict[str, tuple[Any, ...]] = {
    "text": PLAIN_TEXTS + PATTERNS + VARIABLES + ("",),
    "number": (300, "300", "300.0", 2.5, "0", "-7", 9007199254740993, "many", "${aws:EpochTime}"),
    "date": ("2026-03-01T12:00:00Z", "2026-03-01T14:00:00+02:00", "2026-03-01", "1772366400", "tomorrow", "2026-02-30"),
    "truth": (True, False, "true", "FALSE", "1", "${aws:SecureTransport}"),
    "data": ("c2VjcmV0", "AAE=", "", "not base64"),
    "address": ("10.1.2.3", "203.0.113.0/24", "203.0.113.77/24", "2001:db8::/32", "::1", "0.0.0.0/0", "10.0.0.256"),
    "arn": ARNS,
    "null": (True, False, "true", "False", "maybe"),
}
OF_THE_CALLER = {
    "aws:username": ("Ann", "ann", "a/b/Ann"),
    "aws:principalarn": ("arn:aws:iam::111122223333:user/Ann", "arn:aws:iam::111122223333:role/deploy"),
    "aws:principalaccount": ("111122223333", "444455556666"),
    "aws:principaltype": ("User", "AssumedRole", "user"),
    "aws:principalservicename": ("ec2.amazonaws.com", "EC2.amazonaws.com"),
}
FILLERS = ("", "x", "-1", "a:b/c", "\n", "é")

# ---------------------------------------------------------------- who calls

ACCOUNTS = ("111122223333", "444455556666")
PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
NAMES = ("Ann", "deploy", "ci/deploy", "a/b/Ann")
SERVICES = ("ec2.amazonaws.com", "lambda.amazonaws.com")
SAML = ("arn:aws:iam::111122223333:saml-provider/corp", "arn:aws:iam::111122223333:saml-provider/Corp")
OIDC = (
    "arn:aws:iam::111122223333:oidc-provider/token.example.com/x",
    "arn:aws:iam::111122223333:oidc-provider/token.example.com",
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
)
KINDS = ("user", "user", "role-session", "role-session", "service", "saml", "oidc")
OWN_CALL = {"saml": "sts:AssumeRoleWithSAML", "oidc": "sts:AssumeRoleWithWebIdentity"}
EXTRAS = ("sts:TagSession", "sts:SetSourceIdentity")
ACTIONS = ("sts:AssumeRole", *OWN_CALL.values(), *EXTRAS, "sts:GetCallerIdentity")


@dataclass(frozen=True)
class Steer:
    """What the first condition of a pair must be, and whether the request should hold its key."""

    operator: str
    family: str
    effect: str
    present: bool


STEERS = tuple(
    Steer(prefix + operator + suffix, family, effect, present)
    for operator, family in FAMILY_OF.items()
    for prefix, suffix, effect, present in product(PREFIXES, SUFFIXES, EFFECTS, (True, False))
)


def pairs(seed: int, count: int) -> Iterator[tuple[Json, Json]]:
    """`count` pairs of (policy, request), the same for the same `seed`."""
    rng = Random(seed)
    for number in range(count):
        yield Pair(rng, STEERS[number % len(STEERS)]).make()


# ---------------------------------------------------------------- one pair


@dataclass(frozen=True)
class Pair:
    """The making of one pair."""

    rng: Random
    steer: Steer

    def likely(self, percent: int) -> bool:
        """True `percent` times in a hundred."""
        return self.rng.randrange(100) < percent

    def make(self) -> tuple[Json, Json]:
        """The policy, then the request that meets it or just misses it."""
        caller = self.caller()
        action = self.action(caller)
        steered_key = self.key(self.steer.family)
        statements = [self.statement(caller, action, self.steer.effect, self.steered_block(steered_key), stray=7)]
        if self.steer.effect == "Deny" and self.likely(85):
            statements.append(self.open_statement(caller))
        while len(statements) < 3 and self.likely(25):
            statements.append(self.statement(caller, action, self.rng.choice(EFFECTS), self.block()))
        self.rng.shuffle(statements)
        policy: Json = {"Statement": statements[0] if len(statements) == 1 and self.likely(30) else statements}
        if self.likely(75):
            policy = {"Version": "2012-10-17" if self.likely(80) else "2008-10-17", **policy}
        context = self.context(statements, caller, steered_key)
        return policy, {
            "action": self.rng.choice(ACTIONS) if self.likely(4) else action,
            "caller": caller if self.likely(88) else self.caller(),
            "context": context,
        }

    def open_statement(self, caller: Json) -> Json:
        """An Allow without conditions, so that a Deny has something to take away."""
        return {"Effect": "Allow", "Principal": self.naming(caller), "Action": "sts:*"}

    def statement(self, caller: Json, action: str, effect: str, condition: Json, stray: int = 20) -> Json:
        """A statement that speaks of `caller`, but for `stray` in a hundred, and mostly of `action`."""
        element = self.anyone() if self.likely(stray) else self.naming(caller)
        statement: Json = {"Effect": effect, "NotPrincipal" if self.likely(5) else "Principal": element}
        if self.likely(7):
            statement["NotAction"] = self.one_or_many([self.rng.choice(ACTIONS)])
        else:
            statement["Action"] = self.actions(action)
        if condition or self.likely(50):
            statement["Condition"] = condition
        return statement

    def one_or_many(self, values: list[Any]) -> Any:
        """A list of one, sometimes written as the one."""
        return values[0] if len(values) == 1 and self.likely(60) else values

    # ------------------------------------------------------------ actions and principals

    def actions(self, action: str) -> Any:
        """Action as written: mostly something that matches `action`."""
        matching = [[action], [action], [action, *EXTRAS], ["sts:*"], ["*"], [action.lower()], [action[:-1] + "?"]]
        missing = [[action[:-1]], [action + "?"], [EXTRAS[0]], ["AssumeRole"], []]
        return self.one_or_many(self.rng.choice(matching if self.likely(90) else missing))

    def action(self, caller: Json) -> str:
        """What such a caller calls."""
        return self.rng.choice(EXTRAS) if self.likely(12) else OWN_CALL.get(caller["kind"], "sts:AssumeRole")

    def caller(self) -> Json:
        """Any caller."""
        kind = self.rng.choice(KINDS)
        if kind in ("service", "saml", "oidc"):
            return {"kind": kind, "arn": self.rng.choice({"service": SERVICES, "saml": SAML, "oidc": OIDC}[kind])}
        word = "user" if kind == "user" else "role"
        partition = self.rng.choice(PARTITIONS) if self.likely(25) else "aws"
        arn = f"arn:{partition}:iam::{self.rng.choice(ACCOUNTS)}:{word}/{self.rng.choice(NAMES)}"
        return {"kind": kind, "arn": arn, **({"session": self.rng.choice(("s1", "S1"))} if word == "role" else {})}

    def naming(self, caller: Json) -> Any:
        """A Principal that names `caller`, one way or another, perhaps among others."""
        if self.likely(10):
            return "*"
        kind, value = self.rng.choice(names_of(caller))
        values = [value] if self.likely(70) else [value, self.name(kind)]
        element: Json = {kind: self.one_or_many(values)}
        if self.likely(15):
            other = self.rng.choice(
                [kind for kind in ("AWS", "Service", "Federated", "CanonicalUser") if kind != value]
            )
            element.setdefault(other, self.name(other))
        return element

    def anyone(self) -> Any:
        """A Principal that has nothing to do with the caller, unless by accident."""
        if self.likely(15):
            return {}
        kind = self.rng.choice(("AWS", "AWS", "AWS", "Service", "Federated", "CanonicalUser"))
        return {kind: self.one_or_many([self.name(kind) for _ in range(self.rng.randrange(3))])}

    def name(self, kind: str) -> str:
        """Some name of a principal of `kind`, near misses and what IAM would refuse included."""
        if kind == "Service":
            return self.rng.choice((*SERVICES, "*", "EC2.amazonaws.com"))
        if kind == "Federated":
            return self.rng.choice((*SAML, *OIDC, "*"))
        if kind == "CanonicalUser":
            return "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
        account, partition, name = (self.rng.choice(pool) for pool in (ACCOUNTS, PARTITIONS, NAMES))
        iam = f"arn:{partition}:iam::{account}:"
        forms = (account, account[:-1], iam + "root", iam + "user/" + name, iam + "role/" + name, iam + "role/*")
        odd = ("*", "AROAEXAMPLEID", f"arn:{partition}:sts::{account}:federated-user/Ann", "arn:aws:iam::*:root")
        session = f"arn:{partition}:sts::{account}:assumed-role/deploy/s1"
        return self.rng.choice((*forms, *odd, session, session + "x"))

    # ------------------------------------------------------------ conditions

    def key(self, family: str) -> str:
        """A key that `family` is used on, now and then in another case."""
        key = self.rng.choice(KEYS[family])
        return key.swapcase() if self.likely(6) else key

    def steered_block(self, key: str) -> Json:
        """The condition block that holds the steered condition, sometimes with company."""
        block = self.block() if self.likely(15) else {}
        keys = dict(block.get(self.steer.operator, {}))
        keys[key] = self.values(self.steer.operator, key)
        if self.likely(3):
            keys[key.upper()] = keys[key]
        return {**block, self.steer.operator: keys}

    def block(self) -> Json:
        """A condition block of up to two operators: now and then empty, or with an operator nobody knows."""
        block: Json = {}
        for _ in range(self.rng.randrange(3)):
            operator = self.rng.choice(tuple(FAMILY_OF))
            family = FAMILY_OF[operator]
            qualified = self.rng.choice(PREFIXES) + operator + self.rng.choice(SUFFIXES)
            written = qualified.lower() if self.likely(5) else qualified
            pick = self.rng.randrange(100)
            written = "StringEqual" if pick < 3 else written
            key = self.key(family)
            block[written] = {} if pick > 95 else {key: self.values(qualified, key)}
        return block

    def values(self, operator: str, key: str) -> Any:
        """Policy values for a written operator: none, one, or up to three; patterns where they mean something."""
        count = self.rng.choice((0, *[1] * 15, 2, 2, 3))
        pool = VALUES[FAMILY_OF[base_of(operator)]]
        if pool is VALUES["text"]:
            usual: tuple[Any, ...] = PATTERNS if "Like" in operator else PLAIN_TEXTS
            pool = self.rng.choice((usual, usual, usual, OF_THE_CALLER.get(key.lower(), usual), VARIABLES, pool))
        return self.one_or_many([self.rng.choice(pool) for _ in range(count)])

    # ------------------------------------------------------------ the request's keys

    def context(self, statements: list[Json], caller: Json, steered_key: str) -> Json:
        """Values for the keys that the policy mentions, each made from what the policy compares it to."""
        mentioned = conditions_of(statements)
        known = {"aws:username": caller["arn"].split("/")[-1], "aws:principalarn": caller["arn"]}
        known["aws:principalaccount"] = caller["arn"].split(":")[4] if caller["arn"].count(":") > 4 else ""
        context: Json = {}
        for key in sorted({key.lower() for _, _, values in mentioned for key in keys_in(values)}):
            if self.likely(70):
                known[key] = self.rng.choice(("team", "id", "Ann", "", "i*"))
                context[key] = "free" if self.likely(12) else [] if self.likely(5) else [known[key]]
        for operator, key, values in mentioned:
            steered = key == steered_key
            if any(key.lower() == given.lower() for given in context) or not self.wanted(key, steered):
                continue
            context[key] = self.given(base_of(operator), values, known, key)
        return context

    def wanted(self, key: str, steered: bool) -> bool:
        """Whether to list `key`: as steered, or else mostly; what a caller implies is mostly left to it."""
        if steered and not self.likely(5):
            return self.steer.present
        return self.likely(25 if key.lower().startswith(("aws:principala", "aws:username", "aws:principali")) else 75)

    def given(self, operator: str, values: list[Any], known: Json, key: str) -> Any:
        """What the request says of a key that is compared to `values`."""
        pick = self.rng.randrange(100)
        if pick < 4:
            return "free"
        if pick < 7:
            return []
        if pick < 10:
            return [""]
        count = self.rng.choice((1, 1, 2, 3)) if is_list(key) else 1
        return [self.near(FAMILY_OF.get(operator, "text"), values, known) for _ in range(count)]

    def near(self, family: str, values: list[Any], known: Json) -> str:
        """A request value that is, or nearly is, one of the policy's."""
        pool = values if values and self.likely(90) else list(VALUES[family])
        value = self.rng.choice(pool)
        exact = filled(str(value).lower() if isinstance(value, bool) else str(value), known)
        instance = "".join(self.rng.choice(FILLERS) if piece in "*?" else piece for piece in exact)
        near = {"number": near_number, "date": near_date, "address": near_address, "arn": near_arn}
        return self.rng.choice([exact, exact, instance, exact.swapcase(), *near.get(family, near_text)(instance)])


def is_list(key: str) -> bool:
    """Whether requests carry a list under `key`."""
    return key.lower() in ("aws:principalorgpaths", "aws:tagkeys") or key.lower().endswith(":amr")


def names_of(caller: Json) -> list[tuple[str, str]]:
    """Every (kind, value) by which a Principal can name `caller`."""
    arn = caller["arn"]
    if caller["kind"] == "service":
        return [("Service", arn)]
    if caller["kind"] in ("saml", "oidc"):
        return [("Federated", arn)]
    _, partition, _, _, account, resource = arn.split(":")
    names = [arn, f"arn:{partition}:iam::{account}:root", account, "*"]
    if caller["kind"] == "role-session":
        names.append(f"arn:{partition}:sts::{account}:assumed-role/{resource.split('/')[-1]}/{caller['session']}")
    return [("AWS", name) for name in names]


def conditions_of(statements: list[Json]) -> list[tuple[str, str, list[Any]]]:
    """Every (operator as written, key, values) of the statements."""
    return [
        (operator, key, values if isinstance(values, list) else [values])
        for statement in statements
        for operator, block in statement.get("Condition", {}).items()
        for key, values in block.items()
    ]


def base_of(written: str) -> str:
    """A written operator without its qualifiers, as `FAMILY_OF` spells it."""
    bare = written.rpartition(":")[2].lower().removesuffix("ifexists")
    return next((operator for operator in FAMILY_OF if operator.lower() == bare), written)


VARIABLE = re.compile(r"\$\{([^,}]+)(?:, '([^']*)')?\}")


def keys_in(values: list[Any]) -> list[str]:
    """The keys that variables in `values` name."""
    found = [match.group(1) for value in values for match in VARIABLE.finditer(str(value))]
    return [key for key in found if ":" in key]


def filled(text: str, known: Json) -> str:
    """`text` with each variable replaced by what is known of it, its default, or nothing."""

    def value(match: re.Match[str]) -> str:
        key, default = match.group(1), match.group(2) or ""
        return str(key if key in "*?$" else known.get(key.lower(), default))

    return VARIABLE.sub(value, text)


# ---------------------------------------------------------------- near misses


def near_text(text: str) -> list[str]:
    """A character more, one less, another case, another character in the middle."""
    middle = len(text) // 2
    return [text, text.swapcase(), text + "x", text[:-1], text[1:], text[:middle] + "z" + text[middle + 1 :]]


def near_arn(text: str) -> list[str]:
    """Another account, another partition, a path, another kind, a session instead of its role."""
    return [
        text,
        text,
        text.replace(ACCOUNTS[0], ACCOUNTS[1]),
        text.replace(ACCOUNTS[1], ACCOUNTS[0]),
        text.replace("arn:aws:", "arn:aws-cn:"),
        text.replace("/", "/path/"),
        text.replace(":role/", ":user/"),
        text.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/s1",
        text + ":2",
        text.replace(":", "/"),
    ]


def near_number(text: str) -> list[str]:
    """The same number written otherwise, and its neighbours."""
    if not re.fullmatch(r"-?[0-9]+", text):
        return [text, "2.50", "2.5000001", "3"]
    return [text, text + ".0", "0" + text.lstrip("-"), str(int(text) + 1), str(int(text) - 1), text + ".1", ""]


def near_date(text: str) -> list[str]:
    """The same instant written otherwise, and its neighbours."""
    return [
        text,
        "2026-03-01T12:00:00Z",
        "2026-03-01T07:00:00-05:00",
        "1772366400",
        "1772323200",
        "2026-03-01T12:00:01Z",
        "2026-03-01T11:59:59.999Z",
        "2026-03-01T00:00:00Z",
        "2026-03-01",
        "soon",
    ]


def near_address(text: str) -> list[str]:
    """Addresses at the edges of the ranges, just beyond them, and of the other version."""
    bare = text.partition("/")[0]
    return [
        bare,
        bare,
        "10.1.2.4",
        "203.0.113.0",
        "203.0.113.255",
        "203.0.114.0",
        "2001:db8:0:0::1",
        "2001:db9::",
        "0:0:0:0:0:0:0:1",
        "here",
    ]
