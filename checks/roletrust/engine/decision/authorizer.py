"""Decide one request, and say why.

IAM User Guide, "Policy evaluation logic": an explicit Deny wins, then an Allow is needed, order never matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, Union

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer, all_of, any_of
from roletrust.engine.decision.along import passing
from roletrust.engine.decision.conditions import EXTERNAL_ID_KEY, Context, Test, test_of
from roletrust.engine.policy.document import Condition, Policy, Principal, Statement
from roletrust.engine.policy.principals import Form, Principals, Who, who
from roletrust.engine.policy.request import ACTIONS, Caller, Kind, Request, Values
from roletrust.engine.policy.wildcards import matches, tokens
from roletrust.engine.text import Hole, Value, holes_of

Element = Union[str, Condition]  # "principal", "action", or the condition

TAGGING = frozenset({"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})
CALLS = {kind: action.lower() for kind, action in ACTIONS.items()}
NOTHING: frozenset[tuple[str, str]] = frozenset()


class TurnedAway(NamedTuple):
    """A statement that did not apply: `element` is the first that said NO (or, for UNKNOWN, left it open)."""

    statement: Statement
    element: Element
    answer: Answer


class Decision(NamedTuple):
    """`action`: that of the request, or one that it takes besides (along.py), where that one decides.
    `denial`: "explicit" where a Deny applies, "implicit" where nothing allows, '' for YES and UNKNOWN.

    `determining`: the statements that decide it: the Denies that apply, else the Allows that do.
    `holes`: for UNKNOWN, the open values it hangs on.
    """

    answer: Answer
    denial: str
    determining: tuple[Statement, ...]
    turned_away: tuple[TurnedAway, ...]
    holes: tuple[Hole, ...] = ()
    action: str = ""


class Ready:
    """A statement made ready to be asked many requests for one action."""

    def __init__(self, statement: Statement, action: str, variables: bool, like: Ready | None = None) -> None:
        """`like`: the same statement, ready for another action: what no action changes of its tests is shared."""
        self.statement, self._like = statement, like
        self.action = action
        self.denies = not statement.allows
        self.variables = variables
        self.by_action = covers(statement, action)
        self.principals = Principals(statement.principals, tuple(map(who, statement.principals)), self.denies)

    def only(self, concerned: Callable[[Who], bool]) -> Ready:
        """The statement with those of its principals alone that are `concerned`; itself where all are."""
        if self.statement.negated_principals:
            return Part(self, (), ())
        if all(concerned(who) for who in self.principals.whos):
            return self
        understood = zip(self.statement.principals, self.principals.whos, strict=True)
        kept = [(each, someone) for each, someone in understood if concerned(someone)]
        return Part(self, tuple(each for each, _ in kept), tuple(someone for _, someone in kept))

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """Its conditions, in order."""
        conditions = self.statement.conditions
        repeated = _spelt_twice(conditions) if len(conditions) > 1 else NOTHING
        denies, variables, action = self.denies, self.variables, self.action
        made = [None] * len(conditions) if self._like is None else self._like.tests
        return tuple(
            each
            if each is not None and each.key != EXTERNAL_ID_KEY
            else test_of(condition, denies, variables, action, _spelling(condition) in repeated)
            for condition, each in zip(conditions, made, strict=True)
        )

    def admits(self, caller: Caller) -> Answer:
        """Whether its principals cover `caller`.

        NotPrincipal in a Deny is not supported (section 4): UNKNOWN, but for whom it surely spares.
        """
        if self.action != CALLS[caller.kind] and self.action not in TAGGING:
            return NO
        if not self.statement.negated_principals:
            return self.principals.admit(caller)
        return min(~self._spares(caller), UNKNOWN) if self.denies else ~self.principals.admit(caller)

    def _spares(self, caller: Caller) -> Answer:
        """Whether a Deny with NotPrincipal leaves `caller` alone.

        IAM User Guide, "NotPrincipal": beside a user has to stand the user's account, beside a role its session as
        well, which nobody can list.
        """
        if caller.kind is Kind.ROLE_SESSION:
            return UNKNOWN
        if caller.kind is not Kind.USER:
            return self.principals.admit(caller)
        return all_of(part.admit(caller) for part in self._by_account)

    @cached_property
    def _by_account(self) -> tuple[Principals, Principals]:
        """Its principals that are whole accounts, and the others."""
        found: tuple[list[tuple[Principal, Who]], list[tuple[Principal, Who]]] = ([], [])
        for each in self.principals.members:
            found[each[1].form is not Form.ACCOUNT].append(each)
        accounts, others = (
            Principals([one for one, _ in part], tuple(someone for _, someone in part), self.denies) for part in found
        )
        return accounts, others

    @property
    def negated(self) -> bool:
        """Whether it is for all but those it names."""
        return self.statement.negated_principals

    @property
    def entrance(self) -> Ready:
        """The statement itself, without what goes along with the call (whole_call.py)."""
        return self

    @property
    def spelt(self) -> bool:
        """Whether every user and role it can concern is spelt out among its principals."""
        return self.principals.spelt and not self.statement.negated_principals

    def concerns(self, caller: Caller) -> Answer:
        """Whether it applies to `caller` and the action, conditions apart."""
        found = min(self.by_action, self.admits(caller)) if self.by_action is not NO else NO
        return min(found, UNKNOWN) if self.statement.maybe else found

    def answer(self, caller: Caller, context: Context) -> Answer:
        """Whether it applies."""
        found = self.concerns(caller)
        for test in self.tests if found is not NO else ():
            found = min(found, test.holds(context))
            if found is NO:
                return NO
        return found

    def applies(self, caller: Caller, context: Context) -> tuple[Answer, TurnedAway | None]:
        """Whether it applies, and which element turned the request away (or left it open)."""
        lowest, away = YES, None
        for element, found in self._elements(caller, context):
            if found < lowest:
                lowest, away = found, TurnedAway(self.statement, element, found)
            if lowest is NO:
                return NO, away
        if self.statement.maybe and lowest is YES:
            return UNKNOWN, TurnedAway(self.statement, "statement", UNKNOWN)
        return lowest, away

    def _elements(self, caller: Caller, context: Context) -> Iterator[tuple[Element, Answer]]:
        yield "action", self.by_action
        yield "principal", self.admits(caller)
        for test in self.tests:
            yield test.condition, test.holds(context)

    def holes(self, element: Element) -> tuple[Hole, ...]:
        """The open values of one element."""
        statement = self.statement
        if isinstance(element, Condition):
            inside = tuple(hole for value in element.values for hole in holes_of(value))
            return inside + ((element.maybe,) if element.maybe else ())
        if element == "principal":
            inside = tuple(hole for each in statement.principals for hole in holes_of(each.value))
            return inside + tuple(each.maybe for each in statement.principals if each.maybe)
        if element == "action":
            return tuple(hole for action in statement.actions for hole in holes_of(action))
        return (statement.maybe,) if statement.maybe else ()


@lru_cache(maxsize=1024)
def _covered(actions: tuple[Value, ...], action: str) -> Answer:
    return any_of(matches(tokens(each, True, False), action, fold=True) for each in actions)


def covers(statement: Statement, action: str) -> Answer:
    """Whether its Action or NotAction covers `action` (lower case)."""
    listed = _covered(statement.actions, action)
    return ~listed if statement.negated_actions else listed


def _spelling(condition: Condition) -> tuple[str, str]:
    return condition.operator.lower(), condition.key.lower()


def _spelt_twice(conditions: Sequence[Condition]) -> frozenset[tuple[str, str]]:
    """The keys that are spelt in two ways under one operator, with it."""
    if len({_spelling(each) for each in conditions}) == len(conditions):
        return NOTHING
    spellings = {(each.operator.lower(), each.key) for each in conditions}
    times = Counter((operator, key.lower()) for operator, key in spellings)
    return frozenset(each for each, count in times.items() if count > 1)


class Part(Ready):
    """A statement for some of its principals alone."""

    def __init__(self, whole: Ready, principals: tuple[Principal, ...], whos: tuple[Who, ...]) -> None:
        self.whole = whole
        self.statement = whole.statement._replace(principals=principals, negated_principals=False)
        self.action, self.denies, self.by_action = whole.action, whole.denies, whole.by_action
        self.principals = Principals(principals, whos, self.denies)

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        return self.whole.tests


def ready(policy: Policy, action: str) -> tuple[Ready, ...]:
    """The statements of `policy`, ready for `action`."""
    return tuple(Ready(statement, action.lower(), policy.has_variables) for statement in policy.statements)


def implied(caller: Caller) -> dict[str, Values]:
    """The context keys a caller brings by being who it is (docs/semantics.md, "The request")."""
    if caller.kind is Kind.SERVICE:
        return {"aws:principalisawsservice": ("true",), "aws:principalservicename": (caller.arn,)}
    if not caller.signs:
        return {}
    keys: dict[str, Values] = {
        "aws:principalarn": (caller.arn,),
        "aws:principalaccount": (caller.account,),
        "aws:principaltype": ("User" if caller.kind is Kind.USER else "AssumedRole",),
        "aws:principalisawsservice": ("false",),
    }
    if caller.kind is Kind.USER:
        keys["aws:username"] = (caller.name,)
    return keys


def context_of(request: Request) -> Context:
    """All context keys of `request`, lower case; what it states goes before what its caller implies."""
    return {**implied(request.caller), **{key.lower(): values for key, values in request.context.items()}}


def authorize(policy: Policy, request: Request) -> Decision:
    """Would STS allow `request` by `policy` alone?

    A call that passes tags or a source identity has to be allowed the actions for that as well (along.py).
    The caller's own permissions, boundaries and organization policies can still refuse what this allows.
    """
    context = context_of(request)
    found = _decide(ready(policy, request.action), request.action, request.caller, context)
    if request.action.lower() not in CALLS.values():
        return found
    for action, sent in passing(request.caller, context):
        more = _decide(ready(policy, action), action, request.caller, context)
        if more.answer < found.answer and sent is YES:
            found = more
        elif more.answer < found.answer:
            found = Decision(UNKNOWN, "", more.determining, more.turned_away, more.holes, action)
    return found


def _decide(statements: Iterable[Ready], action: str, caller: Caller, context: Context) -> Decision:
    """The decision about one `action`, for which `statements` are ready."""
    applied: dict[Answer, dict[bool, list[Statement]]] = {each: {True: [], False: []} for each in Answer}
    away: list[TurnedAway] = []
    open_holes: dict[Hole, None] = {}
    for each in statements:
        found, turned = each.applies(caller, context)
        applied[found][each.statement.allows].append(each.statement)
        if turned:
            away.append(turned)
            if found is UNKNOWN:
                open_holes.update(dict.fromkeys(each.holes(turned.element)))
    return _decided(applied, tuple(away), tuple(open_holes))._replace(action=action)


def allowed(statements: Iterable[Ready], caller: Caller, context: Context) -> Answer:
    """The answer alone, of all `statements` of a call (whole_call.py) or of one action.

    `context`: all keys, lower case, those that the caller implies among them.
    """
    some, none = NO, YES
    for each in statements:
        found = each.answer(caller, context)
        if each.denies:
            none = min(none, ~found)
        else:
            some = max(some, found)
    return min(some, none)


def _decided(
    applied: dict[Answer, dict[bool, list[Statement]]], away: tuple[TurnedAway, ...], holes: tuple[Hole, ...]
) -> Decision:
    if denies := applied[YES][False]:
        return Decision(NO, "explicit", tuple(denies), away)
    allows, perhaps = applied[YES][True], applied[UNKNOWN]
    if not allows and not perhaps[True]:
        return Decision(NO, "implicit", (), away)
    if perhaps[False] or not allows:
        return Decision(UNKNOWN, "", tuple(perhaps[False] or perhaps[True]), away, holes)
    return Decision(YES, "", tuple(allows), away)
