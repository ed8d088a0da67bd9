"""The roles of one scan side by side: what no policy shows by itself.

A role is taken down cheaply, by what its policy spells out.  Whether the policy means it is asked of the engine only
where it makes a difference: of an external id that is spelt out for accounts of different owners.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from roletrust.engine.accounts import Owner, Whose
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.calls import Call, Fate, fate
from roletrust.engine.document import Source
from roletrust.engine.reach import NOBODY, Reach
from roletrust.engine.request import Kind
from roletrust.engine.text import Hole, Text, holes_of, text
from roletrust.engine.trust import Trust

if TYPE_CHECKING:
    from roletrust.engine.blast_radius import BlastRadius, Holdings
    from roletrust.engine.permissions import Refusal

ANYBODY = text(Hole("anybody"))  # may be the ARN of any role


class Place(NamedTuple):
    """What a role is called in its framework, and where its trust policy stands.

    INVARIANT (identity): each role of a scan has one of its own, for all ways its policy can turn out.
    """

    label: str
    source: Source = Source()


class Home(NamedTuple):
    """The configuration of a role's provider: roles of the same one are in one account.

    `root`: what it is part of, and where names mean the same; `account`: what the other parts call its account.
    """

    root: object = None
    account: str = ""


class Open(NamedTuple):
    """A role of which it is open whether it accepts some id, and what would tell."""

    place: Place
    holes: tuple[Hole, ...] = ()
    doubt: str = ""


class Role:
    """One way that a role's trust policy can turn out.  `ways`: how open conditions go there.

    `accounts`: whose users and roles may get in; `names`: the ARNs of those that are named, ANYBODY for those named
    otherwise; `services`: of AWS, that may.  `may_admit_others`: whether anybody may who is not of its owner.
    `holdings`: what else there is to know of the role, worked out when it is asked for.
    `claims`: the accounts that may need an external id (not the role's own, nor a stranger, who stands for many), each
    with an id that is spelt out for it.  `open`: what keeps open whether there are more of them.  `trust`: of a policy
    that asks for the external id.
    """

    __slots__ = (
        *("accounts", "claims", "holdings", "names", "open"),
        *("_asks", "_guesses", "_now", "_policy", "may_admit_others", "owner", "place", "services", "ways"),
    )

    def __init__(
        self,
        place: Place,
        trust: Trust | None = None,
        doubt: str = "",
        holdings: Holdings | None = None,
        ways: tuple[tuple[str, bool], ...] = (),
    ) -> None:
        self.place, self.ways, self.holdings = place, ways, holdings
        self.accounts = trust.accounts() if trust and holdings else ()
        self.names = trust.entities if trust and holdings else ()
        self.names += (ANYBODY,) if trust and holdings and trust.names_without_arn else ()
        self.services = trust.named(Kind.SERVICE) if trust and holdings else ()
        self.owner = trust.owner if trust else Owner()
        # INVARIANT (small): the policy alone is kept.  What a Trust works out takes many times the room.
        self._policy = trust.policy if trust else None
        self._now = trust.now if trust else 0
        self._asks = bool(trust and trust.names_external_id)
        self.may_admit_others = bool(trust and holdings and _may_admit_others(trust))
        self.open = Open(place, doubt=doubt) if doubt else None
        self.claims: list[tuple[str, str]] = []
        self._guesses: dict[str, Reach] = {}  # how accounts get in with an id that is not spelt out
        if trust and self._asks:
            self._take_down(trust)

    def _take_down(self, trust: Trust) -> None:
        strangers = trust.strangers()
        asked = [each for each in trust.accounts() if each not in strangers and trust.whose(each) is not Whose.OWN]
        known = [each for each in asked if isinstance(each, str)]
        self.claims = [(account, each) for account in known for each in trust.external_ids(account)]
        unknown = (each for each in asked if isinstance(each, Text) and trust.whose(each) is Whose.UNKNOWN)
        texts = [*trust.open_external_ids(), *unknown]
        if texts and any(trust.with_any_external_id(account).answer is not NO for account in asked):
            self.open = Open(self.place, tuple(dict.fromkeys(hole for each in texts for hole in holes_of(each))))

    @property
    def entered(self) -> Trust | None:
        """Its policy, if it `may_admit_others`: to be asked, and let go of."""
        return self._trust if self.may_admit_others else None

    @property
    def trust(self) -> Trust | None:
        """Likewise, if it asks for the external id."""
        return self._trust if self._asks else None

    @property
    def _trust(self) -> Trust | None:
        return Trust(self._policy, self.owner, self._now) if self._policy else None

    def fate(self, call: Call) -> Fate:
        """What comes of `call`, which is one of this role."""
        doubt = self.open.doubt if self.open else ""
        if doubt:
            return Fate(UNKNOWN, why=doubt)
        trust = self.trust
        if trust is None or call.by is None:
            return fate(trust, call)
        from roletrust.engine.chained import fate_of_session  # noqa: PLC0415  # rare: where it is known who calls

        return fate_of_session(self, trust, call)

    def barred(self, call: Call) -> Refusal | None:
        """Why the policies of the role that makes `call`, if it is known, surely do not let it assume this role."""
        if call.caller is None:
            return None
        from roletrust.engine.chained import barred  # noqa: PLC0415  # as above

        return barred(self, call)

    def entry(self, account: str, external_id: str) -> Reach:
        """How somebody of `account` gets in with just that id; nobody, where an id that is not spelt out does too."""
        trust = self.trust
        if trust is None:
            return NOBODY
        if account not in self._guesses:
            self._guesses[account] = trust.with_a_guess(account, frozenset())
        guess = self._guesses[account]
        found = NOBODY if guess.answer is YES else trust.with_the_id(account, external_id)
        return guess if guess.answer is UNKNOWN and found.answer is not NO else found


def _may_admit_others(trust: Trust) -> bool:
    """Whether it is for accounts that are not surely the owner's, or for the bearers of tokens."""
    return any(trust.whose(each) is not Whose.OWN for each in trust.accounts()) or bool(trust.named(Kind.OIDC))


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
        self._open: dict[int, Open] = {}
        spelt: dict[str, dict[str, list[tuple[Role, str]]]] = {}
        for role in self.roles:
            if role.open:
                self._open.setdefault(id(role.place), role.open)
            for account, each in role.claims:
                holder = role.owner.holder(account)
                spelt.setdefault(each, {}).setdefault(holder, []).append((role, account))
        self._holders = {each: Holders(each, found) for each, found in spelt.items() if len(found) > 1}

    @cached_property
    def blast_radius(self) -> BlastRadius:
        from roletrust.engine.blast_radius import BlastRadius  # noqa: PLC0415  # rare: where outsiders get in

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
        """Who may accept an id of those that `role` accepts, which is not known: `role` itself, or some other."""
        if role.open or not role.claims:
            return role.open
        return next(iter(self._open.values()), None)


def _reading_order(role: Role) -> tuple[object, ...]:
    return role.place.source.file, role.place.source.first, role.place.label
