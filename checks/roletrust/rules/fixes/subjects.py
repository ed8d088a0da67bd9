"""The subject of an OIDC token, rid of what is everybody's, and with all else that its author wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from roletrust.engine.policy.document import Condition
from roletrust.engine.text import Value
from roletrust.rules.messages.wording import placeholder

WILD = ("*", "?")


class Part(NamedTuple):
    """What stands in a subject for whose it is (`acme/app`), and what comes after."""

    whose: str
    rest: list[str]


def of_ones_own(example: str, values: Sequence[Value]) -> tuple[str, ...]:
    """Each of `values` with a tenant of one's own, as the issuer's `example` writes it; else the example."""
    found = (pinned(example, value) for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(found)) or (example,)


def pinned(example: str, value: str) -> str:
    """`repo:*/app:environment:prod` becomes the same of one's own: only whose it is changes."""
    key, _, template = example.partition(":")
    mine = taken_apart(value, key)
    if mine is None or not template:
        return example
    slots, written = template.partition(":")[0].split("/"), mine.whose.split("/")
    whose = [one_tenant(slots[0], written[0])]
    for at, slot in enumerate(slots[1:], 1):
        whose.append(written[at] if at < len(written) and written[at].strip("*?") else slot)
    return ":".join([key, "/".join(whose), *(mine.rest or ["*"])])


def taken_apart(value: str, key: str) -> Part | None:
    first, *rest = value.split(":")
    if first == key and rest:
        return Part(rest[0], rest[1:])
    return Part("*", rest) if first.startswith(WILD) else None


def one_tenant(slot: str, written: str) -> str:
    """The tenant that was meant: `acme` of `acme` and of `acme*`; `slot` where nothing tells.

    With its id, where one stands behind it: `acme@*` is GitHub's immutable form, which no other subject matches.
    """
    name, immutable, number = written.partition("@")
    name = name.rstrip("*?")
    meant = name if name and not any(wild in name for wild in WILD) else slot
    if not immutable:
        return meant
    return f"{meant}@{placeholder('id of the organization') if any(wild in number for wild in WILD) else number}"


def condition(key: str, values: tuple[str, ...]) -> Condition:
    return Condition("StringLike" if any("*" in value for value in values) else "StringEquals", key, values)
