"""Every way in from outside, as a graph: who gets into which role, and which roles he can go on to from there.

Each edge is one answer of the engine: of rule 14's question who gets in, of a caller's that a trust policy names, or of
a hop between two roles.  What is sure is YES; what is not, UNKNOWN, with what it hangs on.  There are no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.accounts import Owner, Whose
from roletrust.engine.policy.request import Caller, Kind, last_of_path
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.blast_radius import HOPS, Hop
from roletrust.engine.roles.permissions import Power, Ways
from roletrust.engine.roles.role import Place, Role
from roletrust.engine.text import Hole, Value, is_fresh
from roletrust.reading.landscape import Among, drawn
from roletrust.rules.messages.wording import account_name
from roletrust.rules.outsiders import from_other_accounts, outsiders
from roletrust.rules.tables.federation import issuer_of, providers
from roletrust.telling.secrets_told import masked
from roletrust.telling.subject import Subject

OTHERS = (Whose.TRUSTED, Whose.EXTERNAL, Whose.UNKNOWN)


class From(Enum):
    """What kind of outsider it is.  ANYBODY: of any account, or with any organization's token."""

    ACCOUNT = "account"
    ANYBODY = "anybody"
    ISSUER = "issuer"
    SERVICE = "service"
    UNKNOWN = "unknown"


class Outside(NamedTuple):
    """Who comes from outside.  `whose`: of an account, whose it is."""

    kind: From
    name: str
    whose: str = ""


class Holder(NamedTuple):
    """A power that a role has, and how open conditions go for it: an administrator's, or what makes it one."""

    power: Power
    conditions: Ways


@dataclass
class Inside:
    """A role that is reached.  `cut`: why not all is drawn that can be come to from it."""

    subject: Subject
    scan: str
    powers: list[Holder] = field(default_factory=list)
    cut: str = ""


class Edge(NamedTuple):
    """From an outsider, or a role (by its place), to a role.  `conditions`: how open conditions of the first role go.

    `hop`: None where it is an outsider's way in.
    """

    source: Outside | Place
    target: Place
    answer: Answer
    entry: Reach
    conditions: Ways = ()
    hop: Hop | None = None
    holes: tuple[Hole, ...] = ()

    @property
    def beyond(self) -> str:
        """Why no session of the role is at hand after it, '' where one is."""
        return self.hop.beyond if self.hop else ""


@dataclass
class Graph:
    """`roles`: those that are reached, by their places' ids, in reading order.  `apart`: how many are not.

    `hops`: how many roles one after the other were looked at, the entered one apart.
    """

    hops: int
    roles: dict[int, Inside] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    apart: int = 0

    @cached_property
    def onward(self) -> Mapping[tuple[int, Ways], Sequence[Edge]]:
        """The hops from each role, by its place's id and how open conditions go."""
        found: dict[tuple[int, Ways], list[Edge]] = {}
        for each in self.edges:
            if not isinstance(each.source, Outside):
                found.setdefault((id(each.source), each.conditions), []).append(each)
        return found

    @cached_property
    def entrances(self) -> Mapping[Outside, Sequence[Edge]]:
        """The ways in of each outsider."""
        found: dict[Outside, list[Edge]] = {}
        for each in self.edges:
            if isinstance(each.source, Outside):
                found.setdefault(each.source, []).append(each)
        return found

    def surely(self) -> Graph:
        """What is sure of it: no edge and no power that is undecided, and the roles that are still reached."""
        sure = replace(self, edges=[each for each in self.edges if each.answer is YES])
        seen = {key for each in sure.entrances for key in reached(sure, each)}
        roles = {
            key: replace(each, powers=[one for one in each.powers if one.power.answer is YES])
            for key, each in self.roles.items()
            if key in seen
        }
        edges = [each for each in sure.edges if isinstance(each.source, Outside) or id(each.source) in seen]
        return replace(sure, roles=roles, edges=edges, apart=self.apart + len(self.roles) - len(roles))


def graph_of(scans: Iterable[tuple[str, Sequence[Among]]], kinds: Sequence[From], hops: int = HOPS) -> Graph:
    """The ways in of outsiders of those `kinds`, over all scans, each of which has a name."""
    found = Graph(hops)
    for name, among in scans:
        _add(found, name, among, kinds)
    return found


def _add(graph: Graph, scan: str, among: Sequence[Among], kinds: Sequence[From]) -> None:
    radius = drawn(among).blast_radius
    subjects = {id(role.place): each.case.subject for each in among for _, role in each.roles}
    reached: dict[int, Inside] = {}
    edges: dict[tuple[object, ...], Edge] = {}
    for role in (role for each in among for _, role in each.roles):
        secrets = subjects[id(role.place)].secrets
        entering = [(outside, edge) for outside, edge in ways_in(role) if outside.kind in kinds]
        if not entering:
            continue
        for outside, edge in entering:
            named = outside._replace(name=masked(outside.name, secrets))
            edges[named, id(edge.target), edge.conditions] = edge._replace(source=named)
        walk = radius.walk(role, graph.hops)
        for other, power in walk.roles:
            key = id(other.place)
            inside = reached.setdefault(key, Inside(subjects[key], scan))
            holder = Holder(power, role.ways)
            if power.answer is not NO and holder not in inside.powers:
                inside.powers.append(holder)
        reached[id(role.place)].cut = walk.cut or reached[id(role.place)].cut
        for before, hop in walk.hops:
            edges.setdefault((id(before.place), id(hop.role.place), role.ways), _onward(before, hop, role.ways))
    graph.roles.update({key: reached[key] for key in subjects if key in reached})
    graph.edges += edges.values()
    graph.apart += len(among) - len(reached)


def _onward(before: Role, hop: Hop, ways: Ways) -> Edge:
    return Edge(before.place, hop.role.place, hop.answer, hop.entry, ways, hop, hop.holes)


def ways_in(role: Role) -> Iterator[tuple[Outside, Edge]]:
    """Who gets into `role` from outside, or may: whatever external id it takes, he is taken to have."""
    for source, entry, holes in _entrances(role):
        if entry.answer is not NO:
            yield source, Edge(source, role.place, entry.answer, entry, role.ways, None, (*holes, *entry.holes))


def _entrances(role: Role) -> Iterator[tuple[Outside, Reach, tuple[Hole, ...]]]:
    if role.open and role.open.doubt:
        yield Outside(From.UNKNOWN, "whoever its trust policy is for"), Reach(UNKNOWN, why=role.open.doubt), ()
    trust = role.made_ready
    if trust is None:
        return
    for each in from_other_accounts(trust, OTHERS):
        assert each.account is not None
        yield account(each.account, role.owner), each.entry, each.holes
    for each in outsiders(role):
        if each.account is None:
            yield Outside(From.ANYBODY, each.called), each.entry, each.holes
    for kind in (Kind.OIDC, Kind.SAML):
        for name in providers(trust, kind):
            yield Outside(From.ISSUER, issuer(trust, name, kind)), trust.admits(Caller(kind, name)), ()
    for name in trust.named(Kind.SERVICE):
        yield Outside(From.SERVICE, str(name)), trust.admits(Caller(Kind.SERVICE, name)), ()


def account(found: Value, owner: Owner) -> Outside:
    if is_fresh(found):
        return Outside(From.ANYBODY, account_name(found, owner))
    return Outside(From.ACCOUNT, account_name(found, owner), owner.whose(found).value)


def issuer(trust: Trust, name: Value, kind: Kind) -> str:
    """Who issues the tokens; of SAML, what the account calls its provider."""
    if kind is Kind.SAML:
        return f"SAML provider {last_of_path(name) or name}"
    return issuer_of(trust, name) or str(name)


# --- what follows from the edges -------------------------------------------------------------------------------------


class Reached(NamedTuple):
    """How sure it is that a role is reached, and that an administrator's power is there."""

    answer: Answer
    administrator: Answer


def reached(graph: Graph, outside: Outside) -> dict[int, Reached]:
    """The roles that `outside` comes to, by their places' ids; each way that open conditions can go by itself."""
    entries = graph.entrances[outside]
    found: dict[int, Reached] = {}
    for least in (UNKNOWN, YES):
        for conditions in dict.fromkeys(each.conditions for each in entries):
            first = [each for each in entries if each.conditions == conditions]
            for key in _within(first, graph, conditions, least):
                powers = (each.power.answer for each in graph.roles[key].powers if each.conditions == conditions)
                here = Reached(least, min(least, max(powers, default=NO)))
                found[key] = Reached(*map(max, here, found[key])) if key in found else here
    return found


def _within(entries: Iterable[Edge], graph: Graph, conditions: Ways, least: Answer) -> set[int]:
    """The roles that are reached over edges of at least that answer.  To assume a role takes a session of another."""
    level = {(id(each.target), False) for each in entries if each.answer >= least}
    seen = set(level)
    for _ in range(graph.hops):
        level = {
            (id(each.target), bool(each.beyond))
            for key, without_session in level
            for each in graph.onward.get((key, conditions), ())
            if each.answer >= least and not (without_session and least is YES and each.hop and not each.hop.method)
        } - seen
        seen |= level
    return {key for key, _ in seen}
