"""The accounts that conditions single out of everyone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from roletrust.engine.accounts import ACCOUNT_ID
from roletrust.engine.authorizer import Ready
from roletrust.engine.automaton import Pattern
from roletrust.engine.bounds import TooMany
from roletrust.engine.callers import principal_arns
from roletrust.engine.conditions import Test
from roletrust.engine.keys import TELL_ACCOUNTS
from roletrust.engine.languages import words_apart
from roletrust.engine.operators import Family, Unreadable, arn_pattern
from roletrust.engine.principals import PARTITION
from roletrust.engine.request import arn_field
from roletrust.engine.text import Hole, Text, Value, text
from roletrust.engine.wildcards import Wild, tokens, wild_text

BEYOND = Hole("an account that the conditions single out")


def singled_out(statements: Sequence[Ready]) -> Iterator[Value]:
    """The accounts that conditions spell, and one for each way their patterns tell accounts apart.

    Where that is beyond the bounds, one open account stands for them.
    """
    tests = [test for each in statements for test in each.tests if test.key in TELL_ACCOUNTS]
    for test in tests:
        if test.key == "aws:principalaccount":
            yield from (value for value in test.condition.values if isinstance(value, Text) or ACCOUNT_ID.match(value))
    for arn in principal_arns(tests):
        account = arn_field(arn, 4) or (arn if isinstance(arn, Text) else "")
        if isinstance(account, Text) or ACCOUNT_ID.match(account):
            yield account
    patterns = [each for test in tests for each in _account_patterns(test)]
    if any(Wild.STAR in pattern or Wild.ONE in pattern for _, pattern in patterns):
        try:
            yield from words_apart(patterns, "0123456789", 12)
        except TooMany:
            yield text(BEYOND)


def tells_accounts(test: Test) -> bool:
    """Whether a condition may hold for callers of one account, and not for like callers of another."""
    if not any(key in TELL_ACCOUNTS for key in test.keys):
        return False
    alike = test.key == "aws:principalarn" and len(test.keys) == 1 and test.how and test.how.row.family is Family.ARN
    return not (alike and all(account == (Wild.STAR,) for _, account in _account_patterns(test)))


def _account_patterns(test: Test) -> Iterable[tuple[str, Pattern]]:
    """What a condition makes of the account, and the text that stands before it."""
    for pattern in (*test.patterns, *(tokens(each, False, False) for each in sorted(test.plain))):
        if test.key == "aws:principalaccount":
            yield "", pattern
        elif test.how and test.how.row.family is Family.ARN:
            try:
                fields = arn_pattern(pattern)
            except Unreadable:
                continue
            if fields is not None:
                yield "", fields[4]
        else:
            partition = arn_field(wild_text(pattern), 1)
            known = isinstance(partition, str) and PARTITION.match(partition)
            yield f"arn:{partition if known else 'aws'}:iam::", pattern
