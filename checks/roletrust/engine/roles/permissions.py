"""What the identity policies of a role let it do, as far as that makes it an administrator, or lets it become one.

The question about an action is: may it be done to every resource of its kind, or to a certain one?  A grant on some
resources only, or under conditions (of which only those on the service that a role is passed to are evaluated), is no
YES to the former.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer, all_of, any_of
from roletrust.engine.decision.conditions import test_of
from roletrust.engine.policy.document import Condition, Effect, Source
from roletrust.engine.policy.grounding import spelt_out
from roletrust.engine.policy.wildcards import matches, tokens
from roletrust.engine.roles.methods import KINDS, MADE_OF, METHODS, PASSING, Method, Service
from roletrust.engine.text import Fresh, Hole, Means, Text, Value, holes_of, text

UNNAMED = Fresh("unnamed:Action")  # one that no policy names
TO_ITSELF = ("iam:AttachRolePolicy", "iam:PutRolePolicy")  # with which a role needs no other than itself
NEW_VERSION = "iam:CreatePolicyVersion"
PASSED_TO = "iam:passedtoservice"  # a key of requests for `PASSING` alone
CONDITIONS = 4  # open ones that are taken both ways
READ_FROM = {"s3": r"\*", "ssm": "parameter", "secretsmanager": "secret"}  # what data is read from, as ARNs begin it
STAND_IN = "000000000000"  # for an own account that is not known: no literal one
AS_ZERO = str.maketrans("123456789", "000000000")
OPEN_PART = "x"  # stands for what is not known of a resource: an ordinary value, no wildcard

OF_EVERY_SERVICE = re.compile(r"(?:\*|arn:[^:]*:\*:.*\*)\Z")
ADMINISTRATOR = Method("", (UNNAMED, *TO_ITSELF))

Ways = tuple[tuple[str, bool], ...]  # how open conditions go


class Grant(NamedTuple):
    """One statement of an identity policy.  `conditional`: it has conditions that are not read.

    `passed_to`: its conditions on the service to which a role is passed.  `policy`: what its policy is called.

    `negated_actions`, `negated_resources`: the lists are NotAction and NotResource.  `number`: from 1 on; 0 for a
    statement that stands for several.  `ways`: how open conditions go where the role holds it; `maybe`: what else it
    hangs on whether it does.
    """

    effect: Effect
    actions: tuple[Value, ...]
    resources: tuple[Value, ...]
    negated_actions: bool = False
    negated_resources: bool = False
    conditional: bool = False
    passed_to: tuple[Condition, ...] = ()
    maybe: Hole | None = None
    policy: str = ""
    source: Source = Source()
    number: int = 0
    ways: Ways = ()

    @property
    def label(self) -> str:
        """`statement 2 of aws_iam_policy.p (/main.tf:3-9)`"""
        statement = f"statement {self.number} of {self.policy}" if self.number else self.policy
        return f"{statement} ({self.source})" if str(self.source) else statement


class Permissions(NamedTuple):
    """All that a role holds.  `unread`: what it also holds, or may hold, and that is not known.

    `boundary`: what its permissions boundary allows; None where it has none.  `arn`: the role's own; `policies`: those
    of the policies that are attached to it, and that somebody may write.
    """

    grants: tuple[Grant, ...] = ()
    unread: tuple[Hole, ...] = ()
    boundary: Permissions | None = None
    arn: Value = ""
    policies: tuple[Value, ...] = ()

    def given(self, ways: Ways) -> Permissions:
        """What it holds where open conditions go these `ways`."""
        if not ways or not any(each.ways for each in self.grants):
            return self
        known = dict(ways)
        there = [each for each in self.grants if all(known.get(name, way) is way for name, way in each.ways)]
        left = [each._replace(ways=tuple(way for way in each.ways if way[0] not in known)) for each in there]
        return self._replace(grants=tuple(left))


class Power(NamedTuple):
    """Whether a role has a power; without more, whether it is, or can become, an administrator.

    `by`: the method, '' for one that is; `through`: the grants that allow it; `holes`: what an UNKNOWN hangs on;
    `where`: how open conditions go for it.

    `reads`, `takes`: it is about reading data (exposure.py), or taking over services (taking.py), by some of `actions`.
    """

    answer: Answer
    by: str = ""
    actions: tuple[str, ...] = ()
    through: tuple[Grant, ...] = ()
    holes: tuple[Hole, ...] = ()
    where: Ways = ()
    reads: bool = False
    takes: bool = False

    @property
    def doubt(self) -> str:
        """What an UNKNOWN without holes hangs on; '' for every other."""
        if self.answer is not UNKNOWN or self.holes:
            return ""
        unsure = dict.fromkeys(each.label for each in self.through if each.conditional)
        actions = ", ".join(self.actions)
        able = "can read data wherever it lies" if self.reads else f"can become an administrator by {self.by}"
        what = f"whether it {able} ({actions})" if self.by or self.reads else "whether it is an administrator"
        return f"{what} hangs on the conditions of {' and '.join(unsure) or 'a Deny'}, which are not evaluated"


class Allowed(NamedTuple):
    """Whether some action is allowed, by the policies that are read; `through`: the grants that allow it, or may."""

    answer: Answer
    through: tuple[Grant, ...] = ()
    holes: tuple[Hole, ...] = ()


def power(permissions: Permissions, methods: Sequence[Method] = METHODS) -> Power:
    """The greatest there is, whichever way open conditions go, if not in all of them."""
    return in_any_way(permissions, lambda held: _power(held, methods))


def in_any_way(permissions: Permissions, ask: Callable[[Permissions], Power]) -> Power:
    """What is to be said of `permissions` as a whole, else where open conditions go some way; `ask` says it of some."""
    if not permissions.grants and not permissions.unread:
        return Power(NO)
    found = ask(permissions)
    if found.answer is YES:
        return found
    names = list(dict.fromkeys(name for each in permissions.grants for name, _ in each.ways))
    for turns in product((True, False), repeat=len(names)) if 0 < len(names) <= CONDITIONS else ():
        where = tuple(zip(names, turns, strict=True))
        there = ask(permissions.given(where))
        if there.answer is YES:
            return there._replace(where=_needed(permissions, where, there, ask))
    return found


def by_some(asked: Iterable[tuple[str, Allowed]], nothing: Power) -> Power:
    """`nothing`, or what the actions give that are allowed, or may be: all of the ones whose answer is the greatest."""
    each_asked = list(asked)
    for answer in (YES, UNKNOWN):
        found = [(action, allowed) for action, allowed in each_asked if allowed.answer is answer]
        if found:
            through = dict.fromkeys(grant for _, allowed in found for grant in allowed.through)
            holes = dict.fromkeys(hole for _, allowed in found for hole in allowed.holes)
            actions = tuple(action for action, _ in found)
            return nothing._replace(answer=answer, actions=actions, through=tuple(through), holes=tuple(holes))
    return nothing


def _needed(permissions: Permissions, where: Ways, found: Power, ask: Callable[[Permissions], Power]) -> Ways:
    """Those of the ways that `found` really hangs on."""
    needed = list(where)
    for each in where:
        others = tuple(other for other in needed if other is not each)
        if ask(permissions.given(others)).answer is found.answer:
            needed = list(others)
    return tuple(needed)


def _power(permissions: Permissions, methods: Iterable[Method]) -> Power:
    """An administrator's own, else by the first method that is open to the role."""
    perhaps = Power(NO)
    known: dict[tuple[str, Service | None], Allowed] = {}
    for method in (ADMINISTRATOR, *methods):
        found = _able(permissions, method, known)
        if found.answer is YES:
            return found
        if found.answer is UNKNOWN and perhaps.answer is NO:
            perhaps = found
    return perhaps


def _able(permissions: Permissions, method: Method, known: dict[tuple[str, Service | None], Allowed]) -> Power:
    """Whether all actions of `method` are allowed; `known`: what has been asked for others, which is added to."""
    by, actions, _ = method
    asked: list[Allowed] = []
    for each in actions:
        about = each, method.service if each == PASSING else None
        if about not in known:
            known[about] = _anywhere(permissions, *about)
        asked.append(known[about])
        if known[about].answer is NO:
            return Power(NO)
    through = dict.fromkeys(grant for each in asked for grant in each.through)
    holes = dict.fromkeys(hole for each in asked for hole in each.holes)
    return Power(all_of(each.answer for each in asked), by, actions if by else (), tuple(through), tuple(holes))


def _anywhere(permissions: Permissions, action: str, service: Service | None) -> Allowed:
    """Whether `action` may be done to every resource of its kind, or to one where that is enough.

    That is the role itself, or a policy that is attached to it: whoever writes it has what he writes.
    """
    found = may(permissions, action, service=service)
    enough = (permissions.arn,) if action in TO_ITSELF else permissions.policies if action == NEW_VERSION else ()
    for each in enough if found.answer is not YES else ():
        found = max(found, may(permissions, action, each), key=lambda one: one.answer) if each else found
    return found


def may(
    permissions: Permissions, action: str, resource: Value | None = None, service: Service | None = None
) -> Allowed:
    """Whether `action` is allowed on `resource`, or on every resource of its kind; by the boundary, too.

    `service`: to which the resource, a role, is passed.
    A policy that is not read is presumed to be an ordinary one: it may allow something, and forbids nothing.
    """
    own = _own(permissions, action, resource, service)
    if permissions.boundary is None or own.answer is NO:
        return own
    within = may(permissions.boundary, action, resource, service)
    return Allowed(min(own.answer, within.answer), own.through, (*own.holes, *within.holes))


def denied(permissions: Permissions, action: str, resource: Value) -> Allowed:
    """Whether a statement, or the want of one in the boundary, forbids `action` on `resource`."""
    denies = [each for each in permissions.grants if each.effect is Effect.DENY]
    own = any_of(_gives(each, action, resource) for each in denies)
    within = ~may(permissions.boundary, action, resource).answer if permissions.boundary else NO
    return Allowed(max(own, within), tuple(denies))


class Refusal(NamedTuple):
    """Why an action is surely not allowed: by the Denies `by`; else for want of an Allow, `bounded` in the boundary."""

    by: tuple[Grant, ...] = ()
    bounded: bool = False


def refusal(permissions: Permissions, action: str, resource: Value) -> Refusal | None:
    """None where `action` is allowed on `resource`, or may be: also where no policy is known that could allow it."""
    bound = permissions.boundary
    every = (*permissions.grants, *(bound.grants if bound else ()))
    denies = tuple(each for each in every if each.effect is Effect.DENY and _gives(each, action, resource) is YES)
    if denies:
        return Refusal(denies)
    if bound and may(bound, action, resource).answer is NO:
        return Refusal(bounded=True)
    return Refusal() if permissions.grants and _own(permissions, action, resource, None).answer is NO else None


def _own(permissions: Permissions, action: str, resource: Value | None, service: Service | None) -> Allowed:
    answers = [(each, _gives(each, action, resource, service)) for each in permissions.grants]
    allows = [(each, found) for each, found in answers if each.effect is Effect.ALLOW and found is not NO]
    denies = [(each, found) for each, found in answers if each.effect is Effect.DENY and found is not NO]
    found = all_of((any_of(found for _, found in allows), ~any_of(found for _, found in denies)))
    sure = tuple(each for each, found in allows if found is YES)
    through = sure or tuple(each for each, _ in allows)
    if found is NO and permissions.unread and not any(found is YES for _, found in denies):
        found = UNKNOWN
    if found is not UNKNOWN:
        return Allowed(found, through)
    opened = (hole for each, found in (*allows, *denies) if found is UNKNOWN for hole in _holes(each))
    return Allowed(UNKNOWN, through, tuple(dict.fromkeys((*permissions.unread, *opened))))


def _gives(grant: Grant, action: str, resource: Value | None, service: Service | None = None) -> Answer:
    """Whether a statement applies to `action` on `resource`, or on every resource of its kind."""
    sure = UNKNOWN if grant.conditional or grant.maybe or grant.ways else YES
    by_action = _covers(grant.actions, action, grant.negated_actions)
    if by_action is NO:
        return NO
    where = _everywhere(grant, action) if resource is None else _there(grant, resource)
    return all_of((by_action, where, sure, _is_for(grant, service)))


def _is_for(grant: Grant, service: Service | None) -> Answer:
    """Whether its conditions on the service that a role is passed to hold; no other request carries that key."""
    if not grant.passed_to:
        return YES
    denies = grant.effect is Effect.DENY
    tests = [test_of(each, denies, True, PASSING.lower(), repeated=False) for each in grant.passed_to]
    context = {PASSED_TO: (service.name,)} if service else {}
    return all_of(UNKNOWN if test.variables else test.holds(context) for test in tests)


def mentions(grant: Grant, action: str) -> bool:
    """Whether a statement is about `action`, or may be."""
    return _covers(grant.actions, action, grant.negated_actions) is not NO


@lru_cache(maxsize=4096)
def _covers(patterns: tuple[Value, ...], action: str, negated: bool) -> Answer:
    """Actions compare without case (IAM JSON policy elements: Action); a lone `*` is every one."""
    found = any_of(matches(tokens(each, True, False), action, True) for each in patterns)
    return ~found if negated else found


def _there(grant: Grant, resource: Value) -> Answer:
    found = any_of(_names(each, resource) for each in grant.resources)
    return ~found if grant.negated_resources else found


def _names(pattern: Value, resource: Value) -> Answer:
    """Whether `pattern` matches the ARN `resource`; an own account in it that is open is twelve digits, and no path.

    INVARIANT: where digits do not match although each is taken for a 0 on both sides, none do.
    """
    found = matches(tokens(pattern, True, False), resource)
    if found is UNKNOWN and isinstance(resource, Text):
        own = spelt_out(resource, {Means.OWN_ACCOUNT: STAND_IN})
        if matches(tokens(_without_digits(pattern), True, False), _without_digits(own)) is NO:
            return NO
    return found


def _without_digits(value: Value) -> Value:
    parts = (value,) if isinstance(value, str) else value.parts
    return text(*(each.translate(AS_ZERO) if isinstance(each, str) else each for each in parts))


def _everywhere(grant: Grant, action: str) -> Answer:
    """A NotResource leaves all others; a Deny's too, so that it may miss the one that matters.

    Of data that is read none matters more than the others: a Deny of all but some leaves less than every one.
    """
    denies = grant.effect is Effect.DENY
    if grant.negated_resources and not (denies and action.partition(":")[0] in READ_FROM):
        return NO if denies else YES
    every_one = _every_one(action, denies)
    found = any_of(_is_every_one(each, every_one) for each in grant.resources)
    return ~found if grant.negated_resources else found


def _is_every_one(resource: Value, every_one: re.Pattern[str]) -> Answer:
    """Whether `resource` is every one that an action can be done to: `*`, `arn:aws:iam::*:role/*`."""
    if isinstance(resource, Text):
        if resource.lone:
            return UNKNOWN
        resource = "".join(part if isinstance(part, str) else OPEN_PART for part in resource.parts)
    return YES if every_one.match(resource) else NO


@lru_cache(maxsize=256)
def _every_one(action: str, denies: bool) -> re.Pattern[str]:
    """Of an ARN whose last field is all wildcards, or the kind of what the action is done to and a wildcard.

    `denies`: it stands in a Deny.
    """
    service, _, name = action.partition(":")
    if action == UNNAMED:
        return OF_EVERY_SERVICE
    kind = _kind(name.lower()) if service == "iam" else READ_FROM.get(service) or KINDS.get(action, "")
    kind = MADE_OF.get(action, kind) if denies else kind
    inside = rf"{kind}[/:]?" if kind else r"[\w-]+[/:]"  # `role*` is every role; without a kind it may be a name
    every = rf"(?:\*|arn:[^:]*:(?:\*|{service}):[^:]*:[^:]*:(?:{inside})?\*)\Z"
    return re.compile(every)


def _kind(name: str) -> str:
    """What an action of IAM is done to, by its name in lower case (Service Authorization Reference: IAM)."""
    kinds = ("role", "group", "policyversion")
    return next((each for each in kinds if each in name), "user").removesuffix("version")


def _holes(grant: Grant) -> Iterator[Hole]:
    if grant.maybe:
        yield grant.maybe
    yield from (Hole(name) for name, _ in grant.ways)
    services = (value for each in grant.passed_to for value in each.values)
    yield from (hole for value in (*grant.actions, *grant.resources, *services) for hole in holes_of(value))
