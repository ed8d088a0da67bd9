"""Classes of requests by a caller that is no user or role: a service, or the bearer of an assertion or a token."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from roletrust.engine.classes.automaton import Language
from roletrust.engine.classes.callers import Question, distinctions, fresh_arn
from roletrust.engine.classes.key_values import Asked, values_of
from roletrust.engine.classes.pattern_classes import fresh, representatives
from roletrust.engine.classes.singled_out import REGION, SOURCE_ACCOUNT, SOURCE_ARN, any_region
from roletrust.engine.classes.tenants import Speech, of_others
from roletrust.engine.decision.conditions import Context, Test
from roletrust.engine.policy.claim_values import WILDCARDS
from roletrust.engine.policy.context_keys import Presence, is_open_key
from roletrust.engine.policy.operators import Family
from roletrust.engine.policy.presence import presence
from roletrust.engine.policy.principals import PARTITION
from roletrust.engine.policy.request import Caller, Kind, arn_field
from roletrust.engine.policy.services import REGIONS
from roletrust.engine.policy.wildcards import remainders, wild_text
from roletrust.engine.text import Fresh, Hole, Stranger, Value, text

Held = Callable[[Asked, Context], Sequence[Value]]  # the values to try of a key, by what is asked of it

SITE = "https://any-other{}.example/saml"
SAML_AUDIENCE = "saml:aud"
SOURCE_ORGANIZATION = ("aws:sourceorgid", "aws:sourceorgpaths")
SOURCES = frozenset((SOURCE_ACCOUNT, SOURCE_ARN, *SOURCE_ORGANIZATION))
ACCOUNT_INSIDE = re.compile(r":[0-9]{12}(:|\Z)")  # what no resource is called, though a `*` that spans colons admits it


class Visit(Question):
    """Is `caller`, no principal of an account, allowed with some request of a class?

    `holds`: keys (lower case) that every request of the class carries, and what it holds.  `claims`: the other keys
    of the caller's own issuer that a token can carry; `open_ended`: it may carry claims that nobody lists.
    `lacks`: keys (lower case) that no request of the class carries; `optional`: those of `holds` that it need not.
    """

    __slots__ = ("caller", "claims", "holds", "lacks", "open_ended", "optional")

    def __init__(
        self,
        caller: Caller,
        holds: Mapping[str, Held] = MappingProxyType({}),
        claims: frozenset[str] = frozenset(),
        open_ended: bool = False,
        organizations: frozenset[str] = frozenset(),
        lacks: frozenset[str] = frozenset(),
        now: int | None = None,
        optional: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__("", organizations=organizations, now=now)
        self.caller, self.holds, self.claims, self.open_ended, self.lacks = caller, holds, claims, open_ended, lacks
        self.optional = optional

    def by(self, caller: Caller, organizations: frozenset[str], now: int | None) -> Visit:
        """The same of another caller, whose account is in none of `organizations`, from `now` on."""
        opened = self.open_ended
        return Visit(caller, self.holds, self.claims, opened, organizations, self.lacks, now, self.optional)

    def presence(self, key: str, kind: Kind) -> Presence:
        """Whether a request of the class carries `key` (lower case)."""
        if key in self.holds:
            return Presence.SOMETIMES if key in self.optional else Presence.ALWAYS
        if key in self.lacks:
            return Presence.NEVER
        if key in self.claims:
            return Presence.SOMETIMES
        host, _, _ = key.rpartition(":")
        if host != "saml" and ("." in host or is_open_key(host)):
            return Presence.UNSURE if self.open_ended else Presence.NEVER
        return presence(key, kind)


def of_nobody_named(asked: Asked, known: Context) -> Sequence[Value]:
    """A text that the policy does not spell, and that matches none of its patterns if it can."""
    row = asked.row
    patterns = [pattern for each in asked.patterns(known) for pattern in each]
    plain = {value for test in asked.tests for value in test.plain}
    return [fresh(plain, Language(row.alphabet, row.shortest), patterns)]


def of_no_one_identity(asked: Asked, known: Context) -> Sequence[Value]:
    """Whatever the bearer is called, but by a name that a condition spells out."""
    return list(asked.unspelt(values_of(asked, known)))


def of_choice(asked: Asked, known: Context) -> Sequence[Value]:
    """Whatever the bearer likes."""
    return values_of(asked, known)


def any_address(asked: Asked, known: Context) -> Sequence[Value]:
    """The address of somebody else's site, which the policy does not spell."""
    plain = {value for test in asked.tests for value in test.plain}
    return [Fresh(next(each for each in map(SITE.format, range(len(plain) + 1)) if each not in plain))]


def of_another(speeches: Sequence[Speech]) -> Held:
    """A text of one of `speeches` whose tenant the policy does not spell."""
    return lambda asked, known: [value for speech in speeches for value in of_others(asked, known, speech)]


def just(value: Value) -> Held:
    """One value."""
    return lambda asked, known: [value]


def on_behalf_of(service: Value, namespace: str, account: Value, partition: str) -> Visit:
    """`service` calls for a resource of `account`; `namespace`: the service's name in ARNs.

    INVARIANT (dead end): the conditions tell no other ARNs of that account's resources apart: in each partition and
    region that they name, or do not, one for each way of matching their patterns is tried.
    """

    def arns(asked: Asked, known: Context) -> Sequence[Value]:
        found: dict[Value, None] = {}
        for stem in map(str, _stems(asked, namespace, account, partition)):
            sets, literals = distinctions(stem, Kind.SERVICE, asked.tests)
            plainest = fresh_arn(stem, literals, [pattern for each in sets for pattern in each])
            others = representatives(sets, literals, Language(prefix=stem)) if sets else ()
            every = (plainest, *sorted(literals), *others)
            found.update(
                (Stranger(str(each)), None) for each in every if not ACCOUNT_INSIDE.search(str(each), len(stem) - 1)
            )
        return list(found)

    holds = {SOURCE_ACCOUNT: just(account), SOURCE_ARN: arns}
    return Visit(caller=Caller(Kind.SERVICE, service), holds=holds)


def for_its_owner(
    service: Value, account: Value, namespace: str = "", resource: str = "*", partition: str = "aws"
) -> tuple[Visit, Visit]:
    """`service` calls for a resource of the role's own `account`, and says so, or says nothing of the kind.

    `namespace`: its name in the ARNs of its resources, '' where that is not known; `resource`: what of theirs is, up
    to a `*`.
    """

    def arns(asked: Asked, known: Context) -> Sequence[Value]:
        rest = text(resource.removesuffix("*"), Hole("name of its resource"))
        return [text(stem, rest) for stem in _stems(asked, namespace, account, partition)]

    holds = {SOURCE_ACCOUNT: just(account), SOURCE_ARN: arns if namespace else just(text(Hole("aws:SourceArn")))}
    holds.update({each: just(text(Hole(each))) for each in SOURCE_ORGANIZATION})  # it is not known which that is
    caller = Caller(Kind.SERVICE, service)
    return Visit(caller, holds), Visit(caller, lacks=SOURCES)


def _stems(asked: Asked, namespace: str, account: Value, partition: str) -> list[Value]:
    """What the ARNs of an account's resources begin with: one for each way in which the policy's ARNs go on after it.

    INVARIANT (dead end): of two regions after which every pattern and literal goes on alike, the ARNs compare alike;
    every region of AWS is tried where patterns tell them apart, and what the policy writes in the place of one.
    """
    found: dict[object, Value] = {}
    for place, region in _places(asked, partition):
        stem = text(f"arn:{place}:{namespace}:{region}:", account, ":")
        sets, literals = distinctions(stem, Kind.SERVICE, asked.tests)
        going_on = tuple(tuple(tuple(remainders(pattern, stem)) for pattern in each) for each in sets)
        ends = frozenset(each.removeprefix(str(stem)) for each in literals)
        found.setdefault((place, going_on, ends, not region), stem)
    return list(found.values())


def _places(asked: Asked, partition: str) -> list[tuple[str, str]]:
    """The partitions that the policy's ARNs name, and `partition`, with the regions that they may tell apart."""
    written = [(test, value) for test in asked.tests for value in (*sorted(test.plain), *map(wild_text, test.patterns))]
    fields = [(arn_field(value, 1), arn_field(value, 3)) for _, value in written]
    named = [each for each, _ in fields if isinstance(each, str) and PARTITION.match(each)]
    regions = [any_region(each) if each else "" for _, each in fields if isinstance(each, str)]
    apart = any(_tells_regions_apart(*each) for each in written)
    found = [
        (place, each)
        for place in dict.fromkeys((*named, partition))
        for each in (*_regions_of(place, regions, apart), *regions)
    ]
    return list(dict.fromkeys(found))


def _regions_of(partition: str, named: Sequence[str], apart: bool) -> Sequence[str]:
    """The regions of a partition, where patterns tell them `apart`; else one that is not `named`."""
    every = REGIONS.get(partition, (REGION,))
    return every if apart else [next((each for each in every if each not in named), every[0])]


def _tells_regions_apart(test: Test, value: Value) -> bool:
    """Whether regions that are not spelt out in `value`, of the condition `test`, may compare with it in more ways."""
    told = f"{arn_field(value, 3)}"
    if test.how is not None and test.how.row.family is Family.STRING:
        told = ":".join(str(value).split(":", 4)[:4]) + told
    return told != "*" and not WILDCARDS.isdisjoint(told)
