"""What a call asks of the session that it opens, and whether the role grants that: tags, source identity, duration.

And what its session surely lacks: MFA, tags that nobody sends.  IAM User Guide, "Passing session tags in AWS STS":
what a session passes on is passed again by the calls that are made with it, so nothing is lacking for sure of a caller
whose credentials are not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import NOBODY, Reach
from roletrust.engine.constant import Constant
from roletrust.engine.policy.document import Condition
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Text, Value

HOUR = 3_600  # seconds: the longest session of a role by default, and of one that is assumed by another role's session
IDENTITY = "sts:SourceIdentity"
TAG, TAG_KEYS, TRANSITIVE = "aws:RequestTag/", "aws:TagKeys", "sts:TransitiveTagKeys"
NAME, MFA, MFA_AGE = "sts:RoleSessionName", "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"
NOTHING_PASSED = (Condition("Null", TAG_KEYS, ("false",)), Condition("Null", IDENTITY, ("false",)))


class Session(NamedTuple):
    """What a caller surely sends for its session; it may send more.

    `tags`: keys, each with its value; `identity`: the source identity, None where none is known to be sent.
    `duration`: seconds that are asked for, 0 where that is not known or left to STS.
    `chained`: whether the caller is surely a session of a role.  `without`: how the framework is told to pass nothing.
    `name`: of the session, '' where it is not known.  `transitive`: keys of tags that it asks to have passed on.
    `whole`: whether all is known that it sends for the session, be it what it is or where it stands.
    `complete`: whether it surely passes nothing else, for its credentials are a user's keys, or those of an instance;
    `perhaps`: tags that it may pass even so.  `device`: whether MFA may come along.
    """

    tags: tuple[tuple[str, Value], ...] = ()
    identity: Value | None = None
    duration: int = 0
    chained: bool = False
    without: str = ""
    name: str = ""
    transitive: tuple[str, ...] = ()
    complete: bool = False
    perhaps: tuple[str, ...] = ()
    device: bool = True
    whole: bool = False

    @property
    def unsent(self) -> tuple[str, ...]:
        """Keys of tags that it asks to have passed on, and surely sends none of; STS compares them without case."""
        sent = {key.lower() for key, _ in self.tags}
        return tuple(each for each in self.transitive if each.lower() not in sent) if self.whole else ()

    @property
    def asks(self) -> bool:
        """Whether anything is known of it that a role need not grant, or may miss."""
        return self.passes or self.complete or not self.device or bool(self.duration or self.name or self.unsent)

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
    MISSING = "what it does not pass is demanded"
    NAMED = "it is called otherwise than the role wants"
    NO_MFA = "MFA is demanded, and it can have none"
    CHAINED = "a session of a role opens others for an hour at most"
    LONG = "the role opens no session that long"
    UNSENT = "it asks to have a tag passed on that it does not send"


def outright(session: Session, longest: int | None) -> Refusal | None:
    """Why a session is refused, whatever the policy says; None where it is not, or not known to be.

    `longest`: what the role allows, in seconds; None where that is not known.  STS API reference, AssumeRole:
    DurationSeconds above the role's maximum, or above one hour in role chaining, makes the operation fail.  Of a
    transitive key STS says "The specified transitive tag key must be included in the requested tags": what LocalStack
    answers, recorded of AWS (localstack/localstack, `services/sts/provider.py`).
    """
    if session.unsent:
        return Refusal.UNSENT
    if session.chained and session.duration > HOUR:
        return Refusal.CHAINED
    return Refusal.LONG if longest is not None and session.duration > longest else None


def asked_in(trust: Trust) -> frozenset[str]:
    """The keys that the policy asks for, in lower case."""
    return frozenset(each.key.lower() for statement in trust.policy.statements for each in statement.conditions)


def passing(session: Session, asked: frozenset[str]) -> Iterator[Condition]:
    """Conditions that every request but those with what the session passes meets.

    A value that is not known is one as any other, to a policy that does not ask for it.
    """
    sent = [(f"{TAG}{key}", value) for key, value in session.tags]
    sent += [] if session.identity is None else [(IDENTITY, session.identity)]
    if TAG_KEYS.lower() in asked:  # of which a condition tells capitals apart, and of `aws:RequestTag/` not
        yield from (Condition("ForAllValues:StringNotEquals", TAG_KEYS, (key,)) for key, _ in session.tags)
    for key, value in sent:
        if isinstance(value, Text):
            yield Condition("Null", key, ("true",))
        if isinstance(value, str) or key.lower() in asked:
            yield Condition("StringNotEquals", key, (value,))
    for key in session.transitive if TRANSITIVE.lower() in asked else ():
        yield Condition("ForAllValues:StringNotEquals", TRANSITIVE, (key,))


def missing(session: Session, asked: frozenset[str]) -> Iterator[Condition]:
    """Conditions that every request meets with what the session surely does not pass."""
    if not session.complete:
        return
    keys = (*(key for key, _ in session.tags), *session.perhaps)
    tags = {f"{TAG}{each}".lower() for each in keys}
    for key in sorted(asked - tags):
        if key.startswith(TAG.lower()) or (key == IDENTITY.lower() and session.identity is None):
            yield Condition("Null", key, ("false",))
    for key, listed in ((TAG_KEYS, keys), (TRANSITIVE, session.transitive)):
        if key.lower() in asked:
            found = Condition("ForAnyValue:StringNotEqualsIgnoreCase", key, listed)
            yield found if listed else Condition("Null", key, ("false",))


def named(session: Session, asked: frozenset[str]) -> Iterator[Condition]:
    if session.name and NAME.lower() in asked:
        yield Condition("StringNotEquals", NAME, (session.name,))


def without_mfa(session: Session, asked: frozenset[str]) -> Iterator[Condition]:
    if not session.device and asked & {MFA.lower(), MFA_AGE.lower()}:
        yield Condition("Bool", MFA, ("true",))
        yield Condition("Null", MFA_AGE, ("false",))


# Why a session is refused, and which requests it is none of.
PARTS = {
    Refusal.NO_MFA: without_mfa,
    Refusal.NAMED: named,
    Refusal.PASSED: passing,
    Refusal.MISSING: missing,
}


def matters(trust: Trust, session: Session) -> bool:
    """Whether the policy has a say in the session: for what it passes, or for what the policy asks for."""
    asked = asked_in(trust)
    return session.passes or any(list(part(session, asked)) for part in PARTS.values())


def turned_away(trust: Trust, session: Session, *parts: Refusal) -> Trust:
    """The policy, but for the requests that the session makes none of; `parts`: for these reasons alone."""
    asked = asked_in(trust)
    return trust.but_for([each for part in parts or PARTS for each in PARTS[part](session, asked)])


def admitted(trust: Trust, arns: Sequence[Value]) -> Reach:
    """How somebody gets in: the role with one of `arns`, in each way that it may be told, or else anybody.

    With whatever external id.

    INVARIANT (dead end): who makes the call is a session of that role, or where it is not known of which, a principal
    of an account that the policy may admit; each is asked.
    """
    if arns:
        found = [trust.admits_session(each) for each in arns]
    else:
        found = [trust.with_any_external_id(each) for each in trust.accounts()]
    return max(found, key=lambda each: each.answer, default=NOBODY)


def passed(trust: Trust, session: Session, arns: Sequence[Value]) -> Reach:
    """How somebody gets in with what `session` has; NO: nobody does, and somebody does with other things.

    Where nobody gets in at all, that is no matter of the session, and is YES, without a witness.
    """
    found = admitted(turned_away(trust, session), arns)
    if found.answer is not NO:
        return found
    otherwise = admitted(trust, arns)
    if otherwise.answer is YES:
        return otherwise._replace(answer=NO)
    return Reach(YES) if otherwise.answer is NO else Reach(UNKNOWN, holes=otherwise.holes, why=otherwise.why)


def refusal(trust: Trust, session: Session, arns: Sequence[Value]) -> Refusal:
    """Why a session is refused that nobody gets in with: the first reason that is enough by itself."""
    enough = (each for each in PARTS if admitted(turned_away(trust, session, each), arns).answer is NO)
    return next(enough, Refusal.MISSING if session.complete and not session.passes else Refusal.PASSED)
