"""A policy being repaired: its statements with changes made to them, and the same with every placeholder filled in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from roletrust.engine.answer import NO
from roletrust.engine.policy.document import Condition, Policy, Principal, Statement
from roletrust.engine.policy.operators import Family, Set, operator, value_tokens
from roletrust.engine.policy.wildcards import matches
from roletrust.engine.text import Hole, Value, text
from roletrust.rules.fixes.strictness import MULTIVALUED
from roletrust.rules.messages.wording import (
    ACCOUNT,
    ADDRESSES,
    DATE,
    PARTITION,
    PLACEHOLDER,
    SECONDS,
    SUCCESSOR,
    YOUR_ORGANIZATION,
    placeholder,
)

PLACE = re.compile(PLACEHOLDER.format("([^\u203a]*)"))
LEGAL = {DATE: "2099-12-31T00:00:00Z", SECONDS: "4102358400", ADDRESSES: "52.94.76.0/24", PARTITION: "aws"}
OF_YOURS = "account id of yours"  # of a role that is said to be in the reader's own account
FAMILIES = (Family.STRING, Family.ARN)


class Draft(NamedTuple):
    """`policy`: as it is to be written.  `origins`: the number of each new statement -> that of the one it is of."""

    policy: Policy
    origins: dict[int, int]

    def statement(self, number: int) -> Statement | None:
        return next((each for each in self.policy.statements if each.number == number), None)

    def of(self, statement: Statement) -> tuple[Statement, ...]:
        """What has become of `statement`, which the draft began with or came to have."""
        return tuple(each for each in self.policy.statements if self.origin(each) == self.origin(statement))

    def with_conditions(
        self, old: Statement, conditions: tuple[Condition, ...], moved: tuple[Principal, ...] = ()
    ) -> Draft:
        """`old` with `conditions`, and nothing empty; for the principals `moved` in a statement beside it, where there
        are others.
        """
        new = old._replace(conditions=conditions, empty=())
        if not moved or len(moved) == len(old.principals):
            changed: tuple[Statement, ...] = (new,)
            origins = self.origins
        else:
            number = max(each.number for each in self.policy.statements) + 1
            origins = {**self.origins, number: self.origin(old)}
            left = tuple(each for each in old.principals if each not in moved)
            changed = old._replace(principals=left), new._replace(number=number, sid="", principals=moved)
        statements = (each for one in self.policy.statements for each in (changed if one is old else (one,)))
        return Draft(self.policy._replace(statements=tuple(statements)), origins)

    def with_actions(self, old: Statement, actions: tuple[str, ...]) -> Draft:
        """`old` with `actions` beside its own."""
        return self.with_statement(old, old._replace(actions=tuple(dict.fromkeys((*old.actions, *actions)))))

    def with_statement(self, old: Statement, new: Statement) -> Draft:
        """`new` in the place of `old`."""
        statements = tuple(new if each is old else each for each in self.policy.statements)
        return self._replace(policy=self.policy._replace(statements=statements))

    def without(self, old: Statement) -> Draft:
        """The same, `old` taken out."""
        statements = tuple(each for each in self.policy.statements if each is not old)
        return self._replace(policy=self.policy._replace(statements=statements))

    def spared(self, asked: Condition) -> Draft:
        """The same, with Denies of all but some values of a key sparing those that an Allow has `asked` for, too."""

        def sparing(condition: Condition) -> Condition:
            parsed = operator(condition.operator)
            if condition.key.lower() != asked.key.lower() or parsed is None or not parsed.row.negated:
                return condition
            return condition._replace(values=tuple(dict.fromkeys((*condition.values, *asked.values))))

        statements = tuple(
            each if each.allows else each._replace(conditions=tuple(map(sparing, each.conditions)))
            for each in self.policy.statements
        )
        return self._replace(policy=self.policy._replace(statements=statements))

    def origin(self, statement: Statement) -> int:
        return self.origins.get(statement.number, statement.number)

    def joined(self) -> Draft:
        """The same, where statements that came of one and ask the same are one again."""
        found: dict[tuple[int, tuple[Condition, ...]], Statement] = {}
        for each in self.policy.statements:
            alike = self.origin(each), each.conditions
            first = found.get(alike)
            found[alike] = first._replace(principals=(*first.principals, *each.principals)) if first else each
        return self._replace(policy=self.policy._replace(statements=tuple(found.values())))

    def unfilled(self, condition: Condition) -> Condition:
        """`condition`, which a rule read in the draft as it is filled in, with the placeholders that the draft has."""
        written = self._written()
        values = (written.get(value) or self._of_open_account(value) for value in condition.values)
        return condition._replace(values=tuple(values))

    def unfilled_statement(self, statement: Statement) -> Statement:
        """As `unfilled`, of a whole statement."""
        written = self._written()
        named = (one._replace(value=written.get(one.value, one.value)) for one in statement.principals)
        return statement._replace(principals=tuple(named), conditions=tuple(map(self.unfilled, statement.conditions)))

    def _written(self) -> dict[Value, Value]:
        """What the draft has that holds a placeholder, by what it is filled in."""
        conditions = (value for each in self.policy.statements for one in each.conditions for value in one.values)
        named = (one.value for each in self.policy.statements for one in each.principals)
        return {filled(value): value for value in (*conditions, *named) if "\u2039" in str(value)}

    def _of_open_account(self, value: Value) -> Value:
        """`value`, in which an account that the draft leaves open is left open, too."""
        if not isinstance(value, str) or (number := stand_in(ACCOUNT)) not in value:
            return value
        asked = PLACE.sub(lambda found: found[0].replace(number, "that account"), value)
        return asked.replace(number, placeholder(ACCOUNT))


def filled_in(policy: Policy) -> Policy:
    """`policy` with a legal value for each placeholder, always the same."""
    statements = tuple(
        each._replace(
            principals=tuple(one._replace(value=filled(one.value)) for one in each.principals),
            conditions=tuple(one._replace(values=tuple(map(filled, one.values))) for one in each.conditions),
        )
        for each in policy.statements
    )
    return policy._replace(statements=statements)


def filled(value: Value) -> Value:
    if isinstance(value, str):
        return PLACE.sub(lambda found: stand_in(found[1]), value) if "\u2039" in value else value
    return text(*(part if isinstance(part, Hole) else str(filled(part)) for part in value.parts))


@lru_cache(maxsize=256)
def stand_in(what: str) -> str:
    """One legal value for what a placeholder asks for."""
    from hashlib import sha256  # noqa: PLC0415  # for who repairs: it takes as long to import as twenty of our modules

    digest = sha256(what.encode()).hexdigest()
    if what in LEGAL:
        return LEGAL[what]
    if what == SUCCESSOR:
        return f"arn:aws:iam::{stand_in(OF_YOURS)}:role/{digest[:32]}"
    if "account id" in what:
        return f"{int(digest, 16) % 10**12:012d}"
    return f"o-{digest[:10]}" if what == YOUR_ORGANIZATION else digest[:32]


def is_positive(condition: Condition) -> bool:
    """Whether it compares text, and holds for a value that it names."""
    parsed = operator(condition.operator)
    return parsed is not None and not parsed.row.negated and parsed.row.family in FAMILIES


def is_wild(condition: Condition) -> bool:
    """Whether `*` and `?` in its values are wildcards."""
    parsed = operator(condition.operator)
    return parsed is not None and parsed.row.wild


def demanding(condition: Condition) -> Condition:
    """`condition`, rid of what lets a request without its key pass."""
    parsed = operator(condition.operator)
    if parsed is None:
        return condition
    several = parsed.over is Set.ANY or (parsed.over is not None and condition.key.lower() in MULTIVALUED)
    name = f"ForAnyValue:{parsed.row.name}" if several else parsed.row.name
    return condition._replace(operator=name, maybe=None)


def in_place(conditions: tuple[Condition, ...], wanted: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """`conditions` with those `wanted` in place of those on the same keys; what still turns somebody away stays."""
    replacing = {each.key.lower(): each for each in wanted}
    found: list[Condition] = []
    for each in conditions:
        new = replacing.get(each.key.lower())
        if new is None or still_bites(each, new):
            found.append(each)
        elif new not in found:
            found.append(new)
    return (*found, *(each for each in wanted if each not in found))


def still_bites(condition: Condition, new: Condition) -> bool:
    """Whether `condition`, a `Not`, may turn somebody away who meets `new`, which is on the same key."""
    parsed, other = operator(condition.operator), operator(new.operator)
    if parsed is None or not parsed.row.negated or parsed.row.family not in FAMILIES:
        return False
    if other is None or other.row.wild or other.row.negated:
        return bool(condition.values) and other is not None and not other.row.negated
    how = parsed.row
    pairs = ((value_tokens(how, mine, False), filled(value)) for mine in condition.values for value in new.values)
    return any(matches(pattern, value, how.fold) is not NO for pattern, value in pairs)
