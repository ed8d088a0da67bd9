"""The smallest change of a policy that lets a caller in, of those that leave as many others out as can be.

It is made on one Allow, and on the Denies that keep the caller out of it.  Of a statement can be changed whom it is
for, which call it is about, and its conditions: one that names callers takes one more, and another goes.  Each set of
changes is asked of the engine, the smallest first; what is found is one by which the caller surely gets in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from roletrust.engine.answer import NO, YES
from roletrust.engine.classes.callers import Question
from roletrust.engine.classes.reach import PolicyQuery, Reach
from roletrust.engine.decision.authorizer import covers
from roletrust.engine.policy.document import Condition, Policy, Principal, Statement
from roletrust.engine.policy.request import Caller, Kind
from roletrust.engine.text import Value

MOST = 6  # changes of one statement that are tried together
KINDS = {Kind.SERVICE: "Service", Kind.SAML: "Federated", Kind.OIDC: "Federated"}
ADDING = ("stringequals", "stringlike", "arnequals", "arnlike", "stringequalsignorecase")


class Step(NamedTuple):
    """One change of the statement `of` (as it was written): what is `added` to it, or `removed`; None for neither.

    `added` on a Deny: a condition by which it spares the caller.  A Deny of which nothing else could be changed is
    removed whole: then `removed` is itself.
    """

    of: Statement
    added: Principal | Condition | str | None = None
    removed: Principal | Condition | Statement | None = None

    @property
    def loosens(self) -> bool:
        """Whether it lets in others as well, whoever they are."""
        return isinstance(self.removed, (Condition, Statement)) or isinstance(self.added, str)


class LettingIn(NamedTuple):
    """The steps, and a request of the caller that then gets in."""

    steps: tuple[Step, ...]
    found: Reach


def letting_in(policy: Policy, action: str, caller: Caller, question: Question) -> LettingIn | None:
    """The smallest change by which `caller` gets in by `action`; None where none of those that are tried is proved."""
    made = (each for one in policy.statements if one.allows for each in _through(policy, one, action, caller, question))
    return min(made, key=lambda each: (len(each.steps), sum(step.loosens for step in each.steps)), default=None)


def _through(policy: Policy, allow: Statement, action: str, caller: Caller, question: Question) -> Iterator[LettingIn]:
    """The smallest change by which he gets in through that Allow."""

    def asked(*statements: Statement) -> Reach:
        return PolicyQuery.of(policy._replace(statements=statements), action).admits(caller, question)

    def enough_beside(*others: Statement) -> Callable[[Statement], bool]:
        return lambda one: asked(*others, one).answer is YES

    steps = _smallest(allow, list(_steps(allow, action, caller)), enough_beside())
    if steps is None:
        return
    around, spared = [changed(allow, steps)], list[Step]()
    for deny in (each for each in policy.statements if not each.allows):
        enough = enough_beside(*around)
        if not enough(deny):
            sparing = _smallest(deny, list(_sparing(deny, caller)), enough)
            spared += [Step(deny, removed=deny)] if sparing is None else sparing
        around += [changed(deny, spared)] if not any(each.removed is deny for each in spared) else []
    every = (*steps, *spared)
    found = asked(*after(policy, every).statements)
    if found.answer is YES:
        yield LettingIn(every, found)


def _smallest(statement: Statement, steps: Sequence[Step], enough: Callable[[Statement], bool]) -> list[Step] | None:
    """The fewest of `steps` after which the statement is `enough`, those first that let in nobody else."""
    ranked = sorted(steps, key=lambda each: each.loosens)
    for count in range(min(len(ranked), MOST) + 1):
        for some in combinations(ranked, count):
            if enough(changed(statement, some)):
                return list(some)
    return None


def _steps(allow: Statement, action: str, caller: Caller) -> Iterator[Step]:
    if allow.negated_principals:
        yield from (Step(allow, removed=each) for each in allow.principals)
    else:
        yield Step(allow, Principal(KINDS.get(caller.kind, "AWS"), caller.arn))
    if not allow.negated_actions and covers(allow, action.lower()) is NO:
        yield Step(allow, action)
    for each in allow.conditions:
        own = _own(each.key, caller)
        if own and each.operator.lower() in ADDING:
            yield Step(allow, each._replace(values=(*each.values, own)), each)
        yield Step(allow, removed=each)


def _sparing(deny: Statement, caller: Caller) -> Iterator[Step]:
    if deny.negated_principals:
        yield Step(deny, Principal(KINDS.get(caller.kind, "AWS"), caller.arn))
    elif caller.signs:
        yield Step(deny, Condition("ArnNotEquals", "aws:PrincipalArn", (caller.arn,)))


def _own(key: str, caller: Caller) -> Value:
    """What `key` holds of a request, whatever else the caller sends; '' where that is not only the caller's."""
    if not caller.signs:
        return ""
    return {"aws:principalarn": caller.arn, "aws:principalaccount": caller.account}.get(key.lower(), "")


def changed(statement: Statement, steps: Iterable[Step]) -> Statement:
    """The statement after those of the `steps` that are its own."""
    principals, actions, conditions = statement.principals, statement.actions, statement.conditions
    for added, removed in ((each.added, each.removed) for each in steps if each.of is statement):
        principals = tuple(each for each in principals if each is not removed)
        conditions = tuple(each for each in conditions if each is not removed)
        principals += (added,) if isinstance(added, Principal) else ()
        conditions += (added,) if isinstance(added, Condition) else ()
        actions += (added,) if isinstance(added, str) else ()
    return statement._replace(principals=principals, actions=actions, conditions=conditions)


def after(policy: Policy, steps: Sequence[Step]) -> Policy:
    """The policy after the `steps`."""
    gone = [each.of for each in steps if each.removed is each.of]
    kept = (each for each in policy.statements if not any(each is one for one in gone))
    return policy._replace(statements=tuple(changed(each, steps) for each in kept))
