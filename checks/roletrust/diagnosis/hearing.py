"""A refused request, heard by the role's own policy: what would have let it in, if only one thing were otherwise.

A request is what is known of it: who calls, and facts about its context keys, each a condition that it meets.  All else
is open.  The engine is asked about the whole policy with the facts added to each of its Allows, which is the same as
asking for the requests that the facts are true of; so every answer here is a proof or a witness of the engine's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from roletrust.engine.answer import NO, YES, Answer
from roletrust.engine.classes.reach import Reach
from roletrust.engine.decision.authorizer import CALLS, TAGGING, authorize, covers
from roletrust.engine.policy.context_keys import Presence, key_row
from roletrust.engine.policy.document import Condition, Policy, Statement
from roletrust.engine.policy.request import Caller, Kind, Request, last_of_path
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value

WHO = "the caller"  # in place of a key: that somebody else calls
MOST_TOGETHER = 2  # things that are changed at a time
OF_WHO = ("aws:principalarn", "aws:principalaccount", "aws:username", "aws:userid", "aws:principaltype")
IDENTITY = (*OF_WHO, "aws:principalorgid", "aws:principalorgpaths", "aws:federatedprovider")

Facts = Mapping[str, Condition]  # by key, lower case


class Heard(NamedTuple):
    """What came of a request.

    `made`: whether some request of which the facts are true gets in.  `changes`: where none does, what would have to be
    otherwise so that one does, each a set of keys (or WHO) of which all have to be; the smallest sets, none where
    nothing helps.  `needed`: where one does, the keys that are not known, and without which none does.
    `denies`: the Denies of the policy that turn the request away.
    """

    made: Reach
    changes: tuple[frozenset[str], ...] = ()
    needed: tuple[str, ...] = ()
    denies: tuple[Statement, ...] = ()


class Hearing:
    """One policy, and one request as far as it is known."""

    def __init__(self, trust: Trust, caller: Caller | None, action: str, facts: Facts) -> None:
        """`caller`: None where it is not known who calls; `action`: the call, in full."""
        self.trust, self.action, self.facts = trust, action, facts
        self.caller = self.with_path(caller) if caller else self.provider()

    def with_path(self, caller: Caller) -> Caller:
        """`caller` by the ARN that the policy has for the role: that of a session does not say the role's path.

        Names of roles are unique in an account, whatever their path (IAM User Guide, "IAM identifiers").
        """
        if caller.kind is not Kind.ROLE_SESSION or not isinstance(caller.arn, str):
            return caller
        for each in named_in(self.trust.policy):
            parts = each.split(":", 5)
            same_account = parts[1:2] == [caller.partition] and parts[4:5] == [caller.account]
            if same_account and ":role/" in each and last_of_path(each) == caller.name and "*" not in each:
                return Caller(Kind.ROLE_SESSION, each, caller.session)
        return caller

    def provider(self) -> Caller | None:
        """Whose token or assertion it was, where the policy names one provider: STS looks in the role's own account."""
        own, kind = self.trust.owner.proved, KINDS.get(self.action)
        named = (
            {each.partition(":oidc-provider/")[2] or each for each in map(str, self.trust.named(kind))}
            if kind
            else set()
        )
        arns = [each for each in map(str, self.trust.named(kind)) if each.startswith("arn:")] if kind else []
        if kind is None or not own or len(named) != 1 or not arns:
            return None
        fields = arns[0].split(":", 5)
        return Caller(kind, ":".join([*fields[:4], own, fields[5]]))

    def heard(self) -> Heard:
        """What came of the request, and what would have helped."""
        made = self.asked(self.facts)
        if made.answer is YES:
            return Heard(made, needed=tuple(self.needed()))
        if made.answer is not NO:
            return Heard(made)
        return Heard(made, tuple(self.changes()), denies=tuple(self.denies()))

    def asked(self, facts: Facts, anybody: bool = False, policy: Policy | None = None) -> Reach:
        """Does some request of which `facts` are true get in, by the same caller, or by `anybody` of its kind?"""
        trust = self.of(policy or self.trust.policy, facts)
        if self.caller is not None and not anybody:
            return trust.admits(self.caller)
        found = [trust.admits(each) if isinstance(each, Caller) else each for each in self.somebody(trust)]
        return max(found, key=lambda each: each.answer, default=Reach(NO))

    def of(self, policy: Policy, facts: Facts) -> Trust:
        """`policy` with the facts as conditions of every Allow of a call: no request gets in without one of those."""
        statements = tuple(
            each._replace(conditions=(*each.conditions, *spelt_as(each, facts)))
            if each.allows and any(covers(each, call) is not NO for call in CALLS.values())
            else each
            for each in policy.statements
        )
        return Trust(policy._replace(statements=statements), self.trust.owner, self.trust.now)

    def somebody(self, trust: Trust) -> Iterator[Caller | Reach]:
        """Everybody of the kind that calls: providers and services by name, users and roles by account."""
        kind = self.caller.kind if self.caller else KINDS.get(self.action, Kind.USER)
        if kind in (Kind.SERVICE, Kind.SAML, Kind.OIDC):
            yield from (Caller(kind, each) for each in trust.named(kind))
        else:
            yield from (trust.with_any_external_id(account) for account in trust.accounts())

    def changes(self) -> Iterator[frozenset[str]]:
        """The smallest sets of things that would have to be otherwise."""
        things = [*self.facts, *((WHO,) if self.caller else ())]
        found: list[frozenset[str]] = []
        for size in range(1, MOST_TOGETHER + 1):
            for some in map(frozenset, combinations(things, size)):
                if not any(each <= some for each in found) and self.without(some).answer is YES:
                    found.append(some)
                    yield some
            if found:
                return

    def without(self, some: Iterable[str]) -> Reach:
        """The answer where nothing is known of `some` of the facts."""
        left = {key: fact for key, fact in self.facts.items() if key not in some}
        return self.asked(left, anybody=WHO in some)

    def needed(self) -> Iterator[str]:
        """The keys that are not known and that every request has to carry, or has to carry with the right value."""
        for key in self.tested():
            if key in self.facts or (self.caller and self.caller.signs and key in OF_WHO):
                continue
            usual = lacking(key)
            if self.asked({**self.facts, key: usual}).answer is NO:
                yield key

    def tested(self) -> tuple[str, ...]:
        """The keys (lower case) that the statements about the call test, in reading order."""
        about = [each for each in self.trust.policy.statements if covers(each, self.action.lower()) is not NO]
        return tuple(dict.fromkeys(one.key.lower() for each in about for one in each.conditions))

    def denies(self) -> Iterator[Statement]:
        """The Denies without which some request gets in: the policy denies it explicitly."""
        policy = self.trust.policy
        denies = [each for each in policy.statements if not each.allows]
        allows = tuple(each for each in policy.statements if each.allows)
        if denies and self.asked(self.facts, policy=policy._replace(statements=allows)).answer is YES:
            for each in denies:
                others = tuple(one for one in policy.statements if one is not each)
                alone = policy._replace(statements=(*allows, each))
                if (
                    self.asked(self.facts, policy=policy._replace(statements=others)).answer is YES
                    or self.asked(self.facts, policy=alone).answer is NO
                ):
                    yield each

    def tagging(self, action: str) -> Answer:
        """Whether the policy lets the caller do `action`, `sts:TagSession` or another that goes with a call."""
        assert action.lower() in TAGGING
        if self.caller is None:
            return NO
        found = authorize(self.trust.policy, Request(action, self.caller, self.context()))
        return found.answer

    def context(self) -> dict[str, tuple[Value, ...]]:
        """The facts that say what a key holds, as a request carries it."""
        return {each.key: each.values for each in self.facts.values() if each.operator != "Null"}

    def with_policy(self, changed: Callable[[Statement], Statement]) -> Reach:
        """The answer of the policy with each of its statements `changed`."""
        policy = self.trust.policy
        return self.asked(self.facts, policy=policy._replace(statements=tuple(map(changed, policy.statements))))


KINDS = {"sts:AssumeRoleWithWebIdentity": Kind.OIDC, "sts:AssumeRoleWithSAML": Kind.SAML}


def spelt_as(statement: Statement, facts: Facts) -> Iterator[Condition]:
    """The facts with the keys as the statement has them: under one operator a key in two spellings is undocumented."""
    written = {each.key.lower(): each.key for each in statement.conditions}
    yield from (each._replace(key=written.get(key, each.key)) for key, each in facts.items())


def fact(key: str, value: str | None) -> Condition:
    """That a request carries `key` with just `value`; None: that it does not carry it."""
    if value is None:
        return Condition("Null", key, ("true",))
    lowered = key.lower()
    if lowered in ("aws:sourceip", "aws:vpcsourceip"):
        return Condition("IpAddress", key, (value,))
    if lowered in ("aws:multifactorauthpresent", "aws:viaawsservice", "aws:securetransport"):
        return Condition("Bool", key, (value.lower(),))
    if lowered == "aws:multifactorauthage":
        return Condition("NumericEquals", key, (value,))
    return Condition("StringEquals", key, (value,))


def lacking(key: str) -> Condition:
    """That a request does not carry `key`, or, where every request does, that it holds something of no meaning."""
    row = key_row(key)
    if row.user is Presence.ALWAYS or row.session is Presence.ALWAYS:
        return Condition("StringEquals", key, ("any-other-value",))
    return Condition("Null", key, ("true",))


def named_in(policy: Policy) -> Iterator[str]:
    """The ARNs that principals and conditions of the policy spell out."""
    for each in policy.statements:
        yield from (one.value for one in each.principals if isinstance(one.value, str))
        for condition in each.conditions:
            yield from (value for value in condition.values if isinstance(value, str) and value.startswith("arn:"))
