"""The engine's answers about small policies beside those of brute force."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from prove.meaning import NO, UNKNOWN
from prove.small_worlds import FAR, NEAR, ONE, policies
from prove.trying import ANY, NONE, SOME, Found, World, best, impossible, world
from roletrust.dialects.policy import read_policy
from roletrust.engine.classes.callers import Question, Sends
from roletrust.engine.classes.reach import PolicyQuery, Reach
from roletrust.engine.classes.satisfiability import Living
from spec.product_answer import tree
from spec.trust_spec import decide

Json = dict[str, Any]
SENDS = {NONE: Sends.NONE, SOME: Sends.SOME, ANY: Sends.ANY}
NAMES = ("NO", "UNKNOWN", "YES")
PATTERNED = (ONE, NEAR, FAR, "111199999999", "199999999999", "111122224444")


class Disagreement(NamedTuple):
    """What the engine said of a question about policy `number`, and the judge, with its request or reason."""

    number: int
    question: str
    engine: str
    judge: str
    policy: Json
    because: Any

    def __str__(self) -> str:
        return (
            f"- `{json.dumps(self.policy)}`\n  {self.question}: engine {self.engine}, judge {self.judge}:"
            f" {json.dumps(self.because)} (policy {self.number})"
        )


# The judge reads an empty tag in one condition at a time, AWS in one way in all: two conditions that exclude each other
# exclude an empty tag too.  So where the judge does not know, it is asked once more without empty tags.


def compared(seed: int, numbers: range, tally: Counter[str]) -> Iterator[Disagreement]:
    """Each policy of `seed` numbered so, asked every question of both; `tally` counts the pairs of answers."""
    for number, policy in policies(seed, numbers):
        yield from of_one(number, policy, tally)


def of_one(number: int, policy: Json, tally: Counter[str]) -> Iterator[Disagreement]:
    """All questions about one policy."""
    read, found = read_policy(tree(policy)), world(policy)
    query = PolicyQuery.of(read)
    for account in (ONE, NEAR):
        nobody = False
        for sends in (ANY, NONE, SOME) if "sts:externalid" in found.keys else (ANY,):
            asked = f"reach({account}, {sends})"
            said = query.reach(Question(account, SENDS[sends]))
            if nobody:  # whoever sends some id, or none, sends any
                tally["UNKNOWN, beyond the bounds" if said.beyond else "NO, as of any"] += 1
                if said.answer.name != "NO" and not said.beyond:
                    yield Disagreement(
                        number, asked, said.answer.name, "NO", policy, "nobody gets in, whatever is sent"
                    )
                continue
            nobody = sends == ANY and said.answer.name == "NO"
            yield from _judged(number, policy, asked, said, found, account, sends, tally)
    yield from _alive(number, policy, found, Living(read), tally)


def _judged(
    number: int, policy: Json, asked: str, said: Reach, found: World, account: str, sends: str, tally: Counter[str]
) -> Iterator[Disagreement]:
    engine = said.answer.name
    if engine == "YES":
        assert said.witness is not None
        request = said.witness.to_json()
        if sends == SOME:
            request["context"].setdefault("sts:externalid", ["zq9-any"])  # which nothing that counts asks about
        why = impossible(request, account, sends, found)
        answer = decide(policy, request)
        tally[f"YES, {'impossible' if why else 'replayed ' + answer}"] += 1
        if why or answer != "YES":
            yield Disagreement(number, asked, engine, answer, policy, why or request)
        return
    judged = best(found, account, sends, outside=True)
    judge = NAMES[judged.answer]
    if judge == "YES":
        assert decide(policy, judged.request or {}) == "YES", (policy, judged.request)
    if engine == "NO" and judge == "UNKNOWN":
        judge = NAMES[best(found._replace(empties=False), account, sends, outside=True).answer]
    tally[f"{engine}, judge {judge}"] += 1
    if engine == "NO" and judge != "NO":
        yield Disagreement(number, asked, engine, judge, policy, judged.request)


def _of_all(found: World, at: int) -> Found:
    """The best that somebody has through the Allow at a position."""
    return max((best(found, each, ANY, False, only=at) for each in PATTERNED), key=lambda each: each.answer)


def _alive(number: int, policy: Json, found: World, living: Living, tally: Counter[str]) -> Iterator[Disagreement]:
    """Whether some request at all comes in through each Allow."""
    for at, statement in enumerate(living.policy.statements):
        if not statement.allows:
            continue
        said = living.alive(statement).answer.name
        if said == "NO":
            judged = _of_all(found, at)
            if judged.answer == UNKNOWN:
                judged = _of_all(found._replace(empties=False), at)
            tally[f"dead, judge {NAMES[judged.answer]}"] += 1
            if judged.answer != NO:
                yield Disagreement(number, f"alive({at + 1})", said, NAMES[judged.answer], policy, judged.request)
        else:
            tally[f"alive {said}"] += 1
