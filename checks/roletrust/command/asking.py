"""A request as a command line spells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from roletrust.engine.classes.callers import ANY_SESSION, Question
from roletrust.engine.classes.satisfiability import issuer_of
from roletrust.engine.policy.request import ACTIONS, Caller, Kind, Request, Values

SESSION_NAME = "sts:RoleSessionName"


def caller_of(named: str) -> Caller:
    """Who calls, by the ARN of a user, role, session or provider, or a service.  Raises click.UsageError else."""
    fields = named.split(":", 5)
    resource = fields[5] if len(fields) == 6 else ""
    if resource.startswith("assumed-role/"):
        _, role, session = [*resource.split("/", 2), ""][:3]
        return Caller(Kind.ROLE_SESSION, ":".join([*fields[:2], "iam", "", fields[4], f"role/{role}"]), session)
    if resource.startswith("role/"):
        return Caller(Kind.ROLE_SESSION, named, ANY_SESSION)
    if resource.startswith("user/"):
        return Caller(Kind.USER, named)
    if resource.startswith("saml-provider/"):
        return Caller(Kind.SAML, named)
    if resource.startswith("oidc-provider/") or named in WELL_KNOWN:
        return Caller(Kind.OIDC, named)
    if named.endswith((".amazonaws.com", ".amazonaws.com.cn")) and not resource:
        return Caller(Kind.SERVICE, named)
    raise click.UsageError(
        f"`{named}` is no caller of STS: give the ARN of a user, a role, an assumed role or a provider, or a service"
    )


WELL_KNOWN = ("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")


def context_given(pairs: Iterable[str]) -> dict[str, Values]:
    """Context keys out of `KEY=VALUE`; a key given again is one of several values.  Raises click.UsageError."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise click.UsageError(f"`{pair}` is not of the form KEY=VALUE")
        found[key] = (*found.get(key, ()), value)
    return dict(found)


def asked_request(caller: str, external_id: str | None, context: Mapping[str, Values], action: str) -> Request:
    """The request of `caller`, with what it sends."""
    who = caller_of(caller)
    sent: dict[str, Values] = {} if external_id is None else {"sts:ExternalId": (external_id,)}
    return Request(action or ACTIONS[who.kind], who, {**context, **sent})


def whose_request(caller: Caller) -> tuple[str, Question]:
    """The call that such a caller makes, and the class of all its requests."""
    return ACTIONS[caller.kind], Question(caller.account, outside=False, issuer=issuer_of(caller))
