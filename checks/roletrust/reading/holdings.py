"""What is known of a role apart from its trust policy, gathered where somebody asks for it first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.role import Home
from roletrust.engine.text import Hole, Value
from roletrust.rules.judgement import Variants

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.roles.permissions import Permissions
    from roletrust.engine.roles.role import Gathered

Holding = Callable[[], "Gathered"]


class Deferred:
    """INVARIANT (small): there is one for each role of a scan, and most are never asked."""

    def gather(self) -> Gathered:
        raise NotImplementedError

    @cached_property
    def _gathered(self) -> Gathered:
        return self.gather()

    @property
    def arn(self) -> Value:
        return self._gathered.arn

    @property
    def home(self) -> Home:
        return self._gathered.home

    @property
    def permissions(self) -> Permissions:
        return self._gathered.permissions

    @property
    def longest_session(self) -> int | None:
        return self._gathered.longest_session


class Beside(Deferred):
    """A role whose trust policy is read already.  `problem`: why not all of its ways could be read.

    INVARIANT (small): the policies are made ready anew.  Those that were judged are full of answers.
    """

    def __init__(self, read: Variants, problem: str, holding: Holding) -> None:
        self._holding = holding
        self.trusts: Sequence[Trust] = [Trust(each.policy, each.owner, each.now) for _, each in read]
        self.problem = problem

    def gather(self) -> Gathered:
        return self._holding()


class Unknown:
    """A role of which nothing is known.  `name`: what to call what it holds."""

    longest_session = None

    def __init__(self, name: str) -> None:
        from roletrust.engine.roles.permissions import Permissions  # noqa: PLC0415  # read where outsiders get in

        self.arn: Value = ""
        self.home = Home()
        self.permissions = Permissions(unread=(Hole(name),))
