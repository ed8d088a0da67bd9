"""Classes of requests as a file of expectations writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from roletrust.command.asking import WELL_KNOWN
from roletrust.engine.policy.context_keys import holds_list
from roletrust.engine.policy.document import Condition, Effect, Principal, Statement
from roletrust.engine.questions.expectation import unsent

FIELDS = ("as", "external_id", "with", "sends")


def class_of(said: Any, number: int, where: str) -> Statement:
    """A class of requests, as a statement.  Raises click.UsageError where it is not of the format."""
    if not isinstance(said, dict) or not isinstance(said.get("as"), (str, int)) or set(said) - set(FIELDS):
        raise click.UsageError(f"{where}, entry {number + 1}: `as` is expected, and of {', '.join(FIELDS[1:])}")
    kind, action = kind_and_action(str(said["as"]), f"{where}, entry {number + 1}")
    sent = {**({"sts:ExternalId": said["external_id"]} if "external_id" in said else {}), **(said.get("with") or {})}
    conditions = tuple(condition_of(str(key), values) for key, values in sent.items())
    if said.get("sends") != "anything" and kind == "AWS":
        conditions += unsent(conditions)
    return Statement(number + 1, Effect.ALLOW, (Principal(kind, str(said["as"])),), (action,), conditions)


def condition_of(key: str, values: Any) -> Condition:
    """That a key holds one of `values`, in which `*` and `?` are wildcards."""
    listed = values if isinstance(values, list) else [values]
    texts = tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in listed)
    arn = key.lower() in ("aws:principalarn", "aws:sourcearn")
    return Condition(
        f"{'ForAnyValue:' if holds_list(key.lower()) else ''}{'ArnLike' if arn else 'StringLike'}", key, texts
    )


def kind_and_action(named: str, where: str) -> tuple[str, str]:
    """What kind of principal `named` is, and the call that it makes."""
    if ":saml-provider/" in named:
        return "Federated", "sts:AssumeRoleWithSAML"
    if ":oidc-provider/" in named or named in WELL_KNOWN:
        return "Federated", "sts:AssumeRoleWithWebIdentity"
    if named == "*" or (named.isdigit() and len(named) == 12) or named.startswith("arn:"):
        return "AWS", "sts:AssumeRole"
    if ".amazonaws.com" in named:
        return "Service", "sts:AssumeRole"
    raise click.UsageError(f"{where}: `{named}` is no account, ARN, service or provider")


def whoever_sends_more(classes: Iterable[Statement]) -> list[Statement]:
    """The classes, each with those who send, besides what it names, whatever a caller chooses to send."""
    return [each._replace(conditions=tuple(c for c in each.conditions if c.operator != "Null")) for each in classes]
