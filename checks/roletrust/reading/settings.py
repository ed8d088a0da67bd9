"""The reader's settings: what a role is judged by besides what is written of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class SettingsError(Exception):
    """A settings file that cannot be used.  The message says where, what, and what was expected."""


@dataclass(frozen=True)
class RuleSetting:
    """`severity`: None keeps the rule's own."""

    off: bool = False
    severity: str | None = None


@dataclass(frozen=True)
class Configuration:
    """`trusted_accounts`: account id -> name; `own_names`: what open values are called that are own accounts, or
    principals of one; `trusted_names`: the same of trusted accounts -> name; `data_exposure`: whether
    outsiders who read all data are a finding; `service_takeover`: whether those are who may do all there is in a
    service; `mfa_for_people`: whether MFA is as good as an external id; `rules`: by rule id; `repository`: what the
    repository is called by its host, `owner/name`.  With an `error`, all the rest is
    empty.
    """

    own_accounts: frozenset[str] = frozenset()
    own_organizations: frozenset[str] = frozenset()
    trusted_accounts: Mapping[str, str] = field(default_factory=dict)
    data_exposure: bool = False
    service_takeover: bool = True
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    error: str = ""
    own_names: tuple[str, ...] = ()
    trusted_names: Mapping[str, str] = field(default_factory=dict)
    mfa_for_people: bool = False
    repository: str = ""
