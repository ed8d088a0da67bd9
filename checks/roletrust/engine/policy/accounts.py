"""Whose account it is: the role's own, a trusted one, an external one, or unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from roletrust.engine.constant import Constant
from roletrust.engine.text import Hole, Means, Text, Value, as_told

ACCOUNT_ID = re.compile(r"[0-9]{12}\Z")
OF_A_MODULE = re.compile(r"\A(?:module\.[\w-]+(?:\[[^\]]*\])?\.)+")


class Whose(Constant):
    OWN = "own"
    TRUSTED = "trusted"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


OF_THE_OWNERS = (Means.MEMBER_ACCOUNT, Means.ACCOUNT_BESIDE)  # one of which may be the role's own
MEANT = {Means.OWN_ACCOUNT: Whose.OWN, **dict.fromkeys(OF_THE_OWNERS, Whose.TRUSTED)}


def is_called(name: str, pattern: str) -> bool:
    """Whether an open value called `name` is one that `pattern` means, in which each `*` stands for any text.

    A value of a Terraform module may be called as it is inside of the module, and each as a finding calls it.
    """
    name = as_told(name)
    return any(_fits(each, pattern) for each in (name, OF_A_MODULE.sub("", name, count=1)))


def _fits(name: str, pattern: str) -> bool:
    first, *others = pattern.split("*")
    if not others:
        return name == pattern
    *between, last = others
    at = len(first)
    for each in between:
        found = name.find(each, at)
        if found < 0:
            return False
        at = found + len(each)
    return name.startswith(first) and len(name) - len(last) >= at and name.endswith(last)


class Owner(NamedTuple):
    """What is known of the role's owner.

    `own`: 12-digit accounts that are provably the role's own, or listed as such;
    `trusted`: 12-digit account -> the name its owner goes by; `organizations`: the owner's own `o-...` ids.
    `own_names`, `trusted_names`: what open values are called (`is_called`) that are such an account, or the ARN of a
    principal of one.  `mfa_for_people`: whether MFA is as good as an external id.
    `role`: what the role is called; '' where it is not known.  `proved`: the account that the role itself is in, as its
    own configuration proves; '' where it proves none.  `data_exposure`: whether it is a flaw that outsiders read data;
    `service_takeover`: that they may do all that there is in a service.
    `vendors`: 12-digit account -> the vendor that is publicly known to own it.  No verdict hangs on it but whether two
    accounts are one owner's.  `audiences`: of each OIDC provider that the role's own configuration makes and trusts,
    its issuer (lower case, no scheme) and the audiences that it registers, which STS enforces.
    `beside`: those of `trusted` of which nothing is known but that the role's configuration works in them, too.
    """

    own: frozenset[str] = frozenset()
    trusted: Mapping[str, str] = MappingProxyType({})
    organizations: frozenset[str] = frozenset()
    role: str = ""
    proved: str = ""
    data_exposure: bool = False
    service_takeover: bool = True
    vendors: Mapping[str, str] = MappingProxyType({})
    audiences: frozenset[tuple[str, frozenset[str]]] = frozenset()
    own_names: tuple[str, ...] = ()
    trusted_names: Mapping[str, str] = MappingProxyType({})
    mfa_for_people: bool = False
    beside: frozenset[str] = frozenset()

    @property
    def account(self) -> str:
        """The account that the role is in: as proved, or the only one of the owner's; '' where that is not known."""
        return self.proved or (next(iter(self.own)) if len(self.own) == 1 else "")

    def whose(self, account: Value) -> Whose:
        """Classify `account`: a 12-digit id, a Fresh one, or a Hole."""
        if isinstance(account, Text):
            return self._whose_open(account.lone) if account.lone else Whose.UNKNOWN
        if account in self.own:
            return Whose.OWN
        return Whose.TRUSTED if account in self.trusted else Whose.EXTERNAL

    def is_beside(self, account: Value) -> bool:
        """Whether it is an account that the role's configuration works in, too, and that nobody lists."""
        if isinstance(account, Text):
            return account.lone is not None and account.lone.means is Means.ACCOUNT_BESIDE
        return account in self.beside

    def _whose_open(self, account: Hole) -> Whose:
        if account.means in MEANT:
            return MEANT[account.means]
        if any(is_called(account.name, each) for each in self.own_names):
            return Whose.OWN
        named = any(is_called(account.name, each) for each in self.trusted_names)
        return Whose.TRUSTED if named else Whose.UNKNOWN

    def holder(self, account: str) -> str:
        """Whose accounts `account` is one of: by the name that the settings or the public list give, or by itself."""
        return self.trusted.get(account) or self.vendors.get(account, account)

    def name(self, account: Value) -> str:
        """How a finding names it: `account 1`, with the configured name where there is one; `Vendor (1)` where it is
        publicly known.
        """
        known = self.trusted.get(account, "") if isinstance(account, str) else ""
        if known:
            return f"account {account} ({known})"
        vendor = self.vendors.get(account, "") if isinstance(account, str) else ""
        return f"{vendor} ({account})" if vendor else f"account {account}"
