"""Calls of `sts:AssumeRole` that the scanned tree makes: who asks for which role, what is sent, what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.classes.reach import NOBODY, Reach
from roletrust.engine.constant import Constant
from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.engine.policy.document import Source
from roletrust.engine.policy.request import ASSUME_ROLE, arn_fields, last_of_path
from roletrust.engine.roles.sessions import PLAIN, Session
from roletrust.engine.roles.tokens import Tokens
from roletrust.engine.text import Hole, Text, Value, holes_of, text

if TYPE_CHECKING:
    from roletrust.engine.roles.role import Role

MOST = 20  # external ids that are tried as the right ones


class Call(NamedTuple):
    """One place that assumes a role, or hands it to a service that does.

    `role`: the role's ARN, with Holes where it is not known.  `external_id`: what is sent; None: nothing is, '' is what
    a caller sends that leaves its setting empty.  `label`: what the caller is called in its framework.  `setting`: what
    the caller's framework calls the external id there, `external_id` for one.  `action`: of STS, in full.
    `written`: the expression that gives the external id, and where it gets its value; '' for a literal.
    `by`: the ARN of the role whose session calls, None where it is not known; `caller`: that role, if the scan has it.
    `corrected_at`: where a correction stands, in words; '' for the place that the framework has for it.
    `services`: those that the role is handed to, as principals name them, any of which will do; `setting`: what the
    framework calls the role there; `page`: where AWS says whom the role has to let in.  `tokens`: what the caller can
    present to AssumeRoleWithWebIdentity; None where that is not known.  `session`: what it asks of its session.
    """

    role: Value
    external_id: Value | None
    label: str
    setting: str
    source: Source = Source()
    action: str = ASSUME_ROLE
    written: str = ""
    by: Value | None = None
    caller: Role | None = None
    corrected_at: str = ""
    services: tuple[str, ...] = ()
    page: str = ""
    tokens: Tokens | None = None
    session: Session = PLAIN


def account_and_name(arn: Value) -> tuple[Value, Value] | None:
    """What tells a role from all others, by its ARN: a path does not, for a name is one role's in its account.

    None where the ARN is none of a role, or not known so far.
    """
    fields = arn_fields(arn)
    if len(fields) < 6 or fields[2] != "iam" or not str(fields[5]).startswith("role/"):
        return None
    return fields[4], last_of_path(fields[5])


class Want(Constant):
    """Why a call is refused, where another external id would be accepted."""

    MISSING = "none is sent, and one is required"
    WRONG = "the one that is sent is not accepted"
    UNWANTED = "one is sent, and none is accepted"
    ILLEGAL = "STS takes none of that form"


class Fate(NamedTuple):
    """What comes of a call.

    `answer`: YES, it is refused for want of the right external id; NO, it is not; else UNKNOWN, by `holes` or `why`.
    `want`: what is wrong with the id, `accounts`: who gets in with the right one, `entry`: how the first of them does,
    `accepted`: the right ids that the policy spells out, open ones too, the first few; all of them of a YES alone.
    `beyond`: a bound of the search was reached; `by`: the role whose sessions are meant; '' for whoever calls.
    """

    answer: Answer
    want: Want | None = None
    accounts: tuple[Value, ...] = ()
    entry: Reach = NOBODY
    accepted: tuple[Value, ...] = ()
    holes: tuple[Hole, ...] = ()
    why: str = ""
    by: Value = ""
    beyond: bool = False


FINE = Fate(NO)


class Asked(Protocol):
    """What is asked of a trust policy about a call: by whoever it is (a Trust), or by the sessions of one role."""

    def accounts(self) -> tuple[Value, ...]: ...
    def without_external_id(self, account: Value, /) -> Reach: ...
    def with_any_external_id(self, account: Value, /) -> Reach: ...
    def with_the_id(self, account: Value, external_id: Value, /) -> Reach: ...
    def external_ids(self, account: Value, /) -> tuple[str, ...]: ...
    def open_external_ids(self) -> tuple[Text, ...]: ...


def fate(trust: Asked | None, call: Call) -> Fate:
    """What a role of that `trust` makes of `call`: whoever makes it, or the sessions of one role.

    None: it asks for no external id.

    Refused for want of the right external id is a call that lets nobody in as it is made, though somebody gets in with
    another id, or with none.  So it is no matter of the id where nobody gets in at all, or somebody as it is made.
    INVARIANT (dead end): whoever may make the call is a principal of one of the accounts that the policy may admit.

    STS API reference, AssumeRole: the id is optional, of 2 to 1224 characters of few kinds (keys.py); any other, an
    empty one for one, is refused (ValidationError) before any policy is looked at.
    """
    if call.action != ASSUME_ROLE:
        return FINE
    illegal = isinstance(call.external_id, str) and not legal_external_id(call.external_id)
    if trust is None:
        return Fate(YES, Want.ILLEGAL) if illegal else FINE
    accounts = trust.accounts()
    entries = [] if illegal else list(_as_made(trust, call.external_id, accounts))
    if any(each.answer is YES for each in entries):
        return FINE
    with_any = [(account, trust.with_any_external_id(account)) for account in accounts]
    able = [(account, each) for account, each in with_any if each.answer is YES]
    doubts = [each for each in (*entries, *(each for _, each in with_any)) if each.answer is UNKNOWN]
    if any(each.answer is UNKNOWN for each in entries) or (doubts and not able and not illegal):
        return _left_open(call, doubts)
    if not able and not illegal:
        return FINE
    let_in = tuple(account for account, _ in able)
    want = _want(trust, call.external_id, illegal, let_in)
    return Fate(YES, want, let_in, able[0][1] if able else NOBODY, tuple(_accepted(trust, let_in)))


def _as_made(trust: Asked, external_id: Value | None, accounts: Iterable[Value]) -> Iterator[Reach]:
    """Who of each of `accounts` gets in with what is sent; up to the first who does."""
    sent = external_id if external_id is None else _apart(external_id, trust)
    for account in accounts:
        found = trust.without_external_id(account) if sent is None else trust.with_the_id(account, sent)
        yield found
        if found.answer is YES:
            return


def _apart(external_id: Value, trust: Asked) -> Value:
    """`external_id`, where an open part that the policy calls the same is declared elsewhere: it may be another."""
    if isinstance(external_id, str):
        return external_id
    known = {hole: hole.where for each in trust.open_external_ids() for hole in each.holes}
    return text(
        *(
            Hole(f"{part.name} of the caller", part.where)
            if isinstance(part, Hole) and known.get(part, part.where) != part.where
            else part
            for part in external_id.parts
        )
    )


def _want(trust: Asked, sent: Value | None, illegal: bool, accounts: Iterable[Value]) -> Want:
    if illegal:
        return Want.ILLEGAL
    if sent is None:
        return Want.MISSING
    without = any(trust.without_external_id(account).answer is YES for account in accounts)
    return Want.UNWANTED if without else Want.WRONG


def _accepted(trust: Asked, accounts: Iterable[Value]) -> Iterator[Value]:
    """The ids that the policy spells out and that let one of `accounts` in."""
    opened: tuple[Value, ...] = trust.open_external_ids()
    spelt = [(each, account) for account in accounts for each in trust.external_ids(account) + opened]
    found: dict[Value, None] = {}
    for each, account in spelt[:MOST]:
        if each not in found and trust.with_the_id(account, each).answer is YES:
            found[each] = None
            yield each


def _left_open(call: Call, entries: Sequence[Reach]) -> Fate:
    sent = holes_of(call.external_id) if call.external_id is not None else ()
    holes = dict.fromkeys((*sent, *(hole for each in entries for hole in each.holes)))
    why = dict.fromkeys(each.why for each in entries if each.why)
    return Fate(UNKNOWN, holes=tuple(holes), why="; ".join(why), beyond=any(each.beyond for each in entries))
