"""The smallest change of a policy that lets somebody in: it does, by a request of his, and no part of it is enough."""

from __future__ import annotations

import random
from itertools import combinations

from engine.small_world import PARTNER, VENDOR, statements_list
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import NO, YES, Answer
from roletrust.engine.classes.callers import Question
from roletrust.engine.classes.reach import PolicyQuery
from roletrust.engine.decision.authorizer import authorize
from roletrust.engine.policy.document import Policy
from roletrust.engine.policy.request import ASSUME_ROLE, Caller, Kind
from roletrust.engine.questions.letting_in import after, letting_in
from spec.product_answer import tree

CALLERS = (
    Caller(Kind.USER, "arn:aws:iam::777777777777:user/ann"),
    Caller(Kind.USER, f"arn:aws:iam::{VENDOR}:user/ann"),
    Caller(Kind.ROLE_SESSION, f"arn:aws:iam::{PARTNER}:role/deploy", "nightly"),
)


def let_in(policy: Policy, caller: Caller) -> Answer:
    return PolicyQuery.of(policy).admits(caller, Question(caller.account, outside=False)).answer


def test_on_policies_of_the_small_world_it_lets_her_in_and_no_smaller_one_of_its_parts_does() -> None:
    dice, met = random.Random(16), [0, 0, 0, 0]
    count = len(statements_list())
    for _ in range(600):
        numbers = [dice.randrange(count) for _ in range(dice.randint(1, 3))]
        written = [statements_list()[number] for number in numbers]
        policy = read_policy(tree({"Version": "2012-10-17", "Statement": written}))
        caller = dice.choice(CALLERS)
        if let_in(policy, caller) is not NO:
            continue
        change = letting_in(policy, ASSUME_ROLE, caller, Question(caller.account, outside=False))
        if change is None:
            assert not any(each.allows for each in policy.statements), (caller, written)
            continue
        witness = change.found.witness
        assert witness and witness.caller == caller
        assert authorize(after(policy, change.steps), witness).answer is YES
        for some in combinations(change.steps, len(change.steps) - 1):
            assert let_in(after(policy, some), caller) is not YES, (written, some)
        met[len(change.steps)] += 1
    assert met[1] >= 100 and met[2] >= 5, met
