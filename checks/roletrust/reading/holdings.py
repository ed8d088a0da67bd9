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


class HoldingsOnDemand:
    """What is known of a role whose trust policy is read already.

    `read`: each way that it can turn out; `problem`: why not all of them could be read; `holding`: gives the rest.
    INVARIANT (small): there is one for each role of a scan, and most are never asked.  So nothing is worked out before,
    and of the policies that were judged, which are full of answers, the documents alone are kept.
    """

    def __init__(self, read: Variants, problem: str, holding: Holding) -> None:
        self._read = [(each.policy, each.owner, each.now) for _, each in read]
        self._holding = holding
        self.problem = problem

    @cached_property
    def trusts(self) -> Sequence[Trust]:
        return [Trust(*each) for each in self._read]

    @cached_property
    def _gathered(self) -> Gathered:
        return self._holding()

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


class Unknown:
    """A role of which nothing is known.  `name`: what to call what it holds."""

    longest_session = None

    def __init__(self, name: str) -> None:
        from roletrust.engine.roles.permissions import Permissions  # noqa: PLC0415  # read where outsiders get in

        self.arn: Value = ""
        self.home = Home()
        self.permissions = Permissions(unread=(Hole(name),))
