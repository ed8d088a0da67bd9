"""Which Allow statements some request satisfies, under the whole policy; and of a dead one, what contradicts.

Every kind of caller that the statement's principals and actions admit is asked for, with the one statement as the
only Allow: so a Deny that takes everybody away makes it dead as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.bounds import Budget
from roletrust.engine.classes.callers import Question
from roletrust.engine.classes.heuristic_witness import natural
from roletrust.engine.classes.named import Named, named
from roletrust.engine.classes.reach import NOBODY, PolicyQuery, Reach
from roletrust.engine.classes.singled_out import singled_out
from roletrust.engine.decision.along import ALONG
from roletrust.engine.decision.authorizer import CALLS, TAGGING, Ready, allowed, context_of, covers
from roletrust.engine.decision.whole_call import WholeCall
from roletrust.engine.policy.document import Policy, Statement
from roletrust.engine.policy.grounding import unnamed
from roletrust.engine.policy.principals import Form, Who, is_unique_id
from roletrust.engine.policy.request import Caller, Kind
from roletrust.engine.text import Text, Value

SIGNED = CALLS[Kind.USER]
UNSIGNED = {CALLS[Kind.SAML]: Kind.SAML, CALLS[Kind.OIDC]: Kind.OIDC}
LETTING_IN, ALONGSIDE = sorted((SIGNED, *UNSIGNED)), sorted(TAGGING)
ALIVE = Reach(YES)
MOST = 24  # conditions and Denies of a dead statement, up to which the contradicting ones are looked for


class Contradiction(NamedTuple):
    """Why a statement is dead: `conditions` and `denies` (by position) that suffice for it; none: its principals.

    `callers`: those that its principals and actions admit, one user for all that sign.
    `lacking`: the actions that its calls take besides, without which it would be alive: they are not allowed.
    """

    conditions: tuple[int, ...]
    denies: tuple[Statement, ...]
    callers: tuple[Caller, ...]
    lacking: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(caller.kind for caller in self.callers)


class Heeded(NamedTuple):
    """With what a statement is asked: `denies`, None for those of the policy.

    `always`: actions that every call takes besides; `presumed`: such that are taken for allowed (whole_call.py).
    """

    denies: Sequence[Statement] | None = None
    always: Collection[str] = ()
    presumed: Collection[str] = ()


class Living:
    """The Allow statements of one policy, each asked whether anybody can get in through it.

    `now`: the moment from which on requests come, in seconds since 1970; None: any moment.
    """

    def __init__(self, policy: Policy, now: int | None = None, made: Sequence[Ready] = ()) -> None:
        """`made`: statements of the policy that are ready for `sts:AssumeRole` already."""
        self.policy = policy
        self._made = {id(each.statement): each for each in made if each.action == SIGNED}
        self._now = now
        self._budget = Budget()
        self._denies: dict[str, list[Ready]] = {}

    def alive(self, statement: Statement, always: Collection[str] = ()) -> Reach:
        """YES; NO where nobody can get in; UNKNOWN where that is beyond the bounds.

        An open value stands for an ordinary one, so it counts for the statement.
        `always`: actions (along.py) that every call through it is taken to need besides.
        """
        return self._alive(statement, Heeded(always=always), self._budget)

    def contradiction(self, statement: Statement, always: Collection[str] = ()) -> Contradiction:
        """Of a statement that is dead: what contradicts, as little as suffices."""
        everything = [each for each in self.policy.statements if not each.allows]
        conditions = list(range(len(statement.conditions)))
        budget = Budget()
        lacking = self._lacking(statement, always, budget)
        presumed = () if lacking else ALONG  # what goes along is told of only where it decides

        def dead(kept: Sequence[int], denies: Sequence[Statement]) -> bool:
            part = statement._replace(conditions=tuple(statement.conditions[at] for at in kept))
            return self._alive(part, Heeded(denies, always, presumed), budget).answer is NO

        denies = [] if dead(conditions, []) else everything
        if len(conditions) + len(denies) <= MOST:
            for at in list(conditions):
                without = [each for each in conditions if each != at]
                conditions = without if dead(without, denies) else conditions
            for deny in list(denies):
                others = [each for each in denies if each is not deny]
                denies = others if dead(conditions, others) else denies
        callers = dict.fromkeys(caller for me in self._calls(statement) for caller in _samples(me))
        return Contradiction(tuple(conditions), tuple(denies), tuple(callers), lacking)

    def _lacking(self, statement: Statement, always: Collection[str], budget: Budget) -> tuple[str, ...]:
        """The actions that have to be allowed besides for a dead statement to be alive; () where that is not enough."""

        def dead(presumed: Collection[str]) -> bool:
            return self._alive(statement, Heeded(None, always, presumed), budget).answer is NO

        if dead(ALONG):
            return ()
        return tuple(each for each in ALONG if dead([other for other in ALONG if other != each])) or ALONG

    def _alive(self, statement: Statement, heeded: Heeded, budget: Budget) -> Reach:
        """INVARIANT (dead end): each action that it covers, each kind of caller that its principals admit, is asked."""
        beyond = NOBODY
        for me in self._calls(statement):
            denies = self._denies_of(me.action) if heeded.denies is None else self._all_ready(heeded.denies, me.action)
            call = WholeCall(self._but(heeded.denies), me.action, [me, *denies], (), heeded.always, heeded.presumed)
            against = [*denies, *call.denies]
            for found in (each for way in call.ways(me) for each in self._entries(way, against, budget)):
                if found.answer is YES or (found.answer is UNKNOWN and not found.beyond):
                    return ALIVE
                beyond = found if found.beyond else beyond
        return beyond

    def _but(self, denies: Sequence[Statement] | None) -> Policy:
        """The policy with `denies` alone; None: with all that it has."""
        if denies is None:
            return self.policy
        kept = [each for each in self.policy.statements if each.allows or any(each is one for one in denies)]
        return self.policy._replace(statements=tuple(kept))

    def _calls(self, statement: Statement) -> Iterator[Ready]:
        """The statement, ready for each action it covers that lets somebody in; else for those that go with one.

        One that names the actions which it does not cover (`NotAction`) may be for what goes along with the calls that
        another statement lets in.
        """
        alone = not statement.negated_actions or not any(
            each.allows and each is not statement for each in self.policy.statements
        )
        found = False
        for actions in (LETTING_IN, ALONGSIDE):
            for action in () if found else actions:
                if covers(statement, action) is not NO:
                    me = self._ready(statement, action)
                    found = found or alone or any(True for _ in _samples(me))
                    yield me

    def _denies_of(self, action: str) -> list[Ready]:
        if action not in self._denies:
            self._denies[action] = self._all_ready([each for each in self.policy.statements if not each.allows], action)
        return self._denies[action]

    def _all_ready(self, statements: Sequence[Statement], action: str) -> list[Ready]:
        return [self._ready(each, action) for each in statements if covers(each, action) is not NO]

    @cached_property
    def _named(self) -> Named:
        return named(self.policy.statements)

    def _ready(self, statement: Statement, action: str) -> Ready:
        made = self._made.get(id(statement)) if action == SIGNED else None
        return made or Ready(statement, action, self.policy.has_variables)

    def _entries(self, me: Ready, denies: Sequence[Ready], budget: Budget) -> Iterator[Reach]:
        """An answer for each caller, or class of callers, that the statement can concern."""
        if me.action in TAGGING or me.statement.negated_principals or _by_id(me):
            yield ALIVE
            return
        if not me.statement.conditions and not denies and me.entrance is me:
            yield from (ALIVE for _ in _samples(me))
            return
        statements = [me, *denies]
        query: PolicyQuery | None = None
        for caller in _samples(me):
            wanted = natural(me, statements, self._named, caller, issuer_of(caller))
            if wanted and allowed(statements, wanted.caller, context_of(wanted)) is not NO:
                yield ALIVE
                continue
            query = query or PolicyQuery(statements, budget, self._named)
            if caller.signs:
                accounts = self._accounts(me, statements, caller)
                yield from (query.reach(self._asking(account)) for account in accounts)
            else:
                yield query.admits(caller, self._asking(issuer=issuer_of(caller)))

    def _asking(self, account: Value = "", issuer: str = "") -> Question:
        return Question(account, outside=False, now=self._now, issuer=issuer, somebody=True)

    def _accounts(self, me: Ready, statements: Sequence[Ready], caller: Caller) -> Iterator[Value]:
        """The accounts of its AWS principals; for everyone, also those that conditions tell apart."""
        yield from dict.fromkeys(who.account for who in me.principals.whos if who.account)
        if any(who.form is Form.EVERYONE for who in me.principals.whos):
            yield unnamed(self.policy)
            yield from dict.fromkeys(singled_out(statements, self._named.accounts))


def _by_id(me: Ready) -> bool:
    """Whether it names somebody by unique id: typed in, that of a role or user that may well exist."""
    return me.action == SIGNED and any(is_unique_id(each.value) for each in me.statement.principals)


def _samples(me: Ready) -> Iterator[Caller]:
    """The callers that its principals admit for its action: one for all that sign, each service, each provider."""
    signing = False
    for who in me.entrance.principals.whos:
        if me.action == SIGNED and who.form is Form.SERVICE:
            yield Caller(Kind.SERVICE, who.text)
        elif me.action == SIGNED and who.form not in (Form.NOTHING, Form.PROVIDER):
            signing = True
        elif me.action in UNSIGNED and who.form is Form.PROVIDER and may_call(who, UNSIGNED[me.action]):
            yield Caller(UNSIGNED[me.action], who.text)
    if signing:
        yield Caller(Kind.USER, "")


def may_call(who: Who, kind: Kind) -> bool:
    """Whether a provider may be one of `kind`: its ARN says which it is; a bare domain is one of OIDC."""
    if isinstance(who.text, Text):
        other = "saml-provider/" if kind is Kind.OIDC else "oidc-provider/"
        return f":{other}" not in str(who.text)
    return (":saml-provider/" in who.text) is (kind is Kind.SAML)


def issuer_of(caller: Caller) -> str:
    """What the keys of a provider's tokens begin with: its URL as its ARN has it; '' where that is not known."""
    if caller.kind is not Kind.OIDC or isinstance(caller.arn, Text):
        return ""
    return (caller.arn.partition(":oidc-provider/")[2] or caller.arn).lower()
