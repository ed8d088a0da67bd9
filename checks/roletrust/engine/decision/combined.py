"""Statements made into others: put on the other side of a question, or several taken as one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from roletrust.engine.answer import Answer
from roletrust.engine.decision.authorizer import Element, Ready, TurnedAway
from roletrust.engine.decision.conditions import Context, Test
from roletrust.engine.policy.principals import Principals
from roletrust.engine.policy.request import Caller
from roletrust.engine.text import Hole


class Sided(Ready):
    """A statement on the side that a question puts it on, whatever its own effect is.

    INVARIANT: it applies to the same requests as the statement itself, in every undocumented case too.
    """

    def __init__(self, whole: Ready, denies: bool) -> None:
        """`denies`: whether no request that it applies to is asked for."""
        self.whole, self.denies = whole, denies
        self.statement, self.action, self.by_action = whole.statement, whole.action, whole.by_action
        self.principals = whole.principals

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        return self.whole.tests

    def admits(self, caller: Caller) -> Answer:
        return self.whole.admits(caller)

    @property
    def negated(self) -> bool:
        return self.whole.negated

    @property
    def spelt(self) -> bool:
        return self.whole.spelt

    def concerns(self, caller: Caller) -> Answer:
        return self.whole.concerns(caller)

    def answer(self, caller: Caller, context: Context) -> Answer:
        return self.whole.answer(caller, context)

    def applies(self, caller: Caller, context: Context) -> tuple[Answer, TurnedAway | None]:
        return self.whole.applies(caller, context)

    def holes(self, element: Element) -> tuple[Hole, ...]:
        return self.whole.holes(element)


class Conjunction(Ready):
    """Statements as one, which applies where all of them do.  The first is whose statement it is told as."""

    def __init__(self, parts: Sequence[Ready], denies: bool = False) -> None:
        """`parts`: one at least."""
        self.parts, self.denies = parts, denies
        self.statement, self.action = parts[0].statement, parts[0].action
        self.by_action = min(each.by_action for each in parts)
        members = [member for each in parts for member in each.principals.members]
        self.principals = Principals([each for each, _ in members], [someone for _, someone in members], denies)

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        return tuple(test for each in self.parts for test in each.tests)

    def admits(self, caller: Caller) -> Answer:
        return min(each.admits(caller) for each in self.parts)

    @property
    def negated(self) -> bool:
        return any(each.negated for each in self.parts)

    @property
    def spelt(self) -> bool:
        return any(each.spelt for each in self.parts)

    def concerns(self, caller: Caller) -> Answer:
        return min(each.concerns(caller) for each in self.parts)

    def answer(self, caller: Caller, context: Context) -> Answer:
        return min(each.answer(caller, context) for each in self.parts)

    def applies(self, caller: Caller, context: Context) -> tuple[Answer, TurnedAway | None]:
        """The lowest of the parts' answers, and what turned the request away there."""
        return min((each.applies(caller, context) for each in self.parts), key=lambda found: found[0])

    def holes(self, element: Element) -> tuple[Hole, ...]:
        return tuple(dict.fromkeys(hole for each in self.parts for hole in each.holes(element)))
