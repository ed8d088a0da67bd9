"""Who gets in by one policy and not by another.

A request gets in by the new policy and not by the old one if an Allow of the new one applies, none of its Denies does,
and either no Allow of the old one applies, or a Deny of the old one does.  Each of these is one question of
conjunction.py, so that no difference found is a proof of equality, however differently the two are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO
from roletrust.engine.classes.reach import Reach
from roletrust.engine.decision.authorizer import Ready
from roletrust.engine.decision.combined import Conjunction
from roletrust.engine.decision.whole_call import Besides, keys_asked, whole_call
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Policy, Statement
from roletrust.engine.policy.grounding import Grounded, grounded, unnamed
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.questions.conjunction import common

VERBS = (
    ASSUME_ROLE,
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
)


class Change(NamedTuple):
    """One way in that the other policy does not have, or may not have.

    `found`: YES with a request that gets in, or UNKNOWN with what would decide it.
    `action`: the call, or what goes with one (`sts:TagSession`).  `through`: the Allow it comes in by.
    `stopped`: the Deny of the other policy that keeps it out there; None where no Allow of that policy is for it.
    """

    found: Reach
    action: str
    through: Statement
    stopped: Statement | None = None


def newly_in(before: Policy, after: Policy, owner: Owner = Owner(), now: int | None = None) -> list[Change]:
    """Every statement of `after` by which somebody gets in whom `before` keeps out; none: nobody newly gets in.

    Two Holes of one name are one unknown value in both policies; `owner`: whose role it is, before and after.
    """
    both = grounded(before._replace(statements=(*before.statements, *after.statements)), owner)
    at = len(before.statements)
    old = before._replace(statements=both.policy.statements[:at])
    new = after._replace(statements=both.policy.statements[at:])
    stranger = unnamed(both.policy, owner.own | set(owner.trusted))
    written = dict(zip(map(id, both.policy.statements), (*before.statements, *after.statements), strict=True))
    asked = keys_asked(both.policy.statements)
    found: dict[tuple[str, int], Change] = {}
    for verb in VERBS:
        for each in _changes(verb, whole_call(old, verb, asked), whole_call(new, verb, asked), stranger, now):
            found.setdefault((verb, id(each.through)), each)
    return [_shown(each, both, written) for each in found.values()]


def _changes(verb: str, old: Sequence[Ready], new: Sequence[Ready], stranger: str, now: int | None) -> Iterator[Change]:
    """INVARIANT: a statement that stands in both policies makes no difference to itself, whatever is open in it."""
    allowed, denied = [each for each in old if not each.denies], [each for each in old if each.denies]
    denies = [each for each in new if each.denies]
    lifted = [each for each in denied if not _among(each, denies)]
    for each in new:
        if each.denies:
            continue
        if not _among(each, allowed):
            found = common([each], [*allowed, *denies], stranger, now)
            if found.answer is not NO:
                yield Change(found, verb, each.statement)
                continue
        for deny in lifted:
            found = common([each, deny], denies, stranger, now)
            if found.answer is not NO:
                yield Change(found, verb, each.statement, deny.statement)
                break


def _among(one: Ready, others: Sequence[Ready]) -> bool:
    """Whether one of `others` says the same of the same call, whatever order and Sid it is written with."""
    told = _told(one)
    return any(_told(other) == told for other in others)


def _told(one: Ready) -> tuple[object, ...]:
    if isinstance(one, Conjunction):
        return tuple(map(_told, one.parts))
    said = one.statement
    conditions = frozenset(
        (each.operator.lower(), each.key.lower(), frozenset(each.values), each.maybe) for each in said.conditions
    )
    if isinstance(one, Besides):
        return (tuple((test.key, test.condition.values) for test in one.tests),)
    return (
        one.by_action,
        one.variables,
        said.negated_principals,
        frozenset(said.principals),
        conditions,
        len(said.conditions) == len(conditions),
        said.maybe,
    )


def _shown(change: Change, ground: Grounded, written: Mapping[int, Statement]) -> Change:
    """`change` in the words of the policies as they were written."""
    found = change.found
    if found.witness is not None:
        found = found._replace(witness=ground.request(found.witness)._replace(action=change.action))
    stopped = written[id(change.stopped)] if change.stopped else None
    return Change(found, change.action, written[id(change.through)], stopped)
