"""Which values of keys that hang together one request can carry (docs/semantics.md, "The request")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.organizations import PAIRS
from roletrust.engine.classes.singled_out import SOURCE_ACCOUNT, SOURCE_ARN
from roletrust.engine.classes.typed_values import EPOCH_TIME, ISSUED, TIME
from roletrust.engine.decision.conditions import Test
from roletrust.engine.policy.accounts import ACCOUNT_ID
from roletrust.engine.policy.request import arn_field
from roletrust.engine.policy.wildcards import wild_text
from roletrust.engine.text import Value

MFA, MFA_AGE = "aws:multifactorauthpresent", "aws:multifactorauthage"
ADDRESS, VPC = "aws:sourceip", ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip")
VIA_SERVICE, CHAIN = "aws:viaawsservice", "aws:calledvia"
ENDS_OF_CHAIN = ("aws:calledviafirst", "aws:calledvialast")
CHAINED = (CHAIN, *ENDS_OF_CHAIN)
REQUEST_TAG, TAG_KEYS = "aws:requesttag/", "aws:tagkeys"
# The keys of which one says something of the other, but for the tags of a request.
HANGING = (
    *((MFA, MFA_AGE), (MFA, ISSUED), (MFA_AGE, ISSUED), *PAIRS, (TIME, EPOCH_TIME)),
    *((ADDRESS, vpc) for vpc in VPC),
    *combinations(VPC, 2),
    *((VIA_SERVICE, each) for each in CHAINED),
    *combinations(CHAINED, 2),
    (SOURCE_ACCOUNT, SOURCE_ARN),
)
TIED = frozenset(key for pair in HANGING for key in pair)
Given = Mapping[str, tuple[Value, ...]]


def agrees(keys: Sequence[str], given: Given, tests: Mapping[str, Sequence[Test]]) -> bool:
    """Whether one request can carry all of `given`, the other `keys` absent; `tests`: the conditions on each key.

    INVARIANT (dead end): what is refused here, AWS documents to be in no request (docs/semantics.md, "The request").
    """
    return (
        _of_one_login(keys, given)
        and _by_one_way(keys, given)
        and _in_one_chain(keys, given)
        and _with_their_keys(keys, given)
        and not _of_two_accounts(given, tests)
    )


def _of_one_login(keys: Sequence[str], given: Given) -> bool:
    """MFA's age comes with MFA, and both with temporary credentials alone, as the time does when they were issued."""
    if MFA_AGE in given and given.get(MFA, ("true",)) != ("true",):
        return False
    if MFA_AGE in given and MFA in keys and MFA not in given:
        return False
    return not (ISSUED in keys and ISSUED not in given and (MFA in given or MFA_AGE in given))


def _by_one_way(keys: Sequence[str], given: Given) -> bool:
    """From an address, or through an endpoint, with all the keys that has."""
    through = [vpc in given for vpc in VPC if vpc in keys]
    if any(through) and not all(through):
        return False
    if ADDRESS in given:
        return not any(through)
    return ADDRESS not in keys or not through or any(through)  # an endpoint of which no condition asks is left


def _in_one_chain(keys: Sequence[str], given: Given) -> bool:
    """Services that a call went through make it one by a service; the first of them and the last are among them.

    No page says that a service comes once in it alone.
    """
    there = [each in given for each in CHAINED if each in keys]
    if any(there) and (not all(there) or given.get(VIA_SERVICE, ("true",)) != ("true",)):
        return False
    chain = given.get(CHAIN)
    if chain is None:
        return True
    return all(given[each][0] in chain for each in ENDS_OF_CHAIN if each in given)


def _with_their_keys(keys: Sequence[str], given: Given) -> bool:
    """The tags that are passed are those that the list of their keys has."""
    if TAG_KEYS not in keys:
        return True
    tags = {key[len(REQUEST_TAG) :] for key in given if key.startswith(REQUEST_TAG)}
    untagged = {key[len(REQUEST_TAG) :] for key in keys if key.startswith(REQUEST_TAG)} - tags
    listed = {str(each).lower() for each in given.get(TAG_KEYS, ())}
    return tags <= listed and not untagged & listed


def _of_two_accounts(given: Given, tests: Mapping[str, Sequence[Test]]) -> bool:
    """Whether the source's ARN has to be of accounts none of which can be the source's account.

    IAM User Guide, "The confused deputy problem": both are of one account.
    INVARIANT (dead end): whoever is compared as these values are has such an ARN, and is of none of its accounts.
    """
    if SOURCE_ACCOUNT not in given or SOURCE_ARN not in given:
        return False
    account = {SOURCE_ACCOUNT: given[SOURCE_ACCOUNT]}
    for test in tests[SOURCE_ARN]:
        named = _accounts_of(test) if _matches(test, given) else ()
        if named and all(_is_told_apart(tests[SOURCE_ACCOUNT], account, each) for each in named):
            return True
    return False


def _matches(test: Test, given: Given) -> bool:
    """Whether what `given` holds is surely one of the values of a condition, negated or not."""
    if test.how is None or test.keys != (test.key,):
        return False
    return test.holds(given) is (NO if test.how.row.negated else YES)


def _accounts_of(test: Test) -> Sequence[str]:
    """The accounts of a condition's ARNs; none where one of them may be of any."""
    accounts = [arn_field(each, 4) for each in (*test.plain, *map(wild_text, test.patterns))]
    spelt = [each for each in accounts if isinstance(each, str) and ACCOUNT_ID.match(each)]
    return spelt if len(spelt) == len(accounts) else ()


def _is_told_apart(tests: Sequence[Test], account: Given, other: str) -> bool:
    """Whether some condition surely compares `account` otherwise than `other`."""
    for test in tests:
        said = {test.holds(account), test.holds({SOURCE_ACCOUNT: (other,)})}
        if len(said) > 1 and UNKNOWN not in said and test.keys == (test.key,):
            return True
    return False
