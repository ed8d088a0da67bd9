"""The questions the rules ask of one trust policy, each answered once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from functools import cached_property

from roletrust.engine.accounts import ACCOUNT_ID, Owner, Whose
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.authorizer import Ready
from roletrust.engine.callers import Question, Sends, principal_arns
from roletrust.engine.conditions import Test
from roletrust.engine.document import Condition, Policy, Principal, Statement
from roletrust.engine.languages import Pattern, words_apart
from roletrust.engine.operators import Family, Unreadable, arn_pattern
from roletrust.engine.principals import Form, Who, who
from roletrust.engine.reach import Door, Reach
from roletrust.engine.request import arn_field
from roletrust.engine.text import Fresh, Means, Text, Value, text
from roletrust.engine.wildcards import Wild, tokens, wild_text


class Use(Enum):
    """What a policy makes of the external id of one external account (docs/semantics.md, "External id classes")."""

    ENFORCED = "enforced"
    PRESENCE_ONLY = "any id will do"
    FORBIDDEN = "an id must not be sent"
    NOT_ENFORCED = "not enforced"
    DEAD = "nobody gets in"
    UNKNOWN = "unknown"


class Trust:
    """One policy, and what is known of its owner."""

    def __init__(self, policy: Policy, owner: Owner = Owner()) -> None:
        self.policy = _owned(policy, owner)
        self.owner = owner
        self._answers: dict[Question, Reach] = {}

    @cached_property
    def _door(self) -> Door:
        return Door(self.policy)

    @cached_property
    def _front_door(self) -> Door:
        """The policy with those principals alone that trust an account as a whole."""
        kept = tuple(_whole_only(each) if each.allows else each for each in self.policy.statements)
        same = all(one is other for one, other in zip(kept, self.policy.statements))
        return self._door if same else Door(replace(self.policy, statements=kept))

    @cached_property
    def _admitting(self) -> list[Ready]:
        return [each for each in self._door.statements if not each.denies]

    def whose(self, account: Value) -> Whose:
        """Classify one of `accounts()`."""
        return self.owner.whose(account)

    def accounts(self) -> tuple[Value, ...]:
        """Every account of which an Allow may admit some AWS principal, in reading order.

        Fresh stands for all accounts named nowhere; open accounts are Text.
        """
        found: dict[Value, None] = {}
        anyone = False
        for each in self._admitting:
            if each.statement.negated_principals:
                anyone = True
                continue
            for someone in each.principals.whos:
                anyone = anyone or someone.form is Form.EVERYONE
                if someone.account:
                    found[someone.account] = None
        if anyone:
            found.update(dict.fromkeys(self._conditioned_accounts()))
            found[_nowhere(self.policy)] = None
        return tuple(found)

    def _conditioned_accounts(self) -> Iterator[Value]:
        """Accounts that conditions single out of everyone: those they spell, and one for each way patterns differ."""
        patterns: list[tuple[str, Pattern]] = []
        for each in self._door.statements:
            for test in each.tests:
                if test.key == "aws:principalaccount":
                    yield from sorted(value for value in test.plain if ACCOUNT_ID.match(value))
                    yield from (value for pattern in test.patterns if isinstance(value := wild_text(pattern), Text))
                    patterns += (("", pattern) for pattern in test.patterns)
                elif test.key == "aws:principalarn":
                    patterns += _account_patterns(test)
        for arn in principal_arns(test for each in self._door.statements for test in each.tests):
            account = arn_field(arn, 4)
            if isinstance(account, Text) or ACCOUNT_ID.match(account):
                yield account
        if any(Wild.STAR in pattern or Wild.ONE in pattern for _, pattern in patterns):
            yield from words_apart(patterns, "0123456789", 12)

    def whole_accounts(self) -> tuple[Value, ...]:
        """The accounts that an Allow may trust as a whole, by `:root` or bare id."""
        found: dict[Value, None] = {}
        for each in self._front_door.statements:
            if not each.denies:
                found.update((someone.account, None) for someone in each.principals.whos)
        return tuple(found)

    def without_external_id(self, account: Value) -> Reach:
        """Can some AWS principal of `account` assume the role without an external id?"""
        return self._ask(account, Sends.NONE)

    def as_a_whole(self, account: Value) -> Reach:
        """Does trusting `account` as a whole let in a principal nobody thought of, given the right external id?"""
        return self._ask(account, Sends.ANY, arbitrary=True)

    def external_id_use(self, account: Value) -> Use:
        """The class of external id use for `account`."""
        absent = self._ask(account, Sends.NONE).answer
        if absent is not NO:
            if self._ask(account, Sends.SOME).answer is NO:
                return Use.FORBIDDEN
            return Use.NOT_ENFORCED if absent is YES else Use.UNKNOWN
        unnamed = self._ask(account, Sends.FRESH).answer
        if unnamed is not NO:
            return Use.PRESENCE_ONLY if unnamed is YES else Use.UNKNOWN
        named = self._ask(account, Sends.SOME).answer
        return {YES: Use.ENFORCED, UNKNOWN: Use.UNKNOWN, NO: Use.DEAD}[named]

    def _ask(self, account: Value, sends: Sends, arbitrary: bool = False) -> Reach:
        outside = self.whose(account) in (Whose.EXTERNAL, Whose.UNKNOWN)
        question = Question(account, sends, arbitrary, outside, self.owner.organizations)
        if question not in self._answers:
            self._answers[question] = (self._front_door if arbitrary else self._door).reach(question)
        return self._answers[question]


def _account_patterns(test: Test) -> Iterator[tuple[str, Pattern]]:
    """What a condition on `aws:PrincipalArn` makes of the account, and the text before it."""
    for pattern in (*test.patterns, *(tokens(each, False, False) for each in sorted(test.plain))):
        if test.how and test.how.row.family is Family.ARN:
            try:
                fields = arn_pattern(pattern)
            except Unreadable:
                continue
            if fields is not None:
                yield "", fields[4]
        else:
            partition = arn_field(wild_text(pattern), 1)
            known = isinstance(partition, str) and partition.startswith("aws") and "*" not in partition
            yield f"arn:{partition if known else 'aws'}:iam::", pattern


def _whole_only(statement: Statement) -> Statement:
    if statement.negated_principals:
        return replace(statement, principals=(), negated_principals=False)
    kept = tuple(each for each in statement.principals if _may_be_whole(who(each)))
    return statement if len(kept) == len(statement.principals) else replace(statement, principals=kept)


def _may_be_whole(someone: Who) -> bool:
    return someone.form in (Form.ACCOUNT, Form.OPEN)


def _nowhere(policy: Policy) -> Fresh:
    """A 12-digit account that the policy's text does not hold."""
    written = {str(value) for each in policy.statements for part in each.conditions for value in part.values}
    written |= {str(each.value) for part in policy.statements for each in part.principals}
    candidate = 210987654321
    while any(str(candidate) in each for each in written):
        candidate += 1
    return Fresh(candidate)


def _owned(policy: Policy, owner: Owner) -> Policy:
    """`policy` with the own account spelt out, where exactly one account is known to be it."""
    if len(owner.own) != 1 or not any(hole.means is Means.OWN_ACCOUNT for hole in policy.holes()):
        return policy
    (own,) = owner.own

    def spelt(value: Value) -> Value:
        if isinstance(value, str):
            return value
        return text(*(own if not isinstance(p, str) and p.means is Means.OWN_ACCOUNT else p for p in value.parts))

    def settled(statement: Statement) -> Statement:
        return replace(
            statement,
            principals=tuple(Principal(each.kind, spelt(each.value), each.maybe) for each in statement.principals),
            conditions=tuple(
                Condition(each.operator, each.key, tuple(spelt(v) for v in each.values), each.maybe, each.source)
                for each in statement.conditions
            ),
        )

    return replace(policy, statements=tuple(settled(each) for each in policy.statements))
