"""The roles of one scan side by side: what no policy shows by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.classes.reach import Reach
from roletrust.engine.roles.role import Open, Role

if TYPE_CHECKING:
    from roletrust.engine.roles.blast_radius import BlastRadius


class Held(NamedTuple):
    """An external id that a role spells out, and an account that gets in with just that id, by `entry`, or may."""

    role: Role
    external_id: str
    account: str
    holder: str
    entry: Reach


Spelt = Mapping[str, Sequence[tuple[Role, str]]]  # holder -> the roles that spell an id out for it, with its account


class Holders:
    """Who holds one external id: by the name of an account's owner, or else the account."""

    def __init__(self, external_id: str, spelt: Spelt) -> None:
        self.external_id = external_id
        self._spelt = spelt

    @cached_property
    def _held(self) -> dict[Answer, dict[str, list[Held]]]:
        """Those who hold it surely (YES) or perhaps, by holder."""
        found: dict[Answer, dict[str, list[Held]]] = {YES: {}, UNKNOWN: {}, NO: {}}
        for holder, spelt in self._spelt.items():
            for role, account in spelt:
                entry = role.entry(account, self.external_id)
                each = Held(role, self.external_id, account, holder, entry)
                found[entry.answer].setdefault(holder, []).append(each)
        return found

    @cached_property
    def _by_role(self) -> dict[int, list[Held]]:
        found: dict[int, list[Held]] = {}
        for answer in (YES, UNKNOWN):
            for every in self._held[answer].values():
                for each in every:
                    found.setdefault(id(each.role), []).append(each)
        return found

    def of(self, role: Role) -> Sequence[Held]:
        return self._by_role.get(id(role), ())

    def others(self, held: Held, answer: Answer) -> Iterator[Held]:
        """Those of another holder, by an entry of that `answer`: in other roles, and in this way of this one."""
        for holder, every in self._held[answer].items():
            if holder != held.holder:
                yield from (each for each in every if each.role is held.role or each.role.place is not held.role.place)


class Landscape:
    """The roles of one scan, and the questions about all of them.  INVARIANT: what is asked takes no walk over them."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self.roles = sorted(roles, key=_reading_order)
        opened: dict[int, Open] = {}
        holders: set[str | None] = set()  # who asks for any id: None for somebody who is not known
        spelt: dict[str, dict[str, list[tuple[Role, str]]]] = {}
        for role in self.roles:
            if role.open:
                opened.setdefault(id(role.place), role.open)
                holders |= _holders(role)
            for account, each in role.claims:
                holder = role.owner.holder(account)
                spelt.setdefault(each, {}).setdefault(holder, []).append((role, account))
            holders.update(role.owner.holder(account) for account, _ in role.claims)
        self._open = list(opened.values()) if len(holders) > 1 or None in holders else []
        self._holders = {each: Holders(each, found) for each, found in spelt.items() if len(found) > 1}

    @cached_property
    def blast_radius(self) -> BlastRadius:
        from roletrust.engine.roles.blast_radius import BlastRadius  # noqa: PLC0415  # rare: where outsiders get in

        return BlastRadius(self.roles)

    def held(self, role: Role) -> Iterator[Held]:
        """What `role` accepts, surely or perhaps, of the ids that are spelt out for different holders in the scan."""
        for external_id in dict.fromkeys(each for _, each in role.claims):
            if external_id in self._holders:
                yield from self._holders[external_id].of(role)

    def others(self, held: Held, answer: Answer = YES) -> Iterator[Held]:
        """Who else holds the id of `held`: surely, or perhaps (UNKNOWN)."""
        return self._holders[held.external_id].others(held, answer)

    def left_open(self, role: Role) -> Open | None:
        """Who may accept an id of those that `role` accepts, which is not known: `role` itself, or some other.

        Nobody, where whoever needs an id in the scan is of one and the same holder: that one shares it with nobody.
        """
        if not self._open:
            return None
        return role.open if role.open or not role.claims else self._open[0]


def _holders(role: Role) -> set[str | None]:
    """Who may get into `role` with an id that is not known: None for an account that is not."""
    accounts = role.open.accounts if role.open else ()
    return {role.owner.holder(each) if isinstance(each, str) else None for each in accounts} or {None}


def _reading_order(role: Role) -> tuple[object, ...]:
    return role.place.source.file, role.place.source.first, role.place.label
