"""Roles as policies of other roles mean them: by ARN, with the own account and partition spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from roletrust.engine.answer import NO, UNKNOWN, Answer
from roletrust.engine.policy.document import Condition, Effect
from roletrust.engine.policy.grounding import spelt_out
from roletrust.engine.policy.request import ASSUME_ROLE, arn_field
from roletrust.engine.policy.wildcards import matches, same, tokens
from roletrust.engine.questions.trust import OF_CHINA
from roletrust.engine.roles.methods import PASSING, Service
from roletrust.engine.roles.passing import Start, starts
from roletrust.engine.roles.permissions import STAND_IN, Allowed, Permissions, Ways, may, mentions
from roletrust.engine.roles.role import Role
from roletrust.engine.text import Hole, Means, Text, Value, is_fresh

OTHER_PARTITION = re.compile(r"arn:aws-[a-z0-9-]+:")  # one landscape is in one partition, whichever it is
LITERAL_ACCOUNT = re.compile(r"arn:[^:]*:iam::(\d{12}):")
OWN_ACCOUNT = Hole("own account", "", Means.OWN_ACCOUNT)


class Station:
    """One role, all ways its trust policy can turn out together.  `number`: its place in the reading order.

    `home`, `arn`, and `resource`, in which that ends: `role/path/name`, are asked for whenever roles are compared.
    INVARIANT (small): there is one for each role of a scan, and what most of them hold is never asked.
    """

    __slots__ = (
        *("account", "arn", "holdings", "home", "number", "open", "resource", "role"),
        *("_accounts", "_held", "_services", "_starts"),
    )

    def __init__(self, role: Role, number: int) -> None:
        assert role.holdings is not None
        self.role, self.number, self.holdings = role, number, role.holdings
        self.account = role.owner.account
        self.open = bool(role.open and role.open.doubt)
        self._accounts, self._services = role.accounts, role.services
        self._starts: dict[Ways, tuple[Start, ...]] | None = None
        self._held: dict[Ways, Permissions] | None = None
        self.home = self.holdings.home
        self.arn = spelt_out(self.holdings.arn, self._spelling)
        self.resource: Value = arn_field(self.arn, 5)

    def join(self, role: Role) -> None:
        """Adds another way that its trust policy can turn out."""
        self.open = self.open or bool(role.open and role.open.doubt)
        self._accounts = tuple(dict.fromkeys((*self._accounts, *role.accounts)))
        self._services = tuple(dict.fromkeys((*self._services, *role.services)))

    def make_room(self) -> None:
        """Let go of what was worked out of what it holds."""
        self._starts = self._held = None

    def may_let_in(self, account: str) -> bool:
        """Whether its trust policy could be about a role of `account` at all."""
        opened = any(isinstance(each, Text) or is_fresh(each) or each == account for each in self._accounts)
        return self.open or opened

    def may_serve(self, service: Service) -> bool:
        """Whether its trust policy could let `service` in at all."""
        return self.open or any(isinstance(each, Text) or each.startswith(service.principal) for each in self._services)

    def holds(self, given: Ways) -> Permissions:
        """What it holds where open conditions go the ways `given`."""
        known = {Means.OWN_ACCOUNT: self.account} if self.account else {}
        return spelt(self.holdings.permissions.given(given), {Means.OWN_PARTITION: "aws", **known})

    def starts(self, given: Ways) -> tuple[Start, ...]:
        """The ways in which it may have a service use a role, whichever it may pass."""
        self._starts = {} if self._starts is None else self._starts
        if given not in self._starts:
            self._starts[given] = starts(self.asks(given))
        return self._starts[given]

    def may(self, other: Station, given: Ways, service: Service | None = None) -> Allowed:
        """Whether its policies allow it to assume `other`, or to pass it to `service`."""
        arn, held, action = other.known_to(self), self.asks(given), PASSING if service else ASSUME_ROLE
        found = may(held, action, arn, service) if arn else Allowed(NO)
        if found.answer is not NO or other.account or not isinstance(arn, str):
            return found
        for account in literal_accounts(held):
            perhaps = may(held, action, arn.replace(STAND_IN, account), service)
            if perhaps.answer is not NO:
                return Allowed(UNKNOWN, perhaps.through, (OWN_ACCOUNT,))
        return found

    def asks(self, given: Ways) -> Permissions:
        """The same as `holds`, to be compared with the ARNs of other stations."""
        self._held = {} if self._held is None else self._held
        if given not in self._held:
            self._held[given] = spelt(self.holdings.permissions.given(given), self._spelling)
        return self._held[given]

    def caller(self, other: Station) -> Value:
        """Its ARN as the trust policy of `other` would have it; '' where that could not mean it."""
        return self.holdings.arn if self.home == other.home else self.known_to(other)

    def known_to(self, other: Station) -> Value:
        """Its ARN as the policies of `other`, its own account spelt out, would have it; '' as for `caller`."""
        if self.account or self.home == other.home:
            return self.arn
        if self.home.root != other.home.root:
            return ""
        return spelt_out(self.holdings.arn, {**self._spelling, Means.OWN_ACCOUNT: Hole(self.home.account)})

    def is_beside(self, other: Station) -> Answer:
        """Whether both are of one account: two configurations may be, of two regions."""
        if self.home == other.home or (self.account and other.account):
            return same(arn_field(self.arn, 4), arn_field(other.arn, 4))
        return UNKNOWN if self.home.root == other.home.root else NO

    @property
    def _spelling(self) -> dict[Means, str | Hole]:
        return {Means.OWN_PARTITION: "aws", Means.OWN_ACCOUNT: self.account or STAND_IN}


class Index:
    """The stations, by what their ARNs end in."""

    def __init__(self, stations: Iterable[Station]) -> None:
        self._all = list(stations)
        self._meant: dict[tuple[Value, ...], dict[int, Station]] = {}
        self._letting_in: dict[str | Service, dict[int, Station]] = {}

    def make_room(self, most: int) -> None:
        """Let go of what was found for policies, where that is more than for so `most`."""
        if len(self._meant) > most:
            self._meant.clear()

    def ahead(self, permissions: Permissions, who: str | Service, wanted: Answer) -> Iterator[Station]:
        """Those that a role of the account `who` may be meant to assume, or to pass to the service `who`, for an answer
        `wanted`, and that may let `who` in.

        What is not known makes no answer sure: a policy that is not read is looked for in nothing but an UNKNOWN.
        """
        action = ASSUME_ROLE if isinstance(who, str) else PASSING
        key = tuple(dict.fromkeys(targets(permissions, action, unread=wanted is UNKNOWN)))
        if key not in self._meant:
            self._meant[key] = {each.number: each for resource in key for each in self._by(resource)}
        if who not in self._letting_in:
            let_in = (each for each in self._all if _may_let_in(each, who))
            self._letting_in[who] = {each.number: each for each in let_in}
        few, many = sorted((self._meant[key], self._letting_in[who]), key=len)
        yield from (each for number, each in few.items() if number in many)

    def _by(self, resource: Value) -> Iterator[Station]:
        fields = resource.split(":", 5) if isinstance(resource, str) else []
        if len(fields) < 6:
            yield from self._all
        elif "*" in fields[5] or "?" in fields[5]:
            yield from (
                each for each in self._all if isinstance(each.resource, Text) or is_like(fields[5], each.resource)
            )
        else:
            yield from self._by_resource.get(fields[5], ())
            yield from self._by_resource.get("", ())

    @cached_property
    def _by_resource(self) -> dict[str, list[Station]]:
        """Open ones under ''."""
        found: dict[str, list[Station]] = {}
        for each in self._all:
            found.setdefault(each.resource if isinstance(each.resource, str) else "", []).append(each)
        return found


def _may_let_in(station: Station, who: str | Service) -> bool:
    return station.may_let_in(who) if isinstance(who, str) else station.may_serve(who)


def is_like(wild: str, resource: Value) -> bool:
    return isinstance(resource, Text) or matches(tokens(wild, True, False), resource) is not NO


def targets(permissions: Permissions, action: str, unread: bool) -> Iterator[Value]:
    """The resources on which `action` may be allowed; `*` where they are not listed.

    `unread`: the policies that are not read count, too.
    """
    for each in permissions.grants:
        if each.effect is Effect.ALLOW and mentions(each, action):
            yield from ("*",) if each.negated_resources else each.resources
    if unread and permissions.unread:
        yield "*"


def literal_accounts(permissions: Permissions) -> list[str]:
    resources = (str(each) for grant in permissions.grants for each in grant.resources)
    return list(dict.fromkeys(found for each in resources for found in LITERAL_ACCOUNT.findall(each)))


def spelt(permissions: Permissions, known: Mapping[Means, str | Hole]) -> Permissions:
    """`permissions` with what is `known` in their resources, those of the boundary included."""
    grants = tuple(
        each._replace(
            resources=tuple(_resource(value, known) for value in each.resources),
            passed_to=tuple(_anywhere(one) for one in each.passed_to),
        )
        for each in permissions.grants
    )
    bound = permissions.boundary and spelt(permissions.boundary, known)
    arn, *policies = (_resource(each, known) for each in (permissions.arn, *permissions.policies))
    return permissions._replace(grants=grants, boundary=bound, arn=arn, policies=tuple(policies))


def _anywhere(condition: Condition) -> Condition:
    """On the service that a role is passed to, as it is called in the one partition."""
    values = (each.removesuffix(OF_CHINA) if isinstance(each, str) else each for each in condition.values)
    return condition._replace(values=tuple(values))


def _resource(value: Value, known: Mapping[Means, str | Hole]) -> Value:
    found = spelt_out(value, known)
    return OTHER_PARTITION.sub("arn:aws:", found, count=1) if isinstance(found, str) else found
