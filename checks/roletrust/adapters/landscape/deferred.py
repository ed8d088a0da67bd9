"""What is known of a role apart from its trust policy, gathered where somebody asks for it first."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.permissions import Permissions
    from roletrust.engine.role import Gathered, Home
    from roletrust.engine.text import Value


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
