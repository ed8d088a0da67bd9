"""What somebody who has entered a role can do: by what the role holds, and by the roles that he comes to from there.

A path goes from role to role: where the policies of one let it assume the other, and the whole trust policy of the
other lets its sessions in; or where they let it pass the other to a service that it may set to work, and the trust
policy lets that service in.  What is not sure of any hop is not sure of the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.classes.reach import NOBODY, Reach
from roletrust.engine.policy.principals import Form, who
from roletrust.engine.policy.request import ASSUME_ROLE, last_of_path
from roletrust.engine.policy.wildcards import same
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.exposure import exposure
from roletrust.engine.roles.methods import Method, Service
from roletrust.engine.roles.passing import Start
from roletrust.engine.roles.permissions import Allowed, Grant, Permissions, Power, Ways, denied, power
from roletrust.engine.roles.role import Holdings, Place, Role
from roletrust.engine.roles.role_graph import Index, Station
from roletrust.engine.roles.taking import taking
from roletrust.engine.text import Hole, Value

HOPS = 4  # roles that are assumed or passed one from the other, the entered one apart
Ask = Callable[[Permissions], Power]
UNNAMED_NEEDS_NONE = "the trust policy may be for the role itself, which then needs no policy that allows it"
ASKED = 200  # trust policies that are asked on the way from one role
KEPT = 2_000  # roles of which what they hold is kept at a time, and hops
FURTHER = "roles that are more than {} steps away are not looked at"
TOO_MANY = f"more than {ASKED} roles may be assumed or passed from it, one after the other"


class Hop(NamedTuple):
    """A role that is assumed: how its trust policy lets the one before in, and by which grants that one may.

    `by`: none where the trust policy names the role before, which is enough within one account.
    `named`: whether it does so there beside the grants `by`, or may: then the hop outlives them.
    `method`: by which the role is passed to a service, which the trust policy lets in, and `starting`: the grants by
    which the one before may set it to work; None where it is assumed.
    """

    answer: Answer
    role: Role
    entry: Reach = NOBODY
    by: tuple[Grant, ...] = ()
    holes: tuple[Hole, ...] = ()
    doubt: str = ""
    method: Method | None = None
    starting: tuple[Grant, ...] = ()
    named: bool = False

    @property
    def beyond(self) -> str:
        """Why no session of the role is at hand, '' where one is."""
        return self.method.service.beyond if self.method and self.method.service else ""


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


class Walk(NamedTuple):
    """What can be come to from one role: the roles, itself first, each with its power, and the hops between them, each
    with the role before it.  A hop may be unsure.  `cut`: why not all of it was looked at, '' where it was.
    """

    roles: tuple[tuple[Role, Power], ...] = ()
    hops: tuple[tuple[Role, Hop], ...] = ()
    cut: str = ""


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
        self._powers: dict[tuple[Ask, int, Ways], Power] = {}

    def _make_room(self) -> None:
        """INVARIANT (small): what was worked out for one question after the other does not grow with the roles."""
        if len(self._powers) > KEPT or len(self._hops) > KEPT:
            self._powers.clear()
            self._hops.clear()
            self._index.make_room(KEPT)
            for each in self._stations.values():
                each.make_room()

    def of(self, role: Role) -> Path:
        """The shortest sure way from `role` to an administrator, else one that may be; first by reading order."""
        return self._way(role, power)

    def to_data(self, role: Role) -> Path:
        """Likewise to a role that can read data wherever it lies."""
        return self._way(role, exposure)

    def to_services(self, role: Role) -> Path:
        """Likewise to a role that may do all there is to do in a service that holds data, money or identities."""
        return self._way(role, taking)

    def _way(self, role: Role, ask: Ask) -> Path:
        self._make_room()
        start = self._stations.get(id(role.place))
        if start is None or self._is_powerless(start):
            return Path(NO)
        asked: set[tuple[int, int]] = set()
        perhaps: Path | None = None
        for wanted in (YES, UNKNOWN):
            for path in self._paths(start, role.ways, wanted, asked, ask) if perhaps is None else ():
                if path.answer is YES:
                    return path
                if path.answer is UNKNOWN and perhaps is None:
                    perhaps = path
        return perhaps or Path(NO)

    def _is_powerless(self, station: Station) -> bool:
        """Whether it holds nothing, and no trust policy lets it in by its name: as most roles that outsiders enter."""
        held, arn = station.holdings.permissions, station.holdings.arn
        return not (held.grants or held.unread or (arn and any(self._naming(arn))))

    def itself(self, role: Role) -> Power:
        """Whether `role` is, or can become, an administrator without any step."""
        return self._itself(role, power)

    def reads(self, role: Role) -> Power:
        """Whether `role` can read data wherever it lies, without any step."""
        return self._itself(role, exposure)

    def _itself(self, role: Role, ask: Ask) -> Power:
        start = self._stations.get(id(role.place))
        return self._power(start, role.ways, ask) if start else Power(NO)

    def walk(self, role: Role, most: int = HOPS) -> Walk:
        """What can be come to from `role` by at most so many hops, shorter ways first.

        From one that surely is an administrator, or becomes one, nothing goes on: there all doors are open.
        """
        self._make_room()
        start = self._stations.get(id(role.place))
        if start is None:
            return Walk()
        asked: set[tuple[int, int]] = set()
        found: dict[int, Station] = {start.number: start}
        hops: list[tuple[Role, Hop]] = []
        level, cut = [start], ""
        for steps in range(most + 1):
            further: list[Station] = []
            ahead = [(before, *found_hop) for before in level for found_hop in self._may(before, role.ways, asked)]
            for before, other, hop in ahead:
                if steps < most:
                    hops.append((before.role, hop))
                    further += [] if other.number in found else [other]
                    found.setdefault(other.number, other)
                elif other.number not in found:
                    cut = FURTHER.format(most)
            level = further
        if len(asked) > ASKED:
            cut = TOO_MANY
        return Walk(
            tuple((each.role, self._power(each, role.ways, power)) for each in found.values()), tuple(hops), cut
        )

    def _may(self, station: Station, given: Ways, asked: set[tuple[int, int]]) -> list[tuple[Station, Hop]]:
        """The hops from `station`, sure or not; none from an administrator."""
        if self._power(station, given, power).answer is YES:
            return []
        return [each for each in self._from(station, given, UNKNOWN, asked) if each[1].answer is not NO]

    def _paths(
        self, start: Station, given: Ways, wanted: Answer, asked: set[tuple[int, int]], ask: Ask
    ) -> Iterator[Path]:
        """The ways from `start`, shorter ones first, over hops that are at least as sure as `wanted`.

        `given`: how open conditions go.  The last is UNKNOWN where a bound is reached.

        INVARIANT (dead end): a role comes to no other but by its own policies, or by the other's that names it.
        """
        seen = {(start.number, False)}  # with whether no session of it is at hand
        level: list[tuple[Station, tuple[Hop, ...]]] = [(start, ())]
        for _ in range(HOPS + 1):
            for each, hops in level:
                yield _path(self._power(each, given, ask), hops)
            further: list[tuple[Station, tuple[Hop, ...]]] = []
            for each, hops in level:
                for other, hop in self._from(each, given, wanted, asked):
                    step = _after(hops, hop)
                    here = other.number, bool(step.beyond)
                    if step.answer >= wanted and not {here, (other.number, False)} & seen:
                        seen.add(here)
                        further.append((other, (*hops, step)))
            level = further
        if level:
            yield Path(UNKNOWN, doubt=FURTHER.format(HOPS))
        if len(asked) > ASKED:
            yield Path(UNKNOWN, doubt=TOO_MANY)

    def _power(self, station: Station, given: Ways, ask: Ask) -> Power:
        key = ask, station.number, given
        if key not in self._powers:
            self._powers[key] = ask(station.holds(given))
        return self._powers[key]

    def _from(
        self, station: Station, given: Ways, wanted: Answer, asked: set[tuple[int, int]]
    ) -> Iterator[tuple[Station, Hop]]:
        """The hops from `station` that its policies, or that trust policies by naming it, may allow."""
        if not station.holdings.arn:
            return
        naming = {each for each in self._naming(station.holdings.arn) if each.may_let_in(station.account)}
        services = (each.method.service for each in station.starts(given) if each.answer >= wanted)
        entering: list[str | Service] = [station.account, *dict.fromkeys(each for each in services if each)]
        every = {*naming, *(one for each in entering for one in self._index.ahead(station.asks(given), each, wanted))}
        for other in sorted(every - {station}, key=lambda each: each.number):
            steps = list(_steps(station, other, given, named=other in naming))
            if all(each.answer < wanted for each in steps):
                continue
            key = station.number, other.number, given
            asked.add(key[:2])
            if len(asked) > ASKED:
                return
            if key not in self._hops:
                self._hops[key] = _hop(station, other, steps, given)
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
    out_of_reach = hops[-1].beyond if hops and (found.reads or found.takes) else ""  # who has no session does nothing
    answer = min((found.answer, *(each.answer for each in hops)))
    if answer is YES and out_of_reach:
        answer = UNKNOWN
    if answer is not UNKNOWN:
        return Path(answer, found, hops)
    holes = dict.fromkeys(hole for holes in (found.holes, *(each.holes for each in hops)) for hole in holes)
    doubts = dict.fromkeys(filter(None, (*(each.doubt for each in hops), out_of_reach, found.doubt)))
    return Path(answer, found, hops, tuple(holes), "; ".join(doubts))


class Step(NamedTuple):
    """What the policies of a role say of a hop, the trust policy apart.  `start`: None where the other is assumed."""

    answer: Answer
    allowed: Allowed
    start: Start | None = None


def _steps(before: Station, after: Station, given: Ways, named: bool) -> Iterator[Step]:
    """From `before` to `after`, those that are not excluded; `named`: by its trust policy, whatever the others say."""
    allowed = before.may(after, given)
    if named or allowed.answer is not NO:
        yield Step(YES if named else allowed.answer, allowed)
    known: dict[Service, Allowed] = {}
    for start in before.starts(given):
        service = start.method.service
        if service and after.may_serve(service):
            if service not in known:
                known[service] = before.may(after, given, service)
            if known[service].answer is not NO:
                yield Step(min(known[service].answer, start.answer), known[service], start)


def _hop(before: Station, after: Station, steps: Iterable[Step], given: Ways) -> Hop:
    """The surest there is, of those that are as sure one after which a session is at hand; else the first."""
    best = Hop(NO, after.role)
    for each in steps:
        hop = (
            _passed(before, after, each.allowed, each.start)
            if each.start
            else _assumed(before, after, each.allowed, given)
        )
        best = max(best, hop, key=lambda one: (one.answer, not one.beyond))
        if best.answer is YES and not best.beyond:
            break
    return best


def _after(hops: Sequence[Hop], hop: Hop) -> Hop:
    """`hop`, which follows `hops`: to assume a role takes a session of the one before."""
    reason = hops[-1].beyond if hops and not hop.method else ""
    if not reason or hop.answer is NO:
        return hop
    return hop._replace(answer=UNKNOWN, doubt="; ".join(filter(None, (hop.doubt, reason))))


def _passed(before: Station, after: Station, allowed: Allowed, start: Start) -> Hop:
    """Whether `after` may be passed to a service by `before`, whose policies say `allowed`."""
    service, theirs = start.method.service, after.holdings
    assert service is not None
    entries = [trust.serves(service.principal) for trust in theirs.trusts]
    let_in, entry = _let_in(entries, theirs)
    least = min(let_in, allowed.answer, start.answer, before.is_beside(after))
    doubts = (_doubt(after, entry), start.doubt, service.doubt)
    return Hop(
        min(least, UNKNOWN) if service.doubt else least,
        after.role,
        entry,
        allowed.through,
        (*entry.holes, *allowed.holes, *start.holes),
        "; ".join(filter(None, doubts)),
        start.method,
        start.through,
    )


def _assumed(before: Station, after: Station, allowed: Allowed, given: Ways) -> Hop:
    """Whether `after` may be assumed from `before`, whose policies say `allowed`."""
    caller, theirs = before.caller(after), after.holdings
    entries = [trust.admits_session(caller) for trust in theirs.trusts] if caller else []
    let_in, entry = _let_in(entries, theirs)
    if let_in is NO:
        return Hop(NO, after.role)
    answer, by, holes, doubt = allowed.answer, allowed.through, allowed.holes, _doubt(after, entry)
    beside = before.is_beside(after)
    named = beside is YES and any(_names(each, (caller, before.arn)) for each in theirs.trusts)
    if answer is not YES and beside is not NO and _named(entry, (caller, before.arn)):
        forbidden = denied(before.asks(given), ASSUME_ROLE, after.known_to(before))
        answer, by, holes = min(~forbidden.answer, beside), (), forbidden.holes
    elif answer is NO and beside is not NO and any(each.names_without_arn for each in theirs.trusts):
        forbidden = denied(before.asks(given), ASSUME_ROLE, after.known_to(before))
        answer, by, doubt = min(~forbidden.answer, UNKNOWN), (), doubt or UNNAMED_NEEDS_NONE
    return Hop(min(let_in, answer), after.role, entry, by, (*entry.holes, *holes), doubt, named=named)


def _names(trust: Trust, callers: Sequence[Value]) -> bool:
    """Whether an Allow is for one of `callers` by more than its account: by its ARN, or as one of everybody."""
    return trust.names_without_arn or any(same(each, caller) is YES for each in trust.entities for caller in callers)


def _let_in(entries: Sequence[Reach], theirs: Holdings) -> tuple[Answer, Reach]:
    """By each way that the trust policy can turn out, and the surest entry."""
    answers = {each.answer for each in entries} | ({UNKNOWN} if theirs.problem else set())
    let_in = answers.pop() if len(answers) == 1 else UNKNOWN if answers else NO
    return let_in, max(entries, key=lambda each: each.answer, default=NOBODY)


def _doubt(station: Station, entry: Reach) -> str:
    problem = station.holdings.problem
    return f"{station.role.place.label} is not decided: {problem}" if problem else entry.why


def _named(entry: Reach, callers: Sequence[Value]) -> bool:
    """Whether the statement that lets the caller in names its role, not its account alone.

    STS API reference, AssumeRole: within one account that is enough; else the caller's own policies have to allow it.
    """
    principals = entry.through.principals if entry.through else ()
    named = [found.text for found in map(who, principals) if found.form is Form.ENTITY]
    return any(same(each, caller) is YES for each in named for caller in callers)
