"""The accounts that conditions single out of everyone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from roletrust.engine.bounds import TooMany
from roletrust.engine.classes.automaton import Pattern
from roletrust.engine.classes.callers import principal_arns
from roletrust.engine.classes.pattern_classes import words_apart
from roletrust.engine.decision.authorizer import Ready
from roletrust.engine.decision.conditions import Test
from roletrust.engine.policy.accounts import ACCOUNT_ID
from roletrust.engine.policy.context_keys import TELL_ACCOUNTS
from roletrust.engine.policy.operators import Family, Unreadable, arn_pattern
from roletrust.engine.policy.principals import PARTITION
from roletrust.engine.policy.request import arn_field
from roletrust.engine.policy.wildcards import Wild, has_hole, literal, tokens, wild_text
from roletrust.engine.text import Hole, Text, Value, text

REGION = "us-east-1"
SOURCE_ACCOUNT, SOURCE_ARN = "aws:sourceaccount", "aws:sourcearn"
BEYOND = Hole("an account that the conditions single out")


def singled_out(statements: Sequence[Ready], known: Collection[str] = ()) -> Iterator[Value]:
    """The accounts that conditions spell, and one for each way their patterns tell accounts apart.

    The latter are none that principals name, and none of `known`: those are asked for by themselves.  Where that is
    beyond the bounds, one open account stands for them.
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
    named = {who.account for each in statements for who in each.principals.whos if isinstance(who.account, str)}
    yield from _apart(patterns, {*named, *known}, _ordered(tests))


def sources_apart(statements: Sequence[Ready], namespace: str, known: Collection[str]) -> Iterator[Value]:
    """Accounts for whose resources a service can work, one for each way the patterns of conditions tell them apart.

    They are none of `known`, and none that conditions spell.  `namespace`: the service's name in ARNs.
    """
    tests = [test for each in statements for test in each.tests if test.key in (SOURCE_ACCOUNT, SOURCE_ARN)]
    patterns = [each for test in tests for each in _account_patterns(test, namespace)]
    written = (each for _, pattern in patterns for each in (literal(pattern), arn_field(wild_text(pattern), 4)))
    spelt = {each for each in written if isinstance(each, str) and ACCOUNT_ID.match(each)}
    yield from _apart(patterns, {*spelt, *known}, _ordered(tests))


def _ordered(tests: Iterable[Test]) -> bool:
    """Whether accounts are told apart as numbers, some of which are below others."""
    return any(test.how is not None and test.how.row.orders for test in tests)


def _apart(patterns: Sequence[tuple[str, Pattern]], known: Collection[str], ordered: bool) -> Iterator[Value]:
    """An account for each way the patterns tell accounts apart; of those that are none of `known`.

    INVARIANT (dead end): an account's twelve digits are walked one by one, with all patterns and all known accounts.
    Where accounts are `ordered` as well, that is not worked out.
    """
    if ordered:
        yield text(BEYOND)
    if not any(Wild.STAR in pattern or Wild.ONE in pattern for _, pattern in patterns):
        return
    apart = sorted(each for each in known if ACCOUNT_ID.match(each))
    try:
        words = words_apart([*patterns, *(("", (each,)) for each in apart)], "0123456789", 12)
        yield from (each for each in words if each not in known)
    except TooMany:
        yield text(BEYOND)


def tells_accounts(test: Test) -> bool:
    """Whether a condition may hold for callers of one account, and not for like callers of another."""
    if not any(key in TELL_ACCOUNTS for key in test.keys):
        return False
    alike = test.key == "aws:principalarn" and len(test.keys) == 1 and test.how and test.how.row.family is Family.ARN
    return not (alike and all(account == (Wild.STAR,) for _, account in _account_patterns(test)))


def _account_patterns(test: Test, namespace: str = "iam") -> Iterable[tuple[str, Pattern]]:
    """What a condition makes of the account, and the text that stands before it; `namespace`: the service in ARNs."""
    for pattern in (*test.patterns, *(tokens(each, False, False) for each in sorted(test.plain))):
        if test.key in ("aws:principalaccount", SOURCE_ACCOUNT):
            yield "", pattern
        elif has_hole(pattern) or (test.how and test.how.row.family is Family.ARN):  # what is open spans no colon
            try:
                fields = arn_pattern(pattern)
            except Unreadable:
                continue
            if fields is not None:
                yield "", fields[4]
        else:
            partition, region = arn_field(wild_text(pattern), 1), arn_field(wild_text(pattern), 3)
            known = isinstance(partition, str) and PARTITION.match(partition)
            place = "" if namespace == "iam" else any_region(region)
            yield f"arn:{partition if known else 'aws'}:{namespace}:{place}:", pattern


def any_region(written: Value) -> str:
    """A region that `written`, of a policy's ARN, may be; wildcards filled."""
    spelt = written if isinstance(written, str) and written else REGION
    return spelt.replace("*", "west-1").replace("?", "1") if spelt != "*" else REGION
