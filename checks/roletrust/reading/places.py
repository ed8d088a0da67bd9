"""Where the files of a scan lie, and whose the roles in them are, by its settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from roletrust.engine.policy.accounts import Owner
from roletrust.reading.configuration import Configuration, load
from roletrust.rules.tables import vendors

OWN_ORGANIZATION = "own organization"
OWN_CONFIGURATION = "of the same configuration"
FILLED_IN = "a literal value in its place, or a scan of the file after it is filled in"


class Places(NamedTuple):
    """Where a scan's files lie.  `shown`: a file as findings name it, `/deep/trust.json`, by its path.

    `tree_of`: the directory in which everything lies that may be read for the file at a path
    (`dialects/scanned_tree.py`).
    """

    shown: Callable[[str], str]
    tree_of: Callable[[str], str]


def below(root: str) -> Places:
    """Those of a scan of the directory `root`."""

    def shown(path: str) -> str:
        return f"/{os.path.relpath(path, root)}".replace(os.sep, "/")

    return Places(shown, lambda _: root)


def settings_of(path: str) -> Configuration:
    """The settings for the file at `path`: the nearest, from its directory upward."""
    return load(os.path.dirname(os.path.abspath(path)))


def owner(settings: Configuration, *own: str, members: Iterable[str] = (), beside: Iterable[str] = ()) -> Owner:
    """The owner of a role in one of the accounts `own`, those that are '' left out, or of one that is not known.

    `members`: accounts that are proved to be in the same organization; `beside`: those that other providers of the
    same configuration work in.
    """
    proved = frozenset(own) - {""}
    one = next(iter(proved)) if len(proved) == 1 else ""
    accounts = settings.own_accounts | proved
    trusted = settings.trusted_accounts
    if members:
        trusted = {**dict.fromkeys(members, OWN_ORGANIZATION), **trusted}
    learned = frozenset(beside) - accounts - trusted.keys()
    if learned:
        trusted = {**dict.fromkeys(learned, OWN_CONFIGURATION), **trusted}
    return Owner(
        accounts,
        trusted,
        settings.own_organizations,
        proved=one,
        data_exposure=settings.data_exposure,
        service_takeover=settings.service_takeover,
        vendors=vendors.names(),
        mfa_for_people=settings.mfa_for_people,
        own_names=settings.own_names,
        trusted_names=settings.trusted_names,
        beside=learned,
    )
