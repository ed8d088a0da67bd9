"""Calls of roles of the scan: what comes of them, and whether the policies of a role that is known let it call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roletrust.engine.answer import UNKNOWN, YES
from roletrust.engine.classes.callers import Sends
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.request import ASSUME_ROLE, arn_field
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call, Fate, account_and_name, fate
from roletrust.engine.roles.permissions import STAND_IN, Refusal, refusal
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.role_graph import OWN_ACCOUNT, Station, literal_accounts
from roletrust.engine.text import Text, Value, text


class OneSession:
    """A trust policy, as the sessions of one role meet it: those questions of Trust that `fate` asks.

    `arns`: the role's, in each way that it may be told; where the ways differ, nothing is known.
    """

    def __init__(self, trust: Trust, arns: Sequence[Value]) -> None:
        self._trust, self._arns = trust, arns

    def accounts(self) -> tuple[Value, ...]:
        return (arn_field(self._arns[0], 4),)

    def without_external_id(self, _: Value) -> Reach:
        return self._ask(Sends.NONE)

    def with_any_external_id(self, _: Value) -> Reach:
        return self._ask(Sends.ANY)

    def with_the_id(self, _: Value, external_id: Value) -> Reach:
        return self._ask(Sends.THIS, frozenset((external_id,)))

    def external_ids(self, account: Value) -> tuple[str, ...]:
        return self._trust.external_ids(account)

    def open_external_ids(self) -> tuple[Text, ...]:
        return self._trust.open_external_ids()

    def _ask(self, sends: Sends, external_ids: frozenset[Value] = frozenset()) -> Reach:
        found = [self._trust.admits_session(each, sends, external_ids) for each in self._arns]
        if len({each.answer for each in found}) > 1:
            return Reach(UNKNOWN, why="whether the role that calls is of the same account is not known")
        return found[0]


def fate_of(called: Role, call: Call) -> Fate:
    """What comes of `call`, which is one of the role `called`."""
    doubt = called.open.doubt if called.open else ""
    if doubt:
        return Fate(UNKNOWN, why=doubt)
    trust = called.trust
    return fate(trust, call) if trust is None or call.by is None else _fate_of_session(called, trust, call)


def _fate_of_session(called: Role, trust: Trust, call: Call) -> Fate:
    """What a role of that `trust` makes of `call`, as the role makes it that `call` is by.

    Where it is not known which role that is, or what would come of it, a call that is refused whoever calls is refused.
    """
    arns = arns_of(called, trust, call)
    found = fate(OneSession(trust, arns), call)._replace(by=arns[0]) if arns else None
    if found and found.answer is not UNKNOWN:
        return found
    whoever = fate(trust, call)
    return found if found and whoever.answer is not YES else whoever


def arns_of(called: Role, trust: Trust, call: Call) -> tuple[Value, ...]:
    """How the trust policy may tell the role that calls; none where it is not known which that is."""
    return tuple(dict.fromkeys(_arns(called, trust, call)))


def _arns(called: Role, trust: Trust, call: Call) -> Iterator[Value]:
    """How the trust policy may tell the role that calls."""
    here = call.caller and call.caller.holdings and called.holdings
    known = Station(call.caller, 0).caller(Station(called, 1)) if call.caller and here else ""
    if known:
        yield known
    if isinstance(call.by, str) and account_and_name(call.by):
        yield call.by
        if not known and trust.leaves_own_account_open:
            yield text("arn:", arn_field(call.by, 1), ":iam::", OWN_ACCOUNT, ":", arn_field(call.by, 5))


def barred(called: Role, call: Call) -> Refusal | None:
    """Why the role that makes `call` may surely not assume `called`, by its own policies; None where it may be able to.

    STS API reference, AssumeRole: a role of the same account that the trust policy names itself needs no Allow of its
    own; a Deny counts there, too.
    """
    if call.caller is None or call.caller.holdings is None or called.holdings is None:
        return None
    one, other = Station(call.caller, 0), Station(called, 1)
    found = [refusal(one.asks(()), ASSUME_ROLE, arn) for arn in _targets(one, other)]
    if not found or found[0] is None or None in found:
        return None
    apart = bool(one.account and other.account and one.account != other.account)
    trust = called.trust
    named = trust is None or trust.may_name(one.holdings.arn)
    return found[0] if found[0].by or apart or not named else None


def _targets(one: Station, other: Station) -> Iterator[Value]:
    """The ARNs that the policies of `one` may have for `other`: an account that is not known may be each of them.

    INVARIANT (dead end): of accounts that no policy spells, one is to it as any other, and STAND_IN is one.
    """
    arn, held = other.known_to(one), one.asks(())
    if not arn:
        return
    yield arn
    if not other.account:
        for account in (*literal_accounts(held), *(literal_accounts(held.boundary) if held.boundary else ())):
            yield _moved(arn, STAND_IN, account)
    elif not one.account:
        yield _moved(arn, other.account, STAND_IN)


def _moved(arn: Value, account: str, to: str) -> Value:
    parts = arn.parts if isinstance(arn, Text) else (arn,)
    return text(*(each.replace(f":{account}:", f":{to}:") if isinstance(each, str) else each for each in parts))
