"""The statements of a policy as STS decides a call by them, with the actions that it takes besides.

A call that passes session tags or a source identity gets in only if `sts:TagSession`, or `sts:SetSourceIdentity`, is
allowed for the same request as well (along.py).  So an Allow of the call lets in by the ways in which it can be met:
with nothing passed, or with an Allow of the action that passing takes; a Deny of that action turns away who passes.

INVARIANT (dead end): a request that passes what no condition asks about gets in only if the same request without it
does.  So only what conditions ask about is told apart here, and what a caller always passes; policies without either
are as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer, answer
from roletrust.engine.bounds import WAYS
from roletrust.engine.decision.along import ALONG, ROLES_ANYWHERE, always_passes, takes
from roletrust.engine.decision.authorizer import CALLS, Element, Ready, TurnedAway, covers, ready
from roletrust.engine.decision.combined import Conjunction
from roletrust.engine.decision.conditions import EXTERNAL_ID_KEY, Context, Test
from roletrust.engine.policy.document import Condition, Policy, Statement
from roletrust.engine.policy.operators import operator
from roletrust.engine.policy.principals import NO_SIGNER, Form, Principals, Who
from roletrust.engine.policy.request import Caller, Free
from roletrust.engine.policy.wildcards import same
from roletrust.engine.text import Hole, Text, Value

NOTHING: frozenset[str] = frozenset()
READ = re.compile(r"\$\{([^{},]+)")  # the key that a policy variable reads
TOO_MANY = f"more than {WAYS} ways in which what goes along with the call may be allowed"


class Passes(Test):
    """Whether a request carries a key by which it passes something: with whatever value, an empty one too."""

    def __init__(self, key: str, wanted: bool, denies: bool) -> None:
        """`wanted`: whether it is to carry the key."""
        self._wanted = wanted
        condition = Condition("Null", key, ("false" if wanted else "true",))
        super().__init__(condition, operator("Null"), denies, frozenset(), ())

    def holds(self, context: Context) -> Answer:
        values = context.get(self.key)
        return UNKNOWN if isinstance(values, Free) else answer(bool(values) is self._wanted)


class Besides(Ready):
    """What a request passes along, as a part of the statement `of`: nothing that takes an action, or something.

    `silent`: whether it passes nothing.  `by_all`: whether callers are asked, and not keys: who always passes.
    """

    def __init__(self, of: Ready, tests: Sequence[Passes], silent: bool, by_all: bool) -> None:
        self.statement, self.action, self.denies, self.by_action = of.statement, of.action, of.denies, YES
        self.principals = Principals((), (), of.denies)
        self._silent, self._by_all, self._tests = silent, by_all, tuple(tests)

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        return self._tests

    @property
    def negated(self) -> bool:
        return False

    @property
    def spelt(self) -> bool:
        return False

    def admits(self, caller: Caller) -> Answer:
        if not self._by_all:
            return YES
        return ~always_passes(caller) if self._silent else always_passes(caller)

    def concerns(self, caller: Caller) -> Answer:
        return self.admits(caller)

    def holes(self, element: Element) -> tuple[Hole, ...]:
        return ()


class Beyond(Besides):
    """In place of more ways than are told apart: whether one of them is open is not known."""

    def admits(self, caller: Caller) -> Answer:
        return UNKNOWN

    def applies(self, caller: Caller, context: Context) -> tuple[Answer, TurnedAway | None]:
        return UNKNOWN, TurnedAway(self.statement, TOO_MANY, UNKNOWN)


class Way(Conjunction):
    """An Allow of the call (`first`) with what it takes besides: `granted`, by action, is the Allow of that."""

    def __init__(self, first: Ready, granted: Mapping[str, Ready], besides: Sequence[Ready]) -> None:
        super().__init__((first, *granted.values(), *besides))
        self.first, self.granted, self.besides = first, granted, besides

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """Each condition once: what `granted` asks that `first` asks too, is asked already."""
        found: dict[tuple[Condition, str], Test] = {}
        for test in (test for each in self.parts for test in each.tests):
            found.setdefault((test.condition, test.doubt), test)
        return tuple(found.values())

    def only(self, concerned: Callable[[Who], bool]) -> Ready:
        first = self.first.only(concerned)
        return self if first is self.first else Way(first, self.granted, self.besides)

    @property
    def entrance(self) -> Ready:
        return self.first


class WholeCall:
    """What calls of one action come to, by one policy.

    `always`: actions that every call takes, whatever it carries; `presumed`: actions that are taken for allowed.
    """

    def __init__(
        self,
        policy: Policy,
        action: str,
        told: Sequence[Ready],
        asked: Collection[str] = NOTHING,
        always: Collection[str] = NOTHING,
        presumed: Collection[str] = NOTHING,
    ) -> None:
        """`told`: the statements about the call; `asked`: keys (lower case) that are asked of requests besides."""
        self._action, self.always = action, always
        self._some_always_pass = any(_always_passing(each) for each in told if not each.denies)
        self._keys: dict[str, list[str]] = {}
        self._besides: dict[str, list[Ready]] = {}
        may_pass = always or asked or self._some_always_pass or keys_asked(policy.statements)
        if action.lower() not in CALLS.values() or not may_pass:
            return
        every = [*told]
        made = {id(each.statement): each for each in told}
        for _ in (*ALONG, ""):  # what is asked of one may be what takes the other
            keys = {key for each in every for test in each.tests for key in test.keys} | set(asked)
            for along in ALONG:
                self._keys[along] = sorted(key for key in keys if takes(key) == along)
                wanted = self._keys[along] or along in always or self._some_always_pass
                if wanted and along not in self._besides and along not in presumed:
                    self._besides[along] = self._ready(policy, along, made)
                    every += self._besides[along]

    def _ready(self, policy: Policy, along: str, made: dict[int, Ready]) -> list[Ready]:
        """The statements about an action that goes along; `made`: such as are ready for another, by their identity."""
        found = []
        for statement in policy.statements:
            if covers(statement, along.lower()) is not NO:
                like = made.get(id(statement))
                found.append(Ready(statement, along.lower(), policy.has_variables, like))
                made.setdefault(id(statement), found[-1])
        return found

    def ways(self, allow: Ready) -> list[Ready]:
        """The ways in which an Allow of the call lets in."""
        ways: list[tuple[dict[str, Ready], list[Ready]]] = [({}, [])]
        for along, statements in self._besides.items():
            if _goes_along(allow, along):
                continue
            granting = [each for each in statements if not each.denies and _may_share(allow, each)]
            further = [({**granted, along: each}, besides) for granted, besides in ways for each in granting[:WAYS]]
            if along not in self.always:
                tests = [Passes(key, False, denies=False) for key in self._keys[along]]
                silence = Besides(allow, tests, silent=True, by_all=True)
                further = [*((granted, [*besides, silence]) for granted, besides in ways), *further]
            ways = further
            if len(granting) > WAYS or len(ways) > WAYS:
                return [Way(allow, {}, [Beyond(allow, (), silent=False, by_all=False)])]
        return [Way(allow, granted, besides) if granted or besides else allow for granted, besides in ways]

    @property
    def denies(self) -> Iterator[Ready]:
        """The Denies of what goes along, each of the requests that pass it."""
        for along, statements in self._besides.items():
            for deny in (each for each in statements if each.denies and not _goes_along(each, self._action)):
                if along in self.always:
                    yield deny
                    continue
                for key in self._keys[along]:
                    passing = Besides(deny, [Passes(key, True, denies=True)], silent=False, by_all=False)
                    yield Conjunction((deny, passing), denies=True)
                if self._some_always_pass:
                    yield Conjunction((deny, Besides(deny, (), silent=False, by_all=True)), denies=True)


def whole_call(policy: Policy, action: str, asked: Collection[str] = NOTHING) -> list[Ready]:
    """The statements that decide a call of `action`: it is allowed if an Allow of them applies and no Deny does.

    `asked`: keys (lower case) that are asked of requests beside those that the policy tests.
    """
    told = [each for each in ready(policy, action) if each.by_action is not NO]
    call = WholeCall(policy, action, told, asked)
    return [*(way for each in told for way in ([each] if each.denies else call.ways(each))), *call.denies]


def keys_asked(statements: Iterable[Statement]) -> frozenset[str]:
    """The keys by which a request passes something that conditions of `statements` may ask about (lower case)."""
    found: set[str] = set()
    for condition in (one for each in statements for one in each.conditions):
        found.add(condition.key.lower())
        for value in condition.values:
            for part in value.parts if isinstance(value, Text) else (value,):
                if isinstance(part, str) and "${" in part:
                    found.update(key.lower() for key in READ.findall(part))
    return frozenset(key for key in found if takes(key))


def _always_passing(each: Ready) -> bool:
    whos = (someone for someone in each.principals.whos if someone.form is Form.SERVICE)
    return any(same(someone.text, ROLES_ANYWHERE) is not NO for someone in whos)


def _goes_along(each: Ready, action: str) -> bool:
    """Whether a statement says of `action` what it says of its own: if it covers it, and no external id."""
    asks_id = any(EXTERNAL_ID_KEY in test.keys for test in each.tests)
    return not asks_id and covers(each.statement, action.lower()) is YES


def _may_share(one: Ready, other: Ready) -> bool:
    """Whether two statements may be for one caller."""
    first, second = _told(one), _told(other)
    return first is None or second is None or not first.isdisjoint(second)


def _told(each: Ready) -> set[Value] | None:
    """The accounts, services and providers that a statement is for; None where those are not all spelt out."""
    found: set[Value] = set()
    for someone in each.principals.whos:
        name = someone.text if someone.form in NO_SIGNER else someone.account
        if someone.form in (Form.EVERYONE, Form.OPEN) or isinstance(name, Text):
            return None
        if someone.form is not Form.NOTHING:
            found.add(name)
    return None if each.negated else found
