"""What the rules say of open policies, held against what they say with something put in."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from prove import adversary
from prove.openings import ASKED, every, filled, fillings, names, opened, read, said_of, verdicts

Json = dict[str, Any]
MOST = 250  # fillings that are tried for an UNKNOWN beside those by lot


class Broken(NamedTuple):
    """A verdict about the open policy `number`, and a filling that it does not hold for."""

    number: int
    why: str

    def __str__(self) -> str:
        return f"{self.why} (policy {self.number})"


def compared(seed: int, numbers: range, count: int, tally: Counter[str]) -> Iterator[Broken]:
    """Verdicts about open policies that a filling shows to be wrong; `tally` counts fillings, and tight UNKNOWNs.

    `count`: of fillings by lot; besides, everything ordinary once, and what a solver makes against each verdict.
    """
    for number in numbers:
        dice = random.Random(f"{seed} {number}")
        made = opened(dice)
        if names(made):
            yield from (Broken(number, each) for each in of_one(made, fillings(dice, made, count), tally))


def of_one(made: Json, tried: Iterator[dict[str, str]], tally: Counter[str]) -> Iterator[str]:
    """The same of one policy."""
    before = verdicts(read(made))
    after = {json.dumps(values): verdicts(read(filled(made, values))) for values in tried if _some(made, values)}
    for made_for in (each for rule in adversary.ASKED for each in adversary.fillings(made, rule)):
        tally["made by a solver"] += 1
        after[json.dumps(made_for)] = verdicts(read(filled(made, made_for)))
    tally["fillings"] += len(after)
    for rule in ASKED:
        said = before[rule]
        tally[f"{rule} {said}"] += 1
        if said == "UNKNOWN":
            answers = {one[rule] for one in after.values()}
            if len(answers) == 1:
                answers |= other_answers(made, rule, answers)
            tally["tight" if len(answers) > 1 else "open anyway" if answers == {"UNKNOWN"} else "loose"] += 1
        for values, one in after.items():
            if not _holds(rule, before, one):
                yield f"{json.dumps(made)}\n  {rule} {said}, but {one[rule]} with {values}"
                break


def other_answers(made: Json, rule: str, answers: set[str]) -> set[str]:
    """What `rule` says of the policy with something put in of which it is no `answers`, if it is found."""
    for values in islice(every(made), MOST):
        if _some(made, values) and (answer := said_of(read(filled(made, values)), rule)) not in answers:
            return {answer}
    return set()


def _some(made: Json, values: Mapping[str, str]) -> bool:
    return bool(filled(made, values)["Statement"])


def _holds(rule: str, before: Mapping[str, str], filled_: Mapping[str, str]) -> bool:
    """Whether what was said of the open policy is so of the filled one."""
    said = before[rule]
    if rule in ("CKV_TRUST_1", "CKV_TRUST_2") and before["CKV_TRUST_4"] != "NO":
        return True  # of what may let in anybody these two speak only for accounts that are named: rule 4 says the rest
    if said == "UNKNOWN" or filled_[rule] == said:
        return True
    if rule == "CKV_TRUST_2" and said == "YES":
        return filled_["CKV_TRUST_7"] == "YES"  # whoever the account is, it is trusted as a whole
    return rule == "CKV_TRUST_6" and said == "NO"  # of an open value nothing bad is presumed
