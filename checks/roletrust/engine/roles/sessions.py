"""What a call asks of the session that it opens, and whether the role grants that: tags, source identity, duration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import NOBODY, Reach
from roletrust.engine.constant import Constant
from roletrust.engine.policy.document import Condition
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Text, Value

HOUR = 3_600  # seconds: the longest session of a role by default, and of one that is assumed by another role's session
IDENTITY = "sts:SourceIdentity"
TAG, TAG_KEYS = "aws:RequestTag/", "aws:TagKeys"
NOTHING_PASSED = (Condition("Null", TAG_KEYS, ("false",)), Condition("Null", IDENTITY, ("false",)))


class Session(NamedTuple):
    """What a caller surely sends for its session; it may send more.

    `tags`: keys, each with its value; `identity`: the source identity, None where none is known to be sent.
    `duration`: seconds that are asked for, 0 where that is not known or left to STS.
    `chained`: whether the caller is surely a session of a role.  `without`: how the framework is told to pass nothing.
    """

    tags: tuple[tuple[str, Value], ...] = ()
    identity: Value | None = None
    duration: int = 0
    chained: bool = False
    without: str = ""

    @property
    def asks(self) -> bool:
        """Whether it asks for something that a role need not grant."""
        return self.passes or bool(self.duration)

    @property
    def passes(self) -> bool:
        """Whether it takes `sts:TagSession` or `sts:SetSourceIdentity` besides."""
        return bool(self.tags) or self.identity is not None

    @property
    def actions(self) -> tuple[str, ...]:
        """Those of the two that it takes."""
        needed = {"sts:TagSession": bool(self.tags), "sts:SetSourceIdentity": self.identity is not None}
        return tuple(action for action in needed if needed[action])


PLAIN = Session()


class Refusal(Constant):
    """Why a session is refused."""

    PASSED = "what it passes is not granted"
    CHAINED = "a session of a role opens others for an hour at most"
    LONG = "the role opens no session that long"


def too_long(session: Session, longest: int | None) -> Refusal | None:
    """Why a session of that duration is refused, whatever the policy says; None where it is not, or not known to be.

    `longest`: what the role allows, in seconds; None where that is not known.  STS API reference, AssumeRole:
    DurationSeconds above the role's maximum, or above one hour in role chaining, makes the operation fail.
    """
    if session.chained and session.duration > HOUR:
        return Refusal.CHAINED
    return Refusal.LONG if longest is not None and session.duration > longest else None


def passing(trust: Trust, session: Session) -> tuple[Condition, ...]:
    """Conditions that every request but those with what the session passes meets.

    A value that is not known is one as any other, to a policy that does not ask for it.
    """
    asked = {each.key.lower() for statement in trust.policy.statements for each in statement.conditions}
    sent = [(f"{TAG}{key}", value) for key, value in session.tags]
    sent += [] if session.identity is None else [(IDENTITY, session.identity)]
    there = [Condition("Null", key, ("true",)) for key, value in sent if isinstance(value, Text)]
    known = [(key, value) for key, value in sent if isinstance(value, str) or key.lower() in asked]
    return (*there, *(Condition("StringNotEquals", key, (value,)) for key, value in known))


def admitted(trust: Trust, arns: Sequence[Value]) -> Reach:
    """How somebody gets in: the role with one of `arns`, in each way that it may be told, or else anybody.

    With whatever external id.
    """
    if arns:
        found = [trust.admits_session(each) for each in arns]
    else:
        found = [trust.with_any_external_id(each) for each in trust.accounts()]
    return max(found, key=lambda each: each.answer, default=NOBODY)


def passed(trust: Trust, session: Session, arns: Sequence[Value]) -> Reach:
    """How somebody gets in who passes what `session` does; NO: nobody does, and somebody does who passes other things.

    Where nobody gets in at all, that is no matter of the session, and is YES, without a witness.
    """
    found = admitted(trust.but_for(passing(trust, session)), arns)
    if found.answer is not NO:
        return found
    otherwise = admitted(trust, arns)
    if otherwise.answer is YES:
        return otherwise._replace(answer=NO)
    return Reach(YES) if otherwise.answer is NO else Reach(UNKNOWN, holes=otherwise.holes, why=otherwise.why)
