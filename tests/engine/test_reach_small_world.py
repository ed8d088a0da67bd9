"""`reach` equals brute force over the specification, both ways, on every policy of a small world.

Brute force asks the specification of every request there is; a policy's answer is put together from its statements'.
"""

from __future__ import annotations

from itertools import product

import pytest

from engine.small_world import (
    CALLERS,
    EXTERNAL_ID,
    LEGAL,
    among,
    matched,
    policies,
    requests,
    statements,
    statements_list,
)
from roletrust.dialects.policy import read_policy
from roletrust.engine.classes.callers import Question, Sends
from roletrust.engine.classes.reach import PolicyQuery
from roletrust.engine.classes.satisfiability import Living
from spec.product_answer import tree

GUESSES = (frozenset[str](), frozenset({"id-one"}))


def guesses_among(numbers: tuple[int, ...], account: str, guesses: frozenset[str]) -> int:
    """The requests (as bits) with an id that no statement spells out, or that is one of `guesses`."""
    blocks = [block for number in numbers for block in statements_list()[number].get("Condition", {}).items()]
    spelt = {keys[EXTERNAL_ID] for operator, keys in blocks if operator != "Null" and EXTERNAL_ID in keys}
    sent = [ids[0] if ids else None for ids, _ in requests(account)]
    return sum(1 << at for at, each in enumerate(sent) if each and (each.lower() in guesses or each not in spelt))


def brute_force(numbers: tuple[int, ...], account: str, among: int) -> str:
    """Is some request of `among` allowed, by trying them all?"""
    allow_surely = allow_perhaps = deny_surely = deny_perhaps = 0
    for number in numbers:
        surely, perhaps = matched(number, account)
        if statements_list()[number]["Effect"] == "Allow":
            allow_surely, allow_perhaps = allow_surely | surely, allow_perhaps | perhaps
        else:
            deny_surely, deny_perhaps = deny_surely | surely, deny_perhaps | perhaps
    if allow_surely & ~deny_perhaps & among:
        return "YES"
    return "UNKNOWN" if allow_perhaps & ~deny_surely & among else "NO"


def reached(query: PolicyQuery, account: str, sends: Sends, guesses: frozenset[str] = frozenset()) -> str:
    """The same question, decided."""
    return query.reach(Question(account, sends, guesses=guesses)).answer.name


def test_the_small_world_has_as_many_policies_as_we_say() -> None:
    assert len(statements()) == 196
    assert len(policies()) == 19_502


@pytest.mark.parametrize("part", range(4))
def test_reach_equals_brute_force_on_every_policy_of_the_small_world(part: int) -> None:
    met = set()
    for numbers in policies()[part::4]:
        chosen = [statements_list()[number] for number in numbers]
        query = PolicyQuery.of(read_policy(tree({"Version": "2012-10-17", "Statement": chosen})))
        for account, sends in product(CALLERS, LEGAL):
            answer = reached(query, account, sends)
            assert answer == brute_force(numbers, account, among(account, sends)), (chosen, account, sends)
            met.add(answer)
        for account, guesses in product(CALLERS, GUESSES) if EXTERNAL_ID in str(chosen) else ():
            answer = reached(query, account, Sends.GUESSED, guesses)
            assert answer == brute_force(numbers, account, guesses_among(numbers, account, guesses)), (chosen, guesses)
    assert met == {"YES", "NO", "UNKNOWN"}


def some_request(numbers: tuple[int, ...], own: int) -> bool:
    """Whether some request may match the Allow `own`, and no Deny for sure, by trying them all."""
    denies = [number for number in numbers if statements_list()[number]["Effect"] == "Deny"]
    for account in CALLERS:
        left = matched(own, account)[1]
        for deny in denies:
            left &= ~matched(deny, account)[0]
        if left:
            return True
    return False


@pytest.mark.parametrize("part", range(4))
def test_a_statement_is_alive_where_brute_force_finds_a_request(part: int) -> None:
    met = set()
    for numbers in policies()[part::4]:
        chosen = [statements_list()[number] for number in numbers]
        policy = read_policy(tree({"Version": "2012-10-17", "Statement": chosen}))
        living = Living(policy)
        for number, statement in zip(numbers, policy.statements, strict=True):
            if statement.allows:
                answer = living.alive(statement).answer.name
                assert answer == ("YES" if some_request(numbers, number) else "NO"), (chosen, number)
                met.add(answer)
    assert met == {"YES", "NO"}
