"""Whose account it is: the role's own, a trusted one, an external one, or unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from roletrust.engine.constant import Constant
from roletrust.engine.text import Means, Text, Value

ACCOUNT_ID = re.compile(r"[0-9]{12}\Z")


class Whose(Constant):
    OWN = "own"
    TRUSTED = "trusted"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


MEANT = {Means.OWN_ACCOUNT: Whose.OWN, Means.MEMBER_ACCOUNT: Whose.TRUSTED}


class Owner(NamedTuple):
    """What is known of the role's owner.

    `own`: 12-digit accounts that are provably the role's own, or listed as such;
    `trusted`: 12-digit account -> the name its owner goes by; `organizations`: the owner's own `o-...` ids.
    `role`: what the role is called; '' where it is not known.  `proved`: the account that the role itself is in, as its
    own configuration proves; '' where it proves none.  `data_exposure`: whether it is a flaw that outsiders read data.
    """

    own: frozenset[str] = frozenset()
    trusted: Mapping[str, str] = MappingProxyType({})
    organizations: frozenset[str] = frozenset()
    role: str = ""
    proved: str = ""
    data_exposure: bool = False

    @property
    def account(self) -> str:
        """The account that the role is in: as proved, or the only one of the owner's; '' where that is not known."""
        return self.proved or (next(iter(self.own)) if len(self.own) == 1 else "")

    def whose(self, account: Value) -> Whose:
        """Classify `account`: a 12-digit id, a Fresh one, or a Hole."""
        if isinstance(account, Text):
            return MEANT.get(account.lone.means, Whose.UNKNOWN) if account.lone else Whose.UNKNOWN
        if account in self.own:
            return Whose.OWN
        return Whose.TRUSTED if account in self.trusted else Whose.EXTERNAL

    def name(self, account: Value) -> str:
        """How a finding names it: the id, with the configured name where there is one."""
        known = self.trusted.get(account, "") if isinstance(account, str) else ""
        return f"{account} ({known})" if known else str(account)
