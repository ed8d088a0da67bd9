"""What somebody who has entered a role can do: by what the role holds, and by the roles it may assume from there.

A path goes from role to role, where the policies of one let it assume the other, and the whole trust policy of the
other lets its sessions in.  What is not sure of any hop is not sure of the path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.document import Effect
from roletrust.engine.grounding import PARTITION_NAMED, spelt_out
from roletrust.engine.landscape import Place, Role
from roletrust.engine.permissions import Grant, Permissions, Power, Ways, denied, may_assume, mentions, power
from roletrust.engine.principals import Form, who
from roletrust.engine.reach import NOBODY, Reach
from roletrust.engine.request import ASSUME_ROLE, arn_field, last_of_path
from roletrust.engine.text import Hole, Means, Value
from roletrust.engine.trust import Trust
from roletrust.engine.wildcards import same

HOPS = 4  # roles that are assumed one from the other, the entered one apart
ASKED = 200  # trust policies that are asked on the way from one role


class Holdings(Protocol):
    """What is known of a role when it is asked for.

    `arn`: as its own configuration names it, '' where it cannot be told; `home`: the configurations in which the same
    name is the same thing.  `trusts`: each way its trust policy can turn out; `problem`: why that cannot be read.
    """

    @property
    def arn(self) -> Value: ...
    @property
    def home(self) -> object: ...
    @property
    def permissions(self) -> Permissions: ...
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
        by_place: dict[int, Role] = {}
        self._named: list[tuple[Role, Value]] = []
        for each in roles:
            if each.assumable and each.holdings:
                one = by_place.setdefault(id(each.place), each)
                self._named += [(one, name) for name in each.names]
        self._roles = list(by_place.values())
        self._hops: dict[tuple[int, int, Ways], Hop] = {}
        self._powers: dict[tuple[int, Ways], Power] = {}
        self._held: dict[tuple[int, Ways], Permissions] = {}

    def of(self, role: Role) -> Path:
        """The shortest sure way from `role` to an administrator, else one that may be; first by reading order."""
        asked: set[tuple[int, int]] = set()
        perhaps: Path | None = None
        for wanted in (YES, UNKNOWN):
            for path in self._paths(role, wanted, asked) if perhaps is None else ():
                if path.answer is YES:
                    return path
                if path.answer is UNKNOWN and perhaps is None:
                    perhaps = path
        return perhaps or Path(NO)

    def _paths(self, role: Role, wanted: Answer, asked: set[tuple[int, int]]) -> Iterator[Path]:
        """The ways from `role`, shorter ones first, over hops that are at least as sure as `wanted`.

        The last is UNKNOWN where a bound is reached.
        """
        seen = {id(role.place)}
        level: list[tuple[Role, tuple[Hop, ...]]] = [(role, ())]
        for _ in range(HOPS + 1):
            for each, hops in level:
                yield _path(self._power(each, role.ways), hops)
            further: list[tuple[Role, tuple[Hop, ...]]] = []
            for each, hops in level:
                for hop in self._from(each, role.ways, wanted, asked):
                    if hop.answer >= wanted and id(hop.role.place) not in seen:
                        seen.add(id(hop.role.place))
                        further.append((hop.role, (*hops, hop)))
            level = further
        if level:
            yield Path(UNKNOWN, doubt=f"roles that are more than {HOPS} steps away are not looked at")
        if len(asked) > ASKED:
            yield Path(UNKNOWN, doubt=f"more than {ASKED} roles may be assumed from it, one after the other")

    def _power(self, role: Role, given: Ways) -> Power:
        key = id(role.place), given
        if key not in self._powers:
            self._powers[key] = power(self._permissions(role, given))
        return self._powers[key]

    def _permissions(self, role: Role, given: Ways) -> Permissions:
        """What `role` holds where open conditions go the ways `given`, the own account spelt out where it is known."""
        key = id(role.place), given
        if key not in self._held:
            self._held[key] = spelt(role, role.holdings.permissions.given(given)) if role.holdings else Permissions()
        return self._held[key]

    def _from(self, role: Role, given: Ways, wanted: Answer, asked: set[tuple[int, int]]) -> Iterator[Hop]:
        """The hops from `role` that its policies, or that trust policies by naming it, may allow."""
        for other in self._within_reach(role, given, wanted):
            key = id(role.place), id(other.place), given
            asked.add(key[:2])
            if len(asked) > ASKED:
                return
            if key not in self._hops:
                self._hops[key] = self._hop(role, other, given)
            yield self._hops[key]

    def _within_reach(self, role: Role, given: Ways, wanted: Answer) -> list[Role]:
        mine = role.holdings
        if mine is None or not mine.arn:
            return []
        found = {id(each): each for each in self._naming(mine.arn)}
        held = self._permissions(role, given)
        for each in self._targets(held):
            arn = seen_from(role, each)
            if arn and may_assume(held, arn).answer >= wanted:
                found[id(each)] = each
        return sorted((each for each in found.values() if each.place is not role.place), key=self._order)

    def _hop(self, before: Role, role: Role, given: Ways) -> Hop:
        """Whether `role` may be assumed from `before`."""
        mine, theirs, arn, caller = before.holdings, role.holdings, seen_from(before, role), seen_from(role, before)
        if mine is None or theirs is None or not arn or not caller:
            return Hop(NO, role)
        entries = [trust.admits_session(caller) for trust in theirs.trusts]
        answers = {each.answer for each in entries} | ({UNKNOWN} if theirs.problem else set())
        let_in = answers.pop() if len(answers) == 1 else UNKNOWN
        if let_in is NO:
            return Hop(NO, role)
        entry = max(entries, key=lambda each: each.answer, default=NOBODY)
        held = self._permissions(before, given)
        allowed = may_assume(held, arn)
        answer, by = allowed.answer, allowed.through
        if answer is not YES and _named(entry, (caller, mine.arn)) and _of_one_account(mine, theirs):
            answer, by = ~denied(held, ASSUME_ROLE, arn).answer, ()
        doubt = f"{role.place.label} is not decided: {theirs.problem}" if theirs.problem else entry.why
        return Hop(min(let_in, answer), role, entry, by, (*entry.holes, *allowed.holes), doubt)

    def _naming(self, arn: Value) -> Iterator[Role]:
        """Those whose trust policies name the role with that ARN, or may."""
        for name in dict.fromkeys((last_of_path(arn), "")):
            yield from (each for each, named in self._by_named.get(name, ()) if same(named, arn) is not NO)

    def _targets(self, permissions: Permissions) -> Iterable[Role]:
        """Those that the resources of what allows assuming roles may mean."""
        resources = targets(permissions)
        if any(not isinstance(each, str) or "*" in each or "?" in each for each in resources):
            return self._roles
        return [each for name in map(last_of_path, resources) for each in self._by_name.get(name, ())]

    def _order(self, role: Role) -> int:
        return self._places[id(role.place)]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(each.place): number for number, each in enumerate(self._roles)}

    @cached_property
    def _by_name(self) -> dict[Value, list[Role]]:
        found: dict[Value, list[Role]] = {}
        for each in self._roles:
            name = last_of_path(each.holdings.arn) if each.holdings else ""
            found.setdefault(name, []).append(each)
        return found

    @cached_property
    def _by_named(self) -> dict[Value, list[tuple[Role, Value]]]:
        """By the last part of the ARNs that are named; those of which it is not known under ''."""
        found: dict[Value, list[tuple[Role, Value]]] = {}
        for role, each in self._named:
            name = last_of_path(each)
            found.setdefault(name if isinstance(name, str) else "", []).append((role, each))
        return found


def targets(permissions: Permissions) -> list[Value]:
    """The resources on which assuming a role may be allowed; `*` where they are not listed."""
    grants = [each for each in permissions.grants if each.effect is Effect.ALLOW and mentions(each, ASSUME_ROLE)]
    found = [each for grant in grants for each in (("*",) if grant.negated_resources else grant.resources)]
    return [*found, *(("*",) if permissions.unread else ())]


def _path(found: Power, hops: tuple[Hop, ...]) -> Path:
    answer = min((found.answer, *(each.answer for each in hops)))
    if answer is not UNKNOWN:
        return Path(answer, found, hops)
    holes = dict.fromkeys(hole for holes in (found.holes, *(each.holes for each in hops)) for hole in holes)
    doubts = dict.fromkeys(each.doubt for each in hops if each.doubt)
    return Path(answer, found, hops, tuple(holes), "; ".join(doubts))


def seen_from(before: Role, role: Role) -> Value:
    """The ARN of `role` as policies of `before` would have it; '' where they cannot mean it, or nobody could tell."""
    mine, theirs = before.holdings, role.holdings
    if mine is None or theirs is None:
        return ""
    arn = spelt_out(theirs.arn, spelling(role, mine.permissions))
    return arn if theirs.home == mine.home or isinstance(arn, str) else ""


def spelling(role: Role, permissions: Permissions) -> dict[Means, str]:
    """The own account of `role`, where it is known, and the partition that the `permissions` of who asks name."""
    resources = (str(each) for grant in permissions.grants for each in grant.resources)
    named = {found for each in resources for found in PARTITION_NAMED.findall(each)}
    known = {Means.OWN_PARTITION: named.pop() if len(named) == 1 else "aws"}
    return {**known, Means.OWN_ACCOUNT: next(iter(role.owner.own))} if len(role.owner.own) == 1 else known


def spelt(role: Role, permissions: Permissions) -> Permissions:
    """`permissions` of `role` with its own account and partition in them, as `seen_from` has those of others."""
    known = spelling(role, permissions)
    grants = [
        each._replace(resources=tuple(spelt_out(value, known) for value in each.resources))
        for each in permissions.grants
    ]
    return permissions._replace(grants=tuple(grants), arn=spelt_out(permissions.arn, known))


def _named(entry: Reach, callers: Sequence[Value]) -> bool:
    """Whether the statement that lets the caller in names its role, not its account alone.

    STS API reference, AssumeRole: within one account that is enough; else the caller's own policies have to allow it.
    """
    principals = entry.through.principals if entry.through else ()
    named = [found.text for found in map(who, principals) if found.form is Form.ENTITY]
    return any(same(each, caller) is YES for each in named for caller in callers)


def _of_one_account(one: Holdings, other: Holdings) -> bool:
    return one.home == other.home and same(arn_field(one.arn, 4), arn_field(other.arn, 4)) is YES
