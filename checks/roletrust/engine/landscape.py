"""The roles of one scan side by side: what no policy shows by itself.

A role is taken down once, as the few facts that the questions about the whole scan are made of; its policy is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from roletrust.engine.accounts import Owner, Whose
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.document import Source
from roletrust.engine.reach import Reach
from roletrust.engine.text import Hole, Text, Value, holes_of
from roletrust.engine.trust import Trust


class Place(NamedTuple):
    """What a role is called in its framework, and where its trust policy stands.

    INVARIANT (identity): each role of a scan has one of its own, for all ways its policy can turn out.
    """

    label: str
    source: Source = Source()


class Held(NamedTuple):
    """An external id that a policy spells out, and an account that gets in with just that id, by `entry`.

    `holder`: who has the id: the name that the settings give the account's owner, or else the account.
    """

    external_id: str
    account: str
    holder: str
    entry: Reach


class Role(NamedTuple):
    """One way that a role's trust policy can turn out.

    `holes` and `doubt`: what keeps open whether it accepts more ids from more accounts; it does not where both are
    empty.
    """

    place: Place
    owner: Owner = Owner()
    held: tuple[Held, ...] = ()
    holes: tuple[Hole, ...] = ()
    doubt: str = ""

    @property
    def settled(self) -> bool:
        return not self.holes and not self.doubt


def role_of(place: Place, trust: Trust) -> Role:
    """The role at `place`, by one of its policies."""
    if not trust.names_external_id:
        return Role(place, trust.owner)
    asked = list(_particular(trust))
    entries = [(account, each, trust.with_the_id(account, each)) for account in asked for each in trust.external_ids()]
    held = tuple(
        Held(each, account, trust.owner.trusted.get(account, account), entry)
        for account, each, entry in entries
        if entry.answer is YES and isinstance(account, str)
    )
    left = [(account, entry) for account, _, entry in entries if _is_open(account, entry)]
    holes = dict.fromkeys(hole for account, entry in left for hole in (*holes_of(account), *entry.holes))
    holes.update(dict.fromkeys(_open_ids(trust, asked)))
    doubt = "; ".join(dict.fromkeys(entry.why for _, entry in left if entry.why))
    return Role(place, trust.owner, held, tuple(holes), doubt)


def _particular(trust: Trust) -> Iterator[Value]:
    """The accounts, not the role's own, that may have to send an id in particular.

    Not a stranger, who stands for many; nor an account that gets in with an id that no condition spells out.
    """
    strangers = trust.strangers()
    for account in trust.accounts():
        if account in strangers or trust.whose(account) is Whose.OWN:
            continue
        if trust.with_a_guess(account, frozenset()).answer is not YES:
            yield account


def _is_open(account: Value, entry: Reach) -> bool:
    return entry.answer is UNKNOWN or (entry.answer is YES and isinstance(account, Text))


def _open_ids(trust: Trust, accounts: Iterable[Value]) -> Iterator[Hole]:
    """The Holes of external ids that are not known, where one of `accounts` may get in at all."""
    found = trust.open_external_ids()
    if found and any(trust.with_any_external_id(account).answer is not NO for account in accounts):
        yield from chain.from_iterable(map(holes_of, found))


class Landscape:
    """The roles of one scan, and the questions about all of them.  INVARIANT: what is asked takes no walk over them."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self._holders: dict[str, dict[str, list[tuple[Role, Held]]]] = {}
        self._open: list[Role] = []
        for role in sorted(roles, key=_reading_order):
            if not role.settled and (not self._open or self._open[-1].place is not role.place):
                self._open.append(role)
            for each in role.held:
                self._holders.setdefault(each.external_id, {}).setdefault(each.holder, []).append((role, each))

    def others(self, role: Role, held: Held) -> Iterator[tuple[Role, Held]]:
        """Who else holds the id of `held` in the scan: in other roles, and in this way of this one."""
        for holder, entries in self._holders[held.external_id].items():
            if holder != held.holder:
                yield from (each for each in entries if each[0] is role or each[0].place is not role.place)

    def left_open(self, role: Role) -> Sequence[Role]:
        """What may accept an id of those that `role` accepts: `role` itself, or the first of the others."""
        if not role.settled:
            return (role,)
        return [each for each in self._open[:2] if each.place is not role.place][:1] if role.held else ()


def _reading_order(role: Role) -> tuple[object, ...]:
    return role.place.source.file, role.place.source.first, role.place.label
