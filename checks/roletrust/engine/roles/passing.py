"""How a role may have a service of AWS use another role, and so use that role itself.

IAM User Guide, "Grant a user permissions to pass a role to an AWS service": it takes `iam:PassRole` on the other role,
which is of the same account and lets the service in, and the actions that set the service to work.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, Answer, all_of
from roletrust.engine.policy.document import Effect
from roletrust.engine.policy.request import arn_field
from roletrust.engine.roles.methods import METHODS, PASSING, Method
from roletrust.engine.roles.permissions import Allowed, Grant, Permissions, may, mentions
from roletrust.engine.text import Hole, Value


class Start(NamedTuple):
    """A method, and how far all that it takes beside `iam:PassRole` is allowed."""

    method: Method
    answer: Answer
    through: tuple[Grant, ...] = ()
    holes: tuple[Hole, ...] = ()
    doubt: str = ""


def starts(permissions: Permissions) -> tuple[Start, ...]:
    """Those that are allowed, or may be; none where no role may be passed."""
    if not any(each.effect is Effect.ALLOW and mentions(each, PASSING) for each in permissions.grants):
        return ()
    known: dict[str, tuple[Allowed, str]] = {}
    every = (_start(permissions, each, known) for each in METHODS if each.service)
    return tuple(each for each in every if each.answer is not NO)


def _start(permissions: Permissions, method: Method, known: dict[str, tuple[Allowed, str]]) -> Start:
    """`known`: what has been asked for others, which is added to."""
    asked: list[tuple[Allowed, str]] = []
    for each in method.actions:
        if each != PASSING:
            if each not in known:
                known[each] = _somewhere(permissions, each)
            asked.append(known[each])
            if known[each][0].answer is NO:
                return Start(method, NO)
    return Start(
        method,
        all_of(allowed.answer for allowed, _ in asked),
        tuple(dict.fromkeys(grant for allowed, _ in asked for grant in allowed.through)),
        tuple(dict.fromkeys(hole for allowed, _ in asked for hole in allowed.holes)),
        "; ".join(doubt for _, doubt in asked if doubt),
    )


def _somewhere(permissions: Permissions, action: str) -> tuple[Allowed, str]:
    """Whether `action` is allowed on every resource of its kind; UNKNOWN, and why, where it is on some.

    Whether those are enough to set the service to work, the policy does not tell.  A pattern of resources stands for
    one that it matches: whatever matches more than that matches the pattern, too.
    """
    found = may(permissions, action)
    for each in dict.fromkeys(_resources(permissions, action)) if found.answer is NO else ():
        there = may(permissions, action, each)
        if there.answer is not NO:
            return there._replace(answer=UNKNOWN), f"{action} is allowed on some resources only"
    return found, ""


def _resources(permissions: Permissions, action: str) -> Iterator[Value]:
    """The resources of the kind of `action` that statements which allow it list, those of the boundary included."""
    service = action.partition(":")[0]
    for each in permissions.grants:
        if each.effect is Effect.ALLOW and mentions(each, action) and not each.negated_resources:
            yield from (one for one in each.resources if one == "*" or arn_field(one, 2) in (service, "*", ""))
    if permissions.boundary:
        yield from _resources(permissions.boundary, action)
