"""Is some request of a class allowed?  A witness, a proof that none is, or what would decide it.

Every key the policy mentions is given each value its conditions can tell apart (languages, key_values, domains);
every principal of the account each way they can be told apart (callers).  So a NO is a proof over all requests of
the class, and a YES is one of them, confirmed by `authorize`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.authorizer import Ready, authorize, implied, ready
from roletrust.engine.bounds import Budget, TooMany
from roletrust.engine.callers import Question, callers
from roletrust.engine.conditions import Test
from roletrust.engine.document import Policy, Statement
from roletrust.engine.domains import Entry, groups
from roletrust.engine.request import ASSUME_ROLE, Caller, Request, Values
from roletrust.engine.search import Space, find
from roletrust.engine.text import Hole


@dataclass(frozen=True)
class Reach:
    """YES with a `witness` and the statement it comes in `through`; NO; or UNKNOWN with `holes` or a reason `why`."""

    answer: Answer
    witness: Request | None = None
    through: Statement | None = None
    holes: tuple[Hole, ...] = ()
    why: str = ""


def reach(policy: Policy, question: Question) -> Reach:
    """Is some caller of `question`'s class allowed `sts:AssumeRole` by the whole of `policy`?

    Exact within the bounds of bounds.py; beyond them UNKNOWN, saying which bound.
    """
    return Door(policy).reach(question)


class Door:
    """A policy made ready for many questions."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.statements = [each for each in ready(policy, ASSUME_ROLE) if each.by_action is not NO]

    def reach(self, question: Question) -> Reach:
        """As the function `reach`."""
        budget = Budget()
        try:
            return self._reach(question, budget)
        except TooMany as bound:
            return Reach(UNKNOWN, why=str(bound))

    def _reach(self, question: Question, budget: Budget) -> Reach:
        perhaps: Reach | None = None
        whos = [who for each in self.statements for who in each.principals.whos]
        tests = [test for each in self.statements for test in each.tests]
        for caller in callers(question, whos, tests):
            found = self._through(caller, question, budget)
            if found.answer is YES:
                return found
            if found.answer is UNKNOWN and perhaps is None:
                perhaps = found
        return perhaps or Reach(NO)

    def _through(self, caller: Caller, question: Question, budget: Budget) -> Reach:
        """The answer for one caller."""
        concerned = [(each, each.concerns(caller)) for each in self.statements]
        allows = [(each, applies) for each, applies in concerned if applies is not NO and not each.denies]
        if not allows:
            return Reach(NO)
        denies = [(each, applies) for each, applies in concerned if applies is not NO and each.denies]
        known = implied(caller)
        tests = _tests(allows) + _tests(denies)
        space = Space(groups(tests, question, caller.kind, known), known, budget)
        against = [space.clause(applies, each.tests) for each, applies in denies]
        clauses = [(each, space.clause(applies, each.tests)) for each, applies in allows]
        for each, clause in clauses:
            if (entries := find(space, clause, against, surely=True)) is not None:
                return self._proved(caller, entries, each)
        for each, clause in clauses:
            if (entries := find(space, clause, against, surely=False)) is not None:
                return self._open(caller, entries)
        return Reach(NO)

    def _proved(self, caller: Caller, entries: Sequence[Entry], through: Ready) -> Reach:
        witness = _request(caller, entries)
        decision = authorize(self.policy, witness)
        if decision.answer is not YES:
            raise AssertionError(f"reach and authorize disagree on {witness}")
        return Reach(YES, witness, through.statement)

    def _open(self, caller: Caller, entries: Sequence[Entry]) -> Reach:
        """Which open values, or which undocumented cases, keep the answer open."""
        witness = _request(caller, entries)
        holes: dict[Hole, None] = {}
        doubts: dict[str, None] = {}
        context = {**implied(caller), **witness.context}
        for each in self.statements:
            found, turned = each.applies(caller, context)
            if found is UNKNOWN and turned:
                inside = each.holes(turned.element)
                holes.update(dict.fromkeys(inside))
                if not inside:
                    doubts[_doubt(each, turned.element)] = None
        if not all(entry.sure for entry in entries):
            unsure = sorted(key for entry in entries if not entry.sure for key in entry.context)
            doubts[f"whether a request carries `{'`, `'.join(unsure)}` is not known"] = None
        return Reach(UNKNOWN, witness, None, tuple(holes), "; ".join(doubts))


def _tests(statements: Iterable[tuple[Ready, Answer]]) -> list[Test]:
    return [test for each, _ in statements for test in each.tests]


def _request(caller: Caller, entries: Iterable[Entry]) -> Request:
    context: dict[str, Values] = {key: values for entry in entries for key, values in entry.context.items()}
    return Request(ASSUME_ROLE, caller, context)


def _doubt(each: Ready, element: object) -> str:
    for test in each.tests:
        if test.condition is element:
            name = f"`{test.condition.operator}` on `{test.condition.key}` in {each.statement.label}"
            return f"{name}: {test.doubt or 'AWS does not document what it means'}"
    return f"{each.statement.label}: AWS does not document whether its principal covers the caller"


