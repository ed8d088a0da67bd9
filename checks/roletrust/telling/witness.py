"""The request that proves a flaw, as the reader would make it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from roletrust.engine.policy.document import Statement
from roletrust.engine.policy.request import Free, Kind, Request, Values
from roletrust.engine.text import Value, is_fresh
from roletrust.rules.messages.wording import ANYONE
from roletrust.telling.subject import Subject

PARAMETERS = {
    "sts:rolesessionname": "--role-session-name",
    "sts:externalid": "--external-id",
    "sts:sourceidentity": "--source-identity",
}
SESSION_NAME = "witness"
OPEN = "\u2039{}\u203a"  # no shell's, and no value's
VARIABLES = {"sts:externalid": "EXTERNAL_ID", "sts:rolesessionname": "SESSION_NAME", "sts:sourceidentity": "IDENTITY"}
CALLERS = {
    Kind.USER: "the user",
    Kind.ROLE_SESSION: "a session of the role",
    Kind.SERVICE: "the service",
    Kind.SAML: "somebody signed in through",
    Kind.OIDC: "somebody with a token of",
}
CALLS = {
    Kind.USER: "assume-role",
    Kind.ROLE_SESSION: "assume-role",
    Kind.SAML: "assume-role-with-saml",
    Kind.OIDC: "assume-role-with-web-identity",
}
TAG = "aws:requesttag/"


def spelled(request: Request, statement: Statement | None) -> Request:
    """`request`, its keys spelt as `statement` spells them (keys compare without case, but people read them)."""
    spelling = {condition.key.lower(): condition.key for condition in statement.conditions} if statement else {}
    names = {"sts:externalid": "sts:ExternalId"} | spelling
    return request._replace(context={names.get(key.lower(), key): values for key, values in request.context.items()})


def command(request: Request, subject: Subject) -> str:
    """The `aws sts` call; what the caller cannot choose there is left to `circumstances`.

    '' where nobody but the service itself can make it.
    """
    kind = request.caller.kind
    if kind is Kind.SERVICE:
        return ""
    words = ["aws", "sts", CALLS[kind], "--role-arn", role_arn(subject)]
    if kind is Kind.SAML:
        return joined([*words, "--principal-arn", str(request.caller.arn), "--saml-assertion", "ASSERTION"])
    given = {key: sent(key, values[0]) for key, values in single_valued(request)}
    chosen = {"sts:rolesessionname": SESSION_NAME} | {key.lower(): value for key, value in given.items()}
    for key, parameter in PARAMETERS.items():
        words += option(parameter, chosen[key]) if key in chosen else []
    if kind is Kind.OIDC:
        return joined([*words, "--web-identity-token", "TOKEN"])
    tags = [f"Key={key[len(TAG) :]},Value={value}" for key, value in given.items() if key.lower().startswith(TAG)]
    return joined([*words, *(["--tags", *tags] if tags else [])])


def sent(key: str, value: Value) -> str:
    """The value as the caller gives it: one that the configuration leaves open is in a variable of the shell."""
    return value if isinstance(value, str) else OPEN.format(VARIABLES.get(key.lower(), "VALUE"))


def joined(words: Sequence[str]) -> str:
    """The words as a line for a shell, in which variables of its own stay variables."""
    return re.sub(f"'?{OPEN.format('([A-Z_]+)')}'?", r'"$\1"', shlex.join(words))


def option(parameter: str, value: str) -> list[str]:
    """A value that begins like an option has to be tied to its parameter."""
    return [f"{parameter}={value}"] if value.startswith("-") else [parameter, value]


def stand_ins(request: Request, accounts: Sequence[Value]) -> list[str]:
    """The caller's account, where it is one of `accounts` that stand for any."""
    caller = str(request.caller.account)
    return [caller] if any(is_fresh(account) and str(account) == caller for account in accounts) else []


def circumstances(request: Request, accounts: Sequence[Value] = ()) -> str:
    """Who calls, and the keys of the request: `the user arn:..., with no sts:ExternalId`."""
    caller = request.caller
    keys = [f"{key}={written(values)}" for key, values in request.context.items()]
    if caller.signs and "sts:externalid" not in map(str.lower, request.context):
        keys.append("no sts:ExternalId")
    stands = "".join(f" ({each} stands for {ANYONE})" for each in stand_ins(request, accounts))
    return f"{CALLERS[caller.kind]} {caller.arn}{', with ' if keys else ''}{', '.join(keys)}{stands}"


def role_arn(subject: Subject) -> str:
    return f"arn:aws:iam::{subject.owner.account or 'YOUR_ACCOUNT'}:role/{subject.role or 'THIS_ROLE'}"


def single_valued(request: Request) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """The keys the request gives one value."""
    for key, values in request.context.items():
        if not isinstance(values, Free) and len(values) == 1:
            yield key, values


def written(values: Values) -> str:
    if isinstance(values, Free):
        return "anything"
    return str(values[0]) if len(values) == 1 else f"[{', '.join(map(str, values))}]"
