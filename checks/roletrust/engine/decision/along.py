"""What goes along with a call, and the actions of STS that it takes besides.

IAM User Guide, "Passing session tags in AWS STS" and "Monitor and control actions taken with assumed roles": who passes
session tags, or a source identity, has to be allowed `sts:TagSession`, or `sts:SetSourceIdentity`, by the trust policy
as well, or the whole call fails; a source identity or a transitive tag that a session inherits is passed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.policy.request import Caller, Free, Kind, Values
from roletrust.engine.policy.wildcards import same

TAG_SESSION, SET_SOURCE_IDENTITY = "sts:TagSession", "sts:SetSourceIdentity"
ALONG = (TAG_SESSION, SET_SOURCE_IDENTITY)
# Which keys a request carries only if it passes something, and the action that passing it takes (the names are those
# that the Service Authorization Reference lists for the actions).
CARRIED = {
    "aws:requesttag": TAG_SESSION,
    "aws:tagkeys": TAG_SESSION,
    "sts:transitivetagkeys": TAG_SESSION,
    "sts:sourceidentity": SET_SOURCE_IDENTITY,
}
ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"


class Habit(NamedTuple):
    """What `service` passes when it assumes a role: it `takes` these actions, always, or by default."""

    service: str
    takes: tuple[str, ...]


# Roles Anywhere User Guide, "Trust model": it passes fields of the certificate whenever it assumes a role.
# EKS User Guide, "EKS Pod Identity role": it tags sessions unless the association switches that off.
HABITS = (Habit(ROLES_ANYWHERE, ALONG), Habit("pods.eks.amazonaws.com", (TAG_SESSION,)))


def takes(key: str) -> str:
    """The action that a request takes besides, for carrying `key` (lower case); '' where it takes none."""
    return CARRIED.get(key.partition("/")[0], "")


def passing(caller: Caller, context: Mapping[str, Values]) -> Iterator[tuple[str, Answer]]:
    """The actions that a request may take besides, and whether it does.  `context`: keys in lower case."""
    for action in ALONG:
        given = [values for key, values in context.items() if takes(key) == action]
        open_ = any(isinstance(values, Free) for values in given)
        sent = YES if any(values and not isinstance(values, Free) for values in given) else UNKNOWN if open_ else NO
        found = max(sent, always_passes(caller))
        if found is not NO:
            yield action, found


def always_passes(caller: Caller) -> Answer:
    """Whether every call of `caller` passes tags and a source identity."""
    return same(caller.arn, ROLES_ANYWHERE) if caller.kind is Kind.SERVICE else NO
