"""What somebody who has entered a role can do: by what the role holds, and by the roles it may assume from there.

A path goes from role to role, where the policies of one let it assume the other, and the whole trust policy of the
other lets its sessions in.  What is not sure of any hop is not sure of the path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.landscape import Home, Place, Role
from roletrust.engine.permissions import Allowed, Grant, Permissions, Power, Ways, denied, power
from roletrust.engine.principals import Form, who
from roletrust.engine.reach import NOBODY, Reach
from roletrust.engine.request import ASSUME_ROLE, last_of_path
from roletrust.engine.stations import Index, Station
from roletrust.engine.text import Hole, Value
from roletrust.engine.trust import Trust
from roletrust.engine.wildcards import same

HOPS = 4  # roles that are assumed one from the other, the entered one apart
ASKED = 200  # trust policies that are asked on the way from one role


class Gathered(Protocol):
    """What a framework knows of a role, its trust policy apart.

    `arn`: as its own configuration names it, '' where it cannot be told; `home`: what configuration that is.
    """

    @property
    def arn(self) -> Value: ...
    @property
    def home(self) -> Home: ...
    @property
    def permissions(self) -> Permissions: ...


class Holdings(Gathered, Protocol):
    """What is known of a role when it is asked for.

    `trusts`: each way its trust policy can turn out; `problem`: why that cannot be read.
    """

    @property
    def trusts(self) -> Sequence[Trust]: ...
    @property
    def problem(self) -> str: ...


class Hop(NamedTuple):
    """A role that is assumed: how its trust policy lets the one before in, and by which grants that one may.

    `by`: none where the trust policy names the role before, which is enough within one account.
    """

    answer: Answer
    role: Role
    entry: Reach = NOBODY
    by: tuple[Grant, ...] = ()
    holes: tuple[Hole, ...] = ()
    doubt: str = ""


class Path(NamedTuple):
    """The way to the greatest power there is.  `holes`, `doubt`: what an UNKNOWN hangs on."""

    answer: Answer
    power: Power = Power(NO)
    hops: tuple[Hop, ...] = ()
    holes: tuple[Hole, ...] = ()
    doubt: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(each.role.place for each in self.hops)


class BlastRadius:
    """The roles of one scan, in reading order, each of which may be entered."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self._stations: dict[int, Station] = {}
        self._named: list[tuple[Station, Value]] = []
        for each in roles:
            if each.holdings is None:
                continue
            found = self._stations.setdefault(id(each.place), Station(each, len(self._stations)))
            found.join(each)
            self._named += [(found, name) for name in each.names]
        self._index = Index(self._stations.values())
        self._hops: dict[tuple[int, int, Ways], Hop] = {}
        self._powers: dict[tuple[int, Ways], Power] = {}

    def of(self, role: Role) -> Path:
        """The shortest sure way from `role` to an administrator, else one that may be; first by reading order."""
        start = self._stations.get(id(role.place))
        if start is None:
            return Path(NO)
        asked: set[tuple[int, int]] = set()
        perhaps: Path | None = None
        for wanted in (YES, UNKNOWN):
            for path in self._paths(start, role.ways, wanted, asked) if perhaps is None else ():
                if path.answer is YES:
                    return path
                if path.answer is UNKNOWN and perhaps is None:
                    perhaps = path
        return perhaps or Path(NO)

    def _paths(self, start: Station, given: Ways, wanted: Answer, asked: set[tuple[int, int]]) -> Iterator[Path]:
        """The ways from `start`, shorter ones first, over hops that are at least as sure as `wanted`.

        `given`: how open conditions go.  The last is UNKNOWN where a bound is reached.
        """
        seen = {start.number}
        level: list[tuple[Station, tuple[Hop, ...]]] = [(start, ())]
        for _ in range(HOPS + 1):
            for each, hops in level:
                yield _path(self._power(each, given), hops)
            further: list[tuple[Station, tuple[Hop, ...]]] = []
            for each, hops in level:
                for other, hop in self._from(each, given, wanted, asked):
                    if hop.answer >= wanted and other.number not in seen:
                        seen.add(other.number)
                        further.append((other, (*hops, hop)))
            level = further
        if level:
            yield Path(UNKNOWN, doubt=f"roles that are more than {HOPS} steps away are not looked at")
        if len(asked) > ASKED:
            yield Path(UNKNOWN, doubt=f"more than {ASKED} roles may be assumed from it, one after the other")

    def _power(self, station: Station, given: Ways) -> Power:
        key = station.number, given
        if key not in self._powers:
            self._powers[key] = power(station.holds(given))
        return self._powers[key]

    def _from(
        self, station: Station, given: Ways, wanted: Answer, asked: set[tuple[int, int]]
    ) -> Iterator[tuple[Station, Hop]]:
        """The hops from `station` that its policies, or that trust policies by naming it, may allow."""
        if not station.holdings.arn:
            return
        naming = {each for each in self._naming(station.holdings.arn) if each.may_let_in(station.account)}
        every = {*self._index.ahead(station.asks(given), station.account, wanted), *naming} - {station}
        for other in sorted(every, key=lambda each: each.number):
            allowed = station.may_assume(other, given)
            if allowed.answer < wanted and other not in naming:
                continue
            key = station.number, other.number, given
            asked.add(key[:2])
            if len(asked) > ASKED:
                return
            if key not in self._hops:
                self._hops[key] = _hop(station, other, allowed, given)
            yield other, self._hops[key]

    def _naming(self, arn: Value) -> Iterator[Station]:
        """Those whose trust policies name the role with that ARN, or may."""
        for name in dict.fromkeys((last_of_path(arn), "")):
            yield from (each for each, named in self._by_named.get(name, ()) if same(named, arn) is not NO)

    @cached_property
    def _by_named(self) -> dict[Value, list[tuple[Station, Value]]]:
        """By the last part of the ARNs that are named; those of which it is not known under ''."""
        found: dict[Value, list[tuple[Station, Value]]] = {}
        for station, each in self._named:
            name = last_of_path(each)
            found.setdefault(name if isinstance(name, str) else "", []).append((station, each))
        return found


def _path(found: Power, hops: tuple[Hop, ...]) -> Path:
    answer = min((found.answer, *(each.answer for each in hops)))
    if answer is not UNKNOWN:
        return Path(answer, found, hops)
    holes = dict.fromkeys(hole for holes in (found.holes, *(each.holes for each in hops)) for hole in holes)
    doubts = dict.fromkeys(each.doubt for each in hops if each.doubt)
    return Path(answer, found, hops, tuple(holes), "; ".join(doubts))


def _hop(before: Station, after: Station, allowed: Allowed, given: Ways) -> Hop:
    """Whether `after` may be assumed from `before`, whose policies say `allowed`."""
    caller, theirs = before.caller(after), after.holdings
    entries = [trust.admits_session(caller) for trust in theirs.trusts] if caller else []
    answers = {each.answer for each in entries} | ({UNKNOWN} if theirs.problem else set())
    let_in = answers.pop() if len(answers) == 1 else UNKNOWN if answers else NO
    if let_in is NO:
        return Hop(NO, after.role)
    entry = max(entries, key=lambda each: each.answer, default=NOBODY)
    answer, by, holes = allowed.answer, allowed.through, allowed.holes
    beside = before.is_beside(after)
    if answer is not YES and beside is not NO and _named(entry, (caller, before.arn)):
        forbidden = denied(before.asks(given), ASSUME_ROLE, after.known_to(before))
        answer, by, holes = min(~forbidden.answer, beside), (), forbidden.holes
    doubt = f"{after.role.place.label} is not decided: {theirs.problem}" if theirs.problem else entry.why
    return Hop(min(let_in, answer), after.role, entry, by, (*entry.holes, *holes), doubt)


def _named(entry: Reach, callers: Sequence[Value]) -> bool:
    """Whether the statement that lets the caller in names its role, not its account alone.

    STS API reference, AssumeRole: within one account that is enough; else the caller's own policies have to allow it.
    """
    principals = entry.through.principals if entry.through else ()
    named = [found.text for found in map(who, principals) if found.form is Form.ENTITY]
    return any(same(each, caller) is YES for each in named for caller in callers)
