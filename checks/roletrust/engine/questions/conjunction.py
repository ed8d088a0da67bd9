"""Is there a request that all of some statements apply to, and none of some others?

What compares two policies, and what cuts the callers of one policy into classes, comes down to this question: who gets
in by the new policy and not by the old one is whom a new Allow applies to and no old Allow, or a new Allow and an old
Deny.  A rule's own question (reach.py) has one Allow and the Denies; here any statement may stand on either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.bounds import Budget
from roletrust.engine.classes.callers import Question
from roletrust.engine.classes.named import named
from roletrust.engine.classes.reach import NOBODY, PolicyQuery, Reach
from roletrust.engine.classes.satisfiability import issuer_of, may_call
from roletrust.engine.classes.singled_out import singled_out
from roletrust.engine.decision.authorizer import CALLS, TAGGING, Ready
from roletrust.engine.decision.combined import Conjunction, Sided
from roletrust.engine.policy.principals import Form
from roletrust.engine.policy.request import Caller, Kind
from roletrust.engine.text import Value

NEGATED = "NotPrincipal is not supported in trust policies, so that it is not known whom it is for"


def common(required: Sequence[Ready], excluded: Sequence[Ready], stranger: Value, now: int | None = None) -> Reach:
    """Is there a request that all of `required` apply to, and none of `excluded`?

    All are of one call (whole_call.py), which the request is; `stranger`: a 12-digit account that none of them names.
    `now`: the moment from which on requests come, in seconds since 1970; None: any moment.
    YES with the request as witness, NO as a proof that there is none, or UNKNOWN with what would decide it.
    """
    if any(each.negated for each in (*required, *excluded)):
        return Reach(UNKNOWN, why=NEGATED)
    me = Conjunction([Sided(each, denies=False) for each in required])
    statements = [me, *(Sided(each, denies=True) for each in excluded)]
    people = named(each.statement for each in (*required, *excluded))
    query = PolicyQuery(statements, Budget(), people)
    perhaps = NOBODY
    for found in _answers(me, statements, query, stranger, now):
        if found.answer is YES:
            return found
        perhaps = perhaps if found.answer is NO or perhaps.answer is UNKNOWN else found
    return perhaps


def _answers(
    me: Conjunction, statements: Sequence[Ready], query: PolicyQuery, stranger: Value, now: int | None
) -> Iterator[Reach]:
    """An answer for each account, service and provider that a principal of `me` may be.

    INVARIANT (dead end): nobody else is a principal of all of `me`; of everybody, one for each way of telling apart.
    """
    for account in dict.fromkeys(_accounts(me, statements, stranger)):
        yield query.reach(Question(account, outside=False, now=now, somebody=True))
    for caller in dict.fromkeys(_unsigned(me)):
        yield query.admits(caller, Question("", outside=False, now=now, issuer=issuer_of(caller)))


def _accounts(me: Conjunction, statements: Sequence[Ready], stranger: Value) -> Iterator[Value]:
    """The accounts of its AWS principals; for everyone, also those that conditions tell apart, and a stranger's."""
    if me.action not in (CALLS[Kind.USER], *TAGGING):
        return
    whos = me.principals.whos
    yield from (who.account for who in whos if who.account)
    if any(who.form is Form.EVERYONE for who in whos):
        yield from singled_out(statements)
        yield from (who.account for each in statements for who in each.principals.whos if who.account)
        yield stranger


def _unsigned(me: Conjunction) -> Iterator[Caller]:
    """The services and the providers that its principals name."""
    for who in me.principals.whos:
        if who.form is Form.SERVICE and me.action in (CALLS[Kind.SERVICE], *TAGGING):
            yield Caller(Kind.SERVICE, who.text)
        if who.form is Form.PROVIDER:
            kinds = [kind for kind in (Kind.SAML, Kind.OIDC) if me.action in (CALLS[kind], *TAGGING)]
            yield from (Caller(kind, who.text) for kind in kinds if may_call(who, kind))
