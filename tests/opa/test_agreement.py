"""roletrust.rego says what the engine says, or warns: of the truth cases, and of policies drawn by lot.

POLICIES=2000 asks for so many, which `make agree` does.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence

from opa.rego import OWNER, WITH_OPA, Json, answers, asked, asked_of_rego_cpp, in_order, plan
from prove.small_worlds import policies as hostile
from roletrust.dialects.policy import read_policy
from roletrust.engine.answer import NO, YES, Answer
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.questions.trust import Trust
from roletrust.rules.catalog import RULES
from running import REPOSITORY
from samples import policy_objects
from spec.product_answer import tree

JUDGES = {rule.id: rule.judge for rule in RULES if int(rule.id.rpartition("_")[2]) in {1, 2, 3, 4, 7}}
DRAWN = int(os.environ.get("POLICIES", "150"))
SEED = 19
DECISIONS = sorted((REPOSITORY / "fixtures" / "decisions").glob("*.jsonl"))


def policies_of_cases() -> list[Json]:
    written = {json.dumps(json.loads(line)["policy"]) for file in DECISIONS for line in file.open(encoding="utf-8")}
    return [json.loads(each) for each in sorted(written)]


def by_engine(policy: Json) -> dict[str, Answer]:
    try:
        trust = Trust(read_policy(tree(policy)), OWNER)
    except PolicyError:
        return dict.fromkeys(JUDGES, Answer.UNKNOWN)
    return {rule: judge(trust).answer for rule, judge in JUDGES.items()}


def compared(policies: Sequence[Json]) -> Counter[str]:
    """How often it decided, and how often it warned of what the engine decides.  Fails where they disagree."""
    tally: Counter[str] = Counter()
    for policy, said in zip(policies, answers(asked(plan(policies)), len(policies)), strict=True):
        for rule, answer in by_engine(policy).items():
            found = said.get(rule, said.get("CKV_TRUST_90", 0))
            assert answer is {2: YES, 0: NO}.get(found, answer), f"{rule} is {answer} of {json.dumps(policy)}"
            tally["warned" if found == 1 else "decided"] += answer is not Answer.UNKNOWN
    return tally


def share_of_warnings(tally: Counter[str]) -> float:
    return tally["warned"] / tally.total()


def test_it_agrees_on_every_policy_of_the_truth_cases() -> None:
    tally = compared(policies_of_cases()[:: 1 if DRAWN >= 2_000 else 4])
    print(f"truth cases: {dict(tally)}")
    assert share_of_warnings(tally) < 0.1


def test_it_agrees_on_policies_as_people_write_them_and_decides_them() -> None:
    tally = compared(list(policy_objects(DRAWN // 2)))
    print(f"as people write them: {dict(tally)}")
    assert share_of_warnings(tally) == 0


def test_it_agrees_on_policies_that_are_drawn_to_be_hard() -> None:
    """Half of them compare keys by policy variables, and a third have patterns that overlap: those it leaves alone."""
    tally = compared([policy for _, policy in hostile(SEED, range(DRAWN // 2))])
    print(f"hard: {dict(tally)}")
    assert share_of_warnings(tally) < 0.25


def test_rego_cpp_says_the_same() -> None:
    drawn = [*policy_objects(DRAWN // 2), *(policy for _, policy in hostile(SEED, range(DRAWN // 2)))]
    every = [*policies_of_cases(), *drawn][:: 1 if DRAWN >= 2_000 else 60]
    for policy in every if WITH_OPA else ():
        document = plan([policy])
        assert in_order(asked_of_rego_cpp(document)) == in_order(asked(document)), json.dumps(policy)
    print(f"by rego-cpp: {len(every)}")
